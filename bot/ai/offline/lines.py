"""Writes the one line of a timeline entry: the sentence that carries the event, and at most one that completes it."""

from bot.ai.offline.kinds import shows
from bot.ai.offline.machines import fact
from bot.ai.offline.notes import Note
from bot.ai.offline.phrases import Cue
from bot.ai.offline.wording import blames, gist, name_of, statements_of
from bot.domain.timeline import EntryKind

LINE = 160
_BRIEF = 48
_WORTH_ADDING = 18
# What these kinds tell is stated, though a question may follow; of the others the question is a part.
_STATED = frozenset(
    {
        EntryKind.DECLARED,
        EntryKind.MITIGATED,
        EntryKind.RESOLVED,
        EntryKind.CHANGE,
        EntryKind.DECISION,
        EntryKind.RULED_OUT,
    }
    | {EntryKind.COMMUNICATION, EntryKind.ACKNOWLEDGED}
)
_OUTCOME = (Cue.WORKED, Cue.CLEARED, Cue.RESOLVED, Cue.CHANGE, Cue.RULED_OUT, Cue.SYMPTOM)


def line(lead: Note, company: list[Note], kind: EntryKind) -> str:
    """Return one line of at most 160 characters for an event that `lead` tells and `company` belongs to."""
    told = say(lead, kind, LINE)
    for note in company:
        if note.place < lead.place and not (lead.automatic and note.automatic):
            continue
        more = _completing(lead, note, told)
        if more:
            return f"{more[2:]}; {told}" if note.place < lead.place else told + more
    return told


def say(note: Note, kind: EntryKind | None, limit: int) -> str:
    """Return what a message says of an event of that kind; a person's words with the name before them."""
    if note.automatic:
        return fact(note, limit) or f"{name_of(note)} wrote a message"
    name = name_of(note)
    first = Cue.SUMMARY in note.opening and kind is not EntryKind.RULED_OUT
    asks = (note.is_question or kind is EntryKind.REPORTED) and kind not in _STATED
    words = gist(
        note, limit - len(name) - 2, lambda text: kind is not None and shows(kind, text), first=first, asks=asks
    )
    return f"{name}: {words}" if words else f"{name} wrote a message"


def _completing(lead: Note, note: Note, told: str) -> str:
    """Return what another message adds to a line, with its separator; empty when it adds nothing or does not fit."""
    if note.automatic:
        between = "; " if lead.automatic else " \u2014 "
        words = fact(note, 4 * LINE) if note.has(*_OUTCOME, Cue.ALERT) or lead.automatic else ""
    elif lead.automatic:
        return ""
    else:
        statements = statements_of(note)
        words = gist(note, 4 * LINE) if statements and not statements[0].asks else ""
        answers = lead.only_asks and note.place > lead.place and not note.only_asks
        brief = len(lead.prose) <= _BRIEF and note.author == lead.author and not note.only_asks
        if not (answers or brief) or note.has(Cue.BANTER):
            return ""
        same = " " if told.endswith(("?", ".", "!")) else ". "
        between = same if note.author == lead.author else f" \u2014 {name_of(note)}: "
    if len(words) < _WORTH_ADDING or len(told) + len(between) + len(words) > LINE or blames(words):
        return ""
    return between + words
