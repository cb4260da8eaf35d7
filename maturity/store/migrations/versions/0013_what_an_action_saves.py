"""What an action saves a year, beside what it costs"""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # With its check in the same words, so that SQLite needs not make the table anew, to which other tables point.
    op.execute(
        "ALTER TABLE actions ADD COLUMN saving BIGINT CONSTRAINT ck_actions_saving CHECK (saving >= 0)"
    )


def downgrade() -> None:
    raise NotImplementedError("a kept past is not unmade: restore a backup instead")
