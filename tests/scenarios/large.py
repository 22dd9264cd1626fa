"""A document as large as the product allows, put into a world: sections, entries, discussions, items, reviewers."""

from datetime import timedelta

from bot.domain.action_items import MOST_ITEMS, ActionItem
from bot.domain.comments import MOST_COMMENTS, Comment, Discussion
from bot.domain.incidents import Message
from bot.domain.people import Actor
from bot.domain.postmortems import Postmortem, Section, Verb
from bot.domain.timeline import Entry, EntryKind, Origin
from bot.services.changes import change
from tests.scenarios.reviewing import stored
from tests.scenarios.world import World

SECTIONS = 30
ENTRIES = 200
TEXT = "The pool of the cache client ran empty, since each request opened a connection of its own. "


async def enlarge(
    world: World,
    *,
    sections: int = SECTIONS,
    entries: int = ENTRIES,
    comments: int = MOST_COMMENTS,
    items: int = MOST_ITEMS,
) -> Postmortem:
    """Put so much more into the world's document, by itself all that is legal; return it."""
    deps, was = world.bot.deps, await stored(world)
    maya = Actor(workspace=world.bot.workspace, member=world.maya.id, name="maya")
    async with change(deps, maya, Verb.EDIT, was.id) as it:
        more = [
            Section(key=f"custom_{n}", title=f"Section {n}", position=n, text=TEXT * 3, origin=Origin.PERSON)
            for n in range(len(was.sections), sections)
        ]
        it.update(sections=(*was.sections, *more))
        messages = []
        for n in range(entries):
            at = world.clock.now() + timedelta(seconds=n) - timedelta(hours=2)
            ts = f"{int(at.timestamp())}.{n:06}"
            messages.append(Message(ts=ts, author=world.ben.id, text=f"{n}: {TEXT}"))
            await it.add_entry(Entry(at=at, kind=EntryKind.FINDING, text=f"{n}: {TEXT}", evidence=(ts,)))
        await it.uow.transcripts.add(was.incident or 0, messages)
        for n in range(comments):
            found = await it.uow.comments.open_discussion(was.id, Discussion(section="summary", last_at=it.at))
            said = Comment(discussion=found.id, by=world.ben.id, text=f"{n}: {TEXT}", at=it.at, ts=f"1767369600.{n:06}")
            await it.uow.comments.add(was.id, said)
        for n in range(items):
            await it.add_item(ActionItem(text=f"Item {n}", owner=world.ben.id, position=n))
    await world.work()
    return await stored(world)
