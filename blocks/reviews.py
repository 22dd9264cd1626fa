"""A reviewer's message, in every state that it can come to, and the short answers to approving and withdrawing."""

from typing import Any

from slack_sdk.models.blocks import Block, ButtonElement, InteractiveElement

from blocks import controls, ids, kit, reading, text
from blocks.drafts_words import title_of
from blocks.ids import Ref
from blocks.markdown import inline
from blocks.mentions import with_names
from blocks.publishing_windows import called, told_in
from blocks.reviews_sending import read_review, review_view
from blocks.reviews_words import (
    blocking_line,
    moved_by,
    moved_places,
    next_step,
    published_line,
    reviewers_line,
    where,
    who,
)
from bot.domain import lifecycle
from bot.domain.postmortems import Postmortem, Status, Verb, Visibility
from bot.domain.reviewing import Halt, ReviewFacts
from bot.domain.reviews import ChangeRequest, Review, ReviewState
from bot.domain.surfaces import Rendered
from bot.domain.text import shorten
from bot.domain.words import Glyph, count, due_day, duration, marked, say

__all__ = [
    "approval_asked",
    "approved_message",
    "as_window",
    "halted",
    "is_asked_anew",
    "lost",
    "read_review",
    "review_view",
    "reviewer_dm",
    "sent_message",
    "withdrawn_message",
]

CONFIRMED = "publish"
"""The word of an approving button whose dialog said that it publishes."""
SUMMARY = 1_200
NOTE = 600
ANSWER = 400
TITLE = 120
A_MINUTE = 120
PLACES = 3
PLACE = 60
"""What is named in a dialog of 300 characters."""


def reviewer_dm(facts: ReviewFacts, *, closed: int | None = None, continued: bool = False) -> Rendered:
    """Return what a reviewer's message shows now.

    `closed` is the round that it belonged to, where a later one has a message of its own; `continued` is true where a
    newer message about the same round stands below.
    """
    status = facts.postmortem.status
    done = say("none.left")
    if closed is not None:
        return _quiet(facts, say("rev.closed", n=closed), done)
    if status in {Status.PUBLISHED, Status.ARCHIVED}:
        return _quiet(facts, published_line(facts), done)
    if facts.mine is None or not facts.mine.requested:
        return _quiet(facts, say("rev.no_longer", pm=facts.postmortem.name), done)
    return _back(facts) if status is Status.DRAFT else _in_review(facts, facts.mine, continued=continued)


def _in_review(facts: ReviewFacts, mine: Review, *, continued: bool) -> Rendered:
    if mine.counts_for(facts.postmortem.revision):
        return _approved(facts)
    if continued:
        return _quiet(facts, say("rev.continued"), "")
    if mine.has_approved and not is_asked_anew(facts):
        return _outdated(facts)
    request = _own_request(facts) if mine.state is ReviewState.ASKED_CHANGES else None
    return _asked(facts) if request is None else _waiting(facts, request)


def lost() -> Rendered:
    """Return what the message turns into where its reader may not see the document any more: no title, no number."""
    sentence = f"{say('rev.lost')} {say('none.left')}"
    return kit.message(sentence, kit.section(sentence))


def is_asked_anew(facts: ReviewFacts) -> bool:
    """Whether the present round asked this reader, who has not answered that yet."""
    mine, began = facts.mine, facts.postmortem.round.asked_at
    if mine is None or mine.asked_at is None or began is None or mine.asked_at < began:
        return False
    return mine.at is None or mine.at < mine.asked_at


def _own_request(facts: ReviewFacts) -> ChangeRequest | None:
    mine = [one for one in facts.gate.requests if one.by == facts.reader.member]
    return next((one for one in reversed(mine) if one.is_open), None)


def _last_answered(facts: ReviewFacts) -> ChangeRequest | None:
    mine = [one for one in facts.gate.requests if one.by == facts.reader.member and not one.is_open]
    return mine[-1] if mine else None


def _asked(facts: ReviewFacts) -> Rendered:
    postmortem = facts.postmortem
    blocks: list[Block] = [kit.header(f"{postmortem.name} · {title_of(facts.card)}")]
    blocks.append(kit.section("\n".join(_asking(facts))))
    blocks.append(kit.section(_summary(facts)))
    blocks.append(kit.section("\n".join(_standing(facts))))
    buttons: list[InteractiveElement] = [controls.read(postmortem.id, postmortem.name), approve(facts)]
    buttons += [controls.request_changes(postmortem)]
    if facts.mine is not None and facts.mine.has_approved and facts.mine.revision is not None:
        buttons.append(controls.what_changed(postmortem, facts.mine.revision))
    else:
        buttons.append(controls.comment(postmortem.id, postmortem.name))
    blocks.append(kit.actions(*buttons))
    pages = count(reading.page_count(facts.card), "page")
    blocks.append(kit.context(say("rev.revision", revision=postmortem.revision, pages=pages)))
    return kit.message(_asked_text(facts), *blocks)


def _summary(facts: ReviewFacts) -> str:
    summary = facts.postmortem.section("summary")
    written = summary.text.strip() if summary is not None else ""
    return inline(with_names(written, facts.gate.names), SUMMARY) if written else say("rev.no_summary")


def _asking(facts: ReviewFacts) -> list[str]:
    round_, gate = facts.postmortem.round, facts.gate
    asker = who(gate, round_.asked_by)
    if round_.due is None:
        lines = [text.bold(say("rev.asked_undated", who=asker))]
    else:
        lines = [text.bold(say("rev.asked", who=asker, day=due_day(round_.due, facts.today)))]
    if round_.note:
        lines.append(f'"{text.line(round_.note, NOTE, NOTE + 100)}"')
    if (answered := _last_answered(facts)) is not None and answered.answer:
        lead = text.bold(say("rev.answered", who=who(gate, answered.answered_by)))
        lines.append(f'{lead} "{text.line(answered.answer, ANSWER, ANSWER + 100)}"')
    if facts.mine is not None and facts.mine.has_approved:
        changed = {"who": moved_by(gate, facts.moved), "where": moved_places(gate, facts.moved)}
        lines.append(marked(Glyph.STALE, say("rev.changed_before", revision=facts.mine.revision, **changed)))
    return lines


def _standing(facts: ReviewFacts) -> list[str]:
    gaps = [one.short for one in lifecycle.gaps(facts.gate)]
    lines = [reviewers_line(facts.gate, facts.reader.member), blocking_line(gaps)]
    return [one for one in lines if one] or [say("review.nothing_open")]


def _asked_text(facts: ReviewFacts) -> str:
    postmortem = facts.postmortem
    if is_private(facts):
        return say("rev.asked_private", pm=postmortem.name)
    values = {
        "who": who(facts.gate, postmortem.round.asked_by),
        "pm": postmortem.name,
        "title": text.line(title_of(facts.card), TITLE),
    }
    if postmortem.round.due is None:
        return say("rev.asked_text_undated", **values)
    return say("rev.asked_text", day=due_day(postmortem.round.due, facts.today), **values)


def _approved(facts: ReviewFacts) -> Rendered:
    mine = facts.mine
    at = text.moment(mine.at) if mine is not None and mine.at is not None else ""
    revision = mine.revision if mine is not None else 0
    sentence = say("rev.approved_line", revision=revision, at=at)
    if mine is not None and (mine.revision or 0) < facts.postmortem.revision:
        sentence = f"{sentence} {say('rev.covers')}"
    ref = Ref(kind="review", postmortem=facts.postmortem.id)
    back = kit.button(say("button.take_back"), ids.REVIEW_TAKE_BACK, ref, facts.postmortem.name)
    return _short(facts, marked(Glyph.DONE, sentence), next_step(facts), back)


def _outdated(facts: ReviewFacts) -> Rendered:
    values = {"who": moved_by(facts.gate, facts.moved), "where": moved_places(facts.gate, facts.moved)}
    sentence = marked(Glyph.STALE, say("rev.changed_after", **values))
    mine = facts.mine
    buttons: list[InteractiveElement] = []
    if mine is not None and mine.revision is not None:
        buttons.append(controls.what_changed(facts.postmortem, mine.revision))
    buttons += [approve(facts, "button.approve_again"), controls.request_changes(facts.postmortem)]
    return _message(facts, sentence, buttons)


def _waiting(facts: ReviewFacts, request: ChangeRequest) -> Rendered:
    author = who(facts.gate, facts.postmortem.author)
    sentence = say("rev.you_asked", where=where(facts.gate, request))
    return _short(facts, sentence, say("rev.answers", who=author))


def _back(facts: ReviewFacts) -> Rendered:
    """Return the message while the document is with its author again."""
    gate, postmortem, mine = facts.gate, facts.postmortem, facts.mine
    author = who(gate, postmortem.author)
    if (own := _own_request(facts)) is not None:
        return _waiting(facts, own)
    others = [one for one in gate.requests if one.is_open]
    if others:
        sentence = say("rev.back", who=author, by=who(gate, others[-1].by))
    elif postmortem.round.withdrawn_at is not None:
        sentence = say("card.withdrawn", who=who(gate, postmortem.round.withdrawn_by))
        return _short(facts, sentence, say("rev.back_next", who=author))
    else:
        sentence = say("rev.back_bare", who=author)
    if mine is not None and mine.counts_for(postmortem.revision):
        sentence = f"{sentence} {say('rev.approval_stays')}"
    return _short(facts, sentence, say("rev.back_next", who=author))


def _short(facts: ReviewFacts, sentence: str, coming: str, *buttons: InteractiveElement) -> Rendered:
    postmortem = facts.postmortem
    lines = f"{sentence}\n{text.bold(say('card.next'))} {coming}"
    return _message(facts, lines, [controls.read(postmortem.id, postmortem.name), *buttons])


def _quiet(facts: ReviewFacts, sentence: str, rest: str) -> Rendered:
    postmortem = facts.postmortem
    said = f"{sentence} {rest}".strip()
    return _message(facts, said, [controls.read(postmortem.id, postmortem.name)])


def _message(facts: ReviewFacts, said: str, buttons: list[InteractiveElement]) -> Rendered:
    name = facts.postmortem.name if is_private(facts) else f"{facts.postmortem.name} {_title(facts)}"
    headline = f"{text.bold(facts.postmortem.name)} {_title(facts)}"
    plain = said.replace(text.bold(say("card.next")), say("card.next")).replace("\n", " ")
    return kit.message(f"{name}: {plain}", kit.section(f"{headline}\n{said}"), kit.actions(*buttons))


def _title(facts: ReviewFacts) -> str:
    return text.line(title_of(facts.card), TITLE)


def is_private(facts: ReviewFacts) -> bool:
    """Whether a lock screen may show no more than the number."""
    return facts.postmortem.visibility is Visibility.PRIVATE or facts.card.incident.is_private


def approve(facts: ReviewFacts, label: str = "button.approve") -> ButtonElement:
    """Return *Approve*, bound to the revision that is shown; where it publishes it says so and asks once more."""
    postmortem = facts.postmortem
    if not lifecycle.would_publish(facts.gate, facts.reader.member or ""):
        return controls.approve(postmortem, label)
    question = _goes_to(facts)
    dialog = kit.confirm(say("pub.title", pm=postmortem.name), question, say("pub.yes"), say("pub.not_yet"))
    return controls.approve(postmortem, "button.approve_publish", word=CONFIRMED, confirm=dialog)


def _goes_to(facts: ReviewFacts) -> str:
    is_private = facts.postmortem.visibility is Visibility.PRIVATE
    places = [one for one in facts.places if one.is_own] if is_private else told_in(facts.places)
    where = called(places, PLACES, lambda name: shorten(name, PLACE)) or say("pub.its_people")
    return say("pub.confirm_private" if is_private else "pub.confirm", where=where)


def halted(facts: ReviewFacts, halt: Halt, seen: int) -> Rendered:
    """Return why an approval was not recorded, with the way on. `seen` is the revision that the person looked at."""
    postmortem = facts.postmortem
    if halt is Halt.PUBLISHES:
        sentence = say("rev.last", pm=postmortem.name)
        buttons = [controls.read(postmortem.id, postmortem.name), approve(facts)]
    else:
        values = {"where": moved_places(facts.gate, facts.moved), "who": moved_by(facts.gate, facts.moved)}
        sentence = say("rev.moved_where", when=_when(facts), **values)
        buttons = [controls.what_changed(postmortem, seen), approve(facts, "button.approve_this")]
    return kit.message(f"{postmortem.name}: {sentence}", kit.section(sentence), kit.actions(*buttons))


def _when(facts: ReviewFacts) -> str:
    passed = facts.now - (facts.moved.at or facts.now)
    if passed.total_seconds() < A_MINUTE:
        return say("rev.a_minute_ago")
    return say("rev.ago", span=duration(passed))


def approval_asked(facts: ReviewFacts) -> Rendered:
    """Return the private answer to `/postmortem approve`: the summary and what blocks, never a blind approval."""
    postmortem = facts.postmortem
    headline = f"{text.bold(postmortem.name)} {_title(facts)}"
    if Verb.APPROVE not in facts.may or postmortem.status is not Status.IN_REVIEW:
        sentence = say("rev.not_in_review", pm=postmortem.name, status=_status(postmortem))
        lines = kit.section(f"{headline}\n{sentence}")
        return kit.message(sentence, lines, kit.actions(controls.read(postmortem.id, postmortem.name)))
    blocks: list[Block] = [
        kit.section(headline),
        kit.section(_summary(facts)),
        kit.section("\n".join(_standing(facts))),
        kit.actions(*_judging(facts)),
    ]
    return kit.message(f"{postmortem.name}: {say('button.read')}, {say('button.approve')}", *blocks)


def _judging(facts: ReviewFacts) -> list[ButtonElement]:
    postmortem = facts.postmortem
    buttons = [controls.read(postmortem.id, postmortem.name), approve(facts)]
    return [*buttons, controls.request_changes(postmortem)]


def _status(postmortem: Postmortem) -> str:
    return say(f"card.status.{postmortem.status}").lower()


def approved_message(facts: ReviewFacts) -> Rendered:
    """Return the short private answer to an approval that was recorded."""
    key = "rev.published_now" if facts.postmortem.status is Status.PUBLISHED else "rev.approved_now"
    sentence = say(key, revision=facts.postmortem.revision, pm=facts.postmortem.name)
    return kit.message(sentence, kit.section(sentence))


def withdrawn_message(postmortem: Postmortem) -> Rendered:
    """Return the private answer to taking a document back, with the way back."""
    sentence = say("review.withdrawn", pm=postmortem.name)
    return kit.message(sentence, kit.section(sentence), kit.actions(controls.resume(postmortem)))


def sent_message(postmortem: Postmortem) -> Rendered:
    """Return the private answer to undoing that: it is in review again."""
    sentence = say("review.sent", pm=postmortem.name)
    return kit.message(sentence, kit.section(sentence))


def as_window(message: Rendered) -> dict[str, Any]:
    """Return a short answer as a window, for a click in one: there is no message to answer beside."""
    return kit.modal_of(say("title.one_review"), ids.REVIEW_VIEW, message)
