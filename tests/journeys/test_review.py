"""One quarter's review from its agenda to a task, with a chief who decides on a phone before the meeting."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from tests.house import House
from tests.journeys.looking import width_of

SignIn = Callable[[str], Page]
Check = Callable[[Page], None]
WIDTHS = (390, 1280, 1920)
CHAIN, REVIEW, MATTER = "auto", "调度本产业链工作", "旅程里提请的一件事"


def panel(page: Page, label: str, within: str = "main") -> Locator:
    """Open a step that asks; its form."""
    menu = page.locator(f"{within} details.confirm").filter(has=page.locator("summary", has_text=label)).first
    menu.locator("summary").click()
    return menu.locator("form")


def fits(page: Page, accessible: Check) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert width_of(page) <= width, (page.url, width)
    accessible(page)
    page.set_viewport_size({"width": 1280, "height": 900})


def coming(page: Page, address: str, accessible: Check) -> str:
    """The meeting of the chain for the quarter that runs; planned where nobody has."""
    page.goto(f"{address}/reviews/")
    fits(page, accessible)
    page.goto(f"{address}/reviews/meetings/?chain={CHAIN}&mine=coming")
    listed = page.locator("main tbody th a")
    if listed.count():
        listed.first.click()
    else:
        today = timezone.localdate()
        starts = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
        page.goto(f"{address}/reviews/meetings/new/?chain={CHAIN}&activity={REVIEW}&starts={starts}")
        page.get_by_label("哪天开").fill(f"{today + timedelta(days=3)}")
        page.get_by_role("button", name="安排", exact=True).click()
    expect(page.locator("h1")).to_contain_text("调度")
    return page.url


def ask(page: Page) -> None:
    page.get_by_role("link", name="提请决定一件事").click()
    for label, words in (("议题", MATTER), ("请决定什么", "先供地还是先签约？"), ("建议", "先供一期。")):
        page.get_by_label(label, exact=True).fill(words)
    page.get_by_label("照建议议定什么").fill("先供一期120亩。")
    page.locator("select[name=lead]").evaluate("field => { field.value = field.options[1].value }")
    page.get_by_label("期限", exact=True).fill("2099-12-31")
    page.get_by_label("怎样算办成").fill("供地批复")
    page.get_by_role("button", name="提出").click()


def test_a_quarters_review_from_its_agenda_to_a_task(in_sample: SignIn, sample_house: House, accessible: Check) -> None:
    office = in_sample("office")
    address = coming(office, sample_house.address, accessible)
    expect(office.locator("#promised")).to_be_visible()
    ask(office)
    office.goto(address)
    panel_free = office.locator(".step-rows").get_by_role("button", name="定议程")
    panel_free.click()
    expect(office.locator("main")).to_contain_text("议程的数看")
    fits(office, accessible)

    chief = in_sample("chief")
    chief.set_viewport_size({"width": 390, "height": 844})
    chief.goto(f"{sample_house.address}/reviews/decisions/?mine=todo")
    while chief.locator("main tbody th a").count():
        chief.locator("main tbody th a").first.click()
        asking = panel(chief, "同意")
        button = asking.get_by_role("button", name="同意")
        box = button.bounding_box()
        assert box
        assert box["height"] >= 43
        button.click()
        expect(chief.locator("h1")).to_contain_text("已定")
        chief.goto(f"{sample_house.address}/reviews/decisions/?mine=todo")

    office = in_sample("office")
    office.goto(address)
    asking = panel(office, "记开会日期")
    asking.get_by_label("哪天开的").fill(f"{timezone.localdate()}")
    asking.get_by_role("button", name="记开会日期").click()
    office.get_by_role("link", name="记到会").click()
    office.get_by_role("button", name="保存").click()
    asking = panel(office, "写纪要")
    asking.get_by_label("纪要", exact=True).fill("议了上次答应的和这次提请的。")
    asking.get_by_role("button", name="写纪要").click()
    expect(office.locator("main")).to_contain_text("议了上次答应的和这次提请的。")
    fits(office, accessible)

    chief = in_sample("chief")
    chief.goto(address)
    panel_free = chief.locator(".step-rows").get_by_role("button", name="确认纪要")
    panel_free.click()
    expect(chief.locator("main")).to_contain_text("议了上次答应的和这次提请的。")
    chief.get_by_role("link", name=MATTER).first.click()
    expect(chief.locator("h1")).to_contain_text("在办")
    fits(chief, accessible)
