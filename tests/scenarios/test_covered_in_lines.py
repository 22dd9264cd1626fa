"""A secret in a line that is typed is covered once, at the entrance: what stands in its place stays as it is said.

Wherever the line goes on to: at once, through a window that it fills in, by a button, or as an answer.
"""

import pytest

from tests.scenarios.published import complete, publish
from tests.scenarios.reviewing import reviewed
from tests.scenarios.steps import Worlds, roots
from tests.scenarios.world import World

KEY = "AKIAIOSFODNN7EXAMPLE"
COVERED = "[secret:aws-access-key #1]"
IMITATED = "(secret:aws-access-key #1]"


async def test_a_note_shows_that_something_was_covered_and_an_imitation_stays_one(quiet: World) -> None:
    channel = quiet.incident()

    await quiet.maya.slash(f"/postmortem note they leaked {KEY}, not {COVERED}", channel)
    await quiet.work()

    assert [one.lines for one in roots(channel)] == [
        [f"For the timeline, from maya: they leaked {COVERED}, not {IMITATED}"]
    ]


async def test_it_is_the_same_by_mention(quiet: World) -> None:
    channel = quiet.incident()

    await quiet.maya.mention_bot(channel, f"note they leaked {KEY}")
    await quiet.work()

    assert [one.lines for one in roots(channel)] == [[f"For the timeline, from maya: they leaked {COVERED}"]]


@pytest.mark.parametrize(
    ("line", "field"),
    [("create Leaked {key}", "What happened?"), ("changes Rotate {key}", "What should change?")],
)
async def test_a_window_that_a_line_fills_in_keeps_what_was_covered_when_it_is_sent(
    quiet: World, line: str, field: str
) -> None:
    channel, _ = await reviewed(quiet, quiet.ben, quiet.noor)
    place = channel if line.startswith("changes") else quiet.incident("inc-208-login")

    done = await quiet.ben.slash(f"/postmortem {line.format(key=KEY)}", place)
    assert done.modal is not None
    shown = done.modal.fields[field]
    await done.modal.submit()
    await quiet.later(6)

    told = "\n".join(one.shown for one in (*place.messages, *place.thread(channel.card()), *quiet.maya.dms()))
    assert (COVERED in str(shown), COVERED in told, IMITATED in told) == (True, True, False)


async def test_a_button_that_runs_a_line_again_keeps_it_too(quiet: World) -> None:
    channel = quiet.incident()

    done = await quiet.maya.slash(f"/postmortem noet they leaked {KEY}", channel)
    await quiet.maya.click(done.ephemerals[0], "Yes, note")
    await quiet.work()

    assert [one.lines for one in roots(channel)] == [[f"For the timeline, from maya: they leaked {COVERED}"]]


async def test_so_does_a_line_that_needs_a_click_in_a_thread(quiet: World) -> None:
    channel, _ = await reviewed(quiet, quiet.ben, quiet.noor)

    await quiet.ben.mention_bot(channel, f"changes Rotate {KEY}")
    await quiet.work()
    done = await quiet.ben.click(quiet.ben.ephemerals(channel)[-1], "Open it")
    assert done.modal is not None
    await done.modal.submit()
    await quiet.work()

    assert f'"Rotate {COVERED}"' in quiet.maya.dms()[-1].lines


async def test_a_reason_after_a_word_stands_in_the_history_as_it_was_covered(quiet: World) -> None:
    channel = await complete(quiet)
    await publish(quiet, channel)

    await quiet.noor.slash(f"/postmortem archive leaked {KEY}", channel)
    await quiet.ben.slash("/postmortem history", channel)

    assert quiet.ben.modal is not None
    assert f'Why: "leaked {COVERED}"' in quiet.ben.modal.lines


@pytest.mark.parametrize("redact", [True, False])
async def test_a_mail_address_in_a_line_is_covered_where_the_settings_say_so(worlds: Worlds, *, redact: bool) -> None:
    world = await worlds.with_settings(redact_contacts=redact)
    channel = world.incident()

    await world.maya.slash("/postmortem note told ops@shop.example", channel)
    await world.work()

    covered = "[personal:mail #1]" if redact else "ops@shop.example"
    assert [one.lines for one in roots(channel)] == [[f"For the timeline, from maya: told {covered}"]]
