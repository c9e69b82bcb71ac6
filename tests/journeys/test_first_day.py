"""The first day of a city in a browser: an empty house, a plan from its paper, accounts on slips, and a desk."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bench.drafting import text_of
from lianzhang.access.bulk_actions import ACCOUNTS
from lianzhang.kernel.sheets import write_workbook
from lianzhang.plans.folder import PlanFolder
from lianzhang.plans.workbook import read_workbook
from tests.house import House, running_house
from tests.journeys.looking import width_of
from tests.migrated import FILE, migrated_file

Check = Callable[[Page], None]
NEW = "staple-orange-lantern-7"


def sign_in(browser: Browser, house: House, username: str, password: str) -> Page:
    page = browser.new_context(locale="zh-CN").new_page()
    page.goto(f"{house.address}/sign-in/")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", password)
    page.click("button.btn-primary")
    expect(page).not_to_have_url(f"{house.address}/sign-in/")
    return page


def drafted(page: Page, where: Path) -> Path:
    """A workbook made of the plan's paper, as the page hands it out."""
    paper = where / "方案.txt"
    paper.write_text(text_of("yunling") or "", encoding="utf-8")
    sheet = page.locator("form[enctype]").filter(has_text="起草成工作簿")
    sheet.locator("input[type=file]").set_input_files(paper)
    with page.expect_download() as waiting:
        sheet.get_by_role("button", name="起草成工作簿").click()
    made = where / "方案.xlsx"
    waiting.value.save_as(made)
    return made


def account_sheet(folder: PlanFolder, where: Path) -> Path:
    """One account, for its chain office."""
    accounts = where / "账号.xlsx"
    office = {row["id"] for row in folder.rows("ranks") if row["role"] == "chain_office"}
    post = next(row["name"] for row in folder.rows("posts") if row["rank"] in office)
    row = {"city": folder.plan["city"], "post": post, "label": "链办联系岗", "username": "first-office"}
    accounts.write_bytes(write_workbook(ACCOUNTS, [row]))
    return accounts


@pytest.mark.once
def test_from_an_empty_house_to_a_desk(browser: Browser, tmp_path: Path, accessible: Check) -> None:
    (tmp_path / "house").mkdir()
    shutil.copy(migrated_file(), tmp_path / "house" / FILE)
    with running_house(tmp_path / "house", LOAD_PLANS="0") as house:
        system = sign_in(browser, house, "system_admin", house.passwords["system_admin"])
        system.goto(f"{house.address}/first-day/")
        expect(system.locator("h1")).to_contain_text("现在先办“城市”")
        system.get_by_role("link", name="上传首份方案").first.click()
        plan = drafted(system, tmp_path)
        folder, problems = read_workbook(plan.read_bytes(), plan.name)
        assert not problems
        accounts = account_sheet(folder, tmp_path)
        system.locator("input[type=file]").first.set_input_files(plan)
        system.get_by_role("button", name="上传并查看").click()
        expect(system.locator("h1")).to_contain_text("等另一位管理员核对")

        guard = sign_in(browser, house, "security_admin", house.passwords["security_admin"])
        guard.goto(f"{house.address}/first-day/")
        guard.get_by_role("link", name="核对").first.click()
        guard.get_by_role("button", name="核对无误，生效").click()
        expect(guard.locator("h1")).to_contain_text("已经生效")
        guard.goto(f"{house.address}/first-day/")
        expect(guard.locator("h1")).to_contain_text("没有账号")
        accessible(guard)
        guard.get_by_role("link", name="批量建账号").first.click()
        guard.set_input_files("input[type=file]", accounts)
        guard.get_by_label("依据").fill("分工〔2026〕1号")
        guard.get_by_role("button", name="建账号", exact=True).click()
        expect(guard.locator(".slip")).to_have_count(1)
        username, secret = guard.locator(".slip code").all_inner_texts()
        for width in (390, 1280):
            guard.set_viewport_size({"width": width, "height": 900})
            assert width_of(guard) == width
        accessible(guard)
        guard.goto(f"{house.address}/people/bulk/")
        expect(guard.get_by_text(secret)).to_have_count(0)

        owner = sign_in(browser, house, username, secret)
        expect(owner.locator("h1")).to_contain_text("换成自己的口令")
        if owner.locator("input[name=old_password]").count():
            owner.fill("input[name=old_password]", secret)
        for name in ("new_password1", "new_password2"):
            owner.fill(f"input[name={name}]", NEW)
        owner.locator("main form button.btn-primary").click()
        owner.wait_for_url(lambda address: "password" not in address)
        owner.goto(house.address)
        expect(owner.locator("h1")).to_contain_text("今天")
        owner.goto(f"{house.address}/first-day/")
        expect(owner.locator("h1")).to_contain_text("现在先办“区域”")  # which a paper does not name
