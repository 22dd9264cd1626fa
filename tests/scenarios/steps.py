"""What several scenarios do and look at: an incident that plays out, worlds with settings of their own, a last look."""

import contextlib
import hashlib
import hmac
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import aiohttp

from bot.domain.mentions import ALMOST
from sandbox import interactions
from sandbox.driver import Channel, Interaction, Message, Person
from sandbox.driver.values import option_named
from sandbox.driver.windows import Modal, deliver, find_element
from tests.fakes import FakeClock
from tests.scenarios.beginnings import beginning
from tests.scenarios.world import World
from tests.scenarios.world import world as started

_ALIVE = re.compile(rf"[<{ALMOST}](?:[@#]|!(?!date\^))")
"""A mention that is alive, or that the last look before Slack had to put out: both slipped past the escape."""
_WANTED = re.compile(r"^<@[UW][A-Z0-9]+> has (?:it|them)\.$", re.MULTILINE)

_CARRIED = {"value", "private_metadata", "initial_value"}


class Worlds:
    """Makes worlds with settings of their own, on the test's database; they end with the test."""

    def __init__(self, database_url: str, clock: FakeClock, stack: contextlib.AsyncExitStack) -> None:
        self._database_url = database_url
        self._clock = clock
        self._stack = stack
        self.made: list[World] = []

    async def with_settings(self, **options: Any) -> World:
        """Start one; the options are those of `tests.scenarios.world.world`."""
        made = await self._stack.enter_async_context(started(self._database_url, self._clock, **options))
        self.made.append(made)
        return made


async def play(world: World, channel: Channel, *, last: str = "error rate is back to 0.2 %, all clear") -> Message:
    """Let a short incident happen in a channel: six messages, one of them in a thread; return the last one."""
    alert = world.slack.app(f"Lookout {channel.name}")
    await alert.post(channel, "FIRING: checkout error rate 18.4 %, threshold 2 %")
    world.clock.advance(seconds=60)
    await world.ben.post(channel, "on it, looking")
    world.clock.advance(seconds=60)
    root = await world.ben.post(channel, "rolling back cache-client 4.2 to 4.1")
    world.clock.advance(seconds=30)
    await world.noor.post(channel, "status page updated: checkout degraded", thread=root)
    world.clock.advance(seconds=600)
    await world.maya.post(channel, "rollback is done on all nodes")
    world.clock.advance(seconds=60)
    ended = await world.maya.post(channel, last)
    world.clock.advance(seconds=60)
    return ended


@beginning
async def drafted(world: World, channel: Channel) -> Message:
    """Let an incident happen and be resolved by Maya's emoji; return the card of its finished draft."""
    await world.resolve(channel, await play(world, channel))
    return channel.card()


@beginning
async def ready(world: World, *, author: bool = True) -> tuple[Channel, Message]:
    """Return an incident's channel with its finished draft: started by Maya's hand, or by an emoji and nobody's yet."""
    channel = world.incident()
    if not author:
        return channel, await drafted(world, channel)
    await play(world, channel)
    await world.maya.slash("/postmortem create Checkout errors", channel)
    assert world.maya.modal is not None
    await world.maya.modal.submit()
    await world.work()
    await world.later(6)
    return channel, channel.card()


async def more(person: Person, message: Message) -> Modal:
    """Let somebody open *Everything else* from a card's menu."""
    done = await person.select(message, "pm.card.menu", "Everything else")
    assert done.modal is not None, answers(done)
    return done.modal


async def hook(world: World, body: dict[str, Any], *, secret: str | None = None) -> tuple[int, Any]:
    """Send the signed webhook as another incident system would; return the status and what was answered."""
    raw = json.dumps(body).encode()
    stamp = str(int(world.clock.now().timestamp()))
    key = (secret or world.settings.hook_secret.get_secret_value()).encode()
    digest = hmac.new(key, f"{stamp}.".encode() + raw, hashlib.sha256).hexdigest()
    headers = {"X-Postmortem-Timestamp": stamp, "X-Postmortem-Signature": f"v1={digest}"}
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{world.slack.http.url}/hooks/incidents", data=raw, headers=headers) as answer,
    ):
        said = await answer.json() if answer.content_type == "application/json" else await answer.text()
        return answer.status, said


async def forged(person: Person, message: Message, name: str, choice: str | None = None) -> Interaction:
    """Send a press that Slack's client would not offer this person: what a button carries is a claim, never a right.

    With `choice` it is an option of a menu.
    """
    found = find_element(message.blocks, name)
    chosen = None if choice is None else {"type": "overflow", "selected_option": option_named(found.element, choice)}
    action = interactions.action_of(person.hub, found, chosen)
    channel = message.channel.state
    sent = interactions.message_action(person.hub, person.member, channel, message.body, action)
    return await deliver(person.hub, person.id, sent)


def answers(done: Interaction) -> list[list[str]]:
    """Return what the person was shown for it, line by line."""
    return [one.lines for one in done.ephemerals]


def roots(channel: Channel) -> list[Message]:
    """Return the app's own messages in a channel that stand in no thread."""
    return [one for one in channel.by_bot if one.thread_ts is None]


def uninvited(world: World) -> list[str]:
    """Return every text that went to Slack in which a mention is alive that code did not make on purpose.

    It makes one of an owner whose items have been late for weeks, and says whose they are.
    """
    slack = world.slack
    whispers = [one.body for one in slack.hub.ephemerals if one.by_app]
    views = [one.body for stack in slack.hub.modals.values() for one in stack]
    sent = [*(call.args for call in slack.calls), *whispers, *views]
    return [text for one in sent for text in texts(one) if _ALIVE.search(_WANTED.sub("", text))]


def texts(value: Any) -> Iterator[str]:
    """Yield every string of a payload that is shown: what buttons and windows carry is not."""
    if isinstance(value, str):
        if value[:1] in ("[", "{"):
            with contextlib.suppress(ValueError):
                yield from texts(json.loads(value))
                return
        yield value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            if key not in _CARRIED:
                yield from texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from texts(item)


async def look_over(world: World) -> None:
    """Assert what holds in every story that no fault was ordered for."""
    assert (await world.bot.queue.counts()).get("dead", 0) == 0
    assert [(one.delivery.kind, one.ack) for one in world.slack.failed] == []
    assert world.slack.complaints == []
    assert uninvited(world) == []
