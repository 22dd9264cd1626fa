"""Phrases that may read as blame, in the words that somebody is typing or in what is sent for review.

Each comes with what it could say instead, by the rules, and by a model where that was asked. Using a wording in a
section's window changes the typed words only. What stands in the document changes when they are saved.
"""

from collections.abc import Iterable, Mapping

from bot.domain.blame import reworded
from bot.domain.errors import Conflict
from bot.domain.narration import work_of
from bot.domain.people import Actor
from bot.domain.postmortems import Section
from bot.domain.reviewing import BY_AI, Blame, BlameFacts, Wordings, blame_of
from bot.domain.rewriting import WORDING
from bot.domain.words import say
from bot.domain.writing import EditorFacts, Written
from bot.ports import Deps, UnitOfWork
from bot.services.rewriting import asked_in
from bot.services.sections import editor_facts, remember

MOST_ASKED = 5
"""For how many sentences a model is asked at once."""
MOST_KEPT = 60
"""How many wordings are kept of one section."""
ROW = "wordings:"


async def blame_facts(deps: Deps, actor: Actor, postmortem: int, section: str) -> BlameFacts:
    """Return what may read as blame in what this person has in the window. Raises NotFound without sight."""
    facts = await editor_facts(deps, actor, postmortem, section)
    phrases = tuple(one for _, one in blame_of(facts.section, _words(facts), facts.names.values()))
    async with deps.store.read(actor.workspace) as uow:
        wordings = await wordings_of(uow, actor, postmortem, section, phrases if facts.may_edit else ())
    return BlameFacts(
        postmortem=facts.postmortem,
        section=facts.section,
        phrases=phrases,
        names=facts.names,
        wordings=wordings.model_copy(update={"may_ask": facts.may_ask}),
    )


async def wordings_of(
    uow: UnitOfWork, actor: Actor, postmortem: int, section: str, phrases: Iterable[Blame]
) -> Wordings:
    """Return a model's wordings for phrases, and how far it is with what this person asked.

    `section` is for whose window it was asked; "" for the one that sends the document for review.
    """
    kept = await uow.steps.all(work_of(postmortem), ROW)
    asked = await asked_in(uow, postmortem, f"{WORDING}{section}")
    is_mine = asked is not None and asked.by == actor.member
    known = ((one.mark, kept.get(f"{ROW}{one.section}", {}).get(one.sentence)) for one in phrases)
    return Wordings(
        found={mark: str(wording) for mark, wording in known if wording},
        stand=asked.stand.value if asked is not None and is_mine else "",
        why=asked.trouble.value if asked is not None and is_mine and asked.trouble is not None else "",
    )


async def keep_wordings(deps: Deps, workspace: str, postmortem: int, section: str, found: Mapping[str, str]) -> None:
    """Keep a model's wordings beside those of before, by the sentence that each is for."""
    async with deps.store.write(workspace) as uow:
        await uow.postmortems.get(postmortem)  # locks it: one writes at a time
        work, row = work_of(postmortem), f"{ROW}{section}"
        before = await uow.steps.get(work, row) or {}
        both = {**{said: wording for said, wording in before.items() if said not in found}, **found}
        await uow.steps.put(work, row, dict([*both.items()][-MOST_KEPT:]))


async def with_wording(
    uow: UnitOfWork, postmortem: int, section: Section, text: str, *, names: Iterable[str], mark: str
) -> str | None:
    """Return a text with a wording in it, the rules' or with "ai." a model's; None where the phrase is gone."""
    plain = mark.removeprefix(BY_AI)
    phrase, blame = next((one for one in blame_of(section, text, names) if one[1].mark == plain), (None, None))
    if phrase is None or blame is None:
        return None
    if mark == plain:
        return reworded(text, phrase)
    kept = await uow.steps.get(work_of(postmortem), f"{ROW}{section.key}") or {}
    wording = kept.get(blame.sentence)
    return text.replace(blame.sentence, str(wording)) if wording and text.count(blame.sentence) == 1 else None


async def reword(deps: Deps, actor: Actor, postmortem: int, section: str, mark: str) -> EditorFacts:
    """Put a wording into the typed words; return the editor as it stands then.

    Raises Conflict where the phrase is not there any more, or this person may not write.
    """
    facts = await editor_facts(deps, actor, postmortem, section)
    text, names = _words(facts), facts.names.values()
    async with deps.store.read(actor.workspace) as uow:
        now = await with_wording(uow, postmortem, facts.section, text, names=names, mark=mark)
    if now is None or not facts.may_edit:
        raise Conflict(say("review.phrase_gone"), postmortem=postmortem)
    unsaved = facts.unsaved
    base = unsaved.revision if unsaved is not None else facts.postmortem.revision
    fields = unsaved.fields if unsaved is not None else facts.section.fields
    typed = Written(postmortem=postmortem, section=section, text=now, fields=fields, base=base)
    await remember(deps, actor, typed)
    return await editor_facts(deps, actor, postmortem, section)


def _words(facts: EditorFacts) -> str:
    return facts.unsaved.text if facts.unsaved is not None else facts.section.text
