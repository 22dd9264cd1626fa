"""Through whose eyes something is drawn: their zone, the names they read, and what time it is in the workspace."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sandbox.hub import Hub
from sandbox.workspace import Member


@dataclass(frozen=True)
class Viewer:
    """Somebody who looks at the page."""

    hub: Hub
    member: Member

    @property
    def zone(self) -> ZoneInfo:
        """Return the person's zone."""
        return ZoneInfo(self.member.tz)

    @property
    def now(self) -> datetime:
        """Return the workspace's present moment in the person's zone."""
        return self.hub.clock.now().astimezone(self.zone)

    def name(self, key: str) -> str:
        """Return what people read for the id of a person, a channel or a group; the id itself where nobody knows it."""
        member = self.hub.workspace.members.get(key)
        if member is not None:
            return member.real_name
        channel = self.hub.workspace.conversations.get(key)
        if channel is not None:
            return channel.name
        groups = (each for each in self.hub.workspace.usergroups if each["id"] == key)
        return next((str(each["handle"]) for each in groups), key)
