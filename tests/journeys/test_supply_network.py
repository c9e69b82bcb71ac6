"""The network of purchases in a browser: drawn, walked by keys, narrowed, opened, read as a table and on a phone."""

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
NETWORK = "/supply/network/?chain=auto"
DARK = 1280  # the width at which the page is looked at in the dark
PLACE = "firm => firm.querySelector('circle').cx.baseVal.value"


@pytest.fixture
def network(in_sample: SignIn, sample_house: House) -> Page:
    """The network of a chain as the office sees it."""
    page = in_sample("office")
    page.goto(sample_house.address + NETWORK)
    expect(page.locator(".supply-plot")).to_have_attribute("viewBox", re.compile(r"\d"))  # laid out
    return page


def test_the_network_fits_every_width_and_is_accessible(network: Page, accessible: Check) -> None:
    for width in (390, 1280, 1920):
        network.emulate_media(color_scheme="dark" if width == DARK else "light")
        network.set_viewport_size({"width": width, "height": 900})
        network.reload()
        expect(network.locator(".supply-list" if width == 390 else ".supply-firm").first).to_be_visible()
        assert width_of(network) == width
        accessible(network)


def test_arrow_keys_walk_along_purchases_and_enter_opens_the_firm(network: Page) -> None:
    anchor = network.locator("a.supply-strong").first
    anchor.focus()
    here = network.locator(".supply-firm:focus")
    start = here.evaluate(PLACE)
    expect(network.locator(".supply-lit path").first).to_be_attached()
    expect(network.locator(".supply-side")).to_contain_text("买自")
    network.keyboard.press("ArrowLeft")
    assert here.evaluate(PLACE) < start
    anchor.focus()
    name = here.locator("title").text_content() or ""
    network.keyboard.press("Enter")
    network.wait_for_url("**/firms/**")
    expect(network.locator("h1")).to_contain_text(name)


def test_a_search_marks_whom_it_finds(network: Page) -> None:
    name = network.locator(".supply-strong title").first.text_content() or ""
    network.get_by_label("在图里找企业").fill(name)
    expect(network.locator(".map-found")).to_contain_text("找到")
    expect(network.locator(".supply-hit title").first).to_have_text(name)
    network.keyboard.press("Enter")
    expect(network.locator(".supply-firm:focus title")).to_have_text(name)
    network.get_by_label("在图里找企业").fill("没有这样的企业")
    expect(network.locator(".map-found")).to_contain_text("没有找到")


def test_narrowing_stands_in_the_address_and_leaves_less(network: Page) -> None:
    before = network.locator("#pairs .count").text_content()
    network.get_by_label("两家之间最少（万元）").fill("5000")
    network.get_by_role("button", name="筛选").click()
    network.wait_for_url("**least=5000**")
    assert "chain=auto" in network.url
    assert network.locator("#pairs .count").text_content() != before


def test_the_picture_is_saved_with_its_year(network: Page) -> None:
    with network.expect_download() as download:
        network.get_by_role("button", name="导出图片").click()
    assert "供应网络" in download.value.suggested_filename
    assert Path(download.value.path()).read_bytes().startswith(b"\x89PNG")


def test_a_phone_reads_it_column_by_column(network: Page) -> None:
    names = network.locator(".supply-head").all_text_contents()
    network.set_viewport_size({"width": 390, "height": 844})
    expect(network.locator(".supply-plot")).to_have_count(0)
    headings = network.locator(".supply-list h2").all_text_contents()
    assert len(headings) == len(names)
    assert all(heading.startswith(name) for heading, name in zip(headings, names, strict=True))
    network.set_viewport_size({"width": 1280, "height": 800})
    expect(network.locator(".supply-plot")).to_be_visible()
    network.set_viewport_size({"width": 390, "height": 844})
    network.locator(".supply-list a").first.click()
    network.wait_for_url("**/firms/**")
