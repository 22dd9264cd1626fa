"""What Slack's own client checks before it sends anything: forms, dialogs, and when typing is told to the app."""

import re
from decimal import Decimal

from sandbox.elements import TEXT_INPUTS, Found, elements, is_empty, states
from sandbox.errors import CannotDo
from sandbox.hub import OpenView
from sandbox.validate.checks import length
from sandbox.workspace import Body

REQUIRED = "Please complete this required field."
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_URL = re.compile(r"https?://\S+")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_TYPED = TEXT_INPUTS | {"rich_text_input"}


def asks_nothing_or_is_answered(element: Body, *, confirm: bool | None) -> bool:
    """Say whether to go on: the dialog before a control must be answered, and one that is not there cannot be."""
    dialog = element.get("confirm")
    if dialog is None:
        if confirm is not None:
            raise CannotDo("Nothing is asked before this.")
        return True
    if confirm is None:
        raise CannotDo(f"It asks {dialog['title']['text']!r} first: confirm=True or confirm=False.")
    return confirm


def is_typed(element: Body) -> bool:
    """Say whether a field is one to type into."""
    return element["type"] in _TYPED


def tells(found: Found, *, enter: bool = False) -> bool:
    """Say whether the app hears of a change now, or only with the form. `enter` means that Enter was pressed in it."""
    if found.block["type"] != "input":
        return True
    if not found.block.get("dispatch_action"):
        return False
    if not is_typed(found.element):
        return True
    told = found.element.get("dispatch_action_config", {}).get("trigger_actions_on", ["on_enter_pressed"])
    return ("on_enter_pressed" if enter else "on_character_entered") in told


def unfilled(opened: OpenView) -> dict[str, str]:
    """Return what Slack's own client says about a form before it sends anything."""
    values = states(opened.body["blocks"], opened.typed)
    errors = {}
    for found in elements(opened.body["blocks"]):
        if found.block["type"] == "input":
            wrong = _complaint(found, values[found.key[0]][found.key[1]])
            if wrong:
                errors[str(found.block["block_id"])] = wrong
    return errors


def _complaint(found: Found, state: Body) -> str:
    element, value = found.element, state.get("value")
    if is_empty(state):
        return "" if found.block.get("optional") else REQUIRED
    kind = element["type"]
    pattern = {"email_text_input": _EMAIL, "url_text_input": _URL, "number_input": _NUMBER}.get(kind)
    if pattern is not None and not pattern.fullmatch(str(value)):
        return f"This is not a valid {kind.partition('_')[0]}."
    if kind == "number_input":
        return _out_of_range(element, Decimal(str(value)))
    if kind == "plain_text_input":
        least, most = element.get("min_length", 0), element.get("max_length", 3000)
        if not least <= length(str(value)) <= most:
            return f"Between {least} and {most} characters, please."
    return ""


def _out_of_range(element: Body, value: Decimal) -> str:
    if not element["is_decimal_allowed"] and value != value.to_integral_value():
        return "This is not a whole number."
    if "min_value" in element and value < Decimal(element["min_value"]):
        return f"This must be at least {element['min_value']}."
    if "max_value" in element and value > Decimal(element["max_value"]):
        return f"This must be at most {element['max_value']}."
    return ""
