"""A backup of a whole database, and how it is put back: what was remembered after it was made is gone."""

from typing import Any

from sqlalchemy import delete, insert, select

from storage.engine import Database
from storage.tables import METADATA

Backup = dict[str, list[dict[str, Any]]]


async def backup(database: Database) -> Backup:
    """Return every row of every table."""
    async with database.read() as do:
        return {
            table.name: [dict(row._mapping) for row in await do.rows(select(table))] for table in METADATA.sorted_tables
        }


async def restore(database: Database, kept: Backup) -> None:
    """Put every table back as it was then."""
    async with database.write() as do:
        for table in reversed(METADATA.sorted_tables):
            await do.change(delete(table))
        for table in METADATA.sorted_tables:
            for row in kept[table.name]:
                await do.change(insert(table), row)
