"""A draft that cannot be made: the card says so, and Retry makes it after all."""

import pytest

from bot.ai.offline import OfflineNarrator
from bot.domain.incidents import Transcript
from bot.domain.timeline import Brief, Narrative
from tests.fakes import FakeClock
from tests.scenarios.world import world


class Moody(OfflineNarrator):
    """A narrator that breaks until it is told not to."""

    broken = True

    async def narrate(self, transcript: Transcript, brief: Brief) -> Narrative:
        if self.broken:
            raise ZeroDivisionError
        return await super().narrate(transcript, brief)


@pytest.mark.usefixtures("clean")
async def test_a_draft_that_is_given_up_says_so_on_the_card_and_can_be_tried_again(
    database_url: str, clock: FakeClock
) -> None:
    narrator = Moody()
    async with world(database_url, clock, narrator=narrator) as made:
        channel = made.incident()
        last = await made.ben.post(channel, "FIRING: error rate 18 %. rolling back, IC: Ben. all clear")
        await made.resolve(channel, last)
        for _ in range(10):
            await made.later(700)
        assert "I could not finish the draft" in channel.card().shown
        narrator.broken = False
        await made.ben.click(channel.card(), "Retry")
        await made.work()
        await made.later(6)
        assert "*Draft*" in channel.card().shown
        assert len([one for one in channel.by_bot if one.thread_ts is None]) == 1
