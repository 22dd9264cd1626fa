"""Who is speaking: a Slack id becomes an actor with the person's own team and flags.

What Slack says of a person is kept for five minutes at most, and dropped when Slack says that it changed.
"""

import time
from collections.abc import Mapping
from typing import Any

from bot.domain.errors import Unavailable
from bot.domain.people import Actor, Member, Standing, is_member_id, system
from bot.ports import ChatError, Deps
from bot.services import glass, members

FRESH = 300.0
MOST = 10_000


class Actors:
    """A small cache of people in front of Slack."""

    def __init__(self, deps: Deps, workspace: str, *, bot_user: str = "") -> None:
        """`workspace` is the team that this installation belongs to, `bot_user` our own id."""
        self._deps = deps
        self._workspace = workspace
        self.bot_user = bot_user
        self._known: dict[str, tuple[float, Member]] = {}

    def nobody(self, cause: str) -> Actor:
        """Return somebody without any right, until it is known who speaks."""
        return Actor(workspace=self._workspace, member="", standing=Standing.OUTSIDER, cause=cause)

    async def of_person(self, user: str, *, delivery: str | None, cause: str) -> Actor:
        """Return a person as the actor of one delivery. Raises Unavailable when Slack cannot say who it is."""
        if not is_member_id(user):
            return self.nobody(cause)  # no id that Slack gives: neither Slack nor the database is asked about it
        try:
            member = await self._member(user)
        except ChatError:
            raise Unavailable("Slack does not tell me who you are right now. Try again in a minute.") from None
        admins = self._deps.settings.incident_admins
        return await glass.with_opened(
            self._deps, members.actor_of(member, delivery=delivery, cause=cause, admins=admins)
        )

    async def of_event(self, event: Mapping[str, Any], *, delivery: str, cause: str) -> Actor:
        """Return who caused an event; the system, without a person's rights, where no person did."""
        user = event.get("user")
        user = user.get("id") if isinstance(user, Mapping) else user
        if not isinstance(user, str) or event.get("bot_id"):
            return system(self._workspace).model_copy(update={"delivery": delivery, "cause": cause})
        return await self.of_person(user, delivery=delivery, cause=cause)

    def forget(self, user: str) -> None:
        """Ask Slack again next time."""
        self._known.pop(user, None)

    async def _member(self, user: str) -> Member:
        at, member = self._known.get(user, (0.0, None))
        if member is not None and time.monotonic() - at < FRESH:
            return member
        member = await members.refresh(self._deps, self._workspace, user)
        if len(self._known) >= MOST:
            self._known.clear()
        self._known[user] = (time.monotonic(), member)
        return member
