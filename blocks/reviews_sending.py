"""The window that sends a document for review, and what reads it back."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from slack_sdk.models.blocks import Block, ButtonElement, CheckboxesElement, DatePickerElement, UserMultiSelectElement
from slack_sdk.models.blocks import PlainTextInputElement as Typed

from blocks import controls, ids, kit, people, text
from blocks.blame import about_ai
from blocks.ids import Fields, Ref
from blocks.reviews_words import MOST_BLOCKERS
from bot.domain.errors import Invalid
from bot.domain.lifecycle import MOST_REVIEWERS
from bot.domain.mentions import named
from bot.domain.postmortems import Visibility
from bot.domain.reviewing import BY_AI, LONGEST_NOTE, Blame, SubmitFacts, Wish
from bot.domain.text import normalise, utf16_length
from bot.domain.values import Value
from bot.domain.words import Glyph, duration, listing, marked, say

BLOCKER: Final = 160
UNREAD: Final = 80
PHRASE: Final = 300
MOST_PHRASES: Final = 5
MOST_KEPT: Final = 17
WEEK: Final = timedelta(days=7)
_KEEP: Final = "keep"


class ReviewForm(Value):
    """What was chosen in the window: for which document, and the wish."""

    postmortem: int
    wish: Wish


def _span(after: timedelta) -> str:
    return say("review.week") if after == WEEK else duration(after)


def review_view(facts: SubmitFacts, *, unread: str = "") -> dict[str, Any]:
    """Return the window that sends a document for review, filled in with what is suggested.

    `unread` are words in the place of its day that name none.
    """
    postmortem = facts.gate.postmortem
    blocks: list[Block] = [kit.section(_open(facts), controls.checklist(postmortem) if facts.open else None)]
    blocks.append(reviewers_field(facts))
    blocks.append(
        kit.field(
            Fields.DUE,
            say("review.due"),
            DatePickerElement(action_id=Fields.VALUE, initial_date=facts.due.isoformat() if facts.due else None),
            hint=say("review.due_hint", span=_span(facts.after)),
            optional=True,
        )
    )
    if unread:
        blocks.append(kit.context(say("list.unknown", what=text.line(unread, UNREAD))))
    note = Typed(
        action_id=Fields.VALUE,
        multiline=True,
        max_length=LONGEST_NOTE,
        initial_value=normalise(facts.note, limit=LONGEST_NOTE) or None,
    )
    blocks.append(kit.field(Fields.NOTE, say("review.note"), note, optional=True))
    blocks += _blame(facts)
    if facts.machine:
        keep = CheckboxesElement(action_id=Fields.VALUE, options=[kit.option(say("review.keep"), _KEEP)])
        blocks.append(kit.field(Fields.KEEP, say("review.machine", n=facts.machine), keep, optional=True))
    ref = Ref(kind="review", postmortem=postmortem.id, word=",".join(facts.kept[-MOST_KEPT:]) or None)
    title = say("title.review", pm=postmortem.name)
    return kit.modal(title, ids.REVIEW_FORM, blocks, ref=ref, submit=say("button.send"))


def _blame(facts: SubmitFacts) -> list[Block]:
    """Return the phrases that may read as blame, each with what it could say, and the ways on."""
    blocks: list[Block] = []
    names = facts.gate.names
    shown = facts.phrases[:MOST_PHRASES]
    for one in shown:
        lead = f'{text.bold(say("review.blame"))} "{text.line(named(one.text, names), PHRASE)}"'
        place = say("review.blame_in", section=text.line(one.title, BLOCKER))
        maybe = f'{say("review.blame_maybe")} "{text.line(named(one.suggestion, names), PHRASE)}"'
        ref = Ref(kind="blame", postmortem=facts.gate.postmortem.id, word=f"{one.section}:{one.mark}")
        keep = kit.button(say("button.keep_mine"), ids.BLAME_KEEP, ref, named(one.text, names))
        blocks += [kit.section(f"{lead} {place}. {maybe}"), kit.actions(_use(facts, one, one.suggestion), keep)]
        if wording := facts.wordings.found.get(one.mark):
            said = f'{marked(Glyph.AI, say("blame.by_ai"))} "{text.line(named(wording, names), PHRASE)}"'
            blocks.append(kit.section(said, _use(facts, one, wording, by_ai=True)))
    if (rest := len(facts.phrases) - MOST_PHRASES) > 0:
        blocks.append(kit.context(say("review.more_phrases", n=rest)))
    return blocks + _asking(facts, shown)


def _use(facts: SubmitFacts, one: Blame, wording: str, *, by_ai: bool = False) -> ButtonElement:
    mark = f"{BY_AI}{one.mark}" if by_ai else one.mark
    ref = Ref(kind="blame", postmortem=facts.gate.postmortem.id, word=f"{one.section}:{mark}")
    return kit.button(say("button.use_wording"), ids.BLAME_USE, ref, named(wording, facts.gate.names))


def _asking(facts: SubmitFacts, shown: Sequence[Blame]) -> list[Block]:
    """Return how far a model is with its wordings, or the button that asks for what is missing of them."""
    wordings = facts.wordings
    if said := about_ai(wordings, shown) if shown else "":
        return [kit.context(said)]
    if not wordings.may_ask or all(one.mark in wordings.found for one in shown):
        return []
    postmortem = facts.gate.postmortem
    ref = Ref(kind="blame", postmortem=postmortem.id)
    return [kit.actions(kit.button(say("button.ask_ai"), ids.BLAME_ASK, ref, postmortem.name))]


def reviewers_field(facts: SubmitFacts) -> Block:
    """Return the field in which reviewers are chosen."""
    select = UserMultiSelectElement(
        action_id=Fields.VALUE,
        initial_users=people.choosable(facts.suggested) or None,
        max_selected_items=MOST_REVIEWERS,
    )
    return kit.field(Fields.REVIEWERS, say("review.reviewers"), select, hint=_hint(facts))


def _open(facts: SubmitFacts) -> str:
    if not facts.open:
        return say("review.nothing_open")
    what = listing([text.line(one.short, BLOCKER) for one in facts.open], MOST_BLOCKERS)
    return f"{text.bold(say('review.open'))} {say('review.open_list', what=what)}"


def _hint(facts: SubmitFacts) -> str:
    gate = facts.gate
    said = [say("review.hint")]
    chosen = [one for one in facts.suggested if gate.is_admin(one)]
    if chosen:
        said.append(say("review.hint_admin", who=gate.name(chosen[0])))
    elif facts.admins:
        said.append(say("review.hint_add_admin", who=facts.admins[0]))
    else:
        said.append(say("rev.admin_nobody"))
    if gate.postmortem.visibility is Visibility.PRIVATE:
        said.append(say("review.hint_private"))
    return " ".join(said)


def read_review(view: Mapping[str, Any]) -> ReviewForm:
    """Read the window. Raises Invalid where nobody was chosen, or the note is too long."""
    ref = kit.ref_of(view)
    reviewers = kit.people_of(view, Fields.REVIEWERS)
    note = normalise(kit.value_of(view, Fields.NOTE) or "").strip()
    wrong: dict[str, str] = {}
    if not reviewers:
        wrong[Fields.REVIEWERS] = say("rev.nobody")
    if utf16_length(note) > LONGEST_NOTE:
        wrong[Fields.NOTE] = say("review.long_note", n=utf16_length(note))
    if wrong:
        raise Invalid(" ".join(wrong.values()), fields=wrong, postmortem=ref.postmortem)
    due = kit.value_of(view, Fields.DUE)
    wish = Wish(
        reviewers=reviewers,
        due=date.fromisoformat(due) if due else None,
        note=note,
        keep_ai=_KEEP in kit.choices_of(view, Fields.KEEP),
    )
    return ReviewForm(postmortem=ref.postmortem or 0, wish=wish)
