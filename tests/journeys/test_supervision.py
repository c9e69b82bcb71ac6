"""A missed target of nobody, from the list on which the office puts it to the unit that answers and to its end."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.house import House
from tests.journeys.looking import width_of

SignIn = Callable[[str], Page]
Check = Callable[[Page], None]
WIDTHS = (390, 1280, 1920)
UNIT = "市经信局"


def panel(page: Page, label: str) -> Locator:
    """Open a step that asks; its form."""
    menu = page.locator("details.confirm").filter(has=page.locator("summary", has_text=label)).first
    menu.locator("summary").click()
    return menu.locator("form")


def fits(page: Page, accessible: Check) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert width_of(page) <= width, (page.url, width)
    accessible(page)
    page.set_viewport_size({"width": 1280, "height": 900})


def answer(page: Page, address: str, words: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(address)
    asking = panel(page, "反馈")
    asking.get_by_label("反馈", exact=True).fill(words)
    button = asking.get_by_role("button", name="反馈", exact=True)
    box = button.bounding_box()
    assert box
    assert box["height"] >= 43
    button.click()
    expect(page.locator("h1")).to_contain_text("已反馈，待审核")


def test_a_missed_target_of_nobody_is_supervised_until_it_ends(
    in_sample: SignIn, sample_house: House, accessible: Check
) -> None:
    office = in_sample("office")
    office.goto(f"{sample_house.address}/supervision/")
    fits(office, accessible)
    office.get_by_role("button", name="起草清单").click()
    office.get_by_label("主办单位").select_option("nobody")
    office.get_by_role("button", name="筛选").click()
    fits(office, accessible)
    office.locator("input[name=subject]").first.check()
    office.get_by_role("button", name="列入清单").click()
    expect(office.locator("h1")).to_contain_text("1件无人负责")
    office.get_by_role("link", name="改要求").click()
    office.locator("select[name=lead]").evaluate(
        "(field, name) => { field.value = [...field.options].find(each => each.text === name).value }", UNIT
    )
    office.get_by_label("要求", exact=True).fill("报补救办法和完成日期")
    office.get_by_role("button", name="保存").click()
    fits(office, accessible)
    office.get_by_role("button", name="印发", exact=True).click()
    expect(office.locator("h1")).to_contain_text("已印发")
    office.locator("main tbody th a").first.click()
    address = office.url
    fits(office, accessible)

    answer(in_sample("member"), address, "正在研究")

    office = in_sample("office")
    office.goto(address)
    asking = panel(office, "反馈不足")
    asking.get_by_label("缺什么").fill("没有写完成日期")
    asking.get_by_label("哪天以前再反馈").fill("2099-12-31")
    asking.get_by_role("button", name="反馈不足").click()
    expect(office.locator(".notice-warning").first).to_contain_text("没有写完成日期")

    answer(in_sample("member"), address, "十二月底补齐，附计划")

    office = in_sample("office")
    office.set_viewport_size({"width": 1280, "height": 900})
    office.goto(address)
    asking = panel(office, "审核通过")
    asking.get_by_label("审核意见").fill("逐条回答了")
    asking.get_by_role("button", name="审核通过").click()
    asking = panel(office, "销号")
    asking.get_by_label("谁认可").select_option("superior")
    asking.get_by_label("认可依据").fill("分管领导圈阅同意")
    asking.get_by_role("button", name="销号").click()
    expect(office.locator("h1")).to_contain_text("已销号，上级认可")
    office.get_by_role("link", name="督〔").first.click()
    office.get_by_role("link", name="打印督办通知").click()
    accessible(office)
