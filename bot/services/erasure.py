"""Taking a person out of everything that is kept, having what we own in Slack drawn anew, and telling what stays there.

Who is erased, and whether, is the operator's to decide. What other people may see does not change.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from pydantic import Field

from bot.domain import events
from bot.domain.erasure import Eraser, erased_of
from bot.domain.people import Actor
from bot.domain.postmortems import Postmortem
from bot.domain.values import Value
from bot.ports import Deps, Surface, Trace, UnitOfWork
from bot.services.changes import LATELY, digest
from bot.services.publishing_places import CANVAS, FILES, exported_to, file_kind, revision_of
from bot.services.publishing_places import owner_of as publishing_of
from bot.services.reactions import jobs_for
from bot.services.reviews_places import owner_of as review_of

VERB: Final = "erase"
_ROUNDS: Final = 5
_SURFACES: Final = "surfaces"


class Elsewhere(Value):
    """Something in Slack that we cannot take back: what it is, and where."""

    kind: str
    place: str


class Gone(Value):
    """What came of it: how many rows changed, which documents, and what lies elsewhere."""

    rows: int = 0
    documents: tuple[str, ...] = ()
    elsewhere: tuple[Elsewhere, ...] = Field(default=())


async def erase(deps: Deps, workspace: str, eraser: Eraser, *, operator: str) -> Gone:
    """Take a person out of every table of a workspace; safe to repeat.

    The rows are looked for without holding anybody up; each is read again where it is changed. Whatever was written
    meanwhile is found by the next look.
    """
    rows, documents, elsewhere = 0, list[str](), list[Elsewhere]()
    for _ in range(_ROUNDS):
        async with deps.store.read(workspace) as uow:
            traces = await uow.erasure.find(eraser)
            elsewhere += await _elsewhere(deps, uow, traces)
        if not traces:
            break
        async with deps.store.write(workspace) as uow:
            await uow.erasure.stand_in(eraser.erased, deps.clock.now())
            await uow.erasure.replace(eraser, traces)
            documents += await _drawn_anew(deps, uow, traces, operator)
        rows += len(traces)
        deps.checkpoint("erased")
    deps.nudge()
    return Gone(rows=rows, documents=tuple(dict.fromkeys(documents)), elsewhere=tuple(dict.fromkeys(elsewhere)))


async def _drawn_anew(deps: Deps, uow: UnitOfWork, traces: Sequence[Trace], operator: str) -> list[str]:
    """Put it on record with every document that named the person, and have everything that shows one drawn anew."""
    now = deps.clock.now()
    actor = Actor(workspace=uow.workspace, member=None, via=f"cli:{operator}", cause=VERB)
    happened = [*_by_themselves(traces), *(events.HomeTouched(member=one) for one in await _at_home(uow, now))]
    names = []
    for key in sorted({one.postmortem for one in traces if one.postmortem is not None}):
        postmortem = await uow.postmortems.get(key)
        if postmortem is None:
            continue
        names.append(postmortem.name)
        await uow.audit.add(actor, VERB, postmortem=key, before="", after=digest(postmortem), at=now)
        await _outdate_files(uow, postmortem)
        happened += _of_document(postmortem)
    for job in jobs_for(happened, now, VERB):
        await uow.jobs.add(job, now)
    return names


async def _at_home(uow: UnitOfWork, now: datetime) -> list[str]:
    return await uow.home_views.opened_since(now - LATELY)


def _of_document(postmortem: Postmortem) -> list[events.Event]:
    happened: list[events.Event] = []
    if postmortem.incident is not None:
        happened.append(
            events.PostmortemChanged(
                postmortem=postmortem.id, incident=postmortem.incident, timeline=True, questions=True
            )
        )
    if postmortem.incident is not None and postmortem.author is not None and not erased_of(postmortem.author):
        author = postmortem.author
        happened.append(events.AuthorChanged(incident=postmortem.incident, was=author, now=author))
    if postmortem.round.number:
        happened.append(events.ReviewMoved(postmortem=postmortem.id))
    if postmortem.publication.at is not None:
        happened.append(events.PublicationMoved(postmortem=postmortem.id))
    return happened


def _by_themselves(traces: Iterable[Trace]) -> list[events.Event]:
    """Return what happened to messages that are not a document's card: comments, requests, notes, offers."""
    happened: list[events.Event] = []
    for one in traces:
        key = one.key.get("id")
        number = key if isinstance(key, int) else 0
        if one.table == "comments" and one.postmortem is not None:
            happened.append(events.CommentChanged(postmortem=one.postmortem, comment=number))
        elif one.table == "change_requests" and one.postmortem is not None:
            happened.append(events.RequestMoved(postmortem=one.postmortem, request=number))
        elif one.table == "notes":
            happened.append(events.NoteChanged(note=number))
        elif one.table == "incidents":
            happened.append(events.OfferChanged(incident=number))
    return happened


async def _outdate_files(uow: UnitOfWork, postmortem: Postmortem) -> None:
    """Let the files in the thread count as those of an older revision: they are taken away, and made anew."""
    for one in await uow.surfaces.of(publishing_of(postmortem.id)):
        if one.kind == FILES:
            await uow.surfaces.put(one.model_copy(update={"digest": ""}))
        elif one.ts is not None and revision_of(one.kind):
            form = one.kind.rpartition(":")[2]
            await uow.surfaces.put(one.model_copy(update={"kind": file_kind(0, form)}))
            await uow.surfaces.put(one.model_copy(update={"ts": None}))


# -- what lies elsewhere --------------------------------------------------------------------------------------------


async def _elsewhere(deps: Deps, uow: UnitOfWork, traces: Sequence[Trace]) -> list[Elsewhere]:
    """Return what stays in Slack: the person's own messages by channel, and ours that are not drawn anew."""
    found = [
        Elsewhere(kind=f"{one.table.rstrip('s')} that they wrote", place=_link(deps, one))
        for one in traces
        if one.own and one.channel and one.ts
    ]
    messages = Counter(one.incident for one in traces if one.table == "messages")
    for incident, number in messages.items():
        known = await uow.incidents.get(incident or 0)
        if known is not None and known.channel is not None:
            place = f"{known.channel} (#{known.channel_name})" if known.channel_name else known.channel
            found.append(Elsewhere(kind=f"{number} messages by them or about them", place=place))
    found += [Elsewhere(kind="message to them", place=_link(deps, one)) for one in traces if one.to_them and one.ts]
    for key in sorted({one.postmortem for one in traces if one.postmortem is not None}):
        surfaces = [*await uow.surfaces.of(publishing_of(key)), *await uow.surfaces.of(review_of(key))]
        found += [left for one in surfaces if one.ts is not None and (left := _left(deps, one)) is not None]
    return found


def _left(deps: Deps, surface: Surface) -> Elsewhere | None:
    """Return a document's file, canvas or direct message: they are made anew where that can be, or stay."""
    if surface.kind == CANVAS:
        return Elsewhere(kind="canvas, written anew", place=f"{surface.ts} in {surface.channel}")
    if revision_of(surface.kind) is not None:
        return Elsewhere(kind="file, replaced", place=f"{surface.ts} in {surface.channel}")
    if exported_to(surface.kind) is not None:
        return Elsewhere(kind="file that somebody asked for", place=f"{surface.ts} in {surface.channel}")
    if surface.channel.startswith("D"):
        return Elsewhere(kind="message to a person", place=deps.chat.permalink(surface.channel, surface.ts or ""))
    return None


def _link(deps: Deps, trace: Trace) -> str:
    return deps.chat.permalink(trace.channel or "", trace.ts or "", trace.thread)
