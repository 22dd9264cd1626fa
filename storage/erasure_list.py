"""Who was erased, in a file beside the database that does not say who: after a restore it tells who has to go again.

Of each person there is a number, the made up id that stands in their place, and a slow digest of their Slack id with
the file's own salt. Whoever has the file and a list of Slack ids can try them all; nobody can read an id out of it.
"""

import hashlib
import os
import re
import secrets
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Final

from bot.domain.erasure import Erased, erased_of
from bot.domain.errors import Invalid

_HEAD: Final = "# Who was erased, without saying who. Keep it, and keep it apart from the backups of the database."
_SALT: Final = re.compile(r"salt ([0-9a-f]{32})")
_LINE: Final = re.compile(r"(UERASED\d{1,5}X[A-Z0-9]{8}) ([0-9a-f]{64}) (\d{4}-\d{2}-\d{2})")
_ALPHABET: Final = "ABCDEFGHIJKLMNOPQRSTUVWYZ0123456789"


class ErasureList:
    """The list as it is in a file, and as it will be with the next one on it."""

    def __init__(self, file: Path) -> None:
        """Read the list, where there is one. Raises Invalid for a file that is something else or cannot be read."""
        self.file = file
        self._salt = secrets.token_hex(16)
        self._erased: dict[str, tuple[Erased, str]] = {}
        try:
            lines = file.read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return
        except (OSError, UnicodeDecodeError) as error:
            raise Invalid(f"I cannot read the list of erasures {file} ({type(error).__name__}).") from None
        salt, *rest = [one for one in lines if one and not one.startswith("#")] or [""]
        found = [_LINE.fullmatch(one) for one in rest]
        if (salted := _SALT.fullmatch(salt)) is None or None in found:
            raise Invalid(f"{file} is no list of erasures, or somebody changed it. Check POSTMORTEM_ERASURES.")
        self._salt = salted[1]
        for one in found:
            if one is not None and (erased := erased_of(one[1])) is not None:
                self._erased[one[2]] = (erased, one[3])

    def __len__(self) -> int:
        """How many people are on it."""
        return len(self._erased)

    def find(self, member: str) -> Erased | None:
        """Return who stands in the place of somebody who is on the list; None for others."""
        known = self._erased.get(self._digest(member)) if self._erased else None
        return None if known is None else known[0]

    def back(self, people: Iterable[str]) -> dict[str, Erased]:
        """Return those of these people who are on the list, by id."""
        return {one: erased for one in people if (erased := self.find(one)) is not None}

    def make(self, used: Iterable[Erased]) -> Erased:
        """Return a pseudonym that nobody has: not on the list, nor in a database whose list was lost."""
        numbers = [one.number for one in (*used, *(erased for erased, _ in self._erased.values()))]
        number = max(numbers, default=0) + 1
        made_up = "".join(secrets.choice(_ALPHABET) for _ in range(8))
        return Erased(number=number, id=f"UERASED{number}X{made_up}")

    def add(self, member: str, erased: Erased, day: date) -> None:
        """Put somebody on the list, and the list on the disk. Raises Invalid where it cannot be written."""
        self._erased[self._digest(member)] = (erased, day.isoformat())
        lines = [_HEAD, f"salt {self._salt}"]
        lines += [f"{one.id} {digest} {at}" for digest, (one, at) in self._erased.items()]
        beside = self.file.with_name(f"{self.file.name}.new")
        try:
            with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as new:
                new.write("\n".join(lines) + "\n")
                new.flush()
                os.fsync(new.fileno())
            beside.replace(self.file)
        except OSError as error:
            raise Invalid(
                f"I cannot write the list of erasures {self.file}: {error.strerror}. Nothing was erased."
            ) from None

    def _digest(self, member: str) -> str:
        return hashlib.scrypt(member.encode(), salt=bytes.fromhex(self._salt), n=2**10, r=8, p=1, dklen=32).hex()
