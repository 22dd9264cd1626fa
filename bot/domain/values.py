"""The one base class of the domain's values: frozen, strict about unknown fields. It holds no rule."""

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """A frozen value, compared by its fields. `value.model_copy(update=…)` makes a changed one."""

    model_config = ConfigDict(frozen=True, extra="forbid", from_attributes=True)
