"""Doubts what one voice claims without anything behind it: a joke as root cause, an all clear amid firing alerts."""

from collections import Counter, defaultdict

from bot.ai.offline.notes import Note
from bot.ai.offline.phrases import Cue

_WORK = (Cue.FINDING, Cue.CAUSE, Cue.CHANGE, Cue.ON_IT, Cue.DECISION, Cue.WORKED, Cue.GUESS, Cue.HANDOVER, Cue.DECLARE)
_LAUGHS = frozenset(
    {"joy", "rofl", "laughing", "rolling_on_the_floor_laughing", "smile", "smiley_cat", "grin", "sweat_smile"}
)
_AGREES = frozenset(
    {"+1", "thumbsup", "white_check_mark", "heavy_check_mark", "ballot_box_with_check", "100", "tada", "rocket", "dart"}
    | {"pushpin", "round_pushpin", "ok_hand", "bulb", "raised_hands", "clap", "large_green_circle", "incident_resolved"}
)
_NO_CONTENT = frozenset(
    {"root", "cause", "caused", "found", "problem", "issue", "reason", "culprit", "turns", "due", "fault"}
)
_REPLIES = 4
_REPLY_SECONDS = 600
_INVOLVED = 2
_BORNE_OUT = 1.0
# In a handful of messages nobody can be expected to have spoken to it.
_A_CHANNEL = 8


def doubt(notes: list[Note]) -> None:
    """Set `doubtful` on messages that claim a cause or the end and that nothing in the channel bears out."""
    people = [note for note in notes if not note.automatic]
    work = Counter(note.author for note in people if _works(note))
    speakers = _speakers(notes)
    firing, cleared = False, False
    for note in notes:
        if Cue.WORKED in note.said and not note.only_asks:
            firing = False
        if note.automatic:
            firing = note.has(Cue.ALERT) and not note.has(Cue.CLEARED, Cue.RESOLVED) if _signals(note) else firing
            cleared = cleared or note.has(Cue.CLEARED, Cue.RESOLVED)
        elif not note.only_asks:
            others = work[note.author] - _works(note)
            if Cue.RESOLVED in note.said:
                believed = others + (_INVOLVED if len(notes) < _A_CHANNEL else 0)
                note.doubtful = not _ends(note, notes, firing=firing, cleared=cleared, others=believed)
            elif Cue.CAUSE in note.said and Cue.GUESS not in note.said:
                least = _BORNE_OUT if len(notes) >= _A_CHANNEL else 0.0
                note.doubtful = _borne_out(note, notes, speakers, others=others) < least


def _signals(note: Note) -> bool:
    return note.has(Cue.ALERT, Cue.CLEARED, Cue.RESOLVED)


def _speakers(notes: list[Note]) -> dict[str, set[str]]:
    """Return some of those who use each word, in earnest."""
    speakers: dict[str, set[str]] = defaultdict(set)
    for note in notes:
        if not note.has(Cue.BANTER):
            for word in note.words:
                if len(speakers[word]) < _REPLIES:
                    speakers[word].add(note.author)
    return speakers


def _works(note: Note) -> int:
    """Return 1 for a message that does or finds something."""
    return int(any(cue in note.said for cue in _WORK) and not note.only_asks)


def _ends(note: Note, notes: list[Note], *, firing: bool, cleared: bool, others: int) -> bool:
    """Whether the end that somebody states can be believed: they worked on it, alerts ended, or others approve."""
    if firing and others < 2 * _INVOLVED:
        return False
    for reply in _after(note, notes):
        if Cue.RULED_OUT in reply.said or (reply.automatic and reply.has(Cue.ALERT) and not reply.has(Cue.CLEARED)):
            return False
    return others >= _INVOLVED or _approved(note) > 0 or (cleared and others > 0)


def _borne_out(note: Note, notes: list[Note], speakers: dict[str, set[str]], *, others: int) -> float:
    """Return how much speaks for a stated cause: words that others use too, figures, the speaker's work, assent."""
    content = note.words - _NO_CONTENT
    shared = sum(1 for word in content if len(speakers.get(word, set()) - {note.author}) > 0)
    borne = 0.5 * min(shared, 3) + 0.5 * bool(note.identifiers) + 0.5 * any(token[0].isdigit() for token in note.tokens)
    borne += 0.5 * min(others, 2) + 1.0 * (_approved(note) > 0)
    replies = _after(note, notes)
    borne += 0.5 * any(reply.has(Cue.AGREE, Cue.PRAISE) for reply in replies)
    jokes = note.has(Cue.BANTER) or any(reaction.name in _LAUGHS for reaction in note.message.reactions)
    return borne - 1.5 * jokes


def _approved(note: Note) -> int:
    return sum(reaction.count for reaction in note.message.reactions if reaction.name in _AGREES)


def _after(note: Note, notes: list[Note]) -> list[Note]:
    """Return what others say in the next few messages."""
    near = notes[note.place + 1 : note.place + 1 + _REPLIES]
    return [reply for reply in near if reply.author != note.author and reply.second - note.second <= _REPLY_SECONDS]
