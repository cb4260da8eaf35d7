"""Auditors' working papers: blind reviews, samples, who reviews whom, and what became of reasons to look again"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "blind_reviews",
        sa.Column("round_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("each", sa.Integer(), nullable=True),
        sa.Column("seed", sa.Text(), nullable=False),
        sa.Column("begun", sa.Integer(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_blind_reviews_round_id")),
        sa.PrimaryKeyConstraint("round_id", "person_id", name=op.f("pk_blind_reviews")),
    )
    op.create_table(
        "samples",
        sa.Column("round_id", sa.String(), nullable=False),
        sa.Column("seed", sa.Text(), nullable=False),
        sa.Column("each", sa.Integer(), nullable=False),
        *_changed(),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_samples_round_id")),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_samples")),
    )
    op.create_table(
        "reviewers",
        sa.Column("round_id", sa.String(), nullable=False),
        sa.Column("department_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        *_changed(),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_reviewers_round_id")),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name=op.f("fk_reviewers_department_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_reviewers_person_id")),
        sa.PrimaryKeyConstraint("round_id", "department_id", name=op.f("pk_reviewers")),
    )
    op.create_table(
        "dispositions",
        sa.Column("round_id", sa.String(), nullable=False),
        sa.Column("department_id", sa.String(), nullable=False),
        sa.Column("statement_id", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        *_changed(),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_dispositions_round_id")),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name=op.f("fk_dispositions_department_id")
        ),
        sa.PrimaryKeyConstraint(
            "round_id", "department_id", "statement_id", "reason", name=op.f("pk_dispositions")
        ),
    )


def _changed() -> list[sa.Column[object]]:
    return [
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
    ]


def downgrade() -> None:
    raise NotImplementedError("a kept past is not unmade: restore a backup instead")
