"""Small checks of JSON values that combine into descriptions of Slack's objects.

A check is a function of a value and the place where it stands; it yields what Slack would complain about. This module
knows JSON only: which objects exist, and where, is told by its neighbours. It must not stop at the first
problem.
"""

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

Surface = Literal["message", "modal", "home"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One complaint: a JSON pointer to the value, a code, and the sentence that Slack gives."""

    pointer: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class At:
    """Where a value stands: its JSON pointer, the surface it is shown on, and the type of the block around it."""

    pointer: str
    surface: Surface
    container: str = ""

    def down(self, *keys: str | int) -> "At":
        """Return the place of a value inside this one."""
        steps = (str(key).replace("~", "~0").replace("/", "~1") for key in keys)
        return replace(self, pointer="/".join((self.pointer, *steps)))

    def inside(self, container: str) -> "At":
        """Return the same place as seen from inside a block of this type."""
        return replace(self, container=container)

    def finding(self, code: str, message: str) -> Finding:
        """Return a complaint about the value that stands here."""
        return Finding(self.pointer, code, message)

    def broken(self, message: str) -> Finding:
        """Return a complaint of the commonest kind: a limit or form that the value does not keep."""
        return self.finding("failed_constraint", message)


Check = Callable[[Any, At], Iterator[Finding]]


def length(text: str) -> int:
    """Return a text's length as Slack counts it, in UTF-16 units: most emoji are two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def string(
    maximum: int | None = None,
    *,
    minimum: int = 1,
    pattern: str | None = None,
    described: str = "must match the required format",
) -> Check:
    """Return a check of a string's length, both ends included, and of its whole form."""
    form = re.compile(pattern) if pattern else None

    def check(value: Any, at: At) -> Iterator[Finding]:
        if not isinstance(value, str):
            yield at.finding("wrong_type", "must provide a string")
            return
        size = length(value)
        if size < minimum:
            yield at.broken(f"must be more than {minimum - 1} characters")
        if maximum is not None and size > maximum:
            yield at.broken(f"must be less than {maximum + 1} characters")
        if form and size >= minimum and not form.fullmatch(value):
            yield at.broken(described)

    return check


def url(maximum: int = 3000, schemes: str = "https?") -> Check:
    """Return a check of an address with one of the schemes (a regular expression)."""
    return string(maximum, pattern=rf"(?i:{schemes})://\S+", described="must be a valid url")


def boolean(value: Any, at: At) -> Iterator[Finding]:
    """Accept true and false only; Slack takes neither "true" nor 1 here."""
    if not isinstance(value, bool):
        yield at.finding("wrong_type", "must provide a boolean")


def integer(minimum: int, maximum: int) -> Check:
    """Return a check of a whole number, both ends included."""

    def check(value: Any, at: At) -> Iterator[Finding]:
        if isinstance(value, bool) or not isinstance(value, int):
            yield at.finding("wrong_type", "must provide an integer")
        elif not minimum <= value <= maximum:
            yield at.broken(f"must be between {minimum} and {maximum}")

    return check


def number(value: Any, at: At) -> Iterator[Finding]:
    """Accept any finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        yield at.finding("wrong_type", "must provide a number")


def one_of(*values: str | int) -> Check:
    """Return a check that takes exactly these values."""

    def check(value: Any, at: At) -> Iterator[Finding]:
        if isinstance(value, bool) or value not in values:
            yield at.broken(f"must be a valid enum value: {', '.join(map(str, values))}")

    return check


def array(item: Check, minimum: int = 1, maximum: int | None = None, *, unique: bool = False) -> Check:
    """Return a check of a list: how many items, each item, and whether two may be equal."""

    def check(value: Any, at: At) -> Iterator[Finding]:
        if not isinstance(value, list):
            yield at.finding("wrong_type", "must provide an array")
            return
        if len(value) < minimum:
            yield at.broken(f"no fewer than {minimum} items allowed")
        if maximum is not None and len(value) > maximum:
            yield at.broken(f"no more than {maximum} items allowed")
            return  # one complaint about the count says it all
        for index, entry in enumerate(value):
            yield from item(entry, at.down(index))
            if unique and entry in value[:index]:
                yield at.down(index).finding("duplicate", "must be unique among its siblings")

    return check


def obj(
    required: Mapping[str, Check], optional: Mapping[str, Check] | None = None, *rules: Check, constant: str = ""
) -> Check:
    """Return a check of an object: its fields, no other fields, and rules across fields.

    A rule runs only when every field is right by itself, so that it need not doubt what it reads. `constant` is the
    value of the field `type`, when the object has one.
    """
    typed = {"type": one_of(constant)} if constant else {}
    needed = {**typed, **required}
    fields = {**needed, **(optional or {})}

    def check(value: Any, at: At) -> Iterator[Finding]:
        if not isinstance(value, Mapping):
            yield at.finding("wrong_type", "must provide an object")
            return
        found = list(_fields(value, at, needed, fields))
        yield from found
        if not found:
            for rule in rules:
                yield from rule(value, at)

    return check


def _fields(
    value: Mapping[str, Any], at: At, needed: Mapping[str, Check], fields: Mapping[str, Check]
) -> Iterator[Finding]:
    for name in needed:
        if name not in value:
            yield at.finding("missing_field", f"missing required field: {name}")
    for name, entry in value.items():
        if name in fields:
            yield from fields[name](entry, at.down(name))
        else:
            yield at.down(name).finding("unknown_field", f"invalid additional property: {name}")


def by_type(kinds: Mapping[str, Check]) -> Check:
    """Return a check that chooses the description of an object by its field `type`."""

    def check(value: Any, at: At) -> Iterator[Finding]:
        if not isinstance(value, Mapping):
            yield at.finding("wrong_type", "must provide an object")
        elif "type" not in value:
            yield at.finding("missing_field", "missing required field: type")
        elif not isinstance(value["type"], str) or value["type"] not in kinds:
            yield at.down("type").finding("unsupported_type", f"unsupported type: {str(value['type'])[:80]}")
        else:
            yield from kinds[value["type"]](value, at)

    return check


def exactly_one_of(*names: str) -> Check:
    """Return a rule: one of these fields and not two."""

    def rule(value: Any, at: At) -> Iterator[Finding]:
        given = [name for name in names if name in value]
        if not given:
            yield at.finding("missing_field", f"missing required field: one of {', '.join(names)}")
        elif len(given) > 1:
            yield at.broken(f"only one of {', '.join(names)} is allowed")

    return rule


def at_least_one_of(*names: str) -> Check:
    """Return a rule: one of these fields or more."""

    def rule(value: Any, at: At) -> Iterator[Finding]:
        if not any(name in value for name in names):
            yield at.finding("missing_field", f"missing required field: one of {', '.join(names)}")

    return rule
