"""Where a model's work for a document is written down: what was paid for, what it took, and how far it is.

A result and what it took are one transaction, so that a restart asks for what is missing and every token is counted.
Before each question it is looked whether the work is still wanted, still allowed, and within what it may take.
"""

import asyncio
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from bot.domain import events
from bot.domain.narration import AiRun, AiTrouble, Part, Usage, added, cost_of, month_of, prices_of, work_of
from bot.domain.postmortems import Postmortem, Status
from bot.ports import Deps, ModelError, Payload, UnitOfWork
from bot.services.drafts_consent import may_be_sent, sources_of
from bot.services.reactions import BEAT, jobs_for

MONTH = "ai"
"""The work under which it stands how many of the month's tokens are promised to whom."""
PROMISE_HOLDS = timedelta(minutes=15)
FACTS = "facts:"


def attempts(runs: Iterable[AiRun], run: AiRun) -> list[AiRun]:
    """Return the runs that are one piece of work with `run`: itself, and what failed before it since somebody asked.

    `runs` are a document's, newest first.
    """
    mine: list[AiRun] = []
    for one in runs:
        if one.kind is not run.kind or one.id > run.id:
            continue
        if one.id != run.id and one.trouble is None and one.ended_at is not None:
            break
        mine.append(one)
        if one.by is not None:
            break
    return mine


async def spent_this_month(uow: UnitOfWork, now: datetime) -> int:
    """Return how many tokens every model's work of the workspace has taken since the month began (UTC)."""
    return await uow.ai_runs.spent(month_of(now))


async def how_far(uow: UnitOfWork, postmortem: Postmortem | None) -> Postmortem | None:
    """Return a document with how far its model is: that moves too often to be a change of the document."""
    if postmortem is None or postmortem.progress.part is None:
        return postmortem
    told = await uow.steps.get(work_of(postmortem.id), "part") or {}
    done, total = int(told.get("done", 0)), int(told.get("total", 0))
    part = Part(told.get("part", postmortem.progress.part))
    moved = {"part": part, "part_done": done, "part_total": total}
    return postmortem.model_copy(update={"progress": postmortem.progress.model_copy(update=moved)})


class RunLedger:
    """Implements `bot.ports.Ledger` for one run, which was added before.

    `holder` names who does it: where another one has taken it over, nothing more is asked. `shared` says that a source
    has readers of another organisation. `statuses` are the document's states in which the work is wanted.
    """

    def __init__(
        self,
        deps: Deps,
        workspace: str,
        postmortem: int,
        run: AiRun,
        *,
        holder: str | None = None,
        shared: bool = False,
        statuses: frozenset[Status] = frozenset({Status.DRAFT}),
    ) -> None:
        self._deps = deps
        self._workspace = workspace
        self._postmortem = postmortem
        self._work = work_of(postmortem)
        self._run = run
        self._holder = holder
        self._shared = shared
        self._statuses = statuses
        self._one_at_a_time = asyncio.Lock()
        self._promised: list[int] = []
        self._told: tuple[Part, datetime] | None = None

    @property
    def run(self) -> AiRun:
        """The run as it stands."""
        return self._run

    async def recall(self, step: str) -> Payload | None:
        """Return the result that was recorded for a step, or None."""
        async with self._deps.store.read(self._workspace) as uow:
            found = await uow.steps.get(self._work, f"step:{step}")
        if found is not None and step.startswith(FACTS):
            self._run = self._run.model_copy(update={"chunks_recalled": self._run.chunks_recalled + 1})
        return found

    async def record(self, step: str, result: Payload | None, model: str, usage: Usage) -> None:
        """Keep a step's result and what it took, in one transaction. What was paid is kept whoever works on it now."""
        async with self._one_at_a_time, self._deps.store.write(self._workspace) as uow:
            is_kept = await self._save(uow, added({}, model, usage))
            if is_kept and result is not None:
                await uow.steps.put(self._work, f"step:{step}", result)
            del self._promised[:1]
            await self._promise(uow)
        self._deps.checkpoint("step recorded")

    async def tell(self, part: Part, done: int, total: int) -> None:
        """Show how far the work is; the card follows within some seconds."""
        if part is Part.FACTS:
            self._run = self._run.model_copy(update={"chunks": total})
        now = self._deps.clock.now()
        if self._told is not None and self._told[0] is part and done < total and now - self._told[1] < BEAT:
            return
        self._told = (part, now)
        async with self._deps.store.write(self._workspace) as uow:
            postmortem = await uow.postmortems.get(self._postmortem)
            if postmortem is None or postmortem.incident is None or not self._wants(postmortem):
                return
            await uow.steps.put(self._work, "part", {"part": part.value, "done": done, "total": total})
            moved = events.DraftProgressed(postmortem=postmortem.id, incident=postmortem.incident)
            for job in jobs_for([moved], now, ""):
                await uow.jobs.add(job, now)
        self._deps.nudge()

    async def disclose(self, messages: int, people: int, covered: Mapping[str, int]) -> None:
        """Keep how many messages of how many people go to a model, and how many secrets of each kind are covered."""
        told = {"messages": messages, "people": people, "covered": dict(covered)}
        self._run = self._run.model_copy(update=told)

    async def require(self, model: str, tokens: int) -> None:
        """Raise ModelError where so many more tokens are not to be spent, or nothing more is to be sent at all."""
        del model  # every token counts, whoever reads it
        async with self._one_at_a_time, self._deps.store.write(self._workspace) as uow:
            # who asks next waits until this is decided
            await uow.steps.put(MONTH, "turn", {"at": self._deps.clock.now().isoformat()})
            refused = await self._refused(uow) or await self._over(uow, tokens)
            if refused is None:
                self._promised.append(tokens)
                await self._promise(uow)
        if refused is not None:
            raise ModelError(refused)

    async def is_held(self, uow: UnitOfWork) -> bool:
        """Say whether the work is still this one's: a worker that was away too long has lost it to another."""
        if self._holder is None:
            return True
        state = await uow.steps.get(self._work, "state")
        return state is None or state.get("holder") == self._holder

    async def close(self, uow: UnitOfWork, **told: object) -> AiRun:
        """Store how the run ended. What was promised to it and not spent is free again."""
        self._run = self._run.model_copy(update={"ended_at": self._deps.clock.now(), **told})
        self._promised.clear()
        await self._save(uow, {})
        await self._promise(uow)
        return self._run

    async def _refused(self, uow: UnitOfWork) -> AiTrouble | None:
        """Return why nothing more is to be sent: it is not wanted any more, another one does it, or it is private."""
        postmortem = await uow.postmortems.get(self._postmortem)
        if postmortem is None or not self._wants(postmortem) or not await self.is_held(uow):
            return AiTrouble.STOPPED
        sources = await sources_of(uow, postmortem)
        allowed = may_be_sent(self._deps.settings, postmortem, sources, shared=self._shared)
        return None if allowed else AiTrouble.PRIVATE

    async def _over(self, uow: UnitOfWork, tokens: int) -> AiTrouble | None:
        """Return which cap so many more tokens would pass, with what is promised and not spent yet."""
        settings, now = self._deps.settings, self._deps.clock.now()
        mine = attempts(await uow.ai_runs.of(self._postmortem), self._run)
        if sum(one.total.tokens for one in mine) + sum(self._promised) + tokens > settings.ai_draft_tokens:
            return AiTrouble.DRAFT_CAP
        promised = (await uow.steps.all(MONTH, "promised:")).values()
        waiting = sum(one["tokens"] for one in promised if datetime.fromisoformat(one["until"]) > now)
        spent = await spent_this_month(uow, now)
        return AiTrouble.MONTH_CAP if spent + waiting + tokens > settings.ai_month_tokens else None

    async def _promise(self, uow: UnitOfWork) -> None:
        until = (self._deps.clock.now() + PROMISE_HOLDS).isoformat()
        await uow.steps.put(MONTH, f"promised:{self._run.id}", {"tokens": sum(self._promised), "until": until})

    async def _save(self, uow: UnitOfWork, more: Mapping[str, Usage]) -> bool:
        """Store the run with what it took more than is stored; say whether the document still keeps what is gathered.

        Whoever lost the run to another may still tell what it took.
        """
        postmortem = await uow.postmortems.get(self._postmortem)  # locks it: one writes at a time
        stored = next((one for one in await uow.ai_runs.of(self._postmortem) if one.id == self._run.id), self._run)
        spent = stored.usage
        for model, usage in more.items():
            spent = added(spent, model, usage)
        cost = cost_of(spent, prices_of(self._deps.settings.ai_prices))
        self._run = self._run.model_copy(update={"usage": spent, "cost": cost})
        await uow.ai_runs.save(self._postmortem, self._run)
        return postmortem is not None and self._keeps(postmortem)

    def _keeps(self, postmortem: Postmortem) -> bool:
        return postmortem.status in self._statuses and postmortem.discarded_at is None

    def _wants(self, postmortem: Postmortem) -> bool:
        return self._keeps(postmortem) and postmortem.held_at is None  # it goes on when the incident is over again
