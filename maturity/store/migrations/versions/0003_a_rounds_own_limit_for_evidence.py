"""A round's own limit for evidence"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("rounds", sa.Column("evidence_months", sa.Integer(), nullable=True))


def downgrade() -> None:
    raise NotImplementedError("a kept past is not unmade: restore a backup instead")
