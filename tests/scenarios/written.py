"""Steps of stories about a model's text: a document that one has written, with statements that hold and that do not."""

from bot.domain.action_items import ItemKind
from bot.domain.timeline import Narrative, Origin, Proposal, SectionText, Sentence
from bot.services import drafts
from tests.scenarios.reviewing import stored
from tests.scenarios.world import World

TRUE = "The checkout was reported first."
WRONG = "About 99,123 people were charged twice."
OTHER = "Mallory Nobody wiped the cluster at 03:33."


async def write_by_model(world: World, *wrong: str, key: str = "summary", alert: str = "") -> tuple[str, ...]:
    """Let a model write a section of the one document, and propose an item; return the messages (ts) that it cites."""
    deps, workspace = world.bot.deps, world.bot.workspace
    postmortem = await stored(world)
    async with deps.store.read(workspace) as uow:
        incident = await uow.incidents.get(postmortem.incident or 0)
    assert incident is not None
    transcript = await drafts.transcript_of(deps, workspace, postmortem.id, incident)
    told = [one for one in transcript.messages if "checkout" in one.text.casefold()][:2]
    cites = tuple(one.ts for one in told)
    said = [Sentence(text=text, cites=cites) for text in (TRUE, *wrong)]
    proposed = Proposal(
        text=alert,
        kind=ItemKind.DETECT,
        done_when="An alert fires in a test.",
        owner=world.ben.id if world.ben.id in transcript.members else None,
        cites=cites,
    )
    narrative = Narrative(
        sections=(SectionText(key=key, sentences=tuple(said)),),
        proposals=(proposed,) if alert else (),
        origin=Origin.AI,
    )
    await drafts.store_draft(deps, workspace, postmortem.id, drafts.drafted(narrative, transcript))
    await world.work()
    return cites
