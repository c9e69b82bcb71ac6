"""A chain, a firm and a target on A4: more than one sheet, numbered, and nothing of what can be pressed on a screen."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.house import House
from tests.journeys.looking import width_of

SignIn = Callable[[str], Page]
Check = Callable[[Page], None]
SHEETS = re.compile(rb"/Type */Page\b")
A4 = re.compile(rb"/MediaBox ?\[0 0 59[45]\.?\d* 84[12]")
PRESSED = "elements => elements.filter(each => each.checkVisibility()).map(each => each.textContent.trim())"


@pytest.mark.parametrize(
    ("address", "drawn", "sheets"),
    [
        ("/chains/auto/", ".map-node", 3),
        ("/chains/auto/?tab=firms", ".chart-plot canvas", 2),
        ("/targets/chain_output/", ".chart-plot canvas", 2),
    ],
    ids=["chain", "firm", "target"],
)
def test_what_is_printed_whole(
    in_sample: SignIn, sample_house: House, accessible: Check, address: str, drawn: str, sheets: int
) -> None:
    page = in_sample("office")
    page.goto(sample_house.address + address)
    if "?" in address:
        page.locator("main tbody th a").first.click()
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("link", name="打印", exact=True).click()
    expect(page.locator(drawn).first).to_be_visible()
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        assert width_of(page) == width
        accessible(page)
    paper = page.pdf(prefer_css_page_size=True)
    assert A4.search(paper)
    assert len(SHEETS.findall(paper)) >= sheets
    page.emulate_media(media="print")
    assert page.locator("button, .btn, nav, form, .sheet-tools, summary").evaluate_all(PRESSED) == []
