"""What is remembered: one repository a noun, and the unit of work that holds them together."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol

from bot.domain.incidents import Incident, Message, Signal
from bot.domain.people import Actor, Member, Role
from bot.domain.postmortems import Postmortem, Status
from bot.domain.surfaces import Listed
from bot.domain.timeline import Entry, Question
from bot.domain.values import Value
from bot.ports.audit import Audit
from bot.ports.deadlines import Deadlines
from bot.ports.digests import Digests
from bot.ports.documents import ActionItems, Comments, Reviews, Revisions, UnsavedWords
from bot.ports.erasure import Erasure
from bot.ports.fixes import Fixes
from bot.ports.hours import HoursChosen
from bot.ports.leavers import Leavers
from bot.ports.model import AiRuns
from bot.ports.retention import Retention
from bot.ports.work import Inbox, Jobs, Steps


class Surface(Value):
    """A living message: which thing (`owner`, such as incident:7) as what (`kind`) stands where, and since when.

    `ts` is None until Slack has answered; `attempted_at` is set before the first post, so that a retry looks first.
    """

    owner: str
    kind: str
    channel: str
    thread_ts: str | None = None
    ts: str | None = None
    attempted_at: datetime | None = None
    digest: str = ""
    failed: str | None = None
    reposted: bool = False


class Note(Value):
    """A line for the timeline that a person wrote by `/postmortem note`; the bot posts it for all. Times UTC."""

    id: int = 0
    channel: str
    author: str
    text: str
    at: datetime
    ts: str | None = None
    withdrawn: bool = False


class Members(Protocol):
    """People of the workspace, as Slack last described them, with the roles granted here."""

    async def get(self, member: str) -> Member | None:
        """Return a member by Slack id, or None."""
        ...

    async def many(self, members: Iterable[str]) -> dict[str, Member]:
        """Return the known ones of these, by id, in one query."""
        ...

    async def put(self, member: Member, at: datetime) -> None:
        """Insert or refresh what Slack says of a member. A role granted here is kept unless Slack's is higher."""
        ...

    async def admins(self) -> list[Member]:
        """Return incident and org admins."""
        ...

    async def grant(self, member: str, role: Role | None) -> bool:
        """Grant a role here, or take it back with None; False when the member is not known."""
        ...

    async def granted(self) -> dict[str, Role]:
        """Return the roles that were granted here, by Slack id, whatever Slack itself says of these people."""
        ...

    async def record_role(self, member: str, was: Role, now: Role, *, by: str, at: datetime) -> None:
        """Append to the record of who gave which role to whom."""
        ...


class Incidents(Protocol):
    """Incidents, the keys they are known by, and the signals that were heard."""

    async def get(self, incident: int) -> Incident | None:
        """Return an incident by id, or None."""
        ...

    async def by_key(self, key: str) -> Incident | None:
        """Return the incident known by a key such as channel:C1 or external:webhook:77, or None."""
        ...

    async def in_channel(self, channel: str) -> list[Incident]:
        """Return the incidents of a channel, newest first."""
        ...

    async def add(self, incident: Incident, keys: Iterable[str]) -> Incident | None:
        """Insert an incident with its keys; None when another one took one of the keys first."""
        ...

    async def add_keys(self, incident: int, keys: Iterable[str]) -> None:
        """Add keys that are still free."""
        ...

    async def save(self, incident: Incident) -> None:
        """Store changed facts of an incident."""
        ...

    async def heard(self, signal: Signal, incident: int) -> bool:
        """Record a signal; False when the same key was heard before."""
        ...

    async def of_postmortem(self, postmortem: int) -> list[Incident]:
        """Return the incidents that were merged into a postmortem, besides its own one, oldest first."""
        ...

    async def first_resolved(self, incident: int, since: datetime | None = None) -> tuple[datetime, str | None] | None:
        """Return when and by whom it was first said to be over, at or after `since` (UTC); None if nobody said so."""
        ...

    async def resolved_since(self, moment: datetime, services: Sequence[str], *, but: int = 0) -> int:
        """Count the incidents resolved since `moment` (UTC) that share a service (all, when none is given).

        `but` is left out, and so are private ones: everybody may hear the number.
        """
        ...


class Postmortems(Protocol):
    """Postmortems with their sections. `save` needs the version that was loaded."""

    async def get(self, postmortem: int) -> Postmortem | None:
        """Return a postmortem by id, or None."""
        ...

    async def some(self, postmortems: Iterable[int], *, with_text: bool = True) -> dict[int, Postmortem]:
        """Return those of these postmortems that there are, by id, in two queries; without their text in one."""
        ...

    async def by_number(self, number: int) -> Postmortem | None:
        """Return a postmortem by its number in this workspace, or None."""
        ...

    async def of_incident(self, incident: int) -> Postmortem | None:
        """Return the postmortem of an incident, its own or the one that it was merged into; None without one."""
        ...

    async def in_channel(self, channel: str) -> list[Postmortem]:
        """Return the postmortems of a channel, newest first."""
        ...

    async def told_in(self, channel: str) -> list[Postmortem]:
        """Return the postmortems of a channel and those that tell of its incidents among others, newest first."""
        ...

    async def add(self, postmortem: Postmortem) -> Postmortem:
        """Insert it under the workspace's next number; return it with id and number."""
        ...

    async def save(self, postmortem: Postmortem) -> Postmortem:
        """Store it if its version is still the one in the database, with version + 1; raise Conflict otherwise."""
        ...

    async def places(self, postmortem: int) -> tuple[str, ...]:
        """Return the channels and user groups whose members may see a postmortem; none where everybody may."""
        ...

    async def closed_places(self) -> list[str]:
        """Return the channels and user groups of postmortems that not everybody may see, each once."""
        ...

    async def listed(
        self,
        actor: Actor,
        places: Sequence[str],
        *,
        statuses: Sequence[Status] = (),
        member: str | None = None,
        reviewing: bool = False,
        since: datetime | None = None,
        only: Sequence[int] | None = None,
        limit: int = 15,
        offset: int = 0,
    ) -> tuple[list[Listed], int]:
        """Return a page of what this actor may see, newest first, and how many there are in all.

        Filtered in SQL before counting. `places` are the closed places the actor is in now;
        `member` keeps only those where that person is author or editor, with `reviewing` also those that the person
        was asked to review, `since` (UTC) those changed after it, `only` those with one of these ids.
        """
        ...


class Entries(Protocol):
    """Timeline entries of a postmortem."""

    async def of(self, postmortem: int) -> list[Entry]:
        """Return all entries by time, hidden and unverified ones too."""
        ...

    async def add(self, postmortem: int, entries: Iterable[Entry]) -> None:
        """Insert entries."""
        ...

    async def add_one(self, postmortem: int, entry: Entry) -> Entry:
        """Insert an entry; return it with its id."""
        ...

    async def put_back(self, postmortem: int, entry: Entry) -> None:
        """Insert an entry that was deleted under the id that it had."""
        ...

    async def replace_made(self, postmortem: int, entries: Iterable[Entry]) -> None:
        """Replace the entries made by rules or AI that no person has touched; keep people's and pins."""
        ...

    async def save(self, postmortem: int, entry: Entry) -> None:
        """Store a changed entry."""
        ...

    async def remove(self, postmortem: int, entry: int) -> None:
        """Delete an entry."""
        ...


class Questions(Protocol):
    """Open questions of a postmortem."""

    async def of(self, postmortem: int) -> list[tuple[int, Question]]:
        """Return (id, question) in order."""
        ...

    async def replace_open(self, postmortem: int, questions: Iterable[Question]) -> None:
        """Replace the ones that nobody has answered and nobody was asked; what stays is not asked a second time."""
        ...

    async def save(self, postmortem: int, key: int, question: Question) -> None:
        """Store a changed question."""
        ...


class Transcripts(Protocol):
    """The redacted messages of an incident."""

    async def add(self, incident: int, messages: Iterable[Message]) -> int:
        """Insert or replace messages by ts; return how many."""
        ...

    async def messages(self, incident: int) -> list[Message]:
        """Return all messages by ts."""
        ...

    async def some(self, incident: int, ts: Iterable[str]) -> dict[str, Message]:
        """Return the messages with these ts, by ts."""
        ...

    async def counts(self, incident: int) -> tuple[int, int, int]:
        """Return how many (root and reply) messages, threads and files are stored."""
        ...


class Surfaces(Protocol):
    """Living messages and where they stand."""

    async def get(self, owner: str, kind: str) -> Surface | None:
        """Return a surface, or None."""
        ...

    async def of(self, owner: str) -> list[Surface]:
        """Return all surfaces of an owner."""
        ...

    async def at(self, channel: str, ts: str) -> Surface | None:
        """Return the living message that a message of Slack is, or None."""
        ...

    async def unposted(self, beginning: str) -> list[Surface]:
        """Return the surfaces that could not be posted, of all kinds that begin so, by owner and kind."""
        ...

    async def put(self, surface: Surface) -> None:
        """Insert or replace a surface."""
        ...


class Notes(Protocol):
    """Lines written for the timeline by hand, before or after there is a postmortem."""

    async def add(self, note: Note) -> Note:
        """Insert a note; return it with its id."""
        ...

    async def get(self, note: int) -> Note | None:
        """Return a note, or None."""
        ...

    async def save(self, note: Note) -> None:
        """Store a changed note."""
        ...

    async def in_channel(self, channel: str) -> list[Note]:
        """Return the notes of a channel that were posted and not withdrawn, by time."""
        ...


class HomeViews(Protocol):
    """Who has looked at Home lately, so that it is redrawn for them."""

    async def opened(self, member: str, at: datetime) -> None:
        """Record that a member opened Home."""
        ...

    async def opened_since(self, moment: datetime) -> list[str]:
        """Return the members who opened Home since `moment` (UTC)."""
        ...


class UnitOfWork(Protocol):
    """One transaction in one workspace, with everything that can be read and written in it."""

    workspace: str
    inbox: Inbox
    jobs: Jobs
    steps: Steps
    members: Members
    incidents: Incidents
    postmortems: Postmortems
    entries: Entries
    questions: Questions
    transcripts: Transcripts
    surfaces: Surfaces
    notes: Notes
    audit: Audit
    home_views: HomeViews
    hours: HoursChosen
    revisions: Revisions
    reviews: Reviews
    comments: Comments
    action_items: ActionItems
    unsaved: UnsavedWords
    retention: Retention
    ai_runs: AiRuns
    erasure: Erasure
    digests: Digests
    fixes: Fixes
    leavers: Leavers
    deadlines: Deadlines


class Store(Protocol):
    """Where everything is remembered. Database trouble comes out as `Unavailable`."""

    def read(self, workspace: str) -> AbstractAsyncContextManager[UnitOfWork]:
        """Open a read-only unit of work."""
        ...

    def write(self, workspace: str, *, delivery: str | None = None) -> AbstractAsyncContextManager[UnitOfWork]:
        """Open a transaction: commits at the end, rolls back on an exception.

        With `delivery` it first records that key in the inbox and raises `Repeated` when it was there already.
        """
        ...
