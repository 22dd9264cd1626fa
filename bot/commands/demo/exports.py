"""Brings a channel of somebody's own Slack export into the pretend workspace, with its people and the bot in it.

Everything in an export may be hostile: only what is known and of the right shape is taken. Times stay as they were.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count, islice
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.domain.errors import Invalid
from bot.intake.export import ExportedChannel, ExportedPerson, list_channels, read_export
from sandbox import validate
from sandbox.clock import ts_from_micros, ts_to_micros, when
from sandbox.driver import Channel
from sandbox.errors import CannotDo
from sandbox.page.backstage import Brought, Found, MovableClock
from sandbox.server import Sandbox
from sandbox.workspace import Body, Conversation, Member

MOST_MESSAGES: Final = 20_000
MOST_PEOPLE: Final = 500
MOST_CHOICES: Final = 2_000
LONGEST_TEXT: Final = 40_000
LONGEST_LINE: Final = 250
LONGEST_NAME: Final = 70
MOST_PARTS: Final = 100
"""Blocks, attachments, files or reactions of one message."""
_ID = re.compile(r"[A-Z][A-Z0-9]{1,29}")
_MENTION = re.compile(r"<@([A-Z][A-Z0-9]{1,29})")
_CHANNEL = re.compile(r"[CGD][A-Z0-9]{1,29}")
_EMOJI = re.compile(r"[\w+:'-]{1,100}")
_NOT_IN_A_NAME = re.compile(r"[^\w-]+")
_SUBTYPE = re.compile(r"[a-z_]{1,40}")
_TEXTS: Final = ("username", "old_name", "name", "topic", "purpose", "inviter", "app_id")


def choices(path: Path) -> list[Found]:
    """Return the channels of an export. Raises CannotDo with a sentence."""
    try:
        listed = list_channels(path)
    except Invalid as invalid:
        raise CannotDo(invalid.sentence) from None
    return [Found(one.id or one.name, one.name, one.is_private) for one in listed[:MOST_CHOICES]]


def read(path: Path, channel: str, clock: MovableClock) -> ExportedChannel:
    """Read one channel. Raises CannotDo with a sentence, also where there is more than a page can show."""
    try:
        found = read_export(path, channel, now=clock.now())
    except Invalid as invalid:
        raise CannotDo(invalid.sentence) from None
    if len(found.messages) > MOST_MESSAGES:
        raise CannotDo(f"#{found.name} has more than {MOST_MESSAGES:,} messages. Keep only the days of the incident.")
    if not found.messages:
        raise CannotDo(f"#{found.name} has no messages in this export. Choose another channel.")
    return found


def put(slack: Sandbox, found: ExportedChannel, rows: Sequence[Body], clock: MovableClock) -> Brought:
    """Put what was read into the workspace. The clock goes on to the last message where it is not as far yet."""
    workspace = slack.hub.workspace
    writers = [one for row in rows if (one := row.get("user"))]
    named = [one for row in rows for one in _MENTION.findall(row["text"])]
    _people(slack, found, dict.fromkeys([*writers, *found.members, *named]))
    present = [one for one in dict.fromkeys([*found.members, *writers]) if one in workspace.members]
    if not any(_can_act(workspace.members[one]) for one in present):  # nobody could look into it
        present += [one.id for one in workspace.members.values() if _can_act(one)]
    channel = _channel(slack, found, present)
    slack.seed(channel, rows)
    clock.move_to(when(rows[-1]["ts"]))
    return Brought(channel.id, len(rows), found.notes)


def _can_act(member: Member) -> bool:
    return not member.is_bot and not member.deleted


def _people(slack: Sandbox, found: ExportedChannel, wanted: Iterable[str]) -> None:
    """Put people of the export into the workspace, those first who matter most."""
    members = slack.hub.workspace.members
    handles = {one.name for one in members.values()}
    known = (one for one in wanted if one in found.users and one not in members and _ID.fullmatch(one))
    for one in islice(known, MOST_PEOPLE):
        person = found.users[one]
        handle = person.name or one.lower()
        # an id is nobody else's: two people of one name are told apart by it
        name = handle if handle not in handles else f"{handle}-{one.lower()}"
        handles.add(name)
        members[one] = _member(slack, person, name)


def _member(slack: Sandbox, person: ExportedPerson, handle: str) -> Member:
    ids = slack.hub.ids
    return Member(
        id=person.id,
        name=handle,
        real_name=person.real_name or person.display_name or handle,
        team_id=slack.team_id,
        tz=person.tz if _is_zone(person.tz) else "Etc/UTC",
        deleted=person.deleted,
        app_id=ids.make("A") if person.is_bot else None,
        bot_id=ids.make("B") if person.is_bot else None,
        updated=slack.hub.seconds(),
    )


def _is_zone(name: str) -> bool:
    try:
        return bool(ZoneInfo(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False


def _channel(slack: Sandbox, found: ExportedChannel, members: Iterable[str]) -> Channel:
    """Make the channel, under its own id and name where these are free."""
    workspace, ids = slack.hub.workspace, slack.hub.ids
    plain = _NOT_IN_A_NAME.sub("-", found.name.lower())[:LONGEST_NAME].strip("-") or "imported"
    names = (plain if number == 1 else f"{plain}-{number}" for number in count(1))
    own = found.id if _CHANNEL.fullmatch(found.id) and found.id not in workspace.conversations else ids.make("C")
    made = Conversation(
        id=own,
        name=next(one for one in names if workspace.by_channel_name(one) is None),
        kind="group" if found.is_private else "channel",
        creator=slack.bot_user_id,
        created=slack.hub.seconds(),
        members=dict.fromkeys([*members, slack.bot_user_id]),
    )
    made.topic["value"] = found.topic
    workspace.conversations[own] = made
    return Channel(slack.hub, own)


def rows_of(found: ExportedChannel) -> list[Body]:
    """Return the messages as the workspace keeps them, oldest first."""
    rows: list[Body] = []
    roots: set[str] = set()
    for raw in found.messages:
        row = _row(raw)
        parent = _ts(raw.get("thread_ts"))
        if parent is not None and parent in roots and parent != row["ts"]:
            row["thread_ts"] = parent
        else:  # also a reply whose parent is not in the export
            roots.add(row["ts"])
        rows.append(row)
    return rows


def _row(raw: Mapping[str, Any]) -> Body:
    """Return what is known of a message, and of that only what has the shape that it has in Slack."""
    text = raw.get("text")
    row: Body = {"type": "message", "text": text[:LONGEST_TEXT] if isinstance(text, str) else "", "ts": _ts(raw["ts"])}
    row |= {key: raw[key][:LONGEST_LINE] for key in _TEXTS if isinstance(raw.get(key), str) and raw[key]}
    if isinstance(raw.get("subtype"), str) and _SUBTYPE.fullmatch(raw["subtype"]):
        row["subtype"] = raw["subtype"]
    for key in ("user", "bot_id"):
        if isinstance(raw.get(key), str) and _ID.fullmatch(raw[key]):
            row[key] = raw[key]
    profile = raw.get("bot_profile")
    if "user" not in row and isinstance(profile, Mapping) and isinstance(profile.get("name"), str):
        row.setdefault("username", profile["name"][:LONGEST_LINE])
    blocks = raw.get("blocks")
    if isinstance(blocks, list) and blocks and not validate.message({"blocks": blocks}):
        row["blocks"] = blocks
    attachments = [found for one in _listed(raw, "attachments") if (found := _attachment(one))]
    files = [found for one in _listed(raw, "files") if (found := _file(one))]
    reactions = [each for one in _listed(raw, "reactions") if (each := _reaction(one))]
    return row | {
        key: value for key, value in (("attachments", attachments), ("files", files), ("reactions", reactions)) if value
    }


def _attachment(raw: Mapping[str, Any]) -> Body:
    keys = ("fallback", "pretext", "author_name", "title", "text", "footer")
    return {key: raw[key][:LONGEST_TEXT] for key in keys if isinstance(raw.get(key), str) and raw[key]}


def _file(raw: Mapping[str, Any]) -> Body:
    """Return a file by its name only: what was in it is not in an export."""
    name = next((raw[key] for key in ("name", "title") if isinstance(raw.get(key), str) and raw[key]), "file")
    return {"name": name[:LONGEST_LINE], "title": name[:LONGEST_LINE], "mode": "hosted"}


def _reaction(raw: Mapping[str, Any]) -> Body | None:
    name, users = raw.get("name"), raw.get("users")
    if not isinstance(name, str) or not _EMOJI.fullmatch(name):
        return None
    by = [one for one in users if isinstance(one, str) and _ID.fullmatch(one)] if isinstance(users, list) else []
    return {"name": name, "users": by, "count": len(by)} if by else None


def _listed(raw: Mapping[str, Any], key: str) -> Iterator[Mapping[str, Any]]:
    value = raw.get(key)
    return (one for one in (value[:MOST_PARTS] if isinstance(value, list) else ()) if isinstance(one, Mapping))


def _ts(value: object) -> str | None:
    """Return a time in the one form that it has in Slack; None for what is none."""
    try:
        return ts_from_micros(ts_to_micros(value)) if isinstance(value, str) else None
    except ValueError:
        return None
