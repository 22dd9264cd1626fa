"""A Slack that only answers: what a channel is, who is in it, who somebody is. It says nothing to anybody."""

from bot.domain.people import Member
from bot.ports import ChannelFacts, ChatError


class StillChat:
    """The part of `bot.ports.Chat` that use cases ask. Whatever else they would call is missing, and fails loudly."""

    own_id = "U0BOT"

    def __init__(self) -> None:
        self.channels: dict[str, ChannelFacts] = {}
        self.inside: dict[str, frozenset[str]] = {}
        self.people: dict[str, Member] = {}
        self.trouble: ChatError | None = None
        self.joined: list[str] = []

    def knows(self, channel: ChannelFacts, *members: str) -> None:
        """Put a channel with these people and our bot into the workspace."""
        self.channels[channel.id] = channel
        self.inside[channel.id] = frozenset((*members, self.own_id))

    async def channel(self, channel: str) -> ChannelFacts:
        """Describe a channel; one that nobody put here is hidden."""
        self._fail()
        if channel not in self.channels:
            raise ChatError("channel_not_found", passing=False)
        return self.channels[channel]

    async def channel_members(self, channel: str) -> frozenset[str]:
        """Return who was put into a channel."""
        self._fail()
        if channel not in self.inside:
            raise ChatError("channel_not_found", passing=False)
        return self.inside[channel]

    async def person(self, member: str) -> Member:
        """Describe a person."""
        self._fail()
        if member not in self.people:
            raise ChatError("user_not_found", passing=False)
        return self.people[member]

    async def join(self, channel: str) -> None:
        """Remember that a channel was joined."""
        self._fail()
        self.joined.append(channel)

    def permalink(self, channel: str, ts: str, thread_ts: str | None = None) -> str:
        """Return a link to a message."""
        return f"https://x.slack.com/archives/{channel}/p{ts}{thread_ts or ''}"

    def canvas_link(self, canvas: str) -> str:
        """Return a link to a canvas."""
        return f"https://x.slack.com/docs/T1/{canvas}"

    def _fail(self) -> None:
        if self.trouble is not None:
            raise self.trouble
