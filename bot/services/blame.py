"""Phrases that may read as blame, in the words that somebody is typing: each with what it could say instead.

Using a wording changes the typed words only. What stands in the document changes when they are saved.
"""

from collections.abc import Mapping

from bot.domain.blame import Phrase, find_blame, reworded, sentence_of
from bot.domain.errors import Conflict
from bot.domain.narration import work_of
from bot.domain.people import Actor
from bot.domain.reviewing import Blame, BlameFacts
from bot.domain.rewriting import WORDING
from bot.domain.words import say
from bot.domain.writing import EditorFacts, Written
from bot.ports import Deps
from bot.services.rewriting import asked_in
from bot.services.sections import editor_facts, remember

MOST_ASKED = 5
"""For how many phrases a model is asked at once."""
AI = "ai."
ROW = "wordings:"


async def blame_facts(deps: Deps, actor: Actor, postmortem: int, section: str) -> BlameFacts:
    """Return what may read as blame in what this person has in the window. Raises NotFound without sight."""
    facts = await editor_facts(deps, actor, postmortem, section)
    async with deps.store.read(actor.workspace) as uow:
        kept = await uow.steps.get(work_of(postmortem), f"{ROW}{section}") or {}
        asked = await asked_in(uow, postmortem, f"{WORDING}{section}")
    is_mine = asked is not None and asked.by == actor.member
    phrases = _phrases(facts)
    return BlameFacts(
        postmortem=facts.postmortem,
        section=facts.section,
        phrases=tuple(blame for blame, _ in phrases),
        names=facts.names,
        wordings={one.mark: kept[said] for one, said in phrases if said in kept} if facts.may_edit else {},
        may_ask=facts.may_ask,
        stand=asked.stand.value if asked is not None and is_mine else "",
        why=asked.trouble.value if asked is not None and is_mine and asked.trouble is not None else "",
    )


async def sentences_that_blame(deps: Deps, actor: Actor, postmortem: int, section: str) -> tuple[str, ...]:
    """Return the sentences of this person's words in which something may read as blame, each once."""
    facts = await editor_facts(deps, actor, postmortem, section)
    return tuple(dict.fromkeys(said for _, said in _phrases(facts)))[:MOST_ASKED]


async def keep_wordings(deps: Deps, workspace: str, postmortem: int, section: str, found: Mapping[str, str]) -> None:
    """Keep a model's wordings, by the sentence that each is for."""
    async with deps.store.write(workspace) as uow:
        await uow.steps.put(work_of(postmortem), f"{ROW}{section}", dict(found))


async def reword(deps: Deps, actor: Actor, postmortem: int, section: str, mark: str) -> EditorFacts:
    """Put a wording into the typed words, the rules' or with "ai." a model's; return the editor as it stands then.

    Raises Conflict where the phrase is not there any more, or this person may not write.
    """
    facts = await editor_facts(deps, actor, postmortem, section)
    listed = await blame_facts(deps, actor, postmortem, section)
    text = _words(facts)
    plain = mark.removeprefix(AI)
    phrase = next((one for one in _found(facts) if _blame(facts, one).mark == plain), None)
    now: str | None = None
    if phrase is not None and mark.startswith(AI) and plain in listed.wordings:
        said = sentence_of(text, phrase)
        now = text.replace(said, listed.wordings[plain], 1) if text.count(said) == 1 else None
    elif phrase is not None and not mark.startswith(AI):
        now = reworded(text, phrase)
    if now is None or not facts.may_edit:
        raise Conflict(say("review.phrase_gone"), postmortem=postmortem)
    unsaved = facts.unsaved
    base = unsaved.revision if unsaved is not None else facts.postmortem.revision
    fields = unsaved.fields if unsaved is not None else facts.section.fields
    typed = Written(postmortem=postmortem, section=section, text=now, fields=fields, base=base)
    await remember(deps, actor, typed)
    return await editor_facts(deps, actor, postmortem, section)


def _phrases(facts: EditorFacts) -> tuple[tuple[Blame, str], ...]:
    """Return the phrases, each with the sentence that it stands in."""
    text = _words(facts)
    return tuple((_blame(facts, one), sentence_of(text, one)) for one in _found(facts))


def _blame(facts: EditorFacts, phrase: Phrase) -> Blame:
    section = facts.section
    return Blame(section=section.key, title=section.title, text=phrase.text, suggestion=phrase.suggestion)


def _found(facts: EditorFacts) -> tuple[Phrase, ...]:
    return find_blame(_words(facts), facts.names.values())


def _words(facts: EditorFacts) -> str:
    return facts.unsaved.text if facts.unsaved is not None else facts.section.text
