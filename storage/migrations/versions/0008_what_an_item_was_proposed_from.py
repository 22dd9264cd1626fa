"""The messages that an item was proposed from, and why they do not bear it out."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("action_items") as batch_op:
        batch_op.add_column(sa.Column("source", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("doubt", sa.String(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("action_items") as batch_op:
        batch_op.drop_column("doubt")
        batch_op.drop_column("source")
