"""The first schema."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def upgrade() -> None:
    op.create_table(
        "counters",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "name", name="pk_counters"),
    )
    op.create_table(
        "home_views",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "member", name="pk_home_views"),
    )
    op.create_table(
        "inbox",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "key", name="pk_inbox"),
    )
    op.create_index("ix_inbox_at", "inbox", ["at"], unique=False)
    op.create_table(
        "incidents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=True),
        sa.Column("channel_name", sa.String(), nullable=False),
        sa.Column("is_private", sa.Boolean(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=True),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("severity", sa.String(), nullable=True),
        sa.Column("services", JSON, nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_by", sa.String(), nullable=True),
        sa.Column("resolved_how", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("policy", sa.String(), nullable=False),
        sa.Column("policy_why", sa.String(), nullable=False),
        sa.Column("skipped_by", sa.String(), nullable=True),
        sa.Column("skipped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("skip_reason", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_incidents"),
        sa.UniqueConstraint("workspace", "id", name="uq_incidents_workspace_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_incidents_workspace_channel", "incidents", ["workspace", "channel"], unique=False)
    op.create_index("ix_incidents_workspace_resolved_at", "incidents", ["workspace", "resolved_at"], unique=False)
    op.create_table(
        "jobs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("payload", JSON, nullable=False),
        sa.Column("lane", sa.String(), nullable=True),
        sa.Column("once_key", sa.String(), nullable=True),
        sa.Column("coalesce_key", sa.String(), nullable=True),
        sa.Column("run_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("joined", sa.Integer(), nullable=False),
        sa.Column("locked_by", sa.String(), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cause", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_jobs"),
        sa.UniqueConstraint("workspace", "once_key", name="uq_jobs_workspace_once_key"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_jobs_done", "jobs", ["finished_at"], unique=False, **where("status = 'done' AND once_key IS NULL")
    )
    op.create_index("ix_jobs_due", "jobs", ["due_at", "id"], unique=False, **where("due_at IS NOT NULL"))
    op.create_index(
        "ix_jobs_lane",
        "jobs",
        ["workspace", "lane", "due_at", "id"],
        unique=False,
        **where("status = 'ready' AND lane IS NOT NULL"),
    )
    op.create_index("uq_jobs_coalesce", "jobs", ["workspace", "coalesce_key"], unique=True, **where("status = 'ready'"))
    op.create_index("uq_jobs_running_lane", "jobs", ["workspace", "lane"], unique=True, **where("status = 'running'"))
    op.create_table(
        "members",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("standing", sa.String(40), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("granted", sa.String(40), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "id", name="pk_members"),
    )
    op.create_table(
        "notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ts", sa.String(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_notes"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_notes_workspace_channel", "notes", ["workspace", "channel"], unique=False)
    op.create_table(
        "steps",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("work", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("result", JSON, nullable=False),
        sa.PrimaryKeyConstraint("workspace", "work", "step", name="pk_steps"),
    )
    op.create_table(
        "surfaces",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("thread_ts", sa.String(), nullable=True),
        sa.Column("ts", sa.String(), nullable=True),
        sa.Column("attempted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("failed", sa.String(), nullable=True),
        sa.Column("reposted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "owner", "kind", name="pk_surfaces"),
    )
    op.create_table(
        "incident_keys",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("incident", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "incident"],
            ["incidents.workspace", "incidents.id"],
            name="fk_incident_keys_incidents",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace", "key", name="pk_incident_keys"),
    )
    op.create_index("ix_incident_keys_workspace_incident", "incident_keys", ["workspace", "incident"], unique=False)
    op.create_table(
        "messages",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("incident", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ts", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("author_name", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("is_bot", sa.Boolean(), nullable=False),
        sa.Column("thread_ts", sa.String(), nullable=True),
        sa.Column("edited", sa.Boolean(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("pinned", sa.Boolean(), nullable=False),
        sa.Column("files", JSON, nullable=False),
        sa.Column("reactions", JSON, nullable=False),
        sa.Column("subtype", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace", "incident"],
            ["incidents.workspace", "incidents.id"],
            name="fk_messages_incidents",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace", "incident", "ts", name="pk_messages"),
    )
    op.create_table(
        "postmortems",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("severity", sa.String(), nullable=True),
        sa.Column("services", JSON, nullable=False),
        sa.Column("visibility", sa.String(40), nullable=False),
        sa.Column("template", sa.String(), nullable=False),
        sa.Column("incident", sa.Integer(), nullable=True),
        sa.Column("channel", sa.String(), nullable=True),
        sa.Column("author", sa.String(), nullable=True),
        sa.Column("editors", JSON, nullable=False),
        sa.Column("commenters", JSON, nullable=False),
        sa.Column("reviewers", JSON, nullable=False),
        sa.Column("participants", JSON, nullable=False),
        sa.Column("progress", JSON, nullable=False),
        sa.Column("report", JSON, nullable=False),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("discarded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "incident"],
            ["incidents.workspace", "incidents.id"],
            name="fk_postmortems_incidents",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_postmortems"),
        sa.UniqueConstraint("workspace", "id", name="uq_postmortems_workspace_id"),
        sa.UniqueConstraint("workspace", "number", name="uq_postmortems_workspace_number"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_postmortems_workspace_channel", "postmortems", ["workspace", "channel"], unique=False)
    op.create_index(
        "uq_postmortems_incident",
        "postmortems",
        ["workspace", "incident"],
        unique=True,
        **where("discarded_at IS NULL"),
    )
    op.create_table(
        "signals",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("incident", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace", "incident"],
            ["incidents.workspace", "incidents.id"],
            name="fk_signals_incidents",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace", "key", name="pk_signals"),
    )
    op.create_index("ix_signals_workspace_incident", "signals", ["workspace", "incident"], unique=False)
    op.create_table(
        "audit",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("postmortem", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=True),
        sa.Column("via", sa.String(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("verb", sa.String(), nullable=False),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "postmortem"],
            ["postmortems.workspace", "postmortems.id"],
            name="fk_audit_postmortems",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace", "postmortem", "seq", name="pk_audit"),
    )
    op.create_table(
        "entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("postmortem", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=True),
        sa.Column("evidence", JSON, nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mark", sa.String(40), nullable=True),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("origin", sa.String(40), nullable=False),
        sa.Column("by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace", "postmortem"],
            ["postmortems.workspace", "postmortems.id"],
            name="fk_entries_postmortems",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_entries"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_entries_workspace_postmortem_at", "entries", ["workspace", "postmortem", "at"], unique=False)
    op.create_table(
        "questions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("postmortem", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("asks", JSON, nullable=False),
        sa.Column("cites", JSON, nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("answered_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace", "postmortem"],
            ["postmortems.workspace", "postmortems.id"],
            name="fk_questions_postmortems",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_questions"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_questions_workspace_postmortem", "questions", ["workspace", "postmortem"], unique=False)
    op.create_table(
        "sections",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("postmortem", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("origin", sa.String(40), nullable=True),
        sa.Column("evidence", JSON, nullable=False),
        sa.Column("by", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("suggestion", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace", "postmortem"],
            ["postmortems.workspace", "postmortems.id"],
            name="fk_sections_postmortems",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace", "postmortem", "key", name="pk_sections"),
    )


def downgrade() -> None:
    op.drop_table("sections")
    op.drop_table("questions")
    op.drop_table("entries")
    op.drop_table("audit")
    op.drop_table("signals")
    op.drop_table("postmortems")
    op.drop_table("messages")
    op.drop_table("incident_keys")
    op.drop_table("surfaces")
    op.drop_table("steps")
    op.drop_table("notes")
    op.drop_table("members")
    op.drop_table("jobs")
    op.drop_table("incidents")
    op.drop_table("inbox")
    op.drop_table("home_views")
    op.drop_table("counters")
