"""What pictures show, in words: by pencil."""

from collections.abc import Callable
from datetime import date

from maturity.assessment.answer import Answer, Judgement
from maturity.assessment.finding import Finding
from maturity.briefing.pictures import (
    agreement_in_words,
    costs_in_a_picture,
    heat_map_in_words,
    time_line_in_words,
)
from maturity.framework.model import Framework
from maturity.plan.action import Action, ActionStatus, Rise
from maturity.roadmap.costs import costs_by_lead
from maturity.scoring.agreement import agreement
from maturity.scoring.compare import Comparison

TODAY = date(2026, 4, 10)
Said = Callable[[str], dict[str, Judgement]]


def action(number: int, due: date | None, **different: object) -> Action:
    given = {"status": ActionStatus.APPROVED, "one_off": 500, "yearly": 1200, **different}
    return Action(
        id=number,
        round_id="r",
        title=f"Action {number}",
        departments=("tax",),
        rises=(Rise(statement_id="a1", to=3),),
        owner="Ada",
        due=due,
        no_date="" if due else "No money",
        **given,
    )


def test_the_whole_at_a_glance_has_its_ends_and_what_is_not_known(
    compared: Callable[..., Comparison],
) -> None:
    # 12 of 12, 3 of 12; of art nothing but one level of three: 7 of 9 answers known
    said = heat_map_in_words(
        compared({"tax": "a1=4 a2=4 b1=4", "home": "a1=1 a2=1 b1=1", "art": "a1=2 a2=? b1=."})
    )
    assert "The highest score is of Tax (100.0%), the lowest of Home (25.0%)." in said
    assert said.endswith("22% of 9 answers not known.")


def test_self_against_audited_says_who_is_higher(two_themes: Framework, said: Said) -> None:
    own = {"tax": said("a1=3 a2=3 b1=1"), "art": said("a1=2 a2=3 b1=0")}
    audited = {"tax": said("a1=3 a2=3 b1=0"), "art": said("a1=3 a2=3 b1=0")}
    found = agreement(
        two_themes,
        {
            key: {s: Answer(state=j.state, level=j.level) for s, j in each.items()}
            for key, each in own.items()
        },
        {
            key: {s: Finding(state=j.state, level=j.level) for s, j in each.items()}
            for key, each in audited.items()
        },
    )
    (scale,) = found.kappas
    assert agreement_in_words(found, scale) == (
        "Of 6 pairs 4 at the same level, 1 with the department higher and 1 with the auditor higher. "
        "Most, 3, are put by both at 3 Mostly."
    )


def test_costs_name_the_dearest_year_and_what_is_saved_apart() -> None:
    plan = [action(1, date(2026, 6, 30), saving=2400)]  # nine months of twelve, then all
    found = costs_by_lead(plan, ["tax"], today=TODAY, until=date(2028, 3, 31))["tax"]
    assert costs_in_a_picture(found) == (
        "Most in 2026-27: £1,400. 2026-27 £1,400, 2027-28 £1,200. Saved, apart: 2026-27 £1,800, 2027-28 £2,400."
    )


def test_a_time_line_names_its_ends_and_what_is_late() -> None:
    plan = [
        action(1, date(2026, 12, 1)),
        action(2, date(2026, 4, 1)),
        action(3, None),
        action(4, date(2025, 1, 1), status=ActionStatus.STOPPED),
    ]
    assert time_line_in_words(plan, TODAY) == (
        "2 actions with a date: first “Action 2” on 1 April 2026, last “Action 1” on 1 December 2026. "
        "Late: “Action 2”. 1 action without a date."
    )
    assert time_line_in_words(plan[:1], TODAY) == (
        "1 action with a date: “Action 1” on 1 December 2026. None is late."
    )
