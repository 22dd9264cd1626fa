"""The Chat port and files: sent before anybody sees them, shown once whatever Slack loses, taken back."""

import pytest

from bot.domain.surfaces import Rendered
from bot.ports import Chat, ChatError, Upload
from sandbox.driver import Channel
from sandbox.faults import Fault
from sandbox.server import Sandbox

SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "hello"}}
TEXT = Upload(name="PM-1.md", title="PM-1 as text", content=b"# PM-1")
PDF = Upload(name="PM-1.pdf", title="PM-1", content=b"%PDF-1.7 \x00\xff", alt="The postmortem PM-1")


async def test_several_files_are_shown_in_one_message(chat: Chat, channel: Channel) -> None:
    root = await chat.post(channel.id, Rendered(text="card"), key="k1")
    ids = await chat.prepare_upload([TEXT, PDF])
    assert channel.thread(root) == []
    titles = dict(zip(ids, (TEXT.title, PDF.title), strict=True))
    await chat.complete_upload(channel.id, titles, thread_ts=root, comment=Rendered(text="here"))
    [message] = channel.thread(root)
    assert (message.text, chat.is_ours(message.body), [one.id for one in message.files]) == ("here", True, list(ids))
    assert [(one.name, one.title, one.content, one.alt) for one in message.files] == [
        (one.name, one.title, one.content, one.alt) for one in (TEXT, PDF)
    ]


async def test_a_comment_with_blocks_is_shown_as_blocks_and_none_is_none(chat: Chat, channel: Channel) -> None:
    for comment in (Rendered(text="hello", blocks=(SECTION,)), None):
        [one] = await chat.prepare_upload([TEXT])
        await chat.complete_upload(channel.id, {one: TEXT.title}, comment=comment)
    assert [[block["type"] for block in one.blocks] for one in channel.messages] == [["section"], []]


@pytest.mark.parametrize("fault", ["lost_reply", "lost_reply_500"])
async def test_files_are_shown_once_though_slack_loses_the_reply(
    slack: Sandbox, chat: Chat, channel: Channel, fault: Fault
) -> None:
    ids = await chat.prepare_upload([TEXT, PDF])
    titles = dict.fromkeys(ids, "PM-1")
    slack.faults.on("files.completeUploadExternal", fault)
    with pytest.raises(ChatError) as lost:
        await chat.complete_upload(channel.id, titles)
    assert (lost.value.passing, lost.value.unknown) == (True, True)
    await chat.complete_upload(channel.id, titles)
    assert [len(one.files) for one in channel.messages] == [2]


async def test_files_that_somebody_deleted_meanwhile_are_not_shown_again(
    slack: Sandbox, chat: Chat, channel: Channel
) -> None:
    [one] = await chat.prepare_upload([TEXT])
    slack.faults.on("files.completeUploadExternal", "lost_reply")
    with pytest.raises(ChatError):
        await chat.complete_upload(channel.id, {one: "PM-1"})
    noor = slack.person("noor", admin=True)
    await noor.join(channel)
    await noor.remove_file(channel.card(), "PM-1.md")
    await chat.complete_upload(channel.id, {one: "PM-1"})
    assert channel.by_bot == []


async def test_files_that_slack_forgot_are_told_and_can_be_sent_again(chat: Chat, channel: Channel) -> None:
    with pytest.raises(ChatError) as raised:
        await chat.complete_upload(channel.id, {"F0FORGOTTEN": "PM-1"})
    assert (raised.value.code, raised.value.passing) == ("file_not_found", False)
    assert channel.messages == []


async def test_where_slack_cannot_say_whether_files_were_shown_it_is_asked_again(
    slack: Sandbox, chat: Chat, channel: Channel
) -> None:
    [one] = await chat.prepare_upload([TEXT])
    await chat.complete_upload(channel.id, {one: "PM-1"})
    slack.faults.on("files.info", "server_error")
    with pytest.raises(ChatError) as raised:
        await chat.complete_upload(channel.id, {one: "PM-1"})
    assert (raised.value.passing, len(channel.messages)) == (True, 1)


@pytest.mark.parametrize(
    ("fault", "code"), [("server_error", "http_500"), ("ratelimited", "ratelimited"), ("lost_reply", "no_answer")]
)
async def test_a_file_that_gets_lost_on_its_way_passes_and_nobody_saw_it(
    slack: Sandbox, chat: Chat, channel: Channel, fault: Fault, code: str
) -> None:
    slack.faults.on("upload", fault)
    with pytest.raises(ChatError) as raised:
        await chat.prepare_upload([TEXT])
    assert (raised.value.code.partition(":")[0], raised.value.passing, channel.messages) == (code, True, [])


async def test_a_file_is_taken_back_and_a_second_time_is_fine(chat: Chat, channel: Channel) -> None:
    ids = await chat.prepare_upload([TEXT, PDF])
    await chat.complete_upload(channel.id, dict.fromkeys(ids, "PM-1"))
    [message] = channel.messages
    for _ in range(2):
        await chat.remove_file(ids[0])
    assert [one.id for one in message.files] == [ids[1]]
    await chat.remove_file("F0NOTHING")


async def test_files_are_sent_to_a_person_directly(slack: Sandbox, chat: Chat) -> None:
    dana = slack.person("dana")
    [one] = await chat.prepare_upload([TEXT])
    await chat.complete_upload(await chat.direct(dana.id), {one: "PM-1"})
    assert [[file.name for file in message.files] for message in dana.dms()] == [["PM-1.md"]]
