"""Action items in the message of a working morning: to their owner, and to an author who hears that one is late."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from slack_sdk.models.blocks import Block, ButtonElement, InteractiveElement

from blocks import ids, kit, people, text
from blocks.action_items_lines import LONGEST, item_state
from blocks.action_items_work import item_button, item_buttons
from blocks.ids import Ref
from bot.domain.action_items_deeds import ItemDeed, ItemShown
from bot.domain.action_items_due import ItemAsked, ItemDue, ItemLate
from bot.domain.mentions import Ringing
from bot.domain.mornings import MorningFacts
from bot.domain.surfaces import Rendered
from bot.domain.words import Glyph, due_day, marked, say, weekday_name

_REF: Final = Ref(kind="item")
_TO_AUTHORS: Final = {
    "redate": ItemDeed.REDATE,
    "hand_over": ItemDeed.HAND_OVER,
    "decline": ItemDeed.DECLINE,
}
_WEEK: Final = 7


def lead(facts: MorningFacts, owed: Sequence[ItemDue]) -> str:
    """Return how many items of somebody are late, and how many will be when."""
    days = [one.shown.item.due for one in owed]
    late = sum(day is not None and day < facts.today for day in days)
    ahead = sorted(day for day in days if day is not None and day >= facts.today)
    parts = [say("items.are_late", n=late)] if late else []
    if ahead:
        key = "more_are_due" if late else "are_due"
        parts.append(say(f"items.{key}", n=len(ahead), when=_when(facts.today, ahead)))
    if not parts:
        parts.append(say("items.wait", n=len(owed)))
    return f"{', '.join(parts)}."


def lines(_: MorningFacts, due: ItemDue) -> list[Block]:
    """Return an item of the reader's with its buttons, or what became of it with the way back."""
    shown = due.shown
    if due.is_owed and (row := item_buttons(shown, _REF)):
        return [kit.section(_told(shown)), kit.actions(*row)]
    return [_answered(shown)]


def name(due: ItemDue | ItemLate) -> str:
    """Return which item it is, for a notification: of a private postmortem only whose."""
    shown = due.shown
    return shown.name if shown.is_private else text.line(shown.item.text, LONGEST)


def late_lead(_: MorningFacts, owed: Sequence[ItemLate]) -> str:
    """Return how many items of an author's documents are late for long."""
    return say("items.of_yours_late", n=len(owed))


def late_lines(_: MorningFacts, late: ItemLate) -> list[Block]:
    """Return a late item of somebody else for the author, who can ask, and decide about it."""
    shown = late.shown
    if not late.is_owed:
        return [_answered(shown)]
    owner = people.who(shown.names, shown.item.owner) if shown.item.owner else say("item.no_owner")
    said = say("item.late_for", item=text.bold(text.line(shown.item.text, LONGEST)), n=late.days, who=owner)
    row: list[InteractiveElement] = [
        item_button(shown, _REF, word) for word, deed in _TO_AUTHORS.items() if deed in shown.possible
    ]
    if late.was_asked:
        said = f"{said}\n{marked(Glyph.DONE, say('item.was_asked', who=owner))}"
    elif shown.item.owner is not None:
        row = [_ask(shown, owner), *row]
    return [kit.section(f"{said}\n{_about(shown)}"), *([kit.actions(*row)] if row else [])]


def asked(facts: ItemAsked) -> Rendered:
    """Return the message to an owner whom somebody asked how it goes, or what became of the item since."""
    shown, who = facts.shown, text.name(facts.by)
    said = say("item.asks", who=who)
    if facts.is_owed and (row := item_buttons(shown, _REF)):
        blocks: list[Block] = [kit.section(f"{text.bold(said)}\n{_told(shown)}"), kit.actions(*row)]
    else:
        blocks = [_answered(shown)]
    spoken = shown.name if shown.is_private else text.line(shown.item.text, LONGEST)
    return kit.message(f"{said} {spoken}", *blocks)


def asked_aside(facts: ItemAsked, *, texts: bool) -> Rendered:
    """Return the same in the card's thread, to an owner who cannot be written to: with their mention, without buttons.

    Without `texts` it does not say which item: the thread is read by another organisation too.
    """
    if not facts.is_owed:
        sentence = say("due.all_done")
        return kit.message(sentence, kit.section(sentence))
    shown, said = facts.shown, say("item.asks", who=text.name(facts.by))
    named = f"\n{_told(shown)}" if texts else ""
    rung = f"{say('morning.aside', who=f'<@{facts.to}>')}\n{text.bold(said)}{named}"
    spoken = say("morning.aside", who=people.spoken(shown.names, facts.to))
    return kit.message(f"{spoken} {said}", kit.section(Ringing(rung, facts.to)))


def upcoming(owed: Sequence[ItemDue]) -> str:
    """Return when the reader is asked again, and who hears of it then; empty where nothing more is planned."""
    days = [one.again for one in owed if one.again is not None]
    if not days:
        return ""
    names = dict.fromkeys(one.then for one in owed if one.then)
    key = "items.again_then" if len(names) == 1 else "items.again"
    said = say(key, day=due_day(min(days)), who=text.name(next(iter(names), "")))
    return f"{text.bold(say('card.next'))} {said}"


def _ask(shown: ItemShown, owner: str) -> ButtonElement:
    ref = Ref(kind="item", postmortem=shown.postmortem, item=shown.item.id)
    named = shown.names.get(shown.item.owner or "") or owner
    about = text.plain(shown.item.text, LONGEST)
    return kit.button(say("button.item_ask", who=named), ids.ITEM_ASK, ref, about)


def _told(shown: ItemShown) -> str:
    state = item_state(shown)
    said = f"{text.bold(text.line(shown.item.text, LONGEST))}\n{_about(shown)}"
    return f"{said}\n{state}" if state else said


def _about(shown: ItemShown) -> str:
    """Return of what an item is, how much it matters, and until when; whose it is everybody knows who reads this."""
    item = shown.item
    key = "item.late" if item.is_late(shown.today) else "item.due"
    due = say(key, day=due_day(item.due, shown.today)) if item.due else say("item.no_due")
    named = f"{shown.name} {text.line(shown.title, LONGEST)}".strip()
    return " · ".join((named, say(f"item.priority.{item.priority}"), due))


def _answered(shown: ItemShown) -> Block:
    said = f"{text.bold(text.line(shown.item.text, LONGEST))}\n{item_state(shown) or _about(shown)}"
    undo = item_button(shown, _REF, "undo") if ItemDeed.UNDO in shown.possible else None
    return kit.section(said, undo)


def _when(today: date, days: Sequence[date]) -> str:
    """Return "today", "on Friday" or "by Friday"; a day that is far away with its date."""
    last = days[-1]
    if last == today:
        return say("items.today")
    near = (last - today).days < _WEEK
    day = weekday_name(last.weekday()) if near else due_day(last, today)
    return say("items.on" if days[0] == last else "items.by", day=day)
