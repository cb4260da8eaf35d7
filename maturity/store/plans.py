"""Road maps, as kept: targets, accepted gaps and actions, with the history beside them."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlmodel import Session, SQLModel, col, select

from maturity.errors import NotFound, Stale
from maturity.plan.action import Action, FurtherRise, Rise
from maturity.plan.target import AcceptedGap, Target
from maturity.store import history
from maturity.store.database import Transaction, revision_in
from maturity.store.reading import once_a_reading
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
    row = session.get(ActionRow, action_id) if can_be_kept(action_id) else None
    if row is None:
        raise NotFound("action", action_id)
    return _actions(session, [row])[0]


@once_a_reading
def every_action(session: Session) -> list[Action]:
    """Every action of every round, in the order in which they were proposed."""
    return _actions(session, list(session.exec(select(ActionRow).order_by(col(ActionRow.id)))))


def actions_at(session: Session, moment: datetime) -> list[Action]:
    """Every action as it stood at a moment, from the history; in the order in which they were proposed."""
    last = history.latest_before(session, kind="action", moment=moment)
    return sorted(
        (
            Action.model_validate({**change.after, "id": int(subject)})
            for subject, change in last.items()
            if change.after is not None
        ),
        key=lambda action: action.id,
    )


def _actions(session: Session, rows: list[ActionRow]) -> list[Action]:
    # All parts are read and then picked: a list of some hundred ids in a query costs more than it saves.
    one = rows[0].id if len(rows) == 1 else None
    departments = _parts(session, ActionDepartmentRow, one, ActionDepartmentRow.place)
    statements = _parts(session, ActionStatementRow, one, ActionStatementRow.place)
    further = _parts(session, ActionFurtherRow, one, ActionFurtherRow.place)
    dependencies = _parts(session, ActionDependencyRow, one, ActionDependencyRow.depends_on)
    return [
        Action(
            departments=tuple(part.department_id for part in departments.get(row.id or 0, [])),
            rises=tuple(
                Rise(statement_id=part.statement_id, to=part.level)
                for part in statements.get(row.id or 0, [])
            ),
            further=tuple(
                FurtherRise(framework_id=part.framework_id, statement_id=part.statement_id, to=part.level)
                for part in further.get(row.id or 0, [])
            ),
            depends_on=tuple(part.depends_on for part in dependencies.get(row.id or 0, [])),
            **row.model_dump(),
        )
        for row in rows
    ]


def _parts(session: Session, kind: Any, action_id: int | None, order: Any) -> dict[int, list[Any]]:
    query = select(kind).order_by(kind.action_id, order)
    if action_id is not None:
        query = query.where(kind.action_id == action_id)
    found: dict[int, list[Any]] = {}
    for part in session.exec(query):
        found.setdefault(part.action_id, []).append(part)
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
