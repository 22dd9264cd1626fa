"""What can be done with an action item: buttons and menus for any list or message, and the windows of deeds in words.

How to use it where items are shown: make `ItemShown` values with `services.action_items_shown.shown_of`, then draw

- `item_menu(shown, ref)`: the menu of a line in a window or on Home, whose last choice opens *Everything else*;
- `item_blocks(shown, ref)`: a whole item in a message, as it stands, with its buttons or with *Undo*.

`ref` is what the place itself needs to be drawn anew, such as its page; item, postmortem and print are put in here.
All of it is heard by `listeners.action_items_work`: in a message the listener only does it, and the message is drawn
anew by a job (`ItemMoved` in `services.action_items_jobs`). In a window it draws that one and the one below anew, where
they are in `tables.windows`; what such a window needs for that stands in its own `private_metadata`, which is carried
along: it must say nothing by `item`, `postmortem` or `seen`.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from slack_sdk.models.blocks import (
    Block,
    ButtonElement,
    DatePickerElement,
    InteractiveElement,
    OverflowMenuElement,
    PlainTextInputElement,
    UserSelectElement,
)

from blocks import ids, kit, people, text
from blocks.action_items_lines import DONE_WHEN, LONGEST, item_about, item_line, item_state
from blocks.ids import Fields, Ref
from blocks.markdown import inline
from bot.domain.action_items import ActionItem
from bot.domain.action_items_deeds import WEEK, ItemDeed, ItemShown, later
from bot.domain.postmortems import Verb
from bot.domain.text import LONGEST_REASON, normalise
from bot.domain.words import due_day, say, short_day

EVIDENCE: Final = 500
MORE: Final = "more"
DAYS: Final = {"snooze_day": 1, "snooze_week": WEEK}
"""In how many days somebody is asked again."""
_ACTIONS: Final = {
    "undo": ids.ITEM_UNDO,
    "complete": ids.ITEM_COMPLETE,
    "start": ids.ITEM_START,
    "confirm": ids.ITEM_CONFIRM,
    "reopen": ids.ITEM_REOPEN,
    "redate": ids.ITEM_REDATE,
    "hand_over": ids.ITEM_HAND_OVER,
    "snooze_day": ids.ITEM_SNOOZE,
    "snooze_week": ids.ITEM_SNOOZE,
    "wake": ids.ITEM_WAKE,
    "decline": ids.ITEM_DECLINE,
    "edit": ids.ITEM_EDIT,
    "up": ids.ITEM_UP,
    "down": ids.ITEM_DOWN,
    "remove": ids.ITEM_REMOVE,
}
"""Every choice, in the order of *Everything else*, with its button."""
OPENS: Final = frozenset({"complete", "redate", "hand_over", "decline", "edit", MORE})
"""Choices that only open a window."""
_ON_A_LINE: Final = ("undo", "complete", "start", "confirm", "reopen", "snooze_week", "hand_over")
_ON_A_REMINDER: Final = ("snooze_day", "snooze_week", "redate", "hand_over", "decline")
_OF_THE_LIST: Final = ("edit", "up", "down", "remove")
_MOST_CHOICES: Final = 5


def item_menu(shown: ItemShown, ref: Ref) -> OverflowMenuElement:
    """Return the menu of a line: what is done most, as it stands, and *Everything else*."""
    found = [word for word in _ON_A_LINE if word in _words(shown)][: _MOST_CHOICES - 1]
    return _menu(shown, ref, [*found, MORE])


def item_buttons(shown: ItemShown, ref: Ref) -> list[InteractiveElement]:
    """Return the row of an open item in a message: *Done*, *Start*, and a menu with the rest. Empty: nothing to do."""
    words = _words(shown)
    row: list[InteractiveElement] = [item_button(shown, ref, one) for one in ("complete", "start") if one in words]
    rest = [one for one in _ON_A_REMINDER if one in words]
    return [*row, _menu(shown, ref, rest)] if row and rest else row


def edit_button(item: ActionItem, postmortem: int) -> ButtonElement:
    """Return *Edit* for an item that was made a moment ago."""
    about = text.plain(item.text, LONGEST)
    ref = Ref(kind="item", postmortem=postmortem, item=item.id, seen=item.seen, word="edit")
    return kit.button(say("button.item_edit"), _ACTIONS["edit"], ref, about)


def item_blocks(shown: ItemShown, ref: Ref) -> list[Block]:
    """Return an item in a message, as it stands: with its buttons, or what became of it with *Undo*."""
    about = item_about(shown.item, shown.names, shown.today, name=_of(shown))
    lines = "\n".join(one for one in (text.bold(text.line(shown.item.text, LONGEST)), about, item_state(shown)) if one)
    item, was = shown.item, shown.was
    is_answered = was is not None and (was.owner, was.due) != (item.owner, item.due)
    is_theirs = shown.reader == item.owner and not shown.is_snoozed and not is_answered
    if is_theirs and (row := item_buttons(shown, ref)):
        return [kit.section(lines), kit.actions(*row)]
    if ItemDeed.UNDO in shown.possible:
        return [kit.section(lines, item_button(shown, ref, "undo"))]
    return [kit.section(lines)]


def more_view(shown: ItemShown, *, ref: Ref, link: str | None = None, told: str | None = None) -> dict[str, Any]:
    """Return *Everything else* about an item: how it stands, and a row for each thing that this reader can do.

    `link` leads to the message that it was made from, `told` is what came of what was pressed last.
    """
    item, state = shown.item, item_state(shown)
    lines = [item_line(item, shown.names, shown.today), *([state] if state else [])]
    blocks: list[Block] = [*([_said(told)] if told else []), kit.section("\n".join(lines))]
    words = _words(shown)
    blocks += [kit.section(_told(shown, word), item_button(shown, ref, word)) for word in _ACTIONS if word in words]
    if not words:
        owner = people.who(shown.names, item.owner) if item.owner else say("item.no_owner")
        blocks.append(kit.context(say("item.more.nothing", who=owner)))
    if item.created_at is not None:
        day, who = short_day(shown.day(item.created_at), shown.today), people.who(shown.names, item.created_by)
        made = say("item.made", who=who, day=day)
        if link:
            made = say("item.made_from", who=who, day=day, link=text.own_link(link, say("item.a_message")))
        blocks.append(kit.context(made))
    return kit.modal(say("title.item_edit", pm=shown.name), ids.ITEM_VIEW, blocks, ref=_carried(shown, ref))


def removed_view(ref: Ref, removed: ActionItem | None) -> dict[str, Any]:
    """Return what *Everything else* turns into when the item is taken out, with the way back."""
    blocks: list[Block] = [kit.section(say("item.is_removed"))]
    if removed is not None:
        blocks = [removed_line(removed, ref)]
    return kit.modal(say("button.item_more"), ids.ITEM_VIEW, blocks, ref=ref)


def removed_line(removed: ActionItem, ref: Ref) -> Block:
    """Return an item that was taken out, with *Undo*. `ref` names the postmortem."""
    about = text.plain(removed.text, LONGEST)
    carried = Ref(kind="item", postmortem=ref.postmortem, item=removed.id, word="put_back")
    label = say("button.item_undo")
    undo = kit.button(label, ids.ITEM_PUT_BACK, carried, about, spoken=say("item.spoken", deed=label, item=about))
    return kit.section(say("item.removed", item=text.bold(text.line(removed.text, LONGEST))), undo)


def told_view(ref: Ref, sentence: str) -> dict[str, Any]:
    """Return what came of a deed, as a window of its own over a list."""
    return kit.modal(say("button.item_more"), ids.ITEM_VIEW, [_said(sentence)], ref=ref)


def complete_view(shown: ItemShown, *, ref: Ref) -> dict[str, Any]:
    """Return the window that asks how one can tell that an item is done."""
    field = kit.field(Fields.EVIDENCE, say("item.evidence"), _typed(EVIDENCE))
    return _window(shown, "complete", ids.ITEM_COMPLETE_FORM, [field], "button.mark_done", ref=ref)


def decline_view(shown: ItemShown, *, ref: Ref) -> dict[str, Any]:
    """Return the window that asks why an item will not be done."""
    field = kit.field(Fields.WHY_NOT, say("item.why_not"), _typed(LONGEST_REASON))
    return _window(shown, "decline", ids.ITEM_DECLINE_FORM, [field], "button.close_it", ref=ref)


def redate_view(shown: ItemShown, *, ref: Ref) -> dict[str, Any]:
    """Return the window that asks for another day, and for the reason where there is one already."""
    due = shown.item.due
    day = DatePickerElement(action_id=Fields.VALUE, initial_date=due.isoformat() if due else None)
    fields: list[Block] = [kit.field(Fields.DUE, say("item.redate_field"), day)]
    if due is not None:
        fields.append(kit.field(Fields.REASON, say("item.redate_why"), _typed(LONGEST_REASON)))
    return _window(shown, "redate", ids.ITEM_REDATE_FORM, fields, "button.save", ref=ref)


def hand_over_view(shown: ItemShown, *, ref: Ref) -> dict[str, Any]:
    """Return the window that asks who does it now. Nobody is filled in: a person is chosen, not assumed."""
    field = kit.field(Fields.OWNER, say("item.hand_over_field"), UserSelectElement(action_id=Fields.VALUE))
    return _window(shown, "hand_over", ids.ITEM_HAND_OVER_FORM, [field], "button.hand_over", ref=ref)


def read_evidence(view: Mapping[str, Any]) -> str:
    """Read how one can tell that an item is done."""
    return normalise(kit.value_of(view, Fields.EVIDENCE) or "", one_line=True)


def read_why_not(view: Mapping[str, Any]) -> str:
    """Read why an item will not be done."""
    return normalise(kit.value_of(view, Fields.WHY_NOT) or "", one_line=True)


def read_redate(view: Mapping[str, Any]) -> tuple[date | None, str]:
    """Read another day, and why."""
    day = kit.value_of(view, Fields.DUE)
    why = normalise(kit.value_of(view, Fields.REASON) or "", one_line=True)
    return (date.fromisoformat(day) if day else None), why


def read_hand_over(view: Mapping[str, Any]) -> str | None:
    """Read who does it now."""
    chosen = kit.value_of(view, Fields.OWNER)
    return str(chosen) if chosen else None


def _words(shown: ItemShown) -> frozenset[str]:
    """Return every choice that this reader has with an item as it stands."""
    possible = shown.possible
    found = {str(deed) for deed in possible - {ItemDeed.SNOOZE}}
    if ItemDeed.SNOOZE in possible:
        found |= DAYS.keys()
    if Verb.MANAGE_ITEMS in shown.may:
        found |= set(_OF_THE_LIST)
    return frozenset(found)


def _menu(shown: ItemShown, ref: Ref, words: Sequence[str]) -> OverflowMenuElement:
    carried = _carried(shown, ref)
    options = [
        kit.option(say(f"button.item_{one}"), carried.model_copy(update={"word": one}).encode()) for one in words
    ]
    return OverflowMenuElement(action_id=ids.ITEM_MENU, options=options)


def item_button(shown: ItemShown, ref: Ref, word: str) -> ButtonElement:
    """Return the button of one choice, by its word; whether it is possible is asked before."""
    label = say(f"button.item_{word}")
    about = text.plain(shown.item.text, LONGEST)
    carried = _carried(shown, ref).model_copy(update={"word": word})
    spoken = say("item.spoken", deed=label, item=about)
    return kit.button(label, _ACTIONS[word], carried, about, spoken=spoken)


def _carried(shown: ItemShown, ref: Ref) -> Ref:
    about = {"kind": "item", "postmortem": shown.postmortem, "item": shown.item.id, "seen": shown.item.seen}
    return ref.model_copy(update=about)


def _told(shown: ItemShown, word: str) -> str:
    """Return what a choice of *Everything else* is about."""
    until = shown.item.snoozed_until
    day = later(shown.today, DAYS[word], shown.owner_hours) if word in DAYS else until
    return say(f"item.more.{word}", day=due_day(day, shown.today) if day else "")


def _said(sentence: str) -> Block:
    return kit.section(inline(sentence, LONGEST))


def _of(shown: ItemShown) -> str:
    """Return the postmortem that an item in a message belongs to."""
    return f"{shown.name} {text.line(shown.title, LONGEST)}".strip()


def _window(
    shown: ItemShown, word: str, callback: str, fields: list[Block], submit: str, *, ref: Ref
) -> dict[str, Any]:
    lines = [text.bold(text.line(shown.item.text, LONGEST))]
    if shown.item.done_when:
        lines.append(say("item.done_when_is", what=text.line(shown.item.done_when, DONE_WHEN)))
    blocks = [kit.section("\n".join(lines)), *fields]
    title = say("title.item_done" if word == "complete" else f"title.item_{word}")
    return kit.modal(title, callback, blocks, ref=_carried(shown, ref), submit=say(submit))


def _typed(limit: int) -> PlainTextInputElement:
    return PlainTextInputElement(action_id=Fields.VALUE, max_length=limit)
