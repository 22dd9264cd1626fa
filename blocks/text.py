"""Text on its way to Slack: the one escape, its relatives for plain text and links, and dates.

Everything that people, channels or machines wrote passes here before it is shown, so that no mention, link or
formatting of theirs comes alive. It does not decide what is shown, nor how long.
"""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from bot.domain.links import unsaid_goal
from bot.domain.text import cut, normalise, shorten, utf16_length
from bot.domain.words import moment_of

LONGEST_NAME: Final = 80
LABEL: Final = 300
REASON: Final = 300
"""How much is shown of a reason that somebody gave."""
DOUBT: Final = 200
"""How much is shown of the reason why something did not pass the check."""
SECTION_ROOM: Final = 2_900
"""A section block closes here, in escaped UTF-16 units; Slack's own limit is 3,000."""

_MARKERS = re.compile(r"(?<!\w)[*_~]|[*_~](?!\w)")
_LOOKALIKES: Final = {"*": "\u2217", "_": "\u02cd", "~": "\u223c"}
_SPECIAL = re.compile("[&<>*_~`]")
_BACKTICK, _GRAVE = "`", "\u02cb"
_QUOTE_AT_LINE_START = re.compile(r"^(\s*)(>+)", re.MULTILINE)
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\u200e\u200f\u061c\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_ALMOST_MENTION = re.compile(r"<(?=[!@#])")
_SAFE_SCHEMES: Final = ("http", "https", "mailto")
_BAD_IN_URL = re.compile(r"[\s<>|\"`\\^{}\x00-\x20\x7f-\U0010ffff]")
_HOST = re.compile(r"^[a-z0-9.-]+(?::\d{1,5})?$")


def escape(text: str, limit: int | None = None, room: int | None = None) -> str:
    """Return `text` for a mrkdwn object: no entity, mention, link, formatting or quote in it is alive.

    It is cut (with "…") before it is escaped: to `limit` UTF-16 units, and until the escaped text fits into `room`,
    which is twice the limit where nothing else is said.
    """
    if limit is not None:
        text = shorten(text, limit)
        room = limit * 2 if room is None else room
    escaped = _isolated(_dead(text))
    if room is None or utf16_length(escaped) <= room:
        return escaped
    return _isolated(_dead(_fitting(text, room)))


def line(text: str, limit: int | None = None, room: int | None = None) -> str:
    """Return `text` escaped for mrkdwn as one line: its line breaks become spaces."""
    return escape(normalise(text, one_line=True), limit, room)


def name(text: str) -> str:
    """Return a person's, channel's or service's name for mrkdwn."""
    return line(text, LONGEST_NAME)


def plain(text: str, limit: int) -> str:
    """Return `text` for a plain_text, raw_text or rich_text element: one line of at most `limit` UTF-16 units."""
    one_line = _ALMOST_MENTION.sub("\u2039", normalise(text, one_line=True))
    if _RIGHT_TO_LEFT.search(one_line):
        return f"\u2068{shorten(one_line, limit - 2)}\u2069"
    return shorten(one_line, limit)


def bold(escaped: str) -> str:
    """Return text that is escaped already in bold."""
    return f"*{escaped}*" if escaped.strip() else escaped


def code(text: str, limit: int = 200) -> str:
    """Return `text` as inline code."""
    inside = _with_entities(shorten(normalise(text, one_line=True), limit).replace(_BACKTICK, _GRAVE))
    return f"`{inside}`" if inside else ""


def code_line(text: str) -> str:
    """Return one line for the inside of a code block: it cannot close the block."""
    return _with_entities(normalise(text).replace(_BACKTICK * 3, _GRAVE * 3))


def link(url: str, label: str) -> str:
    """Return a live link whose label shows the host where it does not already; a dead text when `url` is not safe.

    `label` is raw text. Only http, https and mailto are links, and only without anything that could end the link.
    """
    if not is_safe_url(url):
        return line(label, LABEL)
    return f"<{_with_entities(url)}|{_label(with_goal(url, label))}>"


def with_goal(url: str, label: str) -> str:
    """Return a safe link's label, with where it leads behind it if it does not say so; what is cut is never that."""
    goal = unsaid_goal(url, label)
    return f"{shorten(label, max(LABEL - len(goal) - 3, 20)).rstrip()} ({goal})" if goal else label


def own_link(url: str, label: str) -> str:
    """Return a link that code chose (a permalink), with its label as it is."""
    return f"<{_with_entities(url)}|{_label(label)}>" if is_safe_url(url) else line(label, LABEL)


def is_safe_url(url: str) -> bool:
    """Whether an address can be a live link: http, https or mailto, ASCII, and nothing in it that ends a link."""
    if not url or len(url) > 2_000 or _BAD_IN_URL.search(url):  # noqa: PLR2004 - Slack takes 3,000, escaped
        return False
    try:
        parts = urlsplit(url)
        scheme, host = parts.scheme.lower(), parts.hostname
    except ValueError:
        return False
    if scheme == "mailto":
        return "@" in parts.path and not parts.query
    return scheme in _SAFE_SCHEMES and bool(host) and parts.username is None and bool(_HOST.match(parts.netloc.lower()))


def moment(at: datetime) -> str:
    """Return a moment that Slack shows in the reader's zone, for the middle of a sentence: "Nov 17 at 14:47"."""
    return f"<!date^{int(at.timestamp())}^{{date_short}} at {{time}}|{moment_of(at)}>"


def time_of_day(at: datetime) -> str:
    """Return a time of day that Slack shows in the reader's zone: "14:51"."""
    return f"<!date^{int(at.timestamp())}^{{time}}|{moment_of(at)}>"


def room_for(text: str, room: int) -> str:
    """Return the beginning of `text` whose escaped form fits into `room`, cut at a word where one ends nearby."""
    beginning = _fitting_cut(text, room)
    return text if beginning == text else _at_a_word(beginning)


def _dead(text: str) -> str:
    if not _SPECIAL.search(text):
        return text
    if ">" in text:
        text = _QUOTE_AT_LINE_START.sub(lambda found: found[1] + "\u203a" * len(found[2]), text)
    text = text.replace(_BACKTICK, _GRAVE)
    if any(sign in text for sign in _LOOKALIKES):
        text = _MARKERS.sub(lambda found: _LOOKALIKES[found[0]], text)
    return _with_entities(text)


def _with_entities(text: str) -> str:
    """Return text with the three letters written out that Slack asks for."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _isolated(escaped: str) -> str:
    """Keep right-to-left text from turning around what stands beside it, line by line."""
    if escaped.isascii() or not _RIGHT_TO_LEFT.search(escaped):
        return escaped
    return "\n".join(f"\u2068{one}\u2069" if _RIGHT_TO_LEFT.search(one) else one for one in escaped.split("\n"))


def _fitting(text: str, room: int) -> str:
    """Return the longest beginning with "…" whose escaped form fits."""
    most = _most(lambda units: shorten(text, units), 0, min(utf16_length(text), room), room)
    return shorten(text, most) if most else ""


def _fitting_cut(text: str, room: int) -> str:
    most = _most(lambda units: cut(text, units), 1, min(utf16_length(text), room), room)
    return cut(text, most) or text[:1]


def _most(beginning: Callable[[int], str], low: int, high: int, room: int) -> int:
    """Return how many units of a text are the longest beginning whose escaped form fits; `low` where none does.

    Most texts grow evenly when they are escaped, so the place is guessed from both ends, and every third time halved.
    """

    def size(units: int) -> int:
        return utf16_length(_isolated(_dead(beginning(units))))

    small, large, steps = 0, size(high), 0
    if large <= room:
        return high
    while high - low > 1:
        steps += 1
        guess = low + (high - low) * (room - small) // (large - small) if steps % 3 else (low + high) // 2
        middle = min(max(guess, low + 1), high - 1)
        if (found := size(middle)) <= room:
            low, small = middle, found
        else:
            high, large = middle, found
    return low


def _at_a_word(text: str) -> str:
    place = max(text.rfind("\n"), text.rfind(" "))
    return text[: place + 1] if place > len(text) * 2 // 3 else text


def _label(text: str) -> str:
    return line(text.replace("|", "\u2223"), LABEL) or "link"
