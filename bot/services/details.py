"""The details of a document: its title, severity and services, and the template that its sections and gate come from.

What the gate hangs on is an incident admin's once reviewers judge the text, and makes their approvals out of date.
"""

from bot.domain import lifecycle
from bot.domain.errors import Conflict, Invalid, NotReady
from bot.domain.people import Actor
from bot.domain.postmortems import Postmortem, Status, Verb
from bot.domain.redaction import admit
from bot.domain.templates import Template, proposed, reshaped
from bot.domain.text import utf16_length
from bot.domain.triage import normalise_severity
from bot.domain.windows import DetailsFacts, DetailsWords, TemplateFacts
from bot.domain.words import say
from bot.domain.writing import MOST_SECTIONS
from bot.ports import Deps
from bot.services.access import is_inside, permit, seen_with_rights
from bot.services.changes import Change, change
from bot.services.drafts import LONGEST_TITLE
from bot.services.facts import template_of
from bot.services.incidents import LONGEST_FIELD, MOST_SERVICES
from bot.services.sections import EDITING
from bot.services.transcripts import redaction

CLASSIFYING = {Status.PUBLISHED: Verb.CORRECT}
"""The verb that changes severity and services in a state; RECLASSIFY where nothing else is said."""


async def details_facts(deps: Deps, actor: Actor, postmortem: int) -> DetailsFacts:
    """Return a document's details with what of them this actor may change. Raises NotFound without sight."""
    seen, may = await seen_with_rights(deps, actor, postmortem)
    return DetailsFacts(
        postmortem=seen,
        may_name=EDITING.get(seen.status, Verb.EDIT) in may,
        may_classify=CLASSIFYING.get(seen.status, Verb.RECLASSIFY) in may,
        needs_reason=seen.status is Status.PUBLISHED,
    )


async def save(deps: Deps, actor: Actor, words: DetailsWords) -> TemplateFacts | None:
    """Store the details that were changed; return the template that would do now, where that is another one.

    Raises Invalid at the field that cannot be taken.
    """
    seen, _ = await seen_with_rights(deps, actor, words.postmortem)
    verbs = [CLASSIFYING.get(seen.status, Verb.RECLASSIFY)] if words.classifies else []
    verbs += [EDITING.get(seen.status, Verb.EDIT)] if words.title is not None else []
    if not verbs:
        return None
    inside = await is_inside(deps, actor, seen.id)
    async with change(deps, actor, verbs[0], seen.id) as it:
        for verb in verbs[1:]:
            await permit(it.uow, actor, verb, it.was, inside=inside)
            lifecycle.step(it.facts, verb)
        _write(deps, it, verbs[0], words)
    return await template_facts(deps, actor, seen.id) if words.classifies and _proposed(deps, it.now) else None


async def template_facts(deps: Deps, actor: Actor, postmortem: int) -> TemplateFacts:
    """Return the templates that a document can have, and one that would do better. Raises NotFound without sight."""
    seen, may = await seen_with_rights(deps, actor, postmortem)
    found = _proposed(deps, seen)
    return TemplateFacts(
        postmortem=seen,
        may_switch=Verb.RECLASSIFY in may,
        templates={key: one.name for key, one in deps.templates.items()},
        proposed=found.key if found is not None else None,
    )


async def switch(deps: Deps, actor: Actor, postmortem: int, key: str) -> None:
    """Give a document another template. Every text that is written stays; of what is gone only empty sections go."""
    template = deps.templates.get(key)
    if template is None:
        raise Invalid(say("template.gone"), fields={"template": say("template.gone")}, postmortem=postmortem)
    async with change(deps, actor, Verb.RECLASSIFY, postmortem) as it:
        if it.was.template == key:
            raise Conflict(say("template.same", template=template.name), postmortem=postmortem)
        sections = reshaped(it.was.sections, template_of(deps, it.was), template)
        if len(sections) > MOST_SECTIONS:
            sentence = say("template.long", n=len(sections), most=MOST_SECTIONS)
            raise NotReady(sentence, postmortem=postmortem)
        it.update(template=key, sections=sections)


def _proposed(deps: Deps, postmortem: Postmortem) -> Template | None:
    return proposed(deps.templates, postmortem.template, postmortem.severity, postmortem.services)


def _write(deps: Deps, it: Change, verb: Verb, words: DetailsWords) -> None:
    options = redaction(deps)
    reason = admit(words.reason, one_line=True, options=options).text
    it.reason = lifecycle.check_reason(verb, reason, it.was) or None
    if words.title is not None:
        title = admit(words.title, one_line=True, options=options, known=it.was.title).text.strip()
        _check_title(title)
        it.update(title=title)
    if words.severity is not None:
        it.update(severity=normalise_severity(words.severity))
    if words.services is not None:
        named = (admit(one, one_line=True, limit=LONGEST_FIELD, options=options).text.strip() for one in words.services)
        it.update(services=tuple(dict.fromkeys(one for one in named if one))[:MOST_SERVICES])


def _check_title(title: str) -> None:
    wrong = say("create.no_title") if not title else ""
    if utf16_length(title) > LONGEST_TITLE:
        wrong = say("create.long_title", n=utf16_length(title))
    if wrong:
        raise Invalid(wrong, fields={"title": wrong})
