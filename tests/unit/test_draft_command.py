import json
from pathlib import Path

import pytest

from bot.commands.draft import draft_export

DAY = 1_717_401_600  # 2024-06-03 08:00:00 UTC


def export(folder: Path) -> Path:
    """Write an export of one channel in which a monitor posts with a user's id, as some apps do."""
    users = [
        {"id": "U0ANN0001", "name": "ann", "is_bot": False, "profile": {"display_name": "ann"}},
        {"id": "U0WATCH01", "name": "watch", "is_bot": True, "profile": {"display_name": "watch"}},
    ]
    said = [
        ("U0WATCH01", 0, "FIRING api-errors 30% of requests fail"),
        ("U0ANN0001", 60, "on it"),
        ("U0WATCH01", 120, "api-errors page for ann was acknowledged"),
    ]
    messages = [
        {"type": "message", "user": who, "ts": f"{DAY + after}.000100", "text": text} for who, after, text in said
    ]
    (folder / "inc-1").mkdir(parents=True)
    (folder / "users.json").write_text(json.dumps(users), encoding="utf-8")
    (folder / "channels.json").write_text(json.dumps([{"id": "C1", "name": "inc-1"}]), encoding="utf-8")
    (folder / "inc-1" / "2024-06-03.json").write_text(json.dumps(messages), encoding="utf-8")
    return folder


async def test_whoever_users_json_calls_a_bot_is_a_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    await draft_export(export(tmp_path / "export"), "inc-1", tmp_path / "out", offline=True)
    rows = json.loads((tmp_path / "out" / "timeline.json").read_text(encoding="utf-8"))
    assert [(row["kind"], row["text"]) for row in rows] == [
        ("detected", "api-errors fires: 30% of requests fail"),
        ("acknowledged", "ann: on it"),
        ("acknowledged", "api-errors page for ann was acknowledged"),
    ]


async def test_a_draft_is_written_as_every_kind_of_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    await draft_export(export(tmp_path / "export"), "inc-1", tmp_path / "out", offline=True)
    written = {one.name: one.read_bytes()[:8] for one in (tmp_path / "out").iterdir()}
    assert written == {
        "postmortem.md": b"# PM-1 \xc2",
        "postmortem.html": b"<!doctyp",
        "postmortem.pdf": b"%PDF-1.7",
        "postmortem.json": b'{\n "sche',
        "timeline.json": b'[\n {\n  "',
    }
