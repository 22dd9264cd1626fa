"""What Slack checks across the blocks of one message or view: ids, focus, and what may be there only once.

It reads blocks that may be wrong in themselves and must survive any JSON.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.validate.checks import At, Finding, length
from sandbox.validate.tables import text_within

MARKDOWN_IN_A_MESSAGE = 12_000
# Not documented: messages above about this size are reported to fail with msg_blocks_too_long.
TEXT_IN_A_MESSAGE = 13_200
_TABLES = ("table", "data_table")
_NESTED = ("child_blocks", "tasks")

Placed = tuple[Mapping[str, Any], At]


def placed(blocks: Any, at: At) -> Iterator[Placed]:
    """Yield every block with its place, also those inside other blocks."""
    if not isinstance(blocks, list):
        return
    for index, block in enumerate(blocks):
        if isinstance(block, Mapping):
            here = at.down(index)
            yield block, here
            for name in _NESTED:
                yield from placed(block.get(name), here.down(name))
            if block.get("type") == "carousel":
                yield from placed(block.get("elements"), here.down("elements"))


def _elements(block: Mapping[str, Any], at: At) -> Iterator[Placed]:
    for name in ("accessory", "element"):
        if isinstance(block.get(name), Mapping):
            yield block[name], at.down(name)
    for name in ("elements", "actions"):
        if block.get("type") != "carousel" and isinstance(block.get(name), list):
            for index, element in enumerate(block[name]):
                if isinstance(element, Mapping):
                    yield element, at.down(name, index)


def unique_ids(blocks: list[Placed]) -> Iterator[Finding]:
    """Yield each block_id that an earlier block has, and each action_id repeated inside its block."""
    seen: set[str] = set()
    for block, at in blocks:
        yield from _repeated(block, "block_id", at, seen)
        actions: set[str] = set()
        for element, place in _elements(block, at):
            yield from _repeated(element, "action_id", place, actions)


def _repeated(value: Mapping[str, Any], name: str, at: At, seen: set[str]) -> Iterator[Finding]:
    given = value.get(name)
    if isinstance(given, str):
        if given in seen:
            yield at.down(name).finding("duplicate", f"{name} already exists: {given[:80]}")
        seen.add(given)


def one_focus(blocks: list[Placed]) -> Iterator[Finding]:
    """Yield each element after the first that wants the focus when the surface opens."""
    focused = [
        place for block, at in blocks for element, place in _elements(block, at) if element.get("focus_on_load") is True
    ]
    for place in focused[1:]:
        yield place.down("focus_on_load").broken("only one element can have the focus")


def message_totals(blocks: list[Placed], at: At) -> Iterator[Finding]:
    """Yield what a message has too much of, counted over all its blocks."""
    tables = [place for block, place in blocks if block.get("type") in _TABLES]
    for place in tables[1:]:
        yield place.finding("only_one_table_allowed", "only_one_table_allowed")
    charts = [place for block, place in blocks if block.get("type") == "data_visualization"]
    for place in charts[2:]:
        yield place.broken("no more than 2 blocks of type data_visualization allowed")
    plans = [place for block, place in blocks if block.get("type") == "plan"]
    for place in plans[1:]:
        yield place.broken("no more than 1 block of type plan allowed")
    markdown = [
        block["text"] for block, _ in blocks if block.get("type") == "markdown" and isinstance(block.get("text"), str)
    ]
    if len(markdown) > 1 and sum(map(length, markdown)) > MARKDOWN_IN_A_MESSAGE:
        yield at.broken(f"must be less than {MARKDOWN_IN_A_MESSAGE + 1} characters in all markdown blocks")
    if sum(text_within(block) for block, place in blocks if place.pointer.count("/") == at.pointer.count("/") + 1) > (
        TEXT_IN_A_MESSAGE
    ):
        yield at.finding("msg_blocks_too_long", "the text of all blocks together is too long")
