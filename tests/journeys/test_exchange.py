"""A register on its way through Excel: the template is filled in, comes back marked, is mended, applied and undone."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from playwright.sync_api import Page, expect

from tests.enterprises.world import uscc
from tests.house import House
from tests.journeys.looking import width_of

SHOTS = Path(__file__).parents[2] / "var" / "screenshots"
WIDTHS = (390, 1280, 1920)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FIRMS = [
    {"统一社会信用代码": uscc(7001), "名称": "试办精密铸造有限公司", "成立日期": "2015年3月1日", "行业代码": "3391"},
    {"统一社会信用代码": uscc(7002), "名称": "试办整车有限公司", "成立日期": "2016.5.1", "规上年份": "2021-2022"},
]

SignIn = Callable[[str], Page]
Check = Callable[[Page], None]


def fits(page: Page, name: str, accessible: Check) -> None:
    """The page as it stands, in each width: pictured, without a bar below, open to everybody."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=SHOTS / f"exchange-{name}-{width}.png", full_page=True)
        assert width_of(page) == width
        accessible(page)
    page.set_viewport_size({"width": 1280, "height": 900})


def fill(template: bytes, rows: list[dict[str, str]]) -> Workbook:
    book = load_workbook(io.BytesIO(template))
    page = book["企业名录"]
    headings = [cell.value for cell in page[1]]
    for number, row in enumerate(rows, start=2):
        for title, value in row.items():
            page.cell(number, headings.index(title) + 1, value)
    return book


def send(page: Page, book: Workbook, name: str) -> None:
    """Upload it and wait until the worker has looked at it."""
    stream = io.BytesIO()
    book.save(stream)
    file: Any = {"name": name, "mimeType": XLSX, "buffer": stream.getvalue()}
    page.get_by_label("填好的表格").set_input_files(file)
    page.get_by_role("button", name="上传并核对").click()
    done(page)


def done(page: Page) -> None:
    """The bar of progress goes by itself."""
    expect(page.locator("h1")).not_to_contain_text(re.compile("正在"), timeout=30_000)


def taken(page: Page, link: str) -> bytes:
    with page.expect_download() as download:
        page.get_by_role("link", name=link).first.click()
    return Path(download.value.path()).read_bytes()


def test_a_template_is_filled_in_comes_back_marked_is_mended_applied_and_undone(
    signed_in_page: SignIn, house: House, accessible: Check
) -> None:
    page = signed_in_page("office")
    page.goto(f"{house.address}/exchange/")
    fits(page, "list-empty", accessible)
    page.get_by_role("link", name="企业名录", exact=True).click()
    expect(page.locator(".notice-warning")).to_contain_text("不得上传国家秘密、工作秘密")
    fits(page, "upload", accessible)
    template = taken(page, "下载模板")
    send(page, fill(template, [FIRMS[0], FIRMS[1] | {"统一社会信用代码": "91420600MA00070020"}]), "名录.xlsx")
    expect(page.locator("h1")).to_contain_text("有1行要改，一行也没有导入")
    fits(page, "faults", accessible)
    marked = load_workbook(io.BytesIO(taken(page, "下载标好错处的表格")))
    (wrong,) = [cell for row in marked["企业名录"] for cell in row if cell.comment]
    assert wrong.coordinate == "A3"
    wrong.value, wrong.comment = FIRMS[1]["统一社会信用代码"], None

    page.get_by_role("link", name="重新上传").click()
    send(page, marked, "改好的名录.xlsx")
    expect(page.locator("h1")).to_contain_text("将新增2家")
    fits(page, "new", accessible)
    page.get_by_role("button", name="导入2家").click()
    done(page)
    expect(page.locator("h1")).to_contain_text("已导入：新增2家")
    fits(page, "applied", accessible)
    page.reload()
    page.get_by_role("link", name="试办整车有限公司").click()
    expect(page.locator("main")).to_contain_text("试办整车有限公司")

    page.goto(f"{house.address}/exchange/firms/")
    again = [FIRMS[0] | {"名称": "试办铸造有限公司"}, {"名称": "湖北试办整车股份有限公司", "成立日期": "2016-05-01"}]
    send(page, fill(template, again), "再来一次.xlsx")
    expect(page.locator("h1")).to_contain_text("有1行要您判断")
    fits(page, "alike", accessible)
    page.get_by_label("就是“试办整车有限公司”").first.check()
    page.get_by_role("button", name="保存这一页的判断").click()
    expect(page.locator("h1")).to_contain_text("将改动1家，另按您的判断办理1家")
    page.get_by_role("link", name=re.compile("^改动")).click()
    expect(page.locator("main")).to_contain_text("试办精密铸造有限公司 → 试办铸造有限公司")
    fits(page, "changed", accessible)
    page.get_by_role("button", name="导入2家").click()
    done(page)
    page.locator("summary", has_text="撤销这一批").click()
    page.get_by_role("button", name="撤销这一批").click()
    done(page)
    expect(page.locator("h1")).to_contain_text("已经撤销")
    page.goto(f"{house.address}/exchange/?state=applied")
    expect(page.locator("main tbody").last).to_contain_text("改好的名录.xlsx")
    fits(page, "list", accessible)


def test_of_several_worksheets_one_is_chosen_and_read(signed_in_page: SignIn, house: House, accessible: Check) -> None:
    page = signed_in_page("office")
    book = Workbook()
    cover, *sheets = book.worksheets[0], book.create_sheet("一区"), book.create_sheet("二区")
    cover.title, cover["A1"] = "封面", "某市企业名录"
    for sheet in sheets:
        sheet.append(["名称", "地址"])
        sheet.append([f"{sheet.title}试办零件有限公司", "试验路1号"])
    page.goto(f"{house.address}/exchange/firms/")
    send(page, book, "两张表.xlsx")
    expect(page.locator("h1")).to_contain_text("有几张工作表都可能是要导入的，请选一张")
    fits(page, "asked", accessible)
    assert not page.locator("td:has(button[name=worksheet])[data-label]").count()
    page.get_by_role("button", name="读“二区”").click()
    done(page)
    expect(page.locator("h1")).to_contain_text("将新增1家")
    expect(page.locator(".notice-info")).to_contain_text("读的是工作表“二区”，没有读“封面”（未选）、“一区”（未选）")
    fits(page, "chosen", accessible)
