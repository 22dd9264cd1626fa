"""Finds what the channel names as the cause, and what made it likelier, larger or longer. No jokes, no lost guesses."""

import re
from collections.abc import Callable

from bot.ai.offline.desk import NOTHING, Desk, Lines, joined, states
from bot.ai.offline.notes import Note, Sentence, is_difficulty
from bot.ai.offline.phrases import Cue
from bot.ai.offline.wording import shorten, statements_of

_MOST_CAUSES = 2
# Those that call it the cause; of the others one is enough.
_SURE_SORTS = 2
_MOST_FACTORS = 4
_LINE = 220
_ENOUGH = 5
_AN_EXPLANATION = 12
_LABEL = re.compile(r"^(?:so )?(?:the )?(?:root )?cause(?: is| was)?\s*[:\u2014-]?\s+(?=\S)", re.IGNORECASE)
_NAMED = re.compile(
    r"\b(?:root cause|the cause|cause (?:is|was)|caused by|culprit|turned? out|turns out|introduced (?:by|in)|"
    r"(?:triggered|broke|failed|fails|failing|down) (?:by|because))\b|\bcause:",
    re.IGNORECASE,
)
_FOUND = re.compile(
    r"\b(?:found it|found the|that'?s it|turns out|turned out|tracked (?:it )?down|pinpointed|explains)\b",
    re.IGNORECASE,
)
_UNSURE = re.compile(r"\b(?:not sure|no idea|don'?t know|i'?m not|not saying|who knows|i guess)\b", re.IGNORECASE)
# "the disk is sick, not the load": one thing, and not the other.
_CONTRAST = re.compile(
    r"^[^,?]{3,60}\b(?:is|are|was|were|has|had)\b[^,?]{2,60}, not (?:the|a|an|our|their)\b", re.IGNORECASE
)


def root_cause(desk: Desk) -> Lines:
    """Return the lines that name the cause, or none."""
    lines = [desk.line(note, shorten(_LABEL.sub("", one.text), _LINE)) for note, one in cause_statements(desk)]
    return lines, [note.message.ts for note, _ in cause_statements(desk)]


def cause_statements(desk: Desk) -> list[tuple[Note, Sentence]]:
    """Return the statements that name the cause, the most trustworthy sort that there is, in order of time."""
    told = [note for note in desk.notes if _may_tell(note)]
    sure = [note for note in told if not note.has(Cue.GUESS)]
    causes = [note for note in sure if Cue.CAUSE in note.said]
    sorts = (
        _told(causes, lambda one: Cue.CAUSE in one.cues and bool(_NAMED.search(one.text))),
        _told(causes, lambda one: Cue.CAUSE in one.cues),
        _told([n for n in sure if ", not " in n.prose], lambda one: bool(_CONTRAST.search(one.text))),
        _told([n for n in sure if n.answers_why and _explains(n)], lambda one: len(one.text.split()) >= _ENOUGH),
        _told([n for n in sure if _finds(n)], lambda one: len(one.text.split()) >= _ENOUGH),
        _told([n for n in sure if n.names_it and _explains(n)], lambda one: len(one.text.split()) >= _ENOUGH),
        _told([n for n in told if Cue.CAUSE in n.said], lambda one: Cue.CAUSE in one.cues),
    )
    place, found = next(((place, sort) for place, sort in enumerate(sorts) if sort), (0, []))
    most = _MOST_CAUSES if place < _SURE_SORTS else 1
    ranked = sorted(found, key=lambda pair: (-_assent(pair[0]), -pair[0].score, pair[0].place))
    return sorted(ranked[:most], key=lambda pair: pair[0].place)


def factors(desk: Desk) -> Lines:
    """Return the lines that say what made it likelier, larger or longer."""
    causes = {note.place for note, _ in cause_statements(desk)}
    hard = desk.strongest(lambda n: n.difficulty and not n.only_asks and not n.has(Cue.BANTER), _MOST_FACTORS)
    why = desk.strongest(
        lambda n: (n.answers_why or n.names_it or Cue.REASON in n.said) and _explains(n) and n.place not in causes,
        _MOST_FACTORS,
    )
    chosen = sorted({note.place: note for note in [*why, *hard] if statements_of(note)}.values(), key=lambda n: n.place)
    if not chosen:
        return NOTHING
    return joined(
        *(desk.listed([note], is_difficulty if note.difficulty else _explaining) for note in chosen[:_MOST_FACTORS])
    )


def _explaining(text: str) -> bool:
    return len(text.split()) >= _ENOUGH


def _told(notes: list[Note], about: Callable[[Sentence], bool]) -> list[tuple[Note, Sentence]]:
    return [(note, one) for note in notes if (one := states(note, about)) is not None]


def _may_tell(note: Note) -> bool:
    return not note.only_asks and not note.automatic and not note.has(Cue.GENERAL) and Cue.RULED_OUT not in note.said


def _finds(note: Note) -> bool:
    """Whether somebody says outright that it is found."""
    return Cue.FINDING in note.said and bool(_FOUND.search(note.prose))


def _explains(note: Note) -> bool:
    sure = (
        _may_tell(note)
        and states(note, lambda one: _explaining(one.text)) is not None
        and not note.has(Cue.GUESS)
        and not _UNSURE.search(note.prose)
    )
    telling = note.has(Cue.REASON, Cue.CAUSE) or bool(note.identifiers) or any(t[0].isdigit() for t in note.tokens)
    return sure and (telling or len(note.tokens) >= _AN_EXPLANATION)


def _assent(note: Note) -> int:
    return sum(reaction.count for reaction in note.message.reactions)
