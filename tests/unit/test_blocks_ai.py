"""What is drawn of the model behind a draft, within Slack's limits and in words that hold."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from blocks import drafts, drafts_ai
from bot.domain.narration import Ai, AiRun, AiTrouble, Part, RunKind, Usage
from bot.domain.postmortems import Postmortem, Progress, Stage, Status
from bot.domain.surfaces import CardFacts, Rendered
from bot.domain.text import cut
from bot.domain.windows import AiFacts
from bot.domain.words import is_said
from tests.unit.drawn import NOW, worst_facts

LARGE = Usage(calls=9_999, input=10**9, output=10**9, read=10**9, written=10**9)


def messages(facts: CardFacts) -> Iterator[Rendered]:
    """Yield the card and the author's message in every state of the model."""
    postmortem = facts.postmortem
    assert postmortem is not None
    draft = postmortem.model_copy(update={"status": Status.DRAFT, "discarded_at": None, "held_at": None})
    for trouble in (None, *AiTrouble):
        for until in (None, NOW + timedelta(minutes=30)):
            for counts in (0, 999):
                ai = Ai(trouble=trouble, sentences=counts, claims=counts, tokens=10**9, cost=99_999.0)
                ready = Progress(stage=Stage.READY, resume_at=until)
                shown = facts.model_copy(update={"postmortem": draft.model_copy(update={"ai": ai, "progress": ready})})
                yield drafts.card(shown)
                yield drafts.ready_dm(shown)
    for stage in (Stage.NARRATING, Stage.READY):
        for part in Part:
            progress = Progress(stage=stage, part=part, part_done=999, part_total=1_000)
            yield drafts.card(facts.model_copy(update={"postmortem": draft.model_copy(update={"progress": progress})}))


def windows(text: str, postmortem: Postmortem) -> Iterator[dict[str, Any]]:
    """Yield the windows at their largest, and empty."""
    yield drafts_ai.allow_view(postmortem, (cut(text, 200), cut(text, 201)))
    usage = {cut(f"{n}{text}", 100): LARGE for n in range(4)}
    covered = {f"kind-{n}": 10**6 for n in range(60)}
    run = AiRun(
        kind=RunKind.DRAFT, started_at=NOW, by="U1", prompts=cut(text, 200), usage=usage, covered=covered, cost=10.0**6,
        messages=10**6, people=10**6, chunks=10**6, chunks_recalled=10**6, claims=10**6, sentences=10**6,
        trouble=AiTrouble.MONTH_CAP,
    )  # fmt: skip
    names = {"U1": cut(text, 80)}
    ai = Ai(allowed_by="U1", allowed_at=NOW, allowed_why=cut(text, 300), tokens=10**12, cost=10.0**6)
    allowed = postmortem.model_copy(update={"ai": ai})
    yield drafts_ai.runs_view(
        AiFacts(postmortem=allowed, runs=(run,) * 5, total=99, page=7, spent=10**12, cap=10**12, names=names)
    )
    yield drafts_ai.runs_view(AiFacts(postmortem=postmortem, is_closed=True))
    yield drafts_ai.runs_view(
        AiFacts(postmortem=postmortem, runs=(AiRun(kind=RunKind.DRAFT, started_at=NOW),), total=1)
    )


@pytest.mark.parametrize("trouble", AiTrouble)
def test_every_trouble_has_its_words(trouble: AiTrouble) -> None:
    assert is_said(f"ai.cause.{trouble}")


def test_what_was_sent_is_told_in_counts() -> None:
    postmortem = worst_facts("Checkout").postmortem
    assert postmortem is not None
    run = AiRun(
        kind=RunKind.DRAFT,
        started_at=NOW,
        ended_at=NOW,
        prompts="7",
        messages=412,
        people=9,
        chunks=7,
        chunks_recalled=2,
        usage={"claude-haiku-5-5": Usage(calls=5, input=1_000, output=200, read=30, written=4)},
        cost=0.004,
        covered={"mail": 2, "token": 1},
        claims=40,
        claims_verified=38,
        sentences=12,
        sentences_verified=11,
        trouble=AiTrouble.CUT,
    )
    view = drafts_ai.runs_view(AiFacts(postmortem=postmortem, runs=(run,), total=1, spent=1_234, cap=5_000))

    run_said, (small,) = view["blocks"][0]["text"]["text"], view["blocks"][1]["elements"]
    assert [*run_said.split("\n"), small["text"]][1:] == [
        "Sent: 412 messages of 9 people in 7 chunks, 2 of them known already.",
        "Covered in it: 2 mail and 1 token.",
        "`claude-haiku-5-5`: 5 questions, 1,000 tokens in, 200 out, 30 from the cache, 4 into it.",
        "Cost: under a cent.",
        "Prompts: version 7.",
        "Borne out by its messages: 38 of 40 entries, 11 of 12 sentences.",
        "It ended early: its answer was cut off.",
        "Runs 1–1 of 1. This month all of them took 1,234 tokens of 5,000. All of it took no tokens.",
    ]
