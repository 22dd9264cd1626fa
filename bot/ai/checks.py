"""Everything that a model says, checked by the domain's rules; what fails is asked for once more, with the reason.

What fails again keeps its reason: it is shown as unverified, not kept as true and not dropped. Whoever stores a draft
checks it again by the same rules.
"""

from collections.abc import Sequence
from typing import Any, Final, Literal, NamedTuple

from bot.ai.corrections import Corrections
from bot.ai.encoding import Encoded, as_line
from bot.ai.schema import LONGEST_SENTENCE, RULED_OUT, Mended, some
from bot.ai.sections import Translator
from bot.domain.blame import Phrase, find_blame
from bot.domain.grounding import ground, supported
from bot.domain.incidents import Transcript
from bot.domain.prose import CORRECTED, Checker, grounded, grounded_proposal
from bot.domain.timeline import Claim, Narrative, Proposal, Question, SectionText, Sentence

MOST_AGAIN: Final = 60
_AROUND: Final = 2
# What we ask ourselves where a question of the model's says more than its messages.
_PLAIN: Final = {
    "summary": "What happened, in two sentences a customer would understand?",
    "impact": "Who could not do what, for how long, and how many were they?",
    "root_cause": "What failed, and why was it not caught before?",
    "contributing_factors": "What made it more likely, larger or longer?",
    "detection": "How was it found, and how could it have been found sooner?",
    "response": "What helped the response, and what hindered it?",
    "resolution": "Which steps ended it, and what did each do?",
    "lessons_learned": "What went well, what could be improved, where did we get lucky?",
}


class Failing(NamedTuple):
    """Something that is not borne out: where it stands in the draft, how it reads, what it cites, and why."""

    what: Literal["claim", "sentence", "proposal"]
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
        return ground((claim,), few)[0].reason

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

    def title(self, title: Sentence) -> str | None:
        """Return a title if its messages bear it out."""
        return title.text if title.text and self._checker.reason(title.text, title.cites) is None else None

    def questions(self, asked: Sequence[Question]) -> tuple[Question, ...]:
        """Return the questions: ours in place of one that says more than its messages, and none where we have none."""
        found: dict[str, Question] = {}
        for question in asked:
            cites = tuple(ts for ts in question.cites if ts in self._checker.messages)
            cited = [self._checker.messages[ts] for ts in cites]
            is_sound = supported(question.text, cited, self._transcript) is None
            text = question.text if is_sound else _PLAIN.get(question.section or "", "")
            if text:
                found.setdefault(text, question.model_copy(update={"text": text, "cites": cites}))
        return tuple(found.values())

    def failing(self, narrative: Narrative) -> list[Failing]:
        """Return what of a checked draft failed, the sections first."""
        found = [
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

    def mended(self, narrative: Narrative, failing: Sequence[Failing], answer: Mended) -> Narrative:
        """Return the draft with those of the new wordings that are borne out; the others stay as they were, marked."""
        words = Translator(self._encoded)
        claims, proposals = list(narrative.claims), list(narrative.proposals)
        sections = [list(section.sentences) for section in narrative.sections]
        for mend in some(answer.mended, MOST_AGAIN):
            if not 1 <= mend.id <= len(failing):
                continue
            what, (row, column), *_ = failing[mend.id - 1]
            changed = {
                "text": words.text(mend.text, mend.cites, LONGEST_SENTENCE),
                "cites": words.cites(mend.cites),
            }
            if what == "claim":
                # The time that was stated belongs to the message that was cited first.
                claim = claims[row].model_copy(update=changed)
                if claim.text and (claim.stated is None or claim.cites[:1] == claims[row].cites[:1]):
                    claims[row] = claim if self.claim(claim) is None else claims[row]
            elif what == "proposal":
                proposal = self.proposal(proposals[row].model_copy(update=changed))
                proposals[row] = proposal if proposal.reason is None else proposals[row]
            else:
                sections[row][column] = self._better(sections[row][column], changed)
        texts = (
            self.section(section.model_copy(update={"sentences": tuple(sentences)}))
            for section, sentences in zip(narrative.sections, sections, strict=True)
        )
        return narrative.model_copy(
            update={"claims": tuple(claims), "proposals": tuple(proposals), "sections": tuple(texts)}
        )

    def _better(self, sentence: Sentence, changed: dict[str, Any]) -> Sentence:
        section = SectionText(key="", sentences=(sentence.model_copy(update=changed),))
        other = self.section(section).sentences[0]
        is_mended = sentence.reason is not None or not self._blame(other.text)
        return other if other.reason is None and other.text and is_mended else sentence

    def _blame(self, text: str) -> Phrase | None:
        return next(iter(find_blame(text, self._members.values())), None)

    def _sentence(self, given: Sentence, checked: Sentence) -> Sentence:
        reason = checked.reason
        if reason is None and self._corrections.revived(checked.text, checked.cites, ruled_out=given.head == RULED_OUT):
            reason = CORRECTED
        return checked.model_copy(update={"cites": given.cites, "reason": reason})
