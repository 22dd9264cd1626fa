"""Sending a question to who was asked: one message a question and person, drawn from state whenever that moves."""

from blocks import questions as drawn
from bot.jobs.surfaces_sending import show
from bot.ports import Deps, Job, Surface
from bot.services.questions import kind_of, owner_of, question_facts


async def tell(deps: Deps, job: Job) -> None:
    """Send somebody a question, or draw anew what that person was sent. Who may not see it now is sent nothing."""
    postmortem, question = int(job.payload["postmortem"] or 0), int(job.payload["question"] or 0)
    member = str(job.payload["member"])
    facts = await question_facts(deps, job.workspace, postmortem, question, member)
    owner, kind = owner_of(member), kind_of(postmortem, question)
    async with deps.store.read(job.workspace) as uow:
        known = await uow.surfaces.get(owner, kind)
    if facts is None:
        if known is not None and known.ts is not None:
            await show(deps, job.workspace, known, drawn.lost())
        return
    if known is None and not drawn.is_waiting(facts):
        return  # it was settled before it was sent, or this person said so unasked
    if known is None:
        known = Surface(owner=owner, kind=kind, channel=await deps.chat.direct(member))
    await show(deps, job.workspace, known, drawn.message(facts))
