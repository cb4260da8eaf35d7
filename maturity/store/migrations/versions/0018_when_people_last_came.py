"""The day on which each person last came with a sign-in"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sign_ins",
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_sign_ins_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_sign_ins")),
    )


def downgrade() -> None:
    raise NotImplementedError("a kept past is not unmade: restore a backup instead")
