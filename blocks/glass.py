"""Breaking the glass: the window that asks why, what is open then, and the message to the author.

Before the reason is on record nothing here knows whether there is such a document.
"""

from collections.abc import Mapping
from typing import Any

from slack_sdk.models.blocks import Block, PlainTextInputElement

from blocks import controls, history, ids, kit, text
from blocks.ids import Fields, Ref
from bot.domain.errors import Conflict, Offer
from bot.domain.policy import GLASS_HOLDS
from bot.domain.surfaces import Rendered
from bot.domain.text import LONGEST_REASON, cut, normalise
from bot.domain.windows import GlassFacts
from bot.domain.words import date_token, say


def ask_view(number: int, reason: str = "") -> dict[str, Any]:
    """Return the window that asks an org admin why, the same for every number."""
    name = f"PM-{number}"
    typed = cut(normalise(reason, one_line=True), LONGEST_REASON)
    blocks: list[Block] = [
        kit.section(say("glass.about", pm=name, n=GLASS_HOLDS)),
        kit.field(
            Fields.REASON,
            say("glass.reason", pm=name),
            PlainTextInputElement(action_id=Fields.VALUE, max_length=LONGEST_REASON, initial_value=typed or None),
        ),
    ]
    ref = Ref(kind="glass", word=str(number))
    return kit.modal(say("title.glass"), ids.GLASS_FORM, blocks, ref=ref, submit=say("button.break_glass"))


def read_ask(view: Mapping[str, Any]) -> tuple[int, str]:
    """Read which number, and why. Raises Conflict for what we did not draw."""
    word = kit.ref_of(view).word or ""
    if not (word.isascii() and word.isdecimal()):
        raise Conflict(say("no.old_bare"), offers=(Offer.HELP,))
    return int(word), normalise(kit.value_of(view, Fields.REASON) or "", one_line=True)


def open_view(facts: GlassFacts) -> dict[str, Any]:
    """Return the window after that: until when it is open, and the ways in."""
    postmortem = facts.postmortem
    who = text.name(facts.author) if facts.author else say("glass.its_people")
    said = say("glass.open", pm=postmortem.name, until=text.moment(facts.until), who=who)
    buttons = (controls.read(postmortem.id, postmortem.name), history.history(postmortem))
    return kit.modal(say("title.glass"), ids.GLASS_VIEW, [kit.section(said), kit.actions(*buttons)])


def message(facts: GlassFacts) -> Rendered:
    """Return the message to its author: who, until when, and why. A lock screen shows no more than the number."""
    postmortem, who = facts.postmortem, text.name(facts.name)
    said = say("glass.told", who=text.bold(who), pm=postmortem.name, until=text.moment(facts.until))
    why = [kit.section(say("history.reason", why=text.line(facts.reason, text.REASON)))] if facts.reason else []
    buttons = (controls.read(postmortem.id, postmortem.name), history.history(postmortem))
    spoken = say("glass.told", who=who, pm=postmortem.name, until=date_token(facts.until))
    return kit.message(spoken, kit.section(said), *why, kit.context(say("glass.told_small")), kit.actions(*buttons))
