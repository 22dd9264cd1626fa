"""Every kind of job is handled and scheduled, every event has its consequences, and neither carries text of people."""

import ast

from bot.domain import events
from bot.jobs import JOBS
from bot.jobs.clock import TICKS
from bot.services import reactions
from storage.tables import InboxRow
from tests.house.tree import Source, dotted, python

ALLOWED_IN_A_PAYLOAD = {
    "postmortem",
    "incident",
    "item",
    "note",
    "comment",
    "member",
    "channel",
    "ts",
    "kind",
    "again",
    "request",
    "question",
}


def new_jobs() -> list[tuple[Source, ast.Call]]:
    """Return every place that makes a job."""
    return [
        (source, node)
        for source in python("bot")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and dotted(node.func).endswith("NewJob")
    ]


def argument(call: ast.Call, name: str) -> ast.expr | None:
    """Return the value of a call's keyword argument."""
    return next((one.value for one in call.keywords if one.arg == name), None)


def scheduled() -> set[str]:
    """Return the kinds of jobs that somebody makes, and those that the clock inserts."""
    kinds = [argument(call, "kind") for _, call in new_jobs()]
    return {str(kind.value) for kind in kinds if isinstance(kind, ast.Constant)} | set(TICKS)


def event_classes() -> set[type[events.Event]]:
    """Return the facts that can happen."""
    return set(events.Event.__subclasses__())


def test_every_kind_of_job_is_scheduled_somewhere() -> None:
    assert set(JOBS) - scheduled() == set()


def test_every_scheduled_kind_has_a_handler() -> None:
    assert scheduled() - set(JOBS) == set()


def test_no_two_kinds_share_a_handler() -> None:
    assert len(set(JOBS.values())) == len(JOBS)


def test_every_event_has_a_row_in_the_table_of_reactions() -> None:
    assert set(reactions._REACTIONS) == event_classes()


def test_every_event_happens_somewhere_in_the_services() -> None:
    made = {
        dotted(node.func).rpartition(".")[2]
        for source in python("bot/services")
        if source.module != "bot.services.reactions"
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call)
    }

    assert {one.__name__ for one in event_classes()} - made == set()


def test_a_job_carries_ids_and_choices_and_nothing_that_a_person_wrote() -> None:
    payloads = [(source.path, argument(call, "payload")) for source, call in new_jobs()]
    keys = {
        (path, ast.unparse(key) if key is not None else "**")
        for path, payload in payloads
        if isinstance(payload, ast.Dict)
        for key in payload.keys
    }

    assert {(path, key) for path, key in keys if key.strip("'") not in ALLOWED_IN_A_PAYLOAD} == set()
    assert [path for path, payload in payloads if payload is not None and not isinstance(payload, ast.Dict)] == []


def test_the_inbox_keeps_keys_of_deliveries_and_not_what_was_delivered() -> None:
    assert set(InboxRow.model_fields) == {"workspace", "key", "kind", "at"}
