"""A deed in the audit log says which kind of its verb it was; a document knows who handed it over last."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("audit") as batch_op:
        batch_op.add_column(sa.Column("detail", sa.String(), nullable=True))
    with op.batch_alter_table("postmortems") as batch_op:
        batch_op.add_column(sa.Column("handed_by", sa.String(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("postmortems") as batch_op:
        batch_op.drop_column("handed_by")
    with op.batch_alter_table("audit") as batch_op:
        batch_op.drop_column("detail")
