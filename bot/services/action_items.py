"""Action items of a document: added, edited, put in order, taken out; or the reason why there are none."""

from datetime import date
from typing import Any

from bot.domain import policy
from bot.domain.action_items import MOST_ITEMS, ActionItem, ItemKind, Priority
from bot.domain.errors import Conflict, Invalid
from bot.domain.nudges import add_working_days
from bot.domain.people import Actor, Member, Standing
from bot.domain.postmortems import Postmortem, Verb, Visibility
from bot.domain.redaction import admit
from bot.domain.text import LONGEST_REASON, utf16_length
from bot.domain.times_zones import day_in
from bot.domain.values import Value
from bot.domain.words import say
from bot.domain.writing import ItemsFacts
from bot.ports import Deps
from bot.services import members
from bot.services.access import may_see, seen_by, seen_from
from bot.services.action_items_moved import given, moved, relisted
from bot.services.action_items_removed import remember, removed_lately
from bot.services.action_items_shown import shown_of
from bot.services.changes import Change, change
from bot.services.channels import is_closed
from bot.services.facts import cited, names_of, people_of
from bot.services.hours import usual_hours
from bot.services.transcripts import redaction

LONGEST_ITEM = 200
LONGEST_TICKET = 150
LONGEST_DONE_WHEN = 200


class ItemWords(Value):
    """What somebody sends from an item's window. `id` is None for a new one.

    `as_seen` is a print of how the item looked when the window was opened. A new one may be made from a message.
    """

    postmortem: int
    id: int | None = None
    as_seen: str | None = None
    text: str
    owner: str | None = None
    due: date | None = None
    priority: Priority = Priority.MEDIUM
    kind: ItemKind | None = None
    ticket: str = ""
    done_when: str = ""
    from_channel: str | None = None
    from_ts: str | None = None


class _Meanwhile(Exception):  # noqa: N818 - not an error: it ends the transaction without an effect
    def __init__(self, item: ActionItem) -> None:
        self.item = item


async def items_facts(deps: Deps, actor: Actor, postmortem: int) -> ItemsFacts:
    """Return the items of a postmortem as its windows show them. Raises NotFound without sight."""
    found, inside = await seen_from(deps, actor, postmortem)
    may_edit = policy.decide(actor, Verb.MANAGE_ITEMS, found, in_channel=inside).allowed
    async with deps.store.read(actor.workspace) as uow:
        items = await uow.action_items.of(postmortem)
        shown = await shown_of(deps, uow, actor, found, (one for one in items if not one.proposed), inside=inside)
        people = await people_of(deps, uow, (one.owner for one in items if one.proposed))
        proposals = tuple(one for one in items if one.is_offered) if may_edit else ()
        wanted = {ts for one in proposals for ts in one.source.split()}
        incident = await uow.incidents.get(found.incident) if wanted and found.incident is not None else None
        _, links = await cited(deps, uow, found, incident, wanted)
        removed = await removed_lately(deps, uow, actor, postmortem) if may_edit else ()
    today = today_of(deps, actor)
    days = deps.settings.due_rules.days(found.severity, Priority.MEDIUM)
    return ItemsFacts(
        postmortem=found,
        items=tuple(one.item for one in shown),
        shown={one.item.id: one for one in shown},
        proposals=proposals,
        links=links,
        removed=removed,
        may_edit=may_edit,
        names={**names_of(people), **(dict(shown[0].names) if shown else {})},
        today=today,
        due=add_working_days(today, days, usual_hours(deps, actor.zone)),
        days=days,
    )


async def put_item(deps: Deps, actor: Actor, words: ItemWords) -> ActionItem | None:
    """Add an item, or store an edited one. Raises Invalid at its fields.

    Returns None, or the item as somebody else has changed it since the window was opened; then nothing is stored.
    """
    said = _admitted(deps, words)
    if words.owner is not None and words.owner != await _owner_now(deps, actor, words):
        await check_owner(deps, actor, words.postmortem, words.owner)
    try:
        await _put(deps, actor, words, said)
    except _Meanwhile as meanwhile:
        return meanwhile.item
    return None


async def add_item(deps: Deps, actor: Actor, words: ItemWords) -> ActionItem:
    """Add an item; return it with its id. Raises Invalid at its fields.

    Where it is made from a message that fewer people can read than the postmortem, that is on record.
    """
    said = _admitted(deps, words)
    if words.owner is not None:
        await check_owner(deps, actor, words.postmortem, words.owner)
    closed = words.from_channel is not None and await is_closed(deps, words.from_channel)
    return await _put(deps, actor, words, said, closed=closed)


async def _put(deps: Deps, actor: Actor, words: ItemWords, said: dict[str, Any], *, closed: bool = False) -> ActionItem:
    async with change(deps, actor, Verb.MANAGE_ITEMS, words.postmortem) as it:
        items = await it.uow.action_items.of(it.was.id)
        known = next((one for one in items if one.id == words.id), None)
        if words.id is not None and known is None:
            raise Conflict(say("item.gone"), postmortem=it.was.id)
        if known is not None and known.proposed and not known.is_offered:
            raise Conflict(say("item.not_offered"), postmortem=it.was.id)
        if known is not None and words.as_seen not in {None, known.seen}:
            raise _Meanwhile(known)
        if words.due is not None and words.due < today_of(deps, actor) and (known is None or known.due != words.due):
            raise Invalid(say("item.past"), fields={"due": say("item.past")}, postmortem=it.was.id)
        written = {**said, "owner": words.owner, "due": words.due, "priority": words.priority}
        written |= {"kind": words.kind, "proposed": False}
        if known is not None and not known.proposed:
            it.detail = f"edit:{known.id}"
            now = known.model_copy(update=written)
            await _save(actor, it, known, now)
            return now
        if sum(not one.proposed for one in items) >= MOST_ITEMS:
            raise Invalid(say("item.full", n=MOST_ITEMS), postmortem=it.was.id)
        written["position"] = max((one.position for one in items), default=0) + 1
        written |= {"created_at": it.at, "created_by": actor.member}
        written |= {"from_channel": words.from_channel, "from_ts": words.from_ts}
        if known is not None:
            it.detail = f"accept:{known.id}"
            added = known.model_copy(update={**written, "doubt": None})
            await _save(actor, it, known, added)
        else:
            added = await it.add_item(ActionItem(**written))
            tells = closed and is_wider(it.was, words.from_channel)
            it.detail = f"{'tell' if tells else 'add'}:{added.id}"
            moved(it, None, added)
            await given(actor, it, None, added)
        it.update(no_items_reason=None)
    return added


async def _save(actor: Actor, it: Change, was: ActionItem, now: ActionItem) -> None:
    """Store an edited item, and tell whom it concerns; with another owner or day it is asked about anew.

    What a second person confirmed was done by other words is to be confirmed anew.
    """
    if (was.text, was.done_when) != (now.text, now.done_when):
        now = now.model_copy(update={"confirmed_by": None, "confirmed_at": None})
    if (was.owner, was.due) != (now.owner, now.due):
        now = now.model_copy(update={"snoozed_until": None, "handed_by": None})
    await it.save_item(now)
    moved(it, was, now)
    await given(actor, it, was, now)


async def remove_item(deps: Deps, actor: Actor, postmortem: int, item: int, *, as_seen: str | None) -> None:
    """Take an item out of the document, for a day with a way back. Raises Conflict where it reads otherwise by now."""
    async with change(deps, actor, Verb.MANAGE_ITEMS, postmortem) as it:
        known = await _known(it, item)
        if as_seen not in {None, known.seen}:
            raise Conflict(say("item.meanwhile"), postmortem=it.was.id)
        it.detail = f"remove:{item}"
        await it.remove_item(item)
        await remember(it, actor, known)
        moved(it, known, None)


async def move_item(deps: Deps, actor: Actor, postmortem: int, item: int, *, up: bool) -> str:
    """Put an item one place up or down; return where it stands now, in words.

    Raises Conflict where it is the first or the last already.
    """
    async with change(deps, actor, Verb.MANAGE_ITEMS, postmortem) as it:
        await _known(it, item)
        items = [one for one in await it.uow.action_items.of(it.was.id) if not one.proposed]
        place = next(n for n, one in enumerate(items) if one.id == item)
        other = place - 1 if up else place + 1
        if not 0 <= other < len(items):
            raise Conflict(say("item.no_further"), postmortem=it.was.id)
        items[place], items[other] = items[other], items[place]
        for position, one in enumerate(items, 1):
            if one.position != position:
                await it.save_item(one.model_copy(update={"position": position}))
        it.detail = f"move:{item}"
        relisted(it)
        return say("item.place_now", place=other + 1, all=len(items), pm=it.was.name)


async def say_why_none(deps: Deps, actor: Actor, postmortem: int, reason: str) -> None:
    """Store why a postmortem has no action items. Raises Invalid without words."""
    admitted = admit(reason, one_line=True, limit=LONGEST_REASON, options=redaction(deps)).text.strip()
    if not admitted:
        raise Invalid(say("item.why"), fields={"reason": say("item.why")}, postmortem=postmortem)
    async with change(deps, actor, Verb.MANAGE_ITEMS, postmortem) as it:
        it.detail = "none"
        it.reason = admitted
        it.update(no_items_reason=admitted)
        relisted(it)


async def _known(it: Change, item: int) -> ActionItem:
    there = [one for one in await it.uow.action_items.of(it.was.id) if not one.proposed]
    found = next((one for one in there if one.id == item), None)
    if found is None:
        raise Conflict(say("item.gone"), postmortem=it.was.id)
    return found


def _admitted(deps: Deps, words: ItemWords) -> dict[str, Any]:
    """Return the texts as they may be stored. Raises Invalid at the fields."""
    options = redaction(deps)
    text = admit(words.text, one_line=True, options=options).text.strip()
    wrong: dict[str, str] = {}
    if not text:
        wrong["text"] = say("item.empty")
    elif (length := utf16_length(text)) > LONGEST_ITEM:
        wrong["text"] = say("item.long", n=length, most=LONGEST_ITEM)
    if words.owner is None:
        wrong["owner"] = say("item.owner")
    if wrong:
        raise Invalid(" ".join(wrong.values()), fields=wrong, postmortem=words.postmortem)
    ticket, done_when = (
        admit(said, one_line=True, limit=most, options=options).text.strip()
        for said, most in ((words.ticket, LONGEST_TICKET), (words.done_when, LONGEST_DONE_WHEN))
    )
    return {"text": text, "ticket": ticket or None, "done_when": done_when}


async def _owner_now(deps: Deps, actor: Actor, words: ItemWords) -> str | None:
    """Return whose item it is already: who edits other words of it is not stopped by who the owner is by now."""
    async with deps.store.read(actor.workspace) as uow:
        known = None if words.id is None else await uow.action_items.get(words.postmortem, words.id)
    return None if known is None or known.proposed else known.owner


async def check_owner(deps: Deps, actor: Actor, postmortem: int, owner: str) -> Member:
    """Return who is to own an item: a full member, as Slack describes them now, who can see what asks this of them.

    Raises NotFound where the actor has no sight, Invalid at the field for anybody else.
    """
    seen = await seen_by(deps, actor, postmortem)
    person = await members.refresh(deps, actor.workspace, owner)
    if person.standing is not Standing.MEMBER:
        raise _refusal(postmortem, say("item.no_member", who=person.name))
    if not await may_see(deps, person, seen):
        raise _refusal(postmortem, say("item.outside", who=person.name))
    return person


def is_wider(postmortem: Postmortem, channel: str | None) -> bool:
    """Say whether more people may read a postmortem than a closed place in which something was said."""
    return postmortem.visibility is not Visibility.PRIVATE or postmortem.channel != channel


def _refusal(postmortem: int, sentence: str) -> Invalid:
    return Invalid(sentence, fields={"owner": sentence}, postmortem=postmortem)


def today_of(deps: Deps, actor: Actor) -> date:
    """Return the day it is for this person."""
    return day_in(deps.clock.now(), actor.zone)
