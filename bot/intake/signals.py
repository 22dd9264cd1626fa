"""Slack's own signs that an incident is over or back: metadata, emoji, vendor bots, names, topics, archiving.

Each recogniser takes an event and returns a `Signal` or nothing. Apps are known by id from a list, never by name, and
a payload speaks only of the channel that it came from.
"""

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from bot.domain.incidents import Signal, SignalKind, SignalSource, moment
from bot.domain.patterns import Matcher, compile_pattern
from bot.domain.people import is_member_id
from bot.domain.redaction import admit
from bot.domain.triage import severity_in
from bot.intake.slack_messages import is_ts, one_line, read_message

LONGEST_TITLE = 1_000
LONGEST_NAME = 80
LONGEST_ID = 200
LONGEST_URL = 2_000
MOST_NAMES = 20
_CHANNEL = re.compile(r"[CG][A-Z0-9]{2,20}", re.ASCII)
_EARLIEST = datetime(2013, 1, 1, tzinfo=UTC)
_LATEST = datetime(2100, 1, 1, tzinfo=UTC)
_EVENT_TYPES = {"incident_resolved": SignalKind.RESOLVED, "incident_reopened": SignalKind.REOPENED}
_TOPICS = {"channel_topic", "group_topic"}
_RENAMES = {"channel_name", "group_name"}
_ARCHIVES = {"channel_archive", "group_archive"}


def vendor_matchers(pairs: Iterable[str]) -> dict[str, Matcher]:
    """Return the matcher of each app id from pairs such as "A1=*resolved*". "A1=!reopened" means reopened.

    Several pairs may name one app. Raises PatternError for a pattern, ValueError for a pair that is none.
    """
    found: dict[str, Matcher] = {}
    for pair in pairs:
        app, equals, pattern = pair.partition("=")
        if not equals or not app.strip():
            raise ValueError("a vendor is set as APP_ID=PATTERN")
        known = found.get(app.strip(), Matcher())
        compiled = compile_pattern(pattern.strip().removeprefix("!"))
        if pattern.strip().startswith("!"):
            known = Matcher(resolved=known.resolved, reopened=(*known.reopened, compiled))
        else:
            known = Matcher(resolved=(*known.resolved, compiled), reopened=known.reopened)
        found[app.strip()] = known
    return found


def from_metadata(event: Mapping[str, Any], apps: Collection[str]) -> Signal | None:
    """Read a message_metadata_posted or _updated event of an app on the list (payload: docs/integrations.md)."""
    if _word(event, "type") not in {"message_metadata_posted", "message_metadata_updated"}:
        return None
    app, channel, ts = event.get("app_id"), channel_id(event.get("channel_id")), event.get("message_ts")
    metadata = event.get("metadata")
    if not isinstance(app, str) or app not in apps or channel is None or not is_ts(ts):
        return None
    if not isinstance(metadata, Mapping):
        return None
    kind = _EVENT_TYPES.get(one_line(metadata.get("event_type"), LONGEST_NAME))
    payload = metadata.get("event_payload")
    payload = payload if isinstance(payload, Mapping) else {}
    if kind is None or payload.get("channel", channel) != channel:
        return None
    delivered = event.get("event_ts") if is_ts(event.get("event_ts")) else ts
    return Signal(
        kind=kind,
        source=SignalSource.METADATA,
        key=f"metadata:{app}:{channel}:{ts}:{delivered}:{kind.value}",
        at=_resolved_at(payload) or moment(str(delivered)),
        channel=channel,
        external_id=opaque(one_line(payload.get("id"), LONGEST_ID) or None),
        title=one_line(payload.get("title"), LONGEST_TITLE) or None,
        severity=one_line(payload.get("severity"), LONGEST_NAME) or None,
        services=_names(payload.get("services")),
        labels=_names(payload.get("labels")),
        started_at=read_time(payload.get("started_at")),
        how="by an incident bot",
        url=web_address(payload.get("url")),
    )


def from_reaction(event: Mapping[str, Any], emoji: str, reopened: str | None = None) -> Signal | None:
    """Read a reaction_added event with one of two emoji (names without colons, skin tones ignored)."""
    item = event.get("item")
    if event.get("type") != "reaction_added" or not isinstance(item, Mapping):
        return None
    name = one_line(event.get("reaction"), LONGEST_NAME).partition("::")[0]
    kinds = {emoji.strip(":"): SignalKind.RESOLVED, (reopened or "").strip(":"): SignalKind.REOPENED}
    kind = kinds.get(name) if name else None
    channel, ts, at, by = channel_id(item.get("channel")), item.get("ts"), event.get("event_ts"), _person(event)
    if kind is None or channel is None or not is_ts(ts) or not is_ts(at) or by is None:
        return None
    return Signal(
        kind=kind,
        source=SignalSource.EMOJI,
        key=f"emoji:{channel}:{ts}:{by}:{at}:{kind.value}",
        at=moment(str(at)),
        channel=channel,
        by=by,
        how=f"with :{name}:",
    )


def from_vendor(event: Mapping[str, Any], vendors: Mapping[str, Matcher]) -> Signal | None:
    """Read a vendor bot's message, new or changed, over all of its text. A change counts if its meaning changed."""
    if event.get("type") != "message":
        return None
    message, before = event, None
    if event.get("subtype") == "message_changed":
        message, before = _inner(event, "message"), _inner(event, "previous_message")
    app, channel, ts = _app(message), channel_id(event.get("channel")), message.get("ts")
    known = vendors.get(app) if app is not None else None
    if known is None or channel is None or not is_ts(ts):
        return None
    text = _text(message)
    kind = known.kind_of(text)
    if kind is None or (before is not None and known.kind_of(_text(before)) is kind):
        return None
    edited = _inner(message, "edited").get("ts")
    at = edited if before is not None and is_ts(edited) else ts
    return Signal(
        kind=kind,
        source=SignalSource.VENDOR,
        key=f"vendor:{app}:{channel}:{ts}:{at}:{kind.value}",
        at=moment(str(at)),
        channel=channel,
        severity=severity_in(text),
        how="by its incident bot",
    )


def from_rename(event: Mapping[str, Any], known: Matcher) -> Signal | None:
    """Read a channel_rename event, or the channel's own message about its new name."""
    if _word(event, "type") in {"channel_rename", "group_rename"}:
        renamed = _inner(event, "channel")
        channel, name, old = renamed.get("id"), renamed.get("name"), ""
    elif _word(event, "subtype") in _RENAMES:
        channel, name, old = event.get("channel"), event.get("name"), one_line(event.get("old_name"), LONGEST_NAME)
    else:
        return None
    name = one_line(name, LONGEST_NAME)
    kind = known.kind_of(name)
    if kind is None or (old and known.kind_of(old) is kind):
        return None
    return _of_channel(event, SignalSource.RENAMED, kind, channel, "by renaming the channel")


def from_topic(event: Mapping[str, Any], known: Matcher) -> Signal | None:
    """Read the channel's own message about its new topic."""
    if event.get("type") != "message" or _word(event, "subtype") not in _TOPICS:
        return None
    kind = known.kind_of(one_line(event.get("topic"), LONGEST_TITLE))
    if kind is None:
        return None
    return _of_channel(event, SignalSource.TOPIC, kind, event.get("channel"), "by setting the topic")


def from_archive(event: Mapping[str, Any]) -> Signal | None:
    """Read that a channel was archived, as an event of its own or as the channel's last message."""
    if _word(event, "type") not in _ARCHIVES and _word(event, "subtype") not in _ARCHIVES:
        return None
    how = "by archiving the channel"
    return _of_channel(event, SignalSource.ARCHIVED, SignalKind.RESOLVED, event.get("channel"), how)


def _of_channel(
    event: Mapping[str, Any], source: SignalSource, kind: SignalKind, channel: Any, how: str
) -> Signal | None:
    channel = channel_id(channel)
    at = event.get("event_ts") if is_ts(event.get("event_ts")) else event.get("ts")
    if channel is None or not is_ts(at):
        return None
    key = f"{source.value}:{channel}:{at}:{kind.value}"
    return Signal(kind=kind, source=source, key=key, at=moment(str(at)), channel=channel, by=_person(event), how=how)


def opaque(key: str | None) -> str | None:
    """Return an id of another system; where it holds something to be covered, a digest that is as good a key."""
    if not key or admit(key).text == key:
        return key
    return hashlib.sha256(key.encode()).hexdigest()


def channel_id(value: Any) -> str | None:
    """Return a value that has the shape of a channel's id, else None. Direct messages are no incident channels."""
    return value if isinstance(value, str) and _CHANNEL.fullmatch(value) else None


def web_address(value: Any) -> str | None:
    """Return a web address of sane length, else None."""
    if not isinstance(value, str) or len(value) > LONGEST_URL or not value.startswith(("https://", "http://")):
        return None
    return value if value.isprintable() and " " not in value else None


def read_time(value: Any) -> datetime | None:
    """Return an ISO 8601 time with its zone, or seconds since 1970, as aware UTC between 2013 and 2100; else None."""
    try:
        if isinstance(value, str) and len(value) <= LONGEST_NAME:
            found = datetime.fromisoformat(value)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            found = datetime.fromtimestamp(value, UTC)
        else:
            return None
        if found.tzinfo is None:
            return None
        found = found.astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return found if _EARLIEST <= found < _LATEST else None


def _resolved_at(payload: Mapping[str, Any]) -> datetime | None:
    return read_time(payload.get("resolved_at"))


def _names(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        return ()
    return tuple(name for one in value[:MOST_NAMES] if (name := one_line(one, LONGEST_NAME)))


def _person(event: Mapping[str, Any]) -> str | None:
    user = event.get("user")
    return user if isinstance(user, str) and is_member_id(user) else None


def _word(event: Mapping[str, Any], key: str) -> str:
    return one_line(event.get(key), LONGEST_NAME)


def _inner(event: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = event.get(key)
    return value if isinstance(value, Mapping) else {}


def _app(message: Mapping[str, Any]) -> str | None:
    app = message.get("app_id") or _inner(message, "bot_profile").get("app_id")
    return app if isinstance(app, str) else None


def _text(message: Mapping[str, Any]) -> str:
    found = read_message({**message, "type": "message", "subtype": None}, str, lambda _: None)
    return found.text if found is not None else ""
