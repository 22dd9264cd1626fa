"""What the buttons of the panel do: the clock, the faults, the app's process. JSON comes in, a sentence goes out."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sandbox.errors import CannotDo
from sandbox.faults import SWITCHES
from sandbox.hub import Hub
from sandbox.page.backstage import Backstage, there

MODEL = "model"
MOST_DAYS = 120
Told = Mapping[str, Any]


async def clock(backstage: Backstage | None, told: Told) -> str:
    """Let `hours` or `days` pass, or the time until the `next` reminder; return what came of it."""
    behind = there(backstage)
    if told.get("next"):
        return await behind.to_next_reminder()
    by = timedelta(hours=_whole(told, "hours"), days=_whole(told, "days"))
    if not timedelta() < by <= timedelta(days=MOST_DAYS):
        raise CannotDo(f"The clock goes forward only, by {MOST_DAYS} days at most.")
    await behind.forward(by)
    return f"It is {behind.clock.now():%a %H:%M} UTC."


async def bot(backstage: Backstage | None, told: Told) -> str:
    """Kill or start the app's process; return how it is then."""
    behind = there(backstage)
    deeds = {"kill": behind.kill, "start": behind.start}
    deed = deeds.get(str(told.get("deed")))
    if deed is None:
        raise CannotDo("The bot can be killed and started.")
    await deed()
    return behind.bot.sentence


def fault(hub: Hub, backstage: Backstage | None, told: Told) -> str:
    """Switch something on that goes wrong, or off again, by `name`; return what holds then."""
    name, on = told.get("name"), told.get("on") is True
    if name == MODEL:
        behind = there(backstage)
        behind.set_model_down(down=on)
        return behind.model.sentence
    for switch, (label, about) in SWITCHES.items():
        if switch == name:
            hub.faults.switch(switch, on=on)
            return about if on else f"{label}: off."
    raise CannotDo("There is no such switch.")


def _whole(told: Told, name: str) -> int:
    found = told.get(name, 0)
    if not isinstance(found, int) or isinstance(found, bool):
        raise CannotDo(f"{name} must be a whole number.")
    return found
