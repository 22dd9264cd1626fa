"""A window in which somebody acts, in the words of those who look at it: places, messages, modals, buttons."""

import re
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import Browser, Locator, Page

from tests.e2e.demo import Demo

DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 800}
REFUSED = 400
PATIENCE = 30_000
"""Milliseconds. They end a test that hangs; what is there is seen at once."""


def exactly(words: str) -> re.Pattern[str]:
    """Return what fits these words and no others; several stand between bars."""
    return re.compile(rf"^\s*(?:{'|'.join(re.escape(one) for one in words.split('|'))})\s*$")


@dataclass
class Windows:
    """The windows of one test, and everything that went wrong in any of them."""

    browser: Browser
    demo: Demo
    troubles: list[str] = field(default_factory=list)
    opened: list[Any] = field(default_factory=list)

    async def of(self, person: str, *, size: dict[str, int] | None = None, dark: bool = False) -> "Window":
        """Open a window in which somebody acts, by the beginning of their name."""
        context = await self.browser.new_context(
            viewport=size or DESKTOP, color_scheme="dark" if dark else "light", has_touch=size == PHONE
        )
        self.opened.append(context)
        context.set_default_timeout(PATIENCE)
        page = await context.new_page()
        self._watch(page)
        window = Window(page, self.demo.url)
        await window.act_as(person)
        return window

    async def close(self) -> None:
        """Close them all."""
        for one in self.opened:
            await one.close()

    def _watch(self, page: Page) -> None:
        def said(message: Any) -> None:
            if message.type == "error" and "the server responded" not in message.text:  # `refused` says more
                self.troubles.append(f"console: {message.text}")

        def failed(request: Any) -> None:
            if request.failure != "net::ERR_ABORTED":  # somebody went elsewhere
                self.troubles.append(f"request: {request.url} {request.failure}")

        async def refused(response: Any) -> None:
            if response.status >= REFUSED:
                self.troubles.append(f"refused: {response.url} {await response.text()}")

        page.on("console", said)
        page.on("response", refused)
        page.on("pageerror", lambda error: self.troubles.append(f"page: {error}"))
        page.on("requestfailed", failed)


class Part:
    """Something on the page that has buttons and words: the whole of it, a message, a modal, a panel."""

    def __init__(self, page: Page, here: Locator) -> None:
        self.page, self.here = page, here

    def button(self, label: str, near: str | None = None) -> Locator:
        """Return the button with exactly this label; `near` words, where several have it."""
        where = self.here if near is None else self.block(near)
        return where.get_by_role("button").filter(has_text=exactly(label)).last

    def block(self, words: str) -> Locator:
        """Return the smallest part with these words and something to press."""
        return self.here.locator(".block").filter(has_text=words).filter(has=self.page.get_by_role("button")).last

    async def press(self, label: str, near: str | None = None, *, confirm: bool = False) -> None:
        """Press a button, and say yes where it asks."""
        await self.button(label, near).click()
        if confirm:
            await self.page.get_by_role("alertdialog").get_by_role("button").last.click()

    async def choose(self, near: str, option: str) -> None:
        """Choose from the menu of more actions that stands near these words."""
        await self.block(near).locator("[aria-haspopup=menu]").last.click()
        await self.page.get_by_role("menuitem").filter(has_text=exactly(option)).click()

    async def shows(self, words: str) -> None:
        """Wait until these words stand here."""
        await self.here.filter(has_text=words).first.wait_for()

    async def text(self) -> str:
        """Return what can be read here."""
        return str(await self.here.inner_text())


class Modal(Part):
    """The modal on top."""

    async def titled(self, title: str) -> "Modal":
        """Wait until its title has these words."""
        await self.here.get_by_role("heading", level=2).filter(has_text=title).first.wait_for()
        return self

    def field(self, label: str) -> Locator:
        """Return the field of this name, to type into."""
        return (
            self.here.locator(".block")
            .filter(has_text=label)
            .locator("input.field-text, textarea, input.field-when, .rich-words")
        )

    async def fill(self, label: str, words: str) -> None:
        """Put words into a field, in the place of what is there."""
        await self.field(label).first.fill(words)

    async def pick(self, label: str, *options: str) -> None:
        """Choose from a picker by typing the beginning."""
        opener = self.here.locator(".block").filter(has_text=label).locator(".picker-open").first
        await opener.click()
        listed = self.page.locator("dialog.list")
        for option in options:
            await listed.get_by_role("combobox").fill(option)
            await listed.get_by_role("option").filter(has_text=option).first.click()
        done = listed.get_by_role("button", name="Done")
        if await done.count():
            await done.click()

    async def take_off(self, *chosen: str) -> None:
        """Take away what is chosen in a picker of several."""
        for one in chosen:
            chip = self.here.get_by_role("button", name=f"Remove {one}")
            await chip.click()
            await chip.wait_for(state="detached")

    async def wrong(self, label: str) -> str:
        """Wait until something is wrong beside the field of this name, and return what."""
        field = self.here.locator(".block").filter(has_text=label).filter(has=self.page.locator("[aria-invalid=true]"))
        await field.first.wait_for()
        return str(await field.first.inner_text())

    async def submit(self) -> None:
        """Press the button that sends it."""
        await self.here.locator("[data-modal=submit]").click()

    async def back(self) -> None:
        """Leave this one, and only this one."""
        await self.here.locator("[data-modal=close]").first.click()

    async def dismiss(self) -> None:
        """Close everything that is open."""
        await self.here.locator("[data-modal=dismiss]").click()
        await self.gone()

    async def gone(self) -> None:
        """Wait until no modal is open."""
        await self.here.wait_for(state="detached")


class Window(Part):
    """Somebody's window."""

    def __init__(self, page: Page, url: str) -> None:
        super().__init__(page, page.locator("body"))
        self.url = url

    @property
    def modal(self) -> Modal:
        """Return the modal on top."""
        return Modal(self.page, self.page.locator("dialog.modal"))

    @property
    def panel(self) -> Part:
        """Return what is behind the scenes."""
        return Part(self.page, self.page.get_by_role("complementary", name="For the curious"))

    @property
    def thread(self) -> Part:
        """Return the thread that is open."""
        return Part(self.page, self.page.get_by_role("complementary", name="Thread"))

    @property
    def messages(self) -> Locator:
        """Return the list of messages, which is what scrolls."""
        return self.page.locator("#messages")

    def message(self, words: str) -> Part:
        """Return the newest message with these words, in the thread where one is open."""
        return Part(self.page, self.page.locator("#messages article, #replies article").filter(has_text=words).last)

    async def too_wide(self) -> int:
        """Return by how many pixels the page could be scrolled sideways."""
        wide = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
        return int(await self.page.evaluate(wide))

    async def act_as(self, person: str) -> None:
        """Act as somebody, by the beginning of their name."""
        await self.page.goto(self.url)
        await self._ready()
        chooser = self.page.get_by_label("Act as")
        names = await chooser.locator("option").all_inner_texts()
        name = next(one for one in names if one.startswith(person))
        held = await chooser.locator("option:checked").inner_text()
        if held != name:
            async with self.page.expect_navigation():
                await chooser.select_option(label=name)
            await self._ready()

    async def _ready(self) -> None:
        await self.page.locator("html[data-ready]").wait_for()
        await self.page.locator("#sidebar .place").first.wait_for(state="attached")

    async def open(self, place: str) -> None:
        """Open a channel, a direct message or Home by its name in the sidebar."""
        sidebar = self.page.get_by_role("navigation", name="Channels and messages")
        if not await sidebar.is_visible():
            await self.page.get_by_role("button", name="Channels").first.click()
        await sidebar.get_by_role("link").filter(has_text=place).first.click()
        await self.page.locator("#head h1").filter(has_text=place.split(maxsplit=1)[0]).wait_for()

    async def type(self, line: str) -> None:
        """Write into the composer and send it."""
        composer = self.page.locator("#composer-text")
        await composer.fill(line)
        await composer.press("Enter")

    async def react(self, words: str, emoji: str) -> None:
        """Put an emoji on the newest message with these words."""
        await self.message(words).here.hover()
        await self.message(words).here.get_by_role("button", name="Add reaction").click()
        await self.page.get_by_role("menuitem").filter(has_text=f":{emoji}:").click()

    async def choose_story(self, title: str) -> str:
        """Choose a story; return the channel that it plays in."""
        await self.page.get_by_role("button", name="Stories: Choose a story").click()
        card = self.page.locator(".card-story").filter(has_text=title)
        await card.get_by_role("button", name="Play this story").click()
        await self.page.get_by_role("region", name="Story:").filter(has_text=title).wait_for()
        await self.page.locator("#head h1").filter(has_text="inc-").wait_for()
        return str(await self.page.locator("#head h1").inner_text()).strip("# 🔒")

    async def drafted(self, *, resolved: bool = True) -> str:
        """Let the cache outage happen, up to the finished draft where it was `resolved`; return its channel."""
        channel = await self.choose_story("Cache outage")
        for _ in range(1 + resolved):
            await self.next_chapter()
        await self.act_as("Maya")
        await self.open(channel)
        return channel

    async def open_thread(self, words: str) -> None:
        """Open the thread of the newest message with these words."""
        await self.message(words).here.get_by_role("button").filter(has_text=re.compile("repl(y|ies)")).last.click()
        await self.thread.here.get_by_role("article").first.wait_for()

    async def give(self, text: str, owner: str) -> None:
        """Give somebody an action item of this channel's incident."""
        await self.type("/postmortem actions add")
        form = await self.modal.titled("item")
        await form.fill("What will be done?", text)
        await form.pick("Owner", owner)
        await form.submit()
        await form.gone()

    async def to_next_reminder(self) -> None:
        """Let time pass by the panel's button until the bot writes to somebody."""
        await self.panel.press("To the next reminder")
        notices = self.page.locator("#notices")
        await notices.get_by_text("The bot wrote").last.wait_for()
        await notices.get_by_role("button", name="Dismiss").last.click()

    async def open_panel(self) -> None:
        """Open what is behind the scenes."""
        await self.page.get_by_role("button", name="Behind the scenes").click()
        await self.panel.shows("The clock")

    async def tab_to(self, name: str, key: str = "Tab") -> None:
        """Press Tab until something has the focus whose name, or what stands in it while it is empty, begins so."""
        told = "() => ['aria-label', 'placeholder'].map((one) => document.activeElement.getAttribute(one) ?? '')"
        for _ in range(60):
            await self.page.keyboard.press(key)
            if any(one.startswith(name) for one in await self.page.evaluate(told)):
                return
        raise AssertionError(f"no Tab leads to {name}")

    async def next_chapter(self) -> None:
        """Let everything up to the next chapter of the story happen, and wait for it."""
        bar = self.page.get_by_role("region", name="Story:")
        chapter = bar.locator(".story-chapter")
        await bar.get_by_role("button", name="To the next chapter").click()
        await bar.get_by_role("button", name="Pause").wait_for()
        await bar.get_by_role("button", name="Pause").wait_for(state="detached")
        await chapter.wait_for()
