"""What was published before anybody was asked whether the fix has held is asked too, from its own day on.

Only where that is less than 90 days ago; what was published later has its questions already, or their answers.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_DAYS = (30, 90)

_postmortems = sa.table(
    "postmortems",
    sa.column("workspace", sa.String()),
    sa.column("id", sa.Integer()),
    sa.column("status", sa.String()),
    sa.column("publication", sa.JSON()),
)
_fixes = sa.table(
    "fixes",
    sa.column("workspace", sa.String()),
    sa.column("postmortem", sa.Integer()),
    sa.column("days", sa.Integer()),
    sa.column("asks_at", sa.DateTime(timezone=True)),
)
_ASKED = sa.exists().where(_fixes.c.workspace == _postmortems.c.workspace, _fixes.c.postmortem == _postmortems.c.id)
_OLD = sa.select(_postmortems).where(_postmortems.c.status == "published", sa.not_(_ASKED))


def upgrade() -> None:
    connection = op.get_bind()
    now = _aware(connection.execute(sa.select(sa.func.now())).scalar_one())
    rows = [row for old in connection.execute(_OLD).mappings() for row in _questions(dict(old), now)]
    if connection.dialect.name == "sqlite":  # which keeps moments as text, without a zone
        rows = [{**row, "asks_at": row["asks_at"].replace(tzinfo=None)} for row in rows]
    if rows:
        connection.execute(sa.insert(_fixes), rows)


def downgrade() -> None:
    """Leave them: they are as if these documents had been published later."""


def _questions(old: dict[str, Any], now: datetime) -> list[dict[str, Any]]:
    told = old["publication"] or {}
    if told.get("at") is None or told.get("fixes"):
        return []
    at = _aware(datetime.fromisoformat(told["at"]))
    if now - at >= timedelta(days=max(_DAYS)):
        return []
    about = {"workspace": old["workspace"], "postmortem": old["id"]}
    return [{**about, "days": days, "asks_at": at + timedelta(days=days)} for days in _DAYS]


def _aware(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
