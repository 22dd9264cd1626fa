"""Finds what the channel leaves open, and who of those that worked on it could know."""

from collections import Counter

from bot.ai.offline.notes import Note
from bot.ai.offline.phrases import Cue
from bot.ai.offline.wording import asked, name_of
from bot.domain.timeline import Question

MOST_OPEN = 8
_ASKED = 3
_ANSWERS_WITHIN = 900
_AT_ONCE = 180
_LOOK_AHEAD = 15
_FEWEST_WORDS = 5
_RARE = 6
_WORK = (Cue.FINDING, Cue.CAUSE, Cue.CHANGE, Cue.ON_IT, Cue.DECISION, Cue.WORKED, Cue.RESOLVED, Cue.GUESS)


def questions_of(notes: list[Note], silent: list[tuple[str, str]]) -> tuple[Question, ...]:
    """Return the questions of `silent` sections (key, question), then those that nobody answered in the channel."""
    involved = most_involved(notes)
    missing = tuple(Question(text=text, asks=tuple(involved[:_ASKED])) for _, text in silent)
    rarity = Counter(word for note in notes for word in note.words)
    threads: dict[str, list[Note]] = {}
    for note in notes:
        if note.message.thread_ts:
            threads.setdefault(note.message.thread_ts, []).append(note)
    open_ones = [note for note in notes if _matters(note) and not _answered(note, notes, threads, rarity)]
    strongest = sorted(open_ones, key=lambda note: (-note.score, note.place))[:MOST_OPEN]
    return missing + tuple(
        _question(note, notes, involved, rarity) for note in sorted(strongest, key=lambda n: n.place)
    )


def most_involved(notes: list[Note]) -> list[str]:
    """Return the people (Slack ids) who did most of the work, by what they said, most involved first."""
    work: Counter[str] = Counter()
    for note in notes:
        if not note.automatic:
            work[note.author] += sum(1 for cue in _WORK if cue in note.cues)
    return [author for author, count in sorted(work.items(), key=lambda pair: (-pair[1], pair[0])) if count]


def _matters(note: Note) -> bool:
    return (
        not note.prose.rstrip(")").endswith("right?")
        and len(asked(note, 200).split()) >= _FEWEST_WORDS
        and not note.automatic
        and not note.has(Cue.BANTER, Cue.GENERAL)
    )


def _answered(note: Note, notes: list[Note], threads: dict[str, list[Note]], rarity: Counter[str]) -> bool:
    root = note.message.thread_ts or note.message.ts
    if any(reply.place > note.place and reply.author != note.author for reply in threads.get(root, ())):
        return True
    if note.message.is_reply:
        return False
    asker = name_of(note).casefold().split()[0]
    for reply in notes[note.place + 1 : note.place + 1 + _LOOK_AHEAD]:
        apart = reply.second - note.second
        if apart > _ANSWERS_WITHIN:
            break
        if reply.author == note.author or reply.message.is_reply or (reply.is_question and not reply.links):
            continue
        if apart <= _AT_ONCE or asker in reply.mentions or reply.has(Cue.AGREE) or _kin(note, reply, rarity):
            return True
    return False


def _kin(note: Note, other: Note, rarity: Counter[str]) -> int:
    """Return how many rather rare words two messages share."""
    return sum(1 for word in note.words & other.words if rarity[word] <= _RARE)


def _question(note: Note, notes: list[Note], involved: list[str], rarity: Counter[str]) -> Question:
    near = notes[max(0, note.place - 40) : note.place + 40]
    kin: Counter[str] = Counter()
    for other in near:
        if other.author != note.author and not other.automatic:
            kin[other.author] += _kin(note, other, rarity)
    knowing = [author for author, strength in kin.most_common(2) if strength]
    asks = dict.fromkeys([*knowing, *(author for author in involved if author != note.author)])
    return Question(
        text=f"{name_of(note)} asked: {asked(note, 200)}", asks=tuple(asks)[:_ASKED], cites=(note.message.ts,)
    )
