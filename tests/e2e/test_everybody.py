"""Everybody can use the page: on a telephone, in both themes, by what axe looks for; and anybody can move the clock."""

import importlib.resources
from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Browser, expect

from tests.e2e import demo as running
from tests.e2e.conftest import untroubled
from tests.e2e.window import PHONE, Window, Windows

STORY = "Cache outage"
PLACE = "inc-207"
CARD = "Reply in the thread to comment"
BAD = {"serious", "critical"}
TOO_WIDE = "document.documentElement.scrollWidth - window.innerWidth"


@pytest.fixture(scope="module")
async def drafted(browser: Browser) -> AsyncIterator[running.Demo]:
    """A demo of its own, whose story has come to its draft."""
    async with running.demo() as started:
        windows = Windows(browser, started)
        window = await windows.of("Maya")
        await window.choose_story(STORY)
        await window.next_chapter()
        await window.next_chapter()
        await windows.close()
        yield started


@pytest.fixture
async def people(browser: Browser, drafted: running.Demo) -> AsyncIterator[Windows]:
    """Windows on that demo. Whatever the browser complains of fails the test."""
    async with untroubled(browser, drafted) as made:
        yield made


async def serious(window: Window) -> list[Any]:
    """Return what axe finds on the screen that keeps somebody from using it."""
    script = importlib.resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    await window.page.evaluate(script)
    found = await window.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        (one["id"], [node["html"][:160] for node in one["nodes"]][:3])
        for one in found["violations"]
        if one["impact"] in BAD
    ]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
async def test_axe_finds_nothing_serious_on_the_main_screens(people: Windows, *, dark: bool) -> None:
    maya = await people.of("Maya", dark=dark)
    await maya.open(PLACE)
    card = maya.message(CARD)
    await card.shows("Draft")
    found = {"channel": await serious(maya)}
    await card.press("Edit")
    await maya.modal.titled("Edit")
    found["window"] = await serious(maya)
    await maya.modal.dismiss()
    await maya.page.locator(".bar-panel").click()
    await maya.panel.shows("The clock")
    found["behind the scenes"] = await serious(maya)
    await maya.open("Postmortem Home")
    found["home"] = await serious(maya)
    assert {screen: wrong for screen, wrong in found.items() if wrong} == {}


async def test_on_a_telephone_nothing_is_wider_than_the_screen(people: Windows) -> None:
    maya = await people.of("Maya")
    await maya.open(PLACE)
    await maya.page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    await maya.message(CARD).shows("Draft")
    assert (await maya.page.evaluate(TOO_WIDE), await serious(maya)) == (0, [])
    await maya.message(CARD).press("Edit")
    await maya.modal.titled("Edit")
    assert (await maya.page.evaluate(TOO_WIDE), await serious(maya)) == (0, [])
    await maya.modal.dismiss()


async def test_the_clock_goes_on_while_nothing_happens(people: Windows) -> None:
    maya = await people.of("Maya")
    await maya.page.clock.install()
    await maya.page.reload()
    was = await maya.page.locator("#now time").inner_text()
    await maya.page.clock.fast_forward("02:00")
    await expect(maya.page.locator("#now time")).not_to_have_text(was)


async def test_whoever_moves_the_clock_to_the_next_reminder_hears_whom_the_bot_wrote_to(people: Windows) -> None:
    maya = await people.of("Maya")
    await maya.page.locator(".bar-panel").click()
    was = await maya.page.locator("#now").inner_text()
    await maya.panel.press("To the next reminder")
    await maya.page.locator("#notices", has_text="The bot wrote to ").wait_for()
    await maya.page.locator("#now", has_not_text=was).wait_for()
