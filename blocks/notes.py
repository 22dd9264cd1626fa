"""A line for the timeline that a person wrote and the bot posts for all, and the private way to take it back."""

from functools import cache

from blocks import ids, kit, text
from blocks.ids import Ref
from bot.domain.surfaces import Rendered
from bot.domain.words import say

LONGEST = 1_000


def note(author: str, name: str, body: str) -> Rendered:
    """Return the message that all in the channel see. `author` is the Slack id, which is never shown or mentioned."""
    del author
    sentence = say("tl.note", who=text.name(name) or say("who.somebody"), text=text.line(body, LONGEST, 2_700))
    return kit.message(sentence, kit.section(sentence))


def withdrawn(name: str) -> Rendered:
    """Return what the message turns into when its writer takes it back."""
    sentence = say("tl.note_withdrawn", who=text.name(name) or say("who.somebody"))
    return kit.message(sentence, kit.section(sentence))


def undo(note_id: int) -> Rendered:
    """Return the ephemeral answer to whoever wrote it."""
    drawn = _undo()
    section = drawn.blocks[0]
    button = {**section["accessory"], "value": Ref(kind="note", note=note_id).encode()}
    return Rendered(text=drawn.text, blocks=({**section, "accessory": button},))


@cache
def _undo() -> Rendered:
    """Draw it once: the ack of every note waits for it, and only the button's value differs."""
    sentence = say("tl.note_kept")
    button = kit.button(say("button.undo"), ids.NOTE_UNDO, Ref(kind="note"), say("about.note"))
    return kit.message(sentence, kit.section(sentence, button))
