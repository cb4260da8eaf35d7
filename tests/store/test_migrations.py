from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, NullPool, create_engine, inspect
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel

from maturity.assessment.answer import Answer, State
from maturity.assessment.finding import Confidence, Finding
from maturity.assessment.round import Assessment, Department, Status
from maturity.store import answers, assessments, constraints, departments, findings, history, migrate
from maturity.store.database import open_store

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
    assert script.get_heads() == [migrate.newest()]
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


THE_FIRST_ROWS = [
    "INSERT INTO departments VALUES ('treasury', 'Treasury', NULL)",
    "INSERT INTO rounds VALUES ('spring', 'Spring', 'live', 'two-themes', '1', 'abc', '2026-03-01', NULL, '')",
    "INSERT INTO assessments VALUES (1, 'spring', 'treasury', 'draft', :noon)",
    "INSERT INTO answers VALUES (1, 'a1', 'level', 3, 'The plan', '', 2, :noon, 'ada')",
    "INSERT INTO findings VALUES (1, 'a1', 'not_determined', NULL, 'Not seen', 'low', NULL, NULL)",
]


def test_a_database_of_the_first_version_keeps_what_it_holds(empty_url: str, raw: Raw) -> None:
    engine = create_engine(empty_url, poolclass=NullPool)
    with engine.begin() as connection:
        command.upgrade(migrate.configuration(connection), "0001")
    engine.dispose()
    noon = "2026-03-02 12:00:00" + ("" if engine.name == "sqlite" else "+00")
    for row in THE_FIRST_ROWS:
        raw(empty_url, row, noon=noon)
    store = open_store(empty_url)
    with store.reading() as session:
        (treasury,) = departments.every(session)
        ((assessment, of),) = assessments.of_round(session, "spring")
        answer = answers.of_assessment(session, 1)["a1"]
        finding = findings.of_assessments(session, [1])[1]["a1"]
        assert history.verify_chain(session) == 0
    store.close()
    assert (treasury, of) == (Department(id="treasury", name="Treasury"),) * 2
    assert (assessment.id, assessment.status) == (1, Status.DRAFT)
    assert answer == Answer(
        state=State.LEVEL,
        level=3,
        evidence="The plan",
        version=2,
        changed_at=datetime(2026, 3, 2, 12, 0, tzinfo=UTC),
        changed_by="ada",
    )
    assert finding == Finding(state=State.NOT_DETERMINED, reason="Not seen", confidence=Confidence.LOW)
