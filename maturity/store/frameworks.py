"""The texts of frameworks, as kept, with the history beside them."""

import sqlalchemy
from sqlalchemy import ColumnElement, String, cast, func
from sqlmodel import Session, SQLModel, col, select

from maturity.assessment.kept_framework import KeptFramework
from maturity.store import history
from maturity.store.database import Transaction, revision_in
from maturity.store.reading import once_a_reading
from maturity.store.tables import FrameworkRow


def keep_text(transaction: Transaction, framework: KeptFramework) -> KeptFramework:
    """Keep a text, or another of the same content (its guidance may be improved); what is kept already is not again."""
    session = transaction.session
    row = session.get(FrameworkRow, framework.hash)
    before = None if row is None else held_in(row)
    if before is not None and before.content() == framework.content():
        return before
    # The number that this change will have in the history, so that the newest text of an edition is known.
    stamp = {"changed_at": transaction.at, "changed_by": transaction.person.id}
    saved = framework.model_copy(update={"version": revision_in(session) + 1, **stamp})
    session.merge(FrameworkRow(**saved.model_dump()))
    session.flush()
    history.append(
        transaction,
        kind="framework",
        subject=saved.hash,
        before=None if before is None else before.content(),
        after=saved.content(),
    )
    return saved


@once_a_reading
def texts(session: Session) -> dict[str, list[tuple[str, int]]]:
    """By edition, the content hash and version of each text, the oldest first; the texts themselves are long."""
    query = select(FrameworkRow.framework_id, FrameworkRow.hash, FrameworkRow.version)
    found: dict[str, list[tuple[str, int]]] = {}
    for framework_id, hash_, version in session.exec(query.order_by(col(FrameworkRow.version))):
        found.setdefault(framework_id, []).append((hash_, version))
    return found


def delete_text(transaction: Transaction, framework: KeptFramework) -> None:
    """Take away a text under which nothing was answered; the history says what it was."""
    transaction.session.delete(transaction.session.get_one(FrameworkRow, framework.hash))
    transaction.session.flush()
    history.append(
        transaction, kind="framework", subject=framework.hash, before=framework.content(), after=None
    )


def texts_of(session: Session, framework_id: str) -> list[tuple[str, int]]:
    """The same of one edition; none where none is kept."""
    return texts(session).get(framework_id, [])


def texts_of_column(framework_id: ColumnElement[str]) -> ColumnElement[str | None]:
    """The same as a column of a larger question, which texts_in reads."""
    row = SQLModel.metadata.tables["frameworks"].c
    each = row.hash + ":" + cast(row.version, String)
    told = sqlalchemy.select(func.aggregate_strings(each, " ")).where(row.framework_id == framework_id)
    return told.scalar_subquery()


def texts_in(column: str | None) -> list[tuple[str, int]]:
    found = [each.partition(":") for each in (column or "").split()]
    return sorted(((hash_, int(version)) for hash_, _, version in found), key=lambda text: text[1])


def ids(session: Session) -> list[str]:
    """The ids of all editions of which there is a text."""
    return sorted(texts(session))


def get(session: Session, content_hash: str) -> KeptFramework:
    return held_in(session.get_one(FrameworkRow, content_hash))


def held_in(row: FrameworkRow) -> KeptFramework:
    return KeptFramework.model_validate(row)
