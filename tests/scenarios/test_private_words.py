"""What people wrote stands in no log, and the name of a channel that not everybody sees is told to nobody else."""

import json
import re

import pytest
from sqlalchemy import text

from bot.jobs.clock import TICKS, tick
from storage.engine import Database
from tests.scenarios.reviewing import ask_for_changes, edit, reviewed
from tests.scenarios.steps import Worlds, drafted
from tests.scenarios.test_private_secrets import everything, sent
from tests.scenarios.world import World

WORDS = ("marmalade", "xylophone", "quicksilver", "tangerine", "harpsichord")


async def story(world: World) -> None:
    """Write, discuss, review and fail with an unusual word in each place."""
    channel, card = await reviewed(world, world.ben, world.noor)
    await edit(world, channel, f"It was the {WORDS[0]}.")
    await world.maya.post(channel, f"Summary: and the {WORDS[1]}", thread=card)
    await world.work()
    await ask_for_changes(world, world.ben, f"What of the {WORDS[2]}?")
    await world.maya.slash(f"/postmortem create The {WORDS[3]} was down", channel)
    await world.maya.slash(f"/postmortem {WORDS[4]}", channel)
    guest = world.slack.person("gus", name="Gus", guest="multi")
    await world.maya.invite(channel, guest)
    await guest.post(channel, f"Summary: {WORDS[1]}, I say", thread=card)
    world.slack.faults.refuse("chat.update", "cant_update_message", times=2)
    await world.maya.set_topic(channel, f"the {WORDS[0]}")
    await world.later(60)
    await tick(world.bot.deps, world.bot.workspace, "housekeeping.note_deeds", TICKS["housekeeping.note_deeds"])()
    await world.work()


async def test_no_word_that_somebody_wrote_is_in_any_log_line_or_in_what_is_said_of_a_failed_job(
    worlds: Worlds, clean: Database, capfd: pytest.CaptureFixture[str]
) -> None:
    world = await worlds.with_settings(log_level="debug")
    await story(world)

    logged = capfd.readouterr()
    assert "event had no effect" in logged.err
    assert re.search(r"record of deeds.*deeds=\d+.*head=[0-9a-f]{64}", logged.err)
    assert [one for one in WORDS if one in logged.out + logged.err] == []
    async with clean.engine.connect() as connection:
        jobs = repr((await connection.execute(text("SELECT * FROM jobs"))).all())
    assert "surface.refresh" in jobs
    assert [one for one in WORDS if one in jobs] == []


async def test_a_private_channels_name_in_a_public_message_is_told_and_stored_nowhere(
    quiet: World, clean: Database
) -> None:
    hidden = quiet.slack.channel("merger-with-acme", members=[quiet.maya], private=True)
    channel = quiet.incident()
    await quiet.maya.post(channel, f"details are in <#{hidden.id}> and <#{hidden.id}|>")
    await drafted(quiet, channel)
    await quiet.noor.slash("/postmortem list", channel)
    await quiet.work()

    assert "merger-with-acme" not in "".join(sent(quiet))
    assert "merger-with-acme" not in json.dumps(await everything(clean))
