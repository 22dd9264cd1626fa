"""The whole way: Slack, the bot, the real client and a pretend model that does what real ones do on bad days."""

import re
from collections.abc import AsyncIterator

import pytest

from bot.domain.narration import OPERATORS, AiTrouble
from bot.domain.postmortems import Stage
from bot.domain.timeline import Origin
from sandbox.model import ModelServer
from sandbox.model.modes import Mode
from storage.engine import Database
from tests.scenarios.reviewing import stored
from tests.scenarios.steps import Worlds, drafted, play, ready
from tests.unit.test_redaction import SECRETS
from tests.writers import serve

LEFT_BY_RULES = "Timeline and sections hold what the messages say."


@pytest.fixture
def database(of_sqlite: Database) -> Database:
    """One database is enough here: what is stored is looked at on both elsewhere."""
    return of_sqlite


@pytest.fixture
def database_url(database: Database) -> str:
    """The address of it."""
    return database.url


@pytest.fixture
async def model() -> AsyncIterator[ModelServer]:
    """A pretend model with honest authors, and with liars for its bad manners."""
    async with ModelServer() as server:
        serve(server)
        yield server
        assert server.complaints == []


async def test_a_model_s_draft_is_marked_counted_and_without_anybody_s_name_on_the_way(
    worlds: Worlds, model: ModelServer, capfd: pytest.CaptureFixture[str]
) -> None:
    world = await worlds.with_settings(
        anthropic_api_key=model.key, anthropic_base_url=model.url, log_level="debug", log_json=True
    )
    channel, card = await ready(world)
    now = await stored(world)
    logged = capfd.readouterr()

    assert now.progress.stage is Stage.READY
    assert any(one.origin is Origin.AI and one.text for one in now.sections)
    assert (now.ai.trouble, now.ai.tokens > 0) == (None, True)
    assert "AI text until a person keeps or edits" in card.shown
    window = await world.noor.slash("/postmortem ai", channel)
    assert window.modal is not None
    assert any("Sent: 6 messages of" in line for line in window.modal.lines)
    sent = set(re.findall(r"\w+", model.record.text.casefold()))
    assert {"maya", "ben", "noor", world.maya.id.casefold(), world.ben.id.casefold()} & sent == set()
    for word in ("checkout error rate", "rolling back", "status page updated", model.key, "cache-client"):
        assert word not in logged.out + logged.err


async def test_no_secret_of_any_kind_reaches_the_model(worlds: Worlds, model: ModelServer) -> None:
    world = await worlds.with_settings(anthropic_api_key=model.key, anthropic_base_url=model.url)
    channel = world.incident()
    for kind, secret in SECRETS.items():
        await world.ben.post(channel, f"we rotate the {kind}: {secret} is the old one")
    await world.resolve(channel, await play(world, channel))
    sent = model.record.text.replace("\\n", "\n")

    assert (len(SECRETS) >= 60, (await stored(world)).ai.trouble) == (True, None)
    assert [kind for kind, secret in SECRETS.items() if secret in sent] == []
    assert sum(f"[secret:{kind} #" in sent for kind in SECRETS) >= 60


BAD_DAYS: dict[Mode, AiTrouble] = {
    "truncated": AiTrouble.CUT,
    "refusing": AiTrouble.REFUSED,
    "broken": AiTrouble.NONSENSE,
    "garbled": AiTrouble.NONSENSE,
    "forbidden": AiTrouble.BAD_KEY,
    "unpaid": AiTrouble.UNPAID,
}


@pytest.mark.parametrize("mode", BAD_DAYS)
async def test_on_a_bad_day_the_rules_draft_stands_at_once_and_says_why(
    worlds: Worlds, model: ModelServer, mode: Mode
) -> None:
    model.mode = mode
    world = await worlds.with_settings(anthropic_api_key=model.key, anthropic_base_url=model.url)
    _, card = await ready(world)
    now = await stored(world)

    assert (now.progress.stage, now.ai.trouble) == (Stage.READY, BAD_DAYS[mode])
    assert LEFT_BY_RULES in card.shown
    assert any(one.origin is Origin.RULES and one.text for one in now.sections)
    assert not any(one.origin is Origin.AI for one in now.sections)


PASSING: dict[Mode, AiTrouble] = {
    "overloaded": AiTrouble.OVERLOADED,
    "rate_limited": AiTrouble.BUSY,
    "failing": AiTrouble.OVERLOADED,
    "dropped": AiTrouble.UNREACHABLE,
}


@pytest.mark.parametrize("mode", PASSING)
async def test_what_passes_is_waited_out_while_the_draft_stands(worlds: Worlds, model: ModelServer, mode: Mode) -> None:
    model.mode = mode
    world = await worlds.with_settings(anthropic_api_key=model.key, anthropic_base_url=model.url)
    channel, card = await ready(world)

    assert (await stored(world)).ai.trouble is PASSING[mode]
    assert "I try again until" in card.shown
    model.mode = "good"
    await world.later(120)
    assert (await stored(world)).ai.trouble is None
    assert "AI text until a person keeps or edits" in channel.card().shown


@pytest.mark.parametrize("mode", ["lying", "injected"])
async def test_what_a_lying_model_says_is_not_in_the_document(worlds: Worlds, model: ModelServer, mode: Mode) -> None:
    model.mode = mode
    world = await worlds.with_settings(anthropic_api_key=model.key, anthropic_base_url=model.url)
    channel, card = await ready(world)
    now = await stored(world)

    assert now.ai.sentences > 0
    assert now.ai.sentences_verified == 0
    shown = card.shown + "\n".join(one.shown for one in channel.thread(card))
    assert "evil.example" not in shown
    assert "<!channel>" not in shown
    for left in ("*Timeline* · 6 entries, ", "rolling back cache-client 4.2 to 4.1", "What failed, and why"):
        assert left in shown
    assert not any("evil.example" in one.text or "Zebulon" in one.text for one in now.sections)


@pytest.mark.parametrize(
    ("settings", "trouble"),
    [
        ({"anthropic_api_key": "sk-ant-api03-wrong"}, AiTrouble.BAD_KEY),
        ({"ai_facts_model": "claude-gone-1"}, AiTrouble.GONE),
        ({"anthropic_base_url": "http://127.0.0.1:9"}, AiTrouble.UNREACHABLE),
    ],
)
async def test_a_wrong_key_a_model_that_is_gone_and_no_way_there_are_told_apart(
    worlds: Worlds, model: ModelServer, settings: dict[str, str], trouble: AiTrouble
) -> None:
    right = {"anthropic_api_key": model.key, "anthropic_base_url": model.url}
    world = await worlds.with_settings(**{**right, **settings})
    await ready(world)

    assert (await stored(world)).ai.trouble is trouble
    await world.noor.open_home()
    await world.work()
    assert world.noor.home is not None
    assert ("The AI writes nothing: " in world.noor.home.text) is (trouble in OPERATORS)


async def test_nothing_of_a_private_channel_reaches_the_model(worlds: Worlds, model: ModelServer) -> None:
    world = await worlds.with_settings(anthropic_api_key=model.key, anthropic_base_url=model.url)
    await drafted(world, world.incident(private=True))

    assert model.record.bodies == []
