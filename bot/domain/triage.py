"""Whether an incident needs a postmortem: required, recommended or skip, from facts and the workspace's rules. Pure."""

import re
from collections.abc import Iterable, Mapping
from datetime import timedelta
from enum import StrEnum

from pydantic import Field

from bot.domain.incidents import Signal, SignalSource
from bot.domain.values import Value
from bot.domain.words import duration, say


class Policy(StrEnum):
    """What follows from "resolved": a draft by itself, an offer with two buttons, or nothing."""

    REQUIRED = "required"
    RECOMMENDED = "recommended"
    SKIP = "skip"


class SkipReason(StrEnum):
    """Why people skip a postmortem, each one tap."""

    FALSE_ALARM = "false_alarm"
    FIXED_ITSELF = "fixed_itself"
    KNOWN_CAUSE = "known_cause"
    NOTHING_NEW = "nothing_new"


class TriageFacts(Value):
    """What is known of an incident when it is resolved. None is "not known".

    `recent` counts earlier ones of the same kind in 30 days, without this one. `labels` are read whatever their case
    and whether words are joined by `_`, `-` or spaces. `by_person`: somebody, and no machine, said that it is over.
    """

    severity: str | None = None
    labels: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    duration: timedelta | None = None
    recent: int = 0
    teams: int = 0
    source: SignalSource | None = None
    by_person: bool = True

    def is_labelled(self, signs: frozenset[str]) -> bool:
        """Whether one of its labels is among `signs`."""
        return any(
            "-".join(label.casefold().replace("_", " ").replace("-", " ").split()) in signs for label in self.labels
        )


class TriageRules(Value):
    """The workspace's rules, with the defaults of the product. Severities are normalised (SEV1), services lower case.

    A rule for a service or a source is stronger than the rules from facts, except that a false alarm asks for nothing.
    """

    severe: frozenset[str] = frozenset({"SEV0", "SEV1", "SEV2"})
    long: timedelta = timedelta(hours=1)
    at_once: timedelta = timedelta(minutes=2)
    by_severity: Mapping[str, Policy] = Field(default_factory=dict)
    by_service: Mapping[str, Policy] = Field(default_factory=dict)
    by_source: Mapping[SignalSource, Policy] = Field(default_factory=dict)
    unknown_severity: Policy = Policy.REQUIRED
    otherwise: Policy = Policy.RECOMMENDED


class Triage(Value):
    """The verdict, and why in words that fit after "A postmortem is recommended: "."""

    policy: Policy
    why: str


_LEVELS: Mapping[str, str] = {
    "critical": "SEV1",
    "blocker": "SEV1",
    "fatal": "SEV1",
    "emergency": "SEV1",
    "high": "SEV2",
    "major": "SEV2",
    "error": "SEV2",
    "medium": "SEV3",
    "moderate": "SEV3",
    "warning": "SEV3",
    "minor": "SEV4",
    "low": "SEV4",
    "info": "SEV5",
    "informational": "SEV5",
    "trivial": "SEV5",
}
_NUMBERED = re.compile(r"(?:sev(?:erity)?|pri(?:ority)?|p|s)?[-_ .:#]{0,2}([0-5])", re.ASCII)
_IN_TEXT = re.compile(r"(?<![a-z0-9])(?:sev(?:erity)?[-_ .:#]?|p)([0-5])(?![a-z0-9])", re.ASCII)
_CUSTOMERS = frozenset({"customer-impact", "customer-impacting", "customer-facing", "customers", "customers-affected"})
_DATA = frozenset({"data-loss", "lost-data", "data-corruption"})
_SECURITY = frozenset({"security", "security-incident", "breach", "data-breach", "vulnerability"})
_NEAR_MISS = frozenset({"near-miss"})
_NOVEL = frozenset({"novel", "new-failure-mode", "unknown-failure-mode"})
_FALSE = frozenset({"false-positive", "false-alarm", "not-an-incident", "test", "drill"})
_ITSELF = frozenset({"auto-resolved", "self-resolved", "self-healed", "flapping"})
_RECURRING = frozenset({"recurring", "recurrence", "repeat"})
_CROSS_TEAM = frozenset({"cross-team", "multi-team"})
_SEVERAL = 2
_DAYS = 30
_ORDINALS = {1: "st", 2: "nd", 3: "rd"}


def normalise_severity(text: str | None) -> str | None:
    """Return "SEV1" for `sev1`, `SEV-1`, `P1`, `severity 1` or `critical`; None for what is no severity."""
    words = (text or "").strip().casefold()[:40]
    if match := _NUMBERED.fullmatch(words):
        return f"SEV{match[1]}"
    first = words.split(" ", 1)[0].strip("-:,")
    if first in _LEVELS:
        return _LEVELS[first]
    return severity_in(words)


def severity_in(text: str) -> str | None:
    """Return the first severity that a text names with a number ("SEV-1", "P2"), or None. "High" alone is no sign."""
    match = _IN_TEXT.search(text[:4_000].casefold())
    return f"SEV{match[1]}" if match else None


def worst_severity(texts: Iterable[str]) -> str | None:
    """Return the worst severity that any of these texts names with a number, or None: raised from SEV2 is SEV1."""
    return min((found for text in texts if (found := severity_in(text)) is not None), default=None)


def facts_of(signal: Signal, *, seen_before: int = 0, teams: int = 0) -> TriageFacts:
    """Return what a signal tells by itself. `seen_before` counts earlier ones of the same kind in 30 days."""
    span = signal.at - signal.started_at if signal.started_at is not None else None
    return TriageFacts(
        severity=normalise_severity(signal.severity),
        labels=signal.labels,
        services=signal.services,
        duration=span if span is not None and span >= timedelta(0) else None,
        recent=seen_before,
        teams=teams,
        source=signal.source,
        by_person=signal.by is not None,
    )


def triage(facts: TriageFacts, rules: TriageRules) -> Triage:
    """Return what the rules ask for, with the first reason that decides.

    In this order: a false alarm asks for nothing; the workspace's own rules; harm to customers, data or security; an
    incident that resolved itself at once asks for nothing; severity and length; then what merely recommends it.
    """
    facts = facts.model_copy(update={"severity": normalise_severity(facts.severity)})
    if facts.is_labelled(_FALSE):
        return Triage(policy=Policy.SKIP, why=say("why.false_alarm"))
    return (
        _by_setting(facts, rules)
        or _by_harm(facts)
        or _by_itself(facts, rules)
        or _by_weight(facts, rules)
        or _by_interest(facts)
        or _by_default(facts, rules)
    )


def _by_setting(facts: TriageFacts, rules: TriageRules) -> Triage | None:
    services = (
        (rules.by_service[name], name) for one in facts.services if (name := one.casefold()) in rules.by_service
    )
    strictest = min(services, key=lambda found: list(Policy).index(found[0]), default=None)
    if strictest is not None:
        return Triage(policy=strictest[0], why=say("why.setting", what=strictest[1]))
    if facts.severity is not None and facts.severity in rules.by_severity:
        return Triage(policy=rules.by_severity[facts.severity], why=say("why.setting", what=facts.severity))
    if facts.source is not None and facts.source in rules.by_source:
        return Triage(policy=rules.by_source[facts.source], why=say("why.setting", what=facts.source.value))
    return None


def _by_harm(facts: TriageFacts) -> Triage | None:
    harms = ((_DATA, "data_loss"), (_SECURITY, "security"), (_CUSTOMERS, "customers"))
    return _first(((facts.is_labelled(signs), key) for signs, key in harms), Policy.REQUIRED)


def _by_itself(facts: TriageFacts, rules: TriageRules) -> Triage | None:
    was_short = facts.duration is not None and facts.duration <= rules.at_once and not facts.by_person
    return _first(((facts.is_labelled(_ITSELF) or was_short, "fixed_itself"),), Policy.SKIP)


def _by_weight(facts: TriageFacts, rules: TriageRules) -> Triage | None:
    if facts.severity is not None and facts.severity in rules.severe:
        return Triage(policy=Policy.REQUIRED, why=say("why.severity", severity=facts.severity))
    if facts.duration is not None and facts.duration > rules.long:
        return Triage(policy=Policy.REQUIRED, why=say("why.long", span=duration(facts.duration)))
    return None


def _by_interest(facts: TriageFacts) -> Triage | None:
    if facts.recent > 0:
        return Triage(policy=Policy.RECOMMENDED, why=say("why.recurring", nth=ordinal(facts.recent + 1), days=_DAYS))
    signs = (
        (facts.is_labelled(_RECURRING), "pattern"),
        (facts.is_labelled(_NEAR_MISS), "near_miss"),
        (facts.is_labelled(_NOVEL), "novel"),
        (facts.is_labelled(_CROSS_TEAM) or facts.teams >= _SEVERAL, "cross_team"),
    )
    return _first(signs, Policy.RECOMMENDED)


def _by_default(facts: TriageFacts, rules: TriageRules) -> Triage:
    if facts.severity is None:
        return Triage(policy=rules.unknown_severity, why=say("why.unknown"))
    return Triage(policy=rules.otherwise, why=say("why.nothing"))


def _first(signs: Iterable[tuple[bool, str]], policy: Policy) -> Triage | None:
    return next((Triage(policy=policy, why=say(f"why.{key}")) for holds, key in signs if holds), None)


def ordinal(n: int) -> str:
    """Return "third" up to ten, then "11th", "21st"."""
    words = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
    if 1 <= n <= len(words):
        return words[n - 1]
    ending = "th" if n % 100 in {11, 12, 13} else _ORDINALS.get(n % 10, "th")
    return f"{n}{ending}"
