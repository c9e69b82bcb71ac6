"""From a workbook to a light: titles are imported, the register declared complete, the target tells and opens them."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.house import House

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TARGET, TITLE = "prov_quality_benchmark", "省级“质量标杆”企业"
AT = "?at=2023-12-31"


def filled(template: bytes, rows: list[dict[str, str]]) -> bytes:
    book = load_workbook(io.BytesIO(template))
    page = book.worksheets[0]
    headings = [cell.value for cell in page[1]]
    for number, row in enumerate(rows, start=2):
        for title, value in row.items():
            page.cell(number, headings.index(title) + 1, value)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def firms_without(page: Page, home: str, count: int) -> list[str]:
    """Names of firms of the register, whichever come first by output."""
    page.goto(f"{home}/firms/{AT}&sort=output")
    return [page.locator("tbody th a").nth(number).inner_text() for number in range(count)]


def test_an_imported_list_moves_its_target_once_somebody_answers_for_it(
    in_sample: Callable[[str], Page], sample_house: House, accessible: Callable[[Page], None]
) -> None:
    page, home = in_sample("office"), sample_house.address
    page.goto(f"{home}/coverage/{AT}")
    declared = page.locator("#declarations tr", has_text=TITLE).locator("a").first
    page.goto(f"{home}{declared.get_attribute('href')}")
    page.get_by_label("撤回理由").fill("公布名单有变，核对后再申报")
    page.get_by_role("button", name="撤回申报").click()

    page.goto(f"{home}/targets/{TARGET}/{AT}")
    expect(page.locator("main .light").first).to_contain_text("无据")
    names = firms_without(page, home, 2)

    page.goto(f"{home}/exchange/honours/")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载模板").first.click()
    granted = {"名目": TITLE, "认定日期": "2023-10-10", "来源": "试验名单"}
    rows = [{"企业": name} | granted for name in names]
    content = filled(Path(download.value.path()).read_bytes(), rows)
    page.get_by_label("填好的表格").set_input_files({"name": "质量标杆.xlsx", "mimeType": XLSX, "buffer": content})
    page.get_by_role("button", name="上传并核对").click()
    expect(page.locator("h1")).not_to_contain_text(re.compile("正在"), timeout=30_000)
    expect(page.locator("h1")).to_contain_text("将新增2条")
    page.get_by_role("button", name="导入2条").click()
    expect(page.locator("h1")).to_contain_text("已导入", timeout=30_000)

    page.goto(f"{home}/targets/{TARGET}/{AT}")
    expect(page.locator("main .light").first).to_contain_text("无据")
    expect(page.locator("main")).to_contain_text("尚未申报齐全")
    accessible(page)

    page.goto(f"{home}/coverage/new/?register=honours&kind={TARGET}")
    page.get_by_label("时期", exact=True).fill("2020..2023")
    page.get_by_label("依据", exact=True).fill("已与公布名单逐条核对")
    page.get_by_role("button", name="申报齐全").click()
    expect(page.locator(".notice-success")).to_be_visible()

    page.goto(f"{home}/targets/{TARGET}/{AT}")
    expect(page.locator("main .light").first).not_to_contain_text("无据")
    for name in names:
        expect(page.locator("#evidence")).to_contain_text(name)
    page.locator("#evidence").get_by_role("link", name=re.compile(re.escape(names[0]))).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{names[0]}，2023-10-10认定为{TITLE}")
    accessible(page)
