"""Titles in a browser: what runs out, who could apply and what lacks, a grant refused and then recorded, a review."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.looking import width_of

AT = "?at=2023-12-31"


@pytest.fixture
def office(in_sample: Callable[[str], Page]) -> Page:
    return in_sample("office")


def test_from_the_register_to_who_could_apply_and_what_lacks(office: Page, accessible: Callable[[Page], None]) -> None:
    page = office
    page.goto(page.url.rstrip("/") + f"/honours/{AT}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("有效的荣誉国家级")
    accessible(page)
    page.get_by_role("link", name="国家级专精特新“小巨人”企业").last.click()
    expect(page.get_by_role("heading", level=2, name="可申报的企业")).to_be_visible()
    expect(page.get_by_role("heading", level=2, name="对目标的影响")).to_be_visible()
    accessible(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="导出可申报企业").click()
    assert download.value.suggested_filename.endswith(".xlsx")


def test_a_grant_is_refused_with_the_reason_then_recorded_renewed_and_taken_back(
    office: Page, accessible: Callable[[Page], None]
) -> None:
    page = office
    home = page.url.split("/", 3)
    page.goto("/".join(home[:3]) + "/honours/new/?kind=prov_quality_benchmark")
    page.locator("input[name=firm]").fill("没有这家厂")
    page.get_by_label("认定日期").fill("2023-06-01")
    page.get_by_label("来源", exact=True).fill("试验名单")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.locator(".field-error").first).to_contain_text("名录里没有这家企业")
    accessible(page)
    page.goto("/".join(home[:3]) + "/firms/")
    name = page.locator("tbody th a").first.inner_text()
    page.goto("/".join(home[:3]) + "/honours/new/?kind=prov_quality_benchmark")
    page.locator("input[name=firm]").fill(name)
    page.get_by_label("认定日期").fill("2023-06-01")
    page.get_by_label("来源", exact=True).fill("试验名单")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("2023-06-01认定为")
    page.get_by_label("复核后有效期至").fill("2030-12-31")
    page.locator("form", has_text="记复核通过").get_by_label("依据").fill("复核名单")
    page.get_by_role("button", name="记复核通过").click()
    expect(page.get_by_text("已记下复核通过")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text("有效期至2030-12-31")
    accessible(page)
    page.get_by_label("撤销理由").fill("试验，登错了")
    page.get_by_role("button", name="撤销这条记录").click()
    expect(page.get_by_text("已撤销这条记录")).to_be_visible()


def test_on_a_phone_the_list_stands_as_cards(office: Page, accessible: Callable[[Page], None]) -> None:
    page = office
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/".join(page.url.split("/", 3)[:3]) + f"/honours/{AT}")
    assert width_of(page) <= 390
    accessible(page)
