"""Storing what was read of a channel.

Every text passes the one entrance (normalised, redacted, cut) before a row exists.
"""

from collections.abc import Iterable

from pydantic import Field

from bot.domain.incidents import Gap, ImportReport, Message
from bot.domain.redaction import RedactionOptions, admit
from bot.domain.values import Value
from bot.ports import Deps, UnitOfWork

LONGEST_MESSAGE = 12_000
LONGEST_NAME = 200
STEP = "reading"


class Reading(Value):
    """How far the reading of a channel is: recorded after each page, so that nothing is read twice.

    `pending` are threads still to be read, `cursors` where to go on in those that were read in part.
    """

    round: int = 1
    cursor: str | None = None
    history_done: bool = False
    pages: int = 0
    pending: tuple[str, ...] = ()
    cursors: dict[str, str] = Field(default_factory=dict)
    threads: int = 0
    threads_done: int = 0
    secrets: int = 0
    gaps: tuple[Gap, ...] = ()
    channel_seen: bool = False
    finished: bool = False


class Admitted(Value):
    """Messages that passed the entrance, and how many secrets were covered in them."""

    messages: tuple[Message, ...] = Field(default=())
    secrets: int = 0


def redaction(deps: Deps) -> RedactionOptions:
    """Return what is covered beside secrets, as the settings have it, and what was covered on the way here already."""
    contacts = deps.settings.redact_contacts
    return RedactionOptions(mails=contacts, phones=contacts, ibans=contacts, covered=deps.covered)


def shown_again(deps: Deps, text: str) -> str:
    """Return words that were typed and not stored as a window may show them again: secrets are covered."""
    return admit(text, options=redaction(deps)).text


def admit_all(messages: Iterable[Message], *, contacts: bool) -> Admitted:
    """Pass every text of these messages through the entrance; `contacts` covers mail addresses and phone numbers."""
    options = RedactionOptions(mails=contacts, phones=contacts, ibans=contacts)
    kept, secrets = [], 0
    for message in messages:
        body = admit(message.text, limit=LONGEST_MESSAGE, options=options)
        name = admit(message.author_name, one_line=True, limit=LONGEST_NAME, options=options)
        files = [admit(one, one_line=True, limit=LONGEST_NAME, options=options) for one in message.files]
        secrets += sum(finding.count for one in (body, name, *files) for finding in one.findings)
        kept.append(
            message.model_copy(
                update={"text": body.text, "author_name": name.text, "files": tuple(one.text for one in files)}
            )
        )
    return Admitted(messages=tuple(kept), secrets=secrets)


async def reading(deps: Deps, workspace: str, incident: int) -> Reading:
    """Return how far the reading of an incident's channel is."""
    async with deps.store.read(workspace) as uow:
        recorded = await uow.steps.get(work(incident), STEP)
    return Reading.model_validate(recorded) if recorded else Reading()


async def store_page(deps: Deps, workspace: str, incident: int, messages: Iterable[Message], state: Reading) -> Reading:
    """Store a page of messages and how far the reading is, in one transaction; return the state with its secrets."""
    admitted = admit_all(messages, contacts=deps.settings.redact_contacts)
    state = state.model_copy(update={"secrets": state.secrets + admitted.secrets})
    async with deps.store.write(workspace) as uow:
        await uow.transcripts.add(incident, admitted.messages)
        await record(uow, incident, state)
    return state


async def record(uow: UnitOfWork, incident: int, state: Reading) -> None:
    """Record how far the reading is, in the transaction of what it follows from."""
    await uow.steps.put(work(incident), STEP, state.model_dump(mode="json"))


async def report(deps: Deps, workspace: str, incident: int, state: Reading) -> ImportReport:
    """Return what was read so far, counted from what is stored."""
    async with deps.store.read(workspace) as uow:
        messages, threads, files = await uow.transcripts.counts(incident)
    return ImportReport(messages=messages, threads=threads, files=files, secrets=state.secrets, gaps=state.gaps)


async def whole_report(deps: Deps, workspace: str, postmortem: int, own: int) -> ImportReport:
    """Return what was read of all incidents of a postmortem so far. `own` is its own one."""
    async with deps.store.read(workspace) as uow:
        others = [one.id for one in await uow.incidents.of_postmortem(postmortem)]
    whole = ImportReport()
    for incident in (own, *others):
        part = await report(deps, workspace, incident, await reading(deps, workspace, incident))
        whole = ImportReport(
            messages=whole.messages + part.messages,
            threads=whole.threads + part.threads,
            files=whole.files + part.files,
            secrets=whole.secrets + part.secrets,
            gaps=(*whole.gaps, *part.gaps),
        )
    return whole


def work(incident: int) -> str:
    """Return the name under which the steps of reading an incident's channel are recorded."""
    return f"collect:{incident}"
