"""A policy item in a browser, from the firm's page to the money: one claim granted and paid, one refused."""

from __future__ import annotations

from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.house import House
from tests.journeys.looking import width_of
from tests.journeys.test_need import step
from tests.journeys.test_problems import PHONE, Check, Desks, SignIn

PROGRAMME, GRANTED, REFUSED = "设备贷款贴息", "试验：压铸岛贷款", "试验：旧设备贷款"


def apply_for(page: Page, address: str, thing: str, cost: str) -> None:
    """Filled in and handed in by the firm."""
    page.goto(f"{address}/for-me/")
    claim = page.get_by_role("region", name=PROGRAMME)
    claim.get_by_role("link", name="申领").click()
    page.get_by_label("为什么事申报").fill(thing)
    page.get_by_label("投入金额（万元）").fill(cost)
    page.get_by_role("button", name="存成草稿").click()
    expect(page.locator("h1")).to_contain_text("还没有报出")
    step(page, "报出", "县区初审")


def opened(desks: Desks, username: str, thing: str, where: str, *, phone: bool = False) -> Page:
    page = desks.as_one(username, phone=phone)
    page.goto(desks.address + where)
    page.get_by_role("link", name=thing).first.click()
    expect(page.locator("h1")).to_contain_text(thing)
    return page


def test_a_claim_is_granted_and_paid_and_another_is_refused_with_its_reason(
    in_sample: SignIn, sample_house: House, accessible: Check
) -> None:
    desks = Desks(in_sample, sample_house.address)
    today = timezone.localdate()
    page = desks.as_one("enterprise", phone=True)
    apply_for(page, desks.address, GRANTED, "500")
    assert width_of(page) <= PHONE["width"]
    accessible(page)
    apply_for(page, desks.address, REFUSED, "300")

    page = opened(desks, "district", GRANTED, "/applications/?mine=todo")
    accessible(page)
    step(page, "通过，报上一层", "市级审核")
    page = opened(desks, "district", REFUSED, "/", phone=True)  # from the desk's line
    step(page, "不予通过", "不予通过", 不予通过的理由="贷款不是用于设备")

    page = opened(desks, "member", GRANTED, "/applications/?mine=todo", phone=True)
    step(page, "批准", "批了10万元")  # two in a hundred of five hundred
    page.get_by_role("link", name="批准和拨付").first.click()
    page.get_by_label("计划哪天拨付").fill(today.isoformat())
    page.get_by_role("button", name="安排", exact=True).click()
    expect(page.locator("main")).to_contain_text("待拨付")
    accessible(page)
    step(page, "记已拨付", "已拨付10万元", 拨付日期=today.isoformat(), 下达文号或凭证="试验财发1号")

    page = desks.as_one("enterprise", phone=True)
    page.goto(f"{desks.address}/applications/?mine=closed")
    page.get_by_role("link", name=REFUSED).click()
    expect(page.locator("main")).to_contain_text("贷款不是用于设备")
    page.goto(f"{desks.address}/awards/")
    expect(page.get_by_role("row").filter(has_text=GRANTED)).to_contain_text("10")

    page = desks.as_one("office")
    page.goto(f"{desks.address}/programmes/measures/?year={today.year}")
    expect(page.get_by_role("row").filter(has_text=PROGRAMME)).to_be_visible()
