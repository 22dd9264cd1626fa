"""Phrases that may read as blame, in the words that somebody is typing: each with what it could say instead.

Using a wording changes the typed words only. What stands in the document changes when they are saved.
"""

from bot.domain.blame import Phrase, find_blame, reworded
from bot.domain.errors import Conflict
from bot.domain.people import Actor
from bot.domain.reviewing import Blame, BlameFacts
from bot.domain.words import say
from bot.domain.writing import EditorFacts, Written
from bot.ports import Deps
from bot.services.sections import editor_facts, remember


async def blame_facts(deps: Deps, actor: Actor, postmortem: int, section: str) -> BlameFacts:
    """Return what may read as blame in what this person has in the window. Raises NotFound without sight."""
    facts = await editor_facts(deps, actor, postmortem, section)
    title = facts.section.title
    phrases = tuple(
        Blame(section=section, title=title, text=one.text, suggestion=one.suggestion) for one in _found(facts)
    )
    return BlameFacts(postmortem=facts.postmortem, section=facts.section, phrases=phrases, names=facts.names)


async def reword(deps: Deps, actor: Actor, postmortem: int, section: str, mark: str) -> EditorFacts:
    """Put the suggested wording into the typed words; return the editor as it stands then.

    Raises Conflict where the phrase is not there any more, or this person may not write.
    """
    facts = await editor_facts(deps, actor, postmortem, section)
    found = {Blame(section=section, title="", text=one.text, suggestion=one.suggestion).mark: one
             for one in _found(facts)}  # fmt: skip
    phrase = found.get(mark)
    now = reworded(_words(facts), phrase) if phrase is not None and facts.may_edit else None
    if now is None:
        raise Conflict(say("review.phrase_gone"), postmortem=postmortem)
    unsaved = facts.unsaved
    base = unsaved.revision if unsaved is not None else facts.postmortem.revision
    fields = unsaved.fields if unsaved is not None else facts.section.fields
    typed = Written(postmortem=postmortem, section=section, text=now, fields=fields, base=base)
    await remember(deps, actor, typed)
    return await editor_facts(deps, actor, postmortem, section)


def _found(facts: EditorFacts) -> tuple[Phrase, ...]:
    return find_blame(_words(facts), facts.names.values())


def _words(facts: EditorFacts) -> str:
    return facts.unsaved.text if facts.unsaved is not None else facts.section.text
