"""What is told of somebody who has left: which items are with whom now, and which drafts nobody writes."""

from collections import Counter
from typing import Final

from slack_sdk.models.blocks import Block

from blocks import action_items, controls, kit, people, text
from bot.domain.action_items import ActionItem
from bot.domain.leavers import Inherited, LeftFacts
from bot.domain.postmortems import Visibility
from bot.domain.surfaces import Rendered
from bot.domain.words import Glyph, listing, marked, say

MOST_DOCUMENTS: Final = 8
MOST_ITEMS: Final = 3
MOST_HEIRS: Final = 5
ITEM: Final = 100
TITLE: Final = 80


def left(facts: LeftFacts) -> Rendered:
    """Return the message to whoever has it now or answers for it, as it stands: it may be given on, and be done."""
    lead = " ".join(_lead(facts))
    blocks: list[Block] = [kit.section(text.bold(lead))]
    for one in facts.inherited[:MOST_DOCUMENTS]:
        blocks += _document(facts, one)
    if (rest := len(facts.inherited) - MOST_DOCUMENTS) > 0:
        blocks.append(kit.context(say("list.more", n=rest)))
    is_over = not any(one.open or one.is_nobodys for one in facts.inherited)
    blocks.append(kit.context(say("none.left") if is_over else f"{text.bold(say('card.next'))} {say('left.next')}"))
    named = ", ".join(_named(one) for one in facts.inherited[:MOST_DOCUMENTS])
    return kit.message(f"{lead} {named}", *blocks)


def _lead(facts: LeftFacts) -> list[str]:
    key = "left.guest" if facts.is_guest else "left.who"
    said = [say(key, who=text.name(facts.who) or say("who.somebody"))]
    heirs = Counter(item.owner for one in facts.inherited for item in one.open if item.owner is not None)
    if heirs:
        shares = [_share(facts, to, n) for to, n in heirs.most_common()]
        said.append(say("left.now", shares=listing(shares, MOST_HEIRS)))
    if nobodys := sum(one.is_nobodys for one in facts.inherited):
        said.append(say("author.count", n=nobodys))
    return said


def _share(facts: LeftFacts, to: str, n: int) -> str:
    who = say("left.you") if to == facts.reader else people.who(facts.names, to)
    return say("left.share", n=n, who=who)


def _document(facts: LeftFacts, one: Inherited) -> list[Block]:
    postmortem = one.postmortem
    about = f"{text.bold(postmortem.name)} {text.line(postmortem.title, TITLE)}"
    lines = [_line(facts, item, to) for item, to in one.items[:MOST_ITEMS]]
    if (rest := len(one.items) - MOST_ITEMS) > 0:
        lines.append(say("list.more", n=rest))
    button = action_items.items(postmortem.id, postmortem.name) if one.items else controls.people(postmortem)
    blocks: list[Block] = [kit.section("\n".join((about, *lines)), button)]
    if one.is_nobodys:
        blocks.append(kit.section(say("author.wanted_of", pm=postmortem.name), controls.take(postmortem)))
    elif one.was_theirs:
        who = people.who(facts.names, postmortem.author)
        blocks.append(kit.section(say("author.found_of", who=who, pm=postmortem.name)))
    return blocks


def _line(facts: LeftFacts, item: ActionItem, to: str) -> str:
    """Return an item with what became of it since it went to somebody."""
    said = text.line(item.text, ITEM)
    if not item.is_open:
        return marked(Glyph.DONE, f"{said} · {say(f'item.state.{item.status}')}")
    if item.owner == to:
        return f"• {said}"
    who = people.who(facts.names, item.owner) if item.owner else say("item.no_owner")
    return f"• {said} · {say('left.moved_on', who=who)}"


def _named(one: Inherited) -> str:
    is_private = one.postmortem.visibility is Visibility.PRIVATE
    return one.postmortem.name if is_private else f"{one.postmortem.name} {text.line(one.postmortem.title, TITLE)}"
