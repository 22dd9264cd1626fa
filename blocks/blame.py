"""*Make it blameless*: the phrases of a section that may read as blame, each with another wording and its button."""

from collections.abc import Sequence
from typing import Any, Final

from slack_sdk.models.blocks import Block, ButtonElement

from blocks import ids, kit, text
from blocks.ids import Ref
from bot.domain.mentions import named
from bot.domain.narration import AiTrouble
from bot.domain.postmortems import Postmortem, Section
from bot.domain.reviewing import BY_AI, Blame, BlameFacts, Wordings
from bot.domain.rewriting import Stand
from bot.domain.words import Glyph, marked, say

MOST_PHRASES: Final = 12
PHRASE: Final = 300


def blameless(postmortem: Postmortem, section: Section) -> ButtonElement:
    """Return *Make it blameless*, of a section's window."""
    ref = Ref(kind="section", postmortem=postmortem.id, word=section.key)
    return kit.button(say("button.blameless"), ids.BLAME_OPEN, ref, section.title)


def blame_view(facts: BlameFacts, ref: Ref) -> dict[str, Any]:
    """Return the phrases over a section's window; `ref` is the one of that window."""
    head = say("blame.found", n=len(facts.phrases))
    blocks: list[Block] = [kit.section(f"{text.bold(head)} {say('blame.about') if facts.phrases else ''}".rstrip())]
    for one in facts.phrases[:MOST_PHRASES]:
        blocks.append(_row(facts, one, one.suggestion))
        if wording := facts.wordings.found.get(one.mark):
            blocks.append(_row(facts, one, wording, by_ai=True))
    if (rest := len(facts.phrases) - MOST_PHRASES) > 0:
        blocks.append(kit.context(say("review.more_phrases", n=rest)))
    if said := about_ai(facts.wordings, facts.phrases):
        blocks.append(kit.context(said))
    elif facts.wordings.may_ask and facts.phrases:
        asking = Ref(kind="section", postmortem=facts.postmortem.id, word=facts.section.key)
        blocks.append(kit.actions(kit.button(say("button.ask_ai"), ids.WORDING_ASK, asking, facts.section.title)))
    return kit.modal(say("title.blame", pm=facts.postmortem.name), ids.BLAME_VIEW, blocks, ref=ref)


def about_ai(wordings: Wordings, phrases: Sequence[Blame]) -> str:
    """Return how far a model is with other wordings, or why there are none; nothing where none was asked."""
    match wordings.stand:
        case Stand.WAITING:
            return marked(Glyph.RUNNING, say("blame.waits"))
        case Stand.FAILED:
            return say("blame.trouble", cause=say(f"ai.cause.{wordings.why or AiTrouble.STOPPED}"))
        case Stand.DONE | Stand.NOTHING if phrases and not wordings.found:
            return say("blame.nothing")
        case _:
            return ""


def _row(facts: BlameFacts, one: Blame, wording: str, *, by_ai: bool = False) -> Block:
    said = f'"{text.line(named(one.text, facts.names), PHRASE)}"\n{say("review.blame_maybe")}'
    lead = marked(Glyph.AI, say("blame.by_ai")) if by_ai else said
    shown = named(wording, facts.names)
    mark = f"{BY_AI}{one.mark}" if by_ai else one.mark
    ref = Ref(kind="wording", postmortem=facts.postmortem.id, word=f"{facts.section.key}:{mark}")
    use = kit.button(say("button.use_wording"), ids.WORDING_USE, ref, shown)
    return kit.section(f'{lead} "{text.line(shown, PHRASE)}"', use)
