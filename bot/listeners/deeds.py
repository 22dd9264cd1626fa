"""What somebody does in Slack, as one typed value for every listener, and the ways of answering it.

A listener reads what was said, calls one use case, and answers. Wiring, actor, errors and the ack are done around it.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from blocks.ids import Ref
from bot.domain.errors import Unavailable
from bot.domain.mentions import silenced
from bot.domain.people import Actor
from bot.domain.redaction import admit, placeholders
from bot.domain.surfaces import Rendered
from bot.domain.words import say
from bot.intake.mrkdwn import labels, mentions, plain
from bot.listeners.actors import Actors
from bot.ports import Deps
from bot.services import members
from bot.services.transcripts import redaction

Body = Mapping[str, Any]
_LATE = {"expired_trigger_id", "exchanged_trigger_id"}
_BUSY = {"ratelimited", "service_unavailable", "fatal_error", "internal_error", "request_timeout"}
_TOO_DEEP = "push_limit_reached"
_OK = 200


Window = Callable[["Deed", Ref], Awaitable[Mapping[str, Any]]]
"""What draws a window as it is now, from the `Ref` that names what it is about."""


class NeedsClick(Exception):  # noqa: N818 - not an error: a mention opens no window, its answer is a button that does
    """A window was wanted where Slack gave nothing to open it with."""


@dataclass
class Deed:
    """One command, click, submission, shortcut or event, with who did it. `answer` is what the ack will carry."""

    deps: Deps
    actor: Actor
    body: Body
    client: AsyncWebClient
    actors: Actors
    windows: Mapping[str, Window] = field(default_factory=dict)
    answer: dict[str, Any] = field(default_factory=dict)
    covered: int = 0
    """How many things that look like secrets were covered in what this deed stored."""
    is_acknowledged: bool = False
    """Whether Slack has its ack already, so that it carries no answer any more."""

    @property
    def channel(self) -> str | None:
        """The channel it happened in, or None (Home, global shortcuts)."""
        event = self.body.get("event") or {}
        found = self.body.get("channel_id") or (self.body.get("channel") or {}).get("id") or event.get("channel")
        return str(found) if found else (self.body.get("container") or {}).get("channel_id")

    @property
    def trigger(self) -> str:
        """What opens a window within three seconds, once."""
        return str(self.body.get("trigger_id", ""))

    @property
    def view(self) -> Body:
        """The window or Home that it happened in; empty elsewhere."""
        view: Body = self.body.get("view") or {}
        return view

    @property
    def action(self) -> Body:
        """The button or menu that was used; empty elsewhere."""
        action: Body = (self.body.get("actions") or [{}])[0]
        return action

    @property
    def ref(self) -> Ref:
        """What the button or window is about. Raises Conflict when it is of another version."""
        if self.action:
            chosen = self.action.get("selected_option") or {}
            return Ref.decode(chosen.get("value") or self.action.get("value"))
        return Ref.decode(self.view.get("private_metadata"))

    @property
    def window(self) -> Ref:
        """What the window it happened in is about. Raises Conflict when it is of another version."""
        return Ref.decode(self.view.get("private_metadata"))

    @property
    def is_ephemeral(self) -> bool:
        """Whether it happened in a message that only this person sees."""
        return bool((self.body.get("container") or {}).get("is_ephemeral"))

    @property
    def moment(self) -> str:
        """A word that no window had before, for fields that are to forget what was typed into them."""
        return f"{int(self.deps.clock.now().timestamp() * 1000):x}"

    def admitted(self, line: str) -> str:
        """Return a line that was typed as it may be kept; what is covered in it stays so, wherever the line goes on to.

        A second look would take a placeholder for somebody's imitation of one.
        """
        safe = admit(line, options=redaction(self.deps)).text
        self.stands(safe)
        return safe

    def stands(self, text: str) -> None:
        """Say that what is covered in this text was covered by the app: it comes from one of its own messages."""
        self.deps = replace(self.deps, covered=self.deps.covered | placeholders(text))

    async def plainly(self, markup: str) -> str:
        """Return what somebody typed as they read it: names for the ids that Slack puts into commands."""
        known = await members.ensure_known(self.deps, self.actor.workspace, mentions(markup))
        return plain(markup, lambda one: known[one].name if one in known else one, labels(markup).get)

    async def open(self, view: Mapping[str, Any]) -> bool:
        """Open a window, or put it on top of the one that is open; on top of three, the last one turns into it.

        Return whether it left the others as they are. Raises Unavailable when Slack came too late.
        """
        if not self.trigger:
            raise NeedsClick
        inside = self.view.get("type") == "modal"
        if not inside:
            await self._show(lambda: self.client.views_open(trigger_id=self.trigger, view=silenced(dict(view))))
        elif not await self._show(lambda: self.client.views_push(trigger_id=self.trigger, view=silenced(dict(view)))):
            await self.redraw(view)
            return False
        return True

    async def or_by_click(self, deed: Callable[[], Awaitable[None]], button: Rendered) -> None:
        """Do something; where it needs a window that cannot be opened from here, offer the button that opens it."""
        try:
            await deed()
        except NeedsClick:
            await self.whisper(button)

    async def redraw(self, view: Mapping[str, Any]) -> None:
        """Replace the window it happened in; where it did not happen in one, open it."""
        if not self.view:
            await self.open(view)
            return
        await self._show(lambda: self.client.views_update(view_id=str(self.view["id"]), view=silenced(dict(view))))

    def instead(self, view: Mapping[str, Any]) -> None:
        """Answer a submission by showing this window in the place of the one that was sent."""
        self.answer = {"response_action": "update", "view": silenced(dict(view))}

    async def redraw_below(self, view: Mapping[str, Any]) -> None:
        """Replace the window under the one it happened in, so that no list shows yesterday; none there is no loss."""
        below = self.view.get("previous_view_id")
        if below:
            await self._show(lambda: self.client.views_update(view_id=str(below), view=silenced(dict(view))))

    async def refresh_here(self) -> None:
        """Draw the window it happened in anew, where that is one that may stand under another; elsewhere nothing."""
        draw = self.windows.get(str(self.view.get("callback_id", "")))
        if draw is not None:
            await self.redraw(await draw(self, self.window))

    async def refresh_below(self, **about: int | None) -> None:
        """Draw the window under the one it happened in anew, where that one says which it is.

        `about` is what of its `Ref` is known only now, such as the id of what was added.
        """
        ref = self.window.model_copy(update=about)
        draw = self.windows.get(ref.below or "")
        if draw is not None and self.view.get("previous_view_id"):
            await self.redraw_below(await draw(self, ref))

    async def refresh_lowest(self) -> None:
        """Draw the lowest of three windows anew, where the one on top says which it is."""
        lowest, draw = self.view.get("root_view_id"), self.windows.get(self.window.below or "")
        if draw is not None and lowest not in {None, self.view.get("id"), self.view.get("previous_view_id")}:
            view = await draw(self, self.window)
            await self._show(lambda: self.client.views_update(view_id=str(lowest), view=silenced(dict(view))))

    async def whisper(self, message: Rendered) -> None:
        """Answer this person alone, where the question was asked."""
        if "command" in self.body and not self.is_acknowledged:
            self.answer = {"response_type": "ephemeral", **_quiet(message)}
            return
        if url := self.body.get("response_url"):
            await AsyncWebhookClient(str(url), session=self.client.session).send(
                **_quiet(message), response_type="ephemeral", replace_original=False
            )
        elif self.channel and self.actor.member:
            thread = (self.body.get("event") or {}).get("thread_ts")
            await self.deps.chat.whisper(self.channel, self.actor.member, message, thread_ts=thread)

    async def replace(self, message: Rendered) -> None:
        """Put this in the place of the ephemeral message that was clicked."""
        url = self.body.get("response_url")
        if url:
            await AsyncWebhookClient(str(url), session=self.client.session).send(
                **_quiet(message), replace_original=True
            )

    async def _show(self, call: Callable[[], Awaitable[object]]) -> bool:
        """Show a window; False where there are too many on top of each other."""
        try:
            await call()
        except SlackApiError as error:
            told: Any = error.response
            code, status = told.get("error"), getattr(told, "status_code", _OK)
            if code in _LATE:
                raise Unavailable(say("no.slow")) from None
            if code == _TOO_DEEP:
                return False
            if code == "not_found":
                return True
            if status != _OK or code in _BUSY:
                raise Unavailable(say("no.slack")) from None
            raise
        except (ClientError, OSError):
            raise Unavailable(say("no.slack")) from None
        return True


def _quiet(message: Rendered) -> dict[str, Any]:
    quiet: dict[str, Any] = silenced({"text": message.text, "blocks": list(message.blocks)})
    return quiet
