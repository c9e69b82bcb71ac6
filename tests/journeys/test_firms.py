"""The register of firms in a browser: found, entered, put on a chain, renamed, merged, asked for a number; by keys."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.house import House
from tests.journeys.looking import width_of

SignIn = Callable[[str], Page]
Check = Callable[[Page], None]
WIDTHS = (390, 1280, 1920)
DARK = 1280  # the width at which every page is looked at in the dark
PAGES = (
    *("/firms/", "/firms/?chain=auto&missing=segment", "/firms/?q=没有这样的企业", "/firms/new/", "/firms/duplicates/"),
    *("/firms/bulk/", "/firms/{pk}/", "/firms/{pk}/edit/", "/firms/{pk}/memberships/new/", "/firms/{pk}/merge/"),
)


@pytest.fixture
def office(in_sample: SignIn) -> Page:
    return in_sample("office")


def first_firm(page: Page, house: House, query: str = "") -> str:
    """The number of the first firm on the list."""
    page.goto(f"{house.address}/firms/{query}")
    address = page.locator("table.rows tbody th a").first.get_attribute("href") or ""
    return address.split("/")[2]


def enter(page: Page, house: House, name: str, **fields: str) -> str:
    """A new firm, entered through the form; its number."""
    page.goto(f"{house.address}/firms/new/")
    page.get_by_label("企业名称").fill(name)
    page.get_by_label("区域", exact=False).first.select_option(index=1)
    for label, text in fields.items():
        page.get_by_label(label).fill(text)
    page.get_by_role("button", name="保存").click()
    expect(page.locator("h1")).to_contain_text(name)
    return page.url.split("/")[4].split("?")[0]


def confirm(page: Page, label: str) -> Locator:
    """Open a step that wants a second look; its panel."""
    menu = page.locator("details.confirm").filter(has=page.locator("summary", has_text=label)).first
    menu.locator("summary").click()
    return menu.locator("form")


def test_every_page_of_firms_fits_and_is_accessible(office: Page, sample_house: House, accessible: Check) -> None:
    pk = first_firm(office, sample_house, "?role=anchor")
    for address in PAGES:
        for width in WIDTHS:
            office.emulate_media(color_scheme="dark" if width == DARK else "light")
            office.set_viewport_size({"width": width, "height": 900})
            office.goto(sample_house.address + address.format(pk=pk))
            assert width_of(office) == width, address
            accessible(office)
        office.emulate_media(media="print")
        assert office.locator(":is(button, .btn, nav, form.filters, input[type=file]):visible").count() == 0, address
        office.emulate_media(media="screen")


def test_a_firm_is_searched_for_by_initials_and_opened_by_keyboard(office: Page, sample_house: House) -> None:
    enter(office, sample_house, "青峦钟表机芯有限公司")
    office.goto(f"{sample_house.address}/firms/")
    office.keyboard.press("/")
    office.keyboard.type("qlzb")
    office.keyboard.press("Enter")
    link = office.get_by_role("link", name="青峦钟表机芯有限公司")
    link.focus()
    office.keyboard.press("Enter")
    expect(office.locator("h1")).to_contain_text("青峦钟表机芯有限公司：不在任何产业链上")


def test_a_firm_is_put_on_a_chain_renamed_and_its_page_tells_both(office: Page, sample_house: House) -> None:
    pk = enter(office, sample_house, "白鹭曲轴厂")
    office.get_by_role("link", name="放到产业链").first.click()
    office.get_by_label("产业链", exact=True).select_option(index=1)
    office.get_by_label("链上身份").select_option("key_supplier")
    office.get_by_label("在链自").fill("2022-01-01")
    office.get_by_role("button", name="保存").click()
    expect(office.locator("h1")).to_contain_text("关键配套")
    office.get_by_role("link", name="改名").click()
    office.get_by_label("新名称").fill("白鹭曲轴有限公司")
    office.get_by_role("button", name="保存").click()
    expect(office.locator("h1")).to_contain_text("白鹭曲轴有限公司")
    expect(office.locator("main")).to_contain_text("企业改名")
    office.goto(f"{sample_house.address}/firms/?q=白鹭曲轴厂")
    assert first_firm(office, sample_house, "?q=白鹭曲轴厂") == pk


def test_a_share_above_a_hundred_is_refused_at_its_field_with_what_is_left(office: Page, sample_house: House) -> None:
    enter(office, sample_house, "苍梧连杆厂")
    for share, index in (("70", 1), ("50", 2)):
        office.get_by_role("link", name="放到产业链").first.click()
        office.get_by_label("产业链", exact=True).select_option(index=index)
        office.get_by_label("计入比例").fill(share)
        office.get_by_label("在链自").fill("2022-01-01")
        office.get_by_role("button", name="保存").click()
    expect(office.locator(".field-error")).to_contain_text("这里最多填30%")
    expect(office.get_by_label("计入比例")).to_have_value("50")


def test_two_rows_of_one_firm_are_merged_and_the_old_address_leads_on(office: Page, sample_house: House) -> None:
    stays = enter(office, sample_house, "云栖轴瓦有限公司", 地址="园区路1号")
    goes = enter(office, sample_house, "云栖轴瓦股份有限公司")
    office.goto(f"{sample_house.address}/firms/{stays}/")
    office.get_by_role("link", name="合并").click()
    office.get_by_label("名称、首字母或代码").fill("云栖轴瓦")
    office.get_by_role("button", name="查找").click()
    office.get_by_role("link", name="云栖轴瓦股份有限公司").click()
    office.get_by_role("button", name="是同一家，合并").click()
    expect(office.locator("main").get_by_role("status").first).to_contain_text("已并入")
    office.goto(f"{sample_house.address}/firms/{goes}/")
    expect(office).to_have_url(re.compile(rf"/firms/{stays}/"))
    expect(office.locator("main")).to_contain_text("云栖轴瓦股份有限公司")


def test_a_number_is_shown_in_its_place_and_the_log_says_who_looked(office: Page, sample_house: House) -> None:
    enter(office, sample_house, "石楠活塞厂")
    office.get_by_role("link", name="登记岗位").click()
    office.get_by_label("岗位").fill("办公室")
    office.get_by_label("电话").fill("0710-3511111")
    office.get_by_role("button", name="保存").click()
    contacts = office.locator("#contacts")
    expect(contacts).to_contain_text("071*******11")
    contacts.get_by_role("button", name="看完整号码").click()
    expect(contacts).to_contain_text("0710-3511111")
    office.reload()
    expect(contacts).not_to_contain_text("0710-3511111")
    expect(office.locator("main")).to_contain_text("查看完整号码")


def test_a_list_is_kept_under_a_name_and_all_of_it_is_changed_at_once(office: Page, sample_house: House) -> None:
    for name in ("松涛气门甲厂", "松涛气门乙厂"):
        enter(office, sample_house, name)
    office.goto(f"{sample_house.address}/firms/?q=松涛气门")
    panel = confirm(office, "存为常用筛选")
    panel.get_by_label("名称").fill("松涛")
    panel.get_by_role("button", name="存下").click()
    expect(office.get_by_role("navigation", name="常用筛选").get_by_role("link", name="松涛")).to_be_visible()
    office.get_by_role("link", name="批量修改").click()
    office.get_by_label("改什么").select_option("state")
    office.get_by_label("状态").select_option("suspended")
    office.get_by_role("button", name="看看会改哪些").click()
    expect(office.locator("h1")).to_contain_text("会改2家")
    office.get_by_role("button", name="确认，改这2家").click()
    expect(office.get_by_role("cell", name="停产")).to_have_count(2)
    office.get_by_role("link", name="批量修改").click()
    confirm(office, "整批撤销").get_by_role("button", name="整批撤销").click()
    expect(office.locator(".notice-success")).to_be_visible()
    office.goto(f"{sample_house.address}/firms/?q=松涛气门")
    expect(office.get_by_role("cell", name="在营")).to_have_count(2)


def test_a_district_sees_its_own_firms_and_cannot_give_one_away(in_sample: SignIn, sample_house: House) -> None:
    page = in_sample("district")
    pk = first_firm(page, sample_house)
    page.goto(f"{sample_house.address}/firms/{pk}/edit/")
    regions = page.get_by_label("区域")
    own = regions.input_value()
    others = list(regions.locator("option").evaluate_all("each => each.map(o => o.value)"))
    regions.select_option(next(value for value in others if value not in ("", own)))
    page.get_by_label("园区").select_option("")
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".field-error")).to_contain_text("不归您现在的岗位办理")


def test_a_firm_opens_its_own_page_and_fills_in_its_own_part(
    in_sample: SignIn, sample_house: House, accessible: Check
) -> None:
    page = in_sample("enterprise")
    page.get_by_role("navigation", name="栏目").get_by_role("link", name="企业").click()
    expect(page.locator("main")).to_contain_text("我的企业")
    assert page.get_by_role("link", name="改名").count() == 0
    accessible(page)
    page.get_by_role("link", name="修改", exact=True).first.click()
    page.get_by_label("地址").fill("示例大道1号")
    page.get_by_role("button", name="保存").click()
    expect(page.locator("main")).to_contain_text("示例大道1号")
