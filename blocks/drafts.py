"""A draft as people see it in the channel: its card, its two living replies, and the one message to its author."""

from slack_sdk.models.blocks import Block

from blocks import controls, drafts_ai, ids, kit, people, reviews_card, text
from blocks import questions as drawn
from blocks.creation import not_mine_view, read_not_mine
from blocks.drafts_card import bare_card, card
from blocks.drafts_frame import plainly
from blocks.drafts_timeline import timeline
from blocks.drafts_words import due_in_words, gaps_in_words, title_of
from blocks.ids import Ref
from bot.domain.postmortems import Postmortem, Status, Visibility
from bot.domain.surfaces import CardFacts, Rendered
from bot.domain.words import capitalised, say

__all__ = [
    "bare_card",
    "card",
    "card_link",
    "closed",
    "handed_dm",
    "not_mine_view",
    "questions",
    "read_not_mine",
    "ready_dm",
    "timeline",
]

MOST_QUESTIONS = 10
TITLE = 120


def questions(facts: CardFacts) -> Rendered:
    """Return the reply under the card with the questions that the channel leaves open, ten of them shown."""
    postmortem = facts.postmortem
    if postmortem is None:
        raise ValueError("there are no questions before there is a postmortem")
    unanswered = [one for one in facts.questions if one.question.answer is None]
    answered = len(facts.questions) - len(unanswered)
    headline = text.bold(say("card.questions", n=len(unanswered)))
    if facts.audience.is_shared:
        sentence = say("shared.questions")
        return kit.message(f"{postmortem.name}: {sentence}", kit.section(f"{headline}\n{sentence}"))
    blocks: list[Block] = [kit.section(headline)]
    shown = unanswered[:MOST_QUESTIONS]
    for place, one in enumerate(shown, 1):
        blocks += drawn.row(facts, place, one)
    rest = len(unanswered) - len(shown)
    small = [say("question.more", n=rest)] if rest else []
    if answered:
        small.append(say("question.answered", n=answered))
    if not unanswered:
        small.append(say("none.left"))
    if small:
        blocks.append(kit.context(" ".join(small)))
    first = "" if not shown else f": {text.line(shown[0].question.text, drawn.QUESTION)}"
    return kit.message(f"{postmortem.name}, {say('card.questions', n=len(unanswered)).lower()}{first}", *blocks)


def ready_dm(facts: CardFacts) -> Rendered:
    """Return the message to the author: the draft is ready, what it lacks, what comes next."""
    postmortem = facts.postmortem
    if postmortem is None:
        raise ValueError("there is no draft to be ready")
    if facts.audience.member is not None and postmortem.author != facts.audience.member:
        return handed_dm(facts)
    if postmortem.status is not Status.DRAFT or postmortem.round.number:
        return sent_dm(facts, postmortem)
    lead, name = say("dm.ready_lead"), f"{postmortem.name} {text.line(title_of(facts), TITLE)}"
    gaps = f"{capitalised(gaps_in_words(facts))} {drafts_ai.told(postmortem)}".strip()
    due = postmortem.due_at
    coming = say("dm.ready_next", day=due_in_words(facts, due)) if due else say("dm.ready_next_undated")
    not_mine = kit.button(
        say("button.not_mine"), ids.DM_NOT_MINE, Ref(kind="author", postmortem=postmortem.id), postmortem.name
    )
    is_private = postmortem.visibility is Visibility.PRIVATE or facts.incident.is_private
    spoken = say("dm.ready_private", pm=postmortem.name) if is_private else f"{lead} {name}. {gaps}"
    return kit.message(
        f"{spoken} {say('card.next')} {coming}",
        kit.section(f"{text.bold(lead)} {name}. {gaps}\n{text.bold(say('card.next'))} {coming}"),
        kit.actions(
            controls.edit(postmortem.id, postmortem.name), controls.read(postmortem.id, postmortem.name), not_mine
        ),
    )


def sent_dm(facts: CardFacts, postmortem: Postmortem) -> Rendered:
    """Return what the author's message turns into once the draft was sent: where it stands now."""
    is_private = postmortem.visibility is Visibility.PRIVATE or facts.incident.is_private
    name = f"{text.bold(postmortem.name)} {text.line(title_of(facts), TITLE)}"
    sentence = reviews_card.state_in_words(facts, postmortem)
    spoken = postmortem.name if is_private else f"{postmortem.name} {text.line(title_of(facts), TITLE)}"
    return kit.message(
        f"{spoken}: {plainly(sentence)}",
        kit.section(f"{name}\n{sentence}"),
        kit.actions(controls.read(postmortem.id, postmortem.name)),
    )


def closed(kind: str, postmortem: int) -> Rendered:
    """Return what a living message turns into where not everybody may see its postmortem any more: no word of it."""
    sentence = say("closed.card" if kind == "card" else "closed.reply")
    blocks: list[Block] = [kit.section(sentence)]
    if kind == "card":
        blocks.append(kit.actions(controls.read(postmortem, say("about.it"))))
    return kit.message(sentence, *blocks)


def handed_dm(facts: CardFacts) -> Rendered:
    """Return what the former author's message turns into: who has it now, with a way back as long as there is one."""
    postmortem = facts.postmortem
    if postmortem is None:
        raise ValueError("there is no draft to hand over")
    sentence = say("dm.handed", who=people.who(facts.names, postmortem.author))
    blocks: list[Block] = [kit.section(sentence)]
    if postmortem.handed_by is not None and postmortem.handed_by == facts.audience.member:
        ref = Ref(kind="author", postmortem=postmortem.id)
        blocks.append(kit.actions(kit.button(say("button.undo"), ids.DM_UNDO, ref, postmortem.name)))
    return kit.message(f"{postmortem.name}: {sentence}", *blocks)


def card_link(postmortem: Postmortem, link: str | None) -> Rendered:
    """Return the private answer with the way to a card, or that it is not posted yet."""
    name = f"{text.bold(postmortem.name)} {text.line(postmortem.title, TITLE)}"
    if link is None:
        sentence = say("show.elsewhere")
        return kit.message(f"{postmortem.name}: {sentence}", kit.section(f"{name}. {sentence}"))
    button = controls.open_card(link, postmortem.name)
    return kit.message(f"{say('button.open_card')}: {postmortem.name}", kit.section(name, button))
