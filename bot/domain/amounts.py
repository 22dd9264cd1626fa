"""How many and how long where no number stands: dozens, twice, threefold, one in three, for months. Pure.

Texts and messages are folded, their numbers in digits. Such an amount has to be in the messages in one of its ways.
"""

import re
from typing import Final

_MANY = re.compile(
    r"\b(dozens|hundreds|thousands|millions|billions)\b"
    r"|\b(?:several|a few|many|some) (dozen|hundred|thousand|million|billion)\b"
)
_TIMES: Final = {
    "twice": re.compile(r"\b(?:twice|again|second|2 ?x|2 times)\b"),
    "thrice": re.compile(r"\b(?:thrice|3 ?x|3 times)\b"),
    "doubled": re.compile(r"\b(?:doubled?|twice|2 ?x|2 times)\b"),
    "tripled": re.compile(r"\b(?:tripled?|3 ?x|3 times)\b"),
    "halved": re.compile(r"\b(?:hal[fv]\w*|50 ?%)"),
}
_FOLD = re.compile(
    r"(?<![\w.,])(?P<n>\d+(?:\.\d+)?)(?: ?x(?!\w)|[ -]?fold\b| times (?:as|more|the|its|higher|larger|slower)\b)"
    r"|\b(?P<word>two|three|four|five|six|seven|eight|nine|ten|hundred|thousand)fold\b"
)
_FOLDS: Final = {"2": r"|\bdoubl|\btwice\b", "3": r"|\btripl|\bthrice\b"}
_WORDS: Final = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_LONG = re.compile(r"\b(fortnight|month|year|decade|centur(?:y|ie))s?\b")
_YEARS = re.compile(r"\bannual|\b20\d\d\b")
_ONE_IN = re.compile(
    r"\b(?:one|1) (?:in|out of) (?:every )?\d+\b"
    r"|\bevery (?:second|other|2nd|3rd|\d+th)\b(?! (?:week|month|year|day)s?\b)"
)
_SHARES = re.compile(
    r"%|\bpercent|\b(?:one|1) (?:in|of|out of)\b|\bevery (?:second|other|2nd|3rd|\w+th|\d+)"
    r"|\d ?/ ?\d|\bhal[fv]|\d of \d"
)


def foreign_amount(text: str, said: str) -> str | None:
    """Return the reason where a text tells an amount in words that its messages do not have in any way."""
    return _foreign_many(text, said) or _foreign_multiple(text, said) or _foreign_rest(text, said)


def _foreign_many(text: str, said: str) -> str | None:
    words = set(re.findall(r"\w+", said))
    for found in _MANY.finditer(text):
        many = found[1] or found[2]
        if not {many, f"{many}s", many.removesuffix("s")} & words:
            return f"the number {many} is in none of its messages"
    return None


def _foreign_multiple(text: str, said: str) -> str | None:
    for word, told in _TIMES.items():
        if re.search(rf"\b{word}\b", text) and not told.search(said):
            return f"the number {word} is in none of its messages"
    for found in _FOLD.finditer(text):
        word = found["word"]
        number = found["n"] or (str(_WORDS.index(word) + 2) if word in _WORDS else word)
        ways = rf"(?<![\w.,]){re.escape(number)}(?: ?x(?!\w)| times\b|[ -]?fold\b){_FOLDS.get(number, '')}"
        if not re.search(ways, said) and not (word and f"{word}fold" in said):
            return f"the number {found[0].strip()} is in none of its messages"
    return None


def _foreign_rest(text: str, said: str) -> str | None:
    for found in _LONG.finditer(text):
        if found[1] not in said and not (found[1] == "year" and _YEARS.search(said)):
            return f"the duration {found[0]} is in none of its messages"
    if (share := _ONE_IN.search(text)) and not _SHARES.search(said):
        return f"the share “{share[0]}” is in none of its messages"
    return None
