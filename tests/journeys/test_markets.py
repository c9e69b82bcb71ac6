"""Markets in a browser: what was bought far away is delivered here and moves the rate; a customer from the list to its
first order; a fair whose question is answered at once; firms that buy together."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.house import House
from tests.journeys.looking import width_of
from tests.journeys.test_need import step
from tests.journeys.test_problems import PHONE, Check, Desks, SignIn
from tests.migrated import FILE

TITLE, WON, FAIR, STEEL = "试验：外地买的改由本地供", "试验：进新客户的供应链", "试验交易会", "轴承钢棒材"
RECORDED = "2023-12-31"  # the last day of which the sample city has purchases


def write(house: House, statement: str, *given: object) -> None:
    with closing(sqlite3.connect(house.folder / FILE, timeout=30)) as city, city:
        city.execute(statement, given)


def own_name(desks: Desks) -> str:
    """What the firm with an account is called."""
    page = desks.as_one("enterprise")
    page.goto(f"{desks.address}/needs/new/?kind=goods")
    return page.locator("h1").inner_text().split("：", 1)[1].strip()


def rate(page: Page, address: str) -> str:
    page.goto(address)
    shown = re.search(r"近地配套率([\d.]+%)", page.locator("h1").inner_text())
    assert shown
    return shown[1]


def opened(desks: Desks, username: str, page: str, title: str, *, phone: bool = False) -> Page:
    there = desks.as_one(username, phone=phone)
    there.goto(desks.address + page)
    there.get_by_role("link", name=title).first.click()
    return there


def entered(page: Page, title: str) -> None:
    """What the form does not know yet; then it waits to be checked."""
    page.get_by_label("要什么").fill(title)
    page.get_by_label("公开的说明").fill("年用量稳定，可以先送样。")
    page.get_by_label("有效期至").fill((timezone.localdate() + timedelta(days=120)).isoformat())
    page.get_by_role("button", name="登记", exact=True).click()
    step(page, "提交核对", "等核对后发布")


def test_what_was_bought_far_away_is_delivered_here_and_moves_the_rate(
    in_sample: SignIn, sample_house: House, accessible: Check
) -> None:
    desks, today = Desks(in_sample, sample_house.address), timezone.localdate().isoformat()
    firm, page = own_name(desks), desks.as_one("lead")
    page.goto(f"{desks.address}/supply/purchases/?mine=strangers")
    page.locator("main tbody tr").filter(has_not_text=firm).locator("a").first.click()
    line = page.url.split("?")[0].rstrip("/").rsplit("/", 1)[1]
    page.goto(f"{desks.address}/needs/new/?kind=goods&purchase={line}")
    customer = page.get_by_label("需求企业").input_value()
    page.get_by_label("产业链").select_option(label="汽车产业链")
    accessible(page)
    entered(page, TITLE)
    page = opened(desks, "office", "/needs/?mine=todo", TITLE)
    step(page, "核对后发布", "还没有人接")

    page = opened(desks, "enterprise", "/postings/", TITLE, phone=True)
    page.get_by_label("能供什么").fill("年产二十万件，十五天交。")
    accessible(page)
    page.get_by_role("button", name="报名", exact=True).click()
    expect(page.locator("h1")).to_contain_text("在谈")
    assert width_of(page) <= PHONE["width"]
    match, supply = page.url, f"{desks.address}/supply/chains/auto/?at={RECORDED}"

    page = desks.as_one("lead")
    page.goto(match)
    step(page, "记签约", "等交付", 签约日期=today, 签约金额="900")
    before = rate(page, supply)  # agreed is an intention, and moves nothing
    key = match.split("?")[0].rstrip("/").rsplit("/", 1)[1]
    write(sample_house, "UPDATE market_match SET begun_on='2023-12-01', agreed_on='2023-12-01' WHERE id=?", key)

    page.goto(f"{desks.address}/supply/purchases/new/")
    for label, text in {"采购企业": customer, "采购的东西": TITLE, "供应商": firm, "时期": "2023Q4"}.items():
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_label("金额（万元）").fill("40亿元")
    page.get_by_label("来源").fill("采购台账")
    page.get_by_role("button", name="填报").click()
    for doubt in page.locator("input[name=sure]").all():  # so much in one line is asked back
        doubt.check()
    if page.locator("input[name=sure]").count():
        page.get_by_role("button", name="填报").click()
    expect(page.locator("h1")).to_contain_text("对方还没有答复")
    bought = page.url

    page = desks.as_one("enterprise", phone=True)
    page.goto(bought)
    step(page, "确认", "对方已确认")
    page = desks.as_one("lead")
    page.goto(match)
    page.get_by_role("link", name="记交付").first.click()
    page.get_by_label(TITLE).first.check()
    accessible(page)
    page.get_by_role("button", name="记交付", exact=True).click()
    expect(page.locator("h1")).to_contain_text("交付")
    assert rate(page, supply) != before


def test_a_customer_from_the_list_to_its_first_order_changes_the_white_space(
    in_sample: SignIn, sample_house: House, accessible: Check
) -> None:
    desks, today = Desks(in_sample, sample_house.address), timezone.localdate().isoformat()
    firm, page = own_name(desks), desks.as_one("office")
    space = f"{desks.address}/customers/white-space/?q=示例市"
    page.goto(space)
    accessible(page)
    page.get_by_role("link", name="登记需求").first.click()
    chosen = page.locator("select[name=customer]").evaluate("each => each.selectedOptions[0].text")
    customer, category = chosen.split("：", 1)
    page.get_by_label("需求企业").fill(firm)
    page.get_by_label("产业链").select_option(label="汽车产业链")
    entered(page, WON)
    page = opened(desks, "lead", "/needs/?mine=todo", WON)
    step(page, "核对后发布", "还没有人接")
    need = page.url
    page = opened(desks, "office", "/customers/?q=示例市", customer)
    buyer = page.locator("dt:text-is('名录里的企业') + dd").inner_text().strip()

    page = desks.as_one("lead")
    page.goto(need)
    page.get_by_label("推荐谁").fill(buyer)
    page.get_by_role("button", name="推荐", exact=True).last.click()
    page.get_by_role("link", name=buyer).first.click()
    step(page, "接洽", "在谈")
    match = page.url
    step(page, "记签约", "等", 签约日期=today, 签约金额="300")
    page = desks.as_one("office")
    page.goto(space)
    row = page.locator("main tbody tr").filter(has_text=customer)
    expect(row.locator("td").nth(1)).to_contain_text(category)  # in talks, whatever was signed

    page = desks.as_one("enterprise", phone=True)
    page.goto(match)
    page.get_by_role("link", name="记交付").first.click()
    page.get_by_label("哪天收到的").fill(today)
    page.get_by_label("收到了什么").fill("首单到货，对方签收单")
    accessible(page)
    page.get_by_role("button", name="记交付", exact=True).click()
    assert width_of(page) <= PHONE["width"]
    page = desks.as_one("office")
    page.goto(space)
    row = page.locator("main tbody tr").filter(has_text=customer)
    expect(row.locator("td").nth(2)).to_contain_text(category)


def test_a_fair_is_asked_about_after_three_months_and_answered_at_once(
    in_sample: SignIn, sample_house: House, accessible: Check
) -> None:
    desks, today = Desks(in_sample, sample_house.address), timezone.localdate()
    firm, page = own_name(desks), desks.as_one("office")
    page.goto(f"{desks.address}/events/new/")
    page.get_by_label("类别").select_option(label="展会")
    page.get_by_label("名称").fill(FAIR)
    page.get_by_label("地点").fill("会展中心")
    page.get_by_label("日期").fill(today.isoformat())
    page.get_by_role("button", name="登记", exact=True).click()
    page.get_by_role("link", name="登记一家").first.click()
    page.get_by_label("参加的企业").fill(firm)
    page.get_by_role("button", name="登记", exact=True).click()
    part = page.url
    page.get_by_role("link", name="记接洽和意向").first.click()
    page.get_by_label("接洽了几家").fill("4")
    page.get_by_role("button", name="保存").click()
    expect(page.locator("h1")).to_contain_text("接洽了4家")
    key = part.split("?")[0].rstrip("/").rsplit("/", 1)[1]
    write(  # three months pass
        sample_house,
        "INSERT INTO market_fairresult (participation_id, months, final, state, contracted_in, delivered_in, note, "
        "asked_on, due, version, authors) VALUES (?, 3, 0, 'asked', 'yuan', 'yuan', '', ?, ?, 0, '')",
        *(key, today.isoformat(), (today + timedelta(days=9)).isoformat()),
    )

    page = desks.as_one("enterprise", phone=True)
    page.goto(f"{desks.address}/")
    page.get_by_role("link", name=f"{FAIR}过了3个月").first.click()
    page.get_by_label("订单").fill("2")
    accessible(page)
    page.get_by_role("button", name="答复", exact=True).click()
    expect(page.locator("main")).to_contain_text("订单2笔")
    assert width_of(page) <= PHONE["width"]
    page.goto(f"{desks.address}/")
    expect(page.get_by_role("link", name=f"{FAIR}过了3个月")).to_have_count(0)


def test_a_firm_joins_a_pool_for_itself_and_reads_no_other_buyer(
    in_sample: SignIn, sample_house: House, accessible: Check
) -> None:
    desks = Desks(in_sample, sample_house.address)
    page = opened(desks, "enterprise", "/", STEEL, phone=True)
    accessible(page)
    expect(page.locator("main")).not_to_contain_text("195")  # what the others want
    page.get_by_role("link", name="参加", exact=True).first.click()
    page.get_by_label("本企业要多少").fill("60")
    page.get_by_label("愿意牵头").check()
    accessible(page)
    page.get_by_role("button", name="参加", exact=True).click()
    expect(page.locator("main")).to_contain_text("要60吨")
    assert width_of(page) <= PHONE["width"]

    page = opened(desks, "lead", "/pools/?mine=todo", STEEL)
    expect(page.locator("h1")).to_contain_text("3家参加")
    page.get_by_role("link", name="定下来").first.click()
    page.get_by_role("radio").last.check()
    accessible(page)
    page.get_by_role("button", name="定下来", exact=True).click()
    expect(page.locator("h1")).to_contain_text("已合成一件需求")
    page = opened(desks, "office", "/needs/?mine=todo", STEEL)
    step(page, "核对后发布", "还没有人接")
    expect(page.locator("main")).to_contain_text("255吨")
