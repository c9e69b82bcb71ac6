"""People and posts in a browser: an account is made, given a post, used, passed on, explained and audited."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.house import House
from tests.journeys.looking import width_of

SignIn = Callable[[str], Page]
Check = Callable[[Page], None]
WIDTHS = (390, 1280, 1920)
PAGES = {
    "security_admin": (
        "/people/",
        "/people/new/",
        "/people/posts/?state=vacant",
        "/people/?q=没有这样的账号",
        "/explain/",
        "/explain/?account=district&permission=observation.enter&kind=plans.observation&pk=3",
        "/my/posts/",
    ),
    "audit_admin": ("/audit/", "/audit/1/", "/audit/?account=nobody"),
    "clerk": ("/my/posts/", "/my/sessions/", "/my/password/", "/my/second-factor/"),
    "bank": ("/", "/plan/", "/people/"),
}
NEW = "staple-orange-lantern-7"


@pytest.mark.parametrize("username", PAGES)
def test_every_page_of_people_fits_and_is_accessible(
    username: str, signed_in_page: SignIn, house: House, accessible: Check
) -> None:
    page = signed_in_page(username)
    for address in PAGES[username]:
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(house.address + address)
            assert width_of(page) == width, address
            accessible(page)


def sign_in(page: Page, house: House, username: str, password: str) -> None:
    page.context.clear_cookies()
    page.goto(f"{house.address}/sign-in/")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", password)
    page.click("button.btn-primary")


def new_account(page: Page, house: House, username: str, label: str) -> str:
    """Made by the security administrator; its temporary password."""
    page.goto(f"{house.address}/people/new/")
    page.get_by_label("账号").fill(username)
    page.get_by_label("称谓").fill(label)
    page.get_by_role("button", name="建账号").click()
    shown = page.get_by_text("临时口令").first.inner_text()
    found = re.search(r"[a-z0-9]{4}(?:-[a-z0-9]{4}){3}", shown)
    assert found, shown
    return found.group()


def choose(page: Page, name: str, words: str) -> None:
    """From a list that drops down, or by typing where it is long."""
    select = page.locator(f"select[name={name}]")
    if select.is_visible():
        select.select_option(label=words)
        return
    box = select.locator("xpath=following-sibling::input")
    box.fill(words)
    box.press("Enter")
    expect(box).to_have_value(words)


def give_post(page: Page, post: str) -> None:
    choose(page, "acts_as", post)
    page.locator("input[name=source]").fill("分工文件（试验）")
    page.get_by_role("button", name="任岗", exact=True).click()


def test_an_account_is_made_used_and_passed_on(signed_in_page: SignIn, house: House) -> None:
    page = signed_in_page("security_admin")
    first = new_account(page, house, "zaoyang", "枣阳市联系岗甲")
    expect(page.get_by_role("heading", level=1)).to_contain_text("现在没有岗位")
    give_post(page, "枣阳市联系岗")
    expect(page.get_by_role("heading", level=1)).to_contain_text("现任枣阳市联系岗")
    second = new_account(page, house, "zaoyang2", "枣阳市联系岗乙")

    sign_in(page, house, "zaoyang", first)
    expect(page.get_by_role("heading", level=1)).to_contain_text("请先换成自己的口令")
    page.get_by_label("现在的口令").fill(first)
    page.get_by_label("新口令").fill(NEW)
    page.get_by_label("再输一遍").fill(NEW)
    page.get_by_role("button", name="改口令").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("没有要办的")  # on its desk

    page = signed_in_page("security_admin")
    page.goto(f"{house.address}/people/?q=zaoyang")
    page.get_by_role("link", name="枣阳市联系岗甲").click()
    page.get_by_role("link", name="交接").click()
    choose(page, "to", "枣阳市联系岗乙")
    page.locator("input[name=source]").fill("分工调整（试验）")
    page.get_by_role("button", name="交接").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("现在没有岗位")

    sign_in(page, house, "zaoyang", NEW)
    page.goto(f"{house.address}/my/posts/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("现在没有岗位")
    expect(page.locator("main")).to_contain_text("由枣阳市联系岗乙接任")
    sign_in(page, house, "zaoyang2", second)
    expect(page.get_by_role("heading", level=1)).to_contain_text("请先换成自己的口令")


def test_one_click_enters_the_demonstration(page: Page, house: House) -> None:
    page.goto(f"{house.address}/sign-in/")
    page.get_by_role("button", name="总链长").click()
    page.wait_for_url(f"{house.address}/")
    expect(page.locator(".account summary")).to_contain_text("总链长")


def test_the_audit_administrator_verifies_the_log(signed_in_page: SignIn) -> None:
    page = signed_in_page("audit_admin")
    page.get_by_role("button", name="核验全部").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("核验通过")
