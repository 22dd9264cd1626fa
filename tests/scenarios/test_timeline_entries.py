"""The window of one timeline entry: two who write at once, what is typed and pressed in it, what is refused."""

from datetime import UTC, datetime

from bot.domain.timeline import Mark
from tests.scenarios.steps import answers, forged, ready
from tests.scenarios.test_notes import entries
from tests.scenarios.timelines import chosen, edited_by, opened, reply_of
from tests.scenarios.world import World


async def test_who_saves_over_somebody_elses_change_is_shown_both_and_nothing_is_lost(quiet: World) -> None:
    channel, card = await edited_by(quiet, quiet.ben)
    mayas = await opened(quiet.maya, channel, card)
    bens = await opened(quiet.ben, channel, card)
    mine, his = (await chosen(mayas, 0, "Edit this entry")).modal, (await chosen(bens, 0, "Edit this entry")).modal
    assert mine is not None
    assert his is not None

    await his.fill({"What happened": "The alert fires for checkout"}).submit()
    await mine.fill({"What happened": "Checkout fails for one in five"}).submit()

    assert "ben changed this entry while you wrote." in mine.text.lower()
    assert "It now reads: " in mine.text
    assert "The alert fires for checkout" in mine.text
    assert mine.fields["What happened"] == "Checkout fails for one in five"
    await mine.submit()
    assert quiet.maya.modal is not None
    assert quiet.maya.modal.title == "Timeline · PM-1"
    assert (await entries(quiet, channel))[0].text == "Checkout fails for one in five"


async def test_an_entry_that_went_while_somebody_wrote_is_added_anew_with_the_words(quiet: World) -> None:
    channel, card = await ready(quiet)
    done = await quiet.maya.slash("/postmortem note the pager was silent", channel)
    await quiet.work()
    list_ = await opened(quiet.maya, channel, card)
    last = len(await entries(quiet, channel)) - 1
    window = (await chosen(list_, last, "Edit this entry")).modal
    assert window is not None
    await quiet.maya.click(done.ephemerals[0], "Undo")
    await quiet.work()

    await window.fill({"What happened": "The pager was silent for nine minutes"}).submit()
    assert "This entry went while you wrote." in window.text
    await window.submit()

    assert [one.text for one in await entries(quiet, channel)][last] == "The pager was silent for nine minutes"


async def test_what_is_pressed_in_the_window_keeps_what_is_typed_in_it(quiet: World) -> None:
    channel, card = await ready(quiet)
    list_ = await opened(quiet.maya, channel, card)
    window = (await chosen(list_, 0, "Edit this entry")).modal
    assert window is not None

    await window.fill({"What happened": "The alert fires"}).click("Hide")
    assert window.fields["What happened"] == "The alert fires"
    assert "Hidden: " in window.text
    await window.click("Undo")
    await window.submit()

    first, *_ = await entries(quiet, channel)
    assert (first.text, first.hidden) == ("The alert fires", False)


async def test_merging_in_the_window_takes_what_is_typed_with_it(quiet: World) -> None:
    channel, card = await ready(quiet)
    list_ = await opened(quiet.maya, channel, card)
    following = (await entries(quiet, channel))[3]
    window = (await chosen(list_, 2, "Edit this entry")).modal
    assert window is not None

    await window.fill({"What happened": "Ben rolls back"}).click("Merge")

    assert window.fields["What happened"] == f"Ben rolls back. {following.text}"
    assert (await entries(quiet, channel))[2].text == f"Ben rolls back. {following.text}"
    assert f"Ben rolls back. {following.text}" in list_.text


async def test_a_secret_that_was_typed_is_covered_and_who_typed_it_is_told_at_once(quiet: World) -> None:
    channel, card = await ready(quiet)
    list_ = await opened(quiet.maya, channel, card)
    window = (await list_.click("Add entry")).modal
    assert window is not None

    await window.fill({"What happened": "password is hunter2hunter2 on cache-1"}).submit()

    assert "I covered 1 thing that looks like a secret in what you typed." in window.text
    assert "hunter2" not in window.text
    assert "[secret:" in window.fields["What happened"]
    assert all("hunter2" not in one.text for one in await entries(quiet, channel))


async def test_a_time_that_cannot_be_is_refused_at_its_field_and_the_words_stay(quiet: World) -> None:
    channel, card = await ready(quiet)
    list_ = await opened(quiet.maya, channel, card)
    window = (await list_.click("Add entry")).modal
    assert window is not None
    long_ago = datetime(2012, 5, 1, tzinfo=UTC)

    await window.fill({"What happened": "It began", "Time (yours)": long_ago}).submit()

    assert window.errors == {"Time (yours)": "Choose a time between 2013 and tomorrow."}
    assert window.fields["What happened"] == "It began"


async def test_the_other_place_of_a_mark_loses_it(quiet: World) -> None:
    channel, card = await ready(quiet)
    list_ = await opened(quiet.maya, channel, card)
    marked = [one for one in await entries(quiet, channel) if one.mark is Mark.RESOLVED]
    window = (await chosen(list_, 0, "Edit this entry")).modal
    assert window is not None
    assert len(marked) == 1

    await window.fill({"Mark": "resolved"}).submit()

    first, *others = await entries(quiet, channel)
    assert (first.mark, [one.mark for one in others if one.mark is Mark.RESOLVED]) == (Mark.RESOLVED, [])


async def test_who_may_only_read_gets_no_editor_whatever_is_pressed(quiet: World) -> None:
    channel, card = await ready(quiet)
    reply = reply_of(channel, card)

    by_button = await quiet.ben.click(reply, "Edit timeline")

    assert answers(by_button)[0][0].startswith("Only maya (author) or an editor can edit PM-1.")
    assert quiet.ben.modal is None


async def test_a_stranger_to_a_private_one_learns_nothing_from_a_forged_press(quiet: World) -> None:
    channel, card = await ready(quiet)
    reply = reply_of(channel, card)
    gus = quiet.slack.person("gus", guest="multi")

    done = await forged(gus, reply, "Edit timeline")

    assert answers(done) == [["There is no such postmortem that you can see."]]
