"""Two tabs and one session: a form is finished for the post it was opened for, and outlives the session."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.house import House
from tests.journeys.looking import width_of

SignIn = Callable[[str], Page]
Check = Callable[[Page], None]
WIDTHS = (1280, 390)


def other_post(page: Page) -> None:
    """Switch by the menu to the account's other post."""
    page.locator("details.account > summary").click()
    page.locator("details.account form[action='/my/posts/act-as/'] button").click()
    page.get_by_text("现在以“").wait_for()


def fits(page: Page, accessible: Check) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert width_of(page) <= width

        accessible(page)
    page.set_viewport_size({"width": 1280, "height": 900})


def fill_in(page: Page, name: str) -> None:
    page.get_by_label("企业名称", exact=True).fill(name)
    page.fill("[name=address]", "园区路1号")
    page.fill("[name=scope]", "第一行\n第二行")


def send(page: Page) -> None:
    page.locator("main form[data-guard] button.btn-primary").click()


def test_a_form_sent_after_a_switch_in_another_tab_is_finished_by_one_button(
    in_sample: SignIn, sample_house: House, accessible: Check
) -> None:
    page = in_sample("office")
    page.goto(f"{sample_house.address}/firms/new/")
    fill_in(page, "试用机械甲公司")
    tab = page.context.new_page()
    tab.goto(sample_house.address)
    other_post(tab)
    send(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("还没有办成")
    expect(page.locator("main")).to_contain_text("试用机械甲公司")
    fits(page, accessible)
    page.get_by_role("button", name="切换回").click()
    page.wait_for_url(re.compile(r"/firms/\d+/"))
    expect(page.locator("main")).to_contain_text("试用机械甲公司")
    expect(page.get_by_text("示例市：").first).to_be_visible()

    where = page.url
    tab.reload()
    other_post(tab)
    tab.goto(where)
    expect(tab.get_by_role("heading", level=1)).to_contain_text("这一页要以")
    fits(tab, accessible)
    tab.get_by_role("button", name="并打开").click()
    tab.wait_for_url(where)
    expect(tab.locator("main")).to_contain_text("试用机械甲公司")


def test_a_long_form_outlives_its_session(in_sample: SignIn, sample_house: House, accessible: Check) -> None:
    page = in_sample("office")
    page.goto(f"{sample_house.address}/firms/new/")
    fill_in(page, "试用机械乙公司")
    tab = page.context.new_page()
    tab.goto(sample_house.address)
    tab.locator("details.account > summary").click()
    tab.get_by_role("button", name="退出登录").click()
    tab.wait_for_url(re.compile("/sign-in/"))
    send(page)
    expect(page.get_by_text("您填的内容留着")).to_be_visible()
    fits(page, accessible)
    page.fill("input[name=username]", "office")
    page.fill("input[name=password]", sample_house.passwords["office"])
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url(re.compile("/my/kept/"))
    expect(page.locator("main")).to_contain_text("第二行")
    fits(page, accessible)
    page.get_by_role("button", name="回到原来的表再改").click()
    expect(page.get_by_text("您写的已经填回下面的表")).to_be_visible()
    expect(page.get_by_text("您有填好还没有交成的表")).to_be_hidden()
    expect(page.get_by_label("企业名称", exact=True)).to_have_value("试用机械乙公司")
    expect(page.locator("[name=scope]")).to_have_value("第一行\n第二行")
    fits(page, accessible)
    page.fill("[name=address]", "园区路2号")
    send(page)
    page.wait_for_url(re.compile(r"/firms/\d+/"))
    expect(page.locator("main")).to_contain_text("试用机械乙公司")
    expect(page.locator("main")).to_contain_text("园区路2号")
    page.goto(sample_house.address)
    expect(page.get_by_text("您有填好还没有交成的表")).to_have_count(0)
