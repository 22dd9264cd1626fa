"""The incident channel's canvas shows what was published, where the workspace has canvases and all there may read it.

Where there are none, or people made one, nothing is said: the document is in the thread and in its window all the same.
"""

import asyncio
import hashlib

from blocks.documents.to_canvas import to_canvas
from bot.domain.postmortems import Postmortem
from bot.domain.publishing import READABLE
from bot.domain.words import say
from bot.jobs.surfaces_places import facts_of, is_closed
from bot.ports import ChatError, Deps, Job, Surface
from bot.services.publishing_files import document
from bot.services.publishing_places import (
    CANVAS,
    all_may_read,
    announced_in,
    owner_of,
    places_of,
    standing,
)
from bot.services.reactions import announce

OFF = "off"
REMOVED = "removed"


async def write(deps: Deps, job: Job) -> None:
    """Write the canvas anew where its text changed; take it away where somebody there may not read it any more."""
    async with deps.store.read(job.workspace) as uow:
        postmortem = await uow.postmortems.get(int(job.payload["postmortem"] or 0))
        known = await uow.surfaces.get(owner_of(postmortem.id), CANVAS) if postmortem is not None else None
    if postmortem is None or postmortem.channel is None:
        return
    is_wanted = postmortem.status in READABLE and deps.settings.canvas != OFF
    if not is_wanted and (known is None or known.ts is None):
        return  # a draft: who is in its channel is nobody's question
    place = await facts_of(deps, postmortem.channel)
    if place is None or is_closed(place):
        return
    if not await all_may_read(deps, job.workspace, postmortem, place):
        await _take_away(deps, job, postmortem, known)
    elif is_wanted:
        new = Surface(owner=owner_of(postmortem.id), kind=CANVAS, channel=postmortem.channel)
        await _put(deps, job, postmortem, known or new)


async def _put(deps: Deps, job: Job, postmortem: Postmortem, canvas: Surface) -> None:
    made = await document(deps, job.workspace, postmortem)
    if made is None:
        return
    markdown = await asyncio.to_thread(to_canvas, made)
    digest = hashlib.sha256(markdown.encode("utf-8", "replace")).hexdigest()
    if canvas.ts is not None and canvas.digest == digest:
        return
    title = say("canvas.title", pm=postmortem.name)
    try:
        key = await deps.chat.put_canvas(canvas.channel, title, markdown, canvas=canvas.ts)
    except ChatError as error:
        if error.passing:
            raise
        await _settle(deps, job, postmortem, canvas, failed=error.code)
        return
    deps.checkpoint("canvas written")
    await _settle(deps, job, postmortem, canvas, ts=key, digest=digest, failed=None)


async def _take_away(deps: Deps, job: Job, postmortem: Postmortem, canvas: Surface | None) -> None:
    if canvas is not None and canvas.ts is not None:
        await deps.chat.remove_canvas(canvas.ts)
        await _settle(deps, job, postmortem, canvas, ts=None, digest="", failed=REMOVED)


async def _settle(deps: Deps, job: Job, postmortem: Postmortem, was: Surface, **changed: object) -> None:
    """Remember the canvas, and have the announcements drawn anew that lead to it where it came or went.

    Channels that could not be told are left in peace.
    """
    canvas = was.model_copy(update=changed)
    async with deps.store.write(job.workspace) as uow:
        await uow.surfaces.put(canvas)
        if standing(canvas) == standing(was):
            return
        known = {announced_in(one.kind): one.failed for one in await uow.surfaces.of(owner_of(postmortem.id))}
        for channel in dict.fromkeys((*places_of(deps, postmortem), *known)):
            if channel is not None and known.get(channel) is None:
                await uow.jobs.add(announce(postmortem.id, channel), deps.clock.now())
    deps.nudge()
