"""Just enough English to turn "forgot to drain the node" into "the node was not drained". Pure, bounded, no dictionary.

What it cannot parse it says so, with None: a rewording that is not grammatical helps nobody.
"""

import re
from typing import Final, NamedTuple

_IRREGULAR: Final = {
    "begin": "begun", "bind": "bound", "break": "broken", "bring": "brought", "build": "built", "buy": "bought",
    "catch": "caught", "choose": "chosen", "cut": "cut", "do": "done", "draw": "drawn", "feed": "fed", "find": "found",
    "forget": "forgotten", "freeze": "frozen", "get": "got", "give": "given", "hide": "hidden", "hit": "hit",
    "hold": "held", "keep": "kept", "know": "known", "lead": "led", "leave": "left", "let": "let", "lose": "lost",
    "make": "made", "meet": "met", "pay": "paid", "put": "put", "read": "read", "run": "run", "say": "said",
    "see": "seen", "send": "sent", "set": "set", "show": "shown", "shut": "shut", "split": "split", "take": "taken",
    "teach": "taught", "tell": "told", "think": "thought", "throw": "thrown", "undo": "undone",
    "understand": "understood", "wake": "woken", "withdraw": "withdrawn", "write": "written",
}  # fmt: skip
_DOUBLED: Final = {
    "admit",
    "commit",
    "debug",
    "defer",
    "omit",
    "permit",
    "refer",
    "submit",
    "transfer",
    "unpin",
    "unplug",
}
_NO_PASSIVE: Final = {
    "be",
    "have",
    "go",
    "come",
    "stay",
    "seem",
    "become",
    "try",
    "want",
    "need",
    "ensure",
    "realise",
    "realize",
}
_PREFIX: Final = re.compile(r"(?:re|over|un|out)-?")
_PARTICLES: Final = {"at", "back", "down", "for", "in", "into", "off", "on", "out", "over", "to", "up", "with"}
_PRONOUNS: Final = {"it": "it", "them": "they", "him": "he", "her": "she", "us": "we", "me": "I", "you": "you"}
_ALONE: Final = {"this", "that", "these", "those", "everything", "something", "everybody", "everyone", "both"}
_ENDS: Final = {
    "about", "across", "after", "again", "against", "alone", "along", "also", "although", "and", "are", "around",
    "as", "at", "back", "because", "before", "being", "between", "but", "by", "correctly", "despite", "down",
    "during", "earlier", "either", "enough", "even", "far", "fast", "first", "for", "from", "had", "has", "here",
    "how", "if", "in", "instead", "into", "is", "last", "later", "like", "long", "more", "off", "on", "once", "onto",
    "or", "out", "over", "per", "right", "since", "so", "sooner", "soon", "straight", "than", "that", "then",
    "there", "they", "though", "through", "throughout", "to", "today", "together", "tomorrow", "too", "twice",
    "under", "unless", "until", "up", "upon", "via", "was", "well", "were", "what", "when", "where", "whether",
    "which", "while", "who", "whose", "why", "with", "within", "without", "yesterday", "yet", "he", "she", "we",
    "it", "not", "never", "all",
}  # fmt: skip
_WORD: Final = re.compile(r"[^\W_][\w'./-]*(?<![./'-])")
_GAP: Final = re.compile(r"[ \t]{1,3}")
_AND: Final = re.compile(
    r"[ \t]{1,3}(?P<and>and|or|nor|but)\b(?P<past>(?=[ \t](?:\w{2,30}ed|ran|went|made|took|sent|left)\b))?"
)
_MANY: Final = {"these", "those", "both", "people", "data", "many", "several", "two", "three", "four", "all"}
_LONGEST: Final = 7
_NEAR: Final = 16
_OPENING: Final = re.compile(r"\n[ \t]*(?:(?:[-*+>]|\d{1,3}[.)])[ \t]+)*$|[.!?][ \t]+$")
_CVC: Final = re.compile(r"[^aeiou]*[aeiou][^aeiouwxy]")


class Object(NamedTuple):
    """What was acted on: its words as a subject, where they end, and whether they are several."""

    words: str
    end: int
    several: bool


def participle(verb: str) -> str | None:
    """Return "drained" for "drain"; None for verbs without a passive."""
    verb = verb.lower()
    if verb in _NO_PASSIVE or not verb.isascii():
        return None
    prefix = _PREFIX.match(verb)
    for start in (0, prefix.end() if prefix else 0):
        if verb[start:] in _IRREGULAR:
            return verb[:start] + _IRREGULAR[verb[start:]]
    if verb.endswith("e"):
        return f"{verb}d"
    if verb.endswith("y") and verb[-2:-1] not in set("aeiou"):
        return f"{verb[:-1]}ied"
    if verb in _DOUBLED or _CVC.fullmatch(verb):
        return f"{verb}{verb[-1]}ed"
    return f"{verb}ed"


def is_participle(word: str) -> bool:
    """Whether a word can follow "should have": "drained", "run"."""
    return (word.endswith("ed") and word not in {"need", "feed", "speed", "seed", "bed"}) or word in _PARTICIPLES


_PARTICIPLES: Final = frozenset(_IRREGULAR.values()) | {"rerun", "reset", "rebuilt", "rewritten", "overwritten", "been"}


def object_at(text: str, place: int) -> Object | None:
    """Return the noun phrase that begins at `place`, None where none does."""
    gap = _GAP.match(text, place)
    first = _WORD.match(text, gap.end()) if gap else None
    if first is None:
        return None
    lowered = first[0].lower()
    if lowered in _PRONOUNS and not (lowered == "her" and _more(text, first.end())):
        return Object(_PRONOUNS[lowered], first.end(), several=lowered in {"them", "us", "you"})
    if lowered in _ALONE and _more(text, first.end()) is None:
        return Object(first[0], first.end(), several=lowered in _MANY)
    if lowered in _ENDS - {"all", "that"}:
        return None
    words = [first]
    while len(words) < _LONGEST and (word := _more(text, words[-1].end())) is not None:
        words.append(word)
    if lowered in {"a", "an", "the", "all", "that"} and len(words) == 1:
        return None
    return _as_subject(text, words)


def _more(text: str, place: int) -> re.Match[str] | None:
    """Return the next word of a noun phrase, None where it ends."""
    gap = _GAP.match(text, place)
    word = _WORD.match(text, gap.end()) if gap else None
    if (
        word is None
        or word[0].lower() in _ENDS
        or (word[0].endswith("ly") and word[0].lower() not in {"reply", "supply"})
    ):
        return None
    return word


def _as_subject(text: str, words: list[re.Match[str]]) -> Object:
    phrase = text[words[0].start() : words[-1].end()]
    lowered = [word[0].lower() for word in words]
    head = lowered[lowered.index("of") - 1] if "of" in lowered[1:] else lowered[-1]
    several = lowered[0] in _MANY or head in _MANY or (head.endswith("s") and head[-2:] not in {"ss", "us", "is"})
    if lowered[0] in {"a", "an", "any"} and len(words) > 1:
        phrase = f"no {text[words[1].start() : words[-1].end()]}"
    return Object(phrase, words[-1].end(), several=several)


def not_done(text: str, place: int) -> tuple[str, int] | None:
    """Return "the node was not drained" for the verb and its object at `place`, and where they end."""
    verb = _WORD.match(text, place)
    done = participle(verb[0]) if verb else None
    return left_undone(text, verb.end(), done) if verb is not None and done is not None else None


def left_undone(text: str, place: int, done: str) -> tuple[str, int] | None:
    """Return the same for a participle that is known, with its object at `place`."""
    found, particle = object_at(text, place), ""
    if found is None:
        gap = _GAP.match(text, place)
        word = _WORD.match(text, gap.end()) if gap else None
        if word is None or word[0].lower() not in _PARTICLES:
            return None
        found, particle = object_at(text, word.end()), f" {word[0]}"
    if found is None:
        return None
    more = _AND.match(text, found.end)
    if more is not None and more["past"] is None:
        return None  # "and …" adds to the verb or to the object, and nobody knows which
    be, no = "were" if found.several else "was", "" if found.words.startswith("no ") else "not "
    said = f"{found.words} {be} {no}{done}{particle}"
    return (f"{said}, {more['and']} somebody", more.end()) if more is not None else (said, found.end)


def starts_sentence(text: str, place: int) -> bool:
    """Whether a sentence or a list item begins at `place`."""
    before = text[max(0, place - _NEAR) : place]
    return _OPENING.search(before if place > _NEAR else f"\n{before}") is not None
