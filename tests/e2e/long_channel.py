"""A channel with more messages than anybody draws at once, as an export that somebody brings, and ways through it."""

import json
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tests.e2e.window import Window

BEGAN = datetime(2026, 2, 20, 9, tzinfo=UTC)
DAYS = 10
ASKED, REPLIES = 5, 3
"""Which message has a thread, and how many replies are in it."""
KEYS = "list => [...list.children].map(row => row.dataset.key)"
SEEN = """list => {
  const top = list.getBoundingClientRect().top;
  const row = [...list.children].find(each => each.querySelector('article') && each.getBoundingClientRect().top > top);
  return [row.dataset.key, row.getBoundingClientRect().top];
}"""
FURTHER_UP = f"""async list => {{
  const oldest = () => list.firstElementChild.dataset.key;
  const frame = () => new Promise(requestAnimationFrame);
  const [before, began] = [oldest(), performance.now()];
  if (before === 'beginning') return null;
  list.scrollTo(0, 0);
  const [key] = ({SEEN})(list);
  const top = () => list.querySelector(`li[data-key="${{key}}"]`).getBoundingClientRect().top;
  let at = 0;
  do {{
    if (performance.now() - began > 20_000) throw new Error(`nothing came before ${{before}} at ${{list.scrollTop}}`);
    at = top();
    await frame();
  }} while (oldest() === before);
  const took = performance.now() - began;
  for (let n = 0; n < 10; n += 1) await frame();
  return [took, top() - at];
}}"""
AT_REST = """async (list, top) => {
  if (top !== null) list.scrollTo(0, top);
  for (let n = 0; n < 10; n += 1) await new Promise(requestAnimationFrame);
}"""
TO_THE_END = """() => {
  const list = document.querySelector('#messages');
  list.scrollTo(0, list.scrollHeight);
  return list.firstElementChild.dataset.key.startsWith('more-') && list.children.length < 300;
}"""


@dataclass(frozen=True)
class Stretch:
    """How long it took until older messages were there, in ms, and how far that moved what somebody was reading."""

    took: float
    moved: float


class LongChannel:
    """Messages of one person over ten days, `many` of them; the fifth has a thread."""

    def __init__(self, many: int) -> None:
        self.many = many
        self.name = f"inc-{many}"
        self._apart = timedelta(days=DAYS) / many

    def words(self, number: int) -> str:
        """Return what a message says; the first is 1."""
        return f"message {number} of {self.many}"

    def at(self, number: int) -> datetime:
        """Return when it was sent."""
        return BEGAN + self._apart * (number - 1)

    def ts(self, number: int) -> str:
        """Return its ts."""
        return f"{self.at(number).timestamp():.6f}"

    def rows(self, zone: ZoneInfo, first: int = 1) -> list[str]:
        """Return the keys of what stands in the list from a message on, with a line where a day begins."""
        keys: list[str] = []
        day = None
        for number in range(first, self.many + 1):
            on = self.at(number).astimezone(zone).date()
            if on != day:
                keys.append(f"day-{on:%Y-%m-%d}")
                day = on
            keys.append(self.ts(number))
        return keys

    def exported(self, folder: Path) -> Path:
        """Write it as an export; return its zip."""
        path = folder / "export.zip"
        asked = self.at(ASKED)
        said: list[dict[str, Any]] = [
            {"type": "message", "user": "U0GRETA", "text": self.words(each), "ts": self.ts(each)}
            for each in range(1, self.many + 1)
        ]
        said[ASKED - 1] |= {"thread_ts": self.ts(ASKED), "reply_count": REPLIES}
        said += [
            {
                "type": "message",
                "user": "U0GRETA",
                "text": f"reply {each}",
                "ts": f"{(asked + timedelta(milliseconds=each)).timestamp():.6f}",
                "thread_ts": self.ts(ASKED),
            }
            for each in range(1, REPLIES + 1)
        ]
        channel = {"id": f"C0LONG{self.many}", "name": self.name, "members": ["U0GRETA"]}
        with zipfile.ZipFile(path, "w") as packed:
            packed.writestr("channels.json", json.dumps([channel]))
            packed.writestr("users.json", json.dumps([{"id": "U0GRETA", "name": "greta", "real_name": "Greta Falk"}]))
            packed.writestr(f"{self.name}/{BEGAN:%Y-%m-%d}.json", json.dumps(said))
        return path

    async def bring(self, window: Window, folder: Path) -> None:
        """Bring it by the page, and look at its newest message."""
        await window.page.get_by_role("button", name="Stories: Choose a story").click()
        await window.page.get_by_label("Slack export (zip)").set_input_files(self.exported(folder))
        await window.page.get_by_role("button", name=self.name).click()
        await window.message(self.words(self.many)).here.wait_for()
        await scroll(window)


async def keys(window: Window) -> list[str]:
    """Return the keys of what stands in the list of messages."""
    found: list[str] = await window.messages.evaluate(KEYS)
    return found


async def seen(window: Window) -> tuple[str, float]:
    """Return the key of the first message that is seen whole, and how far down it begins."""
    key, top = await window.messages.evaluate(SEEN)
    return key, top


async def scroll(window: Window, top: int | None = None) -> None:
    """Scroll to so many pixels from the top, or stay, and wait until rows that come into view have got their height."""
    await window.messages.evaluate(AT_REST, top)


async def further_up(window: Window) -> Stretch | None:
    """Scroll to the oldest message that is there, and wait for those before it; None where there are none."""
    found = await window.messages.evaluate(FURTHER_UP)
    return None if found is None else Stretch(*found)


async def to_the_beginning(window: Window) -> list[Stretch]:
    """Scroll up until the channel begins."""
    stretches = []
    while (stretch := await further_up(window)) is not None:
        stretches.append(stretch)
    return stretches


async def to_the_end(window: Window) -> None:
    """Scroll down to the newest message, as the End key does, until most of what is above it is let go again."""
    await window.page.wait_for_function(TO_THE_END)
