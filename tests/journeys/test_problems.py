"""A problem in a browser, on the screens of three accounts: raised with a photograph, disputed, answered twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.house import House
from tests.journeys.looking import width_of
from tests.papers import PAPERS

SignIn = Callable[[str], Page]
Check = Callable[[Page], None]
TITLE = "试验：厂门口的桥限重，成品车出不去"
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 800}


class Desks:
    """One window in which one account after the other signs in and finds the problem on its list."""

    def __init__(self, sign_in: SignIn, address: str) -> None:
        self.sign_in, self.address = sign_in, address
        self.sessions: dict[str, list[Any]] = {}
        self.page: Page

    def as_one(self, username: str, *, phone: bool = False) -> Page:
        """Signed in as this account, once; then its session goes on."""
        if cookies := self.sessions.get(username):
            self.page.context.clear_cookies()
            self.page.context.add_cookies(cookies)
        else:
            self.page = self.sign_in(username)
            self.sessions[username] = self.page.context.cookies()
        self.page.set_viewport_size(PHONE if phone else DESK)
        return self.page

    def of(self, username: str, page: str = "/problems/?mine=todo", *, phone: bool = False) -> Page:
        """The problem as this account opens it: by the line of what waits for it."""
        self.as_one(username, phone=phone)
        self.page.goto(self.address + page)
        self.page.get_by_role("link", name=TITLE).first.click()
        return self.page

    def take(self, step: str, **answers: str) -> None:
        """One step: a button, or a panel that asks; two clicks at most."""
        row = self.page.locator(".step-rows > li").filter(has=self.page.locator(f"b:text-is('{step}')"))
        panel = row.locator("details.confirm")
        if panel.count():
            panel.locator("summary").click()
            for label, text in answers.items():
                field = panel.get_by_label(label)
                if field.evaluate("each => each.tagName") == "SELECT":
                    field.select_option(label=text)
                else:
                    field.fill(text)
        row.get_by_role("button", name=step, exact=True).click()
        expect(self.page.locator(".alert, .notice").filter(has_text=f"已{step}").first).to_be_visible()


def test_a_problem_goes_through_every_hand_until_the_firm_confirms(
    in_sample: SignIn, sample_house: House, accessible: Check
) -> None:
    desks = Desks(in_sample, sample_house.address)
    page = desks.as_one("enterprise", phone=True)
    page.goto(f"{sample_house.address}/problems/new/")
    page.get_by_label("一句话说是什么问题").fill(TITLE)
    page.get_by_label("情况").fill("桥限重二十吨，要县里和交通部门定绕行路线。")
    page.get_by_label("类别").select_option(index=1)
    page.get_by_label("附件").set_input_files({"name": "桥.png", "mimeType": "image/png", "buffer": PAPERS["png"]})
    accessible(page)
    page.get_by_role("button", name="提出", exact=True).click()
    expect(page.get_by_role("link", name="桥.png")).to_be_visible()
    assert width_of(page) <= PHONE["width"]

    desks.of("office")
    desks.take("分办", 主办单位="市经信局")
    desks.of("member", phone=True)
    desks.take("提出异议", **{"为什么不归本单位、应归谁": "桥归交通部门"})
    desks.of("office")
    desks.take("维持分办", 裁定的理由="由牵头服务企业的部门统一协调")
    desks.of("member")
    desks.take("签收")
    desks.take("申请延期", 延长几个工作日="3", 延期的理由="等检测报告")
    desks.of("office")
    desks.take("同意延期")
    desks.of("member", phone=True)
    desks.take("答复", 结果="已解决", 答复="绕行路线定了。")
    desks.of("office")
    desks.take("退回重办", 哪里没有办好="没有写从哪天起能走")
    desks.of("member")
    desks.take("答复", 结果="已解决", 答复="绕行路线定了，后天起能走。")
    page = desks.of("office")
    accessible(page)
    desks.take("核验通过", 核验依据="问了交通部门", 部门主动没有="主动")
    page = desks.of("enterprise", "/", phone=True)
    assert width_of(page) <= PHONE["width"]
    accessible(page)
    desks.take("确认解决", 满意程度="满意")
    expect(page.locator("h1")).to_contain_text("已解决，满意")
    expect(page.get_by_text("重办1次")).to_be_visible()
