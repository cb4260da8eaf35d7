"""What is asked of whom: kinds of body, systems, rounds for part of a framework, and targets that aim at nothing"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    nothing, no = sa.text("''"), sa.false()
    op.add_column("departments", sa.Column("kinds", sa.Text(), nullable=False, server_default=nothing))
    op.add_column("departments", sa.Column("system", sa.Boolean(), nullable=False, server_default=no))
    op.add_column("rounds", sa.Column("asks", sa.Text(), nullable=False, server_default=nothing))
    op.add_column("assessments", sa.Column("kinds", sa.Text(), nullable=False, server_default=nothing))
    with op.batch_alter_table("targets") as batch:
        batch.alter_column("level", existing_type=sa.Integer(), nullable=True)


def downgrade() -> None:
    raise NotImplementedError("a kept past is not unmade: restore a backup instead")
