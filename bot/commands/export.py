"""`export PM-42 pdf`: a document from the database into a file, for whoever has the server.

It goes past Slack, so it is on record: in the document's history stands who took it, and as whom.
"""

import asyncio
from pathlib import Path

from blocks.documents import DOCUMENTS
from bot.commands.database import LONGEST_NAME, must_be_there, operator
from bot.domain.errors import Invalid
from bot.domain.grammar import take_number
from bot.domain.people import Actor, Standing
from bot.domain.postmortems import Postmortem
from bot.domain.words import say
from bot.ports import Deps
from bot.runtime import at_the_desk
from bot.services import members
from bot.services.access import seen_by_number
from bot.services.publishing_files import FORMS, document
from bot.settings import Settings
from storage.engine import Database
from storage.postmortems import workspaces_with


async def export(settings: Settings, name: str, form: str, out: Path | None, *, as_user: str | None) -> str:
    """Write a document into a file; return what to say. With `as_user` only what that person sees now.

    Raises Invalid with a sentence for what cannot be read or written, NotFound for what is not there or not seen.
    """
    number, rest = take_number(name)
    if number is None or rest:
        raise Invalid(f"{name} is no postmortem. Say which one, such as PM-42.")
    if form not in FORMS:
        raise Invalid(say("file.unknown", what=form[:LONGEST_NAME]))
    await asyncio.to_thread(must_be_there, settings)
    async with at_the_desk(settings) as (deps, database):
        workspace = await _workspace(database, number)
        found = await _found(deps, workspace, number, as_user)
        made = await document(deps, workspace, found)
        if made is None:
            raise Invalid(f"The incident of PM-{number} is gone, so there is nothing to write.")
        file = out or Path(DOCUMENTS[form].name(made))
        content = await asyncio.to_thread(DOCUMENTS[form].made, made)
        actor = Actor(workspace=workspace, member=as_user, via=f"cli:{operator()}", cause="export")
        async with deps.store.write(workspace) as uow:  # before the file: what cannot be recorded is not handed out
            await uow.audit.add(actor, "export", postmortem=found.id, before="", after="", at=deps.clock.now())
        await asyncio.to_thread(_write, file, content)
    return f"{found.name} as {say(f'file.{form}')}, revision {found.revision}: {file}"


async def _workspace(database: Database, number: int) -> str:
    async with database.read() as do:
        found = await workspaces_with(do, number)
    if not found:
        raise Invalid(f"There is no PM-{number} in this database.")
    if len(found) > 1:
        raise Invalid(f"There is a PM-{number} in {len(found)} workspaces of this database; that is not served here.")
    return found[0]


async def _found(deps: Deps, workspace: str, number: int, as_user: str | None) -> Postmortem:
    """Return the postmortem: any one for who has the server, one that is seen for who acts as somebody."""
    if as_user is None:
        async with deps.store.read(workspace) as uow:
            found = await uow.postmortems.by_number(number)
        if found is None:
            raise Invalid(f"There is no PM-{number} in this database.")
        return found
    async with deps.store.read(workspace) as uow:
        person = await uow.members.get(as_user)
    if person is None or person.standing is not Standing.MEMBER:
        raise Invalid(f"I know no member {as_user}. Use the Slack id of a person, such as U0123ABCD.")
    actor = members.actor_of(person, delivery=None, cause="export", admins=deps.settings.incident_admins)
    return await seen_by_number(deps, actor, number)


def _write(file: Path, content: bytes) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600, exist_ok=True)  # it may be private
        file.write_bytes(content)
    except OSError as error:
        raise Invalid(f"I cannot write {file}: {error.strerror}. Choose another file with --out.") from None
