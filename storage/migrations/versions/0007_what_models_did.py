"""What models did: their runs, the sentences of sections with their messages, what a document says of it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ai_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("postmortem", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("by", sa.String(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("prompts", sa.String(), nullable=False),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("chunks", sa.Integer(), nullable=False),
        sa.Column("chunks_recalled", sa.Integer(), nullable=False),
        sa.Column("usage", JSON, nullable=False),
        sa.Column("cost", sa.Float(), nullable=True),
        sa.Column("covered", JSON, nullable=False),
        sa.Column("claims", sa.Integer(), nullable=False),
        sa.Column("claims_verified", sa.Integer(), nullable=False),
        sa.Column("sentences", sa.Integer(), nullable=False),
        sa.Column("sentences_verified", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.String(40), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace", "postmortem"],
            ["postmortems.workspace", "postmortems.id"],
            name="fk_ai_runs_postmortems",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_ai_runs"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("ai_runs") as batch_op:
        batch_op.create_index("ix_ai_runs_workspace_postmortem", ["workspace", "postmortem"], unique=False)

    with op.batch_alter_table("postmortems") as batch_op:
        batch_op.add_column(sa.Column("ai", JSON, nullable=False, server_default="{}"))

    with op.batch_alter_table("sections") as batch_op:
        batch_op.add_column(sa.Column("sentences", JSON, nullable=False, server_default="[]"))

    with op.batch_alter_table("action_items") as batch_op:
        batch_op.add_column(sa.Column("done_when", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("action_items") as batch_op:
        batch_op.drop_column("done_when")

    with op.batch_alter_table("sections") as batch_op:
        batch_op.drop_column("sentences")

    with op.batch_alter_table("postmortems") as batch_op:
        batch_op.drop_column("ai")

    op.drop_table("ai_runs")
