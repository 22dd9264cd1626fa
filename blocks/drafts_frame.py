"""The frame that every card stands in: headline, status line, what is said, buttons and small print."""

from slack_sdk.models.blocks import Block, InteractiveElement

from blocks import controls, kit, people, text
from blocks.drafts_words import length, title_of
from bot.domain.postmortems import Postmortem, Status, Visibility
from bot.domain.surfaces import CardFacts, Rendered
from bot.domain.words import listing, say

TITLE = 120


def framed(
    facts: CardFacts,
    postmortem: Postmortem,
    *,
    state: str,
    when: str | None = None,
    body: list[str] | None = None,
    lines: list[str],
    ai: tuple[str, InteractiveElement | None] | None = None,
    after: tuple[str, InteractiveElement] | None = None,
    then: tuple[str, InteractiveElement] | None = None,
    buttons: list[InteractiveElement] | None = None,
    summary: str = "",
    small: list[str] | None = None,
) -> Rendered:
    """Return a card: headline, status line, lines, buttons and small print. `summary` is its text, made if empty."""
    blocks: list[Block] = [kit.header(f"{postmortem.name} · {title_of(facts)}")]
    blocks.append(kit.section(_status_line(facts, postmortem, state, when)))
    blocks += [kit.section(one) for one in (*(body or []), *lines)]
    blocks += [kit.section(*one) for one in (ai, after, then) if one is not None]
    blocks.append(kit.actions(*(buttons or [controls.read(postmortem.id, postmortem.name)])))
    if small_print := [one for one in (*(small or []), *_about_the_place(facts, postmortem)) if one]:
        blocks.append(kit.context(*small_print))
    if not summary:
        status = f"{state}. {plainly(' '.join(lines))}".removesuffix(".")
        summary = say("card.text", pm=postmortem.name, title=its_title(facts), status=status)
    return kit.message(summary, *blocks)


def _about_the_place(facts: CardFacts, postmortem: Postmortem) -> list[str]:
    """Return who can see it, what happens where the card stands, and why it stands there."""
    place, own = facts.audience, facts.incident.channel
    said = []
    is_direct = place.member is not None
    if facts.incident.is_private or postmortem.visibility is Visibility.PRIVATE or (place.is_private and not is_direct):
        said.append(say("card.private"))
    if place.channel and own is not None and place.channel != own:
        said.append(say("card.elsewhere", channel=text.name(f"#{facts.incident.channel_name}")))
    elif facts.newcomer and postmortem.status not in {Status.PUBLISHED, Status.ARCHIVED}:
        said.append(say("card.new_here"))
    if facts.reposted:
        said.append(say("card.again"))
    return said


def _status_line(facts: CardFacts, postmortem: Postmortem, state: str, when: str | None) -> str:
    severity = postmortem.severity or facts.incident.severity
    services = postmortem.services or facts.incident.services
    parts = [
        text.bold(state),
        text.line(severity, 20) if severity else say("card.no_severity"),
        when or length(facts, postmortem),
        listing([text.name(one) for one in services], 3),
        _author_line(facts, postmortem),
    ]
    return " · ".join(part for part in parts if part)


def _author_line(facts: CardFacts, postmortem: Postmortem) -> str:
    if facts.audience.is_shared:
        return ""
    return say("card.author", who=its_author(facts, postmortem)) if postmortem.author else say("card.no_author")


def its_author(facts: CardFacts, postmortem: Postmortem) -> str:
    """Return the author's name; in a channel shared with another organisation nobody is named."""
    return say("who.author") if facts.audience.is_shared else people.who(facts.names, postmortem.author)


def its_title(facts: CardFacts) -> str:
    """Return the title, escaped."""
    return text.line(title_of(facts), TITLE)


def what_next(sentence: str) -> str:
    """Return what comes next, after the word that every card has."""
    return f"{text.bold(say('card.next'))} {sentence}"


def plainly(escaped: str) -> str:
    """Return a line for the text of a message, where nothing is bold."""
    return escaped.replace(text.bold(say("card.next")), say("card.next"))
