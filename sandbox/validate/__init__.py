"""Slack's own checks of messages, blocks and views, as strict as Slack or stricter; it must not change what it checks.

Every problem is a `Finding`; its pointer begins at the call's argument (`/blocks/0/text`, `/view/blocks/2`).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sandbox.validate.checks import At, Finding, Surface
from sandbox.validate.payloads import check_blocks, check_message, check_view

__all__ = ["Finding", "Surface", "as_messages", "blocks", "error", "message", "view"]

# Findings whose code is itself the error that Slack answers with.
_ERRORS = (
    "invalid_arguments",
    "no_text",
    "msg_too_long",
    "markdown_text_conflict",
    "invalid_blocks_format",
    "too_many_attachments",
    "msg_blocks_too_long",
    "metadata_too_large",
    "invalid_metadata_format",
    "view_too_large",
)
_ERROR_OF_ARGUMENT = {
    "blocks": "invalid_blocks",
    "attachments": "invalid_attachments",
    "metadata": "invalid_metadata_schema",
    "view": "invalid_arguments",
}


def message(payload: Mapping[str, Any]) -> list[Finding]:
    """Return what Slack finds wrong with the text, blocks, attachments and metadata of a chat.* call.

    Blocks and attachments must already be lists, not JSON text. A text above 40,000 characters is `msg_too_long`, which
    chat.postMessage by its documentation does not answer: there Slack cuts the text.
    """
    return list(check_message(payload))


def view(view: Mapping[str, Any]) -> list[Finding]:
    """Return what Slack finds wrong with a modal or Home view."""
    return list(check_view(view, At("/view", "modal")))


def blocks(blocks: Any, surface: Surface) -> list[Finding]:
    """Return what Slack finds wrong with a list of blocks on a surface."""
    return list(check_blocks(blocks, At("/blocks", surface)))


def as_messages(findings: Sequence[Finding]) -> list[str]:
    """Return the findings as Slack writes them into response_metadata.messages."""
    return [f"[ERROR] {found.message} [json-pointer:{found.pointer}]" for found in findings]


def error(findings: Sequence[Finding]) -> str:
    """Return the one error code that Slack answers with for findings, of which there must be at least one."""
    for code in _ERRORS:
        if any(found.code == code for found in findings):
            return code
    if any(found.code == "only_one_table_allowed" for found in findings):
        return "invalid_attachments"
    argument = findings[0].pointer.split("/")[1]
    return _ERROR_OF_ARGUMENT[argument]
