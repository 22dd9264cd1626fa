"""A document's history in a window: every deed with its day, its person and its reason, fifteen a page."""

from typing import Any, Final

from slack_sdk.models.blocks import Block, ButtonElement

from blocks import ids, kit, people, text
from blocks.ids import Ref
from bot.domain.history import PAGE, Done, HistoryFacts
from bot.domain.postmortems import Postmortem
from bot.domain.words import is_said, say

VERB: Final = 40
ITEM: Final = 120
_OPERATOR: Final = "cli:"


def history_view(facts: HistoryFacts) -> dict[str, Any]:
    """Return a page of the history, newest first."""
    postmortem = facts.postmortem
    blocks: list[Block] = [kit.section(_row(facts, one)) for one in facts.rows]
    if turning := _turning(facts):
        blocks.append(kit.actions(*turning))
    first = facts.page * PAGE + 1
    last = facts.page * PAGE + len(facts.rows)
    blocks.append(kit.context(say("page.history", first=first, last=last, all=facts.total)))
    ref = Ref(kind="history", postmortem=postmortem.id, page=facts.page)
    return kit.modal(say("title.history", pm=postmortem.name), ids.HISTORY_VIEW, blocks, ref=ref)


def history(postmortem: Postmortem) -> ButtonElement:
    """Return *History*: everything that was done with a document."""
    return kit.button(
        say("button.history"), ids.HISTORY_OPEN, Ref(kind="history", postmortem=postmortem.id), postmortem.name
    )


def _row(facts: HistoryFacts, done: Done) -> str:
    line = f"{text.moment(done.at)} · {text.bold(_who(facts, done))} {_what(facts, done)}"
    return f"{line}\n{say('history.reason', why=text.line(done.reason, text.REASON))}" if done.reason else line


def _who(facts: HistoryFacts, done: Done) -> str:
    who = people.who(facts.names, done.by) if done.by else say("history.bot")
    if not done.via.startswith(_OPERATOR):
        return who
    operator = text.name(done.via.removeprefix(_OPERATOR))
    return (
        say("history.operator_as", operator=operator, who=who)
        if done.by
        else say("history.operator", operator=operator)
    )


def _what(facts: HistoryFacts, done: Done) -> str:
    keys = (f"did.{done.verb}.{done.detail}", f"did.{done.verb}")
    found = next((key for key in keys if is_said(key)), None)
    if found is None:
        return say("did.other", what=text.code(done.verb, VERB))
    words = facts.items.get(done.item or 0)
    item = say("history.item", text=text.line(words, ITEM)) if words else say("history.item_gone")
    return say(found, item=item)


def _turning(facts: HistoryFacts) -> list[ButtonElement]:
    postmortem, page = facts.postmortem, facts.page
    turns = (("button.earlier", ids.HISTORY_EARLIER, page + 1), ("button.later", ids.HISTORY_LATER, page - 1))
    last = max(0, (facts.total - 1) // PAGE)
    ref = Ref(kind="history", postmortem=postmortem.id)
    return kit.turning(turns, last, ref, say("about.history", pm=postmortem.name))
