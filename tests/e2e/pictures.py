"""`python -m tests.e2e.pictures`: writes docs/pictures/*.png from a demo of its own."""

import asyncio
from pathlib import Path

from tests.e2e.demo import browser, demo
from tests.e2e.window import Windows

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"


async def main() -> None:
    """Take every picture."""
    FOLDER.mkdir(exist_ok=True)
    async with browser() as opened, demo() as running:
        windows = Windows(opened, running)
        maya = await windows.of("Maya")
        await maya.page.screenshot(path=FOLDER / "stories.png")
        await windows.close()


if __name__ == "__main__":
    asyncio.run(main())
