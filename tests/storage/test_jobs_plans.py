"""What is asked of the job table all day long costs the same however much was done: once keys are kept for good."""

from typing import Any

import pytest
from sqlalchemy import insert, text

from storage.engine import Database
from storage.jobs import _CLAIM, _COUNTS, _NEXT, _TAKE_BACK
from storage.tables import JobRow, table_of
from tests.factories import WORKSPACE
from tests.fakes import START

DONE = 3_000
JOBS = table_of(JobRow)
ASKED: dict[str, tuple[Any, str]] = {
    "claim": (_CLAIM[True], "ix_jobs_due_here"),
    "next": (_NEXT[True], "ix_jobs_due_here"),
    "counts": (_COUNTS[True], "ix_jobs_due_here"),
    "take back": (_TAKE_BACK[True], "uq_jobs_running_lane"),
}


def _job(number: int) -> dict[str, Any]:
    key = {"id": number, "workspace": WORKSPACE, "kind": "a", "payload": {}, "once_key": f"key:{number}", "cause": ""}
    when = {"run_at": START, "due_at": None, "created_at": START, "finished_at": START}
    return {**key, **when, "status": "done", "attempts": 1, "joined": 0}


@pytest.mark.parametrize("asked", ASKED)
async def test_what_was_done_is_not_looked_at(clean: Database, asked: str) -> None:
    statement, index = ASKED[asked]
    compiled = statement.compile(dialect=clean.engine.dialect)
    values = {"here": WORKSPACE, "now": START, "until": START, "at": START, "worker": "w", "n": 1}
    bound = {**compiled.params, **values}
    places = tuple(str(bound[one]) if clean.is_sqlite else bound[one] for one in compiled.positiontup)
    async with clean.engine.connect() as connection:
        await connection.execute(insert(JOBS), [_job(number) for number in range(1, DONE + 1)])
        if not clean.is_sqlite:
            await connection.execute(text("ANALYZE jobs"))
        how = "EXPLAIN QUERY PLAN" if clean.is_sqlite else "EXPLAIN"
        plan = "\n".join(str(row[-1]) for row in await connection.exec_driver_sql(f"{how} {compiled}", places))
    assert index in plan
    assert "uq_jobs_workspace_once_key" not in plan
    assert "autoindex" not in plan
    assert "Seq Scan on jobs" not in plan
    assert "SCAN jobs\n" not in f"{plan}\n"
