"""Controls by their ids, and values in Slack's own form: how the page in a browser uses what tests call by its label.

It must refuse whatever the client does not offer, as everything in the driver does.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sandbox.driver.checks import is_typed
from sandbox.driver.values import WITH_OPTIONS, state_of
from sandbox.elements import Found, elements, lists, options
from sandbox.errors import CannotDo, Gone
from sandbox.hub import Hub
from sandbox.outbox import Ack
from sandbox.workspace import Body, Conversation

MOST_SUGGESTED = 100
LEAST_TYPED = 3
"""What has to be typed before an external select is asked, where the app says nothing about it."""
_PRESSED = frozenset({"button", "icon_button"})
_NOT_HERE = {"workflow_button": "There are no workflows here.", "file_input": "Files cannot be put into forms here."}
_RANGES = ("here", "channel", "everyone")
_NUMBERS = range(1_000_000_000, 10_000_000_000)


def control_at(blocks: list[Body], block_id: str, action_id: str) -> Found:
    """Return the control with these ids. Raises Gone when it is not there (any more)."""
    for found in elements(blocks):
        if found.key == (block_id, action_id):
            return found
    raise Gone(f"There is no control {action_id!r} in the block {block_id!r}.")


def exact_state(hub: Hub, found: Found, value: Any, known: list[Body], *, by: str) -> Body | None:
    """Return the state of a control that `by` set to `value`, which is in Slack's own form; a plain button has none.

    Options come by their `value`, people and conversations by id, days as YYYY-MM-DD, times as HH:MM, moments as a
    number, rich text as its block; None clears, and what takes several takes a list. `known` is what an external
    select offered.
    """
    element = found.element
    kind = str(element["type"])
    if kind in _NOT_HERE:
        raise CannotDo(_NOT_HERE[kind])
    if kind in _PRESSED:
        if value is not None:
            raise CannotDo(f"A {kind} is pressed, it takes no value.")
        return None
    if kind == "feedback_buttons":
        return _feedback(element, value)
    several = kind.startswith("multi_") or kind == "checkboxes"
    if value == "" or (value is None and not several):
        return state_of(hub, element, None)
    if isinstance(value, list) is not several:
        raise CannotDo(f"A {kind} takes {'a list' if several else 'one value'}, not {value!r}.")
    given = value if several else [value]
    taken = [_taken(hub, element, each, known) for each in given]
    return state_of(hub, element, taken if several else taken[0], by=by)


def refuse_enter(found: Found, *, enter: bool) -> None:
    """Refuse Enter where it does not end the typing."""
    element = found.element
    if enter and (not is_typed(element) or element.get("multiline") or element["type"] == "rich_text_input"):
        raise CannotDo("Enter tells the app nothing there.")


def suggested(hub: Hub, found: Found, typed: str, *, by: str) -> list[Body]:
    """Return what a picker lists of itself after `typed`: people, conversations, or its own options.

    In a field for rich text `@ma` and `#inc` list whom and what can be mentioned, with the `kind` of each.
    """
    kind = str(found.element["type"])
    words = typed.casefold().split()
    if "users_select" in kind:
        rows = _people(hub)
    elif "conversations_select" in kind or "channels_select" in kind:
        rows = _conversations(hub, found.element, by)
    elif kind in WITH_OPTIONS:
        rows = list(rows_of(found.element))
    elif kind == "rich_text_input":
        rows, words = _mentioned(hub, typed[:1], by), typed[1:].casefold().split()
    else:
        raise CannotDo(f"A {kind} suggests nothing.")
    fitting = [
        row for row in rows if all(word in f"{row['text']} {row.get('description', '')}".casefold() for word in words)
    ]
    return fitting[:MOST_SUGGESTED]


def answered(ack: Ack) -> list[Body]:
    """Return the rows of an app's answer to what was typed; a bad or late answer leaves the list empty."""
    return list(rows_of(ack.body)) if not ack.failure and isinstance(ack.body, dict) else []


def rows_of(holder: Body) -> Iterator[Body]:
    """Yield options as a list shows them: text and value, description and group where there are."""
    groups = holder.get("option_groups") or [{"options": holder.get("options") or []}]
    for group in groups:
        for option in group.get("options", []):
            row = {"text": option["text"]["text"], "value": option.get("value", "")}
            if option.get("description"):
                row["description"] = option["description"]["text"]
            if group.get("label"):
                row["group"] = group["label"]["text"]
            yield row


def chosen(states: dict[str, dict[str, Body]], found: Found) -> list[Body]:
    """Return the options that a control holds now, which it goes on offering."""
    state = states.get(found.key[0], {}).get(found.key[1], {})
    several = state.get("selected_options") or []
    return [*several, state["selected_option"]] if state.get("selected_option") else list(several)


def _taken(hub: Hub, element: Body, value: Any, known: list[Body]) -> Any:
    kind = str(element["type"])
    if kind in WITH_OPTIONS:
        offered = known if "external" in kind else options(element)
        option = next((each for each in offered if each.get("value") == value), None)
        if option is None:
            raise CannotDo(f"There is no option with the value {value!r}.")
        return option
    if kind.endswith("_select") and not (value in hub.workspace.members or value in hub.workspace.conversations):
        raise CannotDo(f"Nobody and nothing here has the id {value!r}.")
    if kind == "datepicker":
        _check_day(value)
    if kind == "datetimepicker" and (not isinstance(value, int) or value not in _NUMBERS):
        raise CannotDo(f"A datetimepicker does not take {value!r}.")
    if is_typed(element) and kind != "rich_text_input" and not isinstance(value, str):
        raise CannotDo(f"A {kind} does not take {value!r}.")
    return value


def _check_day(value: Any) -> None:
    try:
        date.fromisoformat(str(value))
    except ValueError as wrong:
        raise CannotDo(f"There is no day {value!r}.") from wrong


def _feedback(element: Body, value: Any) -> Body:
    for side in ("positive_button", "negative_button"):
        if element[side]["value"] == value:
            return {"type": "feedback_buttons", "text": element[side]["text"], "value": value}
    raise CannotDo(f"Neither button has the value {value!r}.")


def _people(hub: Hub) -> list[Body]:
    there = [member for member in hub.workspace.members.values() if not member.deleted]
    there.sort(key=lambda member: member.real_name.casefold())
    return [{"text": member.real_name, "value": member.id, "description": f"@{member.name}"} for member in there]


def _conversations(hub: Hub, element: Body, by: str) -> list[Body]:
    found = [
        channel
        for channel in hub.workspace.conversations.values()
        if lists(element, channel) and (not channel.private or by in channel.members)
    ]
    rows = [{"text": conversation_name(hub, channel, by), "value": channel.id} for channel in found]
    return sorted(rows, key=lambda row: row["text"].casefold())


def _mentioned(hub: Hub, sign: str, by: str) -> list[Body]:
    if sign == "#":
        rows = _conversations(hub, {"type": "conversations_select", "filter": {"include": ["public", "private"]}}, by)
        return [row | {"kind": "channel"} for row in rows]
    groups = [
        {"text": each["name"], "value": each["id"], "description": f"@{each['handle']}", "kind": "usergroup"}
        for each in hub.workspace.usergroups
    ]
    everybody = [{"text": each, "value": each, "description": f"@{each}", "kind": "broadcast"} for each in _RANGES]
    return [*(row | {"kind": "user"} for row in _people(hub)), *groups, *everybody] if sign == "@" else []


def conversation_name(hub: Hub, channel: Conversation, by: str) -> str:
    """Return what `by` reads for a conversation: its name, or who else is in it."""
    if channel.kind in ("channel", "group"):
        return f"#{channel.name}"
    others = [each for each in channel.members if each != by] or [by]
    return ", ".join(hub.workspace.members[each].real_name for each in others)
