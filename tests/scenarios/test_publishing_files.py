"""A published document's files stand in its thread, once a revision; whoever may read it gets them by a word."""

import json

from bot.domain.people import system
from bot.domain.postmortems import Verb, Visibility
from bot.services.changes import change
from bot.services.publishing_files import export
from sandbox.driver import Channel, Message, Person
from tests.scenarios.published import acting, complete, correct, every, first, publish
from tests.scenarios.steps import answers, more
from tests.scenarios.world import World

NAMES = ["PM-1.html", "PM-1.json", "PM-1.md", "PM-1.pdf"]


def with_files(channel: Channel) -> list[Message]:
    """Return the messages of the bot that hold files."""
    return [one for one in every(channel) if one.files]


def names(message: Message) -> list[str]:
    """Return the names of a message's files."""
    return sorted(one.name for one in message.files)


def sent_to(person: Person) -> list[tuple[str, list[str]]]:
    """Return what a person was sent: the words above the files, and their names."""
    return [(one.text, names(one)) for one in person.dms() if one.files]


async def test_the_files_of_the_published_revision_stand_in_the_thread_in_one_message(quiet: World) -> None:
    channel = await complete(quiet)
    card = channel.card()
    await publish(quiet, channel)
    [message] = with_files(channel)
    assert (message.thread_ts, names(message)) == (card.ts, NAMES)
    assert message.text == "PM-1 as PDF, Markdown, HTML and JSON, revision 3."
    by_name = {one.name: one for one in message.files}
    assert by_name["PM-1.pdf"].content.startswith(b"%PDF-")
    assert by_name["PM-1.pdf"].alt == "PM-1 as PDF, revision 3"
    assert json.loads(by_name["PM-1.json"].content)["revision"] == 3
    assert "Alert on pool use" in by_name["PM-1.md"].content.decode()


async def test_a_correction_replaces_them(quiet: World) -> None:
    channel = await complete(quiet)
    await publish(quiet, channel)
    await correct(quiet, "Checkout failed for 2,400 people.", "wrong figure")
    shown = {one.text: names(one) for one in every(channel) if "as PDF" in one.text}
    assert shown["PM-1 as PDF, Markdown, HTML and JSON, revision 4."] == NAMES
    assert shown.get("PM-1 as PDF, Markdown, HTML and JSON, revision 3.", []) == []


async def test_where_a_guest_reads_along_the_files_are_not_in_the_thread_and_the_card_says_so(quiet: World) -> None:
    channel = await complete(quiet)
    card = channel.card()
    guest = quiet.slack.person("gus", name="Gus", guest="multi")
    await quiet.noor.invite(channel, guest)
    await publish(quiet, channel)
    assert with_files(channel) == []
    assert "✕ The files are not in this thread: somebody here may not read all of it." in card.shown


async def test_a_shared_channel_gets_no_files(quiet: World) -> None:
    channel = await complete(quiet, quiet.incident(shared_with="Acme"))
    await publish(quiet, channel)
    assert with_files(channel) == []


async def test_a_private_one_has_its_files_in_its_own_thread(quiet: World) -> None:
    channel = await complete(quiet, quiet.incident(private=True))
    await publish(quiet, channel)
    assert [names(one) for one in with_files(channel)] == [NAMES]


async def test_whoever_may_read_it_gets_it_as_what_was_named_by_message_even_as_a_draft(quiet: World) -> None:
    channel = await complete(quiet)
    done = await quiet.ben.slash("/postmortem export pdf md", channel)
    await quiet.work()
    assert answers(done) == [["PM-1 as PDF and Markdown will be in your messages in a moment."]]
    assert sent_to(quiet.ben) == [("PM-1 as PDF and Markdown, a draft, revision 3.", ["PM-1.md", "PM-1.pdf"])]


async def test_without_a_word_it_comes_as_all_four_and_a_strange_one_is_refused(quiet: World) -> None:
    channel = await complete(quiet)
    await publish(quiet, channel)
    await quiet.ben.slash("/postmortem export 1", quiet.slack.channel("elsewhere", members=[quiet.ben]))
    await quiet.work()
    refused = await quiet.ben.slash("/postmortem export docx", channel)
    await quiet.work()
    assert sent_to(quiet.ben) == [("PM-1 as PDF, Markdown, HTML and JSON, revision 3.", NAMES)]
    assert answers(refused) == [["I don't know docx. A document can be had as pdf, md, html or json."]]


async def test_who_may_not_see_it_hears_that_there_is_none_and_gets_nothing(quiet: World) -> None:
    await complete(quiet, quiet.incident(private=True))
    stranger = quiet.slack.person("sam", name="Sam")
    elsewhere = quiet.slack.channel("elsewhere", members=[stranger])
    hidden = await stranger.slash("/postmortem export 1", elsewhere)
    absent = await stranger.slash("/postmortem export 7", elsewhere)
    await quiet.work()
    assert answers(hidden)[0][0].replace("PM-1", "PM-7") == answers(absent)[0][0]
    assert sent_to(stranger) == []


async def test_who_lost_sight_between_the_asking_and_the_sending_gets_nothing(quiet: World) -> None:
    channel = await complete(quiet, quiet.incident(private=True))
    await quiet.ben.slash("/postmortem export md", channel)
    await quiet.ben.leave(channel)
    await quiet.work()
    assert sent_to(quiet.ben) == []


async def test_send_me_the_file_in_the_window_that_reads_it(quiet: World) -> None:
    channel = await complete(quiet)
    await quiet.ben.click(channel.card(), "Read")
    assert quiet.ben.modal is not None
    await quiet.ben.modal.click("Send me the file")
    await quiet.work()
    assert quiet.ben.modal.lines[1] == "PM-1 as PDF and Markdown will be in your messages in a moment."
    assert [one for _, one in sent_to(quiet.ben)] == [["PM-1.md", "PM-1.pdf"]]


async def test_what_is_for_fewer_people_is_taken_back_from_those_who_may_not_have_it(quiet: World) -> None:
    channel = await complete(quiet)
    stranger = quiet.slack.person("sam", name="Sam")
    await stranger.slash("/postmortem export 1 md", quiet.slack.channel("elsewhere", members=[stranger]))
    await quiet.ben.slash("/postmortem export md", channel)
    await publish(quiet, channel)
    assert (len(sent_to(stranger)), len(sent_to(quiet.ben))) == (1, 1)
    await quiet.noor.slash("/postmortem reopen for fewer people", channel)
    assert quiet.noor.modal is not None
    await quiet.noor.modal.submit()
    async with change(quiet.bot.deps, system(quiet.bot.workspace), Verb.EDIT, await first(quiet)) as it:
        it.update(visibility=Visibility.PRIVATE)
    await quiet.work()
    assert (sent_to(stranger), len(sent_to(quiet.ben)), with_files(channel)) == ([], 1, [])


async def test_a_file_is_sent_to_who_asks_once_in_ten_minutes(quiet: World) -> None:
    channel = await complete(quiet)
    await quiet.ben.slash("/postmortem export pdf", channel)
    await quiet.work()
    again = await quiet.ben.slash("/postmortem export pdf md", channel)
    await quiet.work()
    assert answers(again) == [
        ["PM-1 as Markdown will be in your messages in a moment. PM-1 as PDF is in your messages already."]
    ]
    assert [names for _, names in sent_to(quiet.ben)] == [["PM-1.pdf"], ["PM-1.md"]]
    await quiet.noor.slash("/postmortem export pdf", channel)
    await quiet.later(601)
    await quiet.ben.slash("/postmortem export pdf", channel)
    await quiet.work()
    assert (len(sent_to(quiet.ben)), len(sent_to(quiet.noor))) == (3, 1)


async def test_a_flood_of_askings_before_the_first_is_sent_sends_one(quiet: World) -> None:
    channel = await complete(quiet)
    for _ in range(5):
        await quiet.ben.slash("/postmortem export md", channel)
    await quiet.work()
    assert len(sent_to(quiet.ben)) == 1


async def test_a_draft_goes_into_its_thread_once_whoever_asks(quiet: World) -> None:
    channel = await complete(quiet)
    deps, document = quiet.bot.deps, await first(quiet)
    for person in (quiet.ben, quiet.noor, quiet.maya):
        told = await export(deps, await acting(quiet, person), document, ("pdf",), to_thread=True)
        await quiet.work()
    assert [names(one) for one in with_files(channel)] == [["PM-1.pdf"]]
    assert (told.coming, told.there, told.link) == ((), ("pdf",), channel.card().permalink)
    assert sent_to(quiet.ben) == []


async def test_what_stands_in_the_thread_for_good_is_not_put_there_again_and_the_window_leads_to_it(
    quiet: World,
) -> None:
    channel = await complete(quiet)
    card = channel.card()
    await publish(quiet, channel)
    await quiet.later(3_600)
    await (await more(quiet.ben, card)).click("Files")
    form = quiet.ben.modal
    assert form is not None
    form.fill({"Where to?": "Into its thread"})
    await form.submit()
    await quiet.work()
    assert len(with_files(channel)) == 1
    shown = quiet.ben.modal
    assert shown is not None
    assert shown.lines[1] == f"PM-1 as PDF and Markdown are in its thread already. Look there ({card.permalink})"
