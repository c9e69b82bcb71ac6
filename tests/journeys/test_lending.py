"""A quarter's balance in a browser: a bank corrects it, another account checks it, the target's light changes."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.house import House
from tests.journeys.looking import width_of
from tests.journeys.test_need import step
from tests.journeys.test_problems import PHONE, Check, Desks, SignIn

QUARTER, TARGET = "2023Q4", "/targets/mlt_loan_growth/"


def target_of(desks: Desks) -> Page:
    page = desks.as_one("office")
    page.goto(desks.address + TARGET)
    return page


def test_a_balance_that_one_enters_and_another_checks_changes_the_light(
    in_sample: SignIn, sample_house: House, accessible: Check
) -> None:
    desks = Desks(in_sample, sample_house.address)
    page = target_of(desks)
    expect(page.locator("h1")).to_contain_text("没有达成")

    page = desks.as_one("bank", phone=True)
    page.goto(f"{desks.address}/lending/?period={QUARTER}")
    page.locator("main tbody tr a").first.click()
    expect(page.locator("h1")).to_contain_text("2023年4季度末")
    page.get_by_role("link", name="修改").first.click()
    accessible(page)
    page.get_by_label("制造业中长期贷款余额（亿元）").fill("295")
    page.get_by_role("button", name="保存").click()
    expect(page.locator("main")).to_contain_text("核对以后计入贷款增速")
    assert width_of(page) <= PHONE["width"]
    expect(page.get_by_role("button", name="核对", exact=True)).to_have_count(0)  # its own, it does not check

    page = target_of(desks)
    expect(page.locator("h1")).not_to_contain_text("差0.7个百分点")  # until it is checked nobody knows
    page.goto(f"{desks.address}/lending/?mine=todo&period={QUARTER}")
    page.locator("main tbody tr a").first.click()
    accessible(page)
    step(page, "核对", "295亿元")
    page = target_of(desks)
    expect(page.locator("h1")).to_contain_text("已达成")
