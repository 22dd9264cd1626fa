"""Somebody chooses when they are asked: in words they read what it means, and the clock keeps to it."""

from tests.scenarios.reviewing import reviewed
from tests.scenarios.steps import answers
from tests.scenarios.test_reviews_due import FRIDAY, at, reminders
from tests.scenarios.world import World


async def test_hours_are_chosen_in_a_window_that_says_what_they_mean(quiet: World) -> None:
    channel = quiet.incident("general")
    done = await quiet.ben.slash("/postmortem hours", channel)
    assert done.modal is not None
    assert done.modal.lines[1] == (
        "*I write to you at 09:00 on Mon, Tue, Wed, Thu and Fri.* That is by your time zone in Slack, UTC. "
        "The next such day is Tue, Mar 3."
    )
    assert "Region" not in done.modal.labels

    await done.modal.select("Whose holidays?", "Germany")
    assert quiet.ben.modal is not None
    quiet.ben.modal.fill({"Region": "Bayern", "From": "08:30", "Until": "16:30"})
    await quiet.ben.modal.submit()

    assert quiet.ben.modal.lines[1].startswith("*I write to you at 08:30 on working days in Germany, Bayern.*")


async def test_the_clock_keeps_to_what_somebody_chose(quiet: World) -> None:
    await reviewed(quiet, quiet.ben, quiet.noor)
    await at(quiet, FRIDAY.replace(day=3))
    done = await quiet.ben.slash("/postmortem hours", quiet.incident("general"))
    assert done.modal is not None
    await done.modal.fill({"From": "13:00", "Until": "21:00"}).submit()

    await at(quiet, FRIDAY)
    assert reminders(quiet.ben) == []
    await at(quiet, FRIDAY.replace(hour=13, minute=10))
    assert len(reminders(quiet.ben)) == 1


async def test_a_day_that_somebody_does_not_work_on_is_left_out(quiet: World) -> None:
    await reviewed(quiet, quiet.ben, quiet.noor)
    done = await quiet.ben.slash("/postmortem hours", quiet.incident("general"))
    assert done.modal is not None
    await done.modal.fill({"Your working days": ["Monday", "Tuesday"]}).submit()
    assert quiet.ben.modal is not None
    assert quiet.ben.modal.lines[1].startswith("*I write to you at 09:00 on Mon and Tue.*")

    await at(quiet, FRIDAY)
    assert reminders(quiet.ben) == []


async def test_a_guest_has_no_hours(quiet: World) -> None:
    channel = quiet.incident("general")
    guest = quiet.slack.person("gus", name="Gus", guest="multi")
    await quiet.maya.invite(channel, guest)
    done = await guest.slash("/postmortem hours", channel)
    assert done.modal is None
    assert answers(done) != []


async def test_home_leads_there_too(quiet: World) -> None:
    await quiet.ben.open_home()
    await quiet.work()
    assert quiet.ben.home is not None
    done = await quiet.ben.home.click("My hours")
    assert done.modal is not None
    assert done.modal.title == "My hours"


async def test_whoever_leaves_less_than_an_hour_is_told_that_it_is_too_short(quiet: World) -> None:
    done = await quiet.ben.slash("/postmortem hours", quiet.incident("general"))
    assert done.modal is not None
    await done.modal.fill({"From": "23:50", "Until": "00:10"}).submit()

    assert done.modal.errors == {"Until": "Leave me an hour at least, or I may miss you."}


async def test_who_has_travelled_unnoticed_is_not_woken(quiet: World) -> None:
    await reviewed(quiet, quiet.ben, quiet.noor)
    quiet.ben.member.tz = "America/Los_Angeles"
    await at(quiet, FRIDAY)
    assert reminders(quiet.ben) == []

    await at(quiet, FRIDAY.replace(day=9, hour=17))
    assert len(reminders(quiet.ben)) == 1
