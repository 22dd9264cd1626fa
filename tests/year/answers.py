"""What people answer to a question about an item: mostly nothing, else any of the buttons, at random."""

import random
from collections.abc import Sequence
from datetime import date, timedelta

from bot.domain.action_items import ActionItem
from bot.domain.errors import Problem
from bot.domain.people import Actor
from bot.ports import Deps
from bot.services import action_items_asked, action_items_work
from tests.year.cast import Cast
from tests.year.promises import Standing

ANSWERS = {
    "nothing": 32,
    "done": 24,
    "start": 9,
    "snooze": 11,
    "new date": 8,
    "hand over": 6,
    "won't do": 5,
    "undo": 3,
    "reopen": 2,
}
TO_AUTHORS = {"nothing": 55, "ask": 14, "new date": 12, "hand over": 10, "won't do": 9}


class Answers:
    """Chooses and does what people answer, and counts it."""

    def __init__(self, cast: Cast, seed: int) -> None:
        self._cast = cast
        self._dice = random.Random(seed)
        self.counts: dict[str, int] = {}

    async def answer(self, deps: Deps, actor: Actor, one: Standing, kind: str) -> None:
        """Have somebody answer, in a window or with a button; some take that back at once."""
        choice = ANSWERS if kind == "owner" else TO_AUTHORS
        word = self._dice.choices(list(choice), list(choice.values()))[0]
        await self._answer_with(word, deps, actor, one)
        if word in {"start", "done", "won't do"} and self._dice.random() < 0.15:
            await self._answer_with("undo", deps, actor, one)

    async def _answer_with(self, word: str, deps: Deps, actor: Actor, one: Standing) -> None:
        """Have somebody do just that; what is refused changes nothing."""
        try:
            now = await self._do(word, deps, actor, one)
        except Problem as refused:
            word = f"{word}: {type(refused).__name__}"
        else:
            if now is not None:
                self._took(one, now, deps)
        self.counts[word] = self.counts.get(word, 0) + 1

    def _took(self, one: Standing, now: ActionItem, deps: Deps) -> None:
        was, one.item = one.item, now
        if (was.owner, was.due, was.snoozed_until, was.is_open) != (now.owner, now.due, now.snoozed_until, now.is_open):
            one.changed = deps.clock.now()
        one.snoozes += now.snoozed_until is not None and was.snoozed_until != now.snoozed_until

    async def _do(self, word: str, deps: Deps, actor: Actor, one: Standing) -> ActionItem | None:
        work, where = action_items_work, (deps, actor, one.document.id, one.item.id)
        match word:
            case "done":
                return await work.complete(*where, "It is live.")
            case "won't do":
                return await work.decline(*where, "It moved elsewhere.")
            case "snooze":
                return await work.snooze(*where, self._in_days(deps, actor, (1, 1, 3, 7, 7, 20)))
            case "new date":
                return await work.redate(*where, self._in_days(deps, actor, range(1, 30)), "Later.", as_seen=None)
            case "hand over":
                others = [key for key in one.document.participants if not self._cast.people[key].left]
                return await work.hand_over(*where, self._dice.choice(others or [actor.member]), as_seen=None)
            case "ask":
                await action_items_asked.ask(*where)
        plain = {"start": work.start, "undo": _undone, "reopen": work.reopen}
        return await plain[word](*where) if word in plain else None

    def _in_days(self, deps: Deps, actor: Actor, days: Sequence[int]) -> date:
        today = self._cast.people[actor.member or ""].local(deps.clock.now()).date()
        return today + timedelta(days=self._dice.choice(days))


async def _undone(deps: Deps, actor: Actor, postmortem: int, item: int) -> ActionItem:
    return (await action_items_work.undo(deps, actor, postmortem, item)).item
