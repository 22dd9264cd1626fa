"""A document is published by hand: every channel is told once, in what its readers may know."""

import pytest

from bot.domain.errors import Invalid
from bot.domain.people import system
from bot.domain.postmortems import Verb, Visibility
from bot.services.changes import change
from bot.services.publishing import announce_elsewhere
from sandbox.driver import Channel
from tests.scenarios.large import enlarge
from tests.scenarios.published import TEXT, acting, announcements, complete, correct, every, first, publish, reopened
from tests.scenarios.reviewing import send
from tests.scenarios.steps import Worlds, answers, roots
from tests.scenarios.world import World

TOLD = [
    "# PM-1 · Checkout errors",
    "*Published* · Mar 2, 14:00–14:13 UTC, 13 min",
    TEXT,
    "*3 items:* ben 2, maya 1. First due Fri, Mar 27.",
    "[ Read ] [ Action items ]",
    "Published by noor. Revision 3.",
]


def whole(world: World, channel: Channel, small: str = TOLD[-1]) -> list[str]:
    """Return what is told where all of it may be told, with the link to the channel's canvas in its small print."""
    assert channel.canvas is not None
    link = world.slack.hub.workspace.files[channel.canvas.id].body["permalink"]
    return [*TOLD[:-1], f"{small} Canvas ({link})"]


async def started(
    worlds: Worlds, *names: str, shared_with: str | None = None, bot: bool = True
) -> tuple[World, list[Channel]]:
    """Start a world that announces in channels of these names."""
    made: list[Channel] = []

    def prepare(world: World) -> dict[str, object]:
        members = [world.ben, world.noor]
        made.extend(world.slack.channel(one, members=members, shared_with=shared_with, bot=bot) for one in names)
        return {"announce_in": tuple(one.id for one in made)}

    return await worlds.with_settings(prepare=prepare), made


async def act(world: World, **changed: object) -> None:
    """Change fields of the first document past every right, as the bot."""
    async with change(world.bot.deps, system(world.bot.workspace), Verb.EDIT, await first(world)) as it:
        it.update(**changed)
    await world.work()


async def test_an_admin_publishes_by_command_and_the_incident_channel_is_told_below_the_card(quiet: World) -> None:
    channel = await complete(quiet)
    card = channel.card()
    await publish(quiet, channel)
    [told] = announcements(channel)
    assert (told.thread_ts, told in channel.messages) == (card.ts, True)
    assert (told.text, told.lines) == (
        "PM-1 Checkout errors is published: 13 min, 2,300 people, 3 items.",
        whole(quiet, channel),
    )
    assert card.lines[1:4] == [
        "*Published on Mar 2* · severity not known yet · 13 min · author maya",
        "3 items: 3 open. *Next:* ben, by Fri, Mar 27.",
        "[ Read ] [ Action items ] [ ... ]",
    ]


async def test_every_configured_channel_is_told_once_and_the_window_said_so_before(worlds: Worlds) -> None:
    world, told = await started(worlds, "incidents", "payments")
    channel = await complete(world)
    await world.noor.slash("/postmortem publish", channel)
    assert world.noor.modal is not None
    assert "It goes to #inc-207-checkout, #incidents and #payments, with your name." in world.noor.modal.text
    await world.noor.modal.submit()
    await world.work()
    await world.later(600)
    assert [[one.lines for one in announcements(place)] for place in (channel, *told)] == [[whole(world, channel)]] * 3
    assert [one.thread_ts for place in told for one in announcements(place)] == [None, None]


async def test_the_window_names_a_private_channel_to_those_alone_who_are_in_it(worlds: Worlds) -> None:
    def prepare(world: World) -> dict[str, object]:
        board = world.slack.channel("board", members=[world.ben], private=True)
        admins = world.slack.channel("admins", members=[world.noor], private=True)
        return {"announce_in": (board.id, admins.id)}

    world = await worlds.with_settings(prepare=prepare)
    channel = await complete(world)
    await world.noor.slash("/postmortem publish", channel)
    assert world.noor.modal is not None
    assert "It goes to #inc-207-checkout, #admins and a private channel, with your name." in world.noor.modal.text


async def test_a_private_one_is_announced_in_its_own_channel_and_nowhere_else(worlds: Worlds) -> None:
    world, [elsewhere] = await started(worlds, "incidents")
    channel = await complete(world, world.incident(private=True))
    await world.noor.slash("/postmortem publish", channel)
    assert world.noor.modal is not None
    assert "It is private: it stays in #inc-207-checkout." in world.noor.modal.text
    await world.noor.modal.submit()
    await world.work()
    assert (len(announcements(channel)), every(elsewhere)) == (1, [])
    assert not any(elsewhere.id in str(call.args) for call in world.slack.calls_of("chat.postMessage"))


async def test_a_channel_of_two_organisations_gets_title_state_and_length(worlds: Worlds) -> None:
    world, [shared] = await started(worlds, "with-acme", shared_with="Acme")
    channel = await complete(world)
    await publish(world, channel)
    [told] = announcements(shared)
    assert told.text == "PM-1 Checkout errors is published: 13 min."
    assert told.lines == ["# PM-1 · Checkout errors", "*Published* · 13 min", "[ Read ]"]
    assert announcements(channel)[0].lines == whole(world, channel)


async def test_a_channel_that_cannot_be_told_holds_up_no_other_and_the_card_says_why(worlds: Worlds) -> None:
    world, [closed, open_] = await started(worlds, "payments", "incidents")
    channel = await complete(world)
    card = channel.card()
    await world.noor.archive(closed)
    await publish(world, channel)
    assert (len(announcements(open_)), len(announcements(channel)), every(closed)) == (1, 1, [])
    assert "✕ Not announced in #payments: it is archived." in card.shown


async def test_another_channel_is_chosen_for_one_that_could_not_be_told_and_hears_it_once(worlds: Worlds) -> None:
    world, [closed] = await started(worlds, "payments")
    other = world.slack.channel("payments-2", members=[world.noor])
    channel = await complete(world)
    card = channel.card()
    await world.noor.archive(closed)
    await publish(world, channel)
    refused = await world.maya.click(card, "Choose another")
    assert answers(refused)[0][0].startswith("Only an incident admin")
    await world.noor.click(card, "Choose another")
    assert world.noor.modal is not None
    world.noor.modal.fill({"Where should it be announced instead?": other})
    await world.noor.modal.submit()
    await world.work()
    await correct(world, "Checkout failed for 2,400 people.", "wrong figure")
    assert [one.lines[2] for one in announcements(other)] == ["Checkout failed for 2,400 people."]
    assert (every(closed), card.labels) == ([], ["Read", "Action items", ""])
    assert "Not announced" not in card.shown


async def test_a_private_one_cannot_be_announced_elsewhere_by_hand_either(quiet: World) -> None:
    channel = await complete(quiet, quiet.incident(private=True))
    other = quiet.slack.channel("incidents", members=[quiet.noor])
    await publish(quiet, channel)
    noor = await acting(quiet, quiet.noor)
    with pytest.raises(Invalid, match="it stays in its own channel"):
        await announce_elsewhere(quiet.bot.deps, noor, await first(quiet), other.id, None)
    hidden = quiet.slack.channel("secret", members=[quiet.ben], private=True)
    with pytest.raises(Invalid, match="I cannot see it"):
        await announce_elsewhere(quiet.bot.deps, noor, await first(quiet), hidden.id, None)
    await quiet.work()
    assert (every(other), every(hidden)) == ([], [])


async def test_a_channel_that_the_bot_is_not_in_is_named_on_the_card(worlds: Worlds) -> None:
    world, [_] = await started(worlds, "payments", bot=False)
    channel = await complete(world)
    card = channel.card()
    await publish(world, channel)
    assert "✕ Not announced in #payments: I am not in it." in card.shown


async def test_only_admins_publish_and_nothing_is_told_where_somebody_else_tries(quiet: World) -> None:
    channel = await complete(quiet)
    refused = await quiet.maya.slash("/postmortem publish", channel)
    assert answers(refused)[0][0].startswith("Only an incident admin")
    assert announcements(channel) == []


async def test_what_blocks_is_said_and_nothing_is_published(quiet: World) -> None:
    channel = await complete(quiet, template="default")
    await quiet.noor.slash("/postmortem publish", channel)
    assert quiet.noor.modal is not None
    assert quiet.noor.modal.title == "Checklist · PM-1"
    assert announcements(channel) == []


async def test_a_correction_edits_what_was_announced_and_says_nothing_new(worlds: Worlds) -> None:
    world, [told] = await started(worlds, "incidents")
    channel = await complete(world)
    await publish(world, channel)
    world.clock.advance(days=1)
    await correct(world, "Checkout failed for 2,400 people.", "wrong figure")
    assert announcements(told)[0].lines[2] == "Checkout failed for 2,400 people."
    small = "Published by noor. Revision 3. Corrected on Mar 3."
    assert announcements(told)[0].lines[-1] == whole(world, channel, small)[-1]
    assert [len(one) for one in (announcements(channel), every(told), roots(channel))] == [1, 1, 1]


async def test_reopened_it_is_a_draft_whose_announcement_stands_and_published_again_it_is_not_told_twice(
    worlds: Worlds,
) -> None:
    world, [told] = await started(worlds, "incidents")
    channel = await complete(world)
    await publish(world, channel)
    await reopened(world, channel)
    await act(world, title="Checkout errors, looked at again")
    assert announcements(told)[0].lines == whole(world, channel)
    world.clock.advance(days=2)
    await publish(world, channel)
    [again] = announcements(told)
    assert again.lines[0] == "# PM-1 · Checkout errors, looked at again"
    assert again.lines[-1] == whole(world, channel, "Published by noor. Revision 4. Published again on Mar 4.")[-1]
    assert len(announcements(channel)) == 1


async def test_reopening_needs_a_reason(quiet: World) -> None:
    channel = await complete(quiet)
    await publish(quiet, channel)
    await quiet.noor.slash("/postmortem reopen", channel)
    form = quiet.noor.modal
    assert form is not None
    form.fill({"Why is it reopened?": "  "})
    await form.submit()
    assert form.errors == {"Why is it reopened?": "Say why, one sentence is enough."}


async def test_what_is_for_fewer_readers_later_is_taken_back_where_it_was_announced(worlds: Worlds) -> None:
    world, [told] = await started(worlds, "incidents")
    channel = await complete(world)
    await publish(world, channel)
    await reopened(world, channel)
    await act(world, visibility=Visibility.PRIVATE)
    taken = ["What was announced here is for fewer people now."]
    assert [one.lines for one in every(told)] == [taken]
    assert taken in [one.lines for one in channel.by_bot]  # anybody can read a public channel
    assert announcements(channel) == []


async def test_one_for_a_team_is_announced_in_that_teams_channels_only(worlds: Worlds) -> None:
    world, [wide] = await started(worlds, "incidents")
    team = world.slack.usergroup("payments", [world.ben, world.noor])
    theirs = world.slack.channel("team-payments", members=[world.ben, world.noor], private=True)
    mixed = world.slack.channel("mixed", members=[world.ben, world.maya], private=True)
    object.__setattr__(world.bot.deps.settings, "announce_in", (wide.id, theirs.id, mixed.id))
    channel = await complete(world, visibility=Visibility.TEAM, team=team)
    await publish(world, channel)
    assert [len(announcements(one)) for one in (channel, theirs, wide, mixed)] == [0, 1, 0, 0]


async def test_one_for_the_people_of_a_channel_is_announced_there_too(quiet: World) -> None:
    theirs = quiet.slack.channel("team-payments", members=[quiet.ben])
    channel = await complete(quiet, visibility=Visibility.TEAM, team=theirs.id)
    await publish(quiet, channel)
    assert [len(announcements(one)) for one in (channel, theirs)] == [0, 1]


async def test_where_somebody_deleted_the_card_the_announcement_stands_by_itself(quiet: World) -> None:
    channel = await complete(quiet)
    card = channel.card()
    for one in (*channel.thread(card), card):
        await quiet.noor.delete(one)
    await publish(quiet, channel)
    assert [one.lines for one in announcements(channel)] == [whole(quiet, channel)]


async def test_archived_and_restored_by_a_word_each_can_be_undone_in_place(quiet: World) -> None:
    channel = await complete(quiet)
    card = channel.card()
    await publish(quiet, channel)
    done = await quiet.noor.slash("/postmortem archive old news", channel)
    await quiet.work()
    assert "Archived on Mar 2 by noor. It stays readable." in card.shown
    assert card.labels == ["Read", "Restore", ""]
    [said] = done.ephemerals
    await quiet.noor.click(said, "Undo")
    await quiet.work()
    assert (said.lines, card.labels) == (["PM-1 is out of the archive again.  [ Undo ]"], ["Read", "Action items", ""])
    assert announcements(channel)[0].lines == whole(quiet, channel)


async def test_restore_on_the_card_answers_beside_it_and_leaves_the_card_to_be_redrawn(quiet: World) -> None:
    channel = await complete(quiet)
    card = channel.card()
    await publish(quiet, channel)
    await quiet.noor.slash("/postmortem archive", channel)
    await quiet.work()
    done = await quiet.noor.click(card, "Restore")
    await quiet.work()
    assert answers(done) == [["PM-1 is out of the archive again.  [ Undo ]"]]
    assert "Published on Mar 2" in card.shown
    refused = await quiet.maya.slash("/postmortem archive", channel)
    assert answers(refused)[0][0].startswith("Only an incident admin")


async def test_the_last_approval_publishes_and_its_givers_are_named(worlds: Worlds) -> None:
    world, [told] = await started(worlds, "incidents")
    channel = await complete(world, template="default")
    card = channel.card()
    await send(world, channel, world.ben, world.noor)
    await world.ben.click(world.ben.dms()[-1], "Approve")
    await world.work()
    await world.noor.click(world.noor.dms()[-1], "Approve and publish", confirm=True)
    await world.work()
    for place in (channel, told):
        assert [one.lines[-1] for one in announcements(place)] == whole(
            world, channel, "Approved by ben and noor. Revision 3."
        )[-1:]
    assert "Published on Mar 2" in card.shown


async def test_opening_the_window_costs_as_many_statements_for_the_largest_document_as_for_a_small_one(
    quiet: World,
) -> None:
    channel = await complete(quiet)
    database = quiet.bot.deps.store._database  # type: ignore[attr-defined] # storage's own
    costs = []
    for _ in range(3):
        before = database.statements_run
        await quiet.noor.slash("/postmortem publish", channel)
        costs.append(database.statements_run - before)
        assert quiet.noor.modal is not None
        await quiet.noor.modal.dismiss()
        await enlarge(quiet)
    assert costs[1] == costs[2]
