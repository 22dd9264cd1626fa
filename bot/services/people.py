"""The people of a document: who writes it, who may comment, and who sees it.

A document is at most as visible as its narrowest source. Opening one that tells of a private channel is for somebody
of that channel, needs a reason, and stands in the history.
"""

import asyncio
import json
from collections.abc import Iterable

from bot.domain import events, lifecycle
from bot.domain.errors import Denied, Invalid
from bot.domain.people import Actor, Member, Standing
from bot.domain.postmortems import Postmortem, Status, Verb, Visibility
from bot.domain.redaction import admit
from bot.domain.revisions import SIGHT
from bot.domain.text import LONGEST_REASON
from bot.domain.windows import MOST_COMMENTERS, MOST_EDITORS, PeopleFacts, PeopleWords, Sight, Widening
from bot.domain.words import capitalised, listing, say
from bot.ports import ChannelFacts, ChatError, Deps
from bot.services import members
from bot.services.access import may_see, must_be_allowed, seen_with_rights
from bot.services.changes import Change, change
from bot.services.channels import GROUP, members_of, must_be_readable
from bot.services.drafts import give
from bot.services.facts import names_of, people_of
from bot.services.postmortems import HASH, team_in_words
from bot.services.transcripts import redaction

WRITES = {Status.PUBLISHED: Verb.CORRECT}
GIVES = {Status.PUBLISHED: Verb.CORRECT}
SHOWS = {Status.PUBLISHED: Verb.CORRECT}
"""The verb that changes who helps, who writes and who sees it, in a state; EDIT, HAND_OVER and RECLASSIFY elsewhere."""
_WIDTH = (Visibility.PRIVATE, Visibility.TEAM, Visibility.ORGANISATION)


async def people_facts(deps: Deps, actor: Actor, postmortem: int) -> PeopleFacts:
    """Return who writes a document and who sees it. Raises NotFound without sight."""
    seen, may = await seen_with_rights(deps, actor, postmortem)
    async with deps.store.read(actor.workspace) as uow:
        people = await people_of(deps, uow, (seen.author, *seen.editors, *seen.commenters, *seen.reviewers))
        incident = await uow.incidents.get(seen.incident) if seen.incident is not None else None
    may_show = SHOWS.get(seen.status, Verb.RECLASSIFY) in may
    return PeopleFacts(
        postmortem=seen,
        may_write=WRITES.get(seen.status, Verb.EDIT) in may,
        may_hand_over=GIVES.get(seen.status, Verb.HAND_OVER) in may,
        may_show=may_show,
        needs_reason=seen.status is Status.PUBLISHED,
        names=names_of(people),
        groups=dict(await _groups(deps)) if may_show else {},
        team=await team_in_words(deps, actor, seen.team),
        in_team=len(await _people_in(deps, seen.team)),
        channel=f"{HASH}{incident.channel_name}" if incident is not None and incident.channel_name else "",
        in_channel=len(await _people_in(deps, seen.channel)),
    )


async def save(deps: Deps, actor: Actor, words: PeopleWords) -> Widening | None:
    """Store who writes a document and who sees it; where private channels would be told to others, return that first.

    Raises Invalid at the field of somebody who cannot be that, and where a team is missing.
    """
    seen, _ = await seen_with_rights(deps, actor, words.postmortem)
    sight = words.sight if words.sight is not None and _is_new(seen, words.sight) else None
    if sight is not None:
        await must_be_allowed(deps, actor, SHOWS.get(seen.status, Verb.RECLASSIFY), seen)
        await _must_be_a_team(deps, actor, seen, sight)
    if words.names_people:
        await _save_people(deps, actor, words)
        actor = actor.model_copy(update={"delivery": None})
    if sight is None:
        return None
    if sources := await _told_to_more(deps, actor, seen, sight):
        await _must_be_of_all(deps, actor, seen, sources)
        readers = await _readers(deps, actor, sight)
        return Widening(postmortem=seen, sight=sight, channels=tuple(_named(sources)), readers=readers)
    await _show_to(deps, actor, seen, sight, words.reason)
    return None


async def open_up(deps: Deps, actor: Actor, postmortem: int, sight: Sight, reason: str) -> None:
    """Let more people see a document that tells of private channels, because somebody of them says why."""
    seen, _ = await seen_with_rights(deps, actor, postmortem)
    if not reason.strip():
        sentence = say("people.why")
        raise Invalid(sentence, fields={"reason": sentence}, postmortem=postmortem)
    await _must_be_a_team(deps, actor, seen, sight)
    await _must_be_of_all(deps, actor, seen, await _told_to_more(deps, actor, seen, sight))
    await _show_to(deps, actor, seen, sight, reason)


async def _save_people(deps: Deps, actor: Actor, words: PeopleWords) -> None:
    known = await _asked(deps, actor, words)
    seen, _ = await seen_with_rights(deps, actor, words.postmortem)
    gives, writes = GIVES.get(seen.status, Verb.HAND_OVER), WRITES.get(seen.status, Verb.EDIT)
    is_given = words.author is not None and words.author != seen.author
    verb = gives if is_given else writes
    if not (is_given or words.names_helpers):
        return
    if is_given and words.names_helpers:
        await must_be_allowed(deps, actor, writes, seen)
    async with change(deps, actor, verb, words.postmortem) as it:
        it.reason = _reason(deps, verb, words.reason, it.was)
        _check(known, words)
        if is_given and words.author is not None and words.author != it.was.author:
            await _must_see(deps, known[words.author], it.was, words)
            give(it, actor, words.author)
        if verb is writes:
            it.detail = "people"
        editors = tuple(one for one in words.editors.of(it.now.editors) if one != it.now.author)
        commenters = tuple(
            one for one in words.commenters.of(it.now.commenters) if one not in {it.now.author, *editors}
        )
        _check_room("editors", editors, MOST_EDITORS)
        _check_room("commenters", commenters, MOST_COMMENTERS)
        it.update(editors=editors, commenters=commenters)
        await _take_leave(it)


async def _take_leave(it: Change) -> None:
    """Forget the unsaved words of who may not write any more, and have what they were told before drawn anew."""
    writers = {it.now.author, *it.now.editors}
    named = {*writers, *it.now.commenters, *it.now.reviewers}
    for member in {it.was.author, *it.was.editors} - writers - {None}:
        await it.uow.unsaved.drop_of(it.was.id, str(member))
    left = tuple(sorted(str(one) for one in {it.was.author, *it.was.editors, *it.was.commenters} - named - {None}))
    if left and it.was.incident is not None:
        it.emit(events.ReadersChanged(incident=it.was.incident, people=left))


async def _show_to(deps: Deps, actor: Actor, seen: Postmortem, sight: Sight, reason: str) -> None:
    verb = SHOWS.get(seen.status, Verb.RECLASSIFY)
    readers = await _readers(deps, actor, sight)
    async with change(deps, actor, verb, seen.id) as it:
        it.reason = _reason(deps, verb, reason, it.was)
        it.detail = "sight"
        it.update(visibility=Visibility(sight.visibility), team=sight.team)
        it.parts[SIGHT] = json.dumps({"text": readers}, ensure_ascii=False)
        if it.was.incident is not None:
            it.emit(
                events.PostmortemChanged(postmortem=it.was.id, incident=it.was.incident, timeline=True, questions=True)
            )


def _reason(deps: Deps, verb: Verb, reason: str, postmortem: Postmortem) -> str | None:
    admitted = admit(reason, one_line=True, limit=LONGEST_REASON, options=redaction(deps)).text
    return lifecycle.check_reason(verb, admitted, postmortem) or None


def _is_new(postmortem: Postmortem, sight: Sight) -> bool:
    team = sight.team if sight.visibility == Visibility.TEAM else None
    return (sight.visibility, team) != (postmortem.visibility.value, postmortem.team)


async def _asked(deps: Deps, actor: Actor, words: PeopleWords) -> dict[str, Member]:
    """Return everybody who is new in a role as Slack describes them now."""
    people = {words.author, *words.editors.added, *words.commenters.added} - {None}
    found = await asyncio.gather(
        *(members.refresh(deps, actor.workspace, str(one)) for one in sorted(map(str, people)))
    )
    return {one.id: one for one in found}


def _check(known: dict[str, Member], words: PeopleWords) -> None:
    """Raise Invalid at the fields in which somebody stands who is no full member."""
    chosen: dict[str, Iterable[str | None]] = {
        "author": (words.author,),
        "editors": words.editors.added,
        "commenters": words.commenters.added,
    }
    wrong = {
        field: say(f"people.not.{known[one].standing}", who=_called(known[one]))
        for field, people in chosen.items()
        for one in people
        if one is not None and known[one].standing is not Standing.MEMBER
    }
    if wrong:
        raise Invalid(" ".join(wrong.values()), fields=wrong, postmortem=words.postmortem)


def _called(member: Member) -> str:
    """Return somebody's name; one whom Slack does not tell of has none."""
    return member.name if member.name != member.id else capitalised(say("who.somebody"))


def _check_room(field: str, people: tuple[str, ...], most: int) -> None:
    if len(people) > most:
        sentence = say(f"people.most.{field}", n=most)
        raise Invalid(sentence, fields={field: sentence})


async def _must_see(deps: Deps, member: Member, postmortem: Postmortem, words: PeopleWords) -> None:
    """Raise Invalid where the new author could not see the document: it is not opened by handing it over."""
    if not await may_see(deps, member, postmortem):
        sentence = say("author.outside")
        raise Invalid(sentence, fields={"author": sentence}, postmortem=words.postmortem)


async def _must_be_a_team(deps: Deps, actor: Actor, postmortem: Postmortem, sight: Sight) -> None:
    """Raise Invalid where it is to be for a team and there is none, or one that this person or the bot cannot see."""
    if sight.visibility != Visibility.TEAM or sight.team == (postmortem.team or ""):
        return
    field = "team" if sight.team is not None and sight.team.startswith(GROUP) else "team_channel"
    sentence = say("people.no_team")
    if sight.team is None:
        raise Invalid(sentence, fields={field: sentence}, postmortem=postmortem.id)
    if sight.team.startswith(GROUP):
        if sight.team not in await _groups(deps):
            raise Invalid(sentence, fields={field: sentence}, postmortem=postmortem.id)
        return
    if actor.member not in await members_of(deps, sight.team):
        sentence = say("people.not_in_team")
        raise Invalid(sentence, fields={field: sentence}, postmortem=postmortem.id)
    await must_be_readable(deps, sight.team, retry=False)


async def _told_to_more(deps: Deps, actor: Actor, postmortem: Postmortem, sight: Sight) -> list[ChannelFacts]:
    """Return the private channels that a document tells of, where this would let others see it; else nothing."""
    was, now = _WIDTH.index(postmortem.visibility), _WIDTH.index(Visibility(sight.visibility))
    if now < was or not now:
        return []
    async with deps.store.read(actor.workspace) as uow:
        incidents = await uow.incidents.of_postmortem(postmortem.id)
        own = await uow.incidents.get(postmortem.incident) if postmortem.incident is not None else None
    places = [(one.channel, one.channel_name) for one in (own, *incidents) if one is not None and one.channel]
    found = [await _described(deps, str(channel), name) for channel, name in places]
    return [one for one in found if (one.is_private or one.is_im) and one.id != sight.team]


async def _described(deps: Deps, channel: str, name: str) -> ChannelFacts:
    """Return what Slack says of a channel now; one that it does not tell of counts as private."""
    try:
        return await deps.chat.channel(channel)
    except ChatError as error:
        if error.passing:
            raise
        return ChannelFacts(id=channel, name=name, is_private=True)


async def _must_be_of_all(deps: Deps, actor: Actor, postmortem: Postmortem, sources: list[ChannelFacts]) -> None:
    """Raise Denied where this is not the author or an incident admin who is in each of these channels now."""
    is_there = [actor.member in await members_of(deps, one.id) for one in sources]
    if all(is_there) and (actor.is_incident_admin or actor.member == postmortem.author):
        return
    async with deps.store.read(actor.workspace) as uow:
        people = await people_of(deps, uow, (postmortem.author,))
    author = names_of(people).get(postmortem.author or "", say("who.author"))
    raise Denied(
        say("people.widen_no", pm=postmortem.name, channels=listing(_named(sources), 3), who=author),
        postmortem=postmortem.id,
    )


def _named(sources: list[ChannelFacts]) -> list[str]:
    return [f"{HASH}{one.name}" if one.name else say("people.a_channel") for one in sources]


async def _readers(deps: Deps, actor: Actor, sight: Sight) -> str:
    team = await team_in_words(deps, actor, sight.team) if sight.visibility == Visibility.TEAM else ""
    return say(f"people.readers.{sight.visibility}", team=team)


async def _groups(deps: Deps) -> dict[str, str]:
    """Return the workspace's user groups; none where it has none, as without a paid plan."""
    try:
        return dict(await deps.chat.groups())
    except ChatError as error:
        if error.passing:
            raise
        return {}


async def _people_in(deps: Deps, place: str | None) -> frozenset[str]:
    return frozenset() if place is None else await members_of(deps, place) - {deps.chat.own_id}
