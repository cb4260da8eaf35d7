"""Bringing a database to the newest schema, in the transaction of the caller."""

from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from maturity.errors import MaturityError

if TYPE_CHECKING:
    from alembic.config import Config

# Alembic takes its time to be imported, and most databases are at the newest schema.

MIGRATIONS = Path(__file__).with_name("migrations")
TURN = 0x6D61747572697479  # any fixed number: PostgreSQL's lock while one process migrates


class DatabaseNewer(MaturityError):
    def __init__(self, database: str, revision: str) -> None:
        self.database, self.revision = database, revision
        super().__init__(
            f"The database {database} was made by a newer version of this program (its schema is “{revision}”). "
            "Nothing was changed. Start the newer version, or point MATURITY_DATABASE_URL at another database."
        )


class DatabaseForeign(MaturityError):
    def __init__(self, database: str) -> None:
        self.database = database
        super().__init__(
            f"The database {database} holds tables of something else. Nothing was changed. "
            "Point MATURITY_DATABASE_URL at an empty database."
        )


def configuration(connection: Connection) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


class SchemaState(Enum):
    EMPTY = "holds nothing"
    OLDER = "is at an earlier schema"
    NEWEST = "is at the newest schema"


def state(connection: Connection, name: str) -> SchemaState:
    """How far a database is; `name` is what errors call it. Raises DatabaseNewer or DatabaseForeign."""
    if _is_newest(connection):
        return SchemaState.NEWEST
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    script = ScriptDirectory.from_config(configuration(connection))
    current = MigrationContext.configure(connection).get_current_heads()
    known = {revision.revision for revision in script.walk_revisions()}
    for revision in current:
        if revision not in known:
            raise DatabaseNewer(name, revision)
    if not current:
        if inspect(connection).get_table_names():
            raise DatabaseForeign(name)
        return SchemaState.EMPTY
    return SchemaState.NEWEST if set(current) == set(script.get_heads()) else SchemaState.OLDER


def newest() -> str:
    """The number of the newest schema: their files bear theirs."""
    return max(path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def _is_newest(connection: Connection) -> bool:
    if not inspect(connection).has_table("alembic_version"):
        return False
    return list(connection.execute(text("SELECT version_num FROM alembic_version")).scalars()) == [newest()]


def upgrade(connection: Connection, name: str) -> None:
    """Migrate the database to the newest schema; nothing happens to one that is there already.

    Whoever comes second waits, and finds it done. Raises as `state` does.
    """
    if connection.engine.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": TURN})
    if state(connection, name) is not SchemaState.NEWEST:
        from alembic import command

        command.upgrade(configuration(connection), "head")
