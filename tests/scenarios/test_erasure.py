"""Erasing a person: whatever they did and wherever they are named, nothing of ours tells of them afterwards."""

import asyncio
import sqlite3
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.commands.doctor import _erasures
from bot.commands.erase import Wish, carry_out, look
from bot.domain.errors import Invalid
from bot.domain.people import Role
from bot.runtime import SystemClock
from sandbox.driver import Channel, Person
from storage.audit import look_over
from storage.engine import Database, file_of
from storage.erasure_list import ErasureList
from storage.tables import METADATA
from tests.scenarios.lives import until
from tests.scenarios.processes import environment, ran, started
from tests.scenarios.published import complete, every, publish
from tests.scenarios.steps import Worlds
from tests.scenarios.world import World

MAIL = "dana.ferreira@example.com"


def settings(folder: Path) -> dict[str, Any]:
    """Return settings by which texts keep mail addresses and comments block nothing, and a list of one's own."""
    return {"redact_contacts": False, "discussions": "warn", "erasures": folder / "erasures.txt"}


async def story(world: World) -> tuple[Person, Channel]:
    """Let Dana take part in everything that there is, and others speak of her; another Dana is there too."""
    dana = world.slack.person("dana.f", name="Dana Ferreira")
    okoro = world.slack.person("dana.o", name="Dana Okoro")
    channel = world.slack.channel("inc-7-pool", members=[world.maya, world.ben, world.noor, dana, okoro])
    await dana.slash("/postmortem note Dana Ferreira saw it first", channel)
    await dana.post(channel, "rolling back the pool, says Dana Ferreira")
    await world.ben.post(channel, f"<@{dana.id}> and Dana Okoro are on it, mail {MAIL}")
    await okoro.post(channel, "Dana Okoro here, Dana Ferreira has the pager")
    await dana.open_home()
    await complete(world, channel)
    await world.work()
    card = channel.card()
    await dana.post(channel, "I, Dana Ferreira, disagree", thread=card)
    await world.maya.post(channel, f"ask <@{dana.id}> about it", thread=card)
    await dana.pin(channel.messages[2])
    await world.work()
    await written(world, dana, channel)
    await world.maya.slash("/postmortem edit", channel)
    await dana.slash("/postmortem export md", channel)
    await world.work()
    await publish(world, channel)
    await world.later(600)
    await dana.leave(channel)
    await dana.change(deleted=True)
    await world.work()
    return dana, channel


async def written(world: World, dana: Person, channel: Channel) -> None:
    """Let Dana be an editor, own an item, write and leave words unsaved, and get a role."""
    async with world.bot.deps.store.write(world.bot.workspace) as uow:
        found = await uow.postmortems.by_number(1)
        assert found is not None
        await uow.postmortems.save(found.model_copy(update={"editors": (dana.id,)}))
        item = (await uow.action_items.of(found.id))[0]
        await uow.action_items.save(found.id, item.model_copy(update={"owner": dana.id}))
        await uow.members.grant(dana.id, Role.INCIDENT_ADMIN)
        await uow.members.record_role(dana.id, Role.MEMBER, Role.INCIDENT_ADMIN, by=dana.id, at=world.clock.now())
    done = await dana.slash("/postmortem edit summary", channel)
    assert done.modal is not None
    done.modal.fill({"Summary": f"Dana Ferreira ({MAIL}) and Dana Okoro rolled it back."})
    await done.modal.submit()
    await world.work()
    again = await dana.slash("/postmortem edit summary", channel)
    assert again.modal is not None
    again.modal.fill({"Summary": "Dana Ferreira left this unsaved"})
    await world.work()


async def everything(world: World) -> str:
    """Return all that is in any column of any table."""
    database = Database(world.settings.database_url)
    async with database.read() as do:
        rows = [row for table in METADATA.sorted_tables for row in await do.rows(select(table))]
    await database.close()
    return "\n".join(str(tuple(row)) for row in rows)


async def erased(world: World, member: str | None, **wish: Any) -> list[str]:
    plan = await look(world.settings, Wish(member, **wish))
    return await carry_out(world.settings, plan)


async def read(file: Path) -> bytes:
    """Return a database's files, read by another process: closing one here would take SQLite's locks away."""
    beside = [str(one) for one in sorted(file.parent.glob(f"{file.name}*"))]
    process = await asyncio.create_subprocess_exec("cat", *beside, stdout=asyncio.subprocess.PIPE)
    out, _ = await process.communicate()
    return out


async def drawn(world: World) -> None:
    """Let the bot do what the command left for it: the command goes by the real time."""
    world.clock.set(SystemClock().now())
    await world.later(600)


def named(held: str, dana: Person) -> list[str]:
    folded = held.casefold()
    return [one for one in (dana.id, "dana ferreira", "dana.f", MAIL) if one.casefold() in folded]


@pytest.fixture
async def world_of_dana(worlds: Worlds, tmp_path: Path) -> World:
    """A world whose texts keep mail addresses, with a list of erasures of its own."""
    return await worlds.with_settings(**settings(tmp_path))


async def test_nothing_that_is_kept_names_an_erased_person(world_of_dana: World, tmp_path: Path) -> None:
    world = world_of_dana
    dana, channel = await story(world)
    before = await everything(world)
    said = await erased(world, dana.id, also=(MAIL,))
    after = await everything(world)
    await drawn(world)

    assert len(named(before, dana)) == 4
    assert named(after, dana) == []
    assert named(await everything(world), dana) == []
    assert "Dana Okoro" in after
    assert after.count("Erased person 1") > 10
    assert said[0].startswith("Erased person 1 it is now, with the id UERASED1X")
    assert said[1] == "These documents changed, and show in their history that they did: PM-1."
    assert [one for one in said if "canvas" in one or "file that somebody asked for" in one]
    assert [one for one in said if f"{channel.id} (#inc-7-pool)" in one]
    assert named((tmp_path / "erasures.txt").read_text(), dana) == []
    assert (tmp_path / "erasures.txt").stat().st_mode & 0o077 == 0


async def test_what_we_have_in_slack_is_drawn_anew(world_of_dana: World) -> None:
    world = world_of_dana
    dana, channel = await story(world)
    before = "\n".join(one.text for one in every(channel))
    await erased(world, dana.id, also=(MAIL,))
    await drawn(world)
    ours = "\n".join(one.text for one in every(channel))
    files = [name for one in every(channel) for name in one.files]
    await world.maya.slash("/postmortem history", channel)

    assert named(before, dana)
    assert named(ours, dana) == []
    assert files
    assert world.maya.modal is not None
    assert "took a person out of it" in world.maya.modal.text
    assert named(world.maya.modal.text, dana) == []


async def test_somebody_who_is_still_there_is_said_to_be(world_of_dana: World) -> None:
    world = world_of_dana
    plan = await look(world.settings, Wish(world.ben.id))
    assert (
        "They are active in Slack: what they do and where they are named from now on is kept as before." in plan.told()
    )


async def test_the_chain_of_deeds_holds_and_a_second_run_finds_nothing(world_of_dana: World) -> None:
    world = world_of_dana
    dana, _ = await story(world)
    await erased(world, dana.id, also=(MAIL,))
    once = await everything(world)
    plan = await look(world.settings, Wish(dana.id))
    await carry_out(world.settings, plan)
    database = Database(world.settings.database_url)
    async with database.read() as do:
        deeds, broken = await look_over(do, 10_000)
    await database.close()

    assert plan.rows[dana.id] == 0
    assert [one.name for one in plan.erased.values()] == ["Erased person 1"]
    assert await everything(world) == once
    assert (deeds > 10, broken) == (True, {})


async def test_what_was_written_down_and_not_done_is_noticed_and_done(world_of_dana: World) -> None:
    world = world_of_dana
    dana, _ = await story(world)
    plan = await look(world.settings, Wish(dana.id, (MAIL,)))
    ErasureList(world.settings.erasures).add(dana.id, plan.erased[dana.id], date(2026, 3, 2))
    [finding] = await _erasures(world.settings)
    await erased(world, None, also=(MAIL,))

    assert (finding.is_bad, finding.sentence) == (
        True,
        "Erased person 1 is back. Run `postmortem erase --again`.",
    )
    assert named(await everything(world), dana) == []


async def test_whoever_is_killed_in_the_middle_is_done_when_run_again(
    world_of_dana: World, database_url: str, tmp_path: Path
) -> None:
    world = world_of_dana
    dana, _ = await story(world)
    env = environment(world.slack, database_url, tmp_path, POSTMORTEM_ERASURES=str(world.settings.erasures))
    words = ("erase", dana.id, "--also", MAIL, "--yes")
    async with started(*words, env=env, ready=dana.id.encode()) as running:
        await until(world.settings.erasures.exists)
        await running.kill()
    done = await ran(*words, env=env)

    assert (done[0], "Erased person 1 it is now" in done[1]) == (0, True)
    assert named(await everything(world), dana) == []


async def test_the_file_of_the_database_holds_nothing_either(
    tmp_path: Path, worlds: Worlds, database: Database
) -> None:
    if not database.is_sqlite:
        pytest.skip("what PostgreSQL's files hold is its operator's")
    world = await worlds.with_settings(**settings(tmp_path))
    dana, _ = await story(world)
    file = file_of(world.settings.database_url)
    assert file is not None
    before = await read(file)
    said = await erased(world, dana.id, also=(MAIL,))
    after = await read(file)

    assert b"Dana Ferreira" in before
    assert [one for one in (b"Dana Ferreira", dana.id.encode(), MAIL.encode()) if one in after] == []
    assert said[-1] == "Backups still hold the person. After a restore run postmortem erase --again."


async def test_a_restored_backup_is_noticed_and_erased_again(
    tmp_path: Path, worlds: Worlds, database: Database
) -> None:
    if not database.is_sqlite:
        pytest.skip("a backup is a file here")
    world = await worlds.with_settings(**settings(tmp_path))
    dana, _ = await story(world)
    with sqlite3.connect(tmp_path / "backup.db") as backup:
        sqlite3.connect(file_of(world.settings.database_url) or "").backup(backup)
    await erased(world, dana.id, also=(MAIL,))
    good = await _erasures(world.settings)
    restored = world.settings.model_copy(update={"database_url": f"sqlite+aiosqlite:///{tmp_path}/backup.db"})
    bad = await _erasures(restored)
    plan = await look(restored, Wish(None, (MAIL,)))
    await carry_out(restored, plan)

    assert [(one.is_bad, one.sentence) for one in good] == [(False, "1 person on the list, nobody is back.")]
    assert [one.is_bad for one in bad] == [True]
    assert list(plan.erased) == [dana.id]
    with sqlite3.connect(tmp_path / "backup.db") as backup:
        assert named("\n".join(backup.iterdump()), dana) == []


async def test_the_command_asks_first_and_does_what_it_was_told(
    world_of_dana: World, database_url: str, tmp_path: Path
) -> None:
    world = world_of_dana
    dana, _ = await story(world)
    env = environment(world.slack, database_url, tmp_path, POSTMORTEM_ERASURES=str(tmp_path / "erasures.txt"))
    code, said, _ = await ran("erase", dana.id, env=env)
    kept = await everything(world)
    done = await ran("erase", dana.id, "--also", MAIL, "--yes", env=env)
    whom = await ran("erase", env=env)

    assert code == 1
    assert f"{dana.id} becomes Erased person 1." in said
    assert "  Dana Ferreira: " in said
    assert dana.id in kept
    assert done[0] == 0
    assert named(await everything(world), dana) == []
    assert whom[0] == 1
    assert whom[2].startswith("Say whom: ")


@pytest.mark.parametrize("member", ["dana", "C0123ABCD", "UERASED1XABCDEFGH"])
async def test_whoever_is_no_person_is_not_erased(world_of_dana: World, member: str) -> None:
    with pytest.raises(Invalid, match="is no Slack id of a person"):
        await look(world_of_dana.settings, Wish(member))


async def test_a_list_that_is_something_else_is_refused(world_of_dana: World) -> None:
    world_of_dana.settings.erasures.write_text("salt 12\n")
    with pytest.raises(Invalid, match="is no list of erasures"):
        await look(world_of_dana.settings, Wish("U0123ABCD"))
    [finding] = await _erasures(world_of_dana.settings)
    assert finding.is_bad
