"""A team asks for a firm on a telephone, its district agrees on one, and only then the team sees whom to call."""

from __future__ import annotations

import os
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.house import House
from tests.journeys.looking import width_of

from .test_firms import first_firm

SignIn = Callable[[str], Page]
Check = Callable[[Page], None]
FIRM = "桥河试制厂"


def looked_at(page: Page, accessible: Check, name: str) -> None:
    """Nothing sticks out of the screen, and the page breaks no rule. `SHOTS` names a folder for pictures."""
    assert width_of(page) <= 390, page.url
    accessible(page)
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/{name}-390.png", full_page=True)
        page.set_viewport_size({"width": 1280, "height": 800})
        page.screenshot(path=f"{folder}/{name}-1280.png", full_page=True)
        page.set_viewport_size({"width": 390, "height": 844})


def test_a_team_asks_for_a_firm_and_its_district_agrees_on_a_telephone(
    in_sample: SignIn, sample_house: House, accessible: Check
) -> None:
    district = in_sample("district")
    district.set_viewport_size({"width": 390, "height": 844})
    district.goto(f"{sample_house.address}/firms/{first_firm(district, sample_house)}/edit/")
    own = district.get_by_label("区域").input_value()
    district.goto(f"{sample_house.address}/firms/new/")
    district.get_by_label("企业名称").fill(FIRM)
    district.get_by_label("区域").select_option(own)
    district.get_by_role("button", name="保存").click()
    expect(district.locator("h1")).to_contain_text(f"{FIRM}：")
    address = district.url

    team = in_sample("lead")
    team.goto(address)
    expect(team.locator("#contacts")).to_have_count(0)
    looked_at(team, accessible, "firm")
    team.get_by_role("link", name="提请放到产业链").first.click()
    looked_at(team, accessible, "ask")
    team.get_by_label("产业链").select_option(index=1)
    team.get_by_label("链上身份").select_option("核心")
    team.get_by_label("依据").fill("2024年产业链企业名单第12家")
    team.get_by_role("button", name="提请", exact=True).click()
    expect(team.locator("#proposals")).to_contain_text("核心")
    looked_at(team, accessible, "asked")
    expect(team.locator("#contacts")).to_have_count(0)

    district = in_sample("district")
    district.goto(sample_house.address)
    district.get_by_role("link", name="在链登记等您同意").click()
    looked_at(district, accessible, "list")
    district.get_by_role("link", name=FIRM).click()
    looked_at(district, accessible, "answer")
    district.get_by_role("button", name="同意", exact=True).click()
    expect(district.locator("h1")).to_contain_text("已同意")

    team = in_sample("lead")
    team.goto(address)
    expect(team.locator("h1")).not_to_contain_text("不在任何产业链上")
    expect(team.locator("#contacts")).to_have_count(1)
