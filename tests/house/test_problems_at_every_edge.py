"""Each kind of Problem is answered at each edge: in Slack, over HTTP, in a job, on the command line."""

import ast
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot.api import hooks
from bot.domain import errors
from bot.domain.errors import Problem
from bot.domain.people import Actor, Standing
from bot.jobs.worker import Worker
from bot.listeners.deeds import Deed
from bot.listeners.errors import answer_problem
from bot.ports import Deps, Job, JobQueue
from tests.house.tree import dotted, source

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
KINDS = [one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, Problem)]
STATUS = {"Invalid": 400, "Unavailable": 503}
OTHERWISE = 409


def a_deed(body: Mapping[str, Any], shown: list[Mapping[str, Any]]) -> Deed:
    """Return a deed whose client remembers the window that was opened."""

    async def views_open(*, trigger_id: str, view: Mapping[str, Any]) -> None:
        assert trigger_id == "1.2.3"
        shown.append(view)

    client = SimpleNamespace(views_open=views_open)
    actor = Actor(workspace="T1", member="U1", standing=Standing.MEMBER, cause="abc")
    return Deed(deps=cast("Deps", None), actor=actor, body=body, client=cast("Any", client), actors=cast("Any", None))


def test_there_is_a_problem_of_each_kind() -> None:
    assert sorted(one.__name__ for one in KINDS) == [
        "Conflict", "Denied", "Invalid", "NotFound", "NotReady", "Overtaken", "Problem", "Unavailable"
    ]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
async def test_a_command_is_answered_with_the_sentence(kind: type[Problem]) -> None:
    deed = a_deed({"command": "/postmortem"}, [])

    await answer_problem(deed, "command", kind("The sentence."))

    assert "The sentence." in str(deed.answer)


@pytest.mark.parametrize("kind", KINDS)
async def test_a_form_is_answered_in_the_window(kind: type[Problem]) -> None:
    view = {"type": "modal", "blocks": [{"type": "input", "block_id": "title"}]}
    deed = a_deed({"view": view}, [])

    await answer_problem(deed, "form", kind("The sentence."))

    assert deed.answer["response_action"] in {"errors", "update"}
    assert "The sentence." in str(deed.answer)


@pytest.mark.parametrize("kind", KINDS)
async def test_a_click_without_a_message_opens_a_window(kind: type[Problem]) -> None:
    shown: list[Mapping[str, Any]] = []

    await answer_problem(a_deed({"trigger_id": "1.2.3"}, shown), "action", kind("The sentence."))

    assert ["The sentence." in str(one) for one in shown] == [True]


@pytest.mark.parametrize("kind", KINDS)
def test_the_webhook_answers_with_a_status_and_the_sentence(kind: type[Problem]) -> None:
    answer = hooks._refused(kind("The sentence."))

    assert answer.status_code == STATUS.get(kind.__name__, OTHERWISE)
    assert b"The sentence." in bytes(answer.body)


class Ends:
    """A queue that remembers how a job ended."""

    def __init__(self) -> None:
        """Nothing has ended yet."""
        self.ended: list[str] = []

    async def retry(self, job: Job, at: datetime, error: str) -> bool:
        """Remember that it goes on later."""
        self.ended.append(f"again: {error}" if at > NOW and job.id == 1 else "?")
        return True

    async def bury(self, job: Job, error: str) -> bool:
        """Remember that it was given up."""
        self.ended.append(f"dead: {error}" if job.id == 1 else "?")
        return True


@pytest.mark.parametrize("kind", KINDS)
async def test_a_job_is_tried_again_where_that_helps_and_buried_with_a_code_elsewhere(kind: type[Problem]) -> None:
    async def handler(_: Deps, __: Job) -> None:
        raise kind("The sentence.")

    queue = Ends()
    deps = SimpleNamespace(clock=SimpleNamespace(now=lambda: NOW))
    worker = Worker(cast("Deps", deps), cast("JobQueue", queue), {"a.job": handler}, name="w")

    await worker.do(
        Job(id=1, kind="a.job", workspace="T1", attempts=1, locked_by="w", lease_until=NOW + timedelta(minutes=1))
    )

    again = {
        errors.Unavailable: "again: unavailable",
        errors.Conflict: "again: conflict",
        errors.Overtaken: "again: conflict",
    }
    assert queue.ended == [again.get(kind, f"dead: {kind.__name__}")]


def test_the_command_line_turns_every_problem_into_a_sentence_and_an_exit_code() -> None:
    main = next(one for one in source("bot/cli.py").functions() if one.name == "main")
    caught = {
        dotted(handler.type): [dotted(inner) for inner in ast.walk(handler) if isinstance(inner, ast.Call)]
        for handler in ast.walk(main)
        if isinstance(handler, ast.ExceptHandler) and handler.type is not None
    }

    assert caught["Problem"] == ["_fail"]
