"""The workspace's Slack: it knows who is who and who is where, keeps every message, and sometimes fails.

What is kept of a message is when and where it was posted and what it says; the promises look at that and nothing else.
"""

import json
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain.people import Member
from bot.domain.surfaces import Rendered
from bot.ports import ChannelFacts, ChatError
from tests.scenarios.lives import Killed
from tests.year.cast import ANNOUNCED, Cast

KEPT = 8


@dataclass(frozen=True)
class Said:
    """A message as Slack took it: `is_new` when it was posted, else one was drawn anew."""

    at: datetime
    channel: str
    text: str
    blocks: tuple[dict[str, Any], ...]
    asks: tuple[str, ...]
    is_new: bool
    thread_ts: str | None = None

    @property
    def whole(self) -> str:
        """Everything in it as one text."""
        return f"{self.text} {json.dumps(self.blocks, ensure_ascii=False)}"

    @property
    def member(self) -> str | None:
        """Whose direct message it is, if it is one."""
        return self.channel[1:] if self.channel.startswith("DU") else None


class YearChat:
    """The part of `bot.ports.Chat` that the clock and deeds on items use. All else is missing, and fails loudly."""

    own_id = "U0BOT"

    def __init__(
        self, cast: Cast, now: Callable[[], datetime], hear: Callable[[Said], None], *, seed: int, trouble: float
    ) -> None:
        """`hear` is told every message; `trouble` is how often a call fails or kills whoever made it."""
        self._cast = cast
        self._now = now
        self._hear = hear
        self._dice = random.Random(seed)
        self._trouble = trouble
        self._count = 0
        self._carried: dict[str, list[tuple[datetime, str, str, tuple[str, ...], str | None]]] = {}
        self.away_until = now()
        """Until when Slack refuses everything."""
        self.troubles: dict[str, int] = {"429": 0, "reply lost": 0, "killed after posting": 0}

    async def person(self, member: str) -> Member:
        """Describe a person."""
        self._reach()
        if member not in self._cast.people:
            raise ChatError("user_not_found", passing=False)
        return self._cast.people[member].member

    async def channel(self, channel: str) -> ChannelFacts:
        """Describe a channel; we are in all of them."""
        self._reach()
        is_im = channel.startswith("D")
        return ChannelFacts(id=channel, name=f"room-{channel.lower()}", is_member=True, is_im=is_im)

    async def channel_members(self, channel: str) -> frozenset[str]:
        """Return who is in a channel now."""
        self._reach()
        inside = self._cast.people if channel == ANNOUNCED else self._cast.inside.get(channel, ())
        return frozenset((*(one for one in inside if not self._cast.people[one].left), self.own_id))

    async def direct(self, member: str) -> str:
        """Open the conversation with somebody; Slack refuses for those who left."""
        self._reach()
        if self._cast.people[member].left:
            raise ChatError("user_disabled", passing=False)
        return f"D{member}"

    async def post(
        self,
        channel: str,
        message: Rendered,
        *,
        key: str,
        thread_ts: str | None = None,
        reply_broadcast: bool = False,
        asks: Sequence[str] = (),
    ) -> str:
        """Keep a message, unless something goes wrong before that, or after."""
        self._reach()
        del reply_broadcast
        fate = self._fate()
        if fate == "429":
            raise ChatError("ratelimited", passing=True, retry_after=30)
        self._count += 1
        ts = f"{int(self._now().timestamp())}.{self._count:06d}"
        self._carried.setdefault(channel, []).append((self._now(), ts, key, tuple(asks), thread_ts))
        del self._carried[channel][:-KEPT]
        self._say(channel, message, tuple(asks), thread_ts=thread_ts, is_new=True)
        if fate == "reply lost":
            raise ChatError("no_answer:TimeoutError", passing=True, unknown=True)
        if fate == "killed after posting":
            raise Killed(fate)
        return ts

    async def update(self, channel: str, ts: str, message: Rendered) -> None:
        """Draw a message anew."""
        self._reach()
        del ts
        if self._dice.random() < self._trouble / 2:
            self.troubles["429"] += 1
            raise ChatError("ratelimited", passing=True, retry_after=30)
        self._say(channel, message, (), thread_ts=None, is_new=False)

    async def find(self, channel: str, key: str, *, since: datetime, thread_ts: str | None = None) -> str | None:
        """Look for a message that carries a key."""
        self._reach()
        for at, ts, carried, _, thread in self._carried.get(channel, ()):
            if carried == key and at >= since and thread == thread_ts:
                return ts
        return None

    async def asked(self, channel: str, *, since: datetime, thread_ts: str | None = None) -> Mapping[str, str]:
        """Return what messages since then carry."""
        self._reach()
        found: dict[str, str] = {}
        for at, ts, key, asks, thread in self._carried.get(channel, ()):
            if at >= since and thread == thread_ts:
                for one in (key, *asks):
                    found.setdefault(one, ts)
        return found

    async def publish_home(self, member: str, view: Mapping[str, Any]) -> None:
        """Show somebody's Home: nobody is rung by that."""

    async def accepts(self, block: Mapping[str, Any]) -> bool:
        """Take every kind of block."""
        del block
        return True

    def forget_members(self, channel: str) -> None:
        """Nothing is remembered here."""

    def permalink(self, channel: str, ts: str, thread_ts: str | None = None) -> str:
        """Return a link to a message."""
        return f"https://x.slack.com/archives/{channel}/p{ts}{thread_ts or ''}"

    def canvas_link(self, canvas: str) -> str:
        """Return a link to a canvas."""
        return f"https://x.slack.com/docs/T1/{canvas}"

    def _reach(self) -> None:
        if self._now() < self.away_until:
            raise ChatError("service_unavailable", passing=True, unknown=True)

    def _fate(self) -> str:
        if self._dice.random() >= self._trouble:
            return ""
        fate = min(self.troubles, key=self.troubles.__getitem__)
        self.troubles[fate] += 1
        return fate

    def _say(
        self, channel: str, message: Rendered, asks: tuple[str, ...], *, thread_ts: str | None, is_new: bool
    ) -> None:
        self._hear(Said(self._now(), channel, message.text, message.blocks, asks, is_new, thread_ts))
