"""On a telephone, in the dark, and for a screen reader."""

import pytest
from axe_playwright_python.async_playwright import Axe

from tests.e2e.window import PHONE, Window, Windows


async def test_on_a_telephone_the_places_are_behind_a_button_modals_fill_the_screen_and_nothing_is_too_wide(
    windows: Windows,
) -> None:
    maya = await windows.of("Maya", size=PHONE)
    sidebar = maya.page.get_by_role("navigation", name="Channels and messages")
    assert not await sidebar.is_visible()
    assert not await maya.page.get_by_role("link", name="New window").is_visible()
    assert await maya.too_wide() == 0
    await maya.drafted()
    assert await maya.too_wide() == 0

    await maya.message("Draft").press("Edit")
    await (await maya.modal.titled("Edit")).shows("10. Action items")
    box = await maya.modal.here.bounding_box()  # with the story below what the app shows
    assert (box["width"], box["height"]) == (PHONE["width"], PHONE["height"])
    assert await maya.too_wide() == 0
    await maya.modal.dismiss()
    await maya.open("Postmortem Home")
    assert await maya.too_wide() == 0


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
async def test_axe_finds_nothing_serious_on_any_of_the_main_screens(windows: Windows, *, dark: bool) -> None:
    maya = await windows.of("Maya", dark=dark)
    found = {"stories": await _serious(maya)}
    await maya.drafted()
    await maya.open_thread("Draft")
    found["thread"] = await _serious(maya)
    await maya.message("Draft").press("Edit")
    await maya.modal.titled("Edit")
    await maya.modal.press("Edit|Write", near="4. Root cause")
    await maya.modal.titled("Root cause")
    found["modal"] = await _serious(maya)
    await maya.modal.dismiss()
    await maya.open_panel()
    found["panel"] = await _serious(maya)
    await maya.open("Postmortem Home")
    await maya.page.locator(".home-view").wait_for()
    found["home"] = await _serious(maya)

    assert {where: what for where, what in found.items() if what} == {}


async def _serious(window: Window) -> list[str]:
    results = await Axe().run(window.page)
    return [
        f"{one['id']}: {[node['target'] for node in one['nodes']][:5]}"
        for one in results.response["violations"]
        if one["impact"] in ("serious", "critical")
    ]
