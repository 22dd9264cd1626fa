"""The editor of rich text in a real browser: nothing of a document gets lost, and keys do what they do in Slack."""

from typing import Any

import pytest
from htpy import div, fragment
from playwright.async_api import Page, Route

from sandbox.page import elements
from sandbox.page.viewer import Viewer
from sandbox.server import Sandbox
from tests.e2e.window import Windows

Part = dict[str, Any]


def text(words: str, *styles: str) -> Part:
    return {"type": "text", "text": words} | ({"style": dict.fromkeys(styles, True)} if styles else {})


def section(*inside: Part) -> Part:
    return {"type": "rich_text_section", "elements": list(inside)}


def items(style: str, indent: int, *lines: str, **more: Any) -> Part:
    inside = [section(*([text(line)] if line else [])) for line in lines]
    return {"type": "rich_text_list", "style": style, "indent": indent, "border": 0, **more, "elements": inside}


def quote(*inside: Part, **more: Any) -> Part:
    return {"type": "rich_text_quote", "elements": list(inside), **more}


def code(*inside: Part, **more: Any) -> Part:
    return {"type": "rich_text_preformatted", "border": 0, "elements": list(inside), **more}


LINK = {"type": "link", "url": "https://x.org/a", "text": "words", "style": {"bold": True}}
DOCUMENTS: dict[str, list[Part]] = {
    "nothing": [section()],
    "styles": [
        section(text("a "), text("b", "bold"), text("c", "bold", "italic"), text("d", "strike"), text("e", "code"))
    ],
    "lines": [section(text("one\n\nthree  with two spaces\n")), items("bullet", 0, "x"), section(text("\nafter"))],
    "sections side by side": [
        section(text("one")),
        items("bullet", 0, "x"),
        section(text("two")),
        section(text("three")),
    ],
    "a style over lines": [section(text("a\nb", "bold"), text("c"))],
    "links": [section({"type": "link", "url": "https://x.org"}, text(" "), LINK, text("."))],
    "pieces": [
        section(
            {"type": "user", "user_id": "U1"},
            {"type": "channel", "channel_id": "C1"},
            {"type": "broadcast", "range": "here"},
            {"type": "emoji", "name": "tada", "unicode": "1f389"},
            {"type": "date", "timestamp": 1_795_860_300, "format": "{date}", "fallback": "then"},
        )
    ],
    "lists": [
        items("bullet", 0, "a", "", "b"),
        items("bullet", 1, "c"),
        items("bullet", 0, "d\nin two lines"),
        items("ordered", 0, "1", "2"),
        items("ordered", 1, "i"),
        items("ordered", 0, "3", offset=2),
        items("ordered", 0, "anew"),
    ],
    "quotes and code": [
        quote(text("one\ntwo "), text("b", "bold")),
        quote(text("three"), border=1),
        code(text("x = 1\n  y\n\nz")),
        code(text("more"), language="python"),
    ],
    "what nobody knows": [{"type": "rich_text_song", "verses": [1]}, section(text("x", "highlight"))],
}
READ = """async (value) => {
  const {drawLines, number, readParts} = await import("/static/rich_text.js");
  const holder = document.createElement("div");
  holder.append(...drawLines(value, {}));
  number(holder);
  return readParts(holder).map(({part}) => part);
}"""
HELD = """async () => {
  const {read} = await import("/static/editor.js");
  return read(document.querySelector(".rich-words")).elements;
}"""


@pytest.fixture
async def page(windows: Windows) -> Page:
    """A window whose deeds go nowhere."""
    window = await windows.of("")
    await window.page.route("**/do/**", nowhere)
    return window.page


async def nowhere(route: Route) -> None:
    character = "🎉" if (route.request.post_data_json or {}).get("name") == "tada" else None
    await route.fulfill(json={"failure": None, "options": [], "character": character})


async def editor(page: Page, *parts: Part) -> None:
    """An editor with this document, and the caret at its end."""
    slack = Sandbox()
    viewer = Viewer(slack.hub, slack.person("maya", name="Maya").member)
    value = {"type": "rich_text", "elements": list(parts)} if parts else None
    block = {"type": "input", "block_id": "b", "label": {"type": "plain_text", "text": "Words"}}
    drawn = elements.control(
        {"type": "rich_text_input", "action_id": "a"},
        block,
        {"type": "rich_text_input", "rich_text_value": value},
        viewer,
    )
    frame = str(fragment[div(data_surface="home")[div(data_block="b")[drawn]]])
    await page.evaluate("(html) => { document.querySelector('main').innerHTML = html; }", frame)
    await page.locator(".rich-words > p").first.wait_for()
    await page.locator(".rich-words").focus()
    await page.keyboard.press("Control+End")


async def keys(page: Page, *pressed: str) -> list[Part]:
    """What is held after these keys and words; a key stands in angle brackets."""
    for one in pressed:
        if one.startswith("<"):
            await page.keyboard.press(one.strip("<>"))
        else:
            await page.keyboard.type(one)
    return list(await page.evaluate(HELD))


@pytest.mark.parametrize("name", DOCUMENTS)
async def test_a_document_comes_out_of_the_editor_as_it_went_in(page: Page, name: str) -> None:
    assert await page.evaluate(READ, {"type": "rich_text", "elements": DOCUMENTS[name]}) == DOCUMENTS[name]


@pytest.mark.parametrize(
    ("pressed", "held"),
    [
        (["a", "<Enter>", "b"], [section(text("a\nb"))]),
        (["a ", "<Control+b>", "b", "<Control+b>", " c"], [section(text("a "), text("b", "bold"), text(" c"))]),
        (
            ["- a", "<Enter>", "b", "<Tab>", "<Enter>", "<Shift+Tab>", "c", "<Enter>", "<Enter>", "d"],
            [items("bullet", 0, "a"), items("bullet", 1, "b"), items("bullet", 0, "c"), section(text("d"))],
        ),
        (
            ["1. a", "<Enter>", "b", "<Tab>", "<Enter>", "<Shift+Tab>", "c"],
            [items("ordered", 0, "a"), items("ordered", 1, "b"), items("ordered", 0, "c", offset=1)],
        ),
        (["> a", "<Enter>", "b", "<Enter>", "<Enter>", "c"], [quote(text("a\nb")), section(text("c"))]),
        (["``` a", "<Enter>", "  b"], [code(text("a\n  b"))]),
        (["a", "<Enter>", "- b", "<Home>", "<Backspace>"], [section(text("a\nb"))]),
        (["- a", "<Shift+Enter>", "b"], [items("bullet", 0, "a\nb")]),
        (["a", "<Enter>", "- b", "<Control+a>", "<Delete>", "c"], [section(text("c"))]),
        (["a", "<Control+Shift+Digit9>"], [quote(text("a"))]),
        (
            ["a *b c* _d ~e~_ `*f*`! 2*3*4 g_h_i"],
            [
                section(
                    text("a "),
                    text("b c", "bold"),
                    text(" "),
                    text("d ", "italic"),
                    text("e", "italic", "strike"),
                    text(" "),
                    text("*f*", "code"),
                    text("! 2*3*4 g_h_i"),
                )
            ],
        ),
        (["*a*", "<Control+z>", "!"], [section(text("*a*!"))]),
        (["```x*y*```z"], [code(text("x*y*")), section(text("z"))]),
        (["```", "<Enter>", "x", "<Enter>", "```", "z"], [code(text("x")), section(text("z"))]),
    ],
)
async def test_keys_do_what_they_do_in_slack(page: Page, pressed: list[str], held: list[Part]) -> None:
    await editor(page)
    assert await keys(page, *pressed) == held


async def test_an_emoji_is_put_where_its_name_was_typed_and_what_is_none_stays(page: Page) -> None:
    await editor(page)
    await keys(page, "so :nobody: 10:30: and :tada:")
    await page.locator("[data-atom]").wait_for()
    assert await keys(page, " it is") == [
        section(text("so :nobody: 10:30: and "), {"type": "emoji", "name": "tada"}, text(" it is"))
    ]


async def test_what_nobody_touched_stays_to_the_letter(page: Page) -> None:
    others = [{"type": "rich_text_section", "elements": [text("x"), text("y")]}, code(text("z"), language="python")]
    await editor(page, items("ordered", 0, "a", offset=4), *others)
    edited = await keys(page, "<Control+Home>", "<End>", "!")
    assert edited == [items("ordered", 0, "a!", offset=4), *others]
    assert await keys(page, "<Backspace>") == [items("ordered", 0, "a", offset=4), *others]


async def test_what_is_done_can_be_undone_and_done_again(page: Page) -> None:
    await editor(page, section(text("a\n")), items("bullet", 0, "b"))
    emptied = await keys(page, "<Control+a>", "<Delete>")
    assert emptied == [section()]
    assert await keys(page, "<Control+z>") == [section(text("a\n")), items("bullet", 0, "b")]
    assert await keys(page, "<Control+Shift+z>") == emptied


async def test_what_is_pasted_is_plain_text(page: Page) -> None:
    await editor(page)
    await page.evaluate("""() => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", "one\\n<b>two</b>");
      clipboardData.setData("text/html", "<b>one</b>");
      const pasted = new ClipboardEvent("paste", {clipboardData, bubbles: true, cancelable: true});
      document.activeElement.dispatchEvent(pasted);
    }""")
    assert await keys(page) == [section(text("one\n<b>two</b>"))]
