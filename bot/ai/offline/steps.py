"""Writes the resolution: what was done, step by step, and what each step did."""

import re

from bot.ai.offline.desk import CLAUSE, Desk, Lines
from bot.ai.offline.kinds import is_recovery
from bot.ai.offline.machines import fact
from bot.ai.offline.notes import Note
from bot.ai.offline.phrases import Cue
from bot.ai.offline.wording import gist, name_of, sentence_case
from bot.domain.timeline import Claim, EntryKind, Mark

_MOST = 6
_RESULT_SECONDS = 1_800
_RESULT = 90
_LOOK_AHEAD = 30
_EARLIER = re.compile(r"\b(?:last night|yesterday|this morning|earlier|went out|days? ago|last week)\b", re.IGNORECASE)
_FIGURES = re.compile(
    r"^\W*\d[\d.,]{0,6}\s?(?:%|(?:->|\u2192|to)\s*\d[\d.,]{0,6}\s?%?)(?:[, ]+\w+){0,4}\W*$", re.IGNORECASE
)


def steps_of(desk: Desk) -> Lines:
    """Return the numbered steps with their results, and the end."""
    ends = [claim for claim in desk.of(EntryKind.RESOLVED) if claim.mark is not None][-1:]
    done = [claim for claim in desk.of(EntryKind.CHANGE, EntryKind.DECISION) if _is_deed(desk, claim)]
    eased = [claim for claim in desk.of(EntryKind.MITIGATED) if claim.mark is not None or not done]
    kept = sorted(done, key=lambda claim: (claim.mark is None, -claim.weight))[: _MOST - len(eased) - len(ends)]
    steps = sorted([*kept, *eased[:_MOST], *ends], key=desk.at)
    lines: list[str] = []
    cites: list[str] = []
    for place, claim in enumerate(steps):
        until = desk.at(steps[place + 1]).timestamp() if place + 1 < len(steps) else float("inf")
        result = _result(desk, claim, until) if claim in kept else None
        lines.append(_line(desk, claim, result, place + 1))
        cites += [*claim.cites, *([result.message.ts] if result else [])]
    return lines, cites


def _is_deed(desk: Desk, claim: Claim) -> bool:
    note = desk.by_ts[claim.cites[0]]
    seen = desk.marked(Mark.DETECTED)
    before = seen is not None and desk.at(claim) < desk.at(seen)
    told = before or bool(_EARLIER.search(claim.text))
    return not (told or note.only_asks or note.doubtful or note.has(Cue.GUESS, Cue.GENERAL, Cue.BANTER))


def _line(desk: Desk, claim: Claim, result: Note | None, place: int) -> str:
    note = desk.by_ts[claim.cites[0]]
    by = "" if note.automatic else f"{name_of(note)}, "
    text = sentence_case(claim.text.removeprefix(f"{name_of(note)}: ")[:CLAUSE]).rstrip(" .")
    told = f"{place}. {text} ({by}{desk.clock(desk.at(claim))})"
    return f"{told}. Result: {_words(result)} ({desk.clock(result.message.at)})" if result else told


def _words(note: Note) -> str:
    return (fact(note, _RESULT) if note.automatic else gist(note, _RESULT)).rstrip(" .")


def _result(desk: Desk, claim: Claim, until: float) -> Note | None:
    """Return the last message before the next step, and within half an hour, that says what the step did."""
    start = desk.by_ts[claim.cites[0]]
    found: Note | None = None
    for note in desk.all_notes[start.place + 1 : start.place + 1 + _LOOK_AHEAD]:
        if note.second >= until or note.second - start.second > _RESULT_SECONDS:
            break
        if not note.only_asks and note.message.ts not in claim.cites and _tells_result(desk, note) and _words(note):
            found = note
    return found


def _tells_result(desk: Desk, note: Note) -> bool:
    if note.automatic:
        return note.has(Cue.CLEARED, Cue.RESOLVED) or (note.has(Cue.ALERT) and note.has(Cue.OBSERVE, Cue.SYMPTOM))
    if note.has(Cue.GUESS, Cue.BANTER):
        return False
    if note.place in {guess.withdrawn_by for guess in desk.taken_back}:
        return False
    return is_recovery(note) or Cue.RULED_OUT in note.said or bool(_FIGURES.match(_words(note)))
