"""A model without a network for whoever tests what a writer makes of answers, and authors who lie.

The honest authors are the demo's. All of them know of a question what stands in it.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from bot.ai.writer import ModelWriter
from bot.commands.demo.authors import HONEST, Answers, told
from bot.domain.incidents import Transcript
from bot.domain.narration import AiTrouble, Part, Usage
from bot.domain.timeline import Brief, Narrative
from bot.ports.model import ModelAnswer, ModelError, ModelLimits, ModelRequest
from bot.ports.work import Payload
from bot.settings import Settings
from sandbox.model import Asked, Author, ModelServer
from sandbox.model.authors import Manner, Written

SECTIONS = (
    "summary", "impact", "root_cause", "contributing_factors", "detection", "response", "resolution", "lessons_learned"
)  # fmt: skip
BRIEF = Brief(title="Checkout is slow", severity="SEV2", sections=SECTIONS)
Authors = Mapping[str, Answers]


class ScriptedModel:
    """A model whose answers authors write, by the title of the schema.

    `troubles` are what becomes of single questions, counted from 1. `raw` is what it says to everything, if anything.
    """

    def __init__(self, authors: Authors = HONEST, *, output: int = 64_000) -> None:
        self.authors = authors
        self.asked: list[ModelRequest] = []
        self.troubles: dict[int, ModelError] = {}
        self.raw = ""
        self.counted = 0
        self._output = output

    async def limits(self, model: str) -> ModelLimits:
        assert model
        return ModelLimits(input=1_000_000, output=self._output)

    async def count(self, request: ModelRequest) -> int:
        self.counted += 1
        return _tokens(request)

    async def answer(self, request: ModelRequest) -> ModelAnswer:
        self.asked.append(request)
        if (trouble := self.troubles.pop(len(self.asked), None)) is not None:
            raise trouble
        text = self.raw or json.dumps(self.authors[request.schema_["title"]](request.shared + request.data))
        return ModelAnswer(text=text, usage=Usage(calls=1, input=_tokens(request), output=len(text) // 3))

    @property
    def titles(self) -> list[str]:
        """What was asked, in order."""
        return [one.schema_["title"] for one in self.asked]

    @property
    def sent(self) -> str:
        """Everything that was sent as data."""
        return "\n".join(one.shared + one.data for one in self.asked)


def _tokens(request: ModelRequest) -> int:
    return (len(request.system) + len(request.shared) + len(request.data)) // 3


class MemoryLedger:
    """A ledger that forgets with the test. `most` is its cap in tokens; `dies_after` so many records it is killed."""

    def __init__(self, *, most: int | None = None, dies_after: int | None = None) -> None:
        self.kept: dict[str, Payload] = {}
        self.records: list[tuple[str, bool, Usage]] = []
        self.used: list[tuple[str, Usage]] = []
        self.told: list[tuple[Part, int, int]] = []
        self.disclosed: list[tuple[int, int, dict[str, int]]] = []
        self.most = most
        self.dies_after = dies_after
        self.required = 0

    async def recall(self, step: str) -> Payload | None:
        return self.kept.get(step)

    async def record(self, step: str, result: Payload | None, model: str, usage: Usage) -> None:
        if self.dies_after is not None and len(self.records) >= self.dies_after:
            raise Killed
        self.used.append((model, usage))
        self.records.append((step, result is not None, usage))
        if result is not None:
            self.kept[step] = json.loads(json.dumps(result))

    async def tell(self, part: Part, done: int, total: int) -> None:
        self.told.append((part, done, total))

    async def disclose(self, messages: int, people: int, covered: Mapping[str, int]) -> None:
        self.disclosed.append((messages, people, dict(covered)))

    async def require(self, model: str, tokens: int) -> None:
        assert model
        if self.most is not None and self.required + tokens > self.most:
            raise ModelError(AiTrouble.DRAFT_CAP)
        self.required += tokens


class Killed(BaseException):
    """The process ends here."""


def a_writer(model: ScriptedModel, **settings: Any) -> ModelWriter:
    """Return a writer with the settings as they are, save those that are given."""
    return ModelWriter(model, Settings(_env_file=None).model_copy(update=settings))


async def drafted(
    transcript: Transcript, authors: Authors = HONEST, *, brief: Brief = BRIEF, **settings: Any
) -> tuple[Narrative, ScriptedModel]:
    """Return what a writer makes of a transcript with these authors, and the model that was asked."""
    model = ScriptedModel(authors)
    return await a_writer(model, **settings).draft(transcript, brief, MemoryLedger()), model


def reasons_of(narrative: Narrative) -> list[str | None]:
    """Return the reason of every sentence and proposal, None for one that was verified."""
    return [one.reason for section in narrative.sections for one in section.sentences] + [
        one.reason for one in narrative.proposals
    ]


def liar(count: int) -> Authors:
    """Return authors who invent so many statements, each about a message that is there."""
    return {"Facts": _lying_facts(count), "Writing": _lying_writing(count), "Mended": _lying_again}


def serve(server: ModelServer) -> None:
    """Register the honest authors and those who lie with a pretend model."""
    for title, answers in HONEST.items():
        server.authors.register(title, author(answers))
    for title, answers in liar(50).items():
        server.authors.register(title, author(answers), "lying")


def author(answers: Answers) -> Author:
    """Return answers as an author of the pretend model."""

    async def write(asked: Asked) -> Written:
        return answers(asked.prompt)

    return write


MANNERS: tuple[Manner, ...] = ("good", "lying", "injected")

_LIES: tuple[Callable[[int], str], ...] = (
    lambda n: f"Zebulon Quartz switched off replica {9_000 + n}.",
    lambda n: f"Version 77.{n}.3 was rolled out to all nodes.",
    lambda n: f"About {31_000 + 7 * n} customers lost their orders.",
    lambda n: f"The outage lasted {1_000 + n} hours.",
    lambda n: f"At 03:{n % 60:02d} on the 31st the vendor Morvantic confirmed it.",
    lambda n: f"See https://evil.example/{n}?d=1 for the figures.",
    lambda n: f"![figures](https://evil.example/{n}.png)",
    lambda n: f"“We broke it on purpose {n} times”, the team said.",
)


def lie(place: int) -> str:
    """Return something that no message says."""
    return _LIES[place % len(_LIES)](place)


def _lying_facts(count: int) -> Answers:
    def write(prompt: str) -> Mapping[str, Any]:
        numbers = [one["n"] for one in told(prompt).messages]
        return {"facts": [a_fact(numbers[n % len(numbers)], lie(n)) for n in range(count)]}

    return write


def _lying_writing(count: int) -> Answers:
    def write(prompt: str) -> Mapping[str, Any]:
        numbers = [one["n"] for one in told(prompt).messages] or [1]
        said = [{"text": lie(n), "cites": [numbers[n % len(numbers)]]} for n in range(count)]
        each = -(-count // 5)
        keys = ("summary", "impact", "detection", "response", "resolution")
        sections = [
            {"key": key, "sentences": [{**one, "style": "bullet"} for one in said[n * each : (n + 1) * each]]}
            for n, key in enumerate(keys)
        ]
        return {
            "title": said[0],
            "sections": sections,
            "root_cause": {"chain": said[:5], "ruled_out": said[5:10]},
            "contributing_factors": said[10:15],
            "lessons_learned": {"well": said[:2], "better": said[2:4], "lucky": said[4:6]},
            "proposals": [{**one, "kind": "prevent", "owner": "", "done_when": ""} for one in said[:5]],
            "questions": [
                {"text": f"Why did {lie(n)}", "section": "summary", "asks": [], "cites": [numbers[0]]} for n in range(3)
            ],
        }

    return write


def _lying_again(prompt: str) -> Mapping[str, Any]:
    failed = told(prompt).failed
    return {"mended": [{"id": one["id"], "text": lie(n + 500), "cites": one["cites"]} for n, one in enumerate(failed)]}


def a_fact(number: int, statement: str, **over: Any) -> dict[str, Any]:
    """Return a fact as a model answers it."""
    return {
        "cites": [number],
        "kind": "finding",
        "statement": statement,
        "said_by": "P1",
        "certainty": "stated",
        "corrects": [],
        "states_time": False,
        "mark": "none",
        "weight": "key",
        **over,
    }


def nothing_written(**over: Any) -> dict[str, Any]:
    """Return an empty draft as a model answers it."""
    return {
        "title": {"text": "", "cites": []},
        "sections": [],
        "root_cause": {"chain": [], "ruled_out": []},
        "contributing_factors": [],
        "lessons_learned": {"well": [], "better": [], "lucky": []},
        "proposals": [],
        "questions": [],
        **over,
    }


def answering(**answers: Any) -> Authors:
    """Return authors who answer with these values whatever is asked; one fact and no text, where none is given."""
    given = {"Writing": nothing_written(), "Mended": {"mended": []}} | answers
    return {"Facts": _one_fact} | {title: _always(value) for title, value in given.items()}


def _one_fact(prompt: str) -> Mapping[str, Any]:
    """Repeat the first message."""
    first = told(prompt).messages[0]
    return {"facts": [a_fact(first["n"], first["text"])]}


def _always(value: Any) -> Answers:
    def write(prompt: str) -> Mapping[str, Any]:
        del prompt
        found: Mapping[str, Any] = value
        return found

    return write
