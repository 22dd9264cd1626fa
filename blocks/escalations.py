"""Items that have been late for weeks, as their channel hears of them: by owner, and each owner is mentioned once."""

from typing import Final

from slack_sdk.models.blocks import Block

from blocks import action_items, kit, people, text
from bot.domain.action_items import ActionItem, ItemStatus
from bot.domain.escalations import EscalationFacts, LateItem
from bot.domain.mentions import Ringing
from bot.domain.surfaces import Rendered
from bot.domain.words import Glyph, due_day, marked, say

MOST_OWNERS: Final = 10
MOST_ITEMS: Final = 4
MOST_ANSWERED: Final = 10
MOST_BUTTONS: Final = 3
ITEM: Final = 100
SPOKEN: Final = 3


def late(facts: EscalationFacts) -> Rendered:
    """Return the message. Its text mentions nobody: each owner is rung once, beside their items that are late."""
    lead = say("escalation.lead", n=len(facts.items)) if facts.items else say("due.all_done")
    blocks: list[Block] = [kit.section(text.bold(lead))]
    of = _by_owner(facts)
    blocks += [kit.section(_share(facts, owner, items)) for owner, items in list(of.items())[:MOST_OWNERS]]
    if (rest := sum(len(items) for items in list(of.values())[MOST_OWNERS:])) > 0:
        blocks.append(kit.context(say("list.more", n=rest)))
    blocks += _answered(facts)
    documents = list({one.postmortem.id: one.postmortem for one in facts.items or facts.answered}.values())
    if documents:
        blocks.append(kit.actions(*(action_items.items(one.id, one.name) for one in documents[:MOST_BUTTONS])))
    if facts.items:
        blocks.append(kit.context(f"{text.bold(say('card.next'))} {say('escalation.next', n=len(facts.items))}"))
    named = " ".join(_line(facts, one) for one in facts.items[:SPOKEN])
    return kit.message(f"{lead} {named}".strip(), *blocks)


def _answered(facts: EscalationFacts) -> list[Block]:
    """Return what became of items that were told of and are late no more."""
    said = [f"{_about(one)}\n{_became(facts, one.item)}".strip() for one in facts.answered[:MOST_ANSWERED]]
    if (rest := len(facts.answered) - MOST_ANSWERED) > 0:
        said.append(say("list.more", n=rest))
    return [kit.section("\n".join(said))] if said else []


def _became(facts: EscalationFacts, item: ActionItem) -> str:
    if item.status is ItemStatus.COMPLETED:
        return marked(Glyph.DONE, say("item.did_complete_bare"))
    if item.status is ItemStatus.WONT_DO:
        return marked(Glyph.DONE, say("item.did_decline_bare"))
    if item.snoozed_until is not None and item.snoozed_until > facts.today:
        return marked(Glyph.WAITS, say("item.did_snooze", day=due_day(item.snoozed_until, facts.today)))
    return marked(Glyph.WAITS, say("item.did_redate_first", day=due_day(item.due, facts.today))) if item.due else ""


def _by_owner(facts: EscalationFacts) -> dict[str | None, list[LateItem]]:
    found: dict[str | None, list[LateItem]] = {}
    for one in facts.items:
        found.setdefault(one.item.owner, []).append(one)
    return found


def _share(facts: EscalationFacts, owner: str | None, items: list[LateItem]) -> str:
    lines = [_line(facts, one) for one in items[:MOST_ITEMS]]
    if (rest := len(items) - MOST_ITEMS) > 0:
        lines.append(say("list.more", n=rest))
    said = "\n".join(lines)
    if owner is None:
        return f"{said}\n{say('escalation.nobody', n=len(items))}"
    if not any(one.mentions for one in items):
        return f"{said}\n{say('escalation.has_it', who=people.who(facts.names, owner), n=len(items))}"
    return Ringing(f"{said}\n{say('escalation.has_it', who=f'<@{owner}>', n=len(items))}", owner)


def _line(facts: EscalationFacts, one: LateItem) -> str:
    days = (facts.today - one.item.due).days if one.item.due is not None else 0
    return say("escalation.late", text=_about(one), n=days)


def _about(one: LateItem) -> str:
    return f"{text.bold(text.line(one.item.text, ITEM))} ({one.postmortem.name})"
