"""What the board is asked, worked by hand from departments given in words."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from maturity.assessment.answer import Judgement, State
from maturity.assessment.round import Department, Round, RoundKind, Status
from maturity.briefing.asks import AskAbout, asks, cost_in_words
from maturity.briefing.facts import Facts
from maturity.briefing.standing import not_shown
from maturity.framework.model import Framework
from maturity.plan.action import Action, ActionStatus, Rise
from maturity.plan.target import Target
from maturity.roadmap.road_maps import Forecast
from maturity.scoring.compare import Comparison

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MARKS = {"?": State.NOT_DETERMINED, ".": State.NOT_ANSWERED, "-": State.NOT_APPLICABLE}


def _said(words: str) -> dict[str, Judgement]:
    found = {}
    for statement, _, mark in (word.partition("=") for word in words.split()):
        state = MARKS.get(mark, State.LEVEL)
        found[statement] = Judgement(state=state, level=int(mark) if state is State.LEVEL else None)
    return found


@pytest.fixture
def facts(two_themes: Framework) -> Callable[..., Facts]:
    """`facts({"Tax": "a1=3 a2=?"}, action, ...)`: a live round, with a road map where actions are given."""

    def make(
        words: dict[str, str],
        *actions: Action,
        planned: bool = False,
        chosen: dict[str, dict[str, int]] | None = None,
    ) -> Facts:
        round_ = Round(
            id="spring",
            title="Spring",
            kind=RoundKind.LIVE,
            framework_id=two_themes.id,
            edition=two_themes.edition,
            framework_hash=two_themes.content_hash,
            opens=date(2026, 3, 2),
        )
        departments = {name.lower(): Department(id=name.lower(), name=name) for name in words}
        judgements = {name.lower(): _said(each) for name, each in words.items()}
        compared = Comparison(
            two_themes, round_, departments, judgements, 7, statuses=dict.fromkeys(departments, Status.DRAFT)
        )
        plan = Forecast(
            chosen=_aims(chosen or {}), accepted={}, actions=actions, called={},
            names={key: each.name for key, each in departments.items()}, projections={}, costs={}, placed=[],
        )  # fmt: skip
        return Facts(compared, NOON, plan=plan if actions or planned else None)

    return make


def _aims(chosen: dict[str, dict[str, int]]) -> dict[str, dict[str, Target]]:
    by = date(2027, 3, 2)
    return {
        key: {each: Target(statement_id=each, level=level, by=by) for each, level in levels.items()}
        for key, levels in chosen.items()
    }


def _action(number: int, once: int | None, yearly: int | None, lead: str = "tax") -> Action:
    return Action(
        id=number,
        round_id="spring",
        title=f"Work {number}",
        departments=(lead,),
        rises=(Rise(statement_id="a1", to=4),),
        due=date(2027, 1, 1),
        status=ActionStatus.PROPOSED,
        one_off=once,
        yearly=yearly,
    )


@pytest.mark.parametrize(
    ("amounts", "words"),
    [
        ([(None, None)] * 3, "not costed"),  # and never “£0 once and £0 a year”
        ([(0, 0)], "£0 once and £0 a year"),
        ([(50_000, 2_000), (1_000, 0)], "£51,000 once and £2,000 a year"),
        ([(50_000, 2_000), (None, None)], "£50,000 once and £2,000 a year; 1 of 2 not costed in full"),
        ([(50_000, None), (None, None)], "£50,000 once, yearly not costed; 2 of 2 not costed in full"),
        ([(None, 300)], "£300 a year, one-off not costed; 1 of 1 not costed in full"),
        ([], "£0 once and £0 a year"),  # no action costs nothing
    ],
)
def test_what_nobody_knows_the_cost_of_is_not_costed(
    amounts: list[tuple[int | None, int | None]], words: str
) -> None:
    assert cost_in_words([_action(n, *each) for n, each in enumerate(amounts)]) == words


def test_a_board_that_is_asked_to_approve_hears_what_is_not_costed(facts: Callable[..., Facts]) -> None:
    several = [_action(n, None, None) for n in (1, 2, 3)]
    (asked,) = [each for each in asks(facts({"Tax": "a1=1"}, *several)) if each.about is AskAbout.APPROVAL]
    assert asked.count == 3
    assert asked.sentence == (
        "Approve or send back 3 proposed actions: “Work 1” (not costed), “Work 2” (not costed) and “Work 3” (not "
        "costed). Together: not costed."
    )


def test_what_would_be_saved_is_said_apart_from_what_it_costs(facts: Callable[..., Facts]) -> None:
    saves = _action(1, 500, 100).model_copy(update={"saving": 9000})
    told = facts({"Tax": "a1=1"}, saves, _action(2, 10, 0))
    (asked,) = [each for each in asks(told) if each.about is AskAbout.APPROVAL]
    assert asked.sentence.endswith(
        " Together: £510 once and £100 a year. To be saved: £9,000 a year, by 1 of 2 actions."
    )


def test_of_many_actions_three_are_named_with_those_who_lead_them(facts: Callable[..., Facts]) -> None:
    several = [_action(n, 100 * n, 0, "tax" if n % 2 else "arts") for n in range(1, 6)]
    told = facts({"Tax": "a1=1", "Arts": "a1=2"}, *several)
    (asked,) = [each for each in asks(told) if each.about is AskAbout.APPROVAL]
    assert asked.sentence == (
        "Approve or send back 5 proposed actions: “Work 1” (Tax, £100 once and £0 a year), “Work 2” (Arts, £200 once "
        "and £0 a year), “Work 3” (Tax, £300 once and £0 a year) and 2 more. Together: £1,500 once and £0 a year."
    )


def test_a_round_without_road_maps_is_asked_for_owners_and_for_what_is_not_known(
    facts: Callable[..., Facts],
) -> None:
    asked = asks(facts({"Tax": "a1=1 a2=? b1=-", "Arts": "a1=2 a2=3 b1=."}))
    assert [(each.about, each.count) for each in asked] == [
        (AskAbout.SCORE, None),
        (AskAbout.GAPS, None),
        (AskAbout.UNKNOWN, 2),  # Tax a2 and Arts b1; what does not apply is not unknown
    ]
    assert asked[-1].sentence.startswith("2 answers are not known: ")


def test_one_department_is_asked_of_its_own_statements(facts: Callable[..., Facts]) -> None:
    asked = asks(facts({"Tax": "a1=1 a2=? b1=4"}))
    # 5 of the 8 levels that are known; 5 of 12, or 9 of 12
    assert asked[0].sentence == (
        "Note Tax's score with its range and coverage: 62.5%, and 41.7 to 75.0% with what is not known."
    )
    assert asked[-1].sentence.startswith("1 statement is not known: ")


def test_gaps_that_nobody_works_on_are_counted(facts: Callable[..., Facts]) -> None:
    told = facts({"Tax": "a1=1 a2=? b1=4"}, planned=True, chosen={"tax": {"a1": 3}})
    (unworked,) = [each for each in asks(told) if each.about is AskAbout.UNWORKED]
    assert unworked.count == 1  # a1 to the target chosen; a2, which nobody knows, is to be found out
    assert unworked.sentence == (
        "1 gap to a chosen target has no action: name an owner and a date, or say why it is accepted."
    )
    known = facts({"Tax": "a1=3 a2=4 b1=4"}, planned=True, chosen={"tax": {"a1": 3}})
    sentences = [each.sentence for each in asks(known)]
    assert (
        "Every gap to a chosen target is worked on or accepted: ask how the work goes before the next round."
        in sentences
    )
    assert "Nothing that applies is unknown: ask that the evidence is kept up to date." in sentences


@pytest.mark.parametrize(
    ("unseen", "words"),
    [
        (0, []),
        (1, ["1 of the 2 departments that have begun is shown; the other is not open to the reader yet."]),
        (2, ["1 of the 3 departments that have begun is shown; the others are not open to the reader yet."]),
    ],
)
def test_what_is_not_shown_is_counted(facts: Callable[..., Facts], unseen: int, words: list[str]) -> None:
    told = facts({"Tax": "a1=1"})
    assert not_shown(replace(told.comparison, unseen=unseen)) == words
