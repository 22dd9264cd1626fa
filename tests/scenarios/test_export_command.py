"""`postmortem export`: a document from the database into a file, on record, and as somebody only what that one sees."""

from pathlib import Path

import pytest

from bot.commands.export import export
from bot.domain.errors import Invalid, NotFound
from tests.scenarios.processes import environment, ran
from tests.scenarios.published import TEXT, complete, publish
from tests.scenarios.world import World


async def test_who_has_the_server_gets_any_document_and_that_stands_in_its_history(
    quiet: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "root")
    channel = await complete(quiet, quiet.incident(private=True))
    await publish(quiet, channel)
    file = tmp_path / "new" / "42.md"
    said = await export(quiet.settings, "PM-1", "md", file, as_user=None)
    assert said == f"PM-1 as Markdown, revision 3: {file}"
    assert TEXT in file.read_text()
    assert file.stat().st_mode & 0o077 == 0
    await export(quiet.settings, "1", "json", tmp_path / "42.json", as_user=quiet.ben.id)
    await quiet.maya.slash("/postmortem history", channel)
    assert quiet.maya.modal is not None
    assert [one.partition(" · ")[2] for one in quiet.maya.modal.lines[1:3]] == [
        "*root, at the server, as ben* took it as a file",
        "*root, at the server,* took it as a file",
    ]


async def test_as_somebody_without_sight_it_is_not_there_and_nothing_is_written(quiet: World, tmp_path: Path) -> None:
    channel = await complete(quiet, quiet.incident(private=True))
    stranger = quiet.slack.person("sam", name="Sam")
    await stranger.slash("/postmortem", quiet.slack.channel("elsewhere", members=[stranger]))
    file = tmp_path / "x.md"
    with pytest.raises(NotFound, match="There is no PM-1 that you can see"):
        await export(quiet.settings, "PM-1", "md", file, as_user=stranger.id)
    with pytest.raises(Invalid, match="I know no member U0NOBODY"):
        await export(quiet.settings, "PM-1", "md", file, as_user="U0NOBODY")
    assert not file.exists()
    await quiet.maya.slash("/postmortem history", channel)
    assert quiet.maya.modal is not None
    assert "took it as a file" not in quiet.maya.modal.text


@pytest.mark.parametrize(
    ("name", "form", "sentence"),
    [
        ("PM-9", "md", "There is no PM-9 in this database."),
        ("checkout", "md", "checkout is no postmortem."),
        ("PM-1", "docx", "I don't know docx."),
    ],
)
async def test_what_cannot_be_had_is_said(quiet: World, tmp_path: Path, name: str, form: str, sentence: str) -> None:
    await complete(quiet)
    with pytest.raises(Invalid, match=sentence):
        await export(quiet.settings, name, form, tmp_path / "x", as_user=None)


async def test_the_command_writes_a_pdf_beside_a_bot_that_runs(quiet: World, database_url: str, tmp_path: Path) -> None:
    await complete(quiet)
    env = environment(quiet.slack, database_url, tmp_path)
    done = await ran("export", "PM-1", "pdf", "--out", "out.pdf", env=env)
    assert done == (0, "PM-1 as PDF, revision 3: out.pdf\n", "")
    assert (tmp_path / "out.pdf").read_bytes().startswith(b"%PDF-")
    code, _, said = await ran("export", "PM-9", env=env)
    assert (code, said) == (1, "There is no PM-9 in this database.\n")
