"""Signing in and out, as each kind of reader does it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from lianzhang.config.demonstration import DEMONSTRATORS
from tests.house import House

WIDTHS = {"phone": 390, "desk": 1920}


@pytest.mark.parametrize("username", [who.username for who in DEMONSTRATORS])
def test_each_post_signs_in_and_out(username: str, signed_in_page: Callable[[str], Page], house: House) -> None:
    page = signed_in_page(username)
    label = next(who.label for who in DEMONSTRATORS if who.username == username)
    page.locator(".account summary").click()
    expect(page.locator(".account .panel")).to_contain_text(label)
    page.get_by_role("button", name="退出登录").click()
    page.wait_for_url(f"{house.address}/sign-in/")
    page.goto(house.address)
    assert "/sign-in/" in page.url


def test_a_wrong_password_is_refused_in_words_and_keeps_the_name(page: Page, house: House) -> None:
    page.goto(f"{house.address}/sign-in/")
    page.fill("input[name=username]", "office")
    page.fill("input[name=password]", "wrong")
    page.keyboard.press("Enter")
    expect(page.get_by_text("账号或口令不对")).to_be_visible()
    expect(page.locator("input[name=username]")).to_have_value("office")


def test_a_page_asked_for_by_a_stranger_opens_after_sign_in(page: Page, house: House) -> None:
    page.goto(f"{house.address}/plan/?at=2023-12-31")
    page.fill("input[name=username]", "chief")
    page.fill("input[name=password]", house.passwords["chief"])
    page.keyboard.press("Enter")
    page.wait_for_url(f"{house.address}/plan/?at=2023-12-31")


@pytest.mark.parametrize("width", WIDTHS.values(), ids=list(WIDTHS))
def test_the_sign_in_page_breaks_no_accessibility_rule(
    width: int, page: Page, house: House, accessible: Callable[[Page], None]
) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(f"{house.address}/sign-in/")
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
