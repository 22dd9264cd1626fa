"""The card while there is a draft: being made, ready, on hold, failed or put aside, and what it says of the import.

It shows what the facts hold and decides no right: everybody in the channel sees the same card.
"""

from zoneinfo import ZoneInfo

from slack_sdk.models.blocks import Block, InteractiveElement

from blocks import controls, drafts_ai, ids, kit, offers, people, publishing_card, reviews_card, text
from blocks.drafts_frame import framed, its_author, its_title, plainly, what_next
from blocks.drafts_words import (
    borne_out,
    due_in_words,
    gaps_in_words,
    import_report,
    items_in_words,
    required_sections,
    shown_entries,
    span,
    title_of,
)
from blocks.ids import Ref
from bot.domain.postmortems import Postmortem, Stage, Status
from bot.domain.surfaces import CardFacts, Rendered
from bot.domain.timeline import Origin
from bot.domain.words import Glyph, capitalised, count, marked, say, short_day

MOST_BLOCKERS = 6
CHANGES = "changes"
TITLE = 120
SEVERITY = 20
_MAKING = {Stage.READING, Stage.NARRATING}


def card(facts: CardFacts) -> Rendered:
    """Return the one living message of an incident: its offer, or its postmortem in its present state."""
    if facts.postmortem is None:
        return offers.offer(facts)
    if facts.postmortem.discarded_at is not None:
        return _discarded(facts, facts.postmortem)
    if facts.postmortem.status is Status.DRAFT:
        return _draft(facts, facts.postmortem)
    if facts.postmortem.status is Status.IN_REVIEW and facts.gate is not None:
        return reviews_card.in_review(facts, facts.postmortem, facts.gate)
    return _published(facts, facts.postmortem)


def _published(facts: CardFacts, postmortem: Postmortem) -> Rendered:
    if postmortem.status is Status.ARCHIVED:
        return publishing_card.archived(facts, postmortem)
    if facts.gate is not None:
        return publishing_card.published(facts, postmortem, facts.gate)
    state = say(f"card.status.{postmortem.status}")
    return framed(facts, postmortem, state=state, lines=[what_next(say("none.left"))])


def bare_card(facts: CardFacts, code: str) -> Rendered:
    """Return the card that is shown where the real one cannot be drawn. `code` is what an admin looks up."""
    title = text.plain(facts.postmortem.title if facts.postmortem else facts.incident.title, TITLE)
    name = facts.postmortem.name if facts.postmortem else ""
    sentence = say("card.cannot_draw", ref=text.code(code, 40))
    blocks: list[Block] = [kit.header(" · ".join(filter(None, (name, title)))), kit.section(sentence)]
    if facts.postmortem is not None:
        blocks.append(kit.actions(controls.read(facts.postmortem.id, name)))
    return kit.message(f"{name} {text.line(title, TITLE)}: {sentence}".strip(), *blocks)


def _draft(facts: CardFacts, postmortem: Postmortem) -> Rendered:
    if postmortem.held_at is not None:
        return _held(facts, postmortem)
    if postmortem.progress.stage is Stage.FAILED:
        return _failed(facts, postmortem)
    return _making(facts, postmortem) if postmortem.progress.stage in _MAKING else _ready(facts, postmortem)


def _making(facts: CardFacts, postmortem: Postmortem) -> Rendered:
    progress = postmortem.progress
    if progress.resume_at is not None and progress.resume_at > facts.now:
        summary = ""
        coming = say("making.next_wait", at=text.time_of_day(progress.resume_at))
    else:
        soon = say("making.soon")
        summary = say("making.text", pm=postmortem.name, title=its_title(facts), span=soon)
        coming = say("making.next_nobody", span=soon)
    if postmortem.author:
        coming += f" {say('making.first', who=its_author(facts, postmortem))}"
    is_written = facts.writer or progress.part is not None
    coming += "" if is_written else f" {say('making.next_offline')}"
    now = [] if progress.part is None else [controls.edit(postmortem.id, postmortem.name, label="button.write_now")]
    return framed(
        facts,
        postmortem,
        state=say("making.title"),
        when=span(facts, postmortem),
        body=["\n".join(_steps(facts, postmortem))],
        lines=[what_next(coming)],
        buttons=[*_take(postmortem), *now, controls.not_needed(postmortem)],
        summary=summary,
        small=[_resolved(facts)],
    )


def _steps(facts: CardFacts, postmortem: Postmortem) -> list[str]:
    progress = postmortem.progress
    so_far = count(progress.messages, "message")
    if progress.stage is Stage.NARRATING:
        first = marked(Glyph.DONE, say("making.read", read=_read(postmortem)))
    elif progress.resume_at is not None:
        at = text.time_of_day(progress.resume_at)
        first = marked(Glyph.RUNNING, say("making.wait", so_far=so_far, at=at))
    elif progress.messages:
        first = marked(Glyph.RUNNING, say("making.reading_some", so_far=_so_far(postmortem)))
    else:
        first = marked(Glyph.RUNNING, say("making.reading"))
    if facts.writer or progress.part is not None:
        return [first, *drafts_ai.steps(progress)]
    second = Glyph.RUNNING if progress.stage is Stage.NARRATING else Glyph.WAITS
    return [first, marked(second, say("making.timeline")), marked(Glyph.WAITS, say("making.checking"))]


def _read(postmortem: Postmortem) -> str:
    progress = postmortem.progress
    counted = ((progress.threads, "thread"), (progress.files, "file"))
    return ", ".join([count(progress.messages, "message"), *(count(n, noun) for n, noun in counted if n)])


def _so_far(postmortem: Postmortem) -> str:
    progress = postmortem.progress
    so_far = count(progress.messages, "message")
    if not progress.threads:
        return so_far
    return say("making.threads_of", messages=so_far, done=progress.threads_done, all=count(progress.threads, "thread"))


def _failed(facts: CardFacts, postmortem: Postmortem) -> Rendered:
    cause = text.line((postmortem.progress.trouble or say("making.cause_unknown")).rstrip("."), 300)
    sentence = say("making.failed", cause=cause)
    return framed(
        facts,
        postmortem,
        state=say("making.stopped"),
        when=span(facts, postmortem),
        body=[marked(Glyph.BLOCKS, sentence)],
        lines=[what_next(say("making.next_failed"))],
        buttons=[controls.retry_import(postmortem), *_take(postmortem), controls.not_needed(postmortem)],
        summary=f"{postmortem.name} {its_title(facts)}: {sentence}",
        small=[_resolved(facts)],
    )


def _held(facts: CardFacts, postmortem: Postmortem) -> Rendered:
    at = postmortem.held_at or facts.now
    sentence = say("card.held", at=text.time_of_day(at))
    resume = kit.button(
        say("button.go_on"), ids.DRAFT_RESUME, Ref(kind="draft", postmortem=postmortem.id), postmortem.name
    )
    return framed(
        facts,
        postmortem,
        state=say("card.status.held"),
        body=[sentence],
        lines=[what_next(say("card.next_held"))],
        buttons=[controls.read(postmortem.id, postmortem.name), resume, *_take(postmortem)],
        summary=f"{postmortem.name} {its_title(facts)}: {sentence}",
        small=[_resolved(facts)],
    )


def _ready(facts: CardFacts, postmortem: Postmortem) -> Rendered:
    done, required = required_sections(facts)
    entries = count(len(shown_entries(facts)), "timeline entry")
    counts = say("card.sections", done=done, all=required, entries=entries)
    counts = f"{counts}{items_in_words(facts)}"
    read, missing = import_report(postmortem.report)
    coming = _coming(facts, postmortem)
    lines = "\n".join(one for one in (coming, counts, _before(facts)) if one)
    small = [] if missing else [read]
    if postmortem.report.secrets:
        small.append(say("import.secret", n=postmortem.report.secrets))
    if (machine := sum(one.origin is Origin.AI and not one.is_empty for one in postmortem.sections)) > 0:
        small.append(marked(Glyph.AI, say("card.ai_text", n=machine)))
    small += borne_out(postmortem)
    small += drafts_ai.used(facts, postmortem)
    small.append(say("card.reply"))
    return framed(
        facts,
        postmortem,
        state=say("card.status.draft"),
        lines=[lines],
        ai=drafts_ai.line(facts, postmortem),
        after=(f"{read} {missing}", controls.retry_import(postmortem)) if missing else None,
        then=_better(facts, postmortem),
        buttons=_ways(facts, postmortem),
        summary=_summary(facts, postmortem, coming),
        small=[" ".join(small)],
    )


def _better(facts: CardFacts, postmortem: Postmortem) -> tuple[str, InteractiveElement] | None:
    """Return what template would do better now that the severity is another one, with the way there."""
    if facts.better is None:
        return None
    severity, name = text.line(postmortem.severity or "", SEVERITY), text.line(facts.better.name, TITLE)
    sentence = say("template.proposed", severity=severity or say("card.no_severity"), template=name)
    return sentence, controls.switch_template(postmortem, facts.better.key)


def _ways(facts: CardFacts, postmortem: Postmortem) -> list[InteractiveElement]:
    read, menu = controls.read(postmortem.id, postmortem.name), controls.menu(postmortem)
    if postmortem.author is None:
        return [controls.take(postmortem), read, controls.not_needed(postmortem), menu]
    return [controls.edit(postmortem.id, postmortem.name), read, reviews_card.onwards(facts, postmortem), menu]


def _summary(facts: CardFacts, postmortem: Postmortem, coming: str) -> str:
    if reviews_card.came_back(facts, postmortem):
        status = f"{say('card.status.draft').lower()}. {plainly(coming)}".removesuffix(".")
        return say("card.text", pm=postmortem.name, title=its_title(facts), status=status)
    gaps = capitalised(gaps_in_words(facts))
    return f"{say('card.text_draft', pm=postmortem.name, title=its_title(facts), gaps=gaps)} {plainly(coming)}"


def _coming(facts: CardFacts, postmortem: Postmortem) -> str:
    came_back = reviews_card.came_back(facts, postmortem)
    if reviews_card.is_to_be_answered(facts):
        return came_back
    return f"{came_back} {_sending(facts, postmortem)}".strip()


def _sending(facts: CardFacts, postmortem: Postmortem) -> str:
    if postmortem.author is None:
        return f"{say('card.nobody')} {what_next(say('card.next_nobody'))}"
    author = its_author(facts, postmortem)
    if postmortem.due_at is None:
        return what_next(say("card.next_ready_undated", who=author))
    day = due_in_words(facts, postmortem.due_at)
    if postmortem.due_at < facts.now:
        local = postmortem.due_at.astimezone(ZoneInfo(facts.zone)).date()
        return say("card.late", day=short_day(local), who=author).replace(say("card.next"), text.bold(say("card.next")))
    return what_next(say("card.next_ready", who=author, day=day))


def _before(facts: CardFacts) -> str:
    blocking = [one for one in facts.blocking if one.code != CHANGES]  # the card says by itself who asked for them
    if not blocking:
        return say("card.filled")
    shown = [marked(Glyph.BLOCKS, text.line(one.sentence, 160)) for one in blocking[:MOST_BLOCKERS]]
    if (rest := len(blocking) - len(shown)) > 0:
        shown.append(say("list.more", n=rest))
    return f"{text.bold(say('card.before'))} {' · '.join(shown)}"


def _discarded(facts: CardFacts, postmortem: Postmortem) -> Rendered:
    incident = facts.incident
    header = kit.header(f"{postmortem.name} · {title_of(facts)}")
    by = offers.by(facts)
    asking: list[Block] = []
    if incident.skip_reason in ids.REASONS:
        sentence = say("offer.discarded_reason", who=by, reason=say(f"skip.{incident.skip_reason}").lower())
    elif postmortem.discarded_at is not None and facts.now - postmortem.discarded_at <= offers.REASON_WITHIN:
        sentence = say("offer.discarded", who=by)
        ref = Ref(kind="offer", incident=incident.id)
        asking.append(kit.actions(*controls.reasons(ref, postmortem.name)))
    else:
        sentence = say("offer.discarded_bare", who=by)
    done = say("none.left")
    return kit.message(
        f"{postmortem.name} {its_title(facts)}: {sentence} {done}",
        header,
        kit.section(f"{sentence}\n{done}"),
        *asking,
        kit.actions(controls.undo_not_needed(postmortem)),
    )


def _resolved(facts: CardFacts) -> str:
    incident = facts.incident
    if incident.resolved_at is None:
        return say("card.reply")
    at, how = text.moment(incident.resolved_at), text.line(incident.resolved_how, 120)
    if incident.resolved_by in facts.names and not facts.audience.is_shared:
        sentence = say("making.resolved", who=people.who(facts.names, incident.resolved_by), how=how, at=at)
    else:
        sentence = say("making.resolved_plain", how=how, at=at)
    return sentence.replace("  ", " ")


def _take(postmortem: Postmortem) -> list[InteractiveElement]:
    return [] if postmortem.author else [controls.take(postmortem)]
