"""What is paid for is kept in one transaction, within caps that hold for several at once, and goes with the draft."""

import asyncio
from typing import Any

import pytest

from bot.domain.incidents import Message
from bot.domain.narration import AiRun, AiTrouble, Part, RunKind, Usage, cost_of, prices_of, work_of
from bot.domain.people import system
from bot.domain.postmortems import Postmortem, Status, Verb, Visibility
from bot.ports import ChannelFacts, Deps, ModelError
from bot.services import drafts
from bot.services.changes import change
from bot.services.drafts_ledger import RunLedger, attempts
from bot.services.retention import let_go
from tests.factories import WORKSPACE, an_actor
from tests.fakes import FakeClock
from tests.services.chat import StillChat
from tests.services.conftest import MAYA, opened, with_settings

MODEL = "claude-haiku-5-5"


async def a_ledger(deps: Deps, postmortem: Postmortem, **over: Any) -> RunLedger:
    """Return the ledger of a run that was added."""
    run = AiRun(kind=RunKind.DRAFT, started_at=deps.clock.now(), **over)
    async with deps.store.write(WORKSPACE) as uow:
        run = run.model_copy(update={"id": await uow.ai_runs.add(postmortem.id, run)})
    return RunLedger(deps, WORKSPACE, postmortem.id, run)


async def runs(deps: Deps, postmortem: Postmortem) -> list[AiRun]:
    """Return what is stored."""
    async with deps.store.read(WORKSPACE) as uow:
        return await uow.ai_runs.of(postmortem.id)


async def refused(ledger: RunLedger, tokens: int) -> AiTrouble | None:
    """Return why so many tokens may not be spent."""
    try:
        await ledger.require(MODEL, tokens)
    except ModelError as error:
        return error.trouble
    return None


async def test_a_run_is_stored_with_everything_and_found_by_its_month(deps: Deps) -> None:
    postmortem = await opened(deps)
    told = {"messages": 412, "people": 9, "covered": {"mail": 2}, "trouble": AiTrouble.CUT, "cost": 0.25}
    ledger = await a_ledger(deps, postmortem, by=MAYA, prompts="7", **told)
    await ledger.record("facts:1", {"facts": [1]}, MODEL, Usage(calls=1, input=10, output=2, read=3, written=4))
    began = deps.clock.now()

    [stored] = await runs(deps, postmortem)
    assert stored == ledger.run
    assert (stored.usage, stored.cost) == ({MODEL: Usage(calls=1, input=10, output=2, read=3, written=4)}, None)
    async with deps.store.read(WORKSPACE) as uow:
        assert await uow.ai_runs.last() is None
        assert [await uow.ai_runs.spent(one) for one in (began, began.replace(year=2027))] == [19, 0]
        assert [await uow.ai_runs.drafts_by(MAYA, one) for one in (began, began.replace(year=2027))] == [1, 0]
        assert await uow.ai_runs.drafts_by("UBEN", began) == 0
    async with deps.store.read("T_OTHER") as uow:
        assert await uow.ai_runs.spent(began) == 0


async def test_what_a_month_took_is_the_sum_of_every_models_tokens(deps: Deps) -> None:
    postmortem = await opened(deps)
    began = deps.clock.now()
    usage = {"small": Usage(calls=3, input=2**31, output=2, read=3, written=4), "large": Usage(calls=1, output=1)}
    for one in (usage, {}, {"small": Usage(calls=9)}):
        await a_ledger(deps, postmortem, usage=one, ended_at=began, trouble=AiTrouble.BAD_KEY if one else None)

    async with deps.store.read(WORKSPACE) as uow:
        stored = await uow.ai_runs.of(postmortem.id)
        assert await uow.ai_runs.spent(began) == sum(one.total.tokens for one in stored) == 2**31 + 10
        assert await uow.ai_runs.last() == stored[0]


async def test_a_step_and_what_it_took_are_kept_together_or_not_at_all(deps: Deps) -> None:
    postmortem = await opened(deps)
    ledger = await a_ledger(deps, postmortem)
    with pytest.raises(ValueError, match="serialize"):
        await ledger.record("facts:1", {"not": object()}, MODEL, Usage(calls=1, input=10))

    assert await ledger.recall("facts:1") is None
    assert (await runs(deps, postmortem))[0].usage == {}

    await ledger.record("facts:1", {"is": 1}, MODEL, Usage(calls=1, input=10))
    await ledger.record("facts:2", None, MODEL, Usage(calls=1, input=10))

    assert await ledger.recall("facts:1") == {"is": 1}
    assert await ledger.recall("facts:2") is None
    assert (await runs(deps, postmortem))[0].total == Usage(calls=2, input=20)
    assert ledger.run.chunks_recalled == 1


async def test_answers_that_come_together_are_all_counted(deps: Deps) -> None:
    postmortem = await opened(deps)
    one = await a_ledger(deps, postmortem)
    other = RunLedger(deps, WORKSPACE, postmortem.id, one.run)
    await asyncio.gather(
        *(
            ledger.record(f"facts:{number}", {}, MODEL, Usage(calls=1, input=1))
            for number in range(10)
            for ledger in (one, other)
        )
    )

    assert (await runs(deps, postmortem))[0].total.calls == 20


async def test_a_draft_s_cap_counts_what_is_promised_and_what_failed_before(deps: Deps) -> None:
    deps = with_settings(deps, ai_draft_tokens=100)
    postmortem = await opened(deps)
    before = await a_ledger(deps, postmortem, trouble=AiTrouble.BUSY)
    await before.record("facts:1", {}, MODEL, Usage(calls=1, input=40))
    ledger = await a_ledger(deps, postmortem)

    assert await refused(ledger, 50) is None
    assert await refused(ledger, 11) is AiTrouble.DRAFT_CAP
    await ledger.record("facts:2", {}, MODEL, Usage(calls=1, input=10))
    assert await refused(ledger, 50) is None


async def test_whoever_asks_anew_has_a_draft_s_tokens_anew(deps: Deps) -> None:
    failed = AiRun(id=1, kind=RunKind.DRAFT, started_at=deps.clock.now(), trouble=AiTrouble.BUSY)
    again = failed.model_copy(update={"id": 2})
    asked = failed.model_copy(update={"id": 3, "by": MAYA})
    later = failed.model_copy(update={"id": 4})

    assert [one.id for one in attempts([later, asked, again, failed], later)] == [4, 3]
    assert [one.id for one in attempts([again, failed], again)] == [2, 1]
    done = again.model_copy(update={"trouble": None, "ended_at": deps.clock.now()})
    assert [one.id for one in attempts([asked.model_copy(update={"by": None}), done, failed], asked)] == [3]


async def test_the_month_s_cap_holds_for_several_that_ask_at_once(deps: Deps, slack: StillChat) -> None:
    slack.knows(ChannelFacts(id="C0002", name="inc-search", is_member=True), MAYA)
    deps = with_settings(deps, ai_month_tokens=100)
    ledgers = [await a_ledger(deps, await opened(deps, channel=one)) for one in ("C0001", "C0002")]
    told = await asyncio.gather(*(refused(ledgers[n % 2], 10) for n in range(20)))

    assert (told.count(None), told.count(AiTrouble.MONTH_CAP)) == (10, 10)


async def test_a_month_begins_anew_and_a_promise_that_nobody_kept_is_forgotten(deps: Deps, clock: FakeClock) -> None:
    deps = with_settings(deps, ai_month_tokens=100)
    postmortem = await opened(deps)
    dead = await a_ledger(deps, postmortem)
    assert await refused(dead, 60) is None
    ledger = await a_ledger(deps, postmortem)
    assert await refused(ledger, 60) is AiTrouble.MONTH_CAP
    clock.advance(minutes=16)
    assert await refused(ledger, 60) is None
    await ledger.record("facts:1", {}, MODEL, Usage(calls=1, input=60))
    assert await refused(ledger, 60) is AiTrouble.MONTH_CAP
    clock.advance(days=31)
    assert await refused(ledger, 60) is None


@pytest.mark.parametrize(
    ("changed", "trouble"),
    [
        ({"status": Status.IN_REVIEW}, AiTrouble.STOPPED),
        ({"status": Status.PUBLISHED}, AiTrouble.STOPPED),
        ({"held_at": True}, AiTrouble.STOPPED),
        ({"discarded_at": True}, AiTrouble.STOPPED),
        ({"visibility": Visibility.PRIVATE}, AiTrouble.PRIVATE),
    ],
)
async def test_nothing_more_is_asked_for_what_is_not_wanted_or_not_allowed_any_more(
    deps: Deps, changed: dict[str, Any], trouble: AiTrouble
) -> None:
    postmortem = await opened(deps)
    ledger = await a_ledger(deps, postmortem)
    assert await refused(ledger, 1) is None
    now = {name: deps.clock.now() if value is True else value for name, value in changed.items()}
    async with change(deps, system(WORKSPACE), Verb.NARRATE, postmortem.id) as it:
        it.update(**now)

    assert await refused(ledger, 1) is trouble


async def test_how_far_it_is_is_told_at_most_every_five_seconds_and_at_every_new_part(
    deps: Deps, clock: FakeClock
) -> None:
    postmortem = await opened(deps)
    ledger = await a_ledger(deps, postmortem)

    async def shown() -> tuple[str, int]:
        async with deps.store.read(WORKSPACE) as uow:
            told = await uow.steps.get(work_of(postmortem.id), "part")
        assert told is not None
        return told["part"], told["done"]

    await ledger.tell(Part.FACTS, 0, 7)
    await ledger.tell(Part.FACTS, 1, 7)
    assert await shown() == ("facts", 0)
    clock.advance(seconds=5)
    await ledger.tell(Part.FACTS, 2, 7)
    assert await shown() == ("facts", 2)
    await ledger.tell(Part.WRITING, 0, 1)
    assert await shown() == ("writing", 0)
    assert ledger.run.chunks == 7


@pytest.mark.parametrize("way", ["discard", "publish", "retention"])
async def test_what_was_gathered_goes_with_the_draft(deps: Deps, clock: FakeClock, way: str) -> None:
    postmortem = await opened(deps)
    ledger = await a_ledger(deps, postmortem)
    await ledger.record("facts:1", {"fact": "the pool was empty"}, MODEL, Usage(calls=1))
    assert await ledger.recall("facts:1") is not None
    if way == "discard":
        await drafts.discard(deps, an_actor(MAYA), postmortem.id)
    elif way == "publish":
        async with change(deps, system(WORKSPACE), Verb.NARRATE, postmortem.id) as it:
            it.update(status=Status.PUBLISHED)
    else:
        async with deps.store.write(WORKSPACE) as uow:
            message = Message(ts="1700000000.000100", author=MAYA, text="old")
            await uow.transcripts.add(postmortem.incident or 0, [message])
        clock.advance(days=5_000)
        await let_go(deps, WORKSPACE)

    assert await ledger.recall("facts:1") is None


async def test_what_is_answered_after_that_is_counted_and_not_kept(deps: Deps) -> None:
    postmortem = await opened(deps)
    ledger = await a_ledger(deps, postmortem)
    await drafts.discard(deps, an_actor(MAYA), postmortem.id)
    await ledger.record("facts:1", {"fact": "the pool was empty"}, MODEL, Usage(calls=1, input=5))

    assert await ledger.recall("facts:1") is None
    assert (await runs(deps, postmortem))[0].total.tokens == 5


def test_costs_are_by_the_prices_of_each_model_and_of_the_cache() -> None:
    prices = prices_of(["small=1/5", "large=3/15"])
    usage = {
        "small": Usage(calls=1, input=1_000_000, output=100_000),
        "large": Usage(calls=1, input=100_000, output=10_000, read=1_000_000, written=100_000),
    }

    assert cost_of(usage, prices) == pytest.approx(1 + 0.5 + 0.3 + 0.15 + 0.3 + 0.375)
    assert cost_of(usage, prices_of(["small=1/5"])) is None
    assert cost_of({}, prices) is None
