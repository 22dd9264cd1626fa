"""A second look at a draft, for who reads it: the rules at once, and what a model remarked where one was asked."""

import asyncio
from collections.abc import Iterable, Mapping

from bot.domain.grounding import supported
from bot.domain.incidents import Transcript
from bot.domain.narration import work_of
from bot.domain.people import Actor
from bot.domain.postmortems import Verb
from bot.domain.proofreading import Finding, ProofFacts, Remarks, as_text, proofread, remark
from bot.domain.redaction import RedactionOptions, admit
from bot.ports import Deps, Remark
from bot.services.access import permitted, seen_with_rights
from bot.services.drafts_consent import may_be_asked
from bot.services.facts import facts_of

REMARKS = "remarks"
MOST_REMARKS = 15
MOST_LINKS = 3
LONGEST_REMARK = 500


async def proof_facts(deps: Deps, actor: Actor, postmortem: int, page: int = 0) -> ProofFacts:
    """Return what a second look finds now. Raises NotFound without sight."""
    seen, may = await seen_with_rights(deps, actor, postmortem)
    async with deps.store.read(actor.workspace) as uow:
        gate = await facts_of(deps, uow, seen, actor.member)
        kept = await uow.steps.get(work_of(postmortem), REMARKS)
        may_ask = Verb.EDIT in may and await may_be_asked(deps, uow, seen)
    found = await asyncio.to_thread(proofread, gate)  # of a long document it takes a while
    remarks = Remarks.model_validate(kept) if kept is not None and Verb.EDIT in may else None
    told = remarks.findings if remarks is not None else ()
    links = {ts: deps.chat.permalink(seen.channel, ts) for one in told for ts in one.evidence} if seen.channel else {}
    return ProofFacts(
        gate=gate, findings=(*found, *told), may=may, page=page, remarks=remarks, may_ask=may_ask, links=links
    )


async def document_of(deps: Deps, actor: Actor, postmortem: int) -> tuple[int, dict[str, str]]:
    """Return a document as a model reads it, and which revision. Raises where this person may not write it now."""
    found = await permitted(deps, actor, Verb.EDIT, postmortem)
    async with deps.store.read(actor.workspace) as uow:
        return found.revision, as_text(await facts_of(deps, uow, found, actor.member))


def checked(
    said: Iterable[Remark],
    revision: int,
    document: Mapping[str, str],
    transcript: Transcript,
    options: RedactionOptions,
) -> Remarks:
    """Return what of a model's remarks may be shown: what they name stands in the document or in what they cite."""
    messages = {one.ts: one for one in transcript.messages}
    first = next(iter(messages.values()), None)
    whole = "\n".join(document.values())
    kept: list[Finding] = []
    dropped = 0
    for one in list(said)[:MOST_REMARKS]:
        text = admit(one.text, one_line=True, limit=LONGEST_REMARK, options=options).text.strip()
        cited = [messages[ts] for ts in one.cites if ts in messages]
        paper = [first.model_copy(update={"text": whole, "author_name": "", "files": ()})] if first is not None else []
        if not text or len(cited) < len(one.cites) or supported(text, [*cited, *paper], transcript) is not None:
            dropped += 1
            continue
        section = one.section if one.section in document else None
        kept.append(remark(section, text, tuple(dict.fromkeys(message.ts for message in cited))[:MOST_LINKS]))
    return Remarks(revision=revision, findings=tuple(kept), dropped=dropped)


async def keep_remarks(deps: Deps, workspace: str, postmortem: int, remarks: Remarks) -> None:
    """Keep a model's remarks in the place of earlier ones."""
    async with deps.store.write(workspace) as uow:
        await uow.steps.put(work_of(postmortem), REMARKS, remarks.model_dump(mode="json"))
