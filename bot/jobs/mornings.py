"""The message of a working morning: all that the clock asks of a person, once, redrawn as it is answered.

Whoever cannot be written to directly is asked in the threads of the cards, and it says why it is asked there.
"""

from collections.abc import Mapping
from datetime import date, timedelta

from blocks import mornings as drawn
from bot.domain.mornings import MorningFacts
from bot.domain.people import Actor, Standing
from bot.jobs import action_items_asked
from bot.jobs.surfaces_places import UNREACHABLE, facts_of
from bot.jobs.surfaces_sending import LOOK_BACK, key_of, remember, show
from bot.ports import ChatError, Deps, Job, Surface
from bot.services import members, mornings, mornings_gaps, surfaces
from bot.services.reactions import refresh


async def sweep(deps: Deps, job: Job) -> None:
    """Look who is to be asked this morning."""
    await mornings.sweep(deps, job.workspace)


async def tell(deps: Deps, job: Job) -> None:
    """Send a person what the clock asks of them, unless all of it is done by now. The last such message is over.

    Once their hours are over, because Slack was away, it is not sent any more: it is asked on their next morning.
    """
    member = str(job.payload["member"])
    channel = await _opened(deps, member)
    person = await members.refresh(deps, job.workspace, member)  # who has travelled may be asleep now
    on_its_way = await mornings.unsent(deps, job.workspace, member)
    if on_its_way is not None and on_its_way[1]:
        await _let_pass(deps, job, member, on_its_way[0])
        return
    reader = members.reader_of(deps, person, cause=job.cause)
    facts = await mornings.morning_facts(deps, reader)
    if facts is None:
        return
    owner, kind = mornings.work_of(member), facts.day.isoformat()
    surface = (await _known(deps, job, owner)).get(kind) or Surface(owner=owner, kind=kind, channel="")
    if surface.ts is None and person.standing is Standing.MEMBER and _is_owed(facts):
        await _ask(deps, job, facts, surface, channel)
    await mornings.settle(deps, job.workspace, member)
    await _cards_follow(deps, job, facts)
    await _draw(deps, job, reader)


async def _opened(deps: Deps, member: str) -> str | ChatError:
    """Open the conversation first of all: where no more of them may be opened now, nothing else is asked for in vain.

    Returns why it cannot be opened, ever.
    """
    try:
        return await deps.chat.direct(member)
    except ChatError as error:
        if error.passing:
            raise
        return error


async def _cards_follow(deps: Deps, job: Job, facts: MorningFacts) -> None:
    """Have the cards drawn anew of what was asked about: a day that is over makes late what stands there as open."""
    async with deps.store.write(job.workspace) as uow:
        for one in (await uow.postmortems.some(facts.places, with_text=False)).values():
            if one.incident is not None:
                card = refresh(one.incident, "card").model_copy(update={"cause": job.cause})
                await uow.jobs.add(card, deps.clock.now())


async def redraw(deps: Deps, job: Job) -> None:
    """Draw a person's last such message anew, and what they were asked about items meanwhile. It posts nothing."""
    person = await members.refresh(deps, job.workspace, str(job.payload["member"]))
    reader = members.reader_of(deps, person, cause=job.cause)
    await _draw(deps, job, reader)
    await action_items_asked.redraw(deps, job.workspace, reader)


async def give_up(deps: Deps, job: Job) -> None:
    """Have it asked on the next morning where it could not be sent; not where nobody knows whether it was."""
    member = str(job.payload["member"])
    on_its_way = await mornings.unsent(deps, job.workspace, member)
    if on_its_way is None:
        return
    surface = await _attempted(deps, job, member, on_its_way[0])
    await (mornings.take_back if surface is None else mornings.settle)(deps, job.workspace, member)


async def _let_pass(deps: Deps, job: Job, member: str, day: date) -> None:
    """Have a morning that was not sent in time asked on the next one, unless it stands in Slack already."""
    surface = await _attempted(deps, job, member, day)
    if surface is not None and surface.ts is None and surface.attempted_at is not None:
        since = surface.attempted_at - LOOK_BACK
        ts = await deps.chat.find(surface.channel, key_of(job.workspace, surface), since=since)
        surface = await remember(deps, job.workspace, surface, ts=ts) if ts is not None else None
    await (mornings.take_back if surface is None else mornings.settle)(deps, job.workspace, member)


async def _attempted(deps: Deps, job: Job, member: str, day: date) -> Surface | None:
    """Return the message of a day if it was sent, in a thread as well, or may have been."""
    async with deps.store.read(job.workspace) as uow:
        found = await uow.surfaces.get(mornings.work_of(member), day.isoformat())
    return found if found is not None and (found.ts or found.failed or found.attempted_at) else None


async def _ask(deps: Deps, job: Job, facts: MorningFacts, surface: Surface, channel: str | ChatError) -> None:
    """Post the message, or where it cannot be, ask in threads. What Slack knows of and we do not is left out."""
    try:
        if isinstance(channel, ChatError):
            raise channel
        surface = surface.model_copy(update={"channel": channel})
        left = await _left(deps, job, facts, surface)
        if left is None:
            return
        surface = await show(deps, job.workspace, surface, drawn.morning(left), asks=left.digests)
    except ChatError as error:
        if error.code not in UNREACHABLE:
            raise
        surface = await remember(deps, job.workspace, surface, failed=error.code, attempted_at=None)
    if surface.ts is None:
        await _ask_aside(deps, job, facts)


async def _left(deps: Deps, job: Job, facts: MorningFacts, surface: Surface) -> MorningFacts | None:
    """Return what is still to be asked after a look into Slack, where the database may not know all; None for nothing.

    Messages that it did not know of are ours again, with what they ask.
    """
    since = await mornings_gaps.unknown_since(deps, job.workspace, surface.owner)
    if since is None:
        return facts
    asked = await deps.chat.asked(surface.channel, since=since)
    found = await _found(deps, job, surface, asked, since.date())
    if surface.kind not in found:
        await mornings.leave_out(deps, job.workspace, facts.reader.member or "", asked, found)
    await mornings_gaps.looked(deps, job.workspace, surface.owner)
    left = await mornings.morning_facts(deps, facts.reader)
    if left is None or left.day.isoformat() in found or not _is_owed(left):
        return None
    return left


async def _found(deps: Deps, job: Job, surface: Surface, asked: Mapping[str, str], first: date) -> dict[str, str]:
    """Remember the messages of mornings that stand in Slack since a day; return their ts by day, the last one last."""
    found = {}
    day, last = first - timedelta(days=1), date.fromisoformat(surface.kind)
    while (day := day + timedelta(days=1)) <= last:
        one = surface.model_copy(update={"kind": day.isoformat()})
        if (ts := asked.get(key_of(job.workspace, one))) is not None:
            await remember(deps, job.workspace, one, ts=ts)
            found[one.kind] = ts
    return found


async def _ask_aside(deps: Deps, job: Job, facts: MorningFacts) -> None:
    """Ask in the thread of each card, once a morning."""
    member = facts.reader.member or ""
    for postmortem in facts.places:
        card = await _card_of(deps, job, postmortem)
        if card is None or card.ts is None:
            continue
        surface = Surface(
            owner=_aside(member), kind=f"{facts.day}:{postmortem}", channel=card.channel, thread_ts=card.ts
        )
        since = await mornings_gaps.unknown_since(deps, job.workspace, _aside(member))
        if since is not None:
            asked = await deps.chat.asked(surface.channel, since=since, thread_ts=surface.thread_ts)
            await mornings.leave_out(deps, job.workspace, member, asked, {})
        await _show_aside(deps, job, facts.reader, surface, may_post=True)
    await mornings_gaps.looked(deps, job.workspace, _aside(member))


async def _card_of(deps: Deps, job: Job, postmortem: int) -> Surface | None:
    async with deps.store.read(job.workspace) as uow:
        found = await uow.postmortems.get(postmortem)
        if found is None or found.incident is None:
            return None
        return await uow.surfaces.get(surfaces.owner_of(found.incident), "card")


async def _show_aside(deps: Deps, job: Job, reader: Actor, surface: Surface, *, may_post: bool) -> None:
    day, _, postmortem = surface.kind.rpartition(":")
    facts = await mornings.morning_facts(deps, reader, only=int(postmortem))
    if facts is None or (surface.ts is None and not (may_post and _is_owed(facts))):
        return
    about = await facts_of(deps, surface.channel)
    is_open = about is not None and not about.is_shared
    message = drawn.aside(facts, texts=is_open) if facts.day.isoformat() == day else drawn.over()
    await show(deps, job.workspace, surface, message, asks=facts.digests)


async def _draw(deps: Deps, job: Job, reader: Actor) -> None:
    member = reader.member or ""
    facts = await mornings.morning_facts(deps, reader)
    if facts is None:
        return
    today = facts.day.isoformat()
    known = [one for one in (await _known(deps, job, mornings.work_of(member))).values() if one.ts is not None]
    for one in known[-2:]:
        await show(deps, job.workspace, one, drawn.morning(facts) if one.kind == today else drawn.over())
    for one in (await _known(deps, job, _aside(member))).values():
        if one.ts is not None and one.kind.startswith(today):
            await _show_aside(deps, job, reader, one, may_post=False)


async def _known(deps: Deps, job: Job, owner: str) -> dict[str, Surface]:
    """Return the messages of an owner by kind, the last one last."""
    async with deps.store.read(job.workspace) as uow:
        return {one.kind: one for one in sorted(await uow.surfaces.of(owner), key=lambda surface: surface.kind)}


def _aside(member: str) -> str:
    return f"morning.aside:{member}"


def _is_owed(facts: MorningFacts) -> bool:
    return any(one.is_owed for one in facts.asks)
