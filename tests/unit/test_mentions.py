"""The last look before Slack: whatever slipped past the escape rings nobody, and what is ours stays as it is."""

import json
import re
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blocks.documents.to_canvas import to_canvas
from bot.domain.mentions import ALMOST, Ringing, silenced
from tests.unit.test_documents import filled

ALIVE = re.compile(r"<(?:[@#]|!(?!date\^))")
PIECES = st.sampled_from(
    ["<", "!", "@", "#", "channel>", "date^1^{time}|x>", "subteam^S1>", "U1>", "\\", '"', "a", "\n"]
)
TEXTS = st.lists(PIECES, max_size=12).map("".join)
PAYLOADS: st.SearchStrategy[Any] = st.recursive(
    TEXTS | st.integers() | st.none(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["text", "type", "blocks"]), inner),
    max_leaves=12,
)


@pytest.mark.parametrize(
    "live", ["<!channel>", "<!here|here>", "<!everyone>", "<@U012AB>", "<#C012AB|general>", "<!subteam^S1|all>"]
)
def test_a_mention_that_slipped_through_is_put_out_wherever_it_stands(live: str) -> None:
    quiet = silenced({"text": live, "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": f"x {live}"}}]})

    assert ALIVE.search(json.dumps(quiet)) is None
    assert live[1:] in quiet["text"], "the words stay"


@pytest.mark.parametrize(
    "element",
    [
        {"type": "user", "user_id": "U1"},
        {"type": "usergroup", "usergroup_id": "S1"},
        {"type": "broadcast", "range": "channel"},
    ],
)
def test_an_element_that_rings_is_only_text_unless_it_stands_in_a_field(element: dict[str, str]) -> None:
    section = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [element]}]}

    shown = silenced({"blocks": [section]})["blocks"][0]["elements"][0]["elements"][0]
    typed = silenced({"element": {"type": "rich_text_input", "initial_value": section}})

    assert shown["type"] == "text"
    assert typed["element"]["initial_value"] == section


def test_a_canvas_mentions_nobody() -> None:
    assert silenced("see ![](@U012AB) and ![](#C012AB)") == "see !\\[](@U012AB) and !\\[](#C012AB)"


@pytest.mark.parametrize(
    "written", ["![a[b]c](@U1)", "![]( @U1)", "![](<@U1>)", "![](\\@U1)", "![a\nb](@U1)", "![](&#64;U1)", "\\![](@U1)"]
)
def test_however_a_canvas_mention_is_written_it_is_put_out(written: str) -> None:
    assert "![" not in silenced(written).replace("!\\[", "")


@pytest.mark.parametrize("written", ["![a chart] and [the docs](https://a.example)", "x![](y) [1](2)"])
def test_what_mentions_nobody_in_a_canvas_is_left_alone(written: str) -> None:
    assert silenced(written) == written


IN_CANVAS = (
    "<@U1>", "\\<@U1>", "\\\\<@U1>", "<!here>", "<#C1>", "![](@U1)", "!", "[", "]", "(", ")", "@U1", "#C1", "\\", "`",
    "\n", "```\n", "<", ">", " ", "![", "](", "a", "&lt;", "> ", "- ", "|",
)  # fmt: skip
_LIVE = re.compile(r"<[@#!]|(?<!\\)!\[[^\n]*\]\([\s<\\]*[@#]")


@settings(max_examples=400, deadline=None)
@given(text=st.lists(st.sampled_from(IN_CANVAS), max_size=10).map("".join))
def test_no_text_is_a_mention_in_a_canvas_escaped_or_not(text: str) -> None:
    made = filled(text)
    sections = (made.postmortem.sections[0].model_copy(update={"text": text}), *made.postmortem.sections[1:])
    shown = to_canvas(made.model_copy(update={"postmortem": made.postmortem.model_copy(update={"sections": sections})}))
    assert _LIVE.findall(silenced(shown)) == []
    assert "`" in text or _LIVE.findall(shown) == []  # by itself; only in code does the last look have to help


def test_what_is_ours_and_what_a_button_carries_is_left_alone() -> None:
    ours = {
        "text": "<!date^1794924120^{time}|14:02 UTC> <https://a.example/x|1 message> &lt;@U1&gt;",
        "accessory": {"type": "button", "value": '{"v":1,"k":"list","w":"<@U1>"}'},
    }

    assert silenced(ours) is ours
    plain = {"text": "nothing of that sort"}
    assert silenced(plain) is plain


@given(payload=PAYLOADS)
def test_nothing_stays_alive_in_any_payload(payload: Any) -> None:
    def texts(value: Any) -> list[str]:
        if isinstance(value, dict):
            return [one for item in value.values() for one in texts(item)]
        if isinstance(value, list):
            return [one for item in value for one in texts(item)]
        return [value] if isinstance(value, str) else []

    assert [one for one in texts(silenced(payload)) if ALIVE.search(one)] == []


def test_looking_costs_next_to_nothing() -> None:
    window = {"blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 2_900}} for _ in range(100)]}

    begin = time.perf_counter()
    for _ in range(10):
        silenced(window)

    assert (time.perf_counter() - begin) / 10 < 0.1


def test_a_mention_that_is_meant_goes_through_and_nothing_else_in_its_text() -> None:
    meant = Ringing("<@U1>, please", "U1")
    assert silenced({"text": meant}) == {"text": "<@U1>, please"}
    both = silenced({"blocks": [Ringing("<@U1> and <@U2> and <!here>", "U1")]})
    assert both["blocks"] == [f"<@U1> and {ALMOST}@U2> and {ALMOST}!here>"]
    assert silenced({"text": str(meant)}) == {"text": f"{ALMOST}@U1>, please"}
