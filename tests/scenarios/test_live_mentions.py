"""One live mention: hostile text in every field, and a look at all that goes to Slack.

Each mention and link in it is one that code made, what has one line has one line, and one deed rings at most ten.
"""

import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import pytest

from blocks import ids
from sandbox.driver import Person
from sandbox.driver.windows import Modal
from sandbox.elements import elements
from storage.engine import Database
from tests.fakes import FakeClock
from tests.scenarios.cast import policy_table
from tests.scenarios.doors import Door, draw
from tests.scenarios.doors_table import DOORS
from tests.scenarios.stage import Stage, staged
from tests.scenarios.steps import look_over, uninvited
from tests.scenarios.world import World

HOSTILE = (
    "<!channel> <!here|x> <@U012AB> <#C012AB|general> <!subteam^S012AB|all> <https://evil.example|bank.example>",
    "a\n*Next:* Nothing left to do.\nPM-1 · Published\n<!everyone>",
    "```\n<@U012AB> `<!here>` ![](@U012AB) [bank.example](https://evil.example/?q=<!channel>)",
    "&lt;!channel&gt; &amp;lt;!here&gt; <<!channel>> \u202e<!channel>\u202c",
)
ROLES = ("author", "reviewer", "participant", "org admin")
_LINK = re.compile(r"<((?:https?|mailto)[^|>]*)(?:\|([^>]*))?>")
_ONE_LINE = {"plain_text", "raw_text"}
MOST_RUNG = 10


@pytest.fixture
def database(of_sqlite: Database) -> Database:
    """What is stored differs in no letter between the two."""
    return of_sqlite


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
async def test_hostile_text_in_every_field_mentions_links_and_rings_nobody(
    clean: Database, clock: FakeClock, hostile: str
) -> None:
    done: set[str] = set()
    rung: dict[str, int] = {}
    async with staged(clean, clock) as stage:
        await name_all(stage, hostile)
        for door in (one for one in DOORS if one.fill is not None):
            who = _who(door)
            press = await draw(stage, door, typed=lambda modal: typed(modal, hostile))
            await stage.scene(door.drawn, door.given)
            before = len(stage.world.slack.calls)
            await press(stage.cast[who])
            if await stage.done():
                done.add(door.id)
            await stage.world.work()
            await stage.world.later(6)
            rung[str(door)] = len(messages_to_people(stage.world, before))

        assert unmade(stage.world) == []
        assert {door: many for door, many in rung.items() if many > MOST_RUNG} == {}
    assert done == {one.id for one in DOORS if one.fill is not None}


async def name_all(stage: Stage, hostile: str) -> None:
    """Give people, the channel's topic, a file and the document hostile names, and make the draft's surfaces anew."""
    for role in ("author", "editor", "reviewer", "participant"):
        await stage.cast[role].change(real_name=hostile[:80])
    await stage.cast["author"].set_topic(stage.channel, hostile)
    await stage.cast["author"].post(stage.channel, "a file", files=[f"{hostile[:60]}.txt"])
    base = await stage.stored()
    one_line = " ".join(hostile.split())
    named = tuple(one.model_copy(update={"title": one_line[:60]}) for one in base.sections[5:])
    await stage.alter(
        title=one_line[:120],
        severity=one_line[:20],
        services=(one_line[:60],),
        sections=(*base.sections[:5], *named),
    )
    stage.scenes.clear()
    stage.scenes["", "", ""] = await stage.shelf.rows()
    await stage.world.work()


def typed(modal: Modal, hostile: str) -> None:
    """Type it into every field that takes words."""
    for found in elements(modal.blocks):
        if found.block["type"] == "input" and found.element["type"] in {"plain_text_input", "rich_text_input"}:
            room = int(found.element.get("max_length", 3_000))
            words = hostile if found.element.get("multiline") else " ".join(hostile.split())
            modal.fill({str(found.block["block_id"]): words[:room]})


def _who(door: Door) -> str:
    who = policy_table()[door.drawn.value, door.verb_in(door.drawn).value]
    return next(one for one in ROLES if one in who)


def unmade(world: World) -> list[str]:
    """Return every text that went to Slack with a mention or a link that code did not make, or lines it should not."""
    sent = [call.args for call in world.slack.calls]
    sent += [one.body for one in world.slack.hub.ephemerals if one.by_app]
    sent += [one.body for stack in world.slack.hub.modals.values() for one in stack]
    return [
        *uninvited(world),
        *(text for one in sent for text in _parsed(one) for link in _LINK.findall(text) if not _is_ours(*link)),
        *(text for one in sent for text in _of_one_line(one) if "\n" in text),
        *(text for one in sent for text in _ringing(one)),
    ]


def _is_ours(url: str, label: str) -> bool:
    """Say whether a link is a permalink, or one whose label shows where it leads."""
    host = (urlsplit(url).hostname or "").lower()
    return host.endswith(".slack.com") or (bool(host) and host in label.lower())


def _of_one_line(payload: Any) -> Iterator[str]:
    for one in _objects(payload):
        if one.get("type") in _ONE_LINE and isinstance(one.get("text"), str):
            yield one["text"]


def _parsed(payload: Any) -> Iterator[str]:
    """Yield every text in which Slack looks for links."""
    for one in _objects(payload):
        if one.get("type") not in {*_ONE_LINE, "text", "link", "rich_text_section"} and isinstance(
            one.get("text"), str
        ):
            yield one["text"]


def _ringing(payload: Any) -> Iterator[str]:
    for one in _objects(payload):
        if one.get("type") in {"user", "usergroup", "broadcast"}:
            yield str(one)


def _objects(value: Any) -> Iterator[Mapping[str, Any]]:
    """Yield every object of a payload that is shown: what stands in a field rings nobody."""
    if isinstance(value, Mapping):
        yield value
        for key, item in value.items():
            if key not in {"initial_value", "value", "private_metadata"}:
                yield from _objects(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _objects(item)


def messages_to_people(world: World, since: int) -> list[str]:
    """Return whom something new was sent to directly since then."""
    posts = [one for one in world.slack.calls[since:] if one.method == "chat.postMessage" and one.response["ok"]]
    return [str(one.args["channel"]) for one in posts if str(one.args["channel"]).startswith("D")]


def crowd(world: World, many: int) -> list[Person]:
    """Put so many more people into the workspace, who are in no channel: a mention there would not reach them."""
    return [world.slack.person(f"p{number}") for number in range(many)]


async def test_a_reply_that_names_forty_people_rings_ten(clean: Database, clock: FakeClock) -> None:
    async with staged(clean, clock) as stage:
        people = crowd(stage.world, 40)
        before = len(stage.world.slack.calls)
        named = " ".join(f"<@{one.id}>" for one in people)
        await stage.cast["editor"].post(stage.channel, f"look {named}", thread=stage.channel.card())
        await stage.world.work()
        await stage.world.later(60)

        rung = messages_to_people(stage.world, before)
        assert len(rung) == MOST_RUNG
        await look_over(stage.world)


async def test_no_more_than_ten_people_can_be_told_of_a_comment_or_asked_for_a_review(
    clean: Database, clock: FakeClock
) -> None:
    async with staged(clean, clock) as stage:
        people = crowd(stage.world, 12)
        before = len(stage.world.slack.calls)
        forms = {ids.REVIEW_FORM: "Reviewers", ids.COMMENT_REPLY_FORM: "Tell them"}
        for door in (one for one in DOORS if one.id in forms):
            press = await draw(stage, door, typed=partial(_all_of_them, forms[door.id], people))
            await stage.scene(door.drawn)
            await press(stage.cast["author"])
            assert await stage.done() == []
        await stage.world.work()

        assert messages_to_people(stage.world, before) == []


def _all_of_them(label: str, people: list[Person], modal: Modal) -> None:
    [block] = [one for one in modal.blocks if one.get("label", {}).get("text") == label]
    modal.forge({str(block["block_id"]): [one.id for one in people]})
