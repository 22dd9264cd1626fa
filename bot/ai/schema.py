"""What a model may answer, field by field, and the JSON schemas of it in the form that structured output takes.

A type is strict: `true` is no number. How many and how long is decided here too, after the answer was read: the
provider does not hold a model to it.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Final, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, StrictInt

from bot.domain.action_items import ItemKind
from bot.domain.redaction import admit
from bot.domain.timeline import EntryKind, Mark, Style

MOST_FACTS: Final = 120
MOST_SENTENCES: Final = 40
MOST_CITES: Final = 8
MOST_PROPOSALS: Final = 15
MOST_QUESTIONS: Final = 10
MOST_REMARKS: Final = 30
LONGEST_FACT: Final = 300
LONGEST_SENTENCE: Final = 600
LONGEST_ANSWER: Final = 1_000_000
"""Characters of an answer that are read at all."""
_KEPT: Final = frozenset(
    {"type", "title", "enum", "const", "$defs", "$ref", "anyOf", "properties", "required", "additionalProperties"}
    | {"items"}
)

RULED_OUT: Final = "Ruled out"
WELL, BETTER, LUCKY = "What went well", "What could be improved", "Where we got lucky"
Head = Literal["", "Ruled out", "What went well", "What could be improved", "Where we got lucky"]

T = TypeVar("T")


class Shape(BaseModel):
    """An object of an answer: its own fields and no others, each of its own type."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Fact(Shape):
    """One thing that the channel says, with the numbers of the messages that say it."""

    cites: list[StrictInt]
    kind: EntryKind
    statement: str
    said_by: str
    certainty: Literal["stated", "guessed", "denied"]
    corrects: list[StrictInt]
    states_time: bool
    mark: Literal["none"] | Mark
    weight: Literal["key", "useful", "minor"]


class Facts(Shape):
    """What a piece of a channel says."""

    facts: list[Fact]


class Said(Shape):
    """A sentence, and the numbers of the messages that it rests on."""

    text: str
    cites: list[StrictInt]


class Styled(Said):
    """A sentence that says how it stands in its text."""

    style: Style


class Headed(Styled):
    """A sentence that says also under which of our headings it stands."""

    head: Head


class SectionSaid(Shape):
    """The sentences of one section."""

    key: str
    sentences: list[Styled]


class CauseSaid(Shape):
    """Why it happened: a chain of whys, and what it was not."""

    chain: list[Said]
    ruled_out: list[Said]


class LessonsSaid(Shape):
    """What to keep, what to change, and what was luck."""

    well: list[Said]
    better: list[Said]
    lucky: list[Said]


class ProposalSaid(Shape):
    """Something that could be done."""

    text: str
    kind: ItemKind
    owner: str
    done_when: str
    cites: list[StrictInt]


class QuestionSaid(Shape):
    """Something that the channel does not say, and who could know."""

    text: str
    section: str
    asks: list[str]
    cites: list[StrictInt]


class Writing(Shape):
    """A whole draft."""

    title: Said
    sections: list[SectionSaid]
    root_cause: CauseSaid
    contributing_factors: list[Said]
    lessons_learned: LessonsSaid
    proposals: list[ProposalSaid]
    questions: list[QuestionSaid]


class Mend(Shape):
    """Another wording for something that failed, by its number; empty where there is none."""

    id: StrictInt
    text: str
    cites: list[StrictInt]


class Mended(Shape):
    """Other wordings for what failed."""

    mended: list[Mend]


class Rewritten(Shape):
    """Another text for one section."""

    sentences: list[Headed]


class RemarkSaid(Shape):
    """Something that a second reader misses or doubts."""

    kind: Literal["gap", "contradiction", "time", "done_when", "unclear"]
    section: str
    text: str
    cites: list[StrictInt]


class Review(Shape):
    """What a second reader says."""

    remarks: list[RemarkSaid]


@cache
def schema_of(shape: type[Shape]) -> Mapping[str, Any]:
    """Return the JSON schema of an answer, with nothing in it that the provider would refuse."""
    return _plain(shape.model_json_schema())


def _plain(schema: Mapping[str, Any]) -> dict[str, Any]:
    plain = {word: value for word, value in schema.items() if word in _KEPT}
    for word in ("$defs", "properties"):
        if word in plain:
            plain[word] = {name: _plain(inner) for name, inner in plain[word].items()}
    if "items" in plain:
        plain["items"] = _plain(plain["items"])
    if "anyOf" in plain:
        plain["anyOf"] = [_plain(inner) for inner in plain["anyOf"]]
    return plain


def some(things: Iterable[T], most: int) -> list[T]:
    """Return the first things of an answer's list: what is over is not read."""
    return [thing for _, thing in zip(range(most), things, strict=False)]


def numbers(cites: Iterable[int]) -> list[int]:
    """Return the numbers of messages that something cites, each once, and not too many."""
    return some(dict.fromkeys(cites), MOST_CITES)


def line(text: str, limit: int) -> str:
    """Return a model's words as they may be kept: by the entrance that all texts take, in one line, cut."""
    return admit(text, one_line=True, limit=limit).text.strip()
