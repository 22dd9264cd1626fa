"""Bringing a revision back: a new revision that reads like it. Nothing that was written since is lost by that.

What a person has to do or to judge is not taken back: items that were added since stay, and so do severity, services,
template and who can see it.
"""

from bot.domain import lifecycle
from bot.domain.action_items import ActionItem
from bot.domain.errors import Conflict, NotFound, NotReady
from bot.domain.people import Actor
from bot.domain.postmortems import Section, Verb
from bot.domain.redaction import admit
from bot.domain.revisions import (
    ENTRY,
    ITEM,
    SECTION,
    TITLE,
    Parts,
    entry_in,
    entry_part,
    fields_in,
    number_in,
    text_in,
    with_told,
)
from bot.domain.statements import rewritten
from bot.domain.timeline import Origin
from bot.domain.windows import Restored
from bot.domain.words import say
from bot.domain.writing import MOST_SECTIONS
from bot.ports import Deps
from bot.services.access import seen_with_rights
from bot.services.changes import Change, change
from bot.services.sections import EDITING
from bot.services.transcripts import redaction


async def restore(
    deps: Deps, actor: Actor, postmortem: int, number: int, *, reason: str = "", expected: int | None = None
) -> Restored:
    """Make the document read as it did at a revision. With `expected`, only while it is still at that one.

    Raises NotFound for a revision that there is not, Conflict where it reads like that already or has moved on,
    Invalid where a published document is corrected without a reason.
    """
    seen, _ = await seen_with_rights(deps, actor, postmortem)
    verb = EDITING.get(seen.status, Verb.EDIT)
    async with change(deps, actor, verb, postmortem) as it:
        told = admit(reason, one_line=True, options=redaction(deps)).text
        it.reason = lifecycle.check_reason(verb, told, it.was) or None
        if expected is not None and it.was.revision != expected:
            raise Conflict(say("revisions.moved", pm=it.was.name), postmortem=postmortem)
        if await it.uow.revisions.get(postmortem, number) is None:
            raise NotFound(say("revisions.gone", n=number, pm=it.was.name), postmortem=postmortem)
        was = await it.uow.revisions.text_at(postmortem, number)
        _restore_text(deps, actor, it, was)
        await _restore_entries(actor, it, was)
        await _restore_items(it, was)
        if it.now == it.was and not it.parts:
            raise Conflict(say("revisions.same", n=number, pm=it.was.name), postmortem=postmortem)
        it.restores = number
    return Restored(number=number, was=it.was.revision, now=it.now.revision)


async def undo(deps: Deps, actor: Actor, postmortem: int, was: int, now: int) -> Restored:
    """Take a restoring back, as long as nothing was changed since. Raises as `restore` does."""
    reason = say("revisions.undone", n=now)
    return await restore(deps, actor, postmortem, was, reason=reason, expected=now)


def _restore_text(deps: Deps, actor: Actor, it: Change, was: Parts) -> None:
    if TITLE in was:
        it.update(title=text_in(was[TITLE]))
    present = tuple(_section(actor, it, one, was.get(f"{SECTION}{one.key}")) for one in it.was.sections)
    known = {one.key for one in present}
    gone = [key.removeprefix(SECTION) for key in sorted(was) if key.startswith(SECTION)]
    missing = [key for key in gone if key not in known and _is_written(was[f"{SECTION}{key}"])]
    if len(present) + len(missing) > MOST_SECTIONS:
        raise NotReady(say("template.long", n=len(present) + len(missing), most=MOST_SECTIONS), postmortem=it.was.id)
    again = (
        _section(actor, it, _blank(deps, key, len(present) + place), was[f"{SECTION}{key}"])
        for place, key in enumerate(missing)
    )
    it.update(sections=(*present, *again))


def _section(actor: Actor, it: Change, section: Section, content: str | None) -> Section:
    """Return a section as it was told; one that was not there then is empty."""
    text, fields = ("", {}) if content is None else (text_in(content), fields_in(content))
    if (text, fields) == (section.text, section.fields):
        return section
    written = {"fields": fields, "origin": Origin.PERSON, "by": actor.member, "at": it.at}
    return rewritten(section.model_copy(update={"evidence": ()}), text).model_copy(update=written)


def _is_written(content: str) -> bool:
    return bool(text_in(content).strip() or any(one.strip() for one in fields_in(content).values()))


def _blank(deps: Deps, key: str, position: int) -> Section:
    """Return a section that the present template does not have, called as another one calls it."""
    titles = (one.title for template in deps.templates.values() if (one := template.section(key)) is not None)
    return Section(key=key, title=next(titles, key.replace("_", " ").capitalize()), position=position)


async def _restore_entries(actor: Actor, it: Change, was: Parts) -> None:
    """Show the entries that were shown then, as they were told, and hide the others: none of them is lost."""
    present = {one.id: one for one in await it.uow.entries.of(it.was.id)}
    told = {number_in(key): content for key, content in was.items() if key.startswith(ENTRY)}
    for number, content in told.items():
        entry = present.get(number)
        if entry is None:
            made = {"id": number, "origin": Origin.PERSON, "by": actor.member}
            await it.put_back_entry(entry_in(content).model_copy(update=made))
        elif entry_part(entry) != content:
            await it.save_entry(with_told(entry, content).model_copy(update={"by": entry.by or actor.member}))
    for number, entry in present.items():
        if number not in told and entry_part(entry) is not None:
            await it.save_entry(entry.model_copy(update={"hidden": True, "by": entry.by or actor.member}))


async def _restore_items(it: Change, was: Parts) -> None:
    """Give the items the words that they had, and bring those back that were removed; who does them is not told."""
    items = await it.uow.action_items.of(it.was.id)
    present = {one.id: one for one in items}
    for key in (key for key in was if key.startswith(ITEM)):
        item, text = present.get(number_in(key)), text_in(was[key])
        if item is None:
            await it.put_back_item(ActionItem(id=number_in(key), text=text, position=len(items)))
        elif item.text != text:
            await it.save_item(item.model_copy(update={"text": text}))
