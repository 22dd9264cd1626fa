"""The five whys: a window that asks, and the numbered list that goes under the root cause."""

from collections.abc import Mapping
from typing import Any, Final

from slack_sdk.models.blocks import Block, PlainTextInputElement

from blocks import ids, kit
from blocks.ids import Fields, Ref
from bot.domain.errors import Invalid
from bot.domain.postmortems import Postmortem
from bot.domain.text import normalise
from bot.domain.values import Value
from bot.domain.words import say

MOST: Final = 5
ANSWER: Final = 500
_START: Final = "whys.start"


class Whys(Value):
    """What was answered: what happened, and the answers to each why in order. `section` is where it goes."""

    ref: Ref
    lines: tuple[str, ...]

    @property
    def markdown(self) -> str:
        """The chain as a numbered list."""
        return "\n".join(self.lines)


def whys_view(postmortem: Postmortem, *, ref: Ref) -> dict[str, Any]:
    """Return the window that asks why, up to five times. `ref` is of the section's window under it."""
    blocks: list[Block] = [kit.section(say("whys.about"))]
    blocks.append(kit.field(_START, say("whys.start"), _typed(), optional=True))
    for n in range(1, MOST + 1):
        label = say("whys.first") if n == 1 else say("whys.more", n=n)
        blocks.append(kit.field(_why(n), label, _typed(), optional=n > 1))
    return kit.modal(
        say("title.whys", pm=postmortem.name), ids.WHYS_FORM, blocks, ref=ref, submit=say("button.add_whys")
    )


def read_whys(view: Mapping[str, Any]) -> Whys:
    """Read the chain. Raises Invalid where no why was answered."""
    answers = [one for n in range(1, MOST + 1) if (one := _line(view, _why(n)))]
    if not answers:
        raise Invalid(say("whys.empty"), fields={_why(1): say("whys.empty")})
    start = _line(view, _START)
    lines = [start] if start else []
    lines += [say("whys.line", n=n, answer=answer) for n, answer in enumerate(answers, 1)]
    return Whys(ref=kit.ref_of(view), lines=tuple(lines))


def _why(n: int) -> str:
    return f"whys.{n}"


def _typed() -> PlainTextInputElement:
    return PlainTextInputElement(action_id=Fields.VALUE, max_length=ANSWER)


def _line(view: Mapping[str, Any], block: str) -> str:
    return normalise(kit.value_of(view, block) or "", one_line=True).strip()
