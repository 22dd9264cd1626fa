"""Who presses what on the card: reading its windows, answering its questions, and being refused without a change."""

import pytest

from sandbox.driver import Message
from tests.scenarios.steps import answers, drafted, forged, play, ready
from tests.scenarios.world import World


async def test_read_pages_through_the_whole_document(quiet: World) -> None:
    channel = quiet.incident()
    for number in range(120):
        await quiet.ben.post(channel, f"found: node-{number} fails with error {number} after the deploy " + "x" * 200)
        quiet.clock.advance(seconds=20)
    card = await drafted(quiet, channel)

    done = await quiet.maya.click(card, "Read")
    modal = done.modal
    assert modal is not None
    assert modal.title == "PM-1"
    assert "Page 1 of " in modal.text
    pages = int(modal.text.rpartition(" of ")[2].split()[0])
    for page in range(2, pages + 1):
        await modal.click("Next")
        assert f"Page {page} of {pages}" in modal.text
    if pages > 1:
        await modal.click("Back")
        assert f"Page {pages - 1} of {pages}" in modal.text
    [go] = [one for one in modal.labels if one == "Go to a section"]
    await modal.select(go, "3. Timeline")
    assert "Timeline" in modal.text


async def test_the_timeline_window_pages_through_every_entry(quiet: World) -> None:
    channel = quiet.incident()
    for number in range(200):
        await quiet.ben.post(channel, f"rolling back service-{number} to 4.{number}")
        quiet.clock.advance(seconds=60)
    card = await drafted(quiet, channel)
    timeline = channel.thread(card)[0]

    done = await quiet.ben.click(timeline, "Read all")
    modal = done.modal
    assert modal is not None
    assert modal.title == "Timeline · PM-1"
    assert "Entries 1–20 of " in modal.text
    await modal.click("Later")
    assert "Entries 21–" in modal.text
    await modal.click("Earlier")
    assert "Entries 1–20 of " in modal.text


async def test_a_question_answered_in_the_window_shows_in_place(quiet: World) -> None:
    channel, card = await ready(quiet)
    questions = channel.thread(card)[1]
    before = questions.labels.count("Answer")
    assert before > 0
    first = questions.blocks[2]

    done = await quiet.ben.click(questions, "Answer", block=first["block_id"])
    assert done.modal is not None
    assert done.modal.title == "Answer · PM-1"
    await done.modal.fill({"Your answer": "Ben saw it on the dashboard."}).submit()
    await quiet.work()

    assert questions.labels.count("Answer") == before - 1
    read = await quiet.ben.click(card, "Read")
    assert read.modal is not None
    texts = [read.modal.text]
    while "Next" in read.modal.labels:
        await read.modal.click("Next")
        texts.append(read.modal.text)
    assert "Ben saw it on the dashboard." in "".join(texts)


async def test_an_answer_without_words_is_asked_for_at_its_field(quiet: World) -> None:
    channel, card = await ready(quiet)
    questions = channel.thread(card)[1]
    done = await quiet.ben.click(questions, "Answer", block=questions.blocks[2]["block_id"])
    assert done.modal is not None

    await done.modal.submit()
    assert done.modal.errors == {"Your answer": "Write an answer, or choose one of the two below."}

    await done.modal.fill({"Or say that there is none": "Does not matter"}).submit()
    assert quiet.ben.modal is None


async def test_two_answers_to_one_question_are_one(quiet: World) -> None:
    channel, card = await ready(quiet)
    questions = channel.thread(card)[1]
    block = questions.blocks[2]["block_id"]
    one = (await quiet.ben.click(questions, "Answer", block=block)).modal
    other = (await quiet.maya.click(questions, "Answer", block=block)).modal
    assert one is not None
    assert other is not None

    await one.fill({"Your answer": "first"}).submit()
    await other.fill({"Your answer": "second"}).submit()

    assert quiet.ben.modal is None
    assert quiet.maya.modal is not None
    assert "This question is answered or gone." in quiet.maya.modal.text


# Who has no right


@pytest.mark.parametrize("who", ["guest", "outsider", "bot", "deactivated"])
@pytest.mark.parametrize("label", ["I'll write it", "Not needed", "Read"])
async def test_who_is_no_member_is_refused_and_nothing_changes(quiet: World, who: str, label: str) -> None:
    channel, card = await ready(quiet, author=False)
    person = {
        "guest": lambda: quiet.slack.person("gus", guest="multi"),
        "outsider": lambda: quiet.slack.person("otto", team="Elsewhere"),
        "bot": lambda: quiet.slack.person("robby"),
        "deactivated": lambda: quiet.slack.person("dora", deactivated=True),
    }[who]()
    if who == "bot":
        person.member.bot_id = "B0ROBBY"
    channel.state.members[person.id] = None
    before = [one.shown for one in (card, *channel.thread(card))]

    done = await forged(person, card, label)
    await quiet.work()
    await quiet.later(6)

    assert answers(done) == [["There is no such postmortem that you can see."]]
    assert done.modal is None
    assert [one.shown for one in (card, *channel.thread(card))] == before


async def test_a_member_who_was_not_there_reads_and_changes_nothing(quiet: World) -> None:
    _, card = await ready(quiet, author=False)
    other = quiet.slack.person("olga")
    before = card.shown

    taken = await other.click(card, "I'll write it")
    discarded = await other.click(card, "Not needed")
    read = await other.click(card, "Read")
    await quiet.work()

    assert answers(taken)[0] == ["Only a participant or an incident admin can become the author of PM-1.", "[ Read ]"]
    assert answers(discarded)[0][0] == "Only an incident admin can put PM-1 aside."
    assert card.shown == before
    assert read.modal is not None
    assert read.modal.title == "PM-1"


async def test_the_button_beside_a_refusal_reads_the_document(quiet: World) -> None:
    other_first = await drafted(quiet, quiet.incident("inc-1-other"))
    assert other_first.lines[0].startswith("# PM-1")
    _, card = await ready(quiet, author=False)
    other = quiet.slack.person("olga")

    refused = await other.click(card, "I'll write it")
    done = await other.click(refused.ephemerals[0], "Read")

    assert done.modal is not None
    assert done.modal.title == "PM-2"


async def test_a_retry_by_who_is_not_an_editor_names_who_can(quiet: World) -> None:
    channel = quiet.incident()
    last = await play(quiet, channel)
    quiet.slack.faults.refuse("conversations.replies", "thread_not_found")
    await quiet.resolve(channel, last)
    card = channel.card()
    await quiet.maya.click(card, "I'll write it")
    await quiet.work()

    refused = await quiet.ben.click(card, "Retry")

    assert answers(refused)[0][0] == "Only maya (author) or an editor can edit PM-1."


async def test_an_old_button_says_that_it_is_old(quiet: World) -> None:
    channel, card = await ready(quiet)
    await quiet.ben.react(channel.messages[1], "incident_reopened")
    await quiet.work()
    old = Message(quiet.slack.hub, channel, card.ts)
    pressed = {"type": "button", "action_id": "pm.draft.of_old", "block_id": "x", "value": "7", "text": {"text": "Old"}}
    old.body["blocks"].append({"type": "actions", "block_id": "x", "elements": [pressed]})

    done = await quiet.maya.click(old, "pm.draft.of_old")

    assert answers(done)[0][0] == "This button is from an older state. Open the card again and go on from there."
