"""Decides what sort of moment an episode is, and which moments the durations are measured between."""

import re
from collections.abc import Sequence

from bot.ai.offline.episodes import Episode
from bot.ai.offline.notes import Note, cues_of
from bot.ai.offline.phrases import Cue
from bot.ai.offline.salience import says_mitigated
from bot.domain.timeline import EntryKind, Mark

_VOTES: dict[Cue, tuple[EntryKind, float]] = {
    Cue.RULED_OUT: (EntryKind.RULED_OUT, 2.6),
    Cue.RESOLVED: (EntryKind.RESOLVED, 2.7),
    Cue.CLEARED: (EntryKind.MITIGATED, 2.8),
    Cue.WORKED: (EntryKind.MITIGATED, 2.3),
    Cue.DECLARE: (EntryKind.DECLARED, 2.5),
    Cue.HANDOVER: (EntryKind.ESCALATED, 2.4),
    Cue.ESCALATE: (EntryKind.ESCALATED, 2.0),
    Cue.CHANGE: (EntryKind.CHANGE, 2.0),
    Cue.CAUSE: (EntryKind.FINDING, 2.4),
    Cue.FINDING: (EntryKind.FINDING, 2.2),
    Cue.REASON: (EntryKind.FINDING, 1.2),
    Cue.DECISION: (EntryKind.DECISION, 2.1),
    Cue.PROPOSAL: (EntryKind.DECISION, 1.5),
    Cue.COMMS: (EntryKind.COMMUNICATION, 2.0),
    Cue.CALL: (EntryKind.COMMUNICATION, 1.4),
    Cue.FOLLOW_UP: (EntryKind.FOLLOW_UP, 2.4),
    Cue.ON_IT: (EntryKind.INVESTIGATING, 2.0),
    Cue.GUESS: (EntryKind.HYPOTHESIS, 1.7),
    Cue.SYMPTOM: (EntryKind.INVESTIGATING, 1.2),
    Cue.REPORT: (EntryKind.REPORTED, 2.1),
    Cue.ALERT: (EntryKind.INVESTIGATING, 1.2),
    Cue.SUMMARY: (EntryKind.FINDING, 0.8),
    Cue.OBSERVE: (EntryKind.INVESTIGATING, 0.7),
}
# What a message opens with, it is about.
_OPENERS = frozenset({Cue.CHANGE, Cue.DECISION, Cue.PROPOSAL})
# Facts that a question, a guess or talk about how things are in general does not make.
_DOUBTED = frozenset(
    {
        EntryKind.MITIGATED,
        EntryKind.RESOLVED,
        EntryKind.CHANGE,
        EntryKind.FINDING,
        EntryKind.DETECTED,
        EntryKind.DECLARED,
    }
)
_DOUBTS: dict[Cue, float] = {Cue.GUESS: 0.7, Cue.GENERAL: 0.8, Cue.BANTER: 0.6, Cue.PROPOSAL: 0.5}
_A_QUESTION_TAKES = 1.2
_EARLY_SHARE = 0.1
_A_REMARK = 10
_RECOVERY = re.compile(
    r"\b(?:back to normal|recover(?:ed|ing)|all green|(?:is|are|all|looks?|now) healthy|"
    r"work(?:s|ing) again|(?:it|that|this) worked|"
    r"(?:i|we|that|this) fixed it|stable|no (?:more|new) errors|back up|back online|caught up|synced)\b|"
    r"\b(?:errors?|rate|latency|queue|p9\d)\b.{0,24}\b(?:down|drop\w*|gone|normal|falling|fell|empty|draining)\b",
    re.IGNORECASE,
)
_PAGED = re.compile(r"\b(?:paged|escalated|notified|notifying|called)\b", re.IGNORECASE)
_TAKEN = re.compile(r"\b(?:acknowledged|acked)\b", re.IGNORECASE)
_DECLARED = re.compile(
    r"\bincident (?:#?\d+ )?(?:was )?(?:declared|created|opened)\b|\bseverity (?:changed|set|raised)\b", re.IGNORECASE
)


def kind_of(note: Note) -> EntryKind:
    """Return the kind that a message's cues speak for; "investigating" when they are silent."""
    votes: dict[EntryKind, float] = {EntryKind.INVESTIGATING: 0.5}
    for cue, count in note.cues.items():
        if cue in _VOTES:
            kind, weight = _VOTES[cue]
            votes[kind] = max(votes.get(kind, 0.0), weight) + 0.2 * min(count - 1, 2)
    if says_mitigated(note):
        votes[EntryKind.MITIGATED] = 3.5
    if not note.is_question and (opening := _OPENERS & note.opening):
        kind = _VOTES[Cue.DECISION if opening - {Cue.CHANGE} else Cue.CHANGE][0]
        votes[kind] += 0.8
    if note.changes_link:
        alone = len(note.tokens) < _A_REMARK
        votes[EntryKind.CHANGE] = votes.get(EntryKind.CHANGE, 1.0 if alone else 0.0) + 1.0
    doubt = sum(weight for cue, weight in _DOUBTS.items() if cue in note.cues) + _A_QUESTION_TAKES * note.is_question
    votes = {kind: vote - doubt * (kind in _DOUBTED) for kind, vote in votes.items()}
    if note.automatic:
        _hear_bot(note, votes)
    return max(votes, key=lambda kind: votes[kind])


def shows(kind: EntryKind, text: str) -> bool:
    """Whether a piece of text shows a cue that speaks for the kind."""
    return any(_VOTES[cue][0] is kind for cue in cues_of(text) if cue in _VOTES)


def _hear_bot(note: Note, votes: dict[EntryKind, float]) -> None:
    """Add what an automatic account means: it reports alerts and their end, pages and deploys; it does not guess."""
    votes.pop(EntryKind.HYPOTHESIS, None)
    if _TAKEN.search(note.prose):
        votes[EntryKind.ACKNOWLEDGED] = 4.5
    elif note.has(Cue.CLEARED, Cue.RESOLVED):
        over = "incident" in note.words or "inc" in note.tokens
        votes[EntryKind.RESOLVED if over else EntryKind.MITIGATED] = 4.0
    elif _DECLARED.search(note.prose):
        votes[EntryKind.DECLARED] = 3.8
    elif _PAGED.search(note.prose) and not note.has(Cue.SYMPTOM):
        votes[EntryKind.ESCALATED] = 3.6
    elif note.has(Cue.CHANGE) and not note.has(Cue.ALERT):
        votes[EntryKind.CHANGE] = 3.5
    elif note.has(Cue.ALERT, Cue.SYMPTOM):
        votes[EntryKind.DETECTED] = 3.5


def kinds(episodes: Sequence[Episode], notes: Sequence[Note]) -> dict[int, EntryKind]:
    """Return the kind of each episode by its lead's place. The first to take it on acknowledges."""
    found = {episode.lead.place: kind_of(episode.lead) for episode in episodes}
    taken_on = next((note.place for note in notes if _takes_on(note)), None)
    early = max(3, int(_EARLY_SHARE * len(notes)))
    ordered = sorted(episodes, key=lambda episode: episode.notes[0].place)
    seen = False
    for episode in ordered:
        lead = episode.lead
        if found[lead.place] in (EntryKind.DETECTED, EntryKind.REPORTED):
            seen = True
        elif not seen and lead.place < early and _reports(lead, found[lead.place]):
            found[lead.place] = EntryKind.REPORTED
            seen = True
        if taken_on in {note.place for note in episode.notes} and found[lead.place] is EntryKind.INVESTIGATING:
            found[lead.place] = EntryKind.ACKNOWLEDGED
        if lead.withdrawn_by is not None:
            found[lead.place] = EntryKind.RULED_OUT
    return found


def _takes_on(note: Note) -> bool:
    """Whether somebody says that they take it on, or the pager says so of somebody."""
    if note.automatic:
        return bool(_TAKEN.search(note.prose))
    return note.has(Cue.ON_IT) and not note.is_question


def _reports(lead: Note, kind: EntryKind) -> bool:
    return lead.has(Cue.SYMPTOM, Cue.ALERT) and kind in (
        EntryKind.INVESTIGATING,
        EntryKind.HYPOTHESIS,
        EntryKind.FINDING,
        EntryKind.COMMUNICATION,
    )


def _is_recovery(lead: Note) -> bool:
    """Whether somebody says outright that things are better, and not only for himself or perhaps."""
    if says_mitigated(lead):
        return True
    if lead.is_question or lead.has(Cue.GUESS, Cue.GENERAL) or "my" in lead.tokens:
        return False
    return bool(_RECOVERY.search(lead.prose))


def marks(episodes: Sequence[Episode], found: dict[int, EntryKind]) -> dict[int, Mark]:
    """Return which episode (by its lead's place) marks detection, acknowledgement, mitigation, resolution."""
    ordered = sorted(episodes, key=lambda episode: episode.notes[0].place)

    def of(*wanted: EntryKind) -> list[Episode]:
        return [episode for episode in ordered if found[episode.lead.place] in wanted]

    seen = of(EntryKind.DETECTED, EntryKind.REPORTED)[:1] or [e for e in ordered[:3] if e.lead.has(Cue.SYMPTOM)][:1]
    taken = [e for e in ordered if e not in seen and any(_takes_on(note) for note in e.notes)][:1]
    ended = of(EntryKind.RESOLVED)[-1:]
    eased = [e for e in of(EntryKind.MITIGATED) if not ended or e.lead.place < ended[0].lead.place]
    eased = [e for e in eased if e.lead.automatic or _is_recovery(e.lead)]
    stated = [e for e in eased if says_mitigated(e.lead)]
    if not ended:
        cleared = [e for e in eased[-1:] if e.lead.automatic]
        ended, eased = cleared, [e for e in eased if e not in cleared]
    chosen: dict[int, Mark] = {}
    for marked, mark in (
        (ended, Mark.RESOLVED),
        (stated[-1:] or eased[-1:], Mark.MITIGATED),
        (taken, Mark.ACKNOWLEDGED),
        (seen, Mark.DETECTED),
    ):
        for episode in marked:
            chosen[episode.lead.place] = mark
    return chosen
