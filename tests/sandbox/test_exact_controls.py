"""Controls used by their ids with Slack's own values, as the page in a browser does: in messages, modals and Home."""

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient
from starlette.responses import JSONResponse

from sandbox.driver import Channel, Home, Message, Modal, Person
from sandbox.errors import CannotDo
from sandbox.modals import open_modal, publish_home
from sandbox.server import Sandbox
from tests.sandbox.conftest import Receiver, opened


def plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


# the value of the one is the text of the other: by ids and values nothing can be mistaken
OPTIONS = [{"text": plain("One"), "value": "Two"}, {"text": plain("Two"), "value": "One", "description": plain("2nd")}]
DIALOG = {"title": plain("Publish?"), "text": plain("All will read it."), "confirm": plain("Yes"), "deny": plain("No")}
GO = {"type": "button", "action_id": "go", "text": plain("Go"), "value": "7"}
SUGGESTING = {"type": "external_select", "action_id": "ask", "min_query_length": 2}
FEEDBACK = {
    "type": "feedback_buttons",
    "action_id": "feedback",
    "positive_button": {"text": plain("Good"), "value": "up"},
    "negative_button": {"text": plain("Bad"), "value": "down"},
}


def field(**element: Any) -> dict[str, Any]:
    made = {"action_id": "value"} | element
    return {"type": "input", "block_id": "field", "label": plain("Field"), "element": made}


def row(*elements: dict[str, Any], block_id: str = "row") -> dict[str, Any]:
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


@pytest.fixture
def alice(slack: Sandbox) -> Person:
    return slack.person("alice", name="Alice Ito")


@pytest.fixture
def inc(slack: Sandbox, alice: Person) -> Channel:
    return slack.channel("inc", members=[alice])


def show(slack: Sandbox, person: Person, *blocks: dict[str, Any]) -> Modal:
    view = {"type": "modal", "title": plain("Form"), "submit": plain("Save"), "blocks": list(blocks)}
    open_modal(slack.hub, person.id, view)
    return opened(person)


async def surfaces(
    slack: Sandbox, client: AsyncWebClient, person: Person, channel: Channel, *blocks: dict[str, Any]
) -> list[Message | Modal | Home]:
    """Return the same blocks as a message, as a modal and as a Home tab."""
    await client.chat_postMessage(channel=channel.id, text="card", blocks=list(blocks))
    await slack.settle()
    publish_home(slack.hub, person.id, {"type": "home", "blocks": list(blocks)})
    assert person.home is not None
    return [channel.card(), show(slack, person, *blocks), person.home]


async def test_the_control_with_these_ids_is_used_everywhere(
    slack: Sandbox, alice: Person, inc: Channel, receiver: Receiver, client: AsyncWebClient
) -> None:
    kind = {"type": "static_select", "action_id": "kind", "options": OPTIONS}
    blocks = [row(GO, kind, block_id="first"), row(GO, kind, block_id="second")]
    for target in await surfaces(slack, client, alice, inc, *blocks):
        receiver.got.clear()
        assert (await alice.use(target, "second", "go")).acked
        await alice.use(target, "first", "kind", "One")
        got = [each.payload["actions"][0] for each in receiver.got if each.payload["type"] == "block_actions"]
        assert [(each["block_id"], each["action_id"]) for each in got] == [("second", "go"), ("first", "kind")]
        assert got[1]["selected_option"] == OPTIONS[1]


@pytest.mark.parametrize(
    ("element", "value", "held"),
    [
        ({"type": "static_select", "options": OPTIONS}, "One", OPTIONS[1]),
        ({"type": "static_select", "options": OPTIONS, "initial_option": OPTIONS[0]}, None, None),
        ({"type": "multi_static_select", "options": OPTIONS}, ["One", "Two"], OPTIONS[::-1]),
        ({"type": "multi_static_select", "options": OPTIONS, "initial_options": OPTIONS}, [], []),
        ({"type": "checkboxes", "options": OPTIONS}, ["Two"], OPTIONS[:1]),
        ({"type": "radio_buttons", "options": OPTIONS}, "Two", OPTIONS[0]),
        ({"type": "multi_users_select"}, ["USLACKBOT"], ["USLACKBOT"]),
        ({"type": "datepicker"}, "2026-11-28", "2026-11-28"),
        ({"type": "timepicker"}, "09:05", "09:05"),
        ({"type": "datetimepicker"}, 1_795_824_000, 1_795_824_000),
        ({"type": "plain_text_input"}, "words", "words"),
        ({"type": "plain_text_input", "initial_value": "words"}, "", None),
        ({"type": "number_input", "is_decimal_allowed": False}, "7", "7"),
        ({"type": "external_select", "initial_option": OPTIONS[0]}, "Two", OPTIONS[0]),
    ],
)
async def test_a_field_takes_values_in_slacks_form(
    slack: Sandbox, alice: Person, element: dict[str, Any], value: Any, held: Any
) -> None:
    modal = show(slack, alice, field(**element))
    await alice.use(modal, "field", "value", value)
    state = modal.values["field"]["value"]
    assert [item for key, item in state.items() if key != "type"] == [held]


async def test_rich_text_is_taken_as_its_block(slack: Sandbox, alice: Person) -> None:
    words = [{"type": "text", "text": "words", "style": {"bold": True}}]
    block = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": words}]}
    modal = show(slack, alice, field(type="rich_text_input"))
    await alice.use(modal, "field", "value", block)
    assert modal.values["field"]["value"]["rich_text_value"] == block
    with pytest.raises(CannotDo, match="makes no such rich text"):
        await alice.use(modal, "field", "value", block | {"elements": [{"type": "rich_text_song"}]})


@pytest.mark.parametrize(
    ("element", "value", "complaint"),
    [
        ({"type": "static_select", "options": OPTIONS}, "Three", "no option with the value"),
        ({"type": "static_select", "options": OPTIONS}, ["One"], "takes one value"),
        ({"type": "multi_static_select", "options": OPTIONS}, "One", "takes a list"),
        ({"type": "multi_static_select", "options": OPTIONS}, ["One", "One"], "chosen twice"),
        ({"type": "radio_buttons", "options": OPTIONS}, None, "stays chosen"),
        ({"type": "users_select"}, "alice", "has the id"),
        ({"type": "conversations_select"}, "alice", "has the id"),
        ({"type": "external_select"}, "One", "no option with the value"),
        ({"type": "datepicker"}, "2026-02-30", "There is no day"),
        ({"type": "timepicker"}, "25:00", "does not take"),
        ({"type": "datetimepicker"}, 5, "does not take"),
        ({"type": "plain_text_input"}, 7, "does not take"),
        ({"type": "file_input"}, ["F1"], "Files cannot be put"),
    ],
)
async def test_what_the_client_does_not_offer_is_refused(
    slack: Sandbox, alice: Person, element: dict[str, Any], value: Any, complaint: str
) -> None:
    modal = show(slack, alice, field(**element))
    before = modal.values
    with pytest.raises(CannotDo, match=complaint):
        await alice.use(modal, "field", "value", value)
    assert modal.values == before


async def test_a_control_that_is_gone_or_not_for_this_person_is_refused(
    slack: Sandbox, alice: Person, inc: Channel, client: AsyncWebClient
) -> None:
    hidden = GO | {"action_id": "hidden", "visible_to_user_ids": ["USLACKBOT"]}
    for target in await surfaces(slack, client, alice, inc, row(GO, hidden)):
        with pytest.raises(CannotDo, match="no control 'gone'"):
            await alice.use(target, "row", "gone")
        with pytest.raises(CannotDo, match="does not see"):
            await alice.use(target, "row", "hidden")
        with pytest.raises(CannotDo, match="takes no value"):
            await alice.use(target, "row", "go", "7")
    stranger = slack.person("bob", name="Bob Ray")
    secret = slack.channel("secret", members=[alice], private=True)
    with pytest.raises(CannotDo, match="not one of the app's"):
        await stranger.use(await alice.post(secret, "mine"), "row", "go")


async def test_a_dialog_is_answered_here_too(slack: Sandbox, alice: Person, receiver: Receiver) -> None:
    modal = show(slack, alice, row(GO | {"confirm": DIALOG}))
    with pytest.raises(CannotDo, match="Publish"):
        await alice.use(modal, "row", "go")
    await alice.use(modal, "row", "go", confirm=False)
    await alice.use(modal, "row", "go", confirm=True)
    assert [each.payload["actions"][0]["value"] for each in receiver.got] == ["7"]


async def test_enter_is_told_where_it_ends_the_typing(slack: Sandbox, alice: Person, receiver: Receiver) -> None:
    modal = show(slack, alice, field(type="plain_text_input") | {"dispatch_action": True})
    await alice.use(modal, "field", "value", "words")
    assert receiver.got == []
    await alice.use(modal, "field", "value", "words", enter=True)
    assert [each.payload["actions"][0]["value"] for each in receiver.got] == ["words"]
    long = show(slack, alice, field(type="plain_text_input", multiline=True) | {"dispatch_action": True})
    with pytest.raises(CannotDo, match="Enter tells the app nothing"):
        await alice.use(long, "field", "value", "words", enter=True)


async def test_feedback_says_which_of_the_two_was_pressed(
    slack: Sandbox, alice: Person, inc: Channel, receiver: Receiver, client: AsyncWebClient
) -> None:
    block = {"type": "context_actions", "block_id": "row", "elements": [FEEDBACK]}
    await client.chat_postMessage(channel=inc.id, text="card", blocks=[block])
    await slack.settle()
    receiver.got.clear()
    await alice.use(inc.card(), "row", "feedback", "down")
    assert [each.payload["actions"][0]["value"] for each in receiver.got] == ["down"]
    with pytest.raises(CannotDo, match="Neither button"):
        await alice.use(inc.card(), "row", "feedback", "sideways")


async def test_an_external_select_takes_what_the_app_offered(
    slack: Sandbox, alice: Person, inc: Channel, receiver: Receiver, client: AsyncWebClient
) -> None:
    groups = [{"label": plain("Numbers"), "options": OPTIONS}]
    for target in await surfaces(slack, client, alice, inc, row(SUGGESTING)):
        receiver.got.clear()
        assert await alice.suggest(target, "row", "ask", "t") == []
        assert receiver.got == []
        receiver.answers.append(JSONResponse({"option_groups": groups}))
        assert await alice.suggest(target, "row", "ask", "tw") == [
            {"text": "One", "value": "Two", "group": "Numbers"},
            {"text": "Two", "value": "One", "group": "Numbers", "description": "2nd"},
        ]
        await alice.use(target, "row", "ask", "One")
        assert receiver.got[-1].payload["actions"][0]["selected_option"] == OPTIONS[1]


async def test_pickers_list_people_and_conversations_that_fit_what_is_typed(
    slack: Sandbox, alice: Person, inc: Channel
) -> None:
    bob = slack.person("bob", name="Bob Ray")
    secret = slack.channel("secret", members=[bob], private=True)
    people = show(slack, alice, field(type="users_select"))
    assert await alice.suggest(people, "field", "value", "alice i") == [
        {"text": "Alice Ito", "value": alice.id, "description": "@alice"}
    ]
    channels = show(slack, alice, field(type="conversations_select", filter={"include": ["public", "private"]}))
    assert [each["value"] for each in await alice.suggest(channels, "field", "value", "")] == [inc.id]
    theirs = show(slack, bob, field(type="conversations_select", filter={"include": ["private"]}))
    assert await bob.suggest(theirs, "field", "value", "") == [{"text": "#secret", "value": secret.id}]
    numbers = show(slack, alice, field(type="static_select", options=OPTIONS))
    assert [each["value"] for each in await alice.suggest(numbers, "field", "value", "2ND")] == ["One"]
    words = show(slack, alice, field(type="plain_text_input"))
    with pytest.raises(CannotDo, match="suggests nothing"):
        await alice.suggest(words, "field", "value", "")
