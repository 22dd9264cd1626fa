"""Whether an edit only mends spelling, so that approvals of the text still count. In doubt it does not. Pure."""

import re
from collections.abc import Iterator
from typing import Final

MOST_WORDS: Final = 5
LEAST_DOUBLED: Final = 6
LEAST_SWAPPED: Final = 7
LEAST_MISSED: Final = 8

SMALL_EDITS: Final = (
    "It has the same lines, and in each the same number of words in the same order, beginning with the same spaces.",
    f"At most {MOST_WORDS} words differ, in sum against the text that was approved, however many edits made them.",
    (
        "Each of these words differs by one slip that is neither at its first nor at its last letter: a letter doubled"
        f" or no longer doubled ({LEAST_DOUBLED} letters or more), two neighbours swapped ({LEAST_SWAPPED} or more), a"
        f" letter added or dropped ({LEAST_MISSED} or more). A letter that became another one makes another word."
    ),
    "The word has small Latin letters only: no digit, hyphen, apostrophe or capital, so no number, date, id or name.",
    (
        "It is no negation, no name of a person or service of the document, and not one of the pairs that differ so"
        " little and are both words (complaint, compliant)."
    ),
    "As it was misspelt it stands nowhere else in the text: what is written twice is meant.",
    (
        "It stands in no code, link or address, and the signs around it stay as they were. Only a full stop may come or"
        " go at the end of a line."
    ),
)
"""What makes an edit typo-sized, all of it together. docs/policy.md says it in these words."""

_NEGATIONS: Final = frozenset({"nothing", "neither", "without", "nowhere", "scarcely"})
PAIRS: Final = frozenset(
    frozenset(pair)
    for pair in (
        ("bidding", "biding"), ("barring", "baring"), ("canning", "caning"), ("dessert", "desert"),
        ("dinners", "diners"), ("dinning", "dining"), ("fillings", "filings"), ("filling", "filing"),
        ("gripping", "griping"), ("hopping", "hoping"), ("matting", "mating"), ("mopping", "moping"),
        ("pinning", "pining"), ("planning", "planing"), ("polling", "poling"), ("ridding", "riding"),
        ("scarred", "scared"), ("scrapped", "scraped"), ("scrapping", "scraping"), ("slopping", "sloping"),
        ("starred", "stared"), ("starring", "staring"), ("stripped", "striped"), ("tapping", "taping"),
        ("wagging", "waging"), ("winning", "wining"), ("complaint", "compliant"), ("complaints", "compliants"),
        ("marital", "martial"), ("carving", "craving"), ("causally", "casually"), ("perfect", "prefect"),
        ("signing", "singing"), ("dairies", "diaries"), ("trailing", "trialing"),
        ("trailed", "trialed"), ("decreased", "deceased"), ("depreciated", "deprecated"), ("founders", "flounders"),
        ("recording", "recoding"), ("replaying", "relaying"), ("restarted", "restated"), ("restarting", "restating"),
        ("returning", "retuning"), ("standing", "stranding"), ("threading", "treading"),
    )
)  # fmt: skip
"""Words that differ by a slip and are both words."""
_PROTECTED: Final = re.compile(r"`+[^`\n]*`*|<[^<>\n]*>|\w{1,20}://\S+")
_FENCE: Final = re.compile(r"[ \t>]*(?:(`|~)\1\1)")
_WORD: Final = re.compile(r"\S+")
_PARTS: Final = re.compile(r"(?P<before>[(\"'*_~>]*)(?P<core>[^\W\d_]+)(?P<after>[)\"'*_~.,;:!?]*)")


def is_typo_sized(approved: str, now: str, names: frozenset[str] = frozenset()) -> bool:
    """Say whether `now` differs from the approved text only by spelling, as SMALL_EDITS say. `names` are lower case."""
    if approved == now:
        return True
    old, new = approved.split("\n"), now.split("\n")
    if len(old) != len(new):
        return False
    mended: list[tuple[str, str]] = []
    fence = ""
    for was, became in zip(old, new, strict=True):
        mark = _FENCE.match(was)
        is_code = bool(fence or mark)
        if mark is not None and fence in {"", mark[1]}:
            fence = "" if fence else mark[1]
        if was == became:
            continue
        found = None if is_code or _FENCE.match(became) else _line(was, became)
        if found is None or len(mended) + len(found) > MOST_WORDS:
            return False
        mended += found
    if not all(_is_mended(was, became, names) for was, became in mended):
        return False
    return _stands_alone(old, new, mended)


def _line(was: str, became: str) -> list[tuple[str, str]] | None:
    """Return the words that differ between two lines, None where more differs than the inside of words."""
    if was.endswith(".") != became.endswith("."):
        was, became = was.removesuffix("."), became.removesuffix(".")
        if not (was[-1:].isalpha() and became[-1:].isalpha()):
            return None
    old, new = list(_WORD.finditer(was)), list(_WORD.finditer(became))
    if len(old) != len(new) or _opening(was) != _opening(became) or _opening(was).startswith(("    ", "\t")):
        return None
    differing = [(one, other) for one, other in zip(old, new, strict=True) if one[0] != other[0]]
    if _protects(was, [one for one, _ in differing]) or _protects(became, [other for _, other in differing]):
        return None
    words = []
    for one, other in differing:
        first, second = _PARTS.fullmatch(one[0]), _PARTS.fullmatch(other[0])
        if first is None or second is None:
            return None
        if (first["before"], first["after"]) != (second["before"], second["after"]):
            return None
        words.append((first["core"], second["core"]))
    return words


def _opening(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def _protects(line: str, words: list[re.Match[str]]) -> bool:
    """Whether one of these words of a line stands in code, a link or an address."""
    spans = [found.span() for found in _PROTECTED.finditer(line)] if words else []
    if "](" in line:
        spans.append((line.find("["), line.rfind(")") + 1 or len(line)))
    return any(start < word.end() and word.start() < end for start, end in spans for word in words)


def _is_mended(was: str, became: str, names: frozenset[str]) -> bool:
    for word in (was, became):
        if not word.islower() or word in _NEGATIONS or word in names:
            return False
    foreign = [[letter for letter in word if not letter.isascii()] for word in (was, became)]
    if foreign[0] != foreign[1] or not all("\u00df" <= letter <= "\u017e" for letter in foreign[0]):
        return False
    return frozenset((was, became)) not in PAIRS and is_one_slip(was, became)


def is_one_slip(was: str, became: str) -> bool:
    """Say whether a letter doubled, added or dropped, or two neighbours swapped, make one word the other."""
    shorter, longer = sorted((was, became), key=len)
    pairs = enumerate(zip(shorter, longer, strict=False))
    start = next((place for place, (one, other) in pairs if one != other), len(shorter))
    if start in {0, len(shorter)} or shorter[-1] != longer[-1]:
        return False
    if len(shorter) == len(longer):
        swapped = shorter[:start] + shorter[start : start + 2][::-1] + shorter[start + 2 :]
        return len(shorter) >= LEAST_SWAPPED and swapped == longer
    if len(longer) - len(shorter) != 1 or longer[:start] + longer[start + 1 :] != shorter:
        return False
    is_doubled = longer[start] in (longer[start - 1], longer[start + 1 : start + 2])
    return len(shorter) >= (LEAST_DOUBLED if is_doubled else LEAST_MISSED)


def _stands_alone(old: list[str], new: list[str], mended: list[tuple[str, str]]) -> bool:
    """Whether no word that was mended is left in what did not change."""
    left = {was for was, _ in mended}
    words = (word for was, became in zip(old, new, strict=True) for word in _unchanged(was, became))
    return all(found is None or found["core"] not in left for found in map(_PARTS.fullmatch, words))


def _unchanged(was: str, became: str) -> Iterator[str]:
    for one, other in zip(was.split(), became.split(), strict=True):
        if one == other:
            yield one
