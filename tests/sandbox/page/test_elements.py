"""Everything that is used on the page: each kind is drawn with what it holds, named for screen readers, and escaped."""

import html
import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest

from sandbox.elements import initial
from sandbox.page import elements
from sandbox.page.viewer import Viewer
from sandbox.validate import elements as known
from sandbox.workspace import Body
from tests.sandbox.page.conftest import drawn, eyes, key, words

NASTY = "<b onclick=x>&\"'"


def plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


def options(*names: str) -> list[Body]:
    return [{"text": plain(name), "value": name.lower(), "description": plain(f"the {name}")} for name in names]


DIALOG = {
    "title": plain("Sure?"),
    "text": plain("Gone."),
    "confirm": plain("Yes"),
    "deny": plain("No"),
    "style": "danger",
}
MOST: dict[str, Body] = {
    "button": {"text": plain("Go :tada:"), "style": "primary", "confirm": DIALOG},
    "workflow_button": {"text": plain("Run"), "workflow": {"trigger": {"url": "https://x.org"}}},
    "icon_button": {"icon": "trash", "text": plain("Delete")},
    "feedback_buttons": {
        "positive_button": {"text": plain("Good"), "value": "up"},
        "negative_button": {"text": plain("Bad"), "value": "down"},
    },
    "overflow": {"options": options("Edit", "Drop")},
    "static_select": {"options": options("High", "Low"), "initial_option": options("Low")[0]},
    "multi_static_select": {"options": options("High", "Low"), "initial_options": options("High", "Low")},
    "checkboxes": {"options": options("High", "Low"), "initial_options": options("Low")},
    "radio_buttons": {"options": options("High", "Low"), "initial_option": options("High")[0]},
    "external_select": {"initial_option": options("Cause")[0]},
    "multi_external_select": {"initial_options": options("Cause")},
    "datepicker": {"initial_date": "2026-11-28"},
    "timepicker": {"initial_time": "09:05", "timezone": "Europe/Berlin"},
    "datetimepicker": {"initial_date_time": 1_795_860_300},
    "plain_text_input": {"initial_value": "words", "max_length": 80},
    "rich_text_input": {
        "initial_value": {
            "type": "rich_text",
            "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "words"}]}],
        }
    },
    "email_text_input": {"initial_value": "maya@x.org"},
    "url_text_input": {"initial_value": "https://x.org"},
    "number_input": {"is_decimal_allowed": False, "initial_value": "7", "min_value": "1", "max_value": "9"},
    "file_input": {},
}
HELD = {
    "static_select": "Low",
    "multi_static_select": "Remove High",
    "external_select": "Cause",
    "multi_external_select": "Remove Cause",
    "datepicker": 'value="2026-11-28"',
    "timepicker": 'value="09:05"',
    "plain_text_input": 'value="words"',
    "email_text_input": 'value="maya@x.org"',
    "url_text_input": 'value="https://x.org"',
    "number_input": 'value="7"',
    "rich_text_input": "words",
    "checkboxes": 'value="low" checked',
    "radio_buttons": 'value="high" checked',
}


class Tags(HTMLParser):
    """The names of all tags and attributes in a piece of HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names |= {tag, *(name for name, _ in attrs)}


def shown(viewer: Viewer, element: Body, block: Body | None = None, wrong: str | None = None) -> str:
    """An element in the place where it usually stands."""
    made = {"action_id": "act"} | element
    around = block or {"type": "input", "block_id": "field", "label": plain("Name"), "optional": True}
    return drawn(elements.control(made, around, initial(made), viewer, wrong))


@pytest.mark.parametrize("kind", sorted(set(known._CHECKS) - {"image"}))
def test_every_kind_of_element_is_drawn_and_can_be_found(viewer: Viewer, kind: str) -> None:
    made = shown(viewer, {"type": kind} | MOST.get(kind, {}))
    assert re.match(rf'<\w+ [^>]*data-action="act" data-kind="{kind}"', made)
    assert ("undrawn" in made) == (kind == "file_input")


@pytest.mark.parametrize(("kind", "held"), HELD.items())
def test_an_element_shows_what_it_holds(viewer: Viewer, kind: str, held: str) -> None:
    assert held in html.unescape(shown(viewer, {"type": kind} | MOST[kind]))


@pytest.mark.parametrize("kind", sorted(set(MOST) - {"file_input", "overflow", "feedback_buttons"}))
def test_a_field_is_called_by_its_label(viewer: Viewer, kind: str) -> None:
    made = shown(viewer, {"type": kind} | MOST[kind])
    named = {"button": "Go 🎉", "workflow_button": "Run", "icon_button": "Delete"}
    assert re.search(r'aria-label="Name[":]', made) if kind not in named else named[kind] in words_of(made)


def words_of(made: str) -> str:
    return re.sub(r"<[^>]*>", "", made)


def test_people_and_channels_are_shown_by_name(viewer: Viewer) -> None:
    ben, inc = key(viewer, "ben"), key(viewer, "inc-207")
    people = shown(viewer, {"type": "multi_users_select", "initial_users": [ben]})
    assert "Ben &lt;b&gt; O&#39;Hara" in people
    assert f'data-off="{ben}"' in people
    for kind in ("conversation", "channel"):
        assert "#inc-207" in shown(viewer, {"type": f"{kind}s_select", f"initial_{kind}": inc})


def test_a_moment_is_shown_in_the_viewers_zone() -> None:
    made = shown(eyes("Asia/Kolkata"), {"type": "datetimepicker", "initial_date_time": 1_795_860_300})
    assert 'value="2026-11-28T15:35"' in made
    assert 'data-zone="Asia/Kolkata"' in made


@pytest.mark.parametrize("kind", MOST)
def test_nothing_in_an_element_becomes_a_tag(viewer: Viewer, kind: str) -> None:
    def nasty(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: nasty(each) if key != "type" else each for key, each in value.items()}
        if isinstance(value, list):
            return [nasty(each) for each in value]
        return NASTY if isinstance(value, str) else value

    element = nasty(MOST[kind]) | {"type": kind, "placeholder": plain(NASTY)}
    block = {"type": "input", "block_id": NASTY, "label": plain(NASTY), "hint": plain(NASTY)}
    made = shown(viewer, element, block, NASTY)
    tags = Tags()
    tags.feed(made)
    assert "b" not in tags.names
    assert "onclick" not in tags.names


def test_options_come_with_groups_descriptions_and_addresses(viewer: Viewer) -> None:
    groups = [{"label": plain("Size"), "options": options("Big")}, {"label": plain("Hue"), "options": options("Red")}]
    made = shown(viewer, {"type": "static_select", "option_groups": groups, "placeholder": plain("Pick")})
    assert words_of(made) == "Pick▾SizeBigthe BigHueRedthe Red"
    menu = [
        {"text": plain("Out"), "value": "out", "url": "https://x.org/"},
        {"text": plain("Bad"), "value": "bad", "url": "javascript:alert(1)"},
    ]
    opened = shown(viewer, {"type": "overflow", "options": menu})
    assert re.findall(r'data-url="([^"]*)"', opened) == ["https://x.org/"]


def test_a_picker_says_how_it_is_asked_and_how_much_it_takes(viewer: Viewer) -> None:
    asked = shown(viewer, {"type": "multi_external_select", "min_query_length": 0, "max_selected_items": 2})
    assert 'data-least="0" data-most="2"' in asked
    assert 'data-least="3"' in shown(viewer, {"type": "external_select"})
    required = {"type": "input", "block_id": "field", "label": plain("Name")}
    assert "data-clear" in shown(viewer, {"type": "static_select", "options": options("One")})
    assert "data-clear" not in shown(viewer, {"type": "static_select", "options": options("One")}, required)


def test_what_is_asked_first_comes_with_the_control(viewer: Viewer) -> None:
    made = shown(viewer, {"type": "button", "text": plain("Go"), "confirm": DIALOG})
    found = re.search(r'data-confirm="([^"]*)"', made)
    assert found is not None
    assert json.loads(html.unescape(found[1])) == {
        "title": "Sure?",
        "text": "Gone.",
        "confirm": "Yes",
        "deny": "No",
        "style": "danger",
    }


def test_a_button_with_an_address_is_a_link_that_is_safe(viewer: Viewer) -> None:
    made = shown(viewer, {"type": "button", "text": plain("Open"), "url": "https://x.org/a"})
    assert made.startswith('<a class="btn btn-plain"')
    assert 'href="https://x.org/a" target="_blank" rel="noopener noreferrer"' in made
    assert "href" not in shown(viewer, {"type": "button", "text": plain("Open"), "url": "javascript:alert(1)"})


def test_an_element_for_others_is_not_drawn(viewer: Viewer) -> None:
    element = {"type": "button", "text": plain("Mine"), "visible_to_user_ids": [viewer.member.id]}
    assert "Mine" in shown(viewer, element)
    assert shown(viewer, element | {"visible_to_user_ids": [key(viewer, "ben")]}) == ""


def test_a_field_that_is_wrong_says_so_where_it_is_focused(viewer: Viewer) -> None:
    for kind in ("plain_text_input", "datepicker", "static_select", "users_select", "checkboxes", "rich_text_input"):
        made = shown(viewer, {"type": kind} | MOST.get(kind, {}), wrong="Too short.")
        assert re.search(r'aria-invalid="true" aria-describedby="wrong-field" aria-label="Name', made)
        assert "aria-invalid" not in shown(viewer, {"type": kind} | MOST.get(kind, {}))


def test_a_field_says_its_hint_its_limits_and_when_the_app_hears(viewer: Viewer) -> None:
    block = {"type": "input", "block_id": "field", "label": plain("Name"), "hint": plain("In short.")}
    text = {"type": "plain_text_input", "min_length": 2, "max_length": 80, "placeholder": plain("e.g. Slow")}
    made = shown(viewer, text, block)
    assert 'aria-description="In short."' in made
    assert 'placeholder="e.g. Slow"' in made
    assert words_of(made) == "2 to 80 characters"
    assert "data-enter" not in made
    assert "data-enter" in shown(viewer, text, block | {"dispatch_action": True})
    told = {"dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]}}
    assert "data-enter" not in shown(viewer, text | told, block | {"dispatch_action": True})
    assert words_of(shown(viewer, {"type": "number_input"} | MOST["number_input"])) == "From 1 to 9"


def test_a_long_text_keeps_its_lines(viewer: Viewer) -> None:
    made = shown(viewer, {"type": "plain_text_input", "multiline": True, "initial_value": "\nfirst\n<last>"})
    # the browser drops one line break right after the tag
    assert ">\n\nfirst\n&lt;last&gt;</textarea>" in made


def test_rich_text_comes_with_the_names_in_it(viewer: Viewer) -> None:
    ben, inc = key(viewer, "ben"), key(viewer, "inc-207")
    inside = [
        {"type": "user", "user_id": ben},
        {"type": "channel", "channel_id": inc},
        {"type": "emoji", "name": "tada"},
    ]
    listed = {
        "type": "rich_text_list",
        "style": "bullet",
        "elements": [{"type": "rich_text_section", "elements": inside}],
    }
    made = shown(viewer, {"type": "rich_text_input", "initial_value": {"type": "rich_text", "elements": [listed]}})
    found = re.search(r'data-names="([^"]*)"', made)
    assert found is not None
    assert json.loads(html.unescape(found[1])) == {ben: "Ben <b> O'Hara", inc: "inc-207", ":tada:": "🎉"}


def test_an_element_of_an_unknown_kind_shows_its_name(viewer: Viewer) -> None:
    assert (
        words(elements.control({"type": "hologram", "action_id": "a"}, {"type": "actions"}, None, viewer)) == "hologram"
    )
