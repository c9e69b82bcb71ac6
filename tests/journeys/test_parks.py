"""Parks in a browser: a quota that two want, power that stands still and becomes a problem, a specialised park."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from tests.house import House
from tests.journeys.looking import width_of
from tests.journeys.test_problems import PHONE, Check, Desks, SignIn

STUCK = "新增两台中频炉用电"


def test_what_is_short_is_seen_and_what_stands_still_becomes_a_problem(
    in_sample: SignIn, sample_house: House, accessible: Check
) -> None:
    desks = Desks(in_sample, sample_house.address)
    page = desks.as_one("office", phone=True)
    page.goto(f"{desks.address}/capacities/")
    accessible(page)
    assert width_of(page) <= PHONE["width"]
    page.get_by_role("link", name="1项已满").click()
    page.get_by_role("link", name="庚市化工园区污水厂").click()
    expect(page.locator("h1")).to_contain_text("比总量多用400吨/日")
    page.get_by_role("link", name="报已用").first.click()
    page.get_by_label("已用").fill("9800")
    page.get_by_label("截至哪天").fill((timezone.localdate() - timedelta(days=1)).isoformat())
    page.get_by_label("数从哪里来").fill("污水厂月报")
    accessible(page)
    page.get_by_role("button", name="报已用", exact=True).click()
    expect(page.locator("h1")).to_contain_text("还剩200吨/日")

    page = desks.as_one("office")
    page.goto(f"{desks.address}/capacities/shortage/")
    accessible(page)
    page.locator("#land_quota").get_by_role("link", name="省级新增用地").last.click()
    expect(page.locator("main")).to_contain_text("要的比剩的多")
    expect(page.locator("main tbody tr").filter(has_text="零部件园二期用地")).to_contain_text("350")
    accessible(page)

    page.goto(f"{desks.address}/needs/?mine=stuck")
    page.get_by_role("link", name=STUCK).click()
    expect(page.locator("main")).to_contain_text("停住了")
    page.get_by_role("link", name="提成问题").click()
    expect(page.get_by_label("一句话说是什么问题")).to_have_value(STUCK)
    page.get_by_label("类别").select_option(index=1)
    page.get_by_role("button", name="提出", exact=True).click()
    expect(page.locator("h1")).to_contain_text(STUCK)
    page.get_by_role("link", name=STUCK).first.click()  # back to what it came from
    expect(page.locator("main")).to_contain_text("转为")
    page.goto(f"{desks.address}/")
    expect(page.get_by_role("link", name=STUCK).filter(has_text="停住")).to_have_count(0)

    page.goto(f"{desks.address}/special-parks/")
    accessible(page)
    page.get_by_role("link", name="示例铸造产业园").click()
    expect(page.locator("h1")).to_contain_text("3家企业在园里")
    accessible(page)
