"""`Ref`, the versioned value that buttons and windows carry, and what the fields of windows are called.

A `Ref` is a claim by whoever sends it: rights are decided at the deed, never by what a `Ref` says.
"""

import re
from typing import Final, Self

from pydantic import ConfigDict, Field, ValidationError

from bot.domain.errors import Conflict, Offer
from bot.domain.values import Value
from bot.domain.words import say

VERSION: Final = 1
LONGEST: Final = 200
CHANNEL_ID: Final = re.compile(r"^[A-Z0-9]{2,30}$")


class Fields:
    """Block ids of form fields. A field's element has the action id `value`."""

    VALUE: Final = "value"
    TITLE: Final = "title"
    SEVERITY: Final = "severity"
    SERVICES: Final = "services"
    CHANNEL: Final = "channel"
    SIGHT: Final = "sight"
    ANSWER: Final = "answer"
    INSTEAD: Final = "instead"
    AUTHOR: Final = "author"
    EDITORS: Final = "editors"
    COMMENTERS: Final = "commenters"
    TEAM: Final = "team"
    TEAM_CHANNEL: Final = "team_channel"
    TEMPLATE: Final = "template"
    REASON: Final = "reason"
    KEEP: Final = "keep"
    FORMATS: Final = "formats"
    PLACE: Final = "place"
    PERSON: Final = "person"
    ROLE: Final = "role"
    TEXT: Final = "text"
    OWNER: Final = "owner"
    DUE: Final = "due"
    PRIORITY: Final = "priority"
    KIND: Final = "kind"
    TICKET: Final = "ticket"
    COMMENT: Final = "comment"
    TELL: Final = "tell"
    SECTION: Final = "section"
    REVIEWERS: Final = "reviewers"
    NOTE: Final = "note"
    SECTIONS: Final = "sections"
    AGAIN: Final = "again"
    TIME: Final = "time"
    MARK: Final = "mark"
    WHO: Final = "who"
    DONE: Final = "done"
    WISH: Final = "wish"
    EVIDENCE: Final = "evidence"
    WHY_NOT: Final = "why_not"
    COUNTRY: Final = "country"
    REGION: Final = "region"
    START: Final = "start"
    END: Final = "end"
    WEEKDAYS: Final = "weekdays"
    FIRST: Final = "first"
    LAST: Final = "last"
    POSTMORTEM: Final = "postmortem"
    SERVICE: Final = "service"


class Ref(Value):
    """What a button or window is about: ids only. `word` is a short choice, such as a filter, or a mended line.

    `at` is the `ts` of a message, `channel` a Slack channel id, `page` counts from 0. `below` is the callback id of the
    window under the one that carries it, so that it can be drawn anew. `seen` is a print of how
    an entry looked when the button was drawn.
    """

    model_config = ConfigDict(populate_by_name=True, strict=True)

    version: int = Field(default=VERSION, alias="v")
    kind: str = Field(alias="k", pattern=r"^[a-z_.]{1,24}$")
    postmortem: int | None = Field(default=None, alias="p", ge=1, lt=2**53)
    incident: int | None = Field(default=None, alias="i", ge=1, lt=2**53)
    question: int | None = Field(default=None, alias="q", ge=1, lt=2**53)
    note: int | None = Field(default=None, alias="n", ge=1, lt=2**53)
    item: int | None = Field(default=None, alias="a", ge=1, lt=2**53)
    discussion: int | None = Field(default=None, alias="d", ge=1, lt=2**53)
    comment: int | None = Field(default=None, alias="m", ge=1, lt=2**53)
    request: int | None = Field(default=None, alias="x", ge=1, lt=2**53)
    revision: int | None = Field(default=None, alias="r", ge=0, lt=2**53)
    entry: int | None = Field(default=None, alias="e", ge=1, lt=2**53)
    seen: str | None = Field(default=None, alias="s", pattern=r"^[0-9a-f]{12}$")
    page: int | None = Field(default=None, alias="g", ge=0, lt=100_000)
    channel: str | None = Field(default=None, alias="c", pattern=CHANNEL_ID.pattern)
    at: str | None = Field(default=None, alias="t", pattern=r"^\d{10}\.\d{6}$")
    word: str | None = Field(default=None, alias="w", max_length=160)
    below: str | None = Field(default=None, alias="b", pattern=r"^pm\.[a-z_.]{1,30}$")

    def encode(self) -> str:
        """Return it as a button's value. Raises ValueError when it is over 200 characters."""
        encoded = self.model_dump_json(by_alias=True, exclude_none=True)
        if len(encoded) > LONGEST:
            raise ValueError("a Ref holds ids, not texts: it is over 200 characters")
        return encoded

    @classmethod
    def decode(cls, value: str | None) -> Self:
        """Return the `Ref` in a button's value or a window's metadata. Raises Conflict when it is not one of now."""
        try:
            ref = cls.model_validate_json((value or "")[: LONGEST * 2])
        except ValidationError:
            raise _old() from None
        if ref.version != VERSION:
            raise _old()
        return ref


def _old() -> Conflict:
    return Conflict(say("no.old_bare"), offers=(Offer.HELP,))
