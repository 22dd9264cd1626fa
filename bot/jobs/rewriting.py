"""The jobs in which a model writes sections anew, and those that tell the open windows that wait for it.

The text is stored before a window shows it. A window that was closed is no loss: the next opening shows what came.
"""

import asyncio
from datetime import timedelta
from typing import Any

from blocks import blame as blame_ui
from blocks import problems, reviews_sending, rewriting, sections_editor, sections_text
from blocks import proofreading as drawn
from blocks.ids import Ref
from blocks.sections import hub_view
from bot.domain.blame import find_blame
from bot.domain.errors import Denied, NotFound, NotReady, Problem
from bot.domain.incidents import Incident, Transcript
from bot.domain.narration import AiTrouble
from bot.domain.people import Actor
from bot.domain.postmortems import Postmortem
from bot.domain.prose import grounded, share_of
from bot.domain.rewriting import LOOK, WAITS, WHOLE, WORDING, Rewriting, RewritingFacts, Stand, Watch
from bot.domain.timeline import SectionText
from bot.domain.words import say
from bot.jobs.drafts_writing import is_shared
from bot.jobs.outcomes import Turns
from bot.ports import Deps, Job, Ledger, ModelError, Writer
from bot.services import blame, drafts, members, proofreading, sections
from bot.services import rewriting as services
from bot.services.access import seen_by
from bot.services.reviews_facts import submit_facts
from bot.services.rewriting_ledger import AskedLedger, close, ledger_of
from bot.services.transcripts import redaction

MOST_ATTEMPTS = 4
TURNS = Turns(1, timedelta(seconds=2))
"""A model's work takes a while. With two drafts under way one hand is left to what takes none: cards and windows."""


async def write(deps: Deps, job: Job) -> None:
    """Let a model write what was asked for, store it, and show it where somebody waits."""
    postmortem, section = int(job.payload["postmortem"] or 0), str(job.payload["kind"])
    asked = await services.asked_for(deps, job.workspace, postmortem, section)
    if asked is None or asked.run != job.payload["request"]:
        return
    if asked.stand is Stand.WAITING:
        with TURNS.of(job, deps.clock.now()):
            await _do(deps, job, postmortem, asked)
        deps.checkpoint("rewritten")
    await _show(deps, job, postmortem, section)


async def wait(deps: Deps, job: Job) -> None:
    """Say in the windows that it takes long, or that a minute is over. Where the answer came meanwhile: nothing."""
    postmortem, section = int(job.payload["postmortem"] or 0), str(job.payload["kind"])
    asked = await services.asked_for(deps, job.workspace, postmortem, section)
    if asked is None or asked.run != job.payload["request"] or asked.stand is not Stand.WAITING:
        return
    waited = WAITS[1 if job.payload.get("again") else 0]
    await _show(deps, job, postmortem, section, waited=int(waited.total_seconds()))


async def give_up(deps: Deps, job: Job) -> None:
    """Say that nothing comes where the work broke on our side."""
    postmortem, section = int(job.payload["postmortem"] or 0), str(job.payload["kind"])
    asked = await services.asked_for(deps, job.workspace, postmortem, section)
    if asked is not None and asked.run == job.payload["request"]:
        await _end(deps, job, postmortem, asked, AiTrouble.STOPPED)
        await _show(deps, job, postmortem, section)


async def _do(deps: Deps, job: Job, postmortem: int, asked: Rewriting) -> None:
    found = await _sources(deps, job.workspace, postmortem)
    shared = found is not None and await is_shared(deps, job.workspace, postmortem)
    ledger = await ledger_of(deps, job.workspace, postmortem, asked.run, shared=shared)
    if found is None or ledger is None or deps.writer is None or job.attempts > MOST_ATTEMPTS:
        await _end(deps, job, postmortem, asked, AiTrouble.STOPPED)
        return
    trouble: AiTrouble | None = None
    texts: list[SectionText] = []
    try:
        async with asyncio.timeout(deps.settings.ai_draft_seconds):
            await _written(deps, job, asked, found, ledger, deps.writer, texts)
    except ModelError as error:
        trouble = error.trouble
    except TimeoutError:
        trouble = AiTrouble.SLOW
    except (Denied, NotFound, NotReady):  # the right to it went meanwhile
        await _close(deps, job, ledger, texts, AiTrouble.STOPPED)
        await _end(deps, job, postmortem, asked, None, refused=True)
        return
    await _close(deps, job, ledger, texts, trouble)
    await _end(deps, job, postmortem, asked, trouble)


async def _sources(deps: Deps, workspace: str, postmortem: int) -> tuple[Postmortem, Incident] | None:
    async with deps.store.read(workspace) as uow:
        found = await uow.postmortems.get(postmortem)
        incident = await uow.incidents.get(found.incident or 0) if found is not None else None
    return None if found is None or incident is None else (found, incident)


async def _written(
    deps: Deps,
    job: Job,
    asked: Rewriting,
    found: tuple[Postmortem, Incident],
    ledger: Ledger,
    writer: Writer,
    texts: list[SectionText],
) -> None:
    """Ask for each section in turn, check what comes, and store it at once: what is stored stays if the next fails."""
    postmortem, incident = found
    brief = drafts.brief_of(deps, postmortem, incident)
    texts_of = services.text_sections(deps, postmortem)
    wanted = [one for one in texts_of if asked.section in {WHOLE, one.key} and one.key not in asked.done]
    actor = await _actor(deps, job, asked.by)
    if asked.section.startswith(WORDING):
        await _worded(deps, job, asked, actor, found, ledger, writer)
    if asked.section == LOOK:
        await _looked(deps, job, actor, found, ledger, writer)
    for section in wanted:
        wish = services.wish_of(deps, postmortem, section, asked.instruction)
        said = await writer.rewrite(await _heard(deps, job, found), brief, wish, ledger)
        said = await _checked(said, section.key, await _heard(deps, job, found))
        texts.append(said)
        await services.store(deps, actor, postmortem.id, asked, said)
        deps.checkpoint("section rewritten")


async def _worded(
    deps: Deps,
    job: Job,
    asked: Rewriting,
    actor: Actor,
    found: tuple[Postmortem, Incident],
    ledger: Ledger,
    writer: Writer,
) -> None:
    """Ask for another wording of each sentence in which something may read as blame; one that blames too is none.

    Each is kept as soon as it has come: what follows may take long, or never come.
    """
    postmortem, incident = found
    brief = drafts.brief_of(deps, postmortem, incident)
    for key, sentence in await _blaming(deps, actor, postmortem.id, asked):
        section = postmortem.section(key)
        if section is None:
            return
        wish = services.wish_of(deps, postmortem, section, say("blame.wish")).model_copy(update={"text": sentence})
        said = await writer.rewrite(await _heard(deps, job, found), brief, wish, ledger)
        transcript = await _heard(deps, job, found)
        wording = " ".join((await _checked(said, key, transcript)).text.split())
        if wording and not find_blame(wording, transcript.members.values()):
            await blame.keep_wordings(deps, job.workspace, postmortem.id, key, {sentence: wording})


async def _blaming(deps: Deps, actor: Actor, postmortem: int, asked: Rewriting) -> list[tuple[str, str]]:
    """Return the sentences that may read as blame, each once with its section: those that the asker's window shows."""
    if asked.section == WORDING:
        kept = asked.watches[-1].kept if asked.watches else ()
        phrases = (await submit_facts(deps, actor, postmortem, kept=kept)).phrases
    else:
        phrases = (await blame.blame_facts(deps, actor, postmortem, asked.section.removeprefix(WORDING))).phrases
    return [*dict.fromkeys((one.section, one.sentence) for one in phrases)][: blame.MOST_ASKED]


async def _heard(deps: Deps, job: Job, found: tuple[Postmortem, Incident]) -> Transcript:
    """Return what the channel says now: while a model writes for minutes, a message may be changed or deleted."""
    postmortem, incident = found
    return await drafts.transcript_of(deps, job.workspace, postmortem.id, incident)


async def _checked(said: SectionText, key: str, transcript: Transcript) -> SectionText:
    """Return what of a model's text may be taken: sentences with their messages. A text by itself rests on nothing."""
    bare = said.model_copy(update={"key": key, "text": "", "cites": ()})
    return await asyncio.to_thread(grounded, bare, transcript)


async def _looked(
    deps: Deps,
    job: Job,
    actor: Actor,
    found: tuple[Postmortem, Incident],
    ledger: Ledger,
    writer: Writer,
) -> None:
    """Have a second reader look at the document, and keep what of its remarks names nothing that stands nowhere."""
    postmortem, incident = found
    revision, document = await proofreading.document_of(deps, actor, postmortem.id)
    brief = drafts.brief_of(deps, postmortem, incident)
    said = await writer.review(await _heard(deps, job, found), brief, document, ledger)
    transcript, options = await _heard(deps, job, found), redaction(deps)
    remarks = await asyncio.to_thread(proofreading.checked, said, revision, document, transcript, options)
    await proofreading.keep_remarks(deps, job.workspace, postmortem.id, remarks)


async def _close(
    deps: Deps, job: Job, ledger: AskedLedger, texts: list[SectionText], trouble: AiTrouble | None
) -> None:
    share = share_of(texts)
    await close(deps, job.workspace, ledger, trouble=trouble, sentences=share.total, verified=share.verified)


async def _end(
    deps: Deps, job: Job, postmortem: int, asked: Rewriting, trouble: AiTrouble | None, *, refused: bool = False
) -> None:
    async with deps.store.write(job.workspace) as uow:
        await uow.postmortems.get(postmortem)  # locks it: one writes at a time
        await services.end(uow, postmortem, asked, trouble=trouble, refused=refused)


async def _actor(deps: Deps, job: Job, member: str) -> Actor:
    person = await members.refresh(deps, job.workspace, member)
    return members.reader_of(deps, person, cause=job.cause)


async def _show(deps: Deps, job: Job, postmortem: int, section: str, *, waited: int = 0) -> None:
    """Draw every window that waits, each for its own reader. What has come is shown in each once."""
    asked = await services.asked_for(deps, job.workspace, postmortem, section)
    for watch in asked.watches if asked is not None else ():
        if asked is None:
            return
        body = await _drawn(deps, job, postmortem, asked, watch, waited)
        await deps.chat.update_view(watch.view, body)
        if asked.stand is not Stand.WAITING:
            if watch.hub is not None:
                await deps.chat.update_view(watch.hub, await _hub(deps, job, postmortem, watch))
            await services.settle_window(deps, job.workspace, postmortem, section, watch.view)


async def _hub(deps: Deps, job: Job, postmortem: int, watch: Watch) -> dict[str, Any]:
    """Return the hub under a window as it is now: its rows tell of texts that are others by now."""
    try:
        return hub_view(await sections.hub_facts(deps, await _actor(deps, job, watch.member), postmortem))
    except Problem as problem:
        return problems.view(problem)


async def _drawn(deps: Deps, job: Job, postmortem: int, asked: Rewriting, watch: Watch, waited: int) -> dict[str, Any]:
    try:
        reader = await _actor(deps, job, watch.member)
        found = await seen_by(deps, reader, postmortem)
        ref = Ref(kind="section", postmortem=postmortem, word=asked.section, below=watch.below)
        facts = RewritingFacts(postmortem=found, asked=asked, waited=waited)
        if asked.section.startswith(WORDING):
            return await _wordings(deps, reader, found, ref, watch)
        if asked.stand in {Stand.WAITING, Stand.FAILED}:
            return rewriting.waiting_view(facts, ref)
        if asked.section == WHOLE:
            return rewriting.done_view(facts, ref)
        if asked.section == LOOK:
            return drawn.proof_view(await proofreading.proof_facts(deps, reader, postmortem))
        told = await sections.editor_facts(deps, reader, postmortem, asked.section)
    except Problem as problem:
        return problems.view(problem)
    draft = sections_text.unsaved(told, f"run{asked.run}")
    shown = told.model_copy(update={"unsaved": None, "found_nothing": asked.stand is Stand.NOTHING})
    return sections_editor.editor_view(shown, draft, ref=ref)


async def _wordings(deps: Deps, reader: Actor, found: Postmortem, ref: Ref, watch: Watch) -> dict[str, Any]:
    """Return the window in which the phrases stand: over a section's window, or the one that sends for review."""
    if ref.word == WORDING:
        return reviews_sending.review_view(await submit_facts(deps, reader, found.id, kept=watch.kept))
    key = (ref.word or "").removeprefix(WORDING)
    below = ref.model_copy(update={"word": key, "revision": found.revision})
    return blame_ui.blame_view(await blame.blame_facts(deps, reader, found.id, key), below)
