"""The page of `make demo` in a real browser: `python -m tests.bench.browsed MANY…` says how long everything took there.

`MANY` are the sizes of channels that are scrolled to their beginnings.
"""

import asyncio
import contextlib
import json
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page

from tests.e2e import demo as running
from tests.e2e import long_channel
from tests.e2e.long_channel import LongChannel
from tests.e2e.window import DESKTOP, Windows

STARTS = 3
TIMES = 15
BOT_IS_READY = (
    """() => document.querySelector('#sidebar .place') && !document.querySelector('#bot-state').textContent"""
)
USABLE = """() => document.documentElement.dataset.ready && document.querySelector('#sidebar .place')"""
PICTURE = "static/icon.svg"
REQUEST = f"""async () => {{
  const began = performance.now();
  await (await fetch('/{PICTURE}', {{cache: 'no-store'}})).text();
  return performance.now() - began;
}}"""
WATCHED = """words => {
  window.shown = new Promise((done) => {
    const [field, list] = [document.querySelector('#composer-text'), document.querySelector('#messages')];
    let began = 0;
    field.addEventListener('keydown', () => (began = performance.now()), {capture: true, once: true});
    const watcher = new MutationObserver(() => {
      if (!list.lastElementChild.textContent.includes(words)) return;
      watcher.disconnect();
      requestAnimationFrame(() => done(performance.now() - began));
    });
    watcher.observe(list, {childList: true, subtree: true});
  });
}"""


async def main(sizes: list[int]) -> dict[str, Any]:
    """Return everything that was measured, or why nothing was."""
    if running.chromium() is None:
        return {"skipped": running.NO_BROWSER}
    async with running.browser() as browser:
        starts = [await _start(browser) for _ in range(STARTS)]
        async with running.demo() as demo:
            windows = Windows(browser, demo)
            page = (await windows.of("Maya")).page
            found = {
                "starts": starts,
                "bare_window": [await _bare_window(browser, demo.url) for _ in range(STARTS)],
                "bare_request": [await page.evaluate(REQUEST) for _ in range(TIMES)],
                "messages": await _messages(windows),
                "channels": {many: await _scrolled(windows, many) for many in sizes},
            }
            await windows.close()
            if windows.troubles:
                raise RuntimeError(f"the browser complains of {windows.troubles}")
    return found


@contextlib.asynccontextmanager
async def _window(browser: Browser) -> AsyncIterator[Page]:
    context = await browser.new_context(viewport=DESKTOP)
    yield await context.new_page()
    await context.close()


async def _start(browser: Browser) -> dict[str, float]:
    """Start a demo and look at it at once; return the seconds until its page, a window and the bot were there."""
    loop = asyncio.get_running_loop()
    async with _window(browser) as page, running.demo() as demo:
        opened = loop.time()
        await page.goto(demo.url)
        await page.wait_for_function(USABLE)
        usable = loop.time() - opened
        await page.wait_for_function(BOT_IS_READY)
        return {"page": demo.started_in, "window": usable, "bot": demo.started_in + loop.time() - opened}


async def _bare_window(browser: Browser, url: str) -> float:
    loop = asyncio.get_running_loop()
    async with _window(browser) as page:
        opened = loop.time()
        await page.goto(f"{url}/{PICTURE}")
        return loop.time() - opened


async def _messages(windows: Windows) -> list[float]:
    """Return the milliseconds from Enter until each of some messages stood there."""
    maya = await windows.of("Maya")
    await maya.open("incidents")
    took = []
    for number in range(1 + TIMES):
        words = f"this is message {number}."
        await maya.page.locator("#composer-text").fill(words)
        await maya.page.evaluate(WATCHED, words)
        await maya.page.keyboard.press("Enter")
        took.append(await maya.page.evaluate("window.shown"))
    return took[1:]  # the first one warms up


async def _scrolled(windows: Windows, many: int) -> dict[str, Any]:
    """Scroll up in a channel of so many messages until it begins."""
    window, channel = await windows.of("Maya"), LongChannel(many)
    with tempfile.TemporaryDirectory() as folder:
        await channel.bring(window, Path(folder))
    stretches = await long_channel.to_the_beginning(window)
    there = Counter(key for key in await long_channel.keys(window) if key[0].isdigit())
    there.subtract(channel.ts(number) for number in range(1, many + 1))
    return {
        "took": [one.took for one in stretches],
        "moved": [one.moved for one in stretches],
        "wrong": sum(map(abs, there.values())),
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(main([int(one) for one in sys.argv[1:]]))) + "\n")
