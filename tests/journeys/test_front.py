"""What holds on every page of the running house: the day one looks from travels along, nothing is refused."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.house import House
from tests.journeys.looking import width_of

pytestmark = pytest.mark.journey

PAGES = [
    "/",
    "/plan/",
    "/outcome/",
    "/chains/",
    "/chains/auto/",
    "/targets/nat_little_giant/",
    "/observations/",
    "/search/?q=绿色",
]
LINKS = """links => links
    .filter(link => link.origin === location.origin && !link.closest('.as-of, .skip'))
    .filter(link => link.pathname !== location.pathname || !link.hash)
    .map(link => link.href)"""


@pytest.fixture
def office(signed_in_page) -> Page:
    return signed_in_page("office")


@pytest.mark.parametrize("path", PAGES)
def test_every_link_keeps_the_day(office: Page, house: House, path: str):
    office.goto(f"{house.address}{path}{'&' if '?' in path else '?'}at=2022Q3")
    links = office.locator("a[href]").evaluate_all(LINKS)
    assert links
    assert [link for link in links if "at=2022Q3" not in link] == []


def test_the_day_chosen_on_one_page_is_the_day_on_the_next(office: Page, house: House):
    office.locator(".as-of summary").click()
    office.get_by_role("link", name="2022年三季度末").click()
    expect(office.locator(".as-of summary")).to_contain_text("2022年三季度末")
    office.get_by_role("navigation", name="栏目").get_by_role("link", name="对照").click()
    office.wait_for_url(f"{house.address}/outcome/?at=2022Q3")
    expect(office.locator("h1")).to_contain_text("2022-09-30")


def test_search_from_any_page_keeps_the_day(office: Page, house: House):
    office.goto(f"{house.address}/plan/?at=2022Q3")
    office.keyboard.press("/")
    office.keyboard.type("小巨人")
    office.keyboard.press("Enter")
    office.wait_for_url("**/search/?**")
    assert "at=2022Q3" in office.url
    expect(office.locator("main")).to_contain_text("国家级专精特新“小巨人”企业")


def test_what_fits_is_suggested_while_one_types_and_opened_by_the_keyboard(office: Page, house: House, accessible):
    office.goto(f"{house.address}/plan/?at=2022Q3")
    box, options = office.locator("#search"), office.locator(".search").get_by_role("option")
    office.keyboard.press("/")
    office.keyboard.type("绿色供应链")
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(office.locator(".search [role=status]")).to_contain_text("条提示")
    office.keyboard.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    office.keyboard.press("ArrowDown")
    expect(box).not_to_have_attribute("aria-activedescendant", re.compile("."))
    office.keyboard.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", options.first.get_attribute("id") or "")
    accessible(office)
    office.keyboard.press("Escape")
    expect(options).to_have_count(0)
    expect(box).to_have_value("绿色供应链")
    office.keyboard.press("ArrowDown")
    title = options.first.locator("span").inner_text()
    office.keyboard.press("Enter")
    office.wait_for_url("**at=2022Q3")
    expect(office.locator("main")).to_contain_text(title)


def test_on_a_phone_a_suggestion_is_touched(office: Page, house: House, browser: Browser):
    phone = browser.new_context(
        storage_state=office.context.storage_state(), has_touch=True, viewport={"width": 390, "height": 844}
    ).new_page()
    phone.goto(house.address)
    phone.locator(".search-link").tap()
    phone.locator("#search-words").tap()
    phone.keyboard.type("小巨人")
    option = phone.get_by_role("option", name="国家级专精特新“小巨人”企业").first
    expect(option).to_be_in_viewport()
    assert width_of(phone) == 390
    option.tap()
    expect(phone.locator("h1")).to_contain_text("小巨人")
    phone.context.close()


def test_a_chart_tells_its_figures_to_the_keyboard(office: Page, house: House):
    office.goto(f"{house.address}/targets/nat_little_giant/?at=2023-12-31")
    office.locator(".chart-plot").press("Home")
    expect(office.locator(".chart-readout")).to_contain_text("7家")


def test_signing_out_closes_the_house(office: Page, house: House):
    office.locator(".account summary").click()
    office.get_by_role("button", name="退出登录").click()
    office.wait_for_url(f"{house.address}/sign-in/")
    office.goto(f"{house.address}/plan/")
    expect(office.locator("h1")).to_have_text("登录")


@pytest.mark.parametrize(("path", "words"), [("/no-such-page/", "没有这一页"), ("/?at=2023-13-45", "截至日期写法不对")])
def test_a_wrong_address_is_answered_in_plain_words(office: Page, house: House, accessible, path: str, words: str):
    office.goto(house.address + path)
    expect(office.locator("main")).to_contain_text(words)
    accessible(office)
