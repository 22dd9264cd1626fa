"""The Chat port when Slack refuses, breaks or is silent: every failure as passing, permanent or unknown."""

from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.chat import SlackChat
from bot.domain.surfaces import Rendered
from bot.ports import Chat, ChatError, Upload
from sandbox.driver import Channel
from sandbox.faults import Fault
from sandbox.server import Sandbox
from tests.fakes import FakeClock

HELLO = Rendered(text="hello", blocks=({"type": "section", "text": {"type": "mrkdwn", "text": "hello"}},))
OTHER = Rendered(text="other", blocks=({"type": "section", "text": {"type": "mrkdwn", "text": "other"}},))
FILE = Upload(name="x.md", title="x", content=b"x")
WINDOW = {"type": "modal", "title": {"type": "plain_text", "text": "x"}, "blocks": [HELLO.blocks[0]]}
HOME = {"type": "home", "blocks": [HELLO.blocks[0]]}


# What each failure is

CALLS: dict[str, tuple[str, Callable[[Chat, Channel], Awaitable[Any]]]] = {
    "history": ("conversations.history", lambda chat, c: chat.history(c.id, None)),
    "replies": ("conversations.replies", lambda chat, c: chat.replies(c.id, "1700000000.000100", None)),
    "message": ("conversations.replies", lambda chat, c: chat.message(c.id, "1700000000.000100")),
    "channel": ("conversations.info", lambda chat, c: chat.channel(c.id)),
    "channel_members": ("conversations.members", lambda chat, c: chat.channel_members(c.id)),
    "person": ("users.info", lambda chat, c: chat.person(c.members[0])),
    "groups": ("usergroups.list", lambda chat, _: chat.groups()),
    "group_members": ("usergroups.users.list", lambda chat, _: chat.group_members("S0GROUP")),
    "post": ("chat.postMessage", lambda chat, c: chat.post(c.id, HELLO, key="k")),
    "find": ("conversations.history", lambda chat, c: chat.find(c.id, "k", since=FakeClock().now())),
    "update": ("chat.update", lambda chat, c: chat.update(c.id, "1700000000.000100", HELLO)),
    "whisper": ("chat.postEphemeral", lambda chat, c: chat.whisper(c.id, c.members[0], HELLO)),
    "react": ("reactions.add", lambda chat, c: chat.react(c.id, "1700000000.000100", "eyes")),
    "unreact": ("reactions.remove", lambda chat, c: chat.unreact(c.id, "1700000000.000100", "eyes")),
    "direct": ("conversations.open", lambda chat, c: chat.direct(c.members[0])),
    "publish_home": ("views.publish", lambda chat, c: chat.publish_home(c.members[0], HOME)),
    "update_view": ("views.update", lambda chat, _: chat.update_view("V1", WINDOW)),
    "prepare_upload": ("files.getUploadURLExternal", lambda chat, _: chat.prepare_upload([FILE])),
    "complete_upload": ("files.completeUploadExternal", lambda chat, c: chat.complete_upload(c.id, {"F1": "x"})),
    "remove_file": ("files.delete", lambda chat, _: chat.remove_file("F1")),
    "put_canvas": ("conversations.canvases.create", lambda chat, c: chat.put_canvas(c.id, "x", "x")),
    "rewrite_canvas": ("canvases.edit", lambda chat, c: chat.put_canvas(c.id, "x", "x", canvas="F1")),
    "remove_canvas": ("canvases.delete", lambda chat, _: chat.remove_canvas("F1")),
    "bookmark": ("bookmarks.add", lambda chat, c: chat.bookmark(c.id, "x", "https://x.example/")),
    "join": ("conversations.join", lambda chat, c: chat.join(c.id)),
}
EACH = pytest.mark.parametrize("name", CALLS)


async def _refusal(chat: Chat, channel: Channel, name: str) -> ChatError:
    with pytest.raises(ChatError) as raised:
        await CALLS[name][1](chat, channel)
    return raised.value


@EACH
async def test_asked_to_wait_every_method_says_for_how_long(
    slack: Sandbox, chat: Chat, channel: Channel, name: str
) -> None:
    slack.faults.on(CALLS[name][0], "ratelimited", retry_after=42)
    error = await _refusal(chat, channel, name)
    assert (error.code, error.passing, error.retry_after, error.unknown) == ("ratelimited", True, 42.0, False)


@pytest.mark.parametrize("code", ["ratelimited", "rate_limited"])
async def test_asked_to_wait_without_a_number_it_is_half_a_minute(
    slack: Sandbox, chat: Chat, channel: Channel, code: str
) -> None:
    slack.faults.refuse("chat.postMessage", code)
    error = await _refusal(chat, channel, "post")
    assert (error.code, error.passing, error.unknown) == ("ratelimited", True, False)
    assert error.retry_after == (1.0 if code == "ratelimited" else 30.0)  # the first one comes with Slack's header


BREAKS: dict[Fault, str] = {
    "server_error": "http_500",
    "service_unavailable": "http_503",
    "garbled": "http_200",
    "lost_reply": "no_answer:ClientPayloadError",
    "lost_reply_500": "http_500",
}


@EACH
async def test_what_slack_breaks_passes_and_may_have_had_its_effect(
    slack: Sandbox, chat: Chat, channel: Channel, name: str
) -> None:
    for fault, code in BREAKS.items():
        slack.faults.on(CALLS[name][0], fault)
        error = await _refusal(chat, channel, name)
        assert (error.code, error.passing, error.retry_after, error.unknown) == (code, True, None, True), fault


@pytest.mark.parametrize("name", ["history", "post", "publish_home"])
async def test_no_answer_at_all_is_given_up_in_time_and_passes(
    slack: Sandbox, chat: SlackChat, channel: Channel, name: str
) -> None:
    slack.faults.on(CALLS[name][0], "timeout")
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=0.5)) as session:
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, session=session, retry_handlers=[])
        error = await _refusal(chat.through(client), channel, name)
    assert (error.code, error.passing, error.unknown) == ("no_answer:TimeoutError", True, True)


async def test_no_slack_at_all_passes(channel: Channel) -> None:
    async with aiohttp.ClientSession() as session:
        nowhere = SlackChat(AsyncWebClient("xoxb-x", "http://127.0.0.1:1/api/", session=session))
        error = await _refusal(nowhere, channel, "history")
    assert (error.code, error.passing, error.unknown) == ("no_answer:ClientConnectorError", True, True)


@EACH
async def test_trouble_on_slacks_side_by_name_passes(slack: Sandbox, chat: Chat, channel: Channel, name: str) -> None:
    for code in ("service_unavailable", "fatal_error", "internal_error", "request_timeout"):
        slack.faults.refuse(CALLS[name][0], code)
        error = await _refusal(chat, channel, name)
        assert (error.code, error.passing) == (code, True)


@EACH
async def test_a_refusal_by_name_is_permanent_and_had_no_effect(
    slack: Sandbox, chat: Chat, channel: Channel, name: str
) -> None:
    refusals = "invalid_auth account_inactive token_revoked missing_scope invalid_arguments not_authed"
    for code in refusals.split():
        slack.faults.refuse(CALLS[name][0], code)
        error = await _refusal(chat, channel, name)
        assert (error.code, error.passing, error.retry_after, error.unknown) == (code, False, None, False)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("history", "channel_not_found"),
        ("history", "invalid_cursor"),
        ("replies", "thread_not_found"),
        ("channel", "channel_not_found"),
        ("person", "user_not_found"),
        ("post", "is_archived"),
        ("post", "not_in_channel"),
        ("post", "restricted_action"),
        ("update", "message_not_found"),
        ("update", "cant_update_message"),
        ("update", "edit_window_closed"),
        ("whisper", "user_not_in_channel"),
        ("group_members", "plan_upgrade_required"),
        ("group_members", "no_such_subteam"),
        ("react", "message_not_found"),
        ("react", "too_many_emoji"),
        ("unreact", "message_not_found"),
        ("direct", "user_disabled"),
        ("publish_home", "not_enabled"),
        ("prepare_upload", "file_uploads_disabled"),
        ("prepare_upload", "storage_limit_reached"),
        ("complete_upload", "posting_to_channel_denied"),
        ("remove_file", "cant_delete_file"),
        ("rewrite_canvas", "canvas_too_large"),
        ("remove_canvas", "canvas_deleting_disabled"),
        ("bookmark", "permission_denied"),
        ("join", "method_not_supported_for_channel_type"),
    ],
)
async def test_a_methods_own_refusals_keep_slacks_name(
    slack: Sandbox, chat: Chat, channel: Channel, name: str, code: str
) -> None:
    slack.faults.refuse(CALLS[name][0], code)
    error = await _refusal(chat, channel, name)
    assert (error.code, error.passing, error.unknown) == (code, False, False)


async def test_no_error_holds_what_was_said(slack: Sandbox, chat: Chat, channel: Channel) -> None:
    said = Rendered(text="the password is swordfish", blocks=HELLO.blocks)
    slack.faults.refuse("chat.postMessage", "invalid_blocks")
    with pytest.raises(ChatError) as raised:
        await chat.post(channel.id, said, key="k")
    assert (str(raised.value), raised.value.__cause__, raised.value.__suppress_context__) == (
        "invalid_blocks",
        None,
        True,
    )


async def test_who_we_are_is_asked_and_a_token_that_is_refused_says_so(slack: Sandbox) -> None:
    async with aiohttp.ClientSession() as session:
        good = SlackChat(AsyncWebClient(slack.bot_token, slack.api_url, session=session))
        bad = SlackChat(AsyncWebClient("xoxb-wrong", slack.api_url, session=session))
        identity = await good.identify()
        with pytest.raises(ChatError, match="invalid_auth"):
            await bad.identify()
    assert (identity["team_id"], good.own_id) == (slack.team_id, slack.bot_user_id)
