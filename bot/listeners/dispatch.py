"""Slack's edge in one place: find who speaks, find the listener by id, answer, and turn every failure into words.

One catch-all for each kind of payload and a dictionary behind it: Bolt would try its listeners one after another.
"""

import re
from collections.abc import Mapping
from uuid import uuid4

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from blocks import kit
from bot.domain.errors import Conflict, Offer, Problem, Unavailable
from bot.domain.words import say
from bot.listeners.actors import Actors
from bot.listeners.deeds import Body, Deed
from bot.listeners.errors import answer_problem
from bot.listeners.showing import Showing
from bot.listeners.tables import Handler, Tables
from bot.log import bind_correlation
from bot.ports import ChatError, Deps, Repeated

ANYTHING = re.compile(r"[\s\S]*")
MENTION = "app_mention"
log = structlog.get_logger("listeners")


class Dispatcher:
    """The one way through the tables of listeners."""

    def __init__(self, deps: Deps, actors: Actors, tables: Tables) -> None:
        """`tables` are filled already."""
        self._deps = deps
        self._actors = actors
        self._tables = tables
        self._showing = Showing()

    async def shown(self) -> None:
        """Wait for the windows whose clicks were acknowledged before they were drawn."""
        await self._showing.shown()

    def attach(self, app: AsyncApp) -> None:
        """Register one catch-all for each kind of payload."""
        app.command(ANYTHING)(self.on_command)
        app.action(ANYTHING)(self.on_action)
        app.view(ANYTHING)(self.on_form)
        app.shortcut(ANYTHING)(self.on_shortcut)
        app.event(ANYTHING)(self.on_event)

    async def on_command(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Answer a slash command."""
        opens = self._tables.subcommands.opens(str(body.get("text") or ""))
        handler = self._tables.commands.get(str(body["command"]))
        await self._answer(ack, self._deed(body, client), "command", handler, opens=opens)

    async def on_action(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Answer a button or menu."""
        name = str(body["actions"][0].get("action_id"))
        deed = self._deed(body, client)
        await self._answer(ack, deed, "action", self._tables.actions.get(name), opens=self._only_opens(name, deed))

    async def on_form(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Answer a window that was sent."""
        name = str(body["view"].get("callback_id"))
        await self._answer(ack, self._deed(body, client), "form", self._tables.forms.get(name))

    async def on_shortcut(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Answer a shortcut."""
        name = str(body.get("callback_id"))
        deed = self._deed(body, client)
        await self._answer(ack, deed, "shortcut", self._tables.shortcuts.get(name), opens=name in self._tables.openings)

    async def on_event(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Take an event in. What fails is not acknowledged, so that Slack sends it again."""
        event = body.get("event") or {}
        handler = await self._listening(event, body, client)
        if handler is not None:
            await self._take_in(self._deed(body, client), event, handler)
        await ack()

    async def _listening(self, event: Mapping[str, object], body: Body, client: AsyncWebClient) -> Handler | None:
        """Return whose event it is; None for the many that nobody waits for."""
        kind = str(event.get("type"))
        for ear in self._tables.ears.get(kind, ()):
            if ear.worth(event) and await ear.ours(self._deed(body, client)):
                return ear.handle
        worth = self._tables.worth.get(kind)
        return self._tables.events.get(kind) if worth is None or worth(event) else None

    async def _take_in(self, deed: Deed, event: Mapping[str, object], handler: Handler) -> None:
        delivery = f"event:{deed.body.get('event_id')}"
        try:
            deed.actor = await self._actors.of_event(event, delivery=delivery, cause=deed.actor.cause)
            await handler(deed)
        except Repeated:
            log.info("event came again")
        except Problem as problem:
            if event.get("type") == MENTION:
                await answer_problem(deed, "event", problem)
            elif isinstance(problem, Unavailable | Conflict):
                raise  # the same event again may have its effect
            else:
                log.info("event had no effect", problem=type(problem).__name__)
        except ChatError as error:
            if error.passing:
                raise
            log.info("event could not be answered", code=error.code)  # its writer is gone, or we are

    def _only_opens(self, action: str, deed: Deed) -> bool:
        if action not in self._tables.openings:
            return False
        when = self._tables.openings[action]
        try:
            return when is None or when(deed.ref)
        except Problem:
            return False  # a button of another version: its listener says so

    async def _answer(
        self, ack: AsyncAck, deed: Deed, kind: str, handler: Handler | None, *, opens: bool = False
    ) -> None:
        """Answer what somebody did: when its effect is stored; where it has none but a window, before that is drawn."""
        if opens:
            deed.is_acknowledged = True
            await ack()
            self._showing.start(self._do(deed, kind, handler))
            return
        await self._do(deed, kind, handler)
        await ack(**deed.answer)

    async def _do(self, deed: Deed, kind: str, handler: Handler | None) -> None:
        try:
            delivery = _delivery(kind, deed.body)
            deed.actor = await self._actors.of_person(_user(deed.body), delivery=delivery, cause=deed.actor.cause)
            await (handler or _gone)(deed)
        except Repeated:
            log.info("delivery came again", kind=kind)
        except Exception as error:  # noqa: BLE001 - Slack's edge: whatever happened, the person gets an answer
            deed.answer = {}
            await answer_problem(deed, kind, error)

    def _deed(self, body: Body, client: AsyncWebClient) -> Deed:
        cause = uuid4().hex[:8]
        bind_correlation(cause)
        deed = Deed(
            deps=self._deps,
            actor=self._actors.nobody(cause),
            body=body,
            client=client,
            actors=self._actors,
            windows=self._tables.windows,
        )
        deed.stands(kit.filled_in(deed.view))
        return deed


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
