"""Finds what the channel says of the harm done: who could not do what, and the latest count of each thing counted."""

import re

from bot.ai.offline.desk import Desk, Harm, Lines
from bot.ai.offline.machines import fact
from bot.ai.offline.notes import Note, Sentence, cues_of
from bot.ai.offline.phrases import FUNCTION_WORDS, Cue
from bot.ai.offline.titles import plainly
from bot.ai.offline.wording import shorten, statements_of

_MOST = 5
_MOST_WORDS = 2
_LINE = 200
_COUNT = re.compile(
    r"(?<![\w.:/#,-])(\d[\d,]*(?:\.\d+)?[km]?)(?:ish)?((?:[ -](?!\d)[^\W\d_][\w'-]*){1,2})", re.IGNORECASE
)
_PERCENT = re.compile(r"(?<![\w.])(\d+(?:[.,]\d+)?)\s?%|\bevery (?:second|third|fourth|fifth|tenth)\b")
_OUTSIDE = re.compile(
    r"\b(?:says?|said|reports?|reported|told us|complain\w*|claims?|sees?|cannot|can't)\b", re.IGNORECASE
)
_AHEAD = re.compile(
    r"\b(?:will|would|going to|if|might|i'?ll|we'?ll|let'?s|should|vouchers?|refunds? go)\b|https?://", re.IGNORECASE
)
_HARMED = re.compile(
    r"\b(?:affected|impacted|hit|hurt|failed|lost|tickets?|complain\w*|charged|refund\w*|"
    r"abandoned|missed|rejected|"
    r"declined|without|unable|cannot|can't|stranded|waiting|cancell?ed|delayed|late)\b",
    re.IGNORECASE,
)
_UNITS = frozenset(
    {
        "min",
        "mins",
        "minutes",
        "hours",
        "hour",
        "days",
        "weeks",
        "ms",
        "sec",
        "secs",
        "seconds",
        "times",
        "utc",
        "were",
        "was",
        "is",
        "have",
        "of",
    }
)
_NOT_HARM = (Cue.GUESS, Cue.GENERAL, Cue.WORKED, Cue.RESOLVED, Cue.FOLLOW_UP, Cue.BANTER, Cue.PROPOSAL)


def harm_of(desk: Desk) -> list[Harm]:
    """Return the statements about harm in order of time, without counts that a later count replaces."""
    if desk.harms is None:
        desk.harms = _harm_of(desk)
    return desk.harms


def _harm_of(desk: Desk) -> list[Harm]:
    found = [harm for note in desk.notes for harm in _harms(note)]
    kept: list[Harm] = []
    later: set[str] = set()
    for harm in reversed(found):
        named = [words for words in harm.counts if words]
        if named and all(words & later for words in named):
            continue
        kept.append(harm)
        later |= {word for words in named for word in words}
    shares = [harm for harm in kept if harm.share and not any(harm.counts)]
    worst = max(shares, key=lambda harm: harm.share, default=None)
    return [harm for harm in reversed(kept) if harm is worst or harm not in shares]


def impact(desk: Desk) -> Lines:
    """Return the lines of the impact section: the latest counts first of all, then what people could not do."""
    found = harm_of(desk)
    counted = [harm for harm in found if any(harm.counts)][-3:]
    plain = [harm for harm in found if harm not in counted]
    chosen = sorted([*counted, *plain[: _MOST - len(counted)]], key=lambda harm: harm.note.place)
    lines = [desk.line(harm.note, shorten(plainly(harm.note, harm.text), _LINE)) for harm in chosen]
    return list(dict.fromkeys(lines)), [harm.note.message.ts for harm in chosen]


def _harms(note: Note) -> list[Harm]:
    if not note.has(Cue.IMPACT, Cue.SYMPTOM) or note.only_asks:
        return []
    if note.automatic:
        text = fact(note, _LINE)
        share = _PERCENT.search(text)
        alert = note.has(Cue.ALERT) and not note.has(Cue.CLEARED, Cue.RESOLVED) and share
        return [Harm(note, text, (), float((share[1] or "0").replace(",", ".")))] if alert and share else []
    return [harm for one in statements_of(note) if (harm := _harm(note, one)) is not None]


def _harm(note: Note, one: Sentence) -> Harm | None:
    counts = tuple(words for found in _COUNT.finditer(one.text) if (words := _counted(found[2])) is not None)
    share = _PERCENT.search(one.text)
    hurt, failing = Cue.IMPACT in cues_of(one.text.replace("5xx", "")), Cue.SYMPTOM in one.cues
    hurt = hurt and not (Cue.CHANGE in one.cues and not failing)
    tells = hurt and (failing or share or _OUTSIDE.search(one.text) or (counts and _HARMED.search(one.text)))
    tells = (
        tells
        or (failing and counts and _OUTSIDE.search(one.text))
        or (share and (Cue.IMPACT in one.cues or _HARMED.search(one.text)))
    )
    if not tells or _AHEAD.search(one.text) or any(cue in one.cues for cue in _NOT_HARM):
        return None
    worth = float((share[1] or "33").replace(",", ".")) if share else 0.0
    return Harm(note, one.text, counts if hurt or _OUTSIDE.search(one.text) else (), worth)


def _counted(words: str) -> frozenset[str] | None:
    """Return the words that say what is counted; None for a length of time."""
    named = [word.casefold() for word in re.split(r"[ -]", words) if word]
    if named and named[0] in _UNITS:
        return None
    return frozenset(word for word in named[:_MOST_WORDS] if word not in FUNCTION_WORDS | _UNITS)
