"""Decides what sort of moment a message tells of, from what it states and not from what it asks."""

import re

from bot.ai.offline.notes import Note, cues_of, pieces
from bot.ai.offline.phrases import Cue
from bot.domain.timeline import EntryKind

_VOTES: dict[Cue, tuple[EntryKind, float]] = {
    Cue.RULED_OUT: (EntryKind.RULED_OUT, 2.6),
    Cue.RESOLVED: (EntryKind.RESOLVED, 2.7),
    Cue.CLEARED: (EntryKind.MITIGATED, 2.8),
    Cue.WORKED: (EntryKind.MITIGATED, 2.3),
    Cue.DECLARE: (EntryKind.DECLARED, 2.5),
    Cue.HANDOVER: (EntryKind.COMMUNICATION, 2.45),
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
_A_REMARK = 10
_A_REPORT = 3
_RECOVERY = re.compile(
    r"\b(?:back to normal|recover(?:ed|ing)|all green|(?:is|are|all|looks?|now) healthy|"
    r"work(?:s|ing) again|(?:it|that|this) worked|"
    r"(?:i|we|that|this) fixed it|stable|(?:working|works) now|"
    r"seems? to (?:be working|work)|all (?:\d+ )?(?:\w+ )?(?:are |is )?back|"
    r"it'?s back|no (?:more|new) errors|back up|back online|caught up|synced)\b|"
    r"\b(?:errors?|rate|latency|queue|p9\d)\b.{0,24}\b(?:down|drop\w*|gone|normal|falling|fell|empty|draining)\b",
    re.IGNORECASE,
)
_SEEMS = re.compile(r"\b(?:think (?:it|that) worked|seems? to (?:be )?work)", re.IGNORECASE)
# "trying to get it back online", "I don't think that worked": not yet.
_UNDONE = re.compile(
    r"(?:n't|\b(?:not|never|trying|try|to get|to bring|hopefully|should|will|would|if|once|until))\b[^.!?\n]*$",
    re.IGNORECASE,
)
_AGAIN = re.compile(r"\b(?:has|have|is|are|can|\w+ing) (?:\w+ ){0,2}again\b", re.IGNORECASE)
_MITIGATED = re.compile(
    r"(?<!not )(?<!not yet )\bmitigat(?:ed|ion (?:is )?(?:in place|done|live|complete))\b(?![^.!?\n]*\?)", re.IGNORECASE
)
# A public word about the incident is that, whatever it says: "status page: Resolved", "posted an update".
_PUBLIC = re.compile(
    r"^\W*(?:(?:the |our )?status[ -]?page\b|(?:posted|published|sent|updated|tweeted|announced)\b)|"
    r"\bstatus[ -]?page (?:is|says|now|updated|set|moved|on|to)\b",
    re.IGNORECASE,
)
_PAGED = re.compile(r"\b(?:paged|escalated|notified|notifying|called)\b", re.IGNORECASE)
_PROMISES = re.compile(
    r"\b(?:i|we)'?(?:ll| will)\b.{3,120}\b(?:today|tomorrow|this week|next (?:week|sprint|month)|(?:by|"
    r"on) (?:mon|tues|wednes|thurs|fri)day)\b",
    re.IGNORECASE,
)
# "a volume with 100 GB on it": nobody takes that on.
_LIES_ON = re.compile(
    r"\b(?!(?:i'?m|am|is|are|be|we|we're|yeah|yes|yep|ok|sure|now|already|still|team|get|got|getting)\b)[\w%]+ on it\b",
    re.IGNORECASE,
)
_TAKEN = re.compile(r"\b(?:acknowledged|acked)\b", re.IGNORECASE)
_DECLARED = re.compile(
    r"\bincident (?:#?\d+ )?(?:was )?(?:declared|created|opened)\b|\bseverity (?:changed|set|raised)\b", re.IGNORECASE
)


def kind_of(note: Note) -> EntryKind:
    """Return the kind that a message's statements speak for; "investigating" when they are silent. Worked out once."""
    if note.kind is None:
        note.kind = _kind_of(note)
    return note.kind


def _kind_of(note: Note) -> EntryKind:
    votes = _heard(note)
    if not note.only_asks and (opening := _OPENERS & note.opening & note.said.keys()):
        kind = _VOTES[Cue.DECISION if opening - {Cue.CHANGE} else Cue.CHANGE][0]
        votes[kind] += 0.8
    doubt = sum(weight for cue, weight in _DOUBTS.items() if cue in note.said) + _A_QUESTION_TAKES * note.only_asks
    votes = {kind: vote - doubt * (kind in _DOUBTED) for kind, vote in votes.items()}
    if note.automatic:
        _hear_bot(note, votes)
    elif note.doubtful and Cue.RESOLVED in note.said:
        # Somebody says that it is over, and nothing bears it out: that was said, no more.
        return EntryKind.COMMUNICATION
    elif note.doubtful:
        votes = {kind: vote for kind, vote in votes.items() if kind not in _DOUBTED}
    kind = max(votes, key=lambda kind: votes[kind])
    if kind is EntryKind.MITIGATED and not (note.automatic or is_recovery(note) or _SEEMS.search(note.prose)):
        return EntryKind.INVESTIGATING
    return kind


def _heard(note: Note) -> dict[EntryKind, float]:
    """Return how loudly a message speaks for each kind, by the phrases of its statements and by its form."""
    votes: dict[EntryKind, float] = {EntryKind.INVESTIGATING: 0.5}
    for cue, count in note.said.items():
        if cue in _VOTES and (cue is not Cue.REPORT or Cue.SYMPTOM in note.said):
            kind, weight = _VOTES[cue]
            votes[kind] = max(votes.get(kind, 0.0), weight) + 0.2 * min(count - 1, 2)
    report = Cue.SUMMARY in note.opening and note.prose.count(".") >= _A_REPORT and EntryKind.RESOLVED not in votes
    formed = (
        (says_mitigated(note), EntryKind.MITIGATED, 3.5),
        (is_public(note), EntryKind.COMMUNICATION, 3.6),
        (report, EntryKind.INVESTIGATING, 3.4),
        (note.answers_why or note.names_it, EntryKind.FINDING, 2.3),
        (is_recovery(note), EntryKind.MITIGATED, 2.3),
        (not note.only_asks and bool(_PROMISES.search(note.prose)), EntryKind.FOLLOW_UP, 2.6),
    )
    for shown, kind, weight in formed:
        if shown:
            votes[kind] = max(votes.get(kind, 0.0), weight)
    if note.changes_link:
        alone = len(note.tokens) < _A_REMARK
        votes[EntryKind.CHANGE] = votes.get(EntryKind.CHANGE, 1.0 if alone else 0.0) + 1.0
    return votes


def shows(kind: EntryKind, text: str) -> bool:
    """Whether a piece of text shows a cue that speaks for the kind."""
    if kind is EntryKind.ACKNOWLEDGED:
        return Cue.ON_IT in cues_of(text)
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


def is_public(note: Note) -> bool:
    """Whether a person tells of a public word about the incident: the status page, an announcement."""
    return not note.automatic and bool(_PUBLIC.search(note.prose))


def says_mitigated(note: Note) -> bool:
    """Whether a person states, and does not ask, that the incident is mitigated."""
    return not note.automatic and "itigat" in note.prose and bool(_MITIGATED.search(note.prose))


def takes_on(note: Note) -> bool:
    """Whether somebody says that they take it on, or the pager says so of somebody."""
    if note.automatic:
        return bool(_TAKEN.search(note.prose))
    if Cue.ON_IT not in note.said or note.only_asks or is_public(note):
        return False
    return note.said[Cue.ON_IT] > 1 or not _LIES_ON.search(note.prose)


def is_recovery(note: Note) -> bool:
    """Whether somebody says outright that things are better, and not only for himself or perhaps."""
    if says_mitigated(note):
        return True
    if note.automatic:
        return False
    if note.only_asks or note.doubtful or note.has(Cue.GUESS, Cue.GENERAL) or "my" in note.tokens:
        return False
    better = _RECOVERY.search(note.prose)
    if better and not _UNDONE.search(note.prose[max(0, better.start() - 40) : better.start()]):
        return True
    # "failing again" is none.
    found = (piece for piece in pieces(note.prose) if _AGAIN.search(piece)) if _AGAIN.search(note.prose) else ()
    return any(Cue.SYMPTOM not in cues_of(piece) for piece in found)
