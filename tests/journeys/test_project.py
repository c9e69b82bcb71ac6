"""A project in a browser through three hands: reported, talked about, signed, handed over, refused once.

The lead of another district's investor says no more than that there was a first."""

from __future__ import annotations

from collections.abc import Callable

from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.house import House
from tests.journeys.looking import width_of

from .test_problems import PHONE, Desks

SignIn = Callable[[str], Page]
Check = Callable[[Page], None]
TITLE = "试验：年产20万套制动总成项目"
INVESTOR = "示例试验制动系统公司"


class Hands(Desks):
    """The same desks, on the list of projects."""

    def of(self, username: str, page: str = "/projects/", *, phone: bool = False) -> Page:
        self.as_one(username, phone=phone)
        self.page.goto(f"{self.address}{page}?q={TITLE}")
        self.page.get_by_role("link", name=TITLE).first.click()
        return self.page


def test_a_project_goes_through_three_hands_and_is_refused_once(
    in_sample: SignIn, sample_house: House, accessible: Check
) -> None:
    hands, today = Hands(in_sample, sample_house.address), timezone.localdate().isoformat()
    report(hands, "lead", TITLE, 责任单位="市工促办")
    report(hands, "district", "试验：另一个名字")
    expect(hands.page.get_by_text("已有单位首报")).to_be_visible()
    expect(hands.page.get_by_text(TITLE)).to_have_count(0)

    page = hands.of("lead", phone=True)
    accessible(page)
    assert width_of(page) <= PHONE["width"]
    hands.take("转为在谈", 哪一天=today)
    expect(page.get_by_text("还缺计划总投资").first).to_be_visible()
    page.get_by_role("link", name="改写内容").click()
    for label, value in (("计划总投资（万元）", "30000"), ("合同额（万元）", "36000")):
        page.get_by_label(label).fill(value)
    choose(page, "落户区域", "甲区")
    page.get_by_role("button", name="保存").click()
    hands.take("签约", 哪一天=today)

    hands.take("移交", 交给哪个单位="甲区", 移交说明="已签约，联系人清单已给")
    hands.of("district", phone=True)
    row = hands.page.locator(".step-rows > li").filter(has=hands.page.locator("b:text-is('不接')"))
    row.locator("summary").click()
    row.get_by_label("不接的理由").fill("用地指标没有落实")
    row.get_by_role("button", name="不接", exact=True).click()
    expect(hands.page.locator(".alert, .notice").filter(has_text="已回复不接").first).to_be_visible()
    expect(hands.of("lead").get_by_text("用地指标没有落实").first).to_be_visible()
    hands.take("移交", 交给哪个单位="甲区", 移交说明="用地指标批下来了")
    hands.of("district")
    hands.take("接手")
    expect(hands.page.get_by_text("由甲区负责")).to_be_visible()
    hands.take("移交", 交给哪个单位="市经信局", 移交说明="手续办齐")
    hands.of("member", phone=True)
    hands.take("接手")
    page = hands.of("office")
    accessible(page)
    expect(page.get_by_text("由市经信局负责")).to_be_visible()
    assert page.locator(".items li").filter(has_text="已接手").count() == 2


def report(hands: Hands, username: str, name: str, **chosen: str) -> None:
    page = hands.as_one(username)
    page.goto(f"{hands.address}/projects/new/")
    page.get_by_label("项目名称").fill(name)
    page.get_by_label("投资方", exact=False).first.fill(INVESTOR)
    for label, word in ({"类别": "新建", "产业链": "汽车产业链"} | chosen).items():
        choose(page, label, word)
    page.get_by_role("button", name="登记", exact=True).click()


def choose(page: Page, label: str, word: str) -> None:
    """Of a short list, or of a long one in which one types."""
    field = page.get_by_label(label).first
    if field.evaluate("each => each.tagName") == "SELECT":
        field.select_option(label=word)
        return
    field.fill(word)
    page.get_by_role("option", name=word, exact=True).first.click()
