"""What follows from a deed on an item: to whom it is shown anew, and how it was before, for whoever did it."""

from datetime import datetime
from typing import Any

from bot.domain.action_items import ActionItem
from bot.domain.events import ItemGiven, ItemMoved
from bot.domain.people import Actor
from bot.services.changes import Change

UNDO = "undo:"


def work_of(item: int) -> str:
    """Return the work under which is kept what was done about an item: who can undo what, and what was sent."""
    return f"item:{item}"


def step_of(actor: Actor, item: int) -> tuple[str, str]:
    """Return the step under which is kept how an item was before this person's last deed."""
    return work_of(item), f"{UNDO}{actor.member}"


def undoable(
    item: ActionItem | None, recorded: dict[str, Any] | None, since: datetime | None = None
) -> ActionItem | None:
    """Return how an item was before somebody's last deed; None where something was done with it since.

    With `since` (UTC) an older deed is none: what is offered to be taken back was done lately.
    """
    if item is None or not recorded or recorded.get("seen") != item.seen:
        return None
    at = recorded.get("at")
    if since is not None and at is not None and datetime.fromisoformat(str(at)) < since:
        return None
    return ActionItem.model_validate_json(str(recorded["was"]))


def moved(it: Change, was: ActionItem | None, now: ActionItem | None) -> None:
    """Say that something was done with an item, to everybody to whom it is shown."""
    both = [one for one in (was, now) if one is not None]
    people = (*(one.owner for one in both), *(one.handed_by for one in both), it.was.author)
    told = tuple(dict.fromkeys(one for one in people if one))
    published = it.was.publication.at is not None
    it.emit(ItemMoved(postmortem=it.was.id, item=both[0].id, people=told, published=published))


def relisted(it: Change) -> None:
    """Say that the list of items reads otherwise, though none of them does: where it is published it follows."""
    it.emit(ItemMoved(postmortem=it.was.id, item=0, people=(), published=it.was.publication.at is not None))


async def given(actor: Actor, it: Change, was: ActionItem | None, now: ActionItem) -> None:
    """Have an owner told who has an item from somebody else since this deed; what one does oneself tells nobody."""
    is_new = was is None or was.proposed or was.owner != now.owner
    if now.owner is None or now.owner == actor.member or not is_new or not now.is_open:
        return
    await it.uow.steps.put(given_work(it.was.id, now.owner), str(now.id), {"by": actor.member, "batch": ""})
    it.emit(ItemGiven(postmortem=it.was.id, member=now.owner))


def given_work(postmortem: int, member: str) -> str:
    """Return the work under which is kept which items of a document somebody was given, and in which message."""
    return f"given:{postmortem}:{member}"
