"""Writes the summary that a customer would understand: what failed, from when to when, how much, what ended it."""

import re
from datetime import datetime, timedelta

from bot.ai.offline.desk import NOTHING, Desk, Harm, Lines
from bot.ai.offline.harm import harm_of
from bot.ai.offline.notes import Note
from bot.ai.offline.stated import begins
from bot.ai.offline.titles import trouble_of
from bot.ai.offline.wording import name_of, sentence_case, sentences_of, shorten
from bot.domain.timeline import Claim, EntryKind, Mark

_SENTENCE = 200
_STEP = 110
_LONGEST_WAY = timedelta(hours=6)
_LETS = re.compile(
    r"^(?:ok[, ]+)?(?:let'?s|let us|we'?ll|we will|i'?ll|(?:we'?re |i'?m )?going to|we should|plan:?)\s+", re.IGNORECASE
)


def summary(desk: Desk) -> Lines:
    """Return the summary as one paragraph; nothing where the channel tells of no trouble."""
    trouble = trouble_of(desk.notes)
    seen = desk.marked(Mark.DETECTED)
    if trouble is None and seen is None:
        return NOTHING
    parts = [
        _what(trouble, seen, desk),
        _when(desk),
        _how_much(desk, trouble[1] if trouble else None),
        _what_ended(desk),
    ]
    told = [(text, cites) for text, cites in parts if text]
    return [" ".join(text for text, _ in told)], list(dict.fromkeys(ts for _, cites in told for ts in cites))


def began(desk: Desk) -> tuple[datetime, Claim] | None:
    """Return when the trouble began by what somebody stated or, for want of that, when it was seen."""
    seen = desk.marked(Mark.DETECTED)
    starts = [c for c in desk.stated if c.kind in (EntryKind.FINDING, EntryKind.REPORTED) and begins(c.text)]
    if seen is not None:
        starts = [claim for claim in starts if timedelta(0) <= desk.at(seen) - desk.at(claim) <= _LONGEST_WAY]
    first = min(starts, key=desk.at, default=seen)
    return (desk.at(first), first) if first is not None else None


def _what(trouble: tuple[str, Note] | None, seen: Claim | None, desk: Desk) -> tuple[str, list[str]]:
    if trouble is not None:
        text = trouble[0].rstrip(" .!?")
        return f"{sentence_case(shorten(text, _SENTENCE))}.", [trouble[1].message.ts]
    if seen is None:
        return "", []
    text = seen.text.removeprefix(f"{name_of(desk.by_ts[seen.cites[0]])}: ")
    return f"{sentence_case(text).rstrip(' .')}.", list(seen.cites)


def _when(desk: Desk) -> tuple[str, list[str]]:
    first, eased, ended = began(desk), desk.marked(Mark.MITIGATED), desk.marked(Mark.RESOLVED)
    if first is None:
        return "", []
    moments = [
        ("it began at", first),
        *((w, (desk.at(c), c)) for w, c in (("it was mitigated at", eased), ("it was over at", ended)) if c),
    ]
    days = {at.astimezone(desk.zone).date() for _, (at, _) in moments}
    told = [f"{words} {desk.clock(at) if len(days) == 1 else desk.day_and_clock(at)}" for words, (at, _) in moments]
    cites = [ts for _, (_, claim) in moments for ts in claim.cites[:1]]
    if len(moments) == 1:
        return f"{sentence_case(told[0])}; the channel does not say that it is over.", cites
    return f"{sentence_case(', '.join(told[:-1]))} and {told[-1].removeprefix('it ')}.", cites


def _how_much(desk: Desk, said: Note | None) -> tuple[str, list[str]]:
    told = (harm for harm in harm_of(desk) if harm.note is not said and not (said and harm.note.automatic))
    found = [harm for harm in told if any(harm.counts) or harm.share]
    latest: Harm | None = next((harm for harm in reversed(found) if any(harm.counts)), found[-1] if found else None)
    if latest is None:
        return "", []
    return f"{sentence_case(shorten(latest.text, _SENTENCE)).rstrip(' .')}.", [latest.note.message.ts]


def _what_ended(desk: Desk) -> tuple[str, list[str]]:
    """Return the last decision or change before things got better."""
    end = desk.marked(Mark.MITIGATED) or desk.marked(Mark.RESOLVED)
    if end is None:
        return "", []
    before = [
        c
        for c in desk.of(EntryKind.DECISION, EntryKind.CHANGE)
        if timedelta(0) <= desk.at(end) - desk.at(c) <= _LONGEST_WAY
    ]
    decided = [claim for claim in before if claim.kind is EntryKind.DECISION] or before
    if not decided:
        return "", []
    note = desk.by_ts[decided[-1].cites[0]]
    whole = decided[-1].text.removeprefix(f"{name_of(note)}: ")
    first = next((one.text for one in sentences_of(note) if not one.asks and whole.startswith(one.text)), whole)
    step = _LETS.sub("", first).rstrip(" .")
    return f"The last step before it got better: {shorten(step, _STEP)} ({desk.clock(desk.at(decided[-1]))}).", [
        note.message.ts
    ]
