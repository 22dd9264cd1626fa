"""Figures of the sections held against the timeline and against each other: times, lengths, counts and versions. Pure.

Two figures contradict each other only where both are said of the same thing. Rounded ones ("about 45 minutes", a tenth
more or less) do not; nor does a figure of which the timeline knows several values.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from bot.domain.durations import durations, marked_moments
from bot.domain.postmortems import Postmortem, Section
from bot.domain.timeline import Entry, Mark
from bot.domain.words import clock_time, duration, listing, number

HAS_DIGIT: Final = re.compile(r"\d")
_NOT_PROSE = re.compile(
    r"```.*?(?:```|\Z)|`[^`\n]*`|(?<!\w)\w{1,20}://\S+|^[ \t]*>[^\n]*|\A---.*?---", re.DOTALL | re.MULTILINE
)
_CLOCK = re.compile(r"(?<![\w:.,/+-])([01]?\d|2[0-3]):([0-5]\d)(?![\w:]|[.,]\d)")
_MARKED = {
    Mark.DETECTED: re.compile(r"\b(?:detected|noticed)\b[^.\n\d]{0,24}$", re.IGNORECASE),
    Mark.ACKNOWLEDGED: re.compile(r"\backnowledged\b[^.\n\d]{0,24}$", re.IGNORECASE),
    Mark.MITIGATED: re.compile(r"\bmitigated\b[^.\n\d]{0,24}$", re.IGNORECASE),
    Mark.RESOLVED: re.compile(r"\b(?:resolved|over|ended)\b[^.\n\d]{0,24}$", re.IGNORECASE),
}
_BEGAN = re.compile(r"\b(?:began|started)\b[^.\n\d]{0,24}$", re.IGNORECASE)
_SPAN = re.compile(
    r"(?<![\w.,:/$€£+-])(?:(?P<hours>\d{1,3}) ?(?:hours?|hrs?|h)\b(?:,? and |,? )?"
    r"(?:(?P<rest>\d{1,2}) ?(?:minutes?|mins?)\b)?"
    r"|(?P<minutes>\d{1,4}) ?(?:minutes?|mins?)\b)",
    re.IGNORECASE,
)
_OF_ALL = re.compile(r"\b(?:for|lasted|took|down|unavailable|failing)\W{1,3}(?P<how>\w+\s+){0,2}$", re.IGNORECASE)
_WHOLE = frozenset({"summary", "impact"})
_ROUGH = re.compile(r"\b(?:about|around|roughly|nearly|almost|some|over|more than|under)\s+$", re.IGNORECASE)
_COUNT = re.compile(
    r"(?<![\w.,:/$€£+#-])(\d{1,3}(?:,\d{3})+|\d{1,9})(?: (?:out )?of(?: the| all)? (?:\d{1,3}(?:,\d{3})+|\d{1,9}))? "
    r"([a-z][a-z-]{2,29})\b(?![:.]\w)",
    re.IGNORECASE,
)
_NO_THINGS = frozenset(
    {
        "minute", "hour", "second", "day", "week", "month", "year", "min", "sec", "hrs", "percent", "utc", "gmt", "cet",
        "cest", "time", "and", "the", "for", "out", "per", "was", "were", "with", "that", "then", "but", "from", "into",
        "more", "les", "other", "thi", "which", "when", "while", "after", "before", "until", "step", "jan", "feb",
        "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "january", "february", "march",
        "april", "june", "july", "august", "september", "october", "november", "december",
    }
)  # fmt: skip
_NAMED_VERSION = re.compile(
    r"(?<![\w./-])(?P<name>[A-Za-z]\w{0,40}(?:-\w{1,40}){1,6}|version|release)[ \t]{1,3}v?"
    r"(?P<number>\d{1,4}(?:\.\d{1,6}){1,3})(?![\w%]|\.\d)(?! ?%)",
    re.IGNORECASE,
)
_VERSION = re.compile(r"(?<![\w.:/-])v?(\d{1,4}(?:\.\d{1,6}){1,3})(?![\w%]|\.\d)(?! ?%)")
_PEOPLE: Final = frozenset({"user", "customer", "people", "person", "shopper"})
_DEALS: Final = frozenset({"transaction", "order", "payment", "checkout"})
_FIELDS: Final = {"users": _PEOPLE, "transactions": _DEALS, "tickets": frozenset({"ticket"})}
_SEVERAL: Final = 3
_SHOWN: Final = 3


class Subject(NamedTuple):
    """What is looked at: the sections that hold text, the entries that are shown, and the titles of fields by key."""

    postmortem: Postmortem
    sections: tuple[Section, ...]
    entries: tuple[Entry, ...] | list[Entry]
    zone: str
    titles: Mapping[str, str]


class Contradiction(NamedTuple):
    """Which rule, which section (its key), and what goes into the sentence."""

    code: str
    section: str
    values: dict[str, Any]


class _Count(NamedTuple):
    """So many of something, as it is written."""

    value: int
    thing: str
    said: str


def contradictions(subject: Subject) -> Iterator[Contradiction]:
    """Yield what the sections say otherwise than the timeline, than each other, or than their own fields."""
    for section in subject.sections:
        prose = _NOT_PROSE.sub(" ", section.text)
        if subject.entries:
            yield from _of_times(subject, section, prose)
            yield from _of_spans(subject, section, prose)
            yield from _of_versions(subject, section, prose)
        yield from _of_counts(subject, section, prose)
    yield from _between_sections(subject.sections)


def _of_times(subject: Subject, section: Section, prose: str) -> Iterator[Contradiction]:
    moments = marked_moments(subject.entries)
    known = set(_faces(subject))
    for found in _CLOCK.finditer(prose):
        said = f"{int(found[1]):02}:{found[2]}"
        before = prose[max(0, found.start() - 60) : found.start()]
        mark = next((one for one, cue in _MARKED.items() if one in moments and cue.search(before)), None)
        began = subject.postmortem.started_at if _BEGAN.search(before) else None
        told = {"section": section.title, "said": said}
        if mark is not None and not _is_at(said, moments[mark], subject.zone):
            at = clock_time(moments[mark], subject.zone)
            yield Contradiction("mark_time", section.key, {**told, "mark": mark.value, "at": at})
        elif mark is None and began is not None and not _is_at(said, began, subject.zone):
            yield Contradiction("began_time", section.key, {**told, "at": clock_time(began, subject.zone)})
        elif mark is None and began is None and said not in known:
            yield Contradiction("no_entry_at", section.key, told)


def _faces(subject: Subject) -> Iterator[str]:
    """Yield every face of a clock that the timeline shows or names, a minute more or less."""
    ends = (subject.postmortem.started_at, subject.postmortem.resolved_at)
    moments = [*(one.at for one in subject.entries), *(one.said_at for one in subject.entries), *ends]
    for at in moments:
        if at is not None:
            yield from _faces_of(at, subject.zone)
    for one in subject.entries:
        yield from (f"{int(hour):02}:{minute}" for hour, minute in _CLOCK.findall(one.text))


def _faces_of(at: datetime, zone: str) -> Iterator[str]:
    for minutes in (-1, 0, 1):
        near = at + timedelta(minutes=minutes)
        yield from (f"{near.astimezone(one):%H:%M}" for one in (UTC, ZoneInfo(zone)))


def _is_at(said: str, at: datetime, zone: str) -> bool:
    return said in set(_faces_of(at, zone))


def _of_spans(subject: Subject, section: Section, prose: str) -> Iterator[Contradiction]:
    """Hold how long it was against the timeline: the impact's length, or that of a mark."""
    known = durations(subject.entries, subject.postmortem.started_at)
    spans = [one.length for one in (known.impact, known.resolve, known.mitigate, known.detect, known.acknowledge)]
    lengths = [one for one in spans if one is not None]
    impact = known.impact.length or known.resolve.length
    if impact is None or section.key not in _WHOLE:
        return
    for found in _SPAN.finditer(prose):
        before = prose[max(0, found.start() - 40) : found.start()]
        if not _OF_ALL.search(before):
            continue
        said = timedelta(hours=int(found["hours"] or 0), minutes=int(found["rest"] or found["minutes"] or 0))
        if not any(_is_near(said, one, rough=bool(_ROUGH.search(before))) for one in lengths):
            told = {"section": section.title, "said": found[0].strip(), "span": duration(impact)}
            yield Contradiction("span", section.key, told)
    field = section.fields.get("minutes", "").replace(",", "")
    if field.isdecimal() and not _is_near(timedelta(minutes=int(field[:6])), impact, rough=False):
        yield Contradiction(
            "minutes", section.key, {"section": section.title, "said": number(int(field[:6])), "span": duration(impact)}
        )


def _is_near(said: timedelta, had: timedelta, *, rough: bool) -> bool:
    share, least = (5, 5) if rough else (10, 2)
    return abs(said - had) <= max(had / share, timedelta(minutes=least))


def _of_versions(subject: Subject, section: Section, prose: str) -> Iterator[Contradiction]:
    """Yield versions of something that the timeline knows in other versions only."""
    told_of = [(one.text.lower(), _VERSION.findall(one.text)) for one in subject.entries]
    versions: dict[str, list[str]] = {}
    for found in _NAMED_VERSION.finditer(prose):
        name = found["name"].lower()
        if name not in versions:
            versions[name] = [one for text, there in told_of if there and name in text for one in there]
        known = versions[name]
        if known and found["number"] not in known:
            there = listing(list(dict.fromkeys(known)), _SHOWN)
            told = {"section": section.title, "said": f"{found['name']} {found['number']}", "there": there}
            yield Contradiction("version", section.key, told)


def _of_counts(subject: Subject, section: Section, prose: str) -> Iterator[Contradiction]:
    there = list(_counts(one.text for one in subject.entries))
    own = list(_counts([prose]))
    for thing, said in _single(own).items():
        known = [one for one in there if one.thing == thing]
        values = {one.value for one in known}
        if known and said.value not in values and len(values) < _SEVERAL:
            shown = listing(list(dict.fromkeys(one.said for one in known)), _SHOWN)
            yield Contradiction(
                "count_timeline", section.key, {"section": section.title, "said": said.said, "there": shown}
            )
    for key, things in _FIELDS.items():
        field = section.fields.get(key, "").replace(",", "")
        told = [one for one in own if one.thing in things]
        if field.isdecimal() and len({one.value for one in told}) == 1 and told[0].value != int(field):
            yield Contradiction(
                "count_field",
                section.key,
                {
                    "section": section.title,
                    "said": told[0].said,
                    "there": number(int(field)),
                    "field": subject.titles.get(key, key),
                },
            )


def _between_sections(sections: Sequence[Section]) -> Iterator[Contradiction]:
    """Yield what two sections say of the same thing, each one figure only."""
    first: dict[str, tuple[Section, _Count]] = {}
    for section in sections:
        for thing, said in _single(list(_counts([_NOT_PROSE.sub(" ", section.text)]))).items():
            other, before = first.setdefault(thing, (section, said))
            if before.value != said.value:
                told = {"section": section.title, "said": said.said, "other": other.title, "there": before.said}
                yield Contradiction("count_section", section.key, told)


def _counts(texts: Iterable[str]) -> Iterator[_Count]:
    for text in texts:
        for found in _COUNT.finditer(text):
            thing = found[2].lower().rstrip("s") or found[2].lower()
            if thing not in _NO_THINGS:
                yield _Count(int(found[1].replace(",", "")), thing, found[0])


def _single(counts: Sequence[_Count]) -> dict[str, _Count]:
    """Return the things of which there is one figure only."""
    values: dict[str, set[int]] = {}
    for one in counts:
        values.setdefault(one.thing, set()).add(one.value)
    return {one.thing: one for one in counts if len(values[one.thing]) == 1}
