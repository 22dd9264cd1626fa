"""In threads Slack takes no commands: there the same words are said to the bot by its name."""

import pytest

from sandbox.driver import Channel, Message
from tests.scenarios.steps import drafted, roots
from tests.scenarios.world import World


async def asked(world: World, channel: Channel, text: str, *, thread: Message | None = None) -> Message:
    """Let Maya say something to the bot; return the private answer."""
    before = len(world.maya.ephemerals(channel))
    await world.maya.mention_bot(channel, text, thread=thread)
    await world.work()
    [answer] = world.maya.ephemerals(channel)[before:]
    return answer


async def test_show_in_a_thread_is_answered_there_and_to_one_person_only(quiet: World) -> None:
    channel = quiet.incident()
    card = await drafted(quiet, channel)

    answer = await asked(quiet, channel, "show", thread=card)

    assert answer.lines[0].startswith("*PM-1*")
    assert answer.thread_ts == card.ts
    assert (quiet.ben.ephemerals(channel), len(roots(channel))) == ([], 1)


async def test_show_with_a_number_in_any_channel(quiet: World) -> None:
    card = await drafted(quiet, quiet.incident())
    other = quiet.slack.channel("general", members=[quiet.maya])

    answer = await asked(quiet, other, "Show pm-1")

    assert answer.lines[:2] == card.lines[:2]


@pytest.mark.parametrize("text", ["", "show", ": help", ", help show", "xyzzy", "shwo", "show 99"])
async def test_every_kind_of_answer_comes_by_mention_too(quiet: World, text: str) -> None:
    channel = quiet.incident()

    typed = await quiet.maya.slash(f"/postmortem {text.lstrip(':, ')}".rstrip(), channel)
    answer = await asked(quiet, channel, text)

    assert answer.lines == typed.ephemerals[0].lines


async def test_the_words_are_read_after_our_name_wherever_it_stands(quiet: World) -> None:
    channel = quiet.incident()
    bot = quiet.slack.bot_user_id

    await quiet.maya.post(channel, f"<@{quiet.ben.id}> look: <https://x.example|here> <@{bot}>, help show")
    await quiet.work()

    [answer] = quiet.maya.ephemerals(channel)
    assert answer.lines[0].startswith("`/postmortem show")


@pytest.mark.parametrize(("text", "title"), [("create Slow login", "New postmortem"), ("list mine", "Postmortems")])
async def test_what_needs_a_window_is_answered_with_a_button_that_opens_it(quiet: World, text: str, title: str) -> None:
    channel = quiet.incident()
    root = await quiet.ben.post(channel, "looking")

    answer = await asked(quiet, channel, text, thread=root)
    assert answer.lines == ["A window opens only by a click.  [ Open it ]"]
    done = await quiet.maya.click(answer, "Open it")

    assert done.modal is not None
    assert done.modal.title == title
    if text.startswith("create"):
        assert done.modal.fields["What happened?"] == "Slow login"
        assert done.modal.fields["Channels of the incident"] == [channel.id]


async def test_a_note_by_mention_is_posted_for_all(quiet: World) -> None:
    channel = quiet.incident()
    root = await quiet.ben.post(channel, "looking")

    answer = await asked(quiet, channel, "note failover &amp; restart &lt;now&gt;", thread=root)

    assert answer.labels == ["Undo"]
    assert channel.card().lines == ["For the timeline, from maya: failover & restart <now>"]


async def test_names_in_a_note_are_names(quiet: World) -> None:
    channel = quiet.incident()

    await quiet.maya.slash("/postmortem note @ben restarts, see #inc-207-checkout and https://x.example/a", channel)
    await quiet.work()

    assert channel.card().lines == [
        "For the timeline, from maya: @ben restarts, see #inc-207-checkout and https://x.example/a"
    ]


async def test_a_bot_that_mentions_us_gets_no_answer(quiet: World) -> None:
    channel = quiet.incident()
    other = quiet.slack.app("Chatter")

    await other.post(channel, f"<@{quiet.slack.bot_user_id}> show")
    await quiet.work()

    assert roots(channel) == []
    assert quiet.slack.calls_of("chat.postEphemeral") == []


async def test_a_guest_is_told_what_anybody_is_told_of_nothing(quiet: World) -> None:
    channel = quiet.incident()
    await drafted(quiet, channel)
    guest = quiet.slack.person("gus", guest="multi")
    channel.state.members[guest.id] = None

    await guest.mention_bot(channel, "show 1")
    await guest.mention_bot(channel, "show 2")
    await quiet.work()

    assert [one.lines for one in guest.ephemerals(channel)] == [
        ["There is no PM-1 that you can see.", "[ Find ]"],
        ["There is no PM-2 that you can see.", "[ Find ]"],
    ]
