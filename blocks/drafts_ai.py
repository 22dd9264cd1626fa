"""What is shown of the model behind a draft: how far it is, why it gave nothing, who allowed it, and what was sent."""

from collections.abc import Mapping
from typing import Any, Final

from slack_sdk.models.blocks import Block, ButtonElement, InteractiveElement, PlainTextInputElement

from blocks import ids, kit, people, text
from blocks.ids import Fields, Ref
from bot.domain.narration import RUNS_A_PAGE, AiRun, AiTrouble, Part
from bot.domain.postmortems import Postmortem, Progress, Stage
from bot.domain.surfaces import CardFacts
from bot.domain.text import LONGEST_REASON, normalise
from bot.domain.windows import AiFacts
from bot.domain.words import Glyph, count, listing, marked, number, say

NAME: Final = 60
MOST_KINDS: Final = 12
_PARTS: Final = (Part.FACTS, Part.WRITING, Part.CHECKING)
_SHOWN: Final = {Part.FACTS: "making.facts", Part.WRITING: "making.sections", Part.CHECKING: "making.checking"}


def steps(progress: Progress) -> list[str]:
    """Return a line for each part of a model's work: done, running or waiting, with how far it is."""
    at = _PARTS.index(progress.part) if progress.part in _PARTS and progress.stage is not Stage.READING else -1
    lines = []
    for place, part in enumerate(_PARTS):
        glyph = Glyph.DONE if place < at else (Glyph.RUNNING if place == at else Glyph.WAITS)
        words = say(_SHOWN[part])
        if place == at and part is Part.FACTS and progress.part_total > 1:
            words = say("making.facts_some", done=progress.part_done, all=progress.part_total)
        lines.append(marked(glyph, words))
    return lines


def line(facts: CardFacts, postmortem: Postmortem) -> tuple[str, InteractiveElement | None] | None:
    """Return what a ready draft's card says of the model, with what can be done; None where there is nothing to say."""
    ai, progress = postmortem.ai, postmortem.progress
    if progress.part is not None:
        return "\n".join(steps(progress)), None
    if ai.trouble is None:
        return None
    if ai.trouble is AiTrouble.PRIVATE:
        shared = facts.audience.is_shared and not facts.incident.is_private
        return say("card.ai_shared" if shared else "card.ai_private"), _allow(postmortem)
    cause = say(f"ai.cause.{ai.trouble}")
    if progress.resume_at is not None and progress.resume_at > facts.now:
        at = text.time_of_day(progress.resume_at)
        return say("card.ai_waits", cause=cause, at=at), _again(postmortem)
    return say("card.ai_part" if ai.wrote_some else "card.ai_failed", cause=cause), _again(postmortem)


def used(facts: CardFacts, postmortem: Postmortem) -> list[str]:
    """Return the small print: what the model took. It is not for outsiders."""
    ai = postmortem.ai
    return [say("card.ai_used", used=_taken(ai.tokens, ai.cost))] if ai.tokens and not facts.audience.is_shared else []


def told(postmortem: Postmortem) -> str:
    """Return what the author's message says of a model that gave nothing; "" where it wrote, or where there is none."""
    trouble = postmortem.ai.trouble
    if trouble is None:
        return ""
    if trouble is AiTrouble.PRIVATE:
        return say("dm.ai_private")
    return say("card.ai_part" if postmortem.ai.wrote_some else "dm.ai_failed", cause=say(f"ai.cause.{trouble}"))


def allow_view(postmortem: Postmortem, models: tuple[str, ...]) -> dict[str, Any]:
    """Return the window that asks an incident admin why the AI may read a private document."""
    names = listing([text.code(one, NAME) for one in dict.fromkeys(models)], len(models))
    blocks: list[Block] = [
        kit.section(say("ai.allow_about", pm=postmortem.name, models=names)),
        kit.field(
            Fields.REASON,
            say("ai.allow_why", pm=postmortem.name),
            PlainTextInputElement(action_id=Fields.VALUE, max_length=LONGEST_REASON),
        ),
    ]
    ref = Ref(kind="ai", postmortem=postmortem.id)
    return kit.modal(say("title.ai_allow"), ids.AI_FORM, blocks, ref=ref, submit=say("button.ai_allow"))


def read_allow(view: Mapping[str, Any]) -> tuple[int, str]:
    """Read for which document, and why. Raises Conflict for what we did not draw."""
    return kit.ref_of(view).postmortem or 0, normalise(kit.value_of(view, Fields.REASON) or "", one_line=True)


def runs_view(facts: AiFacts) -> dict[str, Any]:
    """Return a page of what was sent to models and what came of it: counts, never text."""
    postmortem = facts.postmortem
    blocks: list[Block] = []
    if leave := _leave(facts):
        blocks.append(kit.section(*leave))
    blocks += [kit.section(_run(facts, one)) for one in facts.runs]
    if not facts.total:
        blocks.append(kit.section(say("ai.nothing_sent", pm=postmortem.name)))
    if turning := _turning(facts):
        blocks.append(kit.actions(*turning))
    small = [say("ai.month", tokens=facts.spent, all=facts.cap)]
    if facts.total:
        first = facts.page * RUNS_A_PAGE + 1
        small = [say("page.ai", first=first, last=first + len(facts.runs) - 1, all=facts.total), *small]
        small.append(say("ai.total", used=_taken(postmortem.ai.tokens, postmortem.ai.cost)))
    blocks.append(kit.context(" ".join(small)))
    ref = Ref(kind="ai", postmortem=postmortem.id, page=facts.page)
    return kit.modal(say("title.ai", pm=postmortem.name), ids.AI_VIEW, blocks, ref=ref)


def _leave(facts: AiFacts) -> tuple[str, InteractiveElement | None] | None:
    postmortem, ai = facts.postmortem, facts.postmortem.ai
    if ai.allowed_at is not None:
        who, why = people.who(facts.names, ai.allowed_by), text.line(ai.allowed_why, text.REASON)
        return say("ai.allowed", who=who, at=text.moment(ai.allowed_at), why=why), _withdraw(postmortem)
    return (say("ai.not_allowed"), None) if facts.is_closed else None


def _run(facts: AiFacts, run: AiRun) -> str:
    kind, at = say(f"ai.kind.{run.kind}"), text.moment(run.started_at)
    head = say("ai.run", at=at, kind=kind, who=people.who(facts.names, run.by)) if run.by else ""
    people_in_it, chunks = count(run.people, "person"), count(run.chunks, "chunk")
    sent = {"messages": count(run.messages, "message"), "people": people_in_it, "chunks": chunks}
    lines = [
        text.bold(head or say("ai.run_itself", at=at, kind=kind)),
        say("ai.sent", **sent, recalled=run.chunks_recalled),
        _covered(run),
        *(_model(name, run) for name in run.usage),
        *([] if run.usage else [say("ai.no_model")]),
        *([say("ai.cost", cost=_money(run.cost))] if run.cost is not None else []),
        *([say("ai.prompts", version=text.line(run.prompts, NAME))] if run.prompts else []),
        *([_verified(run)] if run.claims or run.sentences else []),
        *([say("ai.trouble", cause=say(f"ai.cause.{run.trouble}"))] if run.trouble is not None else []),
        *([say("ai.running")] if run.ended_at is None else []),
    ]
    return "\n".join(lines)


def _covered(run: AiRun) -> str:
    kinds = [f"{number(n)} {text.line(kind, NAME)}" for kind, n in sorted(run.covered.items())]
    return say("ai.covered", what=listing(kinds, MOST_KINDS)) if kinds else say("ai.covered_none")


def _model(name: str, run: AiRun) -> str:
    took = run.usage[name]
    counts = {"input": took.input, "output": took.output, "read": took.read, "written": took.written}
    return say("ai.model", model=text.code(name, NAME), calls=count(took.calls, "question"), **counts)


def _verified(run: AiRun) -> str:
    claims, sentences = run.claims_verified, run.sentences_verified
    return say("ai.verified", claims=claims, all_claims=run.claims, sentences=sentences, all_sentences=run.sentences)


def _taken(tokens: int, cost: float | None) -> str:
    """Return "41,000 tokens, $0.12"."""
    taken = count(tokens, "token")
    return taken if cost is None else f"{taken}, {_money(cost)}"


def _money(dollars: float) -> str:
    return f"${dollars:,.2f}" if round(dollars, 2) else say("ai.under_a_cent")


def _again(postmortem: Postmortem) -> ButtonElement:
    return kit.button(say("button.ai_again"), ids.AI_AGAIN, Ref(kind="ai", postmortem=postmortem.id), postmortem.name)


def _allow(postmortem: Postmortem) -> ButtonElement:
    return kit.button(say("button.ai_allow"), ids.AI_ALLOW, Ref(kind="ai", postmortem=postmortem.id), postmortem.name)


def _withdraw(postmortem: Postmortem) -> ButtonElement:
    ref = Ref(kind="ai", postmortem=postmortem.id)
    return kit.button(say("button.ai_withdraw"), ids.AI_WITHDRAW, ref, postmortem.name)


def _turning(facts: AiFacts) -> list[ButtonElement]:
    turns = (("button.earlier", ids.AI_EARLIER, facts.page + 1), ("button.later", ids.AI_LATER, facts.page - 1))
    last = max(0, (facts.total - 1) // RUNS_A_PAGE)
    ref = Ref(kind="ai", postmortem=facts.postmortem.id)
    return kit.turning(turns, last, ref, say("about.ai", pm=facts.postmortem.name))
