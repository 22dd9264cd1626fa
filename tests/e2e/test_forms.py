"""Modals: what is wrong stands beside its field and what was typed is kept; the timeline is edited; keys are enough."""

from playwright.async_api import expect

from tests.e2e.window import Windows


async def test_an_item_without_its_owner_or_due_long_ago_is_refused_beside_the_field_and_what_was_typed_stays(
    windows: Windows,
) -> None:
    maya = await windows.of("Maya")
    await maya.drafted()
    await maya.type("/postmortem actions add")
    form = await maya.modal.titled("item")
    await form.fill("What will be done?", "Alert when a pool is 80 % in use")
    await form.submit()
    await form.wrong("Owner")
    await form.pick("Owner", "Ines")
    await form.fill("Due", "2026-01-02")  # while the app is at it: this may go with the field, and nobody is told off
    await form.here.locator(".block[data-block='due']").wait_for(state="detached")  # the app puts another in its place
    await expect(form.field("Due")).not_to_have_value("")  # a day is proposed that fits her
    await form.fill("Due", "2020-01-01")
    await form.submit()
    await form.wrong("Due")
    assert await form.field("What will be done?").input_value() == "Alert when a pool is 80 % in use"
    await form.dismiss()


async def test_an_entry_of_the_timeline_is_edited_in_the_list(windows: Windows) -> None:
    maya = await windows.of("Maya")
    await maya.drafted()
    await maya.open_thread("Draft")
    await maya.message("Timeline").press("Edit timeline")
    await (await maya.modal.titled("Timeline")).choose("started 14:02", "Edit this entry")
    await (await maya.modal.titled("ntry")).fill("What happened", "Maya tells everybody where we are")
    await maya.modal.submit()
    await (await maya.modal.titled("Timeline")).shows("Maya tells everybody where we are")
    await maya.modal.dismiss()


async def test_a_command_is_typed_and_its_form_sent_by_keys_alone(windows: Windows) -> None:
    maya = await windows.of("Maya")
    await maya.drafted()
    keys = maya.page.keyboard
    await maya.page.reload()
    await maya.page.locator("#composer-text").wait_for()
    for key in ("Tab", "Tab", "Enter"):  # the second link skips to where one writes
        await keys.press(key)
    await expect(maya.page.locator("#composer-text")).to_be_focused()
    await maya.tab_to("Messages", "F6")
    await maya.tab_to("Message #inc-207", "F6")
    await keys.type("/postm")
    await keys.press("Enter")  # takes what is suggested
    await keys.type("actions add")
    await keys.press("Enter")
    form = await maya.modal.titled("item")
    await keys.type("Alert on pool use")
    await maya.tab_to("Owner")
    await keys.press("ArrowDown")
    await keys.type("Ines")
    await maya.page.locator("dialog.list [role=option].is-at").filter(has_text="Ines").wait_for()
    await keys.press("Enter")
    await keys.press("Control+Enter")
    await form.gone()
    await maya.message("Draft").shows("1 item")
