"""People, assignments, and more of an answer"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "people",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("name", name=op.f("uq_people_name")),
    )
    op.create_table(
        "roles",
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_roles_person_id")),
        sa.PrimaryKeyConstraint("person_id", "role", "department", name=op.f("pk_roles")),
    )
    op.create_table(
        "assignments",
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessments.id"], name=op.f("fk_assignments_assessment_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_assignments_person_id")),
        sa.PrimaryKeyConstraint("assessment_id", "statement_id", name=op.f("pk_assignments")),
    )
    op.create_index(op.f("ix_assignments_person_id"), "assignments", ["person_id"], unique=False)

    # Added one by one, with defaults for the rows there are: rebuilding a table that others refer to is refused.
    nothing, no = sa.text("''"), sa.false()
    op.add_column("answers", sa.Column("evidence_date", sa.Date(), nullable=True))
    op.add_column("answers", sa.Column("links", sa.Text(), nullable=False, server_default=nothing))
    op.add_column("answers", sa.Column("contact", sa.Text(), nullable=False, server_default=nothing))
    op.add_column("answers", sa.Column("unsure", sa.Boolean(), nullable=False, server_default=no))
    op.add_column("answers", sa.Column("come_back", sa.Boolean(), nullable=False, server_default=no))
    op.add_column("answers", sa.Column("carried", sa.Boolean(), nullable=False, server_default=no))
    op.add_column("assessments", sa.Column("assurance", sa.Text(), nullable=False, server_default=nothing))
    op.add_column("assessments", sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("assessments", sa.Column("submitted_by", sa.String(), nullable=True))


def downgrade() -> None:
    raise NotImplementedError("a kept past is not unmade: restore a backup instead")
