"""The offer of a postmortem that is recommended and not required, and what became of it."""

from datetime import timedelta

from slack_sdk.models.blocks import ActionsBlock, Block

from blocks import controls, ids, kit, people, text
from blocks.ids import Ref
from bot.domain.incidents import Incident
from bot.domain.surfaces import CardFacts, Rendered
from bot.domain.words import say

TITLE = 120
REASON_WITHIN = timedelta(days=1)


def offer(facts: CardFacts) -> Rendered:
    """Return the offer: to start or to skip, why it was skipped, or that nothing is left to do."""
    incident = facts.incident
    if incident.skipped_by is None and incident.skipped_at is None:
        return _open(facts)
    if incident.skip_reason in ids.REASONS:
        return _done(
            facts, say("offer.skipped_reason", who=by(facts), reason=say(f"skip.{incident.skip_reason}").lower())
        )
    if incident.skipped_at is not None and facts.now - incident.skipped_at > REASON_WITHIN:
        return _done(facts, say("offer.skipped_silent", who=by(facts)))
    return _skipped(facts)


def by(facts: CardFacts) -> str:
    """Return who skipped it, escaped."""
    return people.who({} if facts.audience.is_shared else facts.names, facts.incident.skipped_by)


def about(facts: CardFacts) -> str:
    """Return the incident's title as raw text, for ears: an offer has no number yet."""
    return facts.incident.title.strip() or say("about.incident")


def _open(facts: CardFacts) -> Rendered:
    incident = facts.incident
    title, why = text.line(about(facts), TITLE), text.line(incident.policy_why.rstrip("."), 200)
    why = why or say("why.nothing")
    sentence = say("offer.recommended", title=text.bold(title), why=why)
    blocks: list[Block] = [
        kit.section(sentence),
        choices(incident),
        kit.context(f"{text.bold(say('card.next'))} {_next(facts)}"),
    ]
    return kit.message(say("offer.text", title=title, why=why), *blocks)


def choices(incident: Incident) -> ActionsBlock:
    """Return the two answers to an offer."""
    ref, ear = Ref(kind="offer", incident=incident.id), f"· {incident.title.strip() or say('about.incident')}"
    return kit.actions(
        kit.button(say("button.start"), ids.OFFER_START, ref, ear),
        kit.button(say("button.skip"), ids.OFFER_SKIP, ref, ear),
    )


def _next(facts: CardFacts) -> str:
    """Return who is asked without an answer; whoever was there, where nobody knows who said that it is resolved."""
    first = facts.incident.resolved_by
    if first not in facts.names or facts.audience.is_shared:
        return say("offer.next_anybody")
    return say("offer.next", who=people.who(facts.names, first))


def _skipped(facts: CardFacts) -> Rendered:
    ref = Ref(kind="offer", incident=facts.incident.id)
    sentence = say("offer.skipped", who=by(facts))
    undo = kit.button(say("button.undo"), ids.OFFER_UNDO, ref, _ear(facts))
    return kit.message(
        f"{text.line(about(facts), TITLE)}: {sentence}",
        kit.section(f"{sentence}\n{text.bold(say('card.next'))} {say('none.left')}"),
        kit.actions(*controls.reasons(ref, _ear(facts))),
        kit.actions(undo),
    )


def _done(facts: CardFacts, sentence: str) -> Rendered:
    again = controls.start_after_all(facts.incident.id, _ear(facts))
    return kit.message(
        f"{text.line(about(facts), TITLE)}: {sentence} {say('none.left')}",
        kit.section(f"{sentence}\n{say('none.left')}"),
        kit.actions(again),
    )


def _ear(facts: CardFacts) -> str:
    return f"· {about(facts)}"
