"""What a department has to do, the most urgent last thing first seen: each with where it is done."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from maturity.assessment import progress
from maturity.assessment.answer import NOT_ANSWERED, Answer, State
from maturity.assessment.concerns import needs_evidence
from maturity.assessment.progress import Filter
from maturity.framework.model import Framework
from maturity.plan.action import Action, ActionStatus
from maturity.wording import counted, counted_are, day, listed

SOON = timedelta(days=30)
MOST_NAMED = 3


@dataclass(frozen=True)
class ToDo:
    """One thing: what to do, more about it, a word on how it stands, and the page on which it is done."""

    words: str
    more: str
    stands: str
    page: str
    query: Mapping[str, str] = field(default_factory=dict)
    attention: bool = False  # late, challenged, or without evidence


def to_do(
    framework: Framework,
    answers: Mapping[str, Answer],
    *,
    challenged: Mapping[str, str],
    actions: Iterable[Action],
    today: date,
    approves: bool = False,
) -> list[ToDo]:
    """Of a draft, in the order in which somebody would do it; `challenged` has what the auditor says of a statement.

    `approves` is of somebody who may approve actions.
    """
    said = {each.id: answers.get(each.id, NOT_ANSWERED) for each in framework.statements}
    carried = [key for key, each in said.items() if progress.is_carried(each)]
    unanswered = [key for key, each in said.items() if each.state is State.NOT_ANSWERED]
    unknown = [
        key
        for key, each in said.items()
        if each.state is State.NOT_DETERMINED and not progress.is_carried(each)
    ]
    bare = [key for key, each in said.items() if needs_evidence(framework, framework.by_id[key], each)]
    found = [
        *(
            ToDo(
                f"Reply on “{framework.by_id[key].label}”",
                more,
                "Challenged",
                "answer",
                {"statement": key},
                True,
            )
            for key, more in challenged.items()
        ),
        *_on(framework, unanswered, f"Answer {counted(len(unanswered), 'statement')}", "Not answered"),
        *_on(
            framework,
            carried,
            f"Confirm {counted(len(carried), 'answer')} of the last round",
            "Carried over",
            show=Filter.CARRIED.value,
        ),
        *_on(framework, unknown, f"Find out about {counted(len(unknown), 'statement')}", "Not determined"),
        *_on(
            framework,
            bare,
            f"Give evidence for {counted(len(bare), 'high level')}",
            "An auditor will ask",
            attention=True,
        ),
        *_actions(actions, today, approves),
    ]
    waiting = len(unanswered) + len(carried)
    stands = f"{waiting} still to answer" if waiting else "Ready"
    return [*found, ToDo("Check and submit", "", stands, "check")]


def after_submitting(actions: Iterable[Action], today: date, *, approves: bool = False) -> list[ToDo]:
    """What is left to do once the assessment is with the auditor: the road map."""
    return _actions(actions, today, approves)


def _on(
    framework: Framework,
    statements: Sequence[str],
    words: str,
    stands: str,
    *,
    attention: bool = False,
    show: str = "",
) -> list[ToDo]:
    if not statements:
        return []
    labels = [framework.by_id[key].label for key in statements]
    query = {"statement": statements[0], **({"show": show} if show else {})}
    return [ToDo(words, listed(labels, MOST_NAMED), stands, "answer", query, attention)]


def _actions(actions: Iterable[Action], today: date, approves: bool) -> list[ToDo]:
    every = list(actions)
    proposed = [each for each in every if each.status is ActionStatus.PROPOSED]
    late = [each for each in every if each.is_late(today)]
    due = [
        each
        for each in every
        if each.due is not None and today <= each.due <= today + SOON and not each.status.over
    ]
    found = []
    if late:
        titles = listed([each.title for each in late], MOST_NAMED)
        found.append(ToDo(f"{counted_are(len(late), 'action')} late", titles, "Late", "road_map", {}, True))
    if due:
        soonest = min(each.due for each in due if each.due is not None)
        titles = listed([each.title for each in due], MOST_NAMED)
        words = f"{counted_are(len(due), 'action')} due within {SOON.days} days"
        found.append(ToDo(words, titles, f"First on {day(soonest)}", "road_map"))
    if proposed:
        titles = listed([each.title for each in proposed], MOST_NAMED)
        many = counted(len(proposed), "action")
        words = f"Approve {many}" if approves else f"{many} proposed"
        found.append(ToDo(words, titles, "Waits for approval", "road_map"))
    return found
