"""Each picture: its points, then the traces and words of its figure."""

from collections.abc import Mapping

import pytest

from maturity.assessment.answer import Judgement, State
from maturity.assessment.round import Department, Round, RoundKind
from maturity.charts import heat_map, ranges
from maturity.charts import spread as spread_chart
from maturity.framework.model import Framework
from maturity.palette import DARK, LIGHT, UNKNOWN, Palette
from maturity.scoring import spread
from maturity.scoring.compare import Comparison, Sort
from maturity.scoring.readings import Readings

NOT_DETERMINED = Judgement(state=State.NOT_DETERMINED)


def level(value: int) -> Judgement:
    return Judgement(state=State.LEVEL, level=value)


def compared(framework: Framework, judgements: Mapping[str, Mapping[str, Judgement]]) -> Comparison:
    round_ = Round(
        id="r",
        title="R",
        kind=RoundKind.LIVE,
        framework_id=framework.id,
        edition=framework.edition,
        framework_hash=framework.content_hash,
        opens="2026-01-01",
    )
    departments = {key: Department(id=key, name=f"Department {key}") for key in judgements}
    return Comparison(framework, round_, departments, judgements, revision=1)


@pytest.fixture
def two(two_themes: Framework) -> Comparison:
    """x is known throughout: 4, 2, 0. y knows a1 alone: 3."""
    return compared(
        two_themes,
        {"x": {"a1": level(4), "a2": level(2), "b1": level(0)}, "y": {"a1": level(3), "a2": NOT_DETERMINED}},
    )


def test_the_heat_map_has_a_cell_for_every_statement_and_department(two: Comparison) -> None:
    points = heat_map.points(two)
    assert points.departments == ["Department x", "Department y"]
    assert points.statements == ["A plan", "A budget", "An owner"]
    assert points.themes == ["Plans", "Plans", "People"]
    marks = [[points.key(row, column).mark for column in range(2)] for row in range(3)]
    assert marks == [["4", "3"], ["2", "?"], ["0", "·"]]


def test_an_unknown_is_grey_with_a_mark_and_never_the_colour_of_a_level(two: Comparison) -> None:
    points = heat_map.points(two)
    unknown = points.key(1, 1)
    assert (unknown.words, unknown.colour) == ("Not determined", UNKNOWN)
    levels = {key.colour for key in points.keys if key.mark.isdigit()}
    assert len(levels) == 5
    assert UNKNOWN not in levels


@pytest.mark.parametrize("look", [LIGHT, DARK])
def test_the_whole_at_a_glance_has_the_colours_of_the_page_and_no_words_in_it(
    two_themes: Framework, look: Palette
) -> None:
    wide = compared(two_themes, {f"d{n}": {"a1": level(n % 5)} for n in range(41)})
    points = heat_map.points(wide)
    figure = heat_map.figure(points, look=look)
    (cells,) = figure.data
    assert figure.layout.xaxis.title.text == "41 departments"
    assert figure.layout.yaxis.tickfont.color == look.ink
    count = len(points.keys)
    colours = [colour for _, colour in cells.colorscale[::2]]
    assert colours[:5] == list(look.ramp)
    assert len(colours) == count
    assert len(figure.layout.shapes) == 1  # one line between two themes


def test_ranges_put_the_highest_first_and_those_without_a_score_last(two_themes: Framework) -> None:
    said = {
        "empty": {},
        "low": {"a1": level(1), "a2": level(1), "b1": level(1)},
        "high": {"a1": level(4), "a2": level(4)},
    }
    points = ranges.points(compared(two_themes, said).ordered(Sort.SCORE))
    found = [(each.department, each.dot, each.score.low, each.score.high) for each in points]
    assert found == [
        ("Department high", 100.0, pytest.approx(200 / 3), 100.0),
        ("Department low", 25.0, 25.0, 25.0),
        ("Department empty", None, 0.0, 100.0),
    ]


def test_what_does_not_apply_to_anybody_is_left_out_of_the_ranges(two_themes: Framework) -> None:
    nothing = {key: Judgement(state=State.NOT_APPLICABLE) for key in ("a1", "a2", "b1")}
    assert ranges.points(compared(two_themes, {"none": nothing})) == []


def test_some_departments_are_drawn_and_the_published_stand_apart(two: Comparison) -> None:
    points = heat_map.points(two, ["y"], beside=two.only(["x"]))
    assert points.departments == ["Department y", "Department x (published)"]
    assert [points.key(0, column).mark for column in range(2)] == ["3", "4"]
    assert points.beside == 1


def test_other_readings_are_told_beside_the_score(two: Comparison) -> None:
    told = {"x": Readings(cells=2, least=25.0, most=75.0, low=25.0, high=80.0)}
    (point,) = ranges.points(two, ["x"], readings=told, beside=True)
    assert (point.dot, point.readings, point.published) == (50.0, (25.0, 75.0), True)


def test_a_spread_counts_levels_and_states_by_statement(two: Comparison) -> None:
    points = spread_chart.points(two.framework, spread.spreads(two))
    assert points.total == 2
    # levels of a1 are 4 and 3, of a2 is 2 beside one unknown, of b1 is 0 beside one without an answer
    rows = [[(key.mark, count) for key, count in points.row(place) if count] for place in range(3)]
    assert rows == [[("3", 1), ("4", 1)], [("2", 1), ("?", 1)], [("0", 1), ("·", 1)]]
