"""What an operator decides about action items: within how many working days they are to be done."""

from pydantic import Field, field_validator

from bot.domain.due_days import DueDays, read_due_days
from bot.settings.fields import Words
from bot.settings.reminders import Reminders


class Items(Reminders):
    """What is proposed for a new item."""

    due_days: Words = Field(
        default=("high=8", "medium=20", "low=40"),
        validation_alias="POSTMORTEM_DUE_DAYS",
        description="Working days that a new item has, by priority, and by severity where sev1.high=3 says so.",
    )

    @field_validator("due_days", mode="before")
    @classmethod
    def _rules_are_split(cls, value: object) -> object:
        return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value

    @field_validator("due_days")
    @classmethod
    def _rules_are_rules(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        read_due_days(value)
        return value

    @property
    def due_rules(self) -> DueDays:
        """The rules as they are looked up."""
        return read_due_days(self.due_days)
