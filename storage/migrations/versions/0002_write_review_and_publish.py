"""Sections with fields, revisions, reviews, discussions, action items, roles."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "role_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("was", sa.String(40), nullable=False),
        sa.Column("now", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_role_changes"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("role_changes") as batch_op:
        batch_op.create_index("ix_role_changes_workspace_member", ["workspace", "member"], unique=False)

    op.create_table(
        "action_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("postmortem", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("priority", sa.String(40), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(40), nullable=True),
        sa.Column("justification", sa.String(), nullable=True),
        sa.Column("evidence", sa.String(), nullable=True),
        sa.Column("ticket", sa.String(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("proposed", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "postmortem"],
            ["postmortems.workspace", "postmortems.id"],
            name="fk_action_items_postmortems",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_action_items"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("action_items") as batch_op:
        batch_op.create_index("ix_action_items_workspace_owner_status", ["workspace", "owner", "status"], unique=False)
        batch_op.create_index("ix_action_items_workspace_postmortem", ["workspace", "postmortem"], unique=False)

    op.create_table(
        "change_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("postmortem", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("sections", JSON, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.String(), nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dropped_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace", "postmortem"],
            ["postmortems.workspace", "postmortems.id"],
            name="fk_change_requests_postmortems",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_change_requests"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("change_requests") as batch_op:
        batch_op.create_index("ix_change_requests_workspace_postmortem", ["workspace", "postmortem"], unique=False)

    op.create_table(
        "comments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("postmortem", sa.Integer(), nullable=False),
        sa.Column("discussion", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ts", sa.String(), nullable=True),
        sa.Column("blocks", sa.Boolean(), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace", "postmortem"],
            ["postmortems.workspace", "postmortems.id"],
            name="fk_comments_postmortems",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_comments"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("comments") as batch_op:
        batch_op.create_index(
            "ix_comments_workspace_postmortem_discussion", ["workspace", "postmortem", "discussion"], unique=False
        )
        batch_op.create_index("ix_comments_workspace_ts", ["workspace", "ts"], unique=False)

    op.create_table(
        "discussions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("postmortem", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(), nullable=True),
        sa.Column("entry", sa.Integer(), nullable=True),
        sa.Column("item", sa.Integer(), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_by", sa.String(), nullable=True),
        sa.Column("blocks", sa.Boolean(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace", "postmortem"],
            ["postmortems.workspace", "postmortems.id"],
            name="fk_discussions_postmortems",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_discussions"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("discussions") as batch_op:
        batch_op.create_index("ix_discussions_workspace_postmortem", ["workspace", "postmortem"], unique=False)

    op.create_table(
        "overrides",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("postmortem", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace", "postmortem"],
            ["postmortems.workspace", "postmortems.id"],
            name="fk_overrides_postmortems",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace", "postmortem", "key", name="pk_overrides"),
    )
    op.create_table(
        "reasons",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("postmortem", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "postmortem"],
            ["postmortems.workspace", "postmortems.id"],
            name="fk_reasons_postmortems",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace", "postmortem", "seq", name="pk_reasons"),
    )
    op.create_table(
        "reviews",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("postmortem", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reviewer", sa.String(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.Column("covers", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("requested", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "postmortem"],
            ["postmortems.workspace", "postmortems.id"],
            name="fk_reviews_postmortems",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace", "postmortem", "reviewer", name="pk_reviews"),
    )
    with op.batch_alter_table("reviews") as batch_op:
        batch_op.create_index("ix_reviews_workspace_reviewer", ["workspace", "reviewer"], unique=False)

    op.create_table(
        "revision_parts",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("postmortem", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace", "postmortem"],
            ["postmortems.workspace", "postmortems.id"],
            name="fk_revision_parts_postmortems",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace", "postmortem", "part", "revision", name="pk_revision_parts"),
    )
    op.create_table(
        "revisions",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("postmortem", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=True),
        sa.Column("verb", sa.String(), nullable=False),
        sa.Column("parts", JSON, nullable=False),
        sa.Column("restores", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace", "postmortem"],
            ["postmortems.workspace", "postmortems.id"],
            name="fk_revisions_postmortems",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace", "postmortem", "number", name="pk_revisions"),
    )
    op.create_table(
        "unsaved",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("postmortem", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("section", sa.String(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("parts", JSON, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "postmortem"],
            ["postmortems.workspace", "postmortems.id"],
            name="fk_unsaved_postmortems",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace", "postmortem", "section", "member", name="pk_unsaved"),
    )
    with op.batch_alter_table("entries") as batch_op:
        batch_op.add_column(sa.Column("rank", sa.Integer(), nullable=False, server_default="0"))

    with op.batch_alter_table("incidents") as batch_op:
        batch_op.add_column(sa.Column("merged_into", sa.Integer(), nullable=True))
        batch_op.create_index("ix_incidents_workspace_merged_into", ["workspace", "merged_into"], unique=False)

    with op.batch_alter_table("postmortems") as batch_op:
        batch_op.add_column(sa.Column("team", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("round", JSON, nullable=False, server_default="{}"))
        batch_op.add_column(sa.Column("publication", JSON, nullable=False, server_default="{}"))
        batch_op.add_column(sa.Column("no_items_reason", sa.String(), nullable=True))

    with op.batch_alter_table("sections") as batch_op:
        batch_op.add_column(sa.Column("fields", JSON, nullable=False, server_default="{}"))


def downgrade() -> None:
    with op.batch_alter_table("sections") as batch_op:
        batch_op.drop_column("fields")

    with op.batch_alter_table("postmortems") as batch_op:
        batch_op.drop_column("no_items_reason")
        batch_op.drop_column("publication")
        batch_op.drop_column("round")
        batch_op.drop_column("team")

    with op.batch_alter_table("incidents") as batch_op:
        batch_op.drop_index("ix_incidents_workspace_merged_into")
        batch_op.drop_column("merged_into")

    with op.batch_alter_table("entries") as batch_op:
        batch_op.drop_column("rank")

    op.drop_table("unsaved")
    op.drop_table("revisions")
    op.drop_table("revision_parts")
    with op.batch_alter_table("reviews") as batch_op:
        batch_op.drop_index("ix_reviews_workspace_reviewer")

    op.drop_table("reviews")
    op.drop_table("reasons")
    op.drop_table("overrides")
    with op.batch_alter_table("discussions") as batch_op:
        batch_op.drop_index("ix_discussions_workspace_postmortem")

    op.drop_table("discussions")
    with op.batch_alter_table("comments") as batch_op:
        batch_op.drop_index("ix_comments_workspace_ts")
        batch_op.drop_index("ix_comments_workspace_postmortem_discussion")

    op.drop_table("comments")
    with op.batch_alter_table("change_requests") as batch_op:
        batch_op.drop_index("ix_change_requests_workspace_postmortem")

    op.drop_table("change_requests")
    with op.batch_alter_table("action_items") as batch_op:
        batch_op.drop_index("ix_action_items_workspace_postmortem")
        batch_op.drop_index("ix_action_items_workspace_owner_status")

    op.drop_table("action_items")
    with op.batch_alter_table("role_changes") as batch_op:
        batch_op.drop_index("ix_role_changes_workspace_member")

    op.drop_table("role_changes")
