"""Slack's edge in one place: find who speaks, find the listener by id, answer, and turn every failure into words.

One catch-all for each kind of payload and a dictionary behind it: Bolt would try its listeners one after another.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from uuid import uuid4

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.policy import Names
from bot.listeners.actors import Actors
from bot.listeners.deeds import Body, Deed
from bot.listeners.errors import answer_problem
from bot.listeners.subcommands import Subcommands
from bot.log import bind_correlation
from bot.ports import Deps, Repeated

Handler = Callable[[Deed], Awaitable[None]]
log = structlog.get_logger("listeners")
__all__ = ["Dispatcher", "Handler", "Names"]


@dataclass
class Dispatcher:
    """The tables of listeners, and the one way through them. Features fill the tables in their `register`."""

    deps: Deps
    workspace: str
    actors: Actors
    subcommands: Subcommands = field(default_factory=Subcommands)
    actions: dict[str, Handler] = field(default_factory=dict)
    forms: dict[str, Handler] = field(default_factory=dict)
    shortcuts: dict[str, Handler] = field(default_factory=dict)
    events: dict[str, Handler] = field(default_factory=dict)

    def attach(self, app: AsyncApp) -> None:
        """Register one catch-all for each kind of payload."""
        anything = re.compile(r"[\s\S]*")
        app.command(anything)(self.on_command)
        app.action(anything)(self.on_action)
        app.view(anything)(self.on_form)
        app.shortcut(anything)(self.on_shortcut)
        app.event(anything)(self.on_event)

    async def on_command(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Answer `/postmortem …`."""
        await self._answer(ack, body, client, kind="command", name="command")

    async def on_action(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Answer a button or menu."""
        await self._answer(ack, body, client, kind="action", name=str(body["actions"][0].get("action_id")))

    async def on_form(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Answer a window that was sent."""
        await self._answer(ack, body, client, kind="form", name=str(body["view"].get("callback_id")))

    async def on_shortcut(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Answer a shortcut."""
        await self._answer(ack, body, client, kind="shortcut", name=str(body.get("callback_id")))

    async def on_event(self, ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext) -> None:
        """Take an event in. What fails is not acknowledged, so that Slack sends it again."""
        event = body.get("event") or {}
        handler = self.events.get(str(event.get("type")))
        if handler is None:
            await ack()
            return
        cause = self._cause()
        try:
            actor = await self.actors.of_event(event, delivery=f"event:{body.get('event_id')}", cause=cause)
            await handler(Deed(deps=self.deps, actor=actor, body=body, client=client))
        except Repeated:
            log.info("event came again")
        await ack()
        del context

    async def _answer(self, ack: AsyncAck, body: Body, client: AsyncWebClient, *, kind: str, name: str) -> None:
        cause = self._cause()
        deed = Deed(deps=self.deps, actor=self.actors.nobody(cause), body=body, client=client)
        try:
            deed.actor = await self.actors.of_person(_user(body), delivery=_delivery(kind, body), cause=cause)
            await self._table(kind).get(name, _gone)(deed)
        except Repeated:
            log.info("delivery came again", kind=kind)
        except Exception as error:  # noqa: BLE001 - Slack's edge: whatever happened, the person gets an answer
            deed.answer = {}
            await answer_problem(deed, kind, error)
        await ack(**deed.answer)

    def _table(self, kind: str) -> Mapping[str, Handler]:
        tables: dict[str, Mapping[str, Handler]] = {
            "action": self.actions,
            "form": self.forms,
            "shortcut": self.shortcuts,
            "command": {"command": self.on_words},
        }
        return tables[kind]

    async def on_words(self, deed: Deed) -> None:
        """Find the subcommand behind the words; set by the help feature, which knows them all."""
        raise NotImplementedError

    def _cause(self) -> str:
        cause = uuid4().hex[:8]
        bind_correlation(cause)
        return cause


def _user(body: Body) -> str:
    found = body.get("user_id") or (body.get("user") or {}).get("id")
    return str(found or "")


def _delivery(kind: str, body: Body) -> str | None:
    """Return the key of this delivery: the trigger, which Slack makes anew for each deed (not the view's id)."""
    trigger = body.get("trigger_id")
    stamp = (body.get("actions") or [{}])[0].get("action_ts", "")
    return f"{kind}:{trigger}:{stamp}" if trigger else None


async def _gone(_: Deed) -> None:
    """Answer a button, window or shortcut that this version does not know: an older one drew it."""
    raise Conflict(say("no.old_bare"), offers=(Offer.HELP,))
