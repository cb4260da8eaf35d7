"""A department's own assessment: words saved as typed, colleagues asked, carried over, submitted, sent back."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from maturity.assessment import concerns
from maturity.assessment.answer import Answer, AnswerField, LinkRefused, State
from maturity.assessment.assignment import CannotAnswer
from maturity.assessment.people import NotPermitted, Person, Role, local_person
from maturity.assessment.round import (
    AssuranceNeeded,
    Move,
    MoveNeedsReason,
    MoveRefused,
    NotInDraft,
    Status,
)
from maturity.errors import NotFound, Stale
from maturity.services import administering, answering, comparing, reviewing
from maturity.services.installation import Installation

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ME = local_person()


@pytest.fixture
def begun(installation: Installation) -> int:
    administering.open_round(installation, ME, NOON, title="First", framework_id="two-themes", closes=None)
    administering.add_department(installation, ME, NOON, name="Tests")
    return answering.start_assessment(installation, ME, NOON, round_id="first", department_id="tests").id


def answers(installation: Installation, assessment_id: int) -> dict[str, Answer]:
    return dict(answering.assessment_view(installation, ME, assessment_id=assessment_id).answers)


def save(
    installation: Installation, assessment_id: int, statement: str, answer: Answer, at: datetime = NOON
) -> Answer:
    return answering.record_answer(
        installation, ME, at, assessment_id=assessment_id, statement_id=statement, answer=answer
    )


def write(
    installation: Installation,
    assessment_id: int,
    words: str,
    based_on: int,
    field: AnswerField = AnswerField.EVIDENCE,
) -> Answer:
    return answering.record_field(
        installation,
        ME,
        NOON,
        assessment_id=assessment_id,
        statement_id="a1",
        field=field,
        words=words,
        based_on=based_on,
    )


def registered(installation: Installation, name: str, role: Role, department: str = "tests") -> Person:
    return administering.register_person(installation, ME, NOON, name=name, roles=[(role, department)])


def level(value: int, **more: object) -> Answer:
    return Answer(state=State.LEVEL, level=value, **more)


def test_everything_of_an_answer_comes_back(installation: Installation, begun: int) -> None:
    said = level(
        3,
        evidence="The plan",
        evidence_date=date(2026, 1, 5),
        links=("https://example.org/a", "http://example.org/b"),
        contact="The registry",
        unsure=True,
        come_back=True,
    )
    save(installation, begun, "a1", said)
    assert answers(installation, begun)["a1"].content() == said.content()


def test_words_join_a_level_that_was_saved_meanwhile(installation: Installation, begun: int) -> None:
    save(installation, begun, "a1", level(3))
    kept = write(installation, begun, "Typed before the level was chosen", based_on=0)
    assert (kept.level, kept.evidence, kept.version) == (3, "Typed before the level was chosen", 2)


def test_words_over_other_words_are_refused_with_both(installation: Installation, begun: int) -> None:
    write(installation, begun, "Theirs", based_on=0)
    with pytest.raises(Stale) as refused:
        write(installation, begun, "Mine", based_on=0)
    assert (refused.value.kept.evidence, refused.value.yours.evidence) == ("Theirs", "Mine")
    assert answers(installation, begun)["a1"].evidence == "Theirs"


def test_the_same_words_from_two_people_are_no_conflict(installation: Installation, begun: int) -> None:
    write(installation, begun, "Same", based_on=0)
    assert write(installation, begun, "Same", based_on=0).version == 1


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", "ftp://example.org", "https://", "https:/a", "data:x", "file:///etc/passwd"],
)
def test_a_link_that_is_none_is_refused(installation: Installation, begun: int, link: str) -> None:
    with pytest.raises(LinkRefused, match="begins with https"):
        write(installation, begun, link, based_on=0, field=AnswerField.LINKS)
    assert answers(installation, begun) == {}
    beside = write(installation, begun, f"https://example.org\n{link}", based_on=0, field=AnswerField.LINKS)
    assert beside.links == ("https://example.org",)  # a good one is not lost by a bad one beside it


def test_history_tells_who_changed_what_and_every_version_can_be_read_back(
    installation: Installation, begun: int
) -> None:
    save(installation, begun, "a1", level(1, evidence="One"))
    save(installation, begun, "a1", level(2, evidence="Two", version=1))
    changes = answering.history_of(installation, ME, assessment_id=begun, statement_id="a1")
    told = [(change.person, change.local, change.after and change.after["evidence"]) for change in changes]
    assert told == [("local", True, "Two"), ("local", True, "One")]
    earlier = Answer.model_validate({**(changes[1].after or {}), "version": 2})
    assert save(installation, begun, "a1", earlier).content() == level(1, evidence="One").content()


def test_a_colleague_is_asked_and_sees_it_until_it_is_answered(
    installation: Installation, begun: int
) -> None:
    ada = registered(installation, "Ada", Role.CONTRIBUTOR)
    ask: dict[str, Any] = {"assessment_id": begun, "due": date(2026, 4, 1), "note": "You know this"}
    answering.assign(installation, ME, NOON, statement_ids=["a1", "b1"], to=ada.id, **ask)
    mine = answering.assigned_to_me(installation, ada)
    assert [(given.statement_id, given.due, given.note) for given, _ in mine] == [
        ("a1", date(2026, 4, 1), "You know this"),
        ("b1", date(2026, 4, 1), "You know this"),
    ]
    save(installation, begun, "a1", level(2))
    assert [given.statement_id for given, _ in answering.assigned_to_me(installation, ada)] == ["b1"]
    answering.assign(installation, ME, NOON, assessment_id=begun, statement_ids=["b1"], to=None)
    assert answering.assigned_to_me(installation, ada) == []


def test_only_somebody_who_may_answer_can_be_asked(installation: Installation, begun: int) -> None:
    reader = registered(installation, "Rea", Role.READER)
    before = installation.store.revision()
    with pytest.raises(CannotAnswer, match="Rea may not answer for Tests"):
        answering.assign(installation, ME, NOON, assessment_id=begun, statement_ids=["a1"], to=reader.id)
    with pytest.raises(NotFound):
        answering.assign(installation, ME, NOON, assessment_id=begun, statement_ids=["a1"], to="nobody")
    assert installation.store.revision() == before


def test_a_disabled_person_may_do_nothing(installation: Installation, begun: int) -> None:
    ada = registered(installation, "Ada", Role.CONTRIBUTOR)
    changed = administering.change_person(
        installation, ME, NOON, person_id=ada.id, roles=ada.roles, active=False
    )
    with pytest.raises(NotPermitted):
        answering.assessment_view(installation, changed, assessment_id=begun)


def test_people_keep_their_roles_and_a_name_is_taken_once(installation: Installation, begun: int) -> None:
    ada = registered(installation, "Ada", Role.CONTRIBUTOR)
    assert administering.every_person(installation, ME) == [ada]
    with pytest.raises(Exception, match="already a person of that name"):
        registered(installation, "ada", Role.READER)


def test_a_new_round_starts_from_the_last_one_and_marks_it_until_confirmed(
    installation: Installation, begun: int
) -> None:
    save(installation, begun, "a1", level(3, evidence="Then", evidence_date=date(2025, 1, 1)))
    save(installation, begun, "a2", Answer(state=State.NOT_DETERMINED))
    later = NOON + timedelta(days=300)
    administering.open_round(installation, ME, later, title="Second", framework_id="two-themes", closes=None)
    last = answering.last_round_of(installation, ME, round_id="second", department_id="tests")
    assert last is not None
    assert last.id == "first"
    started = answering.start_assessment(
        installation, ME, later, round_id="second", department_id="tests", carry_over=True
    )
    view = answering.assessment_view(installation, ME, assessment_id=started.id)
    assert {key: (answer.level, answer.carried) for key, answer in view.answers.items()} == {
        "a1": (3, True),
        "a2": (None, True),
    }
    assert view.last is not None
    assert view.last.answers["a1"].evidence == "Then"
    confirmed = view.answers["a1"].model_copy(update={"carried": False})
    assert not save(installation, started.id, "a1", confirmed, later).carried
    assert not answers(installation, begun)["a1"].carried  # the last round is as it was


def test_a_new_round_may_start_afresh(installation: Installation, begun: int) -> None:
    save(installation, begun, "a1", level(3))
    administering.open_round(installation, ME, NOON, title="Second", framework_id="two-themes", closes=None)
    started = answering.start_assessment(installation, ME, NOON, round_id="second", department_id="tests")
    assert answers(installation, started.id) == {}


def test_submitting_needs_an_approver_and_an_assurance_and_locks_until_sent_back(
    installation: Installation, begun: int
) -> None:
    contributor = registered(installation, "Con", Role.CONTRIBUTOR)
    approver = registered(installation, "App", Role.APPROVER)
    auditor = registered(installation, "Aud", Role.AUDITOR, "*")
    with pytest.raises(NotPermitted):
        answering.submit(installation, contributor, NOON, assessment_id=begun, assurance="Sure")
    with pytest.raises(AssuranceNeeded):
        answering.submit(installation, approver, NOON, assessment_id=begun, assurance="  ")
    with pytest.raises(MoveRefused):
        reviewing.move_assessment(
            installation, auditor, NOON, assessment_id=begun, move=Move.SEND_BACK, why="Early"
        )
    submitted = answering.submit(
        installation, approver, NOON, assessment_id=begun, assurance="We checked all"
    )
    assert (submitted.status, submitted.assurance, submitted.submitted_by) == (
        Status.SUBMITTED,
        "We checked all",
        approver.id,
    )
    with pytest.raises(NotInDraft):
        save(installation, begun, "a1", level(2))
    with pytest.raises(NotInDraft):
        write(installation, begun, "Late words", based_on=0)
    with pytest.raises(NotPermitted):
        reviewing.move_assessment(
            installation, contributor, NOON, assessment_id=begun, move=Move.SEND_BACK, why="Oops"
        )
    with pytest.raises(MoveNeedsReason):
        reviewing.move_assessment(
            installation, auditor, NOON, assessment_id=begun, move=Move.SEND_BACK, why=""
        )
    reviewing.move_assessment(
        installation, auditor, NOON, assessment_id=begun, move=Move.SEND_BACK, why="Evidence is missing"
    )
    assert save(installation, begun, "a1", level(2)).level == 2
    latest = answering.latest_changes(installation, ME, assessment_id=begun, most=3)
    assert [change.why for change in latest] == ["", "Evidence is missing", ""]


def test_another_departments_people_see_nothing_of_it(installation: Installation, begun: int) -> None:
    other = registered(installation, "Oth", Role.APPROVER, "another")
    for call in (
        lambda: answering.assessment_view(installation, other, assessment_id=begun),
        lambda: answering.history_of(installation, other, assessment_id=begun, statement_id="a1"),
        lambda: answering.latest_changes(installation, other, assessment_id=begun, most=1),
        lambda: answering.submit(installation, other, NOON, assessment_id=begun, assurance="x"),
    ):
        with pytest.raises(NotPermitted):
            call()
    assert answering.assessment_of(installation, other, round_id="first", department_id="tests") is None


def test_a_round_may_have_its_own_limit_for_old_evidence(installation: Installation, begun: int) -> None:
    administering.open_round(
        installation,
        ME,
        NOON,
        title="Strict",
        framework_id="two-themes",
        closes=None,
        evidence_months=3,
    )
    strict = answering.start_assessment(installation, ME, NOON, round_id="strict", department_id="tests").id
    dated = level(1, evidence_date=date(2025, 11, 1))  # four months before NOON

    def flagged(assessment_id: int) -> bool:
        save(installation, assessment_id, "a1", dated)
        view = answering.assessment_view(installation, ME, assessment_id=assessment_id)
        found = concerns.concerns(view.framework, view.answers, NOON.date())
        return concerns.ConcernKind.OLD_EVIDENCE in [concern.kind for concern in found]

    assert flagged(strict)
    assert not flagged(begun)


@pytest.fixture
def second(installation: Installation, begun: int) -> int:
    """A round begun from the first, in which a1 was at 3 and marked, a2 at 2 and b1 not determined."""
    save(installation, begun, "a1", level(3, evidence="Then", unsure=True, come_back=True))
    save(installation, begun, "a2", level(2))
    save(installation, begun, "b1", Answer(state=State.NOT_DETERMINED))
    administering.open_round(installation, ME, NOON, title="Second", framework_id="two-themes", closes=None)
    return answering.start_assessment(
        installation, ME, NOON, round_id="second", department_id="tests", carry_over=True
    ).id


def test_marks_of_the_last_round_are_not_carried_over(installation: Installation, second: int) -> None:
    kept = answers(installation, second)["a1"]
    assert (kept.carried, kept.evidence, kept.unsure, kept.come_back) == (True, "Then", False, False)


def test_what_is_unchanged_is_confirmed_together_each_with_its_entry(
    installation: Installation, second: int
) -> None:
    save(installation, second, "a2", level(4, version=1))
    asked: dict[str, Any] = {"assessment_id": second, "statement_ids": ["a1", "a2", "b1"]}
    since = answering.since_last(installation, ME, **asked)
    assert since is not None
    assert (since.unchanged, since.changed) == (("a1", "b1"), {"a2": "2 Partial → 4 Complete"})
    entries = installation.store.revision()
    assert answering.confirm_unchanged(installation, ME, NOON, **asked) == ["a1", "b1"]
    assert installation.store.revision() == entries + 2
    assert not any(each.carried for each in answers(installation, second).values())
    (change, begun) = answering.history_of(installation, ME, assessment_id=second, statement_id="a1")
    assert begun.after is not None
    assert change.after == {**begun.after, "carried": False}
    assert answering.confirm_unchanged(installation, ME, NOON, **asked) == []
    assert installation.store.revision() == entries + 2


def test_nothing_is_confirmed_where_there_is_no_last_round_or_the_assessment_is_locked(
    installation: Installation, begun: int, second: int
) -> None:
    asked: dict[str, Any] = {"assessment_id": begun, "statement_ids": ["a1"]}
    assert answering.since_last(installation, ME, **asked) is None
    assert answering.confirm_unchanged(installation, ME, NOON, **asked) == []
    answering.submit(installation, ME, NOON, assessment_id=second, assurance="Checked")
    with pytest.raises(NotInDraft):
        answering.confirm_unchanged(installation, ME, NOON, assessment_id=second, statement_ids=["a1"])
    assert answers(installation, second)["a1"].carried


def test_what_is_carried_over_counts_once_it_is_confirmed_or_agreed_or_the_round_has_closed(
    installation: Installation, second: int
) -> None:
    def words(here: Installation = installation) -> str:
        return comparing.comparison(here, ME, round_id="second").scores["tests"].words

    plain = "62.5 (41.7 to 75.0), 2 of 3"  # (3 + 2) of 8, and b1 is not known
    assert words() == "No score (0.0 to 100.0), 0 of 3"
    answering.submit(installation, ME, NOON, assessment_id=second, assurance="Checked")
    assert words() == "No score (0.0 to 100.0), 0 of 3"
    administering.change_round(installation, ME, NOON, round_id="second", closes=NOON.date())
    assert words(replace(installation, today=lambda: NOON.date() + timedelta(days=1))) == plain
    here = replace(installation, today=NOON.date)
    assert words(here) == "No score (0.0 to 100.0), 0 of 3"
    for move in (Move.BEGIN_REVIEW, Move.AGREE):
        reviewing.move_assessment(installation, ME, NOON, assessment_id=second, move=move)
    assert words(here) == plain
