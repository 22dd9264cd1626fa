"""A second look at a draft, for who reads it: the rules at once, and what a model remarked where one was asked."""

import asyncio

from bot.domain.people import Actor
from bot.domain.proofreading import ProofFacts, proofread
from bot.ports import Deps
from bot.services.access import seen_with_rights
from bot.services.facts import facts_of


async def proof_facts(deps: Deps, actor: Actor, postmortem: int, page: int = 0) -> ProofFacts:
    """Return what a second look finds now. Raises NotFound without sight."""
    seen, may = await seen_with_rights(deps, actor, postmortem)
    async with deps.store.read(actor.workspace) as uow:
        gate = await facts_of(deps, uow, seen, actor.member)
    found = await asyncio.to_thread(proofread, gate)  # of a long document it takes a while
    return ProofFacts(gate=gate, findings=found, may=may, page=page)
