"""The stories as the page offers them: one is chosen, goes on step by step or by itself, and can be left to people."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable

from sandbox.errors import CannotDo
from sandbox.hub import Hub
from sandbox.page.backstage import Playable, Playing
from sandbox.stories.player import Player
from sandbox.stories.stage import Clock, Works
from sandbox.stories.story import Story

PACE = 2.5
"""Real seconds between two moves that go by themselves: as long as it takes to read what happened."""
GLANCE = 0.25
"""So often windows look at a story that goes by itself."""


class Theatre:
    """All stories of a workspace, of which one at a time is played."""

    def __init__(self, hub: Hub, clock: Clock, app: Works) -> None:
        """`clock` is the one of the workspace and the app, `app` says when the app has done its part."""
        self._hub, self._clock, self._app = hub, clock, app
        self._stories = {each.name: each for each in Story.bundled()}
        self._player: Player | None = None
        self._going: asyncio.Task[None] | None = None
        self._plays = False

    @property
    def stories(self) -> tuple[Playable, ...]:
        """Return what can be chosen."""
        return tuple(map(_playable, self._stories.values()))

    @property
    def now(self) -> Playing | None:
        """Return how far the chosen story is."""
        player = self._player
        if player is None:
            return None
        last = player.last
        return Playing(
            title=player.story.title,
            channel=player.stage.channel.id,
            chapter=player.chapter,
            position=player.position,
            total=player.total,
            playing=player.playing,
            over=player.is_over,
            caption=last.caption if last else "",
            problem=last.problem if last else "",
            stuck=player.stuck,
            who=last.who if last else "",
            where=last.channel if last else "",
            ts=last.ts if last else "",
            by_hand=player.story.by_hand,
        )

    async def choose(self, name: str) -> Playing:
        """Set up another story; nothing of it happens yet. Raises CannotDo for a name that is none."""
        story = self._stories.get(name)
        if story is None:
            raise CannotDo("There is no story of that name.")
        await self.end()
        self._plays = False
        self._player = Player(story, self._hub, self._clock, self._app)
        self._stir()
        assert self.now is not None
        return self.now

    async def step(self) -> None:
        """Let the next thing happen."""
        player = self._chosen()
        player.pause()
        self._plays = False
        async with self._watched():
            await player.step()

    def play(self) -> None:
        """Let it go on by itself."""
        player = self._chosen()
        self._plays = True
        if not player.playing:
            self._go(player.play(PACE))

    def skip(self) -> None:
        """Leave out the step that cannot be done; what went by itself until then goes on."""
        self._chosen().skip()
        if self._plays:
            self.play()
        self._stir()

    def hurry(self) -> None:
        """Let everything up to the next chapter happen."""
        player = self._chosen()
        self._plays = False
        if not player.playing:
            self._go(player.rest())

    def pause(self) -> None:
        """Stop after what is happening now."""
        self._chosen().pause()
        self._plays = False
        self._stir()

    async def end(self) -> None:
        """Stop at once; what has happened stays."""
        if self._going is not None:
            self._going.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._going
            self._going = None

    def _chosen(self) -> Player:
        if self._player is None:
            raise CannotDo("Choose a story first.")
        return self._player

    def _go(self, work: Awaitable[None]) -> None:
        async def go() -> None:
            async with self._watched():
                await work

        self._going = asyncio.create_task(go())

    @contextlib.asynccontextmanager
    async def _watched(self) -> AsyncIterator[None]:
        """Have the windows look at it while it goes on."""

        async def watch() -> None:
            while True:
                self._stir()
                await asyncio.sleep(GLANCE)

        watching = asyncio.create_task(watch())
        try:
            yield
        finally:
            watching.cancel()
            self._stir()

    def _stir(self) -> None:
        self._hub.recorder.stir()


def _playable(story: Story) -> Playable:
    names = {each.key: each.name for each in story.people}
    return Playable(
        name=story.name,
        title=story.title,
        about=story.about,
        channel=story.channel,
        private=story.private,
        act_as=tuple((names[each.who], each.why) for each in story.act_as),
        by_hand=story.by_hand,
    )
