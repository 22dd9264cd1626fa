"""Text from outside, made safe to store and to show: what cannot be seen goes, what is broken is mended.

Pure and linear in the length of the text. It decides nothing about secrets (that is `redaction`) and escapes nothing
for a place where text is shown (that is rendering).
"""

import re
import unicodedata
from typing import Final

REPLACEMENT: Final = "\ufffd"
ELLIPSIS: Final = "…"
LONGEST_REASON: Final = 300
"""How long a reason may be that somebody gives for what they do; it is kept with the deed, on one line."""
MAX_OPEN_ISOLATES: Final = 16
"""More open isolates than this in one line have no honest use; the excess is dropped, so closing them stays cheap."""
_LONGEST_STEP_BACK: Final = 64
"""How far `cut` looks back for a border: longer than any emoji, shorter than a tower of a thousand accents."""

_ZWSP, _ZWNJ, _ZWJ = "\u200b", "\u200c", "\u200d"
_TEXT_STYLE, _EMOJI_STYLE = "\ufe0e", "\ufe0f"
_BLACK_FLAG = "\U0001f3f4"
_POP_ISOLATE = "\u2069"

_LINE_BREAKS = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_BROKEN = re.compile("[\x00\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_GONE = (
    "\x01-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f"  # C0 and C1 without tab, line feed and what counts as a line break
    "\u202a-\u202e"  # bidi embeddings and overrides with their end mark
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e001f\U000e0080-\U000e00ff\U000e01f0-\U000e0fff"
)
_SOMETIMES = (
    "\u200b-\u200f\u061c"  # zero-width space, joiners, direction marks
    "\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef"  # variation selectors
    "\U000e0020-\U000e007f"  # tags
)
_HIDDEN_RUN = re.compile(f"[{_GONE}{_SOMETIMES}]+")
_ISOLATES_OR_BREAK = re.compile("[\u2066-\u2069]+|\n")
_FLAG_TAGS = re.compile("[\U000e0030-\U000e0039\U000e0061-\U000e007a]{1,6}\U000e007f")
_TOKEN = re.compile(r"[A-Za-z0-9_+/=-]")

_EMOJI = re.compile(
    "[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u21aa\u231a-\u23ff\u24c2\u25aa-\u25fe\u2600-\u27bf\u2934\u2935\u2b05-\u2b55"
    "\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]"
)
_KEYCAP_BASE = re.compile("[0-9#*]")
_KEYCAP = "\u20e3"
_HAN = re.compile("[\u2e80-\u2fdf\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_JOINING = re.compile(
    "[\u0600-\u08ff\u0900-\u0dff\u0e00-\u109f\u1200-\u137f\u1700-\u17ff\u1800-\u18af\u1900-\u1cff\ua840-\ua87f\ua8e0-\uaaff"
    "\ufb50-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc\U00010a00-\U00010fff\U00011000-\U00011fff\U0001e900-\U0001e95f]"
)
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_ONLY_BLANK = str.maketrans({"\u2800": " "})


def normalise(text: str, *, one_line: bool = False, limit: int | None = None) -> str:
    """Return the text as it may be kept: no invisible or broken characters, every isolate closed in its line.

    Line breaks of any kind become a line feed; with `one_line` they, and tabs, become one space. `limit` counts UTF-16
    units, as Slack does; a longer text ends with "…" inside the limit. Doing it twice changes nothing more.
    """
    if not (text.isascii() and text.isprintable()):
        text = _LINE_BREAKS.sub("\n", text)
        text = _BROKEN.sub(REPLACEMENT, text).translate(_ONLY_BLANK)
        text = _HIDDEN_RUN.sub(_what_may_stay, text)
        text = _close_isolates(text)
    if one_line:
        text = " ".join(filter(None, (line.strip() for line in text.replace("\t", " ").split("\n"))))
    return text if limit is None else shorten(text, limit)


def utf16_length(text: str) -> int:
    """How long Slack, JavaScript and Java think the text is."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, units: int) -> str:
    """Return the longest beginning of at most `units` UTF-16 units that splits no character, emoji sequence or flag."""
    if units <= 0:
        return ""
    if len(text) * 2 <= units or utf16_length(text) <= units:
        return text
    head = text[:units].encode("utf-16-le", "surrogatepass")[: units * 2].decode("utf-16-le", "surrogatepass")
    end = len(head)
    if head[-1] != text[end - 1]:  # half a surrogate pair
        end -= 1
    return text[: _border_before(text, end)]


def shorten(text: str, units: int) -> str:
    """Return the text, or its beginning and "…", in at most `units` UTF-16 units, with its isolates closed."""
    if len(text) * 2 <= units or utf16_length(text) <= units:
        return text
    reserve = 1 + (MAX_OPEN_ISOLATES if max(text) >= "\u2066" and _ISOLATES_OR_BREAK.search(text) else 0)
    beginning = cut(text, units - reserve if units > reserve else units - 1).rstrip()
    return cut(_close_isolates(beginning + ELLIPSIS), units)


def _what_may_stay(run: re.Match[str]) -> str:
    """Of a run of invisible characters, return those that the characters around it need in order to look right."""
    text, start, end = run.string, run.start(), run.end()
    before, after = text[start - 1 : start], text[end : end + 1]
    hidden = run.group()
    if before == _BLACK_FLAG and (tags := _FLAG_TAGS.match(hidden)):
        return tags.group()
    if before and _EMOJI.match(before):
        style = hidden[0] if hidden[0] in (_TEXT_STYLE, _EMOJI_STYLE) else ""
        joins = hidden[len(style) : len(style) + 1] == _ZWJ and _EMOJI.match(after)
        return style + (_ZWJ if joins else "")
    if before and _KEYCAP_BASE.match(before) and hidden[0] == _EMOJI_STYLE and after == _KEYCAP:
        return _EMOJI_STYLE
    return _what_a_script_needs(before, hidden[0], after)


def _what_a_script_needs(before: str, hidden: str, after: str) -> str:
    if before and _JOINING.match(before) and hidden in (_ZWSP, _ZWNJ, _ZWJ):
        return hidden
    if before and "\u1800" <= before <= "\u18af" and "\u180b" <= hidden <= "\u180f":
        return hidden
    if before and _HAN.match(before) and ("\ufe00" <= hidden <= "\ufe0d" or "\U000e0100" <= hidden <= "\U000e01ef"):
        return hidden
    beside_right_to_left = any(side and _RIGHT_TO_LEFT.match(side) for side in (before, after))
    return hidden if hidden in "\u200e\u200f\u061c" and beside_right_to_left else ""


def _close_isolates(text: str) -> str:
    """Drop isolates that split a word or close nothing, and close the others before their line ends."""
    if not ("\u2066" in text or "\u2067" in text or "\u2068" in text or _POP_ISOLATE in text):
        return text
    parts: list[str] = []
    done = depth = 0
    for match in _ISOLATES_OR_BREAK.finditer(text):
        parts.append(text[done : match.start()])
        done = match.end()
        if match.group() == "\n":
            parts.append(_POP_ISOLATE * depth + "\n")
            depth = 0
        elif not _inside_a_word(text, match):
            kept, depth = _balanced(match.group(), depth)
            parts.append(kept)
    parts.append(text[done:])
    return "".join(parts) + _POP_ISOLATE * depth


def _inside_a_word(text: str, match: re.Match[str]) -> bool:
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    return bool(_TOKEN.match(before) and _TOKEN.match(after))


def _balanced(marks: str, depth: int) -> tuple[str, int]:
    kept: list[str] = []
    for mark in marks:
        if mark == _POP_ISOLATE and depth > 0:
            depth -= 1
            kept.append(mark)
        elif mark != _POP_ISOLATE and depth < MAX_OPEN_ISOLATES:
            depth += 1
            kept.append(mark)
    return "".join(kept), depth


def _border_before(text: str, end: int) -> int:
    """Return the nearest place at or before `end` where a reader sees one character end and another begin."""
    for place in range(end, max(end - _LONGEST_STEP_BACK, 0), -1):
        if not _belongs_together(text, place):
            return place
    return end if end > _LONGEST_STEP_BACK else 0


def _belongs_together(text: str, place: int) -> bool:
    if place >= len(text):
        return False
    before, after = text[place - 1], text[place]
    if after.isascii():
        return False
    if _is_regional(after) and _is_regional(before):
        run = place
        while run > 0 and place - run < _LONGEST_STEP_BACK and _is_regional(text[run - 1]):
            run -= 1
        return (place - run) % 2 == 1
    return (
        unicodedata.category(after) in ("Mn", "Me", "Mc")
        or after in (_ZWJ, _ZWNJ)
        or (before == _ZWJ and bool(_EMOJI.match(after)))
        or "\U0001f3fb" <= after <= "\U0001f3ff"
        or "\U000e0020" <= after <= "\U000e007f"
        or "\u1160" <= after <= "\u11ff"
    )


def _is_regional(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"
