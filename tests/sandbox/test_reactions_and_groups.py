"""The bot's emoji, the people of user groups, and what people do on replies, with the events that follow."""

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.clock import ManualClock
from sandbox.errors import CannotDo
from sandbox.server import Sandbox
from tests.sandbox.conftest import Receiver


async def error_of(call: Any) -> str:
    with pytest.raises(SlackApiError) as refused:
        await call
    return str(refused.value.response["error"])


async def test_the_bot_reacts_once_and_takes_it_back_once(slack: Sandbox, client: AsyncWebClient) -> None:
    ben = slack.person("ben")
    inc = slack.channel("inc", members=[ben])
    message = await ben.post(inc, "mended")
    item = {"channel": inc.id, "timestamp": message.ts, "name": "eyes"}
    await ben.react(message, "eyes")
    await client.reactions_add(**item)
    assert message.reactions == {"eyes": 2}
    assert await error_of(client.reactions_add(**item)) == "already_reacted"
    await client.reactions_remove(**item)
    assert message.reactions == {"eyes": 1}
    assert await error_of(client.reactions_remove(**item)) == "no_reaction"


async def test_a_reaction_needs_a_name_a_message_and_a_place(slack: Sandbox, client: AsyncWebClient) -> None:
    ben = slack.person("ben")
    inc, public = slack.channel("inc", members=[ben]), slack.channel("public", members=[ben], bot=False)
    message, far = await ben.post(inc, "mended"), await ben.post(public, "far")
    gone = await ben.post(inc, "gone")
    await ben.delete(gone)
    add = client.reactions_add
    found = [
        await error_of(add(channel=inc.id, timestamp=message.ts, name=":eyes:")),
        await error_of(add(channel=inc.id, timestamp="yesterday", name="eyes")),
        await error_of(add(channel=inc.id, timestamp=gone.ts, name="eyes")),
        await error_of(add(channel=public.id, timestamp=far.ts, name="eyes")),
        await error_of(client.reactions_remove(name="eyes", channel=inc.id)),
    ]
    assert found == ["invalid_name", "bad_timestamp", "message_not_found", "no_access", "no_item_specified"]
    for number in range(50):
        await ben.react(message, f"emoji_{number}")
    assert await error_of(add(channel=inc.id, timestamp=message.ts, name="eyes")) == "too_many_emoji"
    await ben.archive(inc)
    assert await error_of(add(channel=inc.id, timestamp=message.ts, name="eyes")) == "is_archived"


async def test_the_people_of_a_group_are_listed_on_paid_plans(slack: Sandbox, client: AsyncWebClient) -> None:
    ben = slack.person("ben")
    group = slack.usergroup("payments", [ben])
    assert (await client.usergroups_users_list(usergroup=group))["users"] == [ben.id]
    assert await error_of(client.usergroups_users_list(usergroup="S0NOTHING")) == "no_such_subteam"
    slack.set_free_plan()
    assert await error_of(client.usergroups_users_list(usergroup=group)) == "plan_upgrade_required"


async def test_the_app_hears_what_people_do_with_replies(
    slack: Sandbox, client: AsyncWebClient, receiver: Receiver, clock: ManualClock
) -> None:
    ben = slack.person("ben")
    places = [slack.channel("inc", members=[ben]), slack.channel("secret", members=[ben], private=True)]
    for place in places:
        root = (await client.chat_postMessage(channel=place.id, text="card"))["ts"]
        clock.advance(1)
        reply = await ben.post(place, "why?", thread=root)
        await ben.edit(reply, "why now?")
        await ben.react(reply, "white_check_mark")
        await ben.unreact(reply, "white_check_mark")
        await ben.delete(reply)
        await slack.settle()
        heard = [each.event for each in receiver.got if each.event.get("ts") != root]
        said, changed, added, removed, deleted = heard
        assert (said["text"], said["thread_ts"], said["parent_user_id"]) == ("why?", root, slack.bot_user_id)
        assert (changed["message"]["text"], changed["message"]["thread_ts"]) == ("why now?", root)
        assert (changed["previous_message"]["text"], changed["message"]["ts"]) == ("why?", reply.ts)
        assert (added["type"], added["item"]["ts"], removed["type"]) == (
            "reaction_added",
            reply.ts,
            "reaction_removed",
        )
        assert (deleted["subtype"], deleted["deleted_ts"], deleted["previous_message"]["thread_ts"]) == (
            "message_deleted",
            reply.ts,
            root,
        )
        receiver.got.clear()


async def test_nobody_reacts_to_what_is_gone_or_for_other_eyes(slack: Sandbox, client: AsyncWebClient) -> None:
    ben = slack.person("ben")
    inc = slack.channel("inc", members=[ben])
    message = await ben.post(inc, "gone")
    await ben.delete(message)
    await client.chat_postEphemeral(channel=inc.id, user=ben.id, text="psst")
    for one in (message, ben.ephemerals(inc)[0]):
        with pytest.raises(CannotDo, match="deleted, or only shown"):
            await ben.react(one, "eyes")
