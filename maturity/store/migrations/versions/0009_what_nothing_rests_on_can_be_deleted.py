"""What nothing rests on can be deleted: the history outlives the assessment that it tells of

An entry kept a foreign key to its assessment, so that no assessment could ever go. The history is a record of what
was, held together by its hashes, and needs nothing to be there still. SQLite rebuilds the table for it, and loses the
triggers of 0006 with the old one: they are made again here.
"""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

HISTORY = "The history is only ever added to: no entry of it can be changed or removed."
SQLITE = [
    ("history_keeps_entries", "UPDATE ON history", "TRUE"),
    ("history_loses_nothing", "DELETE ON history", "TRUE"),
    (
        "history_replaces_nothing",
        "INSERT ON history",
        "EXISTS (SELECT 1 FROM history WHERE number = NEW.number)",
    ),
]


def upgrade() -> None:
    with op.batch_alter_table("history") as batch:
        batch.drop_constraint(op.f("fk_history_assessment_id"), type_="foreignkey")
    if op.get_bind().dialect.name != "sqlite":
        return
    for name, event, where in SQLITE:
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {event} WHEN {where} BEGIN SELECT RAISE(ABORT, '{HISTORY}'); END"
        )


def downgrade() -> None:
    raise NotImplementedError("a kept past is not unmade: restore a backup instead")
