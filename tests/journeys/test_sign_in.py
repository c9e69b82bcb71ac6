"""Signing in and out, as each kind of reader does it."""

from __future__ import annotations

import time
from base64 import b32decode
from collections.abc import Callable
from pathlib import Path

import pytest
from django_otp.oath import TOTP
from playwright.sync_api import Browser, Page, expect

from lianzhang.config.demonstration import DEMONSTRATORS
from tests.house import House, running_house
from tests.identity_service import running_identity_service
from tests.journeys.looking import width_of

from .conftest import enter_by_password

WIDTHS = {"phone": 390, "desk": 1920}


@pytest.mark.parametrize("username", [who.username for who in DEMONSTRATORS])
def test_each_post_signs_in_and_out(username: str, page: Page, enter: Callable[[str], None], house: House) -> None:
    enter(username)
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
    assert width_of(page) <= width


@pytest.fixture
def enter(page: Page, house: House) -> Callable[[str], None]:
    """`enter("expert")`: by name and password."""

    return lambda username: enter_by_password(page, house, username)


def token_of(secret: str, spent: int = 0) -> str:
    """The code an authenticator shows; `spent` of its half minutes later, where this one was used."""
    totp = TOTP(b32decode(secret))
    totp.time = time.time() + 30 * spent
    return f"{totp.token():06}"


def test_a_second_factor_is_set_up_asked_for_and_lost(
    page: Page, house: House, enter: Callable[[str], None], accessible: Callable[[Page], None]
) -> None:
    enter("expert")
    page.goto(f"{house.address}/my/second-factor/")
    secret = page.locator(".field-help code").inner_text()
    page.get_by_label("现在的口令").fill(house.passwords["expert"])
    page.get_by_label("验证码").fill(token_of(secret))
    page.get_by_role("button", name="启用").click()
    expect(page.locator(".codes code")).to_have_count(10)
    recovery = page.locator(".codes code").first.inner_text()
    accessible(page)

    enter("expert")
    expect(page.get_by_role("heading", level=1)).to_contain_text("请输入验证码")
    for width in WIDTHS.values():
        page.set_viewport_size({"width": width, "height": 844})
        accessible(page)
    page.get_by_label("验证码").fill(token_of(secret, spent=1))
    page.get_by_role("button", name="继续").click()
    expect(page.locator(".account summary")).to_contain_text("专家")

    enter("expert")
    page.get_by_label("验证码").fill(recovery)
    page.get_by_role("button", name="继续").click()
    expect(page.locator(".account summary")).to_contain_text("专家")
    page.goto(f"{house.address}/my/second-factor/")
    expect(page.locator("main")).to_contain_text("还剩9个恢复码")


def test_a_sign_in_elsewhere_is_seen_and_ended(page: Page, browser: Browser, house: House) -> None:
    elsewhere = browser.new_context(user_agent="Mozilla/5.0 (Linux; Android 15) Chrome/140 Mobile")
    other = elsewhere.new_page()
    for each in (other, page):
        each.goto(f"{house.address}/sign-in/")
        each.fill("input[name=username]", "park")
        each.fill("input[name=password]", house.passwords["park"])
        each.click("button.btn-primary")
        each.wait_for_url(f"{house.address}/")
    page.goto(f"{house.address}/my/sessions/")
    page.locator("tr", has_text="安卓 Chrome").get_by_role("button").click()
    expect(page.get_by_text("已退出那一处登录")).to_be_visible()
    other.goto(f"{house.address}/plan/")
    assert "/sign-in/" in other.url
    elsewhere.close()


def test_five_failures_lock_and_say_for_how_long(page: Page, house: House, accessible: Callable[[Page], None]) -> None:
    for _ in range(5):
        page.goto(f"{house.address}/sign-in/")
        page.fill("input[name=username]", "nobody")
        page.fill("input[name=password]", "wrong")
        with page.expect_navigation():
            page.click("button.btn-primary")
    expect(page.get_by_role("heading", level=1)).to_have_text("登录已锁定15分钟")
    accessible(page)


def test_the_citys_identity_service_opens_an_account_and_refuses_a_stranger(
    page: Page, tmp_path: Path, accessible: Callable[[Page], None]
) -> None:
    with (
        running_identity_service() as service,
        running_house(
            tmp_path,
            OIDC_ISSUER=service.issuer,
            OIDC_CLIENT_ID="lianzhang",
            OIDC_CLIENT_SECRET="a-secret-of-the-service",
            OIDC_NAME="市统一身份认证",
        ) as house,
    ):
        service.knows("person-1", preferred_username="office")
        enter_by_password(page, house, "office")
        page.goto(f"{house.address}/my/sessions/")
        page.get_by_label("现在的口令").fill(house.passwords["office"])
        accessible(page)
        page.get_by_role("button", name="关联").click()
        accessible(page)
        page.get_by_role("link", name="去市统一身份认证关联").click()
        page.locator("input[name=sub]").fill("person-1")
        page.locator("input[name=sub]").press("Enter")
        expect(page.locator("main")).to_contain_text("已关联")
        page.context.clear_cookies()
        for subject, shown in (("stranger", "没有登录成功"), ("person-1", "截至")):
            page.goto(f"{house.address}/sign-in/?next=/plan/")
            accessible(page)
            page.get_by_role("link", name="用市统一身份认证登录").click()
            page.locator("input[name=sub]").fill(subject)
            page.locator("input[name=sub]").press("Enter")
            page.wait_for_url(lambda url: url.startswith(house.address))
            expect(page.locator("main")).to_contain_text(shown)
            accessible(page)
        assert page.url == f"{house.address}/plan/"
