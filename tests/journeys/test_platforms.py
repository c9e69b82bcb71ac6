"""A platform's yearly report in a browser: owed on a desk, entered by one account, confirmed by another."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.house import House
from tests.journeys.looking import width_of
from tests.journeys.test_need import step
from tests.journeys.test_problems import PHONE, Check, Desks, SignIn

NAME = "示例汽车产业学院"


def test_a_yearly_report_is_entered_and_confirmed_by_another(
    in_sample: SignIn, sample_house: House, accessible: Check
) -> None:
    desks = Desks(in_sample, sample_house.address)
    page = desks.as_one("office", phone=True)
    page.goto(f"{desks.address}/platforms/?mine=owed")
    page.get_by_role("link", name=NAME).first.click()
    accessible(page)
    page.get_by_role("link", name="填").filter(has_text="年报").first.click()
    for label, value in (("在校学生", "560"), ("到链上企业就业", "210"), ("来源", "学院年度总结")):
        page.get_by_label(label).first.fill(value)
    accessible(page)
    assert width_of(page) <= PHONE["width"]
    page.get_by_role("button", name="填报", exact=True).click()
    expect(page.locator("h1")).to_contain_text("还没有确认，确认了才算")
    expect(page.locator("main")).to_contain_text("年度考核得分：不清楚")  # what was left blank is no zero
    report = page.url

    page = desks.as_one("lead")
    page.goto(f"{desks.address}/")
    expect(page.locator(f"main a[href*='{report.removeprefix(desks.address).split('?')[0]}']").first).to_be_visible()
    page.goto(report)
    accessible(page)
    step(page, "确认", "已确认，计入")
    page.goto(f"{desks.address}/platforms/?mine=owed")
    expect(page.locator("main tbody")).to_have_count(0)
