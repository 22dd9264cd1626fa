"""Revisions in Slack: read page by page, compared, and brought back with everything that was shown then."""

from bot.domain.people import Actor, system
from bot.domain.postmortems import Status, Verb
from bot.services import members
from bot.services.changes import change
from bot.services.revisions_restore import restore
from sandbox.driver import Message, Person
from sandbox.driver.windows import Modal
from tests.scenarios.reviewing import edit, reviewed, stored
from tests.scenarios.steps import more, ready
from tests.scenarios.test_writing import make_editor
from tests.scenarios.world import World


async def opened(person: Person, card: Message) -> Modal:
    """Let somebody open the revisions of a document."""
    await (await more(person, card)).click("Revisions")
    assert person.modal is not None
    return person.modal


async def choose(person: Person, window: Modal, number: int, choice: str) -> Modal:
    """Let somebody choose what to do with a revision; return the window on top."""
    await window.select("pm.revision.menu", choice, block=f"revision.{number}")
    assert person.modal is not None
    return person.modal


def rows(window: Modal) -> list[str]:
    """Return what each revision of a page says, without its moment."""
    lines = [line.split(" · ") for line in window.lines if line.startswith("*")]
    return [" · ".join((one[0], *one[2:])) for one in lines]


async def test_every_change_is_a_line_with_who_and_what(quiet: World) -> None:
    channel, card = await ready(quiet)
    began = (await stored(quiet)).revision
    await edit(quiet, channel, "The pool ran empty.")
    await make_editor(quiet, card, quiet.ben)

    window = await opened(quiet.ben, card)

    assert window.title == "Revisions · PM-1"
    assert rows(window)[0] == f"*{began + 1}* · maya · Root cause  [ ... ]"
    assert rows(window)[-1].startswith("*1* · Postmortem · as it began")
    assert window.lines[-2] == f"Revisions 1–{began + 1} of {began + 1}."


async def test_a_revision_is_compared_with_now_and_with_the_one_before(quiet: World) -> None:
    channel, card = await ready(quiet)
    await edit(quiet, channel, "The pool ran empty.")
    first = (await stored(quiet)).revision
    await edit(quiet, channel, "The pool ran full.")
    window = await opened(quiet.maya, card)

    compared = await choose(quiet.maya, window, first, "Compare it with now")
    assert f"Between revision {first} and revision {first + 1}: 1 part." in compared.text
    assert "was: The pool ran empty." in compared.text
    assert "now: The pool ran full." in compared.text
    await compared.close()
    before = await choose(quiet.maya, window, first, "Compare it with the one before")

    assert "now: The pool ran empty." in before.text


async def test_a_revision_is_brought_back_and_that_is_taken_back(quiet: World) -> None:
    channel, card = await ready(quiet)
    await edit(quiet, channel, "The pool ran empty.")
    first = (await stored(quiet)).revision
    await edit(quiet, channel, "Wrong.")
    window = await opened(quiet.maya, card)

    window = await choose(quiet.maya, window, first, "Bring this revision back")
    await quiet.work()

    assert f"Revision {first} is back, as revision {first + 2}." in window.text
    assert rows(window)[0] == f"*{first + 2}* · maya · brought revision {first} back  [ ... ]"
    assert await root_cause(quiet) == "The pool ran empty."
    await window.click("Undo")
    await quiet.work()
    assert (await root_cause(quiet), (await stored(quiet)).revision) == ("Wrong.", first + 3)


async def test_undo_of_a_restoring_is_late_once_somebody_wrote(quiet: World) -> None:
    channel, card = await ready(quiet)
    await edit(quiet, channel, "The pool ran empty.")
    first = (await stored(quiet)).revision
    await edit(quiet, channel, "Wrong.")
    window = await choose(quiet.maya, await opened(quiet.maya, card), first, "Bring this revision back")
    await make_editor(quiet, card, quiet.ben)
    late = await quiet.ben.slash("/postmortem edit root cause", channel)
    assert late.modal is not None
    late.modal.fill({"Root cause": "By Ben."})
    await late.modal.submit()

    await window.click("Undo")

    assert quiet.maya.modal is not None
    assert "PM-1 was changed since." in quiet.maya.modal.text
    assert await root_cause(quiet) == "By Ben."


async def test_entries_and_items_come_back_with_their_ids_and_evidence_and_others_are_hidden(quiet: World) -> None:
    _, _ = await ready(quiet)
    deps, workspace, key = quiet.bot.deps, quiet.bot.workspace, (await stored(quiet)).id
    async with deps.store.read(workspace) as uow:
        entries = await uow.entries.of(key)
    async with change(deps, system(workspace), Verb.EDIT, key) as it:
        await it.save_entry(entries[0].model_copy(update={"text": "as it was"}))
    wanted = (await stored(quiet)).revision
    before = await shown(quiet)
    async with change(deps, system(workspace), Verb.EDIT, key) as it:
        await it.save_entry(entries[0].model_copy(update={"text": "otherwise", "evidence": ()}))
        await it.remove_entry(entries[1].id)
        await it.save_entry(entries[2].model_copy(update={"hidden": True}))
        added = await it.add_entry(entries[3].model_copy(update={"text": "added later"}))

    done = await restore(deps, await maya(quiet), key, wanted)

    assert (done.number, await shown(quiet)) == (wanted, before)
    async with deps.store.read(workspace) as uow:
        after = {one.id: one for one in await uow.entries.of(key)}
        text = await uow.revisions.text_at(key, wanted)
        now = await uow.revisions.text_at(key, done.now)
    assert after[added.id].hidden
    assert after[entries[1].id].evidence == entries[1].evidence
    assert now == text


async def test_a_published_document_is_brought_back_with_a_reason_by_an_incident_admin(quiet: World) -> None:
    _, card = await reviewed(quiet, quiet.ben, quiet.noor)
    await quiet.ben.click(quiet.ben.dms()[-1], "Approve")
    await quiet.work()
    await quiet.noor.click(quiet.noor.dms()[-1], "Approve and publish", confirm=True)
    await quiet.work()
    found = await stored(quiet)
    assert found.status is Status.PUBLISHED
    window = await opened(quiet.noor, card)

    why = await choose(quiet.noor, window, 1, "Bring this revision back")
    await why.fill({"Why? It is shown in the history.": "it was the wrong text"}).submit()
    await quiet.work()

    after = await stored(quiet)
    assert (after.revision, after.publication.correction) == (found.revision + 1, "it was the wrong text")
    assert "Revision 1 is back" in window.text
    reader = await opened(quiet.maya, card)
    assert "Bring this revision back" not in str(reader.blocks)


async def test_bringing_one_back_in_review_makes_approvals_stale(quiet: World) -> None:
    channel, card = await reviewed(quiet, quiet.ben, quiet.noor)
    before = (await stored(quiet)).revision
    await edit(quiet, channel, "A different cause entirely, and much longer than the one before it.")
    await quiet.ben.click(quiet.ben.dms()[-1], "Approve")
    await quiet.work()

    await choose(quiet.maya, await opened(quiet.maya, card), before, "Bring this revision back")
    await quiet.later(1_000)

    assert "maya changed Root cause after you approved." in quiet.ben.dms()[-1].shown


async def test_many_revisions_are_turned_page_by_page(quiet: World) -> None:
    _, card = await ready(quiet)
    deps, workspace, key = quiet.bot.deps, quiet.bot.workspace, (await stored(quiet)).id
    for number in range(40):
        async with change(deps, system(workspace), Verb.EDIT, key) as it:
            it.update(title=f"Title {number}")
    total = (await stored(quiet)).revision

    window = await opened(quiet.maya, card)
    assert window.lines[-2] == f"Revisions 1–15 of {total}."
    await window.click("Earlier")
    await window.click("Earlier")
    assert window.lines[-2] == f"Revisions 31–{total} of {total}."
    await window.click("Later")

    assert window.lines[-2] == f"Revisions 16–30 of {total}."


async def test_a_revision_that_there_is_not_is_refused(quiet: World) -> None:
    _, card = await ready(quiet)
    window = await opened(quiet.maya, card)
    await quiet.work()
    menu = next(one for one in window.blocks if str(one.get("block_id", "")).startswith("revision."))
    option = menu["accessory"]["options"][-1]
    option["value"] = option["value"].replace('"r":', '"r":99')

    await window.select("pm.revision.menu", option["text"]["text"], block=menu["block_id"])

    assert quiet.maya.modal is not None
    assert "There is no revision 99" in quiet.maya.modal.text


async def root_cause(world: World) -> str:
    """Return the root cause as it is stored."""
    section = (await stored(world)).section("root_cause")
    assert section is not None
    return section.text


async def shown(world: World) -> list[tuple[int, str, tuple[str, ...]]]:
    """Return the entries that the document shows: id, words and evidence."""
    key = (await stored(world)).id
    async with world.bot.deps.store.read(world.bot.workspace) as uow:
        entries = await uow.entries.of(key)
    return [(one.id, one.text, one.evidence) for one in entries if one.verified and not one.hidden]


async def maya(world: World) -> Actor:
    """Return Maya as somebody who does something now."""
    member = await members.refresh(world.bot.deps, world.bot.workspace, world.maya.id)
    return members.actor_of(member, delivery=None, cause="")
