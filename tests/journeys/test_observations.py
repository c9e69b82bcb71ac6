"""A figure's way through two pairs of hands, by form and by sheet, on a desk and on a phone."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook
from playwright.sync_api import Page, expect

from tests.house import House
from tests.journeys.looking import width_of

SHOTS = Path(__file__).parents[2] / "var" / "screenshots"
WIDTHS = (390, 1280, 1920)
PAGES = {
    "figures": "/observations/",
    "figures-empty": "/observations/?q=没有这样的数",
    "figure-choose": "/observations/new/?q=小巨人",
    "figure-form": "/observations/new/?target=nat_little_giant",
    "figure": "/observations/2/",
    "figure-import": "/observations/import/",
}
HEAD = ("目标或任务", "与目标的关系", "数值", "单位", "时期", "来源标题", "发布者")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

SignIn = Callable[[str], Page]
Check = Callable[[Page], None]


def hand_over(page: Page, signed_in_page: SignIn, account: str) -> None:
    """The next person sits down at the same window."""
    signed_in_page(account)


def shoot(page: Page, name: str) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png", full_page=True)


def sheet_of(*rows: tuple[str, ...]) -> dict[str, object]:
    book = Workbook()
    for row in (HEAD, *rows):
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return {"name": "一季度填报.xlsx", "mimeType": XLSX, "buffer": stream.getvalue()}


@pytest.mark.parametrize("name", PAGES)
def test_every_page_of_figures_fits_and_is_accessible(
    name: str, signed_in_page: SignIn, house: House, accessible: Check
) -> None:
    page = signed_in_page("clerk")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(house.address + PAGES[name])
        page.wait_for_load_state("networkidle")
        shoot(page, f"{name}-{width}")
        assert width_of(page) == width
        accessible(page)


def test_a_figure_is_entered_returned_mended_and_confirmed_and_lights_its_target(
    signed_in_page: SignIn, house: House, accessible: Check
) -> None:
    page = signed_in_page("clerk")
    page.goto(f"{house.address}/targets/nat_design_center/?at=2023-12-31")
    page.get_by_role("link", name="填报这个数").click()
    page.get_by_label("数值").fill("约3家")
    page.get_by_label("时期").fill("2023年四季度")
    expect(page.locator("#reading")).to_contain_text("2023年四季度（2023-10-01至2023-12-31），约3家")
    page.get_by_role("button", name="保存为草稿").click()
    expect(page.locator(".notice-error")).to_contain_text("有2处需要改")
    expect(page.get_by_label("数值")).to_have_value("约3家")
    shoot(page, "figure-form-faults")
    accessible(page)
    page.get_by_label(re.compile(r"^\s*直接")).check()
    page.get_by_label("新来源：标题").fill("国家级工业设计中心名单")
    page.get_by_role("button", name="保存为草稿").click()
    shoot(page, "figure-draft")
    page.get_by_role("button", name="提交").click()
    expect(page.locator("h1")).to_contain_text("待确认")
    address = page.url

    hand_over(page, signed_in_page, "office")
    page.goto(f"{house.address}/observations/?at=2023-12-31")
    page.locator("h1").get_by_role("link").click()
    page.locator("main tbody").get_by_role("link").first.click()
    page.wait_for_url(address)
    page.locator("summary", has_text="退回").click()
    page.get_by_role("button", name="退回").click()
    expect(page.locator(".errors")).to_be_focused()
    page.locator(".errors").get_by_role("link", name="请写退回理由").click()  # opens the panel
    expect(page.get_by_label("退回理由")).to_be_focused()
    page.get_by_label("退回理由").fill("名单上是3家，不是约3家")
    shoot(page, "figure-return")
    accessible(page)
    page.get_by_role("button", name="退回").click()
    expect(page.locator("h1")).to_contain_text("已退回")

    hand_over(page, signed_in_page, "clerk")
    page.goto(f"{house.address}/observations/?at=2023-12-31")
    expect(page.locator("h1")).to_contain_text("被退回")
    page.goto(address)
    expect(page.locator(".notice-warning")).to_contain_text("名单上是3家")
    page.get_by_role("link", name="修改").click()
    page.get_by_label("数值").fill("3家")
    page.get_by_role("button", name="保存为草稿").click()
    expect(page.locator("h1")).to_contain_text("草稿")
    page.get_by_role("button", name="提交").click()
    expect(page.locator("h1")).to_contain_text("待确认")

    hand_over(page, signed_in_page, "office")
    page.goto(address)
    page.get_by_role("button", name="确认").click()
    expect(page.locator("h1")).to_contain_text("3家，已确认")
    shoot(page, "figure-confirmed")
    accessible(page)
    page.locator(".crumb").get_by_role("link").last.click()
    expect(page.locator("h1")).to_contain_text("达成")


def test_a_sheet_is_mended_looked_at_and_imported(signed_in_page: SignIn, house: House, accessible: Check) -> None:
    good = ("国家级绿色工厂", "直接", "约32家", "", "2022Q1", "一季度名单", "市经信局")
    other = ("国家级专精特新“小巨人”企业", "直接", "45家", "", "2022Q3", "一季度名单", "市经信局")
    page = signed_in_page("clerk")
    page.goto(f"{house.address}/observations/import/")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载模板").click()
    assert download.value.suggested_filename.endswith("填报模板.xlsx")
    page.get_by_label("填好的表格").set_input_files(
        sheet_of(good, ("国家级绿色工厂", "直接", "3亿元", "", "去年", "", ""))
    )
    page.get_by_role("button", name="上传并查看").click()
    expect(page.locator("h1")).to_contain_text("处要改，还没有导入任何数")
    shoot(page, "figure-sheet-faults")
    accessible(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="下载标好错处的表格").click()
    assert download.value.suggested_filename.startswith("待改的表格")
    page.get_by_role("link", name="重新上传").click()
    page.get_by_label("填好的表格").set_input_files(sheet_of(good, other))
    page.get_by_role("button", name="上传并查看").click()
    expect(page.locator("h1")).to_contain_text("将新增2条")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        shoot(page, f"figure-sheet-{width}")
        assert width_of(page) == width
        accessible(page)
    page.get_by_role("button", name="导入2条并提交").click()
    expect(page.locator(".notice-success")).to_contain_text("已导入2条，等待确认")
    page.get_by_role("link", name="国家级绿色工厂").first.click()
    expect(page.locator("main")).to_contain_text("一季度填报.xlsx 第2行")


def test_a_clerk_enters_a_figure_with_the_keyboard_alone(signed_in_page: SignIn, house: House) -> None:
    page = signed_in_page("clerk")
    page.goto(f"{house.address}/observations/new/")
    page.keyboard.type("质量标杆")
    expect(page.locator("#subjects")).to_contain_text("省级“质量标杆”企业")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_label("数值").focus()
    page.keyboard.type("2家")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("2022")
    page.get_by_label(re.compile(r"^\s*近似")).focus()
    page.keyboard.press("Space")
    page.get_by_label("新来源：标题").focus()
    page.keyboard.type("质量标杆名单")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("2家，草稿")


def test_leaving_a_half_filled_form_is_asked_about(signed_in_page: SignIn, house: House) -> None:
    page = signed_in_page("clerk")
    page.goto(f"{house.address}/observations/new/?target=nat_little_giant")
    page.get_by_label("数值").press_sequentially("46")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.get_by_role("link", name="不填了").click()
    expect(page.get_by_label("数值")).to_have_value("46")
    assert asked == ["beforeunload"]
