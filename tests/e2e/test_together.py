"""Several windows of several people look at one workspace."""

from tests.e2e.window import Windows


async def test_what_one_writes_appears_in_the_window_of_another_and_who_is_named_in_it_can_be_written_to(
    windows: Windows,
) -> None:
    maya, ben = await windows.of("Maya"), await windows.of("Ben")
    for one in (maya, ben):
        await one.open("incidents")

    await maya.type("is the *checkout* back?")
    await ben.message("is the checkout back?").shows("Maya")
    await ben.type("all clear since 10:05")
    await maya.message("all clear").shows("Ben")
    await maya.type("thanks @ben, back to #incidents")
    await maya.message("thanks").press("@Ben Achterberg")
    await maya.page.get_by_role("menu", name="Ben Achterberg, @ben").get_by_text("Message").click()
    await maya.page.locator("#head h1", has_text="Ben Achterberg").wait_for()
    await maya.page.go_back()
    await maya.message("thanks").here.get_by_role("link", name="#incidents").click()
    await maya.page.locator("#head h1", has_text="incidents").wait_for()
