"""Blocks become JSON as slack_sdk's own models do it: the same keys, the same checks, only sooner."""

from typing import Any

import pytest
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    CheckboxesElement,
    ConfirmObject,
    ContextBlock,
    DateTimePickerElement,
    DividerBlock,
    HeaderBlock,
    InputBlock,
    MarkdownTextObject,
    Option,
    OverflowMenuElement,
    PlainTextInputElement,
    PlainTextObject,
    RadioButtonsElement,
    RawTextObject,
    RichTextBlock,
    RichTextElementParts,
    RichTextInputElement,
    RichTextSectionElement,
    SectionBlock,
    StaticSelectElement,
    TableBlock,
    UserMultiSelectElement,
)
from slack_sdk.models.views import View

from blocks import kit
from blocks.ids import Ref

OPTIONS = [Option(text=PlainTextObject(text=one), value=one) for one in ("a", "b")]
LINKED = Option(text=PlainTextObject(text="Open"), value="o", url="https://a.example/x")
CONFIRM = ConfirmObject(title="Sure?", text=MarkdownTextObject(text="It goes out."), confirm="Yes", deny="No")
BUTTON = ButtonElement(text="Go", action_id="go", value="1", style="primary", confirm=CONFIRM, url="https://a.example")
RICH = RichTextBlock(elements=[RichTextSectionElement(elements=[RichTextElementParts.Text(text="x")])])


def asked(element: Any) -> InputBlock:
    return InputBlock(label="What?", element=element, hint="Short", optional=True, block_id="b")


BLOCKS: list[Block] = [
    SectionBlock(text=MarkdownTextObject(text="x", verbatim=True), accessory=BUTTON, block_id="s", expand=False),
    SectionBlock(
        text=MarkdownTextObject(text="x"), accessory=OverflowMenuElement(action_id="m", options=[*OPTIONS, LINKED])
    ),
    ActionsBlock(elements=[BUTTON, StaticSelectElement(placeholder="p", options=OPTIONS, initial_option=OPTIONS[1])]),
    ContextBlock(elements=[MarkdownTextObject(text="y"), PlainTextObject(text="z", emoji=False)]),
    HeaderBlock(text=PlainTextObject(text="h")),
    DividerBlock(),
    asked(PlainTextInputElement(action_id="t", multiline=False, initial_value="", max_length=300)),
    asked(DateTimePickerElement(action_id="d", initial_date_time=1_794_924_120)),
    asked(UserMultiSelectElement(action_id="u", initial_users=["U1"], max_selected_items=1)),
    asked(UserMultiSelectElement(action_id="u", initial_users=[])),
    asked(CheckboxesElement(options=OPTIONS, initial_options=[OPTIONS[0]])),
    asked(RadioButtonsElement(options=OPTIONS)),
    asked(RichTextInputElement(action_id="r", initial_value=RICH)),
    RICH,
    RichTextBlock(elements=[RichTextSectionElement(elements=[])]),
    TableBlock(rows=[[RawTextObject(text="a"), RICH]], column_settings=[None, {"is_wrapped": True}]),
]


@pytest.mark.parametrize("block", BLOCKS, ids=lambda one: one.type)
def test_a_block_is_drawn_as_the_models_draw_it(block: Block) -> None:
    assert kit.message("x", block).blocks == (block.to_dict(),)


def test_a_window_is_drawn_as_the_models_draw_it() -> None:
    drawn = kit.modal("Entry", "pm.x.view", BLOCKS[:13], ref=Ref(kind="x"), submit="Save")
    view = View(
        type="modal",
        callback_id="pm.x.view",
        title=PlainTextObject(text="Entry"),
        submit=PlainTextObject(text="Save"),
        close=PlainTextObject(text="Cancel"),
        blocks=BLOCKS[:13],
        private_metadata=Ref(kind="x").encode(),
    )
    assert drawn == view.to_dict()


@pytest.mark.parametrize(
    "block",
    [
        HeaderBlock(text=PlainTextObject(text="h" * 151)),
        SectionBlock(text=MarkdownTextObject(text="x" * 3_001)),
        SectionBlock(text="x", accessory=OverflowMenuElement(options=[Option(label="x" * 80, value="x")])),
        asked(StaticSelectElement(options=OPTIONS * 60)),
    ],
)
def test_what_the_models_refuse_is_refused(block: Block) -> None:
    with pytest.raises(SlackObjectFormationError):
        block.to_dict()
    with pytest.raises(SlackObjectFormationError):
        kit.message("x", block)
