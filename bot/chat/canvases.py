"""A channel's canvas: ours is written and written anew, one that people made is left alone."""

from bot.chat.calls import Calls
from bot.ports import ChatError

_TAKEN = {"channel_canvas_already_exists", "free_team_canvas_tab_already_exists"}


class Canvases(Calls):
    """The part of the Chat port that is about canvases."""

    _user_id = ""

    async def put_canvas(self, channel: str, title: str, markdown: str, *, canvas: str | None = None) -> str:
        """Write a channel's canvas; return its id.

        Without an id it is made. One that is there already is ours only if we made it and it has this very title: then
        an earlier try made it, and Slack lost the reply.
        """
        document = {"type": "markdown", "markdown": markdown}
        if canvas is None:
            try:
                made = await self._call(
                    lambda: self._client.conversations_canvases_create(
                        channel_id=channel, title=title, document_content=document
                    )
                )
                return str(made["canvas_id"])
            except ChatError as error:
                found = await self._own_canvas(channel, title) if error.code in _TAKEN else None
                if found is None:
                    raise
                canvas = found
        await self._change(canvas, {"operation": "replace", "document_content": document})
        name = {"type": "markdown", "markdown": title}
        await self._change(canvas, {"operation": "rename", "title_content": name})
        return canvas

    async def remove_canvas(self, canvas: str) -> None:
        """Delete a canvas of ours."""
        await self._unless({"canvas_not_found"}, lambda: self._client.canvases_delete(canvas_id=canvas))

    async def _change(self, canvas: str, change: dict[str, object]) -> None:
        await self._call(lambda: self._client.canvases_edit(canvas_id=canvas, changes=[change]))

    async def _own_canvas(self, channel: str, title: str) -> str | None:
        about = (await self._call(lambda: self._client.conversations_info(channel=channel)))["channel"]
        known = ((about.get("properties") or {}).get("canvas") or {}).get("file_id")
        if not known:
            return None
        try:
            file = (await self._call(lambda: self._client.files_info(file=str(known))))["file"]
        except ChatError as error:
            if error.passing:
                raise
            return None  # what we may not look at is not ours
        return str(known) if file.get("user") == self._user_id and file.get("title") == title else None
