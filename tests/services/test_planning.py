"""The road map as people make it: targets, gaps, actions and their moves, and what follows from them.

The Treasury is at a1=1, a2=2 and does not know b1; the Home Office is at a1=1, a2=4, b1=4.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from maturity.assessment.answer import Answer, LevelNotOffered, State
from maturity.assessment.finding import Finding, Standing
from maturity.assessment.people import EVERY_DEPARTMENT, NotPermitted, Person, Role
from maturity.assessment.round import Assessment, Move, PublishedIsFixed, Round
from maturity.errors import NotFound, Stale
from maturity.framework.model import TargetProfile
from maturity.plan.action import (
    Action,
    ActionMove,
    ActionMoveRefused,
    ActionOrigin,
    ActionRefused,
    ActionsRefused,
    ActionStatus,
    Rise,
)
from maturity.plan.target import AcceptedGap, ReasonForGapNeeded, Target, TargetRefused
from maturity.roadmap.portfolio import Portfolio
from maturity.roadmap.portfolio_solver import Limits, NoPlan
from maturity.roadmap.projection import Quarter
from maturity.roadmap.promises import Kept
from maturity.scoring.compare import View
from maturity.scoring.spread import shortest
from maturity.services import administering, answering, planning, portfolios, reviewing, road_maps
from maturity.services.installation import Installation
from maturity.services.road_maps import RoadMap

AT: dict[str, Any] = {"round_id": "spring", "department_id": "treasury"}
TODAY = date(2026, 3, 2)


@pytest.fixture
def bo(person: Callable[..., Person]) -> Person:
    """Approves for the Treasury."""
    return person(Role.APPROVER, "treasury")


@pytest.fixture
def hal(person: Callable[..., Person]) -> Person:
    """Answers for the Home Office."""
    return person(Role.CONTRIBUTOR, "home-office")


@pytest.fixture
def auditor(person: Callable[..., Person]) -> Person:
    return person(Role.AUDITOR)


@pytest.fixture(autouse=True)
def answered(
    installation: Installation,
    treasury: Assessment,
    home_office: Assessment,
    ada: Person,
    hal: Person,
    noon: datetime,
) -> None:
    for who, assessment, levels in (
        (ada, treasury, {"a1": 1, "a2": 2, "b1": None}),
        (hal, home_office, {"a1": 1, "a2": 4, "b1": 4}),
    ):
        for statement, level in levels.items():
            state = State.NOT_DETERMINED if level is None else State.LEVEL
            answering.record_answer(
                installation,
                who,
                noon,
                assessment_id=assessment.id,
                statement_id=statement,
                answer=Answer(state=state, level=level),
            )


def action(rises: str = "a1=2", **different: object) -> Action:
    given: dict[str, Any] = {
        "round_id": "spring",
        "title": "Write a draft",
        "departments": ("treasury",),
        "owner": "Ada",
        "due": date(2026, 5, 31),
        "one_off": 100,
        "yearly": 0,
        **different,
    }
    parts = [word.partition("=") for word in rises.split()]
    return Action(
        rises=tuple(Rise(statement_id=s, to=None if to == "?" else int(to)) for s, _, to in parts),
        **given,
    )


def road_map_of(installation: Installation, person: Person, **asked: Any) -> RoadMap:
    """The road map as its page has it."""
    return road_maps.outlook_of(installation, person, today=TODAY, **asked).road_map


Propose = Callable[..., Action]
Move_ = Callable[..., Action]


@pytest.fixture
def propose(installation: Installation, ada: Person, noon: datetime) -> Propose:
    def run(rises: str = "a1=2", *, by: Person = ada, **different: object) -> Action:
        return planning.propose_action(installation, by, noon, action=action(rises, **different))

    return run


@pytest.fixture
def move(installation: Installation, bo: Person, noon: datetime) -> Move_:
    def run(kept: Action, *moves: ActionMove, by: Person = bo, **more: object) -> Action:
        for each in moves:
            kept = planning.move_action(
                installation,
                by,
                noon,
                action_id=kept.id,
                move=each,
                based_on=kept.version,
                **more,  # type: ignore[arg-type]
            )
        return kept

    return run


def test_a_road_map_begins_one_level_up_with_a_suggestion_for_each_gap(
    installation: Installation, ada: Person
) -> None:
    found = road_map_of(installation, ada, **AT)
    assert {s: (t.level, t.by) for s, t in found.targets.items()} == {
        "a1": (2, date(2027, 3, 31)),
        "a2": (3, date(2027, 3, 31)),
    }
    assert [(gap.statement.id, gap.short) for gap in found.gaps] == [("a1", 1), ("a2", 1), ("b1", None)]
    assert (found.chosen, found.accepted, found.actions) == ({}, {}, ())
    offered = road_maps.suggested_actions(installation, ada, **AT)
    assert [(gap.statement.id, each.title) for gap, each in offered] == [
        ("a1", "Write a draft"),
        ("a2", "A budget: reach “Mostly”"),
        ("b1", "An owner: find out where this stands"),
    ]


def test_a_suggestion_may_be_proposed_as_it_is_and_is_then_offered_no_more(
    installation: Installation, ada: Person, noon: datetime
) -> None:
    (_, first), *_ = road_maps.suggested_actions(installation, ada, **AT)
    made = planning.propose_action(installation, ada, noon, action=first)
    assert (made.status, made.origin, made.version, made.costed) == (
        ActionStatus.PROPOSED,
        ActionOrigin.SUGGESTED,
        1,
        False,
    )
    assert road_map_of(installation, ada, **AT).actions == (made,)
    left = road_maps.suggested_actions(installation, ada, **AT)
    assert [gap.statement.id for gap, _ in left] == ["a2", "b1"]


def test_a_target_is_chosen_changed_and_cleared(
    installation: Installation, ada: Person, noon: datetime
) -> None:
    def put(target: Target) -> Target:
        return planning.set_target(installation, ada, noon, **AT, target=target)

    aim = Target(statement_id="a1", level=4, by=date(2026, 12, 31))
    saved = put(aim)
    found = road_map_of(installation, ada, **AT)
    assert (found.targets["a1"], found.chosen) == (saved, {"a1": saved})
    assert found.gaps[0].short == 3  # 4 - 1
    with pytest.raises(Stale):
        put(aim.model_copy(update={"level": 3}))
    with pytest.raises(LevelNotOffered):
        put(saved.model_copy(update={"level": 9}))
    with pytest.raises(TargetRefused):
        put(saved.model_copy(update={"by": date(2026, 3, 1)}))
    planning.clear_target(installation, ada, noon, **AT, statement_id="a1", based_on=saved.version)
    assert road_map_of(installation, ada, **AT).targets["a1"].level == 2


def test_a_profile_replaces_the_targets_that_it_names(
    installation: Installation, ada: Person, noon: datetime
) -> None:
    tiny = installation.frameworks["two-themes"]
    profile = TargetProfile(id="firm", label="Firm", levels={"a1": 4, "b1": 3})
    known = {**installation.frameworks, tiny.id: tiny.model_copy(update={"target_profiles": (profile,)})}
    here = Installation(installation.store, known)
    for level, statement in ((2, "a1"), (4, "a2")):
        target = Target(statement_id=statement, level=level, by=date(2026, 12, 31))
        planning.set_target(here, ada, noon, **AT, target=target)
    found = planning.set_profile(here, ada, noon, **AT, profile_id="firm")
    assert {s: (t.level, t.by.year) for s, t in found.items()} == {
        "a1": (4, 2027),
        "a2": (4, 2026),
        "b1": (3, 2027),
    }
    with pytest.raises(NotFound, match=r"no target profile “soft”\. There are: firm"):
        planning.set_profile(here, ada, noon, **AT, profile_id="soft")


def test_an_accepted_gap_needs_its_reason_and_is_suggested_nothing(
    installation: Installation, ada: Person, noon: datetime
) -> None:
    with pytest.raises(ReasonForGapNeeded):
        planning.accept_gap(installation, ada, noon, **AT, gap=AcceptedGap(statement_id="a1", reason=" "))
    saved = planning.accept_gap(
        installation, ada, noon, **AT, gap=AcceptedGap(statement_id="a1", reason="It closes")
    )
    found = road_map_of(installation, ada, **AT)
    assert found.gaps[0].accepted == saved
    assert "a1" not in [gap.statement.id for gap, _ in road_maps.suggested_actions(installation, ada, **AT)]
    planning.reopen_gap(installation, ada, noon, **AT, statement_id="a1", based_on=saved.version)
    assert road_map_of(installation, ada, **AT).accepted == {}


def test_a_plan_may_change_after_the_round_has_closed(
    installation: Installation, ada: Person, noon: datetime
) -> None:
    made = planning.propose_action(installation, ada, noon + timedelta(days=90), action=action())
    assert made.id


def test_published_findings_have_gaps_and_no_plan_to_change(
    installation: Installation, ada: Person, person: Callable[..., Person], noon: datetime, nao_2019: Round
) -> None:
    everywhere = person(Role.APPROVER)
    at = {"round_id": nao_2019.id, "department_id": "B"}
    assert len(road_map_of(installation, everywhere, **at).gaps) == 15
    target = Target(statement_id="business-ownership", level=3, by=date(2027, 1, 1))
    with pytest.raises(PublishedIsFixed):
        planning.set_target(installation, everywhere, noon, **at, target=target)
    with pytest.raises(PublishedIsFixed):
        planning.propose_action(
            installation,
            everywhere,
            noon,
            action=action("business-ownership=3", round_id=nao_2019.id, departments=("B",)),
        )
    found = portfolios.across_government(installation, ada, round_id=nao_2019.id)
    assert shortest(found.spreads)[0].statement.id == "information-flows"
    assert found.served["practical-step"][0].value.id == "systems-that-talk"


def test_the_same_action_is_kept_once_until_it_is_over(
    installation: Installation,
    ada: Person,
    bo: Person,
    propose: Propose,
    move: Move_,
    unchanged: Callable[[], AbstractContextManager[None]],
) -> None:
    first, second = propose(title="First"), propose(title="Second")
    waiting = propose(depends_on=(second.id, first.id))
    with unchanged():
        assert propose(depends_on=(second.id, first.id)) == waiting
        assert propose(depends_on=(first.id, second.id), by=bo) == waiting
    approved = move(waiting, ActionMove.APPROVE)
    with unchanged():
        assert propose(depends_on=(first.id, second.id)) == approved
    stopped = move(approved, ActionMove.STOP, why="Too dear")
    again = propose(depends_on=(first.id, second.id))
    assert again.id > stopped.id
    assert len(road_map_of(installation, ada, **AT).actions) == 4


def test_an_action_goes_from_proposed_to_delivered_and_every_step_is_in_the_history(
    installation: Installation, ada: Person, bo: Person, propose: Propose, move: Move_
) -> None:
    made = propose()
    approved = move(made, ActionMove.APPROVE)
    begun = move(approved, ActionMove.BEGIN, by=ada)
    done = move(begun, ActionMove.DELIVER, by=ada, delivered_on=date(2026, 3, 1))
    assert (done.status, done.delivered_on, done.version) == (ActionStatus.DELIVERED, date(2026, 3, 1), 4)
    told = road_maps.history_of_action(installation, ada, action_id=made.id).changes
    assert [(each.person, (each.after or {})["status"]) for each in told] == [
        ("contributor", "delivered"),
        ("contributor", "under_way"),
        ("approver", "approved"),
        ("contributor", "proposed"),
    ]
    again = move(done, ActionMove.TAKE_UP, why="It does not work yet")
    assert (again.status, again.delivered_on) == (ActionStatus.UNDER_WAY, None)


def test_only_an_approver_approves_and_changes_what_was_approved(
    installation: Installation,
    ada: Person,
    bo: Person,
    noon: datetime,
    propose: Propose,
    move: Move_,
    unchanged: Callable[[], AbstractContextManager[None]],
) -> None:
    made = propose()
    with unchanged(), pytest.raises(NotPermitted):
        move(made, ActionMove.APPROVE, by=ada)
    approved = move(made, ActionMove.APPROVE)
    dearer = approved.model_copy(update={"one_off": 1_000_000})
    with unchanged(), pytest.raises(NotPermitted, match="change what was approved"):
        planning.change_action(installation, ada, noon, action=dearer)
    renamed = planning.change_action(
        installation, ada, noon, action=approved.model_copy(update={"title": "Write it", "owner": "Cy"})
    )
    assert (renamed.title, renamed.status) == ("Write it", ActionStatus.APPROVED)
    changed = planning.change_action(
        installation, bo, noon, action=renamed.model_copy(update={"one_off": 1_000_000})
    )
    assert changed.one_off == 1_000_000


REFUSED = [
    ([ActionMove.DELIVER], {}, ActionMoveRefused, "that is proposed cannot be delivered"),
    ([ActionMove.STOP], {}, ActionRefused, "say in a few words why it is stopped"),
    (
        [ActionMove.APPROVE, ActionMove.BEGIN, ActionMove.DELIVER],
        {"delivered_on": date(2026, 3, 3)},
        ActionRefused,
        "it cannot be delivered on 3 March 2026, which is still to come",
    ),
]


@pytest.mark.parametrize(("moves", "more", "error", "told"), REFUSED)
def test_a_move_that_cannot_be_is_refused_in_words(
    moves: list[ActionMove],
    more: dict[str, object],
    error: type[Exception],
    told: str,
    propose: Propose,
    move: Move_,
    unchanged: Callable[[], AbstractContextManager[None]],
) -> None:
    made = move(propose(), *moves[:-1])
    with unchanged(), pytest.raises(error, match=told):
        move(made, moves[-1], **more)


def test_nobody_is_approved_without_an_owner(propose: Propose, move: Move_) -> None:
    with pytest.raises(ActionRefused, match="name its owner before it is approved"):
        move(propose(owner=""), ActionMove.APPROVE)


def test_a_stale_change_or_move_is_refused_with_both(
    installation: Installation, ada: Person, noon: datetime, propose: Propose, move: Move_
) -> None:
    made = propose()
    approved = move(made, ActionMove.APPROVE)
    mine = made.model_copy(update={"title": "Write two drafts"})
    with pytest.raises(Stale) as caught:
        planning.change_action(installation, ada, noon, action=mine)
    assert (caught.value.kept, caught.value.yours) == (approved, mine)
    with pytest.raises(Stale) as caught:
        move(made, ActionMove.STOP, why="No money")
    assert caught.value.kept == approved


def test_what_is_over_stays_as_it_is_and_the_leader_stays_the_leader(
    installation: Installation, ada: Person, noon: datetime, propose: Propose, move: Move_
) -> None:
    made = propose()
    other = made.model_copy(update={"departments": ("home-office", "treasury")})
    with pytest.raises(ActionRefused, match="stays the first of its departments"):
        planning.change_action(installation, ada, noon, action=other)
    stopped = move(made, ActionMove.STOP, why="No money")
    with pytest.raises(ActionRefused, match="it is stopped, so it stays as it is"):
        planning.change_action(installation, ada, noon, action=stopped.model_copy(update={"title": "New"}))


def test_departments_and_dependencies_must_be_there(
    installation: Installation, ada: Person, noon: datetime, propose: Propose
) -> None:
    with pytest.raises(ActionRefused, match="say which department"):
        propose(departments=())
    with pytest.raises(NotFound, match="department “moon”"):
        propose(departments=("treasury", "moon"))
    with pytest.raises(ActionRefused, match="not here"):
        propose(depends_on=(77,))
    first = propose()
    second = propose("a2=3", depends_on=(first.id,))
    circle = first.model_copy(update={"depends_on": (second.id,)})
    with pytest.raises(ActionRefused, match="would wait for each other"):
        planning.change_action(installation, ada, noon, action=circle)


def test_another_departments_unseen_action_is_neither_told_nor_waited_for(
    installation: Installation, ada: Person, hal: Person, propose: Propose
) -> None:
    theirs = propose("a1=3", by=hal, departments=("home-office",), title="A secret")
    with pytest.raises(ActionRefused, match="not here") as caught:
        propose(depends_on=(theirs.id,))
    assert "A secret" not in str(caught.value)
    with pytest.raises(NotFound):
        road_maps.history_of_action(installation, ada, action_id=theirs.id)


def test_a_shared_action_is_in_each_departments_road_map_and_led_by_the_first(
    installation: Installation, ada: Person, hal: Person, noon: datetime, propose: Propose
) -> None:
    shared = propose(departments=("treasury", "home-office"))
    home = {"round_id": "spring", "department_id": "home-office"}
    assert road_map_of(installation, hal, **home).actions == (shared,)
    with pytest.raises(NotPermitted):
        planning.change_action(installation, hal, noon, action=shared.model_copy(update={"title": "Mine"}))


def test_the_projection_shows_what_is_approved_beside_an_earlier_plan(
    installation: Installation, ada: Person, propose: Propose, move: Move_
) -> None:
    made = propose("a1=3", yearly=1200)
    before_approval = road_maps.outlook_of(installation, ada, **AT, today=TODAY)
    assert before_approval.now.not_counted[0].why == "It is not approved yet."
    assert before_approval.earlier is None
    move(made, ActionMove.APPROVE)
    found = road_maps.outlook_of(installation, ada, **AT, today=TODAY, before=TODAY - timedelta(days=1))
    # a1 1 → 3 in the second quarter, a2 at 2, b1 unknown: (1 + 2) / 8, then (3 + 2) / 8
    assert [(p.quarter.number, p.score.score) for p in found.now.points[:2]] == [(1, 37.5), (2, 62.5)]
    assert found.now.points[-1].quarter == Quarter(2027, 1)  # the horizon, 31 March 2027
    assert found.earlier is not None
    assert {p.score.score for p in found.earlier.points} == {37.5}  # nothing was planned then
    # due on 31 May 2026: 100 once and ten months of 100, then a whole year
    assert [(c.words, c.one_off, c.yearly) for c in found.costs.years] == [
        ("2026-27", 100, 1000),
        ("2027-28", 0, 1200),
    ]


def test_the_portfolio_chooses_for_one_department_or_for_all_that_are_seen(
    installation: Installation, ada: Person, auditor: Person, hal: Person, propose: Propose
) -> None:
    shared = propose("a1=2", departments=("treasury", "home-office"), one_off=150)
    own = propose("a1=2", one_off=90)
    theirs = propose("a1=2", by=hal, departments=("home-office",), one_off=90)

    def bought(who: Person, **more: object) -> list[int]:
        given = {"round_id": "spring", "limits": Limits(one_off=150, yearly=0), **more}
        return [each.id for each in portfolios.portfolio_for(installation, who, **given).plan.new.actions]  # type: ignore[arg-type]

    assert bought(auditor) == [shared.id]  # two gaps for 150
    assert bought(auditor, department_id="treasury") == [own.id]  # one gap for 90
    assert bought(auditor, department_id="home-office") == [theirs.id]
    assert bought(ada) == [own.id]  # she sees the Treasury alone
    with pytest.raises(NoPlan):
        bought(ada, limits=Limits(one_off=-1))


def test_the_portfolio_of_a_department_counts_its_own_commitments(
    installation: Installation, auditor: Person, hal: Person, propose: Propose, move: Move_
) -> None:
    own = move(propose("a1=2", one_off=90), ActionMove.APPROVE)
    sees_both = hal.model_copy(update={"roles": frozenset({(Role.CONTRIBUTOR, EVERY_DEPARTMENT)})})
    theirs = propose("a1=2", by=sees_both, departments=("home-office",), one_off=70, depends_on=(own.id,))

    def planned(department_id: str | None) -> Portfolio:
        limits = Limits(one_off=70, yearly=0)
        given = {"round_id": "spring", "department_id": department_id, "limits": limits}
        return portfolios.portfolio_for(installation, auditor, **given).plan  # type: ignore[arg-type]

    assert [a.id for a in planned(None).committed.actions] == [own.id]
    alone = planned("home-office")  # what it waits for is committed, and not its money
    assert (alone.new.actions, alone.committed.actions) == ((theirs,), ())


def test_an_action_that_was_not_over_goes_on_in_the_next_round(
    installation: Installation,
    ada: Person,
    administrator: Person,
    noon: datetime,
    propose: Propose,
    move: Move_,
) -> None:
    going_on, stopped, done = propose(), propose("a2=3"), propose("b1=?")
    move(stopped, ActionMove.STOP, why="No money")
    move(done, ActionMove.APPROVE, ActionMove.BEGIN, ActionMove.DELIVER)
    later = noon + timedelta(days=365)
    autumn = administering.open_round(
        installation, administrator, later, title="Next", framework_id="two-themes", closes=None
    )
    answering.start_assessment(
        installation, ada, later, round_id=autumn.id, department_id="treasury", carry_over=True
    )
    found = road_map_of(installation, ada, round_id=autumn.id, department_id="treasury")
    assert [each.id for each in found.actions] == [going_on.id]
    then = road_map_of(installation, ada, **AT)
    assert [each.id for each in then.actions] == [going_on.id, stopped.id, done.id]


def test_the_next_round_tells_whether_promises_were_kept(
    installation: Installation,
    ada: Person,
    auditor: Person,
    bo: Person,
    administrator: Person,
    noon: datetime,
    propose: Propose,
    move: Move_,
) -> None:
    move(propose("a1=3 a2=3"), ActionMove.APPROVE, ActionMove.BEGIN, ActionMove.DELIVER)
    assert portfolios.promises_of(installation, ada, round_id="spring").before is None
    later = noon + timedelta(days=365)
    second = administering.open_round(
        installation, administrator, later, title="Next", framework_id="two-themes", closes=None
    )
    begun = answering.start_assessment(installation, ada, later, round_id=second.id, department_id="treasury")
    for statement in ("a1", "a2"):
        answering.record_answer(
            installation,
            ada,
            later,
            assessment_id=begun.id,
            statement_id=statement,
            answer=Answer(state=State.LEVEL, level=3),
        )
    answering.submit(installation, bo, later, assessment_id=begun.id, assurance="Checked")
    reviewing.move_assessment(installation, auditor, later, assessment_id=begun.id, move=Move.BEGIN_REVIEW)
    reviewing.record_finding(
        installation,
        auditor,
        later,
        assessment_id=begun.id,
        statement_id="a1",
        finding=Finding(
            state=State.LEVEL, level=2, reason="A draft", standing=Standing.CHALLENGED, answer_version=1
        ),
    )
    found = portfolios.promises_of(installation, ada, round_id=second.id, view=View.SELF)
    assert [(p.statement.id, p.promised, p.found, p.kept, p.audited) for p in found.made] == [
        ("a1", 2, 1, Kept.PARTLY, True),  # 1 → 3 promised, the auditor found 2
        ("a2", 1, 1, Kept.KEPT, False),
    ]
    (kind,) = found.by_theme
    assert (kind.department, kind.theme, kind.promised, kind.found, kind.kept) == (
        "treasury",
        "plans",
        3,
        2,
        1,
    )


def test_across_government_counts_those_that_the_person_may_see(
    installation: Installation, ada: Person, auditor: Person
) -> None:
    for person, applies in ((auditor, 2), (ada, 1)):
        found = portfolios.across_government(installation, person, round_id="spring")
        assert {each.applies for each in found.spreads} == {applies}


def test_the_moment_of_an_earlier_plan_is_the_end_of_its_day(
    installation: Installation, ada: Person, bo: Person
) -> None:
    late = datetime(2026, 3, 5, 23, 59, tzinfo=UTC)
    made = planning.propose_action(installation, ada, late, action=action("a1=3"))
    planning.move_action(
        installation, bo, late, action_id=made.id, move=ActionMove.APPROVE, based_on=made.version
    )
    for before, score in ((date(2026, 3, 4), 37.5), (date(2026, 3, 5), 62.5)):
        found = road_maps.outlook_of(installation, ada, **AT, today=date(2026, 3, 9), before=before)
        assert found.earlier is not None
        assert found.earlier.points[1].score.score == score


def test_several_actions_are_proposed_all_or_none_and_each_fault_is_said(
    installation: Installation, ada: Person, noon: datetime
) -> None:
    good, bad = action("a1=3"), action("a1=3", title=" ")
    long = good.model_copy(update={"title": "x" * 201})  # as a grid hands it on, which checks nothing
    before = installation.store.revision()
    with pytest.raises(ActionsRefused) as refused:
        planning.propose_actions(installation, ada, noon, actions=[good, bad, long])
    assert list(refused.value.refused) == [1, 2]
    assert "at most 200 are kept" in str(refused.value)
    assert installation.store.revision() == before
    kept = planning.propose_actions(installation, ada, noon, actions=[good, action("a2=3")])
    assert [each.status for each in kept] == [ActionStatus.PROPOSED] * 2


def test_several_actions_are_approved_all_or_none_and_each_refused_is_named(
    installation: Installation, ada: Person, bo: Person, noon: datetime, propose: Propose, move: Move_
) -> None:
    first, second = propose("a1=2", title="First"), propose("a2=2", title="Second")
    nobody, moved = propose("a2=3", title="Nobody's", owner=""), propose("a1=3", title="Moved")
    move(moved, ActionMove.APPROVE)
    seen = {each.id: each.version for each in (first, second)}
    before = installation.store.revision()
    with pytest.raises(NotPermitted):
        planning.approve_actions(installation, ada, noon, versions=seen)
    faults = {nobody.id: nobody.version, moved.id: moved.version}
    with pytest.raises(ActionsRefused) as refused:
        planning.approve_actions(installation, bo, noon, versions=seen | faults)
    assert list(refused.value.refused) == [2, 3]
    assert "“Nobody's”: name its owner before it is approved." in str(refused.value)
    assert "“Moved”: it was changed since you opened the page, and is approved now." in str(refused.value)
    assert "None was approved" in str(refused.value)
    assert installation.store.revision() == before
    approved = planning.approve_actions(installation, bo, noon, versions=seen)
    assert [each.status for each in approved] == [ActionStatus.APPROVED] * 2
    assert installation.store.revision() == before + 2  # an entry each


def test_a_portfolio_says_what_it_does_to_the_score(
    installation: Installation, ada: Person, bo: Person, noon: datetime, propose: Propose, move: Move_
) -> None:
    """The whole plan's end is where the projection would be, were all of it approved and due."""
    move(propose("a1=2", one_off=50), ActionMove.APPROVE)
    propose("a2=3", one_off=70)
    propose("a1=3", one_off=900)
    given = {"round_id": "spring", "department_id": "treasury", "limits": Limits(one_off=100)}
    found = portfolios.portfolio_for(installation, ada, **given)  # type: ignore[arg-type]
    assert found.score is not None
    assert [(each.chosen, each.cost) for each in found.score.steps] == [(True, 70), (False, 970)]
    for action_ in found.plan.new.actions:
        move(action_, ActionMove.APPROVE)
    ahead = road_maps.outlook_of(installation, ada, **AT, today=noon.date()).now
    assert (found.score.assessed, found.score.end) == (ahead.assessed.score, ahead.points[-1].score.score)
    assert found.score.assessed <= found.score.start < found.score.end < found.score.most
