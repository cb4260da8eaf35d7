"""The statements of other series that an action raises, too"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "action_further",
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("framework_id", sa.String(), nullable=False),
        sa.Column("statement_id", sa.String(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["actions.id"], name=op.f("fk_action_further_action_id")),
        sa.PrimaryKeyConstraint("action_id", "framework_id", "statement_id", name=op.f("pk_action_further")),
    )


def downgrade() -> None:
    raise NotImplementedError("a kept past is not unmade: restore a backup instead")
