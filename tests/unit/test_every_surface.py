"""Any document within the product's limits is drawn on every surface inside Slack's limits and those of the house."""

import ast
import json
import sys
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

import blocks
from bot.domain.text import cut, normalise, utf16_length
from sandbox import validate
from tests.unit.drawn import WORST, alive, walk
from tests.unit.every_surface import every_message, every_view

ROOM = Path(blocks.__file__).parent
LONGEST_MESSAGE = 12_000
LONGEST_TEXT = 4_000
LARGEST_VIEW = 200_000
MOST_CARRIED = 1_000
MOST_IN_A_ROW = 4
MOST_OPTIONS = 30
NASTY = (
    *(normalise(one)[:2_900] for one in WORST),
    "&amp;", "&", "<", ">", "*", "_", "~", "`", "```\n", "\n", "\n\n", " ", "> ", "- ", "1. ", "  - ", "| a | b |\n",
    "@[U012AB]", "#[C012AB]", "<!channel>", "\u202e", "\u2067", "\u05d0\u05d1", "\u0645\u0631\u062d", "\u4e2d\u6587",
    "\U0001f1e9\U0001f1ea", "\U0001f469\u200d\U0001f4bb", "e\u0301", "[a](https://b.example)", "https://a.example/?b=c",
    "![](@U1)", "# ", "---\n", "a" * 300, "word ",
)  # fmt: skip
WRITTEN = st.lists(st.sampled_from(NASTY) | st.text(max_size=40), max_size=40)


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Return what somebody could have written, as the entrance lets it in; the longest have a test of their own."""
    return cut(normalise("".join(draw(WRITTEN) * draw(st.sampled_from([1, 2, 9])))), 3_000)


def wrong(payload: list[Any], where: str) -> list[str]:
    """Return which caps of the house a payload breaks."""
    found = []
    for one in walk(payload):
        if one.get("type") == "actions" and len(one["elements"]) > MOST_IN_A_ROW:
            found.append(f"{where}: {len(one['elements'])} controls in a row")
        if len(one.get("options") or ()) > MOST_OPTIONS:
            found.append(f"{where}: {len(one['options'])} options")
    return found


def wrong_messages(text: str, **size: int) -> list[str]:
    """Return what is wrong with the messages of a document."""
    found: list[str] = []
    for drawn in every_message(text, **size):
        where, laid = drawn.text[:60], list(drawn.blocks)
        payload = {"text": drawn.text, "blocks": laid} if laid else {"text": drawn.text}
        found += [f"{where}: {one}" for one in validate.message(payload)]
        found += [f"{where}: alive {one}" for one in alive(laid, drawn.text)]
        shown = sum(utf16_length(str(one["text"])) for one in walk(laid) if isinstance(one.get("text"), str))
        if shown > LONGEST_MESSAGE:
            found.append(f"{where}: {shown} characters")
        if not drawn.text.strip() or utf16_length(drawn.text) > LONGEST_TEXT:
            found.append(f"{where}: a text of {utf16_length(drawn.text)}")
        found += wrong(laid, where)
        for block in Block.parse_all(laid):
            block.to_dict()
    return found


def wrong_views(text: str, **size: int) -> list[str]:
    """Return what is wrong with the windows of a document."""
    found = []
    for drawn in every_view(text, **size):
        where = str(drawn.get("callback_id"))
        found += [f"{where}: {one}" for one in validate.view(drawn)]
        found += [f"{where}: alive {one}" for one in alive(drawn)]
        if len(json.dumps(drawn)) > LARGEST_VIEW:
            found.append(f"{where}: {len(json.dumps(drawn))} bytes")
        if len(drawn.get("private_metadata") or "") > MOST_CARRIED:
            found.append(f"{where}: carries {len(drawn['private_metadata'])}")
        found += wrong(drawn["blocks"], where)
        View(**drawn).to_dict()
    return found


@settings(max_examples=9, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=texts(), entries=st.sampled_from([0, 1, 40, 200]), sections=st.sampled_from([1, 4, 30]))
def test_every_message_of_any_document_is_inside_the_limits(text: str, entries: int, sections: int) -> None:
    assert wrong_messages(text, entries=entries, sections_=sections) == []


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=texts(), entries=st.sampled_from([0, 1, 40, 200]), sections=st.sampled_from([1, 4, 30]))
def test_every_window_of_any_document_is_inside_the_limits(text: str, entries: int, sections: int) -> None:
    assert wrong_views(text, entries=entries, sections_=sections) == []


@pytest.mark.parametrize("unit", ["Checkout failed for all. ", "\U0001f469", "\u4e2d\u6587 "])
def test_a_document_of_the_longest_sections_is_inside_the_limits(unit: str) -> None:
    text = cut(unit * 24_000, 24_000)
    assert wrong_messages(text) == []
    assert wrong_views(text) == []


def drawing() -> set[str]:
    """Return every function of the room that draws a message or a window, by module and name."""
    found = set()
    for path in ROOM.glob("*.py"):
        if path.stem in {"kit", "rich_text"}:
            continue
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith(("_", "read_", "form_")):
                gives = ast.unparse(node.returns) if node.returns else ""
                if gives in {"Rendered", "dict[str, Any]"}:
                    found.add(f"{path.stem}.{node.name}")
    return found


def test_whatever_draws_a_message_or_a_window_is_among_what_is_drawn_here() -> None:
    called: set[CodeType] = set()

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            called.add(frame.f_code)

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        assert len(list(every_message("Checkout", entries=5, sections_=5))) > 0
        assert len(list(every_view("Checkout", entries=5, sections_=5))) > 0
    finally:
        sys.setprofile(before)
    files = {code: Path(code.co_filename) for code in called}
    drawn = {f"{path.stem}.{code.co_name}" for code, path in files.items() if path.parent == ROOM}
    assert drawing() - drawn == set()
