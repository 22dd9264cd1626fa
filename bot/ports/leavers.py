"""What is left behind by people who are no members any more, as the use cases see it."""

from typing import Protocol


class Leavers(Protocol):
    """People who have left and still have something here. By what is known of them; one query each."""

    async def all(self) -> list[str]:
        """Return who is no full member any more and owns an open item or writes a document, by id."""
        ...

    async def items(self, member: str) -> list[tuple[int, int]]:
        """Return (postmortem, item) of each open item that somebody owns, in order; of documents that live."""
        ...

    async def drafts(self, member: str) -> list[int]:
        """Return the drafts that somebody is the author of."""
        ...
