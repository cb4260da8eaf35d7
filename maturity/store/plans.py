"""Road maps, as kept: targets, accepted gaps and actions, with the history beside them."""

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy
from sqlmodel import Session, SQLModel, col, select

from maturity.errors import NotFound, Stale
from maturity.plan.action import Action, ActionOrigin, ActionStatus, FurtherRise, Rise
from maturity.plan.target import AcceptedGap, Target
from maturity.store import history
from maturity.store.database import Transaction, revision_in
from maturity.store.reading import every_field, memory_of, once_a_reading
from maturity.store.tables import (
    AcceptedGapRow,
    ActionDepartmentRow,
    ActionDependencyRow,
    ActionFurtherRow,
    ActionRow,
    ActionStatementRow,
    TargetRow,
    can_be_kept,
)

FEW = 50
"""Actions that are read one by one where they changed; where more did, all are."""
Part = Target | AcceptedGap | Action
"""What a road map is made of, as far as it is saved by itself."""


def save_target(transaction: Transaction, assessment_id: int, target: Target) -> Target:
    """Keep a target, and its change in the history; gives it back as it is now kept.

    `target.version` is the version that the person saw. Raises Stale, with both, if another has been saved
    since. A target that says nothing new is not saved again.
    """
    row = transaction.session.get(TargetRow, (assessment_id, target.statement_id))
    kept = None if row is None else target_in(row)
    if kept is not None and kept.content() == target.content():
        return kept
    _check_version(target.statement_id, kept, target)
    saved = target.model_copy(update=_stamp(transaction))
    values = saved.model_dump(exclude={"by"})
    transaction.session.merge(TargetRow(assessment_id=assessment_id, due=saved.by, **values))
    transaction.session.flush()
    _append(transaction, "target", assessment_id, kept, saved)
    return saved


def remove_target(transaction: Transaction, assessment_id: int, statement_id: str, based_on: int) -> None:
    """Take a target away; raises Stale if it is not the version that the person saw. None there: nothing."""
    row = transaction.session.get(TargetRow, (assessment_id, statement_id))
    if row is not None:
        _remove(transaction, "target", row, target_in(row), based_on)


@once_a_reading
def targets_of(session: Session, assessment_ids: Collection[int]) -> dict[int, dict[str, Target]]:
    """The targets chosen, by assessment and statement id; every assessment asked for is there."""
    found: dict[int, dict[str, Target]] = {assessment_id: {} for assessment_id in assessment_ids}
    query = select(TargetRow).where(col(TargetRow.assessment_id).in_(found))
    for row in session.exec(query.order_by(col(TargetRow.assessment_id), col(TargetRow.statement_id))):
        found[row.assessment_id][row.statement_id] = target_in(row)
    return found


def save_accepted(transaction: Transaction, assessment_id: int, gap: AcceptedGap) -> AcceptedGap:
    """Keep the reason why a gap is left open; as save_target."""
    row = transaction.session.get(AcceptedGapRow, (assessment_id, gap.statement_id))
    kept = None if row is None else accepted_in(row)
    if kept is not None and kept.content() == gap.content():
        return kept
    _check_version(gap.statement_id, kept, gap)
    saved = gap.model_copy(update=_stamp(transaction))
    transaction.session.merge(AcceptedGapRow(assessment_id=assessment_id, **saved.model_dump()))
    transaction.session.flush()
    _append(transaction, "accepted gap", assessment_id, kept, saved)
    return saved


def remove_accepted(transaction: Transaction, assessment_id: int, statement_id: str, based_on: int) -> None:
    """Accept a gap no longer; as remove_target."""
    row = transaction.session.get(AcceptedGapRow, (assessment_id, statement_id))
    if row is not None:
        _remove(transaction, "accepted gap", row, accepted_in(row), based_on)


@once_a_reading
def accepted_of(session: Session, assessment_ids: Collection[int]) -> dict[int, dict[str, AcceptedGap]]:
    """The gaps accepted, by assessment and statement id; every assessment asked for is there."""
    found: dict[int, dict[str, AcceptedGap]] = {assessment_id: {} for assessment_id in assessment_ids}
    query = select(AcceptedGapRow).where(col(AcceptedGapRow.assessment_id).in_(found))
    ordered = query.order_by(col(AcceptedGapRow.assessment_id), col(AcceptedGapRow.statement_id))
    for row in session.exec(ordered):
        found[row.assessment_id][row.statement_id] = accepted_in(row)
    return found


def save_action(transaction: Transaction, action: Action, assessment_id: int | None = None) -> Action:
    """Keep a new action (id 0) or another version of one; gives it back as it is now kept.

    `assessment_id` is the leading department's, for the history. Raises NotFound for an id that is not here,
    or Stale, with both, if another version has been saved since. What says nothing new is not saved again.
    """
    session = transaction.session
    action = action.model_copy(update={"depends_on": tuple(sorted(set(action.depends_on)))})
    kept = action_of(session, action.id) if action.id else None
    if kept is not None and kept.content() == action.content():
        return kept
    _check_version(action.title, kept, action)
    stamp = {**_stamp(transaction), "version": action.version + 1}
    values = action.model_dump(exclude={"id", "departments", "rises", "further", "depends_on", *stamp})
    row = ActionRow(id=action.id or history.next_number(transaction, "action", ActionRow), **values, **stamp)
    row = session.merge(row)
    session.flush()
    saved = action.model_copy(update={"id": row.id, **stamp})
    if kept is not None:
        _delete_parts(session, saved.id)
    parts: list[SQLModel] = [
        ActionDepartmentRow(action_id=saved.id, department_id=department, place=place)
        for place, department in enumerate(saved.departments)
    ]
    parts += [
        ActionStatementRow(action_id=saved.id, statement_id=rise.statement_id, level=rise.to, place=place)
        for place, rise in enumerate(saved.rises)
    ]
    parts += [
        ActionFurtherRow(
            action_id=saved.id,
            framework_id=rise.framework_id,
            statement_id=rise.statement_id,
            level=rise.to,
            place=place,
        )
        for place, rise in enumerate(saved.further)
    ]
    parts += [ActionDependencyRow(action_id=saved.id, depends_on=first) for first in saved.depends_on]
    session.add_all(parts)
    session.flush()
    history.append(
        transaction,
        kind="action",
        subject=str(saved.id),
        assessment_id=assessment_id,
        before=None if kept is None else kept.content(),
        after=saved.content(),
        why=saved.why if kept is None or kept.why != saved.why else "",
    )
    return action_of(session, saved.id)


def delete_action(transaction: Transaction, action: Action, assessment_id: int | None, based_on: int) -> None:
    """Take an action away; its number is never given again. Raises Stale if it is not the version that was seen."""
    if action.version != based_on:
        raise stale(action.title, action, None)
    session = transaction.session
    _delete_parts(session, action.id)
    session.delete(session.get_one(ActionRow, action.id))
    session.flush()
    history.append(
        transaction,
        kind="action",
        subject=str(action.id),
        assessment_id=assessment_id,
        before=action.content(),
        after=None,
    )


def _delete_parts(session: Session, action_id: int) -> None:
    for kind in (ActionDepartmentRow, ActionStatementRow, ActionFurtherRow, ActionDependencyRow):
        for part in session.exec(select(kind).where(kind.action_id == action_id)).all():
            session.delete(part)
    session.flush()


def action_of(session: Session, action_id: int) -> Action:
    """One action; raises NotFound."""
    found = _actions(session, [action_id]) if can_be_kept(action_id) else []
    if not found:
        raise NotFound("action", action_id)
    return found[0]


@once_a_reading
def every_action(session: Session) -> list[Action]:
    """Every action of every round, in the order in which they were proposed."""

    def ask() -> tuple[Action, ...]:
        return tuple(_actions(session))

    def mend(was: tuple[Action, ...], places: Collection[str]) -> tuple[Action, ...]:
        changed = {int(place.removeprefix("action ")) for place in places if place.startswith("action ")}
        if len(changed) > FEW:
            return ask()
        kept = {action.id: action for action in was if action.id not in changed}
        kept |= {action.id: action for action in _actions(session, changed)}
        return tuple(kept[key] for key in sorted(kept))

    memory = memory_of(session)
    kept: tuple[Action, ...] = ask() if memory is None else memory.recall_in(session, every_action, ask, mend)
    return list(kept)


def actions_at(session: Session, moment: datetime, department_id: str) -> list[Action]:
    """The actions of a department as they stood at a moment, from the history, and what they waited for then; in the
    order in which they were proposed.
    """
    texts = dict(history.latest_texts(session, kind="action", moment=moment))
    named, found = json.dumps(department_id, ensure_ascii=False), dict[str, Action]()
    asked = [subject for subject, text in texts.items() if text is not None and named in text]
    while asked:
        subject = asked.pop()
        text = texts.get(subject)
        if subject not in found and text is not None:
            found[subject] = Action.model_validate({**json.loads(text), "id": int(subject)})
            asked += map(str, found[subject].depends_on)
    return sorted(found.values(), key=lambda action: action.id)


def _actions(session: Session, ids: Collection[int] | None = None) -> list[Action]:
    """Those actions, or all of them: without an object of the database for each, as there are thousands."""
    whose, raised, further, first = (
        _parts(session, table, columns, ids)
        for table, columns in (
            ("action_departments", ("department_id",)),
            ("action_statements", ("statement_id", "level")),
            ("action_further", ("framework_id", "statement_id", "level")),
            ("action_dependencies", ("depends_on",)),
        )
    )
    of = SQLModel.metadata.tables["actions"].c
    query = sqlalchemy.select(*of).order_by(of.id)
    if ids is not None:
        query = query.where(of.id.in_(ids))
    rises = cache(lambda statement_id, level: Rise(statement_id=statement_id, to=level))
    return [
        Action.model_construct(
            every_field(Action),
            **dict(zip(of.keys(), row, strict=True))
            | {"status": ActionStatus(row.status), "origin": ActionOrigin(row.origin)},
            departments=tuple(key for (key,) in whose.get(row.id, ())),
            rises=tuple(rises(*each) for each in raised.get(row.id, ())),
            further=tuple(
                FurtherRise(framework_id=framework_id, statement_id=statement_id, to=level)
                for framework_id, statement_id, level in further.get(row.id, ())
            ),
            depends_on=tuple(key for (key,) in first.get(row.id, ())),
        )
        for row in session.execute(query)
    ]


def _parts(
    session: Session, table: str, columns: Sequence[str], ids: Collection[int] | None
) -> dict[int, list[tuple[Any, ...]]]:
    of = SQLModel.metadata.tables[table].c
    order = of.place if "place" in of else of.depends_on
    query = sqlalchemy.select(of.action_id, *(of[each] for each in columns)).order_by(of.action_id, order)
    if ids is not None:
        query = query.where(of.action_id.in_(ids))
    found: dict[int, list[tuple[Any, ...]]] = {}
    for action_id, *part in session.execute(query):
        found.setdefault(action_id, []).append(tuple(part))
    return found


def target_in(row: TargetRow) -> Target:
    return Target(by=row.due, **row.model_dump(exclude={"assessment_id", "due"}))


def accepted_in(row: AcceptedGapRow) -> AcceptedGap:
    return AcceptedGap(**row.model_dump(exclude={"assessment_id"}))


def stale(subject: str, kept: Part | None, yours: Part | None) -> Stale[Part | None]:
    """That somebody saved or took away this part of a road map after it was read."""
    by, at = (None, None) if kept is None else (kept.changed_by, kept.changed_at)
    return Stale(subject, what="this part of the road map", kept=kept, yours=yours, by=by, at=at)


def _remove(
    transaction: Transaction,
    kind: str,
    row: TargetRow | AcceptedGapRow,
    kept: Target | AcceptedGap,
    based_on: int,
) -> None:
    if kept.version != based_on:
        raise stale(kept.statement_id, kept, None)
    transaction.session.delete(row)
    transaction.session.flush()
    _append(transaction, kind, row.assessment_id, kept, None)


def _check_version(subject: str, kept: Part | None, yours: Part) -> None:
    if yours.version != (kept.version if kept is not None else 0):
        raise stale(subject, kept, yours)


def _stamp(transaction: Transaction) -> dict[str, Any]:
    # The number that this change will have in the history: what is taken away and set again never has an old one.
    version = revision_in(transaction.session) + 1
    return {"version": version, "changed_at": transaction.at, "changed_by": transaction.person.id}


def _append(
    transaction: Transaction,
    kind: str,
    assessment_id: int,
    before: Target | AcceptedGap | None,
    after: Target | AcceptedGap | None,
) -> None:
    subject = (after or before).statement_id  # type: ignore[union-attr]
    history.append(
        transaction,
        kind=kind,
        subject=subject,
        assessment_id=assessment_id,
        before=None if before is None else before.content(),
        after=None if after is None else after.content(),
    )
