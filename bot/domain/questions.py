"""Open questions: who is asked next, and where an answer goes. A person's words are never written over. Pure."""

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Final

from bot.domain.postmortems import Section
from bot.domain.text import utf16_length
from bot.domain.timeline import Asked, Origin, Question
from bot.domain.words import say
from bot.domain.writing import LONGEST_SECTION

_BETWEEN: Final = "\n\n"
_CREDITED: Final = re.compile(
    r"(?:\A|\n\n)(" + re.escape(say("question.credited", who="{}", answer="")).replace(r"\{\}", r"@\[\w+\]") + ")"
)
"""Where the answers begin in a suggestion: each names whose it is."""
QUESTION_OF: Final = {
    "summary": "What happened, in two sentences a customer would understand?",
    "impact": "Who could not do what, for how long, and how many were they?",
    "root_cause": "What failed, and why was it not caught before?",
    "contributing_factors": "What made it more likely, larger or longer?",
    "detection": "How was it found, and how could it have been found sooner?",
    "response": "What helped the response, and what hindered it?",
    "resolution": "Which steps ended it, and what did each do?",
    "lessons_learned": "What went well, what could be improved, where did we get lucky?",
}
"""What we ask ourselves of a built-in section where the channel says nothing of it."""


def asked_of(question: Question, member: str | None) -> Asked | None:
    """Return when and by whom somebody was asked, None for who was not."""
    return next((one for one in question.asked if one.member == member), None)


def next_to_ask(question: Question, people: Collection[str]) -> str | None:
    """Return who could know and was not asked yet; only those `people` who took part are asked anything."""
    if question.answer is not None:
        return None
    return next((one for one in question.asks if one in people and asked_of(question, one) is None), None)


def still_open(standing: Iterable[Question], asked: Sequence[Question], sections: Iterable[Section]) -> list[Question]:
    """Return what a model asks, and of what was open before it all about which it has neither a text nor a question."""
    settled = {one.section for one in asked} | {one.key for one in sections if one.origin is Origin.AI}
    return [*asked, *(one for one in standing if one.answer is None and one.section not in settled)]


def passed(question: Question, member: str, now: datetime) -> Question:
    """Return a question that somebody cannot answer."""
    known = asked_of(question, member) or Asked(member=member, by=member, at=now)
    others = tuple(one for one in question.asked if one.member != member)
    return question.model_copy(update={"asked": (*others, known.model_copy(update={"passed": True}))})


def credited(answer: str, member: str) -> str:
    """Return an answer as it stands in a section: with whose it is, as a mention, which is drawn by name."""
    return say("question.credited", who=f"@[{member}]", answer=answer.strip())


def beside_answers(section: Section, suggested: str | None) -> str | None:
    """Return what a machine suggests for a section with the answers behind it that people gave there already."""
    found = _CREDITED.search(section.suggestion or "")
    if found is None or section.suggestion is None:
        return suggested
    answers = section.suggestion[found.start(1) :]
    return f"{suggested.rstrip()}{_BETWEEN}{answers}" if suggested else answers


def placed(
    section: Section, said: str, member: str, at: datetime, *, may_edit: bool, instead_of: str | None = None
) -> Section:
    """Return a section with an answer in it; `instead_of` is how the same person answered before.

    Of somebody who may write it, it becomes the text of an empty section and a paragraph under a person's. Beside a
    machine's text, and of anybody else, it is a suggestion: whose text it is then, a writer decides. An answer that
    has no room any more stays where it was given.
    """
    is_a_persons = section.origin is Origin.PERSON or not section.text.strip()
    if may_edit and is_a_persons:
        text = _with(section.text, said, instead_of)
        written = {"text": text, "origin": Origin.PERSON, "by": member, "at": at}
    else:
        text = _with(section.suggestion or "", said, instead_of)
        written = {"suggestion": text}
    return section.model_copy(update=written) if utf16_length(text) <= LONGEST_SECTION else section


def _with(text: str, said: str, instead_of: str | None) -> str:
    if instead_of is not None and instead_of in text:
        return text.replace(instead_of, said, 1)
    return f"{text.rstrip()}{_BETWEEN}{said}" if text.strip() else said
