"""Undo: a submission withdrawn, and rounds, departments, assessments and actions deleted that nothing rests on."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from maturity.assessment.answer import Answer, State
from maturity.assessment.people import LOCAL, Role, local_person
from maturity.assessment.round import Move, MoveRefused, PublishedIsFixed, RoundNotOpen, Status
from maturity.bundle.verifying import verify
from maturity.errors import NotFound, Stale
from maturity.plan.action import Action, ActionMove, Rise
from maturity.plan.target import Target
from maturity.services import (
    administering,
    answering,
    comparing,
    deleting,
    exporting,
    history,
    portfolios,
    reviewing,
)
from maturity.services import planning as planned
from maturity.services.deleting import DeletableKind, StillNeeded
from maturity.services.installation import Installation

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ME = local_person()
Started = Callable[..., int]


@pytest.fixture
def started(installation: Installation) -> Started:
    """`started("treasury")`: its assessment in “Spring”, which is open, begun now."""
    administering.open_round(installation, ME, NOON, title="Spring", framework_id="two-themes", closes=None)
    for name in ("Treasury", "Home Office"):
        administering.add_department(installation, ME, NOON, name=name)

    def start(department: str, round_id: str = "spring", *, carry_over: bool = False) -> int:
        given: dict[str, Any] = {"round_id": round_id, "department_id": department, "carry_over": carry_over}
        return answering.start_assessment(installation, ME, NOON, **given).id

    return start


def answered(installation: Installation, assessment_id: int, statement: str = "a1", level: int = 3) -> None:
    answering.record_answer(
        installation,
        ME,
        NOON,
        assessment_id=assessment_id,
        statement_id=statement,
        answer=Answer(state=State.LEVEL, level=level),
    )


def action(title: str = "Do it", **more: object) -> Action:
    given = {
        "round_id": "spring",
        "title": title,
        "departments": ("treasury",),
        "rises": (Rise(statement_id="a1", to=4),),
        "no_date": "Later",
        **more,
    }
    return Action.model_validate(given)


def sound(installation: Installation) -> None:
    """The history holds together and is what is kept; and the bundle of the round is what it says."""
    history.verify(installation, ME)
    if any(each.id == "spring" for each in administering.every_round(installation, ME)):
        verify(exporting.bundle(installation, ME, round_id="spring"))


def told(installation: Installation) -> list[str]:
    return [entry.told.what for entry in history.changes(installation, ME).entries]


def test_a_submission_is_withdrawn_until_the_review_begins(
    installation: Installation, started: Started
) -> None:
    key = started("treasury")
    answered(installation, key)
    figures = comparing.comparison(installation, ME, round_id="spring").scores
    answering.submit(installation, ME, NOON, assessment_id=key, assurance="Checked")
    back = answering.withdraw(installation, ME, NOON, assessment_id=key)
    assert (back.status, back.assurance, back.submitted_at) == (Status.DRAFT, "", None)
    assert told(installation)[0] == "Withdrew the submission"
    assert reviewing.sent_back(installation, ME, assessment_id=key) is None
    assert reviewing.queue(installation, ME, round_id="spring") == []
    sound(installation)
    answering.submit(installation, ME, NOON, assessment_id=key, assurance="Checked again")
    assert comparing.comparison(installation, ME, round_id="spring").scores == figures
    reviewing.move_assessment(installation, ME, NOON, assessment_id=key, move=Move.BEGIN_REVIEW)
    with pytest.raises(MoveRefused, match="in review cannot be withdrawn"):
        answering.withdraw(installation, ME, NOON, assessment_id=key)
    sound(installation)


def test_what_was_sent_back_before_is_still_told_after_a_withdrawal(
    installation: Installation, started: Started
) -> None:
    key = started("treasury")
    answering.submit(installation, ME, NOON, assessment_id=key, assurance="Checked")
    reviewing.move_assessment(installation, ME, NOON, assessment_id=key, move=Move.SEND_BACK, why="Answer it")
    answering.submit(installation, ME, NOON, assessment_id=key, assurance="Checked")
    answering.withdraw(installation, ME, NOON, assessment_id=key)
    back = reviewing.sent_back(installation, ME, assessment_id=key)
    assert back is not None
    assert back.why == "Answer it"


def test_nothing_is_withdrawn_that_could_not_be_submitted_again(
    installation: Installation, started: Started
) -> None:
    key = started("treasury")
    answering.submit(installation, ME, NOON, assessment_id=key, assurance="Checked")
    administering.change_round(installation, ME, NOON, round_id="spring", closes=NOON.date())
    with pytest.raises(RoundNotOpen):
        answering.withdraw(installation, ME, NOON + timedelta(days=1), assessment_id=key)


def test_an_assessment_in_which_nothing_was_said_is_deleted_and_its_number_never_used_again(
    installation: Installation, started: Started
) -> None:
    first, mistake = started("treasury"), started("home-office")
    answered(installation, first)
    before = comparing.comparison(installation, ME, round_id="spring").scores["treasury"]
    deleting.delete_assessment(installation, ME, NOON, assessment_id=mistake)
    with pytest.raises(NotFound):
        answering.assessment_view(installation, ME, assessment_id=mistake)
    assert comparing.comparison(installation, ME, round_id="spring").scores == {"treasury": before}
    (entry, *_) = history.changes(installation, ME).entries
    assert (entry.told.what, entry.department, entry.round) == (
        "Deleted the assessment",
        "Home Office",
        "Spring",
    )
    sound(installation)
    again = started("home-office")
    assert again == mistake + 1
    sound(installation)


def test_what_was_only_carried_over_goes_with_its_assessment_and_stays_in_the_last_round(
    installation: Installation, started: Started
) -> None:
    key = started("treasury")
    answered(installation, key)
    administering.open_round(installation, ME, NOON, title="Autumn", framework_id="two-themes", closes=None)
    later = started("treasury", "autumn", carry_over=True)
    deleting.delete_assessment(installation, ME, NOON, assessment_id=later)
    assert told(installation)[:2] == [
        "Deleted the assessment",
        "Took away the answer on “A plan” with its assessment",
    ]
    assert answering.assessment_view(installation, ME, assessment_id=key).answers["a1"].level == 3
    sound(installation)
    kept = started("treasury", "autumn", carry_over=True)
    answering.confirm_unchanged(installation, ME, NOON, assessment_id=kept, statement_ids=["a1"])
    with pytest.raises(StillNeeded, match="1 answer was given in it"):
        deleting.delete_assessment(installation, ME, NOON, assessment_id=kept)


def test_whatever_rests_on_an_assessment_is_told_and_nothing_is_changed(
    installation: Installation, started: Started
) -> None:
    key = started("treasury")
    answered(installation, key)
    person = administering.register_person(
        installation, ME, NOON, name="Ada", roles=[(Role.CONTRIBUTOR, "treasury")]
    )
    given: dict[str, Any] = {"assessment_id": key, "statement_ids": ["a1", "a2"], "to": person.id}
    answering.assign(installation, ME, NOON, **given)
    target = Target(statement_id="a1", level=4, by=NOON.date())
    aimed(installation, target)
    planned.propose_action(installation, ME, NOON, action=action())
    entries = installation.store.revision()
    with pytest.raises(StillNeeded) as refused:
        deleting.delete_assessment(installation, ME, NOON, assessment_id=key)
    assert refused.value.rests == (
        "1 answer was given in it",
        "1 target was chosen",
        "2 statements were given to colleagues",
        "1 action was planned in it",
    )
    with pytest.raises(StillNeeded, match="has begun its assessment in it and 1 action was planned in it"):
        deleting.delete_round(installation, ME, NOON, round_id="spring")
    with pytest.raises(StillNeeded, match="Ada has a role for it, 1 assessment is kept of it"):
        deleting.delete_department(installation, ME, NOON, department_id="treasury")
    assert installation.store.revision() == entries
    answering.submit(installation, ME, NOON, assessment_id=key, assurance="Checked")
    with pytest.raises(StillNeeded, match=r"“Treasury, Spring” cannot be deleted: it is submitted\."):
        deleting.delete_assessment(installation, ME, NOON, assessment_id=key)


def aimed(installation: Installation, target: Target) -> None:
    planned.set_target(installation, ME, NOON, round_id="spring", department_id="treasury", target=target)


def test_rounds_and_departments_that_nothing_rests_on_are_deleted_and_may_be_made_again(
    installation: Installation, started: Started
) -> None:
    deleting.delete_department(installation, ME, NOON, department_id="home-office")
    deleting.delete_round(installation, ME, NOON, round_id="spring")
    assert administering.every_round(installation, ME) == []
    assert [each.id for each in administering.every_department(installation, ME)] == ["treasury"]
    assert told(installation)[:2] == ["Deleted the round “Spring”", "Deleted the department “Home Office”"]
    sound(installation)
    administering.open_round(installation, ME, NOON, title="Spring", framework_id="two-themes", closes=None)
    administering.add_department(installation, ME, NOON, name="Home Office")
    answered(installation, started("home-office"))
    sound(installation)


def test_a_department_with_a_family_stays(installation: Installation, started: Started) -> None:
    administering.set_family(installation, ME, NOON, department_id="treasury", family="home-office")
    with pytest.raises(StillNeeded, match="1 department is in its family"):
        deleting.delete_department(installation, ME, NOON, department_id="home-office")


def test_an_action_that_is_only_proposed_is_deleted_and_its_number_never_used_again(
    installation: Installation, started: Started
) -> None:
    started("treasury")
    kept = planned.propose_action(installation, ME, NOON, action=action("First", owner="Ada"))
    mistake = planned.propose_action(installation, ME, NOON, action=action("Mistake"))
    waiting = planned.propose_action(installation, ME, NOON, action=action("Last", depends_on=(mistake.id,)))
    with pytest.raises(StillNeeded, match="“Last” waits for it"):
        deleting.delete_action(installation, ME, NOON, action_id=mistake.id, based_on=mistake.version)
    with pytest.raises(Stale):
        deleting.delete_action(installation, ME, NOON, action_id=waiting.id, based_on=waiting.version + 1)
    for each in (waiting, mistake):
        deleting.delete_action(installation, ME, NOON, action_id=each.id, based_on=each.version)
        sound(installation)
    assert told(installation)[0] == "Deleted the action “Mistake”"
    found = portfolios.actions_of(installation, ME, round_id="spring")
    assert [each.id for each in found] == [kept.id]
    assert planned.propose_action(installation, ME, NOON, action=action("New")).id == waiting.id + 1
    sound(installation)
    moved = planned.move_action(
        installation, ME, NOON, action_id=kept.id, move=ActionMove.APPROVE, based_on=kept.version
    )
    with pytest.raises(StillNeeded, match="it is approved, and only what is proposed can be"):
        deleting.delete_action(installation, ME, NOON, action_id=kept.id, based_on=moved.version)


def test_what_was_published_is_never_deleted(installation: Installation, nao_2019: object) -> None:
    with pytest.raises(PublishedIsFixed):
        deleting.delete_round(installation, ME, NOON, round_id="nao-2019")
    with pytest.raises(PublishedIsFixed):
        deleting.delete_department(installation, ME, NOON, department_id="A")
    ((assessment, _), *_) = answering.assessments_to_answer(installation, ME, round_id="nao-2019")
    with pytest.raises(PublishedIsFixed):
        deleting.delete_assessment(installation, ME, NOON, assessment_id=assessment.id)
    assert [deleting.deletable(installation, ME, kind=each) for each in DeletableKind] == [[], [], [], []]


def test_the_list_says_of_each_what_rests_on_it(installation: Installation, started: Started) -> None:
    answered(installation, started("treasury"))
    started("home-office")
    first = planned.propose_action(installation, ME, NOON, action=action("Secret"))
    planned.propose_action(installation, ME, NOON, action=action("Last", depends_on=(first.id,)))
    every = [each for kind in DeletableKind for each in deleting.deletable(installation, ME, kind=kind)]
    found = {(each.kind.value, each.name): each.rests for each in every}
    assert found == {
        ("Round", "Spring"): ("2 departments have begun theirs in it", "2 actions were planned in it"),
        ("Department", "Home Office"): ("1 assessment is kept of it",),
        ("Department", "Treasury"): ("1 assessment is kept of it", "2 actions are its own or shared with it"),
        ("Assessment", "Home Office, Spring"): (),
        ("Assessment", "Treasury, Spring"): ("1 answer was given in it", "2 actions were planned in it"),
        ("Action", f"Action {first.id}, Treasury, Spring"): (f"action {first.id + 1} waits for it",),
        ("Action", f"Action {first.id + 1}, Treasury, Spring"): (),
    }


def test_a_departments_people_still_read_what_became_of_a_deleted_assessment(
    installation: Installation, started: Started
) -> None:
    mistake = started("treasury")
    ada = administering.register_person(
        installation, ME, NOON, name="Ada", roles=[(Role.CONTRIBUTOR, "treasury")]
    )
    hal = administering.register_person(
        installation, ME, NOON, name="Hal", roles=[(Role.CONTRIBUTOR, "home-office")]
    )
    deleting.delete_assessment(installation, ME, NOON, assessment_id=mistake)
    (entry, *_) = history.changes(installation, ada).entries
    assert (entry.told.what, entry.change.person) == ("Deleted the assessment", LOCAL)
    assert entry.change.assessment_id == mistake
    assert all(each.change.assessment_id is None for each in history.changes(installation, hal).entries)
