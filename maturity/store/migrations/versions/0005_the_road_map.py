"""The road map: targets, actions with what they raise, for whom and after what, and accepted gaps"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "targets",
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.String(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessments.id"], name=op.f("fk_targets_assessment_id")),
        sa.PrimaryKeyConstraint("assessment_id", "statement_id", name=op.f("pk_targets")),
    )
    op.create_table(
        "accepted_gaps",
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessments.id"], name=op.f("fk_accepted_gaps_assessment_id")
        ),
        sa.PrimaryKeyConstraint("assessment_id", "statement_id", name=op.f("pk_accepted_gaps")),
    )
    op.create_table(
        "actions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("start", sa.Date(), nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("no_date", sa.Text(), nullable=False),
        sa.Column("one_off", sa.BigInteger(), nullable=True),
        sa.Column("yearly", sa.BigInteger(), nullable=True),
        sa.Column("people", sa.Float(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("delivered_on", sa.Date(), nullable=True),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.CheckConstraint("one_off >= 0 AND yearly >= 0 AND people >= 0", name=op.f("ck_actions_costs")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_actions_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_actions")),
    )
    op.create_index(op.f("ix_actions_round_id"), "actions", ["round_id"], unique=False)
    op.create_table(
        "action_departments",
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["actions.id"], name=op.f("fk_action_departments_action_id")),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name=op.f("fk_action_departments_department_id")
        ),
        sa.PrimaryKeyConstraint("action_id", "department_id", name=op.f("pk_action_departments")),
    )
    op.create_index(
        op.f("ix_action_departments_department_id"), "action_departments", ["department_id"], unique=False
    )
    op.create_table(
        "action_statements",
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.String(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["actions.id"], name=op.f("fk_action_statements_action_id")),
        sa.PrimaryKeyConstraint("action_id", "statement_id", name=op.f("pk_action_statements")),
    )
    op.create_table(
        "action_dependencies",
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("depends_on", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["actions.id"], name=op.f("fk_action_dependencies_action_id")),
        sa.ForeignKeyConstraint(
            ["depends_on"], ["actions.id"], name=op.f("fk_action_dependencies_depends_on")
        ),
        sa.PrimaryKeyConstraint("action_id", "depends_on", name=op.f("pk_action_dependencies")),
    )


def downgrade() -> None:
    raise NotImplementedError("a kept past is not unmade: restore a backup instead")
