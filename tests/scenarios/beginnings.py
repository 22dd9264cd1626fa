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

from sandbox.workspace import Member
from storage.engine import Database
from storage.jobs import SqlJobQueue
from tests.databases import Rows, is_empty, kept, put_back
from tests.scenarios.world import World

Step = TypeVar("Step", bound=Callable[..., Awaitable[Any]])
_OF_ONE_RUN = {"slack_bot_token", "slack_app_token", "slack_signing_secret", "slack_api_url"}
_KEPT_BY_THE_HUB = ("calls", "modals", "homes", "ephemerals", "message_state", "suggested")


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
    (parts, members), found = _unpacked(world, ending.left)
    for holder, values in zip(_holders(world), parts, strict=True):
        vars(holder).update(values)
    for member, values in members:
        vars(member).update(values)
    world.clock.set(ending.at)
    return found


def _database(world: World) -> Database:
    queue = world.bot.queue
    assert isinstance(queue, SqlJobQueue)
    return queue._database


def _holders(world: World) -> tuple[object, ...]:
    hub = world.slack.hub
    return hub.workspace, hub.ids, hub.faults, hub.limits, hub.triggers, hub.response_urls, hub.outbox, hub


def _state(world: World) -> tuple[list[dict[str, Any]], list[tuple[Member, dict[str, Any]]]]:
    """Return all that can differ in the workspace, as what holds it holds it, and what is said of its members."""
    hub = world.slack.hub
    parts: list[dict[str, Any]] = [dict(vars(one)) for one in (hub.workspace, hub.ids, hub.faults)]
    parts += [{"_calls": hub.limits._calls, "_posts": hub.limits._posts}]
    parts += [{"enabled": hub.limits.enabled, "slow_history": hub.limits.slow_history} | parts.pop()]
    parts += [{"_made": hub.triggers._made}, {"_made": hub.response_urls._made}]
    parts += [{"sent": hub.outbox.sent, "failed": hub.outbox.failed}]
    parts += [{name: getattr(hub, name) for name in _KEPT_BY_THE_HUB}]
    return parts, [(one, dict(vars(one))) for one in hub.workspace.members.values()]


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
