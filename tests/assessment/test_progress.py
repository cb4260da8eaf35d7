"""How far an assessment is. Plans holds a1 and a2, people holds b1."""

from collections.abc import Callable
from typing import Any

import pytest

from maturity.assessment import progress
from maturity.assessment.answer import Answer, Judgement, State
from maturity.assessment.round import Status
from maturity.framework.model import Framework

Said = Callable[[str], dict[str, Judgement]]

TABLE = [  # answers, answered of 2 in plans, answered of 1 in people, the next to answer
    ("", 0, 0, "a1"),
    ("a1=. a2=. b1=.", 0, 0, "a1"),
    ("a1=0", 1, 0, "a2"),  # level 0 is an answer
    ("a1=3 b1=4", 1, 1, "a2"),
    ("a1=?", 1, 0, "a2"),  # not determined is an answer
    ("a1=? a2=-", 2, 0, "b1"),  # and so is not applicable
    ("a2=2 b1=?", 1, 1, "a1"),
    ("a1=? a2=- b1=?", 2, 1, None),
    ("a1=1 a2=2 b1=3", 2, 1, None),
    ("z9=3", 0, 0, "a1"),  # what is not asked does not count
]


@pytest.mark.parametrize(("answers", "plans", "people", "following"), TABLE)
def test_progress_counts_answers(
    two_themes: Framework, said: Said, answers: str, plans: int, people: int, following: str | None
) -> None:
    found = progress.by_theme(two_themes, said(answers))
    assert [(each.theme, each.label, each.answered, each.statements) for each in found] == [
        ("plans", "Plans", plans, 2),
        ("people", "People", people, 1),
    ]
    statement = progress.next_unanswered(two_themes, said(answers))
    assert (statement.id if statement else None) == following


def answer(given: State | int, *, carried: bool = False, **more: bool | str) -> Answer:
    """A level, or a state that is none."""
    state, level = (State.LEVEL, given) if isinstance(given, int) else (given, None)
    return Answer(state=state, level=level, carried=carried, **more)


def test_what_is_carried_over_is_answered_once_somebody_confirms_it(two_themes: Framework) -> None:
    answers = {
        "a1": answer(3, carried=True),
        "a2": answer(State.NOT_DETERMINED),
        "b1": answer(State.NOT_APPLICABLE, carried=True),
    }
    plans, people = progress.by_theme(two_themes, answers)
    assert (plans.words, people.words) == (
        "1 of 2 confirmed, 1 carried over",
        "0 of 1 confirmed, 1 carried over",
    )
    assert progress.next_unanswered(two_themes, answers) == two_themes.by_id["a1"]
    confirmed = {key: each.model_copy(update={"carried": False}) for key, each in answers.items()}
    assert [each.words for each in progress.by_theme(two_themes, confirmed)] == ["2 of 2", "1 of 1"]


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("open_round", [True, False])
def test_only_in_an_open_round_and_before_it_is_agreed_does_what_is_carried_over_not_count(
    status: Any, open_round: Any
) -> None:
    answers = {"a1": answer(3, carried=True), "a2": answer(4)}
    waits = open_round and status not in (Status.AGREED, Status.PUBLISHED)
    found = progress.unconfirmed(answers, status, open_round=open_round)
    assert found == ({"a1": answers["a1"]} if waits else {})


CHANGED = [  # the last round's answer, this round's, what the auditor found then; confirmed together, or what is told
    (answer(3), answer(3, carried=True), "", True),
    (
        answer(3, unsure=True, come_back=True),
        answer(3, carried=True),
        "",
        True,
    ),  # marks are the last round's
    (answer(3), answer(3, carried=True), "a1=3", True),  # the auditor found the same
    (answer(3), answer(3, carried=True), "a1=2", "3 Mostly, and the auditor found 2 Partial"),
    (
        answer(4, evidence="New"),
        answer(3, carried=True),
        "",
        "carried over as 3 Mostly, and changed in the last round since",
    ),
    (answer(3), answer(4), "", "3 Mostly → 4 Complete"),
    (answer(State.NOT_DETERMINED), answer(State.NOT_ANSWERED), "", "Not determined → Not answered"),
    (answer(3), answer(3), "", False),  # confirmed already
]


@pytest.mark.parametrize(("then", "now", "found", "told"), CHANGED)
def test_only_what_is_as_it_was_is_confirmed_together(
    two_themes: Framework, said: Said, then: Answer, now: Answer, found: str, told: bool | str
) -> None:
    since = progress.since_last(two_themes, two_themes.statements, {"a1": now}, {"a1": then}, said(found))
    assert since.unchanged == (("a1",) if told is True else ())
    assert since.changed == ({"a1": told} if isinstance(told, str) else {})
