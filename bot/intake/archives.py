"""A folder or zip that somebody else packed, read file by file: by expected name, never extracted, never followed.

Bytes are counted while they are unpacked, whatever a header says; links, odd names and encrypted files are not read. It
knows nothing of what the files mean.
"""

import os
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final, Protocol

from bot.domain.errors import Invalid

MAX_FILES: Final = 200_000
"""Entries in a zip, or in one folder. Beyond it somebody packed a bomb, or everything of a very large company."""
MAX_INDEX_BYTES: Final = 64 * 1024 * 1024
MAX_FILE_BYTES: Final = 32 * 1024 * 1024
"""One file, unpacked. A day of Slack with 32 MB would hold some fifty thousand messages."""
MAX_TOTAL_BYTES: Final = 500 * 1024 * 1024
_CHUNK: Final = 1024 * 1024
_END_OF_INDEX, _END_OF_INDEX_64, _LOCATOR_64 = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
_LONGEST_TAIL: Final = 22 + 65_535 + 20 + 56
_UTF8_NAME: Final = 0x800


class Broken(Exception):  # noqa: N818 - it says what the file is
    """One file cannot be read. Its text is a reason that completes "could not be read: …"."""


class Archive(Protocol):
    """Files by name, with "/" between folders."""

    def listed(self, folder: str) -> list[str]:
        """Give the names of the plain files directly in a folder ("" is the top), sorted."""
        ...

    def folders(self) -> list[str]:
        """Give the names of the folders at the top, sorted."""
        ...

    def read(self, name: str) -> bytes:
        """Give a file's bytes. Raises Broken if it cannot be read, Invalid if it is larger than any honest one."""
        ...


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """Open a folder or a zip for reading. Raises Invalid with a sentence when it is neither."""
    with ExitStack() as stack:
        yield _open(path, stack)


def _open(path: Path, stack: ExitStack) -> Archive:
    try:
        if path.is_dir():
            return _Folder(path)
        if not path.exists():
            raise Invalid(f"There is nothing at {path.name!r}. Give the folder or the zip that Slack's export made.")
        _refuse_endless_index(path)
        return _Zip(stack.enter_context(zipfile.ZipFile(path)))
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError, ValueError):
        raise Invalid(
            f"{path.name!r} is no folder and no zip that can be read; perhaps the download broke off."
            " Download the export again, or unpack it and give the folder."
        ) from None
    except OSError as error:
        raise _closed(path.name, error) from None


class _Count:
    """How many bytes have been unpacked, of all files together."""

    def __init__(self) -> None:
        self._total = 0

    def add(self, chunk: bytes, of_file: int) -> None:
        self._total += len(chunk)
        if of_file > MAX_FILE_BYTES:
            raise Invalid(
                f"A file in the export is larger than {MAX_FILE_BYTES // 2**20} MB when unpacked,"
                " which no day of Slack is. Nothing was read from it. Is this an export as Slack made it?"
            )
        if self._total > MAX_TOTAL_BYTES:
            raise Invalid(
                f"The channel's files are larger than {MAX_TOTAL_BYTES // 2**20} MB when unpacked."
                " Keep only the days of the incident in the channel's folder and try again."
            )


class _Folder:
    def __init__(self, root: Path) -> None:
        self._root = root
        self._count = _Count()

    def listed(self, folder: str) -> list[str]:
        return self._names(folder, lambda entry: entry.is_file(follow_symlinks=False))

    def folders(self) -> list[str]:
        return self._names("", lambda entry: entry.is_dir(follow_symlinks=False))

    def _names(self, folder: str, wanted: "_Wanted") -> list[str]:
        place = self._inside(folder)
        names: list[str] = []
        if place is None or not place.is_dir():
            return names
        try:
            with os.scandir(place) as entries:
                for number, entry in enumerate(entries):
                    if number >= MAX_FILES:
                        raise _too_many_files()
                    if wanted(entry):
                        names.append(entry.name)
        except OSError as error:
            raise _closed(place.name, error) from None
        return sorted(names)

    def read(self, name: str) -> bytes:
        place = self._inside(name)
        if place is None or not place.is_file():
            raise Broken("there is no such plain file")
        parts: list[bytes] = []
        size = 0
        try:
            with place.open("rb") as file:
                while chunk := file.read(_CHUNK):
                    size += len(chunk)
                    self._count.add(chunk, size)
                    parts.append(chunk)
        except OSError as error:
            raise Broken(error.strerror or "the disk refused") from None
        return b"".join(parts)

    def _inside(self, name: str) -> Path | None:
        """Find a name below the root, unless it leads out of it or over a link."""
        place = self._root
        for part in name.split("/") if name else ():
            if not is_plain_name(part):
                return None
            place /= part
            if place.is_symlink():
                return None
        return place


class _Zip:
    def __init__(self, packed: zipfile.ZipFile) -> None:
        infos = packed.infolist()
        if len(infos) > MAX_FILES:
            raise _too_many_files()
        self._packed = packed
        self._count = _Count()
        self._files = {name: info for info in infos if (name := _honest_name(info))}
        self._by_folder: dict[str, list[str]] = {}
        for name in self._files:
            folder, _, file = name.rpartition("/")
            self._by_folder.setdefault(folder, []).append(file)

    def listed(self, folder: str) -> list[str]:
        return sorted(self._by_folder.get(folder, ()))

    def folders(self) -> list[str]:
        return sorted({name.split("/", 1)[0] for name in self._files if "/" in name} - {"__MACOSX"})

    def read(self, name: str) -> bytes:
        info = self._files.get(name)
        if info is None:
            raise Broken("there is no such plain file")
        parts: list[bytes] = []
        size = 0
        try:
            with self._packed.open(info) as file:
                while chunk := file.read(_CHUNK):
                    size += len(chunk)
                    self._count.add(chunk, size)
                    parts.append(chunk)
        except RuntimeError:
            raise Broken("it is encrypted, or packed in a way that is not known here") from None
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError):
            raise Broken("the zip is damaged there") from None
        return b"".join(parts)


def is_plain_name(part: str) -> bool:
    """Tell whether this may be the name of one file or folder, and not a way to somewhere else."""
    return bool(part) and part not in (".", "..") and not any(character in part for character in "/\\:\0")


def _honest_name(info: zipfile.ZipInfo) -> str:
    """Return the name of a plain file inside the archive; nothing for folders, links and ways out."""
    name = info.filename
    if not info.flag_bits & _UTF8_NAME and not name.isascii():
        try:
            name = name.encode("cp437").decode()
        except UnicodeError:
            name = info.filename
    linked = stat.S_ISLNK(info.external_attr >> 16)
    return name if not linked and all(is_plain_name(part) for part in name.split("/")) else ""


def _refuse_endless_index(path: Path) -> None:
    """Look at the size of a zip's index before `zipfile` reads it all into memory."""
    with path.open("rb") as file:
        end = file.seek(0, os.SEEK_END)
        file.seek(max(0, end - _LONGEST_TAIL))
        tail = file.read(_LONGEST_TAIL)
    at = tail.rfind(_END_OF_INDEX)
    size = int.from_bytes(tail[at + 12 : at + 16], "little") if at >= 0 else 0
    at_64 = tail.rfind(_END_OF_INDEX_64, 0, max(at, 0))
    if at_64 >= 0 and _LOCATOR_64 in tail[at_64:at]:
        size = int.from_bytes(tail[at_64 + 40 : at_64 + 48], "little")
    if size > MAX_INDEX_BYTES:
        raise _too_many_files()


def _closed(name: str, error: OSError) -> Invalid:
    return Invalid(f"{name!r} cannot be opened ({error.strerror or 'no reason given'}). Check its rights.")


def _too_many_files() -> Invalid:
    return Invalid(
        f"The export lists more than {MAX_FILES:,} files, which is more than can be looked through."
        " Unpack it and keep channels.json, users.json and the folder of the channel."
    )


class _Wanted(Protocol):
    def __call__(self, entry: "os.DirEntry[str]", /) -> bool: ...
