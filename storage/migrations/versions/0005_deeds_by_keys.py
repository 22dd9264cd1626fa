"""The record of deeds speaks of people by keys, and may begin later than with its first deed.

Its rows are written anew here, once: a row and a tie to the row before it hold afterwards where they held before, and
what did not fit goes on not fitting.
"""

import hashlib
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_HASHED = ("workspace", "postmortem", "seq", "at", "actor", "via", "cause", "verb", "before", "after", "previous")
_Told = Callable[[str, str], str]

_audit = sa.table(
    "audit",
    sa.column("workspace", sa.String()),
    sa.column("postmortem", sa.Integer()),
    sa.column("seq", sa.Integer()),
    sa.column("at", sa.DateTime(timezone=True)),
    *(
        sa.column(name, sa.String())
        for name in ("actor", "via", "cause", "verb", "before", "after", "previous", "hash")
    ),
)
_people = sa.table(
    "audit_people",
    sa.column("workspace", sa.String()),
    sa.column("key", sa.String()),
    sa.column("member", sa.String()),
)
_CHAINS = sa.select(_audit.c.workspace, _audit.c.postmortem).distinct()
_CHAIN = (
    sa.select(_audit)
    .where(_audit.c.workspace == sa.bindparam("here"), _audit.c.postmortem == sa.bindparam("of"))
    .order_by(_audit.c.seq)
)
_REWRITE = (
    sa.update(_audit)
    .where(
        _audit.c.workspace == sa.bindparam("here"),
        _audit.c.postmortem == sa.bindparam("of"),
        _audit.c.seq == sa.bindparam("place"),
    )
    .values({name: sa.bindparam(f"new_{name}") for name in ("actor", "via", "previous", "hash")})
)


def upgrade() -> None:
    op.create_table(
        "audit_people",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "key", name="pk_audit_people"),
    )
    op.create_index("ix_audit_people_workspace_member", "audit_people", ["workspace", "member"], unique=False)
    op.create_table(
        "audit_anchors",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("postmortem", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "postmortem"],
            ["postmortems.workspace", "postmortems.id"],
            name="fk_audit_anchors_postmortems",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace", "postmortem", name="pk_audit_anchors"),
    )
    keys: dict[tuple[str, str], str] = {}

    def key_of(workspace: str, member: str) -> str:
        if (workspace, member) not in keys:
            key = keys[workspace, member] = secrets.token_hex(8)
            op.get_bind().execute(sa.insert(_people), {"workspace": workspace, "key": key, "member": member})
        return keys[workspace, member]

    _tell(key_of)


def downgrade() -> None:
    known = {(row.workspace, row.key): row.member for row in op.get_bind().execute(sa.select(_people))}
    _tell(lambda workspace, key: known.get((workspace, key), key))
    op.drop_table("audit_anchors")
    op.drop_table("audit_people")


def _tell(told: _Told) -> None:
    """Write every chain anew, with people as `told` has them."""
    connection = op.get_bind()
    for workspace, postmortem in connection.execute(_CHAINS).all():
        rows = connection.execute(_CHAIN, {"here": workspace, "of": postmortem}).mappings().all()
        if rows:
            connection.execute(_REWRITE, _rewritten([dict(row) for row in rows], told))


def _rewritten(rows: list[dict[str, Any]], told: _Told) -> list[dict[str, Any]]:
    was = now = ""
    done = []
    for row in rows:
        fits, follows = row["hash"] == _hash(row), row["previous"] == was
        how, colon, operator = row["via"].partition(":")
        new = {
            **row,
            "actor": told(row["workspace"], row["actor"]) if row["actor"] else row["actor"],
            "via": f"{how}:{told(row['workspace'], operator)}" if operator else f"{how}{colon}",
            "previous": now if follows else row["previous"],
        }
        new["hash"] = _hash(new) if fits else row["hash"]
        was, now = row["hash"], new["hash"]
        where = {"here": row["workspace"], "of": row["postmortem"], "place": row["seq"]}
        done.append({**where, **{f"new_{name}": new[name] for name in ("actor", "via", "previous", "hash")}})
    return done


def _hash(row: dict[str, Any]) -> str:
    parts = (_moment(row[name]) if name == "at" else str(row[name] or "") for name in _HASHED)
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def _moment(at: datetime) -> str:
    return (at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)).isoformat()
