"""A channel with far more messages than are drawn at once is gone through to its beginning and back."""

from pathlib import Path
from zoneinfo import ZoneInfo

from sandbox.page.conversation import STRETCH
from tests.e2e import long_channel
from tests.e2e.long_channel import ASKED, REPLIES, LongChannel
from tests.e2e.window import Window, Windows

MANY = 1_500
ZONE = ZoneInfo("Europe/Berlin")  # Maya's
NEWS = "what is new down here"


async def test_a_long_channel_is_scrolled_to_its_beginning_and_back_and_everything_is_there_once(
    windows: Windows, tmp_path: Path
) -> None:
    maya, channel = await windows.of("Maya"), LongChannel(MANY)
    await channel.bring(maya, tmp_path)
    assert await _drawn(maya) == channel.rows(ZONE, MANY - STRETCH + 1)

    stretches = await long_channel.to_the_beginning(maya)
    assert await long_channel.keys(maya) == ["beginning", *channel.rows(ZONE)]
    assert [each.moved for each in stretches if abs(each.moved) > 1] == []

    await long_channel.to_the_end(maya)
    await maya.message(channel.words(MANY)).here.wait_for()
    assert await _drawn(maya) == channel.rows(ZONE, MANY - STRETCH + 1)


async def test_far_up_in_a_long_channel_news_move_nothing_and_a_thread_opens(windows: Windows, tmp_path: Path) -> None:
    maya, ben, channel = await windows.of("Maya"), await windows.of("Ben"), LongChannel(MANY // 5)
    await channel.bring(maya, tmp_path)
    await long_channel.to_the_beginning(maya)
    await long_channel.scroll(maya, 50)
    reading = await long_channel.seen(maya)

    await ben.open(channel.name)
    await ben.press("Join it")
    await ben.type(NEWS)
    await maya.messages.get_by_text(NEWS).wait_for(state="attached")
    assert await long_channel.seen(maya) == reading

    await maya.open_thread(channel.words(ASKED))
    await maya.thread.shows(f"reply {REPLIES}")
    assert await long_channel.seen(maya) == reading


async def _drawn(window: Window) -> list[str]:
    """Return the keys of what is drawn of a channel whose beginning is further up."""
    more, *rest = await long_channel.keys(window)
    assert more.startswith("more-")
    return rest
