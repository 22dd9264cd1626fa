"""Several windows of several people look at one workspace."""

from tests.e2e.window import Windows


async def test_what_one_writes_appears_in_the_window_of_another(windows: Windows) -> None:
    maya, ben = await windows.of("Maya"), await windows.of("Ben")
    for one in (maya, ben):
        await one.open("incidents")

    await maya.type("is the *checkout* back?")
    await ben.message("is the checkout back?").shows("Maya")
    await ben.type("all clear since 10:05")
    await maya.message("all clear").shows("Ben")
