"""Until it is published a document follows its channel: what was edited or deleted there changes what rests on it."""

from bot.domain import events
from bot.domain.people import system
from bot.domain.postmortems import Section, Verb
from bot.domain.timeline import Entry, Origin, Sentence
from bot.services.changes import change
from sandbox.driver import Channel, Message
from sandbox.driver.apps import OtherApp
from tests.scenarios.published import filled, publish
from tests.scenarios.reviewing import reviewed, stored
from tests.scenarios.steps import look_over, ready
from tests.scenarios.test_writing import write
from tests.scenarios.timelines import chosen, opened
from tests.scenarios.world import World

SECRET = "ghp_" + "aB3dE6gH9j" * 4


def said(channel: Channel, words: str) -> Message:
    """Return the message of a person or another bot that has these words, replies too."""
    roots = [one for one in channel.messages if not one.by_bot]
    everything = [*roots, *(reply for root in roots for reply in channel.thread(root))]
    return next(one for one in everything if words in one.text)


async def resting(world: World, message: Message) -> list[Entry]:
    """Return the entries that rest on a message."""
    async with world.bot.deps.store.read(world.bot.workspace) as uow:
        return [one for one in await uow.entries.of((await stored(world)).id) if message.ts in one.evidence]


async def kept_text(world: World, channel: Channel, message: Message) -> str:
    """Return what is kept of a message."""
    async with world.bot.deps.store.read(world.bot.workspace) as uow:
        [incident] = await uow.incidents.in_channel(channel.id)
        return (await uow.transcripts.some(incident.id, [message.ts]))[message.ts].text


async def test_a_line_that_nobody_touched_says_what_its_message_says_now_and_is_marked(quiet: World) -> None:
    channel, card = await ready(quiet)
    message = said(channel, "rolling back")
    [before] = await resting(quiet, message)
    assert "4.2 to 4.1" in before.text

    await quiet.ben.edit(message, "rolling back cache-client 4.2 to 4.0")
    await quiet.work()

    [entry] = await resting(quiet, message)
    assert "4.2 to 4.0" in entry.text
    assert (entry.id, entry.verified, entry.changed_at) == (before.id, True, quiet.clock.now())
    editor = await opened(quiet.maya, channel, card)
    await editor.select("pm.timeline.show", "Show: changed in the channel")
    assert "changed in the channel at " in editor.text
    assert "Entries 1–1 of 1." in editor.text
    await look_over(quiet)


async def test_a_line_whose_message_was_deleted_waits_for_a_person_and_nothing_of_it_is_kept(quiet: World) -> None:
    channel, card = await ready(quiet)
    message = said(channel, "rollback is done")
    assert await resting(quiet, message)
    before = len(quiet.maya.dms())

    await quiet.maya.delete(message)
    await quiet.work()
    await quiet.later(6)

    assert {(one.verified, one.reason) for one in await resting(quiet, message)} == {
        (False, "one of its messages was deleted")
    }
    assert await kept_text(quiet, channel, message) == ""
    assert "unverified" in card.shown
    assert len(quiet.maya.dms()) == before
    editor = await opened(quiet.maya, channel, card)
    await editor.click("pm.timeline.check")
    assert "deleted in the channel at " in editor.text


async def test_accepted_words_stay_and_are_marked_until_a_person_takes_the_new_text(quiet: World) -> None:
    channel, card = await ready(quiet)
    message = said(channel, "rolling back")
    [entry] = await resting(quiet, message)
    async with change(quiet.bot.deps, system(quiet.bot.workspace), Verb.EDIT, (await stored(quiet)).id) as it:
        kept = {"text": "Ben rolls back", "by": quiet.maya.id, "source": message.ts}
        await it.save_entry(entry.model_copy(update=kept))

    await quiet.ben.edit(message, "not rolling back yet")
    await quiet.work()

    [marked] = await resting(quiet, message)
    assert (marked.text, marked.verified, marked.changed_at) == ("Ben rolls back", True, quiet.clock.now())
    editor = await opened(quiet.maya, channel, card)
    await editor.select("pm.timeline.show", "Show: changed in the channel")
    await chosen(editor, 0, "Take the new text")
    await quiet.work()
    [taken] = await resting(quiet, message)
    assert (taken.text, taken.verified, taken.changed_at) == ("not rolling back yet", True, None)
    assert "It says what its message says now." in editor.text
    await editor.click("Undo")
    assert "It says again what it said before." in editor.text
    assert await resting(quiet, message) == [marked]
    await chosen(editor, 0, "Take the new text")
    await quiet.work()
    assert await resting(quiet, message) == [taken]


async def test_a_persons_line_stays_when_its_message_goes_and_saving_it_settles_that(quiet: World) -> None:
    channel, card = await ready(quiet)
    message = said(channel, "rolling back")
    [entry] = await resting(quiet, message)
    async with change(quiet.bot.deps, system(quiet.bot.workspace), Verb.EDIT, (await stored(quiet)).id) as it:
        await it.save_entry(entry.model_copy(update={"by": quiet.maya.id, "source": message.ts}))

    await quiet.ben.delete(message)
    await quiet.work()
    editor = await opened(quiet.maya, channel, card)
    await editor.select("pm.timeline.show", "Show: changed in the channel")
    window = (await chosen(editor, 0, "Edit this entry")).modal

    assert window is not None
    assert "Its message was deleted in the channel. The line stays until you decide." in window.text
    await window.submit()
    [settled] = await resting(quiet, message)
    assert (settled.text, settled.verified, settled.changed_at) == (entry.text, True, None)


async def test_a_pinned_message_is_said_in_its_new_words(quiet: World) -> None:
    channel, _ = await ready(quiet)
    message = await quiet.ben.post(channel, "the pager was silent")
    await quiet.maya.pin(message)
    await quiet.work()

    await quiet.ben.edit(message, f"the pager had {SECRET}")
    await quiet.work()

    [pinned] = [one for one in await resting(quiet, message) if one.origin is Origin.PIN]
    assert pinned.text == "the pager had [secret:github-token #1]"
    await quiet.maya.unpin(message)
    await quiet.work()
    assert [one for one in await resting(quiet, message) if one.origin is Origin.PIN] == []


async def test_replies_and_what_another_bot_changes_are_followed_too(quiet: World) -> None:
    channel, _ = await ready(quiet)
    reply, alert = said(channel, "status page updated"), said(channel, "FIRING")

    await quiet.noor.edit(reply, "status page updated: checkout is down")
    await quiet.work()
    member = next(one for one in quiet.slack.hub.workspace.members.values() if one.real_name.startswith("Lookout"))
    await OtherApp(quiet.slack.hub, member).edit(alert, "FIRING: checkout error rate 28.4 %, threshold 2 %")
    await quiet.work()

    assert await kept_text(quiet, channel, reply) == "status page updated: checkout is down"
    assert "28.4" in (await kept_text(quiet, channel, alert))
    assert all("18.4" not in one.text for one in await resting(quiet, alert) if one.verified)


async def test_ten_edits_are_looked_at_once_and_what_was_never_read_changes_nothing(quiet: World) -> None:
    channel, card = await ready(quiet)
    message = said(channel, "rolling back")
    late = await quiet.ben.post(channel, "this came after the draft")
    await quiet.work()
    revision = (await stored(quiet)).revision

    for number in range(10):
        await quiet.ben.edit(message, f"rolling back cache-client 4.2 to 4.0.{number}")
    await quiet.ben.edit(late, "and says something else now")
    await quiet.work()

    assert (await stored(quiet)).revision == revision + 1
    assert "4.0.9" in (await resting(quiet, message))[0].text
    assert await resting(quiet, late) == []
    assert "something else" not in str([one.lines for one in channel.thread(card)])


async def test_what_was_sent_for_review_follows_and_what_is_published_does_not(quiet: World) -> None:
    channel, _ = await reviewed(quiet, quiet.noor)
    message = said(channel, "rolling back")
    await quiet.ben.edit(message, "rolling back cache-client 4.2 to 4.0")
    await quiet.work()
    [in_review] = await resting(quiet, message)
    assert "4.0" in in_review.text
    await quiet.maya.slash("/postmortem withdraw", channel)
    await quiet.work()
    await filled(quiet)
    await publish(quiet, channel)

    await quiet.ben.edit(message, "rolling back nothing at all")
    await quiet.work()

    assert await resting(quiet, message) == [in_review]
    assert await kept_text(quiet, channel, message) == "rolling back cache-client 4.2 to 4.0"


async def test_a_models_sentence_that_its_message_bears_out_no_more_waits_outside_the_text(quiet: World) -> None:
    channel, _ = await ready(quiet)
    message, other = said(channel, "rolling back"), said(channel, "rollback is done")
    sentences = (
        Sentence(text="Ben was rolling back cache-client 4.2 to 4.1.", cites=(message.ts,)),
        Sentence(text="The rollback is done on all nodes.", cites=(other.ts,)),
    )
    made = {"origin": Origin.AI, "sentences": sentences, "text": " ".join(one.text for one in sentences)}
    postmortem = await stored(quiet)
    async with change(quiet.bot.deps, system(quiet.bot.workspace), Verb.EDIT, postmortem.id) as it:
        sections = (one.model_copy(update=made) if one.key == "resolution" else one for one in it.was.sections)
        it.update(sections=tuple(sections))
        it.emit(events.PostmortemChanged(postmortem=postmortem.id, incident=postmortem.incident or 0))

    await quiet.ben.edit(message, "rolling back cache-client 4.2 to 4.0")
    await quiet.work()

    section = await _section(quiet, "resolution")
    assert section.text == "The rollback is done on all nodes."
    assert [one.reason is None for one in section.sentences] == [False, True]
    assert section.evidence == (other.ts,)


async def test_the_rules_own_text_is_made_anew_and_a_persons_stays_and_is_marked_until_somebody_keeps_it(
    quiet: World,
) -> None:
    channel, card = await ready(quiet)
    message = said(channel, "rolling back")
    rules = [one for one in (await stored(quiet)).sections if one.origin is Origin.RULES and message.ts in one.evidence]
    assert rules
    mine, theirs = rules[0].key, [one.key for one in rules[1:]]
    async with change(quiet.bot.deps, system(quiet.bot.workspace), Verb.EDIT, (await stored(quiet)).id) as it:
        kept = {"origin": Origin.PERSON, "by": quiet.maya.id}
        it.update(sections=tuple(one.model_copy(update=kept) if one.key == mine else one for one in it.was.sections))

    await quiet.ben.edit(message, "rolling back cache-client 4.2 to 4.0")
    await quiet.work()

    marked = await _section(quiet, mine)
    assert (marked.text, marked.changed_at) == (rules[0].text, quiet.clock.now())
    assert [one for one in (await stored(quiet)).sections if one.key in theirs and "4.1" in one.text] == []
    words = "A message that this text rests on was changed in the channel at "
    reading = (await quiet.ben.click(card, "Read")).modal
    assert reading is not None
    assert words in reading.text
    hub = (await quiet.maya.slash("/postmortem edit", channel)).modal
    assert hub is not None
    assert "changed in the channel at " in hub.text
    editor = await write(quiet.maya, mine)
    assert words in editor.text
    await editor.click("pm.section.keep")
    assert words not in editor.text
    assert "changed in the channel at " not in hub.text
    assert (await _section(quiet, mine)).changed_at is None
    await look_over(quiet)


async def _section(world: World, key: str) -> Section:
    found = (await stored(world)).section(key)
    assert found is not None
    return found
