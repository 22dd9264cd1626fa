"""What stands behind the page: the real bot in a process of its own, killed and started, and time that passes."""

import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.commands.demo.backstage import Behind
from bot.commands.demo.clocks import MovedClock
from bot.commands.demo.models import pretend_model
from sandbox.clock import SystemClock
from sandbox.driver import Channel, Person
from sandbox.errors import CannotDo
from sandbox.server import Sandbox
from tests.scenarios.lives import until
from tests.scenarios.world import MANIFEST

PATIENCE = 90.0
MONDAY = datetime(2040, 3, 5, 13, 50, tzinfo=UTC)
"""The process has the machine's clock, which is behind this one."""


class Demo:
    """A workspace with somebody in it, and the bot behind it."""

    def __init__(self, slack: Sandbox, behind: Behind) -> None:
        self.slack, self.behind = slack, behind
        self.maya = slack.person("maya", name="Maya", tz="Europe/Berlin")
        self.ben = slack.person("ben", name="Ben", tz="America/Toronto")
        self.channel = slack.channel("inc-1-checkout", members=[self.maya, self.ben])

    async def started(self) -> None:
        await self.behind.start()
        await until(lambda: self.behind.bot.name == "running", PATIENCE)

    def posted(self) -> list[str]:
        """Return where the bot has posted what."""
        found = self.slack.calls_of("chat.postMessage")
        return [str(one.response["channel"]) for one in found if one.response["ok"]]


@contextlib.asynccontextmanager
async def demo(folder: Path) -> AsyncIterator[Demo]:
    clock = MovedClock(SystemClock())
    clock.move_to(MONDAY)
    behind = Behind(folder, clock)
    async with Sandbox(manifest=MANIFEST, clock=clock, backstage=behind, ack_seconds=10) as slack:
        made = Demo(slack, behind)
        behind.attach(slack, announce_in=made.channel.id)
        try:
            yield made
        finally:
            await behind.kill()


async def _create(channel: Channel, ben: Person) -> str | None:
    await ben.slash("/postmortem create", channel)
    form = ben.modal
    assert form is not None
    return (await form.fill({"title": "Checkout was down"}).submit()).failure


async def test_the_bot_is_killed_right_after_a_click_is_acknowledged_and_started_and_the_effect_is_there_once(
    tmp_path: Path,
) -> None:
    async with demo(tmp_path) as made:
        said = await made.maya.post(made.channel, "error rate is back to 0.2 %, all clear")
        await made.started()
        assert await _create(made.channel, made.ben) is None
        await made.behind.kill()
        dead = made.behind.bot
        assert (dead.name, "dead" in dead.sentence) == ("killed", True)
        assert (await made.maya.slash("/postmortem", made.channel)).failure is not None
        unheard = made.slack.channel("inc-2-search", members=[made.maya, made.ben])
        await made.maya.react(await made.ben.post(unheard, "search is back, all clear"), "incident_resolved")
        await made.behind.rest()

        await made.started()
        await made.behind.rest()
        await until(lambda: made.channel.by_bot and "Draft" in made.channel.card().shown, PATIENCE)
        await made.behind.rest()
        assert (len(made.channel.by_bot), len(made.channel.thread(made.channel.card()))) == (1, 2)
        assert made.posted().count(made.channel.id) == 3
        assert unheard.by_bot == []
        await made.behind.forward(timedelta(minutes=2))
        await until(lambda: len(unheard.by_bot) == 1, PATIENCE)

        await made.ben.shortcut("Add action item", message=said)
        form = made.ben.modal
        assert form is not None
        await form.fill({"What will be done?": "Alert on the pool", "Owner": made.maya}).submit()
        await made.behind.rest()
        told = [(await made.behind.to_next_reminder(), f"{made.behind.clock.now():%a %H:%M}") for _ in range(3)]
        assert told == [
            ("The bot wrote to Maya.", "Mon 14:11"),
            ("The bot wrote to Maya.", "Tue 08:11"),
            ("The bot wrote to Ben.", "Wed 14:11"),
        ]
        assert "gave you 1 item" in made.maya.dms()[-2].shown
        made.behind.longest_look = 0
        assert await made.behind.to_next_reminder() == "The bot had nothing to say to anybody until Wednesday, Mar 7."


async def test_a_pretend_model_is_switched_off_and_on_and_where_there_is_none_that_is_said(tmp_path: Path) -> None:
    slack, behind = Sandbox(manifest=MANIFEST), Behind(tmp_path, MovedClock(SystemClock()))
    behind.attach(slack, announce_in="C1")
    assert (behind.model.present, "rules write" in behind.model.sentence) == (False, True)
    with pytest.raises(CannotDo, match="--ai"):
        behind.set_model_down(down=True)

    model = pretend_model()
    behind.attach(slack, announce_in="C1", model=model)
    assert (behind.model.present, behind.model.down) == (True, False)
    behind.set_model_down(down=True)
    assert (behind.model.down, model.mode) == (True, "overloaded")
    behind.set_model_down(down=False)
    assert (behind.model.down, model.mode) == (False, "good")


async def test_time_passes_without_a_bot_and_nobody_is_reminded(tmp_path: Path) -> None:
    async with demo(tmp_path) as made:
        before = made.behind.clock.now()
        await made.behind.forward(timedelta(days=7))
        assert timedelta(days=7) <= made.behind.clock.now() - before < timedelta(days=7, minutes=1)
        with pytest.raises(CannotDo, match="Start it first"):
            await made.behind.to_next_reminder()
        assert made.behind.log() == []
