"""Sign-in: who a person is to the provider, and which of their sign-ins are over"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("people", sa.Column("issuer", sa.String(), nullable=True))
    op.add_column("people", sa.Column("subject", sa.String(), nullable=True))
    op.add_column("people", sa.Column("signed_out", sa.DateTime(timezone=True), nullable=True))
    op.create_index("uq_people_issuer_subject", "people", ["issuer", "subject"], unique=True)


def downgrade() -> None:
    raise NotImplementedError("a kept past is not unmade: restore a backup instead")
