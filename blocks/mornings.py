"""The message of a working morning: all that the clock asks of one person, each question drawn by its kind."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk.models.blocks import Block

from blocks import action_items_due, deadlines, failures, fixes, kit, reviews_morning, text
from blocks.action_items_lists import show_items
from bot.domain.action_items_due import ItemDue, ItemLate
from bot.domain.deadlines import LateDraft, NoAuthor, Unanswered
from bot.domain.failures import FailuresAsked
from bot.domain.fixes_asked import FixAsked
from bot.domain.grammar_items import ItemsWanted, Showing
from bot.domain.mentions import Ringing
from bot.domain.mornings import Asked, MorningFacts
from bot.domain.reviewing import Due
from bot.domain.surfaces import Rendered
from bot.domain.words import say

MOST_FIRST = 5
MOST_ITEMS = 8
LEAST_OF_OTHERS = 2
"""So many places are kept for what others have of one's postmortems: more is reached in the list."""


@dataclass(frozen=True)
class Drawing:
    """How questions of one kind are drawn.

    `lead` counts those that are owed in a sentence, `lines` draws one with its buttons, `name` says in the notification
    which it is: of a private postmortem its number and never its title. All three return escaped mrkdwn.
    """

    lead: Callable[[MorningFacts, Sequence[Any]], str]
    lines: Callable[[MorningFacts, Any], list[Block]]
    name: Callable[[Any], str]


DRAWINGS: Mapping[type[Asked], Drawing] = {
    Due: Drawing(reviews_morning.lead, reviews_morning.lines, reviews_morning.name),
    LateDraft: Drawing(deadlines.late_lead, deadlines.late_lines, deadlines.late_name),
    NoAuthor: Drawing(deadlines.nobody_lead, deadlines.nobody_lines, deadlines.nobody_name),
    FixAsked: Drawing(fixes.lead, fixes.lines, fixes.name),
    FailuresAsked: Drawing(failures.lead, failures.lines, failures.name),
    Unanswered: Drawing(deadlines.offer_lead, deadlines.offer_lines, deadlines.offer_name),
    ItemDue: Drawing(action_items_due.lead, action_items_due.lines, action_items_due.name),
    ItemLate: Drawing(action_items_due.late_lead, action_items_due.late_lines, action_items_due.name),
}
"""Every kind of question by the class of its facts, in the order in which the message asks."""
_ITEMS: tuple[type[Asked], ...] = (ItemDue, ItemLate)
_FIRST = tuple(kind for kind in DRAWINGS if kind not in _ITEMS)


def morning(facts: MorningFacts) -> Rendered:
    """Return what is asked of somebody this morning, as it stands now; who has done it all reads that.

    Items stand last, and stay in it when they are answered, with the way back.
    """
    owed = [one for one in facts.asks if one.is_owed]
    first = [one for kind in _FIRST for one in owed if type(one) is kind]
    items = _chosen([one for kind in _ITEMS for one in facts.asks if type(one) is kind])
    drawn = [block for one in items for block in DRAWINGS[type(one)].lines(facts, one)]
    if not owed:
        sentence = say("due.all_done")
        return kit.message(sentence, kit.section(sentence), *drawn)
    lead = _lead(facts, owed)
    blocks: list[Block] = [kit.section(text.bold(lead))]
    blocks += [block for one in first[:MOST_FIRST] for block in DRAWINGS[type(one)].lines(facts, one)]
    if (rest := len(first) - MOST_FIRST) > 0:
        blocks.append(kit.context(say("list.more", n=rest)))
    blocks += drawn
    blocks += [_rest(kind, rest) for kind in _ITEMS if (rest := _count(kind, owed) - _count(kind, items)) > 0]
    if coming := action_items_due.upcoming([one for one in items if isinstance(one, ItemDue) and one.is_owed]):
        blocks.append(kit.context(coming))
    shown = [*first[:MOST_FIRST], *(one for one in items if one.is_owed)]
    named = ", ".join(DRAWINGS[type(one)].name(one) for one in shown)
    return kit.message(f"{lead.removesuffix('.')}: {named}", *blocks)


def _chosen(items: Sequence[Asked]) -> list[Asked]:
    """Return the items that are shown, in their order: those that are owed first of all, then what was answered."""
    own = MOST_ITEMS - min(LEAST_OF_OTHERS, _count(ItemLate, items))
    mine = [place for place, one in enumerate(items) if type(one) is ItemDue and one.is_owed]
    beyond = set(mine[own:])
    by_need = sorted(range(len(items)), key=lambda place: (not items[place].is_owed, place in beyond))
    return [items[place] for place in sorted(by_need[:MOST_ITEMS])]


def _count(kind: type[Asked], asks: Sequence[Asked]) -> int:
    return sum(type(one) is kind and one.is_owed for one in asks)


def _rest(kind: type[Asked], n: int) -> Block:
    """Return how many more items there are than are shown, with the way to them."""
    if kind is ItemLate:
        wanted = ItemsWanted(showing=Showing.OVERDUE, authored=True)
        return kit.section(
            say("items.more_of_yours", n=n), show_items(wanted, say("about.items_of_yours"), "button.show_all")
        )
    return kit.section(
        say("items.more_wait", n=n), show_items(ItemsWanted(mine=True), say("about.my_items"), "button.my_items")
    )


def _lead(facts: MorningFacts, owed: Sequence[Asked]) -> str:
    by_kind = {kind: [one for one in owed if type(one) is kind] for kind in DRAWINGS}
    return " ".join(DRAWINGS[kind].lead(facts, asked) for kind, asked in by_kind.items() if asked)


def aside(facts: MorningFacts, *, texts: bool) -> Rendered:
    """Return the same in a card's thread, to somebody who cannot be written to: with their mention, without buttons.

    Without `texts` it says how much waits and not what: the thread is read by another organisation too.
    """
    owed = [one for one in facts.asks if one.is_owed]
    if not owed:
        sentence = say("due.all_done")
        return kit.message(sentence, kit.section(sentence))
    lead = _lead(facts, owed)
    named = "\n".join(f"• {DRAWINGS[type(one)].name(one)}" for one in owed[:MOST_ITEMS]) if texts else ""
    whom = facts.reader.member or ""
    said = f"{say('morning.aside', who=f'<@{whom}>')}\n{text.bold(lead)}\n{named}".strip()
    spoken = say("morning.aside", who=text.name(facts.reader.name))
    return kit.message(f"{spoken} {lead}", kit.section(Ringing(said, whom)))


def over() -> Rendered:
    """Return what such a message turns into when the next one has come."""
    sentence = say("due.over")
    return kit.message(sentence, kit.section(sentence))
