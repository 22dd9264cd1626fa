"""What an operator decides about the clock: when people are asked, and which channels hear of it."""

from datetime import time

from pydantic import Field, ValidationInfo, field_validator

from bot.domain.deadlines import deadlines_of
from bot.domain.digests import schedule_of
from bot.domain.hours import SHORTEST, minutes_of, read_place
from bot.domain.reminders import DEFAULT_SCHEDULE, read_schedule
from bot.settings.fields import Fields, Words


class Reminders(Fields):
    """What is asked by the clock, and when."""

    morning: time = Field(
        default=time(9), validation_alias="POSTMORTEM_MORNING", description="When a person's working day starts."
    )
    digest: str = Field(
        default="mon 10:00",
        validation_alias="POSTMORTEM_DIGEST",
        description="Weekday and time of the weekly digest by the team's clock, such as mon 10:00, or off.",
    )

    deadlines: Words = Field(
        default=(),
        validation_alias="POSTMORTEM_DEADLINES",
        description="Within what a document is to be begun, completed, reviewed and published after the incident: four "
        "spans, and severity=spans for those with others, separated by commas; without any, 24h/48h/7d/14d.",
    )

    @field_validator("deadlines", mode="before")
    @classmethod
    def _split_deadlines(cls, value: object) -> object:
        return tuple(one.strip() for one in value.split(",") if one.strip()) if isinstance(value, str) else value

    @field_validator("deadlines")
    @classmethod
    def _deadlines_are_spans(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        deadlines_of(value)
        return value

    @field_validator("digest")
    @classmethod
    def _digest_has_a_time(cls, value: str) -> str:
        schedule_of(value)
        return value

    evening: time = Field(
        default=time(17),
        validation_alias="POSTMORTEM_EVENING",
        validate_default=True,
        description="When it ends, an hour later at least; before POSTMORTEM_MORNING it ends after midnight.",
    )
    country: str = Field(
        default="",
        validation_alias="POSTMORTEM_COUNTRY",
        description="Whose holidays and weekends hold where people chose nothing: DE, or with its region DE-BY.",
    )
    reminders: str = Field(
        default=DEFAULT_SCHEDULE,
        validation_alias="POSTMORTEM_REMINDERS",
        description="Days around its due day on which an item's owner is asked, by priority; after that every week.",
    )

    @field_validator("evening")
    @classmethod
    def _evening_is_an_hour_later(cls, value: time, info: ValidationInfo) -> time:
        morning = info.data.get("morning")
        if morning is not None and minutes_of(morning, value) < SHORTEST:
            raise ValueError(
                f"{value:%H:%M} is less than an hour after POSTMORTEM_MORNING, {morning:%H:%M}; nobody could be asked"
            )
        return value

    @field_validator("country")
    @classmethod
    def _country_is_a_code(cls, value: str) -> str:
        read_place(value.strip())
        return value.strip()

    @field_validator("reminders")
    @classmethod
    def _schedule_is_one(cls, value: str) -> str:
        read_schedule(value)
        return value
