"""The examples of docs/integrations.md work as they stand there."""

import json
import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from starlette.requests import Request

from bot.api.hooks import incident_hook
from bot.domain.incidents import Signal, SignalKind, SignalSource
from bot.domain.patterns import matcher
from bot.domain.templates import BUILT_IN
from bot.intake.generic import read_hook
from bot.intake.signals import from_metadata, vendor_matchers
from bot.ports import Deps
from bot.settings import Settings
from storage.engine import Database
from storage.unit_of_work import SqlStore
from tests.fakes import FakeClock
from tests.house.tree import read

PAGE = read("docs/integrations.md")
SECRET = "a secret of more than twenty characters"
CHANNEL = "C0INCIDENT"
STARTED = datetime(2026, 3, 2, 9, 12, tzinfo=UTC)
RESOLVED = datetime(2026, 3, 2, 10, 40, tzinfo=UTC)
AFTER = datetime(2026, 3, 2, 10, 41, tzinfo=UTC)


def example(language: str) -> str:
    """Return the one example in that language."""
    found = re.findall(rf"(?ms)^```{language}\n(.*?)^```", PAGE)
    assert len(found) == 1
    return str(found[0])


def told(signal: Signal | None) -> dict[str, Any]:
    """Return what both examples tell."""
    assert signal is not None
    names = ("kind", "external_id", "title", "severity", "services", "labels", "started_at", "at", "url", "channel")
    return {name: getattr(signal, name) for name in names}


EXPECTED = {
    "kind": SignalKind.RESOLVED,
    "external_id": "INC-207",
    "title": "Checkout errors",
    "severity": "SEV1",
    "services": ("checkout",),
    "labels": ("customer-impact",),
    "started_at": STARTED,
    "at": RESOLVED,
    "url": "https://status.example.com/incidents/207",
    "channel": CHANNEL,
}


def test_the_metadata_of_the_example_is_understood() -> None:
    event = {
        "type": "message_metadata_posted",
        "app_id": "A0OURS",
        "channel_id": CHANNEL,
        "message_ts": "1772448000.000100",
        "metadata": json.loads(example("json")),
    }

    assert told(from_metadata(event, {"A0OURS"})) == EXPECTED


@pytest.fixture
def sent(tmp_path: Path) -> tuple[str, dict[str, str], bytes]:
    """What the shell example sends: the address, the headers and the body; `curl` only writes them down."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    script = f"""curl() {{ printf '%s\\0' "$@" > "{tmp_path}/sent"; }}\n{example("sh")}"""
    subprocess.run(
        ["sh", "-eu", "-c", script], env={"POSTMORTEM_HOOK_SECRET": SECRET, "PATH": "/usr/bin:/bin"}, check=True
    )
    address, *options = (tmp_path / "sent").read_bytes().removesuffix(b"\0").split(b"\0")
    pairs = list(zip(options[::2], options[1::2], strict=True))
    headers = dict(value.decode().split(": ", 1) for name, value in pairs if name == b"--header")
    body = next(value for name, value in pairs if name == b"--data-binary")
    return address.decode(), headers, body


def test_the_body_of_the_shell_example_is_understood(sent: tuple[str, dict[str, str], bytes]) -> None:
    assert told(read_hook(json.loads(sent[2]), {CHANNEL}, AFTER)) == EXPECTED


async def test_the_shell_example_is_heard_once(sent: tuple[str, dict[str, str], bytes], sqlite_url: str) -> None:
    address, headers, body = sent
    settings = Settings(_env_file=None, hook_secret=SECRET, hook_channels=(CHANNEL,))
    clock = FakeClock(datetime.fromtimestamp(int(headers["X-Postmortem-Timestamp"]), UTC))
    async with Database.open(sqlite_url) as database:
        store = SqlStore(database, clock)
        deps = SimpleNamespace(
            clock=clock, store=store, settings=settings, nudge=lambda: None, templates=BUILT_IN, covered=frozenset()
        )
        endpoint = incident_hook(cast("Deps", deps), "T1")

        answers = [await endpoint(request(address, headers, body)) for _ in range(2)]
        forged = await endpoint(request(address, headers, body.replace(b"SEV1", b"SEV5")))

    assert [(one.status_code, json.loads(bytes(one.body))) for one in answers] == [
        (202, {"status": "heard"}),
        (200, {"status": "known"}),
    ]
    assert forged.status_code == 401


def request(address: str, headers: dict[str, str], body: bytes) -> Request:
    """Return a request as the web server would hand it over."""
    path = "/" + address.split("/", 3)[3]
    assert path == "/hooks/incidents"
    scope = {
        "type": "http",
        "method": "POST",
        "path": path,
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
    }

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    return Request(scope, receive)


def test_every_source_has_its_row_with_its_name() -> None:
    named = re.findall(r"(?m)^\| [^|]+ \| `([a-z]+)` \|", PAGE)

    assert sorted(named) == sorted(one.value for one in SignalSource if one is not SignalSource.EXPORT)
    assert sorted(named) == sorted(Settings.model_fields["signals"].default)


def test_the_patterns_of_the_page_mean_what_it_says() -> None:
    resolved = SignalKind.RESOLVED

    assert matcher(["resolved"]).kind_of("Checkout is resolved now") is resolved
    assert matcher(["resolved"]).kind_of("not resolved yet") is None
    assert matcher(["inc-*-done"]).kind_of("inc-207-done") is resolved
    assert matcher(["inc-*-done"]).kind_of("see inc-207-done") is None
    assert matcher(["*resolved*"]).kind_of("unresolved") is resolved


def test_the_vendor_setting_of_the_page_is_taken() -> None:
    pairs = re.findall(r"`(A0PAGER=[^`]+)`", PAGE)[0].split(",")
    known = vendor_matchers(pairs)["A0PAGER"]

    assert known.kind_of("Incident #4 was resolved") is SignalKind.RESOLVED
    assert known.kind_of("Incident #4 was reopened") is SignalKind.REOPENED
