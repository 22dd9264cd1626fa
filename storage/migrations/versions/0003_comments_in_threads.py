"""Where a comment's message stands, and which living message a message of Slack is."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("comments") as batch_op:
        batch_op.add_column(sa.Column("channel", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("thread", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("ours", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("comments") as batch_op:
        batch_op.alter_column("ours", existing_type=sa.Boolean(), existing_nullable=False, server_default=None)
    with op.batch_alter_table("surfaces") as batch_op:
        batch_op.create_index("ix_surfaces_workspace_channel_ts", ["workspace", "channel", "ts"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("surfaces") as batch_op:
        batch_op.drop_index("ix_surfaces_workspace_channel_ts")
    with op.batch_alter_table("comments") as batch_op:
        batch_op.drop_column("ours")
        batch_op.drop_column("thread")
        batch_op.drop_column("channel")
