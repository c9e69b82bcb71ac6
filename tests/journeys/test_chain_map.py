"""The map of a chain and of the city in a browser: drawn, searched, walked by keys, saved, read as a table, judged."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.house import House
from tests.journeys.looking import width_of

SignIn = Callable[[str], Page]
Check = Callable[[Page], None]
WIDTHS = (390, 1280, 1920)
DARK = 1280  # the width at which every page is looked at in the dark
CHAIN = "/chains/auto/"
BOXES = """boxes => boxes.map(box => box.getBoundingClientRect())
    .map(({left, top, right, bottom}) => [left, top, right, bottom])"""
PLACE = "link => link.querySelector('.map-box').getBBox().x"


@pytest.fixture
def chain(in_sample: SignIn, sample_house: House) -> Page:
    """The map of a chain as the office sees it."""
    page = in_sample("office")
    page.goto(sample_house.address + CHAIN)
    expect(page.locator(".map-node").first).to_be_visible()
    expect(page.locator(".map-plot")).to_have_attribute("viewBox", re.compile(r"\d"))  # laid out
    return page


def test_every_page_of_the_maps_fits_and_is_accessible(chain: Page, sample_house: House, accessible: Check) -> None:
    segment = (chain.locator(".map-node").first.get_attribute("href") or "").partition("?")[0]
    for address in (CHAIN, f"{CHAIN}?tab=segments", f"{CHAIN}?tab=firms", segment, "/map/", "/map/?chain=auto"):
        for width in WIDTHS:
            chain.emulate_media(color_scheme="dark" if width == DARK else "light")
            chain.set_viewport_size({"width": width, "height": 900})
            chain.goto(sample_house.address + address)
            assert width_of(chain) == width, address
            accessible(chain)


@pytest.mark.parametrize("code", ["auto", "electronics", "rail"])
def test_a_chain_stands_whole_in_a_window_of_1280_by_800(chain: Page, sample_house: House, code: str) -> None:
    chain.set_viewport_size({"width": 1280, "height": 800})
    chain.goto(f"{sample_house.address}/chains/{code}/")
    expect(chain.locator(".map-node").first).to_be_visible()
    boxes = chain.locator(".map-box").evaluate_all(BOXES)
    frame = chain.locator(".map-frame").bounding_box()
    assert frame
    assert max(box[3] for box in boxes) <= 800
    assert min(box[0] for box in boxes) >= frame["x"]
    assert max(box[2] for box in boxes) <= frame["x"] + frame["width"]


def test_a_phone_shows_the_stages_one_below_the_other(chain: Page) -> None:
    chain.set_viewport_size({"width": 390, "height": 844})
    expect(chain.locator(".map-stacked")).to_be_visible()
    boxes = chain.locator(".map-box").evaluate_all(BOXES)
    assert all(left >= 0 and right <= 390 for left, _, right, _ in boxes)
    assert len({box[0] for box in boxes}) == 2
    chain.locator(".map-node").nth(4).click()
    expect(chain.locator(".map-lit").first).to_be_attached()
    with chain.expect_download():
        chain.get_by_role("button", name="导出图片").click()
    expect(chain.locator(".map-stacked")).to_be_visible()
    chain.set_viewport_size({"width": 1280, "height": 800})
    expect(chain.locator(".map-stacked")).to_have_count(0)


def test_the_city_stands_whole_in_a_window_of_1280_by_800(chain: Page, sample_house: House) -> None:
    chain.set_viewport_size({"width": 1280, "height": 800})
    chain.goto(f"{sample_house.address}/map/")
    expect(chain.locator(".city-region").first).to_be_visible()
    lowest = "regions => Math.max(...regions.map(region => region.getBoundingClientRect().bottom))"
    assert chain.locator(".city-region").evaluate_all(lowest) <= 800


def test_a_search_marks_what_it_finds_and_dims_the_rest(chain: Page) -> None:
    chain.get_by_label("在图里找环节、产品").fill("模具")
    expect(chain.locator(".map-found")).to_contain_text("找到")
    expect(chain.locator(".map-hit .map-name").first).to_contain_text("模具")
    nodes = chain.locator(".map-node").count()
    assert chain.locator(".map-hit").count() + chain.locator(".map-dim").count() == nodes
    chain.keyboard.press("Enter")
    expect(chain.locator(".map-side")).to_contain_text("模具")
    chain.get_by_label("在图里找环节、产品").fill("没有这样的环节")
    expect(chain.locator(".map-found")).to_contain_text("没有找到")


def test_arrow_keys_walk_downstream_and_enter_opens_the_segment(chain: Page) -> None:
    first = chain.locator(".map-node").first
    first.focus()
    start = first.evaluate(PLACE)
    chain.keyboard.press("ArrowRight")
    here = chain.locator(".map-node:focus")
    assert here.evaluate(PLACE) > start
    expect(chain.locator(".map-line.map-lit").first).to_be_attached()
    chain.keyboard.press("ArrowLeft")
    assert here.evaluate(PLACE) == start
    chain.keyboard.press("ArrowDown")
    name = here.locator("title").text_content() or ""
    expect(chain.locator(".map-side-head")).to_contain_text(name)
    chain.keyboard.press("Enter")
    chain.wait_for_url("**/segments/**")
    expect(chain.locator("h1")).to_contain_text(name)


def test_a_click_looks_inside_and_leads_to_a_firm(chain: Page) -> None:
    chain.locator(".map-strong, .map-fair, .map-weak").first.click()
    assert CHAIN in chain.url
    chain.locator(".map-firms a").first.click()
    chain.wait_for_url("**/firms/**")


def test_the_map_is_saved_as_a_picture_with_its_day(chain: Page) -> None:
    with chain.expect_download() as download:
        chain.get_by_role("button", name="导出图片").click()
    assert download.value.suggested_filename == "汽车产业链图谱 2023-12-31.png"
    assert Path(download.value.path()).read_bytes().startswith(b"\x89PNG")


def test_zooming_shows_less_and_the_whole_again(chain: Page) -> None:
    def wide() -> float:
        return float((chain.locator(".map-plot").get_attribute("viewBox") or "").split()[2])

    before = wide()
    chain.get_by_role("button", name="放大").click()
    assert wide() < before
    chain.get_by_role("button", name="看全图").click()
    assert wide() >= before


def test_states_are_told_without_colours(chain: Page) -> None:
    chain.emulate_media(forced_colors="active")
    look = "boxes => boxes.map(box => getComputedStyle(box).strokeDasharray + box.getAttribute('d').split('a').length)"
    outlines = chain.locator(".map-strong .map-box, .map-weak .map-box, .map-missing .map-box")
    assert len(set(outlines.evaluate_all(look))) >= 2
    expect(chain.locator(".map-word").first).not_to_be_empty()


def test_the_table_says_the_same_without_a_script(chain: Page, sample_house: House) -> None:
    nodes = chain.locator(".map-node").count()
    state = chain.context.storage_state()
    context = chain.context.browser.new_context(java_script_enabled=False, storage_state=state)  # type: ignore[union-attr]
    plain = context.new_page()
    plain.goto(sample_house.address + CHAIN)
    plain.get_by_role("link", name="环节的表格").click()
    expect(plain.locator("#segments tbody tr")).to_have_count(nodes)
    context.close()


def test_a_judgement_stands_beside_what_is_computed(chain: Page, accessible: Check) -> None:
    node = chain.locator(".map-node").first
    name = node.locator("title").text_content() or ""
    node.focus()
    chain.keyboard.press("Enter")
    chain.wait_for_url("**/segments/**")
    chain.get_by_label("待延伸").check()
    chain.get_by_role("button", name="记下判断").click()
    expect(chain.locator(".field-error")).to_contain_text("请写理由")
    accessible(chain)
    chain.get_by_label("理由").fill("新项目年底投产")
    chain.get_by_role("button", name="记下判断").click()
    expect(chain.locator("h1")).to_contain_text("专班判断为“待延伸”")
    chain.get_by_role("link", name="汽车产业链").first.click()
    told = chain.get_by_role("link", name=f"{name}，")
    expect(told).to_contain_text("专班待延伸")


def test_the_city_is_drawn_and_a_district_opens_its_firms(in_sample: SignIn, sample_house: House) -> None:
    page = in_sample("office")
    page.goto(f"{sample_house.address}/map/?chain=auto")
    district = page.locator(".city-plot a").first
    district.focus()
    expect(page.locator(".map-side-head")).to_contain_text("家")
    page.keyboard.press("Enter")
    page.wait_for_url("**/firms/?**region=**")
    assert "chain=auto" in page.url


def test_a_city_with_boundaries_shows_them_with_their_source(
    signed_in_page: SignIn, house: House, accessible: Check
) -> None:
    page = signed_in_page("office")
    page.goto(f"{house.address}/map/")
    expect(page.locator(".city-region")).to_have_count(9)
    expect(page.locator("main")).to_contain_text("边界：GCJ-02")
    accessible(page)
