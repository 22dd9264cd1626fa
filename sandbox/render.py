"""Messages and views as lines for a terminal: what a person reads, tables in columns, buttons in brackets."""

import html
import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from sandbox.elements import initial
from sandbox.workspace import Body

Names = Callable[[str], str]

_TOKEN = re.compile(r"<([@#!]?)([^<>|]+)(?:\|([^<>]*))?>")
_DATE = re.compile(r"\{(\w+)\}")
_DATE_FORMS = {
    "date_num": "%Y-%m-%d",
    "date": "%B %d, %Y",
    "date_short": "%b %d, %Y",
    "date_long": "%A, %B %d, %Y",
    "date_pretty": "%B %d, %Y",
    "date_short_pretty": "%b %d, %Y",
    "date_long_pretty": "%A, %B %d, %Y",
    "time": "%H:%M",
    "time_secs": "%H:%M:%S",
}


def same(name: str) -> str:
    """Return an id as it is, where nobody knows a name for it."""
    return name


def mrkdwn(text: str, names: Names = same) -> str:
    """Return mrkdwn as read: mentions by name, links as their label, dates by their form in UTC, entities resolved."""

    def token(found: re.Match[str]) -> str:
        sign, target, label = found[1], found[2], found[3]
        if sign == "!" and target.startswith("date^"):
            return _date(target, label or "")
        if sign == "!":
            return label or f"@{target.partition('^')[0]}"
        if sign:
            return f"{sign}{label or names(target)}"
        return f"{label} ({target})" if label and label != target else target

    return html.unescape(_TOKEN.sub(token, text))


def message(body: Body, names: Names = same) -> list[str]:
    """Return the lines of a message: its blocks, or its text where it has none, and attachments and files below."""
    lines = (
        blocks(body["blocks"], names) if body.get("blocks") else mrkdwn(str(body.get("text", "")), names).split("\n")
    )
    for attachment in body.get("attachments") or []:
        inner = blocks(attachment.get("blocks") or [], names)
        for key in ("pretext", "title", "text", "fallback"):
            if attachment.get(key) and not (key == "fallback" and inner):
                inner += mrkdwn(str(attachment[key]), names).split("\n")
        for cell in attachment.get("fields") or []:
            inner.append(f"{cell.get('title', '')}: {mrkdwn(str(cell.get('value', '')), names)}")
        lines += [f"| {line}" for line in dict.fromkeys(inner)]
    return lines + [_file(file) for file in body.get("files") or []]


def _file(file: Body) -> str:
    return "[a deleted file]" if file.get("mode") == "tombstone" else f"[file {file.get('name', '')}]"


def view(body: Body, names: Names = same, errors: Mapping[str, str] | None = None) -> list[str]:
    """Return the lines of a modal or Home tab: title, blocks with values and errors, and the buttons at the foot."""
    title = _plain(body.get("title"))
    lines = [f"== {title} =="] if title else []
    values = body.get("state", {}).get("values", {})
    lines += blocks(body.get("blocks") or [], names, values, errors)
    foot = [f"[ {_plain(body[key])} ]" for key in ("close", "submit") if body.get(key)]
    return lines + ([" ".join(foot)] if foot else [])


def blocks(
    given: list[Any],
    names: Names = same,
    values: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
) -> list[str]:
    """Return the lines of blocks; `values` are state.values, `errors` sentences by block_id."""
    lines: list[str] = []
    for block in given:
        lines += _block(block, names, (values or {}).get(block.get("block_id"), {}))
        if errors and block.get("block_id") in errors:
            lines.append(f"  ! {errors[block['block_id']]}")
    return lines


def _block(block: Body, names: Names, values: Mapping[str, Any]) -> list[str]:
    inside = block.get("elements") or []
    lines: list[str]
    match block.get("type"):
        case "divider":
            lines = ["-" * 24]
        case "header":
            lines = [f"# {_plain(block.get('text'))}"]
        case "table" | "data_table":
            caption = [_plain(block["caption"])] if block.get("caption") else []
            lines = caption + table([[_cell(cell, names) for cell in row] for row in block.get("rows", [])])
        case "rich_text":
            lines = [line for part in inside for line in _rich(part, names)]
        case "actions" | "context_actions":
            lines = [" ".join(_control(element, values, names) for element in inside)]
        case "context":
            lines = [" ".join(_small(element, names) for element in inside)]
        case "input":
            lines = _input(block, values, names)
        case "image" | "video" as kind:
            lines = [f"[{kind}: {block.get('alt_text', '')}]"]
        case _:
            lines = _text_block(block, names, values)
    return lines


def _text_block(block: Body, names: Names, values: Mapping[str, Any]) -> list[str]:
    lines: list[str] = []
    for key in ("title", "subtitle", "text", "body"):
        if block.get(key):
            lines += _text(block[key], names).split("\n")
    lines += [line for each in block.get("fields") or [] for line in _text(each, names).split("\n")]
    if isinstance(block.get("accessory"), Mapping):
        control = _control(block["accessory"], values, names)
        lines = [*lines[:-1], f"{lines[-1]}  {control}"] if lines else [control]
    for key in ("elements", "child_blocks"):
        if block.get("type") in ("carousel", "container"):
            lines += blocks(block.get(key) or [], names)
    if isinstance(block.get("actions"), list):
        lines.append(" ".join(_control(element, values, names) for element in block["actions"]))
    return lines


def _input(block: Body, values: Mapping[str, Any], names: Names) -> list[str]:
    element = block["element"]
    state = values.get(element["action_id"]) or initial(element) or {}
    optional = " (optional)" if block.get("optional") else ""
    lines = [f"{_plain(block.get('label'))}{optional}: {_value(state, element, names)}"]
    if block.get("hint"):
        lines.append(f"  {_plain(block['hint'])}")
    return lines


def _control(element: Body, values: Mapping[str, Any], names: Names) -> str:
    kind = element.get("type")
    if kind == "image":
        return f"[image: {element.get('alt_text', '')}]"
    if kind == "button":
        return f"[ {_plain(element.get('text'))} ]"
    if kind == "overflow":
        return "[ ... ]"
    state = values.get(element.get("action_id", "")) or initial(element) or {}
    return _value(state, element, names)


def _value(state: Body, element: Body, names: Names) -> str:
    value = next((item for key, item in state.items() if key != "type"), None)
    if value in (None, "", []):
        placeholder = _plain(element.get("placeholder"))
        return f"[ {placeholder} v]" if placeholder and "select" in str(element.get("type")) else f"[ {placeholder} ]"
    many = value if isinstance(value, list) else [value]
    words = [_plain(each["text"]) if isinstance(each, Mapping) and "text" in each else str(each) for each in many]
    if isinstance(value, Mapping) and value.get("type") == "rich_text":
        words = blocks([value], names)
    return "[ " + ", ".join(names(word) for word in words) + " ]"


def _small(element: Body, names: Names) -> str:
    return f"[image: {element.get('alt_text', '')}]" if element.get("type") == "image" else _text(element, names)


def _text(value: Any, names: Names) -> str:
    if isinstance(value, str):
        return mrkdwn(value, names)
    if not isinstance(value, Mapping):
        return ""
    return mrkdwn(str(value["text"]), names) if value.get("type") == "mrkdwn" else _plain(value)


def _plain(value: Any) -> str:
    return str(value.get("text", "")) if isinstance(value, Mapping) else str(value or "")


def _cell(cell: Any, names: Names) -> str:
    if cell.get("type") == "rich_text":
        return " ".join(line for part in cell.get("elements", []) for line in _rich(part, names))
    return str(cell.get("text", cell.get("value", ""))).replace("\n", " ")


def table(rows: list[list[str]]) -> list[str]:
    """Return rows of cells as aligned columns."""
    count = max((len(row) for row in rows), default=0)
    widths = [max(_width(row[at]) if at < len(row) else 0 for row in rows) for at in range(count)]
    return ["  ".join(cell + " " * (widths[at] - _width(cell)) for at, cell in enumerate(row)).rstrip() for row in rows]


def _width(text: str) -> int:
    """Return how many columns a terminal needs: wide characters take two, marks none."""
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text
    )


def _rich(part: Body, names: Names) -> list[str]:
    kind = part.get("type")
    if kind == "rich_text_list":
        indent = "  " * int(part.get("indent", 0))
        marks = (f"{number}." if part.get("style") == "ordered" else "•" for number in range(1, 10_000))
        items = ("\n".join(_rich(each, names)) for each in part.get("elements", []))
        return [f"{indent}{mark} {item}" for mark, item in zip(marks, items, strict=False)]
    text = "".join(_inline(each, names) for each in part.get("elements", []))
    prefix = "> " if kind == "rich_text_quote" else "    " if kind == "rich_text_preformatted" else ""
    return [f"{prefix}{line}" for line in text.split("\n")]


def _inline(element: Body, names: Names) -> str:
    kind = element.get("type")
    if kind == "link":
        return str(element.get("text") or element["url"])
    if kind == "emoji":
        return f":{element['name']}:"
    if kind == "date":
        return _date(f"date^{element['timestamp']}^{element['format']}", str(element.get("fallback", "")))
    signs = {"user": ("@", "user_id"), "channel": ("#", "channel_id"), "usergroup": ("@", "usergroup_id")}
    if kind in signs:
        sign, key = signs[kind]
        return sign + names(str(element[key]))
    return f"@{element['range']}" if kind == "broadcast" else str(element.get("text", ""))


def _date(target: str, fallback: str) -> str:
    _, stamp, form, *_ = [*target.split("^"), "", ""]
    if not stamp.isdecimal():
        return fallback
    moment = datetime.fromtimestamp(int(stamp), UTC)
    return _DATE.sub(lambda found: moment.strftime(_DATE_FORMS.get(found[1], "%Y-%m-%d %H:%M")), form)
