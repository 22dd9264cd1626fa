"""Working mornings: one sweep computes from state what is owed to whom, and each thing is asked once.

The clock only says that time has passed. What was asked is written down together with the job that asks it.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import cache

from bot.domain.mornings import Asked, Kept, MorningFacts, kept
from bot.domain.nudges import Morning, Sent, morning_of, mornings, open_day
from bot.domain.people import Actor, Standing
from bot.domain.postmortems import Postmortem
from bot.domain.times_zones import day_in
from bot.ports import Deps, NewJob, Payload, UnitOfWork
from bot.services import mornings_gaps
from bot.services.access import can_see
from bot.services.asks import ASKS
from bot.services.hours import hours_of

_LAST = "last"
_CHAINS, _WAS = "chains", "was"
"""What a message that is on its way asks, by work and chain, and what stood there before."""
_ON_ITS_WAY = timedelta(days=2)


async def sweep(deps: Deps, workspace: str) -> None:
    """Have everybody asked whose working morning it is and who owes something that the clock asks."""
    await mornings_gaps.beat(deps, workspace)
    now = deps.clock.now()
    async with deps.store.write(workspace) as uow:
        found = [await kind.look(deps, uow, now) for kind in ASKS.values()]
        people = {one for each in found for one in each.people}
        when, gone = await hours_of(deps, uow, people), await _gone(uow, people)
        last = await uow.steps.some(work_of(one) for one in people)
        tried = {one: _tried(last[key][_LAST], now) for one in people if (key := work_of(one)) in last}

        @cache
        def is_ready(one: str) -> bool:
            return one not in gone and morning_of(one, when(one), tried.get(one), now) is not None

        plan = [one for each in found for one in each.plan(when, now, is_ready) if is_ready(one.to)]
        told = last | await uow.steps.some({one.work for one in plan})
        owed = mornings(
            plan,
            sent={chain: _sent(step) for steps in told.values() for chain, step in steps.items() if "place" in step},
            last_morning=tried,
            hours_of=when,
            now=now,
        )
        for morning in owed:
            await _write_down(uow, morning, told)
            await uow.jobs.add(_tell(morning), now)
    if owed:
        deps.nudge()


async def _gone(uow: UnitOfWork, people: Iterable[str]) -> frozenset[str]:
    """Return who of these is known to be no member any more."""
    known = await uow.members.many(people)
    return frozenset(key for key, member in known.items() if member.standing is not Standing.MEMBER)


async def _write_down(uow: UnitOfWork, morning: Morning, told: Mapping[str, Mapping[str, Payload]]) -> None:
    """Write down what is asked, each with what stood there before: a message that cannot be sent is taken back."""
    day, work = morning.day.isoformat(), work_of(morning.to)
    for ask in morning.asks:
        was = _was(told.get(ask.work), ask.chain)
        await uow.steps.put(ask.work, ask.chain, {"step": ask.step, "place": ask.place, "day": day, _WAS: was})
    asks, was = _written(kept(one) for one in morning.asks), _was(told.get(work), _LAST)
    chains = [[one.work, one.chain] for one in morning.asks]
    await uow.steps.put(work, _LAST, {"day": day, "asks": asks, _CHAINS: chains, _WAS: was})


def _was(steps: Mapping[str, Payload] | None, step: str) -> Payload | None:
    return _bare(steps[step]) if steps is not None and step in steps else None


def _bare(step: Payload) -> Payload:
    return {key: value for key, value in step.items() if key not in {_CHAINS, _WAS}}


def _tell(morning: Morning) -> NewJob:
    return NewJob(
        kind="morning.tell",
        payload={"member": morning.to},
        lane=f"dm:{morning.to}",
        once_key=morning.key,
    )


def work_of(member: str) -> str:
    """Return under what it is recorded what somebody was asked last."""
    return f"morning:{member}"


def _tried(step: Payload, now: datetime) -> date:
    """Return the last day on which somebody was asked, or was to be; while a message is on its way nothing is added."""
    day = _day(step)
    if _CHAINS in step and abs(now.date() - day) <= _ON_ITS_WAY:
        return date.max
    return date.fromisoformat(str(step.get("tried") or day))


def _sent(step: Payload) -> Sent:
    return Sent(step=str(step["step"]), place=int(step["place"]))


def _day(step: Payload) -> date:
    return date.fromisoformat(str(step["day"]))


async def morning_facts(deps: Deps, reader: Actor, *, only: int | None = None) -> MorningFacts | None:
    """Return what was asked of this person on their last morning, each as it stands now; None where nothing was.

    What is about a postmortem that the reader may not see now is not there. `only` leaves out all but one postmortem.
    """
    async with deps.store.read(reader.workspace) as uow:
        step = await uow.steps.get(work_of(reader.member or ""), _LAST)
        if step is None:
            return None
        asks = [one for one in _kept(step) if only in {None, one.postmortem}]
        documents = await uow.postmortems.some(one.postmortem for one in asks if one.postmortem is not None)
    seen = {key: one for key, one in documents.items() if await can_see(deps, reader, one)}
    asks = [one for one in asks if one.postmortem is None or one.postmortem in seen]
    found: list[Asked] = []
    for name, kind in ASKS.items():
        mine = [(one, _of(seen, one)) for one in asks if one.kind == name]
        found += await kind.facts(deps, reader, mine) if mine else ()
    return MorningFacts(
        day=_day(step),
        today=day_in(deps.clock.now(), reader.zone),
        reader=reader,
        asks=tuple(found),
        digests=tuple(one.digest for one in asks),
        places=tuple(dict.fromkeys(one.postmortem for one in asks if one.postmortem is not None)),
    )


async def unsent(deps: Deps, workspace: str, member: str) -> tuple[date, bool] | None:
    """Return the day of a morning that was not sent yet, and whether it is over; None where nothing is on its way."""
    async with deps.store.read(workspace) as uow:
        step = await uow.steps.get(work_of(member), _LAST)
        when = await hours_of(deps, uow, (member,))
    if step is None or _CHAINS not in step:
        return None
    day = _day(step)
    return day, open_day(member, when(member), deps.clock.now()) != day


async def settle(deps: Deps, workspace: str, member: str) -> None:
    """Note that somebody's last morning was sent, or that nothing of it was left to ask."""
    async with deps.store.write(workspace) as uow:
        step = await uow.steps.get(work_of(member), _LAST)
        if step is not None and _CHAINS in step:
            await uow.steps.put(work_of(member), _LAST, _bare(step))


async def take_back(deps: Deps, workspace: str, member: str) -> None:
    """Forget a morning that was never sent: what it was to ask is owed again, on the next day of theirs."""
    async with deps.store.write(workspace) as uow:
        step = await uow.steps.get(work_of(member), _LAST)
        if step is None or _CHAINS not in step:
            return
        told = await uow.steps.some(work for work, _ in step[_CHAINS])
        for work, chain in step[_CHAINS]:
            await uow.steps.put(work, chain, told.get(work, {}).get(chain, {}).get(_WAS) or {})
        was = step[_WAS] or {"day": date.min.isoformat(), "asks": []}
        await uow.steps.put(work_of(member), _LAST, {**was, "tried": step["day"]})


async def leave_out(
    deps: Deps, workspace: str, member: str, asked: Mapping[str, str], messages: Mapping[str, str]
) -> None:
    """Take out of somebody's morning what they were asked before: Slack remembers, the database did not.

    `asked` has the ts of the message in which each question (by digest) stands, `messages` those of earlier mornings by
    day. Where nothing is left, the last of these is their last morning again, with what it asks.
    """
    async with deps.store.write(workspace) as uow:
        step = await uow.steps.get(work_of(member), _LAST)
        if step is None:
            return
        asks, day = _kept(step), str(step["day"])
        left = [one for one in asks if one.digest not in asked]
        if not left and messages:
            day, ts = max(messages.items())
            left = [one for one in asks if asked[one.digest] == ts]
        await uow.steps.put(work_of(member), _LAST, {"day": day, "asks": _written(left)})


def _written(asks: Iterable[Kept]) -> list[dict[str, object]]:
    return [one.model_dump(mode="json", exclude_defaults=True) for one in asks]


def _kept(step: Payload) -> list[Kept]:
    return [Kept(**one) for one in step["asks"]]


def _of(seen: dict[int, Postmortem], ask: Kept) -> Postmortem | None:
    return seen.get(ask.postmortem) if ask.postmortem is not None else None
