"""The desks, the chains and search as people use them: a chief decides, the office records, the target moves."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.house import House
from tests.journeys.looking import width_of

PICTURES = Path(__file__).parents[2] / "var" / "screenshots"
WIDTHS = (390, 1280, 1920)
DARK = 1280  # the width at which every page is looked at in the dark
PAGES = {
    "desk": "/?at=2023-03-31",
    "city": "/city/?at=2023-03-31",
    "city-first-quarter": "/city/?at=2021Q1",
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
        assert width_of(page) == width
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
    page.get_by_role("navigation", name="栏目").get_by_role("link", name="总览").click()
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
    expect(page.locator(".notice-success")).to_be_visible()
    page.get_by_role("navigation", name="轨道交通产业链").get_by_role("link", name="目标").click()
    expect(page.locator("#targets").get_by_role("row", name="每链一套领导体系")).to_contain_text("无据")


@pytest.fixture
def phone(in_sample: Callable[[str], Page]) -> Callable[[str], Page]:
    """`phone("chief")`: on the first page of that post in the fictitious city."""

    def sign_in(username: str) -> Page:
        page = in_sample(username)
        page.set_viewport_size({"width": 390, "height": 844})
        with page.expect_navigation():
            page.locator("a.brand").click()
        return page

    return sign_in


def test_a_chief_has_five_minutes_and_a_phone(phone: Callable[[str], Page], accessible: Callable[[Page], None]) -> None:
    page = phone("head_chief")
    accessible(page)
    assert width_of(page) == 390
    first = page.locator(".decision").first
    title = first.get_by_role("heading").get_by_role("link").inner_text()
    box = first.locator(".decide").bounding_box()
    assert box
    assert box["y"] + box["height"] < 800
    for button in first.locator("summary").all():
        size = button.bounding_box()
        assert size
        assert size["height"] >= 44
    first.locator("summary", has_text="决定").click()
    first.get_by_label("批示").fill("按建议办，十天内报结果")
    first.get_by_role("button", name="决定", exact=True).click()
    expect(page.locator(".notice-success")).to_contain_text("已决定")
    expect(page.locator("#decisions")).not_to_contain_text(title)
    page.get_by_role("navigation", name="栏目").get_by_role("link", name="总览").click()
    expect(page.locator("h1")).to_contain_text("项目标")
    page.get_by_text("更多").click()
    expect(page.get_by_role("navigation", name="栏目").get_by_role("link", name="企业")).to_be_visible()


def test_a_district_is_told_what_to_do_and_where_the_whole_stands(
    phone: Callable[[str], Page], accessible: Callable[[Page], None]
) -> None:
    page = phone("district")
    accessible(page)
    expect(page.locator("h1")).to_contain_text("要办")
    assert width_of(page) == 390
    page.get_by_role("link", name="登记问题").click()
    expect(page.get_by_role("button", name="提出")).to_be_visible()


def test_a_row_of_the_desk_is_three_clicks_from_the_act_that_closes_it(phone: Callable[[str], Page]) -> None:
    page = phone("office")
    page.locator("#waiting li", has_text="分办").first.get_by_role("link").click()
    page.locator("summary", has_text="不予受理").click()
    page.get_by_label("不受理的理由").fill("不属于产业链问题，请向街道提出")
    page.get_by_role("button", name="不予受理", exact=True).click()
    expect(page.locator(".notice-success")).to_contain_text("已不予受理")


def test_a_firm_finds_the_form_that_is_due_and_its_problems(
    phone: Callable[[str], Page], accessible: Callable[[Page], None]
) -> None:
    page = phone("enterprise")
    accessible(page)
    expect(page.locator("#asked-for")).to_be_visible()
    page.locator(".answer").get_by_role("link", name="填报").click()
    expect(page.locator("form .actions .btn-primary").first).to_be_visible()
    page.go_back()
    page.get_by_role("link", name="提一个问题").click()
    expect(page.get_by_role("button", name="提出")).to_be_visible()
