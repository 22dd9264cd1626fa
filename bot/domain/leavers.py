"""Somebody who has left, and who has what that person was to do: what those are told who have it now. Pure values."""

from pydantic import Field

from bot.domain.action_items import ActionItem
from bot.domain.postmortems import Postmortem
from bot.domain.values import Value


class Inherited(Value):
    """What somebody who left was to do in one postmortem: `items` with who has them now, by Slack id.

    `is_nobodys` says that the draft was theirs to write, and has no author now.
    """

    postmortem: Postmortem
    items: tuple[tuple[ActionItem, str], ...] = ()
    is_nobodys: bool = False


class LeftFacts(Value):
    """What one reader is told of somebody who has left, or is a guest now. `names` maps Slack ids to display names."""

    who: str
    is_guest: bool = False
    reader: str
    inherited: tuple[Inherited, ...] = ()
    names: dict[str, str] = Field(default_factory=dict)
