"""What stands behind the page: the app's process, the clock, the model, and exports that people bring.

The sandbox knows none of it; whoever starts the page hands it in. What cannot be done is a CannotDo with a sentence.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal, Protocol

from sandbox.errors import CannotDo


@dataclass(frozen=True)
class BotState:
    """How the app's process is, in a word and in a sentence for people."""

    name: Literal["starting", "running", "killed"]
    sentence: str


@dataclass(frozen=True)
class ModelState:
    """Whether there is a language model behind the app, whether it was switched off, and a sentence for people."""

    present: bool
    down: bool
    sentence: str


@dataclass(frozen=True)
class Found:
    """A channel of an export that can be brought into the workspace."""

    id: str
    name: str
    private: bool


@dataclass(frozen=True)
class Brought:
    """A channel that came from an export: its id here, how many messages, and sentences about what was left out."""

    channel: str
    messages: int
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Playable:
    """A story that can be chosen: what it is about, whom one may act as and why, and what to try by hand."""

    name: str
    title: str
    about: str
    channel: str
    private: bool
    act_as: tuple[tuple[str, str], ...]
    by_hand: tuple[str, ...]


@dataclass(frozen=True)
class Playing:
    """The chosen story: how far it is, what happened last, and where that is to be seen (member, channel, ts)."""

    title: str
    channel: str
    chapter: str
    position: int
    total: int
    playing: bool
    over: bool
    caption: str
    problem: str
    stuck: bool
    """Whether the next step is the one that could not be done."""
    who: str
    where: str
    ts: str
    by_hand: tuple[str, ...]


class Theatre(Protocol):
    """Stories that happen in the workspace, step by step or by themselves, and can be left to people at any point."""

    @property
    def stories(self) -> tuple[Playable, ...]:
        """Return what can be chosen."""

    @property
    def now(self) -> Playing | None:
        """Return how far the chosen story is."""

    async def choose(self, name: str) -> Playing:
        """Set up another story; nothing of it happens yet."""

    async def step(self) -> None:
        """Let the next thing happen."""

    def play(self) -> None:
        """Let it go on by itself."""

    def hurry(self) -> None:
        """Let everything up to the next chapter happen."""

    def skip(self) -> None:
        """Leave out the step that could not be done."""

    def pause(self) -> None:
        """Stop after what is happening now."""


class MovableClock(Protocol):
    """A clock that the workspace and the app share."""

    def now(self) -> datetime:
        """Return the present moment, aware."""

    def move_to(self, at: datetime) -> None:
        """Jump forward to a moment; one that is over changes nothing. The app does nothing for that by itself."""


class Backstage(Protocol):
    """What the page can have done that no person in the workspace could do."""

    @property
    def clock(self) -> MovableClock:
        """Return the clock of the workspace and the app."""

    @property
    def folder(self) -> Path:
        """Return where this run keeps what people bring; it is thrown away at the end."""

    @property
    def theatre(self) -> Theatre:
        """Return the stories."""

    @property
    def bot(self) -> BotState:
        """Return how the app's process is."""

    @property
    def model(self) -> ModelState:
        """Return how the language model is."""

    def log(self, lines: int = 20) -> list[str]:
        """Return the last lines that the app's process wrote to its log."""

    async def kill(self) -> None:
        """End the app's process at once, as a power cut would. It was dead already: nothing happens."""

    async def start(self) -> None:
        """Start the app's process again on what it left, and return at once; the state says when it is there."""

    async def forward(self, by: timedelta) -> None:
        """Let that much time pass, with all that the app does of itself meanwhile."""

    async def to_next_reminder(self) -> str:
        """Let time pass until the app writes to somebody unasked; return a sentence that says whom, or that it did not.

        It looks at the mornings of everybody's zone, 120 days at most, and gives up after some real seconds.
        """

    async def rest(self) -> None:
        """Wait until Slack has delivered everything and the app has done all that is due.

        That includes what its own clock asks for and what it put off for a few seconds: the time goes on by these.
        """

    def set_model_down(self, *, down: bool) -> None:
        """Switch the language model off or on."""

    async def read_export(self, path: Path) -> list[Found]:
        """Return the channels of a Slack export, the zip or its folder."""

    async def bring(self, path: Path, channel: str) -> Brought:
        """Put a channel of an export into the workspace, by id, with its people and the app's bot in it."""


def there(backstage: Backstage | None) -> Backstage:
    """Return what stands behind the page. Raises CannotDo where nothing does."""
    if backstage is None:
        raise CannotDo("Nothing stands behind this page: its clock, its stories and its app are somebody else's.")
    return backstage
