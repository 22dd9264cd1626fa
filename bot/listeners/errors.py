"""Every failure at Slack's edge becomes an answer.

Errors in the form, an ephemeral, a small window, or a number to look up.
"""

import structlog

from blocks import problems
from bot.domain.errors import Conflict, Invalid, Problem, Unavailable
from bot.domain.mentions import silenced
from bot.domain.words import say
from bot.listeners.deeds import Deed
from bot.ports import ChatError

log = structlog.get_logger("listeners")


async def answer_problem(deed: Deed, kind: str, error: Exception) -> None:
    """Set or send the answer to what went wrong. Never raises: the ack must go out."""
    problem = _problem(deed, kind, error)
    try:
        await _show(deed, kind, problem)
    except Exception as failed:  # noqa: BLE001 - the answer to a failure may fail in any way; the ack must go out
        log.warning("answer could not be shown", kind=kind, error=type(failed).__name__)


async def _show(deed: Deed, kind: str, problem: Problem) -> None:
    if kind == "form":
        if isinstance(problem, (Invalid, Unavailable)):
            deed.answer = silenced(problems.form_errors(problem, deed.view))
        else:
            deed.instead(problems.view(problem))
            await _catch_up(deed, problem, under=True)
    elif deed.body.get("response_url") or kind in {"command", "event"}:
        await deed.whisper(problems.message(problem))
    elif deed.trigger:
        is_under = await deed.open(problems.view(problem))
        await _catch_up(deed, problem, under=not is_under)


async def _catch_up(deed: Deed, problem: Problem, *, under: bool) -> None:
    """Where somebody was faster, draw anew the window that the answer stands on: it showed how things were."""
    if not isinstance(problem, Conflict):
        return
    await (deed.refresh_below() if under else deed.refresh_here())


def _problem(deed: Deed, kind: str, error: Exception) -> Problem:
    if isinstance(error, Problem):
        return error
    if isinstance(error, ChatError) and error.passing:
        return Unavailable(say("no.slack"))
    log.error("listener failed", kind=kind, exc_info=error)
    return Problem(say("no.mine", code=deed.actor.cause))
