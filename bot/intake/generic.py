"""The signed generic webhook's body as a `Signal`: strict types, every problem named with its field.

Who sent it is decided before, by signature; a source may name only channels that are mapped to it.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from bot.domain.errors import Invalid
from bot.domain.incidents import Signal, SignalKind, SignalSource
from bot.intake.signals import (
    LONGEST_ID,
    LONGEST_NAME,
    LONGEST_TITLE,
    MOST_NAMES,
    channel_id,
    opaque,
    read_time,
    web_address,
)
from bot.intake.slack_messages import one_line

_EVENTS = {"incident.resolved": SignalKind.RESOLVED, "incident.reopened": SignalKind.REOPENED}
_TOP = {"event", "id", "incident"}
_FIELDS = {"id", "title", "channel", "severity", "services", "labels", "started_at", "resolved_at", "url"}


def read_hook(
    body: Mapping[str, Any], allowed_channels: Collection[str], now: datetime, source: str = "generic"
) -> Signal:
    """Return the signal. `now` (aware UTC) is the moment of a body that gives no `resolved_at`.

    Raises Invalid with a sentence for each field that is wrong, all at once; values are never repeated in them.
    """
    read = _Reading()
    read.known(body, _TOP, "")
    kind = read.event(body.get("event"))
    delivery = read.text(body, "id", "", LONGEST_ID, required=True)
    incident = body.get("incident")
    if not isinstance(incident, Mapping):
        read.wrong("incident", "must be an object")
        raise read.refusal()
    read.known(incident, _FIELDS, "incident.")
    external_id = read.text(incident, "id", "incident.", LONGEST_ID, required=True)
    started_at, resolved_at = (read.time(incident, key, now) for key in ("started_at", "resolved_at"))
    if started_at is not None and resolved_at is not None and started_at > resolved_at:
        read.wrong("incident.started_at", "must not be after resolved_at")
    fields: dict[str, Any] = {
        "channel": read.channel(incident, allowed_channels),
        "title": read.text(incident, "title", "incident.", LONGEST_TITLE),
        "severity": read.text(incident, "severity", "incident.", LONGEST_NAME),
        "services": read.names(incident, "services"),
        "labels": read.names(incident, "labels"),
        "url": read.address(incident),
    }
    read.finish()
    return Signal(
        kind=kind,
        source=SignalSource.WEBHOOK,
        key=f"webhook:{source}:{opaque(delivery)}",
        at=resolved_at if resolved_at is not None and kind is SignalKind.RESOLVED else now,
        external_id=opaque(external_id),
        started_at=started_at,
        how="by webhook",
        **fields,
    )


class _Reading:
    """Reads fields and gathers what is wrong with them, by their path."""

    def __init__(self) -> None:
        self._problems: dict[str, str] = {}

    def wrong(self, path: str, what: str) -> None:
        self._problems.setdefault(path, f"{path} {what}.")

    def refusal(self) -> Invalid:
        return Invalid(" ".join(self._problems.values()), fields=self._problems)

    def finish(self) -> None:
        if self._problems:
            raise self.refusal()

    def known(self, values: Mapping[str, Any], names: set[str], path: str) -> None:
        strangers = [key for key in values if key not in names]
        if strangers:
            allowed = ", ".join(sorted(names))
            self.wrong(f"{path}*", f"has {len(strangers)} unknown field(s); known are {allowed}")

    def event(self, value: Any) -> SignalKind:
        kind = _EVENTS.get(value) if isinstance(value, str) else None
        if kind is None:
            self.wrong("event", f"must be one of {', '.join(_EVENTS)}")
        return kind or SignalKind.RESOLVED

    def text(
        self, values: Mapping[str, Any], key: str, path: str, longest: int, *, required: bool = False
    ) -> str | None:
        value = values.get(key)
        if value is None and not required:
            return None
        if not isinstance(value, str) or (required and not value.strip()):
            self.wrong(f"{path}{key}", "must be text" if not required else "is required and must be text")
            return None
        if key == "id" and len(value) > longest:
            self.wrong(f"{path}{key}", f"must have at most {longest} characters")
            return None
        return one_line(value, longest) or None

    def names(self, values: Mapping[str, Any], key: str) -> tuple[str, ...]:
        value = values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value) or len(value) > MOST_NAMES:
            self.wrong(f"incident.{key}", f"must be a list of at most {MOST_NAMES} texts")
            return ()
        return tuple(name for one in value if (name := one_line(one, LONGEST_NAME)))

    def time(self, values: Mapping[str, Any], key: str, now: datetime) -> datetime | None:
        value = values.get(key)
        if value is None:
            return None
        found = read_time(value) if isinstance(value, str) else None
        if found is None or (found - now).days >= 1:
            self.wrong(
                f"incident.{key}", "must be an ISO 8601 time with its zone, not before 2013 and not in the future"
            )
            return None
        return found

    def channel(self, values: Mapping[str, Any], allowed: Collection[str]) -> str | None:
        value = values.get("channel")
        if value is None:
            return None
        if channel_id(value) is None or value not in allowed:
            self.wrong("incident.channel", "must be the id of a channel that is mapped to this source")
            return None
        return str(value)

    def address(self, values: Mapping[str, Any]) -> str | None:
        value = values.get("url")
        if value is None:
            return None
        if web_address(value) is None:
            self.wrong("incident.url", "must be a web address")
        return web_address(value)
