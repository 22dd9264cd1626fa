"""What an operator decides about the clock: when people are asked, and which channels hear of it."""

from datetime import time

from pydantic import Field, field_validator

from bot.domain.digests import schedule_of
from bot.settings.fields import Fields


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

    @field_validator("digest")
    @classmethod
    def _digest_has_a_time(cls, value: str) -> str:
        schedule_of(value)
        return value
