"""Reading one channel of a Slack export: honest ones whole, hostile ones with a sentence instead of a trace."""

import json
import time
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.domain.errors import Invalid
from bot.intake import archives, export
from bot.intake.export import ExportedChannel, ExportedPerson, read_export

NOW = datetime(2024, 10, 3, tzinfo=UTC)
CHANNELS = [
    {"id": "C1", "name": "inc-42", "members": ["U1", "U2"], "topic": {"value": "fire\nin the hall"}},
    {"id": "C2", "name": "general", "members": [], "topic": {"value": ""}},
]
USERS = [
    {
        "id": "U1",
        "name": "alice",
        "real_name": "Alice A.",
        "tz": "Europe/Berlin",
        "profile": {"display_name": "al\u202eice"},
    },
    {"id": "U2", "name": "bot", "is_bot": True, "deleted": True, "profile": {"real_name": "Bot B."}},
]
FIRST = {"type": "message", "user": "U1", "text": "down", "ts": "1727827200.000100"}
REPLY = {"type": "message", "user": "U2", "text": "yes", "ts": "1727913600.000200", "thread_ts": "1727827200.000100"}
NO_JSON = "it is no JSON, or broken, or nested too deep"
DAYS = {"inc-42/2024-10-02.json": [FIRST], "inc-42/2024-10-03.json": [REPLY]}


def written(root: Path, files: dict[str, Any]) -> Path:
    for name, content in files.items():
        place = root / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return root


def zipped(root: Path, files: dict[str, Any], top: str = "") -> Path:
    with zipfile.ZipFile(root / "export.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(top + name, content if isinstance(content, bytes) else json.dumps(content))
    return root / "export.zip"


def whole(**more: Any) -> dict[str, Any]:
    return {"channels.json": CHANNELS, "users.json": USERS, **DAYS, **more}


def day(content: object) -> dict[str, Any]:
    return {"channels.json": CHANNELS, "users.json": [], "inc-42/2024-10-02.json": content}


def read(path: Path, channel: str = "inc-42") -> ExportedChannel:
    return read_export(path, channel, now=NOW)


def refusal(path: Path, channel: str = "inc-42") -> str:
    with pytest.raises(Invalid) as refused:
        read(path, channel)
    return refused.value.sentence


EXPECTED = ExportedChannel(
    id="C1",
    name="inc-42",
    is_private=False,
    topic="fire in the hall",
    members=("U1", "U2"),
    messages=(FIRST, REPLY),
    users={
        "U1": ExportedPerson("U1", "alice", "Alice A.", "alice", "Europe/Berlin", is_bot=False, deleted=False),
        "U2": ExportedPerson("U2", "bot", "Bot B.", "", "", is_bot=True, deleted=True),
    },
    skipped=0,
    notes=(),
)


def test_a_folder_is_read_whole(tmp_path: Path) -> None:
    assert read(written(tmp_path, whole())) == EXPECTED


@pytest.mark.parametrize("top", ["", "Acme export Oct 2024/"])
def test_a_zip_is_read_whole_also_inside_one_folder(tmp_path: Path, top: str) -> None:
    assert read(zipped(tmp_path, whole(), top)) == EXPECTED


def test_a_folder_inside_a_folder_is_found(tmp_path: Path) -> None:
    written(tmp_path / "unpacked", whole())
    assert read(tmp_path) == EXPECTED


@pytest.mark.parametrize("channel", ["inc-42", "#inc-42", "C1", "INC-42", " #inc-42 "])
def test_a_channel_is_found_by_name_or_id(tmp_path: Path, channel: str) -> None:
    assert read(written(tmp_path, whole()), channel).id == "C1"


def test_a_misspelt_channel_is_answered_with_the_likely_one(tmp_path: Path) -> None:
    assert refusal(written(tmp_path, whole()), "inc42") == "The export has no channel #inc42. Did you mean #inc-42?"


def test_an_unknown_channel_is_answered_with_what_there_is(tmp_path: Path) -> None:
    sentence = refusal(written(tmp_path, whole()), "zzzzzz")
    assert sentence == "The export has no channel #zzzzzz. It has #general, #inc-42."


@pytest.mark.parametrize("listing", ["groups.json", "mpims.json", "dms.json"])
def test_other_listings_hold_private_channels(tmp_path: Path, listing: str) -> None:
    row = {"id": "G1", "name": "sec"} if listing != "dms.json" else {"id": "D1"}
    name = row.get("name", row["id"])
    found = read(written(tmp_path, {listing: [row], "users.json": [], f"{name}/2024-10-02.json": [FIRST]}), name)
    assert (found.is_private, found.name, found.messages) == (True, name, (FIRST,))


def test_without_users_people_are_named_as_their_messages_name_them(tmp_path: Path) -> None:
    message = {**FIRST, "user_profile": {"name": "al", "real_name": "Al", "display_name": "A", "tz": "UTC"}}
    found = read(written(tmp_path, {"channels.json": CHANNELS, "inc-42/2024-10-02.json": [message]}))
    assert found.users == {"U1": ExportedPerson("U1", "al", "Al", "A", "UTC", is_bot=False, deleted=False)}
    assert found.notes == ("There is no users.json, so people are named as their messages name them.",)


def test_broken_users_are_noted(tmp_path: Path) -> None:
    assert read(written(tmp_path, whole(**{"users.json": b"{"}))).notes == (
        f"users.json could not be read: {NO_JSON}. People are named as their messages name them.",
    )


@pytest.mark.parametrize(
    ("row", "note"),
    [
        (5, "Rows left out because they are no messages: 1."),
        ([FIRST], "Rows left out because they are no messages: 1."),
        ({"text": "x"}, "Rows left out because they have no time: 1."),
        ({"ts": 1727827200.0}, "Rows left out because they have no time: 1."),
        ({"ts": "١٧٢٧٨٢٧٢٠٠.000100"}, "Rows left out because they have no time: 1."),
        ({"ts": "NaN"}, "Rows left out because they have no time: 1."),
        ({"ts": "1" * 6000}, "Rows left out because they have no time: 1."),
        ({"ts": "1356998399.999999"}, "Messages left out because they claim a time before 2013 or in the future: 1."),
        ({"ts": "1728000001.000000"}, "Messages left out because they claim a time before 2013 or in the future: 1."),
    ],
)
def test_a_row_that_is_no_message_is_left_out_and_counted(tmp_path: Path, row: object, note: str) -> None:
    found = read(written(tmp_path, day([FIRST, row])))
    assert (found.messages, found.skipped, found.notes) == ((FIRST,), 1, (note,))


def test_a_message_nested_too_deep_is_left_out(tmp_path: Path) -> None:
    deep = json.loads('{"ts": "1727827200.000200", "blocks": ' + "[" * 64 + "]" * 64 + "}")
    found = read(written(tmp_path, day([FIRST, deep])))
    assert (found.messages, found.skipped) == ((FIRST,), 1)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"[" * 1_000_000, f"could not be read: {NO_JSON}"),
        (b"", f"could not be read: {NO_JSON}"),
        (b"\x00\x01", f"could not be read: {NO_JSON}"),
        (b"[" + b"1" * 5000 + b"", f"could not be read: {NO_JSON}"),
        (b'{"ts": "1727827200.000100"}', "is not a list of messages"),
        (b"null", "is not a list of messages"),
    ],
)
def test_a_broken_day_is_noted_and_the_others_are_read(tmp_path: Path, content: bytes, reason: str) -> None:
    found = read(written(tmp_path, whole(**{"inc-42/2024-10-02.json": content})))
    assert (found.messages, found.notes) == ((REPLY,), (f"2024-10-02.json {reason}. Its messages are missing.",))


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b'\xef\xbb\xbf[{"ts": "1727827200.000100", "text": "bom"}]', "bom"),
        ('[{"ts": "1727827200.000100", "text": "caf\xe9 \x80"}]'.encode("latin-1"), "café €"),
        ('[{"ts": "1727827200.000100", "text": "wide ü"}]'.encode("utf-16"), "wide ü"),
        (b'[{"ts": "1727827200.000100", "text": "half \\ud83d, whole \\ud83d\\ude00"}]', "half \ufffd, whole 😀"),
        (b'[{"ts": "0", "ts": "1727827200.000100", "text": "a", "text": "b"}]', "b"),
        (b'[{"ts": "1727827200.000100", "text": NaN}]', None),
        (b'[{"ts": "1727827200.000100", "text": 1e999}]', None),
        (b'[{"ts": "1727827200.000100", "text": ' + b"7" * 5000 + b"}]", None),
    ],
)
def test_odd_bytes_and_numbers_are_mended(tmp_path: Path, raw: bytes, text: str | None) -> None:
    assert [message["text"] for message in read(written(tmp_path, day(raw))).messages] == [text]


def test_messages_are_ordered_by_time_and_each_stands_once(tmp_path: Path) -> None:
    found = read(written(tmp_path, whole(**{"inc-42/2024-10-01.json": [REPLY, FIRST]})))
    assert found.messages == (FIRST, REPLY)


def test_a_day_of_the_year_99999_is_no_day(tmp_path: Path) -> None:
    found = read(written(tmp_path, whole(**{"inc-42/99999-10-02.json": [FIRST], "inc-42/x.json": [FIRST]})))
    assert found.notes == ("2 files in the channel's folder are no days and were not read.",)


def test_an_empty_channel_says_so(tmp_path: Path) -> None:
    assert read(written(tmp_path, whole()), "general").notes == ("The channel's folder holds no message.",)


@pytest.mark.parametrize("name", ["../secret", "/etc", "..", "C:\\x", "a/../../secret"])
def test_no_channel_leads_out_of_the_export(tmp_path: Path, name: str) -> None:
    written(tmp_path, {"secret/2024-10-02.json": [FIRST]})
    files = {"channels.json": [{"id": "C9", "name": name}], "users.json": []}
    assert read(written(tmp_path / "export", files), "C9").messages == ()


@pytest.mark.parametrize("name", ["../inc-42/2024-10-02.json", "/inc-42/2024-10-02.json", "inc-42/./2024-10-02.json"])
def test_odd_names_in_a_zip_are_not_read(tmp_path: Path, name: str) -> None:
    path = zipped(tmp_path, {"channels.json": CHANNELS, "users.json": [], name: [FIRST]})
    before = sorted(tmp_path.iterdir())
    assert read(path).messages == ()
    assert sorted(tmp_path.iterdir()) == before


def test_links_in_a_folder_are_not_followed(tmp_path: Path) -> None:
    written(tmp_path, {"elsewhere.json": [FIRST], "other/2024-10-02.json": [FIRST]})
    root = written(
        tmp_path / "export", {"channels.json": CHANNELS, "users.json": [], "inc-42/2024-10-03.json": [REPLY]}
    )
    (root / "inc-42" / "2024-10-02.json").symlink_to(tmp_path / "elsewhere.json")
    (root / "general").symlink_to(tmp_path / "other")
    assert (read(root).messages, read(root, "general").messages) == ((REPLY,), ())


def test_links_in_a_zip_are_not_read(tmp_path: Path) -> None:
    path = zipped(tmp_path, {"channels.json": CHANNELS, "users.json": []})
    info = zipfile.ZipInfo("inc-42/2024-10-02.json")
    info.external_attr = 0o120777 << 16
    with zipfile.ZipFile(path, "a") as packed:
        packed.writestr(info, json.dumps([FIRST]))
    assert read(path).messages == ()


def test_a_bomb_is_refused_while_it_is_unpacked(tmp_path: Path) -> None:
    path = zipped(tmp_path, {"channels.json": CHANNELS, "inc-42/2024-10-02.json": b" " * 40_000_000})
    assert (path.stat().st_size < 100_000, refusal(path).partition(",")[0]) == (
        True,
        "A file in the export is larger than 32 MB when unpacked",
    )


def test_a_bomb_that_lies_about_its_size_is_damaged(tmp_path: Path) -> None:
    path = zipped(tmp_path, {"channels.json": CHANNELS, "users.json": [], "inc-42/2024-10-02.json": b" " * 40_000_000})
    raw = path.read_bytes().replace((40_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    path.write_bytes(raw)
    assert read(path).messages == ()


def test_many_files_are_counted_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_TOTAL_BYTES", 300)
    assert refusal(written(tmp_path, whole())).startswith("The channel's files are larger than")


def test_a_zip_with_too_many_files_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_FILES", 3)
    assert refusal(zipped(tmp_path, whole())).startswith("The export lists more than 3 files")


def test_a_zip_with_an_endless_index_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(b"PK\x05\x06" + b"\0" * 8 + (2**31).to_bytes(4, "little") + b"\0" * 6)
    assert refusal(path).startswith("The export lists more than 200,000 files")


def test_a_folder_with_too_many_files_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_FILES", 1)
    assert refusal(written(tmp_path, whole())).startswith("The export lists more than 1 files")


@pytest.mark.parametrize(
    ("cap", "start"),
    [("MAX_MESSAGES", "The channel has more than 1 messages"), ("MAX_DAYS", "The channel has more than 1 day")],
)
def test_a_channel_beyond_the_caps_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cap: str, start: str
) -> None:
    monkeypatch.setattr(export, cap, 1)
    assert refusal(written(tmp_path, whole())).startswith(start)


def test_an_encrypted_day_is_noted(tmp_path: Path) -> None:
    path = zipped(tmp_path, day([FIRST]))
    raw = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = raw.rfind(mark, 0, len(raw))
        raw[at + offset] |= 1
    path.write_bytes(raw)
    assert read(path).notes[0] == (
        "2024-10-02.json could not be read: it is encrypted, or packed in a way that is not known here."
        " Its messages are missing."
    )


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04 broken off"])
def test_what_is_no_zip_gets_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "export.zip"
    path.write_bytes(content)
    assert refusal(path).startswith("'export.zip' is no folder and no zip that can be read")


def test_what_is_not_there_gets_a_sentence(tmp_path: Path) -> None:
    assert refusal(tmp_path / "nothing.zip").startswith("There is nothing at 'nothing.zip'.")


@pytest.mark.parametrize(
    ("files", "start"),
    [
        ({"readme.txt": b"x"}, "There is no channels.json in"),
        ({"a/channels.json": CHANNELS, "b/channels.json": CHANNELS}, "There are several exports in"),
        ({"channels.json": []}, "The export names no channel."),
        ({"channels.json": {"a": 1}}, "The export names no channel."),
        (
            {"channels.json": b"[" * 100_000},
            "The export names no channel (channels.json could not be read: it is no JSON",
        ),
        ({"channels.json": [5, None, {"name": 7}]}, "The export has no channel #inc-42."),
    ],
)
def test_a_foreign_export_gets_a_sentence(tmp_path: Path, files: dict[str, Any], start: str) -> None:
    assert refusal(written(tmp_path / "export", files)).startswith(start)


def test_many_folders_and_files_in_a_zip_do_not_stall(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as packed:
        for name, content in whole().items():
            packed.writestr("top/" + name, json.dumps(content))
        for number in range(10_000):
            packed.writestr(f"junk{number}/{number}.json", "")
    began = time.process_time()
    assert read(tmp_path / "export.zip") == EXPECTED
    assert time.process_time() - began < 5.0
