"""`demo --once`: a story that plays out in a pretend workspace, and the real bot, built from settings like any other.

Prints what people see. Nothing leaves this machine; the database and every secret live as long as the run.
"""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import SecretStr

from bot.commands.demo.discussion import discuss
from bot.commands.demo.incident import happen
from bot.commands.demo.items import follow
from bot.commands.demo.models import pretend_model
from bot.commands.demo.review import review
from bot.commands.demo.stage import Stage, StoryClock
from bot.commands.demo.writing import write
from bot.commands.manifest import manifest
from bot.runtime import build
from bot.settings import Settings
from sandbox.manifest import Manifest
from sandbox.model import ModelServer
from sandbox.server import Sandbox
from sandbox.stories import Story
from storage.migrate import upgrade

STORY = "cache-outage"
OUT = Path("demo-out")


async def play(*, record: Path | None, ai: bool = False) -> None:
    """Play the bundled incident once, from the alert to the last action item, and print what people see of it.

    What the bot uploads at the end is put into `demo-out/`; `record` gets every exchange, one JSON a line. With `ai` a
    pretend model beside the pretend Slack writes the draft.
    """
    story = Story.load(STORY)
    clock = StoryClock(story.start)
    with TemporaryDirectory(prefix="postmortem-demo-") as folder:
        async with (
            AsyncExitStack() as stack,
            Sandbox(manifest=Manifest.parse(manifest()), clock=clock, rate_limits=True, record=record) as slack,
        ):
            people = {
                one.key: slack.person(one.name.split()[0], name=one.name, tz=one.tz, admin=one.admin)
                for one in story.people
            }
            channel = slack.channel(story.channel, members=list(people.values()), topic="")
            readers = slack.channel("incidents", members=list(people.values()))
            model = await stack.enter_async_context(pretend_model()) if ai else None
            settings = _settings(slack, Path(folder), readers.id, model)
            await asyncio.to_thread(upgrade, settings.database_url)
            async with build(settings, clock=clock) as bot, bot.working(), bot.listening():
                slack.look_after(bot.shown)
                stage = Stage(story, slack, clock, bot, people, channel, readers)
                await happen(stage)
                await write(stage)
                await discuss(stage)
                await review(stage, OUT)
                await follow(stage)


def _settings(slack: Sandbox, folder: Path, announced_in: str, model: ModelServer | None) -> Settings:
    return Settings(
        _env_file=None,
        anthropic_api_key=SecretStr(model.key if model else ""),
        anthropic_base_url=model.url if model else "https://api.anthropic.com",
        slack_bot_token=slack.bot_token,
        slack_app_token=slack.app_token,
        slack_api_url=slack.api_url,
        database_url=f"sqlite+aiosqlite:///{folder / 'demo.db'}",
        announce_in=(announced_in,),
        log_level="error",
    )
