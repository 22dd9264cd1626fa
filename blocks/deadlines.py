"""Late documents in the message of a working morning, those without an author, offers; and who is asked for help."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block, ButtonElement

from blocks import controls, ids, kit, offers, text
from blocks.ids import Ref
from bot.domain.deadlines import HelpWanted, LateDraft, NoAuthor, Step, Unanswered
from bot.domain.mornings import MorningFacts
from bot.domain.postmortems import Postmortem, Visibility
from bot.domain.surfaces import Rendered
from bot.domain.words import Glyph, due_day, marked, say, short_day

TITLE = 120
_ANSWERED = {"take": "late.asked_take", "join": "late.asked_join", "decline": "late.asked_decline"}


def late_lead(_: MorningFacts, owed: Sequence[LateDraft]) -> str:
    """Return how many documents are late."""
    return say("late.count", n=len(owed))


def late_lines(facts: MorningFacts, late: LateDraft) -> list[Block]:
    """Return what is asked of an author or an admin about a late document, with what they can do."""
    line, postmortem = _late_line(facts, late), late.postmortem
    if late.step == Step.ADMIN:
        return [kit.section(line, controls.people(postmortem))]
    if late.until is not None:
        said = marked(Glyph.WAITS, say("due.back", day=due_day(late.until, facts.today)))
        return [kit.section(f"{line}\n{said}", _button(late, "button.undo", ids.DRAFT_WAKE))]
    first = (
        controls.checklist(postmortem) if late.step == Step.PUBLISH else controls.edit(postmortem.id, postmortem.name)
    )
    buttons = [first, _button(late, "button.snooze", ids.DRAFT_SNOOZE)]
    if late.is_alone:
        return [kit.section(f"{line}\n{marked(Glyph.WAITS, say('late.nobody'))}"), kit.actions(*buttons)]
    if late.helper:
        key = "late.joined" if late.helps else "late.help"
        said = marked(Glyph.DONE, say(key, who=text.name(late.helper), pm=postmortem.name))
        return [kit.section(f"{line}\n{said}"), kit.actions(*buttons)]
    if late.step != Step.PUBLISH:
        buttons.append(_button(late, "button.need_help", ids.DRAFT_HELP))
    return [kit.section(line), kit.actions(*buttons)]


def late_name(late: LateDraft) -> str:
    """Return which document it is, for a notification."""
    return _named(late.postmortem)


def nobody_lead(_: MorningFacts, owed: Sequence[NoAuthor]) -> str:
    """Return how many documents have no author."""
    return say("author.count", n=len(owed))


def nobody_lines(_: MorningFacts, asked: NoAuthor) -> list[Block]:
    """Return the question who writes a document, with the button that takes it where this reader may."""
    line = f"{_about(asked.postmortem)} · {say('author.wanted')}"
    read = controls.read(asked.postmortem.id, asked.postmortem.name)
    if not asked.may_take:
        return [kit.section(line, read)]
    return [kit.section(line), kit.actions(controls.take(asked.postmortem), read)]


def nobody_name(asked: NoAuthor) -> str:
    """Return which document it is, for a notification."""
    return _named(asked.postmortem)


def offer_lead(_: MorningFacts, owed: Sequence[Unanswered]) -> str:
    """Return how many offers wait."""
    return say("offer.count", n=len(owed))


def offer_lines(_: MorningFacts, asked: Unanswered) -> list[Block]:
    """Return the question whether there is to be a postmortem, with its two answers."""
    incident = asked.incident
    title = text.bold(text.line(incident.title, TITLE))
    return [kit.section(f"{title} {say('offer.unanswered')}"), offers.choices(incident)]


def offer_name(asked: Unanswered) -> str:
    """Return which incident it is, for a notification; of a private one nothing."""
    return "" if asked.incident.is_private else text.line(asked.incident.title, TITLE)


def help_wanted(facts: HelpWanted) -> Rendered:
    """Return the message to whoever is asked for help; afterwards what was said to it."""
    postmortem, who = facts.postmortem, text.name(facts.asker)
    if facts.answer or not facts.is_open:
        key = _ANSWERED.get(facts.answer, "late.asked_over")
        done = marked(Glyph.DONE, say(key, who=who, pm=postmortem.name))
        writes = facts.answer in {"take", "join"} and facts.answer
        left = [] if writes else [say("none.left")]
        sentence = " ".join([done, *left])
        button = controls.edit(postmortem.id, postmortem.name) if writes else None
        return kit.message(sentence, kit.section(sentence, button))
    lead = say("late.ask_lead", who=who)
    when = f", {say('late.ask_due', day=due_day(facts.due, facts.today))}" if facts.due else "."
    coming = f"{text.bold(say('card.next'))} {say('late.ask_next')}"
    about = f"{postmortem.name} {text.line(postmortem.title, TITLE)}"
    is_private = postmortem.visibility is Visibility.PRIVATE
    spoken = say("late.ask_private", who=who, pm=postmortem.name) if is_private else f"{lead} {about}{when}"
    return kit.message(
        spoken,
        kit.section(f"{text.bold(lead)} {about}{when}\n{coming}"),
        kit.actions(
            _help(postmortem, "button.help_take", ids.HELP_TAKE),
            _help(postmortem, "button.help_join", ids.HELP_JOIN),
            controls.read(postmortem.id, postmortem.name),
            _help(postmortem, "button.help_decline", ids.HELP_DECLINE),
        ),
    )


def _help(postmortem: Postmortem, label: str, action: str) -> ButtonElement:
    return kit.button(say(label), action, Ref(kind="help", postmortem=postmortem.id), postmortem.name)


def _button(late: LateDraft, label: str, action: str) -> ButtonElement:
    return kit.button(say(label), action, Ref(kind="draft", postmortem=late.postmortem.id), late.postmortem.name)


def _late_line(facts: MorningFacts, late: LateDraft) -> str:
    day, about = short_day(late.day, facts.today), _about(late.postmortem)
    if late.step == Step.BEGIN:
        return f"{about} · {say('late.begin', day=day)}"
    if late.step == Step.PUBLISH:
        return f"{about} · {say('late.publish', day=day)}"
    if late.step == Step.ADMIN:
        who = text.name(late.author)
        return f"{about} · {say('late.admin', day=day, who=who) if who else say('late.admin_nobody', day=day)}"
    title = text.line(late.postmortem.title, TITLE)
    return f"{say('late.draft', pm=f'{text.bold(late.postmortem.name)} {title}', day=day)}"


def _about(postmortem: Postmortem) -> str:
    return f"{text.bold(postmortem.name)} {text.line(postmortem.title, TITLE)}"


def _named(postmortem: Postmortem) -> str:
    is_private = postmortem.visibility is Visibility.PRIVATE
    return postmortem.name if is_private else f"{postmortem.name} {text.line(postmortem.title, TITLE)}"
