"""Turns what a model wrote into the draft's own values: names for labels, messages for numbers, our headings."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from bot.ai.encoding import Encoded
from bot.ai.schema import (
    BETTER,
    LONGEST_SENTENCE,
    LUCKY,
    MOST_PROPOSALS,
    MOST_QUESTIONS,
    MOST_REMARKS,
    MOST_SENTENCES,
    RULED_OUT,
    WELL,
    Headed,
    ProposalSaid,
    QuestionSaid,
    RemarkSaid,
    Rewritten,
    Said,
    Styled,
    Writing,
    line,
    numbers,
    some,
)
from bot.domain.links import addresses_of, only_these
from bot.domain.timeline import Proposal, Question, SectionText, Sentence, Style
from bot.ports.model import Remark

_MOST_ASKED: Final = 3
_LONGEST_TITLE: Final = 120
_HEADS: Final = {"root_cause": (RULED_OUT,), "lessons_learned": (WELL, BETTER, LUCKY)}


class Translator:
    """Knows the numbers and labels of one encoded transcript."""

    def __init__(self, encoded: Encoded) -> None:
        self._encoded = encoded

    def title(self, writing: Writing) -> Sentence:
        """Return the title with its messages."""
        return self._sentence(writing.title, limit=_LONGEST_TITLE)

    def sections(self, writing: Writing, keys: Sequence[str]) -> tuple[SectionText, ...]:
        """Return the sections with those keys, in their order, empty where nothing was written."""
        special: dict[str, Callable[[Writing], list[Sentence]]] = {
            "root_cause": self._cause,
            "contributing_factors": lambda one: self._listed(one.contributing_factors, Style.BULLET),
            "lessons_learned": self._lessons,
        }
        plain = {one.key: one.sentences for one in writing.sections if one.key not in special}
        return tuple(
            SectionText(
                key=key,
                sentences=tuple(
                    some(special[key](writing) if key in special else self._styled(plain.get(key, ())), MOST_SENTENCES)
                ),
            )
            for key in keys
        )

    def rewritten(self, answer: Rewritten, key: str) -> SectionText:
        """Return one section that was written anew."""
        sentences = [self._headed(one, key) for one in some(answer.sentences, MOST_SENTENCES)]
        return SectionText(key=key, sentences=tuple(one for one in sentences if one.text))

    def proposals(self, said: Iterable[ProposalSaid]) -> tuple[Proposal, ...]:
        """Return the items that are proposed. An owner is somebody of the channel, or nobody."""
        return tuple(self._proposal(one) for one in some(said, MOST_PROPOSALS) if one.text.strip())

    def questions(self, said: Iterable[QuestionSaid], keys: Iterable[str]) -> list[Question]:
        """Return the questions, each with the section that its answer belongs to, if there is that one."""
        known = set(keys)
        return [self._question(one, known) for one in some(said, MOST_QUESTIONS) if one.text.strip()]

    def remarks(self, said: Iterable[RemarkSaid], keys: Iterable[str]) -> tuple[Remark, ...]:
        """Return what a second reader says, of sections that there are."""
        known = set(keys)
        return tuple(
            Remark(
                kind=one.kind,
                section=one.section if one.section in known else None,
                text=self._with_cited_links(one.text, one.cites),
                cites=tuple(message.ts for message in self._encoded.cited(numbers(one.cites))),
            )
            for one in some(said, MOST_REMARKS)
            if one.text.strip()
        )

    def text(self, text: str, cites: Iterable[int], limit: int) -> str:
        """Return a model's words in one line with names in them."""
        cited = self._encoded.cited(numbers(cites))
        return line(self._encoded.aliases.reveal(line(text, limit), cited), limit)

    def cites(self, cites: Iterable[int]) -> tuple[str, ...]:
        """Return the `ts` for the numbers that something cites."""
        return tuple(self._encoded.ts(number) for number in numbers(cites))

    def _with_cited_links(self, text: str, cites: Iterable[int]) -> str:
        """Return the words of a remark, which is shown as it is: without images, and with no address but cited ones."""
        allowed = addresses_of(self._encoded.cited(numbers(cites)))
        return only_these(self.text(text, cites, LONGEST_SENTENCE), allowed)

    def _cause(self, writing: Writing) -> list[Sentence]:
        chain = self._listed(writing.root_cause.chain, Style.STEP)
        return chain + self._listed(writing.root_cause.ruled_out, Style.BULLET, RULED_OUT)

    def _lessons(self, writing: Writing) -> list[Sentence]:
        told = writing.lessons_learned
        heads = ((WELL, told.well), (BETTER, told.better), (LUCKY, told.lucky))
        return [one for head, said in heads for one in self._listed(said, Style.BULLET, head)]

    def _listed(self, said: Iterable[Said], style: Style, head: str = "") -> list[Sentence]:
        sentences = [self._sentence(one, style, head) for one in some(said, MOST_SENTENCES)]
        return [one for one in sentences if one.text]

    def _styled(self, said: Iterable[Styled]) -> list[Sentence]:
        sentences = [self._sentence(one, one.style) for one in some(said, MOST_SENTENCES)]
        return [one for one in sentences if one.text]

    def _headed(self, said: Headed, key: str) -> Sentence:
        return self._sentence(said, said.style, said.head if said.head in _HEADS.get(key, ()) else "")

    def _sentence(
        self, said: Said, style: Style = Style.RUN, head: str = "", *, limit: int = LONGEST_SENTENCE
    ) -> Sentence:
        return Sentence(
            text=self.text(said.text, said.cites, limit), cites=self.cites(said.cites), style=style, head=head
        )

    def _proposal(self, said: ProposalSaid) -> Proposal:
        return Proposal(
            text=self.text(said.text, said.cites, LONGEST_SENTENCE),
            kind=said.kind,
            done_when=self.text(said.done_when, said.cites, LONGEST_SENTENCE),
            owner=self._encoded.aliases.person(said.owner),
            cites=self.cites(said.cites),
        )

    def _question(self, said: QuestionSaid, keys: set[str]) -> Question:
        people = (self._encoded.aliases.person(label) for label in said.asks)
        return Question(
            text=self.text(said.text, said.cites, LONGEST_SENTENCE),
            asks=tuple(some(dict.fromkeys(filter(None, people)), _MOST_ASKED)),
            cites=self.cites(said.cites),
            section=said.section if said.section in keys else None,
        )
