"""People stand as aliases in what a model reads, and code turns them back into names in what it answers.

Who a label means is known here and nowhere else, and only while one request is worked on. A label is made for the
transcript it is used in: what somebody typed there can never be taken for one.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from itertools import count
from typing import Final, Literal, NamedTuple
from unicodedata import combining, normalize

from bot.domain.incidents import Message, Transcript
from bot.domain.lead import led_by
from bot.domain.text import normalise

LONGEST_NAME: Final = 80
_SHORT: Final = 3
_WORD = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")
_PIECE = re.compile(r"[^\W_]+")
_DENSE = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\u3040-\u30ff]")
_MENTION = re.compile(r"(?<![\w.@])@(?=[^\W\d_])[\w.-]*\w(?: (?=[A-Z])[^\W\d_][\w'-]*){0,2}")
_MACHINE_ID = re.compile(r"(?<![^\W_])[UW](?=[A-Z0-9]*[0-9])[A-Z0-9]{7,20}(?![^\W_])")
_BESIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\s[|\u2022\u00b7/\u2013\u2014-]\s.*$")
_LETTERS: Final = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "\u0131": "i", "æ": "ae", "œ": "oe"})
_UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
_ROOMS: Final = frozenset({"here", "channel", "everyone"})
# Names that are words as well: only with a capital do they name somebody.
_EVERYDAY: Final = frozenset(
    {"will", "mark", "may", "art", "rose", "grace", "hope", "joy", "drew", "bill", "rich", "jack", "pat", "rob", "sue"}
    | {"dean", "chase", "summer", "page", "price", "case", "day", "long", "short", "small", "young", "field", "fields"}
    | {"cook", "baker", "frank", "guy", "king", "stone", "lane", "love", "brown", "white", "green", "black", "gray"}
    | {"grant", "sandy", "bridge", "post", "wood", "woods", "park", "hill", "ford", "banks", "fox", "wolf", "gold"}
    | {"silver", "best", "good", "little", "low", "sharp", "wise", "strong", "power", "powers", "waters", "rivers"}
    | {"lake", "snow", "frost", "rain", "winter", "april", "june", "august", "sunny", "sky", "star", "faith", "dawn"}
    | {"eve", "iris", "ivy", "lily", "ruby", "pearl", "crystal", "carter", "mason", "hunter", "carpenter", "porter"}
    | {"marshal", "bishop", "major", "judge", "law", "bell", "book", "ball", "cash", "close", "cross", "cut", "early"}
    | {"free", "hand", "head", "house", "key", "land", "link", "lock", "match", "miles", "pool", "ray", "read", "reed"}
    | {"rush", "salt", "self", "swift", "trace", "way", "york", "ops", "support", "admin", "bot", "team", "oncall"}
)
# Words in names that by themselves name nobody: they are hidden as parts of a whole name only.
_NO_NAMES: Final = frozenset(
    {
        "van",
        "von",
        "der",
        "den",
        "de",
        "da",
        "do",
        "di",
        "la",
        "le",
        "el",
        "al",
        "bin",
        "ibn",
        "dos",
        "del",
        "mac",
        "san",
    }
    | {"st", "jr", "sr", "dr", "the", "and", "of", "for", "so", "an", "my", "no", "go", "we", "is", "to", "in", "on"}
    | {
        "it",
        "call",
        "just",
        "max",
        "min",
        "ops",
        "api",
        "db",
        "dev",
        "team",
        "admin",
        "support",
        "oncall",
        "sre",
        "web",
    }
    | {
        "infra",
        "bot",
        "test",
        "user",
        "root",
        "main",
        "prod",
        "data",
        "app",
        "net",
        "cloud",
        "core",
        "qa",
        "hr",
        "lead",
    }
    | {"staff", "service", "engineer", "engineering", "manager", "customer", "success", "security", "platform", "desk"}
    | {"deleted", "unknown", "anonymous", "external", "inactive", "removed"}
    | {
        "she",
        "her",
        "hers",
        "he",
        "him",
        "his",
        "they",
        "them",
        "their",
        "theirs",
        "ooo",
        "pto",
        "away",
        "eu",
        "us",
        "uk",
    }
    | {"help", "guest", "incident", "responder", "commander", "system", "server", "network", "database"}
)
# Places in words that are no numbers: what is numbered in a sentence is looked for in its messages.
_GREEK: Final = (
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu", "xi",
    "omicron", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega",
)  # fmt: skip

Kind = Literal["person", "bot", "word"]


class _Who(NamedTuple):
    """Somebody that a label stands for: a person or bot by id, or a word that may name somebody."""

    kind: Kind
    id: str


class Aliases:
    """The labels of one transcript: P1, P2 … for people, B1, B2 … for bots, or words for roles.

    The first to appear has the first label, so that what is added to a channel later changes no label before it.
    """

    def __init__(self, transcript: Transcript, *, roles: bool = False) -> None:
        """`roles`: people stand as "responder alpha", and nothing is turned back into names."""
        self.roles = roles
        self._bots = {one.author for one in transcript.messages if one.is_bot}
        self._names = _names(transcript, self._bots)
        self._words = _words(self._names)
        forms = {form for name in self._names.values() for form in _forms(name)} | self._words.keys()
        self._pattern = _pattern(forms)
        self._begins = {word for form in forms for word in _PIECE.findall(form)[:1]}
        self._is_dense = any(_DENSE.search(form) for form in forms)
        self._whole = {form: person for person, name in self._names.items() for form in _forms(name)}
        self._labels: dict[_Who, str] = {}
        self._spelled: dict[_Who, str] = {}
        self._who: dict[str, _Who] = {}
        self._lead = led_by("", transcript.messages, self._names) if roles else None
        self._letters = "" if roles else _letters(transcript)
        self._bot_names = {one.author: one.author_name for one in transcript.messages if one.is_bot}
        self._token = re.compile(rf"(?<![^\W_])[PB]{self._letters}\d+(?![^\W_])")

    @property
    def people(self) -> int:
        """How many people have a label."""
        return sum(who.kind == "person" for who in self._labels)

    def label(self, author: str) -> str:
        """Return the label of the author of a message."""
        return self._label(_Who("bot" if author in self._bots else "person", author))

    def author(self, label: str) -> str | None:
        """Return the id of the person or bot that a label stands for, or None."""
        who = self._who.get(label.strip())
        return None if who is None or who.kind == "word" else who.id

    def person(self, label: str) -> str | None:
        """Return the Slack id of the person that a label stands for, or None."""
        who = self._who.get(label.strip())
        return who.id if who is not None and who.kind == "person" else None

    def hide(self, text: str) -> str:
        """Return a text with labels in place of names, handles, mentions and ids."""
        if "@" in text:
            text = _MENTION.sub(self._mentioned, text)
        if self._pattern is not None and self._may_name(text):
            text = self._pattern.sub(self._hidden, text)
        return _MACHINE_ID.sub(lambda found: self._of_id(found.group()), text)

    def reveal(self, text: str, cited: Sequence[Message]) -> str:
        """Return a text with names in place of labels, as far as possible as the cited messages write them."""
        if self.roles or not self._token.search(text):
            return text
        said = "\n".join(part for one in cited for part in (one.text, one.author_name, self._names.get(one.author, "")))
        words = {_folded(word) for word in _WORD.findall(said)}
        return self._token.sub(lambda found: self._named(found.group(), words), text)

    def named_in(self, text: str) -> set[str]:
        """Return the labels of people and bots that stand in a text."""
        if self.roles:
            return {label for label in self._who if label in text}
        return {label for label in self._token.findall(text) if label in self._who}

    def has_name(self, label: str) -> bool:
        """Whether a label stands for a person whose name is known, or is one itself."""
        return bool(label) and (self.roles or (self.person(label) or "") in self._names)

    def without(self, text: str) -> str:
        """Return a text without labels, whose digits count nothing."""
        return text if self.roles else self._token.sub("", text)

    def _may_name(self, text: str) -> bool:
        """Whether a name begins somewhere in a text: most texts name nobody, and looking closely takes time."""
        return self._is_dense or not self._begins.isdisjoint(_PIECE.findall(_folded(text)))

    def _label(self, who: _Who) -> str:
        if who not in self._labels:
            label = self._role(who) if self.roles else self._numbered(who)
            self._labels[who] = label
            self._who.setdefault(label, who)
        return self._labels[who]

    def _numbered(self, who: _Who) -> str:
        letter = "B" if who.kind == "bot" else "P"
        have = sum((one.kind == "bot") is (who.kind == "bot") for one in self._labels)
        return f"{letter}{self._letters}{have + 1}"

    def _role(self, who: _Who) -> str:
        if who.kind == "word":
            return "somebody"
        if who.id == self._lead:
            return "incident lead"
        if who.kind == "bot":
            return f"bot {self.hide(normalise(self._bot_names.get(who.id, ''), one_line=True, limit=LONGEST_NAME))}"
        return f"responder {_letter(sum(one.kind == 'person' and one.id != self._lead for one in self._labels))}"

    def _hidden(self, found: re.Match[str]) -> str:
        text = found.group()
        folded = _folded(text)
        if _is_common(folded) and not text[0].isupper() and not _DENSE.search(text):
            return text
        person = self._whole.get(folded)
        people = {person} if person else self._words.get(folded, set())
        if len(people) == 1:
            return self._label(_Who("person", next(iter(people))))
        return self._word(text)

    def _mentioned(self, found: re.Match[str]) -> str:
        """Return a label for somebody who is mentioned and whose name nobody here has."""
        name = found.group()[1:]
        is_known = self._pattern is not None and self._pattern.match(name) is not None
        if is_known or name.split()[0].casefold() in _ROOMS:
            return found.group()
        return f"@{self._word(name)}"

    def _of_id(self, text: str) -> str:
        return self._label(_Who("person", text)) if text in self._names else self._word(text)

    def _word(self, text: str) -> str:
        who = _Who("word", _folded(text))
        self._spelled.setdefault(who, text)
        return self._label(who)

    def _named(self, label: str, words: set[str]) -> str:
        who = self._who.get(label)
        if who is None:
            return label
        if who.kind == "word":
            return self._spelled[who]
        name = self._bot_names.get(who.id, "") if who.kind == "bot" else self._names.get(who.id, "")
        parts = _WORD.findall(name)
        if all(_folded(part) in words for part in parts):
            return name or label
        return next((part for part in parts if _folded(part) in words), name)


def _names(transcript: Transcript, bots: set[str]) -> dict[str, str]:
    """Return the name of each person of a transcript, as it is known or else as it stands over a message."""
    written = {one.author: one.author_name for one in transcript.messages if one.author_name}
    names = {person: name for person, name in (written | transcript.members).items() if person not in bots}
    lines = {person: normalise(name, one_line=True, limit=LONGEST_NAME).strip() for person, name in names.items()}
    return {person: name for person, name in lines.items() if name}


def _words(names: dict[str, str]) -> dict[str, set[str]]:
    """Return the people that each word of a name may mean, as it may be written; of one without its accents nobody."""
    words: dict[str, set[str]] = defaultdict(set)
    for person, name in names.items():
        for word in _words_of(name):
            folded = _folded(word)
            if (len(word) > 1 or _DENSE.search(word)) and folded not in _NO_NAMES:
                words[folded].add(person)
                words[word.lower()].add(person)
    for form in list(words):
        for plain in _without_accents(form) - _NO_NAMES:
            words.setdefault(plain, set())
    return dict(words)


def _words_of(name: str) -> list[str]:
    """Return the words of a name. In brackets or behind a bar is mostly none: "Maya (she/her) | on call"."""
    own = _BESIDE.sub(" ", name)
    beside = (word for part in _BESIDE.findall(name) for word in _WORD.findall(part) if word[0].isupper())
    return [*_WORD.findall(own), *_PIECE.findall(own), *beside] if _WORD.search(own) else _WORD.findall(name)


def _forms(name: str) -> set[str]:
    """Return how a name may be written, small. Two that are the same folded need not be the same small ("Weiß")."""
    return {_folded(name), name.lower(), *_without_accents(_folded(name))}


def _without_accents(text: str) -> set[str]:
    """Return a small text as it is typed where its letters are not at hand: "muller" and "mueller"."""
    plain = "".join(one for one in normalize("NFKD", text.translate(_LETTERS)) if not combining(one))
    return {plain, text.translate(_UMLAUTS)} if not text.isascii() and not _DENSE.search(text) else set()


def _is_common(folded: str) -> bool:
    """Whether a name is nothing but words that are words as well: "just in" and "will mark" are said of nobody."""
    words = _WORD.findall(folded)
    return all(word in _EVERYDAY or len(word) < _SHORT or (len(words) > 1 and word in _NO_NAMES) for word in words)


def _pattern(forms: Collection[str]) -> re.Pattern[str] | None:
    longest_first = sorted(forms, key=lambda form: (-len(form), form))
    dense = [re.escape(form) for form in longest_first if _DENSE.search(form)]
    spaced = [re.escape(form).replace("'", "['\u2019]") for form in longest_first if not _DENSE.search(form)]
    # Where words have no spaces between them a name needs none around it either.
    each = [*dense, *([rf"(?<![^\W_])(?:{'|'.join(spaced)})(?![^\W_])"] if spaced else [])]
    return re.compile("|".join(each), re.IGNORECASE) if each else None


def _letters(transcript: Transcript) -> str:
    """Return letters for the labels such that nothing in the transcript looks like one of them; none if it is plain.

    They come from the text itself, so the same transcript has the same labels, and nobody can type them beforehand.
    """
    parts = (part for one in transcript.messages for part in (one.text, one.author_name, *one.files))
    text = "\n".join((*parts, *transcript.members.values()))
    if not re.search(r"(?<![^\W_])[PB]\d+(?![^\W_])", text, re.IGNORECASE):
        return ""
    folded = text.casefold()
    for attempt in count():
        digest = hashlib.sha256(f"{attempt}\0{text}".encode("utf-8", "replace")).digest()
        letters = "".join(chr(ord("a") + byte % 26) for byte in digest[:3])
        if f"p{letters}" not in folded and f"b{letters}" not in folded:
            return letters
    raise AssertionError


def _letter(place: int) -> str:
    """Return a name for a place, counted from 0: alpha to omega, then alpha-alpha."""
    more, last = divmod(place, len(_GREEK))
    return _GREEK[last] if more == 0 else f"{_letter(more - 1)}-{_GREEK[last]}"


def _folded(text: str) -> str:
    return text.casefold().replace("\u2019", "'")
