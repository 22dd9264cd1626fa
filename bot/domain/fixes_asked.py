"""The question whether a fix has held, as one reader sees it. Pure values."""

from bot.domain.fixes import Fix
from bot.domain.mornings import Asked
from bot.domain.postmortems import Postmortem
from bot.domain.values import Value


class FixAsked(Asked):
    """That somebody was asked after so many days; `fix` is the answer, `is_mine` says that it is the reader's own."""

    postmortem: Postmortem
    days: int
    fix: Fix | None = None
    is_mine: bool = False


class FixWords(Value):
    """What somebody says of what happened again: the number of its postmortem, its channel, or neither yet."""

    postmortem: int
    days: int
    number: str = ""
    channel: str | None = None
