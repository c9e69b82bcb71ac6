"""The desk, the chains and search as people use them: a chief reads, the office records, the target moves."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.house import House

PICTURES = Path(__file__).parents[2] / "var" / "screenshots"
WIDTHS = (390, 1280, 1920)
DARK = 1280  # the width at which every page is looked at in the dark
PAGES = {
    "desk": "/?at=2023-03-31",
    "desk-first-quarter": "/?at=2021Q1",
    "chains": "/chains/?at=2023Q3",
    "chain": "/chains/textile/?at=2024-03-31",
    "checklist-record": "/checklist-records/1/",
    "appoint": "/posts/chief-auto/appoint/?chain=auto",
    "record-item": "/chains/auto/checklist/work_plan/",
    "search": "/search/?q=%E9%93%BE&at=2023-03-31",
    "search-empty": "/search/",
}


@pytest.mark.parametrize("name", PAGES)
def test_every_page_fits_and_is_accessible(
    name: str, signed_in_page: Callable[[str], Page], house: House, accessible: Callable[[Page], None]
) -> None:
    page = signed_in_page("office")
    for width in WIDTHS:
        page.emulate_media(color_scheme="dark" if width == DARK else "light")
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(house.address + PAGES[name])
        assert page.evaluate("document.documentElement.scrollWidth") == width
        PICTURES.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=PICTURES / f"{name}-{width}.png", full_page=True)
        if width < max(WIDTHS):  # wider than a desk screen nothing is laid out anew
            accessible(page)


def test_a_chief_goes_from_the_answer_to_the_figure_that_made_it(
    signed_in_page: Callable[[str], Page], house: House
) -> None:
    page = signed_in_page("chief")
    page.locator(".as-of summary").click()
    page.get_by_role("link", name="2023年一季度").first.click()
    page.locator("h1").get_by_role("link", name="滞后2项").click()
    page.get_by_role("link", name="绿色供应链示范企业").first.click()
    expect(page.locator("h1")).to_contain_text("绿色供应链示范企业")
    assert "at=2023Q1" in page.url


def test_slash_finds_a_chain_from_any_page(signed_in_page: Callable[[str], Page]) -> None:
    page = signed_in_page("chief")
    page.keyboard.press("/")
    page.keyboard.type("汽车")
    page.keyboard.press("Enter")
    page.locator("main").get_by_role("link", name="汽车产业链", exact=True).click()
    expect(page.locator("h1")).to_contain_text("汽车产业链")


def test_the_office_records_an_appointment_and_the_chains_light_changes(
    signed_in_page: Callable[[str], Page], house: House, accessible: Callable[[Page], None]
) -> None:
    page = signed_in_page("office")
    page.goto(f"{house.address}/chains/rail/?tab=targets")
    expect(page.locator("#targets").get_by_role("row", name="每链一套领导体系")).to_contain_text("无据")
    page.get_by_role("link", name="登记轨道交通产业链链长的任职").click()
    page.get_by_role("button", name="登记任职").click()
    expect(page.locator(".field-error").first).to_be_visible()
    accessible(page)
    page.get_by_label("任职者").fill("市政府分管负责同志")
    page.get_by_label("任职起").fill("2022-01-10")
    page.get_by_label("依据").fill("任职文件")
    page.get_by_role("button", name="登记任职").click()
    expect(page.locator(".notice-success")).to_contain_text("轨道交通产业链链长")
    page.get_by_role("navigation", name="轨道交通产业链").get_by_role("link", name="目标").click()
    row = page.locator("#targets").get_by_role("row", name="每链一套领导体系")
    expect(row).to_contain_text("达成")
    row.get_by_role("link", name="第1条依据").click()
    expect(page.locator("h1")).to_contain_text("市政府分管负责同志任轨道交通产业链链长")
    accessible(page)
    page.get_by_label("撤销理由").fill("试登记")
    page.get_by_role("button", name="撤销这条记录").click()
    page.get_by_role("navigation", name="轨道交通产业链").get_by_role("link", name="目标").click()
    expect(page.locator("#targets").get_by_role("row", name="每链一套领导体系")).to_contain_text("无据")
