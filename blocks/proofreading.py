"""A second look at a draft in a window: one line a finding, with what mends it and who found it, page by page."""

from typing import Any, Final

from slack_sdk.models.blocks import Block, ButtonElement

from blocks import ids, kit, text
from blocks.ids import Ref
from blocks.reviews_checklist import mending
from bot.domain.postmortems import Verb
from bot.domain.proofreading import Finding, ProofFacts
from bot.domain.timeline import Origin
from bot.domain.words import Glyph, marked, say

PAGE: Final = 10
SENTENCE: Final = 600
_TURNS: Final = (("button.back", ids.PROOF_EARLIER, -1), ("button.next", ids.PROOF_LATER, 1))


def proof_view(facts: ProofFacts) -> dict[str, Any]:
    """Return a page of what a second look found. A page that is not there is the last one."""
    postmortem = facts.gate.postmortem
    total = len(facts.findings)
    last = max(0, (total - 1) // PAGE)
    page = min(facts.page, last)
    ref = Ref(kind="proof", postmortem=postmortem.id, page=page)
    blocks: list[Block] = [kit.section(_headline(facts))]
    rows = facts.findings[page * PAGE : (page + 1) * PAGE]
    for one in rows:
        blocks += _row(facts, one)
    turns = tuple((word, action, page + step) for word, action, step in _TURNS)
    again = kit.button(say("button.look_again"), ids.PROOF_AGAIN, ref, postmortem.name)
    asking = [kit.button(say("button.ask_ai_too"), ids.PROOF_ASK, ref, postmortem.name)] if facts.may_ask else []
    blocks.append(kit.actions(*kit.turning(turns, last, ref, postmortem.name), again, *asking))
    if said := _about_remarks(facts):
        blocks.append(kit.context(said))
    if last:
        first = page * PAGE + 1
        blocks.append(kit.context(say("proof.page", first=first, last=first + len(rows) - 1, n=total)))
    return kit.modal(say("title.proofreading", pm=postmortem.name), ids.PROOF_VIEW, blocks, ref=ref)


def _headline(facts: ProofFacts) -> str:
    found = text.bold(say("proof.found", n=len(facts.findings)))
    return f"{found}\n{say('proof.blocks_nothing' if facts.findings else 'proof.none')}"


def _about_remarks(facts: ProofFacts) -> str:
    """Return what is to be known of a model's remarks: that there are none, old ones, or some that were left out."""
    remarks = facts.remarks
    if remarks is None:
        return ""
    now = facts.gate.postmortem.revision
    said = [
        say("proof.ai_none") if not remarks.findings else "",
        say("proof.ai_old", then=remarks.revision, now=now) if remarks.revision != now else "",
        say("proof.dropped", n=remarks.dropped) if remarks.dropped else "",
    ]
    return " ".join(one for one in said if one)


def _row(facts: ProofFacts, found: Finding) -> list[Block]:
    by = marked(Glyph.AI, say("proof.by_ai")) if found.origin is Origin.AI else say("proof.by_rules")
    links = " ".join(text.own_link(facts.links[ts], say("edit.open")) for ts in found.evidence if ts in facts.links)
    said = f"{text.line(found.sentence, SENTENCE)} · {by} {links}".rstrip()
    buttons = _mending(facts, found)
    if len(buttons) == 1:
        return [kit.section(said, buttons[0])]
    return [kit.section(said), *([kit.actions(*buttons)] if buttons else [])]


def _mending(facts: ProofFacts, found: Finding) -> list[ButtonElement]:
    """Return what mends a finding, for who may."""
    needed = {Verb.EDIT, Verb.MANAGE_ITEMS}
    return mending(facts.gate, found, ids.PROOF_VIEW) if needed <= facts.may else []
