"""The pages of docs/: those written from the code agree with it, and the others speak of what is there."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from bot.settings import Settings, load
from tests.house import documents
from tests.house.tree import ROOT, files, python, read

KEPT = {one for name in files() for one in (Path(name), *Path(name).parents)}  # folders too, as a clone has them
PAGES = [name for name in files() if name.endswith(".md")]
RECORDS = [name for name in PAGES if re.fullmatch(r"docs/decisions/\d{4}-[a-z-]+\.md", name)]
CONTRACTS = tomllib.loads(read("pyproject.toml"))["tool"]["importlinter"]["contracts"]


@pytest.mark.parametrize("page", documents.PAGES)
def test_a_page_that_is_written_from_the_code_is_up_to_date(page: str) -> None:
    assert read(page) == documents.PAGES[page]()


def test_every_setting_is_described_and_named_for_what_it_is() -> None:
    undescribed = [name for name, info in Settings.model_fields.items() if not (info.description or "").endswith(".")]
    names = [documents.setting_name(name, info) for name, info in Settings.model_fields.items()]

    assert undescribed == []
    assert [name for name in names if not name.startswith(("POSTMORTEM_", "SLACK_", "ANTHROPIC_"))] == []


def test_the_example_of_an_environment_holds_the_defaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for field, info in Settings.model_fields.items():
        monkeypatch.delenv(documents.setting_name(field, info), raising=False)
    example = tmp_path / "env"
    example.write_text(re.sub(r"(?m)^# (?=[A-Z_]+=)", "", read(".env.example")), encoding="utf-8")

    assert load(example) == load(None)


def test_the_architecture_names_every_room() -> None:
    page = read("docs/architecture.md")
    rooms = {one.path.split("/")[1].removesuffix(".py") for one in python("bot")} - {"__init__"}
    expected = {f"bot.{room}" for room in rooms} | {"blocks", "storage", "sandbox"}

    assert {room for room in expected if room not in page} == set()


@pytest.mark.parametrize("page", PAGES)
def test_every_link_of_a_page_leads_somewhere(page: str) -> None:
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", without_code(read(page)))
    here = [(link, (ROOT / page).parent.joinpath(link).resolve()) for link in links if "://" not in link]
    lost = [link for link, there in here if there.relative_to(ROOT) not in KEPT]

    assert lost == []


@pytest.mark.parametrize("page", [one for one in PAGES if one.startswith("docs/")])
def test_every_file_that_a_page_names_is_there(page: str) -> None:
    named = re.findall(r"`((?:bot|blocks|storage|sandbox|tests|docs)/[\w/.-]*)`", read(page))

    assert [name for name in named if Path(name) not in KEPT] == []


def test_the_architecture_names_files_by_their_room() -> None:
    named = re.findall(r"`([a-z_]+(?:/[a-z_]+)*(?:\.py|/))`", read("docs/architecture.md"))
    there = [name for name in named if any(Path(base, name) in KEPT for base in ("", "bot", "sandbox", "tests"))]
    tests = {Path(one.path).name for one in python("tests/house")}

    assert set(named) - set(there) - tests == {"changes.py", "reactions.py"}


@pytest.mark.parametrize("record", RECORDS)
def test_every_decision_says_why_what_else_and_what_holds_it(record: str) -> None:
    headings = re.findall(r"(?m)^\*\*([A-Z][a-z ]+)[.:]\*\*", read(record))

    assert headings == ["Context", "Decision", "Alternatives", "Held by"]


@pytest.mark.parametrize("record", RECORDS)
def test_what_holds_a_decision_exists(record: str) -> None:
    held = read(record).partition("**Held by:**")[2]
    quoted = {" ".join(name.split()) for name in re.findall(r"“([^”]+)”", held)}
    paths = re.findall(r"`((?:tests|bot|docs)/[\w./-]+)`", held)

    assert quoted - {contract["name"] for contract in CONTRACTS} == set()
    assert quoted or paths
    assert [path for path in paths if Path(path) not in KEPT] == []


def test_the_list_of_decisions_is_complete() -> None:
    listed = re.findall(r"\]\((\d{4}-[a-z-]+\.md)\)", read("docs/decisions/README.md"))

    assert listed == [Path(record).name for record in RECORDS]


def test_every_dependency_earns_its_line() -> None:
    project = tomllib.loads(read("pyproject.toml"))["project"]
    wanted = {re.split(r"[>=<;\s]", one)[0] for one in project["dependencies"]}
    record = read("docs/decisions/0001-rooms-and-dependencies.md")
    explained = {name.strip() for row in re.findall(r"(?m)^\| ([\w\[\], -]+) \|", record) for name in row.split(",")}

    assert wanted - explained == set()
    assert explained - wanted - {"Package", "---"} == set()


def test_every_word_of_make_is_explained_to_contributors() -> None:
    words = set(re.findall(r"(?m)^([a-z]+):", read("Makefile")))

    assert {word for word in words if f"make {word}" not in read("docs/contributing.md")} == set()


async def test_the_scenario_of_the_page_for_contributors_plays(monkeypatch: pytest.MonkeyPatch) -> None:
    (example,) = re.findall(r"(?ms)^```python\n(.*?)^```", read("docs/contributing.md"))
    names: dict[str, Any] = {}
    exec(compile(example, "docs/contributing.md", "exec"), names)
    monkeypatch.chdir(ROOT)

    assert await names["story"]() == ["Checkout is slow", "eyes", "Lead: Alice"]


def without_code(text: str) -> str:
    """Return Markdown without its code blocks and code spans."""
    return re.sub(r"`[^`\n]*`", "", re.sub(r"(?ms)^```.*?^```", "", text))
