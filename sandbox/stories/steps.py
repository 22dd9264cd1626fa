"""What came of one step of a story: what somebody who reads along is told, and where to look."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """One row or move. `who` is a member's id, `channel` and `ts` a place; each is empty where there is none.

    `problem` says in a sentence why it could not be done; then nothing was.
    """

    caption: str
    who: str = ""
    channel: str = ""
    ts: str = ""
    problem: str = ""
