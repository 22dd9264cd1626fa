"""What changed between two states of a document, as a person reads it: part by part, with the words that moved.

Values only: how removed and added words look is the renderer's choice. Unchanged paragraphs are left out, and of a long
unchanged passage only the words around the change stay.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Final

from bot.domain import mentions
from bot.domain.alignment import Hunk, hunks, without_islands
from bot.domain.revisions import DETAILS, ENTRY, ITEM, SECTION, SIGHT, TITLE, Parts
from bot.domain.sections import FieldDefinition, FieldKind, SectionDefinition
from bot.domain.values import Value
from bot.domain.words import clock_time

_TOKEN: Final = re.compile(r"[@#]\[[A-Z0-9]{3,21}\]|\n|[^\S\n]+|\w+://[^\s)>\]|]+|\d+(?:[.,:]\d+)+|\w+|[^\w\s]")
_AROUND: Final = 12
"""So many tokens, about six words, stay on either side of a change."""
_ELLIPSIS: Final = "…"


class Change(StrEnum):
    """What became of a part, or of a run of words."""

    KEPT = "kept"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


class Part(Value):
    """Something in a document that is told as one: its key, the name that readers know it by, and its text."""

    key: str
    name: str
    text: str


class Segment(Value):
    """A run of words: kept, added or removed."""

    change: Change
    text: str


class Passage(Value):
    """A changed passage: its words in reading order, what went before what came."""

    segments: tuple[Segment, ...]

    @property
    def was(self) -> str:
        """The passage as it was."""
        return "".join(one.text for one in self.segments if one.change is not Change.ADDED)

    @property
    def now(self) -> str:
        """The passage as it is now."""
        return "".join(one.text for one in self.segments if one.change is not Change.REMOVED)


class Difference(Value):
    """What became of one part. `was_named` is set where its name changed (an entry got another time)."""

    key: str
    name: str
    change: Change
    passages: tuple[Passage, ...] = ()
    was_named: str | None = None


def people_in(found: Iterable[Difference]) -> frozenset[str]:
    """Return the people whom the changed passages mention, by Slack id."""
    texts = (text for one in found for passage in one.passages for text in (passage.was, passage.now))
    return frozenset(member for text in texts for member in mentions.people_in(text))


def told(parts: Parts, sections: Iterable[SectionDefinition], zone: str = "UTC") -> tuple[Part, ...]:
    """Return a revision's parts as readers know them: title, sections in the template's order, entries, items."""
    ordered = {f"{SECTION}{one.key}": one for one in sections}
    return (
        *_head(parts),
        *(_section(key, parts[key], one) for key, one in ordered.items() if key in parts),
        *(_section(key, parts[key], None) for key in sorted(parts) if key.startswith(SECTION) and key not in ordered),
        *_entries(parts, zone),
        *(
            Part(key=key, name="Action item", text=json.loads(parts[key])["text"])
            for key in sorted((key for key in parts if key.startswith(ITEM)), key=_number)
        ),
    )


def _head(parts: Parts) -> list[Part]:
    """Return the title, the details and who can see it, where they were recorded."""
    found = [
        Part(key=key, name=name, text=json.loads(parts[key])["text"])
        for key, name in ((TITLE, "Title"), (SIGHT, "Who can see it"))
        if key in parts
    ]
    if DETAILS in parts:
        fields: dict[str, str] = json.loads(parts[DETAILS])["fields"]
        text = "\n".join(f"{key.capitalize()}: {value}" for key, value in sorted(fields.items()))
        found.insert(1, Part(key=DETAILS, name="Details", text=text))
    return found


def _section(key: str, content: str, definition: SectionDefinition | None) -> Part:
    held = json.loads(content)
    fields: dict[str, str] = held.get("fields") or {}
    known = {one.key: one for one in definition.fields} if definition is not None else {}
    order = [*(name for name in known if name in fields), *sorted(set(fields) - set(known))]
    lines = [held["text"], *(_field(name, fields[name], known.get(name)) for name in order if fields[name].strip())]
    name = definition.title if definition is not None else key.removeprefix(SECTION).replace("_", " ").capitalize()
    return Part(key=key, name=name, text="\n".join(line for line in lines if line))


def _field(key: str, value: str, definition: FieldDefinition | None) -> str:
    if definition is None:
        return f"{key}: {value}"
    if definition.kind is FieldKind.PEOPLE:
        value = ", ".join(f"@[{one}]" for one in value.split())
    return f"{definition.title}: {value}"


def _entries(parts: Parts, zone: str) -> list[Part]:
    held = [(key, json.loads(content)) for key, content in parts.items() if key.startswith(ENTRY)]
    found = [
        ((at.replace(second=0, microsecond=0), one.get("rank") or 0, at, _number(key)), at, key, one)
        for key, one in held
        for at in [datetime.fromisoformat(one["at"])]
    ]
    return [
        Part(
            key=key,
            name=f"{clock_time(at, zone)} {one['kind']}",
            text="\n".join([one["text"], *([f"Mark: {one['mark']}"] if one.get("mark") else [])]),
        )
        for _, at, key, one in sorted(found, key=lambda row: row[0])
    ]


def _number(key: str) -> tuple[int, str]:
    number = key.rpartition(":")[2]
    return (int(number) if number.isdecimal() else 0, key)


def differences(was: Sequence[Part], now: Sequence[Part]) -> tuple[Difference, ...]:
    """Return what changed, in the order of `now`; a part that is gone stands where it stood."""
    before = {one.key: one for one in was}
    after = {one.key for one in now}
    gone: dict[str, list[Part]] = {}
    anchor = ""
    for one in was:
        if one.key in after:
            anchor = one.key
        else:
            gone.setdefault(anchor, []).append(one)
    found = [_removed(one) for one in gone.get("", [])]
    for part in now:
        found += filter(None, [_became(before.get(part.key), part)])
        found += [_removed(one) for one in gone.get(part.key, [])]
    return tuple(found)


def _removed(part: Part) -> Difference:
    segments = (Segment(change=Change.REMOVED, text=part.text),) if part.text.strip() else ()
    passages = (Passage(segments=segments),) if segments else ()
    return Difference(key=part.key, name=part.name, change=Change.REMOVED, passages=passages)


def _became(was: Part | None, now: Part) -> Difference | None:
    if was is None:
        passages = tuple(passages_between("", now.text))
        return Difference(key=now.key, name=now.name, change=Change.ADDED, passages=passages)
    if was == now:
        return None
    return Difference(
        key=now.key,
        name=now.name,
        change=Change.CHANGED,
        passages=tuple(passages_between(was.text, now.text)),
        was_named=was.name if was.name != now.name else None,
    )


def passages_between(was: str, now: str) -> Iterator[Passage]:
    """Yield the passages of a text that changed, in order: whole lines at first, then words inside of them.

    Lines that only became blank or ceased to be are not told.
    """
    old, new = _lines(was), _lines(now)
    for hunk in hunks(old, new):
        passage = Passage(
            segments=tuple(_words("\n".join(old[hunk.start : hunk.end]), "\n".join(new[hunk.new_start : hunk.new_end])))
        )
        if passage.segments:
            yield passage


def _lines(text: str) -> list[str]:
    return [kept for line in text.split("\n") if (kept := line.rstrip())]


def _words(was: str, now: str) -> Iterator[Segment]:
    old, new = _TOKEN.findall(was), _TOKEN.findall(now)
    place = 0
    found = without_islands(_over_spaces(hunks(old, new), old), old)
    for number, hunk in enumerate(found):
        yield from _kept(old[place : hunk.start], is_first=number == 0)
        if hunk.end > hunk.start:
            yield Segment(change=Change.REMOVED, text="".join(old[hunk.start : hunk.end]))
        if hunk.new_end > hunk.new_start:
            yield Segment(change=Change.ADDED, text="".join(new[hunk.new_start : hunk.new_end]))
        place = hunk.end
    if found:
        yield from _kept(old[place:], is_last=True)


def _over_spaces(found: Iterable[Hunk], old: Sequence[str]) -> list[Hunk]:
    """Return the hunks as one where only a space lies between: two new words are one change."""
    joined: list[Hunk] = []
    for hunk in found:
        if joined and "".join(old[joined[-1].end : hunk.start]).isspace():
            before = joined.pop()
            joined.append(Hunk(before.start, hunk.end, before.new_start, hunk.new_end))
        else:
            joined.append(hunk)
    return joined


def _kept(tokens: list[str], *, is_first: bool = False, is_last: bool = False) -> Iterator[Segment]:
    """Yield unchanged words: all of a few, of many those beside the changes."""
    if not tokens:
        return
    if is_first:
        room, head, tail = _AROUND, [], tokens[-_AROUND:]
    elif is_last:
        room, head, tail = _AROUND, tokens[:_AROUND], []
    else:
        room, head, tail = 2 * _AROUND, tokens[:_AROUND], tokens[-_AROUND:]
    if len(tokens) <= room + 2:
        yield Segment(change=Change.KEPT, text="".join(tokens))
        return
    before, after = "".join(head).rstrip(), "".join(tail).lstrip()
    gap = f"{' ' if before else ''}{_ELLIPSIS}{' ' if after else ''}"
    yield Segment(change=Change.KEPT, text=f"{before}{gap}{after}")
