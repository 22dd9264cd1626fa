"""Plays a story in a workspace: step by step, by itself, or quickly to the next chapter.

To take it over by hand, stop stepping; it may go on later from where people left things. A step that cannot be done
says so, and is tried again by the next call, unless it is left out.
"""

import asyncio
from dataclasses import replace
from datetime import timedelta

from sandbox.errors import CannotDo
from sandbox.hub import Hub
from sandbox.stories import moves, rows
from sandbox.stories.stage import Clock, Stage, Works
from sandbox.stories.steps import Step
from sandbox.stories.story import INCIDENT, Move, Row, Story

ROWS_A_MOVE = 5
"""How much faster than moves the rows of the incident are played: they are many, and read in passing."""


class Player:
    """One story on its way through a workspace. `last` is what came of the newest step."""

    def __init__(self, story: Story, hub: Hub, clock: Clock, app: Works) -> None:
        """Put the story's people, bots and channel into the workspace; nothing happens before the first step."""
        self.stage = Stage.make(story, hub, clock)
        self.position = 0
        self.last: Step | None = None
        self.playing = False
        self.stuck = False
        """Whether the step at `position` was tried, and could not be done."""
        self._app = app
        self._steps: list[Row | Move] = [*story.rows, *(move for each in story.chapters for move in each.moves)]
        self._one_at_a_time = asyncio.Lock()

    @property
    def story(self) -> Story:
        """Return the story, at the time at which it plays here."""
        return self.stage.story

    @property
    def total(self) -> int:
        """Return how many steps it has."""
        return len(self._steps)

    @property
    def is_over(self) -> bool:
        """Say whether everything has happened."""
        return self.position == self.total

    @property
    def chapters(self) -> tuple[tuple[str, int], ...]:
        """Return the titles of the chapters, each with the position at which it begins."""
        begins, found = len(self.story.rows), [(INCIDENT, 0)]
        for each in self.story.chapters:
            found.append((each.title, begins))
            begins += len(each.moves)
        return tuple(found)

    @property
    def chapter(self) -> str:
        """Return the title of the chapter in which the next step is; at the end, of the last one."""
        return [title for title, begins in self.chapters if begins <= min(self.position, self.total - 1)][-1]

    async def step(self) -> Step:
        """Do the next row or move, wait until the app has done its part, and say what happened."""
        async with self._one_at_a_time:
            return await self._step()

    async def play(self, pace: float = 2.0) -> None:
        """Go on with `pace` real seconds between moves, until pause(), a problem, or the end."""
        self.playing = True
        while self.playing and await self._go_on():
            is_row = self.position <= len(self.story.rows)
            await asyncio.sleep(pace / ROWS_A_MOVE if is_row else pace)
        self.playing = False

    def skip(self) -> None:
        """Leave out the step that cannot be done, and what the same person does next in the window of it.

        Raises CannotDo where none is in the way.
        """
        if not self.stuck or self._one_at_a_time.locked():
            raise CannotDo("No step is in the way: go on with the next one.")
        left_out = self._steps[self.position]
        self.last = Step(f"Left out: {self._caption(left_out)}")
        self.stuck = False
        self.position += 1
        while not self.is_over and isinstance(step := self._steps[self.position], Move):
            if step.who != left_out.who or not moves.is_in_a_window(step):
                break
            self.position += 1

    def pause(self) -> None:
        """Let play() or rest() end after the step that they are at."""
        self.playing = False

    async def rest(self) -> None:
        """Go on without a pause to the end of the chapter in which the next step is."""
        self.playing, chapter = True, self.chapter
        while self.playing and self.chapter == chapter and await self._go_on():
            pass
        self.playing = False

    async def _go_on(self) -> bool:
        return not self.is_over and not (await self.step()).problem

    async def _step(self) -> Step:
        if self.is_over:
            return Step("The story is over.")
        step = self._steps[self.position]
        try:
            self.last = await self._do(step)
            self.position += 1
            self.stuck = False
        except CannotDo as refused:
            self.last = Step(self._caption(step), problem=str(refused))
            self.stuck = True
        self.stage.hub.recorder.stir()
        return self.last

    def _caption(self, step: Row | Move) -> str:
        return step.caption if isinstance(step, Move) else f"{self.stage.name(step.who)} goes on."

    async def _do(self, step: Row | Move) -> Step:
        """Do a step, and let the app do its part. That it does not come to rest is said with what was done."""
        if isinstance(step, Row):
            done = await rows.happen(self.stage, step)
            return done if self.position + 1 < len(self.story.rows) else await self._rested(done)
        if step.kind == "forward":
            left = self.story.moment(step) - self.stage.clock.now()
            await self._app.forward(max(left, timedelta()))
            return Step(step.caption)
        done = await self._rested(await moves.make(self.stage, step))
        if not done.problem:
            moves.check(self.stage, step)
        return done

    async def _rested(self, done: Step) -> Step:
        try:
            await self._app.rest()
        except CannotDo as tired:
            return replace(done, problem=str(tired))
        return done
