"""Did the fix hold? The question of a morning with its answers, the window of one of them, and its line on cards."""

from collections.abc import Mapping, Sequence
from typing import Any

from slack_sdk.models.blocks import (
    Block,
    ButtonElement,
    ConversationFilter,
    ConversationSelectElement,
    NumberInputElement,
)

from blocks import ids, kit, people, text
from blocks.ids import Fields, Ref
from bot.domain.fixes import ASKED_AFTER, Fix, FixAnswer
from bot.domain.fixes_asked import FixAsked, FixWords
from bot.domain.mornings import MorningFacts
from bot.domain.postmortems import Postmortem, Visibility
from bot.domain.words import Glyph, marked, say

TITLE = 120
MOST = "999999"
_GLYPHS = {FixAnswer.HELD: Glyph.DONE, FixAnswer.FAILED: Glyph.BLOCKS, FixAnswer.AGAIN: Glyph.BLOCKS}


def lead(_: MorningFacts, owed: Sequence[FixAsked]) -> str:
    """Return how many documents are looked back at."""
    waiting = [one for one in owed if one.fix is None]
    return say("fix.count", n=len(waiting)) if waiting else say("fix.all_answered")


def lines(_: MorningFacts, asked: FixAsked) -> list[Block]:
    """Return the question with its answers, or what was answered, with the way back."""
    postmortem = asked.postmortem
    about = f"{text.bold(postmortem.name)} {text.line(postmortem.title, TITLE)}"
    if asked.fix is not None:
        return [kit.section(f"{about}\n{_answered(asked.fix)}", _button(asked, "button.undo", ids.FIX_UNDO))]
    question = say("fix.question", n=asked.days)
    return [
        kit.section(f"{about} · {question}"),
        kit.actions(
            _button(asked, "button.fix_held", ids.FIX_HELD),
            _button(asked, "button.fix_failed", ids.FIX_FAILED),
            _button(asked, "button.fix_again", ids.FIX_AGAIN),
        ),
    ]


def name(asked: FixAsked) -> str:
    """Return which document it is, for a notification."""
    is_private = asked.postmortem.visibility is Visibility.PRIVATE
    return (
        asked.postmortem.name if is_private else f"{asked.postmortem.name} {text.line(asked.postmortem.title, TITLE)}"
    )


def line(postmortem: Postmortem, names: Mapping[str, str], *, is_shared: bool = False) -> str | None:
    """Return what was said last of whether the fix held, and by whom; None where nobody was asked yet."""
    fixes = postmortem.publication.fixes
    if not fixes:
        return None
    last = max(fixes, key=lambda one: one.days)
    said = _answered(last, is_shared=is_shared)
    return said if is_shared else f"{said} {say('fix.says', who=people.who(names, last.by))}"


def again_view(ref: Ref, name: str) -> dict[str, Any]:
    """Return the window that asks what happened again."""
    select = ConversationSelectElement(
        action_id=Fields.VALUE,
        filter=ConversationFilter(include=["public", "private"], exclude_bot_users=True),
    )
    blocks = [
        kit.field(
            Fields.ANSWER,
            say("fix.which"),
            NumberInputElement(action_id=Fields.VALUE, is_decimal_allowed=False, min_value="1", max_value=MOST),
            hint=say("fix.which_hint"),
            optional=True,
        ),
        kit.field(Fields.CHANNEL, say("fix.channel"), select, optional=True),
    ]
    return kit.modal(say("title.fix", pm=name), ids.FIX_FORM, blocks, ref=ref, submit=say("button.send"))


def read_again(view: Mapping[str, Any]) -> FixWords:
    """Return what was said in the window."""
    ref = kit.ref_of(view)
    channel = kit.value_of(view, Fields.CHANNEL)
    return FixWords(
        postmortem=ref.postmortem or 0,
        days=ref.page or ASKED_AFTER[0],
        number=str(kit.value_of(view, Fields.ANSWER) or ""),
        channel=str(channel) if channel else None,
    )


def _answered(fix: Fix, *, is_shared: bool = False) -> str:
    key = f"fix.{fix.answer.value}"
    if fix.answer is FixAnswer.AGAIN and fix.number is not None and not is_shared:
        return marked(_GLYPHS[fix.answer], say("fix.again_in", n=fix.days, pm=f"PM-{fix.number}"))
    return marked(_GLYPHS[fix.answer], say(key, n=fix.days))


def _button(asked: FixAsked, label: str, action: str) -> ButtonElement:
    ref = Ref(kind="fix", postmortem=asked.postmortem.id, page=asked.days)
    return kit.button(say(label), action, ref, asked.postmortem.name)
