"""What is said about the hours in which somebody is asked. Only data."""

from typing import Final

from bot.domain.sentences import Forms

HOURS: Final[dict[str, str | Forms]] = {
    "title.hours": "My hours",
    "button.hours": "My hours",
    "about.hours": "in which I ask",
    "hours.unknown": "there is no calendar of {place!r}. Known are: {known}.",
    "hours.on_working_days": "I write to you at {at} on working days in {place}.",
    "hours.on_days": "I write to you at {at} on {days}.",
    "hours.on_days_in": "I write to you at {at} on {days}, and not on holidays in {place}.",
    "hours.zone": "That is by your time zone in Slack, {zone}.",
    "hours.next": "The next such day is {day}.",
    "hours.place": "{country}, {region}",
    "hours.country": "Whose holidays?",
    "hours.nowhere": "No country: no holidays",
    "hours.region": "Region",
    "hours.everywhere": "The whole country",
    "hours.start": "From",
    "hours.end": "Until",
    "hours.end_hint": "Before the start it ends after midnight. Outside these hours the clock asks you nothing.",
    "hours.weekdays": "Your working days",
    "hours.no_country": "I have no calendar of that country. Choose another one, or none.",
    "hours.no_region": "I have no calendar of that region. Choose another one, or the whole country.",
    "hours.no_day": "Choose at least one day.",
    "hours.no_time": "Choose a time.",
    "hours.too_short": "Leave me an hour at least, or I may miss you.",
    "weekday.0": "Monday",
    "weekday.1": "Tuesday",
    "weekday.2": "Wednesday",
    "weekday.3": "Thursday",
    "weekday.4": "Friday",
    "weekday.5": "Saturday",
    "weekday.6": "Sunday",
}
