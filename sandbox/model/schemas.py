"""The JSON schemas that structured output takes, what fits them, and the smallest thing that does.

Taken is what the SDK's own `transform_schema` leaves over. What it moves into the description, such as `pattern`,
`minimum` or `maxLength`, is refused; of a regular expression the real API takes some, and none is the safe side.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.model.errors import ApiError, invalid

Schema = Mapping[str, Any]
FORMATS = frozenset(
    {"date-time", "time", "date", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid"},
)
_ANYWHERE = frozenset({"type", "title", "description", "default", "enum", "const", "$defs", "definitions"})
_OWN: dict[str, frozenset[str]] = {
    "object": frozenset({"properties", "required", "additionalProperties"}),
    "array": frozenset({"items", "minItems"}),
    "string": frozenset({"format"}),
    "integer": frozenset(),
    "number": frozenset(),
    "boolean": frozenset(),
    "null": frozenset(),
}
_MOST_OPTIONAL = 24
_MOST_UNIONS = 16


def check_schema(schema: Schema, where: str) -> None:
    """Refuse a schema that structured output does not take, with the reason."""
    checker = _Checker(schema, where)
    try:
        checker.check(schema)
        checker.check_cycles()
    except (AttributeError, TypeError):
        raise invalid(f"{where}: Invalid schema") from None
    if checker.optional > _MOST_OPTIONAL:
        raise invalid(f"{where}: Schemas contains too many optional parameters ({checker.optional}), limit: 24")
    if checker.unions > _MOST_UNIONS:
        raise invalid(f"{where}: Schemas contains too many parameters with union types ({checker.unions}), limit: 16")


def resolved(schema: Schema, root: Schema) -> Schema:
    """Return the schema that a reference means; KeyError when there is none."""
    while "$ref" in schema:
        home, _, name = str(schema["$ref"]).removeprefix("#/").partition("/")
        schema = root[home][name]
    return schema


@dataclass
class _Checker:
    root: Schema
    where: str
    optional: int = 0
    unions: int = 0
    _refs: dict[str, set[str]] = field(default_factory=dict)

    def check(self, schema: object) -> None:
        if not isinstance(schema, dict):
            raise self._no("Schema must be an object")
        for home in ("$defs", "definitions"):
            for name, definition in schema.get(home, {}).items():
                self._refs[f"#/{home}/{name}"] = set(_references(definition))
                self.check(definition)
        if "$ref" in schema:
            self._check_reference(schema)
            return
        for word in ("anyOf", "allOf"):
            if word in schema:
                self._check_variants(schema, word)
                return
        self._check_literals(schema)
        kinds = _kinds(schema)
        if not kinds and "enum" not in schema and "const" not in schema:
            raise self._no("Schema must have a 'type', 'anyOf', 'allOf', '$ref', 'enum' or 'const'")
        self.unions += len(kinds) > 1
        self._check_words(schema, kinds)
        if "object" in kinds:
            self._check_object(schema)
        if "array" in kinds:
            self._check_array(schema)

    def check_cycles(self) -> None:
        """Refuse definitions that lead back to themselves."""
        for name in self._refs:
            reached, ahead = set[str](), set(self._refs[name])
            while ahead:
                step = ahead.pop()
                reached.add(step)
                ahead |= self._refs.get(step, set()) - reached
            if name in reached:
                raise self._no(f"Circular reference detected in schema definitions: {name}")

    def _check_reference(self, schema: Schema) -> None:
        try:
            resolved(schema, self.root)
        except KeyError:
            reason = f"Reference {schema['$ref']} cannot be resolved; only references inside the schema can"
            raise self._no(reason) from None

    def _check_variants(self, schema: Schema, word: str) -> None:
        extra = set(schema) - _ANYWHERE - {word}
        if extra:
            raise self._no(f"properties {', '.join(sorted(extra))} are not supported beside '{word}'")
        self.unions += word == "anyOf"
        for variant in schema[word]:
            self.check(variant)

    def _check_literals(self, schema: Schema) -> None:
        literals = [*schema.get("enum", ()), *([schema["const"]] if "const" in schema else ())]
        if schema.get("enum") == [] or any(isinstance(value, dict | list) for value in literals):
            raise self._no("'enum' and 'const' take strings, numbers, booleans and null, and at least one")

    def _check_words(self, schema: Schema, kinds: tuple[str, ...]) -> None:
        if not set(kinds) <= set(_OWN):
            raise self._no(f"'{kinds[0]}' is not a supported type")
        allowed = _ANYWHERE.union(*(_OWN[kind] for kind in kinds))
        extra = sorted(set(schema) - allowed)
        if extra:
            raise self._no(f"For '{' | '.join(kinds)}' type, properties {', '.join(extra)} are not supported")
        if "format" in schema and schema["format"] not in FORMATS:
            raise self._no(f"For 'string' type, format '{schema['format']}' is not supported")

    def _check_object(self, schema: Schema) -> None:
        if schema.get("additionalProperties") is not False:
            raise self._no("For 'object' type, 'additionalProperties' must be explicitly set to false")
        properties, required = schema.get("properties", {}), schema.get("required", [])
        if not set(required) <= set(properties):
            raise self._no("'required' names properties that are not there")
        self.optional += len(properties) - len(set(required))
        for inner in properties.values():
            self.check(inner)

    def _check_array(self, schema: Schema) -> None:
        if schema.get("minItems", 0) not in {0, 1}:
            raise self._no("For 'array' type, 'minItems' values other than 0 or 1 are not supported")
        if "items" in schema:
            self.check(schema["items"])

    def _no(self, reason: str) -> ApiError:
        return invalid(f"{self.where}: {reason}")


def _references(schema: object) -> Iterator[str]:
    if isinstance(schema, dict):
        if "$ref" in schema:
            yield str(schema["$ref"])
        for inner in schema.values():
            yield from _references(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from _references(inner)


def misfit(value: object, schema: Schema, root: Schema | None = None, at: str = "$") -> str | None:
    """Return where and why a value does not fit a schema, or None when it fits."""
    root = schema if root is None else root
    schema = resolved(schema, root)
    if "anyOf" in schema:
        fits = any(misfit(value, variant, root, at) is None for variant in schema["anyOf"])
        return None if fits else f"{at} fits none of the variants"
    for variant in schema.get("allOf", ()):
        if reason := misfit(value, variant, root, at):
            return reason
    if ("enum" in schema and not _among(value, schema["enum"])) or (
        "const" in schema and not _among(value, [schema["const"]])
    ):
        return f"{at} is not one of the values that are possible"
    kinds = _kinds(schema)
    if kinds and not any(_is(value, kind) for kind in kinds):
        return f"{at} is not {' or '.join(kinds)}"
    return next(_misfits_inside(value, schema, root, at), None)


def _misfits_inside(value: object, schema: Schema, root: Schema, at: str) -> Iterator[str]:
    if isinstance(value, dict):
        properties = schema.get("properties", {})
        yield from (f"{at}.{name} is missing" for name in schema.get("required", ()) if name not in value)
        yield from (f"{at}.{name} is not in the schema" for name in value if name not in properties)
        inner = [(value[name], properties[name], f"{at}.{name}") for name in value]
    elif isinstance(value, list):
        if len(value) < schema.get("minItems", 0):
            yield f"{at} is empty"
        inner = [(item, schema["items"], f"{at}[{place}]") for place, item in enumerate(value) if "items" in schema]
    else:
        return
    yield from filter(None, (misfit(part, its, root, where) for part, its, where in inner))


@dataclass(frozen=True)
class Filling:
    """What a made-up answer is filled with; `full` also fills optional fields and lists that may be empty."""

    text: str = "Nothing is known."
    number: int = 1
    full: bool = False


_SAMPLES = {
    "date-time": "2026-11-20T12:00:00Z",
    "time": "12:00:00Z",
    "date": "2026-11-20",
    "duration": "PT1H",
    "email": "nobody@example.com",
    "hostname": "example.com",
    "uri": "https://example.com/",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "uuid": "00000000-0000-4000-8000-000000000000",
}


def instance(schema: Schema, filling: Filling, root: Schema | None = None) -> Any:
    """Return something that fits a schema: the smallest thing, or with `filling.full` one of everything."""
    root = schema if root is None else root
    schema = resolved(schema, root)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    for word in ("anyOf", "allOf"):
        if word in schema:
            return instance(schema[word][0], filling, root)
    kind = _kinds(schema)[0]
    if kind == "object":
        properties = schema.get("properties", {})
        wanted = properties if filling.full else [name for name in properties if name in schema.get("required", ())]
        return {name: instance(properties[name], filling, root) for name in wanted}
    if kind == "array":
        count = 1 if filling.full and "items" in schema else schema.get("minItems", 0)
        return [instance(schema.get("items", {"type": "null"}), filling, root)] * count
    text = _SAMPLES.get(schema.get("format", ""), filling.text)
    return {"string": text, "integer": filling.number, "number": filling.number, "boolean": False, "null": None}[kind]


def _kinds(schema: Schema) -> tuple[str, ...]:
    kind = schema.get("type", ())
    return (kind,) if isinstance(kind, str) else tuple(kind)


def _is(value: object, kind: str) -> bool:
    if isinstance(value, bool) or kind == "boolean":
        return isinstance(value, bool) and kind == "boolean"
    types: dict[str, type | tuple[type, ...]] = {
        "object": dict,
        "array": list,
        "string": str,
        "integer": int,
        "number": (int, float),
        "null": type(None),
    }
    return isinstance(value, types[kind])


def _among(value: object, possible: list[object]) -> bool:
    """Compare as JSON does, where true is not 1."""
    return json.dumps(value) in {json.dumps(one) for one in possible}
