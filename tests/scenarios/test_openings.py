"""A click that only opens a window: Slack has its ack before the window is drawn, and nothing is stored for it."""

from collections.abc import AsyncIterator

import pytest

from sandbox.faults import Fault
from storage.engine import Database
from tests.fakes import FakeClock
from tests.scenarios.steps import ready
from tests.scenarios.test_requests import rows
from tests.scenarios.world import World
from tests.scenarios.world import world as started

PATIENCE = 1.0
SLOW = 1.5


@pytest.fixture
async def impatient(clean: Database, database_url: str, clock: FakeClock) -> AsyncIterator[World]:
    """A world where Slack gives a click up before it has itself opened a window."""
    del clean  # emptied before the bot opens it
    async with started(database_url, clock, ack_seconds=PATIENCE, hurried=2 * SLOW) as made:
        yield made


@pytest.mark.parametrize("line", ["/postmortem edit", "/postmortem history", "/postmortem list"])
async def test_a_command_that_opens_a_window_is_acknowledged_however_slow_slack_opens_it(
    impatient: World, line: str
) -> None:
    channel, _ = await ready(impatient)
    impatient.slack.faults.on("views.open", "slow", seconds=SLOW)
    done = await impatient.maya.slash(line, channel)
    assert (done.failure, impatient.maya.modal is not None) == (None, True)


@pytest.mark.parametrize("button", ["Edit", "Read", "Send for review"])
async def test_a_button_that_opens_a_window_is_acknowledged_however_slow_slack_opens_it(
    impatient: World, button: str
) -> None:
    _, card = await ready(impatient)
    impatient.slack.faults.on("views.open", "slow", seconds=SLOW)
    done = await impatient.maya.click(card, button)
    assert (done.failure, impatient.maya.modal is not None) == (None, True)


@pytest.mark.parametrize("fault", ["server_error", "ratelimited"])
async def test_a_window_that_slack_refuses_to_open_is_explained_after_the_ack(quiet: World, fault: Fault) -> None:
    channel, card = await ready(quiet)
    told = []
    quiet.slack.faults.on("views.open", fault)
    pressed = await quiet.maya.click(card, "Edit")
    told.append((pressed.failure, pressed.modal, [one.text for one in pressed.ephemerals]))
    quiet.slack.faults.on("views.open", fault)
    typed = await quiet.maya.slash("/postmortem edit", channel)
    told.append((typed.failure, typed.modal, [one.text for one in typed.ephemerals]))
    assert told == [(None, None, ["Slack does not answer me now, so nothing was done. Try again in a minute."])] * 2


async def test_opening_windows_stores_nothing(quiet: World, clean: Database) -> None:
    channel, card = await ready(quiet)
    before = await rows(clean)
    for button in ("Edit", "Read", "Send for review"):
        await quiet.maya.click(card, button)
        assert quiet.maya.modal is not None
        await quiet.maya.modal.close()
    await quiet.maya.slash("/postmortem history", channel)
    assert quiet.maya.modal is not None
    assert await rows(clean) == before
