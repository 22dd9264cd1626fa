"""Details, template and incidents of a document, changed in their windows: who may, and what it does to approvals."""

from bot.domain.postmortems import Status
from bot.domain.sections import CATALOGUE
from bot.domain.templates import SHORT
from sandbox.driver import Message, Person
from sandbox.driver.windows import Modal
from tests.scenarios.reviewing import TEXT, reviewed, stored
from tests.scenarios.steps import more, play, ready
from tests.scenarios.world import World


async def opened(person: Person, card: Message, label: str) -> Modal:
    """Let somebody open one of the smaller windows from everything else."""
    await (await more(person, card)).click(label)
    assert person.modal is not None
    return person.modal


async def test_title_severity_and_services_are_changed_and_the_card_says_so(quiet: World) -> None:
    channel, card = await ready(quiet)
    before = (await stored(quiet)).revision

    modal = await opened(quiet.maya, card, "Details")
    modal.fill({"Title": "Nobody could pay", "Severity": "SEV1", "Services": "payments, checkout; payments"})
    await modal.submit()
    await quiet.work()

    found = await stored(quiet)
    assert (found.title, found.severity, found.services) == ("Nobody could pay", "SEV1", ("payments", "checkout"))
    assert found.revision == before + 1
    assert channel.card().lines[0] == "# PM-1 · Nobody could pay"
    assert "*Draft* · SEV1 · " in channel.card().shown
    window = quiet.maya.modal
    assert window is not None
    assert "SEV1 · payments and checkout" in window.text


async def test_a_secret_in_a_title_is_covered(quiet: World) -> None:
    _, card = await ready(quiet)
    token = "xoxb-123456789012-123456789012-abcdefghijklmnopqrstuvwx"

    modal = await opened(quiet.maya, card, "Details")
    await modal.fill({"Title": f"Leaked {token}"}).submit()
    assert token not in (await stored(quiet)).title


async def test_what_nobody_touched_in_the_window_is_not_undone(quiet: World) -> None:
    _, card = await ready(quiet)
    mine = await opened(quiet.maya, card, "Details")
    theirs = await opened(quiet.noor, card, "Details")
    assert "Title" not in theirs.fields

    await theirs.fill({"Severity": "SEV2"}).submit()
    await mine.fill({"Title": "Nobody could pay"}).submit()

    found = await stored(quiet)
    assert (found.title, found.severity) == ("Nobody could pay", "SEV2")


async def test_a_small_severity_proposes_the_short_form_and_one_tap_takes_it(quiet: World) -> None:
    _, card = await ready(quiet)
    modal = await opened(quiet.maya, card, "Details")
    await modal.fill({"Severity": "SEV3"}).submit()
    proposal = quiet.maya.modal
    assert proposal is not None
    assert "Now SEV3: Short form would do." in proposal.text

    await proposal.click("Switch template")
    await quiet.work()

    found = await stored(quiet)
    assert found.template == SHORT.key
    written = {one.key for one in found.sections if one.text}
    assert written <= {one.key for one in found.sections}
    assert [one.key for one in found.sections][: len(SHORT.sections)] == [one.key for one in SHORT.sections]
    window = quiet.maya.modal
    assert window is not None
    assert "Its template is Short form." in window.text


async def test_the_card_proposes_it_too_until_it_is_taken(quiet: World) -> None:
    channel, card = await ready(quiet)
    modal = await opened(quiet.maya, card, "Details")
    await modal.fill({"Severity": "SEV4"}).submit()
    assert quiet.maya.modal is not None
    await quiet.maya.modal.dismiss()
    await quiet.work()
    assert "Now SEV4: Short form would do.  [ Switch template ]" in channel.card().lines

    await quiet.maya.click(channel.card(), "Switch template")
    await quiet.work()

    assert "Switch template" not in channel.card().labels
    assert (await stored(quiet)).template == SHORT.key


async def test_switching_keeps_every_text_and_comes_back(quiet: World) -> None:
    _, card = await ready(quiet)
    edit = await quiet.maya.slash("/postmortem edit detection", card.channel)
    assert edit.modal is not None
    await edit.modal.fill({"Detection": TEXT}).submit()
    before = {one.key: one.text for one in (await stored(quiet)).sections if one.text}

    for name in ("Short form", "Postmortem"):
        modal = await opened(quiet.maya, card, "Template")
        await modal.fill({"Template": name}).submit()
        found = await stored(quiet)
        assert {one.key: one.text for one in found.sections if one.text} == before
        assert quiet.maya.modal is not None
        await quiet.maya.modal.dismiss()

    assert [one.key for one in found.sections] == [one.key for one in CATALOGUE]


async def test_in_review_an_incident_admin_switches_and_approvals_go_stale(quiet: World) -> None:
    _, card = await reviewed(quiet, quiet.ben, quiet.noor)
    await quiet.ben.click(quiet.ben.dms()[-1], "Approve")
    await quiet.work()
    late = await more(quiet.maya, card)
    assert "Template" not in late.labels
    await late.dismiss()

    modal = await opened(quiet.noor, card, "Template")
    assert "It is in review: this makes the approvals out of date." in modal.text
    await modal.fill({"Template": "Short form"}).submit()
    await quiet.later(1_000)

    assert (await stored(quiet)).status is Status.IN_REVIEW
    assert "noor changed the details" in quiet.ben.dms()[-1].shown
    compared = await quiet.ben.click(quiet.ben.dms()[-1], "What changed")
    assert compared.modal is not None
    assert "Template:" in compared.modal.text


async def test_an_incident_is_added_read_and_taken_out_again(quiet: World) -> None:
    _, card = await ready(quiet)
    other = quiet.incident("inc-208-search")
    await play(quiet, other)
    await quiet.work()

    window = await opened(quiet.maya, card, "Incidents")
    assert "*#inc-207-checkout* · its own" in window.text
    await window.click("Add a channel")
    assert quiet.maya.modal is not None
    await quiet.maya.modal.fill({"Channels": [other]}).submit()
    await quiet.work()
    await quiet.later(6)
    assert "*#inc-208-search*" in window.text
    entries = await timeline(quiet)
    await window.click("Remove")
    await quiet.work()

    assert "inc-208-search" not in window.text
    assert await timeline(quiet) == entries


async def timeline(world: World) -> list[str]:
    """Return the timeline as it is stored."""
    key = (await stored(world)).id
    async with world.bot.deps.store.read(world.bot.workspace) as uow:
        return [one.text for one in await uow.entries.of(key)]
