"""Reviews in the message of a working morning, each with its buttons; and the message that a helper gets."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block, ButtonElement

from blocks import controls, ids, kit, text
from blocks.ids import Ref
from blocks.reviews_checklist import change_reviewers
from bot.domain.mornings import MorningFacts
from bot.domain.postmortems import Visibility
from bot.domain.reviewing import Due, HelpFacts
from bot.domain.surfaces import Rendered
from bot.domain.words import Glyph, due_day, listing, marked, say

MOST_NAMES = 3
TITLE = 120


def lead(_: MorningFacts, owed: Sequence[Due]) -> str:
    """Return how many reviews wait."""
    return say("due.count", n=len(owed))


def help_wanted(facts: HelpFacts) -> Rendered:
    """Return the message to whoever can help a reviewer: to choose another one; afterwards that nothing is left."""
    postmortem, who = facts.postmortem, text.name(facts.asker)
    if not facts.is_owed:
        sentence = f"{say('help.over', who=who, pm=postmortem.name)} {say('none.left')}"
        return kit.message(sentence, kit.section(sentence))
    lead = say("help.lead", who=who)
    about = f"{postmortem.name} {text.line(postmortem.title, TITLE)}"
    when = f", {say('help.due', day=due_day(facts.due, facts.today))}" if facts.due else "."
    coming = f"{text.bold(say('card.next'))} {say('help.next', who=who)}"
    is_private = postmortem.visibility is Visibility.PRIVATE
    spoken = say("help.private", who=who, pm=postmortem.name) if is_private else f"{lead} {about}{when}"
    change = change_reviewers(postmortem, "button.change_reviewers")
    return kit.message(
        spoken,
        kit.section(f"{text.bold(lead)} {about}{when}\n{coming}"),
        kit.actions(change, controls.read(postmortem.id, postmortem.name)),
    )


def lines(facts: MorningFacts, due: Due) -> list[Block]:
    """Return what is asked, with its buttons: the author's checklist, or what a reviewer can do now or later."""
    line, postmortem = _line(facts, due), due.postmortem
    if due.for_author:
        return [kit.section(line, controls.checklist(postmortem))]
    if due.until is not None:
        said = marked(Glyph.WAITS, say("due.back", day=due_day(due.until, facts.today)))
        return [kit.section(f"{line}\n{said}", _button(due, "button.undo", ids.REVIEW_WAKE))]
    buttons = [controls.review(postmortem), _button(due, "button.snooze", ids.REVIEW_SNOOZE)]
    if due.helper:
        said = marked(Glyph.DONE, say("due.helped", who=text.name(due.helper), pm=postmortem.name))
        return [kit.section(f"{line}\n{said}"), kit.actions(*buttons)]
    return [kit.section(line), kit.actions(*buttons, _button(due, "button.need_help", ids.REVIEW_HELP))]


def _button(due: Due, label: str, action: str) -> ButtonElement:
    ref = Ref(kind="review", postmortem=due.postmortem.id)
    return kit.button(say(label), action, ref, due.postmortem.name)


def _line(facts: MorningFacts, due: Due) -> str:
    about = f"{text.bold(due.postmortem.name)} {text.line(due.postmortem.title, TITLE)}"
    day = due_day(due.day, facts.today)
    if due.for_author:
        names = listing([text.name(one) for one in due.waiting], MOST_NAMES)
        key = "due.author_one" if len(due.waiting) == 1 else "due.author"
        return f"{about} · {say(key, day=day, who=names)}"
    key = "due.was" if due.day < facts.today else "due.today" if due.day == facts.today else "due.by"
    return f"{about} · {say(key, day=day)}"


def name(due: Due) -> str:
    """Return which review it is, for a notification."""
    is_private = due.postmortem.visibility is Visibility.PRIVATE
    return due.postmortem.name if is_private else f"{due.postmortem.name} {text.line(due.postmortem.title, TITLE)}"
