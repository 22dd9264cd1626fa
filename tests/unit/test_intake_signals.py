"""Slack's own signs that an incident is over, and everything that only looks like one."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.domain.incidents import Signal, SignalKind, SignalSource
from bot.domain.patterns import Matcher, PatternError, matcher
from bot.intake.signals import (
    from_archive,
    from_metadata,
    from_reaction,
    from_rename,
    from_topic,
    from_vendor,
    read_time,
    vendor_matchers,
)

AT = datetime(2023, 11, 14, 22, 13, 20, 100, tzinfo=UTC)
TS = "1700000000.000100"
LATER = "1700000060.000200"
RESOLVED = matcher(["resolved"], ["reopened"])
APPS = {"A0VENDOR"}


def metadata(**fields: Any) -> dict[str, Any]:
    payload = {"id": "INC-207", "title": "Checkout errors", "severity": "SEV1", "channel": "C0INC"}
    return {
        "type": "message_metadata_posted",
        "app_id": "A0VENDOR",
        "channel_id": "C0INC",
        "message_ts": TS,
        "event_ts": TS,
        "metadata": {"event_type": "incident_resolved", "event_payload": payload},
        **fields,
    }


def with_payload(**payload: Any) -> dict[str, Any]:
    return metadata(metadata={"event_type": "incident_resolved", "event_payload": payload})


def reaction(**fields: Any) -> dict[str, Any]:
    return {
        "type": "reaction_added",
        "user": "U0RAVI",
        "reaction": "incident_resolved",
        "item": {"type": "message", "channel": "C0INC", "ts": "1699999999.000001"},
        "event_ts": TS,
        **fields,
    }


def vendor(text: str = "Incident resolved", **fields: Any) -> dict[str, Any]:
    return {
        "type": "message",
        "channel": "C0INC",
        "ts": TS,
        "bot_id": "B1",
        "app_id": "A0VENDOR",
        "text": text,
        **fields,
    }


def from_a_vendor(event: dict[str, Any], known: Matcher = RESOLVED) -> Signal | None:
    return from_vendor(event, {"A0VENDOR": known})


def test_metadata_of_an_app_on_the_list_is_a_signal_with_its_facts() -> None:
    event = with_payload(
        id="INC-207",
        title="Checkout\nerrors",
        severity="SEV1",
        services=["Payments", 3, ""],
        labels=["customer-impacting"],
        started_at="2023-11-14T20:00:00+01:00",
        resolved_at=1699999000,
        url="https://inc.example/207",
    )
    assert from_metadata(event, APPS) == Signal(
        kind=SignalKind.RESOLVED,
        source=SignalSource.METADATA,
        key=f"metadata:A0VENDOR:C0INC:{TS}:{TS}:resolved",
        at=datetime(2023, 11, 14, 21, 56, 40, tzinfo=UTC),
        channel="C0INC",
        external_id="INC-207",
        title="Checkout errors",
        severity="SEV1",
        services=("Payments",),
        labels=("customer-impacting",),
        started_at=datetime(2023, 11, 14, 19, 0, tzinfo=UTC),
        how="by an incident bot",
        url="https://inc.example/207",
    )


def test_metadata_may_reopen() -> None:
    found = from_metadata(metadata(metadata={"event_type": "incident_reopened"}, type="message_metadata_updated"), APPS)
    assert found is not None
    assert (found.kind, found.at) == (SignalKind.REOPENED, AT)


@pytest.mark.parametrize(
    "event",
    [
        metadata(type="message_metadata_deleted"),
        metadata(app_id="A0STRANGER"),
        metadata(app_id=None),
        metadata(app_id=["A0VENDOR"]),
        metadata(channel_id="D0DIRECT"),
        metadata(channel_id=None),
        metadata(message_ts="now"),
        metadata(metadata=None),
        metadata(metadata={"event_type": "deploy_finished"}),
        metadata(metadata={"event_type": ["incident_resolved"]}),
        with_payload(channel="C0OTHER"),
        with_payload(channel=None),
        {},
        {"type": ["message_metadata_posted"]},
    ],
)
def test_other_metadata_is_no_signal(event: dict[str, Any]) -> None:
    assert from_metadata(event, APPS) is None


def test_an_odd_payload_gives_a_signal_without_facts() -> None:
    event = with_payload(id=5, title=["x"], services="a", labels={"a": 1}, started_at="yesterday", url="javascript:x")
    found = from_metadata(event, APPS)
    assert found is not None
    assert (found.external_id, found.title, found.services, found.labels, found.started_at, found.url) == (
        None, None, (), (), None, None,
    )  # fmt: skip


def test_facts_have_an_end() -> None:
    event = with_payload(
        id="x" * 900, title="t" * 9_000, services=["s" * 900] * 90, url="https://x.example/" + "u" * 9_000
    )
    found = from_metadata(event, APPS)
    assert found is not None
    assert (len(found.external_id or ""), len(found.title or ""), len(found.services), found.url) == (
        200,
        1_000,
        20,
        None,
    )
    assert {len(one) for one in found.services} == {80}


def test_an_emoji_on_a_message_is_a_signal_by_whoever_put_it_there() -> None:
    assert from_reaction(reaction(), "incident_resolved") == Signal(
        kind=SignalKind.RESOLVED,
        source=SignalSource.EMOJI,
        key=f"emoji:C0INC:1699999999.000001:U0RAVI:{TS}:resolved",
        at=AT,
        channel="C0INC",
        by="U0RAVI",
        how="with :incident_resolved:",
    )


def test_skin_tones_and_colons_do_not_matter_and_another_emoji_reopens() -> None:
    found = from_reaction(reaction(reaction="ok_hand::skin-tone-3"), ":ok_hand:")
    assert found is not None
    assert (found.kind, found.how) == (SignalKind.RESOLVED, "with :ok_hand:")
    again = from_reaction(reaction(reaction="fire"), "ok_hand", "fire")
    assert again is not None
    assert again.kind is SignalKind.REOPENED


@pytest.mark.parametrize(
    "event",
    [
        reaction(type="reaction_removed"),
        reaction(reaction="tada"),
        reaction(reaction=""),
        reaction(reaction=None),
        reaction(item={"type": "file", "file": "F1"}),
        reaction(item=None),
        reaction(item={"channel": "D0DIRECT", "ts": TS}),
        reaction(event_ts=None),
        reaction(user=None),
        reaction(user="USER; DROP"),
    ],
)
def test_other_reactions_are_no_signal(event: dict[str, Any]) -> None:
    assert from_reaction(event, "incident_resolved") is None


def test_a_vendors_message_is_read_over_all_of_its_text() -> None:
    attachment = {
        "title": "INC-207",
        "fields": [{"title": "Status", "value": "Resolved"}, {"title": "Severity", "value": "SEV-2"}],
    }
    assert from_a_vendor(vendor("", attachments=[attachment], subtype="bot_message")) == Signal(
        kind=SignalKind.RESOLVED,
        source=SignalSource.VENDOR,
        key=f"vendor:A0VENDOR:C0INC:{TS}:{TS}:resolved",
        at=AT,
        channel="C0INC",
        severity="SEV2",
        how="by its incident bot",
    )


def test_a_vendor_is_also_known_by_the_app_of_its_bot() -> None:
    event = vendor(app_id=None, bot_profile={"app_id": "A0VENDOR", "name": "anything"})
    assert from_a_vendor(event) is not None


@pytest.mark.parametrize(
    "event",
    [
        vendor(app_id="A0STRANGER", username="Vendor", bot_profile={"app_id": "A0STRANGER", "name": "Vendor"}),
        vendor(app_id=None),
        vendor(app_id={}),
        vendor("Incident triggered"),
        vendor("Incident is not resolved"),
        vendor("Ping me when it is resolved"),
        vendor("unresolved"),
        vendor(channel=None),
        vendor(ts="x"),
        vendor(type="app_mention"),
        {"type": "message", "subtype": "message_changed", "channel": "C0INC", "message": None},
    ],
)
def test_other_messages_are_no_signal(event: dict[str, Any]) -> None:
    assert from_a_vendor(event) is None


def changed(before: str, after: str) -> dict[str, Any]:
    return {
        "type": "message",
        "subtype": "message_changed",
        "channel": "C0INC",
        "message": vendor(after, edited={"ts": LATER}),
        "previous_message": vendor(before),
    }


def test_a_vendors_edit_counts_when_it_changes_what_is_said() -> None:
    found = from_a_vendor(changed("Incident triggered", "Incident resolved"))
    assert found is not None
    assert (found.kind, found.key) == (SignalKind.RESOLVED, f"vendor:A0VENDOR:C0INC:{TS}:{LATER}:resolved")
    assert from_a_vendor(changed("Incident resolved", "Incident resolved, thanks all")) is None


def test_the_key_is_the_same_however_often_it_is_delivered() -> None:
    events = [vendor() for _ in range(3)]
    assert {found.key for event in events if (found := from_a_vendor(event))} == {
        f"vendor:A0VENDOR:C0INC:{TS}:{TS}:resolved"
    }


def test_a_rename_to_a_pattern_is_a_signal_in_both_of_its_forms() -> None:
    known = matcher(["*-resolved"])
    event = {"type": "channel_rename", "channel": {"id": "C0INC", "name": "inc-207-resolved"}, "event_ts": TS}
    assert from_rename(event, known) == Signal(
        kind=SignalKind.RESOLVED,
        source=SignalSource.RENAMED,
        key=f"renamed:C0INC:{TS}:resolved",
        at=AT,
        channel="C0INC",
        how="by renaming the channel",
    )
    message = {
        "type": "message",
        "subtype": "channel_name",
        "channel": "C0INC",
        "old_name": "inc-207",
        "name": "inc-207-resolved",
        "user": "U0RAVI",
        "ts": TS,
    }
    found = from_rename(message, known)
    assert found is not None
    assert (found.by, found.key) == ("U0RAVI", f"renamed:C0INC:{TS}:resolved")
    assert from_rename({**message, "old_name": "inc-206-resolved"}, known) is None
    assert from_rename({**message, "name": "inc-207"}, known) is None
    assert from_rename({**message, "subtype": "channel_purpose"}, known) is None


def test_a_topic_that_matches_is_a_signal() -> None:
    event = {"type": "message", "subtype": "channel_topic", "channel": "C0INC", "user": "U0RAVI", "ts": TS}
    assert from_topic({**event, "topic": "Status: resolved"}, RESOLVED) == Signal(
        kind=SignalKind.RESOLVED,
        source=SignalSource.TOPIC,
        key=f"topic:C0INC:{TS}:resolved",
        at=AT,
        channel="C0INC",
        by="U0RAVI",
        how="by setting the topic",
    )
    for topic in ("Status: not resolved yet", "", None, ["resolved"]):
        assert from_topic({**event, "topic": topic}, RESOLVED) is None
    assert from_topic({**event, "subtype": None, "topic": "resolved"}, RESOLVED) is None


@pytest.mark.parametrize(
    "event",
    [
        {"type": "channel_archive", "channel": "C0INC", "user": "U0RAVI", "event_ts": TS},
        {"type": "group_archive", "channel": "G0INC", "user": "U0RAVI", "event_ts": TS},
        {"type": "message", "subtype": "channel_archive", "channel": "C0INC", "user": "U0RAVI", "ts": TS},
    ],
)
def test_archiving_is_a_signal_in_all_of_its_forms(event: dict[str, Any]) -> None:
    found = from_archive(event)
    assert found is not None
    assert (found.source, found.channel, found.by, found.at) == (SignalSource.ARCHIVED, event["channel"], "U0RAVI", AT)


@pytest.mark.parametrize(
    "event",
    [
        {"type": "channel_unarchive", "channel": "C0INC", "event_ts": TS},
        {"type": "channel_archive", "channel": {"id": "C0INC"}},
    ],
)
def test_what_is_no_archiving_is_no_signal(event: dict[str, Any]) -> None:
    assert from_archive(event) is None


@pytest.mark.parametrize(
    ("value", "time"),
    [
        ("2023-11-14T22:13:20Z", AT.replace(microsecond=0)),
        ("2023-11-14T22:13:20+02:00", AT.replace(hour=20, microsecond=0)),
        (1700000000, AT.replace(microsecond=0)),
        ("2023-11-14T22:13:20", None),
        ("2012-11-14T22:13:20Z", None),
        ("2999-01-01T00:00:00Z", None),
        ("0001-01-01T00:00:00+14:00", None),
        (float("nan"), None),
        (float("inf"), None),
        (1e300, None),
        (True, None),
        ("x" * 5_000, None),
        (None, None),
    ],
)
def test_times_are_aware_and_in_the_life_of_slack(value: Any, time: datetime | None) -> None:
    assert read_time(value) == time


def test_vendors_are_set_in_pairs_and_may_reopen() -> None:
    known = vendor_matchers(["A1=*resolved*", " A1 = !*reopened*", "A2=all clear"])
    assert [
        known["A1"].kind_of("INC resolved."),
        known["A1"].kind_of("INC reopened"),
        known["A2"].kind_of("all clear!"),
    ] == [
        SignalKind.RESOLVED,
        SignalKind.REOPENED,
        SignalKind.RESOLVED,
    ]


@pytest.mark.parametrize("pair", ["A1", "=x", "A1=", "A1=***"])
def test_a_pair_that_is_none_is_refused(pair: str) -> None:
    with pytest.raises((PatternError, ValueError)):
        vendor_matchers([pair])
