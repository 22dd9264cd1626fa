"""Prose that a writer makes, sentence by sentence against its messages; what is borne out becomes a section's text.

Pure. The rules are those of `grounding`, and what may be computed from the cited messages (`computed`). A sentence
that fails keeps its words and gets a reason; it stays out of the text until a person adds it.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from bot.domain.amounts import foreign_amount
from bot.domain.computed import Facts
from bot.domain.doubts import doubt
from bot.domain.grounding import ground, in_short, known_names, lacking, number_of, supported
from bot.domain.incidents import Message, Transcript
from bot.domain.links import ADDRESS, addresses_of, only_these
from bot.domain.numerals import as_digits
from bot.domain.openers import common_words, foreign_opener
from bot.domain.redaction import admit
from bot.domain.stems import NOT_TELLING, stems
from bot.domain.text import normalise
from bot.domain.timeline import Claim, Entry, Narrative, Origin, Proposal, SectionText, Sentence, Style
from bot.domain.words import say

LONGEST_SENTENCE: Final = 1_000
MOST_CITED: Final = 12
"""Whoever cites everything proves nothing: any number is somewhere."""
CORRECTED: Final = "it tells as true what was corrected later"
"""The one reason that a writer gives: its messages bear the sentence out, and a later one takes it back."""
LONGEST_ITEM: Final = 200
LONGEST_CLAIM: Final = 300
LONGEST_TITLE: Final = 120
_GAP: Final = "\n\n"
_PAUSES: Final = ".,;:!?"
_HOST = re.compile(r"(?<![\w.@/-])(?:[\w-]{2,63}\.)+[a-z]{2,24}(?:/\S*)?(?![\w-])", re.IGNORECASE)
_IMAGE = re.compile(r"!\[")
_BOUND = re.compile(
    r"(?<![\w.,:/-])(\d+(?:[.,]\d+)*)(?:(?: out)? of (?:the )?(\d+(?:[.,]\d+)*))? ([a-z][a-z-]{2,40})\b"
)
_JOINED = re.compile(r"(?<![\w.-])(\d+)-(?=[a-z]{3,}(?![\w-]))")
_BOTH = re.compile(r"\b(?:both|pair|couple|the second)\b")
_WORD = re.compile(r"[^\W\d_]\w*")
_LABELLED = re.compile(r"!?\[([^\[\]]*)\]\(\s*<?([^\s()<>]+)>?(?:\s[^()]*)?\)")
_AUTOLINK = re.compile(r"<([a-z][a-z0-9+.-]{1,20}:[^<>\s]+)>", re.IGNORECASE)
_AS_IT_IS = re.compile(rf"(`[^`\n]+`|{ADDRESS.pattern})", re.IGNORECASE)
_ALIVE = re.compile(r"[\\<\[\]*`]|~~")
_OPENS = re.compile(r"^(?:[#+=>|-]|~(?=~))")
_NUMBERED = re.compile(r"^(\d{1,9})(?=[.)](?:\s|$))")


class Share(NamedTuple):
    """How many statements there are, and how many of them their messages bear out."""

    verified: int = 0
    total: int = 0


class Checker:
    """Checks sentences of one transcript. What all of them need is prepared once."""

    def __init__(self, transcript: Transcript) -> None:
        self.transcript = transcript
        self.messages = {one.ts: one for one in transcript.messages}
        self.names = known_names(transcript)
        self.people = frozenset(self.names)
        self.common = common_words(one.text for one in transcript.messages) - self.names.keys()

    def reason(self, text: str, cites: Sequence[str], *, is_order: bool = False) -> str | None:
        """Return why a sentence is not borne out by the messages (ts) that it cites, or None.

        `is_order`: it says what to do and begins with a verb, which is nobody's name.
        """
        cited = [self.messages[ts] for ts in dict.fromkeys(cites) if ts in self.messages]
        if not cites:
            return "it cites no message"
        if any(ts not in self.messages for ts in cites):
            return "it cites a message that is not in the channel"
        if any(one.deleted for one in cited):
            return "one of its messages was deleted"
        if not text.strip():
            return "it says nothing"
        if say("link.left_out") in text:  # looked at before: what was wrong with it is gone, and wrong it was
            return "a link is left out of it that is in none of its messages"
        cited.sort(key=lambda one: one.ts)
        wrong = _foreign_link(text, cited) or self._lacking(text, cited)
        return wrong if wrong or is_order else self._foreign_opener(text, cited) or doubt(text, cited, self.people)

    def borrowed(self, text: str, cites: Sequence[str]) -> str | None:
        """Return why a claim is not what its messages say although all that it names is in them, or None."""
        cited = [self.messages[ts] for ts in cites if ts in self.messages]
        said = as_digits(" ".join(one.text for one in cited)).casefold()
        return (
            foreign_amount(as_digits(text).casefold(), said)
            or _unrelated(text, f"{said} {' '.join(part for one in cited for part in (one.author_name, *one.files))}")
            or doubt(text, cited, self.people)
        )

    def _lacking(self, text: str, cited: Sequence[Message]) -> str | None:
        facts = Facts(cited, self.transcript)
        left, misspoken = facts.without_hands(ADDRESS.sub(" ", text))
        left, wrong = facts.without(as_digits(left))
        spelled = [one.model_copy(update={"text": _with_digits(one.text)}) for one in cited]
        said = " ".join(one.text for one in spelled).casefold()
        left = _JOINED.sub(r"\1 ", left)
        return (
            misspoken
            or wrong
            or lacking(left, spelled, self.names, self.transcript)
            or foreign_amount(left.casefold(), said)
            or _said_of_others(as_digits(text).casefold(), said)
            or _unrelated(text, f"{said} {' '.join(one.author_name for one in cited)}")
        )

    def _foreign_opener(self, text: str, cited: Sequence[Message]) -> str | None:
        said = " ".join(part for one in cited for part in (one.text, one.author_name, *one.files))
        word = foreign_opener(text, set(_WORD.findall(said.casefold())), self.common)
        return f"the name {word} is in none of its messages" if word else None


def grounded(section: SectionText, transcript: Transcript, checker: Checker | None = None) -> SectionText:
    """Return a section whose sentences are checked, and whose text and cites are those of the verified ones.

    A section without sentences is returned as it is. `checker` saves the preparation where there are several.
    """
    if not section.sentences:
        return section
    checker = checker or Checker(transcript)
    sentences = tuple(_checked(one, checker) for one in section.sentences)
    return section.model_copy(update={"sentences": sentences, "text": prose(sentences), "cites": cites_of(sentences)})


def grounded_claims(
    claims: Iterable[Claim], transcript: Transcript, origin: Origin, checker: Checker | None = None
) -> tuple[Entry, ...]:
    """Return the entries of claims by time. The rules quote; a model writes, and is looked at more closely."""
    entries = tuple(one.model_copy(update={"origin": origin}) for one in ground(claims, transcript))
    if origin is not Origin.AI:
        return entries
    checker = checker or Checker(transcript)
    reasons = (checker.borrowed(one.text, one.evidence) if one.verified else one.reason for one in entries)
    return tuple(
        one.model_copy(update={"verified": reason is None, "reason": reason})
        for one, reason in zip(entries, reasons, strict=True)
    )


def grounded_proposal(proposal: Proposal, transcript: Transcript, checker: Checker | None = None) -> Proposal:
    """Return a proposed item with the reason why it is not borne out, if so. What it proposes is new by nature.

    Its numbers, names and links must be in its messages as in any sentence; an owner has to be a member who is known.
    """
    checker = checker or Checker(transcript)
    text, done_when = _admitted(proposal.text, LONGEST_ITEM), _admitted(proposal.done_when, LONGEST_ITEM)
    reason = _too_many(proposal.cites) or checker.reason(text, proposal.cites, is_order=True)
    known = proposal.owner if proposal.owner in transcript.members else None
    cites = tuple(ts for ts in dict.fromkeys(proposal.cites) if ts in checker.messages)[:MOST_CITED]
    cited = [checker.messages[ts] for ts in cites]
    lacks = _foreign_link(done_when, cited) or supported(done_when, cited, transcript)
    if reason is None and (lacks or say("link.left_out") in done_when):
        reason = f"in when it is done, {lacks or 'a link is left out'}"
    text, done_when = (only_these(one, addresses_of(cited)) for one in (text, done_when))
    changed = {"text": text, "done_when": done_when, "owner": known, "cites": cites}
    return proposal.model_copy(update={**changed, "reason": reason})


def grounded_narrative(narrative: Narrative, transcript: Transcript) -> Narrative:
    """Return a narrative whose sections and proposals are checked. Its claims become entries elsewhere.

    The words of a model come in by the entrance that everybody's words come in by.
    """
    checker = Checker(transcript)
    if narrative.origin is Origin.AI:
        narrative = _let_in(narrative)
    return narrative.model_copy(
        update={
            "sections": tuple(grounded(one, transcript, checker) for one in narrative.sections),
            "proposals": tuple(grounded_proposal(one, transcript, checker) for one in narrative.proposals),
        }
    )


def share_of(sections: Iterable[SectionText]) -> Share:
    """Return how many sentences sections have, and how many of them were verified."""
    sentences = [one for section in sections for one in section.sentences]
    return Share(sum(one.reason is None for one in sentences), len(sentences))


def cites_of(sentences: Iterable[Sentence]) -> tuple[str, ...]:
    """Return the messages (ts) of the sentences that are told, each once."""
    return tuple(dict.fromkeys(ts for one in sentences if one.is_told for ts in one.cites))


def prose(sentences: Iterable[Sentence]) -> str:
    """Return the sentences that are told as Markdown. Each stands in one line, and nothing in it is structure."""
    text, head, before, step = "", "", None, 0
    for one in sentences:
        line = inert(one.text) if one.is_told else ""
        if not line:
            continue
        if one.head != head:
            head = one.head
            text += f"{_GAP if text else ''}**{inert(head)}**\n" if head else _GAP
            before = None
        step = step + 1 if before is Style.STEP and one.style is Style.STEP else 1
        mark = {Style.BULLET: "- ", Style.STEP: f"{step}. "}.get(one.style, "")
        text += f"{_between(before, one.style)}{mark}{line}"
        before = one.style
    return text.strip()


def inert(text: str) -> str:
    """Return a text as one line of Markdown that says the same and is nothing but words, code and plain links.

    A link that had a label stands behind it, so that nobody is led elsewhere than is written.
    """
    line = _LABELLED.sub(_behind_its_label, _AUTOLINK.sub(r"\1", _one_line(text)))
    pieces = _AS_IT_IS.split(line)
    line = "".join(piece if place % 2 else _ALIVE.sub(_escaped, piece) for place, piece in enumerate(pieces)).strip()
    return _NUMBERED.sub(r"\1\\", _OPENS.sub(_escaped, line))


def _between(before: Style | None, style: Style) -> str:
    """Return what stands between a sentence and the one before it; None is the beginning, or a heading."""
    if before is None:
        return ""
    if style in {Style.BULLET, Style.STEP}:
        return "\n" if before is style else _GAP
    return " " if style is Style.RUN and before in {Style.RUN, Style.PARAGRAPH} else _GAP


def _checked(sentence: Sentence, checker: Checker) -> Sentence:
    text = _admitted(sentence.text, LONGEST_SENTENCE)
    known = tuple(ts for ts in dict.fromkeys(sentence.cites) if ts in checker.messages)[:MOST_CITED]
    kept = CORRECTED if sentence.reason == CORRECTED else None
    reason = _too_many(sentence.cites) or checker.reason(text, sentence.cites) or kept
    text = only_these(text, addresses_of(checker.messages[ts] for ts in known))
    return sentence.model_copy(update={"text": text, "cites": known, "reason": reason, "decided": None})


def _too_many(cites: Sequence[str]) -> str | None:
    return f"it cites more than {MOST_CITED} messages" if len(set(cites)) > MOST_CITED else None


def _let_in(narrative: Narrative) -> Narrative:
    claims = (one.model_copy(update={"text": _admitted(one.text, LONGEST_CLAIM)}) for one in narrative.claims)
    asked = (one.model_copy(update={"text": _admitted(one.text, LONGEST_CLAIM)}) for one in narrative.questions)
    title = _admitted(narrative.title, LONGEST_TITLE) if narrative.title else None
    return narrative.model_copy(update={"title": title, "claims": tuple(claims), "questions": tuple(asked)})


def _one_line(text: str) -> str:
    return normalise(text, one_line=True, limit=LONGEST_SENTENCE).strip()


def _admitted(text: str, limit: int) -> str:
    """Return a writer's words as they come in by the one entrance, in one line."""
    return admit(text, one_line=True, limit=limit).text.strip()


def _behind_its_label(found: re.Match[str]) -> str:
    label, goal = found[1].strip(), found[2]
    return goal if not label or label == goal else f"{label} ({goal})"


def _escaped(found: re.Match[str]) -> str:
    return "".join(f"\\{sign}" for sign in found.group())


def _with_digits(text: str) -> str:
    """Return a text with its spelled numbers beside it in digits, so that either way of writing is found."""
    digits = as_digits(text)
    if _BOTH.search(digits.casefold()):
        digits += " 2"
    return text if digits == text else f"{text}\n{digits}"


def _foreign_link(text: str, cited: Sequence[Message]) -> str | None:
    """Return the reason when an image stands in a text, or a link or host that is not just so in its messages."""
    if _IMAGE.search(text):
        return "it holds an image"
    links = addresses_of(cited)
    for link in (one[0].rstrip(_PAUSES) for one in ADDRESS.finditer(text)):
        if link not in links:
            return f"the link {in_short(link)} is in none of its messages"
    # Some people's names look like a host's.
    said = "\n".join(part for one in cited for part in (one.text, one.author_name, *one.files))
    hosts = {host.rstrip(_PAUSES).casefold() for host in _HOST.findall(said)}
    for host in _HOST.findall(ADDRESS.sub(" ", text)):
        if host.rstrip(_PAUSES).casefold() not in hosts:
            return f"“{in_short(host)}” is in none of its messages"
    return None


def _unrelated(text: str, said: str) -> str | None:
    """Return the reason when a text has no word in common with its messages; numbers were looked up already."""
    told = stems(text)
    is_numbered = any(character.isdigit() for character in as_digits(text))
    return None if is_numbered or not told or told & stems(said) else "none of its words is in its messages"


def _said_of_others(text: str, said: str) -> str | None:
    """Return the reason when a number is one of its messages', but stands there before something else each time.

    Only where the messages number that thing too, differently: "40 pods" of "12 pods on 40 nodes".
    """
    numbers, things = _bound(said)
    for number, noun in _pairs(text):
        had = things.get(noun)
        if had and number not in had and numbers.get(number, {noun}) - {noun} and "" not in numbers[number]:
            return f"the number {number} is of something else in its messages"
    return None


def _bound(said: str) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Return what each number is followed by, and the numbers that each thing has."""
    numbers: dict[str, set[str]] = {}
    things: dict[str, set[str]] = {}
    for number, noun in _pairs(said):
        numbers.setdefault(number, set()).add(noun)
        things.setdefault(noun, set()).add(number)
    for loose in re.findall(r"(?<![\w.,:/-])(\d+(?:[.,]\d+)*)(?!\d|[.,]\d| ?[a-z])", said):
        numbers.setdefault(number_of(loose), set()).add("")
    return numbers, things


def _pairs(text: str) -> Iterable[tuple[str, str]]:
    for found in _BOUND.finditer(text):
        noun = found[3].rstrip("s")
        if found[3] not in NOT_TELLING:
            yield number_of(found[1]), noun
            if found[2]:
                yield number_of(found[2]), noun
