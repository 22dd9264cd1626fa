"""Weighs how much each message matters to somebody who reads about the incident later.

The weights are few, generic and additive; set by hand so that each helps on every channel measured, or harms none.
"""

import math
import re
from collections import Counter, defaultdict

from bot.ai.offline.kinds import is_recovery, kind_of, says_mitigated, takes_on
from bot.ai.offline.notes import Note
from bot.ai.offline.phrases import FUNCTION_WORDS, Cue
from bot.ai.offline.questions import is_for_the_record
from bot.domain.timeline import EntryKind

WEIGHTS: dict[str, float] = {
    Cue.FINDING: 1.4, Cue.CAUSE: 0.7, Cue.REASON: 0.2, Cue.CHANGE: 0.4, Cue.WORKED: 0.7, Cue.RULED_OUT: 0.4,
    Cue.SYMPTOM: 0.5, Cue.ALERT: 0.6, Cue.REPORT: 0.6, Cue.CLEARED: 1.0, Cue.RESOLVED: 0.8, Cue.DECLARE: 0.7,
    Cue.HANDOVER: 0.8, Cue.ESCALATE: 0.5,
    Cue.ON_IT: 0.7, Cue.DECISION: 0.6, Cue.COMMS: 0.5, Cue.FOLLOW_UP: 0.4, Cue.CALL: 0.8, Cue.SUMMARY: 0.9,
    Cue.GUESS: 0.25, Cue.IMPACT: 0.2, Cue.LUCK: 0.2, Cue.OBSERVE: -0.4, Cue.GENERAL: -0.9, Cue.BANTER: -0.7,
    "short": -0.8, "question": -0.4, "link": 0.8, "change link": 1.1, "identifier": 0.2, "new": 0.3, "echoed": 0.7,
    "taken up": 0.3, "first words": 0.8, "after silence": 1.3, "crowd": -0.7, "regular": 0.9, "we": 0.35, "i": -0.3,
    "you": -0.25, "group call": 0.4, "reactions": 0.5, "bot alert": 0.4, "routine": -1.0, "figures": 0.2,
    "struck": -0.5,
    "turning point": 1.2, "repeated": -1.2, "dead end": 1.1, "doubtful": -1.5,
    "machine change": 0.7, "names it": 0.8, "for later": -0.5, "recounted": -0.5, "structure": 1.5, "measured": 0.6,
    "rare voice": 2.5, "nobody's": -1.5,
}  # fmt: skip

_WE = frozenset({"we", "our", "we're", "we've", "us", "ours", "we'll"})
_YOU = frozenset({"you", "your", "you're", "yours"})
_I = frozenset({"i", "i'm", "i've", "i'll", "my", "me", "i'd"})
# A measured amount: a share, thousands, a decimal, or a number with its unit.
_FIGURE = re.compile(
    r"(?<![\w.:/#-])\d+(?:[.,]\d+)?\s?(?:%|[kmg]?b\b|[kmg]ib\b|m?s\b|min\b|h\b|mbit|rps|qps|k\b|/\s?(?:s|min|h)\b)|"
    r"(?<![\w.:/#-])\d{1,3},\d{3}(?![\d.])|(?<![\w.:/#-])\d+(?= (?:of|/) \d)",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"(?<![\w.:/#-])\d[\d,.]*[km]?(?= [a-z])", re.IGNORECASE)
_CLOCK = re.compile(r"(?<![\d:.])(?:[01]?\d|2[0-3])[:.h][0-5]\d(?![\d:])")
_ENOUGH_TOKENS = 40
_ENGLISH_SHARE = 0.08
_EVENTS = frozenset({EntryKind.MITIGATED, EntryKind.RESOLVED, EntryKind.DECISION, EntryKind.DECLARED})
_RARE_SHARE = 0.06
_FEW_WORDS = 4
_LONG_WORD = 4
_EARLY = 10
_MOSTLY = 0.6


def weigh(notes: list[Note]) -> None:
    """Set the features and the score of every note."""
    taken_up = _taken_up(notes)
    spoken = Counter(note.author for note in notes)
    crowds = _crowds(notes)
    withdrawals = {note.withdrawn_by for note in notes}
    said: set[tuple[str, ...]] = set()
    among_machines = sum(note.automatic for note in notes) > _MOSTLY * len(notes)
    spoken_of = frozenset[str]().union(*(note.words for note in notes if not note.automatic))
    trouble = next((note.place for note in notes if note.has(Cue.ALERT, Cue.SYMPTOM, Cue.REPORT)), 0)
    for note in notes:
        before = notes[note.place - 1] if note.place else None
        said_before = _signature(note) in said
        said.add(_signature(note))
        note.features = _own(note, amid=note.place >= trouble) | {
            "taken up": min(taken_up[note.place], 3) / 3,
            # A machine speaks at any hour: its first words and those after a silence mean less than a person's.
            "first words": math.exp(-note.place / 8) * (1.0 - 0.5 * note.automatic),
            "after silence": _silence(before, note) * (1.0 - 0.5 * note.automatic),
            "crowd": math.log1p(crowds[note.place]) / 3,
            "regular": math.log1p(spoken[note.author]) / 4,
            # False starts and dead ends stay visible: a reader learns from them.
            "dead end": float(note.withdrawn_by is not None or note.place in withdrawals),
            "doubtful": float(note.doubtful),
            # A deploy or rollback amid an incident is an event, though its post looks like every other.
            "machine change": float(note.place > trouble and note.automatic and kind_of(note) is EntryKind.CHANGE),
            "repeated": float(note.automatic and said_before),
            # Where machines do the talking, what a person says is what the machines cannot know.
            "rare voice": float(among_machines and not note.automatic),
            "nobody's": float(among_machines and note.automatic and bool(spoken_of) and not note.words & spoken_of),
        }
    if is_foreign(notes):
        for note in notes:
            note.features["structure"] = _structure(note)
    for place in _recounted(notes):
        notes[place].features["recounted"] = 1.0
    for place in _turning_points(notes):
        notes[place].features["turning point"] = 1.0
    for place in _measured(notes):
        notes[place].features["measured"] = 1.0
    for note in notes:
        note.score = sum(WEIGHTS.get(name, 0.0) * value for name, value in note.features.items())


def _own(note: Note, *, amid: bool) -> dict[str, float]:
    """Return what the message shows by itself; `amid` an incident a machine's post of a deploy is no routine."""
    words = set(note.tokens)
    report = note.automatic and (
        note.has(Cue.ALERT, Cue.CLEARED, Cue.SYMPTOM, Cue.RESOLVED)
        or (amid and Cue.CHANGE in note.cues)
        or takes_on(note)
    )
    shown: dict[str, float] = dict.fromkeys(note.cues, 1.0)
    return shown | {
        "short": float(len(note.tokens) < _FEW_WORDS and not note.links and not note.has(Cue.ON_IT, Cue.RESOLVED)),
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
        "routine": float(note.automatic and not report),
        "figures": float(bool(_FIGURE.search(note.prose))),
        "struck": float(note.struck),
        "for later": float(note.is_question and is_for_the_record(note.prose) and kind_of(note) not in _EVENTS),
        "names it": float(note.names_it),
    }


def _signature(note: Note) -> tuple[str, ...]:
    """Return what stays the same when an automatic account says the same again with other figures."""
    return (note.author, *[token for token in note.tokens if token.isalpha()][:12])


def _turning_points(notes: list[Note]) -> set[int]:
    """Return the places of the moments that every incident has: first alert, first to take it on, declared, over."""
    people = [note for note in notes if not note.automatic and not note.is_question]
    firsts = (
        next((note.place for note in notes if note.automatic and note.has(Cue.ALERT, Cue.SYMPTOM)), None),
        next((note.place for note in notes[:_EARLY] if note.has(Cue.ALERT, Cue.SYMPTOM, Cue.REPORT)), None),
        next((note.place for note in notes if note.automatic and takes_on(note)), None),
        next((note.place for note in people if takes_on(note)), None),
        next((note.place for note in people if note.has(Cue.DECLARE)), None),
        next((note.place for note in people if note.has(Cue.HANDOVER)), None),
        next((note.place for note in notes if says_mitigated(note)), None),
        # How many were hurt, as last counted, is what every reader looks for.
        next((note.place for note in reversed(people) if _counts_harm(note)), None),
        next((note.place for note in reversed(people) if is_recovery(note)), None),
        next((note.place for note in reversed(people) if note.has(Cue.RESOLVED) and not note.has(Cue.BANTER)), None),
        next((note.place for note in notes if note.automatic and note.has(Cue.CLEARED, Cue.RESOLVED)), None),
    )
    return {place for place in firsts if place is not None}


def is_foreign(notes: list[Note]) -> bool:
    """Whether people speak another language than the phrases': then only the structure tells."""
    tokens = [token for note in notes if not note.automatic for token in note.tokens if token.isalpha()]
    return len(tokens) >= _ENOUGH_TOKENS and sum(t in FUNCTION_WORDS for t in tokens) < _ENGLISH_SHARE * len(tokens)


def _structure(note: Note) -> float:
    """Return how much a message shows without its words: times, figures, names of things, reactions, links."""
    shown = (_FIGURE, _CLOCK)
    signs = sum(bool(pattern.search(note.prose)) for pattern in shown) + bool(note.identifiers) + bool(note.links)
    return min(signs + bool(note.message.reactions) + bool(note.message.files), 3) / 3


def _recounted(notes: list[Note]) -> list[int]:
    """Return the places of counts of harm that the same person gave anew later."""
    later: set[str] = set()
    places: list[int] = []
    for note in reversed(notes):
        if not note.automatic and not note.only_asks and _counts_harm(note):
            if note.author in later:
                places.append(note.place)
            later.add(note.author)
    return places


def _measured(notes: list[Note]) -> set[int]:
    """Return the places of the moments that durations are measured to: taken on, better, over."""
    people = [note for note in notes if not (note.automatic or note.only_asks or note.doubtful)]
    moments = (
        next((note.place for note in notes if takes_on(note)), None),
        next((note.place for note in reversed(people) if says_mitigated(note)), None)
        or next((note.place for note in reversed(people) if is_recovery(note)), None),
        next((note.place for note in reversed(people) if Cue.RESOLVED in note.said), None),
    )
    return {place for place in moments if place is not None}


def _counts_harm(note: Note) -> bool:
    return Cue.IMPACT in note.said and bool(_COUNTED.search(note.prose))


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
