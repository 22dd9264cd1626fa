"""New items from anywhere: by a line, from a message, from the list of all items; and the day that follows a choice."""

from blocks import action_items_new as ui
from blocks import ids, problems
from blocks.ids import Ref
from bot.domain.action_items_new import NewItemFacts
from bot.domain.errors import Invalid
from bot.domain.grammar_items import read_new_item
from bot.domain.incidents import Message
from bot.domain.times_zones import day_in
from bot.domain.words import say
from bot.intake.slack_messages import author_of, mentioned_ids, read_message
from bot.listeners.deeds import Deed
from bot.listeners.tables import Tables
from bot.services import action_items, action_items_new, members
from bot.services.action_items import ItemWords


def register(tables: Tables) -> None:
    """Register every way of adding an item outside of its postmortem."""
    tables.opens(ids.ITEM_NEW, on_new)
    tables.shortcuts[ids.ITEM_SHORTCUT] = on_shortcut
    tables.openings[ids.ITEM_SHORTCUT] = None
    tables.opens(ids.ITEM_CHOICE, on_choice)
    tables.forms[ids.ITEM_NEW_FORM] = on_add
    tables.actions[ids.ITEM_TAKE_BACK] = on_take_back


async def on_new(deed: Deed) -> None:
    """Open the window of a new item over the list."""
    facts = await action_items_new.new_item(deed.deps, deed.actor, deed.channel)
    await deed.open(ui.new_view(facts, deed.window.model_copy(update={"below": deed.ref.below})))


async def on_shortcut(deed: Deed) -> None:
    """Open the window of a new item that is made from a message."""
    channel, ts = deed.channel or "", str(deed.body["message"].get("ts") or "")
    facts = await action_items_new.from_message(deed.deps, deed.actor, channel, ts, await _read(deed))
    await deed.open(ui.new_view(facts, Ref(kind="item", channel=channel, at=ts)))


async def on_added_line(deed: Deed, line: str) -> None:
    """Add the item of a line; where something is missing, open the window with what was understood."""
    typed = read_new_item(line, day_in(deed.deps.clock.now(), deed.actor.zone))
    typed = typed.model_copy(update={"text": await deed.plainly(typed.text)})
    added = await action_items_new.add_in_a_line(deed.deps, deed.actor, deed.channel, typed)
    if isinstance(added, NewItemFacts):
        await deed.open(ui.new_view(added, Ref(kind="item")))
        return
    owner = added.item.owner or ""
    known = await members.ensure_known(deed.deps, deed.actor.workspace, [owner])
    await deed.whisper(ui.added(added, known[owner].name))


async def on_choice(deed: Deed) -> None:
    """Propose the day that goes with what was chosen, unless a person has chosen one."""
    day = await action_items_new.proposed_day(deed.deps, deed.actor, *ui.read_choice(deed.view))
    if (view := ui.with_day(deed.view, day)) is not None:
        await deed.redraw(view)


async def on_add(deed: Deed) -> None:
    """Add the item."""
    words = ItemWords(**ui.read_new(deed.view))
    if not words.postmortem:
        raise Invalid(say("item.no_place"), fields={"postmortem": say("item.no_place")})
    added = await action_items.add_item(deed.deps, deed.actor, words)
    await deed.refresh_below(item=added.id)


async def on_take_back(deed: Deed) -> None:
    """Take back what was added by a line."""
    ref = deed.ref
    await action_items_new.take_back(deed.deps, deed.actor, ref.postmortem or 0, ref.item or 0, ref.seen)
    await deed.replace(problems.done(say("done.undo")))


async def _read(deed: Deed) -> Message | None:
    """Turn the message of the menu into ours; None where it has no words."""
    raw = deed.body["message"]
    known = await members.ensure_known(deed.deps, deed.actor.workspace, (*mentioned_ids(raw), *author_of(raw)))
    return read_message(raw, lambda one: known[one].name if one in known else one, lambda _: None)
