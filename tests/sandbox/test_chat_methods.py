"""chat.postMessage, chat.update and chat.postEphemeral as the SDK calls them."""

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.clock import ManualClock, ts_of
from sandbox.server import Sandbox
from tests.sandbox.conftest import NOON

SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "hello"}}
DELAYED = {"event_type": "incident_resolved", "event_payload": {"id": "7"}}


async def error_of(call: Any) -> str:
    with pytest.raises(SlackApiError) as refused:
        await call
    return str(refused.value.response["error"])


async def test_a_message_of_the_bot_says_which_app_wrote_it(slack: Sandbox, client: AsyncWebClient) -> None:
    inc = slack.channel("inc")
    answer = await client.chat_postMessage(channel=inc.id, text="hi")
    message = answer["message"]
    assert answer["ts"] == ts_of(NOON)
    assert (message["user"], message["app_id"]) == (slack.bot_user_id, slack.app_id)
    assert message["bot_profile"]["app_id"] == slack.app_id


async def test_two_messages_of_the_same_moment_have_two_timestamps(slack: Sandbox, client: AsyncWebClient) -> None:
    inc = slack.channel("inc")
    first = await client.chat_postMessage(channel=inc.id, text="one")
    second = await client.chat_postMessage(channel=inc.id, text="two")
    assert (first["ts"][-6:], second["ts"][-6:]) == ("000000", "000001")


async def test_ids_are_made_for_blocks_and_elements_without_them(slack: Sandbox, client: AsyncWebClient) -> None:
    inc = slack.channel("inc")
    button = {"type": "button", "text": {"type": "plain_text", "text": "Go"}}
    answer = await client.chat_postMessage(
        channel=inc.id, text="hi", blocks=[{"type": "actions", "elements": [button]}]
    )
    block = answer["message"]["blocks"][0]
    assert [len(block["block_id"]), len(block["elements"][0]["action_id"])] == [5, 5]


async def test_bad_blocks_are_refused_with_a_pointer(slack: Sandbox, client: AsyncWebClient) -> None:
    inc = slack.channel("inc")
    with pytest.raises(SlackApiError) as refused:
        await client.chat_postMessage(channel=inc.id, text="hi", blocks=[{"type": "section"}])
    response = refused.value.response
    assert response["error"] == "invalid_blocks"
    assert all("[json-pointer:/blocks/0" in message for message in response["response_metadata"]["messages"])
    assert inc.messages == []


async def test_an_empty_message_is_refused(slack: Sandbox, client: AsyncWebClient) -> None:
    inc = slack.channel("inc")
    assert await error_of(client.api_call("chat.postMessage", json={"channel": inc.id, "text": ""})) == "no_text"


async def test_a_text_above_forty_thousand_characters_is_cut(slack: Sandbox, client: AsyncWebClient) -> None:
    inc = slack.channel("inc")
    await client.chat_postMessage(channel=inc.id, text="x" * 40_001)
    assert len(inc.card().text) == 40_000


async def test_the_bot_writes_only_where_it_is_a_member(slack: Sandbox, client: AsyncWebClient) -> None:
    public = slack.channel("inc", bot=False)
    private = slack.channel("secret", bot=False, private=True)
    assert await error_of(client.chat_postMessage(channel=public.id, text="hi")) == "not_in_channel"
    assert await error_of(client.chat_postMessage(channel=private.id, text="hi")) == "channel_not_found"
    assert await error_of(client.chat_postMessage(channel="C0NOWHERE", text="hi")) == "channel_not_found"


async def test_nothing_is_written_or_changed_in_an_archived_channel(slack: Sandbox, client: AsyncWebClient) -> None:
    alice = slack.person("alice")
    inc = slack.channel("inc", members=[alice])
    posted = await client.chat_postMessage(channel=inc.id, text="hi")
    await alice.archive(inc)
    assert await error_of(client.chat_postMessage(channel=inc.id, text="more")) == "is_archived"
    assert await error_of(client.chat_update(channel=inc.id, ts=posted["ts"], text="else")) == "is_inactive"


async def test_a_reply_counts_in_its_parent(slack: Sandbox, client: AsyncWebClient) -> None:
    alice = slack.person("alice")
    inc = slack.channel("inc", members=[alice])
    root = await alice.post(inc, "what happened?")
    reply = await client.chat_postMessage(channel=inc.id, text="this", thread_ts=root.ts)
    assert (root.body["reply_count"], root.body["latest_reply"]) == (1, reply["ts"])
    assert [each.ts for each in inc.messages] == [root.ts]
    assert [(each.text, each.thread_ts) for each in inc.thread(root)] == [("this", root.ts)]
    assert (root.body["thread_ts"], root.thread_ts) == (root.ts, None)


async def test_a_broadcast_reply_stands_in_the_channel_too(slack: Sandbox, client: AsyncWebClient) -> None:
    alice = slack.person("alice")
    inc = slack.channel("inc", members=[alice])
    root = await alice.post(inc, "what happened?")
    await client.chat_postMessage(channel=inc.id, text="this", thread_ts=root.ts, reply_broadcast=True)
    assert [each.body.get("subtype") for each in inc.messages] == [None, "thread_broadcast"]


async def test_nobody_replies_to_a_message_that_is_not_there(slack: Sandbox, client: AsyncWebClient) -> None:
    inc = slack.channel("inc")
    call = client.chat_postMessage(channel=inc.id, text="hi", thread_ts="1700000000.000100")
    assert await error_of(call) == "cannot_reply_to_message"


async def test_an_update_replaces_text_and_blocks_and_leaves_a_stamp(
    slack: Sandbox, client: AsyncWebClient, clock: ManualClock
) -> None:
    inc = slack.channel("inc")
    posted = await client.chat_postMessage(channel=inc.id, text="one", blocks=[SECTION], metadata=DELAYED)
    clock.advance(60)
    await client.chat_update(channel=inc.id, ts=posted["ts"], text="two")
    body = inc.card().body
    assert (body["text"], body.get("blocks"), body["metadata"]) == ("two", None, DELAYED)
    assert body["edited"] == {"user": slack.bot_user_id, "ts": ts_of(clock.now())}


async def test_only_the_bots_own_messages_can_be_updated(slack: Sandbox, client: AsyncWebClient) -> None:
    alice = slack.person("alice")
    inc = slack.channel("inc", members=[alice])
    hers = await alice.post(inc, "mine")
    assert await error_of(client.chat_update(channel=inc.id, ts=hers.ts, text="x")) == "cant_update_message"
    assert await error_of(client.chat_update(channel=inc.id, ts="1.000000", text="x")) == "message_not_found"


async def test_an_ephemeral_message_is_seen_by_one_person_only(slack: Sandbox, client: AsyncWebClient) -> None:
    alice, ben = slack.person("alice"), slack.person("ben")
    inc = slack.channel("inc", members=[alice, ben])
    answer = await client.chat_postEphemeral(channel=inc.id, user=alice.id, text="psst")
    assert [each.text for each in alice.ephemerals(inc)] == ["psst"]
    assert (ben.ephemerals(inc), inc.messages) == ([], [])
    update = client.chat_update(channel=inc.id, ts=answer["message_ts"], text="x")
    assert await error_of(update) == "message_not_found"


async def test_an_ephemeral_message_needs_its_reader_in_the_channel(slack: Sandbox, client: AsyncWebClient) -> None:
    alice = slack.person("alice")
    inc = slack.channel("inc")
    call = client.chat_postEphemeral(channel=inc.id, user=alice.id, text="psst")
    assert await error_of(call) == "user_not_in_channel"


async def test_a_direct_message_goes_to_the_opened_conversation(slack: Sandbox, client: AsyncWebClient) -> None:
    alice = slack.person("alice")
    opened = await client.conversations_open(users=[alice.id])
    again = await client.conversations_open(users=[alice.id])
    await client.chat_postMessage(channel=opened["channel"]["id"], text="hello")
    assert opened["channel"]["id"] == again["channel"]["id"] == alice.dm.id
    assert [each.text for each in alice.dms()] == ["hello"]


async def test_a_deactivated_person_gets_no_direct_message(slack: Sandbox, client: AsyncWebClient) -> None:
    gone = slack.person("gone", deactivated=True)
    assert await error_of(client.conversations_open(users=[gone.id])) == "user_disabled"
    assert await error_of(client.conversations_open(users=["U0NOBODY"])) == "user_not_found"
    assert await error_of(client.conversations_open(users=[])) == "users_list_not_supplied"


async def test_what_an_update_leaves_out_stays_and_what_it_empties_goes(slack: Sandbox, client: AsyncWebClient) -> None:
    inc = slack.channel("inc")
    posted = await client.chat_postMessage(
        channel=inc.id, text="one", attachments=[{"text": "more", "fallback": "more"}], metadata=DELAYED
    )
    where = {"channel": inc.id, "ts": posted["ts"]}
    await client.api_call("chat.update", json=where | {"metadata": {}})
    kept = inc.card().body
    assert (kept["text"], len(kept["attachments"]), "metadata" in kept) == ("one", 1, False)
    await client.api_call("chat.update", json=where | {"attachments": []})
    assert "attachments" not in inc.card().body


async def test_markdown_text_becomes_a_block_and_stands_alone(slack: Sandbox, client: AsyncWebClient) -> None:
    inc = slack.channel("inc")
    await client.chat_postMessage(channel=inc.id, markdown_text="**hi**")
    assert [block["type"] for block in inc.card().blocks] == ["markdown"]
    both = client.api_call("chat.postMessage", json={"channel": inc.id, "text": "a", "markdown_text": "b"})
    assert await error_of(both) == "markdown_text_conflict"


async def test_blocks_may_come_as_json_text_but_not_as_anything_else(slack: Sandbox, client: AsyncWebClient) -> None:
    inc = slack.channel("inc")
    await client.api_call("chat.postMessage", json={"channel": inc.id, "text": "x", "blocks": '[{"type":"divider"}]'})
    assert [block["type"] for block in inc.card().blocks] == ["divider"]
    broken = client.api_call("chat.postMessage", json={"channel": inc.id, "text": "x", "blocks": "[{"})
    assert await error_of(broken) == "invalid_blocks_format"
    wrong = client.api_call("chat.postMessage", json={"channel": inc.id, "text": "x", "metadata": "{"})
    assert await error_of(wrong) == "invalid_metadata_format"
    odd = client.api_call("chat.postMessage", json={"channel": [inc.id], "text": "x"})
    assert await error_of(odd) == "invalid_arguments"


async def test_a_message_to_a_person_goes_to_the_direct_message(slack: Sandbox, client: AsyncWebClient) -> None:
    alice = slack.person("alice")
    answer = await client.chat_postMessage(channel=alice.id, text="hello")
    assert (answer["channel"], [each.text for each in alice.dms()]) == (alice.dm.id, ["hello"])


async def test_an_app_without_a_messages_tab_can_write_to_nobody_directly(
    slack: Sandbox, client: AsyncWebClient
) -> None:
    ines = slack.person("ines")
    inc = slack.channel("inc", members=[ines])
    direct = (await client.conversations_open(users=ines.id))["channel"]["id"]
    slack.hub.installation.takes_messages = False

    assert await error_of(client.chat_postMessage(channel=direct, text="hi")) == "messages_tab_disabled"
    assert await error_of(client.chat_postMessage(channel=ines.id, text="hi")) == "messages_tab_disabled"
    assert (await client.chat_postMessage(channel=inc.id, text="hi"))["ok"]
    slack.hub.installation.takes_messages = True
    assert (await client.chat_postMessage(channel=direct, text="hi"))["ok"]
