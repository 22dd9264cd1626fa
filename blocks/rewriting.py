"""Having sections written anew: the wish in a section's window, the one that waits, its trouble, and all at once."""

from collections.abc import Mapping
from typing import Any, Final

from slack_sdk.models.blocks import Block, ButtonElement, PlainTextInputElement

from blocks import ids, kit, text
from blocks.ids import Fields, Ref
from bot.domain.narration import AiTrouble
from bot.domain.postmortems import Postmortem, Section
from bot.domain.rewriting import LONGEST_WISH, LOOK, WAITS, WHOLE, RegeneratingFacts, RewritingFacts, Stand
from bot.domain.text import normalise
from bot.domain.words import listing, say

MOST_TITLES: Final = 8
TITLE: Final = 60


def wish_field(word: str = "rewrite.wish") -> Block:
    """Return the field in which one says what a rewrite should change; `word` asks for it."""
    return kit.field(
        Fields.WISH,
        say(word),
        PlainTextInputElement(action_id=Fields.VALUE, max_length=LONGEST_WISH),
        hint=say(f"{word}_hint"),
        optional=True,
    )


def suggest(postmortem: Postmortem, section: Section) -> ButtonElement:
    """Return *Suggest a rewrite*, of a section."""
    ref = Ref(kind="section", postmortem=postmortem.id, word=section.key)
    return kit.button(say("button.suggest"), ids.REWRITE_ASK, ref, section.title)


def read_wish(view: Mapping[str, Any]) -> str:
    """Read what a rewrite should change."""
    return normalise(kit.value_of(view, Fields.WISH) or "", one_line=True, limit=LONGEST_WISH).strip()


def waiting_view(facts: RewritingFacts, ref: Ref) -> dict[str, Any]:
    """Return the window in which somebody waits for a model, or the reason why nothing came."""
    if facts.asked.stand is Stand.FAILED or facts.waited >= WAITS[-1].total_seconds():
        return _trouble_view(facts, ref)
    blocks: list[Block] = [kit.section(say("wait.open"))]
    if facts.waited >= WAITS[0].total_seconds():
        blocks = [kit.section(say("wait.long", what=say("rewrite.answer")))]
    if facts.joined:
        who = text.name(facts.names.get(facts.asked.by, say("who.somebody")))
        blocks.append(kit.context(say("rewrite.joined", who=who)))
    return kit.modal(say("title.wait"), ids.WAIT_VIEW, blocks, ref=ref)


def _trouble_view(facts: RewritingFacts, ref: Ref) -> dict[str, Any]:
    blocks: list[Block] = [kit.section(_reason(facts))]
    if facts.asked.replaced or facts.asked.beside:
        blocks.append(kit.section(_counted(facts)))
    again = kit.button(say("button.try_again"), ids.REWRITE_AGAIN, ref, facts.postmortem.name)
    buttons = [again]
    if facts.asked.section == LOOK:
        buttons.append(kit.button(say("button.look_again"), ids.PROOF_AGAIN, ref, facts.postmortem.name))
    elif facts.asked.section != WHOLE:
        buttons.append(kit.button(say("button.write_myself"), ids.REWRITE_LEAVE, ref, facts.postmortem.name))
    blocks.append(kit.actions(*buttons))
    return kit.modal(say("title.rewriting", pm=facts.postmortem.name), ids.REWRITE_VIEW, blocks, ref=ref)


def _reason(facts: RewritingFacts) -> str:
    asked = facts.asked
    if asked.stand is not Stand.FAILED:
        return say("wait.failed", who=say("rewrite.who"))
    if asked.trouble is None:
        return say("rewrite.right")
    if asked.trouble is AiTrouble.PRIVATE:
        return say("ai.private")
    key = "rewrite.trouble_all" if asked.section == WHOLE else "rewrite.trouble"
    return say(key, cause=say(f"ai.cause.{asked.trouble}"))


def _counted(facts: RewritingFacts) -> str:
    done = say("regenerate.done", n=facts.asked.replaced)
    return f"{done} {say('regenerate.done_beside', n=facts.asked.beside)}" if facts.asked.beside else done


def regenerate(postmortem: Postmortem) -> ButtonElement:
    """Return *Regenerate all*: the window that says what it would do."""
    ref = Ref(kind="regenerate", postmortem=postmortem.id)
    return kit.button(say("button.regenerate"), ids.REGENERATE_OPEN, ref, postmortem.name)


def regenerate_view(facts: RegeneratingFacts) -> dict[str, Any]:
    """Return the window that asks once for all: what is replaced, what is left, and what should be different."""
    postmortem = facts.postmortem
    lines = [say("regenerate.about")]
    for key, titles in (("replaced", facts.replaced), ("beside", facts.beside)):
        if titles:
            told = listing([text.line(one, TITLE) for one in titles], MOST_TITLES)
            lines.append(say(f"regenerate.{key}", sections=told))
    ref = Ref(kind="regenerate", postmortem=postmortem.id, word=WHOLE)
    title = say("title.regenerate", pm=postmortem.name)
    blocks: list[Block] = [*(kit.section(one) for one in lines), wish_field("rewrite.wish_all")]
    return kit.modal(title, ids.REGENERATE_FORM, blocks, ref=ref, submit=say("button.regenerate_submit"))


def done_view(facts: RewritingFacts, ref: Ref) -> dict[str, Any]:
    """Return what became of all sections."""
    title = say("title.regenerate", pm=facts.postmortem.name)
    return kit.modal(title, ids.REWRITE_VIEW, [kit.section(_counted(facts))], ref=ref)
