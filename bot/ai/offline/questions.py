"""Finds what the channel leaves open about cause, decision, detection and prevention, and who could know."""

import re
from collections import Counter, defaultdict

from bot.ai.offline.notes import Note
from bot.ai.offline.phrases import Cue
from bot.ai.offline.wording import asked, gist, name_of, sentence_case
from bot.domain.timeline import Question

MOST_OPEN = 8
_ASKED = 3
_ANSWERS_WITHIN = 900
_AT_ONCE = 180
_LOOK_AHEAD = 15
_NEAR = 40
_FEWEST_WORDS = 4
_RARE = 6
_QUESTION = 200
_REPLY = 120
_WORK = (Cue.FINDING, Cue.CAUSE, Cue.CHANGE, Cue.ON_IT, Cue.DECISION, Cue.WORKED, Cue.RESOLVED, Cue.GUESS)
# What a postmortem has to answer, and not how somebody gets on right now.
_FOR_THE_RECORD = re.compile(
    r"\bwhy\b(?! not\b)|\bhow come\b|\bwho (?:owns|set|put|chose|knew|(?!need)\w{3,}ed)\b|"
    r"\bwhat (?:caused|made|triggered|changed|happened)\b|\bhow (?:did|could|long (?:had|"
    r"has|was|did|were)|many|much)\b|"
    r"\bwhen did\b|\b(?:do|did|don't|didn't|does|doesn't) (?:we|it|they|anything|anybody|anyone)\b.{0,40}"
    r"\b(?:have|had|alert|monitor|page|test|know|back ?up|runbook|notice|catch|caught)\b|"
    r"\b(?:would|could|should)n?'?t? (?:(?:a|an|the|we|it|this|that)\b.{0,40})\b(?:caught|prevent\w*|"
    r"detect\w*|notic\w*|alert\w*|tested)\b|"
    r"\b(?:how|what) (?:do|can|could|would) we (?:prevent|stop|avoid|detect|notice)\b|\bdecided (?:to|on)\b|"
    r"\bfor the (?:write-?up|post-?mortem|retro|rca)\b",
    re.IGNORECASE,
)
_RHETORICAL = re.compile(
    r"\b(?:right|no|ok|okay)\?\s*$|\bwhy (?:not|don't we|me|do i|am i)\b|\bhow (?:are|is) (?:you|everyone)\b",
    re.IGNORECASE,
)
# Where the answer belongs, the first that fits.
_ABOUT = tuple(
    (key, re.compile(pattern, re.IGNORECASE))
    for key, pattern in (
        ("lessons_learned", r"\b(?:prevent|caught|avoid)\w*\b|\bstop (?:it|this|that)\b"),
        ("detection", r"\b(?:alert|monitor|page|notic|detect)\w*\b|\bhow long (?:had|has|was)\b|\bwhen did\b"),
        ("impact", r"\bhow (?:many|much)\b"),
        ("response", r"\bdecided\b|\bwho (?:owns|knew)\b|\brunbooks?\b"),
        ("root_cause", r"\bwhy\b|\bhow come\b|\bwho (?:set|put|chose)\b|\bwhat (?:caused|made|triggered|changed)\b"),
    )
)
# Who answers like this does not know.
_UNSURE = re.compile(
    r"\b(?:not sure|no idea|no clue|i (?:don'?t|do not) know|dunno|good question|who knows|beats me|leave it open|"
    r"(?:goes|belongs) into the (?:post-?mortem|write-?up|retro)|i think|i guess|maybe|probably|let'?s find out|tbd)\b",
    re.IGNORECASE,
)
_FOR_THE_WRITEUP = re.compile(r"\bfor the (?:write-?up|post-?mortem|retro|rca|record)\b", re.IGNORECASE)


def questions_of(notes: list[Note], silent: list[tuple[str, str]]) -> tuple[Question, ...]:
    """Return what people left open, then the questions of `silent` sections (key, question).

    What was asked for the write-up, or after the end, and answered in a line is open as well: the line is told with it.
    """
    involved = most_involved(notes)
    rarity = Counter(word for note in notes for word in note.words)
    replies = _Replies(notes, rarity)
    over = _over(notes)
    found: list[tuple[Note, Note | None]] = []
    for note in notes:
        if _matters(note):
            said = replies.of(note)
            if said is None or note.place > over or _FOR_THE_WRITEUP.search(note.prose):
                found.append((note, said))
    strongest = sorted(found, key=lambda pair: (pair[1] is not None, -pair[0].score, pair[0].place))[:MOST_OPEN]
    told = tuple(
        _question(note, said, notes, involved, rarity)
        for note, said in sorted(strongest, key=lambda pair: pair[0].place)
    )
    return told + tuple(Question(text=text, asks=tuple(involved[:_ASKED]), section=key) for key, text in silent)


def is_for_the_record(text: str) -> bool:
    """Whether a question is one that the document answers: who decided, why nothing stopped it."""
    return bool(_FOR_THE_RECORD.search(text))


def most_involved(notes: list[Note]) -> list[str]:
    """Return the people (Slack ids) who did most of the work, by what they said, most involved first."""
    work: Counter[str] = Counter()
    for note in notes:
        if not note.automatic and not note.message.is_bot:
            work[note.author] += sum(1 for cue in _WORK if cue in note.said)
    return [author for author, count in sorted(work.items(), key=lambda pair: (-pair[1], pair[0])) if count]


class _Replies:
    """Who answered what: in the thread, or among the next messages."""

    def __init__(self, notes: list[Note], rarity: Counter[str]) -> None:
        self.notes = notes
        self.rarity = rarity
        self.threads: dict[str, list[Note]] = defaultdict(list)
        for note in notes:
            if note.message.thread_ts:
                self.threads[note.message.thread_ts].append(note)

    def of(self, note: Note) -> Note | None:
        """Return the first reply of somebody who knows."""
        root = note.message.thread_ts or note.message.ts
        replies = [r for r in self.threads.get(root, ()) if r.place > note.place and r.author != note.author]
        if not replies and not note.message.is_reply:
            replies = self._next(note)
        known = [reply for reply in replies if not _UNSURE.search(reply.prose) and not reply.only_asks]
        return known[0] if known else None

    def _next(self, note: Note) -> list[Note]:
        """Return what stands behind a question in the channel and seems to answer it."""
        asker = name_of(note).casefold().split()[0]
        found: list[Note] = []
        for reply in self.notes[note.place + 1 : note.place + 1 + _LOOK_AHEAD]:
            apart = reply.second - note.second
            if apart > _ANSWERS_WITHIN:
                break
            other = reply.author == note.author or reply.message.is_reply or reply.automatic
            if other or (reply.is_question and not reply.links):
                continue
            near = apart <= _AT_ONCE or asker in reply.mentions or reply.has(Cue.AGREE)
            if near or _kin(note, reply, self.rarity):
                found.append(reply)
        return found


def _over(notes: list[Note]) -> int:
    """Return the place where somebody said that it was over; beyond the last one when nobody did."""
    ends = [n.place for n in notes if Cue.RESOLVED in n.said and not (n.only_asks or n.doubtful or n.automatic)]
    return ends[-1] if ends else len(notes)


def _matters(note: Note) -> bool:
    if note.automatic or "?" not in note.prose or note.has(Cue.BANTER):
        return False
    if not _FOR_THE_RECORD.search(note.prose):
        return False
    question = asked(note, _QUESTION)
    labelled = bool(_FOR_THE_WRITEUP.search(note.prose))
    return (
        len(question.split()) >= _FEWEST_WORDS
        and (labelled or bool(_FOR_THE_RECORD.search(question)))
        and not _RHETORICAL.search(question)
    )


def _kin(note: Note, other: Note, rarity: Counter[str]) -> int:
    """Return how many rather rare words two messages share."""
    return sum(1 for word in note.words & other.words if rarity[word] <= _RARE)


def _question(note: Note, said: Note | None, notes: list[Note], involved: list[str], rarity: Counter[str]) -> Question:
    near = notes[max(0, note.place - _NEAR) : note.place + _NEAR]
    kin: Counter[str] = Counter()
    for other in near:
        if other.author != note.author and not other.automatic and not other.message.is_bot:
            kin[other.author] += _kin(note, other, rarity)
    knowing = [author for author, strength in kin.most_common(2) if strength]
    first = [said.author] if said is not None else []
    asks = dict.fromkeys([*first, *knowing, *(author for author in involved if author != note.author)])
    text = f"{name_of(note)} asked: {sentence_case(asked(note, _QUESTION))}"
    if said is not None and (reply := gist(said, _REPLY, first=True)):
        text += f" {name_of(said)} replied: {reply.rstrip(' .')}."
    cites = (note.message.ts, *((said.message.ts,) if said is not None else ()))
    section = next((key for key, about in _ABOUT if about.search(note.prose)), None)
    return Question(text=text, asks=tuple(asks)[:_ASKED], cites=cites, section=section)
