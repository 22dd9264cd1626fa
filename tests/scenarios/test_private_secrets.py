"""A secret that comes in by any door is in no file, no table, no log, no recording, and goes out to nobody."""

import json
import random
import string
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from sandbox.driver import Channel
from storage.engine import Database
from storage.tables import METADATA
from tests.scenarios.steps import Worlds, hook
from tests.scenarios.world import World

HOOK_SECRET = "a hook secret of some length"
PREFIXES = {
    "message": "ghp_",
    "blocks": "sk_live_",
    "attachment": "npm_",
    "file name": "glpat-",
    "thread": "xoxb-1234567890-1234567890-",
    "topic": "hf_",
    "note": "ghp_",
    "title": "figd_",
    "services": "lin_api_",
    "answer": "npm_",
    "hook title": "dckr_pat_",
    "hook service": "rubygems_",
    "hook id": "ghp_",
    "hook delivery": "npm_",
    "hook url": "ghp_",
    "metadata title": "hf_",
    "metadata id": "ghp_",
    "display name": "glpat-",
    "bot name": "npm_",
    "edited away": "ghp_",
    "edited in": "npm_",
    "split": "ghp_",
    "command": "figd_",
    "mention": "hf_",
    "menu": "ghp_",
    "pin": "npm_",
    "spoken": "the password is ",
}


class Planted:
    """One secret a door, random enough to be found by its middle."""

    def __init__(self) -> None:
        chance = random.Random(7)
        letters = string.ascii_letters + string.digits
        self.bodies = {door: "".join(chance.choices(letters, k=36)) for door in PREFIXES}

    def __getitem__(self, door: str) -> str:
        return PREFIXES[door] + self.bodies[door]

    def in_(self, haystack: str) -> list[str]:
        """Return the doors whose secret can be found there, whole or by its middle."""
        return [door for door, body in self.bodies.items() if body[8:24] in haystack]


async def story(world: World, channel: Channel, planted: Planted) -> None:
    """Let every secret come in by its door, from the first message to the answered question."""
    pager = world.slack.app("Pager " + planted["bot name"])
    await world.maya.change(name="maya " + planted["display name"])
    await world.ben.post(channel, f"use {planted['message']} for now")
    section = {"type": "section", "text": {"type": "mrkdwn", "text": f"key {planted['blocks']}"}}
    await pager.post(channel, "FIRING: checkout", blocks=[section])
    await pager.post(channel, "deploy", attachments=[{"text": f"token {planted['attachment']}", "fallback": "x"}])
    root = await world.ben.post(channel, "a file", files=[f"{planted['file name']}.txt"])
    await world.maya.post(channel, f"try {planted['thread']}", thread=root)
    await world.noor.set_topic(channel, f"on call: maya {planted['topic']}")
    gone = await world.ben.post(channel, f"oops {planted['edited away']}")
    await world.ben.edit(gone, "removed")
    late = await world.ben.post(channel, "here it is")
    await world.ben.edit(late, f"here it is {planted['edited in']}")
    halves = planted["split"]
    await world.ben.post(channel, f"{halves[:20]}\u200b{halves[20:]}")
    await world.ben.post(channel, f"{planted['spoken']} for the vault")
    await world.slack.settle()
    world.clock.advance(seconds=60)
    await world.maya.slash(f"/postmortem note rotating {planted['note']}", channel)
    await world.maya.slash(f"/postmortem craete {planted['command']}", channel)
    await world.maya.mention_bot(channel, f"shwo {planted['mention']}")
    await world.work()
    await resolved(world, channel, planted, pager.id)


async def resolved(world: World, channel: Channel, planted: Planted, pager: str) -> None:
    del pager
    await world.maya.slash(f"/postmortem create Leak of {planted['title']}", channel)
    modal = world.maya.modal
    assert modal is not None
    await modal.fill({"What happened?": f"Leak of {planted['title']}", "Services": planted["services"]}).submit()
    await world.work()
    await world.later(6)
    questions = channel.thread(channel.card())[1]
    done = await world.maya.click(questions, "Answer", block=questions.blocks[2]["block_id"])
    assert done.modal is not None
    await done.modal.fill({"Your answer": f"it was {planted['answer']}"}).submit()
    late = await world.ben.post(channel, f"and {planted['menu']}")
    await world.maya.shortcut("Add to timeline", message=late)
    pinned = await world.ben.post(channel, f"and {planted['pin']}")
    await world.maya.pin(pinned)
    await world.work()
    await hook(world, hooked(channel, planted))
    await world.maya.open_home()
    await world.work()
    await world.maya.slash("/postmortem list", channel)
    assert world.maya.modal is not None
    await world.maya.modal.click("Read", block=world.maya.modal.blocks[1]["block_id"])
    await world.work()


def hooked(channel: Channel, planted: Planted) -> dict[str, Any]:
    about = {
        "id": planted["hook id"],
        "channel": channel.id,
        "title": planted["hook title"],
        "services": [planted["hook service"]],
        "url": f"https://status.example.com/?token={planted['hook url']}",
        "severity": "sev1",
    }
    return {"event": "incident.resolved", "id": planted["hook delivery"], "incident": about}


@pytest.fixture
def planted() -> Planted:
    return Planted()


async def test_a_planted_secret_is_found_nowhere(
    worlds: Worlds,
    database: Database,
    database_url: str,
    planted: Planted,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    found: list[Channel] = []

    def prepare(world: World) -> dict[str, Any]:
        found.append(world.incident())
        app = world.slack.app("Herald")
        found.append(app)  # type: ignore[arg-type]
        return {"hook_secret": HOOK_SECRET, "hook_channels": (found[0].id,), "metadata_apps": (app.app_id,)}

    recording = tmp_path / "recording.jsonl"
    world = await worlds.with_settings(prepare=prepare, record=recording, log_level="debug")
    channel, herald = found[0], found[1]
    await story(world, channel, planted)
    payload = {"title": planted["metadata title"], "id": planted["metadata id"]}
    metadata = {"event_type": "incident_resolved", "event_payload": payload}
    await herald.post(channel, "closed", metadata=metadata)  # type: ignore[attr-defined]
    await world.work()
    await world.later(6)

    assert planted.in_(await stored(database, database_url)) == []
    assert planted.in_("".join(sent(world))) == []
    assert planted.in_("".join(recorded(recording))) == []
    captured = capfd.readouterr()
    assert planted.in_(captured.out + captured.err) == []
    shown = "".join(await everything(database))
    assert shown.count("[secret:") >= 12


async def everything(database: Database) -> list[str]:
    """Return every row of every table as text."""
    async with database.engine.connect() as connection:
        return [
            str(tuple(row))
            for table in METADATA.sorted_tables
            for row in await connection.execute(text(f'SELECT * FROM "{table.name}"'))
        ]


def _copied(path: Path) -> str:
    """Return a database's files as text, read by another process: closing one here would drop SQLite's locks."""
    files = sorted(path.parent.glob(f"{path.name}*"))
    return subprocess.run(["cat", *files], capture_output=True, check=True).stdout.decode("latin-1")


async def stored(database: Database, url: str) -> str:
    """Return all that is stored: the bytes of SQLite's files with the WAL, and every row."""
    found = await everything(database)
    if url.startswith("sqlite"):
        path = Path(url.partition(":///")[2])
        found.append(_copied(path))
    return "".join(found)


def sent(world: World) -> Iterator[str]:
    """Yield all that went to Slack: calls, answers to commands and presses, windows, Home."""
    for call in world.slack.calls:
        yield json.dumps(call.args, ensure_ascii=False, default=str)
    for one in world.slack.hub.ephemerals:
        yield json.dumps(one.body, ensure_ascii=False) if one.by_app else ""
    for home in world.slack.hub.homes.values():
        yield json.dumps(home.body, ensure_ascii=False)
    for stack in world.slack.hub.modals.values():
        yield from (json.dumps(view.body, ensure_ascii=False) for view in stack)


def recorded(path: Path) -> Iterator[str]:
    """Yield what a recording holds of our side: what we sent, and what we answered. What people typed is Slack's."""
    for line in path.read_text().splitlines():
        row = json.loads(line)
        ours = row["payload"] if row["direction"] == "to_slack" else row["response"]
        yield json.dumps(ours, ensure_ascii=False)
