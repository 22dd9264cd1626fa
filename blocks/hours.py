"""The window of somebody's hours: what they mean in words, and the fields to choose them by."""

from collections.abc import Mapping
from datetime import time
from typing import Any, Final

from slack_sdk.models.blocks import Block, ButtonElement, CheckboxesElement, InputBlock, Option, TimePickerElement

from blocks import ids, kit, text
from blocks.ids import Fields, Ref
from bot.domain.hours import HoursFacts, HoursWords
from bot.domain.words import due_day, listing, say, weekday

NOWHERE: Final = "none"
WEEK: Final = tuple(range(7))
_REF: Final = Ref(kind="hours")


def hours_button() -> ButtonElement:
    """Return *My hours*."""
    return kit.button(say("button.hours"), ids.HOURS_OPEN, _REF, say("about.hours"))


def hours_view(facts: HoursFacts) -> dict[str, Any]:
    """Return the window. The fields of region and weekdays are other ones for each country: nothing is carried over."""
    own = facts.now
    countries = _options("hours.nowhere", facts.countries)
    country = kit.choice(countries, _chosen(countries, own.country or NOWHERE))
    country.action_id = ids.HOURS_COUNTRY
    told = InputBlock(block_id=Fields.COUNTRY, label=say("hours.country"), element=country, dispatch_action=True)
    blocks: list[Block] = [*_meaning(facts), told]
    if facts.regions:
        regions = _options("hours.everywhere", facts.regions)
        field = kit.choice(regions, _chosen(regions, own.region or NOWHERE))
        blocks.append(kit.field(f"{Fields.REGION}.{own.country}", say("hours.region"), field))
    days = [kit.option(say(f"weekday.{one}"), str(one)) for one in WEEK]
    weekdays = CheckboxesElement(
        action_id=Fields.VALUE,
        options=days,
        initial_options=[days[one] for one in WEEK if one in facts.weekdays] or None,
    )
    blocks += [
        kit.field(Fields.START, say("hours.start"), _picker(own.start)),
        kit.field(Fields.END, say("hours.end"), _picker(own.end), hint=say("hours.end_hint")),
        kit.field(f"{Fields.WEEKDAYS}.{own.country}", say("hours.weekdays"), weekdays),
    ]
    return kit.modal(say("title.hours"), ids.HOURS_FORM, blocks, ref=_REF, submit=say("button.save"))


def saved_view(facts: HoursFacts) -> dict[str, Any]:
    """Return what the window turns into: what was chosen, in words."""
    return kit.modal(say("title.hours"), ids.HOURS_VIEW, _meaning(facts), ref=_REF)


def read_country(view: Mapping[str, Any]) -> str:
    """Read which country was just chosen; an empty one for none."""
    found = str(kit.value_of(view, Fields.COUNTRY) or NOWHERE)
    return "" if found == NOWHERE else found


def read_hours(view: Mapping[str, Any]) -> HoursWords:
    """Read what was sent. The fields are those that the window had for its country."""
    country = read_country(view)
    region = str(kit.value_of(view, f"{Fields.REGION}.{country}") or NOWHERE)
    days = kit.choices_of(view, f"{Fields.WEEKDAYS}.{country}")
    return HoursWords(
        country=country,
        region="" if region == NOWHERE else region,
        start=_time(kit.value_of(view, Fields.START)),
        end=_time(kit.value_of(view, Fields.END)),
        weekdays=tuple(int(one) for one in days if one in {str(day) for day in WEEK}),
    )


def _meaning(facts: HoursFacts) -> list[Block]:
    own, names = facts.now, [weekday(one) for one in sorted(facts.weekdays)]
    place = facts.place
    values = {"at": f"{own.start:%H:%M}", "days": listing(names, len(WEEK)), "place": text.line(place, 150)}
    key = "hours.on_days" if not place else "hours.on_working_days" if facts.is_usual_week else "hours.on_days_in"
    lines = [text.bold(say(key, **values)), say("hours.zone", zone=text.line(facts.zone, 60))]
    if facts.next_day is not None:
        lines.append(say("hours.next", day=due_day(facts.next_day)))
    return [kit.section(" ".join(lines))]


def _picker(at: time) -> TimePickerElement:
    return TimePickerElement(action_id=Fields.VALUE, initial_time=f"{at:%H:%M}")


def _time(value: Any) -> time | None:
    return time.fromisoformat(value) if isinstance(value, str) else None


def _options(first: str, names: Mapping[str, str]) -> list[Option]:
    return [kit.option(say(first), NOWHERE), *(kit.option(name, code) for code, name in names.items())]


def _chosen(options: list[Option], value: str) -> Option:
    return next((one for one in options if one.value == value), options[0])
