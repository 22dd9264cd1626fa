"""Puts messages of one event together: a run of one speaker, a question with its answer, the same identifier."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.ai.offline.notes import Note
from bot.ai.offline.phrases import Cue
from bot.ai.offline.wording import blames

MOST_CITED = 4
_REACH = 8
_RUN_SECONDS = 180
_TALK_SECONDS = 300
_SAME_THING_SECONDS = 1_800
_ENOUGH_LINK = 0.5
_LEAST_SCORE = 0.3
_RUN_STEPS = 3
_ANSWER_STEPS = 2
_FEW_WORDS = 3
_RARE = 3
_RARE_SHARE = 0.03
_POLITE = frozenset({Cue.CALL, Cue.IMPACT, Cue.SUMMARY})
_TALK = frozenset({Cue.BANTER, Cue.AGREE, Cue.PRAISE, Cue.GENERAL, Cue.LUCK, Cue.OBSERVE})


@dataclass(slots=True)
class Episode:
    """One event: the note that says it best, and those that belong to it, ordered by time."""

    lead: Note
    notes: list[Note] = field(default_factory=list)
    score: float = 0.0


def gather(notes: list[Note], wanted: int) -> list[Episode]:
    """Return at most `wanted` episodes, strongest first. No note belongs to two; pinned ones always lead one."""
    rarity = Counter(word for note in notes for word in note.words)
    used: set[int] = set()
    episodes: list[Episode] = []
    ranked = sorted(notes, key=lambda note: (not note.is_pinned, -note.score, note.place))
    for lead in ranked:
        if len(episodes) >= wanted:
            break
        if lead.place in used or not (lead.is_pinned or _tells(lead)):
            continue
        company = sorted(_company(lead, notes, used, rarity), key=lambda pair: -pair[0])[: MOST_CITED - 1]
        members = sorted([lead, *(note for _, note in company)], key=lambda note: note.message.ts)
        used.update(note.place for note in members)
        episodes.append(Episode(lead=lead, notes=members, score=lead.score))
    return episodes


def _tells(note: Note) -> bool:
    """Whether a message tells of anything by itself: not thanks, agreement, jokes or words that blame."""
    told = note.cues.keys() - (_TALK | _POLITE if note.has(Cue.BANTER) else _TALK)
    telling = bool(told or note.links or note.identifiers or note.new) and note.score >= _LEAST_SCORE
    return telling and not blames(note.prose)


def _company(lead: Note, notes: list[Note], used: set[int], rarity: Counter[str]) -> Iterator[tuple[float, Note]]:
    near = {*range(max(0, lead.place - _REACH), min(len(notes), lead.place + _REACH + 1))}
    for place in sorted(near | ({lead.withdrawn_by} if lead.withdrawn_by is not None else set())):
        note = notes[place]
        if place == lead.place or place in used or note.is_pinned:
            continue
        strength = link(lead, note, rarity, len(notes))
        if strength >= _ENOUGH_LINK:
            yield strength + 0.2 * note.score, note


def link(lead: Note, note: Note, rarity: Counter[str], size: int) -> float:
    """Return how surely two notes tell of the same event, 0 to about 2."""
    apart, steps = abs(lead.second - note.second), abs(lead.place - note.place)
    earlier, later = (lead, note) if lead.place < note.place else (note, lead)
    strength = 2.0 if earlier.withdrawn_by == later.place else 0.0
    if lead.author == note.author and apart <= _RUN_SECONDS and steps <= _RUN_STEPS:
        strength += 1.0 if steps == 1 else 0.6
    if set(lead.identifiers) & set(note.identifiers) and apart <= _SAME_THING_SECONDS:
        strength += 0.8
    if apart <= _TALK_SECONDS and lead.author != note.author:
        if earlier.is_question and not later.is_question and steps <= _ANSWER_STEPS:
            strength += 0.6
        if later.has(Cue.AGREE) and steps <= _ANSWER_STEPS:
            strength += 0.4
        if later.message.thread_ts and later.message.thread_ts in (earlier.message.ts, earlier.message.thread_ts):
            strength += 0.3
    if apart > _SAME_THING_SECONDS:
        return strength
    limit = max(_RARE, _RARE_SHARE * size)
    rare = sum(1 for word in lead.words & note.words if rarity[word] <= limit)
    strength += min(rare, 3) * 0.3
    if note.has(Cue.BANTER) or (len(note.tokens) < _FEW_WORDS and not note.has(Cue.AGREE) and not note.links):
        strength -= 0.4
    return strength
