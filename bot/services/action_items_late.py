"""What is late since a moment ago: an item whose day has ended where its owner is, a draft, a review. Cards say so.

Nobody is told: a card is drawn anew, which rings nowhere. Cards on which nothing has changed are left alone.
"""

from datetime import date, datetime, timedelta
from typing import Final

from bot.domain.times_zones import day_in
from bot.ports import Deps
from bot.services.deadlines import turned_late
from bot.services.reactions import refresh

_WORK, _LOOKED = "items.late", "looked"
_DAY: Final = timedelta(days=1)
"""So much may any zone be ahead of UTC, or behind it; and so far is looked back the first time."""


async def sweep(deps: Deps, workspace: str) -> None:
    """Have the cards drawn anew of which something is late now and was not when it was looked last."""
    now = deps.clock.now()
    async with deps.store.write(workspace) as uow:
        looked = await uow.steps.get(_WORK, _LOOKED)
        since = datetime.fromisoformat(str(looked["at"])) if looked is not None else now - _DAY
        found = await uow.action_items.shown_until(since.date() - _DAY, now.date() + _DAY) if since < now else []
        zones = {one or deps.settings.zone for _, _, one in found}
        days = {zone: (day_in(since, zone), day_in(now, zone)) for zone in zones}
        cards = {incident for incident, due, zone in found if _is_over(due, days[zone or deps.settings.zone])}
        if since < now:
            cards |= await turned_late(deps, uow, since, now)
        for incident in sorted(cards):
            await uow.jobs.add(refresh(incident, "card"), now)
        await uow.steps.put(_WORK, _LOOKED, {"at": now.isoformat()})
    deps.nudge()


def _is_over(due: date, days: tuple[date, date]) -> bool:
    """Say whether a day has ended between two days: it was the first of them or later, and is before the second."""
    return days[0] <= due < days[1]
