"""What an author answers to a reminder about a late document: later, and help; and what whoever was asked answers.

Later and help are no change of the document: its author may do them and nobody else. Whoever helps becomes its author
or an editor through the door.
"""

from bot.domain.deadlines import HelpWanted, work_of
from bot.domain.errors import Conflict, NotReady
from bot.domain.nudges import HELP, SNOOZE, next_working_day
from bot.domain.people import Actor, Standing
from bot.domain.postmortems import Postmortem, Status, Verb
from bot.domain.times_zones import day_in
from bot.domain.words import say
from bot.ports import Deps, NewJob, Payload, UnitOfWork
from bot.services.access import may_see, seen_by
from bot.services.changes import change
from bot.services.deadlines import ANSWER, JOIN, admins_of, is_open
from bot.services.drafts import give
from bot.services.facts import people_of
from bot.services.hours import hours_for
from bot.services.reviews_jobs import morning_message, writing_help

TAKE, DECLINE = "take", "decline"


async def snooze(deps: Deps, actor: Actor, postmortem: int) -> None:
    """Ask the author again on the morning of their next working day, and not before."""
    seen = await _late_of(deps, actor, postmortem)
    until = next_working_day(await hours_for(deps, actor), deps.clock.now())
    await _put(deps, actor, seen, SNOOZE, {"until": until.isoformat()})


async def wake(deps: Deps, actor: Actor, postmortem: int) -> None:
    """Take a snooze back: the author is asked as it was planned."""
    seen = await _late_of(deps, actor, postmortem)
    await _put(deps, actor, seen, SNOOZE, {"until": None})


async def ask_for_help(deps: Deps, actor: Actor, postmortem: int) -> None:
    """Have somebody asked to take a late document over or to help with it: a participant, else an incident admin.

    Raises Conflict where somebody is asked already, NotReady where there is nobody left to ask.
    """
    seen = await _late_of(deps, actor, postmortem)
    async with deps.store.read(actor.workspace) as uow:
        said = await uow.steps.all(work_of(postmortem))
        asked = said.get(f"{HELP}{actor.member}")
        before = await uow.members.get(str(asked["to"])) if asked is not None and asked["to"] else None
    if before is not None:
        raise Conflict(say("late.help_already", who=before.name, pm=seen.name), postmortem=postmortem)
    to = await _helper(deps, actor, seen, [])
    if to is None:
        raise NotReady(say("late.no_helper", pm=seen.name), postmortem=postmortem)
    await _put(deps, actor, seen, HELP, {"to": to}, writing_help(postmortem, actor.member or ""))


async def take(deps: Deps, actor: Actor, postmortem: int) -> None:
    """Become the author in the place of who asked for help; that person stays an editor."""
    asker = await _asker_of(deps, actor, postmortem)
    async with change(deps, actor, Verb.HELP, postmortem) as it:
        if it.was.author != asker:
            raise Conflict(say("late.too_late", pm=it.was.name), postmortem=postmortem)
        give(it, actor, actor.member or "")
        it.update(handed_by=None)
        it.detail = TAKE
        await _answered(deps, it.uow, actor, postmortem, asker, TAKE)


async def join(deps: Deps, actor: Actor, postmortem: int) -> None:
    """Become an editor beside who asked for help."""
    asker = await _asker_of(deps, actor, postmortem)
    async with change(deps, actor, Verb.HELP, postmortem) as it:
        if it.was.author != asker:
            raise Conflict(say("late.too_late", pm=it.was.name), postmortem=postmortem)
        it.update(editors=tuple(dict.fromkeys((*it.was.editors, actor.member or ""))))
        it.detail = JOIN
        it.touch()
        await _answered(deps, it.uow, actor, postmortem, asker, JOIN)


async def decline(deps: Deps, actor: Actor, postmortem: int) -> None:
    """Say that one cannot help now; the next one is asked, where there is anybody."""
    asker = await _asker_of(deps, actor, postmortem)
    seen = await seen_by(deps, actor, postmortem)
    async with deps.store.read(actor.workspace) as uow:
        known = await uow.members.get(asker)
        said = await uow.steps.all(work_of(postmortem), ANSWER)
    asked = actor.model_copy(update={"member": asker, "name": known.name if known else ""})
    to = await _helper(deps, asked, seen, [actor.member or "", *(one.removeprefix(ANSWER) for one in said)])
    async with deps.store.write(actor.workspace, delivery=actor.delivery) as uow:
        await _answered(deps, uow, actor, postmortem, asker, DECLINE)
        await uow.steps.put(work_of(postmortem), f"{HELP}{asker}", {"to": to})
    deps.nudge()


async def help_facts(deps: Deps, workspace: str, postmortem: int, to: str, asker: str) -> HelpWanted | None:
    """Return that somebody was asked to help with a document, as it stands now; None where it is gone."""
    async with deps.store.read(workspace) as uow:
        found = await uow.postmortems.get(postmortem)
        who = await uow.members.get(asker)
        answer = await uow.steps.get(work_of(postmortem), f"{ANSWER}{to}")
    if found is None:
        return None
    due = found.due_at
    return HelpWanted(
        postmortem=found,
        to=to,
        asker=who.name if who is not None else say("who.somebody"),
        due=day_in(due, deps.settings.zone) if due is not None else None,
        today=day_in(deps.clock.now(), deps.settings.zone),
        answer=str(answer["answer"]) if answer is not None and answer["asker"] == asker else "",
        is_open=found.status is Status.DRAFT and is_open(found) and found.author == asker,
    )


async def asked_for(uow: UnitOfWork, postmortem: int, asker: str) -> str | None:
    """Return who is asked to help this author now, None where nobody is."""
    asked = await uow.steps.get(work_of(postmortem), f"{HELP}{asker}")
    return str(asked["to"]) if asked is not None and asked["to"] else None


async def _late_of(deps: Deps, actor: Actor, postmortem: int) -> Postmortem:
    """Return a document that waits for this author. Raises NotFound without sight, Conflict for all others."""
    seen = await seen_by(deps, actor, postmortem)
    if not is_open(seen) or actor.member is None or seen.author != actor.member:
        state = say(f"card.status.{seen.status.value}").lower()
        raise Conflict(say("late.not_yours", pm=seen.name, state=state), postmortem=postmortem)
    return seen


async def _asker_of(deps: Deps, actor: Actor, postmortem: int) -> str:
    """Return who asked this person for help. Raises NotFound without sight, Conflict where nobody did."""
    seen = await seen_by(deps, actor, postmortem)
    author = seen.author or ""
    async with deps.store.read(actor.workspace) as uow:
        to = await asked_for(uow, postmortem, author)
    if actor.member is None or to != actor.member or not is_open(seen) or seen.status is not Status.DRAFT:
        raise Conflict(say("late.too_late", pm=seen.name), postmortem=postmortem)
    return author


async def _helper(deps: Deps, actor: Actor, postmortem: Postmortem, but: list[str]) -> str | None:
    """Return who is asked next, of those who see it: somebody who was there, else an incident admin; or None."""
    async with deps.store.read(actor.workspace) as uow:
        admins = await admins_of(deps, uow)
        wanted = [one for one in dict.fromkeys((*postmortem.participants, *admins)) if one != actor.member]
        people = await people_of(deps, uow, wanted)
    for one in wanted:
        member = people.get(one)
        if member is None or one in but or member.standing is not Standing.MEMBER:
            continue
        if await may_see(deps, member, postmortem):
            return one
    return None


async def _answered(deps: Deps, uow: UnitOfWork, actor: Actor, postmortem: int, asker: str, answer: str) -> None:
    """Record what this person said, and have it shown to both."""
    said: Payload = {"answer": answer, "asker": asker}
    await uow.steps.put(work_of(postmortem), f"{ANSWER}{actor.member}", said)
    for job in (morning_message(asker), writing_help(postmortem, asker)):
        await uow.jobs.add(job.model_copy(update={"cause": actor.cause}), deps.clock.now())


async def _put(deps: Deps, actor: Actor, postmortem: Postmortem, step: str, what: Payload, *jobs: NewJob) -> None:
    """Record an answer of the author; the reminder shows it, and what follows is scheduled with it."""
    now, member = deps.clock.now(), actor.member or ""
    async with deps.store.write(actor.workspace, delivery=actor.delivery) as uow:
        await uow.steps.put(work_of(postmortem.id), f"{step}{member}", what)
        for job in (morning_message(member), *jobs):
            await uow.jobs.add(job.model_copy(update={"cause": actor.cause}), now)
    deps.nudge()
