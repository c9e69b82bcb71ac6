"""A plan without a terminal: out as a workbook and in again, a goal revised with four eyes, a plan from its paper."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from bench.drafting import text_of
from lianzhang.kernel.workbooks import every_sheet
from tests.house import House, running_house
from tests.journeys.looking import width_of
from tests.journeys.test_problems import PHONE, Check, Desks, SignIn
from tests.migrated import FILE, STARTED


@pytest.fixture(scope="module")
def sample_house(sample_house: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A copy: a plan that comes from its paper ends chains with which other journeys work."""
    folder = tmp_path_factory.mktemp("plans")
    with closing(sqlite3.connect(sample_house.folder / FILE)) as city:
        city.execute("VACUUM INTO ?", (str(folder / FILE),))
    for name in STARTED[1:]:
        shutil.copy(sample_house.folder / name, folder)
    with running_house(folder) as house:
        yield house


def _handed_out(page: Page, address: str) -> Path:
    with page.expect_download() as waiting:
        page.goto(f"{address}/plan/changes/new/")
        page.get_by_role("link", name="导出方案工作簿").click()
    return Path(waiting.value.path())


def test_a_goal_is_revised_by_one_and_checked_by_another_and_the_workbook_says_so(
    in_sample: SignIn, sample_house: House, accessible: Check
) -> None:
    desks = Desks(in_sample, sample_house.address)
    page = desks.as_one("office", phone=True)
    page.goto(f"{desks.address}/targets/chain_leader/")
    page.get_by_role("link", name="修订目标值").click()
    accessible(page)
    assert width_of(page) <= PHONE["width"]
    page.get_by_label("新的目标值").fill("33")
    page.get_by_label("自何日起").fill("2023-01-01")
    page.get_by_label("依据哪份文件").fill("示工促发〔2022〕3号")
    page.get_by_role("button", name="提出修改").click()
    expect(page.locator("h1")).to_contain_text("会改1处，还没有生效")
    accessible(page)

    page = desks.as_one("committee")
    page.goto(f"{desks.address}/plan/changes/?state=todo")
    accessible(page)
    page.get_by_role("link", name="修订目标值：").first.click()
    page.get_by_role("button", name="核对无误，生效").click()
    expect(page.locator("h1")).to_contain_text("已经生效")

    page = desks.as_one("office")
    page.goto(f"{desks.address}/targets/chain_leader/")
    expect(page.locator("#goal")).to_contain_text("示工促发〔2022〕3号")
    file = _handed_out(page, desks.address)
    sheets = {each.name: each.rows for each in every_sheet(file.read_bytes(), "方案.xlsx", 20_001)}
    assert any("示工促发〔2022〕3号" in row for row in sheets["目标值"])
    page.set_input_files("input[name=file]", {"name": "方案.xlsx", "mimeType": "", "buffer": file.read_bytes()})
    page.get_by_role("button", name="上传并查看").click()
    expect(page.locator(".errors")).to_contain_text("与现在的方案一样")


def test_a_plan_comes_from_its_paper(in_sample: SignIn, sample_house: House, accessible: Check) -> None:
    desks = Desks(in_sample, sample_house.address)
    page = desks.as_one("office")
    page.goto(f"{desks.address}/plan/drafts/new/")
    accessible(page)
    paper = (text_of("yunling") or "").encode()
    page.set_input_files("input[name=file]", {"name": "方案.txt", "mimeType": "text/plain", "buffer": paper})
    page.get_by_role("button", name="起草").click()
    expect(page.locator("h1")).to_contain_text("原文里读出")
    accessible(page)
    page.get_by_role("button", name="收下", exact=True).click()
    expect(page.locator("h1")).to_contain_text("收下1")
    page.get_by_role("button", name="丢掉", exact=True).click()
    expect(page.locator("h1")).to_contain_text("丢掉1")
    page.get_by_role("button", name="规则拿得准的").click()
    if page.get_by_role("button", name="都丢掉").count():
        page.get_by_role("button", name="都丢掉").click()
    expect(page.locator("h1")).to_contain_text("都看过了")
    page.get_by_role("link", name="做成方案").click()
    expect(page.locator("h1")).to_contain_text("写进哪一份方案")
    accessible(page)
    page.get_by_role("button", name="做成方案").click()
    expect(page.locator("h1")).to_contain_text("还没有生效")
    page.get_by_role("button", name="提交核对").click()
    page = desks.as_one("committee")
    page.goto(f"{desks.address}/plan/changes/?state=todo")
    page.get_by_role("link", name="上传方案.txt").click()
    page.get_by_role("button", name="核对无误，生效").click()
    expect(page.locator("h1")).to_contain_text("已经生效")
