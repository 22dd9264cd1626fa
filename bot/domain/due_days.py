"""Within how many working days an item is to be done: by its priority, and by the severity of the incident. Pure."""

import re
from collections.abc import Iterable

from bot.domain.action_items import Priority
from bot.domain.triage import normalise_severity
from bot.domain.values import Value

MOST_DAYS = 260
_PAIR = re.compile(r"(?:([A-Za-z0-9_-]{1,20})[.])?(high|medium|low)=([0-9]{1,4})", re.ASCII | re.IGNORECASE)


class DueDay(Value):
    """One rule: so many working days for a priority; of incidents of one severity, or of all where that is None."""

    severity: str | None
    priority: Priority
    days: int


class DueDays(Value):
    """The workspace's rules. The rule of a severity goes before the one of all."""

    rules: tuple[DueDay, ...]

    def days(self, severity: str | None, priority: Priority) -> int:
        """Return the working days of a priority for an incident of this severity."""
        found = {one.severity: one.days for one in self.rules if one.priority is priority}
        own = normalise_severity(severity) if severity else None
        return found[own] if own in found else found[None]


DEFAULT = DueDays(
    rules=tuple(
        DueDay(severity=None, priority=priority, days=days)
        for priority, days in ((Priority.HIGH, 8), (Priority.MEDIUM, 20), (Priority.LOW, 40))
    )
)


def read_due_days(pairs: Iterable[str]) -> DueDays:
    """Return the rules of pairs such as `high=8` and `sev1.high=3`; what is not named is as by default.

    Raises ValueError with a sentence that says what a pair looks like.
    """
    rules = {(one.severity, one.priority): one for one in DEFAULT.rules}
    for pair in pairs:
        match = _PAIR.fullmatch(pair)
        if match is None:
            raise ValueError(f"{pair!r} is no rule such as high=8 or sev1.high=3")
        days = int(match[3])
        if not 1 <= days <= MOST_DAYS:
            raise ValueError(f"{pair!r} says {days} working days; it can be 1 to {MOST_DAYS}")
        severity = normalise_severity(match[1]) if match[1] else None
        if match[1] and severity is None:
            raise ValueError(f"{pair!r} names no severity such as sev1")
        priority = Priority(match[2].casefold())
        rules[severity, priority] = DueDay(severity=severity, priority=priority, days=days)
    return DueDays(rules=tuple(rules.values()))
