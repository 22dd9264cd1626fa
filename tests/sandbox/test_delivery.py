"""Events over signed HTTP: what is sent to whom, signatures, acks, repeats."""

import hashlib
import hmac
from typing import Any

import pytest
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient
from starlette.responses import PlainTextResponse, Response

from sandbox.clock import ManualClock
from sandbox.driver import Person
from sandbox.server import Sandbox
from tests.sandbox.conftest import Receiver


class Slow(Response):
    """An answer that comes after Slack has stopped waiting."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        await super().__call__(scope, receive, send)


@pytest.fixture
def alice(slack: Sandbox) -> Person:
    return slack.person("alice", name="Alice Ito")


async def test_an_event_comes_signed_in_slacks_envelope(slack: Sandbox, alice: Person, receiver: Receiver) -> None:
    inc = slack.channel("inc", members=[alice])
    message = await alice.post(inc, "hello")
    await slack.settle()
    [request] = receiver.got
    base = b"v0:" + request.headers["x-slack-request-timestamp"].encode() + b":" + request.raw
    digest = hmac.new(slack.signing_secret.encode(), base, hashlib.sha256).hexdigest()
    assert request.headers["x-slack-signature"] == f"v0={digest}"
    payload = request.payload
    assert (payload["type"], payload["team_id"], payload["api_app_id"]) == (
        "event_callback",
        slack.team_id,
        slack.app_id,
    )
    assert payload["authorizations"][0]["user_id"] == slack.bot_user_id
    event = payload["event"]
    assert (event["type"], event["channel"], event["ts"], event["channel_type"]) == (
        "message",
        inc.id,
        message.ts,
        "channel",
    )


async def test_the_sdk_accepts_the_signature_and_refuses_a_skewed_clock(real_time: Sandbox) -> None:
    verifier = SignatureVerifier(real_time.signing_secret)
    right = real_time.http.signed(b"body")
    real_time.http.skew = -301
    stale = real_time.http.signed(b"body")
    assert [verifier.is_valid_request(b"body", right), verifier.is_valid_request(b"body", stale)] == [True, False]


async def test_an_unacknowledged_event_is_repeated_three_times(
    slack: Sandbox, alice: Person, receiver: Receiver
) -> None:
    inc = slack.channel("inc", members=[alice])
    receiver.answers = [PlainTextResponse("", 500) for _ in range(4)]
    await alice.post(inc, "hello")
    await slack.settle()
    headers = [(r.headers.get("x-slack-retry-num"), r.headers.get("x-slack-retry-reason")) for r in receiver.got]
    assert headers == [(None, None), ("1", "http_error"), ("2", "http_error"), ("3", "http_error")]
    assert len({request.payload["event_id"] for request in receiver.got}) == 1
    assert len(slack.failed) == 4


async def test_a_late_ack_is_a_timeout(slack: Sandbox, alice: Person, receiver: Receiver) -> None:
    inc = slack.channel("inc", members=[alice])
    slack.hub.outbox.ack_seconds = 1
    receiver.answers = [Slow("")]
    await alice.post(inc, "hello")
    await slack.settle()
    assert [r.headers.get("x-slack-retry-reason") for r in receiver.got] == [None, "http_timeout"]


async def test_no_retry_stops_the_repeats(slack: Sandbox, alice: Person, receiver: Receiver) -> None:
    inc = slack.channel("inc", members=[alice])
    receiver.answers = [PlainTextResponse("", 500, {"X-Slack-No-Retry": "1"})]
    await alice.post(inc, "hello")
    await slack.settle()
    assert len(receiver.got) == 1


async def test_an_address_that_fails_the_handshake_gets_nothing(slack: Sandbox, alice: Person) -> None:
    inc = slack.channel("inc", members=[alice])
    slack.deliver_to(slack.api_url)
    await alice.post(inc, "hello")
    await slack.settle()
    assert [failed.ack.failure for failed in slack.failed] == ["http_error"] * 4


async def test_duplicates_and_late_events_come_on_request(slack: Sandbox, alice: Person, receiver: Receiver) -> None:
    inc = slack.channel("inc", members=[alice])
    slack.faults.deliveries("message", "duplicate")
    slack.faults.deliveries("message", "late")
    for text in ("twice", "held back", "last"):
        await alice.post(inc, text)
    await slack.settle()
    assert [event["text"] for event in receiver.events] == ["twice", "twice", "last", "held back"]


async def test_a_lost_ack_brings_the_event_again(slack: Sandbox, alice: Person, receiver: Receiver) -> None:
    inc = slack.channel("inc", members=[alice])
    slack.faults.deliveries("message", "drop_ack")
    await alice.post(inc, "hello")
    await slack.settle()
    assert [r.headers.get("x-slack-retry-num") for r in receiver.got] == [None, "1"]


async def test_the_app_hears_only_where_its_bot_is_a_member(slack: Sandbox, alice: Person, receiver: Receiver) -> None:
    elsewhere = slack.channel("elsewhere", members=[alice], bot=False)
    await alice.react(await alice.post(elsewhere, "hello"), "eyes")
    await alice.post(slack.direct(alice, slack.person("ben")), "hello in private")
    await alice.rename(elsewhere, "other")
    await slack.settle()
    assert receiver.kinds == ["channel_rename"]


async def test_the_app_hears_its_own_messages(
    slack: Sandbox, alice: Person, receiver: Receiver, client: AsyncWebClient
) -> None:
    inc = slack.channel("inc", members=[alice])
    await client.chat_postMessage(channel=inc.id, text="from the bot")
    await slack.settle()
    assert [event["bot_id"] for event in receiver.events] == [slack.bot.bot_id]


async def test_edits_and_deletions_are_told_with_what_was_there(
    slack: Sandbox, alice: Person, receiver: Receiver
) -> None:
    inc = slack.channel("inc", members=[alice])
    message = await alice.post(inc, "one")
    await alice.edit(message, "two")
    await alice.delete(message)
    await slack.settle()
    assert receiver.kinds == ["message", "message_changed", "message_deleted"]
    changed, deleted = receiver.events[1:]
    assert (changed["previous_message"]["text"], changed["message"]["text"]) == ("one", "two")
    assert (deleted["deleted_ts"], deleted["previous_message"]["text"]) == (message.ts, "two")
    assert inc.messages == []


async def test_a_deleted_parent_stays_as_a_tombstone(slack: Sandbox, alice: Person, receiver: Receiver) -> None:
    inc = slack.channel("inc", members=[alice])
    root = await alice.post(inc, "root")
    reply = await alice.post(inc, "reply", thread=root)
    await alice.delete(root)
    assert (root.body["subtype"], root.deleted) == ("tombstone", True)
    await alice.delete(reply)
    await slack.settle()
    assert receiver.kinds == ["message", "message", "message_changed", "message_deleted"]
    assert inc.state.messages == {}


async def test_reactions_and_pins_are_told_and_taken_back(slack: Sandbox, alice: Person, receiver: Receiver) -> None:
    inc = slack.channel("inc", members=[alice])
    message = await alice.post(inc, "here")
    await alice.react(message, "pushpin")
    await alice.unreact(message, "pushpin")
    await alice.pin(message)
    await alice.unpin(message)
    await slack.settle()
    assert receiver.kinds == ["message", "reaction_added", "reaction_removed", "pin_added", "pin_removed"]
    assert receiver.events[1]["item"] == {"type": "message", "channel": inc.id, "ts": message.ts}
    assert (message.reactions, inc.state.pins) == ({}, [])


async def test_a_mention_is_two_events(slack: Sandbox, alice: Person, receiver: Receiver) -> None:
    inc = slack.channel("inc", members=[alice])
    await alice.mention_bot(inc, "show")
    await slack.settle()
    assert [event["type"] for event in receiver.events] == ["message", "app_mention"]
    assert {event["text"] for event in receiver.events} == {f"<@{slack.bot_user_id}> show"}


async def test_metadata_is_told_only_of_the_subscribed_kind(slack: Sandbox, receiver: Receiver) -> None:
    inc = slack.channel("inc")
    pager = slack.app("PagerBot")
    for kind in ("incident_resolved", "incident_created"):
        await pager.post(inc, kind, metadata={"event_type": kind, "event_payload": {"id": "7"}})
    await slack.settle()
    assert [event["type"] for event in receiver.events] == ["message", "message_metadata_posted", "message"]
    told = receiver.events[1]
    assert (told["app_id"], told["metadata"]["event_payload"]) == (pager.app_id, {"id": "7"})
    assert "metadata" not in receiver.events[0]


async def test_an_old_integration_has_no_user(slack: Sandbox, receiver: Receiver) -> None:
    inc = slack.channel("inc")
    await slack.app("PagerBot").post(inc, "resolved", subtype="bot_message")
    await slack.settle()
    told = [(event["subtype"], event["username"], "user" in event) for event in receiver.events]
    assert told == [("bot_message", "PagerBot", False)]


async def test_archiving_is_told_before_the_bot_is_thrown_out(
    slack: Sandbox, alice: Person, receiver: Receiver
) -> None:
    inc = slack.channel("inc", members=[alice])
    private = slack.channel("secret", members=[alice], private=True)
    await alice.archive(inc)
    await alice.archive(private)
    await slack.settle()
    told = [(event["type"], event.get("subtype")) for event in receiver.events]
    assert told == [
        ("message", "channel_archive"),
        ("channel_archive", None),
        ("message", "group_archive"),
        ("group_archive", None),
    ]
    assert (inc.members, private.members) == ([alice.id], [alice.id])


async def test_topics_names_and_coming_and_going_are_told(slack: Sandbox, alice: Person, receiver: Receiver) -> None:
    ben = slack.person("ben")
    inc = slack.channel("inc", members=[alice])
    await alice.set_topic(inc, "resolved")
    await alice.rename(inc, "inc-resolved")
    await ben.join(inc)
    await ben.leave(inc)
    await slack.settle()
    assert receiver.kinds == [
        "channel_topic",
        "channel_name",
        "channel_rename",
        "channel_join",
        "member_joined_channel",
        "channel_leave",
        "member_left_channel",
    ]
    assert receiver.events[2]["channel"]["name"] == "inc-resolved"


async def test_an_invited_bot_hears_of_its_own_joining(slack: Sandbox, alice: Person, receiver: Receiver) -> None:
    inc = slack.channel("inc", members=[alice], bot=False)
    await alice.invite(inc, slack.bot)
    await slack.settle()
    joined = receiver.events[-1]
    assert (joined["type"], joined["user"], joined["inviter"]) == ("member_joined_channel", slack.bot_user_id, alice.id)


async def test_a_file_comes_as_file_share(slack: Sandbox, alice: Person, receiver: Receiver) -> None:
    inc = slack.channel("inc", members=[alice])
    message = await alice.post(inc, "the graph", files=["graph.png"])
    await slack.settle()
    assert receiver.kinds == ["file_share"]
    assert [file["name"] for file in message.body["files"]] == ["graph.png"]


async def test_changes_of_a_person_are_told_until_the_app_is_uninstalled(
    slack: Sandbox, alice: Person, receiver: Receiver
) -> None:
    await alice.change(tz="Asia/Tokyo")
    await slack.uninstall()
    await alice.change(deleted=True)
    await slack.settle()
    assert receiver.kinds == ["user_change"]
    assert receiver.events[0]["user"]["tz"] == "Asia/Tokyo"


async def test_a_seeded_channel_is_silent(
    slack: Sandbox, alice: Person, receiver: Receiver, clock: ManualClock
) -> None:
    inc = slack.channel("inc", members=[alice])
    parent = {"user": alice, "text": "root", "at": clock.now()}
    reply = {"user": "U0UNKNOWN", "text": "reply", "ts": "1795000000.000000", "thread": "1794000000.000000"}
    slack.seed(inc, [parent, {"bot_id": "B1", "text": "old", "ts": "1794000000.000000"}, reply])
    await slack.settle()
    assert receiver.got == []
    assert [message.text for message in inc.messages] == ["old", "root"]
    assert [message.user for message in inc.thread("1794000000.000000")] == ["U0UNKNOWN"]
