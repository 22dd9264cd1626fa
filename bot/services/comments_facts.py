"""Gathering what is shown of comments: the window's page, one discussion, our copies, and who is to hear of what."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.comments import About, Comment, CommentsFacts, CopyFacts, Discussion, News, Thread
from bot.domain.errors import Conflict
from bot.domain.people import Actor, Member
from bot.domain.postmortems import Postmortem, Status, Verb
from bot.domain.sections import BY_KEY, SectionKind
from bot.domain.text import shorten
from bot.domain.words import clock_time, say
from bot.ports import Deps, Payload, UnitOfWork
from bot.services.access import seen_by, seen_with_rights

PAGE = 15
WHOLE = "-"
LONGEST_ITEM = 80
WRITING = timedelta(minutes=30)
A_DAY = 3
MORNING = time(9)


async def page(
    deps: Deps,
    actor: Actor,
    postmortem: int,
    *,
    shown: str = "open",
    section: str | None = None,
    number: int = 0,
    resolved: tuple[int, ...] = (),
    covered: int = 0,
) -> CommentsFacts:
    """Return a page of discussions, oldest first; `section` is a key, or WHOLE for those about the whole text.

    Raises NotFound where the actor has no sight.
    """
    facts = await _facts(deps, actor, postmortem)
    found = [
        one
        for one in facts.threads
        if (shown == "all" or one.discussion.is_open) and (section is None or _under(facts.postmortem, one) == section)
    ]
    number = max(0, min(number, (len(found) - 1) // PAGE))
    rows = tuple(found[number * PAGE : (number + 1) * PAGE])
    changed = {"threads": rows, "total": len(found), "page": number, "shown": shown, "section": section}
    return facts.model_copy(update={**changed, "resolved": resolved, "covered": covered})


async def discussion(deps: Deps, actor: Actor, postmortem: int, key: int) -> CommentsFacts:
    """Return one discussion with all that was said in it. Raises Conflict where nothing is left of it."""
    facts = await _facts(deps, actor, postmortem)
    found = tuple(one for one in facts.threads if one.discussion.id == key)
    if not found:
        raise Conflict(say("comments.gone"), postmortem=postmortem)
    return facts.model_copy(update={"threads": found, "total": 1})


async def place_in_words(deps: Deps, actor: Actor, postmortem: int, about: About) -> CommentsFacts:
    """Return what is needed to ask for a comment on something: what it is about stands in an empty thread."""
    seen = await seen_by(deps, actor, postmortem)
    async with deps.store.read(actor.workspace) as uow:
        asked = Discussion(**about.model_dump())
        place = (await _places(deps, uow, seen, [asked]))[0]
    threads = (Thread(discussion=asked, place=place),)
    return CommentsFacts(now=deps.clock.now(), postmortem=seen, threads=threads, reader=actor.member)


async def copy_of(deps: Deps, workspace: str, postmortem: int, comment: int) -> CopyFacts | None:
    """Return one comment, taken away ones too, with its discussion; None where there is none."""
    async with deps.store.read(workspace) as uow:
        found, said = await uow.postmortems.get(postmortem), await uow.comments.get(postmortem, comment)
        if found is None or said is None:
            return None
        about = next((one for one in await uow.comments.discussions(postmortem) if one.id == said.discussion), None)
        if about is None:
            return None
        return CopyFacts(
            postmortem=found,
            comment=said,
            discussion=about,
            place=(await _places(deps, uow, found, [about]))[0],
            link=_link(deps, [said]),
            names=await _names(uow, [said], [about]),
        )


async def copy_posted(deps: Deps, workspace: str, facts: CopyFacts, channel: str, thread: str | None, ts: str) -> None:
    """Remember the message that our copy of a comment became: what is ticked there is ticked on the comment."""
    async with deps.store.write(workspace) as uow:
        found = await uow.comments.get(facts.postmortem.id, facts.comment.id)
        if found is not None and found.ts != ts:
            stands = {"channel": channel, "thread": thread, "ts": ts}
            await uow.comments.save(facts.postmortem.id, found.model_copy(update=stands))


async def news_for(deps: Deps, member: Member, postmortem: int) -> News | None:
    """Return how many comments wait to be told to an author; None where there is nothing to tell, or no author's eye.

    Not while the author talks in that thread, and three times a day at most.
    """
    async with deps.store.read(member.workspace) as uow:
        found = await uow.postmortems.get(postmortem)
        if found is None or found.author != member.id or found.status not in {Status.DRAFT, Status.IN_REVIEW}:
            return None
        said = await uow.comments.of(postmortem)
        waiting = {one.id for one in await uow.comments.discussions(postmortem) if one.is_open}
        told = await uow.steps.get(_work(postmortem), member.id) or {}
    now = deps.clock.now()
    own = max((one.at for one in said if one.by == member.id), default=None)
    heard = [at for at in (own, _moment(told)) if at is not None]
    fresh = [one for one in said if one.by != member.id and one.discussion in waiting and _after(one.at, heard)]
    if not fresh:
        return None
    wait = _wait(member, told, own, now)
    return News(postmortem=found, count=len(fresh), told=int(told.get("told", 0)), wait_until=wait)


async def news_told(deps: Deps, member: Member, news: News) -> None:
    """Remember that an author was told, so that the next message counts from here."""
    now = deps.clock.now()
    work, day = _work(news.postmortem.id), _day(member, now)
    async with deps.store.write(member.workspace) as uow:
        known = await uow.steps.get(work, member.id) or {}
        today = int(known.get("today", 0)) + 1 if known.get("day") == day else 1
        recorded: Payload = {"at": now.isoformat(), "day": day, "today": today, "told": news.told + 1}
        await uow.steps.put(work, member.id, recorded)


def _work(postmortem: int) -> str:
    return f"comments:{postmortem}"


def _day(member: Member, at: datetime) -> str:
    return at.astimezone(ZoneInfo(member.zone)).date().isoformat()


def _moment(told: Payload) -> datetime | None:
    return datetime.fromisoformat(str(told["at"])) if "at" in told else None


def _after(at: datetime, moments: Iterable[datetime]) -> bool:
    return all(at > one for one in moments)


def _wait(member: Member, told: Payload, own: datetime | None, now: datetime) -> datetime | None:
    if own is not None and now - own < WRITING:
        return own + WRITING
    if told.get("day") == _day(member, now) and int(told.get("today", 0)) >= A_DAY:
        zone = ZoneInfo(member.zone)
        tomorrow = (now.astimezone(zone) + timedelta(days=1)).date()
        return datetime.combine(tomorrow, MORNING, zone)
    return None


async def _facts(deps: Deps, actor: Actor, postmortem: int) -> CommentsFacts:
    seen, may = await seen_with_rights(deps, actor, postmortem)
    async with deps.store.read(actor.workspace) as uow:
        said = await uow.comments.of(postmortem)
        discussions = await uow.comments.discussions(postmortem)
        places = await _places(deps, uow, seen, discussions)
        names = await _names(uow, said, discussions)
    threads = []
    for one, place in zip(discussions, places, strict=True):
        comments = tuple(comment for comment in said if comment.discussion == one.id)
        if comments:
            threads.append(Thread(discussion=one, comments=comments, place=place, link=_link(deps, comments)))
    return CommentsFacts(
        now=deps.clock.now(),
        postmortem=seen,
        threads=tuple(threads),
        total=len(threads),
        filed_under=tuple(dict.fromkeys(_under(seen, one) for one in threads)),
        may_comment=Verb.COMMENT in may,
        reader=actor.member,
        names=names,
    )


async def _names(uow: UnitOfWork, said: Sequence[Comment], discussions: Sequence[Discussion]) -> dict[str, str]:
    people = {*(one.by for one in said), *(one.resolved_by for one in discussions)}
    known = await uow.members.many(one for one in people if one)
    return {one.id: one.name for one in known.values()}


async def _places(deps: Deps, uow: UnitOfWork, postmortem: Postmortem, discussions: Sequence[Discussion]) -> list[str]:
    """Return what each of these is about, in words; empty for the whole text."""
    entries, items = {}, {}
    if any(one.entry is not None for one in discussions):
        entries = {one.id: one for one in await uow.entries.of(postmortem.id)}
    if any(one.item is not None for one in discussions):
        items = {one.id: one for one in await uow.action_items.of(postmortem.id)}
    found = []
    for one in discussions:
        if one.entry is not None:
            title, entry = _title(postmortem, SectionKind.TIMELINE), entries.get(one.entry)
            at = clock_time(entry.at, deps.settings.zone) if entry else None
            found.append(say("comments.at_entry", section=title, at=at) if at else title)
        elif one.item is not None:
            item = items.get(one.item)
            text = shorten(item.text, LONGEST_ITEM) if item else None
            title = _title(postmortem, SectionKind.ITEMS)
            found.append(say("comments.at_item", item=text) if text else title)
        else:
            section = postmortem.section(one.section) if one.section else None
            found.append(section.title if section else "")
    return found


def _title(postmortem: Postmortem, kind: SectionKind) -> str:
    key = _key(kind)
    section = postmortem.section(key)
    return section.title if section else BY_KEY[key].title


def _key(kind: SectionKind) -> str:
    return next(key for key, one in BY_KEY.items() if one.kind is kind)


def _under(postmortem: Postmortem, thread: Thread) -> str:
    """Return the key of the section that a discussion is filed under; WHOLE for the whole text."""
    one = thread.discussion
    if one.entry is not None:
        return _key(SectionKind.TIMELINE)
    if one.item is not None:
        return _key(SectionKind.ITEMS)
    return one.section if one.section and postmortem.section(one.section) else WHOLE


def _link(deps: Deps, said: Sequence[Comment]) -> str | None:
    for one in reversed(said):
        if one.channel and one.ts:
            return deps.chat.permalink(one.channel, one.ts, one.thread)
    return None
