"""The history cannot be rewritten: the database itself refuses

Triggers keep a program, or a person in a hurry, from changing the past by mistake. Whoever may drop them is found
out by the chain of hashes. A later migration that rebuilds one of these tables on SQLite must make them again.
"""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

HISTORY = "The history is only ever added to: no entry of it can be changed or removed."
LEDGER = "The ledger of the history cannot be removed."

# SQLite deletes for INSERT OR REPLACE without asking the triggers for DELETE, hence those for INSERT.
SQLITE = [
    ("history_keeps_entries", "UPDATE ON history", "TRUE", HISTORY),
    ("history_loses_nothing", "DELETE ON history", "TRUE", HISTORY),
    (
        "history_replaces_nothing",
        "INSERT ON history",
        "EXISTS (SELECT 1 FROM history WHERE number = NEW.number)",
        HISTORY,
    ),
    ("ledger_stays", "DELETE ON ledger", "TRUE", LEDGER),
    (
        "ledger_is_not_replaced",
        "INSERT ON ledger",
        "EXISTS (SELECT 1 FROM ledger WHERE id = NEW.id)",
        LEDGER,
    ),
]
POSTGRESQL = [
    ("history_keeps_entries", "UPDATE OR DELETE OR TRUNCATE ON history", HISTORY),
    ("ledger_stays", "DELETE OR TRUNCATE ON ledger", LEDGER),
]


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name, event, where, told in SQLITE:
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {event} WHEN {where} BEGIN SELECT RAISE(ABORT, '{told}'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION refuse_to_rewrite() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION USING MESSAGE = TG_ARGV[0], ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    for name, event, told in POSTGRESQL:
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {event} FOR EACH STATEMENT "
            f"EXECUTE FUNCTION refuse_to_rewrite('{told}')"
        )


def downgrade() -> None:
    raise NotImplementedError("a kept past is not unmade: restore a backup instead")
