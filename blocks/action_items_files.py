"""Action items as files: a table for spreadsheets, and JSON. Made in pieces, so that a long list stays small.

What somebody wrote is text in a spreadsheet and never a formula: a cell that would begin one begins with an apostrophe.
The table is UTF-8 with a byte order mark, without which Excel reads every other letter wrongly; LibreOffice takes both.
docs/action-items.schema.json is written from `ItemFile`, and a test compares.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Annotated, Any, Final, Literal

from pydantic import Field, PlainSerializer

from blocks import ids, kit, people
from blocks.documents.schema import Moment
from bot.domain.action_items_lists import ListedItem
from bot.domain.surfaces import Rendered
from bot.domain.values import Value
from bot.domain.words import count, say

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""How a cell begins that Excel, LibreOffice or Google Sheets may compute; the last four are the wide ones."""
_INSIDE: Final = re.compile(f"(?<=;)(?=[{re.escape(''.join(FORMULA))}])")
_BREAK: Final = re.compile("[\x00-\x1f\x7f\u2028\u2029]+")
MARK: Final = "\ufeff"
CELL: Final = 32_000

Day = Annotated[date, PlainSerializer(lambda day: day.isoformat(), return_type=str)]


class ItemFile(Value):
    """An item in a file. Fields are only added, never renamed, within one schema. `late` is by its owner's own day."""

    postmortem: str
    title: str
    severity: str | None
    item: str
    owner: str | None
    due: Day | None
    late: bool
    priority: str
    kind: str | None
    status: str
    ticket: str | None
    done_when: str
    evidence: str | None
    why_not: str | None
    done: Moment | None


class ItemsFile(Value):
    """The whole of a JSON file: which schema, when it was made (UTC), and the items by their age."""

    schema_: Literal["action-items/1"] = Field(default="action-items/1", alias="schema", serialization_alias="schema")
    made: Moment
    items: tuple[ItemFile, ...] = ()


def item_file(one: ListedItem, names: Mapping[str, str]) -> ItemFile:
    """Return what a file holds of an item: a person is told by name."""
    item = one.item
    return ItemFile(
        postmortem=one.pm,
        title=one.title,
        severity=one.severity,
        item=item.text,
        owner=people.spoken(names, item.owner) if item.owner else None,
        due=item.due,
        late=one.is_late,
        priority=item.priority,
        kind=item.kind,
        status=item.status,
        ticket=item.ticket,
        done_when=item.done_when,
        evidence=item.evidence,
        why_not=item.justification,
        done=item.done_at,
    )


def table(items: Iterable[ItemFile], *, begins: bool) -> bytes:
    """Return rows of the table; where it `begins`, with its mark and the names of its columns."""
    text = io.StringIO(newline="")
    rows = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    if begins:
        text.write(MARK)
        rows.writerow(say(f"items.column.{name}") for name in ItemFile.model_fields)
    rows.writerows([cell(value) for value in one.model_dump().values()] for one in items)
    return text.getvalue().encode()


def cell(value: object) -> str:
    """Return a value as a cell: a text that would be a formula begins with an apostrophe.

    So does what follows a semicolon, at which a spreadsheet set to another language may begin the next cell. A cell is
    one line without tabs, at which others begin one; LibreOffice leaves NUL out, and what follows begins the cell.
    """
    if isinstance(value, bool):
        return say("items.yes" if value else "items.no")
    text = "" if value is None else _BREAK.sub(" ", str(value)[:CELL])
    text = _INSIDE.sub("'", text)
    return f"'{text}" if text.lstrip(" \u00a0").startswith(FORMULA) else text


def objects(items: Iterable[ItemFile], *, begins: bool) -> bytes:
    """Return items as JSON, a line each, as they stand between what `opening` and `CLOSING` are."""
    lines = ",\n".join(json.dumps(one.model_dump(), ensure_ascii=False) for one in items)
    return f"{'' if begins else ',' + chr(10)}{lines}".encode() if lines else b""


def opening(made: datetime) -> bytes:
    """Return how a JSON file begins that was made at that moment."""
    empty = ItemsFile(made=made).model_dump(by_alias=True)
    return json.dumps(empty, ensure_ascii=False).removesuffix("]}").encode() + b"\n"


CLOSING: Final = b"\n]}\n"


def comment(form: str, n: int, most: int) -> Rendered:
    """Return what stands above the file."""
    said = say("items.file", form=say(f"items.form.{form}"), items=count(n, "item"))
    return Rendered(text=f"{said} {say('items.file_cut', n=most)}" if n >= most else said)


def coming(form: str) -> Rendered:
    """Return the private answer: the file is on its way."""
    said = say("items.coming", form=say(f"items.form.{form}"))
    return kit.message(said, kit.section(said))


def coming_view(form: str) -> dict[str, Any]:
    """Return the same as a window, for a click in one."""
    return kit.modal_of(say("title.item_file"), ids.ITEM_LIST_FILE_VIEW, coming(form))
