"""A script typed into a form, a file's name or a search never runs in a real browser, nor is it stopped by the policy
alone: nothing of it becomes an element. A refusal by the policy would be a console error, which fails a journey."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Page, expect

from tests.house import House

SCRIPT = "\"'><img src=x onerror=\"document.title='ran'\"><script>document.title='ran'</script>"
SignIn = Callable[[str], Page]


def assert_text_only(page: Page) -> None:
    assert page.locator("img[src=x]").count() == 0
    assert page.title() != "ran"


def test_a_script_typed_anywhere_stays_text(signed_in_page: SignIn, house: House, tmp_path: Path) -> None:
    page = signed_in_page("office")
    page.on("dialog", lambda dialog: dialog.dismiss())
    page.goto(f"{house.address}/observations/new/?target=green_supply_chain")
    page.get_by_label("数值").fill(SCRIPT[:40])
    page.get_by_label("时期").fill("2023Q4")
    page.get_by_label("新来源：标题").fill(SCRIPT)
    page.get_by_label("发布者").fill(SCRIPT)
    page.locator("input[name=note]").fill(SCRIPT)
    page.locator("input[name=relation][value=direct]").check()
    assert_text_only(page)  # the reading beside the form was drawn anew with what is typed
    page.get_by_role("button", name="保存为草稿").click()
    expect(page.get_by_label("数值")).to_have_value(SCRIPT[:40])  # refused, and every word is back
    assert_text_only(page)
    page.get_by_label("数值").fill("30家")
    page.get_by_role("button", name="保存为草稿").click()
    page.wait_for_url(lambda url: "/new/" not in url)
    figure = page.url
    expect(page.get_by_text(SCRIPT).first).to_be_visible()
    paper = tmp_path / "a' onerror='1.txt"
    paper.write_text(SCRIPT)
    page.get_by_label("附上证明它的文件").set_input_files(paper)
    page.get_by_role("button", name="上传").click()
    expect(page.get_by_text("已附上")).to_be_visible()
    others = ("/observations/", "/targets/green_supply_chain/", f"/search/?q={quote(SCRIPT[:90])}", "/outcome/", "/")
    for where in (figure, *(house.address + each for each in others)):
        page.goto(where)
        page.wait_for_load_state("networkidle")
        assert_text_only(page)
