"""Files in three steps: announced, sent, shown in one message; and what becomes of them."""

import json
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.driver import Channel, Person
from sandbox.errors import CannotDo
from sandbox.server import Sandbox
from tests.sandbox.conftest import Receiver

SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "PM-42 is published"}}


async def error_of(call: Any) -> str:
    with pytest.raises(SlackApiError) as refused:
        await call
    return str(refused.value.response["error"])


async def send(url: str, content: bytes) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.post(url, data=content) as response:
        return response.status, await response.text()


async def sent(client: AsyncWebClient, name: str = "PM-42.md", content: bytes = b"# PM-42", **more: Any) -> str:
    place = await client.files_getUploadURLExternal(filename=name, length=len(content), **more)
    assert await send(place["upload_url"], content) == (200, f"OK - {len(content)}")
    return str(place["file_id"])


@pytest.fixture
def ben(slack: Sandbox) -> Person:
    return slack.person("ben")


@pytest.fixture
def inc(slack: Sandbox, ben: Person) -> Channel:
    return slack.channel("inc", members=[ben])


async def test_several_files_are_shown_in_one_message_of_a_thread(
    slack: Sandbox, client: AsyncWebClient, ben: Person, inc: Channel, receiver: Receiver
) -> None:
    root = await ben.post(inc, "card")
    files = [await sent(client), await sent(client, "PM-42.pdf", b"%PDF-1.7", alt_txt="The postmortem")]
    answer = await client.files_completeUploadExternal(
        files=[{"id": files[0], "title": "PM-42 as text"}, {"id": files[1]}],
        channel_id=inc.id,
        thread_ts=root.ts,
        initial_comment="The document",
    )
    [message] = inc.thread(root)
    assert [(one.name, one.title, one.mimetype, one.content, one.alt) for one in message.files] == [
        ("PM-42.md", "PM-42 as text", "text/markdown", b"# PM-42", ""),
        ("PM-42.pdf", "PM-42.pdf", "application/pdf", b"%PDF-1.7", "The postmortem"),
    ]
    assert (message.text, message.by_bot, [one["id"] for one in answer["files"]]) == ("The document", True, files)
    assert message.lines == ["The document", "[file PM-42.md]", "[file PM-42.pdf]"]
    await slack.settle()
    assert receiver.kinds == ["message", "file_share"]
    shared = (await client.files_info(file=files[0]))["file"]["shares"]["public"][inc.id]
    assert [(one["ts"], one["thread_ts"]) for one in shared] == [(message.ts, root.ts)]


async def test_a_file_is_shown_once_and_only_after_it_was_sent_whole(client: AsyncWebClient, inc: Channel) -> None:
    place = await client.files_getUploadURLExternal(filename="a.md", length=3)
    file, url = str(place["file_id"]), str(place["upload_url"])

    def show() -> Any:
        return client.files_completeUploadExternal(files=[{"id": file}], channel_id=inc.id)

    assert await error_of(show()) == "file_not_found"
    assert await send(url, b"four") == (400, "expected 3 bytes")
    assert await error_of(show()) == "file_not_found"
    assert (await send(url, b"one"))[0] == 200
    assert await error_of(client.files_info(file=file)) == "file_not_found"
    await show()
    assert await error_of(show()) == "file_not_found"
    assert (await send(url, b"two"))[0] == 404
    assert [[one.content for one in message.files] for message in inc.messages] == [[b"one"]]


async def test_of_several_files_all_are_shown_or_none(client: AsyncWebClient, inc: Channel) -> None:
    file = await sent(client)
    both: list[dict[str, str | None]] = [{"id": file}, {"id": "F0NOTHING"}]
    assert await error_of(client.files_completeUploadExternal(files=both, channel_id=inc.id)) == "file_not_found"
    assert inc.messages == []
    await client.files_completeUploadExternal(files=[{"id": file}], channel_id=inc.id)
    assert [len(message.files) for message in inc.messages] == [1]


async def test_blocks_stand_above_files_unless_there_is_a_comment(client: AsyncWebClient, inc: Channel) -> None:
    for comment in (None, "said"):
        await client.files_completeUploadExternal(
            files=[{"id": await sent(client)}],
            channel_id=inc.id,
            initial_comment=comment,
            blocks=json.dumps([SECTION]),
        )
    assert [(one.text, len(one.blocks)) for one in inc.messages] == [("", 1), ("said", 0)]
    bad = {"files": json.dumps([{"id": await sent(client)}]), "channel_id": inc.id}
    for blocks in ("[{", '[{"type":"nonsense"}]'):
        call = client.api_call("files.completeUploadExternal", params=bad | {"blocks": blocks})
        assert await error_of(call) == "invalid_blocks"


async def test_what_cannot_be_shown_is_refused(
    slack: Sandbox, client: AsyncWebClient, ben: Person, inc: Channel
) -> None:
    file = await sent(client)
    far, secret = slack.channel("far", bot=False), slack.channel("secret", bot=False, private=True)
    closed = slack.channel("closed", members=[ben])
    await ben.archive(closed)

    def show(**where: Any) -> Any:
        return client.files_completeUploadExternal(files=[{"id": file}], **where)

    found = [
        await error_of(show(channel_id=far.id)),
        await error_of(show(channel_id=secret.id)),
        await error_of(show(channel_id=closed.id)),
        await error_of(show(channels=[inc.id, far.id])),
        await error_of(show(channel_id=inc.id, thread_ts="1700000000.000100")),
        await error_of(client.api_call("files.completeUploadExternal", params={"files": "[]"})),
        await error_of(client.api_call("files.completeUploadExternal", params={"files": "{"})),
        await error_of(client.api_call("files.completeUploadExternal", params={"files": "[{}]"})),
        await error_of(client.files_getUploadURLExternal(filename="a.md", length=0)),
        await error_of(client.files_getUploadURLExternal(filename="a.md", length=1, alt_txt="x" * 1001)),
    ]
    assert found == [
        "not_in_channel",
        "channel_not_found",
        "posting_to_channel_denied",
        "channels_limit_exceeded",
        "invalid_arguments",
        "invalid_arguments",
        "invalid_arguments",
        "invalid_arguments",
        "invalid_arguments",
        "alt_txt_too_large",
    ]
    await show()
    assert (await client.files_info(file=file))["file"]["shares"] == {}


async def test_a_deleted_file_leaves_a_mark_or_takes_its_message_along(
    slack: Sandbox, client: AsyncWebClient, inc: Channel, receiver: Receiver
) -> None:
    files = [await sent(client), await sent(client, "b.md")]
    await client.files_completeUploadExternal(files=[{"id": one} for one in files], channel_id=inc.id)
    [message] = inc.messages
    await client.files_delete(file=files[0])
    assert ([one.id for one in message.files], message.lines[-2:]) == (
        [files[1]],
        ["[a deleted file]", "[file b.md]"],
    )
    assert message.edited is False
    assert await error_of(client.files_delete(file=files[0])) == "file_deleted"
    assert await error_of(client.files_info(file=files[0])) == "file_deleted"
    await client.files_delete(file=files[1])
    assert (message.deleted, inc.messages) == (True, [])
    await slack.settle()
    assert receiver.kinds == ["file_share", "message_changed", "message_deleted"]


async def test_people_add_files_and_delete_their_own(
    slack: Sandbox, client: AsyncWebClient, ben: Person, inc: Channel
) -> None:
    dana = slack.person("dana")
    await dana.join(inc)
    message = await ben.post(inc, "look", files=[{"name": "log.txt", "content": b"boom"}, "graph.png"])
    assert [(one.name, one.content) for one in message.files] == [("log.txt", b"boom"), ("graph.png", b"")]
    assert await error_of(client.files_delete(file=message.files[0].id)) == "cant_delete_file"
    for name, who in (("log.txt", dana), ("nothing.txt", ben)):
        with pytest.raises(CannotDo):
            await who.remove_file(message, name)
    await ben.remove_file(message, "log.txt")
    assert [one.name for one in message.files] == ["graph.png"]


async def test_the_app_sees_files_where_it_is(slack: Sandbox, client: AsyncWebClient, ben: Person) -> None:
    secret = slack.channel("secret", members=[ben], private=True, bot=False)
    message = await ben.post(secret, "look", files=["graph.png"])
    file = message.files[0].id
    assert await error_of(client.files_info(file=file)) == "file_not_found"
    await ben.invite(secret, slack.bot)
    assert list((await client.files_info(file=file))["file"]["shares"]) == ["private"]


async def test_an_upload_can_go_wrong_on_its_way(slack: Sandbox, client: AsyncWebClient) -> None:
    place = await client.files_getUploadURLExternal(filename="a.md", length=1)
    slack.faults.on("upload", "ratelimited")
    slack.faults.on("upload", "server_error")
    slack.faults.on("upload", "lost_reply_500")
    found = [(await send(place["upload_url"], b"x"))[0] for _ in range(4)]
    assert found == [429, 500, 500, 200]
    slack.faults.on("upload", "lost_reply")
    with pytest.raises(aiohttp.ClientError):
        await send(place["upload_url"], b"x")
    await client.files_completeUploadExternal(files=[{"id": place["file_id"]}])
