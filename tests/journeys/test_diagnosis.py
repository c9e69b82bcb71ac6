"""A diagnosis in a browser: asked for, assigned, on site, reported, its advice taken and built, looked at again."""

from __future__ import annotations

from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.house import House
from tests.journeys.looking import width_of
from tests.journeys.test_need import step
from tests.journeys.test_problems import PHONE, Check, Desks, SignIn

WHAT = "试验：快速换模改造"


def test_a_diagnosis_leads_to_advice_that_is_built_and_looked_at_again(
    in_sample: SignIn, sample_house: House, accessible: Check
) -> None:
    desks = Desks(in_sample, sample_house.address)
    today = timezone.localdate().isoformat()
    page = desks.as_one("enterprise", phone=True)
    page.goto(f"{desks.address}/diagnoses/new/")
    page.get_by_label("哪一类诊断").select_option(label="智能制造能力成熟度")
    page.get_by_label("想解决什么").fill("换型时间长，想知道先上哪一段。")
    accessible(page)
    page.get_by_role("button", name="申请", exact=True).click()
    expect(page.locator("h1")).to_contain_text("还没有派诊断方")
    assert width_of(page) <= PHONE["width"]
    there = page.url.split("?")[0]

    def opened(username: str, *, phone: bool = False) -> Page:
        page = desks.as_one(username, phone=phone)
        page.goto(there)
        return page

    page = opened("office")
    page.goto(f"{there}assign/")
    page.get_by_label("诊断专家").select_option(label="示例市产业链专家（汽车）")
    page.get_by_role("button", name="派单", exact=True).click()
    expect(page.locator("h1")).to_contain_text("还没有到现场")

    page = opened("expert", phone=True)
    step(page, "记到现场", "还没有出报告", 到现场日期=today)
    page.get_by_role("link", name="写一条建议").click()
    page.get_by_label("建议做什么").fill(WHAT)
    page.get_by_label("估算投资（万元）").fill("120")
    accessible(page)
    page.locator("main form button.btn-primary").click()
    expect(page.locator("main")).to_contain_text(WHAT)
    page.goto(f"{there}report/")
    page.get_by_label("现在是哪一级").select_option(index=2)
    page.get_by_label("诊断结论").fill("换型占四成工时，先做快速换模。")
    page.get_by_role("button", name="出报告", exact=True).click()
    expect(page.locator("h1")).to_contain_text("1条没有决定")

    page = opened("enterprise", phone=True)
    accessible(page)
    step(page, "采纳", "采纳")
    step(page, "报建成", "待核实", 建成日期=today, 凭什么算建成="验收单1号")  # said by the firm alone
    page = opened("office")
    step(page, "核实建成", "建成")
    page.goto(there)
    expect(page.locator("h1")).to_contain_text("建成1条")

    page = opened("expert")
    page.goto(f"{there}recheck/")
    page.get_by_label("现在是哪一级").select_option(index=3)
    page.get_by_role("button", name="复评", exact=True).click()
    expect(page.locator("main")).to_contain_text("复评三级")
    accessible(page)
