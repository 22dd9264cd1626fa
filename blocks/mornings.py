"""The message of a working morning: all that the clock asks of one person, each question drawn by its kind."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk.models.blocks import Block

from blocks import deadlines, fixes, kit, reviews_morning, text
from bot.domain.deadlines import LateDraft, NoAuthor, Unanswered
from bot.domain.fixes_asked import FixAsked
from bot.domain.mentions import Ringing
from bot.domain.mornings import Asked, MorningFacts
from bot.domain.reviewing import Due
from bot.domain.surfaces import Rendered
from bot.domain.words import say

MOST_SHOWN = 5


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
    Unanswered: Drawing(deadlines.offer_lead, deadlines.offer_lines, deadlines.offer_name),
}
"""Every kind of question by the class of its facts, in the order in which the message asks."""


def morning(facts: MorningFacts) -> Rendered:
    """Return what is asked of somebody this morning, as it stands now; who has done it all reads that."""
    owed = [one for one in facts.asks if one.is_owed]
    if not owed:
        sentence = say("due.all_done")
        return kit.message(sentence, kit.section(sentence))
    by_kind = {kind: [one for one in owed if type(one) is kind] for kind in DRAWINGS}
    lead = " ".join(DRAWINGS[kind].lead(facts, asked) for kind, asked in by_kind.items() if asked)
    shown = [one for asked in by_kind.values() for one in asked][:MOST_SHOWN]
    blocks: list[Block] = [kit.section(text.bold(lead))]
    blocks += [block for one in shown for block in DRAWINGS[type(one)].lines(facts, one)]
    if (rest := len(owed) - len(shown)) > 0:
        blocks.append(kit.context(say("list.more", n=rest)))
    named = ", ".join(DRAWINGS[type(one)].name(one) for one in shown)
    return kit.message(f"{lead} {named}", *blocks)


def aside(facts: MorningFacts, *, texts: bool) -> Rendered:
    """Return the same in a card's thread, to somebody who cannot be written to: with their mention, without buttons.

    Without `texts` it says how much waits and not what: the thread is read by another organisation too.
    """
    owed = [one for one in facts.asks if one.is_owed]
    if not owed:
        sentence = say("due.all_done")
        return kit.message(sentence, kit.section(sentence))
    by_kind = {kind: [one for one in owed if type(one) is kind] for kind in DRAWINGS}
    lead = " ".join(DRAWINGS[kind].lead(facts, asked) for kind, asked in by_kind.items() if asked)
    named = "\n".join(f"• {DRAWINGS[type(one)].name(one)}" for one in owed[:MOST_SHOWN]) if texts else ""
    whom = facts.reader.member or ""
    said = f"{say('morning.aside', who=f'<@{whom}>')}\n{text.bold(lead)}\n{named}".strip()
    spoken = say("morning.aside", who=text.name(facts.reader.name))
    return kit.message(f"{spoken} {lead}", kit.section(Ringing(said, whom)))


def over() -> Rendered:
    """Return what such a message turns into when the next one has come."""
    sentence = say("due.over")
    return kit.message(sentence, kit.section(sentence))
