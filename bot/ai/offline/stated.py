"""Entries at the moments that people state ("v812 went out 13:51"): only the clause that is about the moment."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta

from bot.ai.offline.kinds import shows
from bot.ai.offline.machines import fact
from bot.ai.offline.notes import Note
from bot.ai.offline.phrases import Cue
from bot.ai.offline.wording import name_of, shorten, statements_of
from bot.domain.incidents import Transcript
from bot.domain.timeline import Claim, EntryKind
from bot.domain.times import StatedTime, stated_times

_WORTH_TELLING = timedelta(minutes=2)
_A_MINUTE = timedelta(minutes=1)
_AN_HOUR = timedelta(hours=1)
_MOST_OF_A_LINE = 0.5
_BEGINS_IT = 1.0
_MOST_CITED = 3
_LONG_AGO = timedelta(minutes=20)
_BEFORE_THE_CHANNEL = timedelta(minutes=30)
_SAME_MOMENT = 61.0
_SAME_TROUBLE = 300.0
_CLAUSE = 120
_LEAD_IN = 70
_LEAST_WEIGHT = 1.0
_TIMELIKE = re.compile(
    r"\d[:.]\d\d|\d\s?[ap]\.?m\b|\b(?:ago|past|(?:five|ten|quarter|twenty) to)\b|"
    r"\b(?:noon|midday|midnight|morning|afternoon)\b|"
    r"o['\u2019]?clock\b|\d{4}\s?(?:utc|gmt|z)\b",
    re.IGNORECASE,
)
_CHANGED = re.compile(
    r"\b(?:went (?:out|live)|is out|deploy(?:ed)?|merged|released|pushed|rolled (?:out|back)|shipped|restarted|changed|"
    r"switched|enabled|disabled|applied|upgraded|migrated|published|updated|moved|moving|installed|"
    r"powered (?:down|off)|turned (?:on|off)|v\d+ (?:was|is))\b",
    re.IGNORECASE,
)
_DEED = re.compile(
    r"\b(?:went (?:out|live)|deployed|merged|released|pushed|rolled|shipped|changed|switched|sent|updated|installed|"
    r"restarted|stopped|started|ended|finished|closed|opened|paused|reverted)\b",
    re.IGNORECASE,
)
_BEGAN = re.compile(
    r"\b(?:start(?:ed|ing|s)?|began|begin(?:ning|s)?|since|first|introduced|triggered|went down|dropped|spiked|crashed|"
    r"failed|hung|stopped|broke|onset|happened|occurred)\b",
    re.IGNORECASE,
)
# Something ended, was sent or closed: told in the past, by whatever verb.
_WAS = re.compile(
    r"\b(?!(?:need|feed|speed|indeed|seed|said|asked|told|called|named|noticed|checked|looked|thought|heard)\b)"
    r"(?:\w{2,}ed|went|came|got|sent|lost|fell|rose|ran|died|shut|cut|left|hit|froze|woke|flew|"
    r"(?:run|job|file|backup|build|batch|report|export|import|sync|sweep|mail|order|payment) of(?=\s(?:about\s)?\d))\b",
    re.IGNORECASE,
)
# "openssl says that it ended at 05:30": the line tells that somebody found that out.
_LEARNT = re.compile(
    r"\b(?:says?|said|shows?|showed|according|reports?|reported|confirms?|confirmed|thinks?|thought|found|noticed|"
    r"sees?|saw|looks?|seems?|knew|learnt|heard|turns? out)\b",
    re.IGNORECASE,
)
_EASED = re.compile(r"\bmitigated\b", re.IGNORECASE)
_SPAN = re.compile(r"\bbetween\b", re.IGNORECASE)
_CLAUSES = re.compile(r"[,;]\s+|\s+[\u2013\u2014]\s+|:\s+(?=\S)|\s+(?=(?:but|and|so|while|which)\s)", re.IGNORECASE)
_JOINER = re.compile(r"^(?:but|and|so|while|which)\s+", re.IGNORECASE)
_ROUGHLY = re.compile(r"(?:about|around|roughly|circa|~)\s?(?=\w)", re.IGNORECASE)
_BARE = re.compile(
    r"^(?:the )?(?:first|last|it|that|this|they|started|start|went|was|were|came|has|had)\b", re.IGNORECASE
)
_FEW_WORDS = 6


def moments_of(
    note: Note, start: timedelta | None, transcript: Transcript, least: timedelta = _WORTH_TELLING
) -> list[StatedTime]:
    """Return the past moments that the prose of a message states, at `least` so long before it was said.

    Whoever sits in another zone than the channel may mean either: the reading that falls into the incident is meant,
    which begins `start` before the message.
    """
    if note.automatic or note.only_asks or not _TIMELIKE.search(note.prose):
        return []
    own, shared = transcript.zones.get(note.author, transcript.zone), transcript.zone
    readings: list[list[StatedTime]] = []
    for zone in dict.fromkeys((own, shared)):
        told = stated_times(note.message.text, note.message.at, zone)
        readings.append([s for s in told if note.message.at - s.at >= least and s.text in note.prose])
    likely = [r for r in readings if r and (start is None or all(note.message.at - s.at <= start for s in r))]
    # Both may fit: people mostly talk of what was a moment ago.
    return max(likely, key=lambda reading: reading[-1].at) if likely else readings[0]


def stated_claims(
    notes: list[Note], leads: Sequence[Note], transcript: Transcript, most: int, *, wanted: Callable[[Claim], bool]
) -> list[Claim]:
    """Return at most `most` claims at stated moments that no other entry tells of, and that are `wanted`."""
    told = sorted(lead.second for lead in leads)
    begun = told[0] if told else 0.0
    # What began before anything on the timeline is where all of it began.
    found = sorted(
        _candidates(notes, transcript),
        key=lambda one: (-one[0] - _BEGINS_IT * (one[2].at.timestamp() < begun and begins(one[3])), one[1].place),
    )
    claims: list[Claim] = []
    for _, note, stated, clause in found:
        second = stated.at.timestamp()
        others = [other for _, other, at, _ in found if other is not note and abs(at.at - stated.at) < _A_MINUTE]
        first = sorted(others, key=lambda other: other.place)[: _MOST_CITED - 1]
        claim = _claim(note, stated, clause, notes, first)
        apart = _SAME_MOMENT if claim.kind in (EntryKind.CHANGE, EntryKind.MITIGATED) else _SAME_TROUBLE
        if len(claims) >= most or _near(second, told, apart) or not wanted(claim):
            continue
        told.insert(bisect_left(told, second), second)
        claims.append(claim)
    return claims


def eased_at(note: Note, notes: list[Note], transcript: Transcript) -> StatedTime | None:
    """Return when somebody says that the incident was mitigated: "mitigated then, 15:42"."""
    moments = moments_of(note, _span(note, notes), transcript)
    texts = [one.text for one in statements_of(note) if _EASED.search(one.text)]
    return next((stated for stated in moments if any(stated.text in text for text in texts)), None)


def done_at(note: Note, line: str, notes: list[Note], transcript: Transcript) -> StatedTime | None:
    """Return when the deed was done that a line tells of, where its message states one exact moment of the last hour.

    The line has to be about the deed: what else it tells is less, and no machine posted the deed itself.
    """
    if note.only_asks or not _DEED.search(line) or not _TIMELIKE.search(line) or is_learnt(line):
        return None
    told = line.removeprefix(f"{name_of(note)}: ")
    found = [one for one in moments_of(note, _AN_HOUR, transcript, least=_A_MINUTE) if one.text in told]
    if len(found) != 1 or note.message.at - found[0].at > _AN_HOUR or _post_at(found[0], notes) is not None:
        return None
    clauses = [one for one in _CLAUSES.split(told) if found[0].text in one and _DEED.search(one)]
    return found[0] if clauses and len(clauses[0]) >= _MOST_OF_A_LINE * len(told) else None


def _candidates(notes: list[Note], transcript: Transcript) -> Iterator[tuple[float, Note, StatedTime, str]]:
    """Yield how well each stated moment is told, with its message and its clause."""
    for note in notes:
        if note.doubtful or note.has(Cue.BANTER) or not _TIMELIKE.search(note.prose):
            continue
        if not _tells(note.prose):
            continue
        moments = moments_of(note, _span(note, notes), transcript)
        for stated in moments:
            if stated.text.casefold().endswith(("ago", "back")) and note.message.at - stated.at < _LONG_AGO:
                continue
            clause = _clause_about(note, stated)
            if clause:
                exact = 1.0 * (stated.at.second > 0) - 0.5 * stated.approximate
                told = 0.5 * bool(_CHANGED.search(clause)) + 0.3 * bool(_DEED.search(clause))
                yield exact + told, note, stated, clause


def _span(note: Note, notes: list[Note]) -> timedelta:
    return note.message.at - notes[0].message.at + _BEFORE_THE_CHANNEL


def _clause_about(note: Note, stated: StatedTime) -> str:
    """Return the clause that says what happened at the moment; empty when none does."""
    before = ""
    for one in statements_of(note):
        said = ""
        for raw in _CLAUSES.split(one.text):
            clause = _JOINER.sub("", raw).strip(" .;,:")
            if stated.text in clause and not _SPAN.search(clause) and _tells(clause):
                if before and _BARE.match(clause) and len(clause.split()) < _FEW_WORDS:
                    return f"{shorten(before, _LEAD_IN)}; {clause}"
                return shorten(clause, _CLAUSE)
            # "the first one is monday, around ten to six": when it was stands by itself behind the comma.
            if stated.text in clause and said and _ROUGHLY.match(clause) and _tells(said) and not _SPAN.search(said):
                return shorten(f"{said}, {clause}", _CLAUSE)
            said = clause
            before = before if len(before.split()) >= _FEW_WORDS else clause
    return ""


def is_learnt(text: str) -> bool:
    """Whether a text tells that somebody found something out, which is another moment than when that was."""
    return bool(_LEARNT.search(text))


def begins(text: str) -> bool:
    """Whether a text tells that something began or broke."""
    return bool(_BEGAN.search(text))


def _tells(text: str) -> bool:
    """Whether a text tells of something that began, changed or ended, and not of how things are."""
    return bool(begins(text) or _CHANGED.search(text) or _WAS.search(text))


def _near(second: float, told: list[float], apart: float) -> bool:
    place = bisect_left(told, second)
    return any(abs(second - other) <= apart for other in told[max(0, place - 1) : place + 1])


def _claim(note: Note, stated: StatedTime, clause: str, notes: list[Note], others: list[Note]) -> Claim:
    """Return the claim; where a machine posted the very event, it is the machine's post that tells it.

    `others` state the same moment.
    """
    kind = _kind(clause)
    weight = round(max(note.score - 0.2, _LEAST_WEIGHT), 3)
    post = _post_at(stated, notes) if kind is EntryKind.CHANGE else None
    if post is not None:
        text = fact(post, _CLAUSE)
        return Claim(cites=(post.message.ts, note.message.ts), kind=kind, text=text, actor=post.author, weight=weight)
    return Claim(
        cites=(note.message.ts, *dict.fromkeys(other.message.ts for other in others)),
        kind=kind,
        text=f"{name_of(note)}: {clause}",
        actor=note.author,
        stated=stated.at,
        weight=weight,
    )


def _post_at(stated: StatedTime, notes: list[Note]) -> Note | None:
    second = stated.at.timestamp()
    place = bisect_left(notes, second - _SAME_MOMENT, key=lambda note: note.second)
    for note in notes[place : place + 5]:
        if note.automatic and abs(note.second - second) <= _SAME_MOMENT and not note.has(Cue.ALERT, Cue.CLEARED):
            return note
    return None


def _kind(clause: str) -> EntryKind:
    if _EASED.search(clause):
        return EntryKind.MITIGATED
    if _CHANGED.search(clause):
        return EntryKind.CHANGE
    return EntryKind.REPORTED if shows(EntryKind.REPORTED, clause) else EntryKind.FINDING
