"""Letting go of what is old enough: transcripts first, and the oldest part of the record of deeds."""

from datetime import datetime
from typing import Protocol


class Retention(Protocol):
    """What goes because of its age."""

    async def old_transcripts(self, moment: datetime) -> list[int]:
        """Return the incidents of which messages are kept that were all said, and resolved, before `moment` (UTC)."""
        ...

    async def let_go_transcript(self, incident: int) -> None:
        """Delete an incident's messages; of those that a document rests on, their ts stays and nothing else."""
        ...

    async def let_go_deeds(self, moment: datetime) -> int:
        """Take the deeds before `moment` (UTC) off the beginning of every chain that is whole; return how many.

        Where a chain begins afterwards is kept, so that the rest of it can still be verified. Roles given and taken
        before `moment` are forgotten as well.
        """
        ...
