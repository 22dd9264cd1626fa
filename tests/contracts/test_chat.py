"""The Chat port over Slack's Web API: what every method does."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.chat import SlackChat
from bot.domain.people import Role, Standing
from bot.domain.surfaces import Rendered
from bot.ports import Chat, Page
from sandbox.driver import Channel
from sandbox.faults import Fault
from sandbox.server import Sandbox
from tests.fakes import FakeClock

HELLO = Rendered(text="hello", blocks=({"type": "section", "text": {"type": "mrkdwn", "text": "hello"}},))
OTHER = Rendered(text="other", blocks=({"type": "section", "text": {"type": "mrkdwn", "text": "other"}},))
HOME = {"type": "home", "blocks": [HELLO.blocks[0]]}


async def _read(read: Callable[[str | None], Awaitable[Page]]) -> list[list[str]]:
    """Read pages to the end; return the texts page by page."""
    pages, cursor = [], None
    while True:
        page = await read(cursor)
        pages.append([str(one["text"]) for one in page.messages])
        cursor = page.cursor
        if cursor is None:
            return pages


# What each method does


async def test_history_is_pages_of_roots_newest_first(slack: Sandbox, chat: Chat, channel: Channel) -> None:
    slack.seed(channel, [{"user": "ben", "text": str(n), "ts": f"{1_700_000_000 + n}.000100"} for n in range(450)])
    pages = await _read(lambda cursor: chat.history(channel.id, cursor))
    assert ([len(page) for page in pages], pages[0][0], pages[-1][-1]) == ([200, 200, 50], "449", "0")


async def test_in_slow_mode_a_page_has_fifteen_rows(slack: Sandbox, channel: Channel) -> None:
    slack.seed(channel, [{"user": "ben", "text": str(n), "ts": f"{1_700_000_000 + n}.000100"} for n in range(20)])
    async with aiohttp.ClientSession() as session:
        slow = SlackChat(AsyncWebClient(slack.bot_token, slack.api_url, session=session), slow_history=True)
        pages = await _read(lambda cursor: slow.history(channel.id, cursor))
    assert [len(page) for page in pages] == [15, 5]


async def test_hidden_messages_are_told(slack: Sandbox, chat: Chat, channel: Channel, clock: FakeClock) -> None:
    slack.seed(channel, [{"user": "ben", "text": "old", "at": clock.now() - timedelta(days=91)}])
    slack.set_free_plan()
    page = await chat.history(channel.id, None)
    assert (page.messages, page.cursor, page.limited) == ((), None, True)


async def test_replies_are_pages_of_a_thread_root_first(slack: Sandbox, chat: Chat, channel: Channel) -> None:
    root = "1700000000.000100"
    rows: list[dict[str, Any]] = [{"user": "ben", "text": "root", "ts": root}]
    rows += [{"user": "ben", "text": str(n), "ts": f"{1_700_000_001 + n}.000100", "thread": root} for n in range(250)]
    slack.seed(channel, rows)
    pages = await _read(lambda cursor: chat.replies(channel.id, root, cursor))
    assert ([len(page) for page in pages], pages[0][0], pages[-1][-1]) == ([200, 51], "root", "249")


async def test_one_message_is_found_wherever_it_stands(slack: Sandbox, chat: Chat, channel: Channel) -> None:
    root, reply = "1700000000.000100", "1700000001.000100"
    slack.seed(
        channel,
        [{"user": "ben", "text": "root", "ts": root}, {"user": "ben", "text": "reply", "ts": reply, "thread": root}],
    )
    found = [await chat.message(channel.id, ts) for ts in (root, reply, "1700000002.000100")]
    assert [one and one["text"] for one in found] == ["root", "reply", None]


@pytest.mark.parametrize(("private", "shared"), [(False, None), (True, None), (False, "Customer")])
async def test_a_channel_is_described(slack: Sandbox, chat: Chat, *, private: bool, shared: str | None) -> None:
    channel = slack.channel("inc-2", private=private, shared_with=shared, topic="IC: Ben")
    about = await chat.channel(channel.id)
    assert (about.name, about.topic, about.is_private, about.is_shared) == ("inc-2", "IC: Ben", private, bool(shared))
    assert (about.id, about.is_member, about.is_archived, about.is_im) == (channel.id, True, False, False)


async def test_an_archived_channel_and_one_without_us_are_described(slack: Sandbox, chat: Chat) -> None:
    ben = slack.person("ben")
    archived, other = slack.channel("inc-3", members=[ben]), slack.channel("inc-4", bot=False)
    await ben.archive(archived)
    found = [await chat.channel(one.id) for one in (archived, other)]
    assert [(one.is_archived, one.is_member) for one in found] == [(True, False), (False, False)]


async def test_members_of_a_large_channel_are_all_there_and_asked_for_once(slack: Sandbox, chat: Chat) -> None:
    people = [slack.person(f"p{n}") for n in range(230)]
    channel = slack.channel("inc-5", members=people)
    found = [await chat.channel_members(channel.id) for _ in range(3)]
    asked = len(slack.calls_of("conversations.members"))
    assert (found[0] == {slack.bot_user_id, *(one.id for one in people)}, found[0] == found[2]) == (True, True)
    await people[0].leave(channel)
    chat.forget_members(channel.id)
    assert people[0].id not in await chat.channel_members(channel.id)
    assert len(slack.calls_of("conversations.members")) == 2 * asked


@pytest.mark.parametrize(
    ("options", "standing", "role"),
    [
        ({}, Standing.MEMBER, Role.MEMBER),
        ({"admin": True}, Standing.MEMBER, Role.ORG_ADMIN),
        ({"owner": True}, Standing.MEMBER, Role.ORG_ADMIN),
        ({"guest": "multi"}, Standing.GUEST, Role.MEMBER),
        ({"guest": "single"}, Standing.GUEST, Role.MEMBER),
        ({"team": "Customer"}, Standing.OUTSIDER, Role.MEMBER),
        ({"team": "Customer", "admin": True}, Standing.OUTSIDER, Role.MEMBER),
        ({"deactivated": True}, Standing.DEACTIVATED, Role.MEMBER),
        ({"deactivated": True, "admin": True}, Standing.DEACTIVATED, Role.MEMBER),
    ],
)
async def test_a_person_is_described_with_what_slack_says_of_rights(
    slack: Sandbox, chat: Chat, options: dict[str, Any], standing: Standing, role: Role
) -> None:
    person = slack.person("dana", name="Dana", tz="Asia/Tokyo", **options)
    slack.channel("shared", members=[person], shared_with="Customer")
    found = await chat.person(person.id)
    assert (found.id, found.name, found.zone, found.standing, found.role) == (
        person.id,
        "dana",
        "UTC" if standing is Standing.DEACTIVATED else "Asia/Tokyo",  # Slack forgets where they were
        standing,
        role,
    )


async def test_a_bot_is_a_bot(slack: Sandbox, chat: Chat) -> None:
    assert (await chat.person(slack.app("Lookout").id)).standing is Standing.BOT


async def test_groups_are_named_by_their_handles_and_asked_for_once(slack: Sandbox, chat: Chat) -> None:
    group = slack.usergroup("oncall")
    assert [dict(await chat.groups()) for _ in range(2)] == [{group: "oncall"}] * 2
    assert len(slack.calls_of("usergroups.list")) == 1


async def test_a_post_says_what_was_said_unfurls_nothing_and_can_be_found_by_its_key(
    slack: Sandbox, chat: Chat, channel: Channel, clock: FakeClock
) -> None:
    ts = await chat.post(channel.id, HELLO, key="k1")
    below = await chat.post(channel.id, OTHER, key="k2", thread_ts=ts)
    sent = slack.calls_of("chat.postMessage")[0].args
    assert (channel.message(ts).text, channel.message(below).thread_ts) == ("hello", ts)
    assert (sent["unfurl_links"], sent["unfurl_media"], "link_names" in sent, "parse" in sent) == (
        False,
        False,
        False,
        False,
    )
    since = clock.now() - timedelta(minutes=1)
    found = [
        await chat.find(channel.id, "k1", since=since),
        await chat.find(channel.id, "k2", since=since),
        await chat.find(channel.id, "k2", since=since, thread_ts=ts),
        await chat.find(channel.id, "k3", since=since, thread_ts=ts),
        await chat.find(channel.id, "k1", since=clock.now() + timedelta(seconds=1)),
    ]
    assert found == [ts, None, below, None, None]


async def test_what_our_own_messages_asked_can_be_read_from_slack(
    chat: Chat, channel: Channel, clock: FakeClock
) -> None:
    since = clock.now() - timedelta(minutes=1)
    first = await chat.post(channel.id, HELLO, key="k1", asks=("a1", "a2"))
    second = await chat.post(channel.id, HELLO, key="k2")
    below = await chat.post(channel.id, HELLO, key="k3", asks=("a3",), thread_ts=first)

    assert await chat.asked(channel.id, since=since) == {"k1": first, "a1": first, "a2": first, "k2": second}
    in_thread = await chat.asked(channel.id, since=since, thread_ts=first)
    assert {"k3": below, "a3": below}.items() <= in_thread.items()
    assert await chat.asked(channel.id, since=clock.now() + timedelta(seconds=1)) == {}


async def test_a_key_that_another_app_copied_is_not_ours(
    slack: Sandbox, chat: Chat, channel: Channel, clock: FakeClock
) -> None:
    thief = slack.app("Thief")
    await thief.post(channel, "hello", metadata={"event_type": "pm_delivery", "event_payload": {"key": "k1"}})
    assert await chat.find(channel.id, "k1", since=clock.now() - timedelta(minutes=1)) is None


async def test_a_key_is_found_behind_many_messages(
    slack: Sandbox, chat: Chat, channel: Channel, clock: FakeClock
) -> None:
    ts = await chat.post(channel.id, HELLO, key="k1")
    slack.seed(channel, [{"user": "ben", "text": "x", "at": clock.now() + timedelta(seconds=n)} for n in range(1, 700)])
    assert await chat.find(channel.id, "k1", since=clock.now() - timedelta(minutes=1)) == ts


async def test_a_direct_message_is_opened_once_and_can_be_searched(
    slack: Sandbox, chat: Chat, clock: FakeClock
) -> None:
    dana = slack.person("dana")
    first, again = [await chat.direct(dana.id) for _ in range(2)]
    ts = await chat.post(first, HELLO, key="k1")
    assert (first, await chat.find(first, "k1", since=clock.now())) == (again, ts)
    assert [one.text for one in dana.dms()] == ["hello"]


async def test_an_update_replaces_text_and_blocks_and_keeps_the_key(
    chat: Chat, channel: Channel, clock: FakeClock
) -> None:
    ts = await chat.post(channel.id, HELLO, key="k1")
    await chat.update(channel.id, ts, OTHER)
    message = channel.message(ts)
    assert (message.text, message.blocks[0]["text"]["text"], message.edited) == ("other", "other", True)
    assert await chat.find(channel.id, "k1", since=clock.now()) == ts


async def test_a_whisper_is_seen_by_one(slack: Sandbox, chat: Chat) -> None:
    ben, dana = slack.person("ben"), slack.person("dana")
    channel = slack.channel("inc-6", members=[ben, dana])
    await chat.whisper(channel.id, ben.id, HELLO)
    assert ([one.text for one in ben.ephemerals(channel)], dana.ephemerals(channel), channel.messages) == (
        ["hello"],
        [],
        [],
    )


async def test_home_is_published_and_a_bookmark_added_and_a_channel_joined(
    slack: Sandbox, chat: Chat, channel: Channel
) -> None:
    dana = slack.person("dana")
    await chat.publish_home(dana.id, HOME)
    await chat.bookmark(channel.id, "PM-1", "https://x.slack.com/archives/C1/p1")
    other = slack.channel("inc-7", bot=False)
    await chat.join(other.id)
    assert dana.home is not None
    assert (dana.home.text, [one["title"] for one in channel.bookmarks]) == ("hello", ["PM-1"])
    assert slack.bot_user_id in other.members


async def test_a_window_that_was_closed_is_replaced_without_complaint(slack: Sandbox, chat: Chat) -> None:
    window = {"type": "modal", "title": {"type": "plain_text", "text": "x"}, "blocks": [HELLO.blocks[0]]}
    await chat.update_view("V0CLOSED", window)
    assert len(slack.calls_of("views.update")) == 1


async def test_slacks_own_checker_is_asked_once_for_each_kind_of_block(slack: Sandbox, chat: Chat) -> None:
    good = {"type": "section", "text": {"type": "mrkdwn", "text": "x"}}
    bad = {"type": "no_such_block"}
    found = [await chat.accepts(good), await chat.accepts(bad), await chat.accepts(good), await chat.accepts(bad)]
    assert (found, len(slack.calls_of("blocks.validate"))) == ([True, False, True, False], 2)


@pytest.mark.parametrize("fault", ["server_error", "ratelimited", "garbled"])
async def test_where_the_checker_is_away_a_block_counts_as_good_and_it_is_asked_again(
    slack: Sandbox, chat: Chat, fault: Fault
) -> None:
    slack.faults.on("blocks.validate", fault)
    bad = {"type": "no_such_block"}
    assert [await chat.accepts(bad), await chat.accepts(bad)] == [True, False]


async def test_a_link_is_the_one_that_slack_would_give(slack: Sandbox, chat: Chat, channel: Channel) -> None:
    ts = await chat.post(channel.id, HELLO, key="k1")
    below = await chat.post(channel.id, OTHER, key="k2", thread_ts=ts)
    assert chat.permalink(channel.id, ts) == channel.message(ts).permalink
    assert chat.permalink(channel.id, below, ts) == channel.message(below).permalink
    assert len([one for one in slack.calls if "Permalink" in one.method]) == 0


async def test_our_own_messages_are_known_by_our_bot_id_and_never_by_a_name(
    slack: Sandbox, chat: Chat, channel: Channel
) -> None:
    ts = await chat.post(channel.id, HELLO, key="k1")
    other = await slack.app("Postmortem").post(channel, "hello")
    assert (chat.is_ours(channel.message(ts).body), chat.is_ours(other.body), chat.is_ours({})) == (True, False, False)


async def test_a_broadcast_reply_is_one_message_in_two_places(chat: Chat, channel: Channel, clock: FakeClock) -> None:
    root = await chat.post(channel.id, HELLO, key="k1")
    quiet = await chat.post(channel.id, OTHER, key="k2", thread_ts=root)
    loud = await chat.post(channel.id, OTHER, key="k3", thread_ts=root, reply_broadcast=True)
    assert [one.ts for one in channel.messages] == [root, loud]
    assert [one.ts for one in channel.thread(root)] == [quiet, loud]
    assert channel.message(loud).body["subtype"] == "thread_broadcast"
    since = clock.now() - timedelta(minutes=1)
    found = [await chat.find(channel.id, "k3", since=since, thread_ts=thread) for thread in (None, root)]
    assert found == [loud, loud]
    assert chat.permalink(channel.id, loud, root) == channel.message(loud).permalink


async def test_our_emoji_is_put_on_a_message_and_taken_off_and_twice_is_once(chat: Chat, channel: Channel) -> None:
    root = await chat.post(channel.id, HELLO, key="k1")
    reply = await chat.post(channel.id, OTHER, key="k2", thread_ts=root)
    for _ in range(2):
        await chat.react(channel.id, reply, "white_check_mark")
    assert (channel.message(reply).reactions, channel.message(root).reactions) == ({"white_check_mark": 1}, {})
    for _ in range(2):
        await chat.unreact(channel.id, reply, "white_check_mark")
    assert channel.message(reply).reactions == {}


async def test_the_people_of_a_group_are_asked_for_once(slack: Sandbox, chat: Chat) -> None:
    ben, dana = slack.person("ben"), slack.person("dana")
    team, empty = slack.usergroup("payments", [ben, dana]), slack.usergroup("nobody")
    found = [await chat.group_members(team) for _ in range(2)] + [await chat.group_members(empty)]
    assert found == [{ben.id, dana.id}, {ben.id, dana.id}, frozenset()]
    assert len(slack.calls_of("usergroups.users.list")) == 2
