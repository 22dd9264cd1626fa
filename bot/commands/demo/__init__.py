"""`demo`: a pretend workspace, a story that plays out in it, and the real bot, built from settings like any other.

Prints what people see. Nothing leaves this machine; the database and every secret live as long as the run.
"""

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.commands.demo.discussion import discuss
from bot.commands.demo.incident import happen
from bot.commands.demo.review import review
from bot.commands.demo.stage import Stage, StoryClock
from bot.commands.demo.writing import write
from bot.commands.manifest import manifest
from bot.runtime import build
from bot.settings import Settings
from sandbox.manifest import Manifest
from sandbox.server import Sandbox
from sandbox.stories import Story
from storage.migrate import upgrade

STORY = "cache-outage"
OUT = Path("demo-out")


async def play(*, once: bool, record: Path | None) -> None:
    """Play the bundled incident once, from the alert to the published document, and print what people see of it.

    What the bot uploads at the end is put into `demo-out/`; `record` gets every exchange, one JSON a line.
    """
    del once  # a page to click in will be the other way; until then every run is one run
    story = Story.load(STORY)
    clock = StoryClock(story.start)
    with TemporaryDirectory(prefix="postmortem-demo-") as folder:
        async with Sandbox(manifest=Manifest.parse(manifest()), clock=clock, rate_limits=True, record=record) as slack:
            people = {
                one.key: slack.person(one.name.split()[0], name=one.name, tz=one.tz, admin=one.admin)
                for one in story.people
            }
            channel = slack.channel(story.channel, members=list(people.values()), topic="")
            readers = slack.channel("incidents", members=list(people.values()))
            settings = _settings(slack, Path(folder), readers.id)
            await asyncio.to_thread(upgrade, settings.database_url)
            async with build(settings, clock=clock) as bot, bot.working(), bot.listening():
                slack.look_after(bot.shown)
                stage = Stage(story, slack, clock, bot, people, channel, readers)
                await happen(stage)
                await write(stage)
                await discuss(stage)
                await review(stage, OUT)


def _settings(slack: Sandbox, folder: Path, announced_in: str) -> Settings:
    return Settings(
        _env_file=None,
        slack_bot_token=slack.bot_token,
        slack_app_token=slack.app_token,
        slack_api_url=slack.api_url,
        database_url=f"sqlite+aiosqlite:///{folder / 'demo.db'}",
        announce_in=(announced_in,),
        log_level="error",
    )
