"""What is told of somebody who has left: which items are with whom now, and which drafts nobody writes."""

from collections import Counter
from typing import Final

from slack_sdk.models.blocks import Block

from blocks import action_items, controls, kit, people, text
from bot.domain.leavers import Inherited, LeftFacts
from bot.domain.postmortems import Visibility
from bot.domain.surfaces import Rendered
from bot.domain.words import listing, say

MOST_DOCUMENTS: Final = 8
MOST_ITEMS: Final = 3
MOST_HEIRS: Final = 5
ITEM: Final = 100
TITLE: Final = 80


def left(facts: LeftFacts) -> Rendered:
    """Return the message to whoever has it now or answers for it: nothing is asked, but it may be given on."""
    lead = " ".join(_lead(facts))
    blocks: list[Block] = [kit.section(text.bold(lead))]
    for one in facts.inherited[:MOST_DOCUMENTS]:
        blocks += _document(one)
    if (rest := len(facts.inherited) - MOST_DOCUMENTS) > 0:
        blocks.append(kit.context(say("list.more", n=rest)))
    blocks.append(kit.context(f"{text.bold(say('card.next'))} {say('left.next')}"))
    named = ", ".join(_named(one) for one in facts.inherited[:MOST_DOCUMENTS])
    return kit.message(f"{lead} {named}", *blocks)


def _lead(facts: LeftFacts) -> list[str]:
    key = "left.guest" if facts.is_guest else "left.who"
    said = [say(key, who=text.name(facts.who) or say("who.somebody"))]
    heirs = Counter(to for one in facts.inherited for _, to in one.items)
    if heirs:
        shares = [_share(facts, to, n) for to, n in heirs.most_common()]
        said.append(say("left.now", shares=listing(shares, MOST_HEIRS)))
    if nobodys := sum(one.is_nobodys for one in facts.inherited):
        said.append(say("author.count", n=nobodys))
    return said


def _share(facts: LeftFacts, to: str, n: int) -> str:
    who = say("left.you") if to == facts.reader else people.who(facts.names, to)
    return say("left.share", n=n, who=who)


def _document(one: Inherited) -> list[Block]:
    postmortem = one.postmortem
    about = f"{text.bold(postmortem.name)} {text.line(postmortem.title, TITLE)}"
    lines = [f"• {text.line(item.text, ITEM)}" for item, _ in one.items[:MOST_ITEMS]]
    if (rest := len(one.items) - MOST_ITEMS) > 0:
        lines.append(say("list.more", n=rest))
    button = action_items.items(postmortem.id, postmortem.name) if one.items else controls.people(postmortem)
    blocks: list[Block] = [kit.section("\n".join((about, *lines)), button)]
    if one.is_nobodys:
        blocks.append(kit.section(say("author.wanted_of", pm=postmortem.name), controls.take(postmortem)))
    return blocks


def _named(one: Inherited) -> str:
    is_private = one.postmortem.visibility is Visibility.PRIVATE
    return one.postmortem.name if is_private else f"{one.postmortem.name} {text.line(one.postmortem.title, TITLE)}"
