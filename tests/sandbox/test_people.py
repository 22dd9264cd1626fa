"""What people do with messages: buttons, menus, shortcuts, commands, response_urls; and what their client refuses."""

from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient
from starlette.responses import JSONResponse, PlainTextResponse

from sandbox.clock import ManualClock
from sandbox.driver import Channel, Person
from sandbox.errors import CannotDo
from sandbox.server import Sandbox
from tests.sandbox.conftest import Receiver


def plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


OPTIONS = [{"text": plain(name), "value": name.lower()} for name in ("Hide", "Show")]
CARD: list[dict[str, Any]] = [
    {
        "type": "section",
        "text": {"type": "mrkdwn", "text": "PM-42"},
        "accessory": {"type": "overflow", "options": OPTIONS},
    },
    {
        "type": "actions",
        "block_id": "row",
        "elements": [
            {"type": "button", "action_id": "approve", "text": plain("Approve"), "value": "v1:42"},
            {"type": "static_select", "action_id": "kind", "placeholder": plain("Kind"), "options": OPTIONS},
        ],
    },
]


@pytest.fixture
def alice(slack: Sandbox) -> Person:
    return slack.person("alice", name="Alice Ito")


@pytest.fixture
def inc(slack: Sandbox, alice: Person) -> Channel:
    return slack.channel("inc", members=[alice])


@pytest.fixture
async def card(inc: Channel, client: AsyncWebClient) -> str:
    return str((await client.chat_postMessage(channel=inc.id, text="card", blocks=CARD))["ts"])


async def test_a_button_sends_its_value_and_the_message(
    slack: Sandbox, alice: Person, inc: Channel, receiver: Receiver, card: str
) -> None:
    done = await alice.click(inc.card(), "Approve")
    payload = next(each.payload for each in receiver.got if each.payload["type"] == "block_actions")
    action = payload["actions"][0]
    assert (done.acked, action["action_id"], action["block_id"], action["value"]) == (True, "approve", "row", "v1:42")
    assert payload["container"] == {
        "type": "message",
        "message_ts": card,
        "channel_id": inc.id,
        "is_ephemeral": False,
    }
    assert (payload["message"]["ts"], payload["user"]["team_id"]) == (card, slack.team_id)


async def test_menus_and_selects_send_the_chosen_option(
    alice: Person, inc: Channel, receiver: Receiver, card: str
) -> None:
    await alice.choose(inc.message(card), "more", "Hide")
    await alice.select(inc.message(card), "Kind", "Show")
    overflow, select = [each.payload for each in receiver.got if each.payload["type"] == "block_actions"]
    assert overflow["actions"][0]["selected_option"] == OPTIONS[0]
    assert select["state"]["values"]["row"]["kind"]["selected_option"] == OPTIONS[1]


async def test_what_is_not_there_cannot_be_clicked(slack: Sandbox, alice: Person, inc: Channel, card: str) -> None:
    vendor = await slack.app("PagerBot").post(inc, "resolved", blocks=CARD)
    stranger = slack.person("stranger")
    secret = slack.channel("secret", private=True)
    with pytest.raises(CannotDo, match="No control is called 'Reject'"):
        await alice.click(inc.message(card), "Reject")
    with pytest.raises(CannotDo, match="not one of the app's"):
        await alice.click(vendor, "Approve")
    with pytest.raises(CannotDo, match="is not in #secret"):
        await stranger.slash("/postmortem", secret)
    with pytest.raises(CannotDo, match="not a valid command"):
        await alice.slash("/deploy", inc)


async def test_two_buttons_of_one_name_need_their_block(
    alice: Person, inc: Channel, receiver: Receiver, client: AsyncWebClient
) -> None:
    button = {"type": "button", "action_id": "go", "text": plain("Go")}
    blocks = [{"type": "actions", "block_id": name, "elements": [button]} for name in ("a", "b")]
    await client.chat_postMessage(channel=inc.id, text="card", blocks=blocks)
    with pytest.raises(CannotDo, match="Several controls"):
        await alice.click(inc.card(), "Go")
    await alice.click(inc.card(), "Go", block="b")
    assert receiver.got[-1].payload["actions"][0]["block_id"] == "b"


async def test_a_command_tells_who_where_and_what(slack: Sandbox, alice: Person, receiver: Receiver) -> None:
    ben = slack.person("ben")
    private = slack.channel("secret", members=[alice], private=True)
    await alice.slash("/postmortem note @ben & #secret https://example.org/x", private)
    payload = receiver.got[0].payload
    assert payload["text"] == f"note <@{ben.id}|ben> &amp; <#{private.id}|secret> <https://example.org/x>"
    assert (payload["channel_name"], payload["user_id"]) == ("privategroup", alice.id)
    assert payload["command"] == "/postmortem"


async def test_commands_work_in_direct_and_group_messages(slack: Sandbox, alice: Person, receiver: Receiver) -> None:
    ben, cleo = slack.person("ben"), slack.person("cleo")
    places = [alice.dm, slack.direct(alice, ben), slack.direct(alice, ben, cleo)]
    for place in places:
        await alice.slash("/postmortem list", place)
    names = [received.payload["channel_name"] for received in receiver.got]
    assert names == ["directmessage", "directmessage", "mpdm-alice--ben--cleo-1"]
    assert slack.direct(ben, alice).id == places[1].id


async def test_the_body_of_an_ack_is_shown(alice: Person, inc: Channel, receiver: Receiver) -> None:
    receiver.answers = [
        PlainTextResponse("only you"),
        JSONResponse({"response_type": "in_channel", "text": "all of you"}),
        JSONResponse({"text": "x", "blocks": [{"type": "nonsense"}]}),
    ]
    first = await alice.slash("/postmortem help", inc)
    assert [each.text for each in first.ephemerals] == ["only you"]
    await alice.slash("/postmortem help", inc)
    assert [each.text for each in inc.messages] == ["all of you"]
    assert (await alice.slash("/postmortem help", inc)).failure == "invalid_response"


async def test_shortcuts_come_with_and_without_a_message(
    slack: Sandbox, alice: Person, inc: Channel, receiver: Receiver
) -> None:
    message = await alice.post(inc, "look here")
    await slack.settle()
    await alice.shortcut("Create postmortem")
    await alice.shortcut("Add to timeline", message=message)
    everywhere, here = [each.payload for each in receiver.got[-2:]]
    assert (everywhere["type"], everywhere["callback_id"]) == ("shortcut", "pm.create.global")
    assert ("channel" in everywhere, "response_url" in everywhere) == (False, False)
    assert (here["type"], here["message"]["text"], here["channel"]["id"]) == ("message_action", "look here", inc.id)


async def test_a_response_url_is_good_for_five_answers(alice: Person, inc: Channel, receiver: Receiver) -> None:
    await alice.slash("/postmortem help", inc)
    webhook = AsyncWebhookClient(receiver.got[0].payload["response_url"])
    answers = [await webhook.send(text=str(number)) for number in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [404]
    assert answers[5].body == "used_url"
    assert [each.text for each in alice.ephemerals(inc)] == ["0", "1", "2", "3", "4"]


async def test_a_response_url_is_good_for_half_an_hour(
    alice: Person, inc: Channel, receiver: Receiver, clock: ManualClock
) -> None:
    await alice.slash("/postmortem help", inc)
    clock.advance(30 * 60 + 1)
    answer = await AsyncWebhookClient(receiver.got[0].payload["response_url"]).send(text="late")
    assert (answer.status_code, answer.body) == (404, "expired_url")


async def test_a_response_url_speaks_even_where_the_bot_is_not(
    slack: Sandbox, alice: Person, receiver: Receiver
) -> None:
    elsewhere = slack.channel("elsewhere", members=[alice], bot=False)
    await alice.slash("/postmortem help", elsewhere)
    webhook = AsyncWebhookClient(receiver.got[0].payload["response_url"])
    await webhook.send(text="for all", response_type="in_channel")
    assert [each.text for each in elsewhere.messages] == ["for all"]


async def test_an_ephemeral_original_is_replaced_and_deleted_by_its_response_url(
    alice: Person, inc: Channel, receiver: Receiver, client: AsyncWebClient
) -> None:
    await client.chat_postEphemeral(channel=inc.id, user=alice.id, text="card", blocks=CARD)
    await alice.click(alice.ephemerals(inc)[0], "Approve")
    payload = receiver.got[-1].payload
    assert (payload["container"]["is_ephemeral"], "message" in payload) == (True, False)
    webhook = AsyncWebhookClient(payload["response_url"])
    await webhook.send(text="done", replace_original=True)
    [shown] = alice.ephemerals(inc)
    assert (shown.text, shown.blocks) == ("done", [])
    await webhook.send(delete_original=True)
    assert alice.ephemerals(inc) == []


async def test_a_message_is_replaced_and_deleted_by_its_response_url(
    alice: Person, inc: Channel, receiver: Receiver, card: str
) -> None:
    await alice.click(inc.message(card), "Approve")
    webhook = AsyncWebhookClient(receiver.got[-1].payload["response_url"])
    await webhook.send(text="approved", replace_original=True)
    assert (inc.card().text, inc.card().blocks, inc.card().edited) == ("approved", [], True)
    await webhook.send(delete_original=True)
    assert inc.messages == []


@pytest.mark.parametrize(("body", "outcome"), [(b"{", "invalid_payload"), (b'{"text": ""}', "no_text")])
async def test_a_bad_answer_to_a_response_url_is_refused(
    alice: Person, inc: Channel, receiver: Receiver, body: bytes, outcome: str
) -> None:
    await alice.slash("/postmortem help", inc)
    url = receiver.got[0].payload["response_url"]
    async with aiohttp.ClientSession() as session, session.post(url, data=body) as response:
        assert (response.status, await response.text()) == (400, outcome)


async def test_nobody_does_what_slacks_client_does_not_offer(slack: Sandbox, alice: Person, inc: Channel) -> None:
    ben = slack.person("ben")
    message = await alice.post(inc, "mine")
    await alice.react(message, "eyes")
    for attempt in (
        ben.post(inc, "let me in"),
        alice.react(message, "eyes"),
        alice.unpin(message),
        alice.invite(inc, slack.bot),
        alice.kick(inc, ben),
        slack.person("gone", deactivated=True).post(inc, "boo"),
    ):
        with pytest.raises(CannotDo):
            await attempt
    await ben.join(inc)
    with pytest.raises(CannotDo):
        await ben.delete(message)
    await slack.person("boss", admin=True).join(inc)
    await alice.archive(inc)
    with pytest.raises(CannotDo):
        await alice.post(inc, "too late")


async def test_an_archived_channel_comes_back_without_its_apps(slack: Sandbox, alice: Person, inc: Channel) -> None:
    with pytest.raises(CannotDo):
        await alice.unarchive(inc)
    await alice.archive(inc)
    with pytest.raises(CannotDo):
        await slack.person("stranger").unarchive(inc)
    await alice.unarchive(inc)
    assert (inc.archived, inc.members) == (False, [alice.id])
    assert inc.messages[-1].text == f"<@{alice.id}> un-archived the channel"
    await alice.invite(inc, slack.bot)
    assert slack.bot_user_id in inc.members


async def test_other_apps_edit_and_delete_their_messages(slack: Sandbox, inc: Channel) -> None:
    pager = slack.app("PagerBot")
    message = await pager.post(inc, "firing")
    await pager.edit(message, "resolved", blocks=[{"type": "divider"}])
    assert (message.text, [block["type"] for block in message.blocks], message.edited) == (
        "resolved",
        ["divider"],
        True,
    )
    await pager.delete(message)
    assert message.deleted


async def test_people_are_removed_and_admins_delete_anything(slack: Sandbox, alice: Person, inc: Channel) -> None:
    boss = slack.person("boss", admin=True)
    await boss.join(inc)
    message = await alice.post(inc, "mine")
    await boss.delete(message)
    await boss.kick(inc, alice)
    await boss.kick(inc, slack.bot)
    assert (message.deleted, inc.members) == (True, [boss.id])


async def test_a_button_may_be_for_some_eyes_only(
    slack: Sandbox, alice: Person, inc: Channel, receiver: Receiver, client: AsyncWebClient
) -> None:
    ben = slack.person("ben")
    await ben.join(inc)
    button = {"type": "button", "action_id": "go", "text": plain("Go"), "visible_to_user_ids": [alice.id]}
    await client.chat_postMessage(channel=inc.id, text="x", blocks=[{"type": "actions", "elements": [button]}])
    with pytest.raises(CannotDo, match="does not see"):
        await ben.click(inc.card(), "Go")
    assert (await alice.click(inc.card(), "Go")).acked
    assert receiver.got[-1].payload["user"]["id"] == alice.id


async def test_an_ephemeral_card_is_clicked_by_its_reader_only(
    slack: Sandbox, alice: Person, inc: Channel, client: AsyncWebClient
) -> None:
    ben = slack.person("ben")
    await ben.join(inc)
    await client.chat_postEphemeral(channel=inc.id, user=alice.id, text="card", blocks=CARD)
    with pytest.raises(CannotDo, match="does not see this message"):
        await ben.click(alice.ephemerals(inc)[0], "Approve")
