"""Open questions: asked by a press on the card's reply, answered there or in the message to who was asked."""

from blocks import ids, reading
from bot.listeners.deeds import Deed
from bot.listeners.tables import Tables
from bot.services import questions, surfaces


def register(tables: Tables) -> None:
    """Register the buttons under a question and the window that asks it."""
    tables.opens(ids.QUESTION_ANSWER, on_question)
    tables.forms[ids.QUESTION_FORM] = on_answer
    tables.actions[ids.QUESTION_ASK] = on_ask
    tables.actions[ids.QUESTION_UNKNOWN] = on_pass
    tables.actions[ids.QUESTION_DROP] = on_drop


async def on_question(deed: Deed) -> None:
    """Open the window in which a question is answered."""
    facts = await surfaces.document_facts(deed.deps, deed.actor, deed.ref.postmortem or 0)
    await deed.open(reading.answer_view(facts, deed.ref.question or 0))


async def on_answer(deed: Deed) -> None:
    """Store the answer, or which of the two was chosen instead of one."""
    form = reading.read_answer(deed.view)
    if form.instead == "unknown":
        await questions.pass_on(deed.deps, deed.actor, form.postmortem, form.question)
    elif form.instead is not None:
        await questions.drop(deed.deps, deed.actor, form.postmortem, form.question)
    else:
        await questions.answer(deed.deps, deed.actor, form.postmortem, form.question, form.answer)


async def on_ask(deed: Deed) -> None:
    """Have it sent to who could know."""
    ref = deed.ref
    await questions.ask(deed.deps, deed.actor, ref.postmortem or 0, ref.question or 0, ref.word or "")


async def on_pass(deed: Deed) -> None:
    """Pass it on: who was asked does not know."""
    await questions.pass_on(deed.deps, deed.actor, deed.ref.postmortem or 0, deed.ref.question or 0)


async def on_drop(deed: Deed) -> None:
    """Settle it: it does not matter."""
    await questions.drop(deed.deps, deed.actor, deed.ref.postmortem or 0, deed.ref.question or 0)
