"""The window of a new item that was not opened in its postmortem, the answer to one added in a line, and proposed days.

A day that was proposed by the rules follows the priority and the owner until a person chooses another one.
"""

from collections.abc import Mapping
from typing import Any, Final

from slack_sdk.models.blocks import Block, ButtonElement

from blocks import ids, kit, text
from blocks.action_items import due_field, item_fields, read_item
from blocks.action_items_lines import LONGEST
from blocks.action_items_work import edit_button
from blocks.ids import Fields, Ref
from bot.domain.action_items import ActionItem, Priority
from bot.domain.action_items_new import AddedItem, NewItemFacts, ProposedDay
from bot.domain.dates_unread import Unread
from bot.domain.surfaces import Rendered
from bot.domain.words import due_day, listing, say, short_day

PLACE: Final = 60
WORDS: Final = 80
NOTE: Final = 300


def new_view(facts: NewItemFacts, ref: Ref) -> dict[str, Any]:
    """Return the window of a new item. `ref` holds the message that it is made from, or the list below it."""
    blocks: list[Block] = [kit.section(text.line(facts.refused, NOTE))] if facts.refused else []
    if facts.unread is not None:
        blocks.append(kit.section(_unread(facts.unread)))
    if len(facts.places) > 1 or facts.chosen is None:
        blocks.append(_places(facts))
    if facts.tells:
        blocks.append(kit.section(say("item.from_private")))
    blocks += item_fields(facts.start, days=facts.days)
    if facts.link is not None:
        blocks.append(kit.context(say("item.from", link=text.own_link(facts.link, say("item.a_message")))))
    only = facts.places[0] if len(facts.places) == 1 else None
    title = say("title.item", pm=only.name) if only else say("title.item_new")
    carried = ref.model_copy(update={"postmortem": only.id if only else None})
    return kit.modal(title, ids.ITEM_NEW_FORM, blocks, ref=carried, submit=say("button.add"))


def _unread(unread: Unread) -> str:
    """Return what the window says of words that name no day: what became of them, and why."""
    days = listing([short_day(one) for one in unread.days], len(unread.days), last="or")
    return say(f"unread.{unread.why}", what=text.bold(text.line(unread.said, WORDS)), year=str(unread.year), days=days)


def _places(facts: NewItemFacts) -> Block:
    options = [kit.option(f"{one.name} {text.plain(one.title, PLACE)}".strip(), str(one.id)) for one in facts.places]
    chosen = next((one for one in options if one.value == str(facts.chosen)), None)
    return kit.dispatched(Fields.POSTMORTEM, say("item.place"), kit.choice(options, chosen), ids.ITEM_CHOICE)


def read_new(view: Mapping[str, Any]) -> dict[str, Any]:
    """Read the window: the fields of `services.action_items.ItemWords`."""
    ref = kit.ref_of(view)
    return {**read_item(view), "postmortem": read_place(view) or 0, "from_channel": ref.channel, "from_ts": ref.at}


def read_place(view: Mapping[str, Any]) -> int | None:
    """Read which postmortem was chosen, or the only one there is."""
    chosen = kit.value_of(view, Fields.POSTMORTEM)
    return int(chosen) if isinstance(chosen, str) and chosen.isdecimal() else kit.ref_of(view).postmortem


def read_choice(view: Mapping[str, Any]) -> tuple[int | None, str | None, Priority]:
    """Read what a proposed day depends on: the postmortem, the owner and the priority."""
    found = read_item(view)
    return read_place(view), found["owner"], found["priority"]


def with_day(view: Mapping[str, Any], day: ProposedDay) -> dict[str, Any] | None:
    """Return the same window with another proposed day; None where its day is not proposed, or a person chose one.

    Its field starts anew, named for its day: a field keeps what was in it.
    """
    blocks = list(view["blocks"])
    place = next((n for n, one in enumerate(blocks) if str(one.get("block_id")).partition(".")[0] == Fields.DUE), None)
    if place is None or "hint" not in blocks[place]:
        return None
    block_id = str(blocks[place]["block_id"])
    if kit.value_of(view, block_id) != blocks[place]["element"].get("initial_date"):
        return None
    blocks[place] = due_field(day.due, days=day.days, block_id=f"{Fields.DUE}.{day.due:%Y%m%d}").to_dict()
    kept = ("type", "callback_id", "title", "submit", "close", "private_metadata")
    return {**{key: view[key] for key in kept if view.get(key)}, "blocks": blocks}


def added(done: AddedItem, owner: str) -> Rendered:
    """Return the private answer to an item that was added in a line, with *Undo* and *Edit*."""
    item = done.item
    day = due_day(item.due, done.today) if item.due else ""
    about = say("item.line", owner=text.name(owner), priority=say(f"item.priority.{item.priority}"), due=day)
    said = say("item.added", pm=done.pm, item=text.bold(text.line(item.text, LONGEST)), about=about)
    return kit.message(
        said, kit.section(said), kit.actions(_undo(item, done.postmortem), edit_button(item, done.postmortem))
    )


def _undo(item: ActionItem, postmortem: int) -> ButtonElement:
    ref = Ref(kind="item", postmortem=postmortem, item=item.id, seen=item.seen)
    return kit.button(say("button.undo"), ids.ITEM_TAKE_BACK, ref, text.plain(item.text, LONGEST))
