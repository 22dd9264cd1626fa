"""Forms as Slack's client has them: dialogs, typing that is told at once, what an update keeps, limits of fields."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.driver import Channel, Modal, Person, Rich
from sandbox.errors import CannotDo
from sandbox.modals import open_modal
from sandbox.server import Sandbox
from tests.sandbox.conftest import Receiver, opened


def plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


OPTIONS = [{"text": plain(name), "value": name.lower()} for name in ("One", "Two", "Three")]
DIALOG = {"title": plain("Publish?"), "text": plain("All will read it."), "confirm": plain("Yes"), "deny": plain("No")}
GO = {"type": "button", "action_id": "go", "text": plain("Go"), "confirm": DIALOG}


def field(block_id: str = "field", *, dispatch: bool = False, optional: bool = False, **element: Any) -> dict[str, Any]:
    made = {"action_id": "value", "type": "plain_text_input"} | element
    block = {"type": "input", "block_id": block_id, "label": plain(block_id.title()), "element": made}
    return block | ({"dispatch_action": True} if dispatch else {}) | ({"optional": True} if optional else {})


def form(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "modal", "title": plain("Form"), "submit": plain("Save"), "blocks": list(blocks)} | more


def show(slack: Sandbox, person: Person, *blocks: dict[str, Any], **more: Any) -> Modal:
    open_modal(slack.hub, person.id, form(*blocks, **more))
    return opened(person)


@pytest.fixture
def alice(slack: Sandbox) -> Person:
    return slack.person("alice", name="Alice Ito")


@pytest.fixture
def inc(slack: Sandbox, alice: Person) -> Channel:
    return slack.channel("inc", members=[alice])


# Dialogs


async def test_a_button_that_asks_first_needs_an_answer(
    slack: Sandbox, alice: Person, inc: Channel, receiver: Receiver, client: AsyncWebClient
) -> None:
    await client.chat_postMessage(channel=inc.id, text="card", blocks=[{"type": "actions", "elements": [GO]}])
    await slack.settle()
    receiver.got.clear()
    assert inc.card().questions == {"Go": "Publish? | All will read it. | Yes | No"}
    with pytest.raises(CannotDo, match="Publish"):
        await alice.click(inc.card(), "Go")
    denied = await alice.click(inc.card(), "Go", confirm=False)
    assert (denied.acked, receiver.got) == (True, [])
    await alice.click(inc.card(), "Go", confirm=True)
    assert [each.payload["actions"][0]["action_id"] for each in receiver.got] == ["go"]


async def test_a_dialog_that_is_not_there_cannot_be_answered(slack: Sandbox, alice: Person, receiver: Receiver) -> None:
    quiet = {"type": "button", "action_id": "quiet", "text": plain("Quiet")}
    modal = show(slack, alice, {"type": "actions", "elements": [GO, quiet]})
    with pytest.raises(CannotDo, match="Nothing is asked"):
        await alice.click(modal, "Quiet", confirm=True)
    with pytest.raises(CannotDo, match="Publish"):
        await modal.click("Go")
    await modal.click("Go", confirm=False)
    assert (modal.questions, receiver.got) == ({"Go": "Publish? | All will read it. | Yes | No"}, [])


async def test_a_denied_choice_is_not_kept(slack: Sandbox, alice: Person, receiver: Receiver) -> None:
    select = {"type": "static_select", "action_id": "kind", "placeholder": plain("Kind"), "options": OPTIONS}
    menu = {"type": "overflow", "action_id": "more", "options": OPTIONS, "confirm": DIALOG}
    modal = show(slack, alice, {"type": "actions", "block_id": "row", "elements": [select | {"confirm": DIALOG}, menu]})
    await modal.select("Kind", "Two", confirm=False)
    await alice.choose(modal, "more", "One", confirm=False)
    assert (modal.body["state"]["values"]["row"]["kind"]["selected_option"], receiver.got) == (None, [])
    await modal.select("Kind", "Two", confirm=True)
    await alice.choose(modal, "more", "One", confirm=True)
    assert [each.payload["actions"][0]["selected_option"]["value"] for each in receiver.got] == ["two", "one"]


# Typing that is told at once


@pytest.mark.parametrize(
    ("ordered", "enter", "told"),
    [
        (["on_character_entered"], False, ["words"]),
        (["on_character_entered"], True, ["words"]),
        (["on_enter_pressed"], False, []),
        (["on_enter_pressed"], True, ["words"]),
        (["on_enter_pressed", "on_character_entered"], True, ["words", "words"]),
        (None, False, []),
        (None, True, ["words"]),
    ],
)
async def test_typing_is_told_as_the_app_ordered(
    slack: Sandbox, alice: Person, receiver: Receiver, ordered: list[str] | None, *, enter: bool, told: list[str]
) -> None:
    config: dict[str, Any] = {"dispatch_action_config": {"trigger_actions_on": ordered}} if ordered else {}
    modal = show(slack, alice, field(dispatch=True, **config))
    before = modal.body["hash"]
    await modal.type("Field", "words", enter=enter)
    assert [each.payload["actions"][0]["value"] for each in receiver.got] == told
    assert (modal.fields, modal.body["hash"], modal.is_open) == ({"Field": "words"}, before, True)


async def test_typing_into_a_silent_field_or_a_long_text_tells_nobody(
    slack: Sandbox, alice: Person, receiver: Receiver
) -> None:
    quiet, long = field("quiet"), field("long", dispatch=True, multiline=True)
    modal = show(slack, alice, quiet, long, field("pick", type="users_select"))
    await modal.type("Quiet", "a", enter=True)
    await modal.type("Long", "b")
    with pytest.raises(CannotDo, match="new line"):
        await modal.type("Long", "b", enter=True)
    with pytest.raises(CannotDo, match="not a field to type into"):
        await modal.type("Pick", "alice")
    assert receiver.got == []


async def test_filling_in_a_form_tells_what_typing_would(slack: Sandbox, alice: Person, receiver: Receiver) -> None:
    each: dict[str, Any] = {"dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]}}
    modal = show(slack, alice, field("enter", dispatch=True), field("each", dispatch=True, **each))
    await modal.fill({"Enter": "a", "Each": "b"}).submit()
    assert [one.payload["type"] for one in receiver.got] == ["block_actions", "view_submission"]
    assert receiver.got[0].payload["actions"][0]["block_id"] == "each"


async def test_rich_text_is_told_and_sent_as_the_composer_makes_it(
    slack: Sandbox, alice: Person, receiver: Receiver
) -> None:
    each: dict[str, Any] = {"dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]}}
    modal = show(slack, alice, field(dispatch=True, type="rich_text_input", **each))
    await modal.type("Field", Rich("*loud* @alice"))
    elements = [
        {"type": "text", "text": "loud", "style": {"bold": True}},
        {"type": "text", "text": " "},
        {"type": "user", "user_id": alice.id},
    ]
    value = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": elements}]}
    assert receiver.got[0].payload["actions"][0]["rich_text_value"] == value
    await modal.submit()
    sent = receiver.got[1].payload["view"]["state"]["values"]["field"]["value"]
    assert sent == {"type": "rich_text_input", "rich_text_value": value}


# What an update keeps


async def test_an_untouched_initial_value_stays_until_the_ids_change(
    slack: Sandbox, alice: Person, client: AsyncWebClient
) -> None:
    modal = show(slack, alice, field("a", initial_value="old"), field("b"), field("c", type="rich_text_input"))
    rich = {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}],
    }
    renewed = [field("a", initial_value="new"), field("b", initial_value="new")]
    renewed += [field("c2", type="rich_text_input", initial_value=rich)]
    await client.views_update(view_id=modal.id, view=form(*renewed))
    assert modal.fields == {"A": "old", "B": None, "C2": rich}
    await client.views_update(view_id=modal.id, view=form(field("a2", initial_value="new")))
    assert modal.fields == {"A2": "new"}


async def test_a_choice_stays_only_while_it_is_offered(slack: Sandbox, alice: Person, client: AsyncWebClient) -> None:
    kinds: list[dict[str, Any]] = [{"type": "static_select"}, {"type": "multi_static_select"}]
    blocks = [field(str(n), options=OPTIONS, **kind) for n, kind in enumerate(kinds)]
    modal = show(slack, alice, *blocks).fill({"0": "Two", "1": ["Two", "One"]})
    fewer = [field(str(n), options=OPTIONS[:2], **kind) for n, kind in enumerate(kinds)]
    await client.views_update(view_id=modal.id, view=form(*fewer))
    assert modal.fields == {"0": "Two", "1": ["Two", "One"]}
    fewest = [field(str(n), options=OPTIONS[:1], **kind) for n, kind in enumerate(kinds)]
    await client.views_update(view_id=modal.id, view=form(*fewest))
    assert modal.fields == {"0": None, "1": []}


async def test_a_view_that_is_too_large_is_refused(slack: Sandbox, alice: Person, client: AsyncWebClient) -> None:
    modal = show(slack, alice, field())
    section = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 2_900}}
    await client.views_update(view_id=modal.id, view=form(*[section] * 80))
    with pytest.raises(SlackApiError, match="view_too_large"):
        await client.views_update(view_id=modal.id, view=form(*[section] * 90))


async def test_only_the_view_on_top_is_used(slack: Sandbox, alice: Person, receiver: Receiver) -> None:
    modal = show(slack, alice, {"type": "actions", "elements": [GO]}, field())
    await modal.close()
    for attempt in (modal.click("Go", confirm=True), modal.type("Field", "x")):
        with pytest.raises(CannotDo, match="not on top"):
            await attempt
    with pytest.raises(CannotDo, match="not on top"):
        modal.fill({"Field": "x"})
    assert receiver.got == []


async def test_closing_all_by_cancel_says_so(slack: Sandbox, alice: Person, receiver: Receiver) -> None:
    modal = show(slack, alice, field(), notify_on_close=True, clear_on_close=True)
    await modal.close()
    assert receiver.got[-1].payload["is_cleared"] is True


# What a field takes


@pytest.mark.parametrize(
    ("element", "value", "complaint"),
    [
        ({"is_decimal_allowed": False}, "1.5", "This is not a whole number."),
        ({"is_decimal_allowed": True, "min_value": "0.5"}, "0.4", "This must be at least 0.5."),
        ({"is_decimal_allowed": False, "max_value": "100"}, "101", "This must be at most 100."),
        ({"is_decimal_allowed": False, "min_value": "1", "max_value": "9"}, "9", None),
        ({"is_decimal_allowed": True}, "1e3", "This is not a valid number."),
    ],
)
async def test_numbers_are_checked_by_the_client(
    slack: Sandbox, alice: Person, receiver: Receiver, element: dict[str, Any], value: str, complaint: str | None
) -> None:
    modal = show(slack, alice, field(type="number_input", **element)).fill({"Field": value})
    await modal.submit()
    assert modal.errors == ({"Field": complaint} if complaint else {})
    assert len(receiver.got) == (complaint is None)


@pytest.mark.parametrize(
    ("element", "value"),
    [
        ({"type": "datepicker"}, "tomorrow"),
        ({"type": "timepicker"}, "25:00"),
        ({"type": "datetimepicker"}, datetime(2026, 11, 28)),  # noqa: DTZ001 -- no zone, which is the point
        ({"type": "radio_buttons", "options": OPTIONS}, None),
        ({"type": "multi_users_select"}, ["alice", "alice"]),
        ({"type": "users_select"}, "inc"),
        ({"type": "users_select"}, "gone"),
        ({"type": "channels_select"}, "secret"),
        ({"type": "channels_select"}, "alice"),
        ({"type": "conversations_select"}, "hidden"),
        ({"type": "conversations_select", "filter": {"include": ["public"]}}, "secret"),
        ({"type": "rich_text_input"}, {"type": "rich_text", "elements": [{"type": "text"}]}),
        ({"type": "rich_text_input"}, {"type": "divider"}),
    ],
)
@pytest.mark.usefixtures("inc")
async def test_what_the_client_does_not_offer_cannot_be_entered(
    slack: Sandbox, alice: Person, element: dict[str, Any], value: Any
) -> None:
    slack.person("gone", deactivated=True)
    slack.channel("secret", members=[alice], private=True)
    slack.channel("hidden", private=True)
    modal = show(slack, alice, field(**element))
    with pytest.raises(CannotDo):
        modal.fill({"Field": value})


async def test_somebody_with_a_client_of_their_own_sends_anything(
    slack: Sandbox, alice: Person, receiver: Receiver
) -> None:
    modal = show(slack, alice, field(type="users_select"))
    await modal.forge({"Field": "U0NOBODY"}).submit()
    sent = receiver.got[0].payload["view"]["state"]["values"]["field"]["value"]
    assert sent == {"type": "users_select", "selected_user": "U0NOBODY"}


async def test_moments_are_picked_to_the_minute(slack: Sandbox, alice: Person) -> None:
    modal = show(slack, alice, field("at", type="datetimepicker"), field("day", type="datepicker"))
    modal.fill({"At": datetime(2026, 11, 28, 9, 5, 59, tzinfo=UTC), "Day": date(2026, 11, 28)})
    assert modal.fields == {"At": 1795856700, "Day": "2026-11-28"}
    assert modal.fill({"At": 1795856700}).fields["At"] == 1795856700


async def test_an_emptied_rich_text_is_nothing(slack: Sandbox, alice: Person, receiver: Receiver) -> None:
    modal = show(slack, alice, field(type="rich_text_input")).fill({"Field": ""})
    assert (await modal.submit()).failure == "not_sent"
    await show(slack, alice, field(type="rich_text_input", optional=True)).fill({"Field": ""}).submit()
    sent = receiver.got[0].payload["view"]["state"]["values"]["field"]["value"]["rich_text_value"]
    assert sent == {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": []}]}


@pytest.mark.parametrize(
    ("element", "place", "chosen"),
    [
        ({"default_to_current_conversation": True}, "inc", "inc"),
        ({"default_to_current_conversation": True, "filter": {"include": ["public"]}}, "inc", "inc"),
        ({"default_to_current_conversation": True, "filter": {"include": ["public"]}}, "dm", None),
        ({"filter": {"include": ["public"]}}, "inc", None),
    ],
)
async def test_a_picker_may_start_with_the_conversation_where_it_was_opened(
    alice: Person,
    inc: Channel,
    receiver: Receiver,
    client: AsyncWebClient,
    element: dict[str, Any],
    place: str,
    chosen: str | None,
) -> None:
    await alice.slash("/postmortem create", inc if place == "inc" else alice.dm)
    trigger = receiver.got[-1].payload["trigger_id"]
    several = field("b", type="multi_conversations_select", **element)
    await client.views_open(trigger_id=trigger, view=form(field("a", type="conversations_select", **element), several))
    expected = inc.id if chosen else None
    assert opened(alice).fields == {"A": expected, "B": [expected] if expected else []}
