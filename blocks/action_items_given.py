"""The message to somebody who was given items: by whom, and each with what can be done, as it stands."""

from typing import Final

from slack_sdk.models.blocks import Block

from blocks import kit, people, text
from blocks.action_items_work import item_blocks
from blocks.ids import Ref
from bot.domain.action_items_deeds import GivenFacts
from bot.domain.surfaces import Rendered
from bot.domain.words import say

MOST_SHOWN: Final = 8
MOST_NAMED: Final = 3
TITLE: Final = 120


def given(facts: GivenFacts) -> Rendered:
    """Return what somebody was given, as it stands. What lies on a lock screen of a private one is its number alone."""
    postmortem = facts.postmortem
    if not facts.items:
        gone = say("item.given_gone", pm=postmortem.name)
        return kit.message(gone, kit.section(gone))
    leads = [
        say("item.given", who=people.who(facts.names, giver), items=say("item.count_in", n=n), pm=postmortem.name)
        for giver, n in facts.givers.items()
    ]
    blocks: list[Block] = [kit.section("\n".join(text.bold(one) for one in leads))]
    for one in facts.items[:MOST_SHOWN]:
        blocks += item_blocks(one, Ref(kind="item"))
    if (rest := len(facts.items) - MOST_SHOWN) > 0:
        blocks.append(kit.context(say("list.more", n=rest)))
    named = ", ".join(text.line(one.item.text, TITLE) for one in facts.items[:MOST_NAMED])
    spoken = " ".join(leads)
    return kit.message(spoken if facts.is_private else f"{spoken} {named}", *blocks)
