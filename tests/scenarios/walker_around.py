"""What happens round a document while people press its buttons: talk, comings and goings, channels, days that pass.

What hinders the bot (it is thrown out, the channel is archived, somebody is deactivated) is mended some steps later, so
that a walk does not stand still.
"""

import random
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from bot.domain import policy
from bot.domain.lifecycle import is_possible
from bot.domain.postmortems import Verb
from bot.jobs.clock import TICKS, tick
from bot.services.comments_heard import concerns_us
from bot.services.members import actor_of
from sandbox.driver import Channel, Message, Person
from sandbox.errors import CannotDo
from tests.scenarios.walks_starts import recommend
from tests.scenarios.world import World

SAID = (
    "The pool ran empty.",
    "Summary: it was not the cache, it was the client.",
    "- one\n- two\n- three",
    "<!channel> <@U0000AAAA> *bold _and `code",
    "&&&&&&&&<<<<>>>>",
    "impact: 2300 people \U0001f525 password=hunter2hunter2",
)
EMOJI = ("white_check_mark", "pushpin", "incident_resolved", "incident_reopened", "eyes")
_HOURS = (1, 5, 16, 24, 72)
_Act = Callable[[Person], Awaitable[None]]


@dataclass
class Around:
    """The surroundings of one walk. `trouble` is the walk's own list."""

    world: World
    channel: Channel
    other: Channel
    people: Sequence[Person]
    dice: random.Random
    did: Counter[str]
    trouble: list[str]
    mending: list[Callable[[], Awaitable[None]]] = field(default_factory=list)

    async def step(self, person: Person) -> None:
        """Let something happen; now and then what was broken is mended first."""
        if self.mending and self.dice.random() < 0.4:
            await self.mending.pop()()
        acts: dict[str, tuple[_Act, int]] = {
            "replied": (self._reply, 30),
            "said": (self._say, 6),
            "reacted": (self._react, 16),
            "changed or deleted": (self._change, 14),
            "days": (self._days, 5),
            "shortcut": (self._shortcut, 6),
            "came or went": (self._come_and_go, 6),
            "renamed": (self._rename, 2),
            "deleted a message of the bot": (self._delete_ours, 3),
            "kicked the bot": (self._kick, 2),
            "archived the channel": (self._archive, 2),
            "changed somebody": (self._change_somebody, 5),
            "a machine said it is over": (self._over, 3),
        }
        (name,) = self.dice.choices(list(acts), [weight for _, weight in acts.values()])
        self.did[name] += 1
        await acts[name][0](person)

    async def mend_all(self) -> None:
        """Bring back what was taken away."""
        while self.mending:
            await self.mending.pop()()
        await self.world.work()

    async def _reply(self, person: Person) -> None:
        root = self.dice.choice(self._roots())
        await self.world.work()
        told = self._told(person)
        message = await person.post(self.channel, self.dice.choice(SAID), thread=root)
        await self.world.work()
        if self._told(person) == told and await self._is_lost(person, message):
            self.trouble.append(f"a comment of {person.member.name} was lost: {message.text!r}")

    def _told(self, person: Person) -> int:
        return len([one for one in self.world.slack.hub.ephemerals if one.user == person.id]) + len(person.dms())

    async def _is_lost(self, person: Person, message: Message) -> bool:
        """Say whether a reply that has to be a comment is none."""
        deps, workspace = self.world.bot.deps, self.world.bot.workspace
        if message.deleted or not await concerns_us(deps, workspace, self.channel.id, message.thread_ts or ""):
            return False
        async with deps.store.read(workspace) as uow:
            stored = await uow.comments.at(self.channel.id, message.ts)
            documents = await uow.postmortems.in_channel(self.channel.id)
            known = await uow.members.get(person.id)
        is_there = self.world.slack.bot_user_id in self.channel.members and not self.channel.archived
        if stored is not None or known is None or not is_there or not documents:
            return False
        actor = actor_of(known, delivery=None, cause="", admins=self.world.settings.incident_admins)
        inside = person.id in self.channel.members
        return all(
            is_possible(one.status, Verb.COMMENT)
            and one.discarded_at is None
            and policy.decide(actor, Verb.COMMENT, one, in_channel=inside).allowed
            for one in documents
        )

    async def _say(self, person: Person) -> None:
        if self.dice.random() < 0.5:
            await person.mention_bot(self.channel, self.dice.choice(("note it is over", "help", "show", "edit", "ähm")))
        else:
            await person.post(self.channel, self.dice.choice(SAID))

    async def _react(self, person: Person) -> None:
        message = self.dice.choice(self._thread() or self.channel.messages[-5:])
        if self.dice.random() < 0.7:
            await person.react(message, self.dice.choice(EMOJI))
        else:
            await person.unreact(message, self.dice.choice(EMOJI))

    async def _change(self, person: Person) -> None:
        own = [one for one in self._thread() if one.user == person.id]
        if not own:
            raise CannotDo("There is nothing of one's own.")
        message = self.dice.choice(own)
        await (person.edit(message, self.dice.choice(SAID)) if self.dice.random() < 0.6 else person.delete(message))

    async def _days(self, _: Person) -> None:
        """Let time pass, and the clock of the bot tick."""
        deps, workspace = self.world.bot.deps, self.world.bot.workspace
        self.world.clock.advance(timedelta(hours=self.dice.choice(_HOURS)))
        for kind, every in TICKS.items():
            await tick(deps, workspace, kind, every)()
        await self.world.work()

    async def _shortcut(self, person: Person) -> None:
        if self.dice.random() < 0.3:
            await person.shortcut("pm.create.global")
            return
        name = self.dice.choice(("pm.timeline.add", "pm.create.message", "pm.item.shortcut"))
        await person.shortcut(name, message=self.dice.choice(self.channel.messages[-9:]))

    async def _come_and_go(self, person: Person) -> None:
        if person.id in self.channel.members:
            await person.leave(self.channel)
        elif not self.channel.state.private:
            await person.join(self.channel)
        else:
            inside = [one for one in self.people if one.id in self.channel.members and not one.member.deleted]
            await self.dice.choice(inside).invite(self.channel, person)

    async def _rename(self, person: Person) -> None:
        await person.rename(self.channel, f"inc-{self.dice.randrange(10_000)}-renamed")

    async def _delete_ours(self, person: Person) -> None:
        ours = self._roots() + [one for one in self._thread() if one.by_bot]
        await person.delete(self.dice.choice(ours))

    async def _kick(self, person: Person) -> None:
        bot = self.world.slack.bot
        await person.kick(self.channel, bot)

        async def invite() -> None:
            if not self.channel.archived and bot.id not in self.channel.members:
                await self._insider().invite(self.channel, bot)

        self.mending.append(invite)

    async def _archive(self, person: Person) -> None:
        await person.archive(self.channel)

        async def bring_back() -> None:
            if self.channel.archived:
                await self._insider().unarchive(self.channel)
            if self.world.slack.bot_user_id not in self.channel.members:
                await self._insider().invite(self.channel, self.world.slack.bot)

        self.mending.append(bring_back)

    async def _change_somebody(self, person: Person) -> None:
        if person is self.people[0] or self.dice.random() < 0.5:
            await person.change(real_name=self.dice.choice(("Max", "Zoë <!here>", "*Al*")), tz="Asia/Tokyo")
            return
        await person.change(deleted=not person.member.deleted)
        if person.member.deleted:

            async def return_() -> None:
                await person.change(deleted=False)

            self.mending.append(return_)

    async def _over(self, _: Person) -> None:
        """Let a machine say that a small incident is over, of which a postmortem is only recommended."""
        await recommend(self.world, self.other, str(self.did["a machine said it is over"]))

    def _insider(self) -> Person:
        """Return somebody who can do things in the channel; the first person comes back where nobody is left."""
        inside = [one for one in self.people if one.id in self.channel.members and not one.member.deleted]
        if not inside:
            self.channel.state.members[self.people[0].id] = None
        return (inside or self.people)[0]

    def _roots(self) -> list[Message]:
        roots = self.channel.by_bot[-3:]
        if not roots:
            raise CannotDo("Nothing of the bot is there.")
        return roots

    def _thread(self) -> list[Message]:
        return self.channel.thread(self.dice.choice(self._roots()))
