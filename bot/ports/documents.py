"""What belongs to a document beside its text: revisions, reviews, discussions, action items, and unsaved words."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from bot.domain.action_items import ActionItem
from bot.domain.action_items_lists import ItemCounts, ListedItem
from bot.domain.comments import Comment, Discussion
from bot.domain.grammar_items import ItemsWanted
from bot.domain.nudges import Duty
from bot.domain.people import Actor
from bot.domain.reminders import ItemDuty
from bot.domain.reviews import ChangeRequest, Override, Review
from bot.domain.revisions import Revision
from bot.domain.values import Value


class Unsaved(Value):
    """Words typed into a section's window and not saved: the field values by block id, and the revision they began at.

    They belong to their writer alone. `at` is UTC.
    """

    section: str
    member: str
    parts: dict[str, str]
    revision: int
    at: datetime


class Revisions(Protocol):
    """Every change of a document's text, in parts."""

    async def add(self, postmortem: int, revision: Revision, parts: Mapping[str, str | None]) -> None:
        """Record a revision with the new content of the parts it touched; None for a part that went."""
        ...

    async def of(self, postmortem: int, *, limit: int = 15, offset: int = 0) -> tuple[list[Revision], int]:
        """Return a page of revisions, newest first, and how many there are."""
        ...

    async def get(self, postmortem: int, number: int) -> Revision | None:
        """Return one revision, or None."""
        ...

    async def edits(self, postmortem: int) -> list[Revision]:
        """Return every revision, oldest first."""
        ...

    async def text_at(self, postmortem: int, number: int) -> dict[str, str]:
        """Return the parts of the document as they were at a revision."""
        ...

    async def exist(self, postmortem: int) -> bool:
        """Whether anything was recorded yet."""
        ...


class Reviews(Protocol):
    """Who was asked to review, and what they said."""

    async def of(self, postmortem: int) -> list[Review]:
        """Return the reviews of a postmortem, in the order in which they were asked for."""
        ...

    async def put(self, postmortem: int, reviews: Iterable[Review]) -> None:
        """Store these reviews as all there are of this postmortem."""
        ...

    async def judged_by(self, member: str) -> list[int]:
        """Return the ids of unpublished postmortems that this person reviews, or has had a word about."""
        ...

    async def duties(self) -> list[Duty]:
        """Return who owes which review that has a day, by number, in one query.

        One whose incident is open again is not due. Who has snoozed it is not looked up.
        """
        ...

    async def owed_by(self, member: str) -> list[int]:
        """Return the ids of postmortems that this person was asked to review and has not, or whose text moved on."""
        ...

    async def open_requests(self, postmortems: Sequence[int]) -> dict[int, ChangeRequest]:
        """Return the oldest open change request of each of these postmortems that has one, by postmortem."""
        ...

    async def requests(self, postmortem: int) -> list[ChangeRequest]:
        """Return the change requests of a postmortem, oldest first."""
        ...

    async def add_request(self, postmortem: int, request: ChangeRequest) -> ChangeRequest:
        """Insert a change request; return it with its id."""
        ...

    async def save_request(self, postmortem: int, request: ChangeRequest) -> None:
        """Store an answered or dropped change request."""
        ...

    async def overrides(self, postmortem: int) -> list[Override]:
        """Return the overrides of a postmortem, oldest first."""
        ...

    async def add_override(self, postmortem: int, override: Override) -> None:
        """Store an override; one of the same blocker is replaced."""
        ...


class Comments(Protocol):
    """Discussions and what was said in them."""

    async def of(self, postmortem: int) -> list[Comment]:
        """Return all comments by time, without the ones that were taken away."""
        ...

    async def discussions(self, postmortem: int) -> list[Discussion]:
        """Return all discussions by id."""
        ...

    async def get(self, postmortem: int, comment: int) -> Comment | None:
        """Return a comment, or None."""
        ...

    async def by_ts(self, postmortem: int, ts: str) -> Comment | None:
        """Return the comment that a thread message mirrors, or None."""
        ...

    async def at(self, channel: str, ts: str) -> tuple[int, Comment] | None:
        """Return the comment that a message of Slack is, with its postmortem; taken away ones too. None for others."""
        ...

    async def add(self, postmortem: int, comment: Comment) -> Comment | None:
        """Insert a comment; None where its thread message is one already."""
        ...

    async def save(self, postmortem: int, comment: Comment) -> None:
        """Store a changed comment."""
        ...

    async def open_discussion(self, postmortem: int, discussion: Discussion) -> Discussion:
        """Insert a discussion; return it with its id."""
        ...

    async def save_discussion(self, postmortem: int, discussion: Discussion) -> None:
        """Store a changed discussion."""
        ...


class ActionItems(Protocol):
    """Action items of a postmortem."""

    async def of(self, postmortem: int) -> list[ActionItem]:
        """Return the items in their order, proposals too."""
        ...

    async def get(self, postmortem: int, item: int) -> ActionItem | None:
        """Return one item, or None."""
        ...

    async def some(self, items: Iterable[int]) -> dict[int, ActionItem]:
        """Return those of these items that there are, by id, in one query."""
        ...

    async def duties(self, until: date) -> list[ItemDuty]:
        """Return the open items that are due, or were snoozed, until a day, in two queries however many others are.

        Only of documents on which people can still work.
        """
        ...

    async def shown_until(self, since: date, until: date) -> list[tuple[int, date, str | None]]:
        """Return the open items that are due between two days and stand on a card: incident, day, owner's zone."""
        ...

    async def add(self, postmortem: int, item: ActionItem) -> ActionItem:
        """Insert an item; return it with its id."""
        ...

    async def put_back(self, postmortem: int, item: ActionItem) -> None:
        """Insert an item that was deleted under the id that it had."""
        ...

    async def save(self, postmortem: int, item: ActionItem) -> None:
        """Store a changed item."""
        ...

    async def remove(self, postmortem: int, item: int) -> None:
        """Delete an item."""
        ...

    async def listed(
        self,
        actor: Actor,
        places: Sequence[str],
        wanted: ItemsWanted,
        *,
        now: datetime,
        limit: int = 15,
        offset: int = 0,
    ) -> tuple[list[ListedItem], ItemCounts]:
        """Return a page of the items of all documents that this actor may see, and how many there are in all.

        Late ones first, by their owners' own days at `now` (UTC), then by day and priority. `places` are the closed
        places that the actor is in now. What may not be seen is not counted either.
        """
        ...

    async def listed_one(self, actor: Actor, places: Sequence[str], item: int, *, now: datetime) -> ListedItem | None:
        """Return an item as a line of a list; None where this actor may not see it, or it is gone."""
        ...

    async def listed_after(
        self,
        actor: Actor,
        places: Sequence[str],
        wanted: ItemsWanted,
        *,
        now: datetime,
        after: tuple[int, int] = (0, 0),
        limit: int = 500,
    ) -> list[ListedItem]:
        """Return those after `after`, a postmortem and an id, in this order: for reading all of them in steps."""
        ...


class UnsavedWords(Protocol):
    """What people typed and did not save."""

    async def get(self, postmortem: int, section: str, member: str) -> Unsaved | None:
        """Return a person's unsaved words of a section, or None."""
        ...

    async def put(self, postmortem: int, words: Unsaved) -> None:
        """Insert or replace them."""
        ...

    async def drop(self, postmortem: int, section: str, member: str) -> None:
        """Forget them."""
        ...

    async def drop_of(self, postmortem: int, member: str) -> None:
        """Forget all that a person typed into a document: the right to edit is gone."""
        ...

    async def forget_before(self, moment: datetime) -> int:
        """Drop what is older than `moment` (UTC); return how many."""
        ...
