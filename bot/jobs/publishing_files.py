"""A document's files: in the card's thread once a published revision, and to whoever asks for them.

Ids are written down before a file is shown. A retry shows the same ids, which Slack does once; what may not be read
any more is deleted by them.
"""

import asyncio
from collections.abc import Sequence

from blocks import publishing_files as drawn
from blocks.documents import DOCUMENTS
from bot.domain.documents import Document
from bot.domain.errors import NotFound
from bot.domain.postmortems import Postmortem, Visibility
from bot.domain.publishing import READABLE
from bot.domain.revisions import Parts, holds
from bot.domain.surfaces import Rendered
from bot.jobs.outcomes import Never
from bot.jobs.publishing import HIDDEN, NO_THREAD, closed
from bot.jobs.surfaces_places import facts_of, is_closed
from bot.jobs.surfaces_sending import remember
from bot.ports import ChatError, Deps, Job, Surface, UnitOfWork, Upload
from bot.services import members
from bot.services import surfaces as gathered
from bot.services.access import seen_by
from bot.services.publishing_files import FORMS, document, handed
from bot.services.publishing_places import (
    FILES,
    all_may_read,
    export_kind,
    exported_to,
    file_kind,
    handed_step,
    owner_of,
    revision_of,
)
from bot.services.reactions import refresh

FORGOTTEN = "file_not_found"
REMOVED = "removed"
SHARED = "shared"
_BAD_PLACE = NO_THREAD | {"invalid_arguments"}


async def attach(deps: Deps, job: Job) -> None:
    """Have the files of what was published in the card's thread, once, and none that say what it says no more.

    Where somebody there may not read the document, there are none; a document that is revised keeps what it had. Items
    that are added later make no new ones: each would be one more message in the thread, and card and announcement
    show them.
    """
    async with deps.store.read(job.workspace) as uow:
        postmortem = await uow.postmortems.get(int(job.payload["postmortem"] or 0))
        if postmortem is None:
            return
        known = {one.kind: one for one in await uow.surfaces.of(owner_of(postmortem.id))}
        card = await uow.surfaces.get(gathered.owner_of(postmortem.incident or 0), "card")
    await _recall(deps, job, postmortem, list(known.values()))
    files = [one for one in known.values() if revision_of(one.kind) is not None]
    if card is None or card.ts is None or (postmortem.status not in READABLE and not files):
        return
    why = await _why_not(deps, job, postmortem, card)
    revision = await _revision(deps, job, postmortem, known.get(FILES))
    if why is None and postmortem.status in READABLE:
        why = await _put(deps, job, postmortem, card, known) if revision is None else None
        files = [one for one in files if revision_of(one.kind) != (revision or postmortem.revision)]
    if why is not None or postmortem.status in READABLE:
        await _take_away(deps, job, files)
    before = known.get(FILES, Surface(owner=owner_of(postmortem.id), kind=FILES, channel=card.channel))
    if postmortem.status in READABLE and before.failed != why:
        await remember(
            deps, job.workspace, before, failed=why, digest="" if why else str(revision or postmortem.revision)
        )
        async with deps.store.write(job.workspace) as uow:
            await uow.jobs.add(refresh(postmortem.incident or 0, "card"), deps.clock.now())
        deps.nudge()


async def _revision(deps: Deps, job: Job, postmortem: Postmortem, shown: Surface | None) -> int | None:
    """Return which revision the files in the thread show, where all that they say still holds; None else."""
    if shown is None or shown.failed is not None or not shown.digest:
        return None
    then, now = int(shown.digest), postmortem.revision
    async with deps.store.read(job.workspace) as uow:
        if then == now or holds(await _text(uow, postmortem, then), await _text(uow, postmortem, now)):
            return then
    return None


async def _text(uow: UnitOfWork, postmortem: Postmortem, revision: int) -> Parts:
    return await uow.revisions.text_at(postmortem.id, revision)


async def _why_not(deps: Deps, job: Job, postmortem: Postmortem, card: Surface) -> str | None:
    """Return why the files may not stand beside the card, as a code; None where they may."""
    place = await facts_of(deps, card.channel)
    if place is None:
        return HIDDEN
    if is_closed(place):
        return closed(place)
    if place.is_shared:
        return SHARED
    if place.is_im or await all_may_read(deps, job.workspace, postmortem, place):
        return None
    return "readers"


async def _put(deps: Deps, job: Job, postmortem: Postmortem, card: Surface, known: dict[str, Surface]) -> str | None:
    """Show the files of the present revision; return Slack's word where it does not let us."""
    kinds = [file_kind(postmortem.revision, form) for form in FORMS]
    wanted = _wanted(postmortem, kinds, known, card.channel, card.ts)
    try:
        await _show(deps, job, postmortem, wanted, drawn.comment(postmortem, FORMS))
    except ChatError as error:
        if error.passing:
            raise
        return error.code
    shown = Surface(owner=owner_of(postmortem.id), kind=FILES, channel=card.channel, thread_ts=card.ts)
    await remember(deps, job.workspace, shown, digest=str(postmortem.revision))
    return None


async def export(deps: Deps, job: Job) -> None:
    """Send a document to who asked for it, into its thread where all there may read. Without sight now: nothing."""
    member = str(job.payload["member"])
    person = await members.refresh(deps, job.workspace, member)
    reader = members.reader_of(deps, person, cause=job.cause)
    try:
        postmortem = await seen_by(deps, reader, int(job.payload["postmortem"] or 0))
    except NotFound:
        return
    channel, thread = await _place(deps, job, postmortem, member)
    place = member if thread is None else postmortem.channel or ""
    async with deps.store.read(job.workspace) as uow:
        there = await handed(deps, uow, postmortem, place)
    forms = [one for one in str(job.payload["kind"]).split(",") if one not in there]
    if not forms:
        return  # somebody who asked at the same time was faster
    kinds = [export_kind(member, job.id, form) for form in forms]
    async with deps.store.read(job.workspace) as uow:
        known = {one.kind: one for one in await uow.surfaces.of(owner_of(postmortem.id))}
    wanted = _wanted(postmortem, kinds, known, channel, thread)
    asked_elsewhere = bool(job.payload.get("channel")) and thread is None
    await _show(deps, job, postmortem, wanted, drawn.comment(postmortem, forms, instead=asked_elsewhere))
    async with deps.store.write(job.workspace) as uow:
        for one in forms:
            step = handed_step(place, postmortem.revision, one)
            await uow.steps.put(owner_of(postmortem.id), step, {"at": deps.clock.now().timestamp()})


async def _place(deps: Deps, job: Job, postmortem: Postmortem, member: str) -> tuple[str, str | None]:
    """Return where the files go: into the card's thread if that was asked and all there may read, else to who asked."""
    if job.payload.get("channel"):
        async with deps.store.read(job.workspace) as uow:
            card = await uow.surfaces.get(gathered.owner_of(postmortem.incident or 0), "card")
        if card is not None and card.ts is not None and await _why_not(deps, job, postmortem, card) is None:
            return card.channel, card.ts
    return await deps.chat.direct(member), None


def _wanted(
    postmortem: Postmortem, kinds: Sequence[str], known: dict[str, Surface], channel: str, thread: str | None
) -> list[Surface]:
    """Return the files that are to stand in a place, each with the id that an earlier try has given it."""
    owner = owner_of(postmortem.id)
    found = (known.get(kind, Surface(owner=owner, kind=kind, channel=channel)) for kind in kinds)
    return [one.model_copy(update={"channel": channel, "thread_ts": thread, "failed": None}) for one in found]


async def _show(deps: Deps, job: Job, postmortem: Postmortem, wanted: Sequence[Surface], comment: Rendered) -> None:
    """Send files and show them in one message. Ids that Slack forgot, because nobody showed them, are sent anew."""
    if any(one.ts is None for one in wanted):
        wanted = await _send(deps, job, postmortem, wanted)
    try:
        await _complete(deps, postmortem.name, wanted, comment)
    except ChatError as error:
        if error.code != FORGOTTEN:
            raise
        await _complete(deps, postmortem.name, await _send(deps, job, postmortem, wanted), comment)
    deps.checkpoint("files shown")


async def _send(deps: Deps, job: Job, postmortem: Postmortem, wanted: Sequence[Surface]) -> list[Surface]:
    """Send files to where nobody sees them, and write their ids down."""
    made = await document(deps, job.workspace, postmortem)
    if made is None:
        raise Never("incident_is_gone")
    forms = [one.kind.rpartition(":")[2] for one in wanted]
    sent = await deps.chat.prepare_upload(await asyncio.to_thread(rendered, made, forms))
    surfaces = [one.model_copy(update={"ts": file}) for one, file in zip(wanted, sent, strict=True)]
    async with deps.store.write(job.workspace) as uow:
        for one in surfaces:
            await uow.surfaces.put(one)
    deps.checkpoint("files sent")
    return surfaces


def rendered(made: Document, forms: Sequence[str]) -> list[Upload]:
    """Return a document as files. It takes a while: not for the event loop."""
    name, revision = made.postmortem.name, made.postmortem.revision
    return [
        Upload(
            name=DOCUMENTS[form].name(made),
            title=DOCUMENTS[form].name(made),
            content=DOCUMENTS[form].made(made),
            alt=drawn.alt(name, form, revision),
        )
        for form in forms
    ]


async def _complete(deps: Deps, name: str, wanted: Sequence[Surface], comment: Rendered) -> None:
    channel, thread = wanted[0].channel, wanted[0].thread_ts
    titles = {one.ts or "": f"{name}{DOCUMENTS[one.kind.rpartition(':')[2]].ending}" for one in wanted}
    try:
        await deps.chat.complete_upload(channel, titles, thread_ts=thread, comment=comment)
    except ChatError as error:
        if error.code not in _BAD_PLACE or thread is None:
            raise
        await deps.chat.complete_upload(channel, titles, comment=comment)  # the card is gone: they stand by themselves


async def _take_away(deps: Deps, job: Job, files: Sequence[Surface]) -> None:
    for one in files:
        if one.ts is not None:
            await deps.chat.remove_file(one.ts)
            await remember(deps, job.workspace, one, ts=None, failed=REMOVED)


async def _recall(deps: Deps, job: Job, postmortem: Postmortem, known: Sequence[Surface]) -> None:
    """Delete the files that were sent to people who may not see the document any more."""
    if postmortem.visibility is Visibility.ORGANISATION:
        return
    for one in known:
        member = exported_to(one.kind)
        if member is None or one.ts is None:
            continue
        person = await members.refresh(deps, job.workspace, member)
        try:
            await seen_by(deps, members.actor_of(person, delivery=None, cause=job.cause), postmortem.id)
        except NotFound:
            await _take_away(deps, job, [one])
