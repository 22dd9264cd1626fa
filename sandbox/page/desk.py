"""What the page keeps beside the workspace: its secret, who has read how far, and what stands behind the scenery."""

import hmac
from dataclasses import dataclass, field

from sandbox.hub import Hub
from sandbox.ids import secret
from sandbox.page.backstage import Backstage, Found, there
from sandbox.workspace import SLACKBOT, Conversation, Member

Thread = str | None
EXPORT = "export.zip"


@dataclass
class Desk:
    """One run's page. `token` must come with every deed; nobody but the page itself can read it."""

    hub: Hub
    backstage: Backstage | None = None
    token: str = field(default_factory=lambda: secret(16))
    brought: tuple[Found, ...] = ()
    """The channels of the export that somebody brought last, in the file `export` of the run's folder."""
    _read: dict[tuple[str, str, Thread], str] = field(default_factory=dict)

    @property
    def behind(self) -> Backstage:
        """Return what stands behind the page. Raises CannotDo where nothing does."""
        return there(self.backstage)

    def trusts(self, token: str) -> bool:
        """Say whether a token is this run's."""
        return hmac.compare_digest(token.encode(), self.token.encode())

    @property
    def people(self) -> list[Member]:
        """Return those whom somebody at the page can be, in the order in which they came."""
        members = self.hub.workspace.members.values()
        return [each for each in members if not each.is_bot and not each.deleted and each.id != SLACKBOT]

    def person(self, key: object) -> Member | None:
        """Return the person with this id whom somebody at the page can be."""
        return next((each for each in self.people if each.id == key), None)

    def places(self, person: Member) -> list[Conversation]:
        """Return every conversation that a person may open: public ones, and those they are in."""
        everything = self.hub.workspace.conversations.values()
        return [each for each in everything if not each.private or person.id in each.members]

    def may_see(self, person: Member, channel: Conversation) -> bool:
        """Say whether a person may look into a conversation."""
        return not channel.private or person.id in channel.members

    def read_to(self, person: str, channel: str, thread: Thread = None) -> str:
        """Return the ts up to which somebody has read; empty when they never looked."""
        return self._read.get((person, channel, thread), "")

    def mark_read(self, person: str, channel: Conversation, thread: Thread = None) -> None:
        """Note that somebody has seen everything there is now."""
        there = channel.threads.get(thread, []) if thread else channel.roots
        if there:
            self._read[person, channel.id, thread] = there[-1]

    def unread(self, person: Member, channel: Conversation, thread: Thread = None) -> int:
        """Return how many messages of others somebody has not seen yet."""
        mark = self.read_to(person.id, channel.id, thread)
        there = channel.threads.get(thread, []) if thread else channel.roots
        count = 0
        for ts in reversed(there):
            if ts <= mark:
                break
            body = channel.messages.get(ts, {})
            count += body.get("user") != person.id and body.get("subtype") not in _QUIET
        return count


_QUIET = frozenset({"channel_join", "channel_leave", "group_join", "group_leave", "channel_topic", "tombstone"})
