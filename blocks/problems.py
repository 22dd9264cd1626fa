"""Every kind of no: in a channel for one person, in a window, or at the field, with the button that mends it."""

import re
from collections.abc import Mapping
from typing import Any

from slack_sdk.models.blocks import Block, ButtonElement

from blocks import controls, ids, kit, text
from blocks.ids import Ref
from blocks.markdown import inline
from bot.domain.errors import Offer, Problem
from bot.domain.surfaces import Rendered
from bot.domain.words import say

LONGEST = 1_400
FIELD = 150
_NUMBER = re.compile(r"\bPM-\d{1,9}\b")


def message(problem: Problem) -> Rendered:
    """Return a refusal for one person in a channel, with the buttons that it offers."""
    sentence = _sentence(problem)
    buttons = _buttons(problem)
    blocks: list[Block] = [kit.section(sentence)]
    if buttons:
        blocks.append(kit.actions(*buttons))
    return kit.message(sentence, *blocks)


def view(problem: Problem) -> dict[str, Any]:
    """Return a refusal as a window, for places without an ephemeral: Home, a form, a window."""
    buttons = [one for one in _buttons(problem) if one.action_id != ids.PROBLEM_RETRY]
    blocks: list[Block] = [kit.section(_sentence(problem))]
    if buttons:
        blocks.append(kit.actions(*buttons))
    return kit.modal(say("title.no"), ids.PROBLEM_VIEW, blocks)


def form_errors(problem: Problem, view: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the answer to a submission with what is wrong at each field.

    What belongs to no field of `view` stands at its first one, so that nothing said is lost. Without any field it is
    the window *Not possible*.
    """
    known = [str(block.get("block_id")) for block in (view or {}).get("blocks", ()) if block.get("type") == "input"]
    # a field that has to start anew has its name and a word behind a dot
    named = {**{one.partition(".")[0]: one for one in known}, **{one: one for one in known}}
    errors = {named.get(key, key): said for key, said in problem.fields.items() if not known or key in named}
    if not errors and known:
        errors = {known[0]: problem.sentence}
    if not errors:
        return {"response_action": "update", "view": _window(problem)}
    return {"response_action": "errors", "errors": {key: text.plain(said, FIELD) for key, said in errors.items()}}


def done(sentence: str) -> Rendered:
    """Return a short private answer in one sentence of the catalogue, such as "Undone."."""
    shown = inline(sentence, LONGEST)
    return kit.message(shown, kit.section(shown))


def _window(problem: Problem) -> dict[str, Any]:
    return view(problem)


def _sentence(problem: Problem) -> str:
    return inline(problem.sentence, LONGEST)


def _buttons(problem: Problem) -> list[ButtonElement]:
    found = _NUMBER.search(problem.sentence)
    about = found.group() if found else say("about.it")
    buttons = [_button(offer, problem, about) for offer in dict.fromkeys(problem.offers)]
    return [one for one in buttons if one is not None][: kit.MOST_CONTROLS]


def _document_button(offer: Offer, problem: Problem, about: str) -> ButtonElement | None:
    if not problem.postmortem:
        return None
    if offer is Offer.ASK_AUTHOR:
        return controls.ask(problem.postmortem, about, problem.who) if problem.who else None
    return (controls.read if offer is Offer.READ else controls.show_card)(problem.postmortem, about)


def _button(offer: Offer, problem: Problem, about: str) -> ButtonElement | None:
    """Return the button of an offer; None where it needs something that the problem does not name."""
    if offer in {Offer.FIND, Offer.HELP}:
        return controls.find() if offer is Offer.FIND else controls.help_()
    if offer in {Offer.READ, Offer.OPEN_CARD, Offer.ASK_AUTHOR}:
        return _document_button(offer, problem, about)
    # what names a channel may come from whoever sent the request
    channel = problem.channel if ids.CHANNEL_ID.fullmatch(problem.channel or "") else None
    if offer is Offer.JOIN and channel:
        ref = Ref(kind="channel", channel=channel)
        return kit.button(say("button.join"), ids.CHANNEL_JOIN, ref, say("about.channel"))
    if offer is Offer.START_AFTER_ALL and problem.incident:
        return controls.start_after_all(problem.incident, about)
    if offer is Offer.RETRY:
        ref = Ref(kind="retry", channel=channel, postmortem=problem.postmortem)
        return kit.button(say("button.retry"), ids.PROBLEM_RETRY, ref, about)
    return None
