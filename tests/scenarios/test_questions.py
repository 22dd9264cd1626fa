"""An open question goes to who could know when a person presses, and the answer to where it belongs, credited."""

import asyncio
from typing import Any

from bot.domain import events
from bot.domain.people import system
from bot.domain.postmortems import Section, Verb, Visibility
from bot.domain.timeline import Origin, Question
from bot.services.changes import change
from sandbox.driver import Channel, Message, Person
from tests.factories import a_question
from tests.scenarios.lives import short_lives
from tests.scenarios.published import filled, publish
from tests.scenarios.reviewing import late, stored
from tests.scenarios.steps import answers, forged, look_over, ready
from tests.scenarios.world import World

SECRET = "ghp_" + "aB3dE6gH9j" * 4
PASSED = "You don't know, and PM-1 says so. If it comes back to you, you can still answer."
WHY = "Why was the pool so small?"


async def asking(world: World, *asks: Person, text: str = "", origin: Origin | None = None, **over: Any) -> Message:
    """Return the reply with one open question that these people could answer, about a section that says `text`."""
    channel, card = await ready(world)
    postmortem, message = await stored(world), channel.messages[1]
    question = a_question(WHY, asks=tuple(one.id for one in asks), cites=(message.ts,), section="root_cause")
    async with change(world.bot.deps, system(world.bot.workspace), Verb.EDIT, postmortem.id) as it:
        await it.uow.questions.replace_open(postmortem.id, [question])
        written = {"text": text, "origin": origin}
        sections = [one.model_copy(update=written) if one.key == "root_cause" else one for one in it.was.sections]
        it.update(sections=tuple(sections), **over)
        it.emit(events.PostmortemChanged(postmortem=postmortem.id, incident=postmortem.incident or 0, questions=True))
    await world.work()
    await world.later(6)
    return of(channel, card)


def of(channel: Channel, card: Message) -> Message:
    """Return the living reply with the questions."""
    return next(one for one in channel.thread(card) if one.text.startswith("PM-1, open question"))


async def question(world: World) -> Question:
    """Return the one question as it is stored."""
    async with world.bot.deps.store.read(world.bot.workspace) as uow:
        [(_, found)] = await uow.questions.of((await stored(world)).id)
    return found


async def root_cause(world: World) -> Section:
    """Return the section that the question is about."""
    found = (await stored(world)).section("root_cause")
    assert found is not None
    return found


async def answered(world: World, person: Person, said: str) -> None:
    """Let somebody who was asked answer in the message that asks."""
    done = await person.click(person.dms()[-1], "Answer")
    assert done.modal is not None, answers(done)
    await done.modal.fill({"Your answer": said}).submit()
    await world.work()


async def test_nobody_is_asked_before_a_person_presses_and_then_that_one_is_once(quiet: World) -> None:
    reply = await asking(quiet, quiet.ben)
    before = len(quiet.ben.dms())
    assert reply.lines == [
        "*Open question · 1*",
        f"1. {WHY} ben may know.",
        "[ Answer ] [ Ask ben ]",
    ]
    shown = Message(reply.hub, reply.channel, reply.ts)

    await quiet.maya.click(reply, "Ask ben")
    again = await forged(quiet.noor, shown, "Answer")
    await quiet.work()

    assert again.modal is not None
    [asked] = quiet.ben.dms()[before:]
    assert asked.lines[:1] == ["maya asks you about *PM-1* Checkout errors:"]
    assert WHY in asked.shown
    assert "It was left open here: " in asked.shown
    assert "*Next:* one sentence is enough; it goes into Root cause with your name." in asked.shown
    assert asked.lines[-1] == "[ Answer ] [ I don't know ] [ Does not matter ]"
    assert asked.text == "PM-1: a question for you"
    assert reply.lines[1].startswith(f"1. {WHY}")
    assert "Asked ben on " in reply.shown
    assert ", by maya." in reply.shown
    assert reply.labels == ["Answer"]
    await look_over(quiet)


async def test_two_who_press_at_once_send_one_message_and_the_second_hears_when_it_was(quiet: World) -> None:
    reply = await asking(quiet, quiet.ben)
    before = len(quiet.ben.dms())

    done = await asyncio.gather(quiet.maya.click(reply, "Ask ben"), quiet.noor.click(reply, "Ask ben"))
    await quiet.work()

    assert len(quiet.ben.dms()) == before + 1
    [late] = [one for found in done for one in answers(found)]
    assert late[0].startswith("ben was asked on ")
    assert late[0].endswith("Nobody is asked twice.")


async def test_the_answer_of_a_writer_is_the_text_of_the_empty_section_with_whose_it_is(quiet: World) -> None:
    reply = await asking(quiet, quiet.ben)
    async with change(quiet.bot.deps, system(quiet.bot.workspace), Verb.EDIT, (await stored(quiet)).id) as it:
        it.update(editors=(quiet.ben.id,))
    await quiet.maya.click(reply, "Ask ben")
    await quiet.work()

    await answered(quiet, quiet.ben, f"It was a default, see {SECRET}")

    section = await root_cause(quiet)
    assert section.text == f"@[{quiet.ben.id}], asked: It was a default, see [secret:github-token #1]"
    assert (section.origin, section.by) == (Origin.PERSON, quiet.ben.id)
    assert (await question(quiet)).answered_by == quiet.ben.id
    assert quiet.ben.dms()[-1].lines == ["You answered it. PM-1 has it with your name."]
    assert "1 question is answered." in reply.shown
    read = await quiet.maya.click(reply.channel.card(), "Read")
    assert read.modal is not None
    assert SECRET not in str(quiet.slack.calls)


async def test_the_answer_of_who_may_not_write_it_waits_for_the_author_as_a_suggestion(quiet: World) -> None:
    reply = await asking(quiet, quiet.ben, text="The pool broke.", origin=Origin.PERSON)
    await quiet.maya.click(reply, "Ask ben")
    await quiet.work()

    await answered(quiet, quiet.ben, "It was a default.")

    section = await root_cause(quiet)
    assert section.text == "The pool broke."
    assert section.suggestion == f"@[{quiet.ben.id}], asked: It was a default."


async def test_who_does_not_know_passes_it_on_to_the_next_and_nobody_rings(quiet: World) -> None:
    reply = await asking(quiet, quiet.ben, quiet.noor)
    before = len(quiet.noor.dms())
    await quiet.maya.click(reply, "Ask ben")
    await quiet.work()

    await quiet.ben.click(quiet.ben.dms()[-1], "I don't know")
    await quiet.work()

    assert reply.labels == ["Answer", "Ask noor"]
    assert "ben does not know." in reply.shown
    assert "noor may know." in reply.shown
    assert len(quiet.noor.dms()) == before
    assert quiet.ben.dms()[-1].lines == [PASSED]

    await quiet.maya.click(reply, "Ask noor")
    await quiet.work()
    await quiet.noor.click(quiet.noor.dms()[-1], "I don't know")
    await quiet.work()
    assert reply.labels == ["Answer"]
    assert "Nobody is left to ask." in reply.shown
    assert (await question(quiet)).answer is None


async def test_what_somebody_else_settled_is_said_to_who_was_asked_and_a_late_answer_is_told(
    quiet: World,
) -> None:
    reply = await asking(quiet, quiet.ben)
    await quiet.maya.click(reply, "Ask ben")
    await quiet.work()
    message = quiet.ben.dms()[-1]
    opened = await quiet.ben.click(message, "Answer")

    done = await quiet.maya.click(reply, "Answer")
    assert done.modal is not None
    await done.modal.fill({"Or say that there is none": "Does not matter"}).submit()
    await quiet.work()
    assert opened.modal is not None
    await opened.modal.fill({"Your answer": "A default."}).submit()

    assert quiet.ben.modal is not None
    assert message.lines == ["maya said that it does not matter. Nothing left to do."]
    assert "This question is answered or gone." in quiet.ben.modal.text
    assert (await question(quiet)).answer == "Does not matter"
    assert (await root_cause(quiet)).text == ""


async def test_who_has_left_meanwhile_is_not_asked(quiet: World) -> None:
    reply = await asking(quiet, quiet.ben)
    before = len(quiet.ben.dms())
    quiet.ben.member.deleted = True

    done = await quiet.maya.click(reply, "Ask ben")
    await quiet.work()

    assert answers(done)[0][0] == "ben cannot see PM-1, or is not here any more. Ask somebody else."
    assert len(quiet.ben.dms()) == before
    assert (await question(quiet)).asked == ()


async def test_of_a_private_one_a_lock_screen_shows_the_number_alone(quiet: World) -> None:
    reply = await asking(quiet, quiet.ben)
    await quiet.maya.click(reply, "Ask ben")
    await quiet.work()
    message = quiet.ben.dms()[-1]
    assert "Checkout errors" in message.shown
    postmortem = await stored(quiet)

    async with change(quiet.bot.deps, system(quiet.bot.workspace), Verb.EDIT, postmortem.id) as it:
        it.update(visibility=Visibility.PRIVATE)
    await quiet.work()

    assert message.text == "PM-1: a question for you"
    assert WHY in message.shown
    assert "Checkout errors" not in message.shown


async def test_who_loses_sight_or_leaves_reads_no_word_of_it_any_more_and_is_not_asked(quiet: World) -> None:
    reply = await asking(quiet, quiet.ben, quiet.noor)
    await quiet.maya.click(reply, "Ask ben")
    await quiet.work()
    message, ask_noor = quiet.ben.dms()[-1], late(quiet.maya, reply, "Ask noor")
    async with change(quiet.bot.deps, system(quiet.bot.workspace), Verb.EDIT, (await stored(quiet)).id) as it:
        it.update(visibility=Visibility.PRIVATE)

    for person in (quiet.ben, quiet.noor):
        await person.leave(reply.channel)
    await quiet.work()
    lost = await ask_noor()

    assert message.lines == ["This is not for you any more."]
    assert answers(lost)[0][0].startswith("noor cannot see PM-1")


async def test_once_it_is_published_nobody_waits_for_the_answer_any_more(quiet: World) -> None:
    reply = await asking(quiet, quiet.ben)
    await quiet.maya.click(reply, "Ask ben")
    await quiet.work()
    message = quiet.ben.dms()[-1]
    press = late(quiet.ben, message, "I don't know")

    await filled(quiet)
    await publish(quiet, reply.channel)
    done = await press()

    assert message.lines == ["PM-1 is published by now. Nothing left to do."]
    assert "is published" in answers(done)[0][0]
    assert (await question(quiet)).asked[0].passed is False


async def test_a_worker_that_dies_at_any_step_asks_once_and_forgets_nobody(world: World) -> None:
    reply = await asking(world, world.ben)
    before = len(world.ben.dms())
    await world.maya.click(reply, "Ask ben")
    deaths = await short_lives(world, longest=4)

    await world.work()
    assert deaths > 1
    [asked] = world.ben.dms()[before:]
    assert WHY in asked.shown
