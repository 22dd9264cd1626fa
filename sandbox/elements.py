"""Interactive elements: where they stand in blocks, what people read on them, and the state Slack reports of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sandbox.workspace import Body, Conversation

TEXT_INPUTS = frozenset({"plain_text_input", "number_input", "email_text_input", "url_text_input"})
_STATE: dict[str, tuple[str, str, Any]] = {
    "static_select": ("selected_option", "initial_option", None),
    "external_select": ("selected_option", "initial_option", None),
    "radio_buttons": ("selected_option", "initial_option", None),
    "multi_static_select": ("selected_options", "initial_options", []),
    "multi_external_select": ("selected_options", "initial_options", []),
    "checkboxes": ("selected_options", "initial_options", []),
    "users_select": ("selected_user", "initial_user", None),
    "multi_users_select": ("selected_users", "initial_users", []),
    "conversations_select": ("selected_conversation", "initial_conversation", None),
    "multi_conversations_select": ("selected_conversations", "initial_conversations", []),
    "channels_select": ("selected_channel", "initial_channel", None),
    "multi_channels_select": ("selected_channels", "initial_channels", []),
    "datepicker": ("selected_date", "initial_date", None),
    "timepicker": ("selected_time", "initial_time", None),
    "datetimepicker": ("selected_date_time", "initial_date_time", None),
    "rich_text_input": ("rich_text_value", "initial_value", None),
    "file_input": ("files", "", []),
}
_KINDS = {"im": "im", "mpim": "mpim", "private": "group", "public": "channel"}


@dataclass(frozen=True)
class Found:
    """An element where it stands."""

    block: Body
    element: Body

    @property
    def label(self) -> str:
        """Return what a person reads: the button's text, the input's label, or the placeholder."""
        for holder, key in ((self.element, "text"), (self.block, "label"), (self.element, "placeholder")):
            text = holder.get(key)
            if isinstance(text, dict) and not (key == "text" and holder is self.block):
                return str(text.get("text", ""))
        return ""

    @property
    def key(self) -> tuple[str, str]:
        """Return block_id and action_id."""
        return str(self.block["block_id"]), str(self.element["action_id"])

    def named(self, name: str) -> bool:
        """Say whether a person or a test may call it so: by label, action_id or block_id."""
        return name in (self.label, self.element.get("action_id"), self.block.get("block_id"))


def elements(blocks: list[Body]) -> Iterator[Found]:
    """Yield every interactive element of these blocks, from top to bottom."""
    for block in blocks:
        inside = [block.get("accessory"), block.get("element")]
        if block.get("type") in ("actions", "context_actions"):
            inside += block.get("elements", [])
        inside += block.get("actions", []) if isinstance(block.get("actions"), list) else []
        for element in inside:
            if isinstance(element, dict) and element.get("action_id"):
                yield Found(block, element)
        for key in ("elements", "child_blocks"):
            nested = block.get(key)
            if block.get("type") in ("carousel", "container") and isinstance(nested, list):
                yield from elements(nested)


def initial(element: Body) -> Body | None:
    """Return the state of an untouched element; None for elements without state, such as buttons."""
    kind = str(element.get("type"))
    if kind in TEXT_INPUTS:
        return {"type": kind, "value": element.get("initial_value")}
    if kind not in _STATE:
        return None
    key, start, empty = _STATE[kind]
    return {"type": kind, key: element.get(start, empty)}


def with_value(element: Body, value: Any) -> Body:
    """Return the state of an element that was set to `value` (already in Slack's form)."""
    kind = str(element["type"])
    if kind in TEXT_INPUTS:
        return {"type": kind, "value": value}
    # a menu has no state, only what was chosen now
    return {"type": kind, "selected_option" if kind == "overflow" else _STATE[kind][0]: value}


def is_empty(state: Body) -> bool:
    """Say whether a state holds nothing; rich text without a word is nothing."""
    return all(value in (None, "", []) or _wordless(value) for key, value in state.items() if key != "type")


def _wordless(value: Any) -> bool:
    parts = value.get("elements", []) if isinstance(value, dict) and value.get("type") == "rich_text" else None
    if parts is None:
        return False
    return not any(part.get("elements") for part in parts)


def states(blocks: list[Body], typed: dict[str, dict[str, Body]]) -> dict[str, dict[str, Body]]:
    """Return `state.values`: every element with state, by block_id and action_id, as typed or as it started."""
    values: dict[str, dict[str, Body]] = {}
    for found in elements(blocks):
        untouched = initial(found.element)
        if untouched is not None:
            block_id, action_id = found.key
            values.setdefault(block_id, {})[action_id] = typed.get(block_id, {}).get(action_id, untouched)
    return values


def retained(blocks: list[Body], held: dict[str, dict[str, Body]]) -> dict[str, dict[str, Body]]:
    """Return what elements held that are still there, by block_id, action_id and type, and still offer what was chosen.

    The client keeps it even where nobody touched the element: a new initial value needs new ids.
    """
    kept: dict[str, dict[str, Body]] = {}
    for found in elements(blocks):
        block_id, action_id = found.key
        old = held.get(block_id, {}).get(action_id)
        if old is not None and old["type"] == found.element["type"] and _offers(found.element, old):
            kept.setdefault(block_id, {})[action_id] = old
    return kept


def _offers(element: Body, state: Body) -> bool:
    if "options" not in element and "option_groups" not in element:
        return True
    chosen = [state["selected_option"]] if state.get("selected_option") else state.get("selected_options") or []
    values = {option.get("value") for option in options(element)}
    return all(each.get("value") in values for each in chosen)


def options(element: Body) -> list[Body]:
    """Return the options of a select, overflow, checkboxes or radio buttons, groups flattened."""
    grouped = [option for group in element.get("option_groups") or [] for option in group.get("options", [])]
    return [*(element.get("options") or []), *grouped]


def lists(element: Body, channel: Conversation) -> bool:
    """Say whether a picker lists a conversation: only public ones in a channels_select, otherwise by its filter."""
    wanted = element.get("filter", {})
    if "channels_select" in element["type"]:
        return channel.kind == "channel" and not channel.archived
    if wanted.get("exclude_external_shared_channels") and channel.shared_teams:
        return False
    return "include" not in wanted or channel.kind in {_KINDS[each] for each in wanted["include"]}
