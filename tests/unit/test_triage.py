"""Required, recommended or skip: from severity, harm, length and what the workspace says."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.domain.incidents import Signal, SignalKind, SignalSource
from bot.domain.triage import (
    Policy,
    TriageFacts,
    TriageRules,
    facts_of,
    normalise_severity,
    ordinal,
    severity_in,
    triage,
)


def verdict(rules: TriageRules | None = None, **fields: Any) -> tuple[str, str]:
    found = triage(TriageFacts(**{"severity": "SEV3", **fields}), rules or TriageRules())
    return found.policy.value, found.why


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("sev1", "SEV1"),
        ("SEV-1", "SEV1"),
        ("Sev 2", "SEV2"),
        ("sev_3", "SEV3"),
        ("SEV0", "SEV0"),
        ("P1", "SEV1"),
        ("p-2", "SEV2"),
        ("S3", "SEV3"),
        ("severity 1", "SEV1"),
        ("Priority: 2", "SEV2"),
        ("priority 2", "SEV2"),
        ("1", "SEV1"),
        ("critical", "SEV1"),
        ("Critical - customers down", "SEV1"),
        ("HIGH", "SEV2"),
        ("major", "SEV2"),
        ("medium", "SEV3"),
        ("minor", "SEV4"),
        ("low", "SEV4"),
        ("info", "SEV5"),
        ("SEV1 (critical)", "SEV1"),
        ("sev9", None),
        ("sev11", None),
        ("p١", None),
        ("highway", None),
        ("whatever", None),
        ("", None),
        (None, None),
    ],
)
def test_severities_have_one_spelling(text: str | None, severity: str | None) -> None:
    assert normalise_severity(text) == severity


@pytest.mark.parametrize("level", ["SEV0", "SEV1", "SEV2", "SEV5"])
def test_a_normal_spelling_stays(level: str) -> None:
    assert normalise_severity(level) == level


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("Declaring a SEV-1, all hands", "SEV1"),
        ("this is p2 for now, maybe sev1", "SEV2"),
        ("severity:3", "SEV3"),
        ("MP3 player, step1, p1x", None),
        ("sev12", None),
        ("high load", None),
    ],
)
def test_a_severity_is_found_in_a_text_only_with_its_number(text: str, severity: str | None) -> None:
    assert severity_in(text) == severity


def test_a_signal_tells_its_own_facts() -> None:
    at = datetime(2026, 11, 17, 14, 47, tzinfo=UTC)
    signal = Signal(
        kind=SignalKind.RESOLVED,
        source=SignalSource.WEBHOOK,
        key="k",
        at=at,
        severity="p1",
        services=("Payments",),
        labels=("security",),
        started_at=at - timedelta(minutes=45),
    )
    assert facts_of(signal, seen_before=2, teams=3) == TriageFacts(
        severity="SEV1",
        labels=("security",),
        services=("Payments",),
        duration=timedelta(minutes=45),
        recent=2,
        teams=3,
        source=SignalSource.WEBHOOK,
        by_person=False,
    )


def test_a_start_after_the_end_gives_no_duration() -> None:
    at = datetime(2026, 11, 17, 14, 47, tzinfo=UTC)
    signal = Signal(
        kind=SignalKind.RESOLVED, source=SignalSource.EMOJI, key="k", at=at, by="U1", started_at=at + timedelta(1)
    )
    assert (facts_of(signal).duration, facts_of(signal).by_person) == (None, True)


@pytest.mark.parametrize("severity", ["SEV0", "sev1", "P1", "critical", "SEV-2", "high"])
def test_a_high_severity_requires_one(severity: str) -> None:
    assert verdict(severity=severity) == ("required", f"{normalise_severity(severity)} is a high severity")


@pytest.mark.parametrize(
    ("label", "why"),
    [
        ("customer-impacting", "customers were affected"),
        ("Customer Impact", "customers were affected"),
        ("data_loss", "data was lost"),
        ("SECURITY", "it is a security incident"),
    ],
)
def test_harm_requires_one_whatever_the_severity(label: str, why: str) -> None:
    assert verdict(labels=(label,), severity="SEV5") == ("required", why)


def test_more_than_an_hour_requires_one_and_an_hour_does_not() -> None:
    assert verdict(duration=timedelta(hours=1, minutes=1)) == ("required", "it took 1 h 1 min")
    assert verdict(duration=timedelta(hours=1)) == ("recommended", "nothing speaks against one")


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"recent": 2}, "third time in 30 days"),
        ({"recent": 1}, "second time in 30 days"),
        ({"labels": ("recurring",)}, "it has happened before"),
        ({"labels": ("near miss",)}, "it was a near miss"),
        ({"labels": ("novel",)}, "it failed in a new way"),
        ({"labels": ("cross-team",)}, "several teams took part"),
        ({"teams": 2}, "several teams took part"),
    ],
)
def test_what_there_is_to_learn_recommends_one(fields: dict[str, Any], why: str) -> None:
    assert verdict(**fields) == ("recommended", why)


def test_a_false_alarm_asks_for_nothing_whatever_else_is_true() -> None:
    rules = TriageRules(by_severity={"SEV1": Policy.REQUIRED})
    assert verdict(rules, severity="SEV1", labels=("false-positive", "security")) == ("skip", "it was a false alarm")


def test_what_resolved_itself_at_once_asks_for_nothing() -> None:
    expected = ("skip", "it resolved itself at once")
    assert verdict(labels=("auto-resolved",), severity="SEV1") == expected
    assert verdict(duration=timedelta(minutes=2), by_person=False) == expected
    assert verdict(duration=timedelta(minutes=2), by_person=True)[0] == "recommended"
    assert verdict(duration=timedelta(minutes=3), by_person=False)[0] == "recommended"


def test_harm_outweighs_that_it_resolved_itself() -> None:
    assert verdict(labels=("auto-resolved", "data-loss")) == ("required", "data was lost")


def test_an_unknown_severity_requires_one_unless_the_rules_say_else() -> None:
    assert verdict(severity=None) == ("required", "its severity is not known")
    assert verdict(severity="whatever") == ("required", "its severity is not known")
    rules = TriageRules(unknown_severity=Policy.RECOMMENDED)
    assert verdict(rules, severity=None) == ("recommended", "its severity is not known")


def test_the_workspaces_rules_come_before_the_general_ones() -> None:
    rules = TriageRules(
        by_service={"payments": Policy.REQUIRED, "blog": Policy.SKIP},
        by_severity={"SEV1": Policy.RECOMMENDED},
        by_source={SignalSource.ARCHIVED: Policy.SKIP},
    )
    assert verdict(rules, services=("Payments",), severity="SEV5") == ("required", "the settings say so for payments")
    assert verdict(rules, services=("blog", "payments")) == ("required", "the settings say so for payments")
    assert verdict(rules, services=("blog",), severity="SEV1") == ("skip", "the settings say so for blog")
    assert verdict(rules, severity="P1") == ("recommended", "the settings say so for SEV1")
    assert verdict(rules, source=SignalSource.ARCHIVED, severity="SEV2") == ("skip", "the settings say so for archived")
    assert verdict(rules, source=SignalSource.EMOJI, severity="SEV2") == ("required", "SEV2 is a high severity")


def test_what_counts_as_severe_is_a_setting() -> None:
    rules = TriageRules(severe=frozenset({"SEV1"}))
    assert verdict(rules, severity="SEV2") == ("recommended", "nothing speaks against one")


@pytest.mark.parametrize(
    ("n", "words"),
    [(1, "first"), (3, "third"), (10, "tenth"), (11, "11th"), (21, "21st"), (22, "22nd"), (112, "112th")],
)
def test_ordinals(n: int, words: str) -> None:
    assert ordinal(n) == words
