"""What an operator decides about the clock: when people are asked, and which channels hear of it."""

from datetime import time

from pydantic import Field

from bot.settings.fields import Fields


class Reminders(Fields):
    """What is asked by the clock, and when."""

    morning: time = Field(
        default=time(9), validation_alias="POSTMORTEM_MORNING", description="When a person's working day starts."
    )
