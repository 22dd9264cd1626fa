"""Starting a postmortem by hand: shortcuts, a channel without the bot, two who press at once, the invitation."""

import asyncio

from sandbox.driver import Channel, Interaction
from tests.scenarios.steps import Worlds, play, roots
from tests.scenarios.world import World


async def sent(world: World, done: Interaction, **fields: object) -> Interaction:
    """Fill in and send the form that an interaction opened; let the bot work."""
    assert done.modal is not None
    assert done.modal.title == "New postmortem"
    answer = await done.modal.fill({"What happened?": "Slow login", **fields}).submit()
    await world.work()
    await world.later(6)
    return answer


async def test_the_global_shortcut_asks_for_the_channel(quiet: World) -> None:
    channel = quiet.incident()
    await play(quiet, channel)

    done = await quiet.maya.shortcut("Create postmortem")
    await sent(quiet, done, **{"Channels of the incident": [channel]})

    assert channel.card().lines[0] == "# PM-1 · Slow login"
    assert channel.card().lines[1].endswith("author maya")


async def test_the_message_shortcut_is_about_the_messages_channel(quiet: World) -> None:
    channel = quiet.incident()
    last = await play(quiet, channel)

    done = await quiet.maya.shortcut("Create postmortem", message=last)

    assert done.modal is not None
    assert done.modal.fields["Channels of the incident"] == [channel.id]


async def test_shortcuts_that_are_switched_off_say_so(worlds: Worlds) -> None:
    world = await worlds.with_settings(signals=("emoji", "command"))
    channel = world.incident()
    last = await play(world, channel)

    from_message = await world.maya.shortcut("Create postmortem", message=last)
    assert from_message.ephemerals[0].lines == [
        "Starting in this way is switched off here. An admin can switch it on in the settings."
    ]
    everywhere = await world.maya.shortcut("Create postmortem")
    assert everywhere.modal is not None
    assert everywhere.modal.title == "Not possible"


async def test_a_public_channel_that_the_bot_is_not_in_can_be_joined_from_the_refusal(quiet: World) -> None:
    channel = quiet.slack.channel("inc-9-search", members=[quiet.maya, quiet.ben, quiet.noor], bot=False)
    await play(quiet, channel)

    await sent(quiet, await quiet.maya.slash("/postmortem create Slow login", channel))
    refusal = quiet.maya.modal
    assert refusal is not None
    assert refusal.title == "Not possible"
    assert "I am not in #inc-9-search, so I cannot read it." in refusal.text
    joined = await refusal.click("Join")
    await sent(quiet, joined)

    assert channel.card().lines[0] == "# PM-1 · Slow login"


async def test_a_private_channel_that_the_bot_is_not_in_is_not_named(quiet: World) -> None:
    channel = quiet.slack.channel("inc-9-vault", members=[quiet.maya], private=True, bot=False)

    await sent(quiet, await quiet.maya.slash("/postmortem create Slow login", channel))

    assert quiet.maya.modal is not None
    assert "I am not in that channel, so I cannot read it." in quiet.maya.modal.text
    assert "Join" not in quiet.maya.modal.labels


async def test_two_who_press_create_at_once_make_one_and_the_second_gets_the_card(quiet: World) -> None:
    channel = quiet.incident()
    await play(quiet, channel)
    forms = [(await person.slash("/postmortem create", channel)).modal for person in (quiet.maya, quiet.ben)]
    for form in forms:
        assert form is not None
        form.fill({"What happened?": "Slow login"})

    await asyncio.gather(*(form.submit() for form in forms if form is not None))
    await quiet.work()
    await quiet.later(6)

    late = [person.modal for person in (quiet.maya, quiet.ben) if person.modal is not None]
    assert len(roots(channel)) == 1
    assert [one.title for one in late] == ["Not possible"]
    assert late[0].labels == ["Read", "Open the card"]


async def test_a_form_that_is_sent_without_a_title_says_so_at_its_field(quiet: World) -> None:
    channel = quiet.incident()
    done = await quiet.maya.slash("/postmortem create", channel)
    assert done.modal is not None

    await done.modal.fill({"What happened?": " \u200b "}).submit()

    assert done.modal.errors == {"What happened?": "Say in a few words what happened."}
    assert roots(channel) == []


async def test_only_who_invites_the_bot_is_told_what_it_does(quiet: World) -> None:
    channel = quiet.slack.channel("inc-9-search", members=[quiet.maya, quiet.ben], bot=False)

    await quiet.maya.invite(channel, quiet.slack.bot)
    await quiet.work()

    [told] = quiet.maya.ephemerals(channel)
    assert told.lines[0].startswith("I am in. When this incident is resolved (")
    assert quiet.ben.ephemerals(channel) == []
    assert own_lines(channel) == []


def own_lines(channel: Channel) -> list[str]:
    """Return what the bot said to all in a channel, without Slack's own line about its coming."""
    return [one.text for one in channel.by_bot if one.body.get("subtype") != "channel_join"]
