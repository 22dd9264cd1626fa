"""What has been done with the stage's item, for doors that lead on from there."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.domain.action_items import ItemStatus
from bot.ports import UnitOfWork


async def move_item(
    uow: UnitOfWork, postmortem: int, item: int, given: str, now: datetime, people: Sequence[str]
) -> None:
    """Put a deed on an item behind everybody's back; the last of `people`, who presses nothing, has closed it.

    Each of them can take back that it was started, or bring back what was removed.
    """
    closed = {"status": ItemStatus.COMPLETED, "evidence": "It rang.", "done_at": now, "closed_by": people[-1]}
    holds: dict[str, dict[str, Any]] = {
        "item done": closed,
        "item snoozed": {"snoozed_until": now.date() + timedelta(days=7)},
        "item started": {"status": ItemStatus.IN_PROGRESS, "started_at": now},
    }
    was = await uow.action_items.get(postmortem, item)
    if given == "item removed" and was is not None:
        await uow.action_items.remove(postmortem, item)
        for member in people:
            held = {"was": was.model_dump_json(), "at": now.isoformat()}
            await uow.steps.put(f"removed:{postmortem}", member, {"items": [held]})
    if given not in holds or was is None:
        return
    moved = was.model_copy(update=holds[given])
    await uow.action_items.save(postmortem, moved)
    for member in people if given == "item started" else ():
        before = {"was": was.model_dump_json(), "seen": moved.seen}
        await uow.steps.put(f"item:{item}", f"undo:{member}", before)
