"""A writer who works with a language model: facts first, chunk by chunk, then prose from them, then checks by code.

It believes nothing that the model says. Times, links and names are put in by code, what the messages do not bear out is
asked for once more and stays marked after that.
"""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Final, TypeVar

from bot.ai import instructions
from bot.ai.asking import Desk, Question
from bot.ai.checks import Checks
from bot.ai.encoding import Encoded, as_line, tokens_of
from bot.ai.facts import Known, Merged
from bot.ai.gathering import CAPS, Gathering
from bot.ai.schema import Mended, Review, Rewritten, Shape, Writing
from bot.ai.sections import Translator
from bot.domain.incidents import Transcript
from bot.domain.narration import AiTrouble, Part
from bot.domain.sections import BY_KEY
from bot.domain.timeline import Brief, Narrative, Origin, SectionText, Sentence
from bot.ports.model import Ledger, Model, ModelError, Remark, Wish
from bot.settings import Settings

_MOST_TOKENS: Final = 16_000
_ROOM: Final = 120_000
"""Tokens of facts and messages that one question may hold."""
_LONGEST_INSTRUCTION: Final = 1_000
_LONGEST_PART: Final = 24_000

S = TypeVar("S", bound=Shape)


class ModelWriter:
    """Writes with any model. What it returns is grounded already, and has to be grounded again where it is stored."""

    def __init__(self, model: Model, settings: Settings) -> None:
        self._model = model
        self._settings = settings

    @property
    def prompts(self) -> str:
        """The version of the prompts in use."""
        return instructions.version()

    async def draft(self, transcript: Transcript, brief: Brief, ledger: Ledger) -> Narrative:
        """Return claims, sections in sentences, proposed items and open questions. Raises ModelError.

        Where the cap ends it, the narrative is made of the facts up to then, and has its `trouble`.
        """
        work = await self._begun(transcript, brief, ledger)
        if work.is_empty:
            return Narrative(title=brief.title, origin=Origin.AI)
        narrative = await work.knowing().written()
        return await work.mended(narrative)

    async def rewrite(self, transcript: Transcript, brief: Brief, wish: Wish, ledger: Ledger) -> SectionText:
        """Return another text for one section. Raises ModelError."""
        work = await self._begun(transcript, brief, ledger)
        return await work.whole().knowing().rewritten(wish)

    async def review(
        self, transcript: Transcript, brief: Brief, document: Mapping[str, str], ledger: Ledger
    ) -> tuple[Remark, ...]:
        """Return what a second reader misses or doubts in a document. Raises ModelError."""
        work = await self._begun(transcript, brief, ledger)
        return await work.whole().reviewed(document)

    async def _begun(self, transcript: Transcript, brief: Brief, ledger: Ledger) -> "_Work":
        encoded = await asyncio.to_thread(Encoded, transcript, roles=self._settings.ai_people == "roles")
        await ledger.disclose(len(encoded.lines), encoded.people, encoded.covered)
        desk = Desk(self._model, ledger)
        gathering = Gathering(encoded, desk, self._settings.ai_facts_model, self._settings.ai_at_once)
        answers = await gathering.gather()
        merged = await asyncio.to_thread(Merged, answers, encoded)
        return _Work(encoded, brief, merged, desk, self._settings.ai_writing_model, gathering.trouble)


class _Work:
    """One piece of work behind the facts: what it knows, and the questions that it asks."""

    def __init__(
        self, encoded: Encoded, brief: Brief, merged: Merged, desk: Desk, model: str, trouble: AiTrouble | None
    ) -> None:
        self._encoded = encoded
        self._brief = brief
        self._merged = merged
        self._desk = desk
        self._model = model
        self._trouble = trouble
        self._checks = Checks(encoded, merged.corrections)
        self._words = Translator(encoded)
        self._title: Sentence | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to read, and so nothing to ask about."""
        return not self._encoded.lines

    def whole(self) -> "_Work":
        """Return this work if all facts are there. Raises ModelError: of half a channel no section is written."""
        if self._trouble is not None:
            raise ModelError(self._trouble)
        return self

    def knowing(self) -> "_Work":
        """Return this work if there is a fact to write from. Raises ModelError: of nothing there is nothing to tell."""
        if not self._merged.known:
            raise ModelError(self._trouble or AiTrouble.EMPTY)
        return self

    async def written(self) -> Narrative:
        """Return the draft as it was written first, checked."""
        bare = Narrative(title=self._brief.title, claims=self._merged.claims(), origin=Origin.AI, trouble=self._trouble)
        await self._desk.ledger.tell(Part.WRITING, 0, 1)
        try:
            writing = await self._ask("writing", Writing, self._told(), f"Write the draft. {self._wanted()}")
        except ModelError as error:
            if error.trouble not in CAPS:
                raise
            return bare.model_copy(update={"trouble": error.trouble})
        await self._desk.ledger.tell(Part.WRITING, 1, 1)
        return await asyncio.to_thread(self._checked, bare, writing)

    async def mended(self, narrative: Narrative) -> Narrative:
        """Ask once more for what failed; return the draft with what is borne out now."""
        failing = await asyncio.to_thread(self._checks.failing, narrative, self._title)
        await self._desk.ledger.tell(Part.CHECKING, 0, len(failing))
        if not failing or narrative.trouble is not None:
            return narrative
        try:
            answer = await self._ask("again", Mended, self._checks.again(failing), "Mend what failed, by its id.")
        except ModelError:
            # What there is stands, with its marks: a second question that fails takes nothing away.
            return narrative
        mended = await asyncio.to_thread(self._checks.mended, narrative, failing, answer)
        await self._desk.ledger.tell(Part.CHECKING, len(failing), len(failing))
        return mended

    async def rewritten(self, wish: Wish) -> SectionText:
        """Return a section written anew, checked."""
        hidden = self._encoded.hidden
        wanted = {
            "section": hidden(wish.key, 80),
            "title": hidden(wish.title, 200),
            "is_for": hidden(wish.prompt, 1_000),
            "reads_now": hidden(wish.text, _LONGEST_PART),
            "instruction": hidden(wish.instruction, _LONGEST_INSTRUCTION),
        }
        # one wish is seldom the last: the other sections, or the same once more, find all but the wish in the cache
        lines, ask = [as_line({"wish": wanted})], "Write the section of the wish anew."
        await self._desk.ledger.tell(Part.WRITING, 0, 1)
        answer = await self._ask("rewrite", Rewritten, lines, ask, shared=self._told())
        await self._desk.ledger.tell(Part.WRITING, 1, 1)
        section = self._words.rewritten(answer, wish.key)
        alone = Narrative(sections=(await asyncio.to_thread(self._checks.section, section),), origin=Origin.AI)
        return (await self.mended(alone)).sections[0]

    async def reviewed(self, document: Mapping[str, str]) -> tuple[Remark, ...]:
        """Return a second reader's remarks on a document."""
        hidden = self._encoded.hidden
        parts = [as_line({"section": hidden(key, 80), "reads": hidden(text, _LONGEST_PART)})
                 for key, text in document.items()]  # fmt: skip
        await self._desk.ledger.tell(Part.CHECKING, 0, 1)
        answer = await self._ask("review", Review, [*self._told(), *parts], "Say what is missing or in doubt.")
        await self._desk.ledger.tell(Part.CHECKING, 1, 1)
        return self._words.remarks(answer.remarks, document)

    async def _ask(
        self,
        prompt: instructions.Prompt,
        shape: type[S],
        lines: Sequence[str],
        ask: str,
        *,
        shared: Sequence[str] = (),
    ) -> S:
        question = Question(prompt, shape, model=self._model, lines=lines, ask=ask, most=_MOST_TOKENS, shared=shared)
        return await self._desk.ask(question)

    def _checked(self, bare: Narrative, writing: Writing) -> Narrative:
        written = self._words.sections(writing, self._brief.sections)
        sections = tuple(self._checks.section(one) for one in written)
        summary = next((one.cites for one in sections if one.key == "summary"), ())
        self._title = None if self._brief.title else self._words.title(writing)
        return bare.model_copy(
            update={
                "title": self._brief.title or self._checks.title(self._words.title(writing), summary),
                "sections": sections,
                "proposals": tuple(self._checks.proposal(one) for one in self._words.proposals(writing.proposals)),
                "questions": self._checks.questions(self._words.questions(writing.questions, self._brief.sections)),
            }
        )

    def _told(self) -> list[str]:
        """Return the lines of data to write from: what is known before, the facts, and the messages that they cite."""
        known = [as_line(self._encoded.brief(self._brief))]
        facts: list[tuple[int, Known]] = []
        numbers: set[int] = set()
        room = _ROOM
        ranked = sorted(enumerate(self._merged.known, start=1), key=lambda pair: -pair[1].weight)
        for place, one in ranked:
            cited = {*one.fact.cites, *one.corrected_by} - numbers
            cited = {number for number in cited if self._encoded.knows(number)}
            room -= tokens_of(one.line(place, self._encoded))
            room -= sum(self._encoded.lines[number - 1].tokens for number in cited)
            if room < 0:
                break
            facts.append((place, one))
            numbers |= cited
        messages = [self._encoded.lines[number - 1].text for number in sorted(numbers)]
        lines = (one.line(place, self._encoded) for place, one in sorted(facts, key=lambda pair: pair[0]))
        return [*known, *messages, *lines]

    def _wanted(self) -> str:
        """Return which sections are wanted: keys and prompts of ours, and of a template's own only the key."""
        keys = [key for key in self._brief.sections if key in BY_KEY]
        own = [self._encoded.hidden(key, 60) for key in self._brief.sections if key not in BY_KEY]
        return f"Its sections: {', '.join(keys + own)}."
