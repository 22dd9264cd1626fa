"""Registry of the files that a postmortem can be had as.

Files are read outside Slack: they hold no mention and no mrkdwn, load nothing, and name their time zone.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from blocks.documents.to_html import to_html
from blocks.documents.to_json import timeline_json, timeline_text, to_json
from blocks.documents.to_markdown import to_markdown
from blocks.documents.to_pdf import to_pdf
from bot.domain.documents import Document

__all__ = ["DOCUMENTS", "File", "timeline_json"]


@dataclass(frozen=True, slots=True)
class File:
    """A kind of file: how it is made of a document (a PDF takes a while, so in a thread), and how it is called."""

    write: Callable[[Document], str | bytes]
    mimetype: str
    ending: str

    def made(self, document: Document) -> bytes:
        """Return the file's bytes."""
        written = self.write(document)
        return written.encode("utf-8", "replace") if isinstance(written, str) else written

    def name(self, document: Document) -> str:
        """Return the file's name: "PM-42.pdf"."""
        return f"{document.postmortem.name}{self.ending}"


DOCUMENTS: Mapping[str, File] = MappingProxyType(
    {
        "md": File(to_markdown, "text/markdown", ".md"),
        "html": File(to_html, "text/html", ".html"),
        "pdf": File(to_pdf, "application/pdf", ".pdf"),
        "json": File(to_json, "application/json", ".json"),
        "timeline": File(timeline_text, "application/json", ".timeline.json"),
    }
)
