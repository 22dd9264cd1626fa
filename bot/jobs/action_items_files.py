"""Action items sent as a file to who asked for them: once, of what that person may see when it is made."""

import asyncio
from datetime import datetime

from blocks import action_items_files as drawn
from bot.domain.action_items_lists import ListedItem
from bot.domain.people import Actor
from bot.domain.times_zones import day_in
from bot.domain.words import say
from bot.ports import ChatError, Deps, Job, Surface, Upload
from bot.services import members
from bot.services.action_items_files import MOST, every_item, wanted_as

FORGOTTEN = "file_not_found"


async def export(deps: Deps, job: Job) -> None:
    """Make the file and show it to who asked. A retry shows the same one, which Slack does once."""
    member, form = str(job.payload["member"]), str(job.payload["kind"])
    person = await members.refresh(deps, job.workspace, member)
    reader = members.reader_of(deps, person, cause=job.cause)
    if not reader.is_full_member:
        return  # they have left meanwhile
    channel = await deps.chat.direct(member)
    owner, kind = f"export:{member}", f"items:{job.id}:{form}"
    async with deps.store.read(job.workspace) as uow:
        known = await uow.surfaces.get(owner, kind)
    sent = known or await _send(deps, reader, form, Surface(owner=owner, kind=kind, channel=channel))
    try:
        await _show(deps, channel, sent, form)
    except ChatError as error:
        if error.code != FORGOTTEN:
            raise
        await _show(deps, channel, await _send(deps, reader, form, sent), form)


async def _send(deps: Deps, reader: Actor, form: str, surface: Surface) -> Surface:
    """Send the file to where nobody sees it, and write its id down, with how many items are in it."""
    content, n = await _made(deps, reader, form)
    name = f"action-items-{day_in(deps.clock.now(), reader.zone):%Y-%m-%d}.{form}"
    alt = say("items.file_alt", form=say(f"items.form.{form}"))
    (file,) = await deps.chat.prepare_upload([Upload(name=name, title=name, content=content, alt=alt)])
    sent = surface.model_copy(update={"ts": file, "digest": str(n)})
    async with deps.store.write(reader.workspace) as uow:
        await uow.surfaces.put(sent)
    deps.checkpoint("items sent")
    return sent


async def _made(deps: Deps, reader: Actor, form: str) -> tuple[bytes, int]:
    """Return the file and how many items are in it. Its pieces are made beside the event loop."""
    pieces: list[bytes] = []
    n = 0
    async for rows, names in every_item(deps, reader, await wanted_as(deps, reader, form)):
        pieces.append(await asyncio.to_thread(_piece, form, rows, names, begins=not pieces))
        n += len(rows)
    return await asyncio.to_thread(_whole, form, pieces, deps.clock.now()), n


def _piece(form: str, rows: list[ListedItem], names: dict[str, str], *, begins: bool) -> bytes:
    make = drawn.table if form == "csv" else drawn.objects
    return make([drawn.item_file(one, names) for one in rows], begins=begins)


def _whole(form: str, pieces: list[bytes], made: datetime) -> bytes:
    if form == "csv":
        return b"".join(pieces or [drawn.table([], begins=True)])
    return b"".join((drawn.opening(made), *pieces, drawn.CLOSING))


async def _show(deps: Deps, channel: str, sent: Surface, form: str) -> None:
    name = f"{say('title.item_list')}.{form}"
    await deps.chat.complete_upload(
        channel, {sent.ts or "": name}, comment=drawn.comment(form, int(sent.digest or 0), MOST)
    )
    deps.checkpoint("items shown")
