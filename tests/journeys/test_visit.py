"""A visit in a browser: noted on a phone, its promise becomes a task, and the verified task closes the promise."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from playwright.sync_api import Page, expect

from lianzhang.kernel.workdays import SHANGHAI
from tests.house import House
from tests.journeys.looking import width_of
from tests.papers import PAPERS

from .test_problems import PHONE, Desks

PROMISE = "试验：供地条件和三块备选地"


def test_what_was_promised_at_a_visit_becomes_a_task_that_closes_it(
    in_sample: Callable[[str], Page], sample_house: House, accessible: Callable[[Page], None]
) -> None:
    desks, today = Desks(in_sample, sample_house.address), datetime.now(SHANGHAI).date()

    def find(username: str, address: str) -> Page:
        page = desks.as_one(username)
        page.goto(f"{sample_house.address}{address}")
        page.get_by_role("link", name=PROMISE).first.click()
        return page

    page = desks.as_one("lead", phone=True)
    page.goto(f"{sample_house.address}/visits/quick/")
    page.get_by_label("类别").select_option(label="联合招商拜访")
    page.get_by_label("目标企业").fill("试验外地电池厂")
    page.get_by_label("谈什么").fill("来市设厂")
    page.get_by_label("对方提了什么").fill("要200亩地。")
    page.get_by_label("谈成什么").fill("下月来看地。")
    page.get_by_label("承诺了什么").fill(PROMISE)
    unit = page.get_by_role("combobox", name="由谁兑现")
    unit.press_sequentially("市经信局")
    unit.press("Enter")
    page.get_by_label("兑现期限").fill((today + timedelta(days=30)).isoformat())
    assert width_of(page) <= PHONE["width"]
    accessible(page)
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_role("link", name=PROMISE)).to_be_visible()
    assert width_of(page) <= PHONE["width"]

    page = find("office", "/promises/?mine=open&q=试验")
    accessible(page)
    page.get_by_role("link", name="转为任务").click()
    expect(page.get_by_label("要办成什么")).to_have_value(PROMISE)
    page.get_by_role("button", name="交办", exact=True).click()
    expect(page.locator("h1")).to_contain_text("等签收")

    page = find("member", "/tasks/?q=试验")
    desks.take("签收")
    panel = page.locator("details.confirm").filter(has_text="报办结")
    panel.locator("summary").click()
    panel.get_by_label("哪天办成").fill(today.isoformat())
    panel.get_by_label("办成了什么").fill("三块地的条件已送去。")
    panel.get_by_label("凭据").set_input_files({"name": "函.png", "mimeType": "image/png", "buffer": PAPERS["png"]})
    panel.get_by_role("button", name="报办结", exact=True).click()
    expect(page.locator("h1")).to_contain_text("等核验")

    find("committee", "/tasks/?q=试验")
    desks.take("核验通过", 核验依据="看了函")
    page = find("office", "/promises/?mine=open&q=试验")
    desks.take("认定兑现", 哪天兑现=today.isoformat(), 凭什么认定="任务已核验，对方收到了")
    expect(page.locator("h1")).to_contain_text("在期限")
