"""What people pick and type in forms, and what Slack's own client says about it before anything is sent."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from sandbox.driver import Modal, Person
from sandbox.errors import CannotDo
from sandbox.hub import OpenView
from sandbox.modals import open_modal
from sandbox.server import Sandbox
from tests.sandbox.conftest import Receiver, opened


def plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


OPTIONS = [{"text": plain(name), "value": name.lower()} for name in ("One", "Two", "Three")]


def modal_with(slack: Sandbox, person: Person, **element: Any) -> Modal:
    made = {"action_id": "value"} | element
    block = {"type": "input", "block_id": "field", "label": plain("Field"), "element": made}
    view = {"type": "modal", "title": plain("Form"), "submit": plain("Save"), "blocks": [block]}
    assert isinstance(open_modal(slack.hub, person.id, view), OpenView)
    return opened(person)


@pytest.fixture
def alice(slack: Sandbox) -> Person:
    return slack.person("alice", name="Alice Ito")


@pytest.mark.parametrize(
    ("element", "value", "held"),
    [
        ({"type": "datepicker"}, date(2026, 11, 28), "2026-11-28"),
        ({"type": "timepicker"}, time(9, 5), "09:05"),
        ({"type": "datetimepicker"}, datetime(2026, 11, 28, tzinfo=UTC), 1795824000),
        ({"type": "checkboxes", "options": OPTIONS}, ["One", "three"], ["One", "Three"]),
        ({"type": "radio_buttons", "options": OPTIONS}, "Two", "Two"),
        ({"type": "multi_static_select", "option_groups": [{"label": plain("G"), "options": OPTIONS}]}, "Two", ["Two"]),
        ({"type": "static_select", "options": OPTIONS, "initial_option": OPTIONS[0]}, None, None),
        ({"type": "number_input", "is_decimal_allowed": False}, 7, "7"),
    ],
)
async def test_a_field_takes_what_people_would_pick(
    slack: Sandbox, alice: Person, element: dict[str, Any], value: Any, held: Any
) -> None:
    assert modal_with(slack, alice, **element).fill({"Field": value}).fields == {"Field": held}


async def test_people_and_channels_are_picked_by_handle_or_name(slack: Sandbox, alice: Person) -> None:
    inc = slack.channel("inc")
    people = modal_with(slack, alice, type="multi_users_select").fill({"Field": [alice, "slackbot"]})
    assert people.fields == {"Field": [alice.id, "USLACKBOT"]}
    assert modal_with(slack, alice, type="conversations_select").fill({"Field": inc}).fields == {"Field": inc.id}
    assert modal_with(slack, alice, type="channels_select").fill({"Field": "inc"}).fields == {"Field": inc.id}


async def test_rich_text_is_typed_as_plain_words(slack: Sandbox, alice: Person) -> None:
    modal = modal_with(slack, alice, type="rich_text_input").fill({"Field": "words"})
    assert modal.lines[1] == "Field: [ words ]"


@pytest.mark.parametrize(
    ("element", "value", "complaint"),
    [
        ({"type": "static_select", "options": OPTIONS}, "Four", "There is no option 'Four'"),
        ({"type": "users_select"}, "nobody", "Nobody and nothing here"),
        (
            {"type": "multi_static_select", "options": OPTIONS, "max_selected_items": 1},
            ["One", "Two"],
            "No more than 1",
        ),
        ({"type": "datetimepicker"}, date(2026, 11, 28), "takes an aware datetime"),
    ],
)
async def test_what_a_field_does_not_offer_cannot_be_picked(
    slack: Sandbox, alice: Person, element: dict[str, Any], value: Any, complaint: str
) -> None:
    modal = modal_with(slack, alice, **element)
    with pytest.raises(CannotDo, match=complaint):
        modal.fill({"Field": value})


@pytest.mark.parametrize(
    ("element", "value", "complaint"),
    [
        ({"type": "email_text_input"}, "alice", "This is not a valid email."),
        ({"type": "url_text_input"}, "example.org", "This is not a valid url."),
        ({"type": "number_input", "is_decimal_allowed": True}, "seven", "This is not a valid number."),
        ({"type": "plain_text_input", "max_length": 3}, "four", "Between 0 and 3 characters, please."),
        ({"type": "plain_text_input", "min_length": 5}, "four", "Between 5 and 3000 characters, please."),
        ({"type": "multi_users_select"}, None, "Please complete this required field."),
    ],
)
async def test_the_client_checks_a_form_before_it_is_sent(
    slack: Sandbox, alice: Person, receiver: Receiver, element: dict[str, Any], value: Any, complaint: str
) -> None:
    modal = modal_with(slack, alice, **element).fill({"Field": value})
    done = await modal.submit()
    assert (done.failure, done.acked, modal.errors) == ("not_sent", False, {"Field": complaint})
    assert receiver.got == []


async def test_a_form_without_a_submit_button_is_not_sent(slack: Sandbox, alice: Person) -> None:
    open_modal(slack.hub, alice.id, {"type": "modal", "title": plain("Read"), "blocks": [{"type": "divider"}]})
    with pytest.raises(CannotDo, match="no submit button"):
        await opened(alice).submit()


async def test_clear_on_close_closes_everything(slack: Sandbox, alice: Person, receiver: Receiver) -> None:
    view = {"type": "modal", "title": plain("1"), "clear_on_close": True, "blocks": [{"type": "divider"}]}
    open_modal(slack.hub, alice.id, view)
    await opened(alice).close()
    assert (alice.modal, receiver.got) == (None, [])
