"""Asking to write with somebody: the message to the author, in each state, and what who asked is told."""

from datetime import datetime
from typing import Any

from blocks import ids, kit, text
from blocks.ids import Ref
from bot.domain.surfaces import Rendered
from bot.domain.windows import AccessFacts
from bot.domain.words import Glyph, date_token, marked, say


def message(facts: AccessFacts) -> Rendered:
    """Return the message to the author: who asks, or what was answered."""
    name, who = facts.postmortem.name, text.name(facts.name)
    if facts.state == "granted":
        sentence = marked(Glyph.DONE, say("access.granted", who=who, pm=name))
        return kit.message(sentence, kit.section(sentence))
    if facts.state == "later":
        sentence = say("access.later", who=who, pm=name, at=text.moment(facts.again))
        return kit.message(sentence, kit.section(sentence))
    sentence = say("access.asks", who=who, pm=name)
    ref = Ref(kind="access", postmortem=facts.postmortem.id, word=facts.asker)
    buttons = (
        kit.button(say("button.make_editor"), ids.ACCESS_GRANT, ref, name),
        kit.button(say("button.not_now"), ids.ACCESS_LATER, ref, name),
    )
    return kit.message(sentence, kit.section(sentence), kit.actions(*buttons))


def asked(at: datetime) -> Rendered:
    """Return what who asked is told, in the place of the button: when that was."""
    sentence = say("done.asked", at=date_token(at))
    return kit.message(sentence, kit.section(sentence))


def asked_view(at: datetime) -> dict[str, Any]:
    """Return the same as a window."""
    return kit.modal_of(say("title.access"), ids.PROBLEM_VIEW, asked(at))
