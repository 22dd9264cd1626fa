"""Reviews that are due: what is owed now is computed from state, and each thing is asked once, in a working morning.

The clock only says that time has passed. What was asked is written down together with the job that asks it.
"""

from datetime import date

from bot.domain.nudges import Duty, Hours, Morning, Planned, Step, mornings, review_plan
from bot.domain.people import Actor
from bot.domain.postmortems import Postmortem, Status
from bot.domain.reviewing import Due, MorningFacts, day_in
from bot.ports import Deps, NewJob, Payload, UnitOfWork
from bot.services.access import can_see
from bot.services.facts import facts_of

_MORNINGS = "mornings"
SNOOZE, HELP = "snooze:", "help:"
"""The steps of a round that a reviewer takes: until when nothing is asked, and who was asked to help."""


async def sweep(deps: Deps, workspace: str) -> None:
    """Have everybody asked whose working morning it is and who owes a review that comes due."""
    now = deps.clock.now()
    async with deps.store.write(workspace) as uow:
        duties = [duty for key in await uow.reviews.under_way() if (duty := await _duty(uow, key)) is not None]
        known = await uow.members.many({one for duty in duties for one in (*duty.owed, duty.author) if one})
        sent = {key for duty in duties for key in await uow.steps.all(work_of(duty.postmortem, duty.round))}
        last = {key: _day(step) for key, step in (await uow.steps.all(_MORNINGS)).items()}

        def hours_of(member: str) -> Hours:
            return hours_in(deps, known[member].zone if member in known else deps.settings.zone)

        plan = [one for duty in duties for one in review_plan(duty, hours_of)]
        rounds = {duty.postmortem: duty.round for duty in duties}
        owed = mornings(plan, sent=frozenset(sent), last_morning=last, hours_of=hours_of, now=now)
        for morning in owed:
            await _write_down(uow, morning, rounds)
            await uow.jobs.add(_tell(morning), now)
    if owed:
        deps.nudge()


def hours_in(deps: Deps, zone: str) -> Hours:
    """Return the hours in which somebody of a zone (IANA name) works."""
    return Hours(zone=zone, start=deps.settings.morning)


async def _duty(uow: UnitOfWork, key: int) -> Duty | None:
    """Return who owes the review of a document; None where nothing is due or its incident is open again."""
    postmortem = await uow.postmortems.get(key)
    if postmortem is None or postmortem.held_at is not None:
        return None
    asked, due = postmortem.round.asked_at, postmortem.round.due
    reviews = [one for one in await uow.reviews.of(key) if one.requested]
    owed = [one.reviewer for one in reviews if not one.counts_for(postmortem.revision)]
    if asked is None or due is None or not owed:
        return None
    put_off = await uow.steps.all(work_of(key, postmortem.round.number), SNOOZE)
    return Duty(
        postmortem=key,
        round=postmortem.round.number,
        due=due,
        asked_at=asked,
        owed=tuple(owed),
        author=postmortem.author,
        snoozed={name.removeprefix(SNOOZE): day for name, one in put_off.items() if (day := _until(one)) is not None},
    )


async def _write_down(uow: UnitOfWork, morning: Morning, rounds: dict[int, int]) -> None:
    for ask in morning.asks:
        await uow.steps.put(work_of(ask.postmortem, rounds[ask.postmortem]), ask.key, {"day": morning.day.isoformat()})
    asks = [_kept(one) for one in morning.asks]
    await uow.steps.put(_MORNINGS, morning.to, {"day": morning.day.isoformat(), "asks": asks})


def _kept(ask: Planned) -> dict[str, object]:
    return {"postmortem": ask.postmortem, "step": str(ask.step), "due": ask.due.isoformat()}


def _tell(morning: Morning) -> NewJob:
    return NewJob(
        kind="morning.tell",
        payload={"member": morning.to},
        lane=f"dm:{morning.to}",
        once_key=morning.key,
    )


def work_of(postmortem: int, number: int) -> str:
    """Return under what it is recorded who was asked in a round, and what they answered to that."""
    return f"review.due:{postmortem}:{number}"


def _day(step: dict[str, object]) -> date:
    return date.fromisoformat(str(step["day"]))


def _until(step: Payload | None) -> date | None:
    return date.fromisoformat(str(step["until"])) if step is not None and step["until"] is not None else None


async def morning_facts(deps: Deps, reader: Actor) -> MorningFacts | None:
    """Return what was asked of this person on their last morning, each as it stands now; None where nothing was."""
    async with deps.store.read(reader.workspace) as uow:
        step = await uow.steps.get(_MORNINGS, reader.member or "")
        if step is None:
            return None
        asks = [(one, await uow.postmortems.get(int(one["postmortem"]))) for one in step["asks"]]
    dues = []
    for ask, postmortem in asks:
        if postmortem is None:
            continue
        if await can_see(deps, reader, postmortem):
            dues.append(await _due(deps, reader, postmortem, ask))
    return MorningFacts(day=_day(step), today=day_in(deps.clock.now(), reader.zone), reader=reader, dues=tuple(dues))


async def _due(deps: Deps, reader: Actor, postmortem: Postmortem, ask: dict[str, str]) -> Due:
    async with deps.store.read(reader.workspace) as uow:
        gate = await facts_of(deps, uow, postmortem, reader.member)
        said = await uow.steps.all(work_of(postmortem.id, postmortem.round.number))
        asked = said.get(f"{HELP}{reader.member}")
        helper = await uow.members.get(str(asked["to"])) if asked is not None else None
    waiting = [one.reviewer for one in gate.reviews if one.requested and not one.counts_for(postmortem.revision)]
    until = _until(said.get(f"{SNOOZE}{reader.member}"))
    is_author = ask["step"] == Step.AUTHOR
    mine = bool(waiting) if is_author else reader.member in waiting
    return Due(
        postmortem=postmortem,
        day=date.fromisoformat(ask["due"]),
        for_author=is_author,
        is_owed=mine and postmortem.status is Status.IN_REVIEW,
        waiting=tuple(gate.name(one) for one in waiting),
        until=until if until is not None and until > day_in(deps.clock.now(), reader.zone) else None,
        helper=helper.name if helper is not None else "",
    )
