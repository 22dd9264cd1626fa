"""The app's Home: what waits for a person, drawn when it is opened and after changes; closed to who is no member."""

import pytest

from sandbox.driver import Home, Person
from tests.scenarios.reviewing import press, send
from tests.scenarios.steps import drafted, more, ready
from tests.scenarios.world import World

EMPTY = [
    "# Postmortems",
    "*Nothing waits for you.* When an incident is resolved, its draft appears in the incident channel and here.",
    "[ New postmortem ] [ Find ] [ Help ]",
    "Three ways to start: an emoji on a message, `/postmortem create`, or the message menu.",
    "[ My hours ]",
]


async def opened(world: World, person: Person) -> Home:
    """Open Home and return what the bot published."""
    await person.open_home()
    await world.work()
    assert person.home is not None
    return person.home


async def mine(world: World, name: str) -> None:
    """Let a draft of Maya's be made for a channel of that name."""
    card = await drafted(world, world.incident(name))
    await world.maya.click(card, "I'll write it")
    await world.work()


async def test_an_empty_home_says_how_to_start(quiet: World) -> None:
    home = await opened(quiet, quiet.maya)

    assert home.lines[:-1] == EMPTY
    assert home.lines[-1].startswith("As of ")


async def test_an_admin_without_an_ai_reads_how_it_is_set_up(quiet: World) -> None:
    home = await opened(quiet, quiet.noor)
    assert "○ AI, optional" in home.text

    await home.click("How")

    assert quiet.noor.modal is not None
    assert "Set `ANTHROPIC_API_KEY` in the server's settings" in quiet.noor.modal.text


async def test_a_busy_home_lists_my_drafts_with_what_is_next(quiet: World) -> None:
    await mine(quiet, "inc-1-checkout")
    await drafted(quiet, quiet.incident("inc-2-search"))

    home = await opened(quiet, quiet.maya)

    assert home.lines[:3] == ["# Postmortems", "[ New postmortem ] [ Find ] [ Help ]", "# My drafts · 1"]
    assert home.lines[3].startswith("*PM-1* ")
    assert home.lines[4] == "Draft · maya · planned for Wed, Mar 4  [ Edit ]"
    assert "PM-2" not in home.text


async def test_others_drafts_are_not_mine(quiet: World) -> None:
    await mine(quiet, "inc-1-checkout")

    home = await opened(quiet, quiet.ben)

    assert home.lines[:-1] == EMPTY


async def test_home_shows_eight_and_leads_to_all(quiet: World) -> None:
    for number in range(10):
        await mine(quiet, f"inc-{number}-checkout")

    home = await opened(quiet, quiet.maya)

    assert "# My drafts · 10" in home.lines
    assert home.labels.count("Edit") == 8
    assert "and 2 more  [ Show all ]" in home.lines
    done = await home.click("Show all")
    assert done.modal is not None
    assert "Postmortems 1–10 of 10." in done.modal.text
    assert done.modal.labels[0] == "Show"


async def test_home_is_drawn_anew_after_a_change_that_concerns_who_has_it_open(quiet: World) -> None:
    card = await drafted(quiet, quiet.incident())
    home = await opened(quiet, quiet.maya)
    assert home.lines[:-1] == EMPTY

    await quiet.maya.click(card, "I'll write it")
    await quiet.work()
    assert quiet.maya.home is not None
    assert "# My drafts · 1" in quiet.maya.home.lines

    await (await more(quiet.noor, card)).click("Not needed")
    await quiet.work()
    assert quiet.maya.home.lines[:-1] == EMPTY


async def test_handing_over_moves_it_from_one_home_to_the_other(quiet: World) -> None:
    await opened(quiet, quiet.maya)
    await opened(quiet, quiet.ben)
    channel = quiet.incident()
    await quiet.maya.slash("/postmortem create Slow login", channel)
    assert quiet.maya.modal is not None
    await quiet.maya.modal.submit()
    await quiet.work()
    await quiet.later(6)
    assert quiet.maya.home is not None
    assert quiet.ben.home is not None
    assert "PM-1" in quiet.maya.home.text

    done = await quiet.maya.click(quiet.maya.dms()[0], "Not mine")
    assert done.modal is not None
    await done.modal.fill({"Who writes it?": quiet.ben}).submit()
    await quiet.work()

    assert "Draft · ben · " in quiet.ben.home.text
    assert "Draft · ben · " in quiet.maya.home.text
    await (await more(quiet.noor, channel.card())).click("Not needed")
    await quiet.work()
    assert (quiet.maya.home.lines[:-1], quiet.ben.home.lines[:-1]) == (EMPTY, EMPTY)


async def test_the_buttons_of_home_open_their_windows(quiet: World) -> None:
    await mine(quiet, "inc-1-checkout")
    home = await opened(quiet, quiet.maya)

    for label, title in (("New postmortem", "New postmortem"), ("Find", "Postmortems"), ("Help", "Help")):
        done = await home.click(label)
        assert done.modal is not None
        assert done.modal.title == title
        await done.modal.close()
    done = await home.click("Edit")
    assert done.modal is not None
    assert done.modal.title == "Edit · PM-1"


async def test_a_refusal_at_home_opens_a_small_window(quiet: World) -> None:
    await mine(quiet, "inc-1-checkout")
    home = await opened(quiet, quiet.maya)
    await quiet.maya.change(guest="multi")
    await quiet.slack.settle()

    done = await home.click("Edit")  # Home itself is drawn anew a moment later

    assert done.modal is not None
    assert done.modal.title == "Not possible"
    assert "There is no such postmortem that you can see." in done.modal.text


@pytest.mark.parametrize("kind", ["guest", "outsider"])
async def test_who_is_no_member_gets_the_closed_view(quiet: World, kind: str) -> None:
    await mine(quiet, "inc-1-checkout")
    person = (
        quiet.slack.person("gus", guest="single") if kind == "guest" else quiet.slack.person("otto", team="Elsewhere")
    )

    home = await opened(quiet, person)

    assert home.lines == ["# Postmortems", "Only members of this workspace can use Postmortem."]
    assert home.labels == []


async def test_who_becomes_a_guest_loses_what_home_showed(quiet: World) -> None:
    await mine(quiet, "inc-1-checkout")
    await opened(quiet, quiet.maya)
    await quiet.maya.change(guest="multi")

    home = await opened(quiet, quiet.maya)

    assert home.lines == ["# Postmortems", "Only members of this workspace can use Postmortem."]


async def test_home_says_which_reviews_are_owed_and_forgets_them_once_they_are_given(quiet: World) -> None:
    channel, _ = await ready(quiet)
    await opened(quiet, quiet.ben)
    await send(quiet, channel, quiet.ben, quiet.noor)
    waiting = quiet.ben.home
    assert waiting is not None
    assert waiting.lines[2:4] == ["# Waiting for you · 1", "*PM-1* Checkout errors"]
    assert waiting.lines[4].startswith("review by ")
    assert waiting.lines[4].endswith("[ Review ]")
    await press(quiet, quiet.ben, "Approve")
    after = quiet.ben.home
    assert after is not None
    assert "Waiting for you" not in after.text


async def test_home_says_who_asked_its_author_for_changes(quiet: World) -> None:
    channel, _ = await ready(quiet)
    await opened(quiet, quiet.maya)
    await send(quiet, channel, quiet.ben, quiet.noor)
    await press(quiet, quiet.ben, "Request changes")
    assert quiet.ben.modal is not None
    quiet.ben.modal.fill({"What should change?": "It says what failed, not why no alert fired."})
    await quiet.ben.modal.submit()
    await quiet.work()
    home = quiet.maya.home
    assert home is not None
    assert home.lines[2:5] == ["# Waiting for you · 1", "*PM-1* Checkout errors", "ben asked for changes  [ Answer ]"]
    assert "My drafts" not in home.text
