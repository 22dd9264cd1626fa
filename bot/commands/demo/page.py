"""The demo as a page: a pretend workspace that somebody acts in with a browser, and the real bot beside it.

The page is there before the bot is: everything heavy is imported by the bot's own process. Nothing leaves this machine;
the database and every secret live as long as the run.
"""

import asyncio
import contextlib
import socket
import webbrowser
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from bot.commands.demo.backstage import Behind
from bot.commands.demo.clocks import MovedClock
from bot.commands.terminal import end_asked, print_now
from bot.domain.errors import Invalid
from sandbox.clock import SystemClock
from sandbox.doors import LOOPBACK
from sandbox.manifest import Manifest
from sandbox.server import Sandbox
from sandbox.stories import Story

if TYPE_CHECKING:
    from sandbox.model import ModelServer

PORT = 8710
"""Where the page is when nobody else is there, so that its address can be kept."""
FIRST = "cache-outage"
READERS = "incidents"
MANIFEST = Path(__file__).parents[3] / "manifest.yml"


async def show_page(*, port: int | None, browser: bool, record: Path | None, ai: bool) -> None:
    """Show the page until SIGINT or SIGTERM. Raises Invalid where somebody else has the port that was asked for."""
    asked = end_asked()
    with TemporaryDirectory(prefix="postmortem-demo-") as folder:
        clock = MovedClock(SystemClock())
        behind = Behind(Path(folder), clock)
        on = _port(port)
        async with contextlib.AsyncExitStack() as stack:
            model = await stack.enter_async_context(_model()) if ai else None
            sandbox = Sandbox(
                manifest=_manifest(), clock=clock, rate_limits=True, record=record, port=on, backstage=behind
            )
            slack = await stack.enter_async_context(sandbox)
            behind.attach(slack, announce_in=_people_it(slack), model=model)  # before anybody can ask for the page
            stack.push_async_callback(behind.kill)
            print_now(f"The pretend workspace is at {slack.page_url}", "Ctrl-C ends it, and nothing of it is left.")
            await behind.start()
            if browser:
                await asyncio.to_thread(_open, slack.page_url)
            await asked.wait()


def _model() -> "ModelServer":
    from bot.commands.demo.models import pretend_model  # noqa: PLC0415 - half a second, only with --ai

    return pretend_model()


def _manifest() -> Manifest:
    """Return the app's manifest: from the file beside the code, which a test holds to it, or where there is none made.

    Making it takes seconds, as everything that the bot hears is imported for it.
    """
    if MANIFEST.exists():
        return Manifest.load(MANIFEST)
    from bot.commands.manifest import manifest  # noqa: PLC0415 - see above

    return Manifest.parse(manifest())


def _port(wanted: int | None) -> int:
    """Return the port to listen on, 0 for any. Raises Invalid where one was asked for that somebody else has."""
    port = PORT if wanted is None else wanted
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError as error:
            if wanted is None:
                return 0
            raise Invalid(f"I cannot listen on port {port}: {error.strerror}. Choose another with --port.") from None
    return port


def _people_it(slack: Sandbox) -> str:
    """Put those into the workspace who are there from the beginning; return the channel that hears of what is new."""
    people = [
        slack.person(one.name.split()[0], name=one.name, tz=one.tz, admin=one.admin) for one in Story.load(FIRST).people
    ]
    return slack.channel(READERS, members=people).id


def _open(address: str) -> None:
    """Open the page in a browser that has a window of its own; one in this terminal would take it away from us."""
    with contextlib.suppress(webbrowser.Error):
        found = webbrowser.get()
        in_terminal = isinstance(found, webbrowser.GenericBrowser)
        if not in_terminal or isinstance(found, webbrowser.BackgroundBrowser):
            found.open(address)
