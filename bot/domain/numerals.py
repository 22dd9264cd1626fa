"""Numbers that are spelled, written as digits: "forty-five minutes" is "45 minutes", "half an hour" is "30 minutes".

Pure. Nothing but numbers is changed, and what is no number ("one of them", "third-party") stays a word.
"""

import re
from typing import Final

_ONES: Final = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS: Final = (
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"
)  # fmt: skip
_TENS: Final = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_VALUES: Final = (
    {word: n for n, word in enumerate(_ONES, 1)}
    | {word: n for n, word in enumerate(_TEENS, 10)}
    | {word: n * 10 for n, word in enumerate(_TENS, 2)}
)
_SCALES: Final = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_ORDINALS: Final = {
    word: n
    for n, word in enumerate(
        ("third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth"), 3
    )
}
UNIT: Final = r"(?:seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?)\b"
"""A span of time, in words."""
_ONE = "|".join(_ONES)
_SMALL = rf"(?:(?:{'|'.join(_TENS)})(?:[ -](?:{_ONE}))?|{'|'.join(_TEENS)}|{_ONE})"
_SPELLED = re.compile(
    rf"(?<![\w'-])(?:(?P<small>{_SMALL})(?P<scales>(?: (?:{'|'.join(_SCALES)}))*)"
    rf"|(?P<article>an?) (?P<scale>{'|'.join(_SCALES)}|dozen))(?![\w'])",
    re.IGNORECASE,
)
_HALVES: Final = (
    (re.compile(r"(?<![\w-])an hour and a half\b", re.IGNORECASE), "90 minutes"),
    (re.compile(r"(?<![\w-])a minute and a half\b", re.IGNORECASE), "90 seconds"),
    (re.compile(r"(?<![\w-])three[- ]quarters of an hour\b", re.IGNORECASE), "45 minutes"),
    (re.compile(r"(?<![\w-])(?:a )?quarter of an hour\b", re.IGNORECASE), "15 minutes"),
    (re.compile(r"(?<![\w-])half[- ]an?[- ]hour\b|(?<![\w-])half[- ]hour\b", re.IGNORECASE), "30 minutes"),
    (re.compile(r"(?<![\w-])half a day\b", re.IGNORECASE), "12 hours"),
    (re.compile(r"(?<![\w-])half a minute\b", re.IGNORECASE), "30 seconds"),
    (re.compile(r"(?<![\w-])half a million\b", re.IGNORECASE), "500000"),
)
_SINGLE = re.compile(rf"(?<![\w-])one[ -](?={UNIT})", re.IGNORECASE)
_ARTICLE = re.compile(
    r"\b(for|after|within|in|about|almost|nearly|over|under|took|lasted|than|roughly|around|by) "
    r"(an?) (?=(?:minute|hour|day|week)\b)"
    r"|(?<![\w-])()(an?) (?=(?:minute|hour|day|week) (?:later|after|before|long)\b)",
    re.IGNORECASE,
)
_AND_A_HALF = re.compile(rf"(?<![\w.,])(\d{{1,3}}) and a half (?={UNIT})|(?<![\w.,])(\d{{1,3}})½", re.IGNORECASE)
_ORDINAL = re.compile(rf"(?<![\w'-])({'|'.join(_ORDINALS)})(?![\w'-]| party\b)", re.IGNORECASE)
_KILO = re.compile(r"(?<![\w.,/-])(\d{1,4}(?:\.\d{1,2})?)k(?![\w-])", re.IGNORECASE)
_MILLIONS = re.compile(
    r"(?<![\w.,/-])(\d{1,4}(?:\.\d{1,3})?)(?:(?P<short>M|bn)(?![\w-])| ?(?P<scale>thousand|million|billion)\b)"
)
_MAY_SPELL = re.compile(
    rf"\d(?:[km]|bn)|{_SMALL}|{'|'.join(_SCALES)}|dozen|hal[fv]|quarter|½|an?[ -]{UNIT}|{'|'.join(_ORDINALS)}",
    re.IGNORECASE,
)


def as_digits(text: str) -> str:
    """Return a text with the numbers that it spells in digits. A bare "one" names no number."""
    if not _MAY_SPELL.search(text):
        return text
    for pattern, digits in _HALVES:
        text = pattern.sub(digits, text)
    text = _ARTICLE.sub(lambda found: f"{found[1]} 1 " if found[1] else "1 ", _SINGLE.sub("1 ", text))
    text = _SPELLED.sub(_in_digits, text)
    text = _KILO.sub(lambda found: f"{float(found[1]) * 1_000:.0f}", text)
    text = _MILLIONS.sub(_in_millions, text)
    text = _AND_A_HALF.sub(lambda found: f"{found[1] or found[2]}.5 ", text)
    return _ORDINAL.sub(lambda found: f"{_ORDINALS[found[1].casefold()]}th", text)


def _in_millions(found: re.Match[str]) -> str:
    scale = found["scale"] or {"M": "million", "bn": "billion"}[found["short"]]
    return f"{float(found[1]) * _SCALES[scale]:.0f}"


def _in_digits(found: re.Match[str]) -> str:
    if found["article"]:
        return str(_SCALES.get(found["scale"].casefold(), 12))
    small = found["small"].casefold()
    scales = found["scales"].casefold().split()
    if small == "one" and not scales:
        return found.group()
    value = sum(_VALUES[word] for word in re.split("[ -]", small))
    for scale in scales:
        value *= _SCALES[scale]
    return str(value)
