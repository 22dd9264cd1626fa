"""The days of the people as the promises mean them, worked out anew: the bot counts otherwise."""

from datetime import date, datetime, timedelta

from bot.calendars import WorldCalendar
from bot.domain.action_items import Priority
from tests.year.cast import Person

CALENDAR = WorldCalendar()
OWNER_STEPS = {Priority.HIGH: (-3, 0, 1, 3, 7), Priority.MEDIUM: (-2, 0, 1, 3, 7), Priority.LOW: (-1, 0, 1, 3, 7)}
WEEK = timedelta(days=7)
DAY = timedelta(days=1)


def works(person: Person, day: date) -> bool:
    """Whether it is a working day of somebody's, and no holiday where they are."""
    own = person.own
    off = CALENDAR.weekend(own.country)
    at_work = day.weekday() not in off if own.weekdays is None else day.weekday() in own.weekdays
    return at_work and day not in CALENDAR.holidays(own.country, own.region, day.year)


def working_day_at(person: Person, at: datetime) -> date | None:
    """Return the working day in whose hours a moment lies; None outside of all of them."""
    local = person.local(at)
    day, now, start, end = local.date(), local.time(), person.own.start, person.own.end
    if end > start:
        inside = start <= now < end
    else:  # a night belongs to the day on which it began
        inside = now >= start or now < end
        day = day if now >= start else day - DAY
    return day if inside and works(person, day) else None


def on_or_after(person: Person, day: date) -> date:
    """Return the first working day from `day` on."""
    while not works(person, day):
        day += DAY
    return day


def owner_steps(person: Person, due: date, priority: Priority, today: date) -> int:
    """Return how often an owner can have been asked about an item until today, that is, how many days of it came."""
    came = 0
    for away in OWNER_STEPS[priority]:
        day = due + away * DAY
        while away < 0 and not works(person, day):
            day -= DAY
        came += day <= today
    return came + max(0, (today - due - WEEK) // WEEK)


def author_steps(due: date, today: date) -> int:
    """Return how often an author can have been told until today."""
    return max(0, (today - due) // WEEK)
