"""An entry of the history in words: what was done, and each part that it changed."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from maturity.assessment.answer import NOT_ANSWERED, Answer, State
from maturity.framework.model import Framework
from maturity.history.chain import Change
from maturity.history.words import ChangedPart, EntryInWords, tell_author, tell_entry, tell_runs
from maturity.plan.action import Action, ActionStatus, Rise
from maturity.plan.target import Target

PEOPLE = {"ada": "Ada", "bo": "Bo"}
DEPARTMENTS = {"treasury": "Treasury"}
Content = dict[str, Any] | None


def changed(
    kind: str, before: Content, after: Content, *, subject: str = "a1", local: bool = False
) -> Change:
    return Change(
        number=1,
        at=datetime(2026, 3, 2, 12, 0, tzinfo=UTC),
        person="ada",
        local=local,
        kind=kind,
        assessment_id=7,
        subject=subject,
        before=before,
        after=after,
        why="",
    )


def lines_of(entry: EntryInWords) -> list[str]:
    """“Target: 3 Mostly”, and so on for each part."""
    return [f"{part.name}: {entry.from_to(part)}" for part in entry.changed]


def told(framework: Framework | None, *given: Any, **named: Any) -> EntryInWords:
    return tell_entry(changed(*given, **named), framework, PEOPLE, DEPARTMENTS)


FINDING: dict[str, Any] = {"state": "level", "level": 1, "reason": "No plan", "reply": ""}
AIM = Target(statement_id="a1", level=3, by=date(2026, 12, 31)).content()
DONE: list[tuple[str, Content, Content, str]] = [
    ("answer", NOT_ANSWERED.content(), {"state": "level", "level": 2}, "Answered “A plan”"),
    ("finding", None, FINDING, "Recorded a finding on “A plan”"),
    ("finding", FINDING, {**FINDING, "reply": "There is one"}, "Replied on “A plan”"),
    ("assignment", None, {"person_id": "bo"}, "Asked Bo to answer “A plan”"),
    ("assignment", {"person_id": "bo"}, None, "Took back the asking for “A plan”"),
    ("assessment", None, {"status": "draft"}, "Started the assessment"),
    ("assessment", {"status": "draft"}, {"status": "submitted"}, "Submitted the assessment"),
    ("assessment", {"status": "submitted"}, {"status": "draft"}, "Sent the assessment back"),
    ("assessment", {"status": "submitted"}, {"status": "in_review"}, "Took the assessment into review"),
    ("assessment", {"status": "in_review"}, {"status": "agreed"}, "Agreed the assessment"),
    ("assessment", {"status": "agreed"}, {"status": "in_review"}, "Opened the assessment again"),
    ("target", None, AIM, "Set a target for “A plan”"),
    ("target", AIM, None, "Took back the target for “A plan”"),
    ("accepted gap", None, {"statement_id": "a1", "reason": "It closes"}, "Accepted the gap on “A plan”"),
    ("accepted gap", {"statement_id": "a1", "reason": "It closes"}, None, "Opened the gap on “A plan” again"),
    ("round", None, {"title": "Spring"}, "Opened the round “Spring”"),
    ("department", {"name": "Tax"}, {"name": "Revenue"}, "Changed the department “Revenue”"),
    ("person", None, {"name": "Bo"}, "Registered Bo"),
]


@pytest.mark.parametrize(("kind", "before", "after", "what"), DONE)
def test_what_was_done_is_a_sentence_that_also_follows_a_name(
    kind: str, before: Content, after: Content, what: str, two_themes: Framework
) -> None:
    entry = told(two_themes, kind, before, after)
    assert entry.what == what
    assert f"Ada {entry.done}" == f"Ada {what[0].lower()}{what[1:]}"


def action(status: ActionStatus = ActionStatus.PROPOSED, **different: Any) -> dict[str, Any]:
    given = {"title": "Appoint an owner", "rises": (Rise(statement_id="a1", to=3),), **different}
    return dict(Action(round_id="r", departments=("treasury",), status=status, **given).content())


@pytest.mark.parametrize(
    ("before", "after", "what"),
    [
        (None, action(), "Proposed the action “Appoint an owner”"),
        (action(), action(owner="Bo"), "Changed the action “Appoint an owner”"),
        (action(), action(ActionStatus.APPROVED), "Approved the action “Appoint an owner”"),
        (action(ActionStatus.APPROVED), action(), "Sent the action “Appoint an owner” back"),
        (
            action(ActionStatus.APPROVED),
            action(ActionStatus.UNDER_WAY),
            "Began the action “Appoint an owner”",
        ),
        (
            action(ActionStatus.UNDER_WAY),
            action(ActionStatus.DELIVERED),
            "Delivered the action “Appoint an owner”",
        ),
        (action(), action(ActionStatus.STOPPED), "Stopped the action “Appoint an owner”"),
        (action(ActionStatus.STOPPED), action(), "Took the action “Appoint an owner” up again"),
    ],
)
def test_an_action_is_told_by_its_move(
    before: Content, after: Content, what: str, two_themes: Framework
) -> None:
    assert told(two_themes, "action", before, after, subject="4").what == what


def test_the_parts_of_an_answer_are_told_as_they_were_and_became(two_themes: Framework) -> None:
    first = Answer(state=State.LEVEL, level=2, unsure=True, links=("https://a.example",))
    second = Answer(state=State.NOT_APPLICABLE, reason="Not ours", links=("https://a.example",))
    entry = told(two_themes, "answer", first.content(), second.content())
    assert set(entry.changed) == {
        ChangedPart("", "2 Partial", "Not applicable"),
        ChangedPart("Unsure", "yes", "no"),
        ChangedPart("Reason", "nothing", "Not ours"),
    }
    assert [entry.from_to(part) for part in entry.changed if not part.name] == ["2 Partial → Not applicable"]


def test_the_parts_of_a_plan_are_told_by_the_names_of_departments_and_levels(two_themes: Framework) -> None:
    assert lines_of(told(two_themes, "target", None, AIM)) == ["Target: 3 Mostly", "By: 31 December 2026"]
    taken = told(two_themes, "target", AIM, None)
    assert (taken.ended, lines_of(taken)) == (True, ["Target: 3 Mostly", "By: 31 December 2026"])
    entry = told(two_themes, "action", None, action(one_off=25_000), subject="4")
    assert entry.began
    lines = lines_of(entry)
    assert {"Departments: Treasury", "Raises: A plan to 3 Mostly", "One-off cost: £25,000"} <= {*lines}
    costed = told(two_themes, "action", action(), action(yearly=0), subject="4")
    assert costed.changed == (ChangedPart("Yearly cost", "Not costed", "£0"),)


def test_a_long_text_is_whole_in_its_part_and_cut_in_its_line(two_themes: Framework) -> None:
    long = "word " * 100
    entry = told(two_themes, "answer", NOT_ANSWERED.content(), {"state": "level", "evidence": long})
    assert ChangedPart("Evidence", "nothing", long) in entry.changed
    (evidence,) = [part for part in entry.changed if part.name == "Evidence"]
    assert entry.from_to(evidence, short=True).endswith("word word …")
    assert len(entry.from_to(evidence, short=True)) < 120


@pytest.mark.parametrize("framework", [None, "another"])
def test_what_the_framework_does_not_know_goes_by_its_id(
    framework: str | None, published_frameworks: dict[str, Framework]
) -> None:
    given = published_frameworks["nao-data-2019"] if framework else None
    assert (
        told(given, "answer", NOT_ANSWERED.content(), {"state": "level", "level": 2}).what == "Answered “a1”"
    )
    assert lines_of(told(given, "target", None, AIM))[0].startswith("Target: level 3")
    assert "Raises: a1 to level 3" in lines_of(told(given, "action", None, action()))


def test_an_author_whom_no_sign_in_vouched_for_is_marked() -> None:
    assert tell_author(changed("round", None, {}), PEOPLE) == "Ada"
    assert tell_author(changed("round", None, {}, local=True), PEOPLE) == "Ada (without sign-in)"
    assert tell_author(changed("round", None, {}), {}) == "ada"


def run_of(framework: Framework, *given: tuple[str, int, str, Content, str]) -> list[str]:
    """What a page says of changes, the newest first: (person, minutes before the newest, statement, after, kind)."""
    newest = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
    made = [
        changed(kind, None, after, subject=subject).model_copy(
            update={"person": person, "at": newest - timedelta(minutes=ago)}
        )
        for person, ago, subject, after, kind in given
    ]
    return [f"{run.last.person} {run.done}" for run in tell_runs(made, framework, PEOPLE)]


ANSWERED: Content = {"state": "level", "level": 2}
TO_BO: Content = {"person_id": "bo"}
RUNS: list[tuple[list[tuple[str, int, str, Content, str]], list[str]]] = [
    ([("ada", 0, "a1", ANSWERED, "answer")], ["ada answered “A plan”"]),
    (  # one statement, answered and answered again
        [("ada", 0, "a1", ANSWERED, "answer"), ("ada", 2, "a1", ANSWERED, "answer")],
        ["ada answered “A plan” (2 changes)"],
    ),
    (  # a theme asked of a colleague
        [("ada", 0, "a2", TO_BO, "assignment"), ("ada", 0, "a1", TO_BO, "assignment")],
        ["ada asked Bo to answer “A budget” and “A plan”"],
    ),
    (  # of another colleague it is another line
        [("ada", 0, "a2", {"person_id": "ada"}, "assignment"), ("ada", 0, "a1", TO_BO, "assignment")],
        ["ada asked Ada to answer “A budget”", "ada asked Bo to answer “A plan”"],
    ),
    (  # and so it is by another, or an hour later
        [
            ("ada", 0, "a1", ANSWERED, "answer"),
            ("bo", 1, "a1", ANSWERED, "answer"),
            ("bo", 61, "a1", ANSWERED, "answer"),
        ],
        ["ada answered “A plan”", "bo answered “A plan”", "bo answered “A plan”"],
    ),
]


@pytest.mark.parametrize(("given", "lines"), RUNS)
def test_what_was_done_in_one_go_is_one_line(
    given: list[tuple[str, int, str, Content, str]], lines: list[str], two_themes: Framework
) -> None:
    assert run_of(two_themes, *given) == lines
