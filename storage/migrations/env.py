"""How Alembic runs a step: on the connection that `storage.migrate` opened, in one transaction."""

from typing import Literal

from alembic import context
from sqlalchemy import JSON, Enum
from sqlmodel import AutoString

from storage.columns import UtcDateTime
from storage.tables import METADATA

connection = context.config.attributes.get("connection")
if connection is None:
    raise SystemExit("Run migrations through `postmortem migrate`, and make new ones with `make migration NAME=…`.")


def render_item(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Write our column types as plain ones: an old step must not change because a class of ours does."""
    if kind != "type":
        return False
    match item:
        case UtcDateTime():
            return "sa.DateTime(timezone=True)"
        case Enum():
            return "sa.String(40)"
        case JSON():
            return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
        case AutoString():
            return "sa.String()"
        case _:
            return False


context.configure(
    render_item=render_item,
    connection=connection,
    target_metadata=METADATA,
    render_as_batch=True,
    compare_type=True,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
