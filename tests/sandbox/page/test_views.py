"""Modals with what was typed, what is wrong and what is beneath them; the Home tab, also before there is one."""

import re
from typing import Any

from sandbox.driver import Person
from sandbox.elements import with_value
from sandbox.modals import open_modal, publish_home, push_modal
from sandbox.page import views
from sandbox.page.viewer import Viewer
from tests.sandbox.page.conftest import drawn, words


def plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


def field(name: str, **more: Any) -> dict[str, Any]:
    element = {"type": "plain_text_input", "action_id": "value"}
    return {"type": "input", "block_id": name, "label": plain(name.title()), "element": element} | more


def form(title: str, *blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "modal", "title": plain(title), "submit": plain("Save"), "blocks": list(blocks)} | more


def shown(viewer: Viewer) -> str:
    return drawn(views.modals(viewer.hub.modals.get(viewer.member.id, []), viewer))


def test_while_nothing_is_open_nothing_is_drawn(viewer: Viewer) -> None:
    assert shown(viewer) == ""


def test_a_modal_shows_what_was_typed_and_what_is_wrong(viewer: Viewer) -> None:
    block = field("summary", hint=plain("In short."), optional=True)
    opened = open_modal(viewer.hub, viewer.member.id, form("Edit :tada:", block))
    opened.typed = {"summary": {"value": with_value(block["element"], "it <was> slow")}}
    opened.errors = {"summary": "Longer, please."}
    made = shown(viewer)
    assert 'value="it &lt;was&gt; slow"' in made
    assert 'aria-invalid="true" aria-describedby="wrong-summary" aria-label="Summary"' in made
    assert '<p class="error" role="alert" id="wrong-summary">Longer, please.</p>' in made
    assert re.findall(r">([^<]+)<", made) == [
        "Edit ", "🎉", "✕", "Summary", " (optional)", "Longer, please.", "In short.", "Cancel", "Save"
    ]  # fmt: skip


def test_a_modal_is_found_by_its_id_and_called_by_its_title(viewer: Viewer) -> None:
    opened = open_modal(viewer.hub, viewer.member.id, form("Edit", field("summary")))
    key = opened.body["id"]
    assert f'data-surface="modal" data-view="{key}" data-key="{key}" aria-labelledby="modal-title"' in shown(viewer)
    assert '<h2 id="modal-title">Edit</h2>' in shown(viewer)


def test_the_labels_of_the_foot_are_the_apps(viewer: Viewer) -> None:
    said = form("Send", field("to"), close=plain("Not now"), submit=plain("Send it"))
    open_modal(viewer.hub, viewer.member.id, said)
    assert words(views.modals(viewer.hub.modals[viewer.member.id], viewer)).endswith("Not nowSend it")
    reading = {"type": "modal", "title": plain("Read"), "blocks": [{"type": "divider"}]}
    open_modal(viewer.hub, viewer.member.id, reading)
    made = shown(viewer)
    assert 'data-modal="submit"' not in made
    assert ">Close</button>" in made


def test_a_modal_on_top_shows_those_beneath_and_the_way_back(viewer: Viewer) -> None:
    open_modal(viewer.hub, viewer.member.id, form("Hub", field("a")))
    assert "modal-under" not in shown(viewer)
    push_modal(viewer.hub, viewer.member.id, form("Section", field("b")))
    push_modal(viewer.hub, viewer.member.id, form("Merge", field("c")))
    made = shown(viewer)
    assert "<li>Hub</li><li>Section</li>" in made
    assert 'aria-label="Back to Section"' in made
    assert 'aria-label="Close all"' in made
    assert made.count("<dialog") == 1


def test_home_shows_what_the_app_published_and_what_was_chosen(viewer: Viewer) -> None:
    assert "Nothing here yet" in words(views.home(None, viewer))
    choice = {"text": plain("Late"), "value": "late"}
    select = {"type": "static_select", "action_id": "show", "options": [choice], "placeholder": plain("All")}
    blocks = [
        {"type": "header", "text": plain("Postmortems")},
        {"type": "actions", "block_id": "row", "elements": [select]},
    ]
    opened = publish_home(viewer.hub, viewer.member.id, {"type": "home", "blocks": blocks})
    assert 'data-surface="home"' in drawn(views.home(opened, viewer))
    person = Person(viewer.hub, viewer.member)
    assert person.home is not None
    opened.typed = {"row": {"show": with_value(select, choice)}}
    assert 'class="picker-words">Late<' in drawn(views.home(opened, viewer))
