"""Weighs how much each message matters to somebody who reads about the incident later.

The weights are few, generic and additive; set by hand so that each helps on every channel measured, or harms none.
"""

import math
from collections import Counter, defaultdict

from bot.ai.offline.notes import Note
from bot.ai.offline.phrases import Cue

WEIGHTS: dict[str, float] = {
    Cue.FINDING: 1.4, Cue.CAUSE: 0.5, Cue.CHANGE: 0.4, Cue.WORKED: 0.7, Cue.RULED_OUT: 0.4, Cue.SYMPTOM: 0.5,
    Cue.ALERT: 0.6, Cue.CLEARED: 1.0, Cue.RESOLVED: 0.8, Cue.DECLARE: 0.7, Cue.HANDOVER: 0.8, Cue.ESCALATE: 0.5,
    Cue.ON_IT: 0.7, Cue.DECISION: 0.5, Cue.COMMS: 0.5, Cue.FOLLOW_UP: 0.4, Cue.CALL: 0.8, Cue.SUMMARY: 0.9,
    Cue.GUESS: 0.25, Cue.IMPACT: 0.2, Cue.LUCK: 0.2, Cue.OBSERVE: -0.4, Cue.GENERAL: -0.9, Cue.BANTER: -0.7,
    "short": -0.8, "question": -0.6, "link": 0.7, "change link": 0.9, "identifier": 0.35, "new": 0.4, "echoed": 0.7,
    "taken up": 0.3, "first words": 0.8, "after silence": 1.1, "crowd": -0.7, "regular": 0.9, "we": 0.35, "i": -0.3,
    "you": -0.25, "group call": 0.4, "reactions": 0.5, "bot alert": 1.6, "struck": -0.5, "answered": 0.1,
}  # fmt: skip

_WE = frozenset({"we", "our", "we're", "we've", "us", "ours", "we'll"})
_YOU = frozenset({"you", "your", "you're", "yours"})
_I = frozenset({"i", "i'm", "i've", "i'll", "my", "me", "i'd"})
_RARE_SHARE = 0.06
_FEW_WORDS = 4
_LONG_WORD = 4


def weigh(notes: list[Note]) -> None:
    """Set the features and the score of every note."""
    taken_up = _taken_up(notes)
    spoken = Counter(note.author for note in notes)
    crowds = _crowds(notes)
    for note in notes:
        before = notes[note.place - 1] if note.place else None
        note.features = _own(note) | {
            "taken up": min(taken_up[note.place], 3) / 3,
            "first words": math.exp(-note.place / 8),
            "after silence": _silence(before, note),
            "crowd": math.log1p(crowds[note.place]) / 3,
            "regular": math.log1p(spoken[note.author]) / 4,
        }
        note.score = sum(WEIGHTS.get(name, 0.0) * value for name, value in note.features.items())


def _own(note: Note) -> dict[str, float]:
    """Return what the message shows by itself."""
    words = set(note.tokens)
    report = note.message.is_bot and note.has(Cue.ALERT, Cue.CLEARED, Cue.SYMPTOM, Cue.RESOLVED, Cue.CHANGE)
    shown: dict[str, float] = dict.fromkeys(note.cues, 1.0)
    return shown | {
        "short": float(len(note.tokens) < _FEW_WORDS and not note.links),
        "question": float(note.is_question),
        "link": float(bool(note.links)),
        "change link": float(note.changes_link),
        "identifier": float(bool(note.identifiers)),
        "new": min(note.new, 3) / 3,
        "echoed": float(note.echoed > 0),
        "we": float(bool(words & _WE)),
        "you": float(bool(words & _YOU)),
        "i": float(bool(words & _I)),
        "group call": float(note.group_call),
        "reactions": min(sum(r.count for r in note.message.reactions), 5) / 5,
        "bot alert": float(report),
        "struck": float(note.struck),
    }


def _silence(before: Note | None, note: Note) -> float:
    minutes = (note.second - before.second) / 60 if before else 30.0
    return min(math.log1p(max(minutes, 0.0)), 4.0) / 4


def _taken_up(notes: list[Note]) -> Counter[int]:
    """Return by place how many rare words a message brought into the channel that two others used after it."""
    frequency: Counter[str] = Counter()
    first: dict[str, Note] = {}
    speakers: dict[str, set[str]] = defaultdict(set)
    for note in notes:
        for word in {word for word in (*note.tokens, *note.identifiers) if len(word) >= _LONG_WORD}:
            frequency[word] += 1
            first.setdefault(word, note)
            if len(speakers[word]) < _FEW_WORDS:
                speakers[word].add(note.author)
    rare = max(3.0, _RARE_SHARE * len(notes))
    others = (
        note.place
        for word, note in first.items()
        if frequency[word] <= rare and len(speakers[word] - {note.author}) > 1
    )
    return Counter(others)


def _crowds(notes: list[Note]) -> list[int]:
    """Return by place how many messages stand within two minutes, at most 24: talk is dense, events are not."""
    crowds: list[int] = []
    low = high = 0
    for note in notes:
        while notes[low].second < note.second - 120:
            low += 1
        high = max(high, note.place)
        while high + 1 < len(notes) and notes[high + 1].second < note.second + 120:
            high += 1
        crowds.append(min(high - low + 1, 24))
    return crowds
