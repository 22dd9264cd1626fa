"""The signed generic webhook: strict about types, and every problem is named with its field."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.domain.errors import Invalid
from bot.domain.incidents import Signal, SignalKind, SignalSource
from bot.intake.generic import read_hook

NOW = datetime(2026, 11, 17, 15, 0, tzinfo=UTC)
CHANNELS = {"C0INC"}


def body(event: Any = "incident.resolved", **incident: Any) -> dict[str, Any]:
    return {"event": event, "id": "d-1", "incident": {"id": "INC-207", **incident}}


def problems(value: dict[str, Any]) -> dict[str, str]:
    with pytest.raises(Invalid) as caught:
        read_hook(value, CHANNELS, NOW)
    return caught.value.fields


def test_a_full_body_is_a_signal() -> None:
    found = read_hook(
        body(
            title="Checkout\nerrors",
            channel="C0INC",
            severity="SEV1",
            services=["Payments", " "],
            labels=["customer-impacting"],
            started_at="2026-11-17T15:02:00+01:00",
            resolved_at="2026-11-17T14:47:00Z",
            url="https://inc.example/207",
        ),
        CHANNELS,
        NOW,
        source="pager",
    )
    assert found == Signal(
        kind=SignalKind.RESOLVED,
        source=SignalSource.WEBHOOK,
        key="webhook:pager:d-1",
        at=datetime(2026, 11, 17, 14, 47, tzinfo=UTC),
        channel="C0INC",
        external_id="INC-207",
        title="Checkout errors",
        severity="SEV1",
        services=("Payments",),
        labels=("customer-impacting",),
        started_at=datetime(2026, 11, 17, 14, 2, tzinfo=UTC),
        how="by webhook",
        url="https://inc.example/207",
    )


def test_a_small_body_is_enough_and_happens_now() -> None:
    found = read_hook(body(), CHANNELS, NOW)
    assert (found.at, found.channel, found.title, found.services) == (NOW, None, None, ())


def test_reopened_happens_now_whatever_was_resolved_before() -> None:
    found = read_hook(body("incident.reopened", resolved_at="2026-11-17T14:47:00Z"), CHANNELS, NOW)
    assert (found.kind, found.at) == (SignalKind.REOPENED, NOW)


@pytest.mark.parametrize(
    ("value", "field", "sentence"),
    [
        (body("incident.closed"), "event", "event must be one of incident.resolved, incident.reopened."),
        (body(["incident.resolved"]), "event", "event must be one of incident.resolved, incident.reopened."),
        ({**body(), "id": 7}, "id", "id is required and must be text."),
        ({**body(), "id": "x" * 201}, "id", "id must have at most 200 characters."),
        ({**body(), "incident": None}, "incident", "incident must be an object."),
        ({**body(), "incident": {}}, "incident.id", "incident.id is required and must be text."),
        (body(id=" "), "incident.id", "incident.id is required and must be text."),
        (body(title=5), "incident.title", "incident.title must be text."),
        (body(severity=1), "incident.severity", "incident.severity must be text."),
        (body(services="Payments"), "incident.services", "incident.services must be a list of at most 20 texts."),
        (body(services=None), "incident.services", "incident.services must be a list of at most 20 texts."),
        (body(labels=[True]), "incident.labels", "incident.labels must be a list of at most 20 texts."),
        (body(labels=["x"] * 21), "incident.labels", "incident.labels must be a list of at most 20 texts."),
        (
            body(channel="C0OTHER"),
            "incident.channel",
            "incident.channel must be the id of a channel that is mapped to this source.",
        ),
        (
            body(channel=["C0INC"]),
            "incident.channel",
            "incident.channel must be the id of a channel that is mapped to this source.",
        ),
        (body(url="file:///etc/passwd"), "incident.url", "incident.url must be a web address."),
        (body(url="https://x.example/a\nb"), "incident.url", "incident.url must be a web address."),
        (
            body(started_at="2026-11-17T15:00:00Z", resolved_at="2026-11-17T14:00:00Z"),
            "incident.started_at",
            "incident.started_at must not be after resolved_at.",
        ),
    ],
)
def test_each_problem_is_named_with_its_field(value: dict[str, Any], field: str, sentence: str) -> None:
    assert problems(value) == {field: sentence}


@pytest.mark.parametrize(
    "value", ["2026-11-17", "yesterday", 1700000000, True, "2026-11-19T15:00:00Z", "1999-01-01T00:00:00Z"]
)
def test_a_time_has_its_zone_and_is_neither_long_ago_nor_in_the_future(value: Any) -> None:
    assert list(problems(body(resolved_at=value))) == ["incident.resolved_at"]


def test_all_problems_are_told_at_once() -> None:
    value = {"event": "x", "id": None, "extra": 1, "incident": {"title": 1, "started_at": 2, "colour": "red"}}
    assert set(problems(value)) == {
        "*",
        "event",
        "id",
        "incident.*",
        "incident.id",
        "incident.title",
        "incident.started_at",
    }


def test_no_value_is_repeated_in_a_problem() -> None:
    with pytest.raises(Invalid) as caught:
        read_hook(body("hunter2", channel="hunter2", url="hunter2", hunter2=1), CHANNELS, NOW)
    assert "hunter2" not in caught.value.sentence
