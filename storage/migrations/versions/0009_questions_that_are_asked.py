"""Questions know their section and whom they were sent to; entries know that their message was changed."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("questions") as batch_op:
        batch_op.add_column(sa.Column("section", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("asked", JSON, nullable=False, server_default="[]"))

    with op.batch_alter_table("entries") as batch_op:
        batch_op.add_column(sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("entries") as batch_op:
        batch_op.drop_column("changed_at")

    with op.batch_alter_table("questions") as batch_op:
        batch_op.drop_column("asked")
        batch_op.drop_column("section")
