"""The triggers by which the database itself refuses to rewrite the history; migration 6 made them first."""

from sqlalchemy import Connection, text

HISTORY = "The history is only ever added to: no entry of it can be changed or removed."
LEDGER = "The ledger of the history cannot be removed."

# SQLite deletes for INSERT OR REPLACE without asking the triggers for DELETE, hence those for INSERT.
_ENTRY_IS_THERE = "EXISTS (SELECT 1 FROM history WHERE number = NEW.number)"
_LEDGER_IS_THERE = "EXISTS (SELECT 1 FROM ledger WHERE id = NEW.id)"
_SQLITE = [
    ("history_keeps_entries", "UPDATE ON history", "TRUE", HISTORY),
    ("history_loses_nothing", "DELETE ON history", "TRUE", HISTORY),
    ("history_replaces_nothing", "INSERT ON history", _ENTRY_IS_THERE, HISTORY),
    ("ledger_stays", "DELETE ON ledger", "TRUE", LEDGER),
    ("ledger_is_not_replaced", "INSERT ON ledger", _LEDGER_IS_THERE, LEDGER),
]
_POSTGRESQL = [
    ("history_keeps_entries", "history", "UPDATE OR DELETE OR TRUNCATE", HISTORY),
    ("ledger_stays", "ledger", "DELETE OR TRUNCATE", LEDGER),
]
_FUNCTION = (
    "CREATE OR REPLACE FUNCTION refuse_to_rewrite() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "RAISE EXCEPTION USING MESSAGE = TG_ARGV[0], ERRCODE = 'integrity_constraint_violation'; END $$"
)
_BODY = _FUNCTION.split("$$")[1]
# Before a statement (2), for DELETE (8), UPDATE (16), TRUNCATE (32): the bits of PostgreSQL's pg_trigger.h.
_KINDS = {"history_keeps_entries": 2 | 8 | 16 | 32, "ledger_stays": 2 | 8 | 32}


def missing_triggers(connection: Connection) -> list[str]:
    """The names of those that are not there, are switched off, or do something else."""
    if connection.dialect.name == "sqlite":
        found = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
        there = {str(name): str(sql) for name, sql in found}
        return [name for name, *rest in _SQLITE if there.get(name) != _written(name, *rest)]
    found = connection.execute(
        text(
            "SELECT t.tgname, c.relname, t.tgtype, t.tgenabled, p.prosrc FROM pg_trigger t "
            "JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid "
            "WHERE t.tgrelid IN ('history'::regclass, 'ledger'::regclass)"
        )
    )
    sound = {
        (name, table)
        for name, table, kind, enabled, body in found
        if kind == _KINDS.get(name) and enabled in ("O", b"O") and body == _BODY
    }
    return [name for name, table, *_ in _POSTGRESQL if (name, table) not in sound]


def put_back(connection: Connection) -> list[str]:
    """Make those that are missing; gives their names."""
    gone = missing_triggers(connection)
    if connection.dialect.name == "sqlite":
        for name, *rest in _SQLITE:
            if name in gone:
                connection.execute(text(f"DROP TRIGGER IF EXISTS {name}"))
                connection.exec_driver_sql(_written(name, *rest))
        return gone
    if gone:
        connection.exec_driver_sql(_FUNCTION)
    for name, table, event, told in _POSTGRESQL:
        if name in gone:
            connection.execute(text(f"DROP TRIGGER IF EXISTS {name} ON {table}"))
            connection.exec_driver_sql(
                f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH STATEMENT "
                f"EXECUTE FUNCTION refuse_to_rewrite('{told}')"
            )
    return gone


def _written(name: str, event: str, where: str, told: str) -> str:
    return f"CREATE TRIGGER {name} BEFORE {event} WHEN {where} BEGIN SELECT RAISE(ABORT, '{told}'); END"
