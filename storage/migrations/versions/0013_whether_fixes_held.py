"""It is asked weeks after publishing whether the fix has held."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "fixes",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("postmortem", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("days", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("asks_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "postmortem"],
            ["postmortems.workspace", "postmortems.id"],
            name="fk_fixes_postmortems",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace", "postmortem", "days", name="pk_fixes"),
    )
    op.create_index(op.f("ix_fixes_workspace_asks_at"), "fixes", ["workspace", "asks_at"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_fixes_workspace_asks_at"), table_name="fixes")
    op.drop_table("fixes")
