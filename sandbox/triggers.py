"""The two keys an interaction hands out: a trigger of three seconds and one use, a response_url of five uses."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sandbox.clock import Clock
from sandbox.errors import SlackError
from sandbox.ids import Ids, secret

TRIGGER_LIFE = timedelta(seconds=3)
RESPONSE_URL_LIFE = timedelta(minutes=30)
RESPONSE_URL_USES = 5


@dataclass
class Trigger:
    """What a trigger_id stands for; `view_id` is the open view it came from, `channel` where the person was, if any."""

    user: str
    view_id: str | None
    made: datetime
    channel: str | None = None
    used: bool = False


class Triggers:
    """The triggers of this workspace."""

    def __init__(self, clock: Clock, ids: Ids) -> None:
        self._clock = clock
        self._ids = ids
        self._made: dict[str, Trigger] = {}

    def issue(self, user: str, view_id: str | None = None, *, channel: str | None = None) -> str:
        """Return a new trigger_id for a person."""
        trigger_id = f"{self._ids.digits(13)}.{self._ids.digits(12)}.{secret(16)}"
        self._made[trigger_id] = Trigger(user, view_id, self._clock.now(), channel)
        return trigger_id

    def exchange(self, trigger_id: str) -> Trigger:
        """Use a trigger up. Raises SlackError: unknown, used before, or older than three seconds."""
        trigger = self._made.get(trigger_id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if self._clock.now() - trigger.made > TRIGGER_LIFE:
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger


@dataclass
class ResponseUrl:
    """Where an interaction may be answered later: to this person, in this channel, about this message."""

    user: str
    channel: str
    message_ts: str | None
    ephemeral: bool
    made: datetime
    uses: int = 0


class ResponseUrls:
    """The response_urls of this workspace. `base` is the sandbox's own address, set once it listens."""

    def __init__(self, clock: Clock, ids: Ids, team_id: str) -> None:
        self.base = ""
        self._clock = clock
        self._ids = ids
        self._team_id = team_id
        self._made: dict[str, ResponseUrl] = {}

    def issue(self, *, user: str, channel: str, message_ts: str | None = None, ephemeral: bool = False) -> str:
        """Return a new address to answer to."""
        path = f"/actions/{self._team_id}/{self._ids.digits(13)}/{secret(12)}"
        self._made[path] = ResponseUrl(user, channel, message_ts, ephemeral, self._clock.now())
        return self.base + path

    def use(self, path: str) -> ResponseUrl:
        """Count one use. Raises SlackError: unknown, older than 30 minutes, or used five times."""
        found = self._made.get(path)
        if found is None:
            raise SlackError("invalid_url")
        if self._clock.now() - found.made > RESPONSE_URL_LIFE:
            raise SlackError("expired_url")
        if found.uses >= RESPONSE_URL_USES:
            raise SlackError("used_url")
        found.uses += 1
        return found
