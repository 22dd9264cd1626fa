"""The offline narrator's front: reads a transcript and returns claims, sections and questions, by rules alone."""

import asyncio

from bot.ai.offline.claims import claims_of
from bot.ai.offline.episodes import gather
from bot.ai.offline.notes import read
from bot.ai.offline.questions import questions_of
from bot.ai.offline.salience import weigh
from bot.ai.offline.sections import sections_of
from bot.ai.offline.titles import title_of
from bot.ai.offline.trust import doubt
from bot.ai.offline.withdrawals import answer, tie
from bot.domain.incidents import Transcript
from bot.domain.timeline import Brief, Narrative, budget

# More than this nobody reads, however long the channel.
_MOST = 200


class OfflineNarrator:
    """A narrator that needs no key and no network. It never fails for want of anything outside."""

    async def narrate(self, transcript: Transcript, brief: Brief) -> Narrative:
        """Return what the rules make of the transcript, without holding up the event loop."""
        return await asyncio.to_thread(narrate, transcript, brief)


def narrate(transcript: Transcript, brief: Brief) -> Narrative:
    """Return claims within the timeline's budget, the sections that `brief` asks for, and the questions left open.

    Every claim is made of words of the messages it cites, so `ground` bears all of them out.
    """
    notes = read(transcript)
    answer(notes)
    tie(notes)
    doubt(notes)
    weigh(notes)
    most = min(_MOST, budget(len(transcript.messages)))
    episodes = gather(notes, most)
    claims = claims_of(episodes, notes, transcript, most)
    sections, silent = sections_of(claims, notes, transcript, brief)
    return Narrative(
        title=brief.title or title_of(notes, transcript),
        claims=claims,
        sections=sections,
        questions=questions_of(notes, silent),
    )
