"""The timeline in people's hands: what the editor shows, entries written, changed, added. One tap is next door.

A person's words are never lost: who saves over somebody else's change gets both to see, and decides.
"""

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager

from bot.domain import events
from bot.domain.errors import Conflict, Denied, Invalid, NotReady
from bot.domain.incidents import Message
from bot.domain.people import Actor
from bot.domain.postmortems import Postmortem, Status, Verb
from bot.domain.redaction import admit
from bot.domain.revisions import ENTRY
from bot.domain.surfaces import TimelineFacts
from bot.domain.text import LONGEST_REASON, normalise, utf16_length
from bot.domain.timeline import Entry, Origin
from bot.domain.timeline_edits import (
    LONGEST_ENTRY,
    EntryWords,
    check_room,
    check_text,
    check_time,
    seen,
    touched,
    unmarked,
    written,
)
from bot.domain.values import Value
from bot.domain.words import say
from bot.ports import Deps, UnitOfWork
from bot.services.access import is_inside, not_found, permit
from bot.services.changes import Change, change
from bot.services.drafts import span_of
from bot.services.facts import cited
from bot.services.transcripts import redaction

Wanted = Callable[[list[Entry]], Iterable[Entry]]


class Saved(Value):
    """What came of saving an entry: how it stands now, None where it went meanwhile.

    `is_clash` says that nothing was stored, because somebody had changed it (`changed_by` where that is known);
    `covered` counts what looked like a secret in what was typed.
    """

    entry: Entry | None = None
    is_clash: bool = False
    changed_by: str | None = None
    covered: int = 0


class Left(Exception):  # noqa: N818 - no error: the door is left without a change, and with an answer
    """The change is not made; `saved` says why."""

    def __init__(self, saved: Saved) -> None:
        super().__init__()
        self.saved = saved


async def editor_facts(
    deps: Deps, actor: Actor, postmortem: int, wanted: Wanted, *, also: str | None = None
) -> TimelineFacts:
    """Return what the editor shows to somebody who may change the timeline now; raise the refusal otherwise.

    `wanted` picks the entries whose messages are looked at: those of one page, however many there are. `also` is
    somebody else to be named.
    """
    inside = await is_inside(deps, actor, postmortem)
    async with deps.store.read(actor.workspace) as uow:
        found = await uow.postmortems.get(postmortem)
        if found is None:
            raise not_found()
        await permit(uow, actor, _verb(found), found, inside=inside)
        entries = await uow.entries.of(postmortem)
        incident = await uow.incidents.get(found.incident) if found.incident is not None else None
        looked_at = list(wanted(entries))
        messages, links = await cited(deps, uow, found, incident, {ts for one in looked_at for ts in one.evidence})
        names = await _names(uow, looked_at, messages.values(), also)
    return TimelineFacts(
        now=deps.clock.now(),
        zone=deps.settings.zone,
        postmortem=found,
        incident=incident,
        entries=tuple(entries),
        messages=messages,
        links=links,
        names=names,
    )


async def save_entry(
    deps: Deps,
    actor: Actor,
    postmortem: int,
    entry: int,
    words: EntryWords,
    *,
    as_seen: str | None,
    reason: str | None = None,
) -> Saved:
    """Store an entry as a person wants it. Where it was changed since `as_seen`, nothing is stored.

    Raises Invalid with the field for what an entry cannot be.
    """
    words, covered = _admitted(deps, words)
    try:
        async with _with_words_kept(), editing(deps, actor, postmortem, reason) as (it, entries):
            now = await _rewrite(it, entries, entry, words, actor.member, as_seen)
    except Left as left:
        return left.saved
    return Saved(entry=now, covered=covered)


async def _rewrite(
    it: Change, entries: list[Entry], entry: int, words: EntryWords, member: str | None, as_seen: str | None
) -> Entry:
    was = next((one for one in entries if one.id == entry), None)
    if was is None or as_seen != seen(was):
        last = await it.uow.revisions.get(it.was.id, it.was.revision)
        by = last.by if last is not None and f"{ENTRY}{entry}" in last.parts else None
        raise Left(Saved(entry=was, is_clash=True, changed_by=by))
    now = written(was, words, member)
    if was.hidden or not was.verified:
        check_room(entries)
        now = touched(now, member).model_copy(update={"hidden": False, "verified": True})
    if now == was:
        raise Left(Saved(entry=was))
    await it.save_entry(now)
    for other in unmarked(entries, now, member):
        await it.save_entry(other)
    return now


async def add_entry(
    deps: Deps, actor: Actor, postmortem: int, words: EntryWords, *, reason: str | None = None
) -> Saved:
    """Put a line on the timeline that a person wrote. Raises Invalid with the field for what an entry cannot be."""
    words, covered = _admitted(deps, words)
    if words.at is None:
        raise Invalid(say("tl.no_time"), fields={"time": say("tl.no_time")})
    made = Entry(origin=Origin.PERSON, by=actor.member, **words.model_dump(exclude={"keeps_actor"}))
    async with _with_words_kept(), editing(deps, actor, postmortem, reason) as (it, entries):
        check_room(entries, new=True)
        added = await it.add_entry(made)
        for other in unmarked(entries, added, actor.member):
            await it.save_entry(other)
    return Saved(entry=added, covered=covered)


@asynccontextmanager
async def _with_words_kept() -> AsyncIterator[None]:
    """Have every refusal that a person with sight can meet said at the field: the window stays, with what was typed."""
    try:
        yield
    except (Conflict, Denied, NotReady) as problem:
        raise Invalid(problem.sentence, offers=problem.offers, postmortem=problem.postmortem) from problem


@asynccontextmanager
async def editing(
    deps: Deps, actor: Actor, postmortem: int, reason: str | None
) -> AsyncIterator[tuple[Change, list[Entry]]]:
    """Open the door for a change of the timeline: yields it and the entries as they are.

    A published one is corrected, with a reason. When it began and ended follows the marks, where they moved.
    """
    async with deps.store.read(actor.workspace) as uow:
        found = await uow.postmortems.get(postmortem)
    verb = Verb.EDIT if found is None else _verb(found)
    why = admit(reason or "", limit=LONGEST_REASON, options=redaction(deps)).text.strip() or None
    async with change(deps, actor, verb, postmortem) as it:
        if verb is Verb.CORRECT and why is None:
            raise Invalid(say("tl.no_reason"), fields={"reason": say("tl.no_reason")})
        it.reason = why
        entries = await it.uow.entries.of(postmortem)
        yield it, entries
        await keep_times(it, entries)
        if it.was.incident is not None:
            it.emit(events.PostmortemChanged(postmortem=postmortem, incident=it.was.incident, timeline=True))


def _verb(postmortem: Postmortem) -> Verb:
    return Verb.CORRECT if postmortem.status is Status.PUBLISHED else Verb.EDIT


def _admitted(deps: Deps, words: EntryWords) -> tuple[EntryWords, int]:
    """Pass what was typed through the entrance, and refuse what no entry can be; return how much was covered."""
    typed = normalise(words.text, one_line=True).strip()
    taken = admit(typed, one_line=True, limit=LONGEST_ENTRY, options=redaction(deps))
    check_text(taken.text, utf16_length(typed))
    if words.at is not None:
        check_time(words.at, deps.clock.now())
    return words.model_copy(update={"text": taken.text.strip()}), sum(one.count for one in taken.findings)


async def keep_times(it: Change, before: list[Entry]) -> None:
    """Let the beginning and the end follow the timeline where this change moved them; what a signal said stays."""
    was, now = span_of(before), span_of(await it.uow.entries.of(it.was.id))
    if was == now:
        return
    incident = await it.uow.incidents.get(it.was.incident) if it.was.incident is not None else None
    started, resolved = (None, None) if incident is None else (incident.started_at, incident.resolved_at)
    if was[0] != now[0]:
        it.update(started_at=started or now[0])
    if was[1] != now[1]:
        it.update(resolved_at=now[1] or resolved)


async def _names(
    uow: UnitOfWork, entries: list[Entry], messages: Iterable[Message], also: str | None
) -> dict[str, str]:
    people = {also, *(one.by for one in entries), *(one.actor for one in entries), *(one.author for one in messages)}
    known = await uow.members.many(one for one in people if one)
    return {one.id: one.name for one in known.values()}
