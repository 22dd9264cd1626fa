"""What follows from a deed on an item: to whom it is shown anew, and how it was before, for whoever did it."""

from typing import Any

from bot.domain.action_items import ActionItem
from bot.domain.events import ItemMoved, PublicationMoved
from bot.domain.people import Actor
from bot.services.changes import Change

UNDO = "undo:"


def work_of(item: int) -> str:
    """Return the work under which is kept what was done about an item: who can undo what, and what was sent."""
    return f"item:{item}"


def step_of(actor: Actor, item: int) -> tuple[str, str]:
    """Return the step under which is kept how an item was before this person's last deed."""
    return work_of(item), f"{UNDO}{actor.member}"


def undoable(item: ActionItem | None, recorded: dict[str, Any] | None) -> ActionItem | None:
    """Return how an item was before somebody's last deed; None where something was done with it since."""
    if item is None or not recorded or recorded.get("seen") != item.seen:
        return None
    return ActionItem.model_validate_json(str(recorded["was"]))


def moved(it: Change, was: ActionItem | None, now: ActionItem | None) -> None:
    """Say that something was done with an item, to everybody to whom it is shown."""
    both = [one for one in (was, now) if one is not None]
    people = (*(one.owner for one in both), *(one.handed_by for one in both), it.was.author)
    told = tuple(dict.fromkeys(one for one in people if one))
    it.emit(ItemMoved(postmortem=it.was.id, item=both[0].id, people=told))
    if it.was.publication.at is not None:
        it.emit(PublicationMoved(postmortem=it.was.id))
