"""Having a model write a section anew, or all of them: asked for durably, stored beside what people wrote.

What was asked stands in a row before anything is sent, so that a closed window or a restart loses nothing. Rights are
decided when it is asked and again when it is stored.
"""

from datetime import datetime, timedelta

from bot.domain.errors import Conflict, NotReady
from bot.domain.narration import AiRun, AiTrouble, RunKind, work_of
from bot.domain.people import Actor
from bot.domain.postmortems import Postmortem, Section, Verb
from bot.domain.redaction import admit
from bot.domain.rewriting import (
    LONGEST_WISH,
    LOOK,
    WAITS,
    WHOLE,
    WORDING,
    RegeneratingFacts,
    Rewriting,
    RewritingFacts,
    Stand,
    Watch,
    beside,
    is_touched,
)
from bot.domain.sections import SectionKind
from bot.domain.statements import with_text
from bot.domain.timeline import Origin, SectionText
from bot.domain.words import say
from bot.domain.writing import Written
from bot.ports import Deps, NewJob, UnitOfWork, Wish
from bot.services.access import permitted, seen_by
from bot.services.changes import Change, again_if_overtaken, change
from bot.services.drafts_consent import may_be_asked
from bot.services.facts import names_of, people_of, template_of
from bot.services.sections import kept_words
from bot.services.transcripts import redaction

DAY = timedelta(days=1)
MOST_A_DAY = 20
"""How often a day one person has a model write or look at something of one document."""
ASKED, WRITTEN = "ask_ai", "rewrite"
ROW = "asked:"
"""It stands among the steps of a document's model, and is let go with them."""


async def ask(
    deps: Deps,
    actor: Actor,
    postmortem: int,
    section: str,
    *,
    wish: str | None,
    watch: Watch,
    typed: Written | None = None,
) -> RewritingFacts:
    """Ask for a section written anew, or for all of them. Where somebody asked already, wait for the same.

    `wish` None asks again for what was asked last. `typed` are words that stand in the window: they are kept.
    """
    async with change(deps, actor, Verb.EDIT, postmortem) as it:
        it.detail = ASKED
        await must_be_possible(deps, it.uow, it.was)
        _must_be_text(deps, it.was, section)
        if typed is not None and (words := kept_words(deps, actor, it.was, typed)) is not None:
            await it.uow.unsaved.put(postmortem, words)
        before = await asked_in(it.uow, postmortem, section)
        joined = before is not None and before.is_running(it.at)
        if before is not None and joined:
            asked = before.watched(watch)
        else:
            await must_be_within(it.uow, actor, it.was, it.at)
            if before is None or wish is not None:
                before = Rewriting(run=0, section=section, by="", instruction=_admitted(deps, wish or ""), at=it.at)
            asked = await _begun(deps, it, actor, before, watch)
        await _put(it.uow, postmortem, asked)
        for job in _jobs(postmortem, asked, it):
            await it.uow.jobs.add(job, it.at)
        people = await people_of(deps, it.uow, (asked.by,))
    return RewritingFacts(
        postmortem=it.was, asked=asked, names=names_of(people), joined=joined and asked.by != actor.member
    )


async def _begun(deps: Deps, it: Change, actor: Actor, before: Rewriting, watch: Watch) -> Rewriting:
    """Begin a run for what was asked; what an earlier one of them had done is not done again."""
    prompts = deps.writer.prompts if deps.writer is not None else ""
    kind = {LOOK: RunKind.REVIEW, WORDING: RunKind.WORDING}.get(before.section[:1], RunKind.SECTION)
    run = AiRun(kind=kind, by=actor.member, started_at=it.at, prompts=prompts)
    number = await it.uow.ai_runs.add(it.was.id, run)
    is_begun = before.stand is Stand.FAILED and before.section == WHOLE
    fresh = Rewriting(
        run=number, section=before.section, by=actor.member or "", instruction=before.instruction, at=it.at
    )
    kept = {"done": before.done, "replaced": before.replaced, "beside": before.beside} if is_begun else {}
    return fresh.model_copy(update={**kept, "watches": (watch,)})


def _jobs(postmortem: int, asked: Rewriting, it: Change) -> list[NewJob]:
    """Return the work itself, once for a run, and the moments at which the windows say that it takes long."""
    lane = f"rewriting:{postmortem}:{asked.section}"
    work = NewJob(
        kind="rewriting.write",
        payload={"postmortem": postmortem, "kind": asked.section, "request": asked.run},
        lane=lane,
        once_key=f"{lane}:{asked.run}",
    )
    waits = [
        NewJob(
            kind="rewriting.wait",
            payload={"postmortem": postmortem, "kind": asked.section, "request": asked.run, "again": last},
            coalesce_key=f"{lane}:{asked.run}:{last}",
            run_at=it.at + after,
        )
        for last, after in zip((False, True), WAITS, strict=True)
    ]
    return [work, *waits]


async def leave(deps: Deps, actor: Actor, postmortem: int, section: str, view: str) -> None:
    """Wait no longer in a window: what comes stands beside the text all the same."""
    await seen_by(deps, actor, postmortem)
    await settle_window(deps, actor.workspace, postmortem, section, view, delivery=actor.delivery)


async def wait_on(deps: Deps, actor: Actor, postmortem: int, section: str, watch: Watch) -> None:
    """Remember how a window stands that waits for an answer; where it waits for none nothing is stored."""
    asked = await asked_for(deps, actor.workspace, postmortem, section)
    if asked is None or all(one.view != watch.view for one in asked.watches):
        return
    async with deps.store.write(actor.workspace, delivery=actor.delivery) as uow:
        await uow.postmortems.get(postmortem)  # locks it: one writes at a time
        asked = await asked_in(uow, postmortem, section)
        if asked is not None:
            await _put(uow, postmortem, asked.watched(watch))


async def settle_window(
    deps: Deps, workspace: str, postmortem: int, section: str, view: str, *, delivery: str | None = None
) -> None:
    """Take a window off the list of those that wait."""
    async with deps.store.write(workspace, delivery=delivery) as uow:
        await uow.postmortems.get(postmortem)  # locks it: one writes at a time
        asked = await asked_in(uow, postmortem, section)
        if asked is not None:
            await _put(uow, postmortem, asked.left(view))


async def regenerating_facts(deps: Deps, actor: Actor, postmortem: int) -> RegeneratingFacts:
    """Return what writing all anew would do. Raises as the asking would."""
    found = await permitted(deps, actor, Verb.EDIT, postmortem)
    async with deps.store.read(actor.workspace) as uow:
        await must_be_possible(deps, uow, found)
    texts = text_sections(deps, found)
    if not texts:
        raise NotReady(say("regenerate.none"), postmortem=postmortem)
    return RegeneratingFacts(
        postmortem=found,
        replaced=tuple(one.title for one in texts if not is_touched(one)),
        beside=tuple(one.title for one in texts if is_touched(one)),
    )


def text_sections(deps: Deps, postmortem: Postmortem) -> list[Section]:
    """Return the sections that hold text, in reading order: only these are written anew."""
    template = template_of(deps, postmortem)
    found = sorted(postmortem.sections, key=lambda one: one.position)
    kinds = {one.key: known.kind for one in found if (known := template.section(one.key)) is not None}
    return [one for one in found if kinds.get(one.key, SectionKind.TEXT) is SectionKind.TEXT]


async def must_be_possible(deps: Deps, uow: UnitOfWork, postmortem: Postmortem) -> None:
    """Return where a model may read and write for this document. Raises NotReady with the reason otherwise."""
    if deps.writer is None:
        raise NotReady(say("ai.no_writer"), postmortem=postmortem.id)
    if postmortem.incident is None:
        raise NotReady(say("rewrite.no_messages"), postmortem=postmortem.id)
    if not await may_be_asked(deps, uow, postmortem):
        raise NotReady(say("ai.private"), postmortem=postmortem.id)


async def must_be_within(uow: UnitOfWork, actor: Actor, postmortem: Postmortem, now: datetime) -> None:
    """Return where this person may ask a model about this document once more today. Raises NotReady otherwise."""
    lately = [one for one in await uow.ai_runs.of(postmortem.id) if now - one.started_at < DAY]
    if sum(one.by == actor.member and one.kind is not RunKind.DRAFT for one in lately) >= MOST_A_DAY:
        raise NotReady(say("rewrite.often", pm=postmortem.name), postmortem=postmortem.id)


def wish_of(deps: Deps, postmortem: Postmortem, section: Section, instruction: str) -> Wish:
    """Return what a writer is asked for a section."""
    known = template_of(deps, postmortem).section(section.key)
    prompt = known.prompt if known is not None else ""
    return Wish(key=section.key, title=section.title, prompt=prompt, text=section.text, instruction=instruction)


async def asked_for(deps: Deps, workspace: str, postmortem: int, section: str) -> Rewriting | None:
    """Return what was asked for a section, or for all of them (`WHOLE`); None where nothing was."""
    async with deps.store.read(workspace) as uow:
        return await asked_in(uow, postmortem, section)


async def asked_in(uow: UnitOfWork, postmortem: int, section: str) -> Rewriting | None:
    """Return the same inside a transaction, also for a look at the whole (`LOOK`) or a section's `WORDING`."""
    found = await uow.steps.get(work_of(postmortem), f"{ROW}{section}")
    return None if found is None else Rewriting.model_validate(found)


async def store(deps: Deps, actor: Actor, postmortem: int, asked: Rewriting, said: SectionText) -> None:
    """Store what a model wrote for a section.

    Asked for alone it stands beside the text, whoever wrote that; of all of them it replaces what no person touched.
    """

    async def stored() -> None:
        async with change(deps, actor, Verb.EDIT, postmortem) as it:
            it.detail = WRITTEN
            section = it.was.section(said.key)
            if section is None:
                raise Conflict(say("edit.gone"), postmortem=postmortem)
            is_whole = asked.section == WHOLE
            now = with_text(section, said, Origin.AI, it.at) if is_whole else beside(section, said, it.at)
            it.update(sections=tuple(now if one.key == now.key else one for one in it.was.sections))
            await _count(it.uow, postmortem, asked, was=section, now=now)

    await again_if_overtaken(stored)


async def _count(uow: UnitOfWork, postmortem: int, asked: Rewriting, *, was: Section, now: Section) -> None:
    """Note what became of a section in the row of what was asked."""
    row = await asked_in(uow, postmortem, asked.section)
    if row is None or row.run != asked.run:
        return
    counts: dict[str, object] = {
        "replaced": row.replaced + (now.text != was.text),
        "beside": row.beside + (now.suggestion not in {None, was.suggestion}),
        "done": (*row.done, now.key),
    }
    await _put(uow, postmortem, row.model_copy(update=counts))


async def end(
    uow: UnitOfWork, postmortem: int, asked: Rewriting, *, trouble: AiTrouble | None = None, refused: bool = False
) -> None:
    """Note that nothing more comes: what there is, that there was nothing, or why."""
    row = await asked_in(uow, postmortem, asked.section)
    if row is None or row.run != asked.run or row.stand is not Stand.WAITING:
        return
    has_come = row.replaced or row.beside
    stand = Stand.FAILED if trouble is not None or refused else Stand.DONE if has_come else Stand.NOTHING
    await _put(uow, postmortem, row.model_copy(update={"stand": stand, "trouble": trouble}))


def _must_be_text(deps: Deps, postmortem: Postmortem, section: str) -> None:
    section = section.removeprefix(WORDING)
    if section not in {WHOLE, LOOK, ""} and all(one.key != section for one in text_sections(deps, postmortem)):
        raise NotReady(say("rewrite.not_this"), postmortem=postmortem.id)


def _admitted(deps: Deps, wish: str) -> str:
    return admit(wish, one_line=True, limit=LONGEST_WISH, options=redaction(deps)).text.strip()


async def _put(uow: UnitOfWork, postmortem: int, asked: Rewriting) -> None:
    await uow.steps.put(work_of(postmortem), f"{ROW}{asked.section}", asked.model_dump(mode="json"))
