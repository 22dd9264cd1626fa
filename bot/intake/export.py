"""Reads one channel out of a Slack export (folder or zip) that a workspace's owner downloaded.

No network, and nothing is written. The messages are the export's own dictionaries, checked for their shape only: their
text has not passed the entrance yet (`bot.domain.redaction.admit`), that is the reader's next step.
"""

import difflib
import json
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from bot.domain.errors import Invalid
from bot.domain.text import normalise
from bot.intake.archives import Archive, Broken, is_plain_name, opened

MAX_MESSAGES: Final = 200_000
MAX_DAYS: Final = 6_000
"""Day files of one channel: more than Slack is old."""
MAX_DEPTH: Final = 64
"""A message nested deeper is left out: no block of Slack's needs ten."""
MAX_CHANNELS: Final = 50_000
MAX_PEOPLE: Final = 200_000
MAX_MEMBERS: Final = 50_000
_FIRST_SECOND: Final = 1_356_998_400
"""2013-01-01 in UTC: no message of Slack is older."""
_LONGEST_NUMBER: Final = 25
_SUGGESTIONS: Final = 3
_NAMES_COMPARED: Final = 5_000

_LISTS: Final = (("channels.json", False), ("groups.json", True), ("mpims.json", True), ("dms.json", True))
_PEOPLE: Final = ("users.json", "org_users.json")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\.json")
_TS = re.compile(r"([0-9]{10})(?:\.([0-9]{1,6}))?")
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


@dataclass(frozen=True, slots=True)
class ExportedPerson:
    """Somebody of users.json. Names are normalised to one line; `tz` is a zone's name or empty."""

    id: str
    name: str
    real_name: str
    display_name: str
    tz: str
    is_bot: bool
    deleted: bool


@dataclass(frozen=True, slots=True)
class ListedChannel:
    """A channel that an export names; whether there is anything in it is known once it is read."""

    id: str
    name: str
    is_private: bool


@dataclass(frozen=True, slots=True)
class ExportedChannel:
    """One channel and everything said in it, oldest first, thread replies in their place in time.

    `skipped` counts rows that were no messages; `notes` are sentences for people about what is missing and why.
    """

    id: str
    name: str
    is_private: bool
    topic: str
    members: tuple[str, ...]
    messages: tuple[Mapping[str, Any], ...]
    users: Mapping[str, ExportedPerson]
    skipped: int
    notes: tuple[str, ...]


def list_channels(path: Path) -> list[ListedChannel]:
    """Return the channels that an export names, in order. Raises Invalid when there is no such export."""
    with opened(path) as archive:
        listed = _channels(archive, _top(archive, path), [])
    found = [
        ListedChannel(_text(row.get("id")), _name_of(row), is_private or row.get("is_private") is True)
        for row, is_private in listed
    ]
    return sorted((one for one in found if one.name), key=lambda one: one.name)


def read_export(path: Path, channel: str, *, now: datetime) -> ExportedChannel:
    """Read a channel, given by name or id, with or without "#".

    Messages from before 2013 or from more than a day after `now` (aware, UTC) are left out and counted. Raises Invalid
    with a sentence when there is no such export or channel, or when it is larger than can be read.
    """
    with opened(path) as archive:
        top = _top(archive, path)
        notes: list[str] = []
        listed = _channels(archive, top, notes)
        found, is_private = _chosen(listed, channel)
        skipped: Counter[str] = Counter()
        folder = _folder(archive, top, found)
        messages = _messages(archive, folder, int((now + timedelta(days=1)).timestamp()), skipped, notes)
        users = _users(archive, top, messages, notes)
    notes += [f"{reason}: {count}." for reason, count in skipped.items()]
    if not messages:
        notes.append("The channel's folder holds no message.")
    members = [member for member in _list(found.get("members"))[:MAX_MEMBERS] if isinstance(member, str)]
    return ExportedChannel(
        id=_text(found.get("id")),
        name=_name_of(found),
        is_private=is_private,
        topic=_topic(found),
        members=tuple(members),
        messages=tuple(messages),
        users=users,
        skipped=sum(skipped.values()),
        notes=tuple(notes),
    )


def _top(archive: Archive, path: Path) -> str:
    """Find where the export begins: at the top, or in the one folder that was packed."""
    names = {name for name, _ in _LISTS}
    if names & set(archive.listed("")):
        return ""
    inside = [folder for folder in archive.folders() if names & set(archive.listed(folder))]
    if len(inside) != 1:
        reason = "are several exports" if inside else "is no channels.json"
        raise Invalid(
            f"There {reason} in {path.name!r}, so this is not an export as Slack makes it."
            " Give the zip from Slack's export page, or the folder it unpacks to."
        )
    return f"{inside[0]}/"


def _channels(archive: Archive, top: str, notes: list[str]) -> list[tuple[dict[str, Any], bool]]:
    present = set(archive.listed(top.rstrip("/")))
    listed: list[tuple[dict[str, Any], bool]] = []
    for name, is_private in _LISTS:
        if name in present:
            try:
                rows = _list(_loaded(archive, top + name))
            except Broken as broken:
                notes.append(f"{name} could not be read: {broken}.")
                continue
            listed += [(row, is_private) for row in rows[:MAX_CHANNELS] if isinstance(row, dict)]
    if not listed:
        why = f" ({notes[0].rstrip('.')})" if notes else ""
        raise Invalid(f"The export names no channel{why}. Download it again from Slack's export page.")
    return listed


def _chosen(listed: list[tuple[dict[str, Any], bool]], wanted: str) -> tuple[dict[str, Any], bool]:
    asked = normalise(wanted, one_line=True).removeprefix("#").strip()
    for matches in (
        lambda row: row.get("id") == asked,
        lambda row: _name_of(row) == asked,
        lambda row: _name_of(row).casefold() == asked.casefold(),
    ):
        for row, is_private in listed:
            if matches(row):
                return row, is_private or row.get("is_private") is True
    names = [name for row, _ in listed[:_NAMES_COMPARED] if (name := _name_of(row))]
    close = difflib.get_close_matches(asked[:80], [name[:80] for name in names], n=_SUGGESTIONS, cutoff=0.5)
    hint = f"Did you mean {' or '.join('#' + name for name in close)}?" if close else _some_of(names)
    raise Invalid(f"The export has no channel #{asked[:80]}. {hint}")


def _some_of(names: list[str]) -> str:
    shown = ", ".join("#" + name[:80] for name in sorted(names)[:5])
    return f"It has {shown}{' and others' if len(names) > 5 else ''}."  # noqa: PLR2004 - as many as are shown


def _folder(archive: Archive, top: str, found: dict[str, Any]) -> str:
    for name in (found.get("name"), found.get("id")):
        if isinstance(name, str) and is_plain_name(name) and archive.listed(top + name):
            return top + name
    return ""


def _messages(
    archive: Archive, folder: str, last_second: int, skipped: Counter[str], notes: list[str]
) -> list[Mapping[str, Any]]:
    names = archive.listed(folder) if folder else []
    days = [name for name in names if _DAY.fullmatch(name)]
    if len(days) > MAX_DAYS:
        raise Invalid(f"The channel has more than {MAX_DAYS:,} day files. Keep only the days of the incident.")
    if len(days) < len(names):
        notes.append(f"{len(names) - len(days)} files in the channel's folder are no days and were not read.")
    found: dict[tuple[int, str], Mapping[str, Any]] = {}
    for day in days:
        try:
            rows = _loaded(archive, f"{folder}/{day}")
        except Broken as broken:
            notes.append(f"{day} could not be read: {broken}. Its messages are missing.")
            continue
        if not isinstance(rows, list):
            notes.append(f"{day} is not a list of messages. Its messages are missing.")
            continue
        for key, message in _checked(rows, last_second, skipped):
            found.setdefault(key, message)
        if len(found) > MAX_MESSAGES:
            raise Invalid(f"The channel has more than {MAX_MESSAGES:,} messages. Keep only the days of the incident.")
    return [found[key] for key in sorted(found)]


def _checked(
    rows: list[Any], last_second: int, skipped: Counter[str]
) -> Iterator[tuple[tuple[int, str], dict[str, Any]]]:
    for row in rows:
        if not isinstance(row, dict):
            skipped["Rows left out because they are no messages"] += 1
            continue
        ts = row.get("ts")
        time = _TS.fullmatch(ts) if isinstance(ts, str) else None
        if time is None or not time[0].isascii():
            skipped["Rows left out because they have no time"] += 1
        elif not _FIRST_SECOND <= int(time[1]) <= last_second:
            skipped["Messages left out because they claim a time before 2013 or in the future"] += 1
        elif _deeper_than(row, MAX_DEPTH):
            skipped["Messages left out because they are nested too deep"] += 1
        else:
            yield (int(time[1]), (time[2] or "").ljust(6, "0")), row


def _users(
    archive: Archive, top: str, messages: list[Mapping[str, Any]], notes: list[str]
) -> dict[str, ExportedPerson]:
    present = set(archive.listed(top.rstrip("/")))
    people: dict[str, ExportedPerson] = {}
    name = next((name for name in _PEOPLE if name in present), None)
    try:
        rows = _list(_loaded(archive, top + name)) if name else []
    except Broken as broken:
        notes.append(f"{name} could not be read: {broken}. People are named as their messages name them.")
        rows = []
    if name is None:
        notes.append("There is no users.json, so people are named as their messages name them.")
    for row in rows[:MAX_PEOPLE]:
        if isinstance(row, dict) and isinstance(row.get("id"), str):
            people[row["id"]] = _person(row["id"], row, row.get("profile"))
    for message in messages:
        user, profile = message.get("user"), message.get("user_profile")
        if isinstance(user, str) and user not in people and isinstance(profile, dict):
            people[user] = _person(user, profile, profile)
    return people


def _person(user: str, row: Mapping[str, Any], profile: object) -> ExportedPerson:
    known = profile if isinstance(profile, dict) else {}
    return ExportedPerson(
        id=user,
        name=_text(row.get("name")),
        real_name=_text(row.get("real_name")) or _text(known.get("real_name")),
        display_name=_text(known.get("display_name")),
        tz=_text(row.get("tz")),
        is_bot=row.get("is_bot") is True,
        deleted=row.get("deleted") is True,
    )


def _loaded(archive: Archive, name: str) -> Any:
    """Parse one file. What is no number becomes null, what is half a character becomes "\ufffd". Raises Broken."""
    text = _decoded(archive.read(name))
    try:
        value = json.loads(text, parse_constant=lambda _: None, parse_int=_integer, parse_float=_finite)
        if _SURROGATE.search(text):
            value = _mended(value)
    except (ValueError, RecursionError):
        raise Broken("it is no JSON, or broken, or nested too deep") from None
    return value


def _decoded(raw: bytes) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _mended(value: Any) -> Any:
    """Return the same with every half of a surrogate pair replaced, so that it can be written again."""
    text = json.dumps(value, ensure_ascii=False)
    return json.loads(text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"))


def _integer(digits: str) -> int | None:
    return int(digits) if len(digits) <= _LONGEST_NUMBER else None


def _finite(number: str) -> float | None:
    value = float(number)
    return value if math.isfinite(value) else None


def _deeper_than(value: object, limit: int) -> bool:
    level = [value]
    for _ in range(limit):
        level = [
            inner
            for outer in level
            for inner in (outer.values() if isinstance(outer, dict) else outer if isinstance(outer, list) else ())
            if isinstance(inner, dict | list)
        ]
        if not level:
            return False
    return True


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: object) -> str:
    return normalise(value, one_line=True, limit=250) if isinstance(value, str) else ""


def _name_of(row: Mapping[str, Any]) -> str:
    return _text(row.get("name")) or _text(row.get("id"))


def _topic(row: Mapping[str, Any]) -> str:
    topic = row.get("topic")
    return _text(topic.get("value")) if isinstance(topic, dict) else ""
