"""How long Slack waits for an ack whose effect is stored already, beside plain Bolt that stores nothing.

Ours is the whole app as `postmortem serve --http --no-worker` serves it. All servers run at once, each in its own
process, and take turns, so that whatever else the machine does is spread over them alike.
"""

import asyncio
import statistics
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field

from blocks import ids, offers, reading
from tests.bench.figures import Figure
from tests.bench.places import Places, Program, free_port
from tests.bench.prepared import prepare, written
from tests.bench.requests import Connection, is_listening
from tests.bench.waiting import wait_for

ROUNDS = 6
SHARE = 100
SHARE_OF_DEFAULT = 25  # it takes 10 ms each
DEFAULT, BARE = "Bolt's default", "bare Bolt"
KINDS = ("command", "block_action", "view_submission")
LIMITS = {DEFAULT: 0.15, BARE: 5.0}


@dataclass
class Server:
    """A server under measure, and the seconds that each of its answers took, by kind."""

    name: str
    port: int
    share: int = SHARE
    taken: dict[str, list[float]] = field(default_factory=lambda: {kind: [] for kind in KINDS})

    def p50(self, kind: str) -> float:
        """The median in milliseconds."""
        return statistics.median(self.taken[kind]) * 1000


def measure(places: Places) -> Iterator[Figure]:
    """Yield the times on each database, and how they compare."""
    many = (1 + ROUNDS) * SHARE
    with ExitStack() as stack:
        slack = stack.enter_context(Program("tests.bench.workspace"))
        about = slack.hear()
        urls = {kind: stack.enter_context(places.database(kind)) for kind in places.kinds()}
        bodies = [_bodies(slack, about, url, many) for url in urls.values()]
        ours = {kind: _serve(stack, kind, about, url) for kind, url in urls.items()}
        default, bare = (_plain(stack, mode, about) for mode in ("default", "bare"))
        wait_for(lambda: all(is_listening(one.port) for one in (*ours.values(), default, bare)))
        _take_turns([*ours.values(), default, bare], [*bodies, bodies[0], bodies[0]], about["signing_secret"])
        for kind, url in urls.items():
            _check(kind, asyncio.run(written(url)), many * len(KINDS))
        for kind, server in ours.items():
            yield from _figures(kind, server, default, bare)


def _figures(database: str, ours: Server, default: Server, bare: Server) -> Iterator[Figure]:
    for kind in KINDS:
        name, p50 = f"ack.{database}.{kind}", ours.p50(kind)
        p99 = statistics.quantiles(ours.taken[kind], n=100)[98] * 1000
        yield Figure(f"{name}.p50", p50, "ms")
        yield Figure(f"{name}.p99", p99, "ms")
        for plain, word in ((default, "default"), (bare, "bare")):
            yield Figure(
                f"{name}.of_bolt_{word}",
                p50 / plain.p50(kind),
                f"× p50 of {plain.name} (ms)",
                LIMITS[plain.name],
                plain.p50(kind),
            )


def _bodies(slack: Program, about: Mapping[str, str], url: str, many: int) -> dict[str, list[str]]:
    """Prepare a database; return as many distinct deliveries of each kind, each about a row of its own."""
    found, drafts = asyncio.run(prepare(url, about["team"], about["channel"], about["user"], many))
    made: dict[str, list[str]] = {kind: [] for kind in KINDS}
    for number, (offered, draft) in enumerate(zip(found, drafts, strict=True)):
        message = offers.offer(offered).model_dump(mode="json")
        view = reading.answer_view(draft, draft.questions[0].id)
        made["command"].append(slack.ask(do="command", text=f"note failover of replica {number} started"))
        made["block_action"].append(slack.ask(do="click", message=message, action=ids.OFFER_SKIP))
        made["view_submission"].append(
            slack.ask(do="submit", view=view, block=ids.Fields.ANSWER, text=f"About {number} customers, says billing.")
        )
    return made


def _serve(stack: ExitStack, kind: str, about: Mapping[str, str], url: str) -> Server:
    port = free_port()
    env = settings(about, url) | {"POSTMORTEM_PORT": str(port)}
    stack.enter_context(Program("bot", "serve", "--http", "--no-worker", env=env))
    return Server(kind, port)


def settings(about: Mapping[str, str], url: str) -> dict[str, str]:
    """Return the environment in which the bot finds the workspace and the database."""
    return {
        "SLACK_BOT_TOKEN": about["bot_token"],
        "SLACK_APP_TOKEN": about["app_token"],
        "SLACK_SIGNING_SECRET": about["signing_secret"],
        "SLACK_API_URL": about["api_url"],
        "POSTMORTEM_DATABASE_URL": url,
        "POSTMORTEM_LOG_LEVEL": "warning",
    }


def _plain(stack: ExitStack, mode: str, about: Mapping[str, str]) -> Server:
    port = free_port()
    arguments = (mode, str(port), about["signing_secret"], about["bot_token"], about["api_url"])
    stack.enter_context(Program("tests.bench.plain_bolt", *arguments))
    if mode == "default":
        return Server(DEFAULT, port, SHARE_OF_DEFAULT)
    return Server(BARE, port)


def _take_turns(servers: list[Server], bodies: list[dict[str, list[str]]], secret: str) -> None:
    """Let everybody answer a share of each kind, round after round. The first round warms up and does not count."""
    for turn in range(1 + ROUNDS):
        for server, wanted in zip(servers, bodies, strict=True):
            for kind in KINDS:
                share = wanted[kind][turn * SHARE :][: server.share]
                with Connection(server.port, secret) as connection:
                    taken = connection.time_each(share)
                if turn:
                    server.taken[kind] += taken


def _check(database: str, stored: tuple[int, int], deliveries: int) -> None:
    """An ack without its effect would be no figure. Raises RuntimeError."""
    inbox, jobs = stored
    if inbox != deliveries or jobs < deliveries:
        raise RuntimeError(f"{database}: {deliveries} deliveries, but {inbox} effects and {jobs} jobs")
