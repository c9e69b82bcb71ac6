"""A real browser before a running house. A journey fails on any script error or refused content as well."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from tests.house import House, running_house

# The browser's driver runs an event loop in this thread; Django would refuse database work beside one.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

# Milliseconds. Each worker has a browser and houses of its own, and all of them share the machine.
PATIENCE, OF_AN_ADDRESS = 20_000, 30_000
expect.set_options(timeout=PATIENCE)

Sessions = dict[tuple[str, str], Any]  # cookies, by house and account

FAILURES = Path(__file__).parents[2] / "build" / "failures"
# Root has no sandbox to enter; without the second flag the browser keeps calling its maker.
FLAGS = ["--no-sandbox", "--disable-background-networking"]


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with running_house(tmp_path_factory.mktemp("house")) as house:
        yield house


@pytest.fixture(scope="session")
def sample_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A second house, with a small fictitious city in it."""
    with running_house(tmp_path_factory.mktemp("sample_house"), SAMPLE="town") as house:
        yield house


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = shutil.which("chromium") or shutil.which("google-chrome")
    assert program, "the journeys need Chromium: run scripts/ensure-test-tools"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A fresh window, 1280 x 800. What the console reports as an error fails the journey at its end."""
    context = browser.new_context(
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        viewport={"width": 1280, "height": 800},
        # A colour halfway between two is no colour of ours: axe would measure it.
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE)
    context.set_default_navigation_timeout(OF_AN_ADDRESS)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: _note(message, complaints))
    yield page
    report = getattr(request.node, "report_of_call", None)
    if complaints or (report and report.failed):
        FAILURES.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=FAILURES / f"{request.node.name}.png", full_page=True)
    context.close()
    assert not complaints


def _note(message: ConsoleMessage, complaints: list[str]) -> None:
    # An answer of 4xx is something that a journey may want to see.
    if message.type == "error" and "Failed to load resource" not in message.text:
        complaints.append(message.text)


@pytest.fixture(scope="session")
def sessions() -> Sessions:
    """Who signed in once goes on with that session in the next journey, as people do."""
    return {}


@pytest.fixture
def signed_in_page(page: Page, house: House, sessions: Sessions) -> Callable[[str], Page]:
    """`signed_in_page("office")`: signed in, standing on the first page of that post."""

    return lambda username: _sign_in(page, house, username, sessions)


@pytest.fixture
def in_sample(page: Page, sample_house: House, sessions: Sessions) -> Callable[[str], Page]:
    """`in_sample("office")`: signed in to the second house, acting in the post of that post in its fictitious city."""

    def sign_in(username: str) -> Page:
        _sign_in(page, sample_house, username, sessions)
        if not page.get_by_text("示例市：").count():
            page.locator("details.account > summary").click()
            page.locator("details.account").get_by_role("button", name="示例").click()
            page.get_by_text("示例市：").first.wait_for()
        return page

    return sign_in


def _sign_in(page: Page, house: House, username: str, sessions: Sessions) -> Page:
    page.context.clear_cookies()
    page.context.add_cookies(sessions.get((house.address, username), []))
    page.goto(house.address)
    if "/sign-in/" in page.url:  # not yet, or a journey has signed out
        enter_by_password(page, house, username)
        sessions[house.address, username] = page.context.cookies()
    return page


def enter_by_password(page: Page, house: House, username: str) -> None:
    """Name and password given by a stranger; what stands there next is the journey's business."""
    page.context.clear_cookies()
    page.goto(f"{house.address}/sign-in/")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", house.passwords[username])
    page.click("button.btn-primary")
    page.wait_for_url(lambda url: "/sign-in/" not in url)


@pytest.fixture
def accessible() -> Callable[[Page], None]:
    """`accessible(page)` fails with axe's report when the page breaks a rule."""

    def check(page: Page) -> None:
        page.wait_for_load_state("load")
        results = Axe().run(page)
        assert not results.violations_count, results.generate_report()

    return check


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    """Let fixtures see how the test itself ended."""
    report = yield
    if report.when == "call":
        item.report_of_call = report  # type: ignore[attr-defined]
    return report


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is a journey; a mark need not be repeated."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.journey)
