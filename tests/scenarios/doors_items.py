"""The buttons, the menu and the windows of one action item, which are for its owner too."""

from collections.abc import Callable
from datetime import date, timedelta

from blocks import ids
from blocks.ids import Ref
from bot.domain.postmortems import Verb
from tests.scenarios.doors import Door
from tests.scenarios.stage import Stage

REST = f"{ids.ITEM_MENU}=Everything else"
_A_WORD = "The pool was too small."


def _item(word: str) -> Callable[[Stage], Ref]:
    """Return what names the item that is somebody's who has no other part in the document."""
    return lambda stage: Ref(kind="item", postmortem=stage.base.id, item=stage.has["item"], word=word)


def _in_a_month(stage: Stage) -> date:
    return stage.world.clock.now().date() + timedelta(days=30)


ON_ONE_ITEM = (
    Door(ids.ITEM_START, Verb.WORK_ON_ITEM, ref=_item("start")),
    Door(ids.ITEM_MENU, Verb.WORK_ON_ITEM, (ids.ITEMS_OPEN, f"{ids.ITEM_MENU}=Start"), name="start"),
    Door(ids.ITEM_SNOOZE, Verb.WORK_ON_ITEM, ref=_item("snooze_week")),
    Door(ids.ITEM_WAKE, Verb.WORK_ON_ITEM, ref=_item("wake"), given="item snoozed"),
    Door(ids.ITEM_REOPEN, Verb.WORK_ON_ITEM, ref=_item("reopen"), given="item done"),
    Door(ids.ITEM_CONFIRM, Verb.WORK_ON_ITEM, ref=_item("confirm"), given="item done"),
    Door(ids.ITEM_UNDO, Verb.UNDO_ITEM, ref=_item("undo"), given="item started", newer="asked"),
    Door(ids.ITEM_PUT_BACK, Verb.MANAGE_ITEMS, ref=_item("put_back"), given="item removed"),
    Door(
        ids.ITEM_COMPLETE_FORM,
        Verb.WORK_ON_ITEM,
        (ids.ITEMS_OPEN, f"{ids.ITEM_MENU}=Done"),
        fill=lambda _: {"A link or a few words: how do we know it is done?": _A_WORD},
    ),
    Door(
        ids.ITEM_DECLINE_FORM,
        Verb.WORK_ON_ITEM,
        (ids.ITEMS_OPEN, REST, ids.ITEM_DECLINE),
        fill=lambda _: {"Why not? One sentence; it is shown with the item.": _A_WORD},
    ),
    Door(
        ids.ITEM_REDATE_FORM,
        Verb.WORK_ON_ITEM,
        (ids.ITEMS_OPEN, REST, ids.ITEM_REDATE),
        fill=lambda it: {"Until when?": _in_a_month(it), "Why? One sentence; it is shown in the history.": _A_WORD},
        newer="asked",
    ),
    Door(
        ids.ITEM_HAND_OVER_FORM,
        Verb.WORK_ON_ITEM,
        (ids.ITEMS_OPEN, f"{ids.ITEM_MENU}=Hand over"),
        fill=lambda it: {"An item has one owner, a person. Who?": it.cast["author"]},
        newer="asked",
    ),
)
