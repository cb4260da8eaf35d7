"""Pictures of the road map: gaps, actions in time, the projection and its costs."""

from datetime import date

import pytest

from maturity.assessment.answer import Judgement, State
from maturity.assessment.round import Department, Round, RoundKind
from maturity.charts import costs as cost_chart
from maturity.charts import gaps as gap_chart
from maturity.charts import projection as projection_chart
from maturity.charts import time_line
from maturity.framework.model import Framework
from maturity.palette import DARK, LIGHT, Palette
from maturity.plan.action import Action, ActionStatus, Rise
from maturity.plan.target import AcceptedGap, Target
from maturity.roadmap.costs import costs_by_lead
from maturity.roadmap.gaps import gaps
from maturity.roadmap.projection import projection
from maturity.scoring.compare import Comparison

TODAY = date(2026, 5, 1)


def level(value: int) -> Judgement:
    return Judgement(state=State.LEVEL, level=value)


SAID = {"a1": level(1), "a2": Judgement(state=State.NOT_DETERMINED), "b1": level(2)}


def action(id_: int, rises: str, **different: object) -> Action:
    statement, _, to = rises.partition("=")
    given: dict[str, object] = {
        "title": f"Action {id_}",
        "departments": ("x",),
        "owner": "Ada",
        "status": ActionStatus.APPROVED,
        "one_off": 1000,
        "yearly": 120,
        **different,
    }
    rise = Rise(statement_id=statement, to=int(to))
    return Action(id=id_, round_id="r", rises=(rise,), **given)


@pytest.fixture
def actions() -> list[Action]:
    return [
        action(1, "a1=3", start=date(2026, 2, 1), due=date(2026, 4, 1)),  # late
        action(2, "b1=4", start=date(2026, 6, 1), due=date(2026, 8, 31)),
        action(3, "a1=4", due=date(2026, 12, 1), status=ActionStatus.PROPOSED),
        action(4, "a1=4", no_date="Waits for money", status=ActionStatus.PROPOSED),
        action(5, "a1=4", due=date(2026, 6, 1), status=ActionStatus.STOPPED, why="No need"),
    ]


@pytest.fixture
def gap_points(two_themes: Framework) -> gap_chart.Points:
    round_ = Round(
        id="r",
        title="R",
        kind=RoundKind.LIVE,
        framework_id=two_themes.id,
        edition=two_themes.edition,
        framework_hash=two_themes.content_hash,
        opens=date(2026, 1, 1),
    )
    compared = Comparison(two_themes, round_, {"x": Department(id="x", name="X")}, {"x": SAID}, 1)
    aims = {key: Target(statement_id=key, level=3, by=TODAY) for key in ("a1", "b1")}
    accepted = {"b1": AcceptedGap(statement_id="b1", reason="Not ours")}
    return gap_chart.points(two_themes, gaps(compared, {"x": aims}, {"x": accepted}), aims)


def test_gaps_lead_from_today_to_the_target_by_theme(gap_points: gap_chart.Points) -> None:
    # 1 of 4 and 2 of 4 to 3 of 4; nobody knows a2
    assert [(row.theme, row.statement, row.now, row.aim, row.accepted) for row in gap_points.rows] == [
        ("Plans", "A plan", 0.25, 0.75, False),
        ("Plans", "A budget", None, None, False),
        ("People", "An owner", 0.5, 0.75, True),
    ]
    assert gap_points.ticks == {0.0: "0", 0.25: "1", 0.5: "2", 0.75: "3", 1.0: "4"}
    assert gap_points.axis == "Level: 0 Absent to 4 Complete"
    assert gap_points.places == pytest.approx([0.8, 1.8, 3.6])  # 0.8 above each theme for its name


def test_a_level_nobody_knows_is_a_question_mark_and_no_circle(gap_points: gap_chart.Points) -> None:
    figure = gap_chart.figure(gap_points)
    today, aim, unknown = figure.data
    assert (list(today.x), today.marker.symbol) == ([0.25, 0.5], "circle")
    assert (list(aim.x), aim.marker.symbol) == ([0.75, 0.75], "diamond-open")
    assert (list(unknown.text), list(unknown.y)) == (["? find out"], [1.8])
    assert [shape.line.dash for shape in figure.layout.shapes] == ["solid", "dot"]  # accepted: dotted
    assert [note.text for note in figure.layout.annotations] == ["<b>Plans</b>", "<b>People</b>"]


def test_the_time_line_has_what_is_dated_the_soonest_first(actions: list[Action]) -> None:
    points = time_line.points(actions, TODAY)
    assert [(bar.title, bar.start, bar.end, bar.late) for bar in points.bars] == [
        ("Action 1", date(2026, 2, 1), date(2026, 4, 1), True),
        ("Action 2", date(2026, 6, 1), date(2026, 8, 31), False),
        ("Action 3", None, date(2026, 12, 1), False),
    ]
    assert points.bars[0].words == "approved, due on 1 April 2026 (late)"
    assert points.undated == [("Action 4", "Waits for money")]


def test_a_late_action_has_a_triangle_and_the_word_and_today_a_line(actions: list[Action]) -> None:
    figure = time_line.figure(time_line.points(actions, TODAY))
    traces = {trace.name: trace for trace in figure.data}
    assert list(traces["Late"].x) == ["2026-04-01"]
    assert traces["Late"].marker.symbol == "triangle-up"
    assert [text.strip() for text in traces["Late"].text] == ["late"]
    assert list(traces["No start date"].x) == ["2026-12-01"]
    assert list(traces["Approved"].base) == ["2026-02-01", "2026-06-01"]
    days = 24 * 3600 * 1000
    assert list(traces["Approved"].x) == [59 * days, 91 * days]  # 28 + 31; 30 + 31 + 30
    assert figure.layout.shapes[0].x0 == "2026-05-01"
    assert figure.layout.annotations[0].text == "Today"


def test_the_projection_is_drawn_beside_the_earlier_plan(
    two_themes: Framework, actions: list[Action]
) -> None:
    now = projection(two_themes, "x", SAID, actions, today=TODAY)
    earlier = projection(two_themes, "x", SAID, actions[:1], today=date(2026, 2, 1))
    points = projection_chart.points(now, earlier)
    # (1 + 2) / 8; a1 to 3 in this quarter: 5/8; b1 to 4 in the next: 7/8
    assert [(p.label, p.score) for p in points[:3]] == [
        ("As assessed", 37.5),
        ("Jun 2026", 62.5),
        ("Sep 2026", 87.5),
    ]
    assert [p.earlier for p in points] == [None, 62.5, 62.5, 62.5, None]  # it ran to the end of 2026
    figure = projection_chart.figure(points)
    traces = {trace.name: trace for trace in figure.data}
    assert list(traces["Score, as planned now"].y) == [p.score for p in points]
    assert traces["As planned then"].line.dash == "dash"
    assert [note.text for note in figure.layout.annotations] == ["37.5", "87.5"]
    assert len(projection_chart.figure(projection_chart.points(now)).data) == 2


def test_savings_stand_beside_the_costs_and_in_no_sum_of_them() -> None:
    bars = [cost_chart.Bar("2026-27", 500, 100, 9000), cost_chart.Bar("2027-28", 0, 100, 9000)]
    *_, saved = (trace for trace in cost_chart.figure(bars).data if trace.type == "bar")
    assert (saved.name, list(saved.y), list(saved.base)) == ("Savings, apart", [9000, 9000], [0, 0])
    assert bars[0].total == 600
    none = cost_chart.figure([cost_chart.Bar("2026-27", 500, 100)])
    assert not [trace for trace in none.data if trace.name == "Savings, apart"]


def test_costs_are_stacked_by_financial_year_with_their_total(actions: list[Action]) -> None:
    points = cost_chart.points(costs_by_lead(actions, ["x"], today=TODAY, until=date(2027, 6, 30))["x"])
    # Once: action 1 in 2025-26 (from February), action 2 in 2026-27. Running, 10 a month: action 1 counts from
    # today, so June to March is 10 months; action 2 from September, 7 months: 170; then both a whole year.
    assert [(bar.year, bar.one_off, bar.yearly, bar.total) for bar in points] == [
        ("2025-26", 1000, 0, 1000),
        ("2026-27", 1000, 170, 1170),
        ("2027-28", 0, 240, 240),
    ]
    once, running, totals = cost_chart.figure(points).data
    assert (list(once.y), list(running.y)) == ([1000, 1000, 0], [0, 170, 240])
    assert running.marker.pattern.shape == "/"
    assert list(totals.text) == ["£1,000", "£1,170", "£240"]


@pytest.mark.parametrize("look", [LIGHT, DARK])
def test_words_take_the_ink_of_the_page(
    two_themes: Framework, gap_points: gap_chart.Points, actions: list[Action], look: Palette
) -> None:
    now = projection(two_themes, "x", SAID, actions, today=TODAY)
    for figure in (
        gap_chart.figure(gap_points, look=look),
        time_line.figure(time_line.points(actions, TODAY), look=look),
        projection_chart.figure(projection_chart.points(now), look=look),
        cost_chart.figure(
            cost_chart.points(costs_by_lead(actions, ["x"], today=TODAY, until=TODAY)["x"]), look=look
        ),
    ):
        assert figure.layout.yaxis.tickfont.color == look.ink
        assert figure.layout.legend.font.color == look.ink
        assert {note.font.color for note in figure.layout.annotations} <= {look.ink}


def test_nothing_to_draw_is_an_empty_picture(two_themes: Framework) -> None:
    assert gap_chart.figure(gap_chart.points(two_themes, [], {})).data
    assert time_line.figure(time_line.points([], TODAY)).layout.shapes
    assert cost_chart.figure([]).data
