"""Where walks at random begin: one document in each state, one with much in it, an offer, and a workspace with many."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.domain.incidents import Signal, SignalKind, SignalSource
from bot.domain.people import system
from bot.domain.postmortems import Verb
from bot.domain.timeline import Entry, EntryKind, Origin
from bot.services.changes import change
from bot.services.creation import Request, create
from bot.services.incidents import hear
from bot.services.publishing import publish as publish_it
from sandbox.driver import Channel
from tests.scenarios.large import enlarge
from tests.scenarios.published import acting, complete, filled, publish
from tests.scenarios.reviewing import fill_all, send, stored
from tests.scenarios.steps import play, ready
from tests.scenarios.world import World

DRAFTS, PUBLISHED, EDITS, UNVERIFIED = 10, 9, 18, 16
"""More than Home shows, and more than a page of revisions and of unverified entries."""


async def fresh(world: World) -> Channel:
    """Begin with a draft as it was made."""
    channel, _ = await ready(world)
    return channel


async def unclaimed(world: World) -> Channel:
    """Begin with a draft that is nobody's yet."""
    channel, _ = await ready(world, author=False)
    return channel


async def in_review(world: World) -> Channel:
    """Begin with everything filled in and sent to two reviewers."""
    channel = await fresh(world)
    await fill_all(world)
    await send(world, channel, world.ben, world.noor)
    return channel


async def whole(world: World) -> Channel:
    """Begin with a draft that lacks nothing and could be published."""
    return await complete(world)


async def published(world: World) -> Channel:
    """Begin a month after a document was published, whose template wants a second person's look at what is done."""
    channel = await complete(world, template="confirming")
    await publish(world, channel)
    world.clock.advance(days=29, hours=19)  # on the next morning it is asked whether the fix held
    return channel


async def secret(world: World) -> Channel:
    """Begin in a private channel, with everything filled in."""
    channel = world.incident(private=True)
    await play(world, channel)
    await world.maya.slash("/postmortem create Checkout errors", channel)
    assert world.maya.modal is not None
    await world.maya.modal.submit()
    await world.later(6)
    await fill_all(world)
    return channel


async def large(world: World) -> Channel:
    """Begin with a document of many sections, entries, comments and items."""
    channel = await fresh(world)
    await enlarge(world, sections=30, entries=80, comments=40, items=30)
    return channel


async def offered(world: World) -> Channel:
    """Begin with an incident of which a postmortem is only recommended."""
    channel = world.incident()
    await play(world, channel)
    await recommend(world, channel, "7")
    return channel


async def recommend(world: World, channel: Channel, key: str) -> None:
    """Let a machine say that a small incident of a channel is over."""
    signal = Signal(
        kind=SignalKind.RESOLVED,
        source=SignalSource.WEBHOOK,
        key=f"walk:{key}",
        external_id=f"walk:{key}",
        at=world.clock.now(),
        channel=channel.id,
        title=f"Login slow {key}",
        severity="sev4",
    )
    await hear(world.bot.deps, system(world.bot.workspace), signal)
    await world.work()


async def worn(world: World) -> Channel:
    """Begin with a document that was edited often and has much to check, among many drafts and published ones."""
    channel = await fresh(world)
    await enlarge(world, sections=11, entries=30, comments=20, items=20)
    deps, workspace, key = world.bot.deps, world.bot.workspace, (await stored(world)).id
    async with change(deps, system(workspace), Verb.EDIT, key) as it:
        for n in range(UNVERIFIED):
            at = it.at - timedelta(minutes=n)
            said = Entry(at=at, kind=EntryKind.FINDING, text=f"Ben says {n}", verified=False, origin=Origin.AI)
            await it.add_entry(said)
        it.update(sections=tuple(one.model_copy(update={"suggestion": "A machine's"}) for one in it.was.sections))
    for n in range(EDITS):
        async with change(deps, system(workspace), Verb.EDIT, key) as it:
            blaming = {"text": f"ben forgot to drain the node, {n} times.", "origin": Origin.PERSON}
            it.update(
                sections=tuple(
                    one.model_copy(update=blaming if one.key == "root_cause" else {}) for one in it.was.sections
                )
            )
    for n in range(DRAFTS + PUBLISHED):
        await _another(world, n, is_published=n >= DRAFTS)
    await world.work()
    return channel


async def _another(world: World, n: int, *, is_published: bool) -> None:
    deps, maya = world.bot.deps, await acting(world, world.maya)
    made = await create(deps, maya.model_copy(update={"delivery": f"another {n}"}), Request(title=f"Another {n}"))
    if is_published:
        await filled(world, made.id)
        async with change(deps, system(world.bot.workspace), Verb.EDIT, made.id) as it:
            await it.add_entry(Entry(at=it.at, kind=EntryKind.FINDING, text="The pool ran empty", origin=Origin.PERSON))
        async with deps.store.read(world.bot.workspace) as uow:
            now = await uow.postmortems.get(made.id)
        assert now is not None
        await publish_it(deps, await acting(world, world.noor), made.id, now.revision)


STARTS: dict[str, Callable[[World], Awaitable[Channel]]] = {
    one.__name__: one for one in (fresh, unclaimed, in_review, published, secret, large, whole, offered, worn)
}
