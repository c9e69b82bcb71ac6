"""An open challenge in a browser, from the need to the payment, on the screens of all who take part in it."""

from __future__ import annotations

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

TITLE = "试验：高温轴承寿命翻倍"
EXPERTS = ("judge-1", "judge-2", "judge-3", "solver-1", "solver-2")


def experts_of_its_chain(house: House) -> None:
    """Accounts for expert posts that the demonstration gives to nobody, those of the need's chain first: they judge."""
    with closing(sqlite3.connect(house.folder / FILE, timeout=30)) as city, city:
        (chain,) = city.execute("SELECT chain_id FROM market_need WHERE title = ?", [TITLE]).fetchone()
        posts = city.execute(
            "SELECT p.id, p.id IN (SELECT post_id FROM registry_post_chains WHERE chain_id = ?) AS there "
            "FROM registry_post p JOIN registry_rank r ON r.id = p.rank_id "
            "WHERE r.role = 'expert' AND p.city_id = (SELECT city_id FROM registry_chain WHERE id = ?) "
            "AND p.id NOT IN (SELECT post_id FROM access_assignment WHERE post_id IS NOT NULL) "
            "ORDER BY there DESC, p.id",
            [chain, chain],
        ).fetchall()
        assert len(posts) >= len(EXPERTS)
        posts = [*posts[:3], *posts[-2:]]
        columns = [row[1] for row in city.execute("PRAGMA table_info(accounts_user)") if row[1] != "id"]
        told = ", ".join({"username": "?", "label": "?"}.get(name, name) for name in columns)
        for name, (post, _) in zip(EXPERTS, posts, strict=True):
            made = city.execute(
                f"INSERT INTO accounts_user ({', '.join(columns)}) "
                f"SELECT {told} FROM accounts_user WHERE username = 'expert'",
                [name, name],
            )
            city.execute(
                "INSERT INTO access_assignment (user_id, post_id, administers, starts, source, version) "
                "VALUES (?, ?, '', '2021-01-01', '试验', 0)",
                [made.lastrowid, post],
            )
            house.passwords[name] = house.passwords["expert"]


def the_notice_has_lasted(house: House) -> None:
    with closing(sqlite3.connect(house.folder / FILE, timeout=30)) as city, city:
        since = (timezone.localdate() - timedelta(days=6)).isoformat()
        city.execute("UPDATE market_need SET staged_on = ? WHERE title = ?", [since, TITLE])


def opened(desks: Desks, username: str, where: str = "/needs/", *, phone: bool = False) -> Page:
    page = desks.as_one(username, phone=phone)
    page.goto(desks.address + where)
    page.get_by_role("link", name=TITLE).first.click()
    return page


def asked_and_argued(desks: Desks, house: House, accessible: Check) -> None:
    page = desks.as_one("enterprise")
    page.goto(f"{desks.address}/needs/new/")
    page.get_by_role("link", name="技术难题", exact=True).click()
    page.get_by_label("要什么").fill(TITLE)
    page.get_by_label("公开的说明").fill("六百度下连续运行两千小时。")
    page.get_by_label("有效期至").fill((timezone.localdate() + timedelta(days=200)).isoformat())
    page.get_by_label("现状和瓶颈").fill("现在只有一千小时")
    page.get_by_label("核心指标").fill("两千小时")
    page.get_by_role("button", name="登记", exact=True).click()
    step(page, "提交核对", "在“论证”")
    experts_of_its_chain(house)

    page = opened(desks, "lead", "/needs/?mine=todo")
    step(page, "进到下一阶段", "在“列入榜单”", 这一步的结论="确有需要，指标可测")
    accessible(page)
    step(page, "进到下一阶段", "在“公示”", 这一步的结论="列入第一批")
    expect(page.locator("main")).to_contain_text("至少5天")
    page = opened(desks, "solver-1", "/postings/", phone=True)
    expect(page.locator("h1")).to_contain_text("公示中，还不能报名")
    assert width_of(page) <= PHONE["width"]
    the_notice_has_lasted(house)
    page = opened(desks, "lead", "/needs/?mine=todo")
    step(page, "核对后发布", "还没有人接")


def answered_and_closed(desks: Desks, accessible: Check) -> None:
    for name, said in (("solver-1", "三年同类项目，首批样件半年"), ("solver-2", "新涂层路线")):
        page = opened(desks, name, "/postings/", phone=True)
        page.get_by_label("能供什么").fill(said)
        page.get_by_role("button", name="报名", exact=True).click()
        expect(page.locator("h1")).to_contain_text("在谈")
    page = opened(desks, "lead")
    step(page, "截止报名", "2家报名，在评审")
    accessible(page)


def judged(desks: Desks, accessible: Check) -> None:
    for name, points in (("judge-1", (90, 60)), ("judge-2", (80, 70)), ("judge-3", (70, 50))):
        page = opened(desks, name, "/", phone=True)
        expect(page.locator("main")).not_to_contain_text("新涂层路线")
        page.get_by_role("button", name="参加评审").click()
        expect(page.locator("main")).to_contain_text("新涂层路线")
        accessible(page)
        for said, each in zip(("三年同类项目", "新涂层路线"), points, strict=True):
            page.locator("#bench tbody tr").filter(has_text=said).get_by_role("link").click()
            page.get_by_role("link", name="评审", exact=True).click()
            for field in page.locator("form[data-guard] input[name^=point_]").all():
                field.fill(str(each))
            accessible(page)
            page.get_by_role("button", name="评审", exact=True).click()
            expect(page.locator("#scores")).to_be_visible()
            assert width_of(page) <= PHONE["width"]
            page = opened(desks, name, "/postings/", phone=True)
        expect(page.locator("#bench")).to_contain_text("都评过了")


def test_a_challenge_goes_from_the_need_to_the_payment(
    in_sample: SignIn, sample_house: House, accessible: Check
) -> None:
    desks = Desks(in_sample, sample_house.address)
    today = timezone.localdate().isoformat()
    asked_and_argued(desks, sample_house, accessible)
    answered_and_closed(desks, accessible)
    judged(desks, accessible)

    page = opened(desks, "solver-2", "/matches/", phone=True)
    expect(page.locator("main")).not_to_contain_text("60.00")  # not before it is announced
    page = opened(desks, "lead")
    expect(page.locator("#matches")).to_contain_text("第1名")
    step(page, "公布评审结果", "评审结果")
    accessible(page)
    page = opened(desks, "solver-2", "/matches/", phone=True)
    expect(page.locator("#scores")).to_contain_text("60.00分")
    expect(page.locator("main")).not_to_contain_text("80.00")  # and never a rival's

    page = opened(desks, "enterprise")
    page.locator("#matches tbody tr").filter(has_text="第1名").get_by_role("link").click()
    step(page, "记签约", "等交付", 签约日期=today, 签约金额="120")
    for stage in ("节点", "测试验收"):
        step(page, "进到下一阶段", "等交付")
        expect(page.locator("ol [aria-current=step]")).to_contain_text(stage)
    for name, stage in (("记应用", "应用"), ("记结清", "结清")):
        page.get_by_role("link", name=name, exact=True).first.click()
        page.get_by_label("哪天收到的").fill(today)
        page.get_by_label("金额（万元）").fill("120")
        page.get_by_label("收到了什么").fill(f"{stage}，有单据")
        accessible(page)
        page.get_by_role("button", name="记交付", exact=True).click()
        expect(page.locator("ol [aria-current=step]")).to_contain_text(stage)
    page.get_by_role("link", name=TITLE).first.click()
    step(page, "记办成", "已办成")
    accessible(page)
