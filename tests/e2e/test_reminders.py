"""Time goes on by the buttons of the panel, and a reminder is answered with one click."""

from tests.e2e.window import Windows


async def test_the_clock_goes_to_the_next_reminder_and_one_click_answers_it(windows: Windows) -> None:
    maya = await windows.of("Maya")
    await maya.drafted()
    await maya.give("Alert when a pool is 80 % in use", "Ines")
    await maya.open_panel()
    for _ in range(4):
        await maya.to_next_reminder()

    ines = await windows.of("Ines")
    await ines.open("Postmortem messages")
    await ines.message("Alert when a pool").press("Start")
    await ines.message("Alert when a pool").shows("tarted")
