"""Checklists: what is said of items, what they come to, and whether another level is confirmed"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Added one by one, with defaults for the rows there are: rebuilding a table that others refer to is refused.
    nothing, no = sa.text("''"), sa.false()
    op.add_column("answers", sa.Column("items", sa.Text(), nullable=False, server_default=nothing))
    op.add_column("answers", sa.Column("low", sa.Integer(), nullable=True))
    op.add_column("answers", sa.Column("high", sa.Integer(), nullable=True))
    op.add_column("answers", sa.Column("confirmed", sa.Boolean(), nullable=False, server_default=no))
    op.add_column("findings", sa.Column("items", sa.Text(), nullable=False, server_default=nothing))


def downgrade() -> None:
    raise NotImplementedError("a kept past is not unmade: restore a backup instead")
