"""What is due in one workspace is found without looking at what was done there, of which keys are kept for good."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    due = sa.text("due_at IS NOT NULL")
    op.create_index("ix_jobs_due_here", "jobs", ["workspace", "due_at", "id"], sqlite_where=due, postgresql_where=due)


def downgrade() -> None:
    op.drop_index("ix_jobs_due_here", table_name="jobs")
