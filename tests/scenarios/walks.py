"""Who takes part in walks at random, and what holds when they have ended. Where they begin: `walks_starts`."""

import contextlib
import io
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass

from blocks import ids
from bot.domain.lifecycle import RULES
from bot.domain.postmortems import Postmortem, Status, Verb
from bot.domain.revisions import SIGHT, entry_parts, item_part, parts_of_text
from sandbox.driver import Person
from tests.fakes import FakeClock
from tests.scenarios.stage import TEMPLATES
from tests.scenarios.steps import uninvited
from tests.scenarios.walker import Walk
from tests.scenarios.walks_starts import STARTS
from tests.scenarios.world import World
from tests.scenarios.world import world as started

LEFT_OUT = {
    ids.CARD_OPEN: "a link, which the browser opens; the walker leaves links alone",
    ids.REQUEST_DISCUSS: "a link too",
    ids.PUBLISH_ELSEWHERE: "stands only where a channel of the settings could not be told: test_publishing",
    ids.ELSEWHERE_FORM: "opened by the one above",
    ids.IMPORT_RETRY: "stands on a card only where Slack refused a part of the channel: test_faults orders that",
    ids.PROBLEM_RETRY: "stands only in an answer to a failure of Slack or the database: test_faults_at_the_edge",
}
"""What a walk need not reach, and why."""


@dataclass
class Logged:
    """What the bot wrote to its log, from errors on."""

    lines: io.StringIO


@contextlib.asynccontextmanager
async def walking(database_url: str, clock: FakeClock, start: str, seed: int) -> AsyncIterator[tuple[Walk, Logged]]:
    """Put the cast of a walk into a world that begins like `start`; what is logged meanwhile is kept."""

    admins: list[Person] = []

    def prepare(made: World) -> dict[str, object]:
        admins.append(made.slack.person("iris", name="Iris"))
        return {"incident_admins": [admins[0].id], "templates": TEMPLATES}

    logged = Logged(io.StringIO())
    with contextlib.redirect_stderr(logged.lines):
        async with started(database_url, clock, prepare=prepare) as world:
            channel = await STARTS[start](world)
            slack = world.slack
            iris = admins[0]
            ines = slack.person("ines", name="Ines", tz="Asia/Tokyo")
            gil, dora = (
                slack.person("gil", name="Gil", guest="multi"),
                slack.person("dora", name="Dora", deactivated=True),
            )
            otto = slack.person("otto", name="Otto")
            for one in (iris, ines, gil):
                await world.noor.invite(channel, one)
            people = [world.maya, world.ben, world.noor, iris, ines, gil, otto]
            elsewhere = slack.channel("general", members=people)
            other = slack.channel("inc-others", members=people, bot=True)
            await world.work()
            walk = Walk(world, channel, [*people, dora], seed, elsewhere, other)
            yield walk, logged


async def wrong(walk: Walk, logged: Logged) -> list[str]:
    """Return all that does not hold after a walk; nothing, where all is well."""
    world, slack = walk.world, walk.world.slack
    found = [*walk.trouble, *(f"failed: {one}" for one in slack.failed), *slack.complaints]
    found += [f"a live mention: {text[max(0, text.find('<') - 40) :][:300]}" for text in uninvited(world)]
    found += [f"logged: {line}" for line in logged.lines.getvalue().splitlines()]
    counts = await world.bot.queue.counts()
    if dead := counts.get("dead", 0):
        found.append(f"{dead} dead jobs")
    if left := counts.get("running", 0):
        found.append(f"{left} jobs still run")
    async with world.bot.deps.store.read(world.bot.workspace) as uow:
        documents = [one for n in range(1, 1000) if (one := await uow.postmortems.by_number(n)) is not None]
    if not documents:
        found.append("no document is left")
    for one in documents:
        found += [f"{one.name}: {sentence}" for sentence in await _wrong_with(walk, one)]
    return found


async def _wrong_with(walk: Walk, postmortem: Postmortem) -> list[str]:
    """Return what is not right with a document: its text, its revisions, its reviews, its deeds."""
    world, found = walk.world, []
    async with world.bot.deps.store.read(world.bot.workspace) as uow:
        entries, items = await uow.entries.of(postmortem.id), await uow.action_items.of(postmortem.id)
        stored = await uow.revisions.text_at(postmortem.id, postmortem.revision)
        revisions = await uow.revisions.edits(postmortem.id)
        texts = {one.number: await uow.revisions.text_at(postmortem.id, one.number) for one in revisions}
        reviews = await uow.reviews.of(postmortem.id)
        deeds, _ = await uow.audit.of(postmortem.id, limit=100_000)
        broken = await uow.audit.first_broken(postmortem.id)  # type: ignore[attr-defined] # storage's own
    now = parts_of_text(postmortem) | entry_parts(entries)
    now |= {f"item:{one.id}": part for one in items if (part := item_part(one)) is not None}
    if SIGHT in stored:  # who can see it is told where a person decided that, and is no text that could be compared
        now[SIGHT] = stored[SIGHT]
    if stored not in ({}, now):
        differs = sorted(key for key in stored.keys() | now.keys() if stored.get(key) != now.get(key))
        found.append(f"the document is not its last revision: {differs}")
    if broken is not None:
        found.append(f"the chain of deeds is broken at {broken}")
    if not {one.reviewer for one in reviews if one.requested} >= set(postmortem.reviewers):
        found.append("a reviewer has no review")
    if strangers := {one.reviewer for one in reviews if one.has_approved} - walk.approving:
        found.append(f"approved without a press: {strangers}")
    numbers = [one.number for one in revisions]
    if numbers != sorted(set(numbers)) or (numbers and numbers[-1] != postmortem.revision):
        found.append(f"revisions {numbers} of {postmortem.revision}")
    for number, parts in texts.items():
        if not parts or not all(isinstance(json.loads(content), dict) for content in parts.values()):
            found.append(f"revision {number} cannot be read")
    return [
        *found,
        *_impossible(postmortem.status, [Verb(one.verb) for one in reversed(deeds) if one.verb in set(Verb)]),
    ]


def _impossible(ended: Status, verbs: list[Verb]) -> list[str]:
    """Return which deed of the log the state machine does not allow from where the ones before it led."""
    states: set[Status | None] = {None}
    for place, verb in enumerate(verbs, start=1):
        after: set[Status | None] = {RULES[state, verb].to or state for state in states if (state, verb) in RULES}
        if verb is Verb.APPROVE and after:
            after.add(Status.PUBLISHED)  # the last approval publishes by itself
        if not after:
            return [f"deed {place}, {verb.value}, is not possible from {states}"]
        states = after
    return [] if ended in states else [f"it is {ended.value} where its deeds lead to {states}"]
