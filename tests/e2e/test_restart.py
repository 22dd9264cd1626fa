"""The bot is killed and started in the middle: a click says that nobody is there, and nothing is lost."""

from tests.e2e.window import Windows


async def test_the_bot_is_killed_and_started_and_what_was_written_is_still_there(windows: Windows) -> None:
    maya = await windows.of("Maya")
    await maya.drafted()
    await maya.open_panel()

    await maya.panel.press("Kill it")
    await maya.panel.shows("dead")
    await maya.message("Draft").press("Edit")
    await maya.message("Draft").shows("The app could not be reached.")
    await maya.panel.press("Start it")
    await maya.panel.shows("The bot is running")

    await maya.message("Draft").press("Edit")
    await (await maya.modal.titled("Edit")).shows("5. Contributing factors")
    await maya.modal.dismiss()
