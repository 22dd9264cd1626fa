"""Which letters a text is written in: its language for the ear and for the choice of a face, and what no face has.

A text is never lost: a letter that none of the fonts has is written by its number or its name.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import IO, Final, NamedTuple

FONT_PACKAGES: Final = ("manimgx_fonts", "manimgx_fonts_cjk")
_SCRIPTS: Final = (
    ("ja", ((0x3040, 0x30FF), (0x31F0, 0x31FF), (0xFF66, 0xFF9D))),
    ("ko", ((0x1100, 0x11FF), (0x3130, 0x318F), (0xAC00, 0xD7AF))),
    ("zh", ((0x2E80, 0x2FDF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))),
    ("ar", ((0x0600, 0x06FF), (0x0750, 0x077F), (0x08A0, 0x08FF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFC))),
    ("he", ((0x0590, 0x05FF), (0xFB1D, 0xFB4F))),
)
_NAMED = {"So", "Sm", "Sk", "Sc", "Po", "Ps", "Pe", "No"}
_HIDDEN = re.compile(
    "[\u061c\u180b-\u180f\u200b-\u200f\u2060-\u2069\ufe00-\ufe0f\U000e0020-\U000e007f\U000e0100-\U000e01ef]"
)


def language(text: str) -> str:
    """Return the language of a text by its letters: ja, ko, zh, ar, he; en for everything else and for mixtures."""
    if text.isascii():
        return "en"
    counted = dict.fromkeys((name for name, _ in _SCRIPTS), 0)
    letters = 0
    for one in text:
        if one.isalpha():
            letters += 1
            if one > "\u0500" and (name := _script(ord(one))):
                counted[name] += 1
    if counted["ja"]:
        counted["ja"] += counted.pop("zh")  # Japanese is written with Chinese letters too
    found = max(counted, key=lambda name: counted[name])
    return found if counted[found] * 3 > letters else "en"


def _script(code: int) -> str:
    for name, ranges in _SCRIPTS:
        if any(first <= code <= last for first, last in ranges):
            return name
    return ""


def readable(text: str) -> str:
    """Return a text in letters that the fonts have; the others as "[U+0F04]", signs by their name."""
    if text.isascii():
        return text
    missing = {one for one in set(text) if not one.isascii() and not _has(one)}
    return text.translate({ord(one): _in_words(one) for one in missing}) if missing else text


def _has(character: str) -> bool:
    if _HIDDEN.match(character):
        return True
    starts, ends = coverage()
    place = bisect_right(starts, ord(character)) - 1
    return place >= 0 and ord(character) <= ends[place]


def _in_words(character: str) -> str:
    if unicodedata.category(character) == "Zs":
        return " "
    plain = unicodedata.normalize("NFKC", character)  # mathematical and other dressed-up letters
    if plain != character and all(one.isascii() or _has(one) for one in plain):
        return plain
    name = unicodedata.name(character, "") if unicodedata.category(character) in _NAMED else ""
    return f"[{name.lower()}]" if name else f"[U+{ord(character):04X}]"


def font_folders() -> list[str]:
    """Return the folders with the fonts that come with the bot."""
    return [str(resources.files(name)) for name in FONT_PACKAGES]


class Coverage(NamedTuple):
    """The code points that some font has, as ranges that do not overlap."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]


@cache
def coverage() -> Coverage:
    """Return what the fonts that come with the bot have glyphs for."""
    found: list[tuple[int, int]] = []
    for package in FONT_PACKAGES:
        for file in resources.files(package).iterdir():
            if file.name.endswith((".ttf", ".otf", ".ttc")):
                found.extend(_ranges_of(file))
    merged: list[list[int]] = []
    for first, last in sorted(found):
        if merged and first <= merged[-1][1] + 1:
            merged[-1][1] = max(merged[-1][1], last)
        else:
            merged.append([first, last])
    return Coverage(tuple(first for first, _ in merged), tuple(last for _, last in merged))


def _ranges_of(file: Traversable) -> Iterable[tuple[int, int]]:
    """Read the character map of a font (of the first one in a collection): OpenType's cmap, formats 4 and 12."""
    with file.open("rb") as font:
        start = _number(font, 12, 4) if _bytes(font, 0, 4) == b"ttcf" else 0
        for place in range(_number(font, start + 4, 2)):
            record = start + 12 + place * 16
            if _bytes(font, record, 4) == b"cmap":
                return list(_mapped(font, _number(font, record + 8, 4)))
    return []


def _mapped(font: IO[bytes], cmap: int) -> Iterator[tuple[int, int]]:
    for place in range(_number(font, cmap + 2, 2)):
        table = cmap + _number(font, cmap + 8 + place * 8, 4)
        kind = _number(font, table, 2)
        if kind == 12:  # noqa: PLR2004 - a format's number: groups of 32 bits
            groups = _bytes(font, table + 16, _number(font, table + 12, 4) * 12)
            for at in range(0, len(groups), 12):
                yield int.from_bytes(groups[at : at + 4]), int.from_bytes(groups[at + 4 : at + 8])
        elif kind == 4:  # noqa: PLR2004 - a format's number: segments of 16 bits
            size = _number(font, table + 6, 2)
            ends, starts = _bytes(font, table + 14, size), _bytes(font, table + 16 + size, size)
            for at in range(0, size - 2, 2):  # the last segment is the end mark
                yield int.from_bytes(starts[at : at + 2]), int.from_bytes(ends[at : at + 2])


def _bytes(font: IO[bytes], at: int, size: int) -> bytes:
    font.seek(at)
    return font.read(size)


def _number(font: IO[bytes], at: int, size: int) -> int:
    return int.from_bytes(_bytes(font, at, size))
