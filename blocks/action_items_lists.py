"""The window that lists items of all postmortems, 15 a page, with its filters; and the form with more of them.

What a person may not see is not counted either. What a window is narrowed to is carried by the window itself, so that
its buttons and menus hold ids only.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from slack_sdk.models.blocks import (
    Block,
    ButtonElement,
    DatePickerElement,
    Option,
    OverflowMenuElement,
    PlainTextInputElement,
    StaticSelectElement,
    UserSelectElement,
)

from blocks import ids, kit, people, text
from blocks.action_items_lines import LONGEST, item_about, item_state
from blocks.action_items_work import item_menu
from blocks.ids import Fields, Ref
from bot.domain.action_items import ItemKind, ItemStatus, Priority
from bot.domain.action_items_lists import ItemsListFacts, ListedItem
from bot.domain.grammar_items import LONGEST_SERVICE, ItemsWanted, Showing, read_range, short_service
from bot.domain.text import normalise
from bot.domain.words import count, due_day, listing, say, short_day

KIND: Final = "items"
WORDS: Final = 80
_SPANS: Final = {"today": "today", "week": "this week", "next": "next week", "month": "this month"}


def view(facts: ItemsListFacts) -> dict[str, Any]:
    """Return a page of the list as a window."""
    blocks: list[Block] = [kit.actions(*_selects(facts)), _counted(facts)]
    if only := _only(facts):
        blocks.append(kit.context(only))
    if facts.just is not None:
        blocks += [kit.context(say("items.just")), _line(facts.just, facts)]
    blocks += [_line(one, facts) for one in facts.rows]
    if not facts.rows:
        blocks.append(kit.section(_empty(facts.wanted)))
    if buttons := _turning(facts):
        blocks.append(kit.actions(*buttons))
    if facts.rows:
        first = facts.page * facts.size
        shown = say("items.page", first=first + 1, last=first + len(facts.rows), all=facts.counts.total)
        blocks.append(kit.context(shown))
    return kit.modal(say("title.item_list"), ids.ITEM_LIST_VIEW, blocks, ref=list_ref(facts.wanted, facts.page))


def _line(one: ListedItem, facts: ItemsListFacts) -> Block:
    return kit.section(row(one, facts), menu_of(one, facts, facts.page), block_id=f"item.{one.item.id}")


def list_ref(wanted: ItemsWanted, page: int = 0) -> Ref:
    """Return what a window of the list carries: what it is narrowed to, and its page."""
    return Ref(kind=KIND, word=wanted.code, page=page)


def show_items(wanted: ItemsWanted, about: str, label: str = "button.show_items") -> ButtonElement:
    """Return the button that opens the list on what is wanted. `label` is the key of its word."""
    return kit.button(say(label), ids.ITEM_LIST_OPEN, list_ref(wanted), about)


def menu_of(one: ListedItem, facts: ItemsListFacts, page: int | None = None) -> OverflowMenuElement | None:
    """Return what this reader can do with an item; None where that is nothing."""
    shown = facts.shown.get(one.item.id)
    return item_menu(shown, Ref(kind="item", page=page)) if shown is not None and shown.may else None


def row(one: ListedItem, facts: ItemsListFacts) -> str:
    """Return an item in two lines: what it is; then whose, how much it matters, until when and how far it is.

    What this reader has just done with it stands below, that it is put off, and that a second person is to look at it.
    """
    about = item_about(one.item, facts.names, _day_of(one, facts.today), name=one.pm)
    shown = facts.shown.get(one.item.id)
    is_told = shown is not None and (shown.was is not None or shown.waits or shown.is_snoozed)
    done = item_state(shown) if shown is not None and is_told else ""
    return "\n".join(filter(None, (text.bold(text.line(one.item.text, LONGEST)), about, done)))


def _day_of(one: ListedItem, today: date) -> date:
    """Return the day from which an item is looked at: late is what is late where its owner lives."""
    due = one.item.due
    if due is None or one.item.is_late(today) == one.is_late:
        return today
    return due + timedelta(days=1) if one.is_late else due


def short_row(one: ListedItem, facts: ItemsListFacts) -> str:
    """Return an item in one line, for the one who owns it: what it is, of what, until when, and what became of it."""
    item, shown = one.item, facts.shown.get(one.item.id)
    said = [] if item.status is ItemStatus.OPEN else [say(f"item.state.{item.status}")]
    if shown is not None and shown.is_snoozed and item.snoozed_until is not None:
        said.append(say("items.back", day=due_day(item.snoozed_until, facts.today)))
    until = [_until(one, facts.today)] if item.is_open else []
    return " · ".join((text.bold(text.line(item.text, LONGEST)), one.pm, *until, *said))


def _until(one: ListedItem, today: date) -> str:
    if one.item.due is None:
        return say("item.no_due")
    return say("item.late" if one.is_late else "item.due", day=due_day(one.item.due, today))


def _selects(facts: ItemsListFacts) -> list[StaticSelectElement]:
    wanted = facts.wanted
    showing = [_option(say(f"items.show.{one}"), one) for one in Showing]
    owners = [_option(say("items.owner.me"), "me"), _option(say("items.owner.any"), "any")]
    if wanted.person is not None:
        owners.append(_option(say("items.owner.one", who=people.spoken(facts.names, wanted.person)), "person"))
    priorities = [_option(say("items.priority.any"), "any")]
    priorities += [_option(say(f"item.priority.{one}"), one) for one in Priority]
    owner = "me" if wanted.mine else "any" if wanted.person is None else "person"
    return [
        kit.select(ids.ITEM_LIST_SHOWING, say("items.show"), showing, _chosen(showing, wanted.showing)),
        kit.select(ids.ITEM_LIST_OWNER, say("items.owner"), owners, _chosen(owners, owner)),
        kit.select(
            ids.ITEM_LIST_PRIORITY, say("items.priority"), priorities, _chosen(priorities, wanted.priority or "any")
        ),
        _due(facts),
    ]


def _due(facts: ItemsListFacts) -> StaticSelectElement:
    """Return the select of days; days that are none of its stretches are one more choice, as they are."""
    span = (facts.wanted.since, facts.wanted.until)
    options = [_option(say(f"items.due.{one}"), one) for one in ("any", *_SPANS)]
    chosen = next((one for one, words in _SPANS.items() if read_range(words, facts.today) == span), "any")
    if chosen == "any" and any(span):
        options.append(_option(_between(facts.wanted, facts.today), "own"))
        chosen = "own"
    return kit.select(ids.ITEM_LIST_DUE, say("items.due"), options, _chosen(options, chosen))


def _between(wanted: ItemsWanted, today: date) -> str:
    first, last = (short_day(day, today) if day else "" for day in (wanted.since, wanted.until))
    return say(f"items.due.{'between' if first and last else 'since' if first else 'until'}", first=first, last=last)


def _option(label: str, word: str) -> Option:
    return kit.option(label, Ref(kind=KIND, word=word).encode())


def _chosen(options: list[Option], word: str) -> Option:
    value = Ref(kind=KIND, word=word).encode()
    return next((one for one in options if one.value == value), options[0])


def _counted(facts: ItemsListFacts) -> Block:
    counts = facts.counts
    said = say("items.count", open=counts.open, late=counts.late)
    if facts.wanted.showing in {Showing.ALL, Showing.CLOSED} and counts.total:
        said = say("items.count_all", items=count(counts.total, "item"), open=counts.open, late=counts.late)
    more = kit.button(say("items.more"), ids.ITEM_LIST_MORE, Ref(kind=KIND), say("items.more_about"))
    return kit.section(said, more)


def _only(facts: ItemsListFacts) -> str:
    """Return what the list is narrowed to beside its selects, and which words meant nothing."""
    wanted = facts.wanted
    only = [say(f"item.kind.{wanted.kind}")] if wanted.kind else []
    if wanted.service:
        only.append(say("items.service", name=text.code(wanted.service, LONGEST_SERVICE)))
    if wanted.team:
        only.append(say("items.team"))
    if wanted.authored:
        only.append(say("items.authored"))
    said = [say("items.only", what=listing(only, len(only)))] if only else []
    if wanted.unknown:
        said.append(say("list.unknown", what=text.line(" ".join(wanted.unknown), WORDS)))
    return " ".join(said)


def _empty(wanted: ItemsWanted) -> str:
    if wanted.is_narrowed or wanted.person is not None:
        return say("empty.items_filter")
    if wanted.showing in {Showing.OVERDUE, Showing.CLOSED}:
        return say("empty.items_late" if wanted.showing is Showing.OVERDUE else "empty.items_closed")
    return say("empty.items_mine" if wanted.mine and wanted.showing is Showing.OPEN else "empty.items")


def _turning(facts: ItemsListFacts) -> list[ButtonElement]:
    page, last = facts.page, max(0, (facts.counts.total - 1) // facts.size)
    turns = (("button.earlier", ids.ITEM_LIST_EARLIER, page - 1), ("button.later", ids.ITEM_LIST_LATER, page + 1))
    row_ = kit.turning(turns, last, Ref(kind=KIND, page=page), say("items.of"))
    ref = Ref(kind=KIND, below=ids.ITEM_LIST_VIEW)
    row_.append(kit.button(say("button.add_one"), ids.ITEM_NEW, ref, say("items.of")))
    if facts.counts.total:
        row_.append(kit.button(say("button.export"), ids.ITEM_LIST_EXPORT, Ref(kind=KIND), say("items.more_about")))
    return row_


def more_view(wanted: ItemsWanted, ref: Ref, reader: str | None) -> dict[str, Any]:
    """Return the form with the filters that are needed less often. `ref` is what the list below carries."""
    kinds = [kit.option(say(f"item.kind.{one}"), one.value) for one in ItemKind]
    kind = next((one for one in kinds if wanted.kind and one.value == wanted.kind.value), None)
    owner = next(iter(people.choosable([reader if wanted.mine else wanted.person])), None)
    service = PlainTextInputElement(
        action_id=Fields.VALUE, max_length=LONGEST_SERVICE, initial_value=short_service(wanted.service) or None
    )
    blocks: list[Block] = [
        kit.field(
            Fields.OWNER,
            say("items.owner"),
            UserSelectElement(action_id=Fields.VALUE, initial_user=owner),
            hint=say("items.more_owner_hint"),
            optional=True,
        ),
        kit.field(
            Fields.KIND,
            say("item.kind"),
            StaticSelectElement(action_id=Fields.VALUE, options=kinds, initial_option=kind),
            optional=True,
        ),
        kit.field(
            Fields.SERVICE, say("items.more_service"), service, hint=say("items.more_service_hint"), optional=True
        ),
        kit.field(Fields.FIRST, say("items.more_first"), _day(wanted.since), optional=True),
        kit.field(Fields.LAST, say("items.more_last"), _day(wanted.until), optional=True),
    ]
    return kit.modal(say("items.more"), ids.ITEM_LIST_FORM, blocks, ref=ref, submit=say("button.show"))


def read_more(view_: Mapping[str, Any]) -> dict[str, Any]:
    """Read the form: the fields of `services.action_items_lists.narrowed_by_form`."""
    kind = kit.value_of(view_, Fields.KIND)
    first, last = (kit.value_of(view_, one) for one in (Fields.FIRST, Fields.LAST))
    return {
        "person": kit.value_of(view_, Fields.OWNER),
        "kind": ItemKind(kind) if kind in set(ItemKind) else None,
        "service": normalise(kit.value_of(view_, Fields.SERVICE) or "", one_line=True),
        "first": date.fromisoformat(first) if first else None,
        "last": date.fromisoformat(last) if last else None,
    }


def _day(day: date | None) -> DatePickerElement:
    return DatePickerElement(action_id=Fields.VALUE, initial_date=day.isoformat() if day else None)
