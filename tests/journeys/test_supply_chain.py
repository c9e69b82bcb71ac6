"""A purchase of one supplier alone, from the bill that tells it to the second source that moves the rate.

Numbers are read off the pages and held against each other: another journey may have reported for the same firm."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal

from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from tests.house import House
from tests.journeys.looking import width_of

from .test_problems import Desks
from .test_project import choose
from .test_purchase_form import typed

SignIn = Callable[[str], Page]
Check = Callable[[Page], None]
YEAR = timezone.localdate().year - 1  # the year of which the bill asks
ITEM, ALONE = "氢化丁腈密封件", "外地试验密封件有限公司"
OTHER = "试验用尼龙护套"
INVESTOR = "示例试验密封系统公司"
# The plan of the made-up city has ended: without a day one looks from its end.
CHAIN = f"/supply/chains/auto/?at={YEAR}-12-31"
TOTAL = 20_000  # 万元
MOST_CLICKS = 3


def figure(words: str, pattern: str) -> Decimal:
    """The number that stands in these words where the pattern has its group."""
    told = re.search(pattern, words)
    assert told, (pattern, words)
    return Decimal(told.group(1).replace(",", ""))


def told_by(page: Page, pattern: str) -> Decimal:
    return figure(page.locator("main").inner_text(), pattern)


def saved(page: Page, key: str, cells: Mapping[str, str]) -> None:
    """A blank row of the bill, filled in and left."""
    row = page.locator(f"#row-{key}")
    typed(row, **cells)
    expect(row.locator(".bill-words")).to_contain_text("已保存")


def open_bill(desks: Desks) -> Page:
    page = desks.as_one("enterprise")
    page.goto(f"{desks.address}/supply/purchases/")
    page.get_by_role("link", name="填采购清单").click()
    expect(page.locator("h1")).to_contain_text(f"{YEAR}年的采购清单")
    return page


def reach(page: Page) -> Decimal:
    """How much of all purchases the bill holds, in percent."""
    return figure(page.locator("#bill-reach").inner_text(), r"占采购总额的([\d.]+)%")


def near_maker(desks: Desks, need: str) -> str:
    """A firm of the register that offers what is needed, as the firm that needs it finds it."""
    page = desks.as_one("enterprise")
    page.goto(f"{desks.address}/supply/suppliers/")
    page.get_by_label("要找什么").fill(need)
    page.get_by_role("button", name="找", exact=True).click()
    expect(page.locator("h1")).to_contain_text("能力相近的")
    return page.locator("main tbody th").last.inner_text().splitlines()[0].strip()


def rate_page(desks: Desks) -> Page:
    page = desks.as_one("lead")
    page.goto(desks.address + CHAIN)
    expect(page.locator("h1")).to_contain_text(f"{YEAR}年近地配套率")
    return page


def take(page: Page, step: str, then: str, **answers: str) -> None:
    """A step of the search, until the sentence at the head says where it stands."""
    row = page.locator(".step-rows > li").filter(has=page.locator(f"b:text-is('{step}')"))
    asking = row.locator("details.confirm")
    if asking.count():
        asking.locator("summary").click()
        for label, text in answers.items():
            asking.get_by_label(label).fill(text)
    row.get_by_role("button", name=step, exact=True).click()
    expect(page.locator("h1")).to_contain_text(then)


def barred(page: Page, step: str) -> Locator:
    return page.locator(".step-rows > li.barred").filter(has=page.locator(f"b:text-is('{step}')"))


def test_a_sole_source_gets_a_second_one_and_the_rate_moves(
    in_sample: SignIn, sample_house: House, accessible: Check
) -> None:
    desks = Desks(in_sample, sample_house.address)
    near = near_maker(desks, "制动软管")
    share = report_purchases(desks, near, accessible)
    before = look_at_rate(desks, share, accessible)
    address = begin_search(desks, accessible)
    lead_from(desks, address, accessible)
    second = choose_second(desks, address)
    record_second(desks, second)
    assert close_from_the_desk(desks) == address.partition("?")[0]
    look_at_change(desks, address, before, share, accessible)


def report_purchases(desks: Desks, near: str, accessible: Check) -> Decimal:
    page = open_bill(desks)
    total = page.locator("form").filter(has=page.get_by_role("button", name="总额"))
    total.get_by_label("采购总额（万元）").fill(str(TOTAL))
    total.get_by_label("来源").fill("财务账")
    total.get_by_role("button").click()
    expect(page.get_by_role("button", name="改总额")).to_be_visible()
    nothing = reach(page)
    saved(page, "n1", {"item": ITEM, "supplier": ALONE, "supplier_place": "浙江省宁波市", "value": "3000"})
    saved(page, "n2", {"item": OTHER, "supplier": near, "value": "1000"})
    accessible(page)
    share = reach(page)
    assert share - nothing == 4_000 * 100 / TOTAL
    return share


def look_at_rate(desks: Desks, share: Decimal, accessible: Check) -> Decimal:
    """The chain's team reads the rate, and on how much it rests."""
    page = rate_page(desks)
    assert told_by(page, r"只录到采购的(\d+)%") == round(share)
    accessible(page)
    return told_by(page, r"年近地配套率([\d.]+)%")


def begin_search(desks: Desks, accessible: Check) -> str:
    page = rate_page(desks)
    page.get_by_role("navigation", name="供应").get_by_role("link", name="唯一来源").click()
    count = told_by(page, r"采购里，\s*(\d+)项")
    row = page.locator("main tbody tr").filter(has_text=ALONE)
    expect(row).to_contain_text(ITEM)
    expect(row).to_contain_text("3,000")
    accessible(page)
    row.get_by_role("link", name="比一比").click()
    expect(page.locator("h1")).to_contain_text(f"给{ALONE}补第二家")
    accessible(page)
    page.get_by_role("button", name="列入").click()
    expect(page.locator("h1")).to_contain_text("还没有开始找第二家")
    take(page, "开始找", "在找第二家")
    expect(page.locator("dl.lanes")).to_contain_text("找第二家")
    accessible(page)
    assert count >= 1
    return page.url


def lead_from(desks: Desks, address: str, accessible: Check) -> None:
    """Who could be brought in is a project's first line; it tells nobody of whom the customers hang."""
    page = desks.as_one("lead")
    page.goto(address)
    page.get_by_role("link", name="登记项目线索").click()
    expect(page.get_by_label("项目名称")).to_have_value(f"引进“{ITEM}”的第二家供应商")
    expect(page.get_by_label("建设内容")).not_to_have_value(re.compile(ALONE))
    page.get_by_label("投资方", exact=False).first.fill(INVESTOR)
    for label, word in {"类别": "新建", "责任单位": "市工促办"}.items():
        choose(page, label, word)
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.locator("h1")).to_contain_text(ITEM)
    accessible(page)
    page.goto(address)
    begun = page.locator("section, .sheet").filter(has_text="由此开始的").last
    begun.get_by_role("link", name=f"引进“{ITEM}”").click()
    expect(page.locator("h1")).to_contain_text(ITEM)


def choose_second(desks: Desks, address: str) -> str:
    """One of those that say they can make it; until a purchase tells so, nothing is measured."""
    page = desks.as_one("lead")
    page.goto(address)
    maker = page.locator("#makers tbody tr").last
    name = maker.locator("th").inner_text().splitlines()[0].removesuffix("已供过货").strip()
    maker.get_by_role("link", name="选这一家").click()
    expect(page.get_by_label("第二家")).to_have_value(name)
    page.get_by_role("button", name="选定", exact=True).click()
    expect(page.locator("h1")).to_contain_text(f"第二家选定{name}，在验证")
    take(page, "已供货", "等复算", 哪天开始供货=f"{YEAR}-12-31")
    expect(barred(page, "复算")).to_contain_text(f"还没有“{name}”的“{ITEM}”")
    return name


def record_second(desks: Desks, second: str) -> None:
    page = open_bill(desks)
    before = reach(page)
    saved(page, "n1", {"item": ITEM, "supplier": second, "value": "2000"})
    assert reach(page) - before == 2_000 * 100 / TOTAL


def close_from_the_desk(desks: Desks) -> str:
    """On a phone, from the first page: no more clicks than three."""
    page, clicks = desks.as_one("lead", phone=True), 0
    page.goto(desks.address)
    lines = page.locator("main [data-row], main tr").filter(has_text=ALONE)
    if not lines.count():  # the desk lists the first few
        page.locator("main a[href*='/supply/sourcings/'][href*='mine=todo']").first.click()
        clicks += 1
    lines.get_by_role("link", name=ITEM).first.click()
    expect(page.locator("h1")).to_contain_text("等复算")
    address = page.url
    assert width_of(page) <= 390
    page.get_by_role("button", name="复算", exact=True).click()
    clicks += 2
    assert clicks <= MOST_CLICKS
    expect(page.locator("h1")).to_contain_text("前后已复算")
    return address


def look_at_change(desks: Desks, address: str, before: Decimal, share: Decimal, accessible: Check) -> None:
    """What the search says it changed is what the chain's page says."""
    page = desks.as_one("lead")
    page.goto(address)
    was = told_by(page, r"近地配套率（[^）]*）\s*原来([\d.]+)%")
    now = told_by(page, r"近地配套率（[^）]*）\s*原来[\d.]+%，\s*现在([\d.]+)%")
    accessible(page)
    page = rate_page(desks)
    after = told_by(page, r"年近地配套率([\d.]+)%")
    assert after > before
    assert (round(was, 1), round(now, 1)) == (before, after)
    assert told_by(page, r"只录到采购的(\d+)%") == round(share + Decimal(2_000 * 100) / TOTAL)
    page.get_by_role("navigation", name="供应").get_by_role("link", name="唯一来源").click()
    expect(page.locator("h1")).to_contain_text("采购里")
    expect(page.locator("main tbody").filter(has_text=ALONE)).to_have_count(0)
