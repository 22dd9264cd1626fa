"""Writing the document, section by section: saving with a merge where somebody was faster, and keeping AI text.

Every text comes in by the entrance that normalises and redacts. Two people in one section lose nothing: who saves
second is shown both texts as one and decides.
"""

import json

from bot.domain import lifecycle, policy
from bot.domain.errors import Conflict, Invalid, NotFound
from bot.domain.mentions import people_in
from bot.domain.merging import merge, merge_fields
from bot.domain.people import Actor
from bot.domain.postmortems import Postmortem, Section, Status, Verb, mentioned_in
from bot.domain.redaction import Redacted, admit
from bot.domain.revisions import SECTION
from bot.domain.sections import SectionDefinition, SectionKind
from bot.domain.statements import rewritten, waiting
from bot.domain.text import LONGEST_REASON, shorten, utf16_length
from bot.domain.timeline import MACHINES, Origin
from bot.domain.words import listing, say
from bot.domain.writing import LONGEST_FIELD, LONGEST_SECTION, Clash, EditorFacts, HubFacts, Saved, UnsavedText, Written
from bot.ports import Deps, UnitOfWork, Unsaved
from bot.services.access import is_in_channel, not_found, seen_by, seen_with_rights
from bot.services.changes import Change, change
from bot.services.drafts_consent import may_be_asked
from bot.services.facts import cited, facts_of, names_of, people_of, template_of
from bot.services.transcripts import redaction

EDITING = {Status.PUBLISHED: Verb.CORRECT}
"""The verb that changes the text in a state; EDIT where nothing else is said."""


class _Clashed(Exception):  # noqa: N818 - not an error: it ends the transaction without an effect
    def __init__(self, clash: Clash) -> None:
        self.clash = clash


async def hub_facts(deps: Deps, actor: Actor, postmortem: int, *, covered: int = 0) -> HubFacts:
    """Return the document as its writers see it. Raises NotFound without sight."""
    found, may = await seen_with_rights(deps, actor, postmortem)
    async with deps.store.read(actor.workspace) as uow:
        facts = await facts_of(deps, uow, found, actor.member)
        writers = await people_of(deps, uow, (one.by for one in found.sections))
        may_ask = Verb.EDIT in may and await may_be_asked(deps, uow, found)
    gaps = lifecycle.gaps(facts)
    return HubFacts(
        now=deps.clock.now(),
        reader=actor,
        postmortem=found,
        may=may,
        names=names_of(facts.people) | names_of(writers),
        empty=frozenset(key for one in gaps if one.code == "section" for key in one.targets),
        unverified=sum(not one.verified and not one.hidden for one in facts.entries),
        entries=sum(one.verified and not one.hidden for one in facts.entries),
        items=sum(not one.proposed for one in facts.items),
        open_discussions=sum(one.is_open for one in facts.discussions),
        blocking=len(lifecycle.checklist(facts)),
        covered=covered,
        may_ask=may_ask,
    )


def _told_in(section: Section) -> frozenset[str]:
    """Return whom a section mentions, and whom what is suggested for it does."""
    return mentioned_in(section) | people_in(section.suggestion or "")


def _minutes(postmortem: Postmortem) -> int | None:
    """Return how long the impact was by the timeline, in whole minutes."""
    start, end = postmortem.started_at, postmortem.resolved_at
    return None if start is None or end is None or end < start else int((end - start).total_seconds() // 60)


async def editor_facts(deps: Deps, actor: Actor, postmortem: int, key: str) -> EditorFacts:
    """Return one section as its editor shows it, with this person's unsaved words. Raises NotFound without sight."""
    found, may = await seen_with_rights(deps, actor, postmortem)
    section, definition = _section(deps, found, key)
    verb = EDITING.get(found.status, Verb.EDIT)
    may_edit = verb in may
    async with deps.store.read(actor.workspace) as uow:
        kept = await uow.unsaved.get(postmortem, key, actor.member or "") if may_edit else None
        people = await people_of(
            deps, uow, (section.by, found.author, *found.editors, *found.participants, *_told_in(section))
        )
        links = await _links(deps, uow, found, section) if may_edit else {}
        may_ask = Verb.EDIT in may and await may_be_asked(deps, uow, found)
    return EditorFacts(
        now=deps.clock.now(),
        zone=deps.settings.zone,
        postmortem=found,
        section=section,
        definition=definition,
        may_edit=may_edit,
        needs_reason=verb is Verb.CORRECT,
        unsaved=_unsaved(kept),
        names=names_of(people),
        minutes=_minutes(found),
        links=links,
        may_ask=may_ask and definition.kind is SectionKind.TEXT,
    )


async def _links(deps: Deps, uow: UnitOfWork, postmortem: Postmortem, section: Section) -> dict[str, str]:
    """Return the links to the messages of what waits in a section for a decision."""
    wanted = {ts for one in waiting(section) for ts in one.cites}
    if not wanted:
        return {}
    incident = await uow.incidents.get(postmortem.incident) if postmortem.incident is not None else None
    _, links = await cited(deps, uow, postmortem, incident, wanted)
    return links


async def save(deps: Deps, actor: Actor, written: Written) -> Saved | Clash:
    """Save a section, or return what somebody else saved meanwhile with both texts as one; then nothing is saved.

    Raises Invalid for a text that is too long, and where a published document is corrected without a reason.
    """
    verb = await _verb(deps, actor, written.postmortem)
    reason = admit(written.reason, one_line=True, limit=LONGEST_REASON, options=redaction(deps)).text
    try:
        async with change(deps, actor, verb, written.postmortem) as it:
            section, definition = _section(deps, it.was, written.section)
            it.reason = lifecycle.check_reason(verb, reason, it.was) or None
            admitted, fields, covered = _admitted(deps, section, written)
            if not written.keep_theirs:
                await _must_be_newest(it, section, definition, written, admitted, fields)
                _write(it, actor, section, admitted, fields)
            await it.uow.unsaved.drop(it.was.id, section.key, actor.member or "")
    except _Clashed as clashed:
        return clashed.clash
    return Saved(postmortem=it.now, covered=covered)


def key_of(postmortem: Postmortem, name: str) -> str | None:
    """Return the key of the section that somebody calls so: its key, its title, or how the title begins.

    None where nothing is named. Raises Invalid for a name that no section has.
    """
    wanted = " ".join(name.casefold().replace("_", " ").split())
    if not wanted:
        return None
    titles = {one.key: one.title.casefold() for one in postmortem.sections}
    exact = [key for key, title in titles.items() if wanted in (title, key.replace("_", " "))]
    near = [key for key, title in titles.items() if title.startswith(wanted)]
    if not exact and len(near) != 1:
        sections = listing([one.title for one in postmortem.sections], len(postmortem.sections))
        raise Invalid(say("edit.unknown_section", word=shorten(name, 60), sections=sections), postmortem=postmortem.id)
    return (exact or near)[0]


async def keep(deps: Deps, actor: Actor, postmortem: int, key: str) -> None:
    """Keep a text as it is: a machine's is this person's now, and whatever became of its messages is settled."""
    async with change(deps, actor, Verb.EDIT, postmortem) as it:
        section, _ = _section(deps, it.was, key)
        is_a_machines = section.origin in MACHINES and not section.is_empty
        if not is_a_machines and section.changed_at is None:
            raise Conflict(say("edit.kept_already"), postmortem=postmortem)
        kept = {"origin": Origin.PERSON, "by": actor.member, "at": it.at, "suggestion": None} if is_a_machines else {}
        _replace(it, section.model_copy(update={**kept, "changed_at": None, "is_gone": False}))


async def drop_suggestion(deps: Deps, actor: Actor, postmortem: int, key: str) -> None:
    """Drop what a machine suggested beside a person's text."""
    async with change(deps, actor, Verb.EDIT, postmortem) as it:
        section, _ = _section(deps, it.was, key)
        _replace(it, section.model_copy(update={"suggestion": None}))


async def remember(deps: Deps, actor: Actor, written: Written) -> None:
    """Keep a private copy of words that are typed and not saved; only for who may save them."""
    async with deps.store.read(actor.workspace) as uow:
        found = await uow.postmortems.get(written.postmortem)
    if found is None or actor.member is None:
        raise not_found()
    verb = EDITING.get(found.status, Verb.EDIT)
    inside = await is_in_channel(deps, actor, found)
    if not policy.decide(actor, verb, found, in_channel=inside).allowed:
        return
    section, _ = _section(deps, found, written.section)
    words = _unsaved_words(deps, actor, section, written)
    async with deps.store.write(actor.workspace, delivery=actor.delivery) as uow:
        await uow.unsaved.put(found.id, words)


def kept_words(deps: Deps, actor: Actor, postmortem: Postmortem, written: Written) -> Unsaved | None:
    """Return typed words as they are kept; None where they say what is stored already."""
    section, _ = _section(deps, postmortem, written.section)
    words = _unsaved_words(deps, actor, section, written)
    same = {"text": section.text, "fields": json.dumps(section.fields, ensure_ascii=False)}
    return None if words.parts == same else words


def _unsaved_words(deps: Deps, actor: Actor, section: Section, written: Written) -> Unsaved:
    admitted, fields, _covered = _admitted(deps, section, written)
    return Unsaved(
        section=section.key,
        member=actor.member or "",
        parts={"text": admitted, "fields": json.dumps(fields, ensure_ascii=False)},
        revision=written.base,
        at=deps.clock.now(),
    )


async def forget_words(deps: Deps, actor: Actor, postmortem: int, key: str) -> None:
    """Drop this person's unsaved words of a section."""
    await seen_by(deps, actor, postmortem)
    async with deps.store.write(actor.workspace, delivery=actor.delivery) as uow:
        await uow.unsaved.drop(postmortem, key, actor.member or "")


async def _verb(deps: Deps, actor: Actor, postmortem: int) -> Verb:
    async with deps.store.read(actor.workspace) as uow:
        found = await uow.postmortems.get(postmortem)
    return Verb.EDIT if found is None else EDITING.get(found.status, Verb.EDIT)


def _section(deps: Deps, postmortem: Postmortem, key: str) -> tuple[Section, SectionDefinition]:
    """Return a section with its definition; one that its template does not know any more is plain text."""
    section = postmortem.section(key)
    if section is None:
        raise NotFound(say("edit.gone"), postmortem=postmortem.id)
    known = template_of(deps, postmortem).section(key)
    plain = SectionDefinition(key=key, title=section.title, prompt="", kind=SectionKind.TEXT, required=section.required)
    return section, known or plain


def _admitted(deps: Deps, section: Section, written: Written) -> tuple[str, dict[str, str], int]:
    """Return the text and the fields as they may be stored, and how many secrets were covered in them."""
    options = redaction(deps)
    text = admit(written.text, options=options, known=section.text)
    admitted = {
        key: admit(value, limit=LONGEST_FIELD, options=options, known=section.fields.get(key, ""))
        for key, value in written.fields.items()
        if value.strip()
    }
    units = sum(utf16_length(one.text) for one in (text, *admitted.values()))
    if units > LONGEST_SECTION:
        sentence = say("edit.toolong", n=units)
        raise Invalid(sentence, fields={"text": sentence}, postmortem=written.postmortem)
    covered = sum(_covered(one) for one in (text, *admitted.values()))
    return text.text, {key: one.text.strip() for key, one in admitted.items()}, covered


def _covered(redacted: Redacted) -> int:
    return sum(one.count for one in redacted.findings)


async def _must_be_newest(
    it: Change, section: Section, definition: SectionDefinition, written: Written, text: str, fields: dict[str, str]
) -> None:
    """Return where nobody saved since this window was opened, or the same; else raise _Clashed with both merged."""
    was = await _at_base(it.uow, it.was.id, section, written.base)
    if (section.text, section.fields) in ((was.text, was.fields), (text, fields)):
        return
    told = people_in(was.text) | people_in(section.text)
    people = await it.uow.members.many([*told, *([section.by] if section.by else [])])
    names = {key: member.name for key, member in people.items()}
    theirs = say("merge.theirs", who=names.get(section.by or "", say("merge.bot")))
    merged = merge(was.text, text, section.text, labels=(say("merge.yours"), theirs))
    joined = merge_fields(was.fields, fields, section.fields)
    raise _Clashed(
        Clash(
            now=it.at,
            postmortem=it.was,
            section=section,
            definition=definition,
            was=was.text,
            text=merged.text,
            fields=joined.values,
            clashes=merged.clashes + len(joined.clashes),
            by=section.by,
            at=section.at,
            names=names,
        )
    )


async def _at_base(uow: UnitOfWork, postmortem: int, section: Section, base: int) -> Section:
    parts = await uow.revisions.text_at(postmortem, base)
    content = parts.get(f"{SECTION}{section.key}")
    if content is None:
        return section if not parts else section.model_copy(update={"text": "", "fields": {}})
    held = json.loads(content)
    return section.model_copy(update={"text": held["text"], "fields": held["fields"]})


def _write(it: Change, actor: Actor, section: Section, text: str, fields: dict[str, str]) -> None:
    is_same = (text, fields) == (section.text, section.fields)
    if is_same and section.origin is Origin.PERSON and section.changed_at is None:
        return
    written = {"fields": fields, "origin": Origin.PERSON, "by": actor.member, "at": it.at}
    _replace(it, rewritten(section, text).model_copy(update=written))


def _replace(it: Change, section: Section) -> None:
    it.update(sections=tuple(section if one.key == section.key else one for one in it.now.sections))


def _unsaved(words: Unsaved | None) -> UnsavedText | None:
    if words is None:
        return None
    fields = json.loads(words.parts.get("fields", "{}"))
    return UnsavedText(text=words.parts.get("text", ""), fields=fields, at=words.at, revision=words.revision)
