"""The quarter's grid: pasted from a spreadsheet, one cell refused, one typed without a line, submitted, confirmed."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.house import House
from tests.journeys.looking import width_of

SignIn = Callable[[str], Page]
GRID = "/observations/grid/?at=2023-12-31&period=2023Q3"
PASTE = """([cell, text]) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  cell.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def cell(page: Page, name: str) -> Locator:
    return page.get_by_label(f"{name}，2023年三季度", exact=True)


def test_a_block_is_pasted_mended_submitted_and_lights_its_target(
    signed_in_page: SignIn, house: House, accessible: Callable[[Page], None]
) -> None:
    page = signed_in_page("clerk")
    page.goto(house.address + GRID)
    first = cell(page, "国家级服务型制造示范")
    first.focus()
    block = "3\t第二列\n一大堆\n\n约16家\n"
    page.evaluate(PASTE, [first.element_handle(), block])
    expect(page.locator("[data-grid-pasted]")).to_contain_text("刚粘贴3格，另有1格没有地方放")
    expect(page.locator("[data-grid-saved]")).to_contain_text("存了2行，有1行没有存")
    expect(page.locator(".grid-fault")).to_contain_text("“一大堆”读不成一个数")
    expect(cell(page, "省级服务型制造示范")).to_have_value("一大堆")
    expect(cell(page, "国家级工业设计中心")).to_have_value("")
    expect(cell(page, "省级工业设计中心")).to_have_value("约16")
    first.focus()
    page.keyboard.press("Enter")
    expect(cell(page, "省级服务型制造示范")).to_be_focused()
    page.context.set_offline(True)
    page.keyboard.type("11")
    page.keyboard.press("Enter")
    expect(page.locator("[data-grid-unsent]")).to_contain_text("1格还没有存，留在这一页上")
    page.context.set_offline(False)
    expect(page.locator("[data-grid-saved]")).to_contain_text("已存")
    expect(page.locator(".grid-foot [data-count=ready]").first).to_have_text("3")
    accessible(page)
    for width in (390, 1920, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert width_of(page) == width
    page.get_by_role("button", name="提交能提交的").click()
    expect(page.locator("main")).to_contain_text("已提交3行，等别人确认")

    signed_in_page("office")
    page.goto(f"{house.address}/observations/?at=2023-12-31&mine=decide&target=nat_service_mfg")
    page.locator("main tbody").get_by_role("link").first.click()
    page.get_by_role("button", name="确认").click()
    expect(page.locator("h1")).to_contain_text("3个，已确认")
    page.locator(".crumb").get_by_role("link").last.click()
    expect(page.locator("h1")).to_contain_text("达成")
