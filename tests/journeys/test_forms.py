"""What every form owes its user, in a browser: faults told at the top and led to; a choice among many by typing."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.house import House

SignIn = Callable[[str], Page]
Check = Callable[[Page], None]
WIDTHS = (390, 1280)


@pytest.fixture
def place(in_sample: SignIn, sample_house: House) -> Page:
    """The form that puts a firm on a chain."""
    page = in_sample("office")
    page.goto(f"{sample_house.address}/firms/?role=anchor")
    firm = (page.locator("table.rows tbody th a").first.get_attribute("href") or "").split("/")[2]
    page.goto(f"{sample_house.address}/firms/{firm}/memberships/new/")
    return page


@pytest.mark.parametrize("width", WIDTHS)
def test_all_faults_stand_at_the_top_and_lead_to_their_fields(place: Page, accessible: Check, width: int) -> None:
    place.set_viewport_size({"width": width, "height": 800})
    place.get_by_label("计入比例").fill("一半")
    place.get_by_label("在链自").fill("")
    place.get_by_role("button", name="保存").click()
    told = place.locator(".errors")
    expect(told).to_be_focused()
    expect(told).to_contain_text("有3处需要改")
    expect(told.get_by_role("link")).to_have_text(
        ["请选择“产业链”", "“计入比例”不是数；请写成12.5这样", "请填写“在链自”"]
    )
    accessible(place)
    told.get_by_role("link", name="计入比例").click()
    share = place.get_by_label("计入比例")
    expect(share).to_be_focused()
    expect(share).to_be_in_viewport()
    expect(share).to_have_value("一半")
    expect(share).to_have_accessible_description(re.compile("不是数"))


@pytest.mark.parametrize("width", WIDTHS)
def test_a_segment_is_chosen_by_initials_among_those_of_the_chain(place: Page, accessible: Check, width: int) -> None:
    place.set_viewport_size({"width": width, "height": 800})
    box = place.get_by_role("combobox", name="环节")
    box.press("ArrowDown")
    options = place.locator("li[role=option]")
    everywhere = options.filter(visible=True).count()
    box.press("Escape")
    place.get_by_label("产业链", exact=True).select_option(label="航空航天产业链")
    box.press_sequentially("hkgw")
    expect(options.filter(visible=True)).to_have_text(["航空高温与轻合金航空航天产业链"])
    accessible(place)
    box.press("Enter")
    expect(box).to_have_value("航空高温与轻合金")
    box.press("ArrowDown")
    assert 1 < options.filter(visible=True).count() < everywhere / 5
    box.press("Escape")
    expect(box).to_have_value("航空高温与轻合金")
    # Of another chain it is none.
    place.get_by_label("产业链", exact=True).select_option(label="汽车产业链")
    expect(box).to_have_value("")
    box.click()
    options.nth(2).click()
    chosen = box.input_value()
    assert chosen
    place.get_by_label("在链自").fill("2023-01-01")
    place.get_by_role("button", name="保存").click()
    expect(place.locator("main")).to_contain_text(chosen)


def test_what_takes_long_is_seen_to_go_on_at_the_button(place: Page) -> None:
    # An answer without a page leaves this one standing, as one that is long in coming does.
    place.route("**/memberships/new/*", lambda route: route.fulfill(status=204))
    button = place.get_by_role("button", name="保存")
    button.click()
    expect(button).to_have_attribute("aria-busy", "true")
    expect(button).to_have_accessible_name(re.compile("正在办"))
    place.unroute_all()
    place.reload()
    expect(place.get_by_role("button", name="保存")).not_to_have_attribute("aria-busy", "true")
