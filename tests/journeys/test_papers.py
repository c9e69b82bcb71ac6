"""Papers and forms over the same row: attached, fetched, removed; and what the second of two people is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.house import House
from tests.journeys.looking import width_of
from tests.papers import PDF

WIDTHS = {"phone": 390, "desk": 1920}
SignIn = Callable[[str], Page]
Check = Callable[[Page], None]


@pytest.fixture
def appointed(signed_in_page: SignIn, house: House, request: pytest.FixtureRequest) -> Page:
    """The page of an appointment that the office has just recorded."""
    page = signed_in_page("office")
    page.goto(f"{house.address}/posts/chief-auto/appoint/")
    page.get_by_label("任职者").fill(f"市政府分管负责同志（{len(request.node.name)}）")
    page.get_by_label("任职起").fill("2022-01-01")
    page.get_by_label("依据").fill("任职文件")
    page.get_by_role("button", name="登记任职").click()
    page.locator("a[href*='/appointments/']").last.click()
    page.wait_for_url("**/appointments/**")
    return page


def test_a_paper_is_attached_fetched_and_removed(appointed: Page, tmp_path: Path, accessible: Check) -> None:
    page, file = appointed, tmp_path / "任职通知（2022）.pdf"
    file.write_bytes(PDF)
    wrong = tmp_path / "任职通知.png"
    wrong.write_bytes(PDF)
    page.get_by_label("附上证明它的文件").set_input_files(wrong)
    page.get_by_role("button", name="上传").click()
    expect(page.get_by_text("不要只改后缀")).to_be_visible()
    page.get_by_label("附上证明它的文件").set_input_files(file)
    page.get_by_role("button", name="上传").click()
    expect(page.get_by_text("已附上“任职通知（2022）.pdf”")).to_be_visible()
    for width in WIDTHS.values():
        page.set_viewport_size({"width": width, "height": 844})
        accessible(page)
        assert width_of(page) <= width
    with page.expect_download() as download:
        page.get_by_role("link", name=file.name).click()
    assert download.value.suggested_filename == file.name
    assert download.value.path().read_bytes() == PDF
    papers = page.locator("#attachments")
    papers.get_by_text("移去", exact=True).first.click()
    papers.get_by_label("理由").fill("传错了")
    papers.get_by_role("button", name="移去").click()
    expect(page.get_by_text("已移去")).to_be_visible()
    expect(papers.get_by_role("link", name=file.name)).to_have_count(0)


def test_the_second_of_two_is_told_what_the_first_has_changed(appointed: Page, accessible: Check) -> None:
    page = appointed
    other = page.context.new_page()
    other.goto(page.url)
    for each, day in ((other, "2023-09-01"), (page, "2023-12-31")):
        each.get_by_label("任职止").fill(day)
        each.get_by_label("依据").fill(f"免职文件 {day}")
        each.get_by_role("button", name="记下任职止").click()
        expect(each.get_by_text("已记下任职止" if each is other else "您看到的是")).to_be_visible()
    expect(page.get_by_text("您看到的是“没有记录”，现在是“2023-09-01”")).to_be_visible()
    expect(page.get_by_text("最近一次改动：市工促办")).to_be_visible()
    expect(page.get_by_text("依据“免职文件 2023-12-31”")).to_be_visible()
    for width in WIDTHS.values():
        page.set_viewport_size({"width": width, "height": 844})
        accessible(page)
        assert width_of(page) <= width
