"""A stress test as the office makes it: who stops is asked, reckoned behind the page, kept, set beside another, taken
along; the same question has the same answer."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.house import House
from tests.journeys.looking import width_of

SignIn = Callable[[str], Page]
Check = Callable[[Page], None]
CHIPS = "示例岭芯微电子有限公司"  # of whom two makers of parts have no other, and two makers of cars hang on those
YEAR = "2023"
TITLE = "试验：芯片断供一个月"
WORKED_OUT = 180_000  # milliseconds: runs that the city asked for by itself come first
UNITS = {"万元": 1.0, "亿元": 10_000.0}


@pytest.fixture
def office(in_sample: SignIn) -> Page:
    return in_sample("office")


def figure(words: str, pattern: str) -> float:
    """The number that stands in these words where the pattern has its group."""
    told = re.search(pattern, words)
    assert told, (pattern, words)
    return float(told.group(1).replace(",", ""))


def lost(page: Page) -> float:
    """What the head of the page says is lost, 万元."""
    words = page.locator("h1").inner_text()
    return figure(words, r"少产([\d.,]+)") * next(times for unit, times in UNITS.items() if unit in words)


def rounds(page: Page) -> list[tuple[str, str]]:
    """Each round with the firms that it reaches and what they lose, as they are told."""
    items = page.locator(".wave-list > li").all()
    return [((each.locator("> b").text_content() or "").strip(), _plain(each.text_content())) for each in items]


def _plain(words: str | None) -> str:
    return re.sub(r"\s+", "", words or "")


def hit(page: Page) -> list[str]:
    return [_plain(words) for words in page.locator("#who tbody tr").all_text_contents()]


def worked_out(page: Page) -> str:
    """Press the button, stay on the page until it says what came of it; its address."""
    page.get_by_role("button", name="推演", exact=True).click()
    expect(page.locator("h1")).to_contain_text("少产", timeout=WORKED_OUT)
    return page.url


def test_a_stress_test_is_asked_reckoned_named_compared_and_taken_along(
    office: Page, sample_house: House, accessible: Check
) -> None:
    address = ask_for_chips(office, sample_house.address, accessible)
    total, told, firms = lost(office), rounds(office), hit(office)
    assert [title for title, _ in told] == ["停供", *(f"第{each}轮" for each in range(1, len(told)))]
    assert CHIPS in told[0][1]
    sums = [figure(words, r"累计少产([\d.]+)亿元") * UNITS["亿元"] for _, words in told[1:]]
    assert sums == sorted(set(sums))  # each round costs more
    each_firm = [
        float(words.replace(",", "")) for words in office.locator("#who tbody td:nth-child(4)").all_inner_texts()
    ]
    assert (sums[-1], sum(each_firm)) == (pytest.approx(total, rel=0.002), pytest.approx(total, rel=0.002))
    accessible(office)
    keep_by_title(office)

    same = ask_again(office, address)
    assert same != address
    assert (lost(office), rounds(office), hit(office)) == (total, told, firms)

    half = ask_again(office, address, part="50")
    less = lost(office)
    assert 0 < less < total
    beside(office, accessible)
    compare(office, sample_house.address, [address, half], accessible)
    take_along(office, address, firms)


def ask_for_chips(page: Page, house: str, accessible: Check) -> str:
    page.goto(f"{house}/supply/runs/")
    page.get_by_role("link", name="推演停供").click()
    page.get_by_role("button", name="推演", exact=True).click()
    expect(page.locator("main")).to_contain_text("请写停哪几家")
    page.get_by_label("停谁").fill(CHIPS)
    page.get_by_label("用哪一年的采购").select_option(YEAR)
    accessible(page)
    return worked_out(page)


def keep_by_title(page: Page) -> None:
    step = page.locator("details.confirm").filter(has=page.locator("summary", has_text="取个名称"))
    step.locator("summary").click()
    step.get_by_label("名称", exact=True).fill(TITLE)
    step.get_by_role("button", name="取个名称").click()
    expect(page.locator("h1")).to_contain_text(TITLE)


def ask_again(page: Page, address: str, **changed: str) -> str:
    """With what the test was asked with; what is named otherwise."""
    page.goto(address)
    page.get_by_role("link", name="换个条件再推演").click()
    expect(page.get_by_label("停谁")).to_have_value(CHIPS)
    expect(page.get_by_label("用哪一年的采购")).to_have_value(YEAR)
    for name, value in changed.items():
        page.locator(f"select[name={name}]").select_option(value)
    return worked_out(page)


def beside(page: Page, accessible: Check) -> None:
    """The first test stands beside this one, each with its sum."""
    page.locator("summary", has_text="加一次").click()
    page.get_by_role("link", name=TITLE).first.click()
    sums = page.locator("section, .sheet").filter(has_text="比一比").last.locator(".bars li > b")
    expect(sums).to_have_count(2)
    here, other = (float(words.replace(",", "")) for words in sums.all_inner_texts())
    assert here < other
    accessible(page)
    page.set_viewport_size({"width": 390, "height": 844})
    expect(page.locator(".wave-list")).to_be_visible()
    assert width_of(page) <= 390
    page.set_viewport_size({"width": 1280, "height": 800})


def compare(page: Page, house: str, addresses: list[str], accessible: Check) -> None:
    page.goto(f"{house}/supply/runs/?kind=stress")
    for address in addresses:
        key = re.findall(r"/stress/(\d+)/", address)[0]
        page.locator(f"input[name=pk][value='{key}']").check()
    page.get_by_role("button", name="比较选中的").click()
    expect(page.locator("h1")).to_contain_text("与另外1次比较")
    rows = page.locator("main table").first.locator("tbody tr")
    expect(rows).to_have_count(2)
    sums = [float(row.locator("td").nth(2).inner_text().replace(",", "")) for row in rows.all()]
    assert sums[0] > sums[1] > 0
    accessible(page)


def take_along(page: Page, address: str, firms: list[str]) -> None:
    """The workbook names the firms that the page names."""
    page.goto(address)
    with page.expect_download() as download:
        page.get_by_role("link", name="导出表格").click()
    assert "芯片断供一个月" in download.value.suggested_filename
    book = load_workbook(BytesIO(Path(download.value.path()).read_bytes()))
    cells = {str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell}
    name = page.locator("#who tbody tr th a").first.inner_text()
    assert name in cells
    assert firms[0].startswith(_plain(name))
