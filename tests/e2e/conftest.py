"""One demo and one browser for all tests; windows for each, in which nothing may go wrong."""

import contextlib
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser

from tests.e2e import demo as running
from tests.e2e.window import Windows


@contextlib.asynccontextmanager
async def untroubled(browser: Browser, demo: running.Demo) -> AsyncIterator[Windows]:
    """Windows on a demo. Whatever the browser complains of in one fails the test."""
    made = Windows(browser, demo)
    yield made
    await made.close()
    assert made.troubles == []


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """A browser. Without one nothing can be tested here, which is said loudly."""
    if running.chromium() is None:
        pytest.skip(running.NO_BROWSER)
    async with running.browser() as started:
        yield started


@pytest.fixture(scope="session")
async def demo(browser: Browser) -> AsyncIterator[running.Demo]:  # noqa: ARG001 -- none is started for no browser
    """A demo as somebody starts it."""
    async with running.demo() as started:
        yield started


@pytest.fixture
async def windows(browser: Browser, demo: running.Demo) -> AsyncIterator[Windows]:
    """People's windows. Whatever the browser complains of fails the test."""
    async with untroubled(browser, demo) as made:
        yield made
