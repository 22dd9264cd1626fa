"""The measure of what a narrator writes: sentences that their messages bear out, blame, and what was corrected later.

It must not decide what is true: whether a sentence is supported is asked of the grounding that the product uses.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from bot.domain.blame import find_blame
from bot.domain.incidents import Transcript
from bot.domain.prose import Checker
from bot.domain.timeline import SectionText
from bot.services.drafts import Draft

_BORDER = re.compile(r"(?<=[.!?…])[)\"”]?\s+(?=[^\W\d_a-z]|\d)")
_MARKUP = re.compile(r"^\s*(?:[-*•]|\d+\.|#+)\s+|\*\*")
_TAKEN_BACK = re.compile(
    r"\b(?:not|n't|never|no|wrong(?:ly)?|first|suspected|ruled out|correct(?:ed|ion)|instead|thought|taken for)\b"
)
_CREDIT = re.compile(r"\s*\((?:[^()]*,\s)?\d\d:\d\d [A-Z][A-Z+\d:-]*\)")


class Sentences(NamedTuple):
    """How many sentences the sections have, and how many of them their messages bear out."""

    supported: int
    total: int

    @property
    def share(self) -> float:
        """The share that is borne out; of no sentences, all are."""
        return self.supported / self.total if self.total else 1.0


def sentences_supported(draft: Draft, transcript: Transcript) -> Sentences:
    """Return how many sentences of a draft's sections are borne out by the messages that they cite.

    A text that does not come in sentences is taken apart; each of them has the messages of its section.
    """
    checker = Checker(transcript)
    reasons = [checker.reason(text, cites) for section in draft.narrative.sections for text, cites in _told(section)]
    return Sentences(reasons.count(None), len(reasons))


def _told(section: SectionText) -> Iterator[tuple[str, tuple[str, ...]]]:
    if section.sentences:
        yield from ((one.text, one.cites) for one in section.sentences)
    else:
        yield from ((one, section.cites) for one in sentences_of(section))


def sentences_of(section: SectionText) -> Iterator[str]:
    """Yield a section's sentences without list marks, headings and who said it when, which code sets."""
    for line in section.text.splitlines():
        if line.lstrip().startswith(("#", "**")):
            continue
        for sentence in _BORDER.split(_CREDIT.sub("", _MARKUP.sub("", line))):
            if sentence.strip():
                yield sentence.strip()


def blame_phrases(draft: Draft, transcript: Transcript) -> int:
    """Return how many phrases of the shown entries and the sections may read as blame."""
    names = tuple(transcript.members.values())
    entries = (entry.text for entry in draft.entries if entry.verified)
    sections = (section.text for section in draft.narrative.sections)
    return sum(len(find_blame(text, names)) for text in (*entries, *sections))


def survivors(draft: Draft, corrected: Sequence[Mapping[str, Any]]) -> int:
    """Return how many sentences still tell what the channel itself corrected later.

    `corrected` is the case's own list of what was said wrongly and what is right. A sentence that holds both, or that
    says itself that it was not so, tells of the correction.
    """
    told = [sentence.casefold() for section in draft.narrative.sections for sentence in sentences_of(section)]
    return sum(any(_still_tells(sentence, one) for one in corrected) for sentence in told)


def _still_tells(sentence: str, one: Mapping[str, Any]) -> bool:
    wrong, right = one["wrong"].casefold() in sentence, one["right"].casefold() in sentence
    return wrong and not right and not _TAKEN_BACK.search(sentence)
