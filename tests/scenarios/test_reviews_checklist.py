"""The checklist names every reason that blocks, with the button that mends it for who may."""

from bot.domain.postmortems import Status
from sandbox.driver import Channel, Message, Person
from sandbox.driver.windows import Modal
from tests.scenarios.reviewing import ask_for_changes, press, reviewed, send, stored
from tests.scenarios.steps import ready
from tests.scenarios.world import World

DONE = (
    "✓ 4 of 6 required sections · ✓ no unverified entry · ✓ no open discussion · ✓ no open change request · "
    "✓ an admin reviews"
)


async def in_review(world: World) -> tuple[Channel, Message]:
    """Return a channel with the card of a document in review, where a section is empty and nobody has approved."""
    channel, _ = await ready(world)
    await send(world, channel, world.ben, world.noor)
    return channel, channel.card()


async def checklist(person: Person, card: Message) -> Modal:
    done = await person.click(card, "Checklist")
    assert done.modal is not None
    return done.modal


async def test_each_reason_has_its_button_for_who_may_mend_it(quiet: World) -> None:
    _, card = await in_review(quiet)

    shown = await checklist(quiet.maya, card)

    assert shown.lines == [
        "== Checklist · PM-1 ==",
        "*4 things block publishing.* Approved by 0 of 2.",
        "✕ *Root cause is empty.* It is required.  [ Write Root cause ]",
        "✕ *There are no action items, and no reason why none.*",
        "[ Add an item ] [ Say why none ]",
        "○ *ben has not approved yet.* Asked on Mar 2, due on Mon, Mar 9.  [ Nudge ben ]",
        "○ *noor has not approved yet.* Asked on Mar 2, due on Mon, Mar 9.  [ Nudge noor ]",
        DONE,
        "*Next:* when these are done it publishes by itself.",
        "[ Check again ]",
        "[ Close ]",
    ]


async def test_who_may_not_mend_reads_who_can(quiet: World) -> None:
    _, card = await in_review(quiet)

    shown = await checklist(quiet.ben, card)

    assert shown.lines[2:4] == [
        "✕ *Root cause is empty.* It is required.",
        "maya (author) or an editor can mend it.",
    ]
    assert shown.labels == ["Check again"]


async def test_a_mended_line_is_gone_when_its_window_closes(quiet: World) -> None:
    _, card = await in_review(quiet)
    shown = await checklist(quiet.maya, card)
    done = await shown.click("Write Root cause")
    assert done.modal is not None

    done.modal.fill({"Root cause": "The pool was empty."})
    await done.modal.submit()

    now = quiet.maya.modal
    assert now is not None
    assert "Root cause is empty" not in now.text


async def test_a_reviewer_is_nudged_once_a_day(quiet: World) -> None:
    _, card = await in_review(quiet)
    shown = await checklist(quiet.maya, card)

    await shown.click("Nudge ben")
    await quiet.work()
    assert [one.lines[1] for one in quiet.ben.dms()] == [
        "It goes on in the newer message below.",
        "*maya asks for your review by Mon, Mar 9.*",
    ]
    now = quiet.maya.modal
    assert now is not None
    assert "Asked again on" in now.text
    again = await now.click("Nudge ben")
    await quiet.work()

    assert again.modal is not None
    assert "Asked again today already. Tomorrow is another day." in again.modal.text
    assert len(quiet.ben.dms()) == 2


async def test_an_org_admin_sets_a_blocker_aside_with_a_reason_for_good(quiet: World) -> None:
    _, card = await in_review(quiet)
    shown = await checklist(quiet.noor, card)
    found = next(one for one in shown.blocks if "Root cause is empty" in str(one))
    done = await shown.click("Override", block=found["block_id"])
    assert done.modal is not None
    done.modal.fill({"Why does it not count?": "  "})
    await done.modal.submit()
    assert done.modal.errors == {"Why does it not count?": "Say why, one sentence is enough."}

    done.modal.fill({"Why does it not count?": "The vendor tells us next month."})
    await done.modal.submit()
    await quiet.work()

    now = quiet.noor.modal
    assert now is not None
    assert "Root cause is empty" not in now.text
    async with quiet.bot.deps.store.read(quiet.bot.workspace) as uow:
        rows, _ = await uow.audit.of((await stored(quiet)).id, limit=1)
    assert [(one.verb, one.reason) for one in rows] == [("override", "The vendor tells us next month.")]


async def test_a_reviewer_who_left_is_replaced(quiet: World) -> None:
    channel, card = await in_review(quiet)
    other = quiet.slack.person("ines", name="Ines")
    await quiet.maya.invite(channel, other)
    await quiet.ben.change(deleted=True)
    await quiet.work()
    shown = await checklist(quiet.maya, card)
    assert "✕ *ben's account is deactivated, so somebody else has to review.*  [ Add a reviewer ]" in shown.lines

    done = await shown.click("Add a reviewer")
    assert done.modal is not None
    assert done.modal.fields["Reviewers"] == [quiet.noor.id]
    done.modal.fill({"Reviewers": [quiet.noor.id, other.id]})
    await done.modal.submit()
    await quiet.work()

    assert (await stored(quiet)).reviewers == (quiet.noor.id, other.id)
    assert [one.lines[1] for one in other.dms()] == ["*maya asks for your review by Mon, Mar 9.*"]
    assert len(quiet.noor.dms()) == 1


async def test_a_request_outlives_its_reviewer_until_an_admin_drops_it(quiet: World) -> None:
    channel, _ = await reviewed(quiet, quiet.ben, quiet.noor)
    await ask_for_changes(quiet, quiet.ben, "Say why no alert fired")
    done = await quiet.maya.slash("/postmortem submit", channel)
    assert done.modal is not None
    done.modal.fill({"Reviewers": [quiet.noor.id]})
    await done.modal.submit()
    await quiet.work()
    await press(quiet, quiet.noor, "Approve")
    assert (await stored(quiet)).status is Status.IN_REVIEW
    assert quiet.ben.dms()[-1].lines[1] == "You are no longer asked to review PM-1. Nothing left to do."

    shown = await checklist(quiet.noor, channel.card())
    await shown.click("Drop it")
    await quiet.work()

    assert channel.card().lines[2] == "Nothing blocks. *Next:* an incident admin publishes it."
