"""What one tap does to a timeline entry: hide, accept, merge, move, take a message off, and the way back from each.

The answer is a sentence for the window that was pressed, also where it is a no: a window with a person's words in it
is not pushed aside by a refusal.
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType

from bot.domain.errors import Conflict, Invalid
from bot.domain.following import own_words
from bot.domain.incidents import Message
from bot.domain.people import Actor
from bot.domain.revisions import ENTRY, entry_part
from bot.domain.surfaces import Told
from bot.domain.timeline import Entry, Origin, lead_of
from bot.domain.timeline_edits import (
    Act,
    EntryWords,
    check_room,
    merged,
    moved,
    next_shown,
    seen,
    touched,
    with_message,
    without_message,
)
from bot.domain.values import Value
from bot.domain.words import clock_time, say
from bot.ports import Deps
from bot.services.changes import Change
from bot.services.timeline import editing, save_entry

QUOTE = 60


class Tap(Value):
    """One tap: what is done to which entry. `as_seen` is how it looked then; None where that does not matter.

    `ts` is the message that it is about, `revision` the one that is taken back, `reason` why a published one changes.
    `words` are what stands in the entry's window: they are stored before it is merged.
    """

    act: Act
    postmortem: int
    entry: int
    as_seen: str | None = None
    ts: str | None = None
    revision: int | None = None
    reason: str | None = None
    words: EntryWords | None = None


class _Held(Value):
    """What a deed works on: the tap, who tapped, all entries, the one that it is about, and the document's zone."""

    tap: Tap
    member: str | None
    entries: tuple[Entry, ...]
    entry: Entry
    zone: str

    def what(self, entry: Entry) -> str:
        """Return which entry is meant, in words: 14:12 "who has the dashboard?"."""
        text = entry.text if len(entry.text) <= QUOTE else f"{entry.text[: QUOTE - 1].rstrip()}…"
        return say("tl.what", at=clock_time(entry.at, self.zone), text=text)


async def tap(deps: Deps, actor: Actor, what: Tap) -> Told:
    """Do it and return what to say. Raises only where this person may not change the timeline at all."""
    try:
        if what.words is not None:
            what = await _with_words(deps, actor, what, what.words)
        async with editing(deps, actor, what.postmortem, what.reason) as (it, entries):
            return await _DEEDS[what.act](it, _held(deps, actor, what, entries))
    except (Conflict, Invalid) as problem:
        return Told(sentence=problem.sentence)


async def _with_words(deps: Deps, actor: Actor, what: Tap, words: EntryWords) -> Tap:
    """Store what was typed first: one deed with two effects, of which the first one is harmless when it comes twice."""
    writer = actor.model_copy(update={"delivery": None})
    saved = await save_entry(deps, writer, what.postmortem, what.entry, words, as_seen=what.as_seen, reason=what.reason)
    if saved.entry is None or saved.is_clash:
        raise Conflict(say("tl.gone_meanwhile" if saved.entry is None else "tl.meanwhile"))
    return what.model_copy(update={"as_seen": seen(saved.entry)})


def _held(deps: Deps, actor: Actor, what: Tap, entries: list[Entry]) -> _Held:
    entry = next((one for one in entries if one.id == what.entry), None)
    if entry is None:
        raise Conflict(say("tl.gone_meanwhile"))
    if what.as_seen not in {None, seen(entry)}:
        raise Conflict(say("tl.meanwhile"))
    return _Held(tap=what, member=actor.member, entries=tuple(entries), entry=entry, zone=deps.settings.zone)


async def _hide(it: Change, held: _Held) -> Told:
    entry = held.entry
    if entry.hidden:
        raise Conflict(say("tl.meanwhile"))
    hidden = {"hidden": True, "changed_at": entry.changed_at}
    await it.save_entry(touched(entry, held.member).model_copy(update=hidden))
    back = Act.SHOW if entry.by is not None else Act.LET_GO
    key = "tl.hidden" if entry.verified else "tl.dropped"
    return Told(sentence=say(key, what=held.what(entry)), undo=back, entry=entry)


async def _show(it: Change, held: _Held) -> Told:
    entry = held.entry
    if not entry.hidden:
        raise Conflict(say("tl.meanwhile"))
    if entry.verified:
        check_room(held.entries)
    shown = touched(entry, held.member).model_copy(update={"hidden": False})
    if held.tap.act is Act.LET_GO:
        shown = _let_go(shown, held.member)
    await it.save_entry(shown)
    key = "tl.shown" if entry.verified else "tl.shown_unverified"
    return Told(sentence=say(key, what=held.what(entry)), entry=shown)


async def _accept(it: Change, held: _Held) -> Told:
    entry = held.entry
    if entry.verified:
        raise Conflict(say("tl.meanwhile"))
    check_room(held.entries)
    accepted = touched(entry, held.member).model_copy(update={"verified": True, "hidden": False})
    await it.save_entry(accepted)
    undo = None if entry.hidden else Act.DOUBT
    return Told(sentence=say("tl.accepted", what=held.what(entry)), undo=undo, entry=accepted)


async def _doubt(it: Change, held: _Held) -> Told:
    """Take an acceptance back: it waits again."""
    entry = held.entry
    if not entry.verified or entry.reason is None or entry.origin is Origin.PERSON:
        raise Conflict(say("tl.no_way_back"))
    doubted = _let_go(entry, held.member).model_copy(update={"verified": False})
    await it.save_entry(doubted)
    return Told(sentence=say("tl.shown_unverified", what=held.what(entry)), entry=doubted)


async def _merge(it: Change, held: _Held) -> Told:
    following = next_shown(held.entries, held.entry.id)
    if following is None:
        raise Invalid(say("tl.merge_alone"))
    one, other = merged(held.entry, following, held.member)
    await it.save_entry(one)
    await it.save_entry(other)
    sentence = say("tl.merged", what=held.what(following))
    return Told(sentence=sentence, undo=Act.PART, entry=one, revision=it.was.revision + 1)


async def _part(it: Change, held: _Held) -> Told:
    """Take a merge back, from the revision before it, where nothing was changed since."""
    restored, gone = await _before(it, held)
    others = [one for one in held.entries if f"{ENTRY}{one.id}" in gone and one.hidden]
    if len(others) != 1:
        raise Conflict(say("tl.no_way_back"))
    await it.save_entry(restored)
    await it.save_entry(others[0].model_copy(update={"hidden": False}))
    return Told(sentence=say("tl.unmerged"), entry=restored)


async def _before(it: Change, held: _Held) -> tuple[Entry, set[str]]:
    """Return an entry as it was told before the revision of the tap, and the keys of the entries that went with that.

    Raises Conflict where the entry was changed since.
    """
    revision = await it.uow.revisions.get(it.was.id, held.tap.revision or 0)
    mine = f"{ENTRY}{held.entry.id}"
    if revision is None or mine not in revision.parts:
        raise Conflict(say("tl.no_way_back"))
    before = await it.uow.revisions.text_at(it.was.id, revision.number - 1)
    after = await it.uow.revisions.text_at(it.was.id, revision.number)
    if mine not in before or entry_part(held.entry) != after.get(mine):
        raise Conflict(say("tl.no_way_back"))
    gone = {key for key in revision.parts if key.startswith(ENTRY) and key in before and key not in after}
    return Entry.model_validate({**held.entry.model_dump(), **json.loads(before[mine])}), gone


async def _move(it: Change, held: _Held) -> Told:
    changed = moved(held.entries, held.entry, -1 if held.tap.act is Act.UP else 1)
    if not changed:
        raise Invalid(say("tl.at_the_end"))
    for one in changed:
        await it.save_entry(one)
    return Told(sentence="", entry=held.entry)


async def _remove(it: Change, held: _Held) -> Told:
    ts = held.tap.ts or ""
    if ts not in held.entry.evidence:
        raise Conflict(say("tl.meanwhile"))
    without = without_message(held.entry, ts, held.member)
    await it.save_entry(without)
    return Told(sentence=say("tl.removed", what=await _quoted(it, held, ts)), undo=Act.RETURN, entry=without, ts=ts)


async def _return(it: Change, held: _Held) -> Told:
    ts = held.tap.ts or ""
    if not await _quoted(it, held, ts):
        raise Conflict(say("tl.no_way_back"))
    returned = with_message(held.entry, ts, held.member)
    await it.save_entry(returned)
    return Told(sentence=say("tl.returned"), entry=returned)


async def _take(it: Change, held: _Held) -> Told:
    """Let an entry say what its message says by now."""
    entry = held.entry
    message = await _message(it, lead_of(entry) or "")
    if message is None or message.deleted or own_words(message) == entry.text:
        raise Conflict(say("tl.nothing_new"))
    if not entry.verified:
        check_room(held.entries)
    taken = touched(entry, held.member).model_copy(update={"text": own_words(message), "verified": True})
    await it.save_entry(taken)
    if not entry.verified:  # what stood there was no part of the document, so no revision has it
        return Told(sentence=say("tl.taken"), entry=taken)
    undo = Act.GIVE_BACK if entry.by is not None else Act.GIVE_UP
    return Told(sentence=say("tl.taken"), undo=undo, entry=taken, revision=it.was.revision + 1)


async def _give_back(it: Change, held: _Held) -> Told:
    """Take the taking of a new text back: the old one stands there, marked as one whose message is another by now."""
    restored, _ = await _before(it, held)
    restored = restored.model_copy(update={"changed_at": it.at})
    if held.tap.act is Act.GIVE_UP:
        restored = _let_go(restored, held.member)
    await it.save_entry(restored)
    return Told(sentence=say("tl.given_back"), entry=restored)


async def _quoted(it: Change, held: _Held, ts: str) -> str:
    """Return a message of the document's incidents in words; "" where there is none: a button may name any `ts`."""
    message = await _message(it, ts)
    return held.what(held.entry.model_copy(update={"at": message.at, "text": message.text})) if message else ""


async def _message(it: Change, ts: str) -> Message | None:
    own = [] if it.was.incident is None else [it.was.incident]
    for incident in (*own, *(one.id for one in await it.uow.incidents.of_postmortem(it.was.id))):
        for message in (await it.uow.transcripts.some(incident, [ts])).values():
            return message
    return None


def _let_go(entry: Entry, member: str | None) -> Entry:
    """Give a machine's entry back, where the one who takes a tap back is the one who had touched it."""
    if entry.by != member or entry.origin is Origin.PERSON:
        return entry
    return entry.model_copy(update={"by": None, "source": None})


_DEEDS: Mapping[Act, Callable[[Change, _Held], Awaitable[Told]]] = MappingProxyType(
    {
        Act.HIDE: _hide,
        Act.SHOW: _show,
        Act.LET_GO: _show,
        Act.ACCEPT: _accept,
        Act.DOUBT: _doubt,
        Act.MERGE: _merge,
        Act.PART: _part,
        Act.UP: _move,
        Act.DOWN: _move,
        Act.REMOVE: _remove,
        Act.RETURN: _return,
        Act.TAKE: _take,
        Act.GIVE_BACK: _give_back,
        Act.GIVE_UP: _give_back,
    }
)
