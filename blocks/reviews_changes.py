"""Asking for changes and answering it: the two windows, the message in the thread, and the two direct ones."""

from collections.abc import Mapping
from typing import Any, Final

from slack_sdk.models.blocks import Block, CheckboxesElement, InteractiveElement, StaticMultiSelectElement
from slack_sdk.models.blocks import PlainTextInputElement as Typed

from blocks import controls, ids, kit, sections, text
from blocks.drafts_words import title_of
from blocks.ids import Fields, Ref
from blocks.reviews_words import who
from bot.domain.errors import Invalid
from bot.domain.postmortems import Status, Visibility
from bot.domain.reviewing import LONGEST_ANSWER, LONGEST_WHY, RequestFacts, ReviewFacts
from bot.domain.surfaces import Rendered
from bot.domain.text import normalise, utf16_length
from bot.domain.values import Value
from bot.domain.words import Glyph, due_day, listing, marked, say

MOST_SECTIONS: Final = 30
MOST_NAMED: Final = 3
QUOTED: Final = 1_000
ROOM: Final = 1_100
SECTION: Final = 60
TITLE: Final = 120
_AGAIN: Final = "again"


class ChangesForm(Value):
    """What should change, in which sections (keys), of which document."""

    postmortem: int
    reason: str
    sections: tuple[str, ...] = ()


class RequestForm(Value):
    """The answer to a change request, and whether the document goes to its reviewers again."""

    postmortem: int
    request: int
    answer: str
    resend: bool = False


def changes_view(facts: ReviewFacts, reason: str = "") -> dict[str, Any]:
    """Return the window that asks what should change; `reason` is what was typed already."""
    postmortem = facts.postmortem
    written = Typed(
        action_id=Fields.VALUE,
        multiline=True,
        max_length=LONGEST_WHY,
        initial_value=normalise(reason, limit=LONGEST_WHY) or None,
    )
    blocks: list[Block] = [
        kit.context(f"{postmortem.name} {text.line(title_of(facts.card), TITLE)}"),
        kit.field(Fields.REASON, say("changes.what"), written),
    ]
    named = sorted(postmortem.sections, key=lambda one: one.position)[:MOST_SECTIONS]
    if named:
        options = [kit.option(f"{place}. {one.title}", one.key) for place, one in enumerate(named, 1)]
        select = StaticMultiSelectElement(action_id=Fields.VALUE, options=options)
        blocks.append(kit.field(Fields.SECTIONS, say("changes.where"), select, optional=True))
    author = who(facts.gate, postmortem.author)
    blocks.append(kit.context(say("changes.goes", who=author)))
    ref = Ref(kind="review", postmortem=postmortem.id)
    return kit.modal(say("title.changes", pm=postmortem.name), ids.CHANGES_FORM, blocks, ref=ref, submit=_send())


def read_changes(view: Mapping[str, Any]) -> ChangesForm:
    """Read what should change. Raises Invalid where nothing is said."""
    ref = kit.ref_of(view)
    reason = normalise(kit.value_of(view, Fields.REASON) or "").strip()
    wrong = say("rev.reason") if not reason else ""
    if utf16_length(reason) > LONGEST_WHY:
        wrong = say("changes.long", n=utf16_length(reason))
    if wrong:
        raise Invalid(wrong, fields={Fields.REASON: wrong}, postmortem=ref.postmortem)
    return ChangesForm(
        postmortem=ref.postmortem or 0, reason=reason, sections=kit.choices_of(view, Fields.SECTIONS)[:MOST_SECTIONS]
    )


def request_view(facts: RequestFacts) -> dict[str, Any]:
    """Return the window that answers a change request."""
    postmortem, request = facts.postmortem, facts.request
    asker = _name(facts, request.by)
    typed = Typed(action_id=Fields.VALUE, multiline=True, max_length=LONGEST_ANSWER)
    blocks: list[Block] = [
        kit.section(f'{text.bold(asker)}: "{text.escape(request.reason, QUOTED, ROOM)}"'),
        kit.field(Fields.ANSWER, say("changes.answer"), typed),
    ]
    if postmortem.status is Status.DRAFT:
        option = kit.option(say("changes.again"), _AGAIN)
        chosen = [option] if not facts.others else None
        again = CheckboxesElement(action_id=Fields.VALUE, options=[option], initial_options=chosen)
        hint = say("changes.others", n=facts.others) if facts.others else None
        blocks.append(kit.field(Fields.AGAIN, say("changes.then"), again, hint=hint, optional=True))
    blocks.append(kit.context(say("changes.asked_again", who=asker)))
    ref = Ref(kind="request", postmortem=postmortem.id, request=request.id)
    return kit.modal(say("title.answer", pm=postmortem.name), ids.REQUEST_FORM, blocks, ref=ref, submit=_send())


def read_request(view: Mapping[str, Any]) -> RequestForm:
    """Read the answer to a change request. Raises Invalid where there is none."""
    ref = kit.ref_of(view)
    answer = normalise(kit.value_of(view, Fields.ANSWER) or "").strip()
    wrong = say("changes.no_answer") if not answer else ""
    if utf16_length(answer) > LONGEST_ANSWER:
        wrong = say("changes.long_answer", n=utf16_length(answer))
    if wrong:
        raise Invalid(wrong, fields={Fields.ANSWER: wrong}, postmortem=ref.postmortem)
    resend = _AGAIN in kit.choices_of(view, Fields.AGAIN)
    return RequestForm(postmortem=ref.postmortem or 0, request=ref.request or 0, answer=answer, resend=resend)


def in_thread(facts: RequestFacts) -> Rendered:
    """Return a change request under the card. To a channel shared with another organisation it says no words."""
    postmortem, request = facts.postmortem, facts.request
    if facts.is_shared:
        key = "card.changes_shared" if request.is_open else "changes.shared_done"
        return kit.message(f"{postmortem.name}: {say(key)}", kit.section(say(key)))
    if request.is_open:
        sentence = f"{_asked(facts)}: {text.escape(request.reason, QUOTED, ROOM)}"
        return kit.message(f"{postmortem.name}: {sentence}", kit.section(sentence), kit.actions(_answer(facts)))
    shown = f"{_asked(facts)}: {text.escape(request.reason, QUOTED, ROOM)}\n{_ended(facts)}"
    blocks: list[Block] = [kit.section(shown)]
    if request.answered_at is not None:
        blocks.append(kit.actions(controls.what_changed(postmortem, request.revision)))
    return kit.message(f"{postmortem.name}: {_ended(facts)}", *blocks)


def to_author(facts: RequestFacts) -> Rendered:
    """Return the message to the author: what is asked for, and what comes next."""
    postmortem, request = facts.postmortem, facts.request
    name = f"{text.bold(postmortem.name)} {text.line(postmortem.title, TITLE)}"
    if not request.is_open:
        lines = f"{name}\n{_asked(facts)}.\n{_ended(facts)}"
        return kit.message(
            f"{postmortem.name}: {_ended(facts)}",
            kit.section(lines),
            kit.actions(controls.read(postmortem.id, postmortem.name)),
        )
    due = postmortem.round.due
    coming = say("changes.next", day=due_day(due)) if due is not None else say("changes.next_undated")
    lines = f'{_asked(facts)}.\n{name}\n"{text.escape(request.reason, QUOTED, ROOM)}"'
    lines += f"\n{text.bold(say('card.next'))} {coming}"
    buttons: list[InteractiveElement] = [*_editing(facts), _answer(facts)]
    if facts.link is not None:
        ref = Ref(kind="request", postmortem=postmortem.id, request=request.id)
        buttons.append(kit.button(say("button.discuss"), ids.REQUEST_DISCUSS, ref, postmortem.name, url=facts.link))
    is_private = postmortem.visibility is Visibility.PRIVATE
    spoken = say("changes.private", pm=postmortem.name) if is_private else f"{postmortem.name}: {_asked(facts)}."
    return kit.message(f"{spoken} {say('card.next')} {coming}", kit.section(lines), kit.actions(*buttons))


def to_asker(facts: RequestFacts) -> Rendered:
    """Return the message to who asked for changes: how it was answered, where no new round brings that."""
    postmortem, request = facts.postmortem, facts.request
    name = f"{text.bold(postmortem.name)} {text.line(postmortem.title, TITLE)}"
    coming = say("rev.back_next", who=_name(facts, postmortem.author))
    if postmortem.status is not Status.DRAFT:
        coming = say("none.left") if postmortem.status is not Status.IN_REVIEW else say("changes.look")
    spoken = say("changes.answered_private", pm=postmortem.name)
    lines = f"{name}\n{_ended(facts)}\n{text.bold(say('card.next'))} {coming}"
    changed = controls.what_changed(postmortem, request.revision)
    buttons = kit.actions(controls.read(postmortem.id, postmortem.name), changed)
    return kit.message(f"{spoken} {say('card.next')} {coming}", kit.section(lines), buttons)


def lost() -> Rendered:
    """Return what a message about a request turns into for who may not see the document any more."""
    sentence = f"{say('rev.lost')} {say('none.left')}"
    return kit.message(sentence, kit.section(sentence))


def _asked(facts: RequestFacts) -> str:
    request = facts.request
    titles = [text.line(facts.titles[one], SECTION, SECTION + 20) for one in request.sections if one in facts.titles]
    asker = _name(facts, request.by)
    if not titles:
        return say("changes.asks", who=asker)
    return say("changes.asks_in", who=asker, where=text.bold(listing(titles, MOST_NAMED)))


def _ended(facts: RequestFacts) -> str:
    request = facts.request
    if request.answered_at is None:
        return marked(Glyph.DONE, say("changes.dropped", who=_name(facts, request.dropped_by)))
    answer = text.escape(request.answer or "", QUOTED, ROOM)
    return marked(Glyph.DONE, f"{say('changes.answered', who=_name(facts, request.answered_by))} {answer}")


def _editing(facts: RequestFacts) -> list[InteractiveElement]:
    """Return the button that opens the first section that is named; the whole document where none is."""
    postmortem = facts.postmortem
    key = next((one for one in facts.request.sections if one in facts.titles), None)
    if key is None:
        return [controls.edit(postmortem.id, postmortem.name)]
    title = facts.titles[key]
    return [sections.edit_section(postmortem.id, key, title, label=say("button.edit_section", section=title))]


def _answer(facts: RequestFacts) -> InteractiveElement:
    return controls.answer_request(facts.postmortem.id, facts.postmortem.name, facts.request.id)


def _name(facts: RequestFacts, member: str | None) -> str:
    return text.name(facts.names.get(member or "", "")) or say("who.somebody")


def _send() -> str:
    return say("button.send")
