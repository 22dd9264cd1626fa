"""*Make it blameless*: the phrases of a section that may read as blame, each with another wording and its button."""

from typing import Any, Final

from slack_sdk.models.blocks import Block, ButtonElement

from blocks import ids, kit, text
from blocks.ids import Ref
from bot.domain.mentions import named
from bot.domain.postmortems import Postmortem, Section
from bot.domain.reviewing import Blame, BlameFacts
from bot.domain.words import say

MOST_PHRASES: Final = 15
PHRASE: Final = 300


def blameless(postmortem: Postmortem, section: Section) -> ButtonElement:
    """Return *Make it blameless*, of a section's window."""
    ref = Ref(kind="section", postmortem=postmortem.id, word=section.key)
    return kit.button(say("button.blameless"), ids.BLAME_OPEN, ref, section.title)


def blame_view(facts: BlameFacts, ref: Ref) -> dict[str, Any]:
    """Return the phrases over a section's window; `ref` is the one of that window."""
    head = say("blame.found", n=len(facts.phrases))
    blocks: list[Block] = [kit.section(f"{text.bold(head)} {say('blame.about') if facts.phrases else ''}".rstrip())]
    blocks += [_row(facts, one) for one in facts.phrases[:MOST_PHRASES]]
    if (rest := len(facts.phrases) - MOST_PHRASES) > 0:
        blocks.append(kit.context(say("review.more_phrases", n=rest)))
    return kit.modal(say("title.blame", pm=facts.postmortem.name), ids.BLAME_VIEW, blocks, ref=ref)


def _row(facts: BlameFacts, one: Blame) -> Block:
    said = f'"{text.line(named(one.text, facts.names), PHRASE)}"'
    maybe = f'{say("review.blame_maybe")} "{text.line(named(one.suggestion, facts.names), PHRASE)}"'
    ref = Ref(kind="wording", postmortem=facts.postmortem.id, word=f"{facts.section.key}:{one.mark}")
    use = kit.button(say("button.use_wording"), ids.WORDING_USE, ref, named(one.suggestion, facts.names))
    return kit.section(f"{said}\n{maybe}", use)
