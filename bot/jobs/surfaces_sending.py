"""A living message on its way to Slack: posted once, edited after that, and remembered where it stands.

A post writes that it is about to be tried, then posts with a key, then stores the ts. A retry that finds the first
note without the last looks in Slack's own history for the key before it posts again; so does everything that is posted
soon after a time of which the database may know nothing.
"""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.domain.surfaces import Rendered
from bot.jobs.surfaces_places import CLOSED
from bot.ports import ChatError, Deps, Surface
from bot.services.mornings_gaps import looked, posted_unknown_since, unknown_since

GONE = {"message_not_found", "cant_update_message", "edit_window_closed"}
LOOK_BACK = timedelta(minutes=1)
WEEKLY = timedelta(days=14)
"""What is told every week is looked for no longer back."""


async def show(
    deps: Deps,
    workspace: str,
    surface: Surface,
    message: Rendered,
    *,
    again: Rendered | None = None,
    broadcast: bool = False,
    asks: Sequence[str] = (),
) -> Surface:
    """Post or edit a living message so that it shows `message`, and remember it. Does nothing where it shows it now.

    One that somebody deleted is posted once more, as `again`; after that, or without it, it stays away. `broadcast`: a
    reply stands in the channel as well. `asks` name the questions in it, for whoever looks in Slack what was asked.
    """
    digest = _digest(message)
    if surface.ts is None:
        return await _post(deps, workspace, surface, message, digest, broadcast=broadcast, asks=asks)
    if surface.digest == digest:
        return surface
    try:
        await deps.chat.update(surface.channel, surface.ts, message)
    except ChatError as error:
        if error.code in GONE and again is not None and not surface.reposted:
            surface = surface.model_copy(update={"ts": None, "attempted_at": None, "reposted": True})
            return await _post(deps, workspace, surface, again, _digest(again))
        if error.code in CLOSED | GONE:
            return await remember(deps, workspace, surface, failed=error.code)
        raise
    return await remember(deps, workspace, surface, digest=digest, failed=None)


async def _post(
    deps: Deps,
    workspace: str,
    surface: Surface,
    message: Rendered,
    digest: str,
    *,
    broadcast: bool = False,
    asks: Sequence[str] = (),
) -> Surface:
    key = key_of(workspace, surface)
    ts: str | None = None
    if surface.attempted_at is not None:
        since: datetime | None = surface.attempted_at - LOOK_BACK
    else:
        since = await posted_unknown_since(deps, workspace)
    if since is not None:
        ts = await deps.chat.find(surface.channel, key, since=since, thread_ts=surface.thread_ts)
    if surface.attempted_at is None:
        surface = await remember(deps, workspace, surface, attempted_at=deps.clock.now())
    deps.checkpoint("post announced")
    if ts is None:
        try:
            ts = await deps.chat.post(
                surface.channel,
                message,
                key=key,
                thread_ts=surface.thread_ts,
                reply_broadcast=broadcast,
                asks=asks,
            )
        except ChatError as error:
            if error.code in CLOSED:
                return await remember(deps, workspace, surface, failed=error.code, attempted_at=None)
            raise
        deps.checkpoint("posted")
        return await remember(deps, workspace, surface, ts=ts, digest=digest, failed=None)
    await deps.chat.update(surface.channel, ts, message)
    return await remember(deps, workspace, surface, ts=ts, digest=digest, failed=None)


async def recovered(deps: Deps, workspace: str, *surfaces: Surface) -> list[Surface]:
    """Return messages of one owner with where Slack has them, where the database may have forgotten that."""
    since, found = await unknown_since(deps, workspace, surfaces[0].owner), []
    if since is None:
        return list(surfaces)
    since = max(since, deps.clock.now() - WEEKLY)
    for one in surfaces:
        ts = await deps.chat.find(one.channel, key_of(workspace, one), since=since) if one.ts is None else None
        found.append(one if ts is None else await remember(deps, workspace, one, ts=ts))
    await looked(deps, workspace, surfaces[0].owner)
    return found


def key_of(workspace: str, surface: Surface) -> str:
    """Return the key that the message of a surface carries in Slack."""
    key = f"{workspace}:{surface.owner}:{surface.kind}:{int(surface.reposted)}"
    return hashlib.sha256(key.encode()).hexdigest()[:32]


async def message_to(deps: Deps, workspace: str, member: str, owner: str, kind: str) -> Surface:
    """Return the living message to somebody of this owner and kind, as it is known; a new one where there is none."""
    async with deps.store.read(workspace) as uow:
        known = await uow.surfaces.get(owner, kind)
    return known or Surface(owner=owner, kind=kind, channel=await deps.chat.direct(member))


async def remember(deps: Deps, workspace: str, surface: Surface, **changed: object) -> Surface:
    """Store a surface with these fields changed, and return it."""
    surface = surface.model_copy(update=changed)
    async with deps.store.write(workspace) as uow:
        await uow.surfaces.put(surface)
    return surface


def _digest(message: Rendered) -> str:
    return hashlib.sha256(json.dumps([message.text, message.blocks], sort_keys=True).encode()).hexdigest()
