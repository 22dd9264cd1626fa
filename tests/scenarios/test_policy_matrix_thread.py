"""The same table of who may do what, tried without a button: replies, check marks, pins, :pushpin:.

What people may not do by a button they may not do by an emoji either: it stays chat, blocks nothing, and rings nobody.
"""

import pytest

from bot.domain.postmortems import Status, Verb, Visibility
from sandbox import happenings, posting
from sandbox.driver import Message
from storage.engine import Database
from tests.fakes import FakeClock
from tests.scenarios.cast import STRANGERS, policy_table, sight_table
from tests.scenarios.stage import Stage, staged
from tests.scenarios.test_live_mentions import messages_to_people


@pytest.fixture
def database(of_sqlite: Database) -> Database:
    """Large tables are for one database."""
    return of_sqlite


def may_comment(role: str, status: Status, visibility: Visibility) -> bool:
    """Say whether this role may comment, as docs/policy.md tells it."""
    sees = role in sight_table()[visibility.value] and role not in STRANGERS
    return sees and role in policy_table().get((status.value, Verb.COMMENT.value), ())


async def with_a_reply(stage: Stage) -> Message:
    """Let the author say something in the card's thread, in every scene that follows; return it."""
    reply = await stage.cast["author"].post(stage.channel, "Is that all?", thread=stage.channel.card())
    await stage.world.work()
    stage.scenes.clear()
    stage.scenes["", "", ""] = await stage.shelf.rows()
    return reply


@pytest.mark.parametrize("visibility", [Visibility.ORGANISATION, Visibility.PRIVATE])
async def test_a_reply_is_a_comment_only_of_who_may_comment(
    clean: Database, clock: FakeClock, visibility: Visibility
) -> None:
    wrong: dict[str, str] = {}
    async with staged(clean, clock) as stage:
        card = stage.channel.card()
        for status in Status:
            await stage.scene(status, "", visibility)
            for role, person in stage.cast.items():
                since = len(stage.world.slack.calls)
                hub, place = stage.world.slack.hub, stage.channel.state
                posting.post(hub, place, person.member, text="It was the client.", thread_ts=card.ts)
                await stage.world.slack.settle()
                got = await stage.done()
                await stage.world.work()
                rung = messages_to_people(stage.world, since)
                expected = [("comment", person.id)] if may_comment(role, status, visibility) else []
                if got != expected or (not expected and rung):
                    wrong[f"{status} · {role}"] = f"{got}, rang {rung}"
                await stage.again()

    assert wrong == {}


async def test_a_check_mark_resolves_only_of_who_may_comment(clean: Database, clock: FakeClock) -> None:
    wrong: dict[str, str] = {}
    async with staged(clean, clock) as stage:
        reply = await with_a_reply(stage)
        for status in Status:
            await stage.scene(status)
            for role, person in stage.cast.items():
                happenings.react(
                    stage.world.slack.hub, stage.channel.state, reply.ts, person.member, "white_check_mark"
                )
                await stage.world.work()
                got = await stage.done()
                expected = may_comment(role, status, Visibility.ORGANISATION)
                if (("comment", person.id) in got) is not expected or ("changed", "discussions") in got:
                    wrong[f"{status} · {role}"] = str(got)
                reply.body.pop("reactions", None)
                await stage.again()

    assert wrong == {}


@pytest.mark.parametrize("how", ["pin", "pushpin"])
async def test_a_pin_puts_a_line_on_a_draft_only_for_full_members(clean: Database, clock: FakeClock, how: str) -> None:
    wrong: dict[str, str] = {}
    async with staged(clean, clock) as stage:
        message = await stage.cast["author"].post(stage.channel, "the queue is empty again")
        await stage.world.work()
        for status in Status:
            await stage.scene(status)
            for role, person in stage.cast.items():
                hub, place = stage.world.slack.hub, stage.channel.state
                if how == "pin":
                    happenings.pin(hub, place, message.ts, person.member)
                else:
                    happenings.react(hub, place, message.ts, person.member, "pushpin")
                await stage.world.work()
                got = await stage.done()
                expected = [("edit", "None")] if status is Status.DRAFT and role not in STRANGERS else []
                if [one for one in got if one != ("changed", "jobs")] != expected:
                    wrong[f"{status} · {role}"] = str(got)
                for key in ("pinned_to", "pinned_info", "reactions"):
                    message.body.pop(key, None)
                await stage.again()

    assert wrong == {}
