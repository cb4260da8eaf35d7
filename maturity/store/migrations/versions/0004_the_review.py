"""The review: an auditor's findings on live assessments, replies, and who agreed"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    nothing, never = sa.text("''"), sa.text("0")
    op.add_column("findings", sa.Column("standing", sa.String(), nullable=True))
    op.add_column("findings", sa.Column("answer_version", sa.Integer(), nullable=False, server_default=never))
    op.add_column("findings", sa.Column("reply", sa.Text(), nullable=False, server_default=nothing))
    op.add_column("findings", sa.Column("replied_by", sa.String(), nullable=True))
    op.add_column("findings", sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("findings", sa.Column("version", sa.Integer(), nullable=False, server_default=never))
    op.add_column("findings", sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("findings", sa.Column("changed_by", sa.String(), nullable=True))
    op.add_column("assessments", sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("assessments", sa.Column("agreed_by", sa.String(), nullable=True))


def downgrade() -> None:
    raise NotImplementedError("a kept past is not unmade: restore a backup instead")
