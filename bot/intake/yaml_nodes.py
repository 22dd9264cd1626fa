"""YAML as nodes with lines, and a reader of nodes that goes on after a problem, so that all of them are told at once.

Aliases, anchors, tags, several documents and deep nesting are refused before anything is built: no file can grow in
memory or name a type.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

import yaml

from bot.domain.grammar import did_you_mean
from bot.domain.text import normalise, utf16_length

_DEEPEST: Final = 8
_KEY: Final = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)
_TRUTH: Final = {"yes": True, "true": True, "on": True, "no": False, "false": False, "off": False}
_NULL: Final = "tag:yaml.org,2002:null"
_QUOTED_LENGTH: Final = 40


class Trouble(NamedTuple):
    """One problem of a file: its line, counted from 1, and what to do about it."""

    line: int
    sentence: str


class Shape(NamedTuple):
    """What a mapping is called in a sentence, and the keys that it may have."""

    name: str
    keys: tuple[str, ...]


def parsed(content: bytes) -> tuple[yaml.Node | None, tuple[Trouble, ...]]:
    """Return the document's node, or None and why it cannot be read."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return None, (Trouble(line, "this is not UTF-8. Save the file as UTF-8."),)
    try:
        troubles = tuple(_refused(text))
        if troubles:
            return None, troubles
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = error.problem or "it cannot be read"
        return None, (
            Trouble(mark.line + 1 if mark else 1, f"this is no YAML: {what}. Look at the spaces and quotes."),
        )
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        return None, (Trouble(line, "there is a character here that YAML does not allow. Delete it."),)
    if root is None:
        return None, (Trouble(1, "the file is empty. Begin with `key:` and `name:`."),)
    return root, ()


def _refused(text: str) -> Iterator[Trouble]:
    """Yield what no template may have; the first too deep nesting ends the search."""
    depth = documents = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent):
            yield Trouble(line, f"aliases (*{event.anchor}) are not taken. Write the text out.")
        elif isinstance(event, yaml.NodeEvent) and event.anchor is not None:
            yield Trouble(line, f"anchors (&{event.anchor}) are not taken. Write the text out.")
        if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent) and event.tag is not None:
            yield Trouble(line, "tags (such as !!str) are not taken. Put text into quotes.")
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                yield Trouble(line, "a second document begins here. One file holds one template.")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            yield Trouble(line, "this is nested deeper than any template. Look at the spaces and brackets.")
            return


class Reader:
    """Takes values out of nodes. What is wrong is noted with its line, and something harmless stands in for it."""

    def __init__(self) -> None:
        self.troubles: list[Trouble] = []

    def trouble(self, where: yaml.Node | int, sentence: str) -> None:
        """Note a problem at a node, or at a line."""
        self.troubles.append(Trouble(where if isinstance(where, int) else where.start_mark.line + 1, sentence))

    def mapping(self, node: yaml.Node, shape: Shape) -> dict[str, yaml.Node] | None:
        """Return the nodes of a mapping by key, known keys only; None where it is no mapping."""
        if not isinstance(node, yaml.MappingNode):
            self.trouble(node, f"{shape.name} is written as `name: value` lines: {', '.join(shape.keys)}.")
            return None
        held: dict[str, yaml.Node] = {}
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else ""
            if name in held:
                self.trouble(key, f"`{name}` stands twice. Delete one of them.")
            elif name in shape.keys:
                held[name] = value
            else:
                self.trouble(key, f"{shape.name} has no `{_quoted(name)}`. {_guess(name, shape.keys)}")
        return held

    def sequence(self, node: yaml.Node | None, most: int, name: str) -> list[yaml.Node]:
        """Return the nodes of a list of at most `most`."""
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            self.trouble(node, f"{name} is a list: one a line, each after a dash.")
            return []
        if len(node.value) > most:
            self.trouble(node.value[most], f"{name} holds at most {most}.")
        return list(node.value[:most])

    def words(self, node: yaml.Node | None, most: int, longest: int, name: str) -> list[tuple[str, int]]:
        """Return the texts of a list with their lines, each once. A single text counts as a list of one."""
        nodes = [node] if isinstance(node, yaml.ScalarNode) else self.sequence(node, most, name)
        found: dict[str, int] = {}
        for one in nodes:
            text = self.text(one, longest, f"each of {name}", one_line=True)
            if text in found:
                self.trouble(one, f'"{_quoted(text)}" stands twice in {name}. Delete one of them.')
            elif text:
                found[text] = one.start_mark.line + 1
        return list(found.items())

    def text(self, node: yaml.Node, longest: int, name: str, *, one_line: bool) -> str:
        """Return a text of at most `longest` UTF-16 units."""
        if not isinstance(node, yaml.ScalarNode):
            self.trouble(node, f"{name} is a text, not a list or a mapping. Put it into quotes.")
            return ""
        text = "" if node.tag == _NULL else normalise(node.value, one_line=one_line)
        if not text.strip():
            self.trouble(node, f"{name} is empty. Write something, or leave the line out.")
        elif (length := utf16_length(text)) > longest:
            self.trouble(node, f"{name} holds {longest:,} characters, this has {length:,}. Shorten it.")
        return text if one_line else text.rstrip()

    def needed(self, held: Mapping[str, yaml.Node], node: yaml.Node, name: str, shape: Shape, longest: int) -> str:
        """Return the text that a mapping must have."""
        if name not in held:
            self.trouble(node, f"{shape.name} needs `{name}`.")
            return ""
        return self.text(held[name], longest, f"`{name}`", one_line=True)

    def needed_key(self, held: Mapping[str, yaml.Node], node: yaml.Node, shape: Shape) -> str:
        """Return the key that a mapping must have: small letters, digits and underscores."""
        key = self.needed(held, node, "key", shape, _QUOTED_LENGTH)
        if key and not _KEY.fullmatch(key):
            self.trouble(
                held["key"], "a `key` has small letters, digits and _, and begins with a letter, such as root_cause."
            )
        return key

    def choice(self, node: yaml.Node, known: tuple[str, ...], name: str) -> str | None:
        """Return one of the known words, or None."""
        word = node.value if isinstance(node, yaml.ScalarNode) else ""
        if word in known:
            return str(word)
        self.trouble(node, f'"{_quoted(word)}" is not {name}. {_guess(word, known)}' if name[0] != "`" else
                     f'{name} cannot be "{_quoted(word)}". {_guess(word, known)}')  # fmt: skip
        return None

    def flag(self, node: yaml.Node, name: str) -> bool:
        """Return yes or no."""
        word = node.value.casefold() if isinstance(node, yaml.ScalarNode) else ""
        if word not in _TRUTH:
            self.trouble(node, f"{name} is yes or no.")
        return _TRUTH.get(word, False)

    def number(self, node: yaml.Node, least: int, most: int, name: str) -> int:
        """Return a whole number between two."""
        word = node.value if isinstance(node, yaml.ScalarNode) else ""
        if re.fullmatch("[0-9]{1,4}", word) and least <= int(word) <= most:
            return int(word)
        self.trouble(node, f"{name} is a whole number from {least} to {most}.")
        return least

    def only_once(self, keys: Iterable[tuple[yaml.Node, str]], what: str) -> None:
        """Note every key that stood before."""
        seen: dict[str, int] = {}
        for node, key in keys:
            line = node.start_mark.line + 1
            if key and key in seen:
                self.trouble(node, f"the {what} {key} stands in line {seen[key]} already. Delete one of them.")
            seen.setdefault(key, line)


def _quoted(text: str) -> str:
    return normalise(text, one_line=True, limit=_QUOTED_LENGTH)


def _guess(word: str, known: tuple[str, ...]) -> str:
    near = did_you_mean(word, known)
    return f"Did you mean {near}?" if near else f"There are {', '.join(known)}."
