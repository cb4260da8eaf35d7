"""Alembic's entry: migrates on the connection that store.migrate hands over.

For `alembic revision --autogenerate` and its like, name the database: `alembic -x url=sqlite:///data/maturity.sqlite …`
"""

from typing import Literal

from alembic import context
from sqlalchemy import Connection, create_engine
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

from maturity.store import tables


def written(kind: str, item: object, _: object) -> str | Literal[False]:
    """Our own types as plain SQLAlchemy ones: a migration must not change when the tables do."""
    if kind == "type" and isinstance(item, tables.Utc):
        return "sa.DateTime(timezone=True)"
    return "sa.String()" if kind == "type" and isinstance(item, AutoString) else False


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=True,  # SQLite alters a table by rebuilding it
        compare_type=True,
        render_item=written,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with create_engine(context.get_x_argument(as_dictionary=True)["url"]).begin() as opened:
        run(opened)
