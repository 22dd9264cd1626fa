"""What the gate looks at, loaded in one go: a fixed number of queries, however large the document is."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet

from bot.domain.facts import Facts, GateSettings
from bot.domain.incidents import Incident, Message
from bot.domain.people import Member, Role
from bot.domain.postmortems import Postmortem, Verb, mentioned_in
from bot.domain.reviews import Correction, Review, TextEdit
from bot.domain.templates import DEFAULT, Template
from bot.ports import Deps, UnitOfWork

_OF_PEOPLE = {"people", "sight"}
"""What a correction was that changed no text."""


def template_of(deps: Deps, postmortem: Postmortem) -> Template:
    """Return a postmortem's template; the default where its own is gone."""
    return deps.templates.get(postmortem.template, DEFAULT)


def gate_settings(deps: Deps) -> GateSettings:
    """Return the workspace's choices about its gate."""
    return GateSettings(
        discussions=deps.settings.discussions,
        ai_text=deps.settings.ai_text,
        publishes_by_itself=deps.settings.publishes_by_itself,
        teams_of_one=deps.settings.teams_of_one,
    )


async def people_of(deps: Deps, uow: UnitOfWork, members: Iterable[str | None]) -> dict[str, Member]:
    """Return the known ones of these as they are now; who is an incident admin by the settings is one."""
    known = await uow.members.many(one for one in members if one)
    return {key: _with_role(deps, member) for key, member in known.items()}


def _with_role(deps: Deps, member: Member) -> Member:
    if member.role is Role.MEMBER and member.id in deps.settings.incident_admins:
        return member.model_copy(update={"role": Role.INCIDENT_ADMIN})
    return member


async def light_facts(deps: Deps, uow: UnitOfWork, postmortem: Postmortem, actor: str | None) -> Facts:
    """Return what the checks need that look at nothing but the postmortem itself."""
    people = {} if actor is None else await people_of(deps, uow, (postmortem.author, actor))
    return Facts(
        postmortem=postmortem,
        template=template_of(deps, postmortem),
        actor=actor,
        people=people,
        zone=deps.settings.zone,
    )


async def facts_of(deps: Deps, uow: UnitOfWork, postmortem: Postmortem, actor: str | None = None) -> Facts:
    """Return all that a gate looks at."""
    key = postmortem.id
    reviews = await uow.reviews.of(key)
    requests = await uow.reviews.requests(key)
    overrides = await uow.reviews.overrides(key)
    items = await uow.action_items.of(key)
    edits = await uow.revisions.edits(key)
    corrections = await corrections_of(uow, postmortem)
    people = {
        postmortem.author,
        actor,
        *(one.by for one in corrections),
        *(one.id for one in await uow.members.admins()),
        *deps.settings.incident_admins,
        postmortem.round.asked_by,
        postmortem.round.withdrawn_by,
        *(getattr(postmortem.publication, f"{deed}by") for deed in ("", "corrected_", "reopened_", "archived_")),
        *postmortem.editors,
        *(one.reviewer for one in reviews),
        *(one.by for one in requests),
        *(one.by for one in overrides),
        *(member for one in items for member in (one.owner, one.closed_by, one.confirmed_by)),
        *(member for one in postmortem.sections for member in mentioned_in(one)),
    }
    return Facts(
        postmortem=postmortem,
        template=template_of(deps, postmortem),
        reviews=tuple(reviews),
        requests=tuple(requests),
        overrides=tuple(overrides),
        corrections=corrections,
        discussions=tuple(await uow.comments.discussions(key)),
        items=tuple(items),
        entries=tuple(await uow.entries.of(key)),
        edits=tuple(TextEdit(by=one.by, revision=one.number) for one in edits),
        people=await people_of(deps, uow, people),
        no_items_reason=postmortem.no_items_reason,
        review_due=postmortem.round.due,
        actor=actor,
        zone=deps.settings.zone,
        settings=gate_settings(deps),
    )


async def corrections_of(uow: UnitOfWork, postmortem: Postmortem) -> tuple[Correction, ...]:
    """Return every correction of the published text with its reason, oldest first."""
    if postmortem.publication.corrected_at is None:
        return ()
    deeds = await uow.audit.of_verb(postmortem.id, Verb.CORRECT)
    return tuple(
        Correction(by=one.actor, at=one.at, reason=one.reason or "") for one in deeds if one.detail not in _OF_PEOPLE
    )


def asked(reviews: Iterable[Review]) -> tuple[str, ...]:
    """Return who was asked to review."""
    return tuple(one.reviewer for one in reviews if one.requested)


def names_of(people: Mapping[str, Member]) -> dict[str, str]:
    """Return how these are called, by id."""
    return {key: member.name for key, member in people.items()}


async def cited(
    deps: Deps, uow: UnitOfWork, postmortem: Postmortem, incident: Incident | None, wanted: AbstractSet[str]
) -> tuple[dict[str, Message], dict[str, str]]:
    """Return the messages with these ts and the links to them, from every incident that a document tells of.

    `incident` is its own one.
    """
    messages: dict[str, Message] = {}
    links: dict[str, str] = {}
    if not wanted:
        return messages, links
    own = [incident] if incident is not None else []
    for place in (*own, *await uow.incidents.of_postmortem(postmortem.id)):
        found = await uow.transcripts.some(place.id, wanted - messages.keys())
        messages |= found
        if place.channel is not None:
            links |= {ts: deps.chat.permalink(place.channel, ts) for ts in found}
    return messages, links
