"""Open questions as people see them: a row under the card, and the message to who was asked."""

from typing import Final

from slack_sdk.models.blocks import Block, ButtonElement

from blocks import ids, kit, people, text
from blocks.ids import Ref
from bot.domain.postmortems import Status, Visibility
from bot.domain.questions import asked_of, next_to_ask
from bot.domain.surfaces import AskedQuestion, CardFacts, QuestionFacts, Rendered
from bot.domain.words import clock_time, say

QUESTION: Final = 300
TITLE: Final = 120
ANSWER: Final = 400
LONGEST_NAME: Final = 40
_OPEN: Final = (Status.DRAFT, Status.IN_REVIEW)


def row(facts: CardFacts, place: int, one: AskedQuestion) -> list[Block]:
    """Return a question with who may know and who was asked, and its buttons. A press sends it, nothing else does."""
    postmortem = facts.postmortem
    if postmortem is None:
        raise ValueError("there are no questions before there is a postmortem")
    answer = _answer(postmortem.id, one.id, postmortem.name, say("question.answer_spoken", n=place, pm=postmortem.name))
    to = next_to_ask(one.question, [each for each in postmortem.participants if facts.names.get(each, "").strip()])
    buttons = [answer]
    if to is not None:
        who = text.plain(facts.names[to], LONGEST_NAME)
        ref = Ref(kind="question", postmortem=postmortem.id, question=one.id, word=to)
        spoken = say("question.ask_spoken", who=who, n=place, pm=postmortem.name)
        buttons.append(kit.button(say("button.ask", who=who), ids.QUESTION_ASK, ref, postmortem.name, spoken=spoken))
    if len(buttons) == 1:
        return [kit.section(_sentences(facts, place, one), answer)]
    return [kit.section(_sentences(facts, place, one)), kit.actions(*buttons)]


def message(facts: QuestionFacts) -> Rendered:
    """Return the message to who was asked, in each of its states. What lies on a lock screen is the number alone."""
    postmortem, question = facts.postmortem, facts.question
    if not is_waiting(facts):
        sentence = _settled(facts)
        return kit.message(f"{postmortem.name}: {sentence}", kit.section(sentence))
    known = asked_of(question, facts.member)
    is_private = postmortem.visibility is Visibility.PRIVATE
    title = "" if is_private else f" {text.line(postmortem.title, TITLE)}"
    what = f"{text.bold(postmortem.name)}{title}"
    lead = say("question.asks_you", by=people.who(facts.names, known.by if known else None), what=what)
    section = postmortem.section(question.section or "")
    coming = (
        say("question.next", pm=postmortem.name)
        if section is None
        else say("question.next_in", section=text.line(section.title, TITLE))
    )
    lines = [lead, text.line(question.text, QUESTION)]
    if facts.links:
        links = [text.own_link(url, clock_time(at, facts.zone)) for at, url in facts.links.items()]
        lines.append(say("question.evidence", links=" · ".join(links)))
    lines.append(f"{text.bold(say('card.next'))} {coming}")
    return kit.message(
        say("question.dm_spoken", pm=postmortem.name), kit.section("\n".join(lines)), kit.actions(*_choices(facts))
    )


def is_waiting(facts: QuestionFacts) -> bool:
    """Whether somebody still waits for this person's answer."""
    known = asked_of(facts.question, facts.member)
    is_open = facts.postmortem.status in _OPEN and facts.postmortem.discarded_at is None
    return is_open and facts.question.answer is None and known is not None and not known.passed


def lost() -> Rendered:
    """Return what the message turns into where it is not for this person any more: no word of it."""
    sentence = say("question.dm_lost")
    return kit.message(sentence, kit.section(sentence))


def _settled(facts: QuestionFacts) -> str:
    postmortem, question = facts.postmortem, facts.question
    left = say("none.left")
    if question.answer is not None and question.answer == say("answer.irrelevant"):
        return f"{say('question.dm_dropped', who=people.who(facts.names, question.answered_by))} {left}"
    if question.answer is not None and question.answered_by == facts.member:
        return say("question.dm_answered", pm=postmortem.name)
    if question.answer is not None:
        return f"{say('question.dm_answered_by', who=people.who(facts.names, question.answered_by))} {left}"
    if postmortem.discarded_at is not None:
        return f"{say('question.dm_gone')} {left}"
    if postmortem.status not in _OPEN:
        status = say(f"card.status.{postmortem.status}").lower()
        return f"{say('question.dm_late', pm=postmortem.name, status=status)} {left}"
    return say("question.dm_passed", pm=postmortem.name)


def _choices(facts: QuestionFacts) -> list[ButtonElement]:
    postmortem, ref = facts.postmortem, Ref(kind="question", postmortem=facts.postmortem.id, question=facts.id)
    return [
        _answer(postmortem.id, facts.id, postmortem.name, None),
        kit.button(say("button.pass"), ids.QUESTION_UNKNOWN, ref, postmortem.name),
        kit.button(say("button.irrelevant"), ids.QUESTION_DROP, ref, postmortem.name),
    ]


def _answer(postmortem: int, question: int, name: str, spoken: str | None) -> ButtonElement:
    ref = Ref(kind="question", postmortem=postmortem, question=question)
    return kit.button(say("button.answer"), ids.QUESTION_ANSWER, ref, name, spoken=spoken)


def _sentences(facts: CardFacts, place: int, one: AskedQuestion) -> str:
    asked = one.question.asked
    waiting = [each for each in asked if not each.passed]
    knowing = people.several(
        facts.names, [each for each in one.question.asks if asked_of(one.question, each) is None], last="or"
    )
    said = [f"{place}. {text.line(one.question.text, QUESTION)}"]
    if knowing:
        said.append(say("card.may_know", who=knowing))
    elif asked and not waiting:
        said.append(say("question.nobody_left"))
    told = [
        say(
            "question.asked",
            who=people.who(facts.names, each.member),
            at=text.moment(each.at),
            by=people.who(facts.names, each.by),
        )
        for each in waiting
    ]
    told += [say("question.passed", who=people.who(facts.names, each.member)) for each in asked if each.passed]
    return "\n".join(part for part in (" ".join(said), " ".join(told)) if part)
