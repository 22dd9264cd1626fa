"""Requests to the running web app, real and pretended: who may speak, what is refused, and what comes twice."""

import gzip
import io
import json
import random
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest
from sqlalchemy import text

from blocks import ids
from storage.engine import Database
from tests.scenarios.lives import posts
from tests.scenarios.steps import drafted, look_over, more, play, roots
from tests.scenarios.world import World

JSON, FORM = "application/json", "application/x-www-form-urlencoded"
TABLES = ("jobs", "inbox", "incidents", "postmortems", "notes", "signals", "members")


class Door:
    """Slack's route of the running bot, knocked at by hand."""

    def __init__(self, world: World, session: aiohttp.ClientSession) -> None:
        self._world = world
        self._session = session

    def signed(self, body: bytes, **over: str) -> dict[str, str]:
        """Return the headers of a request that Slack really sent."""
        return {**self._world.slack.http.signed(body), "Content-Type": JSON, **over}

    async def post(self, body: bytes, headers: Mapping[str, str] | None = None) -> tuple[int, str]:
        """Send a body, signed unless headers are given; return the status and what was answered."""
        sent = dict(self.signed(body) if headers is None else headers)
        url = f"{self._world.slack.http.url}/slack/events"
        async with self._session.post(url, data=io.BytesIO(body), headers=sent) as answer:
            return answer.status, await answer.text()

    async def form(self, payload: Mapping[str, Any]) -> tuple[int, str]:
        """Send an interaction as Slack does."""
        body = urlencode({"payload": json.dumps(payload)}).encode()
        return await self.post(body, self.signed(body) | {"Content-Type": FORM})


@pytest.fixture
async def door(world: World) -> Any:
    """The bot's route for Slack."""
    async with aiohttp.ClientSession() as session:
        yield Door(world, session)


async def rows(database: Database) -> dict[str, int]:
    """Return how many rows there are of everything that a request could leave behind."""
    async with database.engine.connect() as connection:
        return {
            one: int((await connection.execute(text(f"SELECT count(*) FROM {one}"))).scalar_one()) for one in TABLES
        }


def reaction(world: World, channel: str, ts: str, event_id: str = "Ev0001") -> dict[str, Any]:
    """Return the event that says that Maya put the emoji on a message."""
    return {
        "type": "event_callback",
        "token": "verification",
        "team_id": world.slack.team_id,
        "api_app_id": world.slack.app_id,
        "event_id": event_id,
        "event_time": int(world.clock.now().timestamp()),
        "event": {
            "type": "reaction_added",
            "user": world.maya.id,
            "reaction": "incident_resolved",
            "item": {"type": "message", "channel": channel, "ts": ts},
            "event_ts": ts,
        },
    }


async def test_whoever_cannot_prove_to_be_slack_gets_401_and_leaves_no_trace(
    world: World, door: Door, clean: Database
) -> None:
    channel = world.incident()
    last = await play(world, channel)
    await world.slack.settle()
    before = await rows(clean)
    body = json.dumps(reaction(world, channel.id, last.ts)).encode()
    good = door.signed(body)
    stamp, signature = "X-Slack-Request-Timestamp", "X-Slack-Signature"
    pretended: list[dict[str, str]] = [
        {"Content-Type": JSON},
        {k: v for k, v in good.items() if k != signature},
        {k: v for k, v in good.items() if k != stamp},
        good | {signature: "v0=" + "0" * 64},
        good | {signature: good[signature].upper()},
        good | {signature: good[signature].removeprefix("v0=")},
        good | {signature: "v0=é"},
        good | {signature: ""},
        good | {stamp: "NaN"},
        good | {stamp: "٠" * 10},
        good | {stamp: "1" * 5000},
        good | {stamp: str(int(good[stamp]) - 1)},
        {"Content-Type": FORM},
    ]
    found = [(await door.post(body, headers))[0] for headers in pretended]
    found.append((await door.post(b"ssl_check=1", {"Content-Type": FORM}))[0])
    found.append((await door.post(b'{"type": "url_verification", "challenge": "x"}', {"Content-Type": JSON}))[0])
    await world.work()
    assert (found, await rows(clean)) == ([401] * len(found), before)


@pytest.mark.parametrize(("seconds", "status"), [(-301, 401), (-299, 200), (1, 200), (2, 401), (3600, 401)])
async def test_a_stale_request_and_one_from_the_future_are_refused(
    world: World, door: Door, seconds: int, status: int
) -> None:
    channel = world.incident()
    last = await play(world, channel)
    await world.slack.settle()
    world.slack.http.skew = seconds
    found, _ = await door.post(json.dumps(reaction(world, channel.id, last.ts)).encode())
    world.slack.http.skew = 0
    await world.work()
    assert (found, len(channel.by_bot)) == (status, int(status == 200))


async def test_nothing_is_parsed_before_the_signature(door: Door, clean: Database) -> None:
    """What would be refused for its shape is refused for its signature, if it has none."""
    before = await rows(clean)
    hostile = [b"[" * 200_000, b"\xff\xfe", b'{"type":', b"{" * 10, gzip.compress(b"{}"), b"payload=%ff", b""]
    found = [(await door.post(body, {"Content-Type": kind}))[0] for body in hostile for kind in (JSON, FORM, "text/x")]
    assert (set(found), await rows(clean)) == ({401}, before)


MALFORMED: tuple[tuple[str, bytes, str, int], ...] = (
    ("deep", b"[" * 200_000, JSON, 400),
    ("deep object", b'{"type":"x","a":' + b'{"a":' * 100 + b"1" + b"}" * 101, JSON, 400),
    ("not UTF-8", b'{"type": "\xff\xfe"}', JSON, 400),
    ("a lone surrogate", b'{"type": "\\ud800"}', JSON, 400),
    ("half a body", b'{"type": "event_callback", "event": {', JSON, 400),
    ("a list", b"[]", JSON, 400),
    ("a number", b"7", JSON, 400),
    ("nothing", b"", JSON, 400),
    ("not a number", b'{"type": "event_callback", "event": {"type": "x", "at": NaN}}', JSON, 400),
    ("a number of 5,000 digits", b'{"type": "x", "n": ' + b"9" * 5000 + b"}", JSON, 400),
    ("an event that is a text", b'{"type": "event_callback", "event": "x"}', JSON, 400),
    ("actions that are none", b'payload={"type":"block_actions","actions":[]}', FORM, 400),
    ("a form with a broken sign", b"payload=%zz", FORM, 400),
    ("a form that is not UTF-8", b"payload=%ff%fe", FORM, 400),
    ("a form with two payloads", b"payload={}&payload={}", FORM, 400),
    ("a form with many fields", b"&".join(b"a%d=1" % n for n in range(2000)), FORM, 400),
    ("a command with an event in it", b"command=%2Fpostmortem&user_id=U1&event=x", FORM, 400),
    ("plain text", b"hello", "text/plain", 415),
    ("another charset", b"{}", "application/json; charset=utf-16", 415),
    ("too large", b'{"type": "' + b"x" * (1024 * 1024) + b'"}', JSON, 413),
)


@pytest.mark.parametrize(("body", "kind", "status"), [one[1:] for one in MALFORMED], ids=[one[0] for one in MALFORMED])
async def test_what_is_rightly_signed_and_cannot_be_is_refused_with_a_sentence(
    door: Door, clean: Database, body: bytes, kind: str, status: int
) -> None:
    before = await rows(clean)
    found, said = await door.post(body, door.signed(body) | {"Content-Type": kind})
    assert (found, len(said.splitlines()), "Traceback" in said) == (status, 1, False)
    assert await rows(clean) == before


async def test_a_compressed_body_is_not_unpacked(door: Door) -> None:
    body = gzip.compress(b'{"type": "x"}')
    assert (await door.post(body, door.signed(body) | {"Content-Encoding": "gzip"}))[0] == 415


async def test_only_post_is_answered(world: World) -> None:
    async with aiohttp.ClientSession() as session:
        url = f"{world.slack.http.url}/slack/events"
        found = []
        for method in ("GET", "PUT", "DELETE", "OPTIONS"):
            async with session.request(method, url) as answer:
                found.append(answer.status)
    assert found == [405] * 4


async def test_the_same_event_three_times_has_one_effect(world: World, door: Door, clean: Database) -> None:
    channel = world.incident()
    last = await play(world, channel)
    await world.slack.settle()
    body = json.dumps(reaction(world, channel.id, last.ts)).encode()
    found = [(await door.post(body))[0]]
    once = await rows(clean)
    for number in (1, 2):
        headers = door.signed(body) | {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": "http_timeout"}
        found.append((await door.post(body, headers))[0])
    assert (found, await rows(clean)) == ([200] * 3, once)
    await world.work()
    await world.later(6)
    found.append((await door.post(body))[0])
    await world.work()
    assert (found[-1], len(roots(channel)), posts(world)) == (200, 1, [channel.id] * 3)


@pytest.mark.parametrize("twist", ["duplicate", "late", "drop_ack"])
async def test_an_event_that_is_sent_twice_or_late_or_whose_ack_is_lost_makes_one_draft(
    world: World, twist: Any
) -> None:
    channel = world.incident()
    last = await play(world, channel)
    world.slack.faults.deliveries("reaction_added", twist)
    await world.resolve(channel, last)
    assert (len(roots(channel)), posts(world)) == (1, [channel.id] * 3)
    await look_over(world)


async def test_a_captured_interaction_that_is_sent_again_has_one_effect(
    world: World, door: Door, clean: Database
) -> None:
    """Every button and form of the draft: pressed once by a person, then replayed, rightly signed, by a thief."""
    channel = world.incident()
    card = await drafted(world, channel)
    replayed: dict[str, tuple[int, bool]] = {}

    async def replay(name: str) -> None:
        sent = next(one for one in reversed(world.slack.sent) if one.family == "interactive")
        await world.work()
        await world.later(6)
        before, seen = await rows(clean), len(posts(world))
        status, _ = await door.form(sent.payload)
        await world.work()
        await world.later(6)
        replayed[name] = (status, (await rows(clean), len(posts(world))) == (before, seen))

    await world.ben.click(card, ids.DRAFT_TAKE)
    await replay("take")
    await (await more(world.noor, channel.card())).click(ids.DRAFT_DISCARD)
    await replay("discard")
    await world.noor.click(channel.card(), ids.DRAFT_UNDO_DISCARD)
    await replay("undo")
    question = channel.thread(channel.card())[1]
    await world.ben.click(question, ids.QUESTION_ANSWER, block=question.blocks[2]["block_id"])
    form = world.ben.modal
    assert form is not None
    await form.fill({"answer": "The pool was too small."}).submit()
    await replay("answer")
    assert replayed == dict.fromkeys(("take", "discard", "undo", "answer"), (200, True))


async def test_a_captured_command_that_is_sent_again_has_one_effect(world: World, door: Door, clean: Database) -> None:
    channel = world.incident()
    await world.ben.slash("/postmortem note failover started", channel)
    sent = next(one for one in reversed(world.slack.sent) if one.family == "command")
    await world.work()
    before, seen = await rows(clean), posts(world)
    body = urlencode(sent.payload).encode()
    status, said = await door.post(body, door.signed(body) | {"Content-Type": FORM})
    await world.work()
    assert (status, said, await rows(clean), posts(world)) == (200, "", before, seen)


def _odd(random_: random.Random, depth: int = 0) -> Any:
    """Return something that JSON can say and Slack never would."""
    leaves: list[Any] = [
        *(
            None,
            True,
            False,
            0,
            -1,
            1.5,
            10**20,
            "",
            "x" * 3000,
            "\u202e",
            "\x00",
            "<!channel>",
            "U0",
            "../..",
            "${7*7}",
        ),
        *(
            "pm.draft.take",
            '{"v":1,"k":"draft","p":1}',
            '{"v":2,"k":"draft"}',
            "1767362400.000100",
            "9999999999.999999",
        ),
    ]
    if depth > 3 or random_.random() < 0.6:
        return random_.choice(leaves)
    if random_.random() < 0.5:
        return [_odd(random_, depth + 1) for _ in range(random_.randrange(4))]
    return {random_.choice(NAMES): _odd(random_, depth + 1) for _ in range(random_.randrange(5))}


NAMES = (
    *(
        "type",
        "event",
        "user",
        "team",
        "channel",
        "view",
        "actions",
        "action_id",
        "block_id",
        "value",
        "message",
        "item",
    ),
    *("container", "callback_id", "private_metadata", "state", "values", "blocks", "text", "ts", "trigger_id", "id"),
    *("response_url", "selected_option", "reaction", "subtype", "event_id", "bot_id", "metadata", "thread_ts", "tab"),
    *("channel_id", "user_id", "inviter", "topic", "name", "files", "attachments", "hash", "view_id", "is_private"),
)


def _twisted(random_: random.Random, whole: Any) -> Any:
    """Return a payload in which some things are missing and others are what they never are."""
    if isinstance(whole, dict):
        kept = {k: _twisted(random_, v) for k, v in whole.items() if random_.random() > 0.04}
        if random_.random() < 0.08:
            kept[random_.choice(NAMES)] = _odd(random_)
        return kept
    if isinstance(whole, list):
        return [_twisted(random_, one) for one in whole if random_.random() > 0.04]
    return _odd(random_) if random_.random() < 0.05 else whole


@pytest.mark.parametrize("seed", range(3))
async def test_no_odd_request_that_is_rightly_signed_is_an_error_of_ours_and_none_has_two_effects(
    world: World, door: Door, clean: Database, seed: int
) -> None:
    """What a person really sent, twisted at random: never a 5xx, and the second time nothing happens any more."""
    random_ = random.Random(seed)
    channel = world.incident()
    card = await drafted(world, channel)
    await world.ben.slash("/postmortem create", channel)
    await world.ben.click(card, "Read")
    await world.ben.click(card, ids.DRAFT_TAKE)
    await world.ben.open_home()
    form = world.noor.modal
    await world.noor.slash("/postmortem create", channel)
    form = world.noor.modal
    assert form is not None
    await form.fill({"title": "Checkout was down"}).submit()
    await world.noor.shortcut("Create postmortem")
    await world.work()
    real = [one for one in world.slack.sent if one.attempt == 0]
    statuses: dict[int, int] = {}
    broken: list[Any] = []
    for _ in range(150):
        one = random_.choice(real)
        payload = _twisted(random_, one.payload)
        if not isinstance(payload, dict):
            continue
        if one.family == "command":
            body = urlencode({k: v if isinstance(v, str) else json.dumps(v) for k, v in payload.items()}).encode()
            headers = door.signed(body) | {"Content-Type": FORM}
        elif one.family == "event":
            body = json.dumps(payload).encode()
            headers = door.signed(body)
        else:
            body = urlencode({"payload": json.dumps(payload)}).encode()
            headers = door.signed(body) | {"Content-Type": FORM}
        status, said = await door.post(body, headers)
        await world.shown()
        statuses[status] = statuses.get(status, 0) + 1
        if status >= 500:
            broken.append((one.kind, said, payload))
        before = await rows(clean)
        await door.post(body, headers)
        await world.shown()
        if await rows(clean) != before and _key(one.family, payload):
            broken.append((one.kind, "twice", payload))
    await world.work()
    assert broken == []
    assert set(statuses) <= {200, 400, 404}, statuses
    assert statuses[200] > 30


def _key(family: str, payload: Mapping[str, Any]) -> object:
    """Return what makes a delivery known when it comes again; without it it is another one."""
    return payload.get("event_id") if family == "event" else payload.get("trigger_id")
