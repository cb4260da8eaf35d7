"""A review from submission to agreement: findings beside answers, replies, stale texts, locks."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from maturity.assessment.answer import Answer, State
from maturity.assessment.finding import AGREED_TOGETHER, Finding, FindingRefused, Standing
from maturity.assessment.people import Person, Role
from maturity.assessment.round import (
    Assessment,
    Move,
    MoveNeedsReason,
    MoveRefused,
    NotInDraft,
    NotInReview,
    PublishedIsFixed,
    Round,
    Status,
    StillChallenged,
)
from maturity.errors import Stale
from maturity.scoring.compare import View
from maturity.services import answering, comparing, reviewing
from maturity.services.installation import Installation


@pytest.fixture
def auditor(person: Callable[..., Person]) -> Person:
    return person(Role.AUDITOR)


@pytest.fixture
def submitted(
    installation: Installation,
    treasury: Assessment,
    ada: Person,
    person: Callable[..., Person],
    noon: datetime,
) -> int:
    """a1 is said to be at level 4 and a2 at 2; b1 is not answered."""
    for statement, level in (("a1", 4), ("a2", 2)):
        answer = Answer(state=State.LEVEL, level=level)
        answering.record_answer(
            installation, ada, noon, assessment_id=treasury.id, statement_id=statement, answer=answer
        )
    approver = person(Role.APPROVER, "treasury")
    answering.submit(installation, approver, noon, assessment_id=treasury.id, assurance="Checked")
    return treasury.id


Moving = Callable[..., Assessment]
Recording = Callable[..., Finding]


@pytest.fixture
def move(installation: Installation, auditor: Person, noon: datetime, submitted: int) -> Moving:
    def make(move: Move, why: str = "") -> Assessment:
        return reviewing.move_assessment(
            installation, auditor, noon, assessment_id=submitted, move=move, why=why
        )

    return make


@pytest.fixture
def find(
    installation: Installation, auditor: Person, noon: datetime, submitted: int
) -> Callable[..., Finding]:
    def record(statement: str, standing: Standing, level: int | None = None, **more: object) -> Finding:
        state = State.NOT_DETERMINED if level is None else State.LEVEL
        given = {"state": state, "level": level, "standing": standing, "answer_version": 1, **more}
        finding = Finding.model_validate(given)
        return reviewing.record_finding(
            installation, auditor, noon, assessment_id=submitted, statement_id=statement, finding=finding
        )

    return record


@pytest.fixture
def in_review(move: Moving, submitted: int) -> int:
    move(Move.BEGIN_REVIEW)
    return submitted


def test_a_finding_stands_beside_the_answer_and_both_stay(
    installation: Installation,
    auditor: Person,
    ada: Person,
    noon: datetime,
    in_review: int,
    find: Recording,
) -> None:
    made = find("a1", Standing.CHALLENGED, 1, reason="Only a draft was shown")
    assert (made.version, made.changed_by, made.changed_at) == (1, auditor.id, noon)
    replied = reviewing.reply(
        installation,
        ada,
        noon,
        assessment_id=in_review,
        statement_id="a1",
        words=" It is signed \n",
        based_on=1,
    )
    assert (replied.reply, replied.replied_by, replied.reason, replied.level) == (
        "It is signed",
        ada.id,
        "Only a draft was shown",
        1,
    )
    find("a1", Standing.RESOLVED, 3, reason="Signed for some areas", version=2)
    found = reviewing.review(installation, ada, assessment_id=in_review)
    assert found.view.answers["a1"].level == 4
    assert (found.findings["a1"].level, found.findings["a1"].reply) == (3, "It is signed")
    assert found.counts == {
        Standing.TO_CHECK: 2,
        Standing.AGREED: 0,
        Standing.CHALLENGED: 0,
        Standing.RESOLVED: 1,
    }
    changes = answering.latest_changes(installation, auditor, assessment_id=in_review, most=3)
    assert [(change.kind, change.person) for change in changes] == [
        ("finding", auditor.id),
        ("finding", ada.id),
        ("finding", auditor.id),
    ]
    assert changes[-1].before is None
    assert changes[0].after is not None
    assert changes[0].after["reply"] == "It is signed"


def test_the_audited_view_counts_findings_and_the_other_the_answers(
    installation: Installation, auditor: Person, in_review: int, find: Recording
) -> None:
    find("a1", Standing.CHALLENGED, 1, reason="Only a draft was shown")
    find("a2", Standing.CHALLENGED, reason="Nothing was shown")
    own = comparing.comparison(installation, auditor, round_id="spring").scores["treasury"]
    audited = comparing.comparison(installation, auditor, round_id="spring", view=View.AUDITED, words=True)
    # own: (4 + 2) ÷ 2 levels of 4; b1 unknown: 6/12 to 10/12. Audited: 1 of 4, two unknown: 1/12 to 9/12.
    assert own.words == "75.0 (50.0 to 83.3), 2 of 3"
    assert audited.scores["treasury"].words == "25.0 (8.3 to 75.0), 1 of 3"
    assert audited.finding("treasury", "a2") is not None
    assert audited.answer("treasury", "a2") is not None


def test_a_finding_on_a_stale_text_is_refused_with_both(
    installation: Installation, ada: Person, noon: datetime, in_review: int, find: Recording
) -> None:
    first = find("a1", Standing.CHALLENGED, 1, reason="Only a draft was shown")
    with pytest.raises(Stale) as stale:  # another auditor's page is older
        find("a1", Standing.CHALLENGED, 2, reason="Half is there")
    assert (stale.value.kept, stale.value.yours.reason) == (first, "Half is there")
    reviewing.reply(
        installation, ada, noon, assessment_id=in_review, statement_id="a1", words="See page 4", based_on=1
    )
    with pytest.raises(Stale) as stale:  # another of the department replied before
        reviewing.reply(
            installation, ada, noon, assessment_id=in_review, statement_id="a1", words="No", based_on=1
        )
    assert (stale.value.kept.reply, stale.value.yours.reply) == ("See page 4", "No")
    with pytest.raises(Stale):  # nothing was found yet: there is nothing to reply to
        reviewing.reply(
            installation, ada, noon, assessment_id=in_review, statement_id="a2", words="?", based_on=0
        )


@pytest.mark.parametrize("version", [-1, 2, 2**31, 2**70])
def test_a_version_that_nobody_can_have_seen_is_refused_and_never_reaches_the_driver(
    installation: Installation, ada: Person, noon: datetime, in_review: int, find: Recording, version: int
) -> None:
    find("a1", Standing.CHALLENGED, 1, reason="Only a draft was shown")
    with pytest.raises(Stale):
        find("a1", Standing.CHALLENGED, 2, reason="Half is there", version=version)
    with pytest.raises(Stale):  # no such finding was ever replied to
        reviewing.reply(
            installation, ada, noon, assessment_id=in_review, statement_id="a1", words="?", based_on=version
        )


def test_a_finding_and_a_reply_written_at_the_same_time_are_both_kept(
    installation: Installation, ada: Person, noon: datetime, in_review: int, find: Recording
) -> None:
    find("a1", Standing.CHALLENGED, 1, reason="Only a draft was shown")
    reviewing.reply(
        installation, ada, noon, assessment_id=in_review, statement_id="a1", words="See page 4", based_on=1
    )
    kept = find("a1", Standing.CHALLENGED, 2, reason="Half is there", version=1)  # its page is older
    assert (kept.level, kept.reason, kept.reply, kept.version) == (2, "Half is there", "See page 4", 3)
    words = "See pages 4 and 5"
    replied = reviewing.reply(  # and so is this one
        installation, ada, noon, assessment_id=in_review, statement_id="a1", words=words, based_on=2
    )
    assert (replied.level, replied.reply, replied.version) == (2, words, 4)
    again = find("a1", Standing.CHALLENGED, 2, reason="Half is there", version=1)
    assert again.version == 4  # what is kept already is not saved again


def test_a_finding_on_an_answer_that_changed_meanwhile_is_refused_and_checked_again(
    installation: Installation,
    ada: Person,
    person: Callable[..., Person],
    noon: datetime,
    in_review: int,
    move: Moving,
    find: Recording,
) -> None:
    find("a1", Standing.AGREED, 4)
    move(Move.SEND_BACK, "Say what shows it")
    changed = Answer(state=State.LEVEL, level=3, version=1)
    answering.record_answer(
        installation, ada, noon, assessment_id=in_review, statement_id="a1", answer=changed
    )
    answering.submit(installation, person(Role.APPROVER), noon, assessment_id=in_review, assurance="Again")
    move(Move.BEGIN_REVIEW)
    assert reviewing.review(installation, ada, assessment_id=in_review).standing("a1") is Standing.TO_CHECK
    with pytest.raises(Stale):
        find("a1", Standing.AGREED, 4, version=1)
    with pytest.raises(FindingRefused):
        find("a1", Standing.AGREED, 4, version=1, answer_version=2)
    assert find("a1", Standing.AGREED, 3, version=1, answer_version=2).level == 3


def test_agreeing_locks_and_opening_again_needs_a_reason(
    installation: Installation,
    ada: Person,
    auditor: Person,
    noon: datetime,
    in_review: int,
    move: Moving,
    find: Recording,
) -> None:
    find("a1", Standing.CHALLENGED, 1, reason="Only a draft was shown")
    with pytest.raises(StillChallenged, match="1 challenged and not resolved \\(A plan\\)"):
        move(Move.AGREE)
    find("a1", Standing.RESOLVED, 1, reason="Nothing else was shown", version=1)
    agreed = move(Move.AGREE)
    assert (agreed.status, agreed.agreed_by, agreed.agreed_at) == (Status.AGREED, auditor.id, noon)
    assert (agreed.assurance, agreed.submitted_by) == ("Checked", "approver")
    with pytest.raises(NotInReview):
        find("a2", Standing.AGREED, 2)
    with pytest.raises(NotInReview):
        reviewing.reply(
            installation, ada, noon, assessment_id=in_review, statement_id="a1", words="Late", based_on=2
        )
    with pytest.raises(NotInDraft):
        answering.record_answer(
            installation,
            ada,
            noon,
            assessment_id=in_review,
            statement_id="a2",
            answer=Answer(state=State.LEVEL, level=4, version=1),
        )
    with pytest.raises(MoveRefused):
        move(Move.SEND_BACK, "Late")
    with pytest.raises(MoveNeedsReason):
        move(Move.REOPEN, " ")
    again = move(Move.REOPEN, "A document came to light")
    assert (again.status, again.agreed_by) == (Status.IN_REVIEW, None)
    assert (
        answering.latest_changes(installation, ada, assessment_id=in_review, most=1)[0].why
        == "A document came to light"
    )


def test_nothing_is_found_before_the_review_begins(submitted: int, find: Recording, move: Moving) -> None:
    with pytest.raises(NotInReview, match="Treasury is submitted"):
        find("a1", Standing.AGREED, 4)
    with pytest.raises(MoveRefused):
        move(Move.AGREE)


def test_submitting_is_not_a_move_of_the_review(move: Moving) -> None:
    with pytest.raises(ValueError, match="submit"):
        move(Move.SUBMIT)


def test_the_queue_has_what_waits_longest_to_be_looked_at_first(
    installation: Installation,
    auditor: Person,
    ada: Person,
    home_office: Assessment,
    in_review: int,
    find: Recording,
) -> None:
    find("a1", Standing.AGREED, 4)
    (one,) = reviewing.queue(installation, auditor, round_id="spring")  # the Home Office is still drafting
    assert (one.department.name, one.counts[Standing.AGREED], one.counts[Standing.TO_CHECK]) == (
        "Treasury",
        1,
        2,
    )


def test_published_findings_are_fixed(
    installation: Installation, auditor: Person, nao_2019: Round, noon: datetime
) -> None:
    (first, _), *_ = answering.assessments_to_answer(installation, auditor, round_id=nao_2019.id)
    statement = installation.frameworks["nao-data-2019"].statements[0].id
    finding = Finding(state=State.LEVEL, level=4, reason="Better", standing=Standing.CHALLENGED)
    with pytest.raises(PublishedIsFixed):
        reviewing.record_finding(
            installation, auditor, noon, assessment_id=first.id, statement_id=statement, finding=finding
        )
    with pytest.raises(PublishedIsFixed):
        reviewing.move_assessment(installation, auditor, noon, assessment_id=first.id, move=Move.BEGIN_REVIEW)


def test_the_department_is_told_who_sent_it_back_and_why_until_it_submits_again(
    installation: Installation,
    auditor: Person,
    ada: Person,
    person: Callable[..., Person],
    noon: datetime,
    in_review: int,
    find: Callable[..., Finding],
    move: Moving,
) -> None:
    find("a1", Standing.CHALLENGED, level=2, reason="Half of it")
    assert reviewing.sent_back(installation, ada, assessment_id=in_review) is None
    move(Move.SEND_BACK, "Show the plan")
    told = reviewing.sent_back(installation, ada, assessment_id=in_review)
    assert told is not None
    assert (told.by, told.at, told.why) == (auditor.id, noon, "Show the plan")
    for who in (ada, auditor):
        (waiting,) = reviewing.queue(installation, who, round_id="spring")
        assert (waiting.sent_back, waiting.counts[Standing.CHALLENGED]) == (told, 1)
    assert reviewing.queue(installation, person(Role.READER), round_id="spring") == []
    approver = person(Role.APPROVER, "treasury")
    answering.submit(installation, approver, noon, assessment_id=in_review, assurance="Again")
    assert reviewing.sent_back(installation, ada, assessment_id=in_review) is None
    (waiting,) = reviewing.queue(installation, ada, round_id="spring")
    assert waiting.sent_back is None


def test_a_draft_that_was_never_submitted_is_in_no_queue(
    installation: Installation, ada: Person, treasury: Assessment
) -> None:
    assert reviewing.queue(installation, ada, round_id="spring") == []
    assert reviewing.sent_back(installation, ada, assessment_id=treasury.id) is None


def test_after_it_is_opened_again_and_sent_back_the_department_is_told_the_same(
    installation: Installation, ada: Person, in_review: int, move: Moving
) -> None:
    move(Move.AGREE)
    move(Move.REOPEN, "New facts")
    move(Move.SEND_BACK, "Look at a plan")
    told = reviewing.sent_back(installation, ada, assessment_id=in_review)
    assert told is not None
    assert told.why == "Look at a plan"


def test_a_challenge_is_to_do_until_the_department_replies_or_changes_its_answer(
    installation: Installation,
    ada: Person,
    noon: datetime,
    in_review: int,
    find: Callable[..., Finding],
    move: Moving,
) -> None:
    for statement in ("a1", "a2"):
        find(statement, Standing.CHALLENGED, level=1, reason="Half of it")
    move(Move.SEND_BACK, "Look again")

    def found() -> tuple[list[str], list[str]]:
        review = reviewing.review(installation, ada, assessment_id=in_review)
        return review.challenged, review.to_do

    assert found() == (["a1", "a2"], ["a1", "a2"])
    given: dict[str, Any] = {"assessment_id": in_review, "statement_id": "a1"}
    reviewing.reply(installation, ada, noon, **given, words="It is there", based_on=1)
    assert found() == (["a1", "a2"], ["a2"])
    changed = Answer(state=State.LEVEL, level=1, version=1)
    answering.record_answer(
        installation, ada, noon, assessment_id=in_review, statement_id="a2", answer=changed
    )
    assert found() == (["a1", "a2"], [])


def test_nobody_replies_in_a_draft_where_there_is_no_finding(
    installation: Installation, ada: Person, noon: datetime, treasury: Assessment
) -> None:
    given: dict[str, Any] = {
        "assessment_id": treasury.id,
        "statement_id": "a1",
        "words": "It is there",
        "based_on": 0,
    }
    with pytest.raises(NotInReview):
        reviewing.reply(installation, ada, noon, **given)


def test_answers_are_agreed_together_all_or_none_and_say_so(
    installation: Installation, auditor: Person, noon: datetime, submitted: int, move: Moving
) -> None:
    move(Move.BEGIN_REVIEW)

    def agree(**seen: int) -> list[str]:
        return reviewing.agree_together(installation, auditor, noon, assessment_id=submitted, seen=seen)

    review = reviewing.review(installation, auditor, assessment_id=submitted)
    assert review.to_agree_together(["a1"]) == {"a2": 1}  # b1 is not answered
    with pytest.raises(FindingRefused):
        agree(a2=1, b1=0)
    with pytest.raises(Stale):
        agree(a1=1, a2=2)
    assert reviewing.review(installation, auditor, assessment_id=submitted).findings == {}
    assert agree(a1=1, a2=1) == ["a1", "a2"]
    found = reviewing.review(installation, auditor, assessment_id=submitted).findings
    assert {each.reason for each in found.values()} == {AGREED_TOGETHER}
    with pytest.raises(Stale):
        agree(a1=1)
