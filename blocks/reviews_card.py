"""The card while a document is in review, and what a draft's card says of the review that it comes from."""

from slack_sdk.models.blocks import InteractiveElement

from blocks import controls, publishing_controls, text
from blocks.drafts_frame import framed, its_author, plainly, what_next
from blocks.reviews_words import (
    after_approvals,
    blocking_line,
    owed,
    requested,
    reviewers_line,
    several,
    where,
    who,
)
from bot.domain import lifecycle
from bot.domain.facts import Facts
from bot.domain.postmortems import Postmortem, Status, Verb
from bot.domain.reviews import ChangeRequest
from bot.domain.surfaces import CardFacts, Rendered
from bot.domain.times_zones import day_in
from bot.domain.words import due_day, say, short_day

TITLE = 120


def in_review(facts: CardFacts, postmortem: Postmortem, gate: Facts) -> Rendered:
    """Return the card of a document in review: who has approved, who is owed, what blocks, what comes next."""
    coming = _coming(facts, gate)
    lines = [f"{coming}\n{_reviewers(facts, gate)}"]
    if (blocking := _blocking(facts, gate)) and not owed(gate):
        lines.append(blocking)
    buttons = _buttons(postmortem, gate)
    return framed(
        facts,
        postmortem,
        state=say("card.status.in_review"),
        lines=lines,
        after=(blocking, controls.checklist(postmortem)) if blocking and owed(gate) else None,
        buttons=[*buttons, controls.menu(postmortem)],
        summary=_summary(postmortem, coming),
        small=[say("card.reply")],
    )


def _buttons(postmortem: Postmortem, gate: Facts) -> list[InteractiveElement]:
    """Return what can be done: reviewed while somebody owes that, else what blocks is mended."""
    buttons: list[InteractiveElement] = [controls.read(postmortem.id, postmortem.name)]
    if owed(gate):
        return [*buttons, controls.approve(postmortem), controls.request_changes(postmortem)]
    if lifecycle.approvals_missing(gate):
        return [*buttons, controls.approve(postmortem), controls.checklist(postmortem)]
    if lifecycle.gaps(gate):
        return [*buttons, controls.edit(postmortem.id, postmortem.name), controls.checklist(postmortem)]
    return [*buttons, publishing_controls.publish(postmortem)]


def _summary(postmortem: Postmortem, coming: str) -> str:
    status = f"{say('card.status.in_review').lower()}. {plainly(coming)}".removesuffix(".")
    return say("card.text", pm=postmortem.name, title=text.line(postmortem.title, TITLE), status=status)


def _reviewers(facts: CardFacts, gate: Facts) -> str:
    asked = requested(gate)
    done = len([one for one in asked if one.counts_for(gate.postmortem.revision)])
    counted = say("card.of_reviewers", done=done, n=len(asked))
    return counted if facts.audience.is_shared else f"{reviewers_line(gate)} · {counted}"


def _blocking(facts: CardFacts, gate: Facts) -> str:
    gaps = lifecycle.gaps(gate)
    if not gaps:
        return ""
    if facts.audience.is_shared:
        return say("pub.blocked", n=len(gaps))
    return f"{text.bold(say('card.before'))} {blocking_line(one.short for one in gaps)}"


def _coming(facts: CardFacts, gate: Facts) -> str:
    if facts.audience.is_shared:
        return what_next(say("card.reviewers_read"))
    missing = owed(gate)
    if not missing:
        nothing = "" if lifecycle.blockers(gate, Verb.PUBLISH) else f"{say('card.nothing_blocks')} "
        return f"{nothing}{what_next(after_approvals(gate))}"
    names = several(gate, (one.reviewer for one in missing))
    one = len(missing) == 1
    due = gate.postmortem.round.due
    if all(review.has_approved for review in missing):
        return what_next(say("card.look_again_one" if one else "card.look_again", who=names))
    if due is None:
        return what_next(say("card.read_one" if one else "card.read", who=names))
    today = day_in(facts.now, facts.zone)
    if due < today:
        late = say("card.was_due", day=due_day(due, today))
        return f"{late} {what_next(say('card.read_one' if one else 'card.read', who=names))}"
    return what_next(say("card.read_by_one" if one else "card.read_by", who=names, day=due_day(due, today)))


def state_in_words(facts: CardFacts, postmortem: Postmortem) -> str:
    """Return where a document stands once it was sent for review, for its author."""
    if postmortem.status is Status.IN_REVIEW and facts.gate is not None:
        return f"{say('card.status.in_review')}. {_coming(facts, facts.gate)}"
    if postmortem.status is Status.DRAFT:
        return came_back(facts, postmortem) or f"{say('card.status.draft')}. {what_next(say('dm.ready_next_undated'))}"
    at = postmortem.publication.at
    if postmortem.status is Status.PUBLISHED and at is not None:
        return f"{say('rev.published', day=short_day(day_in(at, facts.zone)))} {say('none.left')}"
    return f"{say(f'card.status.{postmortem.status}')}. {say('none.left')}"


def _open_requests(facts: CardFacts) -> list[ChangeRequest]:
    return [one for one in facts.gate.requests if one.is_open] if facts.gate is not None else []


def is_to_be_answered(facts: CardFacts) -> bool:
    """Whether somebody asked for changes and waits for the answer."""
    return bool(_open_requests(facts))


def onwards(facts: CardFacts, postmortem: Postmortem) -> InteractiveElement:
    """Return the button of a draft that leads on: *Answer* where changes were asked for, else *Send for review*."""
    asked = _open_requests(facts)
    return (
        controls.answer_request(postmortem.id, postmortem.name, asked[-1].id) if asked else controls.submit(postmortem)
    )


def came_back(facts: CardFacts, postmortem: Postmortem) -> str:
    """Return why a draft is one again: changes were asked for, it was taken back, or reopened; empty otherwise."""
    gate, publication, round_ = facts.gate, postmortem.publication, postmortem.round
    if gate is None:
        return ""
    if asked := _open_requests(facts):
        return _asked_for(facts, postmortem, gate, asked[-1])
    if round_.withdrawn_at is not None:
        by = its_author(facts, postmortem) if facts.audience.is_shared else who(gate, round_.withdrawn_by)
        return say("card.withdrawn", who=by)
    reopened = publication.reopened_at
    if reopened is None or (round_.asked_at is not None and round_.asked_at > reopened) or facts.audience.is_shared:
        return ""
    reason = text.line(publication.reopened_why, text.REASON)
    by = who(gate, publication.reopened_by)
    return say("card.reopened", who=by, reason=reason, revision=publication.revision or postmortem.revision)


def _asked_for(facts: CardFacts, postmortem: Postmortem, gate: Facts, asked: ChangeRequest) -> str:
    if facts.audience.is_shared:
        return say("card.changes_shared")
    author = its_author(facts, postmortem)
    sentence = say("card.changes", who=who(gate, asked.by), where=where(gate, asked), author=author)
    return sentence.replace(say("card.next"), text.bold(say("card.next")))
