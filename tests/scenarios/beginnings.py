"""How a story begins is lived through once, and from then on put back as it was left.

Half of all stories begin with the same incident and its draft: living through it costs more than what they are about. A
step marked as a `beginning` is remembered, as long as the process lasts, by everything that it starts from: its words,
the workspace, the settings and the time, in a database without a row. Where another story starts from the same, the
workspace and the rows are put back, and the bot that runs finds them as it would after a restart.
"""

import functools
import io
import pickle
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar, cast

from storage.engine import Database
from storage.jobs import SqlJobQueue
from tests.databases import Rows, is_empty, kept, put_back
from tests.scenarios.world import World

Step = TypeVar("Step", bound=Callable[..., Awaitable[Any]])
_OF_ONE_RUN = {"slack_bot_token", "slack_app_token", "slack_signing_secret", "slack_api_url"}
_OF_THE_HUB = {"calls", "modals", "homes", "ephemerals", "message_state", "suggested"}
_HELD = {
    "limits": {"enabled", "slow_history", "_calls", "_posts"},
    "triggers": {"_made"},
    "response_urls": {"_made"},
    "outbox": {"sent", "failed"},
    "installation": {"revoked", "takes_messages"},
}
"""Of these parts of the hub only so much is kept; of the workspace, its ids, its faults and its people everything."""


@dataclass(frozen=True)
class _Ending:
    """What a step led to: the workspace and what was returned, in one pickle; the rows; the moment."""

    left: bytes
    rows: Rows
    at: datetime


_LIVED: dict[bytes, _Ending] = {}


def beginning(step: Step) -> Step:
    """Have a step with which stories begin be lived through once; elsewhere than at a beginning it is as it was."""

    @functools.wraps(step)
    async def lived(world: World, *words: Any, **named: Any) -> Any:
        database = _database(world)
        # asked first: while something is under way to the bot nobody may wait here, only for the step to move the clock
        is_told = bool(world.slack.sent) or not world.slack.hub.outbox.is_calm
        if not world.is_plain or is_told or not await is_empty(database):
            return await step(world, *words, **named)
        names = _names(world)
        settings = world.settings.model_dump(exclude=_OF_ONE_RUN)
        start = _packed(names, (step.__qualname__, words, named, settings, world.clock.now(), _state(world)))
        if start in _LIVED:
            return await _go_on(world, _LIVED[start])
        found = await step(world, *words, **named)
        if world.slack.failed:  # the machine was busy: this is nobody else's beginning
            return found
        left = _packed(names, (_state(world), found))
        _LIVED[start] = _Ending(left, await kept(database), world.clock.now())
        return found

    return cast("Step", lived)


async def _go_on(world: World, ending: _Ending) -> Any:
    """Put a workspace, the rows and the clock where the step left them; return what it returned."""
    await put_back(_database(world), ending.rows)
    states, found = _unpacked(world, ending.left)
    for holder, values in zip(_holders(world), states, strict=False):  # who came in the step comes with the workspace
        vars(holder).update(values)
    world.clock.set(ending.at)
    return found


def _database(world: World) -> Database:
    queue = world.bot.queue
    assert isinstance(queue, SqlJobQueue)
    return queue._database


def _holders(world: World) -> tuple[object, ...]:
    """Return what holds all that can differ in the workspace; its people as they are now."""
    hub = world.slack.hub
    parts = (hub.workspace, hub.ids, hub.faults, *(getattr(hub, name) for name in _HELD))
    return (hub, *parts, *hub.workspace.members.values())


def _state(world: World) -> list[dict[str, Any]]:
    """Return what each of them holds, without what it only points at or what is made new in every run."""
    hub = world.slack.hub
    held = {id(hub): _OF_THE_HUB} | {id(getattr(hub, name)): names for name, names in _HELD.items()}
    return [
        {name: value for name, value in vars(one).items() if name in held.get(id(one), vars(one))}
        for one in _holders(world)
    ]


def _names(world: World) -> dict[int, tuple[str, str]]:
    """Name what both worlds have: it is pointed at, not copied."""
    hub = world.slack.hub
    members = {id(one): ("member", one.id) for one in hub.workspace.members.values()}
    return {id(hub): ("hub", ""), id(world): ("world", ""), **members}


def _packed(names: dict[int, tuple[str, str]], what: Any) -> bytes:
    written = io.BytesIO()
    pickler = pickle.Pickler(written, protocol=pickle.HIGHEST_PROTOCOL)
    pickler.persistent_id = lambda one: names.get(id(one))  # type: ignore[method-assign]
    pickler.dump(what)
    return written.getvalue()


def _unpacked(world: World, what: bytes) -> Any:
    hub = world.slack.hub
    there = {("hub", ""): hub, ("world", ""): world}
    there |= {("member", one.id): one for one in hub.workspace.members.values()}
    unpickler = pickle.Unpickler(io.BytesIO(what))
    unpickler.persistent_load = there.__getitem__  # type: ignore[method-assign]
    return unpickler.load()
