"""Somebody is no member any more: their open items go to whoever answers for the document, and two people hear of it.

Each item goes through the door as the bot's own deed, so that the history says why. Whoever comes back finds that
others have their items, and is given them by hand: nothing is taken from anybody a second time.
"""

from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from typing import Final

from bot.domain.action_items import ActionItem
from bot.domain.errors import Conflict, NotReady, Overtaken
from bot.domain.events import PostmortemChanged
from bot.domain.leavers import Inherited, LeftFacts
from bot.domain.nudges import day_at_work, next_opening
from bot.domain.people import Actor, Member, Standing, system
from bot.domain.postmortems import Postmortem, Status, Verb
from bot.ports import Deps, Job, NewJob, Payload, Surface
from bot.services import members
from bot.services.access import can_see, may_see
from bot.services.action_items_moved import moved
from bot.services.changes import again_if_overtaken, change
from bot.services.deadlines import admins_of
from bot.services.facts import names_of, people_of
from bot.services.hours import hours_for

_ITEM, _DRAFT, _ADMIN = "item:", "draft:", "admin:"
AUTHOR: Final = "author"
"""The detail of the deed that lets a draft go; that of an item is which one it was."""


async def look_again(deps: Deps, actor: Actor, member: str) -> None:
    """Have somebody's things looked after of whom Slack says that they left, or are a guest now; if they are known."""
    job = _let_go(member).model_copy(update={"coalesce_key": f"member.left:{member}", "cause": actor.cause})
    async with deps.store.write(actor.workspace) as uow:  # the delivery is the reviews'
        if await uow.members.get(member) is not None:
            await uow.jobs.add(job, deps.clock.now())
    deps.nudge()


async def sweep(deps: Deps, workspace: str) -> None:
    """Have everybody looked after who is known to have left with something to do; each once a day."""
    now = deps.clock.now()
    async with deps.store.write(workspace) as uow:
        for member in await uow.leavers.all():
            key = f"member.left:{member}:{now:%Y-%m-%d}"
            await uow.jobs.add(_let_go(member).model_copy(update={"once_key": key}), now)
    deps.nudge()


def _let_go(member: str) -> NewJob:
    return NewJob(kind="member.left", payload={"member": member}, lane=f"left:{member}")


async def rehome(deps: Deps, job: Job) -> None:
    """Give what somebody was to do to others, if that person is no full member any more, and have them told."""
    member = str(job.payload["member"])
    if (await members.refresh(deps, job.workspace, member)).standing is Standing.MEMBER:
        return
    async with deps.store.read(job.workspace) as uow:
        items, drafts = await uow.leavers.items(member), await uow.leavers.drafts(member)
    for postmortem in drafts:
        await _let_draft_go(deps, job, member, postmortem)
    for postmortem, item in items:
        await _give(deps, job, member, postmortem, item)
    await _tell(deps, job, member)


async def _let_draft_go(deps: Deps, job: Job, member: str, postmortem: int) -> None:
    async def deed() -> None:
        async with change(deps, _bot(job), Verb.REHOME, postmortem) as it:
            if it.was.author != member or it.was.status is not Status.DRAFT:
                return
            it.update(author=None, handed_by=None)
            it.detail = AUTHOR
            if it.was.incident is not None:
                it.emit(PostmortemChanged(postmortem=postmortem, incident=it.was.incident))
            await it.uow.steps.put(work_of(member, job.id), f"{_DRAFT}{postmortem}", {})
            await it.uow.steps.put(_told_of(postmortem), work_of(member, job.id), {})

    await _do(deed)


async def _give(deps: Deps, job: Job, member: str, postmortem: int, item: int) -> None:
    async with deps.store.read(job.workspace) as uow:
        found = await uow.postmortems.get(postmortem)
    to = await heir(deps, found, member) if found is not None else None
    if to is None:
        return

    async def deed() -> None:
        async with change(deps, _bot(job), Verb.REHOME, postmortem, item=item) as it:
            if it.item.owner != member or not it.item.is_open:
                return
            now = it.item.model_copy(update={"owner": to, "handed_by": None, "snoozed_until": None})
            await it.save_item(now)
            it.detail = f"item:{item}"
            moved(it, it.item, now)
            said: Payload = {"to": to, "postmortem": postmortem}
            await it.uow.steps.put(work_of(member, job.id), f"{_ITEM}{item}", said)
            await it.uow.steps.put(_told_of(postmortem), work_of(member, job.id), {})

    await _do(deed)


async def _do(deed: Callable[[], Awaitable[None]]) -> None:
    """Do it, anew where somebody saved meanwhile; what was put aside or is gone by now needs nobody."""
    try:
        await again_if_overtaken(deed)
    except Overtaken:
        raise
    except (Conflict, NotReady):
        return


async def heir(deps: Deps, postmortem: Postmortem, but: str) -> str | None:
    """Return who answers for a document: its author, else the first incident admin, who is a member and sees it."""
    async with deps.store.read(postmortem.workspace) as uow:
        admins = await admins_of(deps, uow)
    wanted = dict.fromkeys(one for one in (postmortem.author, *admins) if one and one != but)
    return await _first_who_sees(deps, wanted, postmortem)


async def _first_who_sees(deps: Deps, wanted: Iterable[str], postmortem: Postmortem) -> str | None:
    known = await members.ensure_known(deps, postmortem.workspace, wanted)
    for one in wanted:
        if known[one].standing is Standing.MEMBER and await may_see(deps, known[one], postmortem):
            return one
    return None


async def _tell(deps: Deps, job: Job, member: str) -> None:
    """Have everybody told who has something now, and one incident admin who sees some of it."""
    work, now = work_of(member, job.id), deps.clock.now()
    async with deps.store.read(job.workspace) as uow:
        said = await uow.steps.all(work)
        admins = await admins_of(deps, uow)
        about = await uow.postmortems.some(_documents(said))
    if not about:
        return
    told = {str(step["to"]): None for name, step in said.items() if name.startswith(_ITEM)}
    admin = None
    for postmortem in about.values():
        admin = admin or await _first_who_sees(deps, [one for one in admins if one != member], postmortem)
    async with deps.store.write(job.workspace) as uow:
        if admin is not None:
            await uow.steps.put(work, _ADMIN, {"to": admin})
        for to in dict.fromkeys((*told, *([admin] if admin else []))):
            await uow.jobs.add(
                NewJob(
                    kind="dm.left",
                    payload={"member": to, "kind": work},
                    lane=f"dm:{to}",
                    once_key=f"dm.left:{work}:{to}",
                    cause=job.cause,
                ),
                now,
            )
    deps.nudge()


async def left_facts(deps: Deps, person: Member, work: str) -> LeftFacts | None:
    """Return what this person is told of somebody who has left; None where they see nothing of it."""
    reader = members.reader_of(deps, person)
    async with deps.store.read(person.workspace) as uow:
        said = await uow.steps.all(work)
        about = await uow.postmortems.some(_documents(said))
        items = {key: await uow.action_items.of(key) for key in about}
        who = await uow.members.get(member_in(work))
        owners = (one.owner for of_one in items.values() for one in of_one)
        people = await people_of(deps, uow, (*owners, *(one.author for one in about.values())))
    is_admin = said.get(_ADMIN, {}).get("to") == person.id
    found = []
    for key, postmortem in about.items():
        if await can_see(deps, reader, postmortem):
            mine = _items(said, items[key], None if is_admin else person.id)
            was_theirs = is_admin and f"{_DRAFT}{key}" in said
            if mine or was_theirs:
                found.append(Inherited(postmortem=postmortem, items=mine, was_theirs=was_theirs))
    if not found:
        return None
    is_guest = who is not None and who.standing is Standing.GUEST
    name = who.name if who is not None else ""
    return LeftFacts(who=name, is_guest=is_guest, reader=person.id, inherited=tuple(found), names=names_of(people))


async def opens(deps: Deps, person: Member) -> datetime | None:
    """Return when somebody is at work again who may be told; None where they are now."""
    hours, now = await hours_for(deps, members.reader_of(deps, person)), deps.clock.now()
    return None if day_at_work(hours, now) is not None else next_opening(hours, now)


async def told_about(deps: Deps, workspace: str, postmortem: int) -> list[Surface]:
    """Return the messages in which people were told who has what of a document now."""
    async with deps.store.read(workspace) as uow:
        works = await uow.steps.all(_told_of(postmortem))
        return [one for work in works for one in await uow.surfaces.of(work)]


def _told_of(postmortem: int) -> str:
    return f"left.of:{postmortem}"


def _items(
    said: dict[str, Payload], items: Iterable[ActionItem], only: str | None
) -> tuple[tuple[ActionItem, str], ...]:
    given = ((one, said.get(f"{_ITEM}{one.id}")) for one in items)
    named = ((one, str(step["to"])) for one, step in given if step is not None)
    return tuple((one, to) for one, to in named if only in {None, to})


def _documents(said: dict[str, Payload]) -> list[int]:
    of_items = [int(step["postmortem"]) for name, step in said.items() if name.startswith(_ITEM)]
    of_drafts = [int(name.removeprefix(_DRAFT)) for name in said if name.startswith(_DRAFT)]
    return list(dict.fromkeys((*of_items, *of_drafts)))


def work_of(member: str, job: int) -> str:
    """Return under what it is recorded who has what of somebody who left, as one job found it."""
    return f"left:{member}:{job}"


def member_in(work: str) -> str:
    """Return who left."""
    return work.split(":")[1]


def _bot(job: Job) -> Actor:
    return system(job.workspace).model_copy(update={"cause": job.cause})
