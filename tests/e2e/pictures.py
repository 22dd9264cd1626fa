"""`python -m tests.e2e.pictures`: writes docs/pictures/*.png from a demo of its own."""

import asyncio
from pathlib import Path

from tests.e2e.demo import browser, demo
from tests.e2e.window import PHONE, Window, Windows

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"


async def main() -> None:
    """Take every picture."""
    FOLDER.mkdir(exist_ok=True)
    async with browser() as opened, demo() as running:
        windows = Windows(opened, running)
        maya = await windows.of("Maya")
        await maya.page.get_by_role("button", name="Play this story").first.wait_for()
        await _take(maya, "stories")
        channel = await maya.drafted()
        await maya.open_thread("Draft")
        await _take(maya, "channel")
        await maya.message("Timeline").press("Edit timeline")
        await maya.modal.titled("Timeline")
        await _take(maya, "timeline")
        await maya.modal.dismiss()
        await maya.page.get_by_role("button", name="Close thread").click()
        await maya.message("Draft").press("Edit")
        await maya.modal.titled("Edit")
        await maya.modal.press("Edit|Write", near="4. Root cause")
        await maya.modal.titled("Root cause")
        await _take(maya, "editor")
        await maya.modal.dismiss()
        phone = await windows.of("Maya", size=PHONE)
        await phone.open(channel)
        await _take(phone, "phone")
        await maya.open_panel()
        await _take(maya, "behind")
        await _reminder(windows, maya)
        await windows.close()


async def _reminder(windows: Windows, maya: Window) -> None:
    for text in ("Alert when a pool is 80 % in use", "Load test checkout before a client library moves"):
        await maya.give(text, "Ines")
    for _ in range(4):
        await maya.to_next_reminder()
    ines = await windows.of("Ines")
    await ines.open("Postmortem messages")
    await ines.message("Alert when a pool").shows("Start")
    await _take(ines, "reminder")


async def _take(window: Window, name: str) -> None:
    await window.page.mouse.move(0, 0)
    await window.page.wait_for_timeout(500)  # what moves has come to rest
    await window.page.screenshot(path=FOLDER / f"{name}.png")


if __name__ == "__main__":
    asyncio.run(main())
