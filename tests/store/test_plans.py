"""Targets, accepted gaps and actions come back as they were kept; nothing is lost to somebody else's save."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from maturity.assessment.people import Person
from maturity.assessment.round import Assessment, Department
from maturity.errors import NotFound, Stale
from maturity.plan.action import MOST_POUNDS, Action, ActionOrigin, ActionStatus, Rise
from maturity.plan.target import AcceptedGap, Target
from maturity.store import departments, history, plans
from maturity.store.database import Store

TARGET = Target(statement_id="a1", level=3, by=date(2026, 12, 31))
ACCEPTED = AcceptedGap(statement_id="a1", reason="The service closes")
ACTION = Action(
    round_id="spring",
    title="Write one plan for two departments",
    departments=("treasury", "art"),
    rises=(Rise(statement_id="b1", to=2), Rise(statement_id="a1")),
    owner="Ada",
    start=date(2026, 4, 1),
    due=date(2026, 9, 30),
    one_off=MOST_POUNDS,
    yearly=None,
    people=1.5,
    origin=ActionOrigin.SUGGESTED,
)

Save = Callable[..., Any]


@pytest.fixture
def save(store: Store, assessment: Assessment, ada: Person, noon: datetime) -> Save:
    """`save(plans.save_target, target)` on the Treasury's assessment, in a transaction of its own."""
    with store.transaction(ada, noon) as transaction:
        departments.add(transaction, Department(id="art", name="Art"))

    def run(function: Callable[..., Any], *given: Any, later: int = 0) -> Any:
        with store.transaction(ada, noon + timedelta(days=later)) as transaction:
            if function is plans.save_action:
                return function(transaction, *given, assessment.id)
            return function(transaction, assessment.id, *given)

    return run


def kept_targets(store: Store, assessment: Assessment) -> dict[str, Target]:
    with store.reading() as session:
        return plans.targets_of(session, [assessment.id])[assessment.id]


def kept_gaps(store: Store, assessment: Assessment) -> dict[str, AcceptedGap]:
    with store.reading() as session:
        return plans.accepted_of(session, [assessment.id])[assessment.id]


def kept_actions(store: Store) -> list[Action]:
    with store.reading() as session:
        return plans.every_action(session)


def test_a_target_comes_back_with_its_version_author_and_time(
    save: Save, store: Store, assessment: Assessment, noon: datetime
) -> None:
    saved = save(plans.save_target, TARGET)
    assert kept_targets(store, assessment) == {"a1": saved}
    assert saved.content() == TARGET.content()
    assert (saved.changed_at, saved.changed_by) == (noon, "ada")
    again = save(plans.save_target, saved.model_copy(update={"level": 4}))
    assert again.version > saved.version > 0
    assert kept_targets(store, assessment) == {"a1": again}


def test_a_stale_target_is_refused_with_both(save: Save, store: Store, assessment: Assessment) -> None:
    saved = save(plans.save_target, TARGET)
    other = TARGET.model_copy(update={"level": 4})
    with pytest.raises(Stale) as caught:
        save(plans.save_target, other)
    assert (caught.value.kept, caught.value.yours) == (saved, other)
    assert kept_targets(store, assessment) == {"a1": saved}


def test_what_says_nothing_new_is_not_saved_again(save: Save, store: Store) -> None:
    target, gap, action = (
        save(plans.save_target, TARGET),
        save(plans.save_accepted, ACCEPTED),
        save(plans.save_action, ACTION),
    )
    before = store.revision()
    assert save(plans.save_target, TARGET) == target
    assert save(plans.save_accepted, ACCEPTED) == gap
    assert save(plans.save_action, action.model_copy(update={"version": 0})) == action
    assert store.revision() == before


def test_a_target_taken_away_and_set_again_is_no_old_version(
    save: Save, store: Store, assessment: Assessment
) -> None:
    first = save(plans.save_target, TARGET)
    with pytest.raises(Stale):
        save(plans.remove_target, "a1", 0)
    save(plans.remove_target, "a1", first.version)
    save(plans.remove_target, "a1", first.version)  # a second time changes nothing
    assert kept_targets(store, assessment) == {}
    second = save(plans.save_target, TARGET.model_copy(update={"level": 2}))
    with pytest.raises(Stale) as caught:
        save(plans.save_target, first.model_copy(update={"level": 4}))
    assert caught.value.kept == second


def test_what_was_taken_away_meanwhile_is_told(save: Save) -> None:
    first = save(plans.save_target, TARGET)
    save(plans.remove_target, "a1", first.version)
    mine = first.model_copy(update={"level": 4})
    with pytest.raises(Stale) as caught:
        save(plans.save_target, mine)
    assert (caught.value.kept, caught.value.yours) == (None, mine)


def test_an_accepted_gap_comes_back_and_goes(save: Save, store: Store, assessment: Assessment) -> None:
    saved = save(plans.save_accepted, ACCEPTED)
    assert kept_gaps(store, assessment) == {"a1": saved}
    with pytest.raises(Stale):
        save(plans.save_accepted, AcceptedGap(statement_id="a1", reason="Too dear"))
    with pytest.raises(Stale):
        save(plans.remove_accepted, "a1", saved.version + 1)
    save(plans.remove_accepted, "a1", saved.version)
    assert kept_gaps(store, assessment) == {}


def test_an_action_comes_back_whole_with_departments_and_rises_in_order(
    save: Save, store: Store, noon: datetime
) -> None:
    first = save(plans.save_action, ACTION)
    second = save(
        plans.save_action, ACTION.model_copy(update={"title": "Then this", "depends_on": (first.id,)})
    )
    assert kept_actions(store) == [first, second]
    assert {**first.content(), "id": 0} == {**ACTION.content(), "id": 0}
    assert (first.version, first.changed_at, first.changed_by) == (1, noon, "ada")
    assert (first.departments, second.depends_on) == (("treasury", "art"), (first.id,))


def test_a_changed_action_replaces_its_parts_and_is_found_as_it_was(
    save: Save, store: Store, noon: datetime
) -> None:
    first = save(plans.save_action, ACTION)
    changed = first.model_copy(
        update={
            "departments": ("treasury",),
            "rises": (Rise(statement_id="a1", to=4),),
            "one_off": 0,
            "people": None,
            "status": ActionStatus.STOPPED,
            "why": "No money",
        }
    )
    second = save(plans.save_action, changed, later=2)
    assert second.content() == changed.content()
    assert kept_actions(store) == [second]
    with store.reading() as session:
        told = history.of_subject(session, kind="action", subject=str(first.id))
        assert [(each.before, each.after, each.why) for each in told] == [
            (first.content(), second.content(), "No money"),
            (None, first.content(), ""),
        ]
        (then,) = plans.actions_at(session, noon + timedelta(days=1), "treasury")
        assert then.content() == first.content()
        assert then.id == first.id
        assert plans.actions_at(session, noon - timedelta(days=1), "treasury") == []
        assert (
            plans.actions_at(session, noon + timedelta(days=2), "treasury")[0].content() == second.content()
        )


def test_a_stale_action_is_refused_with_both_and_changes_nothing(save: Save, store: Store) -> None:
    first = save(plans.save_action, ACTION)
    second = save(plans.save_action, first.model_copy(update={"owner": "Bob"}))
    mine = first.model_copy(update={"rises": (Rise(statement_id="a1", to=1),)})
    with pytest.raises(Stale) as caught:
        save(plans.save_action, mine)
    assert (caught.value.kept, caught.value.yours) == (second, mine)
    assert kept_actions(store) == [second]


def test_an_action_that_is_not_here_is_named(save: Save) -> None:
    with pytest.raises(NotFound, match="no action “7”"):
        save(plans.save_action, ACTION.model_copy(update={"id": 7}))


def test_every_change_is_in_the_assessments_history(save: Save, store: Store, assessment: Assessment) -> None:
    target = save(plans.save_target, TARGET)
    save(plans.remove_target, "a1", target.version)
    save(plans.save_accepted, ACCEPTED)
    action = save(plans.save_action, ACTION)
    with store.reading() as session:
        told = history.of_assessment(session, assessment.id, most=4)
        assert history.verify_chain(session) == store.revision()
    assert [(each.kind, each.subject, each.before, each.after) for each in told] == [
        ("action", str(action.id), None, action.content()),
        ("accepted gap", "a1", None, ACCEPTED.content()),
        ("target", "a1", TARGET.content(), None),
        ("target", "a1", None, TARGET.content()),
    ]


@pytest.mark.parametrize("column", ["one_off", "yearly", "saving", "people"])
def test_the_database_itself_keeps_no_cost_below_nothing(
    column: str, save: Save, url: str, raw: Callable[..., Any]
) -> None:
    action = save(plans.save_action, ACTION)
    with pytest.raises(IntegrityError, match="saving" if column == "saving" else "costs"):
        raw(url, f"UPDATE actions SET {column} = -1 WHERE id = :id", id=action.id)
    raw(url, "UPDATE actions SET one_off = NULL WHERE id = :id", id=action.id)  # not costed is kept
