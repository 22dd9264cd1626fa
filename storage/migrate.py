"""The schema's steps up and down, and what has drifted. Alembic is imported only when a step is taken: it is slow.

These functions are synchronous: call them where no event loop runs, or through `asyncio.to_thread`.
"""

import asyncio
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Connection, inspect, text

from storage.engine import Database
from storage.transaction import trouble

if TYPE_CHECKING:
    from alembic.config import Config

STEPS = Path(__file__).parent / "migrations"
HEAD = "0018"  # the newest step, so that a start without news need not import Alembic
_LOCK = 7_403_118_260  # PostgreSQL's advisory lock: of several that start together, one migrates
_ONE_AT_A_TIME = threading.Lock()
_Result = TypeVar("_Result")


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the schema of the database at `url` up to a revision. Raises Unavailable when it cannot be reached."""
    if revision == "head" and is_current(url):
        return
    _run(url, lambda connection: _command("upgrade", connection, revision))


def downgrade(url: str, revision: str) -> None:
    """Take the schema down to a revision (`base` takes everything away, data included)."""
    _run(url, lambda connection: _command("downgrade", connection, revision))


def current(url: str) -> str | None:
    """Return the revision of the schema, or None where there is none yet."""
    return _run(url, _revision)


def is_current(url: str) -> bool:
    """Whether the schema is the newest one."""
    return current(url) == HEAD


def check(url: str) -> list[str]:
    """Return what differs between the schema and the tables, one line each; nothing when they agree."""
    return _run(url, _drift)


def new(name: str) -> str:
    """Write the next step by comparing what the steps so far make with the tables; return its number.

    Read it before you keep it, and set HEAD to its number.
    """
    number = f"{int(HEAD) + 1:04}"
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/new.db"
        upgrade(url)
        _run(url, lambda connection: _command("revision", connection, name, autogenerate=True, rev_id=number))
    return number


def _run(url: str, work: Callable[[Connection], _Result]) -> _Result:
    with _ONE_AT_A_TIME:  # Alembic keeps what it works on in global variables
        return asyncio.run(_run_on(url, work))


async def _run_on(url: str, work: Callable[[Connection], _Result]) -> _Result:
    # without foreign keys: SQLite changes a table by dropping the old one, and that would take the children along
    database = Database(url, foreign_keys=False)
    try:
        with trouble():
            async with database.engine.begin() as connection:
                if not database.is_sqlite:
                    await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
                return await connection.run_sync(work)
    finally:
        await database.close()


def _config(connection: Connection) -> "Config":
    from alembic.config import Config  # noqa: PLC0415 - half a second, and most starts need none of it

    config = Config()
    config.set_main_option("script_location", str(STEPS))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["connection"] = connection
    return config


def _command(name: str, connection: Connection, *args: Any, **options: Any) -> None:
    from alembic import command  # noqa: PLC0415 - as above

    getattr(command, name)(_config(connection), *args, **options)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def _drift(connection: Connection) -> list[str]:
    from alembic.autogenerate import compare_metadata  # noqa: PLC0415 - as above
    from alembic.migration import MigrationContext  # noqa: PLC0415 - as above

    from storage.tables import METADATA  # noqa: PLC0415 - only this question needs them

    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return [str(difference) for difference in compare_metadata(context, METADATA)]


def main(arguments: list[str]) -> int:
    """`python -m storage.migrate new NAME`, which is what `make migration` runs. Return the exit code."""
    match arguments:
        case ["new", name] if name.strip():
            number = new(name)
            sys.stdout.write(f"Step {number} is written. Read it, then set HEAD in storage/migrate.py to {number!r}.\n")
            return 0
        case _:
            sys.stderr.write('Say: python -m storage.migrate new "what changes"\n')
            return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
