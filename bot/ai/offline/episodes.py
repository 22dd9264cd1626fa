"""Puts messages of one event together: a run of one speaker, a question with its answer, the same identifier."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.ai.offline.kinds import kind_of, takes_on
from bot.ai.offline.machines import alert_of
from bot.ai.offline.notes import Note
from bot.ai.offline.phrases import Cue
from bot.ai.offline.wording import blames
from bot.domain.timeline import EntryKind

MOST_CITED = 4
_REACH = 8
_RUN_SECONDS = 180
_TALK_SECONDS = 300
_SAME_THING_SECONDS = 1_800
_AT_ONCE_SECONDS = 120
_ONE_MOMENT_SECONDS = 60
_ENOUGH_LINK = 0.5
_LEAST_SCORE = 0.3
_RUN_STEPS = 3
_ANSWER_STEPS = 2
_FEW_WORDS = 3
_RARE = 3
_RARE_SHARE = 0.03
# Up to so many entries, two events share a line; a longer timeline tells them apart.
_SHORT = 20
_ROOMY = 2
_OWN_EVENT = frozenset(
    {
        EntryKind.FINDING,
        EntryKind.DETECTED,
        EntryKind.ACKNOWLEDGED,
        EntryKind.DECLARED,
        EntryKind.CHANGE,
        EntryKind.MITIGATED,
    }
    | {EntryKind.RESOLVED, EntryKind.DECISION, EntryKind.RULED_OUT, EntryKind.COMMUNICATION, EntryKind.ESCALATED}
)
_TURNS = frozenset({EntryKind.DECISION, EntryKind.MITIGATED, EntryKind.RESOLVED})
# A machine's post of a deploy that its next one ends.
_BEGINS = re.compile(
    r"\b(?:start(?:s|ed|ing)?|begin\w*|begun|request(?:ed|s)?|trigger(?:ed|s)?|queued)\b|\b0/\d", re.IGNORECASE
)
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
    apart = wanted > _SHORT or len(notes) <= _ROOMY * wanted
    alone = _alone(notes) if apart else set()
    episodes: list[Episode] = []
    ranked = sorted(notes, key=lambda note: (not note.is_pinned, -note.score, note.place))
    for lead in _with_withdrawals(ranked, notes):
        if len(episodes) >= wanted:
            break
        if lead.place in used or not (lead.is_pinned or _tells(lead)):
            continue
        company = sorted(
            (pair for pair in _company(lead, notes, used, rarity, apart=apart) if not _stands(pair[1], lead, alone)),
            key=lambda pair: -pair[0],
        )[: MOST_CITED - 1]
        members = sorted([lead, *(note for _, note in company)], key=lambda note: note.message.ts)
        used.update(note.place for note in members)
        taken = [note for note in members if note.automatic and takes_on(note)] if lead.automatic else []
        episodes.append(Episode(lead=taken[0] if taken else lead, notes=members, score=lead.score))
    return episodes


def _stands(note: Note, lead: Note, alone: set[int]) -> bool:
    """Whether a message may not be told with `lead`, because one of the two stands for itself."""
    return note.place in alone or (lead.place in alone and kind_of(note) in _OWN_EVENT - {kind_of(lead)})


def _alone(notes: list[Note]) -> set[int]:
    """Return the places of moments that stand for themselves: the first word of trouble, the first to take it on."""
    people = (note.place for note in notes if takes_on(note) and not note.automatic)
    trouble = (note.place for note in notes[:_REACH] if note.has(Cue.SYMPTOM, Cue.ALERT, Cue.REPORT))
    return {next(people, -1), next(trouble, -1)}


def _with_withdrawals(ranked: list[Note], notes: list[Note]) -> Iterator[Note]:
    """Yield the notes, and beside each guess what took it back: a dead end is told to its end."""
    guesses: dict[int, list[Note]] = defaultdict(list)
    for note in notes:
        if note.withdrawn_by is not None:
            guesses[note.withdrawn_by].append(note)
    for note in ranked:
        yield note
        yield from guesses.get(note.place, ())
        if note.withdrawn_by is not None:
            yield notes[note.withdrawn_by]


def _tells(note: Note) -> bool:
    """Whether a message tells of anything by itself: not thanks, agreement, jokes or words that blame."""
    told = note.cues.keys() - (_TALK | _POLITE if note.has(Cue.BANTER, Cue.PRAISE) else _TALK)
    telling = bool(told or note.links or note.identifiers or note.new) and note.score >= _LEAST_SCORE
    joke = note.doubtful and Cue.CAUSE in note.said and Cue.RESOLVED not in note.said
    telling = telling or any(note.features.get(name, 0.0) > 0 for name in ("structure", "measured"))
    return telling and not joke and not blames(note.prose)


def _company(
    lead: Note, notes: list[Note], used: set[int], rarity: Counter[str], *, apart: bool
) -> Iterator[tuple[float, Note]]:
    near = {*range(max(0, lead.place - _REACH), min(len(notes), lead.place + _REACH + 1))}
    for place in sorted(near):
        note = notes[place]
        if place == lead.place or place in used or note.is_pinned or place == lead.withdrawn_by:
            continue
        if note.withdrawn_by == lead.place or _differ(lead, note, apart=apart) or _other_alert(lead, note):
            continue
        if note.only_asks and note.author == lead.author and place > lead.place:
            continue
        if abs(note.second - lead.second) > _TALK_SECONDS and not _bound(lead, note):
            continue
        strength = link(lead, note, rarity, len(notes))
        if strength >= _ENOUGH_LINK:
            yield strength + 0.2 * note.score, note


def _other_alert(lead: Note, note: Note) -> bool:
    """Whether two machines speak of different things, though some name occurs in both."""
    if not (lead.automatic and note.automatic) or kind_of(lead) is kind_of(note) or takes_on(note) or takes_on(lead):
        return False
    return alert_of(lead) != alert_of(note)


def _bound(lead: Note, note: Note) -> bool:
    """Whether two messages minutes apart may be one event: both by machines, or of one thread."""
    if lead.only_asks:
        return False
    threads = {lead.message.thread_ts or lead.message.ts, note.message.thread_ts or note.message.ts}
    return len(threads) == 1 or (lead.automatic and note.automatic)


def _differ(lead: Note, note: Note, *, apart: bool) -> bool:
    """Whether another message is an event by itself: of another kind, or some minutes away.

    Where there is little room (not `apart`) only turning points are.
    """
    if lead.automatic and note.automatic and (takes_on(lead) or takes_on(note)):
        return False
    one, other = kind_of(lead), kind_of(note)
    if not apart:
        return one is not other and other in _TURNS and not note.automatic
    earlier = min(lead, note, key=lambda one: one.place)
    same = lead.automatic and note.automatic and one is other and set(lead.identifiers) & set(note.identifiers)
    if same and (one is not EntryKind.CHANGE or _BEGINS.search(earlier.prose)):
        return False
    distance = abs(lead.second - note.second)
    # A reader takes an entry's time for that of all it cites; only a machine's posts tell of one thing for longer.
    if distance > _ONE_MOMENT_SECONDS and not (lead.automatic and note.automatic):
        return True
    far = distance > _AT_ONCE_SECONDS
    return other in _OWN_EVENT and (far or (one is not other and one in _OWN_EVENT))


def link(lead: Note, note: Note, rarity: Counter[str], size: int) -> float:
    """Return how surely two notes tell of the same event, 0 to about 2."""
    apart, steps = abs(lead.second - note.second), abs(lead.place - note.place)
    earlier, later = (lead, note) if lead.place < note.place else (note, lead)
    strength = 0.0
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
