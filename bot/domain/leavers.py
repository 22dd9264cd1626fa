"""Somebody who has left, and who has what that person was to do: what those are told who have it now. Pure values."""

from pydantic import Field

from bot.domain.action_items import ActionItem
from bot.domain.postmortems import Postmortem
from bot.domain.values import Value


class Inherited(Value):
    """What somebody who left was to do in one postmortem: `items` as they stand, with to whom they went, by Slack id.

    `was_theirs` says that the draft was theirs to write; it is nobody's until it has an author again.
    """

    postmortem: Postmortem
    items: tuple[tuple[ActionItem, str], ...] = ()
    was_theirs: bool = False

    @property
    def is_nobodys(self) -> bool:
        """Whether nobody writes the draft that was theirs."""
        return self.was_theirs and self.postmortem.author is None

    @property
    def open(self) -> tuple[ActionItem, ...]:
        """The items that are still to be done."""
        return tuple(item for item, _ in self.items if item.is_open)


class LeftFacts(Value):
    """What one reader is told of somebody who has left, or is a guest now. `names` maps Slack ids to display names."""

    who: str
    is_guest: bool = False
    reader: str
    inherited: tuple[Inherited, ...] = ()
    names: dict[str, str] = Field(default_factory=dict)
