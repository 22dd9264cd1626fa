"""`erase U0123ABCD`: takes a person out of everything that is kept, and lists what lies elsewhere.

First it looks and says what would go; then it writes the erasure down, erases, and lets go of the space that was freed.
"""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bot.commands.database import must_be_there, operator
from bot.domain.erasure import SOMEBODY, Erased, Eraser, erased_of
from bot.domain.errors import Invalid
from bot.domain.people import Standing
from bot.domain.words import count, say
from bot.ports import ChatError, Deps
from bot.runtime import at_the_desk
from bot.services.erasure import Gone, erase
from bot.settings import Settings
from storage.erasure import pseudonyms, workspaces
from storage.erasure_list import ErasureList

MOST_LINES = 200


@dataclass(frozen=True)
class Wish:
    """Whom to erase (nobody in particular: those of the list who are back), with further words of theirs.

    `kept` are spellings of a name that are words of the language too, and stay.
    """

    member: str | None
    also: Sequence[str] = ()
    kept: Sequence[str] = ()


@dataclass
class Plan:
    """What was found: by person the pseudonym and, a workspace each, what finds them in it."""

    erased: dict[str, Erased] = field(default_factory=dict)
    erasers: dict[str, dict[str, Eraser]] = field(default_factory=dict)
    rows: Counter[str] = field(default_factory=Counter)
    present: set[str] = field(default_factory=set)

    def told(self) -> list[str]:
        """Return what would happen, for the operator to agree to."""
        lines = [] if self.erased else [say("erase.nobody")]
        for member, found in self.erasers.items():
            spellings = sum((one.found for one in found.values()), Counter[str]())
            lines.append(say("erase.would", who=member, name=self.erased[member].name, rows=self.rows[member]))
            if member in self.present:
                lines.append(say("erase.present"))
            told = (say("erase.spelling", word=word, n=number) for word, number in spellings.most_common(MOST_LINES))
            lines += [f"  {one}" for one in told]
        return lines


def must_be_one(member: str | None, *, again: bool) -> None:
    """Raise Invalid unless either somebody is named, or those who are back are meant."""
    if (member is None) is not again:
        raise Invalid(say("erase.whom"))


async def look(settings: Settings, wish: Wish) -> Plan:
    """Return what would be erased. Raises Invalid with a sentence for what cannot be done."""
    if wish.member is not None and (SOMEBODY.fullmatch(wish.member) is None or erased_of(wish.member) is not None):
        raise Invalid(say("erase.no_id", what=wish.member[:40]))
    await asyncio.to_thread(must_be_there, settings)
    known, plan = ErasureList(settings.erasures), Plan()
    async with at_the_desk(settings) as (deps, database):
        async with database.read() as do:
            places, used = await workspaces(do), await pseudonyms(do)
        if wish.member is None:
            plan.erased = known.back(await _people(deps, places))
        else:
            plan.erased = {wish.member: known.find(wish.member) or known.make(used)}
        for member, erased in plan.erased.items():
            with contextlib.suppress(ChatError):
                if (await deps.chat.person(member)).standing is not Standing.DEACTIVATED:
                    plan.present.add(member)
            plan.erasers[member] = {}
            for workspace in places:
                eraser = await _eraser(deps, workspace, member, erased, wish)
                async with deps.store.read(workspace) as uow:
                    plan.rows[member] += len(await uow.erasure.find(eraser))
                plan.erasers[member][workspace] = eraser
    return plan


async def carry_out(settings: Settings, plan: Plan) -> list[str]:
    """Erase what was found, and return what to say. Killed in the middle and run again it goes on where it was."""
    known = ErasureList(settings.erasures)
    lines: list[str] = []
    async with at_the_desk(settings) as (deps, database):
        for member, found in plan.erasers.items():
            if known.find(member) is None:  # written down first: a restored backup is to be known for what it is
                known.add(member, plan.erased[member], deps.clock.now().date())
            gone = [await erase(deps, workspace, one, operator=operator()) for workspace, one in found.items()]
            lines += _said(plan.erased[member], gone)
        is_clean = await database.compact()
    lines.append(say("erase.list", file=str(settings.erasures)))
    lines.append(say("erase.backups" if is_clean else "erase.still_open"))
    return lines


async def returned(settings: Settings) -> tuple[int, list[Erased]]:
    """Return how many people are on the list, and who of them is in the database all the same."""
    known = ErasureList(settings.erasures)
    if not len(known):
        return 0, []
    async with at_the_desk(settings) as (deps, database):
        async with database.read() as do:
            places = await workspaces(do)
        back = known.back(await _people(deps, places))
    return len(known), sorted(back.values(), key=lambda one: one.number)


async def _people(deps: Deps, places: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for workspace in places:
        async with deps.store.read(workspace) as uow:
            found |= await uow.erasure.people()
    return found


async def _eraser(deps: Deps, workspace: str, member: str, erased: Erased, wish: Wish) -> Eraser:
    """Return what finds somebody by id, by the names that are kept or that Slack tells now, and by what was given."""
    async with deps.store.read(workspace) as uow:
        known = await uow.erasure.known(member)
    words = {*known.names, *wish.also}
    with contextlib.suppress(ChatError):
        words |= await deps.chat.names(member)
    return Eraser(member, words, erased, others=known.others, kept=wish.kept)


def _said(erased: Erased, gone: Iterable[Gone]) -> list[str]:
    every = list(gone)
    documents = [name for one in every for name in one.documents]
    told = say("erase.done", name=erased.name, id=erased.id, rows=sum(one.rows for one in every))
    lines = [told, *([say("erase.documents", pms=", ".join(documents))] if documents else [])]
    elsewhere = [left for one in every for left in one.elsewhere]
    if elsewhere:
        lines.append(say("erase.elsewhere"))
    by_kind = {one.kind: [left.place for left in elsewhere if left.kind == one.kind] for one in elsewhere}
    for kind, places in by_kind.items():
        lines += [f"  - {kind}: {place}" for place in places[:MOST_LINES]]
        if len(places) > MOST_LINES:
            lines.append(f"  - {kind}: {count(len(places) - MOST_LINES, 'more place')}")
    return lines
