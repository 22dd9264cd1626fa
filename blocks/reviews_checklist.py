"""What blocks publishing, each line with the button that mends it; overriding it, and who reviews."""

from collections.abc import Mapping
from typing import Any, Final

from slack_sdk.models.blocks import Block, ButtonElement
from slack_sdk.models.blocks import PlainTextInputElement as Typed

from blocks import action_items, controls, ids, kit, sections, text
from blocks.ids import Fields, Ref
from blocks.reviews_sending import reviewers_field
from blocks.reviews_words import owed, requested
from bot.domain.errors import Invalid
from bot.domain.facts import Blocker, Facts, Mend
from bot.domain.postmortems import Postmortem, Status
from bot.domain.reviewing import LONGEST_WHY, ChecklistFacts, Line, SubmitFacts, print_of
from bot.domain.text import normalise
from bot.domain.values import Value
from bot.domain.words import Glyph, marked, say

MOST_LINES: Final = 12
SENTENCE: Final = 400
ADMIN: Final = "admin"
TIMELINE: Final = "timeline"
_CHOOSE: Final = {"item_due": "button.choose_day", "item_owner": "button.choose_owner"}
_WAITING: Final = {"owed": Glyph.WAITS, "stale": Glyph.STALE}


class OverrideForm(Value):
    """Which blocker (its mark) of which document is set aside, and why."""

    postmortem: int
    mark: str
    reason: str


def checklist_view(facts: ChecklistFacts) -> dict[str, Any]:
    """Return the checklist: what blocks, what is done, and what comes next."""
    postmortem = facts.gate.postmortem
    blocks: list[Block] = [kit.section(_headline(facts))]
    for line in facts.lines[:MOST_LINES]:
        blocks += _drawn(facts, line)
    if (rest := len(facts.lines) - MOST_LINES) > 0:
        blocks.append(kit.context(say("checklist.more", n=rest)))
    if done := _done(facts):
        blocks.append(kit.context(" · ".join(done)))
    blocks.append(kit.context(f"{text.bold(say('card.next'))} {_next(facts)}"))
    ref = Ref(kind="checklist", postmortem=postmortem.id)
    again = kit.button(say("button.check_again"), ids.CHECKLIST_AGAIN, ref, postmortem.name)
    blocks.append(kit.actions(again))
    return kit.modal(say("title.checklist", pm=postmortem.name), ids.CHECKLIST_VIEW, blocks, ref=ref)


def _headline(facts: ChecklistFacts) -> str:
    gate = facts.gate
    blocked = say("pub.blocked", n=len(facts.lines)) if facts.lines else say("checklist.nothing")
    said = text.bold(blocked)
    if gate.postmortem.status is not Status.IN_REVIEW:
        return said
    asked = requested(gate)
    done = sum(one.counts_for(gate.postmortem.revision) for one in asked)
    return f"{said} {say('checklist.approved', done=done, n=len(asked))}"


def _drawn(facts: ChecklistFacts, line: Line) -> list[Block]:
    glyph = _WAITING.get(line.blocker.code, Glyph.BLOCKS)
    first, dot, rest = text.line(line.blocker.sentence, SENTENCE).partition(". ")
    said = marked(glyph, f"{text.bold(first + dot.strip())} {rest}".rstrip())
    if line.asked_at is not None:
        said += f" {say('checklist.asked_again', at=text.moment(line.asked_at))}"
    if line.who:
        said += f"\n{say('checklist.who', who=text.line(line.who, SENTENCE))}"
    buttons = _buttons(facts, line)
    if len(buttons) == 1:
        return [kit.section(said, buttons[0])]
    return [kit.section(said), *([kit.actions(*buttons)] if buttons else [])]


def _buttons(facts: ChecklistFacts, line: Line) -> list[ButtonElement]:
    postmortem = facts.gate.postmortem
    found = mending(facts.gate, line.blocker, ids.CHECKLIST_VIEW) if line.may_mend else []
    if line.may_drop and line.blocker.mend is Mend.ANSWER and line.blocker.targets:
        ref = Ref(kind="request", postmortem=postmortem.id, request=int(line.blocker.targets[0]))
        found.append(kit.button(say("button.drop_request"), ids.REQUEST_DROP, ref, postmortem.name))
    if line.may_override:
        ref = Ref(kind="override", postmortem=postmortem.id, word=line.mark, below=ids.CHECKLIST_VIEW)
        spoken = say("checklist.override_spoken", what=line.blocker.short)
        found.append(kit.button(say("button.override"), ids.OVERRIDE_OPEN, ref, postmortem.name, spoken=spoken))
    return found[: kit.MOST_CONTROLS]


def mending(gate: Facts, blocker: Blocker, below: str) -> list[ButtonElement]:
    """Return what mends a blocker; `below` is the callback id of the window that the buttons stand in."""
    pm = gate.postmortem
    target = blocker.targets[0] if blocker.targets else ""
    found: list[ButtonElement] = []
    match blocker.mend:
        case Mend.WRITE if target == TIMELINE:
            found = [controls.edit_timeline(pm)]
        case Mend.WRITE | Mend.KEEP if pm.section(target) is not None:
            found = [_write(pm, target, below)]
        case Mend.TRAY:
            found = [controls.check_unverified(pm, blocker.count)]
        case Mend.ITEM:
            found = [action_items.items(pm.id, pm.name, _CHOOSE.get(blocker.code, "button.items"))]
        case Mend.ADD_ITEM:
            found.append(action_items.add_item(pm.id, pm.name, below=below))
            found.append(action_items.why_none(pm.id, pm.name, below=below))
        case Mend.DISCUSSIONS:
            found = [controls.comments(pm.id, pm.name, "button.go_through")]
        case Mend.ANSWER if target.isdecimal():
            found = [controls.answer_request(pm.id, pm.name, int(target))]
        case _:
            found = _asking(gate, blocker, target)
    return found


def change_reviewers(
    postmortem: Postmortem, label: str, *, word: str | None = None, below: str | None = None
) -> ButtonElement:
    """Return the button that opens the choice of reviewers; with the word ADMIN an admin is proposed."""
    ref = Ref(kind="review", postmortem=postmortem.id, word=word, below=below)
    return kit.button(say(label), ids.REVIEWERS_OPEN, ref, postmortem.name)


def _asking(gate: Facts, blocker: Blocker, target: str) -> list[ButtonElement]:
    pm = gate.postmortem
    if blocker.mend in {Mend.NUDGE, Mend.ASK_AGAIN}:
        ref = Ref(kind="review", postmortem=pm.id, word=target)
        name = gate.name(target)
        label = say("button.nudge", who=name) if blocker.mend is Mend.NUDGE else say("button.ask_again", who=name)
        return [kit.button(label, ids.REVIEW_NUDGE, ref, pm.name)]
    if blocker.mend in {Mend.ADD_ADMIN, Mend.ADD_REVIEWER}:
        is_admin = blocker.mend is Mend.ADD_ADMIN
        label = "button.add_admin" if is_admin else "button.add_reviewer"
        return [change_reviewers(pm, label, word=ADMIN if is_admin else None, below=ids.CHECKLIST_VIEW)]
    return [controls.submit(pm)] if blocker.mend is Mend.SUBMIT else []


def _write(postmortem: Postmortem, key: str, below: str) -> ButtonElement:
    section = postmortem.section(key)
    title = section.title if section is not None else key
    label = say("button.write_section", section=title)
    return sections.edit_section(postmortem.id, key, title, label=label, below=below)


def _done(facts: ChecklistFacts) -> list[str]:
    """Return what is done already, so that a short list of blockers is believed."""
    gate = facts.gate
    codes = {one.blocker.code for one in facts.lines}
    wanted = [one for one in gate.postmortem.sections if one.required]
    empty = sum(one.blocker.code in {"section", "no_items"} for one in facts.lines)
    said = [say("checklist.sections", done=max(0, len(wanted) - empty), n=len(wanted))] if wanted else []
    said += [say(f"checklist.no_{code}") for code in ("unverified", "discussions", "changes") if code not in codes]
    if gate.postmortem.status is Status.IN_REVIEW and any(gate.is_admin(one.reviewer) for one in gate.reviews):
        said.append(say("checklist.admin_reviews"))
    shown = [marked(Glyph.DONE, one) for one in said]
    return [*shown, *(text.line(one.sentence, SENTENCE) for one in facts.warnings)]


def _next(facts: ChecklistFacts) -> str:
    gate = facts.gate
    match gate.postmortem.status:
        case Status.DRAFT:
            return say("checklist.next_draft")
        case Status.IN_REVIEW if owed(gate) and gate.settings.publishes_by_itself:
            return say("checklist.next_by_itself")
        case Status.IN_REVIEW:
            return say("checklist.next_by_hand" if facts.lines else "rev.by_hand")
        case _:
            return say("none.left")


def override_view(postmortem: Postmortem, blocker: Blocker, ref: Ref) -> dict[str, Any]:
    """Return the window that sets a blocker aside; `ref` is the one of the button that opened it."""
    blocks: list[Block] = [
        kit.section(marked(Glyph.BLOCKS, text.line(blocker.sentence, SENTENCE))),
        kit.field(
            Fields.REASON,
            say("checklist.why"),
            Typed(action_id=Fields.VALUE, multiline=True, max_length=LONGEST_WHY, focus_on_load=True),
            hint=say("pub.override", pm=postmortem.name),
        ),
    ]
    title = say("title.checklist", pm=postmortem.name)
    return kit.modal(title, ids.OVERRIDE_FORM, blocks, ref=ref, submit=say("button.override_submit"))


def read_override(view: Mapping[str, Any]) -> OverrideForm:
    """Read why a blocker is set aside. Raises Invalid where nothing is said."""
    ref = kit.ref_of(view)
    reason = normalise(kit.value_of(view, Fields.REASON) or "", limit=LONGEST_WHY).strip()
    if not reason:
        raise Invalid(say("pub.reason"), fields={Fields.REASON: say("pub.reason")}, postmortem=ref.postmortem)
    return OverrideForm(postmortem=ref.postmortem or 0, mark=ref.word or "", reason=reason)


def reviewers_view(facts: SubmitFacts, ref: Ref) -> dict[str, Any]:
    """Return the window that changes who reviews."""
    postmortem = facts.gate.postmortem
    blocks: list[Block] = [reviewers_field(facts), kit.context(say("checklist.asked_at_once"))]
    title = say("title.review", pm=postmortem.name)
    carried = ref.model_copy(update={"seen": print_of(postmortem.reviewers)})
    return kit.modal(title, ids.REVIEWERS_FORM, blocks, ref=carried, submit=say("button.save"))


def read_reviewers(view: Mapping[str, Any]) -> tuple[int, tuple[str, ...], str | None]:
    """Read who is to review which document, and the print of who was to when the window was opened."""
    ref = kit.ref_of(view)
    return ref.postmortem or 0, kit.people_of(view, Fields.REVIEWERS), ref.seen
