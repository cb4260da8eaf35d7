"""Each picture: its points, then the traces and words of its figure."""

from collections.abc import Mapping

import pytest

from maturity.assessment.answer import Judgement, State
from maturity.assessment.round import Department, Round, RoundKind
from maturity.charts import heat_map, profile, ranges
from maturity.charts import spread as spread_chart
from maturity.framework.model import Framework
from maturity.palette import DARK_INK, LIGHT_INK, UNKNOWN
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


def test_the_heat_map_marks_every_cell_and_explains_each_mark_it_uses(two: Comparison) -> None:
    figure = heat_map.figure(heat_map.points(two))
    written = {
        (x, y): text
        for trace in figure.data
        if trace.type == "scatter" and trace.mode == "text"
        for x, y, text in zip(trace.x, trace.y, trace.text, strict=True)
    }
    assert written == {(0, 0): "4", (1, 0): "3", (0, 1): "2", (1, 1): "?", (0, 2): "0", (1, 2): "·"}
    legend = [trace.name for trace in figure.data if trace.showlegend is None and trace.name]
    assert legend == [
        "0 Absent",
        "2 Partial",
        "3 Mostly",
        "4 Complete",
        "? Not determined",
        "· Not answered",
    ]
    assert len(figure.layout.shapes) == 1  # one line between two themes


def test_a_wide_heat_map_drops_its_labels_and_says_how_many_there_are(two_themes: Framework) -> None:
    wide = compared(two_themes, {f"d{n}": {"a1": level(n % 5)} for n in range(41)})
    figure = heat_map.figure(heat_map.points(wide))
    assert not [trace for trace in figure.data if trace.type == "scatter" and trace.mode == "text"]
    assert figure.layout.xaxis.title.text == "41 departments"


def test_ranges_put_the_highest_first_and_those_without_a_score_last(two_themes: Framework) -> None:
    said = {
        "empty": {},
        "low": {"a1": level(1), "a2": level(1), "b1": level(1)},
        "high": {"a1": level(4), "a2": level(4)},
    }
    points = ranges.points(compared(two_themes, said).ordered(Sort.SCORE))
    found = [(point.department, point.score, point.low, point.high) for point in points]
    assert found == [
        ("Department high", 100.0, pytest.approx(200 / 3), 100.0),
        ("Department low", 25.0, 25.0, 25.0),
        ("Department empty", None, 0.0, 100.0),
    ]


def test_a_department_without_a_score_has_a_bar_and_no_dot(two_themes: Framework) -> None:
    figure = ranges.figure(ranges.points(compared(two_themes, {"empty": {}})))
    bars, dots = figure.data
    assert list(bars.x) == [0.0, 100.0, None]
    assert list(dots.x) == [None]


def test_what_does_not_apply_to_anybody_is_left_out_of_the_ranges(two_themes: Framework) -> None:
    nothing = {key: Judgement(state=State.NOT_APPLICABLE) for key in ("a1", "a2", "b1")}
    assert ranges.points(compared(two_themes, {"none": nothing})) == []


@pytest.mark.parametrize("ink", [DARK_INK, LIGHT_INK])
def test_words_of_a_chart_take_the_ink_of_the_page(two: Comparison, ink: str) -> None:
    for figure in (
        heat_map.figure(heat_map.points(two), ink=ink),
        ranges.figure(ranges.points(two), ink=ink),
    ):
        assert figure.layout.yaxis.tickfont.color == ink
        assert figure.layout.legend.font.color == ink


def test_some_departments_are_drawn_and_the_published_stand_apart(two: Comparison) -> None:
    points = heat_map.points(two, ["y"], beside=two.only(["x"]))
    assert points.departments == ["Department y", "Department x (published)"]
    assert [points.key(0, column).mark for column in range(2)] == ["3", "4"]
    assert [shape.line.dash for shape in heat_map.figure(points).layout.shapes] == [None, "dot"]


def test_other_readings_are_a_thin_line_of_their_own(two: Comparison) -> None:
    told = {"x": Readings(cells=2, least=25.0, most=75.0, low=25.0, high=80.0)}
    points = ranges.points(two, ["x"], readings=told, beside=True)
    assert points[0].words.endswith("; between 25.0 and 75.0 under other readings of 2 cells")
    figure = ranges.figure(points)
    assert [list(trace.x) for trace in figure.data] == [[50.0, 50.0, None], [50.0], [25.0, 75.0, None]]
    assert figure.data[1].marker.symbol == "diamond"


def test_a_spread_writes_its_numbers_into_its_bars(two: Comparison) -> None:
    points = spread_chart.points(two.framework, spread.spreads(two))
    assert points.total == 2
    figure = spread_chart.figure(points)
    # levels of a1 are 4 and 3, of a2 is 2 beside one unknown, of b1 is 0 beside one without an answer
    assert {trace.name: list(trace.text) for trace in figure.data} == {
        "0 Absent": ["", "", "1"],
        "2 Partial": ["", "1", ""],
        "3 Mostly": ["1", "", ""],
        "4 Complete": ["1", "", ""],
        "? Not determined": ["", "1", ""],
        "· Not answered": ["", "", "1"],
    }


def test_a_profile_is_a_closed_line_that_breaks_where_nothing_is_known(two: Comparison) -> None:
    figure = profile.figure(profile.points(two, ["x", "y"]))
    x, y = figure.data
    assert (list(x.theta), list(x.r)) == (["Plans", "People", "Plans"], [75.0, 0.0, 75.0])  # (4 + 2) ÷ 8
    assert list(y.r) == [75.0, None, 75.0]
    assert (x.line.dash, x.marker.symbol) != (y.line.dash, y.marker.symbol)
