"""Action items of all postmortems in a list: what somebody may see of them, page by page, and filtered in windows."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from bot.domain.action_items import ItemKind, Priority
from bot.domain.action_items_lists import ItemsListFacts
from bot.domain.errors import Invalid
from bot.domain.grammar_items import ItemsWanted, Showing, read_range, short_service
from bot.domain.people import Actor
from bot.domain.times_zones import day_in
from bot.domain.words import say
from bot.ports import Deps
from bot.services.action_items_shown import all_shown
from bot.services.channels import places_of

PAGE: Final = 15
ANY: Final = "any"
ME: Final = "me"
SPANS: Final[Mapping[str, str]] = {"today": "today", "week": "this week", "next": "next week", "month": "this month"}
"""The stretches that a select offers, by the word that it carries."""


async def items_list(
    deps: Deps, actor: Actor, wanted: ItemsWanted, page: int = 0, *, size: int = PAGE, just: int | None = None
) -> ItemsListFacts:
    """Return a page of what this actor may see; a page that is not there is the last one.

    What may not be seen is not counted either. `just` is the item that they did something with just now.
    """
    places = await places_of(deps, actor)
    now = deps.clock.now()
    async with deps.store.read(actor.workspace) as uow:
        rows, counts = await uow.action_items.listed(actor, places, wanted, now=now, limit=size, offset=page * size)
        if not rows and counts.total:
            page = (counts.total - 1) // size
            rows, counts = await uow.action_items.listed(actor, places, wanted, now=now, limit=size, offset=page * size)
        is_there = just is None or any(row.item.id == just for row in rows)
        done = None if is_there else await uow.action_items.listed_one(actor, places, just or 0, now=now)
        told = [*rows, *([done] if done else [])]
        documents = await uow.postmortems.some((row.postmortem for row in told), with_text=False)
        of = {row.item.id: documents[row.postmortem] for row in told if row.postmortem in documents}
        inside = {key: not set(places).isdisjoint(one.places) for key, one in of.items()}
        about = [(of[one.item.id], one.item, inside[one.item.id]) for one in told if one.item.id in of]
        shown = await all_shown(deps, uow, actor, about)
        known = await uow.members.many({one for one in (wanted.person, *(row.item.owner for row in told)) if one})
    return ItemsListFacts(
        wanted=wanted,
        rows=tuple(rows),
        just=done,
        shown={one.item.id: one for one in shown},
        counts=counts,
        page=page,
        size=size,
        reader=actor.member or "",
        today=day_in(now, actor.zone),
        names={one.id: one.name for one in known.values()},
    )


def narrowed(deps: Deps, actor: Actor, wanted: ItemsWanted, which: str, chosen: str) -> ItemsWanted:
    """Return what is wanted once something else was chosen in one of the selects; what is not known changes nothing."""
    if which == "showing" and chosen in set(Showing):
        return wanted.model_copy(update={"showing": Showing(chosen)})
    if which == "owner":
        return wanted.model_copy(
            update={"mine": chosen == ME, "person": None if chosen in {ME, ANY} else wanted.person}
        )
    if which == "priority":
        priority = Priority(chosen) if chosen in set(Priority) else None
        return wanted.model_copy(update={"priority": priority})
    if which == "due" and chosen in {ANY, *SPANS}:
        today = day_in(deps.clock.now(), actor.zone)
        first, last = (read_range(SPANS[chosen], today) if chosen in SPANS else None) or (None, None)
        return wanted.model_copy(update={"since": first, "until": last})
    return wanted


def narrowed_by_form(
    wanted: ItemsWanted,
    actor: Actor,
    *,
    person: str | None,
    kind: ItemKind | None,
    service: str,
    first: date | None,
    last: date | None,
) -> ItemsWanted:
    """Return what is wanted once the form of more filters was sent. Raises Invalid where its days do not fit."""
    if first is not None and last is not None and last < first:
        raise Invalid(say("items.more_days"), fields={"last": say("items.more_days")})
    mine = person is not None and person == actor.member
    more: dict[str, object] = {"kind": kind, "service": short_service(service), "since": first, "until": last}
    return wanted.model_copy(update={**more, "mine": mine, "person": None if mine else person})
