"""A model's work on a draft: begun when the rules' draft stands, and ended with its text or with why there is none.

The rules' draft is never taken away by trouble. What passes by itself is tried again for a while, as long as nobody
has changed the text since.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.domain import events
from bot.domain.narration import PASSING, Ai, AiRun, AiTrouble, Part, RunKind, work_of
from bot.domain.people import system
from bot.domain.postmortems import Postmortem, Stage, Status, Verb
from bot.ports import Deps, ModelError, Payload
from bot.services.changes import Change, change
from bot.services.drafts import Draft, put_draft
from bot.services.drafts_consent import may_be_sent, sources_of
from bot.services.drafts_ledger import RunLedger

TRIES_FOR = timedelta(minutes=30)
FIRST_WAIT = timedelta(minutes=1)
MOST_TRIES = 4
"""How often the work is begun without any answer more: then something breaks in our own part of it, each time."""
_NOTHING: Mapping[str, int] = {}


async def why_not(deps: Deps, workspace: str, postmortem: int, *, shared: bool) -> AiTrouble | None:
    """Return why no model writes here although there is one; None where one may. `shared` as in `is_closed`."""
    async with deps.store.read(workspace) as uow:
        found = await uow.postmortems.get(postmortem)
        sources = await sources_of(uow, found) if found is not None else []
    if found is None or may_be_sent(deps.settings, found, sources, shared=shared):
        return None
    return AiTrouble.PRIVATE


async def begin(
    deps: Deps, workspace: str, postmortem: int, *, holder: str, by: str | None, shared: bool
) -> RunLedger | None:
    """Take the work on and return its ledger; None where a model may not, which is on the card then.

    A run that was cut off goes on: what it took counts with what is still to come.
    """
    assert deps.writer is not None
    async with deps.store.write(workspace) as uow:
        state = await uow.steps.get(work_of(postmortem), "state") or {}
        await uow.steps.put(work_of(postmortem), "part", {"part": Part.FACTS.value, "done": 0, "total": 0})
        runs = await uow.ai_runs.of(postmortem)
        run = next((one for one in runs if one.kind is RunKind.DRAFT and one.ended_at is None), None)
        if run is None:
            run = AiRun(kind=RunKind.DRAFT, by=by, started_at=deps.clock.now(), prompts=deps.writer.prompts)
            run = run.model_copy(update={"id": await uow.ai_runs.add(postmortem, run)})
        run = run.model_copy(update={"prompts": deps.writer.prompts})
        calls = run.total.calls
        tries = int(state.get("tries", 0)) + 1 if state.get("calls", 0) == calls else 1
        state = {**state, "holder": holder, "tries": tries, "calls": calls}
        await uow.steps.put(work_of(postmortem), "state", state)
    ledger = RunLedger(deps, workspace, postmortem, run, holder=holder, shared=shared)
    if await why_not(deps, workspace, postmortem, shared=shared) is not None:
        await fail(deps, workspace, postmortem, ledger, ModelError(AiTrouble.PRIVATE))
        return None
    if tries > MOST_TRIES:
        await drop(deps, workspace, ledger)
        await go_without(deps, workspace, postmortem, AiTrouble.STOPPED)
        return None
    async with deps.store.read(workspace) as uow:
        found = await uow.postmortems.get(postmortem)
    if found is not None and found.progress.part is None:
        await _show(deps, workspace, postmortem)
    return ledger


async def _show(deps: Deps, workspace: str, postmortem: int) -> None:
    async with change(deps, system(workspace), Verb.NARRATE, postmortem) as it:
        it.update(progress=it.was.progress.model_copy(update={"part": Part.FACTS, "resume_at": None}))
        it.emit(events.DraftProgressed(postmortem=postmortem, incident=it.was.incident or 0))


async def finish(deps: Deps, workspace: str, postmortem: int, ledger: RunLedger, draft: Draft) -> None:
    """Store what a model wrote. What a person wrote meanwhile stays, with the model's text beside it."""
    if not await _is_wanted(deps, workspace, postmortem, ledger):
        await drop(deps, workspace, ledger)
        return
    async with change(deps, system(workspace), Verb.NARRATE, postmortem) as it:
        counts = counted(draft)
        await ledger.close(it.uow, trouble=draft.narrative.trouble, **counts)
        if await put_draft(deps, it, draft):
            await _settle(it, trouble=draft.narrative.trouble, counts=counts)


async def fail(deps: Deps, workspace: str, postmortem: int, ledger: RunLedger, error: ModelError) -> datetime | None:
    """Show the rules' draft, with why there is none of a model; return when it is tried again, if it is."""
    if error.trouble is AiTrouble.STOPPED or not await _is_wanted(deps, workspace, postmortem, ledger):
        await drop(deps, workspace, ledger)
        return None
    async with change(deps, system(workspace), Verb.NARRATE, postmortem) as it:
        state = await it.uow.steps.get(work_of(postmortem), "state") or {}
        since = _since(state) or it.at
        again = _next(error, since, it.at)
        if error.trouble not in PASSING or state.get("revision", it.was.revision) != it.was.revision:
            again = None
        known = {"since": since.isoformat(), "revision": it.was.revision} if again is not None else {}
        await it.uow.steps.put(work_of(postmortem), "state", {"holder": state.get("holder"), **known})
        await ledger.close(it.uow, trouble=error.trouble)
        await _settle(it, trouble=error.trouble, until=since + TRIES_FOR if again is not None else None)
    return again


async def go_without(deps: Deps, workspace: str, postmortem: int, trouble: AiTrouble | None = None) -> None:
    """Let the rules' draft stand where there is no model any more, or where the work ended in a mistake of ours."""
    async with change(deps, system(workspace), Verb.NARRATE, postmortem) as it:
        await _settle(it, trouble=trouble)


async def drop(deps: Deps, workspace: str, ledger: RunLedger) -> None:
    """Keep what the work took, and nothing else of it: it is not wanted any more, or somebody else does it."""
    async with deps.store.write(workspace) as uow:
        if await ledger.is_held(uow):
            await ledger.close(uow, trouble=AiTrouble.STOPPED)


def counted(draft: Draft) -> dict[str, int]:
    """Return how much a draft says, and how much of that its messages bear out."""
    sentences = [one for section in draft.narrative.sections for one in section.sentences]
    return {
        "claims": len(draft.entries),
        "claims_verified": sum(one.verified for one in draft.entries),
        "sentences": len(sentences),
        "sentences_verified": sum(one.reason is None for one in sentences),
    }


async def _settle(
    it: Change, *, trouble: AiTrouble | None, until: datetime | None = None, counts: Mapping[str, int] = _NOTHING
) -> None:
    """Let the draft stand as it is, with what is to be said of the model; `until` when it is tried again."""
    was, runs = it.now.progress, await it.uow.ai_runs.of(it.was.id)
    it.update(
        progress=was.model_copy(update={"stage": Stage.READY, "part": None, "resume_at": until, "trouble": None}),
        ai=_told(it.was.ai, runs, trouble, counts),
    )
    if it.was.incident is None:
        return
    if it.was.progress.stage is Stage.READY:
        it.emit(events.WriterDone(incident=it.was.incident, author=it.was.author))
    else:
        it.emit(events.DraftReady(postmortem=it.was.id, incident=it.was.incident, author=it.was.author))


def _told(ai: Ai, runs: list[AiRun], trouble: AiTrouble | None, counts: Mapping[str, int]) -> Ai:
    costs = [one.cost for one in runs if one.usage]
    cost = None if None in costs or not costs else sum(one for one in costs if one is not None)
    tokens = sum(one.total.tokens for one in runs)
    return ai.model_copy(update={"trouble": trouble, "tokens": tokens, "cost": cost, **counts})


async def _is_wanted(deps: Deps, workspace: str, postmortem: int, ledger: RunLedger) -> bool:
    """Say whether the document still waits for this work: it is a draft that is neither put away nor on hold."""
    async with deps.store.read(workspace) as uow:
        found = await uow.postmortems.get(postmortem)
        held = await ledger.is_held(uow)
    return held and found is not None and is_open(found)


def is_open(postmortem: Postmortem) -> bool:
    """Say whether a document is a draft that is worked on."""
    is_away = postmortem.discarded_at is not None or postmortem.held_at is not None
    return postmortem.status is Status.DRAFT and not is_away


def _since(state: Payload) -> datetime | None:
    since: Any = state.get("since")
    return None if since is None else datetime.fromisoformat(since)


def _next(error: ModelError, since: datetime, now: datetime) -> datetime | None:
    """Return when it is worth another try, each later than the one before; None after half an hour."""
    wait = max(FIRST_WAIT, now - since, timedelta(seconds=error.retry_after or 0))
    return now + wait if now + wait <= since + TRIES_FOR else None
