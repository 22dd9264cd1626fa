"""The pretend Slack in a process of its own, so that what it costs is nobody else's: `python -m tests.bench.workspace`.

It says how it is reached, then answers questions, one JSON value a line, until its input ends.
"""

import asyncio
import inspect
import json
import sys
import time
from collections import Counter
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from sandbox import interactions, modals
from sandbox.composing import from_member, with_ids
from sandbox.driver import Channel, Person
from sandbox.driver.windows import find_element
from sandbox.elements import with_value
from sandbox.hub import Call
from sandbox.outbox import Delivery
from sandbox.server import Sandbox
from tests.bench import channel as channels
from tests.bench.places import ROOT


class Watched(list[Call]):
    """The calls of the app, and when each window was open."""

    def __init__(self, windows: asyncio.Queue[float]) -> None:
        """`windows` is told the moments."""
        super().__init__()
        self._windows = windows

    def append(self, call: Call) -> None:
        """Note a call that was answered."""
        super().append(call)
        if call.method == "views.open" and call.response["ok"]:
            self._windows.put_nowait(time.perf_counter())


class Workspace:
    """Answers questions about one sandbox. `maya` is who does everything."""

    def __init__(self, slack: Sandbox) -> None:
        self._slack = slack
        self._windows: asyncio.Queue[float] = asyncio.Queue()
        slack.hub.calls = Watched(self._windows)
        self._channels: dict[str, Channel] = {}
        self._maya: Person = slack.person("maya", name="Maya Okafor", tz="Europe/Berlin")

    def about(self) -> dict[str, str]:
        """Return how an app reaches this workspace, and who is in it."""
        channel = self._channel("inc-benchmark")
        return {
            "api_url": self._slack.api_url,
            "bot_token": self._slack.bot_token,
            "app_token": self._slack.app_token,
            "signing_secret": self._slack.signing_secret,
            "team": self._slack.team_id,
            "user": self._maya.id,
            "channel": channel.id,
        }

    def seed(self, messages: int, threads: int, people: int) -> dict[str, Any]:
        """Fill a new channel; return its id and how many calls reading it takes at the least."""
        who = [self._maya, *(self._slack.person(f"person{number}") for number in range(1, people))]
        channel = self._slack.channel(f"inc-{messages}", members=who)
        rows = channels.rows(messages, threads, [one.id for one in who])
        self._slack.seed(channel, rows)
        roots = sum("thread_ts" not in row for row in rows)
        return {"channel": channel.id, "user": self._maya.id, "roots": roots}

    def calls(self) -> dict[str, int]:
        """Return how often each method was called since the last question."""
        counted = Counter(call.method for call in self._slack.calls)
        self._slack.calls.clear()
        return dict(counted)

    async def shown(self) -> float:
        """Wait for the next window; return when it was there, by the machine's monotonic clock."""
        return await asyncio.wait_for(self._windows.get(), 20)

    def opened(self) -> dict[str, Any]:
        """Return the window that was opened last."""
        last = [call.args["view"] for call in self._slack.calls if call.method == "views.open"][-1]
        view: dict[str, Any] = json.loads(last) if isinstance(last, str) else last
        return view

    def command(self, text: str) -> str:
        """Return the body of a slash command."""
        sent = interactions.command(
            self._slack.hub, self._maya.member, self._channel("inc-benchmark").state, "/postmortem", text
        )
        return urlencode(sent.payload)

    def click(self, message: Mapping[str, Any], action: str) -> str:
        """Return the body of a click on a button of a message of ours."""
        hub, channel = self._slack.hub, self._channel("inc-benchmark").state
        bot = self._slack.bot.member
        shown = {"text": message["text"], "blocks": with_ids(list(message["blocks"]), hub.ids)}
        body = from_member(hub, bot, channel.free_ts(hub.clock.now())) | shown
        pressed = interactions.action_of(hub, find_element(body["blocks"], action), None)
        return _form(interactions.message_action(hub, self._maya.member, channel, body, pressed))

    def submit(self, view: dict[str, Any], block: str, text: str) -> str:
        """Return the body of a window of ours that was filled and sent."""
        hub = self._slack.hub
        opened = modals.open_modal(hub, self._maya.id, view)
        found = find_element(opened.body["blocks"], block)
        opened.typed = {found.key[0]: {found.key[1]: with_value(found.element, text)}}
        return _form(interactions.submission(hub, self._maya.member, opened))

    def _channel(self, name: str) -> Channel:
        if name not in self._channels:
            self._channels[name] = self._slack.channel(name, members=[self._maya])
        return self._channels[name]


def _form(sent: Delivery) -> str:
    return urlencode({"payload": json.dumps(sent.payload)})


async def main() -> None:
    """Serve until the input ends."""
    async with Sandbox(manifest=ROOT / "manifest.yml", time_scale=0.01) as slack:
        workspace = Workspace(slack)
        _say(workspace.about())
        while line := await asyncio.to_thread(sys.stdin.readline):
            question = json.loads(line)
            answer = getattr(workspace, question.pop("do"))(**question)
            _say(await answer if inspect.isawaitable(answer) else answer)


def _say(value: object) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main())
