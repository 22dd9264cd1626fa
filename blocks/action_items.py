"""Action items of a document: the list with a menu a line, the window of one item, and the reason for none."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from slack_sdk.models.blocks import (
    Block,
    ButtonElement,
    DatePickerElement,
    InputBlock,
    InteractiveElement,
    PlainTextInputElement,
    RadioButtonsElement,
    StaticSelectElement,
    UserSelectElement,
)

from blocks import ids, kit, people, text
from blocks.action_items_lines import DONE_WHEN, LONGEST, TICKET, item_line, item_state
from blocks.action_items_proposed import as_new, proposals, proposed_by
from blocks.action_items_work import item_menu, removed_line
from blocks.ids import Fields, Ref
from bot.domain.action_items import MOST_ITEMS, ActionItem, ItemKind, Priority
from bot.domain.errors import Conflict
from bot.domain.text import LONGEST_REASON, normalise
from bot.domain.words import say
from bot.domain.writing import ItemsFacts

PAGE: Final = 15
LAST: Final = (MOST_ITEMS - 1) // PAGE
"""The last page there can be, where what is added comes to stand."""


def items_view(facts: ItemsFacts, page: int = 0) -> dict[str, Any]:
    """Return a page of the items of a document, each with its menu. A page that is not there is the last one."""
    postmortem = facts.postmortem
    last = max(0, (len(facts.items) - 1) // PAGE)
    page = max(0, min(page, last))
    ref = Ref(kind="items", postmortem=postmortem.id, page=page)
    blocks: list[Block] = []
    if facts.may_edit:
        row = [add_item(postmortem.id, postmortem.name)]
        if not facts.items:
            row.append(why_none(postmortem.id, postmortem.name))
        blocks.append(kit.actions(*row))
    if page == 0:
        blocks += proposals(facts)
    if facts.items:
        blocks.append(kit.context(say("item.count", n=len(facts.items))))
    blocks += [_line(facts, one, page) for one in facts.items[page * PAGE : (page + 1) * PAGE]]
    blocks += [removed_line(one, ref) for one in facts.removed]
    if not facts.items:
        why = postmortem.no_items_reason
        blocks.append(kit.section(say("item.none_why", why=text.line(why, text.REASON)) if why else say("item.none")))
    if last:
        turns = (("button.back", ids.ITEMS_BACK, page - 1), ("button.next", ids.ITEMS_NEXT, page + 1))
        blocks.append(kit.actions(*kit.turning(turns, last, ref, say("about.items", pm=postmortem.name))))
        blocks.append(kit.context(say("page.of", page=page + 1, pages=last + 1)))
    return kit.modal(say("title.items", pm=postmortem.name), ids.ITEMS_VIEW, blocks, ref=ref)


def items(postmortem: int, about: str, label: str = "button.items") -> ButtonElement:
    """Return *Action items*: all of one document. `label` is the key of its word."""
    return kit.button(say(label), ids.ITEMS_OPEN, Ref(kind="items", postmortem=postmortem), about)


def add_item(postmortem: int, about: str, *, below: str | None = ids.ITEMS_VIEW) -> ButtonElement:
    """Return *Add an item*."""
    ref = Ref(kind="item", postmortem=postmortem, page=LAST if below == ids.ITEMS_VIEW else None, below=below)
    return kit.button(say("button.add_item"), ids.ITEM_ADD, ref, about)


def why_none(postmortem: int, about: str, *, below: str | None = ids.ITEMS_VIEW) -> ButtonElement:
    """Return *Say why none*."""
    ref = Ref(kind="item", postmortem=postmortem, below=below)
    return kit.button(say("button.why_none"), ids.ITEMS_NONE, ref, about)


def item_view(facts: ItemsFacts, item: int | None, *, ref: Ref, typed: ActionItem | None = None) -> dict[str, Any]:
    """Return the window of one item, or of a new one. The owner of a new one is never filled in.

    `typed` is what stands in the window of an item that somebody else has changed meanwhile.
    """
    known = next((one for one in (*facts.items, *facts.proposals) if one.id == item), None)
    is_new = known is None or known.proposed
    if item is not None and known is None:
        raise Conflict(say("item.gone"))
    start = typed or as_new(facts, known) or ActionItem(text="", due=facts.due)
    blocks: list[Block] = [kit.section(say("item.clash", now=item_line(known, facts.names)))] if typed and known else []
    if known is not None and known.proposed:
        blocks.append(proposed_by(facts, known))
    blocks += item_fields(start, days=facts.days if is_new else None)
    title = say("title.item" if is_new else "title.item_edit", pm=facts.postmortem.name)
    submit = say("button.add") if is_new else say("button.save")
    carried = ref.model_copy(update={"item": known.id if known else None, "seen": known.seen if known else None})
    return kit.modal(title, ids.ITEM_FORM, blocks, ref=carried, submit=submit)


def item_fields(start: ActionItem, *, days: int | None) -> list[Block]:
    """Return the fields of an item. `days` are the working days by which its day is proposed; None where it is not."""
    priorities = [kit.option(say(f"item.priority.{one}"), one.value) for one in Priority]
    kinds = [kit.option(say(f"item.kind.{one}"), one.value) for one in ItemKind]
    owner = next(iter(people.choosable([start.owner])), None)
    person = UserSelectElement(action_id=Fields.VALUE, initial_user=owner)
    priority = RadioButtonsElement(
        action_id=Fields.VALUE,
        options=priorities,
        initial_option=next(one for one in priorities if one.value == start.priority.value),
    )
    return [
        kit.field(Fields.TEXT, say("item.what"), _typed(start.text, LONGEST), hint=say("item.what_hint")),
        _choosing(Fields.OWNER, say("item.owner_field"), person, moves_day=days is not None),
        due_field(start.due, days=days),
        _choosing(Fields.PRIORITY, say("item.priority"), priority, moves_day=days is not None),
        kit.field(
            Fields.KIND,
            say("item.kind"),
            StaticSelectElement(
                action_id=Fields.VALUE,
                options=kinds,
                initial_option=next((one for one in kinds if start.kind and one.value == start.kind.value), None),
            ),
            optional=True,
        ),
        kit.field(
            Fields.DONE,
            say("item.done_when"),
            _typed(start.done_when, DONE_WHEN),
            hint=say("item.done_when_hint"),
            optional=True,
        ),
        kit.field(
            Fields.TICKET,
            say("item.ticket"),
            _typed(start.ticket or "", TICKET),
            hint=say("item.ticket_hint"),
            optional=True,
        ),
    ]


def due_field(due: date | None, *, days: int | None, block_id: str = Fields.DUE) -> InputBlock:
    """Return the field of an item's day, with how many working days that is where it is proposed."""
    picker = DatePickerElement(action_id=Fields.VALUE, initial_date=due.isoformat() if due else None)
    hint = say("item.due_hint", n=days) if days is not None else None
    return kit.field(block_id, say("item.due_field"), picker, hint=hint, optional=True)


def _choosing(block_id: str, label: str, element: InteractiveElement, *, moves_day: bool) -> InputBlock:
    """Return a field on which a proposed day depends: then the app is told at once."""
    return (
        kit.dispatched(block_id, label, element, ids.ITEM_CHOICE) if moves_day else kit.field(block_id, label, element)
    )


def read_item(view: Mapping[str, Any]) -> dict[str, Any]:
    """Read an item's window: the fields of `services.action_items.ItemWords`. What is missing is checked there."""
    ref = kit.ref_of(view)
    due, kind = kit.value_of(view, kit.named(view, Fields.DUE)), kit.value_of(view, Fields.KIND)
    priority = kit.value_of(view, Fields.PRIORITY)
    return {
        "postmortem": ref.postmortem or 0,
        "id": ref.item,
        "as_seen": ref.seen,
        "text": normalise(kit.value_of(view, Fields.TEXT) or "", one_line=True),
        "owner": kit.value_of(view, Fields.OWNER),
        "due": date.fromisoformat(due) if due else None,
        "priority": Priority(priority) if priority in set(Priority) else Priority.MEDIUM,
        "kind": ItemKind(kind) if kind in set(ItemKind) else None,
        "ticket": normalise(kit.value_of(view, Fields.TICKET) or "", one_line=True),
        "done_when": normalise(kit.value_of(view, Fields.DONE) or "", one_line=True),
    }


def none_view(facts: ItemsFacts, *, ref: Ref) -> dict[str, Any]:
    """Return the window that asks why there are no items."""
    typed = _typed(facts.postmortem.no_items_reason or "", LONGEST_REASON)
    blocks: list[Block] = [kit.field(Fields.REASON, say("item.why_field"), typed, hint=say("item.why"))]
    title = say("title.no_items", pm=facts.postmortem.name)
    return kit.modal(title, ids.ITEMS_NONE_FORM, blocks, ref=ref, submit=say("button.save"))


def read_none(view: Mapping[str, Any]) -> tuple[int, str]:
    """Read the reason for none: the postmortem's id and the words."""
    ref = kit.ref_of(view)
    return ref.postmortem or 0, normalise(kit.value_of(view, Fields.REASON) or "", one_line=True)


def _line(facts: ItemsFacts, item: ActionItem, page: int) -> Block:
    shown = facts.shown[item.id]
    state = item_state(shown)
    lines = [item_line(item, facts.names, facts.today), *([state] if state else [])]
    menu = item_menu(shown, Ref(kind="item", page=page)) if shown.may else None
    return kit.section("\n".join(lines), menu, block_id=f"item.{item.id}")


def _typed(value: str, limit: int) -> PlainTextInputElement:
    return PlainTextInputElement(action_id=Fields.VALUE, max_length=limit, initial_value=value or None)
