"""Files: sent first, where nobody sees them, and shown in one message later, which happens once."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from bot.chat.calls import Calls
from bot.domain.surfaces import Rendered
from bot.ports import ChatError, Upload


class Files(Calls):
    """The part of the Chat port that is about files."""

    async def prepare_upload(self, files: Sequence[Upload]) -> tuple[str, ...]:
        """Send files; return their ids. Slack forgets those that are never shown."""
        return tuple([await self._sent(one) for one in files])

    async def complete_upload(
        self, channel: str, files: Mapping[str, str], *, thread_ts: str | None = None, comment: Rendered | None = None
    ) -> None:
        """Show sent files in one message. Slack completes an id once, so that a second time finds them shown."""
        said: dict[str, Any] = {}
        if comment is not None and comment.blocks:
            said["blocks"] = json.dumps(comment.blocks)
        elif comment is not None:
            said["initial_comment"] = comment.text
        try:
            await self._call(
                lambda: self._client.files_completeUploadExternal(
                    files=[{"id": one, "title": title} for one, title in files.items()],
                    channel_id=channel,
                    thread_ts=thread_ts,
                    **said,
                )
            )
        except ChatError as error:
            if error.code != "file_not_found" or not await self._was_shown(next(iter(files))):
                raise

    async def remove_file(self, file: str) -> None:
        """Delete one of our files wherever it is shown."""
        gone = {"file_deleted", "file_not_found"}
        await self._unless(gone, lambda: self._client.files_delete(file=file))

    async def _sent(self, file: Upload) -> str:
        place = await self._call(
            lambda: self._client.files_getUploadURLExternal(
                filename=file.name, length=len(file.content), alt_txt=file.alt or None
            )
        )
        await self._send(str(place["upload_url"]), file.content)
        return str(place["file_id"])

    async def _was_shown(self, file: str) -> bool:
        """Whether Slack knows a file, or knew it: one that was sent and not shown is no file yet."""
        try:
            await self._call(lambda: self._client.files_info(file=file))
        except ChatError as error:
            if error.code == "file_not_found":
                return False
            if error.code != "file_deleted":
                raise
        return True
