"""What Slack asked one process to wait for, every process of the app waits for."""

import sqlalchemy as sa
from alembic import op

from storage.columns import UtcDateTime

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "paces",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("due", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "method", name=op.f("pk_paces")),
    )


def downgrade() -> None:
    op.drop_table("paces")
