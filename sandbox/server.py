"""The sandbox itself: an object that listens on loopback and through which a test reaches people, channels, faults.

It binds to 127.0.0.1 only, refuses foreign Host headers and whatever comes from a web page that is not its own, and
makes its secrets new in every run.
"""

import asyncio
import contextlib
import logging
import socket
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

import uvicorn

from sandbox import casting, happenings
from sandbox.clock import Clock, Pace, SystemClock
from sandbox.delivery import HttpCarrier
from sandbox.doors import LOOPBACK, Guarded, routes
from sandbox.driver import Channel, OtherApp, Person
from sandbox.faults import Faults
from sandbox.hub import Call, Hub
from sandbox.ids import Ids
from sandbox.installation import install
from sandbox.limits import Limits
from sandbox.manifest import Manifest
from sandbox.outbox import Delivery, Either, Failed, Outbox
from sandbox.page.backstage import Backstage
from sandbox.page.desk import Desk
from sandbox.record import Recorder
from sandbox.running import running
from sandbox.seeding import seed
from sandbox.socket_mode import Reason, SocketCarrier
from sandbox.triggers import ResponseUrls, Triggers
from sandbox.web_api.endpoint import Endpoint
from sandbox.workspace import SLACKBOT, Body, Guest, Member, Workspace

KEPT = 500
"""Exchanges that somebody at the page can look back at."""
NoCanvases = Literal[
    "team_tier_cannot_create_channel_canvases", "canvas_disabled_user_team", "free_team_canvas_tab_already_exists"
]


class Sandbox:
    """A Slack workspace on loopback with one app installed from its manifest: `async with Sandbox(...) as slack`.

    `time_scale` is how many real seconds one of Slack's lasts where it waits to repeat an event; `ack_seconds` (real)
    is how long it waits for an ack; `record` appends every exchange to a file. It listens on `port`, or on any that is
    free; `backstage` is what stands behind its page.
    """

    def __init__(
        self,
        *,
        manifest: Path | Manifest = Path("manifest.yml"),
        clock: Clock | None = None,
        rate_limits: bool = False,
        time_scale: float = 1.0,
        ack_seconds: float = 3.0,
        record: Path | None = None,
        seed: int = 2,
        port: int = 0,
        backstage: Backstage | None = None,
    ) -> None:
        now = clock or SystemClock()
        ids = Ids(seed)
        team_id = ids.make("T")
        installation = install(manifest if isinstance(manifest, Manifest) else Manifest.load(manifest), ids, team_id)
        workspace = Workspace(team_id, "drawer", "Drawer")
        workspace.members[installation.bot.id] = installation.bot
        workspace.members[SLACKBOT] = Member(SLACKBOT, "slackbot", "Slackbot", team_id)
        self.http = HttpCarrier(installation, now)
        pace = Pace(time_scale)
        self.sockets = SocketCarrier(installation, ids, pace)
        self.faults = Faults()
        recorder = Recorder(record, now, kept=KEPT if backstage is not None else 0)
        self.hub = Hub(
            workspace=workspace,
            installation=installation,
            clock=now,
            pace=pace,
            ids=ids,
            outbox=Outbox(pace, self.faults, recorder, Either(self.http, self.sockets), ack_seconds),
            limits=Limits(now, enabled=rate_limits),
            faults=self.faults,
            recorder=recorder,
            triggers=Triggers(now, ids),
            response_urls=ResponseUrls(now, ids, team_id),
            sockets=self.sockets,
        )
        self.desk = Desk(self.hub, backstage)
        self._endpoint = Endpoint(self.hub)
        self._stack = contextlib.AsyncExitStack()
        self._port = port

    async def __aenter__(self) -> Self:
        """Listen on loopback. Raises OSError where somebody else has the port."""
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((LOOPBACK, self._port))
        self._port = listener.getsockname()[1]
        self.hub.response_urls.base = f"http://{LOOPBACK}:{self._port}"
        self.sockets.base = f"ws://{LOOPBACK}:{self._port}"
        config = uvicorn.Config(
            Guarded(routes(self.hub, self._endpoint, self.sockets, self.desk), self._port),
            log_config=None,
            log_level=logging.WARNING,
            access_log=False,
            lifespan="off",
            ws="websockets-sansio",
            server_header=False,
        )
        await self._stack.enter_async_context(running(config, listener))
        self.hub.outbox.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop listening and sending at once."""
        await self.hub.outbox.stop()
        self._endpoint.closing.set()
        await self.http.close()
        await self.sockets.cut()
        await self._stack.aclose()
        self.hub.recorder.close()

    @property
    def page_url(self) -> str:
        """Return the address of the page on which people can look at the workspace and act in it."""
        return f"http://{LOOPBACK}:{self._port}/"

    # What the app is configured with

    @property
    def api_url(self) -> str:
        """Return the base address of the Web API, with a slash at its end."""
        return f"http://{LOOPBACK}:{self._port}/api/"

    @property
    def bot_token(self) -> str:
        """Return the bot token of this run."""
        return self.hub.installation.bot_token

    @property
    def app_token(self) -> str:
        """Return the app-level token of this run, for Socket Mode."""
        return self.hub.installation.app_token

    @property
    def signing_secret(self) -> str:
        """Return the signing secret of this run."""
        return self.hub.installation.signing_secret

    @property
    def team_id(self) -> str:
        """Return the id of the workspace."""
        return self.hub.workspace.team_id

    @property
    def app_id(self) -> str:
        """Return the id of the app."""
        return self.hub.installation.app_id

    @property
    def bot_user_id(self) -> str:
        """Return the id of the app's bot user."""
        return self.hub.installation.bot.id

    def deliver_to(self, url: str) -> None:
        """Send everything by signed HTTP to `<url>/slack/events` from now on."""
        self.http.url = url.rstrip("/")
        self.http.verified = False

    # Who and what is there

    @property
    def bot(self) -> OtherApp:
        """Return our app's bot as somebody to invite."""
        return OtherApp(self.hub, self.hub.installation.bot)

    def person(
        self,
        handle: str,
        *,
        name: str | None = None,
        tz: str = "Etc/UTC",
        admin: bool = False,
        owner: bool = False,
        guest: Guest | None = None,
        team: str | None = None,
        deactivated: bool = False,
    ) -> Person:
        """Put a person into the workspace; `team` is the name of another company's workspace."""
        member = casting.person(
            self.hub,
            handle,
            name=name,
            tz=tz,
            admin=admin,
            owner=owner,
            guest=guest,
            team_id=self._team(team),
            deactivated=deactivated,
        )
        return Person(self.hub, member)

    def app(self, name: str) -> OtherApp:
        """Install another app, such as a vendor's incident bot."""
        return OtherApp(self.hub, casting.app(self.hub, name))

    def channel(
        self,
        name: str,
        *,
        members: Sequence[Person] = (),
        private: bool = False,
        bot: bool = True,
        shared_with: str | None = None,
        topic: str = "",
    ) -> Channel:
        """Put a channel into the workspace, with people and (unless told otherwise) our bot in it."""
        made = casting.channel(
            self.hub,
            name,
            [person.id for person in members],
            private=private,
            bot=bot,
            shared_teams=(self._team(shared_with),) if shared_with else (),
            topic=topic,
        )
        return Channel(self.hub, made.id)

    def direct(self, *people: Person | OtherApp) -> Channel:
        """Return the direct or group message of exactly these people (pass `slack.bot` to have our bot in it)."""
        ids = [person.id for person in people]
        found = self.hub.workspace.direct(*ids) or self.hub.start_direct(ids)
        return Channel(self.hub, found.id)

    def usergroup(self, handle: str, members: Sequence[Person] = (), *, name: str | None = None) -> str:
        """Put a user group into the workspace and return its id."""
        group: Body = {
            "id": self.hub.ids.make("S"),
            "team_id": self.team_id,
            "is_usergroup": True,
            "name": name or handle,
            "handle": handle,
            "description": "",
            "date_create": self.hub.seconds(),
            "date_update": self.hub.seconds(),
            "date_delete": 0,
            "users": [person.id for person in members],
            "user_count": len(members),
        }
        self.hub.workspace.usergroups.append(group)
        return str(group["id"])

    def seed(self, channel: Channel, rows: Iterable[Mapping[str, Any]]) -> None:
        """Put many messages into a channel without telling the app; see sandbox.seeding for what a row may hold."""
        seed(self.hub, channel.state, rows)

    async def uninstall(self) -> None:
        """Remove the app from the workspace: tokens_revoked and app_uninstalled, then its tokens are dead."""
        happenings.uninstall(self.hub)

    # What happened, and what shall go wrong

    @property
    def calls(self) -> list[Call]:
        """Return every Web API call so far."""
        return self.hub.calls

    def calls_of(self, method: str) -> list[Call]:
        """Return the calls of one method so far."""
        return [call for call in self.hub.calls if call.method == method]

    @property
    def sent(self) -> list[Delivery]:
        """Return everything sent to the app so far, repeats included."""
        return self.hub.outbox.sent

    @property
    def failed(self) -> list[Failed]:
        """Return the deliveries that were not acknowledged."""
        return self.hub.outbox.failed

    @property
    def complaints(self) -> list[str]:
        """Return where the sandbox itself strayed from Slack's documentation; a test may want it empty."""
        return self._endpoint.complaints

    @property
    def limits(self) -> Limits:
        """Return the rate limits: `enabled` and `slow_history` may be switched at any time."""
        return self.hub.limits

    def set_free_plan(self, *, free: bool = True) -> None:
        """Switch between a free and a paid plan: user groups, and messages older than 90 days."""
        self.hub.workspace.free_plan = free

    def set_no_canvases(self, error: NoCanvases | None = "team_tier_cannot_create_channel_canvases") -> None:
        """Have no canvases in this workspace from now on, refused by this error; with None there are some again."""
        self.hub.workspace.no_canvases = error or ""

    async def disconnect(self, reason: Reason = "refresh_requested", *, cut: bool = False) -> None:
        """Tell Socket Mode connections to go; with `cut` they are dropped at once."""
        await self.sockets.disconnect(reason, cut=cut)

    async def connected(self, seconds: float = 30.0) -> None:
        """Wait until the app has a Socket Mode connection. Raises TimeoutError after real `seconds`."""
        async with asyncio.timeout(seconds):
            await self.sockets.arrival()

    def look_after(self, until_shown: Callable[[], Awaitable[None]]) -> None:
        """Have people look at their screen only when this is over: an app may acknowledge before it shows something."""
        self.hub.outbox.until_shown = until_shown

    async def settle(self, seconds: float = 30.0) -> None:
        """Wait until every delivery is acknowledged or given up. Raises TimeoutError after real `seconds`."""
        await self.hub.outbox.settle(seconds)

    def _team(self, name: str | None) -> str:
        if name is None:
            return self.team_id
        return self.hub.workspace.teams.setdefault(name, self.hub.ids.make("T"))
