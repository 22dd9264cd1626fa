"""Finds the plainest words for what failed: for the title and the summary. Words of the channel, never its ids."""

import math
import re
from collections.abc import Iterator

from bot.ai.offline.kinds import is_public
from bot.ai.offline.machines import alert_of
from bot.ai.offline.notes import Note, Sentence, cues_of
from bot.ai.offline.phrases import Cue
from bot.ai.offline.salience import is_foreign
from bot.ai.offline.wording import blames, sentence_case, sentences_of, shorten, tidy
from bot.domain.incidents import Transcript

LONGEST_TITLE = 80
_SHORTEST = 8
_SHORT = 60
_FIRST = 5
# Said in public of those who are hurt: that counts whenever it was said.
_SURE = 2.0
_A_TITLE = 4
_EARLY = 0.3
_FEWEST_EARLY = 15
_MOST_EARLY = 200
_ASKS_AROUND = re.compile(
    r"^(?:is |are )?(?:anyone|anybody|someone|somebody)(?: else)?(?: here)? (?:seeing|"
    r"discussing|having|noticing|getting|"
    r"experiencing|looking at|aware of)\s+(?:(?:any|their|our|my|a|the|some) )?",
    re.IGNORECASE,
)
# "finance says the dashboard shows nothing": what they say is the trouble.
_SAYS = re.compile(
    r"^(?:[\w-]+ ){1,3}(?:says?|said|complains?)(?: that)? (?:the |their |our )?(?=\w+ \w+)", re.IGNORECASE
)
_LABEL = re.compile(r"^(?:so )?(?:the )?(?:root )?cause(?: is| was)?\s*[:\u2014-]\s+", re.IGNORECASE)
_ANYWHERE = re.compile(r"\s+(?:anywhere|too|as well|right now|at the moment|currently)\W*$", re.IGNORECASE)
_PUBLIC_HEAD = re.compile(r"^.{0,60}?(?:status ?page|posted|published|update)\b.{0,60}?:\s+", re.IGNORECASE)
_ID = re.compile(
    r"\s*\(?(?:#\d+|\b[A-Z]{2,10}-\d+\b|\b0x\w+|\b(?=\w*\d)(?=\w*[a-f])[0-9a-f]{7,}\b|\binc(?:ident)? #?\d+\b)\)?:?"
)
_TOPIC = re.compile(r"^.{0,60}\btopic:?\s*", re.IGNORECASE)
_TOPIC_PARTS = re.compile(r"\s*[\u00b7|\u2022;/\u2014]\s*|\s+-\s+|,\s+")
_ROLE = re.compile(
    r"^(?:sev|p)[- ]?\d|\b(?:lead|comms?|scribe|commander|ic|status|monitoring|resolved|"
    r"investigating|on-?call|bridge|zoom)\b",
    re.IGNORECASE,
)
# A title names the trouble; how much of it there is belongs into the text.
_COUNTS_BEHIND = re.compile(r"(?<=\w\w\w)[,;:] [^,;:]*\d.*$")
_WORDS_OF_NAME = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


def title_of(notes: list[Note], transcript: Transcript) -> str | None:
    """Return a title of at most 80 characters from what the channel says; None when nothing tells of trouble."""
    found = max(_titles(notes, transcript), key=lambda pair: pair[0], default=None)
    return found[1] if found else None


def trouble_of(notes: list[Note]) -> tuple[str, Note] | None:
    """Return what failed in the plainest words that somebody used, and their message."""
    found = max(_told(notes), key=lambda told: told[0], default=None)
    return (found[1], found[2]) if found else None


def _titles(notes: list[Note], transcript: Transcript) -> Iterator[tuple[float, str]]:
    for worth, text, _ in _told(notes):
        head = text.split(", ", maxsplit=1)[0]
        short = head if len(head.split()) >= _A_TITLE and Cue.SYMPTOM in cues_of(head) else text
        title = sentence_case(_ID.sub("", _COUNTS_BEHIND.sub("", short)).strip(" .!?:,-\u2026"))
        if _SHORTEST <= len(title) <= LONGEST_TITLE:
            yield worth, title
    for message in transcript.messages:
        if message.subtype in ("channel_topic", "group_topic"):
            parts = _TOPIC_PARTS.split(_TOPIC.sub("", tidy(message.text[:500])))
            for part in (_ID.sub("", one).strip(" .") for one in parts if not _ROLE.search(one)):
                if _SHORTEST <= len(part) <= LONGEST_TITLE and " " in part:
                    yield 2.2, sentence_case(part)


def _told(notes: list[Note]) -> Iterator[tuple[float, str, Note]]:
    """Yield how well a sentence says what failed, the sentence, and its message."""
    early = min(max(_FEWEST_EARLY, int(_EARLY * len(notes))), _MOST_EARLY)
    foreign = is_foreign(notes)
    for note in notes:
        if foreign and not note.automatic:
            continue
        telling = note.has(Cue.SYMPTOM, Cue.REPORT, Cue.ALERT) or (note.place < early and " say" in note.prose)
        if not telling or note.doubtful or note.has(Cue.GENERAL) or blames(note.prose):
            continue
        late = note.place / max(len(notes), 1)
        if note.automatic:
            if note.place < early and (told := _of_machine(note)):
                yield told[0] - late, told[1], note
            continue
        for one in sentences_of(note):
            said = note.place < early and bool(_SAYS.match(one.text))
            if not _names_trouble(one, said=said):
                continue
            if one.asks and not (_ASKS_AROUND.match(one.text) or note.place < _FIRST):
                continue
            text = _SAYS.sub("", _ANYWHERE.sub("", _ASKS_AROUND.sub("", _LABEL.sub("", plainly(note, one.text)))))
            worth = _worth(note, one, text) + 0.5 * (note.place < early)
            if note.place < early or worth >= _SURE:
                yield 1.5 + worth - late, text, note


def _names_trouble(one: Sentence, *, said: bool) -> bool:
    if Cue.GUESS in one.cues or Cue.RULED_OUT in one.cues:
        return False
    return said or (Cue.SYMPTOM in one.cues and Cue.BANTER not in one.cues)


def _worth(note: Note, one: Sentence, text: str) -> float:
    """Return how plainly a sentence says what failed: for the public best, early, short, without figures."""
    worth = 1.5 * is_public(note) + 1.0 * (Cue.IMPACT in one.cues) + 0.8 * math.exp(-note.place / 6)
    worth -= 0.4 * any(c.isdigit() for c in text) + 0.3 * one.asks + 0.3 * ('"' in text) + 0.5 * note.has_code
    return worth - 0.5 * (Cue.CAUSE in one.cues) - 0.1 * (len(text) > _SHORT) - 0.4 * (len(text) > LONGEST_TITLE)


def plainly(note: Note, text: str) -> str:
    """Return what a public word says, without where it was said."""
    return _PUBLIC_HEAD.sub("", text) if is_public(note) else text


def _of_machine(note: Note) -> tuple[float, str] | None:
    """Return the title of an incident that a machine opened, or the name of the alert in words."""
    if name := alert_of(note):
        first = next(line for line in note.message.text.splitlines() if line.strip())
        spelled = re.search(re.escape(name), first, re.IGNORECASE)
        words = _WORDS_OF_NAME.findall(spelled.group() if spelled else name)
        return 1.2, sentence_case(
            " ".join(word if word.isupper() and len(word) > 1 else word.lower() for word in words)
        )
    lines = [" ".join(line.split()) for line in tidy(note.message.text[:1_000]).splitlines()]
    fit = [line for line in lines if " " in line and _SHORTEST <= len(line) <= LONGEST_TITLE and not _ID.search(line)]
    repeated = [line for line in fit if lines.count(line) > 1]
    return (2.6, repeated[0]) if repeated else ((1.0, shorten(fit[0], LONGEST_TITLE)) if fit else None)
