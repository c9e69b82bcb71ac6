"""A firm's quarter through three pairs of hands, a locked period, and a register that is declared complete."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.house import House
from tests.journeys.looking import width_of

SignIn = Callable[[str], Page]
Check = Callable[[Page], None]
WIDTHS = (390, 1280, 1920)
FOR_ALL = ("/statements/", "/statements/?q=没有这样的企业", "/locks/", "/quality/", "/quality/firms/?lack=uscc")
FOR_OFFICE = ("/statements/?mine=decide", "/statements/confirm/?pk=1", "/quality/suspicious/", "/statements/1/")
FIGURES = {"产值": "1.2亿", "营业收入": "11000", "营业成本": "９，０００", "利润总额": "1000", "从业人员": "350人"}


def panel(page: Page, label: str) -> Locator:
    """Open a step that wants a second look; its form."""
    menu = page.locator("details.confirm").filter(has=page.locator("summary", has_text=label)).first
    menu.locator("summary").click()
    return menu.locator("form")


def fill(page: Page, **figures: str) -> None:
    for label, text in figures.items():
        page.get_by_label(label, exact=True).fill(text)


def test_every_page_of_statements_fits_and_is_accessible(
    in_sample: SignIn, sample_house: House, accessible: Check
) -> None:
    page = in_sample("office")
    for address in (*FOR_ALL, *FOR_OFFICE):
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(sample_house.address + address)
            assert width_of(page) <= width, (address, width)
        accessible(page)


def test_a_firms_quarter_is_returned_mended_confirmed_and_locked(
    in_sample: SignIn, sample_house: House, accessible: Check
) -> None:
    firm = in_sample("enterprise")
    firm.goto(f"{sample_house.address}/statements/")
    expect(firm.locator("h1")).to_contain_text("期报表要办")
    row = firm.get_by_role("row").filter(has_text="2023年三季度").first
    row.get_by_role("link", name="填报").click()
    fill(firm, **FIGURES | {"税收": "-5"})
    firm.get_by_label("税收", exact=True).blur()
    expect(firm.locator("#doubts")).to_contain_text("税收小于0")
    accessible(firm)
    firm.get_by_role("button", name="保存为草稿").click()
    expect(firm.locator("h1")).to_contain_text("草稿")
    firm.get_by_role("button", name="提交", exact=True).click()
    expect(firm.locator("h1")).to_contain_text("待确认")
    address = firm.url

    district = in_sample("district")
    district.get_by_role("link", name="企业报表待确认").click()
    district.goto(address)
    asking = panel(district, "退回")
    asking.get_by_label("退回理由").fill("税收不应为负，请核对")
    asking.get_by_role("button", name="退回").click()
    expect(district.locator("h1")).to_contain_text("已退回")

    firm = in_sample("enterprise")
    firm.goto(address)
    expect(firm.locator(".notice-warning").first).to_contain_text("税收不应为负，请核对")
    firm.get_by_role("link", name="修改").click()
    fill(firm, 税收="400")
    firm.get_by_role("button", name="保存为草稿").click()
    expect(firm.locator("h1")).to_contain_text("草稿")
    expect(firm.locator("#doubts .items")).to_have_count(0)
    firm.get_by_role("button", name="提交", exact=True).click()
    expect(firm.locator("h1")).to_contain_text("待确认")

    district = in_sample("district")
    district.goto(address)
    district.get_by_role("button", name="确认", exact=True).click()
    expect(district.locator("h1")).to_contain_text("已确认")

    office = in_sample("office")
    office.goto(f"{sample_house.address}/locks/")
    office.get_by_label("时期", exact=True).fill("2023年三季度")
    office.get_by_label("理由", exact=True).last.fill("三季度通报已定稿")
    office.get_by_role("button", name="锁定", exact=True).click()
    expect(office.locator("h1")).to_contain_text("1个时期已锁定")

    firm = in_sample("enterprise")
    firm.goto(address)
    expect(firm.get_by_role("link", name="更正")).to_have_count(0)
    firm.goto(address.replace("/?", "/correct/?") if "?" in address else f"{address}correct/")
    expect(firm.locator(".notice-error")).to_contain_text(re.compile("三季度通报已定稿.*市工促办"))


def test_a_register_declared_complete_makes_a_number_of_what_was_unknown(
    in_sample: SignIn, sample_house: House
) -> None:
    target = "local_match_rate"
    office = in_sample("office")
    office.goto(f"{sample_house.address}/targets/{target}/")
    expect(office.locator("main .light").first).to_contain_text("无据")
    office.goto(f"{sample_house.address}/quality/")
    before = office.locator("h1").inner_text()
    office.goto(f"{sample_house.address}/coverage/new/?register=purchases&kind=")
    office.get_by_label("时期", exact=True).fill("2021..2023")
    office.get_by_label("依据", exact=True).fill("已与企业的采购台账逐条核对")
    office.get_by_role("button", name="申报齐全").click()
    expect(office.locator(".notice-success")).to_be_visible()
    office.goto(f"{sample_house.address}/targets/{target}/")
    expect(office.locator("main .light").first).not_to_contain_text("无据")
    office.goto(f"{sample_house.address}/quality/")
    assert office.locator("h1").inner_text() != before
