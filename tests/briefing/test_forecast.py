"""What is said of what lies ahead, by pencil: the tiny framework has two plans and an owner, of 12 steps in all."""

from collections.abc import Callable
from datetime import date

import pytest

from maturity.assessment.answer import Judgement
from maturity.briefing import forecast
from maturity.framework.model import Framework
from maturity.plan.action import Action, ActionStatus, Rise
from maturity.roadmap.projection import projections
from maturity.roadmap.promises import Tally
from maturity.roadmap.road_maps import Prospect, prospect
from tests.scoring.test_bridge import compared

Said = Callable[[str], dict[str, Judgement]]
TODAY = date(2026, 4, 10)
KEPT = Tally(promises=70, known=66, promised=80, found=20, kept=16)  # a quarter of what was promised
PLANS = [  # delivered already, overdue, ahead, and without a date
    ("a1", 3, {"status": ActionStatus.DELIVERED, "delivered_on": date(2026, 2, 1), "due": date(2026, 1, 1)}),
    ("a2", 2, {"status": ActionStatus.UNDER_WAY, "due": date(2026, 3, 1)}),
    ("b1", 2, {"status": ActionStatus.APPROVED, "due": date(2026, 9, 1)}),
    ("b1", 4, {"status": ActionStatus.APPROVED, "no_date": "Nobody said"}),
]


@pytest.fixture
def ahead(two_themes: Framework, said: Said) -> Callable[..., Prospect]:
    def made(promises: Tally | None = None, **departments: str) -> Prospect:
        actions = [
            Action(
                id=number,
                round_id="r",
                title=f"Work {number}",
                departments=("tax",),
                rises=(Rise(statement_id=statement, to=to),),
                owner="Ada",
                **given,  # type: ignore[arg-type]
            )
            for number, (statement, to, given) in enumerate(PLANS, start=1)
        ]
        judged = {key: said(words) for key, words in (departments or {"tax": "a1=1 a2=1 b1=1"}).items()}
        found = list(projections(two_themes, judged, actions, today=TODAY).values())
        return prospect(found, found, promises)

    return made


def test_a_forecast_says_what_is_delivered_overdue_dated_and_undated(ahead: Callable[..., Prospect]) -> None:
    # 3 of 12 as assessed; 5 with what is delivered, 6 with what is overdue, 7 with what is ahead
    assert forecast.made_of(ahead(), TODAY) == [
        "Of 33.3 points, by actions: 16.7 points with 1 delivered already, 8.3 points with 1 overdue, and counted from "
        "10 April 2026 and 8.3 points with 1 with its date ahead.",
        "1 approved action has no day of delivery, and counts for nothing here.",
    ]


def test_past_promises_are_named_with_where_they_would_lead(ahead: Callable[..., Prospect]) -> None:
    # from 25.0 to 58.3 if all is kept; a quarter of the 33.3 points is 8.3
    found = ahead(KEPT)
    assert forecast.kept(found) == (
        "Past promises: 16 of 66 promises kept: 80 levels promised, 20 found. If they go on being kept so: 33.3% by "
        "the end of March 2027 (33.3 to 33.3% with what is not known)."
    )
    assert forecast.outcome(found, "25.0% as assessed in Spring") == (
        "25.0% as assessed in Spring; by the end of March 2027 33.3% if promises are kept as before, 58.3% if "
        "all that is approved is delivered as promised"
    )


@pytest.mark.parametrize(
    ("promised", "found", "share"), [(80, 20, 0.25), (4, 8, 1.0), (4, -2, 0.0), (0, 0, None)]
)
def test_what_promises_brought_is_no_less_than_nothing_and_no_more_than_all(
    promised: int, found: int, share: float | None
) -> None:
    assert Tally(promises=9, known=9, promised=promised, found=found, kept=1).share == share


def test_nobody_knows_how_promises_are_kept_where_none_was_due(ahead: Callable[..., Prospect]) -> None:
    assert forecast.kept(ahead()) == (
        "How promises are kept is not known yet: no round has looked for what was promised."
    )
    unknown = ahead(Tally(promises=2, known=0, promised=0, found=0, kept=0))
    assert forecast.kept(unknown) == "Past promises: nobody knows yet whether any promise was kept."
    assert "as before" not in forecast.outcome(unknown, "25.0%")


def test_below_half_no_figure_is_projected_and_it_is_said_why(
    two_themes: Framework, said: Said, ahead: Callable[..., Prospect]
) -> None:
    little = compared(two_themes, {"tax": said("a1=4")})  # 100.0 on one of three
    why = "too little is known to project a score: answer 1 more statement"
    assert forecast.of_one(little, None) == why
    assert forecast.in_a_figure(little, None) == ("Not projected", why)
    enough = compared(two_themes, {"tax": said("a1=1 a2=1 b1=1")})
    assert forecast.in_a_figure(enough, ahead()) == (
        "58.3",
        "per cent by the end of March 2027 if all that is approved is delivered as promised; 25.0 as assessed",
    )


def test_a_score_that_falls_as_more_is_known_says_so(ahead: Callable[..., Prospect]) -> None:
    # 8 of 8 as assessed, and 8 of 12 at least; with b1 at 2, 10 of 12
    found = ahead(tax="a1=4 a2=4 b1=?")
    why = (
        "It is lower as more is known, and what becomes known is below the rest; the least it could be goes from "
        "66.7 to 83.3%."
    )
    assert why in forecast.rests_on(found, TODAY)
    assert "It is lower" not in " ".join(forecast.rests_on(ahead(), TODAY))


def test_a_mean_is_called_a_mean(two_themes: Framework, said: Said, ahead: Callable[..., Prospect]) -> None:
    found = ahead(tax="a1=1 a2=1 b1=1", arts="a1=4 a2=4 b1=4")
    assert forecast._start(found, "Spring", mean=True) == "a mean of 62.5% as assessed in Spring"
