"""What every table shares: one metadata with names for its constraints, and the keys that carry the workspace."""

from datetime import datetime
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import ForeignKeyConstraint, MetaData, Table
from sqlmodel import Field, SQLModel

from storage.columns import UtcDateTime, document, words

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Row(SQLModel):
    """The base of all tables. No table has a relationship: repositories join by hand, in one query."""

    metadata = METADATA


def table_of(row: type[Row]) -> Table:
    """Return the Core table of a row class."""
    return cast("Table", row.__table__)  # type: ignore[attr-defined] # SQLModel makes it when the class is built


def moment(*, default: datetime | None = None, required: bool = True) -> Any:
    """Return a field for an aware UTC moment; it may be missing where `required` is False."""
    if required:
        return Field(sa_type=UtcDateTime)
    return Field(default=default, sa_type=UtcDateTime, nullable=True)


def one_of(kind: type[StrEnum], *, required: bool = True) -> Any:
    """Return a field that stores an enum's value as a plain string."""
    sa_type = cast("Any", words(kind))
    return Field(sa_type=sa_type) if required else Field(default=None, sa_type=sa_type, nullable=True)


def json_field(*, required: bool = True) -> Any:
    """Return a field that stores JSON; it may be missing where `required` is False."""
    sa_type = cast("Any", document())
    return Field(sa_type=sa_type, nullable=False) if required else Field(default=None, sa_type=sa_type, nullable=True)


def numbered() -> Any:
    """Return the field of a number that the database gives and never gives again."""
    return Field(default=None, primary_key=True)


def of_incident() -> ForeignKeyConstraint:
    """Return the tie of a row to an incident of its own workspace."""
    return ForeignKeyConstraint(["workspace", "incident"], ["incidents.workspace", "incidents.id"], ondelete="CASCADE")


def of_postmortem() -> ForeignKeyConstraint:
    """Return the tie of a row to a postmortem of its own workspace."""
    return ForeignKeyConstraint(
        ["workspace", "postmortem"], ["postmortems.workspace", "postmortems.id"], ondelete="CASCADE"
    )


NEVER_AGAIN = {"sqlite_autoincrement": True}  # a number of a deleted row must not name another one in an old button
