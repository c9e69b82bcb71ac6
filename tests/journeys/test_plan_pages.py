"""From the plan's clauses to one target's figures, their source and the published outcome, at three widths."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.house import House
from tests.journeys.looking import width_of

SHOTS = Path(__file__).parents[2] / "var" / "screenshots"
WIDTHS = [390, 1280, 1920]
PAGES = {
    "plan": "/plan/?at=2023-12-31",
    "plan-filtered": "/plan/?at=2023-12-31&kind=target&owner=nobody&clause=2.3",
    "target-met": "/targets/nat_little_giant/?at=2023-12-31",
    "target-behind": "/targets/green_supply_chain/?at=2023-03-31",
    "target-silent": "/targets/chain_leader/?at=2023-12-31",
    "target-grid": "/targets/chain_dispatch/?at=2023-12-31",
    "target-tiles": "/targets/chain_work_plan/?at=2023-12-31",
    "target-cell": "/targets/chain_dispatch/?at=2023-12-31&scope=electronics&period=2023Q3",
    "duty": "/duties/d_bulletin_q/?at=2023-12-31",
    "outcome": "/outcome/?at=2023-12-31",
}


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_fits_its_width_and_breaks_no_rule_of_access(
    signed_in_page: Callable[[str], Page], accessible: Callable[[Page], None], house: House, width: int
) -> None:
    page = signed_in_page("clerk")
    page.set_viewport_size({"width": width, "height": 900})
    SHOTS.mkdir(parents=True, exist_ok=True)
    for name, address in PAGES.items():
        page.goto(house.address + address)
        expect(page.locator("h1")).to_be_visible()
        page.wait_for_load_state("networkidle")
        page.screenshot(path=SHOTS / f"{name}-{width}.png", full_page=True)
        assert width_of(page) <= width, name
        accessible(page)


def test_a_reader_follows_one_number_from_the_plan_to_its_source(
    signed_in_page: Callable[[str], Page], house: House
) -> None:
    page = signed_in_page("chief")
    page.goto(f"{house.address}/plan/?at=2023-12-31")
    page.get_by_label("名称").fill("小巨人")
    page.get_by_role("button", name="筛选").click()
    row = page.get_by_role("row", name=re.compile("国家级专精特新"))
    row.get_by_role("link", name="46", exact=True).click()
    expect(page.locator("h1")).to_contain_text("已达成，提前457天")
    page.locator("#reckoning").get_by_role("link", name="46家").first.click()
    expect(page.locator("tr:target")).to_contain_text("用来判断")
    page.locator("tr:target").get_by_role("link").last.click()
    expect(page.locator("h1")).to_contain_text("个数")
    expect(page).to_have_url(re.compile(r"/sources/\d+/\?at=2023-12-31"))


def test_looking_from_an_earlier_day_changes_the_light(signed_in_page: Callable[[str], Page], house: House) -> None:
    page = signed_in_page("chief")
    page.goto(f"{house.address}/targets/green_supply_chain/?at=2023-12-31")
    expect(page.locator("h1")).to_contain_text("还不能判断")
    page.get_by_text("截至").first.click()
    page.get_by_role("link", name="2023年一季度").click()
    expect(page.locator("h1")).to_contain_text("滞后")


def test_a_light_in_the_grid_opens_that_chains_quarter(signed_in_page: Callable[[str], Page], house: House) -> None:
    page = signed_in_page("chief")
    page.goto(f"{house.address}/targets/chain_dispatch/?at=2023-12-31")
    page.get_by_role("row", name=re.compile("电子信息产业链")).get_by_label("2023年三季度达成").click()
    expect(page.locator("h1")).to_contain_text("电子信息产业链，2023年三季度")


def test_the_clause_table_is_printed_on_its_side(signed_in_page: Callable[[str], Page], house: House) -> None:
    page = signed_in_page("chief")
    page.goto(f"{house.address}/plan/?at=2023-12-31&kind=target")
    SHOTS.mkdir(parents=True, exist_ok=True)
    paper = page.pdf(path=SHOTS / "plan.pdf", prefer_css_page_size=True)
    # A4 on its side is 842 by 595 points.
    assert re.search(rb"/MediaBox ?\[0 0 84[12]\.?\d* 59[45]", paper)
