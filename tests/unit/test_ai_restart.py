import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from bot.ai import gathering
from bot.ai.chunks import chunked
from bot.commands.demo.authors import HONEST, told
from bot.domain.incidents import Transcript
from bot.domain.narration import AiTrouble, Part, Usage
from bot.ports.model import ModelAnswer, ModelError, ModelRequest, Wish
from bot.ports.work import Payload
from tests.factories import a_message
from tests.writers import BRIEF, Killed, MemoryLedger, ScriptedModel, a_fact, a_writer, answering

WORDS = "the pool of replica is at its limit and checkout answers slowly again"
LONG = Transcript(
    channel="C1",
    messages=tuple(
        a_message(
            f"{1_767_362_400 + 40 * n}.000100", author=f"U000000{n % 7}X", author_name="", text=f"{n} {WORDS} {n}"
        )
        for n in range(600)
    ),
)


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut the channel into some twenty pieces."""
    monkeypatch.setattr(gathering, "chunked", lambda lines: chunked(lines, 1_200))


async def test_killed_after_any_chunk_a_second_run_pays_for_the_rest_alone() -> None:
    whole = ScriptedModel()
    await a_writer(whole).draft(LONG, BRIEF, MemoryLedger())
    every = len(whole.asked)
    assert every >= 20

    for after in (1, 7, every - 2, every - 1):
        ledger = MemoryLedger(dies_after=after)
        first, second = ScriptedModel(), ScriptedModel()
        with pytest.raises(Killed):
            await a_writer(first, ai_at_once=1).draft(LONG, BRIEF, ledger)
        ledger.dies_after = None
        await a_writer(second, ai_at_once=1).draft(LONG, BRIEF, ledger)

        # The one under way when it died is the only one that is paid for twice.
        assert (len(first.asked), len(second.asked)) == (after + 1, every - after)
        assert len(ledger.records) == len({step for step, *_ in ledger.records}) == every


async def test_a_finished_draft_made_again_costs_nothing_and_is_the_same() -> None:
    ledger, model = MemoryLedger(), ScriptedModel()
    first = await a_writer(model).draft(LONG, BRIEF, ledger)
    paid = len(model.asked)

    assert await a_writer(model).draft(LONG, BRIEF, ledger) == first
    assert len(model.asked) == paid


async def test_more_messages_at_the_end_cost_the_last_piece_and_the_writing() -> None:
    ledger, model = MemoryLedger(), ScriptedModel()
    await a_writer(model).draft(LONG, BRIEF, ledger)
    paid = len(model.asked)
    more = a_message(f"{1_767_362_400 + 40 * 601}.000100", author="U0000001X", author_name="", text="all clear")
    await a_writer(model).draft(LONG.model_copy(update={"messages": (*LONG.messages, more)}), BRIEF, ledger)

    assert model.titles[paid:] == ["Facts", "Writing"]


async def test_another_prompt_or_model_is_another_question() -> None:
    ledger, model = MemoryLedger(), ScriptedModel()
    await a_writer(model).draft(LONG, BRIEF, ledger)
    paid = len(model.asked)
    await a_writer(model, ai_writing_model="claude-opus-5-5").draft(LONG, BRIEF, ledger)

    assert model.titles[paid:] == ["Writing"]


class Watched(ScriptedModel):
    """Knows how many questions were open at once, and whether the first one was alone."""

    busiest = at_once = 0

    async def answer(self, request: ModelRequest) -> ModelAnswer:
        self.at_once += 1
        self.busiest = max(self.busiest, self.at_once if len(self.asked) else 100 * (self.at_once - 1))
        await asyncio.sleep(0.001)
        try:
            return await super().answer(request)
        finally:
            self.at_once -= 1


async def test_the_first_piece_is_asked_alone_and_the_others_at_once_up_to_the_setting() -> None:
    model = Watched()
    await a_writer(model, ai_at_once=4).draft(LONG, BRIEF, MemoryLedger())

    assert model.busiest == 4


async def test_progress_counts_up() -> None:
    ledger = MemoryLedger()
    await a_writer(ScriptedModel()).draft(LONG, BRIEF, ledger)
    facts = [(done, total) for part, done, total in ledger.told if part is Part.FACTS]

    assert facts == [(n, len(facts) - 1) for n in range(len(facts))]


async def test_what_is_under_way_when_another_fails_is_kept_and_nothing_new_is_asked() -> None:
    ledger, model = MemoryLedger(), Watched()
    model.troubles[4] = ModelError(AiTrouble.OVERLOADED, retry_after=7.0)
    with pytest.raises(ModelError) as raised:
        await a_writer(model, ai_at_once=3).draft(LONG, BRIEF, ledger)

    assert (raised.value.trouble, raised.value.retry_after) == (AiTrouble.OVERLOADED, 7.0)
    assert raised.value.usage == Usage()
    assert len(ledger.records) == len(model.asked) - 1 <= 6


class Lost(Exception):  # noqa: N818 - not ours to name
    """Somebody else has taken the work."""


class LosingLedger(MemoryLedger):
    """A ledger that is another's after so many records."""

    async def record(self, step: str, result: Payload | None, model: str, usage: Usage) -> None:
        if len(self.records) == 5:
            raise Lost
        await super().record(step, result, model, usage)


async def test_what_a_ledger_raises_comes_out_as_it_is_when_nothing_is_under_way_any_more() -> None:
    ledger, model = LosingLedger(), Watched()
    with pytest.raises(Lost):
        await a_writer(model, ai_at_once=3).draft(LONG, BRIEF, ledger)
    asked = len(model.asked)
    await asyncio.sleep(0.02)

    assert (model.at_once, len(model.asked)) == (0, asked)
    assert asked <= 8


async def test_an_empty_channel_is_not_asked_about() -> None:
    model = ScriptedModel()
    narrative = await a_writer(model).draft(LONG.model_copy(update={"messages": ()}), BRIEF, MemoryLedger())

    assert (narrative.claims, model.asked) == ((), [])


async def test_where_a_model_finds_nothing_nothing_is_asked_of_nothing() -> None:
    model, wish = ScriptedModel({**HONEST, "Facts": lambda _: {"facts": []}}), Wish(key="summary", title="Summary")
    writer, ledger = a_writer(model), MemoryLedger()
    for asked in (writer.draft(LONG, BRIEF, ledger), writer.rewrite(LONG, BRIEF, wish, ledger)):
        with pytest.raises(ModelError) as raised:
            await asked
        assert raised.value.trouble is AiTrouble.EMPTY

    assert set(model.titles) == {"Facts"}


@pytest.mark.parametrize("trouble", [AiTrouble.REFUSED, AiTrouble.NONSENSE, AiTrouble.SLOW, AiTrouble.GONE])
async def test_what_a_failed_question_took_is_on_record_and_it_is_asked_again_next_time(trouble: AiTrouble) -> None:
    ledger, model = MemoryLedger(), ScriptedModel()
    spent = Usage(calls=1, input=50)
    model.troubles[1] = ModelError(trouble, usage=spent)
    with pytest.raises(ModelError) as raised:
        await a_writer(model).draft(LONG, BRIEF, ledger)

    assert raised.value.trouble is trouble
    assert [(kept, usage) for _, kept, usage in ledger.records] == [(False, spent)]
    await a_writer(model).draft(LONG, BRIEF, ledger)


async def test_a_piece_with_more_to_say_than_an_answer_holds_is_halved_and_not_asked_whole_again() -> None:
    ledger, model = MemoryLedger(), ScriptedModel()
    model.troubles[2] = ModelError(AiTrouble.CUT, usage=Usage(calls=1, output=9))
    await a_writer(model, ai_at_once=1).draft(LONG, BRIEF, ledger)
    once = ScriptedModel()
    await a_writer(once, ai_at_once=1).draft(LONG, BRIEF, MemoryLedger())
    assert len(model.asked) == len(once.asked) + 2

    again = ScriptedModel()
    await a_writer(again).draft(LONG, BRIEF, ledger)
    assert again.asked == []


def first_fact(prompt: str) -> Mapping[str, Any]:
    return {"facts": [a_fact(told(prompt).messages[0]["n"], "The pool is at its limit")]}


async def test_at_the_cap_there_is_what_there_was_until_then_and_it_says_so() -> None:
    ledger, model = MemoryLedger(most=120_000), ScriptedModel({**HONEST, "Facts": first_fact})
    narrative = await a_writer(model).draft(LONG, BRIEF, ledger)

    assert narrative.trouble is AiTrouble.DRAFT_CAP
    assert 0 < len(narrative.claims) == model.titles.count("Facts")
    assert all(not one.text for one in narrative.sections)
    assert ledger.required <= 120_000
    assert "Writing" not in model.titles


async def test_without_a_token_to_spend_there_is_nothing() -> None:
    model = ScriptedModel()
    with pytest.raises(ModelError) as raised:
        await a_writer(model).draft(LONG, BRIEF, MemoryLedger(most=10))

    assert raised.value.trouble is AiTrouble.DRAFT_CAP
    assert model.asked == []
    assert model.counted


async def test_a_question_that_does_not_fit_the_model_is_not_asked() -> None:
    model = ScriptedModel(answering(), output=2_000_000)
    with pytest.raises(ModelError) as raised:
        await a_writer(Small(model.authors)).draft(LONG, BRIEF, MemoryLedger())

    assert raised.value.trouble is AiTrouble.TOO_LONG


class Small(ScriptedModel):
    """A model that reads less than anybody has to say."""

    async def count(self, request: ModelRequest) -> int:
        return 2_000_000 + len(request.data)
