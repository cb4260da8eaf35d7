"""A secret of the installation, by which letters stand for names"""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("ledger", sa.Column("secret", sa.String(), nullable=False, server_default=sa.text("''")))
    made = sa.text("UPDATE ledger SET secret = :secret").bindparams(secret=secrets.token_hex(32))
    op.get_bind().execute(made)


def downgrade() -> None:
    raise NotImplementedError("a kept past is not unmade: restore a backup instead")
