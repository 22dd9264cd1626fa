"""Who made an item and of which message, how far it is and who said so; until when nobody asks; found by its day."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

MOMENTS = ("created_at", "started_at", "confirmed_at")
WORDS = ("created_by", "from_channel", "from_ts", "closed_by", "confirmed_by", "handed_by")


def upgrade() -> None:
    with op.batch_alter_table("action_items") as batch_op:
        for name in MOMENTS:
            batch_op.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))
        for name in WORDS:
            batch_op.add_column(sa.Column(name, sa.String(), nullable=True))
        batch_op.add_column(sa.Column("snoozed_until", sa.Date(), nullable=True))
        batch_op.create_index("ix_action_items_workspace_status_due", ["workspace", "status", "due"])


def downgrade() -> None:
    with op.batch_alter_table("action_items") as batch_op:
        batch_op.drop_index("ix_action_items_workspace_status_due")
        batch_op.drop_column("snoozed_until")
        for name in (*reversed(WORDS), *reversed(MOMENTS)):
            batch_op.drop_column(name)
