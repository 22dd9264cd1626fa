"""What goes wrong: errors of the Web API by Slack's own names, and things a person cannot do in the client."""

from collections.abc import Sequence
from typing import Any


class SlackError(Exception):
    """A refusal of the Web API: its error name, fields beside it, and sentences for response_metadata.messages."""

    def __init__(self, code: str, *, messages: Sequence[str] = (), **extra: Any) -> None:
        super().__init__(code)
        self.code = code
        self.extra = extra
        self.messages = list(messages)

    def body(self) -> dict[str, Any]:
        """Return the JSON body Slack answers with."""
        answer: dict[str, Any] = {"ok": False, "error": self.code, **self.extra}
        if self.messages:
            answer["response_metadata"] = {"messages": self.messages}
        return answer


class CannotDo(Exception):  # noqa: N818 -- reads as the sentence it is: alice cannot do that
    """A person tried what Slack's client does not offer, such as writing in an archived channel."""


class Gone(CannotDo):
    """What somebody used had been drawn anew or closed before that arrived, as it happens when others are faster."""
