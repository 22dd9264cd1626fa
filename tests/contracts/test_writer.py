"""The writer with the real client of the model against the pretend one, which refuses what the real one refuses."""

import re
from collections.abc import AsyncIterator

import pytest

from bot.ai.claude import Claude
from bot.ai.writer import ModelWriter
from bot.domain.narration import AiTrouble, cost_of
from bot.ports.model import ModelError, Wish
from bot.services.drafts import drafted as stored
from bot.settings import Settings
from sandbox.model import ModelServer
from sandbox.model.modes import Mode
from tests.evals.convert import read_case
from tests.evals.run import OWN_CASES
from tests.writers import BRIEF, MANNERS, MemoryLedger, reasons_of, serve

CASE = read_case(OWN_CASES / "cache-outage")
SETTINGS = Settings(_env_file=None)


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    async with ModelServer() as model:
        serve(model)
        yield model
        assert model.complaints == []


@pytest.fixture
async def writer(server: ModelServer) -> AsyncIterator[ModelWriter]:
    claude = Claude(server.key, server.url, seconds=5)
    yield ModelWriter(claude, SETTINGS)
    await claude.close()


async def test_every_question_of_a_writer_is_one_that_the_model_takes(server: ModelServer, writer: ModelWriter) -> None:
    ledger = MemoryLedger()
    narrative = await writer.draft(CASE, BRIEF, ledger)
    await writer.rewrite(CASE, BRIEF, Wish(key="impact", title="Impact", instruction="shorter"), ledger)
    await writer.review(CASE, BRIEF, {"summary": "", "impact": "x"}, ledger)

    assert [one.status for one in server.record.of("messages")] == [200] * 4
    assert {one.body["model"] for one in server.record.of("messages")} == {
        SETTINGS.ai_facts_model,
        SETTINGS.ai_writing_model,
    }
    assert len(server.record.of("count_tokens")) == 4
    assert set(reasons_of(stored(narrative, CASE).narrative)) == {None}
    assert sum(usage.tokens for *_, usage in ledger.records) > 0


async def test_what_two_sections_are_written_from_is_paid_for_once(writer: ModelWriter) -> None:
    ledger = MemoryLedger()
    for key in ("impact", "summary"):
        await writer.rewrite(CASE, BRIEF, Wish(key=key, title=key.title()), ledger)

    first, second = [usage for step, _, usage in ledger.records if step.startswith("rewrite:")]
    assert (first.read, second.written) == (0, 0)
    assert second.read == first.written
    assert first.written > 4 * second.input, "all but the wish and what is asked"
    prices = {"m": (1.0, 5.0)}
    dear, cheap = (cost_of({"m": one.model_copy(update={"output": 0})}, prices) for one in (first, second))
    assert cheap is not None
    assert dear is not None
    assert cheap < dear / 4


@pytest.mark.parametrize("manner", MANNERS)
async def test_nothing_that_a_bad_model_makes_up_is_verified(
    server: ModelServer, writer: ModelWriter, manner: Mode
) -> None:
    server.mode = manner
    narrative = await writer.draft(CASE, BRIEF, MemoryLedger())
    draft = stored(narrative, CASE)
    text = "\n".join(one.text for one in draft.narrative.sections)

    assert bool(text.strip()) is (manner == "good")
    assert "evil.example" not in text
    assert not any("evil" in one.text or "channel>" in one.text for one in draft.narrative.questions)


@pytest.mark.parametrize(
    ("mode", "trouble"),
    [
        ("truncated", AiTrouble.CUT),
        ("refusing", AiTrouble.REFUSED),
        ("broken", AiTrouble.NONSENSE),
    ],
)
async def test_an_answer_that_cannot_be_used_is_a_word_and_what_it_took_is_on_record(
    server: ModelServer, writer: ModelWriter, mode: Mode, trouble: AiTrouble
) -> None:
    server.modes.order(mode, nth=2)
    ledger = MemoryLedger()
    with pytest.raises(ModelError) as raised:
        await writer.draft(CASE, BRIEF, ledger)

    assert raised.value.trouble is trouble
    assert [kept for _, kept, _ in ledger.records] == [True, False]
    await writer.draft(CASE, BRIEF, ledger)
    assert len(server.record.answered) == 3


async def test_no_name_of_anybody_leaves_the_house(server: ModelServer, writer: ModelWriter) -> None:
    await writer.draft(CASE, BRIEF, MemoryLedger())
    sent = set(re.findall(r"\w+", server.record.text.casefold()))

    assert {word.casefold() for name in CASE.members.values() for word in name.split()} & sent == set()
    assert {member.casefold() for member in CASE.members} & sent == set()
