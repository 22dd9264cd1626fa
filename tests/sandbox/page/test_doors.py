"""The page's doors: who may look, who may do something, and what a file may do."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

import aiohttp
import pytest

from sandbox.driver import Person
from sandbox.errors import CannotDo
from sandbox.modals import open_modal, replace_view
from sandbox.page.backstage import Backstage, BotState, Found
from sandbox.page.desk import Desk
from sandbox.page.doors import STATIC
from sandbox.server import Sandbox
from tests.sandbox.conftest import MANIFEST

STRANGER = "http://evil.example"


@pytest.fixture
async def browser() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


def own(slack: Sandbox) -> dict[str, str]:
    return {"Origin": slack.page_url.rstrip("/"), "X-Token": slack.desk.token}


async def post(
    browser: aiohttp.ClientSession, slack: Sandbox, deed: str, told: object, headers: dict[str, str]
) -> tuple[int, dict[str, object]]:
    async with browser.post(f"{slack.page_url}do/{deed}", json=told, headers=headers) as answer:
        return answer.status, await answer.json()


async def test_the_page_tells_nobody_else_its_token_and_lets_nothing_run_but_its_own(
    slack: Sandbox, maya: Person, browser: aiohttp.ClientSession
) -> None:
    del maya
    async with browser.get(slack.page_url) as answer:
        text, policy = await answer.text(), answer.headers["Content-Security-Policy"]

    assert slack.desk.token in text
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "<script>" not in text
    assert "style=" not in text


async def test_another_name_for_this_address_gets_nothing(
    slack: Sandbox, maya: Person, browser: aiohttp.ClientSession
) -> None:
    del maya
    async with browser.get(slack.page_url, headers={"Host": "evil.example"}) as answer:
        assert answer.status == 403
        assert slack.desk.token not in await answer.text()


@pytest.mark.parametrize("missing", ["Origin", "X-Token"])
async def test_a_deed_needs_both_our_origin_and_the_token_of_the_run(
    slack: Sandbox, maya: Person, browser: aiohttp.ClientSession, missing: str
) -> None:
    channel = slack.channel("ops", members=[maya])
    told = {"as": maya.id, "channel": channel.id, "text": "hello"}
    headers = own(slack)
    del headers[missing]

    assert (await post(browser, slack, "post", told, headers))[0] == 403
    assert (await post(browser, slack, "post", told, own(slack) | {"Origin": STRANGER}))[0] == 403
    assert (await post(browser, slack, "post", told, own(slack) | {"X-Token": "0" * 32}))[0] == 403
    assert channel.messages == []
    assert (await post(browser, slack, "post", told, own(slack)))[0] == 200
    assert [each.text for each in channel.messages] == ["hello"]


async def test_a_web_page_may_not_speak_to_the_doors_for_programs_not_even_our_own(
    slack: Sandbox, browser: aiohttp.ClientSession
) -> None:
    async with browser.post(f"{slack.api_url}auth.test", headers={"Origin": slack.page_url.rstrip("/")}) as answer:
        assert answer.status == 403


@pytest.mark.parametrize("origin", [None, STRANGER, "null"])
async def test_a_window_of_another_origin_is_not_listened_to(
    slack: Sandbox, maya: Person, browser: aiohttp.ClientSession, origin: str | None
) -> None:
    del maya
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await browser.ws_connect(f"{slack.page_url}live", headers={"Origin": origin} if origin else {})


async def test_a_window_without_the_token_is_sent_nothing(
    slack: Sandbox, maya: Person, browser: aiohttp.ClientSession
) -> None:
    async with browser.ws_connect(f"{slack.page_url}live", headers=own(slack)) as window:
        await window.send_json({"token": "guessed", "as": maya.id})
        came = await window.receive()

    assert came.type is aiohttp.WSMsgType.CLOSE
    assert came.data == 1008


async def test_a_file_runs_nothing_and_is_nobody(slack: Sandbox, maya: Person, browser: aiohttp.ClientSession) -> None:
    channel = slack.channel("ops", members=[maya])
    sent = await maya.post(
        channel, "look", files=[{"name": "x.html", "content": b"<script>parent.fetch('/do/post')</script>"}]
    )

    async with browser.get(f"{slack.page_url}files/{sent.files[0].id}/x.html") as answer:
        policy = answer.headers["Content-Security-Policy"]
        assert answer.content_type == "text/html"

    assert policy.startswith("sandbox;")
    assert "allow-" not in policy
    assert "script-src" not in policy
    assert "default-src 'none'" in policy


@pytest.mark.parametrize("name", ["../doors.py", "..%2fdoors.py", "%2e%2e/doors.py", "nothing.js", ""])
async def test_only_what_the_page_is_made_of_is_served(
    slack: Sandbox, browser: aiohttp.ClientSession, name: str
) -> None:
    async with browser.get(f"{slack.page_url}static/{name}") as answer:
        assert answer.status == 404


def test_nothing_of_the_page_is_fetched_from_elsewhere() -> None:
    for path in STATIC.iterdir():
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "http://" not in text, path.name
        assert "https://" not in text.replace('"https://', "").replace("https?://", ""), path.name


@pytest.mark.parametrize(
    ("deed", "told", "status"),
    [
        ("fly", {}, 400),
        ("post", {"channel": 7, "text": "x"}, 400),
        ("post", {"channel": "C1", "text": "x"}, 409),
        ("act", {"surface": "here", "block": "b", "action": "a"}, 400),
    ],
)
async def test_nonsense_is_refused_with_a_sentence(
    slack: Sandbox, maya: Person, browser: aiohttp.ClientSession, deed: str, told: dict[str, object], status: int
) -> None:
    got, answer = await post(browser, slack, deed, {"as": maya.id, **told}, own(slack))

    assert got == status
    assert answer["problem"]


async def test_what_is_no_json_or_far_too_long_is_refused(
    slack: Sandbox, maya: Person, browser: aiohttp.ClientSession
) -> None:
    del maya
    async with browser.post(f"{slack.page_url}do/post", data=b"{", headers=own(slack)) as answer:
        assert answer.status == 400
    async with browser.post(f"{slack.page_url}do/post", data=b'"' + b"x" * 1_000_001, headers=own(slack)) as answer:
        assert answer.status == 413


async def test_what_was_drawn_anew_or_closed_before_a_deed_arrived_is_told_to_the_window_and_is_no_refusal(
    slack: Sandbox, maya: Person, browser: aiohttp.ClientSession
) -> None:
    def form(*days: str) -> dict[str, Any]:
        blocks = [
            {
                "type": "input",
                "block_id": day,
                "label": {"type": "plain_text", "text": "Due"},
                "element": {"type": "datepicker", "action_id": "value"},
            }
            for day in days
        ]
        return {"type": "modal", "title": {"type": "plain_text", "text": "Item"}, "blocks": blocks}

    view = open_modal(slack.hub, maya.id, form("kept", "due"))
    surface = {"kind": "modal", "view": view.body["id"]}

    async def chosen(block: str) -> tuple[int, dict[str, object]]:
        told = {"as": maya.id, "surface": surface, "block": block, "action": "value", "value": "2026-12-01"}
        return await post(browser, slack, "act", told, own(slack))

    assert [(await chosen(block))[1]["failure"] for block in ("kept", "due")] == [None, None]
    replace_view(slack.hub, view, form("kept", "due.20261204"))

    assert maya.modal is not None
    assert maya.modal.values["kept"]["value"]["selected_date"] == "2026-12-01"
    assert maya.modal.values["due.20261204"]["value"]["selected_date"] is None
    gone = {"failure": "not_sent", "gone": "What stood here has changed meanwhile. Look at it once more."}
    assert await chosen("due") == (200, gone)
    closed = {"as": maya.id, "view": "V1"}
    assert await post(browser, slack, "submit", closed, own(slack)) == (200, gone)


async def test_a_canvas_is_a_page_for_those_who_may_look_into_its_channel(
    slack: Sandbox, maya: Person, browser: aiohttp.ClientSession
) -> None:
    ben = slack.person("ben", name="Ben")
    inc = slack.channel("inc", members=[maya], private=True)
    await maya.write_canvas(inc, "PM-1 <b>", "## Summary\n\n<script>x</script> and [more](https://x.org)")
    canvas = inc.canvas
    assert canvas is not None
    address = f"{slack.page_url}canvas/{canvas.id}"

    async with browser.get(address, params={"as": maya.id}) as answer:
        text, policy = await answer.text(), answer.headers["Content-Security-Policy"]
    statuses = []
    for asked in ({"as": ben.id}, {"as": "U0NOBODY"}, {}):
        async with browser.get(address, params=asked) as answer:
            statuses.append(answer.status)

    assert "<h1>PM-1 &lt;b&gt;</h1>" in text
    assert "<h4>Summary</h4>" in text
    assert "<script" not in text
    assert "script-src 'self'" in policy
    assert statuses == [404, 404, 404]


class Brings:
    """Behind the page: a folder of the run, and one who reads what was put there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.bot = BotState("running", "")

    async def read_export(self, path: Path) -> list[Found]:
        if await asyncio.to_thread(path.read_bytes) != b"a zip":
            raise CannotDo("This is not a Slack export.")
        return [Found("C1", "ops", private=False)]


async def bring(
    browser: aiohttp.ClientSession, slack: Sandbox, data: bytes, headers: dict[str, str]
) -> tuple[int, Any]:
    async with browser.post(f"{slack.page_url}export", data=data, headers=headers) as answer:
        return answer.status, await answer.json()


async def test_an_export_of_ones_own_stays_in_the_folder_of_the_run(
    slack: Sandbox, browser: aiohttp.ClientSession, tmp_path: Path
) -> None:
    slack.desk.backstage = cast("Backstage", Brings(tmp_path))

    assert (await bring(browser, slack, b"a zip", {"X-Token": slack.desk.token}))[0] == 403
    assert os.listdir(tmp_path) == []  # noqa: PTH208 - a test may look
    assert await bring(browser, slack, b"a zip", own(slack)) == (200, {"channels": 1})
    assert os.listdir(tmp_path) == ["export.zip"]  # noqa: PTH208 - as above
    assert [each.name for each in slack.desk.brought] == ["ops"]
    assert await bring(browser, slack, b"no zip", own(slack)) == (409, {"problem": "This is not a Slack export."})
    assert slack.desk.brought == ()


def test_no_two_runs_have_the_same_token() -> None:
    hub = Sandbox(manifest=MANIFEST).hub

    assert Desk(hub).token != Desk(hub).token
