"""Where a model's work on single sections is written down: facts are known already, a text is asked for each time."""

from bot.domain.narration import AiRun, AiTrouble, Usage
from bot.domain.postmortems import Status
from bot.ports import Deps, Payload
from bot.services.drafts_ledger import FACTS, RunLedger

WANTED = frozenset({Status.DRAFT, Status.IN_REVIEW})


class AskedLedger(RunLedger):
    """A ledger for what somebody asked for. Who asks again wants another text, not the one that was paid for before."""

    def __init__(self, deps: Deps, workspace: str, postmortem: int, run: AiRun, *, shared: bool) -> None:
        """`shared` says that a source has readers of another organisation."""
        super().__init__(deps, workspace, postmortem, run, shared=shared, statuses=WANTED)

    async def recall(self, step: str) -> Payload | None:
        """Return what was recorded: of facts whenever it was, of everything else in this run."""
        return await super().recall(self._named(step))

    async def record(self, step: str, result: Payload | None, model: str, usage: Usage) -> None:
        """Keep a step's result and what it took."""
        await super().record(self._named(step), result, model, usage)

    def _named(self, step: str) -> str:
        return step if step.startswith(FACTS) else f"{step}:{self.run.id}"


async def ledger_of(deps: Deps, workspace: str, postmortem: int, run: int, *, shared: bool) -> AskedLedger | None:
    """Return the ledger of a run that was begun; None where it has ended or is gone."""
    async with deps.store.read(workspace) as uow:
        found = next((one for one in await uow.ai_runs.of(postmortem) if one.id == run), None)
    if found is None or found.ended_at is not None:
        return None
    return AskedLedger(deps, workspace, postmortem, found, shared=shared)


async def close(
    deps: Deps, workspace: str, ledger: AskedLedger, *, trouble: AiTrouble | None, sentences: int = 0, verified: int = 0
) -> None:
    """Store how a run ended."""
    async with deps.store.write(workspace) as uow:
        await ledger.close(uow, trouble=trouble, sentences=sentences, sentences_verified=verified)
