"""Needs in a browser, on the screens of those concerned: a loan that is drawn, land that nobody grants, a meeting."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.house import House
from tests.journeys.looking import width_of
from tests.journeys.test_problems import PHONE, Check, Desks, SignIn

TITLE = "试验：新线设备贷款"


def step(page: Page, name: str, then: str, **answers: str) -> None:
    """A step, until the sentence at the head says where it stands."""
    row = page.locator(".step-rows > li").filter(has=page.locator(f"b:text-is('{name}')"))
    asking = row.locator("details.confirm")
    if asking.count():
        asking.locator("summary").click()
        for label, text in answers.items():
            asking.get_by_label(label).fill(text)
    row.get_by_role("button", name=name, exact=True).click()
    expect(page.locator("h1")).to_contain_text(then)


def opened(desks: Desks, username: str, page: str, *, phone: bool = False) -> Page:
    """The need, or the answer to it, as this account finds it."""
    there = desks.as_one(username, phone=phone)
    there.goto(desks.address + page)
    there.get_by_role("link", name=TITLE).first.click()
    expect(there.locator("h1")).to_contain_text(TITLE)
    return there


def test_a_loan_is_asked_checked_granted_and_counts_once_it_is_drawn(
    in_sample: SignIn, sample_house: House, accessible: Check
) -> None:
    desks = Desks(in_sample, sample_house.address)
    today = timezone.localdate()
    page = desks.as_one("enterprise", phone=True)
    page.goto(f"{desks.address}/needs/new/")
    accessible(page)
    page.get_by_role("link", name="融资", exact=True).click()
    page.get_by_label("要什么").fill(TITLE)
    page.get_by_label("公开的说明").fill("两条线，二十四个月。")
    page.get_by_label("有效期至").fill((today + timedelta(days=120)).isoformat())
    page.get_by_label("用途").fill("买设备")
    page.get_by_label("期限").fill("24")
    page.get_by_label("可接受的年利率").fill("4.15")
    accessible(page)
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.locator("h1")).to_contain_text("还没有提交")
    step(page, "提交核对", "等核对后发布")
    assert width_of(page) <= PHONE["width"]

    page = opened(desks, "lead", "/needs/?mine=todo")
    expect(page.get_by_text("4.15%")).to_be_visible()  # the matcher reads what is kept within
    accessible(page)
    step(page, "核对后发布", "还没有人接")
    page.get_by_label("请谁承接").select_option(index=1)
    page.get_by_role("button", name="推荐", exact=True).click()
    expect(page.locator("h1")).to_contain_text("1家在对接")

    page = opened(desks, "bank", "/", phone=True)
    expect(page.get_by_text("4.15%")).to_have_count(0)  # the bank reads what the firm shows it
    accessible(page)
    step(page, "接洽", "在谈")
    step(page, "记签约", "等交付", 签约日期=today.isoformat(), 签约金额="500")
    expect(page.locator("ol [aria-current=step]")).to_contain_text("授信")

    page = opened(desks, "enterprise", "/", phone=True)
    page.get_by_role("link", name="记交付").first.click()
    page.get_by_label("哪天收到的").fill(today.isoformat())
    page.get_by_label("金额（万元）").fill("300")
    page.get_by_label("收到了什么").fill("第一笔放款，银行回单")
    accessible(page)
    page.get_by_role("button", name="记交付", exact=True).click()
    expect(page.locator("h1")).to_contain_text("交付")
    expect(page.locator("ol [aria-current=step]")).to_contain_text("放款")
    assert width_of(page) <= PHONE["width"]

    page = desks.as_one("office")
    page.goto(f"{desks.address}/needs/funnel/?year={today.year}")
    expect(page.locator("main tbody tr").filter(has_text="融资")).to_contain_text("/")
    accessible(page)


def test_what_nobody_can_grant_becomes_a_problem(in_sample: SignIn, sample_house: House, accessible: Check) -> None:
    desks = Desks(in_sample, sample_house.address)
    title, page = "试验：三期用地指标", desks.as_one("enterprise")
    page.goto(f"{desks.address}/needs/new/")
    page.get_by_role("link", name="用地", exact=True).click()
    page.get_by_label("要什么").fill(title)
    page.get_by_label("公开的说明").fill("项目已备案，年度指标用完了。")
    page.get_by_label("有效期至").fill((timezone.localdate() + timedelta(days=90)).isoformat())
    page.get_by_label("为哪个项目").fill("三期")
    page.get_by_role("button", name="登记", exact=True).click()
    step(page, "提交核对", "等核对后发布")

    page = desks.as_one("lead", phone=True)
    page.goto(f"{desks.address}/needs/?mine=todo")
    page.get_by_role("link", name=title).click()
    step(page, "核对后发布", "还没有人接")
    page.get_by_role("link", name="提成问题").click()
    expect(page.get_by_label("一句话说是什么问题")).to_have_value(title)
    page.get_by_label("类别").select_option(index=1)
    accessible(page)
    page.get_by_role("button", name="提出", exact=True).click()
    expect(page.locator("h1")).to_contain_text(title)
    page.get_by_role("link", name=title).first.click()  # back to what it came from
    expect(page.locator("main")).to_contain_text("问题")
    assert width_of(page) <= PHONE["width"]


def test_both_sides_meet_at_a_table_and_are_asked_later_what_came_of_it(
    in_sample: SignIn, sample_house: House, accessible: Check
) -> None:
    desks = Desks(in_sample, sample_house.address)
    page = desks.as_one("bank", phone=True)
    page.goto(f"{desks.address}/")
    page.get_by_role("link", name="成了没有").first.click()
    accessible(page)
    talks = page.url

    page = desks.as_one("office")
    page.goto(f"{desks.address}/events/new/")
    page.get_by_label("名称").fill("试验对接会")
    page.get_by_label("地点").fill("一楼大厅")
    page.get_by_label("日期").fill(timezone.localdate().isoformat())
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.locator("h1")).to_contain_text("还没有要谈的对接")
    event = page.url

    page.goto(talks)
    held = page.locator("#join-event option").filter(has_text="试验对接会").get_attribute("value")
    page.get_by_label("哪一场").select_option(held)
    page.get_by_role("button", name="加进去").click()
    expect(page.get_by_role("link", name="试验对接会")).to_be_visible()
    page.goto(event)
    expect(page.locator("h1")).to_contain_text("1个还没有排桌次")
    step(page, "排桌次", "桌次排好了")
    expect(page.locator("main tbody tr").first).to_contain_text("09:00")
    accessible(page)
    step(page, "记已举办", "谈了1个对接")
    expect(page.locator("main")).to_contain_text("还没有到")

    page = desks.as_one("bank", phone=True)
    page.goto(talks)
    page.get_by_role("button", name="还不知道", exact=True).click()
    expect(page.locator("main")).to_contain_text("还不知道（")
    page = desks.as_one("enterprise", phone=True)
    page.goto(talks)
    expect(page.get_by_text("还不知道（")).to_have_count(0)  # neither reads what the other said
    page.get_by_role("button", name="不便说", exact=True).click()
    expect(page.locator("main")).to_contain_text("不便说（")
    assert width_of(page) <= PHONE["width"]
