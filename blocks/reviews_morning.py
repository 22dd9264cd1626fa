"""The message of a working morning: reviews that come due, each with its button."""

from slack_sdk.models.blocks import Block, ButtonElement

from blocks import controls, kit, text
from bot.domain.postmortems import Visibility
from bot.domain.reviewing import Due, MorningFacts
from bot.domain.surfaces import Rendered
from bot.domain.words import due_day, listing, say

MOST_SHOWN = 5
MOST_NAMES = 3
TITLE = 120


def morning(facts: MorningFacts) -> Rendered:
    """Return what is asked of somebody this morning, as it stands now; who has done it all reads that."""
    owed = [one for one in facts.dues if one.is_owed]
    if not owed:
        sentence = say("due.all_done")
        return kit.message(sentence, kit.section(sentence))
    lead = say("due.count", n=len(owed))
    blocks: list[Block] = [kit.section(text.bold(lead))]
    blocks += [kit.section(_line(facts, one), _button(one)) for one in owed[:MOST_SHOWN]]
    if (rest := len(owed) - MOST_SHOWN) > 0:
        blocks.append(kit.context(say("list.more", n=rest)))
    named = ", ".join(_name(one) for one in owed[:MOST_SHOWN])
    return kit.message(f"{lead} {named}", *blocks)


def over() -> Rendered:
    """Return what such a message turns into when the next one has come."""
    sentence = say("due.over")
    return kit.message(sentence, kit.section(sentence))


def _button(due: Due) -> ButtonElement:
    return controls.checklist(due.postmortem) if due.for_author else controls.review(due.postmortem)


def _line(facts: MorningFacts, due: Due) -> str:
    name = f"{text.bold(due.postmortem.name)} {text.line(due.postmortem.title, TITLE)}"
    day = due_day(due.day, facts.today)
    if due.for_author:
        names = listing([text.name(one) for one in due.waiting], MOST_NAMES)
        key = "due.author_one" if len(due.waiting) == 1 else "due.author"
        return f"{name} · {say(key, day=day, who=names)}"
    key = "due.was" if due.day < facts.today else "due.today" if due.day == facts.today else "due.by"
    return f"{name} · {say(key, day=day)}"


def _name(due: Due) -> str:
    is_private = due.postmortem.visibility is Visibility.PRIVATE
    return due.postmortem.name if is_private else f"{due.postmortem.name} {text.line(due.postmortem.title, TITLE)}"
