"""The whole life of a postmortem by clicks alone, as three people in three windows."""

from tests.e2e.window import Window, Windows

CAUSE = "The new default pool holds 20 connections instead of 200."


async def _write(maya: Window) -> None:
    await maya.message("5 of 6 required sections").press("Edit")
    await maya.modal.titled("Edit")
    await maya.modal.press("Edit|Write", near="4. Root cause")
    await (await maya.modal.titled("Root cause")).fill("Root cause", CAUSE)
    await maya.modal.submit()
    await (await maya.modal.titled("Edit")).shows(CAUSE[:40])
    await maya.modal.press("Edit|Write", near="2. Impact")
    await (await maya.modal.titled("Impact")).fill("Impact in words", "Every third customer could not pay.")
    await maya.modal.submit()
    await (await maya.modal.titled("Edit")).shows("Every third customer could not pay.")
    await maya.modal.press("Edit|Write", near="10. Action items")
    await (await maya.modal.titled("items")).press("Add an item")
    await (await maya.modal.titled("tem")).fill("What will be done?", "Alert when a pool is 80 % in use")
    await maya.modal.pick("Owner", "Ines")
    await maya.modal.submit()
    await maya.modal.shows("Alert when a pool")
    await maya.modal.dismiss()


async def test_three_people_bring_an_incident_to_its_published_postmortem(windows: Windows) -> None:
    maya = await windows.of("Maya")
    channel = await maya.choose_story("Cache outage")
    await maya.next_chapter()
    await maya.act_as("Maya")
    await maya.open(channel)

    await maya.react("just read up", "incident_resolved")
    await maya.message("Draft").shows("5 of 6 required sections")
    await _write(maya)
    await maya.message("Draft").shows("Everything is filled in.")

    await maya.message("Draft").press("Send for review")
    await maya.modal.take_off("Ravi", "Tomasz")  # Ben and Noor are proposed too
    await maya.modal.submit()
    await maya.message("In review").shows("Ben")

    ben, noor = await windows.of("Ben"), await windows.of("Noor")
    for one in (ben, noor):
        await one.open("Postmortem messages")
    await ben.message("asks for your review").press("Approve")
    await ben.message("You approved").shows("Noor is still owed")
    await noor.message("asks for your review").press("Approve and publish", confirm=True)

    await maya.message("Published").shows("PM-")
    await ben.open("incidents")
    await ben.message("Published").shows("PM-")
