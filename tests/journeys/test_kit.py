"""The kit by itself, in a real browser: every part once, at the widths people have."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.journeys.looking import width_of

KIT = Path(__file__).parent / "kit"
ERRORS = ["400", "403", "403_csrf", "404", "500"]

pytestmark = [pytest.mark.journey, pytest.mark.urls("tests.journeys.kit.urls"), pytest.mark.django_db]


@pytest.fixture
def kit(page: Page, live_server: LiveServer, settings) -> Page:
    settings.TEMPLATES = [{**engine, "DIRS": [*engine["DIRS"], KIT / "templates"]} for engine in settings.TEMPLATES]
    page.goto(f"{live_server.url}/kit/?at=2022Q3&plan=one&owner=a")
    return page


@pytest.mark.parametrize("width", [390, 900, 1280, 1920, 3840])
def test_nothing_runs_out_of_the_page(kit: Page, width: int):
    kit.set_viewport_size({"width": width, "height": 900})
    assert width_of(kit) == width


@pytest.mark.parametrize("width", [390, 1280])
def test_every_part_is_accessible(kit: Page, accessible, width: int):
    kit.set_viewport_size({"width": width, "height": 900})
    accessible(kit)
    for menu in kit.locator("details[data-menu]:visible").all():
        menu.locator("summary").click()
        accessible(kit)


@pytest.mark.parametrize("path", ["sign-in", *(f"broken/{page}" for page in ERRORS)])
def test_pages_outside_the_rooms_are_accessible(page: Page, live_server: LiveServer, accessible, path: str):
    page.goto(f"{live_server.url}/{path}/")
    expect(page.locator("h1")).to_be_visible()
    accessible(page)


def test_slash_goes_to_the_search_box_but_not_while_typing(kit: Page):
    kit.keyboard.press("/")
    expect(kit.locator("#search")).to_be_focused()
    kit.keyboard.type("a/b")
    expect(kit.locator("#search")).to_have_value("a/b")


def test_the_first_tab_stop_leads_to_the_text(kit: Page):
    kit.keyboard.press("Tab")
    kit.keyboard.press("Enter")
    expect(kit.locator("main")).to_be_focused()


def test_a_quarter_is_chosen_with_the_keyboard_and_the_rest_of_the_address_stays(kit: Page):
    kit.locator(".as-of summary").focus()
    kit.keyboard.press("Enter")
    kit.get_by_role("link", name="2023年四季度末").focus()
    kit.keyboard.press("Enter")
    kit.wait_for_url("**/kit/?at=2023Q4&plan=one&owner=a")


def test_a_day_is_chosen_without_a_script(kit: Page, live_server: LiveServer):
    context = kit.context.browser.new_context(java_script_enabled=False, reduced_motion="reduce")
    plain = context.new_page()
    plain.goto(f"{live_server.url}/kit/?at=2022Q3&owner=a&page=3")
    plain.locator(".as-of summary").click()
    plain.locator("#as-of-day").fill("2021-07-31")
    plain.get_by_role("button", name="查看").click()
    assert plain.url == f"{live_server.url}/kit/?owner=a&at=2021-07-31"
    context.close()


def test_escape_closes_a_menu_and_returns_to_its_button(kit: Page):
    button = kit.locator(".account summary")
    button.click()
    kit.keyboard.press("Escape")
    expect(kit.locator(".account")).not_to_have_attribute("open", "")
    expect(button).to_be_focused()


def test_a_chart_is_read_point_by_point(kit: Page):
    plot, readout = kit.locator(".chart-plot").first, kit.locator(".chart-readout").first
    plot.focus()
    for key, words in [
        ("End", "2022年三季度：46家，丙局公报"),
        ("ArrowLeft", "2022年一季度：约16家（局部），不计入判断，乙报"),
        ("Home", "2021-04-25：7家（基期），甲报"),
    ]:
        plot.press(key)
        expect(readout).to_have_text(words)


def test_a_chart_is_saved_as_a_picture(kit: Page):
    with kit.expect_download() as download:
        kit.get_by_role("button", name="存为图片").first.click()
    assert download.value.suggested_filename == "国家级小巨人企业 2023-06-30.png"
    assert Path(download.value.path()).read_bytes().startswith(b"\x89PNG")


def test_leaving_a_half_filled_form_asks_first(kit: Page):
    asked = []
    kit.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    kit.get_by_label("说明").fill("写到一半")
    kit.get_by_role("link", name="方案", exact=True).click()
    kit.wait_for_url("**/plan/**")
    assert asked == ["beforeunload"]


def test_a_table_that_fits_keeps_its_header_on_the_page(kit: Page):
    kit.set_viewport_size({"width": 1920, "height": 500})
    header = kit.locator(".rows thead th").first
    header.scroll_into_view_if_needed()
    top = kit.locator(".top").bounding_box()
    kit.locator(".rows tbody tr").nth(8).evaluate("row => scrollTo(0, scrollY + row.getBoundingClientRect().top - 200)")
    expect(kit.locator(".rows-frame").first).to_have_class("rows-frame fits")
    assert header.bounding_box()["y"] == pytest.approx(top["height"], abs=1)


def test_lights_stay_visible_without_colours(kit: Page):
    kit.emulate_media(forced_colors="active")
    assert kit.locator(".states .mark").count() == 7
    colours = kit.locator(".states .mark").evaluate_all("marks => marks.map(mark => getComputedStyle(mark).color)")
    assert set(colours) == {kit.evaluate("getComputedStyle(document.body).color")}


def test_paper_shows_the_content_alone(kit: Page):
    kit.emulate_media(media="print")
    expect(kit.locator("h1")).to_be_visible()
    expect(kit.locator(".states .light").first).to_be_visible()
    expect(kit.get_by_text("2021至2023年产业链方案　截至2022年三季度末")).to_be_visible()
    for part in [".top", ".rooms", ".chart-foot >> nth=0", ".pager"]:
        expect(kit.locator(part)).to_be_hidden()
