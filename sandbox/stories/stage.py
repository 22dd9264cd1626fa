"""Where a story plays: its people, bots and channels in a workspace that others may use already, its time, its bot."""

import re
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Protocol, Self

from sandbox import casting
from sandbox.driver import Channel, Message, Modal, OtherApp, Person
from sandbox.errors import CannotDo
from sandbox.hub import Hub
from sandbox.stories.story import Person as Told
from sandbox.stories.story import Story

READERS = "incidents"
"""The channel that hears of what is published, where the workspace has been told so."""
WEEK = timedelta(weeks=1)
_NUMBER = re.compile(r"\bPM-\d+\b")


class Clock(Protocol):
    """A clock that Slack and the app share."""

    def now(self) -> datetime:
        """Return the present moment, aware."""

    def move_to(self, at: datetime) -> None:
        """Jump forward to a moment; one that is over changes nothing."""


class Works(Protocol):
    """The app, as far as a story waits for it."""

    async def rest(self) -> None:
        """Wait until everything is delivered and the app has done all that is due by the clock's present moment.

        That includes what its own clock asks for, and what it put off for a few seconds: the clock may go on by these.
        """

    async def forward(self, by: timedelta) -> None:
        """Let that much time pass, with all that the app does of itself meanwhile."""


@dataclass
class Stage:
    """A story in a workspace. `posted` are its messages by the ids of rows and moves; `filled` windows by person."""

    story: Story
    hub: Hub
    clock: Clock
    people: dict[str, Person]
    bots: dict[str, OtherApp]
    channel: Channel
    readers: Channel
    posted: dict[str, Message] = field(default_factory=dict)
    filled: dict[str, Modal] = field(default_factory=dict)

    @classmethod
    def make(cls, story: Story, hub: Hub, clock: Clock) -> Self:
        """Put a story's people, bots and channel into a workspace; who is there already takes part as they are.

        The story begins at its own moment or, where that is over, as many whole weeks later as it takes.
        """
        late = max(clock.now() - story.start, timedelta(0))
        moved = replace(story, start=story.start + WEEK * -(-late // WEEK))
        people = {one.key: _person(hub, one) for one in story.people}
        bots = {one.key: _bot(hub, one.name) for one in story.bots}
        comers = {row.who for row in story.rows if row.kind == "join"}
        comers |= {one.key for one in story.people if one.outside}
        present = [one.id for key, one in people.items() if key not in comers] or [people[story.rows[0].who].id]
        channel = casting.channel(hub, _free(hub, story.channel), present, private=story.private, topic=story.purpose)
        readers = _readers(hub, [one.id for one in people.values()])
        return cls(moved, hub, clock, people, bots, Channel(hub, channel.id), readers)

    @property
    def ids(self) -> dict[str, str]:
        """Return the workspace's ids of the people, by key."""
        return {key: one.id for key, one in self.people.items()}

    def name(self, key: str) -> str:
        """Return what a person or bot of the story is called."""
        return self.people[key].member.name if key in self.people else self.bots[key].member.real_name

    @property
    def card(self) -> Message:
        """Return the postmortem's one living message, with which the app began in the channel."""
        if not self.channel.by_bot:
            raise CannotDo(f"There is no card in #{self.channel.name} yet.")
        return self.channel.by_bot[0]

    @property
    def number(self) -> str:
        """Return what the postmortem is called for short, such as PM-7; empty where there is none yet."""
        found = _NUMBER.search(self.channel.by_bot[0].shown) if self.channel.by_bot else None
        return found[0] if found else ""

    def message(self, key: str) -> Message:
        """Return the message of a row or of what was said. Raises CannotDo for what is not there."""
        found = self.posted.get(key)
        if found is None or found.deleted:
            raise CannotDo(f"The message that this is about ({key}) is not there.")
        return found


def _person(hub: Hub, told: Told) -> Person:
    known = hub.workspace.by_handle(told.handle)
    return Person(hub, known or casting.person(hub, told.handle, name=told.name, tz=told.tz, admin=told.admin))


def _bot(hub: Hub, name: str) -> OtherApp:
    known = [one for one in hub.workspace.members.values() if one.is_bot and one.real_name == name]
    return OtherApp(hub, known[0] if known else casting.app(hub, name))


def _free(hub: Hub, name: str) -> str:
    """Return a channel's name; a story that was played before gets a number behind it."""
    names = (name if number == 1 else f"{name}-{number}" for number in count(1))
    return next(one for one in names if hub.workspace.by_channel_name(one) is None)


def _readers(hub: Hub, people: list[str]) -> Channel:
    known = hub.workspace.by_channel_name(READERS) or casting.channel(hub, READERS)
    known.members.update(dict.fromkeys(people))
    return Channel(hub, known.id)
