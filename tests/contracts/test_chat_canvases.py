"""The Chat port and channel canvases: ours is made once and written anew, what people wrote is left alone."""

import pytest

from bot.ports import Chat, ChatError
from sandbox.driver import Channel
from sandbox.faults import Fault
from sandbox.server import NoCanvases, Sandbox


def held(channel: Channel) -> tuple[str, str] | None:
    """Title and text of a channel's canvas."""
    return (channel.canvas.title, channel.canvas.markdown) if channel.canvas else None


async def refusal(chat: Chat, channel: Channel, *, canvas: str | None = None) -> ChatError:
    with pytest.raises(ChatError) as raised:
        await chat.put_canvas(channel.id, "PM-1", "# PM-1", canvas=canvas)
    return raised.value


async def test_a_canvas_is_made_and_then_written_anew_by_its_id(chat: Chat, channel: Channel) -> None:
    made = await chat.put_canvas(channel.id, "PM-1", "# One")
    assert held(channel) == ("PM-1", "# One")
    again = await chat.put_canvas(channel.id, "PM-1, again", "# Two", canvas=made)
    assert (again, held(channel)) == (made, ("PM-1, again", "# Two"))


async def test_a_canvas_that_people_made_is_left_alone(slack: Sandbox, chat: Chat) -> None:
    ben = slack.person("ben")
    channel = slack.channel("inc-2", members=[ben])
    await ben.write_canvas(channel, "PM-1", "our notes")
    error = await refusal(chat, channel)
    assert (error.code, error.passing, held(channel)) == ("channel_canvas_already_exists", False, ("PM-1", "our notes"))


@pytest.mark.parametrize("code", ["file_not_found", "not_visible", "access_denied"])
async def test_a_canvas_that_we_may_not_look_at_is_left_alone(
    slack: Sandbox, chat: Chat, channel: Channel, code: str
) -> None:
    await chat.put_canvas(channel.id, "PM-1", "# One")
    slack.faults.refuse("files.info", code)
    assert ((await refusal(chat, channel)).code, held(channel)) == ("channel_canvas_already_exists", ("PM-1", "# One"))


async def test_our_canvas_of_another_document_is_left_alone(chat: Chat, channel: Channel) -> None:
    await chat.put_canvas(channel.id, "PM-0", "# Zero")
    assert (await refusal(chat, channel)).code == "channel_canvas_already_exists"
    assert held(channel) == ("PM-0", "# Zero")


@pytest.mark.parametrize("fault", ["lost_reply", "lost_reply_500"])
async def test_a_canvas_whose_making_got_no_reply_is_found(
    slack: Sandbox, chat: Chat, channel: Channel, fault: Fault
) -> None:
    slack.faults.on("conversations.canvases.create", fault)
    assert (await refusal(chat, channel)).unknown is True
    found = await chat.put_canvas(channel.id, "PM-1", "# Newer")
    assert channel.canvas is not None
    assert (found, held(channel)) == (channel.canvas.id, ("PM-1", "# Newer"))


async def test_a_canvas_that_somebody_deleted_is_told(slack: Sandbox, chat: Chat) -> None:
    ben = slack.person("ben")
    channel = slack.channel("inc-2", members=[ben])
    made = await chat.put_canvas(channel.id, "PM-1", "# One")
    await ben.delete_canvas(channel)
    error = await refusal(chat, channel, canvas=made)
    assert (error.code, error.passing, held(channel)) == ("canvas_not_found", False, None)


@pytest.mark.parametrize(
    "code",
    [
        "team_tier_cannot_create_channel_canvases",
        "canvas_disabled_user_team",
        "free_team_canvas_tab_already_exists",
    ],
)
async def test_where_there_are_no_canvases_slacks_name_is_kept_and_permanent(
    slack: Sandbox, chat: Chat, channel: Channel, code: NoCanvases
) -> None:
    slack.set_no_canvases(code)
    error = await refusal(chat, channel)
    assert (error.code, error.passing, held(channel)) == (code, False, None)


async def test_a_canvas_that_somebody_is_typing_in_is_tried_again(slack: Sandbox, chat: Chat, channel: Channel) -> None:
    made = await chat.put_canvas(channel.id, "PM-1", "# One")
    slack.faults.refuse("canvases.edit", "canvas_editing_locked")
    error = await refusal(chat, channel, canvas=made)
    assert (error.code, error.passing) == ("canvas_editing_locked", True)


async def test_a_canvas_is_taken_away_and_a_second_time_is_fine(chat: Chat, channel: Channel) -> None:
    made = await chat.put_canvas(channel.id, "PM-1", "# One")
    for _ in range(2):
        await chat.remove_canvas(made)
    assert held(channel) is None


async def test_the_link_to_a_canvas_is_the_one_that_slack_gives(slack: Sandbox, chat: Chat, channel: Channel) -> None:
    made = await chat.put_canvas(channel.id, "PM-1", "# One")
    assert chat.canvas_link(made) == slack.hub.workspace.files[made].body["permalink"]
