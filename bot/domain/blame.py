"""Phrases that read as blame, found by rules, each with a wording about what happened instead of whose fault it was.

English only, deterministic, linear. A thing may fail, break or be late: only what is said of a person or a team counts.
Code, links and quoted lines are other people's words and are left alone.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from bot.domain.blame_wording import is_participle, left_undone, not_done, object_at, starts_sentence
from bot.domain.values import Value
from bot.domain.words import capitalised

_GAP_IN_PROCESS: Final = "a gap in the process"
_BOUND: Final = re.compile(r"[.!?](?=\s|$)|\n")
_COVER: Final = "\u01c3"
_NOT_PROSE: Final = re.compile(
    r"```.*?(?:```|\Z)|`[^`\n]*`|(?<!\w)\w{1,20}://\S+|^[ \t]*>[^\n]*", re.DOTALL | re.MULTILINE
)
_TOKEN: Final = re.compile(r"<@[UW][A-Z0-9]{2,20}(?:\|[^<>\n]{0,80})?>|(?<!\w)@[\w.-]{2,80}(?<![.-])|(?<!\w)[^\W\d_]+")
_DENIED: Final = re.compile(
    r"\b(?:not|never|no|without|\w+n't)[ \t](?:(?:an?|the|any|about|really)[ \t])?$", re.IGNORECASE
)
_ROLE: Final = re.compile(
    r"(?:(?:the|an?|our|this|that|another|one|their)[ \t](?:[\w-]{1,30}[ \t]){0,2})"
    r"(?P<role>(?:on-?call )?engineers?|developers?|devs?|on-?call|responders?|interns?|contractors?|colleagues?|"
    r"teammates?|persons?|employees?|reviewers?|authors?|committers?|teams?|operators?|admins?|managers?)\b(?!-)",
    re.IGNORECASE,
)
_BEFORE_ROLE: Final = frozenset({"the", "a", "an", "our", "this", "that", "another", "one", "their"})
_SOFTWARE_TOO: Final = re.compile(r"(?:operator|admin|manager)s?$|on-?call$", re.IGNORECASE)
_PEOPLE: Final = frozenset({"he", "she", "someone", "somebody", "whoever"})
_WIDE: Final = frozenset({"i", "you", "they", "nobody", "engineers", "developers", "people"})
_NOBODY: Final = frozenset({"nobody"})
_IDLE: Final = (
    r"(?:[ \t](?:had|has|have|also|simply|just|again|then|clearly|apparently|obviously|accidentally|completely|"
    r"repeatedly|even|still|once)){0,3}[ \t]"
)
_NOUNS: Final = r"mistakes?|fault|blunders?|carelessness|negligence|incompetence|stupidity|laziness|sloppiness"
_HARM: Final = r"outages?|incidents?|failures?|mistakes?|breakage|downtime|data loss|mess|problems?"


class Phrase(Value):
    """A passage that may read as blame, where it stands, and the words that could stand there instead."""

    start: int
    end: int
    text: str
    suggestion: str


Found = tuple[int, str]
"""Where a phrase ends, and what it could say."""


def find_blame(text: str, names: Iterable[str] = ()) -> tuple[Phrase, ...]:
    """Return what may read as blame in `text`, in order and apart. `names` are people's names."""
    prose = _NOT_PROSE.sub(lambda found: re.sub(r"[^\n]", _COVER, found[0]), text).replace("\u2019", "'")
    phrases: list[Phrase] = []
    end = 0
    found = [*_about_people(prose, _by_first_word(names)), *_by_words(prose)]
    for start, (stop, suggestion) in sorted(found, key=lambda one: (one[0], -one[1][0])):
        if start < end or _DENIED.search(prose[max(0, start - 16) : start]):
            continue
        end = stop
        shown = _uncovered(suggestion, text[start:stop])
        if shown is not None:
            shown = capitalised(shown) if starts_sentence(text, start) else shown
            phrases.append(Phrase(start=start, end=stop, text=text[start:stop], suggestion=shown))
    return tuple(phrases)


def sentence_of(text: str, phrase: Phrase) -> str:
    """Return the sentence, or the line, that a phrase stands in."""
    start = max((one.end() for one in _BOUND.finditer(text, 0, phrase.start)), default=0)
    end = _BOUND.search(text, phrase.end)
    return text[start : end.end() if end is not None else len(text)].strip()


def reworded(text: str, phrase: Phrase) -> str | None:
    """Return `text` with the suggestion in place; None where the phrase is gone or stands in several places by now."""
    start = phrase.start
    if text[start : phrase.end] != phrase.text:
        if text.count(phrase.text) != 1:
            return None
        start = text.index(phrase.text)
    return f"{text[:start]}{phrase.suggestion}{text[start + len(phrase.text) :]}"


def _uncovered(suggestion: str, original: str) -> str | None:
    """Return the suggestion with the code of the original where it was covered; None where that is not possible."""
    if _COVER not in suggestion:
        return suggestion
    covered = _NOT_PROSE.findall(original)
    parts = re.split(f"{_COVER}+", suggestion)
    if len(parts) != len(covered) + 1:
        return None
    return "".join(part + code for part, code in zip(parts, [*covered, ""], strict=True))


def _by_first_word(names: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """Return whole names by their first word, the longest first; a first name of three letters stands for itself."""
    known: dict[str, set[str]] = {}
    for name in names:
        words = name.split()
        first = re.match(r"[^\W\d_]+", words[0]) if words else None
        if first is not None:
            known.setdefault(first[0], set()).add(" ".join(words))
            if len(first[0]) > 2 and first[0] == words[0]:  # noqa: PLR2004 - "Al" and "Jo" are too short to be sure of
                known[first[0]].add(first[0])
    return {first: tuple(sorted(whole, key=len, reverse=True)) for first, whole in known.items()}


def _about_people(prose: str, names: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[int, Found]]:
    for token in _TOKEN.finditer(prose):
        start, end, word = token.start(), token.end(), token[0]
        is_strict, lowered = True, word.lower()
        if word in names:
            named = next((one for one in names[word] if _stands(prose, one, start)), None)
            end = start + len(named or word)
            if named is None:
                continue
        elif lowered in _BEFORE_ROLE:
            role = _ROLE.match(prose, start)
            if role is None:
                continue
            end, is_strict = role.end(), _SOFTWARE_TOO.search(role[0]) is None or "on" in role["role"].lower()[:2]
        elif lowered in _WIDE:
            is_strict = False
        elif lowered not in _PEOPLE and word[0] not in "<@":
            continue
        rules = _ONLY_BOTHERED if lowered in _NOBODY else _RULES if is_strict else _RULES_OF_PEOPLE
        found = _first(rules, prose, end) if _ANY_RULE.match(prose, end) is not None else None
        if found is not None:
            yield start, found
        if is_strict:
            yield from _before(prose, start, end)


def _stands(prose: str, name: str, start: int) -> bool:
    end = start + len(name)
    return prose.startswith(name, start) and not prose[end : end + 1].isalnum()


Make = Callable[[str, re.Match[str]], "Found | None"]


Rule = tuple[re.Pattern[str], Make]


def _first(rules: Iterable[Rule], prose: str, place: int) -> Found | None:
    for pattern, make in rules:
        match = pattern.match(prose, place)
        made = make(prose, match) if match is not None else None
        if made is not None:
            return made
    return None


def _rule(pattern: str, make: Make) -> Rule:
    return re.compile(pattern, re.IGNORECASE), make


def _undone(prose: str, match: re.Match[str]) -> Found:
    """Say of the thing what somebody did not do to it; where that is not to be parsed, that nothing asked for it."""
    made = not_done(prose, match.end())
    return (made[1], made[0]) if made is not None else (match.end(), "no step said to ")


def _ought(prose: str, match: re.Match[str]) -> Found | None:
    """Say what somebody should have done, or should not, of what happened."""
    done = match["done"].lower()
    if not is_participle(done):
        return None
    found = object_at(prose, match.end())
    if match["not"]:
        if found is None:
            return match.end(), "nothing prevented this"
        return found.end, f"nothing kept {found.words} from being {done}"
    if done == "known":
        better = re.compile(r"[ \t]better\b").match(prose, match.end())
        return better.end() if better else match.end(), "it was not known at the time"
    made = left_undone(prose, match.end(), done)
    return (made[1], made[0]) if made is not None else (match.end(), "what to do was not clear at the time")


def _with_object(said: str, without: str | None = None) -> Make:
    """Return a maker of sentences about the object: "{be}" in what is said of it agrees with it."""

    def make(prose: str, match: re.Match[str]) -> Found | None:
        found = object_at(prose, match.end())
        if found is None or found.words.startswith("no "):
            return (match.end(), without) if without is not None else None
        return found.end, f"{found.words} {said.format(be='were' if found.several else 'was')}"

    return make


def _fixed(said: str) -> Make:
    return lambda _, match: (match.end(), said)


def _gerund(prose: str, match: re.Match[str]) -> Found | None:
    found = object_at(prose, match.end())
    end = found.end if found is not None else match.end()
    return end, f"{match['doing']}{prose[match.end() : end]} was left out"


def _caused(prose: str, match: re.Match[str]) -> Found | None:
    found = object_at(prose, match.end())
    if found is None:
        return None
    how = ("were" if found.several else "was") + " caused" if prose[found.end : found.end + 4] == " by " else "happened"
    return found.end, f"{found.words} {how}"


def _allowed(prose: str, match: re.Match[str]) -> Found:
    found = object_at(prose, match.end()) if match["for"] or match["for2"] else None
    return (found.end, f"the process allowed {found.words}") if found else (match.end(), "the process let this happen")


_BOTHERED: Final = _rule(r"[ \t](?:even[ \t])?bothered[ \t]to[ \t]", _undone)
_RULES_OF_PEOPLE: Final = (
    _rule(_IDLE + r"(?:forgot|forgets|forgotten|neglected|neglects)[ \t]to[ \t]", _undone),
    _rule(_IDLE + r"(?:did(?:[ \t]not|n't)|never)[ \t](?:even[ \t])?bother(?:ed)?[ \t]to[ \t]", _undone),
    _rule(
        _IDLE + r"(?:did(?:[ \t]not|n't)|never)[ \t](?:even[ \t])?bother(?:ed)?(?:[ \t]with)?[ \t](?P<doing>\w+ing)\b",
        _gerund,
    ),
    _rule(_IDLE + r"(?:forgot|forgets|forgotten)[ \t]about\b", _with_object("{be} overlooked")),
    _rule(_IDLE + r"(?:forgot|forgets|forgotten)(?=[ \t](?:that|how|why|what)\b)", _fixed("it was not visible")),
    _rule(_IDLE + r"(?:forgot|forgets|forgotten)\b", _with_object("{be} left out", "this step was left out")),
    _rule(_IDLE + r"(?:messed|screwed)[ \t]up\b", _with_object("went wrong", "it went wrong")),
    _rule(_IDLE + r"(?:botched|bungled|fat-?fingered)\b", _with_object("went wrong", "it went wrong")),
    _rule(_IDLE + r"dropped[ \t]the[ \t]ball\b", _fixed("this was missed")),
    _rule(
        r"[ \t](?:was|were|is|are|am|had been|has been)[ \t](?:\w+ly[ \t]|too[ \t]|very[ \t]|so[ \t]|being[ \t]){0,2}"
        r"(?:careless|negligent|lazy|stupid|incompetent|sloppy|reckless|irresponsible|clueless|inattentive)\b"
        r"(?![ -]load)",
        _fixed("the step had no safeguard"),
    ),
)
_RULES: Final = (
    *_RULES_OF_PEOPLE,
    _rule(_IDLE + r"(?:failed|fails)[ \t]to[ \t]", _undone),
    _rule(r"[ \t](?:was|were)[ \t]supposed[ \t]to[ \t](?!be\b)", _undone),
    _rule(
        r"[ \t](?:really[ \t]|clearly[ \t])?"
        r"(?:should(?:(?P<not>[ \t]not|n't))?[ \t]have|should've|ought[ \t]to[ \t]have)"
        r"[ \t](?P<done>[a-z-]+)\b",
        _ought,
    ),
    _rule(_IDLE + r"did(?:[ \t]not|n't)[ \t]follow\b", _with_object("{be} not followed")),
    _rule(_IDLE + r"(?:ignored|disregarded)\b", _with_object("{be} not acted on")),
    _rule(
        _IDLE + r"(?:overlooked|missed)"
        r"(?=[ \t](?:[\w-]{1,30}[ \t]){1,3}(?:alert|page|warning|alarm|sign|signal|error|step|check)s?\b)",
        _with_object("went unnoticed"),
    ),
    _rule(_IDLE + r"violated\b", _with_object("{be} not followed")),
    _rule(_IDLE + r"broke\b(?![ \t](?:the[ \t](?:news|silence|tie)|even)\b)", _with_object("broke")),
    _rule(_IDLE + r"crashed\b", _with_object("crashed")),
    _rule(_IDLE + r"took[ \t]down\b", _with_object("went down")),
    _rule(_IDLE + rf"caused(?=[ \t](?:[\w-]{{1,30}}[ \t]){{0,3}}(?:{_HARM})\b)", _caused),
    _rule(_IDLE + r"made[ \t]an?[ \t](?:\w+[ \t])?(?:mistake|error|blunder)\b", _fixed("something went wrong")),
    _rule(rf"'s?[ \t](?:own[ \t]|gross[ \t]|careless[ \t]|stupid[ \t])?(?:{_NOUNS})\b", _fixed(_GAP_IN_PROCESS)),
    _rule(
        r"'s?[ \t]error\b(?=[ \t]*(?:[.,;:!?\n]|$)|[ \t](?:caused|led|that|was|which|in)\b)", _fixed(_GAP_IN_PROCESS)
    ),
    _rule(r"'s?[ \t]failure[ \t]to[ \t](?=\w)", lambda _, match: (match.end(), "the missing step to ")),
    _rule(
        r"[ \t](?:is|was|are|were)[ \t](?:(?:solely|clearly|entirely)[ \t])?"
        rf"(?:(?:to[ \t]blame|at[ \t]fault)(?P<for>[ \t]for)?"
        rf"|responsible(?P<for2>[ \t]for)(?=[ \t](?:[\w-]+[ \t]){{0,3}}(?:{_HARM})\b))",
        _allowed,
    ),
)
_ONLY_BOTHERED: Final = (_BOTHERED,)
# Nearly every mention is followed by none of them, and one pattern that says so is quicker than one after the other.
_ANY_RULE: Final = re.compile("|".join(pattern.pattern for pattern, _ in (_BOTHERED, *_RULES)), re.IGNORECASE)
_LEADING: Final = ("of", "to", "with", "by", "blame", "blames", "blamed", "blaming")
_LEADS_HERE: Final = re.compile(
    r"(?:(?P<because>because of|due to|owing to)|(?P<blame>blam(?:e|es|ed|ing))"
    r"|(?P<with>(?:the )?(?:fault|blame) (?:lies|is) with)"
    rf"|(?P<of>(?:(?:the|an?|sheer|pure|gross) ){{0,2}}(?:{_NOUNS}|error) (?:of|by)))[ \t]$",
    re.IGNORECASE,
)
_NOT_THE_PERSON: Final = re.compile(r"'s\b|'(?!\w)|[ \t](?:being|having|who|and|or)\b|-")
_LOOKS: Final = {"blame": "look at", "blames": "looks at", "blamed": "looked at", "blaming": "looking at"}


def _before(prose: str, start: int, end: int) -> Iterator[tuple[int, Found]]:
    """Yield what leads up to a person: "because of Ravi", "blame Ravi for the outage"."""
    if not prose[max(0, start - 10) : max(0, start - 1)].lower().endswith(_LEADING):
        return
    head = prose[max(0, start - 40) : start]
    lead = _LEADS_HERE.search(head)
    if lead is None or _NOT_THE_PERSON.match(prose, end):
        return
    begun = start - len(head) + lead.start()
    if lead["because"]:
        yield begun, (end, f"{lead['because'].lower()} how the work was set up")
    elif lead["with"]:
        yield begun, (end, "the cause lies in the process")
    elif lead["of"]:
        yield begun, (end, _GAP_IN_PROCESS)
    elif prose[max(0, begun - 4) : begun].lower() != "git ":
        found = object_at(prose, end + 4) if prose[end : end + 4] == " for" else None
        looks = _LOOKS[lead["blame"].lower()]
        yield (
            begun,
            (found.end, f"{looks} what led to {found.words}") if found else (end, f"{looks} what let it happen"),
        )


_ARTICLE: Final = r"(?:an?|the|this|that|some)[ \t]"
_JUDGED: Final = r"careless|negligent|reckless|stupid|idiotic|moronic|incompetent|irresponsible"
_PLAIN: Final = r"sloppy|lazy|dumb|silly|foolish"
_BY_WORDS: Final = re.compile(
    rf"\b(?:(?:{_ARTICLE})?(?P<error>(?:human|operator|pilot|user)[ \t]errors?\b"
    r"(?![ \t](?:log|message|page|rate|report|count)))"
    rf"|(?P<article>{_ARTICLE})?(?:{_JUDGED})[ \t](?P<noun>[a-z][\w-]*)"
    rf"|(?P<article2>{_ARTICLE})?(?:{_PLAIN})[ \t]"
    r"(?P<noun2>mistakes?|errors?|decisions?|oversights?|engineers?|developers?|operators?|people|person|admins?|team)\b"
    r"|(?:carelessly|recklessly|negligently|stupidly|foolishly)[ \t](?P<verb>\w+)"
    r"|(?P<verb2>\w+)[ \t](?:carelessly|recklessly|negligently|stupidly|foolishly)\b"
    rf"|(?:my|his|her|your|whose)[ \t](?:own[ \t]|stupid[ \t])?(?P<whose>{_NOUNS})\b"
    r"|(?:(?:the|sheer|gross|pure)[ \t]){0,2}"
    r"(?P<vice>carelessness|negligence|incompetence|stupidity|laziness|sloppiness)\b"
    r"|(?P<insult>(?:an?|the|some)[ \t](?:complete[ \t]|total[ \t])?(?:idiot|moron|fool))\b"
    r"|(?P<beyond>inexcusable|unforgivable))",
    re.IGNORECASE,
)


def _by_words(prose: str) -> Iterator[tuple[int, Found]]:
    """Yield what blames whoever it is said of."""
    for match in _BY_WORDS.finditer(prose):
        yield match.start(), (match.end(), _plainly(match))


def _plainly(match: re.Match[str]) -> str:
    if noun := match["noun"] or match["noun2"]:
        article = (match["article"] or match["article2"] or "").strip().lower()
        if article in {"a", "an"}:
            article = "an" if noun[0].lower() in "aeiou" else "a"
        return f"{article} {noun}".strip()
    if verb := match["verb"] or match["verb2"]:
        return verb
    if match["insult"]:
        return "somebody"
    if match["beyond"]:
        return "costly"
    if match["error"] and match["error"].lower().endswith("s"):
        return "gaps in the process"
    return _GAP_IN_PROCESS
