"""An item that was put off is found by the day on which it comes back, however far away its own day is."""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_action_items_workspace_snoozed_until"), "action_items", ["workspace", "snoozed_until"])


def downgrade() -> None:
    op.drop_index(op.f("ix_action_items_workspace_snoozed_until"), table_name="action_items")
