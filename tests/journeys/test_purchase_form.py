"""A firm fills in its bill of purchases: rows save themselves, what looks wrong is asked back, nothing is lost."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.house import House
from tests.journeys.looking import width_of

SignIn = Callable[[str], Page]
Check = Callable[[Page], None]


def typed(row: Locator, **cells: str) -> None:
    """Type into cells by their names, and leave each."""
    for name, text in cells.items():
        cell = row.locator(f"input[name={name}]")
        cell.fill(text)
        cell.blur()


def test_rows_are_saved_as_they_are_left_and_are_there_when_one_comes_back(
    in_sample: SignIn, sample_house: House, accessible: Check
) -> None:
    page = in_sample("enterprise")
    page.goto(f"{sample_house.address}/supply/purchases/")
    page.get_by_role("link", name="填采购清单").click()
    expect(page.locator("h1")).to_contain_text("采购清单")
    total = page.locator("form").filter(has=page.get_by_role("button", name="总额"))
    total.get_by_label("采购总额（万元）").fill("1.5亿元")
    total.get_by_label("来源").fill("财务账")
    total.get_by_role("button").click()
    expect(page.locator("#bill-reach")).to_contain_text("占采购总额的")

    row = page.locator("#row-n1")
    typed(row, item="试验用减振衬套")
    expect(row.locator(".bill-words")).to_contain_text("还缺供应商、金额")
    typed(row, supplier="外地试验橡胶有限公司", supplier_place="浙江省宁波市", value="860")
    expect(row.locator(".bill-words")).to_contain_text("已保存")
    before = page.locator("#bill-reach").inner_text()
    typed(row, value="8600000")
    expect(row.locator(".bill-words")).to_contain_text("元当成了万元")
    assert page.locator("#bill-reach").inner_text() == before
    typed(row, value="870")
    expect(row.locator(".bill-words")).to_contain_text("已保存")
    accessible(page)

    page.reload()
    saved = page.locator("tbody.bill-row").filter(has=page.locator("input[value='试验用减振衬套']"))
    expect(saved.locator("input[name=value]")).to_have_value("870")
    for width in (390, 1280, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        assert width_of(page) <= width, width
