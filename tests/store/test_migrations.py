from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, NullPool, create_engine, inspect
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel

from maturity.assessment.round import Assessment
from maturity.store import constraints, migrate
from maturity.store.database import Store

Raw = Callable[..., list[tuple[Any, ...]]]


@pytest.mark.usefixtures("store")
def test_the_migrations_make_the_tables_as_they_are_declared(url: str) -> None:
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        command.check(migrate.configuration(connection))  # raises where there is a difference
    engine.dispose()


@pytest.mark.usefixtures("store")
def test_the_migrations_name_every_constraint_as_declared(url: str) -> None:
    """Alembic compares neither checks nor the names of keys."""
    engine = create_engine(url, poolclass=NullPool)
    schema = inspect(engine)
    for table in SQLModel.metadata.sorted_tables:
        checks = {str(c.name) for c in table.constraints if isinstance(c, CheckConstraint)}
        assert {check["name"] for check in schema.get_check_constraints(table.name)} == checks
        assert schema.get_pk_constraint(table.name)["name"] == table.primary_key.name
        keys = {key.name for key in table.foreign_key_constraints}
        assert {key["name"] for key in schema.get_foreign_keys(table.name)} == keys
    engine.dispose()


def test_the_migrations_are_one_line_and_none_is_undone() -> None:
    config = Config()
    config.set_main_option("script_location", str(migrate.MIGRATIONS))
    script = ScriptDirectory.from_config(config)
    assert len(script.get_heads()) == 1
    for revision in script.walk_revisions():
        with pytest.raises(NotImplementedError, match="restore a backup"):
            revision.module.downgrade()


def test_every_constraint_with_a_sentence_exists() -> None:
    declared = {str(c.name) for table in SQLModel.metadata.sorted_tables for c in table.constraints}
    assert constraints.SENTENCES.keys() <= declared


@pytest.mark.parametrize("table", ["answers", "findings"])
@pytest.mark.parametrize(("state", "level"), [("level", None), ("not_determined", 3)])
def test_the_database_itself_keeps_level_and_state_together(
    table: str, state: str, level: int | None, url: str, assessment: Assessment, raw: Raw, noon: datetime
) -> None:
    columns, values = "assessment_id, statement_id, state, level, reason", ":id, 'a1', :state, :level, ''"
    given = {"id": assessment.id, "state": state, "level": level}
    if table == "answers":
        columns += ", evidence, version, changed_at, changed_by"
        values += ", '', 1, '2026-03-02 12:00:00', 'ada'"
    with pytest.raises(IntegrityError, match="level_with_state"):
        raw(url, f"INSERT INTO {table} ({columns}) VALUES ({values})", **given)
    raw(url, f"INSERT INTO {table} ({columns}) VALUES ({values})", **given | {"state": "level", "level": 3})


def test_the_store_can_be_opened_on_what_the_migrations_made(store: Store) -> None:
    assert store.revision() == 0
