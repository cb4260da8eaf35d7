"""Pictures of what changed: the bridge, the trend, and self against audited."""

from datetime import date

import pytest

from maturity.assessment.answer import Answer, Judgement, State
from maturity.assessment.finding import Finding
from maturity.assessment.round import Department, Round, RoundKind
from maturity.charts import agreement as bubbles
from maturity.charts import bridge as waterfall
from maturity.charts import trend as line
from maturity.charts.labels import folded
from maturity.framework.model import Framework
from maturity.palette import DARK, LIGHT, Palette
from maturity.scoring import trend
from maturity.scoring.agreement import Agreement, agreement
from maturity.scoring.bridge import Bridge, bridge
from maturity.scoring.compare import Comparison
from maturity.scoring.editions import EditionDifference
from maturity.scoring.score import Score
from maturity.scoring.trend import RoundSpread, TrendStep


def level(value: int) -> Judgement:
    return Judgement(state=State.LEVEL, level=value)


def round_of(framework: Framework, title: str) -> Round:
    return Round(
        id=title.lower(),
        title=title,
        kind=RoundKind.LIVE,
        framework_id=framework.id,
        edition=framework.edition,
        framework_hash=framework.content_hash,
        opens=date(2026, 1, 1),
    )


def compared(framework: Framework, title: str, **said: Judgement) -> Comparison:
    department = {"x": Department(id="x", name="X")}
    return Comparison(framework, round_of(framework, title), department, {"x": said}, 1)


@pytest.fixture
def crossed(two_themes: Framework) -> Bridge:
    """a1 rises from 2 to 4 and a2 falls from 2 to 1, with b1 at 2: 50.0, + 16.7, − 8.3 = 58.3."""
    found = bridge(
        compared(two_themes, "Spring", a1=level(2), a2=level(2), b1=level(2)),
        compared(two_themes, "Autumn", a1=level(4), a2=level(1), b1=level(2)),
        "x",
    )
    assert isinstance(found, Bridge)
    return found


def test_bars_lead_from_one_score_to_the_other(crossed: Bridge) -> None:
    bars = waterfall.points(crossed, start="Spring", end="Autumn")
    assert [(bar.label, round(bar.foot, 1), round(bar.head, 1), bar.words) for bar in bars] == [
        ("Spring", 50.0, 50.0, "50.0%"),
        ("Improved", 50.0, 66.7, "+16.7"),
        ("Declined", 66.7, 58.3, "−8.3"),
        ("Autumn", 58.3, 58.3, "58.3%"),
    ]


def test_the_waterfall_writes_every_sign_and_hatches_what_takes_away(crossed: Bridge) -> None:
    figure = waterfall.figure(waterfall.points(crossed, start="Spring", end="Autumn"))
    traces = {trace.name: trace for trace in figure.data}
    (written,) = (trace for trace in figure.data if trace.type == "scatter" and trace.mode == "text")
    assert [text.strip() for text in written.text] == ["50.0%", "+16.7", "−8.3", "58.3%"]
    assert traces["Adds"].x == pytest.approx([100 / 6])
    assert traces["Takes away"].base == pytest.approx([400 / 6])
    assert traces["Takes away"].marker.pattern.shape == "/"
    assert not traces["Adds"].marker.pattern.shape
    low, high = figure.layout.xaxis.range
    assert low < 50
    assert high > 66.7


def test_a_small_change_does_not_fill_the_waterfall(two_themes: Framework) -> None:
    same = compared(two_themes, "Spring", a1=level(2))
    found = bridge(same, same, "x")
    assert isinstance(found, Bridge)
    low, high = waterfall.figure(waterfall.points(found, start="A", end="B")).layout.xaxis.range
    assert high - low >= waterfall.NARROWEST


def score(value: float | None, low: float, high: float) -> Score:
    return Score(value, low, high, 3, 2, 1, 0, 0)


ADDED = EditionDifference(added=("a3",), title="edition 1 to 2")


@pytest.fixture
def steps(two_themes: Framework) -> list[TrendStep]:
    """Two rounds, a break, then a round without a score between two with one."""
    return [
        TrendStep(round_of(two_themes, "First"), score(40.0, 30, 50)),
        TrendStep(round_of(two_themes, "Second"), score(45.0, 35, 55)),
        TrendStep(round_of(two_themes, "Third"), score(60.0, 50, 70), ADDED),
        TrendStep(round_of(two_themes, "Fourth"), score(None, 0, 100)),
        TrendStep(round_of(two_themes, "Fifth"), score(62.0, 62, 62)),
    ]


def test_no_line_is_drawn_across_a_break_or_a_round_without_a_score(steps: list[TrendStep]) -> None:
    figure = line.figure(line.points(steps))
    lines = [trace for trace in figure.data if trace.mode == "lines+markers"]
    assert [list(trace.x) for trace in lines] == [[0, 1], [2, 3, 4]]
    assert [list(trace.y) for trace in lines] == [[40.0, 45.0], [60.0, None, 62.0]]
    assert not any(trace.connectgaps for trace in lines)
    bands = [trace for trace in figure.data if trace.fill == "toself"]
    assert list(bands[0].y) == [50, 55, 35, 30]  # along the highs, and back along the lows
    assert [shape.x0 for shape in figure.layout.shapes] == [1.5]
    words = [each.text for each in figure.layout.annotations]
    assert words == ["40.0", "45.0", "60.0", "Framework<br>changed", "62.0"]


def test_the_rounds_are_drawn_by_median_and_quartiles_and_too_few_not_at_all(two_themes: Framework) -> None:
    points = line.points(
        [
            RoundSpread(round_of(two_themes, "First"), 4, None, None, None, None, None, None),
            RoundSpread(round_of(two_themes, "Second"), 5, 50.0, 25.0, 75.0, 45.0, 60.0, 90.0),
        ]
    )
    assert (points.value, points.band) == ("Median of the departments", "Middle half of the departments")
    assert [(each.value, each.low, each.high) for each in points.rounds] == [
        (None, None, None),
        (50.0, 25.0, 75.0),
    ]
    assert points.rounds[0].words == "4 departments, too few for a median"
    (alone,) = (trace for trace in line.figure(points).data if trace.mode == "lines")
    assert list(alone.y) == [25.0, 75.0]  # a band of one round is a bar


def test_nothing_to_draw_is_an_empty_picture() -> None:
    assert line.points(trend.of_rounds([])).rounds == []
    assert line.figure(line.points([])).data


@pytest.fixture
def agreed(two_themes: Framework) -> Agreement:
    said = {"a1": 3, "a2": 3, "b1": 1}
    found = {"a1": 2, "a2": 2, "b1": 1}
    return agreement(
        two_themes,
        {"x": {key: Answer(state=State.LEVEL, level=value) for key, value in said.items()}},
        {"x": {key: Finding(state=State.LEVEL, level=value) for key, value in found.items()}},
    )


def test_bubbles_count_the_pairs_at_each_pair_of_levels(agreed: Agreement) -> None:
    points = bubbles.points(agreed, agreed.framework.scale)
    assert [(each.own, each.audited, each.pairs) for each in points.bubbles] == [(1, 1, 1), (3, 2, 2)]
    assert (points.pairs(3, 2), points.pairs(2, 3)) == (2, 0)
    assert points.levels[0] == "0 Absent"


def test_bubbles_have_their_counts_written_in_and_their_shape_by_side(agreed: Agreement) -> None:
    figure = bubbles.figure(bubbles.points(agreed, agreed.framework.scale))
    traces = {trace.name: trace for trace in figure.data}
    same, apart = traces["Same level"], traces["Different levels"]
    assert (list(same.x), list(same.y), list(same.text), same.marker.symbol) == ([1], [1], ["1"], "circle")
    assert (list(apart.x), list(apart.y), list(apart.text), apart.marker.symbol) == (
        [2],
        [3],
        ["2"],
        "square",
    )
    assert apart.marker.size[0] > same.marker.size[0]
    assert list(apart.customdata) == ["Department 3 Mostly, auditor 2 Partial: 2 pairs"]


@pytest.mark.parametrize("look", [LIGHT, DARK])
def test_words_take_the_ink_of_the_page(
    crossed: Bridge, steps: list[TrendStep], agreed: Agreement, look: Palette
) -> None:
    for figure in (
        waterfall.figure(waterfall.points(crossed, start="Spring", end="Autumn"), look=look),
        line.figure(line.points(steps), look=look),
        bubbles.figure(bubbles.points(agreed, agreed.framework.scale), look=look),
    ):
        assert figure.layout.yaxis.tickfont.color == look.ink
        assert figure.layout.xaxis.title.font.color in (look.ink, None)
        assert figure.layout.legend.font.color == look.ink
        assert {note.font.color for note in figure.layout.annotations} <= {look.ink}


@pytest.mark.parametrize(
    ("label", "lines"),
    [
        ("No longer determined", "No longer<br>determined"),
        ("", ""),
        ("Incomprehensibilities", "Incomprehensibilities"),
    ],
)
def test_a_long_label_is_folded_between_words(label: str, lines: str) -> None:
    assert folded(label) == lines
