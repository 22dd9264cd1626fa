"""Ids that look like Slack's, from a fixed seed so that a story has the same ids in every run; secrets are new."""

import secrets
import string
from random import Random

_UPPER = string.digits + string.ascii_uppercase
_MIXED = string.digits + string.ascii_letters


class Ids:
    """A source of unique ids for one workspace."""

    def __init__(self, seed: int = 2) -> None:
        self._random = Random(seed)
        self._given: set[str] = set()

    def make(self, prefix: str) -> str:
        """Return a new id such as C07A1B2C3D4 for the prefix C."""
        while True:
            made = f"{prefix}0{''.join(self._random.choices(_UPPER, k=9))}"
            if made not in self._given:
                self._given.add(made)
                return made

    def short(self) -> str:
        """Return five letters and digits, as Slack gives to blocks and elements without an id."""
        return "".join(self._random.choices(_MIXED, k=5))

    def uuid(self) -> str:
        """Return a random id in UUID form, for client_msg_id and envelopes."""
        raw = f"{self._random.getrandbits(128):032x}"
        return f"{raw[:8]}-{raw[8:12]}-{raw[12:16]}-{raw[16:20]}-{raw[20:]}"

    def digits(self, count: int) -> str:
        """Return that many decimal digits."""
        return "".join(self._random.choices(string.digits, k=count))

    def hexadecimal(self, count: int) -> str:
        """Return that many hexadecimal digits."""
        return f"{self._random.getrandbits(count * 4):0{count}x}"


def secret(size: int = 16) -> str:
    """Return a secret made for this run alone."""
    return secrets.token_hex(size)
