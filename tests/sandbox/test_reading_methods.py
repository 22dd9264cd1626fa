"""History, threads, people, pins and the rest of what is only read."""

from datetime import timedelta
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.server import Sandbox
from tests.sandbox.conftest import NOON


async def error_of(call: Any) -> str:
    with pytest.raises(SlackApiError) as refused:
        await call
    return str(refused.value.response["error"])


def numbered(count: int) -> list[dict[str, Any]]:
    return [{"user": "alice", "text": str(n), "at": NOON - timedelta(minutes=count - n)} for n in range(count)]


async def test_history_is_newest_first_and_pages_until_the_cursor_is_empty(
    slack: Sandbox, client: AsyncWebClient
) -> None:
    inc = slack.channel("inc", members=[slack.person("alice")])
    slack.seed(inc, numbered(5))
    pages: list[list[str]] = []
    flags: list[bool] = []
    cursor = ""
    while True:
        page = await client.conversations_history(channel=inc.id, limit=2, cursor=cursor)
        pages.append([message["text"] for message in page["messages"]])
        flags.append(page["has_more"])
        cursor = page["response_metadata"]["next_cursor"]
        if not cursor:
            break
    assert pages == [["4", "3"], ["2", "1"], ["0"]]
    assert flags == [True, True, False]


async def test_oldest_and_latest_are_exclusive_unless_asked(slack: Sandbox, client: AsyncWebClient) -> None:
    inc = slack.channel("inc", members=[slack.person("alice")])
    slack.seed(inc, numbered(4))
    stamps = [message.ts for message in inc.messages]
    span: dict[str, Any] = {"channel": inc.id, "oldest": stamps[0], "latest": stamps[3]}
    between = await client.conversations_history(**span)
    among = await client.conversations_history(**span, inclusive=True)
    assert [message["text"] for message in between["messages"]] == ["2", "1"]
    assert [message["text"] for message in among["messages"]] == ["3", "2", "1", "0"]


async def test_a_page_holds_at_most_999_messages_and_100_unless_asked(slack: Sandbox, client: AsyncWebClient) -> None:
    inc = slack.channel("inc", members=[slack.person("alice")])
    slack.seed(inc, numbered(1001))
    usual = await client.conversations_history(channel=inc.id)
    most = await client.conversations_history(channel=inc.id, limit=1000)
    assert (len(usual["messages"]), len(most["messages"])) == (100, 999)


async def test_a_thread_is_oldest_first_with_its_parent_on_top(slack: Sandbox, client: AsyncWebClient) -> None:
    alice = slack.person("alice")
    inc = slack.channel("inc", members=[alice])
    root = await alice.post(inc, "root")
    for text in ("a", "b", "c"):
        await alice.post(inc, text, thread=root)
    first = await client.conversations_replies(channel=inc.id, ts=root.ts, limit=3)
    cursor = first["response_metadata"]["next_cursor"]
    rest = await client.conversations_replies(channel=inc.id, ts=root.ts, limit=3, cursor=cursor)
    assert [message["text"] for message in first["messages"]] == ["root", "a", "b"]
    assert [message["text"] for message in rest["messages"]] == ["c"]
    assert (first["has_more"], rest["has_more"]) == (True, False)


async def test_wrong_cursors_and_timestamps_are_refused_by_name(slack: Sandbox, client: AsyncWebClient) -> None:
    inc = slack.channel("inc")
    history = client.conversations_history
    assert await error_of(history(channel=inc.id, cursor="nonsense")) == "invalid_cursor"
    assert await error_of(history(channel=inc.id, oldest="yesterday")) == "invalid_ts_oldest"
    assert await error_of(history(channel=inc.id, latest="x")) == "invalid_ts_latest"
    assert await error_of(client.conversations_replies(channel=inc.id, ts="1.000000")) == "thread_not_found"


async def test_the_bot_reads_only_where_it_is_a_member(slack: Sandbox, client: AsyncWebClient) -> None:
    public = slack.channel("inc", bot=False)
    private = slack.channel("secret", bot=False, private=True)
    assert await error_of(client.conversations_history(channel=public.id)) == "not_in_channel"
    assert await error_of(client.conversations_history(channel=private.id)) == "channel_not_found"
    assert await error_of(client.conversations_info(channel=private.id)) == "channel_not_found"
    assert (await client.conversations_info(channel=public.id))["channel"]["is_member"] is False


async def test_the_bot_is_thrown_out_of_an_archived_channel(slack: Sandbox, client: AsyncWebClient) -> None:
    alice = slack.person("alice")
    inc = slack.channel("inc", members=[alice])
    await alice.archive(inc)
    assert await error_of(client.conversations_history(channel=inc.id)) == "not_in_channel"
    assert await error_of(client.conversations_join(channel=inc.id)) == "is_archived"


async def test_the_bot_joins_public_channels_only(slack: Sandbox, client: AsyncWebClient) -> None:
    public = slack.channel("inc", bot=False)
    private = slack.channel("secret", private=True)
    await client.conversations_join(channel=public.id)
    assert slack.bot_user_id in public.members
    join = client.conversations_join(channel=private.id)
    assert await error_of(join) == "method_not_supported_for_channel_type"


async def test_metadata_comes_without_its_payload_unless_asked(slack: Sandbox, client: AsyncWebClient) -> None:
    inc = slack.channel("inc")
    metadata = {"event_type": "incident_resolved", "event_payload": {"id": "7"}}
    await slack.app("PagerBot").post(inc, "resolved", metadata=metadata)
    plain = await client.conversations_history(channel=inc.id)
    full = await client.conversations_history(channel=inc.id, include_all_metadata=True)
    assert plain["messages"][0]["metadata"] == {"event_type": "incident_resolved"}
    assert full["messages"][0]["metadata"] == metadata


async def test_a_free_workspace_hides_what_is_older_than_ninety_days(slack: Sandbox, client: AsyncWebClient) -> None:
    alice = slack.person("alice")
    inc = slack.channel("inc", members=[alice])
    await alice.post(inc, "old", at=NOON - timedelta(days=91))
    await alice.post(inc, "new", at=NOON - timedelta(days=89))
    slack.set_free_plan()
    page = await client.conversations_history(channel=inc.id)
    assert ([message["text"] for message in page["messages"]], page["is_limited"]) == (["new"], True)
    assert await error_of(client.usergroups_list()) == "plan_upgrade_required"


async def test_people_show_their_role_zone_and_team(slack: Sandbox, client: AsyncWebClient) -> None:
    boss = slack.person("boss", name="The Boss", tz="Europe/Berlin", owner=True)
    guest = slack.person("guest", guest="single")
    gone = slack.person("gone", deactivated=True)
    shown = [(await client.users_info(user=each.id))["user"] for each in (boss, guest, gone)]
    assert (shown[0]["is_owner"], shown[0]["is_admin"], shown[0]["tz_offset"]) == (True, True, 3600)
    assert (shown[1]["is_restricted"], shown[1]["is_ultra_restricted"]) == (True, True)
    assert (shown[2]["deleted"], "tz" in shown[2]) == (True, False)
    assert await error_of(client.users_info(user="U0NOBODY")) == "user_not_found"


async def test_strangers_are_seen_only_through_a_shared_channel(slack: Sandbox, client: AsyncWebClient) -> None:
    eve = slack.person("eve", team="Partner")
    assert await error_of(client.users_info(user=eve.id)) == "user_not_visible"
    shared = slack.channel("shared", members=[eve], shared_with="Partner")
    user = (await client.users_info(user=eve.id))["user"]
    channel = (await client.conversations_info(channel=shared.id))["channel"]
    assert (user["team_id"] == slack.team_id, user["is_stranger"], channel["is_ext_shared"]) == (False, True, True)


async def test_members_and_people_are_listed_in_pages(slack: Sandbox, client: AsyncWebClient) -> None:
    people = [slack.person(f"p{n}") for n in range(3)]
    inc = slack.channel("inc", members=people, bot=False)
    first = await client.conversations_members(channel=inc.id, limit=2)
    cursor = first["response_metadata"]["next_cursor"]
    rest = await client.conversations_members(channel=inc.id, limit=2, cursor=cursor)
    assert first["members"] + rest["members"] == [person.id for person in people]
    assert rest["response_metadata"]["next_cursor"] == ""


async def test_what_is_only_for_members_is_hidden_from_others(slack: Sandbox, client: AsyncWebClient) -> None:
    inc = slack.channel("inc", bot=False)
    root = "1700000000.000100"
    assert await error_of(client.conversations_replies(channel=inc.id, ts=root)) == "channel_not_found"
    add = client.bookmarks_add(channel_id=inc.id, title="x", type="link", link="https://x.org")
    assert await error_of(add) == "channel_not_found"


async def test_wrong_cursors_and_limits_are_refused(slack: Sandbox, client: AsyncWebClient) -> None:
    inc = slack.channel("inc")
    stale = "dXNlcjpVMA=="
    assert await error_of(client.conversations_members(channel=inc.id, cursor=stale)) == "invalid_cursor"
    assert await error_of(client.conversations_members(channel=inc.id, limit=-1)) == "invalid_arguments"


async def test_joining_twice_is_a_warning(slack: Sandbox, client: AsyncWebClient) -> None:
    inc = slack.channel("inc")
    assert (await client.conversations_join(channel=inc.id))["warning"] == "already_in_channel"
    shown = await client.conversations_info(channel=inc.id, include_num_members=True)
    assert shown["channel"]["num_members"] == 1


async def test_direct_messages_are_opened_by_id_too_and_not_with_bots(slack: Sandbox, client: AsyncWebClient) -> None:
    alice = slack.person("alice")
    inc = slack.channel("inc")
    opened = await client.conversations_open(channel=alice.dm.id, return_im=True)
    assert opened["channel"]["user"] == alice.id
    call = client.conversations_open
    assert await error_of(call(channel=inc.id)) == "method_not_supported_for_channel_type"
    assert await error_of(call(users=[slack.app("PagerBot").id])) == "invalid_user_combination"
    assert await error_of(call(users=[f"U{n}" for n in range(9)])) == "missing_scope"
    ben = slack.person("ben")
    assert await error_of(call(users=[ben.id], prevent_creation=True)) == "channel_not_found"


async def test_a_bookmark_is_a_link(slack: Sandbox, client: AsyncWebClient) -> None:
    inc = slack.channel("inc")
    add = client.bookmarks_add
    await add(channel_id=inc.id, title="Postmortem", type="link", link="https://example.org/42")
    assert [mark["title"] for mark in inc.bookmarks] == ["Postmortem"]
    assert await error_of(add(channel_id=inc.id, title="x", type="link", link="ftp://x")) == "invalid_link"
    assert await error_of(add(channel_id=inc.id, title="x", type="file")) == "invalid_bookmark_type"


async def test_user_groups_show_their_members_when_asked(slack: Sandbox, client: AsyncWebClient) -> None:
    alice = slack.person("alice")
    slack.usergroup("sre", [alice])
    groups = (await client.usergroups_list(include_users=True))["usergroups"]
    assert [(group["handle"], group["users"]) for group in groups] == [("sre", [alice.id])]


async def test_blocks_are_checked_without_a_token(slack: Sandbox) -> None:
    client = AsyncWebClient(base_url=slack.api_url)
    assert (await client.blocks_validate(blocks=[{"type": "divider"}]))["ok"] is True
    assert (await client.blocks_validate(message={"text": "hi"}))["ok"] is True
    view = {"type": "modal", "title": {"type": "plain_text", "text": "x" * 25}, "blocks": []}
    assert await error_of(client.blocks_validate(view=view)) == "invalid_view"
    for call in (client.blocks_validate(view="[]"), client.blocks_validate(view="{")):
        assert await error_of(call) == "invalid_view"
    assert await error_of(client.blocks_validate()) == "invalid_arguments"
    with pytest.raises(SlackApiError) as refused:
        await client.blocks_validate(blocks=[{"type": "nonsense"}])
    assert refused.value.response["error"] == "invalid_blocks"
    assert refused.value.response["errors"][0]["pointer"] == "/blocks/0/type"


async def test_ten_thousand_messages_are_seeded_and_read_quickly(slack: Sandbox, client: AsyncWebClient) -> None:
    inc = slack.channel("inc", members=[slack.person("alice")])
    slack.seed(inc, numbered(10_000))
    calls, cursor, read = 0, "", 0
    while calls == 0 or cursor:
        page = await client.conversations_history(channel=inc.id, limit=999, cursor=cursor)
        cursor = page["response_metadata"]["next_cursor"]
        read += len(page["messages"])
        calls += 1
    assert (read, calls) == (10_000, 11)
