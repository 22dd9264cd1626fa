"""Lines for the timeline by hand: `/postmortem note`, a pin, :pushpin:, and the message menu."""

from collections.abc import Mapping
from typing import Any

from blocks import ids, problems
from blocks import notes as ui
from bot.domain.errors import Invalid
from bot.domain.grammar import Words
from bot.domain.incidents import Message
from bot.domain.postmortems import Postmortem
from bot.domain.words import say
from bot.intake.slack_messages import author_of, is_pushpin, mentioned_ids, read_message
from bot.listeners.deeds import Deed
from bot.listeners.signals import Signals
from bot.listeners.tables import Tables
from bot.services import channels, members, notes


def register(tables: Tables, heard: Signals) -> None:
    """Register everything that puts a line on the timeline or takes it off, and messages that are signals."""

    async def on_reaction(deed: Deed) -> None:
        if not await heard.hear(deed):
            await on_picked(deed)

    async def on_message(deed: Deed) -> None:
        await heard.hear(deed)

    tables.events["reaction_added"] = on_reaction
    tables.events["reaction_removed"] = on_picked
    tables.events["pin_added"] = on_picked
    tables.events["pin_removed"] = on_picked
    tables.events["message"] = on_message
    tables.worth["message"] = lambda event: heard.find(event) is not None
    tables.worth["reaction_added"] = lambda event: _is_pin(event) or heard.find(event) is not None
    tables.worth["reaction_removed"] = _is_pin
    tables.shortcuts[ids.TIMELINE_ADD] = on_add
    tables.actions[ids.NOTE_UNDO] = on_undo
    tables.subcommands.add(
        "note",
        on_note,
        usage="note TEXT",
        about="put a line on the timeline, seen by all here",
        group="here and now",
    )


async def on_note(deed: Deed, words: Words) -> None:
    """Write a line for the timeline; the bot posts it for all."""
    note = await notes.write_note(deed.deps, deed.actor, deed.channel or "", await deed.plainly(words.rest))
    await deed.whisper(ui.undo(note.id))


async def on_undo(deed: Deed) -> None:
    """Take a note back."""
    await notes.withdraw_note(deed.deps, deed.actor, deed.ref.note or 0)
    await deed.replace(problems.done(say("done.undo")))


async def on_add(deed: Deed) -> None:
    """Put the message of the menu on the timeline."""
    channel = deed.channel or ""
    await channels.must_be_readable(deed.deps, channel)
    await channels.must_be_inside(deed.deps, deed.actor, channel)
    postmortem = await notes.add_to_timeline(deed.deps, deed.actor, channel, await _read(deed))
    await deed.whisper(problems.done(_added(postmortem)))


async def on_picked(deed: Deed) -> None:
    """Have a message that was pinned put on the timeline, or taken off where it was unpinned.

    Pins from before there is a draft are read with the channel.
    """
    event = deed.body["event"]
    channel, ts = _item(event)
    if "reaction" in event and not is_pushpin(event["reaction"]):
        return
    if deed.actor.is_full_member and ts:
        await notes.pick(deed.deps, deed.actor, channel, ts)


def _is_pin(event: Mapping[str, Any]) -> bool:
    return is_pushpin(event.get("reaction"))


def _item(event: Mapping[str, Any]) -> tuple[str, str]:
    """Return the channel and ts that a pin or reaction is about; files and comments have none."""
    item = event.get("item") or {}
    ts = item.get("ts") or (item.get("message") or {}).get("ts") or ""
    return str(item.get("channel") or event.get("channel_id") or ""), str(ts)


async def _read(deed: Deed) -> Message:
    """Turn the message of the menu into ours: the people in it are asked for first."""
    raw = deed.body["message"]
    if deed.deps.chat.is_ours(raw):
        raise Invalid(say("tl.ours"))
    known = await members.ensure_known(deed.deps, deed.actor.workspace, (*mentioned_ids(raw), *author_of(raw)))
    message = read_message(raw, lambda one: known[one].name if one in known else one, lambda _: None)
    if message is None:
        raise Invalid(say("tl.cannot"))
    return message


def _added(postmortem: Postmortem | None) -> str:
    return say("tl.added", pm=postmortem.name) if postmortem is not None else say("tl.nowhere")
