"""A private channel makes a private postmortem: its people see it, nobody else sees anything of it anywhere."""

from typing import Any

import pytest

from blocks import ids
from sandbox import interactions
from sandbox.driver import Channel, Message, Person
from sandbox.driver.windows import deliver
from tests.scenarios.steps import Worlds, answers, drafted, forged, hook, play, roots
from tests.scenarios.world import World

NONE = ["There is no such postmortem that you can see."]
WORDS = ("vault", "secret", "crown")


async def hidden(world: World) -> tuple[Channel, Message]:
    """Return a private channel of Maya and Ben with its finished draft, written by Maya."""
    channel = world.slack.channel("inc-9-crown-vault", members=[world.maya, world.ben, world.noor], private=True)
    await play(world, channel, last="the vault is closed again, all clear")
    await world.noor.leave(channel)
    await world.maya.slash("/postmortem create The crown vault was open", channel)
    assert world.maya.modal is not None
    await world.maya.modal.submit()
    await world.work()
    await world.later(6)
    return channel, channel.card()


def public(world: World, *people: Person) -> Channel:
    """Return a public channel without an incident, with these people and Maya in it."""
    return world.slack.channel("general", members=[world.maya, *people])


async def seen_in_list(person: Person, channel: Channel) -> list[str]:
    done = await person.slash("/postmortem list", channel)
    modal = done.modal
    assert modal is not None
    await modal.close()
    return [line.split("*")[1] for line in modal.lines if line.startswith("*PM-")]


MENU = ("Timeline", "Action items", "Comments", "People", "Everything else")


async def test_the_card_says_that_it_is_private_and_its_people_read_it(quiet: World) -> None:
    channel, card = await hidden(quiet)

    assert "It is private: only people of this channel can see it." in card.shown
    done = await quiet.ben.click(card, "Read")
    assert done.modal is not None
    assert "The crown vault was open" in done.modal.text
    assert await seen_in_list(quiet.ben, channel) == ["PM-1"]


async def test_the_message_to_its_author_says_no_more_than_the_number_on_a_lock_screen(quiet: World) -> None:
    await hidden(quiet)

    [told] = quiet.maya.dms()
    assert told.text.startswith("Your draft is ready: PM-1. Next: send it for review by ")
    assert [word for word in WORDS if word in told.text.lower()] == []


async def test_what_posts_carry_for_machines_holds_no_words(quiet: World) -> None:
    await hidden(quiet)

    carried = [call.args.get("metadata") for call in quiet.slack.calls_of("chat.postMessage")]
    assert carried
    assert [word for word in WORDS if word in str(carried).lower()] == []


async def test_nobody_outside_sees_it_in_any_place_not_even_an_admin(quiet: World) -> None:
    _, card = await hidden(quiet)
    stranger = quiet.slack.person("sam")
    everywhere = public(quiet, quiet.noor, stranger)

    for person in (stranger, quiet.noor):
        assert await seen_in_list(person, everywhere) == []
        shown = await person.slash("/postmortem show 1", everywhere)
        assert answers(shown) == [["There is no PM-1 that you can see.", "[ Find ]"]]
        await person.open_home()
        await quiet.work()
        assert person.home is not None
        assert "*Nothing waits for you.*" in person.home.text
        presses = [(label, None) for label in card.labels if label]
        for label, choice in (*presses, *((ids.CARD_MENU, one) for one in MENU)):
            pressed = await forged(person, card, label, choice)
            assert [one[0] for one in answers(pressed)] == NONE
            assert pressed.modal is None


async def test_who_leaves_the_channel_loses_sight(quiet: World) -> None:
    channel, card = await hidden(quiet)
    everywhere = public(quiet, quiet.ben)
    assert await seen_in_list(quiet.ben, everywhere) == ["PM-1"]

    await quiet.ben.leave(channel)
    await quiet.work()

    assert await seen_in_list(quiet.ben, everywhere) == []
    assert [one[0] for one in answers(await forged(quiet.ben, card, "Read"))] == NONE


async def test_who_comes_into_the_channel_gains_sight(quiet: World) -> None:
    channel, card = await hidden(quiet)
    await quiet.maya.invite(channel, quiet.noor)
    await quiet.work()

    done = await quiet.noor.click(card, "Read")

    assert done.modal is not None


async def test_it_is_spoken_of_in_no_other_channel(quiet: World) -> None:
    channel, _ = await hidden(quiet)
    direct = quiet.maya.dm.id

    posted = {str(call.args.get("channel")) for call in quiet.slack.calls if call.method.startswith("chat.")}

    assert posted - {channel.id, direct} == set()


async def test_it_is_handed_only_to_people_of_its_channel(quiet: World) -> None:
    await hidden(quiet)
    [told] = quiet.maya.dms()
    done = await quiet.maya.click(told, "Not mine")
    assert done.modal is not None

    await done.modal.fill({"Who writes it?": quiet.noor}).submit()
    assert done.modal.errors == {"Who writes it?": "It is private: choose somebody of its channel."}
    await done.modal.fill({"Who writes it?": quiet.ben}).submit()
    await quiet.work()

    assert quiet.maya.modal is None
    assert quiet.noor.dms() == []
    assert len(quiet.ben.dms()) == 1


async def test_lists_work_on_when_the_bot_was_removed_from_a_private_channel(quiet: World) -> None:
    channel, _ = await hidden(quiet)
    everywhere = public(quiet, quiet.ben)

    await quiet.maya.kick(channel, quiet.slack.bot)
    await quiet.work()

    assert await seen_in_list(quiet.ben, everywhere) == []
    assert await seen_in_list(quiet.maya, everywhere) == ["PM-1"]


async def test_a_private_incident_makes_no_public_one_look_like_a_repetition(worlds: Worlds) -> None:
    found: list[Channel] = []

    def prepare(world: World) -> dict[str, Any]:
        found.append(world.slack.channel("inc-1-private", members=[world.maya], private=True))
        found.append(world.slack.channel("inc-2-public", members=[world.maya]))
        secret = "a hook secret of some length"
        return {"hook_secret": secret, "hook_channels": tuple(one.id for one in found)}

    world = await worlds.with_settings(prepare=prepare)
    for number, channel in enumerate(found):
        about = {"id": f"7{number}", "channel": channel.id, "title": "Login", "severity": "sev4", "services": ["login"]}
        await hook(world, {"event": "incident.resolved", "id": f"d{number}", "incident": about})
        await world.work()
        await world.later(6)

    assert found[1].card().lines[0].endswith("recommended: nothing speaks against one.")


# The stranger's eye


async def eye(world: World, person: Person, channel: Channel) -> list[Any]:
    """Return every byte that a person gets by every way of asking that there is in this issue."""
    start, whispered = len(world.slack.calls), len(world.slack.hub.ephemerals)
    lines = ("", "show", "show 1", "show 2", "list", "list mine", "list draft", "list published", "list @maya")
    for line in (*lines, "list since 2026-03-01", "help", "help list", "xyzzy", "shw 2", "create Something", "note"):
        await person.slash(f"/postmortem {line}".rstrip(), channel)
        while person.modal is not None:
            await person.modal.close()
    for text in ("", "show", "show 1", "show 2", "list", "help"):
        await person.mention_bot(channel, text)
        await world.work()
    await person.open_home()
    await world.work()
    assert person.home is not None
    for label in ("Find", "Help", "New postmortem"):
        if label in person.home.labels:
            await person.home.click(label)
            while person.modal is not None:
                await person.modal.close()
    for number in (1, 2, 3):
        for action in PRESSES:
            await press(world, person, channel, action, number)
            while person.modal is not None:
                await person.modal.close()
    await world.work()
    calls = [(call.method, _without_stamps(call.args)) for call in world.slack.calls[start:] if call.method in SHOWN]
    whispers = [_without_stamps(one.body) for one in world.slack.hub.ephemerals[whispered:] if one.user == person.id]
    return [*calls, *whispers]


SHOWN = {"views.open", "views.push", "views.update", "views.publish", "chat.postEphemeral", "chat.postMessage"}
# Not *Try again*, which may make the reader's own document anew: `test_strangers_eye` presses that too.
PRESSES = (
    "pm.document.read", "pm.timeline.read", "pm.question.answer", "pm.draft.take", "pm.draft.discard",
    "pm.draft.undo_discard", "pm.draft.resume", "pm.card.show", "pm.dm.not_mine", "pm.dm.undo",
    "pm.offer.start", "pm.offer.skip", "pm.offer.undo", "pm.offer.start_after_all", "pm.offer.reason.known_cause",
)  # fmt: skip
_STAMPS = {"trigger_id", "view_id", "hash", "ts", "external_id", "block_id", "id"}


def _without_stamps(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_stamps(item) for key, item in value.items() if key not in _STAMPS}
    return [_without_stamps(item) for item in value] if isinstance(value, list) else value


async def press(world: World, person: Person, channel: Channel, action_id: str, number: int) -> None:
    """Send a press on a button that carries the ids of postmortem, incident and question `number`."""
    value = f'{{"v":1,"k":"draft","p":{number},"i":{number},"q":{number}}}'
    bot = world.slack.hub.installation.bot
    message = {"type": "message", "ts": f"{int(world.clock.now().timestamp())}.000000", "text": "x"}
    message |= {"user": bot.id, "bot_id": str(bot.bot_id)}
    action = {"type": "button", "action_id": action_id, "block_id": "b", "value": value, "action_ts": "1.0"}
    sent = interactions.message_action(world.slack.hub, person.member, channel.state, message, action)
    await deliver(world.slack.hub, person.id, sent)


@pytest.mark.parametrize("who", ["stranger", "guest", "outsider", "admin"])
async def test_a_private_postmortem_changes_no_byte_of_what_others_get(quiet: World, who: str) -> None:
    await drafted(quiet, quiet.incident())
    person = {
        "stranger": lambda: quiet.slack.person("sam"),
        "guest": lambda: quiet.slack.person("gus", guest="multi"),
        "outsider": lambda: quiet.slack.person("otto", team="Elsewhere"),
        "admin": lambda: quiet.slack.person("ada", admin=True),
    }[who]()
    channel = public(quiet, person)
    await eye(quiet, person, channel)
    moment = quiet.clock.now()
    before = await eye(quiet, person, channel)

    private, card = await hidden(quiet)
    await quiet.ben.slash("/postmortem note the crown vault stood open", private)
    await quiet.ben.pin(private.messages[1])
    await quiet.work()
    questions = private.thread(card)[1]
    if "Answer" in questions.labels:
        done = await quiet.ben.click(questions, "Answer", block=questions.blocks[2]["block_id"])
        assert done.modal is not None
        await done.modal.fill({"Your answer": "the vault was open"}).submit()
    await quiet.work()
    await quiet.later(6)
    quiet.clock.set(moment)
    after = await eye(quiet, person, channel)

    assert len(before) > 20
    assert after == before


async def test_a_private_channels_offer_is_not_seen_outside(worlds: Worlds) -> None:
    found: list[Channel] = []

    def prepare(world: World) -> dict[str, Any]:
        found.append(world.slack.channel("inc-9-crown-vault", members=[world.maya, world.ben], private=True))
        found.append(world.slack.channel("postmortems", members=[world.noor]))
        secret = "a hook secret of some length"
        return {"hook_secret": secret, "hook_channels": (found[0].id,), "announce_channel": found[1].id}

    world = await worlds.with_settings(prepare=prepare)
    private, announced = found
    about = {"id": "7", "channel": private.id, "title": "The vault", "severity": "sev4"}
    await hook(world, {"event": "incident.resolved", "id": "d", "incident": about})
    await world.work()
    await world.ben.archive(private)
    await world.work()
    await world.later(60)

    assert len(roots(private)) == 1
    assert roots(announced) == []
