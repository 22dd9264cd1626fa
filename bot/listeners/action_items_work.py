"""What is done with an item, wherever it is shown: in a message, in a list, or in *Everything else*.

In a message nothing is answered: the message is drawn anew by a job. In a window that one and the one below are.
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from typing import Any

from blocks import action_items as list_ui
from blocks import action_items_work as ui
from blocks import ids, problems
from blocks.ids import Ref
from bot.domain.action_items_deeds import ItemDeed, Undone
from bot.domain.errors import Conflict, Offer
from bot.domain.words import say
from bot.listeners.deeds import Deed
from bot.listeners.tables import Tables
from bot.services import action_items, action_items_removed, action_items_shown, action_items_work

Draw = Callable[..., dict[str, Any]]
_WINDOWS: dict[ItemDeed, Draw] = {
    ItemDeed.COMPLETE: ui.complete_view,
    ItemDeed.DECLINE: ui.decline_view,
    ItemDeed.REDATE: ui.redate_view,
    ItemDeed.HAND_OVER: ui.hand_over_view,
}


def register(tables: Tables) -> None:
    """Register every button, the menu, and the windows that ask for words."""
    tables.opens(ids.ITEM_MENU, on_menu, lambda ref: ref.word in ui.OPENS)
    for action, deed in (
        (ids.ITEM_COMPLETE, ItemDeed.COMPLETE),
        (ids.ITEM_DECLINE, ItemDeed.DECLINE),
        (ids.ITEM_REDATE, ItemDeed.REDATE),
        (ids.ITEM_HAND_OVER, ItemDeed.HAND_OVER),
    ):
        tables.opens(action, partial(on_asked, of=deed))
    tables.opens(ids.ITEM_EDIT, on_edit)
    for action in (
        *(ids.ITEM_START, ids.ITEM_REOPEN, ids.ITEM_SNOOZE, ids.ITEM_WAKE, ids.ITEM_CONFIRM, ids.ITEM_UNDO),
        *(ids.ITEM_UP, ids.ITEM_DOWN, ids.ITEM_REMOVE, ids.ITEM_PUT_BACK),
    ):
        tables.actions[action] = on_deed
    tables.forms[ids.ITEM_COMPLETE_FORM] = on_complete
    tables.forms[ids.ITEM_DECLINE_FORM] = on_decline
    tables.forms[ids.ITEM_REDATE_FORM] = on_redate
    tables.forms[ids.ITEM_HAND_OVER_FORM] = on_hand_over
    tables.windows[ids.ITEM_VIEW] = everything_else


async def everything_else(deed: Deed, ref: Ref, told: str | None = None) -> dict[str, Any]:
    """Return everything that can be done with an item as it stands now."""
    shown = await action_items_shown.item_shown(deed.deps, deed.actor, ref.postmortem or 0, ref.item or 0)
    return ui.more_view(shown, ref=ref, link=action_items_shown.link_of(deed.deps, shown.item), told=told)


async def on_menu(deed: Deed) -> None:
    """Do, or open, what was chosen from an item's menu."""
    word = deed.ref.word or ""
    if word == ui.MORE:
        await deed.open(await everything_else(deed, _here(deed)))
    elif word == "edit":
        await on_edit(deed)
    elif word in ui.OPENS:
        await on_asked(deed, of=ItemDeed(word))
    else:
        await on_deed(deed)


async def on_asked(deed: Deed, of: ItemDeed) -> None:
    """Open the window that asks for what a deed needs in words."""
    ref = deed.ref
    shown = await action_items_shown.item_for(deed.deps, deed.actor, ref.postmortem or 0, ref.item or 0, of)
    await _open(deed, _WINDOWS[of](shown, ref=_here(deed)))


async def on_edit(deed: Deed) -> None:
    """Open the window in which an item's words are edited."""
    facts = await action_items.items_facts(deed.deps, deed.actor, deed.ref.postmortem or 0)
    await _open(deed, list_ui.item_view(facts, deed.ref.item, ref=_here(deed)))


async def on_deed(deed: Deed) -> None:
    """Do what needs no words, and draw anew what it was pressed in."""
    ref = deed.ref
    do = _DEEDS.get(ref.word or "")
    if do is None:
        raise Conflict(say("no.old_bare"), offers=(Offer.HELP,))
    await _after(deed, await do(deed, ref.postmortem or 0, ref.item or 0))


async def on_complete(deed: Deed) -> None:
    """Store that it is done, and how one can tell."""
    ref = deed.window
    said = ui.read_evidence(deed.view)
    await action_items_work.complete(deed.deps, deed.actor, ref.postmortem or 0, ref.item or 0, said)
    await deed.refresh_below()


async def on_decline(deed: Deed) -> None:
    """Store that it will not be done, and why."""
    ref = deed.window
    said = ui.read_why_not(deed.view)
    await action_items_work.decline(deed.deps, deed.actor, ref.postmortem or 0, ref.item or 0, said)
    await deed.refresh_below()


async def on_redate(deed: Deed) -> None:
    """Store another day, and why."""
    ref = deed.window
    due, why = ui.read_redate(deed.view)
    about = (ref.postmortem or 0, ref.item or 0)
    await action_items_work.redate(deed.deps, deed.actor, *about, due, why, as_seen=ref.seen)
    await deed.refresh_below()


async def on_hand_over(deed: Deed) -> None:
    """Store who does it now."""
    ref = deed.window
    to = ui.read_hand_over(deed.view)
    about = (ref.postmortem or 0, ref.item or 0)
    await action_items_work.hand_over(deed.deps, deed.actor, *about, to, as_seen=ref.seen)
    await deed.refresh_below()


async def _remove(deed: Deed, postmortem: int, item: int) -> None:
    await action_items.remove_item(deed.deps, deed.actor, postmortem, item, as_seen=deed.ref.seen)


async def _up(deed: Deed, postmortem: int, item: int) -> str:
    return await action_items.move_item(deed.deps, deed.actor, postmortem, item, up=True)


async def _down(deed: Deed, postmortem: int, item: int) -> str:
    return await action_items.move_item(deed.deps, deed.actor, postmortem, item, up=False)


async def _confirm(deed: Deed, postmortem: int, item: int) -> None:
    await action_items_work.confirm(deed.deps, deed.actor, postmortem, item, as_seen=deed.ref.seen)


async def _snooze(deed: Deed, postmortem: int, item: int) -> None:
    until = action_items.today_of(deed.deps, deed.actor) + timedelta(days=ui.DAYS[deed.ref.word or ""])
    await action_items_work.snooze(deed.deps, deed.actor, postmortem, item, until)


def _back(use_case: Callable[..., Awaitable[Undone]]) -> Callable[[Deed, int, int], Awaitable[str | None]]:
    """Return a deed that takes another one back; it says where the item is by now if not where it was."""

    async def do(deed: Deed, postmortem: int, item: int) -> str | None:
        return (await use_case(deed.deps, deed.actor, postmortem, item)).told

    return do


def _plainly(use_case: Callable[..., Awaitable[object]]) -> Callable[[Deed, int, int], Awaitable[None]]:
    """Return a deed that needs nothing but the item."""

    async def do(deed: Deed, postmortem: int, item: int) -> None:
        await use_case(deed.deps, deed.actor, postmortem, item)

    return do


_DEEDS: dict[str, Callable[[Deed, int, int], Awaitable[str | None]]] = {
    "start": _plainly(action_items_work.start),
    "reopen": _plainly(action_items_work.reopen),
    "wake": _plainly(action_items_work.wake),
    "confirm": _confirm,
    "undo": _back(action_items_work.undo),
    "put_back": _back(action_items_removed.put_back),
    "snooze_day": _snooze,
    "snooze_week": _snooze,
    "up": _up,
    "down": _down,
    "remove": _remove,
}


def _is_everything_else(deed: Deed) -> bool:
    return deed.view.get("callback_id") == ids.ITEM_VIEW


def _here(deed: Deed) -> Ref:
    """Return what a window over this place carries: the item, and all that draws the list below it anew."""
    about = Ref(kind="item", postmortem=deed.ref.postmortem, item=deed.ref.item)
    if deed.view.get("type") != "modal":
        return about
    below = deed.window.below if _is_everything_else(deed) else str(deed.view["callback_id"])
    return deed.window.model_copy(update={"postmortem": about.postmortem, "item": about.item, "below": below})


async def _open(deed: Deed, view: dict[str, Any]) -> None:
    """Open a window; in the place of *Everything else*, so that the list stays right below it."""
    await (deed.redraw if _is_everything_else(deed) else deed.open)(view)


async def _after(deed: Deed, told: str | None) -> None:
    """Draw anew what shows the item: this window, and the list below it; and say what is to be said."""
    if not _is_everything_else(deed):
        await deed.refresh_here()
        if told is not None:
            await _tell(deed, told)
        return
    is_gone = deed.ref.word == "remove"
    await deed.redraw(await _gone(deed) if is_gone else await everything_else(deed, deed.window, told))
    await deed.refresh_below()


async def _tell(deed: Deed, told: str) -> None:
    """Say something about what was pressed: over a list in a window, else beside the message."""
    if deed.view:
        await deed.open(ui.told_view(_here(deed), told))
    else:
        await deed.whisper(problems.done(told))


async def _gone(deed: Deed) -> dict[str, Any]:
    ref = deed.window
    removed = await action_items_removed.removed_item(deed.deps, deed.actor, ref.postmortem or 0, ref.item or 0)
    return ui.removed_view(ref, removed)
