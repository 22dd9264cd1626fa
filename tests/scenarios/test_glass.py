"""An org admin breaks the glass: a private document is read for a day, with a reason, and its author hears at once."""

import asyncio

from sandbox import interactions
from sandbox.driver import Channel, Person
from sandbox.driver.windows import Modal, deliver
from tests.scenarios.lives import short_lives
from tests.scenarios.reviewing import stored
from tests.scenarios.steps import answers, forged
from tests.scenarios.world import World

HOUR = 3_600
WHY = "A court asks for it."
READING = "PM-1 is open to you for reading only."


async def vault(world: World) -> tuple[Channel, Channel, Person]:
    """Return the private channel of a draft of Maya's, one that an admin is in, and that admin."""
    channel = world.slack.channel("inc-9-vault", private=True, members=[world.maya, world.ben], bot=True)
    await world.maya.post(channel, "the crown vault is open")
    await world.maya.slash("/postmortem create The crown vault stood open", channel)
    assert world.maya.modal is not None
    await world.maya.modal.submit()
    await world.work()
    await world.later(6)
    return channel, world.slack.channel("lobby", members=[world.noor, world.ben]), world.noor


async def asked(person: Person, where: Channel, line: str = "glass 1") -> Modal:
    """Let somebody ask for it; return the window."""
    done = await person.slash(f"/postmortem {line}", where)
    assert person.modal is not None, answers(done)
    return person.modal


async def broken(world: World, where: Channel, reason: str = WHY) -> Modal:
    """Let Noor break the glass of PM-1; return the window as it is then."""
    modal = await asked(world.noor, where)
    modal.fill({"reason": reason})
    sent = await modal.submit()
    assert sent.acked, sent.detail
    await world.work()
    return modal


async def shown(person: Person, line: str, where: Channel) -> str:
    """Return everything that somebody is shown for a command."""
    person.hub.modals.clear()
    done = await person.slash(f"/postmortem {line}", where)
    said = [line for one in answers(done) for line in one]
    return "\n".join([*said, *(person.modal.lines if person.modal is not None else [])])


async def test_the_window_is_the_same_for_what_is_hidden_and_what_is_absent(quiet: World) -> None:
    _, lobby, noor = await vault(quiet)
    hidden = await asked(noor, lobby)
    lines = hidden.lines
    await hidden.dismiss()
    absent = await asked(noor, lobby, "glass PM-9")

    assert [one.replace("PM-9", "PM-1") for one in absent.lines] == lines
    assert lines[0] == "== Break the glass =="
    assert "lets you read it for 24 hours, and only read it. Its author is told at once." in lines[1]
    assert "glass" not in quiet.maya.dms()[-1].shown


async def test_a_number_that_does_not_exist_is_told_after_the_reason_in_the_words_for_everybody(quiet: World) -> None:
    _, lobby, noor = await vault(quiet)
    modal = await asked(noor, lobby, "glass 9")
    await modal.fill({"reason": WHY}).submit()

    assert "There is no PM-9 that you can see." in modal.text
    assert "There is no PM-9 that you can see." in await shown(noor, "show 9", lobby)


async def test_it_is_read_with_a_reason_and_the_author_is_told_at_once(quiet: World) -> None:
    channel, lobby, noor = await vault(quiet)
    before, posts = len(quiet.maya.dms()), len(channel.messages)
    modal = await broken(quiet, lobby)

    assert "You can read PM-1 until " in modal.text
    assert "and only read it. maya is told now. It stands in the history." in modal.text
    [told] = quiet.maya.dms()[before:]
    assert told.lines[0].startswith("*noor*, an org admin, broke the glass of PM-1, and can read it until ")
    assert told.lines[1:] == [
        f'Why: "{WHY}"',
        "It is private and stays so: nothing in it can be changed by that. It stands in the history.",
        "[ Read ] [ History ]",
    ]
    assert "vault" not in told.text
    assert WHY not in told.text
    assert len(channel.messages) == posts
    await modal.click("Read")
    assert noor.modal is not None
    assert "The crown vault stood open" in noor.modal.text


async def test_it_stands_in_the_history_for_its_people_and_for_who_reads(quiet: World) -> None:
    channel, lobby, noor = await vault(quiet)
    await broken(quiet, lobby)

    for person, where in ((quiet.maya, channel), (noor, lobby)):
        said = await shown(person, "history 1", where)
        assert "*noor* broke the glass, to read it for a while as an org admin" in said
        assert f'Why: "{WHY}"' in said


async def test_without_a_reason_it_stays_closed_whether_there_is_such_a_number_or_not(quiet: World) -> None:
    _, lobby, noor = await vault(quiet)
    before = len(quiet.maya.dms())
    said: list[str] = []
    for number in (1, 9):
        modal = await asked(noor, lobby, f"glass {number}")
        await modal.fill({"reason": "   "}).submit()
        said += modal.errors.values()
        await modal.dismiss()
    await quiet.work()

    assert said == ["Say why, one sentence is enough."] * 2
    assert len(quiet.maya.dms()) == before
    assert "There is no PM-1 that you can see." in await shown(noor, "show 1", lobby)


async def test_a_secret_in_the_reason_is_covered(quiet: World) -> None:
    channel, lobby, _ = await vault(quiet)
    secret = "AKIA" + "Z7Q2X5W3" * 2
    await broken(quiet, lobby, f"to look for {secret}")

    said = quiet.maya.dms()[-1].shown + await shown(quiet.maya, "history 1", channel)
    assert secret not in said
    assert said.count("secret:aws-access-key") == 2


async def test_what_is_typed_after_the_number_is_the_reason_to_begin_with(quiet: World) -> None:
    _, lobby, noor = await vault(quiet)
    modal = await asked(noor, lobby, "glass 1 <!channel> a court asks")
    await modal.submit()
    await quiet.work()

    assert "You can read PM-1 until " in modal.text
    assert "a court asks" in quiet.maya.dms()[-1].shown
    assert "<!channel>" not in str(quiet.maya.dms()[-1].body)


async def test_after_a_day_every_way_in_is_closed_again(quiet: World) -> None:
    _, lobby, noor = await vault(quiet)
    opened = await broken(quiet, lobby)
    assert "The crown vault stood open" in await shown(noor, "show 1", lobby)
    assert "The crown vault stood open" in await shown(noor, "list", lobby)
    noor.hub.modals.clear()
    await quiet.later(23 * HOUR)
    assert "The crown vault stood open" in await shown(noor, "show 1", lobby)
    await quiet.later(2 * HOUR)

    assert "There is no PM-1 that you can see." in await shown(noor, "show 1", lobby)
    assert "crown vault" not in await shown(noor, "list", lobby)
    noor.hub.modals[noor.id] = [opened.opened]
    late = await opened.click("Read")
    assert late.acked
    assert noor.modal is not None
    assert "There is no such postmortem that you can see." in noor.modal.text
    assert "crown vault" not in noor.modal.text


async def test_home_and_what_comes_by_message_say_nothing_of_it(quiet: World) -> None:
    channel, lobby, noor = await vault(quiet)
    await broken(quiet, lobby)
    await noor.open_home()
    await quiet.work()
    card = channel.card()
    await quiet.maya.post(channel, f"what do you say, <@{noor.id}>?", thread=card)
    await quiet.work()
    await quiet.later(HOUR)

    assert noor.home is not None
    assert "PM-1" not in noor.home.text
    assert noor.dms() == []


async def test_it_is_reading_and_nothing_else(quiet: World) -> None:
    channel, lobby, noor = await vault(quiet)
    await broken(quiet, lobby)
    card = channel.card()
    was = await stored(quiet)

    said = [await shown(noor, line, lobby) for line in ("publish 1", "submit 1", "export 1 pdf", "archive 1")]
    said.append("\n".join(line for one in answers(await forged(noor, card, "Send for review")) for line in one))
    await quiet.work()

    assert [one for one in said if READING not in one] == [said[3]]
    assert "PM-1 is draft, so archiving is not possible." in said[3]
    assert await stored(quiet) == was
    assert noor.dms() == []


async def test_whoever_is_no_org_admin_learns_nothing(quiet: World) -> None:
    _, lobby, _ = await vault(quiet)
    guest = quiet.slack.person("gus", guest="multi")
    sam = quiet.slack.person("sam")
    for person in (guest, sam):
        await quiet.noor.invite(lobby, person)
        hidden, absent = await shown(person, "glass 1", lobby), await shown(person, "glass 9", lobby)
        assert hidden.replace("PM-1", "PM-9") == absent
        assert "There is no PM-9 that you can see." in absent


async def test_who_reads_it_anyway_is_told_so(quiet: World) -> None:
    channel, lobby, _ = await vault(quiet)

    assert "You can read PM-1 already." in await shown(quiet.ben, "glass 1", channel)
    assert "Say which one, such as PM-42." in await shown(quiet.noor, "glass", lobby)


async def test_a_window_sent_after_the_role_was_taken_opens_nothing(quiet: World) -> None:
    _, lobby, noor = await vault(quiet)
    before = len(quiet.maya.dms())
    modal = await asked(noor, lobby)
    await noor.change(admin=False)
    await quiet.slack.settle()
    await modal.fill({"reason": WHY}).submit()
    await quiet.work()

    assert "There is no PM-1 that you can see." in modal.text
    assert len(quiet.maya.dms()) == before


async def test_who_lost_the_role_meanwhile_does_not_read_on(quiet: World) -> None:
    _, lobby, noor = await vault(quiet)
    await broken(quiet, lobby)
    await noor.change(admin=False)
    await quiet.slack.settle()

    assert "There is no PM-1 that you can see." in await shown(noor, "show 1", lobby)


async def test_two_windows_at_once_are_one_breaking_and_one_message(quiet: World) -> None:
    channel, lobby, noor = await vault(quiet)
    before = len(quiet.maya.dms())
    modal = await asked(noor, lobby)
    modal.fill({"reason": WHY})
    sent = [interactions.submission(noor.hub, noor.member, modal.opened) for _ in range(3)]
    done = await asyncio.gather(*(deliver(noor.hub, noor.id, one) for one in sent[:2]))
    done.append(await deliver(noor.hub, noor.id, sent[2]))
    await quiet.work()

    said = [str(one.ack.body) for one in done]
    assert sorted("You can read PM-1 until " in one for one in said) == [False, False, True]
    assert sum("You can read PM-1 already." in one for one in said) == 2
    assert len(quiet.maya.dms()) == before + 1
    assert (await shown(quiet.maya, "history 1", channel)).count("broke the glass") == 1


async def test_a_second_day_is_another_breaking_and_another_message(quiet: World) -> None:
    _, lobby, noor = await vault(quiet)
    before = len(quiet.maya.dms())
    await broken(quiet, lobby)
    await quiet.later(25 * HOUR)
    noor.hub.modals.clear()
    await broken(quiet, lobby, "It asks again.")

    said = [one.lines[1] for one in quiet.maya.dms()[before:] if "broke the glass" in one.shown]
    assert said == [f'Why: "{WHY}"', 'Why: "It asks again."']


async def test_another_of_its_people_is_told_where_the_author_is_gone(quiet: World) -> None:
    channel, lobby, _ = await vault(quiet)
    card = channel.card()
    await quiet.maya.select(card, "pm.card.menu", "People")
    assert quiet.maya.modal is not None
    await quiet.maya.modal.fill({"Editors": [quiet.ben]}).submit()
    await quiet.work()
    await quiet.maya.change(deleted=True)
    await quiet.slack.settle()
    await broken(quiet, lobby)

    assert [one for one in quiet.ben.dms() if "broke the glass of PM-1" in one.shown] != []


async def test_killed_at_any_step_the_author_is_told_once(quiet: World) -> None:
    _, lobby, noor = await vault(quiet)
    before = len(quiet.maya.dms())
    modal = await asked(noor, lobby)
    await modal.fill({"reason": WHY}).submit()
    deaths = await short_lives(quiet, lives=29)
    await quiet.work()

    assert deaths > 3
    assert ["broke the glass" in one.shown for one in quiet.maya.dms()[before:]] == [True]
