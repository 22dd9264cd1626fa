"""A window sees what happens, as the person who acts in it, and nothing else."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from sandbox.driver import Person
from sandbox.page.conversation import STRETCH
from sandbox.server import Sandbox


class Window:
    """A window of a person, without a browser: what it would show."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self.regions: dict[str, str] = {}
        self.lists: dict[str, dict[str, str]] = {}

    async def look(self, **where: Any) -> None:
        await self._socket.send_json(where)

    async def until(self, text: str, place: str = "messages") -> None:
        async with asyncio.timeout(10):
            while text not in self.text(place):
                self._take(await self._socket.receive_json())

    async def quiet(self) -> None:
        """Take whatever comes within a moment."""
        while True:
            try:
                async with asyncio.timeout(0.2):
                    self._take(await self._socket.receive_json())
            except TimeoutError:
                return

    def text(self, place: str = "messages") -> str:
        return " ".join(self.lists.get(place, {}).values()) or self.regions.get(place, "")

    def _take(self, came: dict[str, Any]) -> None:
        self.regions |= came.get("regions", {})
        for name, each in came.get("lists", {}).items():
            before = self.lists.get(name, {})
            self.lists[name] = {key: each["changed"].get(key, before.get(key, "")) for key in each["keys"]}


@asynccontextmanager
async def window(slack: Sandbox, person: Person, **where: Any) -> AsyncIterator[Window]:
    origin = {"Origin": slack.page_url.rstrip("/")}
    async with aiohttp.ClientSession() as session, session.ws_connect(f"{slack.page_url}live", headers=origin) as made:
        await made.send_json({"token": slack.desk.token, "as": person.id, **where})
        yield Window(made)


async def test_what_somebody_writes_appears_in_the_windows_of_others(slack: Sandbox, maya: Person, ben: Person) -> None:
    channel = slack.channel("ops", members=[maya, ben])
    async with window(slack, ben, place=channel.id) as his:
        await his.until("begins")
        said = await maya.post(channel, "the pool is *empty*")
        slack.hub.recorder.stir()
        await his.until("the pool is")
        await maya.post(channel, "since noon", thread=said)
        slack.hub.recorder.stir()
        await his.until("1 reply")
        await his.look(place=channel.id, thread=said.ts)
        await his.until("since noon", "replies")


async def test_only_the_message_that_changed_is_sent_again(slack: Sandbox, maya: Person) -> None:
    channel = slack.channel("ops", members=[maya])
    first = await maya.post(channel, "first")
    await maya.post(channel, "second")
    async with window(slack, maya, place=channel.id) as hers:
        await hers.until("second")
        await hers.quiet()
        await maya.react(first, "eyes")
        slack.hub.recorder.stir()
        came = await hers._socket.receive_json()

    assert list(came["lists"]["messages"]["changed"]) == [first.ts]


async def test_a_private_channel_is_shown_to_its_members_alone(slack: Sandbox, maya: Person, ben: Person) -> None:
    channel = slack.channel("secret-ops", members=[maya], private=True)
    await maya.post(channel, "nobody else knows")
    async with window(slack, ben, place=channel.id) as his, window(slack, maya, place=channel.id) as hers:
        await hers.until("nobody else knows")
        await his.quiet()

    assert "nobody else" not in str(his.lists) + str(his.regions)
    assert "secret-ops" not in str(his.regions)


async def test_what_only_one_person_sees_is_in_no_other_window(slack: Sandbox, maya: Person, ben: Person) -> None:
    channel = slack.channel("ops", members=[maya, ben])
    async with window(slack, maya, place=channel.id) as hers, window(slack, ben, place=channel.id) as his:
        await maya.slash("/postmortem", channel)
        await hers.until("failed with the error")
        await his.quiet()

    assert "failed with the error" not in his.text()


async def test_unread_messages_are_counted_until_somebody_looks(slack: Sandbox, maya: Person, ben: Person) -> None:
    channel = slack.channel("ops", members=[maya, ben])
    other = slack.channel("else", members=[maya, ben])
    await maya.post(channel, "long ago")
    async with window(slack, ben, place=channel.id) as his:
        await his.until("long ago")
        await his.look(place=other.id)
        await his.until("else begins")
        await maya.post(channel, "one")
        await maya.post(channel, "two")
        await ben.post(channel, "my own")
        slack.hub.recorder.stir()
        await his.until("ops, 2 unread", "sidebar")
        await his.look(place=channel.id)
        await his.until("my own")
        await his.quiet()

    assert "unread" not in his.regions["sidebar"].replace("is-unread", "")
    assert "New" in his.lists["messages"]["new"]


async def test_a_long_channel_is_sent_in_stretches(slack: Sandbox, maya: Person) -> None:
    channel = slack.channel("ops", members=[maya])
    said = (f"{1_700_000_000 + count}.000100" for count in range(5000))
    slack.seed(channel, [{"user": maya, "text": f"number {count}.", "ts": ts} for count, ts in enumerate(said)])
    async with window(slack, maya, place=channel.id) as hers:
        await hers.until("number 4999.")
        assert len([key for key in hers.lists["messages"] if key[0].isdigit()]) == STRETCH
        earlier = next(key for key in hers.lists["messages"] if key.startswith("more-")).removeprefix("more-")
        await hers.look(place=channel.id, oldest=earlier)
        await hers.until(f"number {5000 - 2 * STRETCH}.")


async def test_what_stands_on_the_page_escapes_names_and_topics(slack: Sandbox) -> None:
    eve = slack.person("eve", name="<img src=x onerror=alert(1)>")
    channel = slack.channel("ops", members=[eve], topic='"><script>alert(1)</script>')
    async with window(slack, eve, place=channel.id) as hers:
        await hers.until("begins")
        async with aiohttp.ClientSession() as session, session.get(slack.page_url) as page:
            drawn = await page.text() + str(hers.regions) + str(hers.lists)

    assert "<img" not in drawn
    assert "<script>" not in drawn


async def test_half_a_character_in_a_message_breaks_no_window(slack: Sandbox, maya: Person) -> None:
    channel = slack.channel("ops", members=[maya])
    slack.seed(channel, [{"user": maya, "text": "broken \ud83d here", "ts": "1700000000.000100"}])
    async with window(slack, maya, place=channel.id) as hers:
        await hers.until("broken")


async def test_what_follows_at_once_says_the_name_once(slack: Sandbox, maya: Person) -> None:
    channel = slack.channel("ops", members=[maya])
    for text in ("one", "two"):
        await maya.post(channel, text)
    async with window(slack, maya, place=channel.id) as hers:
        await hers.until("two")

    assert hers.text().count('class="author"') == 1
