"""Everything that a model says, checked by the domain's rules; what fails is asked for once more, with the reason.

What fails again keeps its reason: it is shown as unverified, not kept as true and not dropped. Whoever stores a draft
checks it again by the same rules.
"""

import re
from collections.abc import Sequence
from typing import Any, Final, Literal, NamedTuple

from bot.ai.corrections import Corrections
from bot.ai.encoding import Encoded, as_line
from bot.ai.schema import LONGEST_SENTENCE, RULED_OUT, Mended, some
from bot.ai.sections import Translator
from bot.domain.blame import Phrase, find_blame
from bot.domain.grounding import supported
from bot.domain.incidents import Transcript
from bot.domain.prose import CORRECTED, LONGEST_TITLE, Checker, grounded, grounded_claims, grounded_proposal
from bot.domain.questions import QUESTION_OF
from bot.domain.timeline import Claim, Narrative, Origin, Proposal, Question, SectionText, Sentence

MOST_AGAIN: Final = 60
_AROUND: Final = 2
_MOST_LOOKED_UP: Final = 6
_TELLING = re.compile(r"[^\W_]*\d(?:[\w.,:/-]*\w)?|[A-Z][\w-]{2,}")


class Failing(NamedTuple):
    """Something that is not borne out: where it stands in the draft, how it reads, what it cites, and why."""

    what: Literal["claim", "sentence", "proposal", "title"]
    place: tuple[int, int]
    text: str
    cites: tuple[str, ...]
    reason: str


class Checks:
    """The checks for one transcript: what all statements need is prepared once."""

    def __init__(self, encoded: Encoded, corrections: Corrections) -> None:
        self._encoded = encoded
        self._corrections = corrections
        self._transcript = encoded.transcript
        self._checker = Checker(self._transcript)
        self._said = tuple(line.message.text.casefold() for line in encoded.lines)
        authors = {one.author: one.author_name for one in self._transcript.messages if one.author_name}
        self._members = authors | self._transcript.members

    def claim(self, claim: Claim) -> str | None:
        """Return why a claim is not borne out, or None."""
        known = self._checker.messages
        cited = tuple(known[ts] for ts in dict.fromkeys(claim.cites) if ts in known)
        few = Transcript(
            channel=self._transcript.channel,
            zone=self._transcript.zone,
            messages=cited,
            members=self._members,
            zones=self._transcript.zones,
        )
        return grounded_claims((claim,), few, Origin.AI, self._checker)[0].reason

    def section(self, section: SectionText) -> SectionText:
        """Return a section with a reason on each sentence that is not borne out or revives what was corrected."""
        checked = grounded(section, self._transcript, self._checker)
        # The citations stay as they were given: one of no message is a reason, also when it is checked again.
        pairs = zip(section.sentences, checked.sentences, strict=True)
        return checked.model_copy(update={"sentences": tuple(self._sentence(*pair) for pair in pairs)})

    def proposal(self, proposal: Proposal) -> Proposal:
        """Return a proposal with the reason why it is not borne out, if so."""
        checked = grounded_proposal(proposal, self._transcript, self._checker)
        return checked.model_copy(update={"cites": proposal.cites})

    def title(self, title: Sentence, summary: Sequence[str] = ()) -> str | None:
        """Return a title if its messages bear it out, or those of the summary (ts), which says the same at length."""
        rests_on = (title.cites, (*title.cites, *summary))
        return (
            title.text
            if title.text and any(self._checker.reason(title.text, one) is None for one in rests_on)
            else None
        )

    def questions(self, asked: Sequence[Question]) -> tuple[Question, ...]:
        """Return the questions: ours in place of one that says more than its messages, and none where we have none."""
        found: dict[str, Question] = {}
        for question in asked:
            cites = tuple(ts for ts in question.cites if ts in self._checker.messages)
            is_sound = self._supports(question.text, cites)
            if not is_sound:
                # What a question names may stand anywhere in the channel: it claims nothing of it.
                numbers = [number for ts in cites if (number := self._encoded.number(ts)) is not None]
                more = (self._encoded.ts(number) for number in sorted(self._elsewhere(question.text, numbers)))
                cites = tuple(dict.fromkeys((*cites, *more)))
                is_sound = self._supports(question.text, cites)
            text = question.text if is_sound else QUESTION_OF.get(question.section or "", "")
            if text:
                found.setdefault(text, question.model_copy(update={"text": text, "cites": cites}))
        return tuple(found.values())

    def failing(self, narrative: Narrative, title: Sentence | None = None) -> list[Failing]:
        """Return what of a checked draft failed: the title that was not taken, the sections, and what else there is."""
        found: list[Failing] = []
        if title is not None and title.text and narrative.title is None:
            reason = self._checker.reason(title.text, title.cites) or ""
            found.append(Failing("title", (0, 0), title.text, title.cites, reason))
        found += [
            Failing("sentence", (row, column), one.text, one.cites, one.reason)
            for row, section in enumerate(narrative.sections)
            for column, one in enumerate(section.sentences)
            if one.reason is not None
        ]
        found += [
            Failing("sentence", (row, column), one.text, one.cites, f"it may read as blame: “{phrase.text}”")
            for row, section in enumerate(narrative.sections)
            for column, one in enumerate(section.sentences)
            if one.reason is None and (phrase := self._blame(one.text))
        ]
        found += [
            Failing("proposal", (row, 0), one.text, one.cites, one.reason)
            for row, one in enumerate(narrative.proposals)
            if one.reason is not None
        ]
        reasons = ((row, one, self.claim(one)) for row, one in enumerate(narrative.claims))
        found += [Failing("claim", (row, 0), one.text, one.cites, reason) for row, one, reason in reasons if reason]
        return found[:MOST_AGAIN]

    def again(self, failing: Sequence[Failing]) -> list[str]:
        """Return the lines of data for asking once more: what failed and why, and the messages that it may rest on."""
        wanted: set[int] = set()
        lines = []
        for place, one in enumerate(failing, start=1):
            cites = [number for ts in one.cites if (number := self._encoded.number(ts)) is not None]
            wanted |= {near for number in cites for near in range(number - _AROUND, number + _AROUND + 1)}
            wanted |= self._elsewhere(one.text, cites) | self._corrected(one.cites)
            fields: dict[str, Any] = {
                "id": place,
                "is": one.what,
                "says": self._encoded.hidden(one.text, LONGEST_SENTENCE),
                "cites": cites,
                "failed": self._encoded.hidden(one.reason, LONGEST_SENTENCE),
            }
            lines.append(as_line(fields))
        messages = [line.text for line in self._encoded.lines if line.number in wanted]
        return [*messages, *lines]

    def _elsewhere(self, text: str, cites: Sequence[int]) -> set[int]:
        """Return the numbers of the nearest messages that hold figures and names of a text that those cited do not."""
        said = " ".join(self._said[number - 1] for number in cites if self._encoded.knows(number))
        words = dict.fromkeys(word.casefold() for word in _TELLING.findall(text))
        found: set[int] = set()
        for word in some((word for word in words if word not in said), _MOST_LOOKED_UP):
            there = (number for number, one in enumerate(self._said, start=1) if word in one)
            near = min(there, key=lambda number: min((abs(number - cite) for cite in cites), default=0), default=None)
            found |= set() if near is None else {near}
        return found

    def _corrected(self, cites: Sequence[str]) -> set[int]:
        """Return the numbers of the messages that take back what some messages (ts) say."""
        by = {correction for ts in cites for correction in self._corrections.gone.get(ts, ())}
        return {number for ts in by if (number := self._encoded.number(ts)) is not None}

    def _supports(self, text: str, cites: Sequence[str]) -> bool:
        return supported(text, [self._checker.messages[ts] for ts in cites], self._transcript) is None

    def mended(self, narrative: Narrative, failing: Sequence[Failing], answer: Mended) -> Narrative:
        """Return the draft with those of the new wordings that are borne out; the others stay as they were, marked."""
        words = Translator(self._encoded)
        claims, proposals = list(narrative.claims), list(narrative.proposals)
        sections = [list(section.sentences) for section in narrative.sections]
        title = narrative.title
        for mend in some(answer.mended, MOST_AGAIN):
            if not 1 <= mend.id <= len(failing):
                continue
            what, (row, column), *_ = failing[mend.id - 1]
            changed = {
                "text": words.text(mend.text, mend.cites, LONGEST_SENTENCE),
                "cites": words.cites(mend.cites),
            }
            if what == "title":
                title = self.title(Sentence.model_validate(changed)) if len(changed["text"]) <= LONGEST_TITLE else None
            elif what == "claim":
                # The time that was stated belongs to the message that was cited first.
                claim = claims[row].model_copy(update=changed)
                if claim.text and (claim.stated is None or claim.cites[:1] == claims[row].cites[:1]):
                    claims[row] = claim if self.claim(claim) is None else claims[row]
            elif what == "proposal":
                proposals[row] = self._sound(proposals[row], changed)
            else:
                sections[row][column] = self._better(sections[row][column], changed)
        texts = (
            self.section(section.model_copy(update={"sentences": tuple(sentences)}))
            for section, sentences in zip(narrative.sections, sections, strict=True)
        )
        return narrative.model_copy(
            update={
                "title": title,
                "claims": tuple(claims),
                "proposals": tuple(proposals),
                "sections": tuple(texts),
            }
        )

    def _better(self, sentence: Sentence, changed: dict[str, Any]) -> Sentence:
        # That it told what was corrected is found anew, of its new words.
        section = SectionText(key="", sentences=(sentence.model_copy(update={**changed, "reason": None}),))
        other = self.section(section).sentences[0]
        is_mended = sentence.reason is not None or not self._blame(other.text)
        return other if other.reason is None and other.text and is_mended else sentence

    def _sound(self, proposal: Proposal, changed: dict[str, Any]) -> Proposal:
        """Return a proposal in other words if they are borne out, without when it is done if only that is not."""
        other = self.proposal(proposal.model_copy(update=changed))
        if other.reason is not None:
            other = self.proposal(proposal.model_copy(update={**changed, "done_when": ""}))
        return other if other.reason is None and other.text else proposal

    def _blame(self, text: str) -> Phrase | None:
        return next(iter(find_blame(text, self._members.values())), None)

    def _sentence(self, given: Sentence, checked: Sentence) -> Sentence:
        reason = checked.reason
        if reason is None and self._corrections.revived(checked.text, checked.cites, ruled_out=given.head == RULED_OUT):
            reason = CORRECTED
        return checked.model_copy(update={"cites": given.cites, "reason": reason})
