"""A missed target of nobody is given to a unit, supervised, done by a task with its paper, and closed by it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from playwright.sync_api import Page, expect

from lianzhang.kernel.workdays import SHANGHAI
from tests.house import House
from tests.journeys.looking import width_of
from tests.papers import PDF

from .test_supervision import UNIT, fits, panel

SignIn = Callable[[str], Page]
Check = Callable[[Page], None]


def press(page: Page, step: str, **typed: str) -> None:
    """Take a step that asks, by its labels; of a choice its value."""
    asking = panel(page, step)
    for label, words in typed.items():
        field = asking.get_by_label(label, exact=True)
        if field.evaluate("each => each.tagName") == "SELECT":
            field.select_option(words)
        else:
            field.fill(words)
    asking.get_by_role("button", name=step, exact=True).click()


def choose_unit(page: Page, name: str) -> None:
    page.locator(f"select[name={name}]").evaluate(
        "(field, name) => { field.value = [...field.options].find(each => each.text === name).value }", UNIT
    )


def test_a_missed_target_of_nobody_becomes_a_task_that_closes_its_matter(
    in_sample: SignIn, sample_house: House, accessible: Check, tmp_path: Path
) -> None:
    paper = tmp_path / "补报.pdf"
    paper.write_bytes(PDF)

    office = in_sample("office")
    office.goto(f"{sample_house.address}/supervision/")
    office.get_by_role("button", name="起草清单").click()
    office.get_by_label("来源").select_option("target")
    office.get_by_label("主办单位").select_option("nobody")
    office.get_by_role("button", name="筛选").click()
    office.locator("input[name=subject]:enabled").first.check()
    office.get_by_role("button", name="列入清单").click()
    office.get_by_role("link", name="改要求").click()
    choose_unit(office, "lead")
    office.get_by_label("要求", exact=True).fill("报补救办法和完成日期")
    office.get_by_role("button", name="保存").click()
    office.get_by_label("情况", exact=True).check()
    office.get_by_role("button", name="选好").click()
    fits(office, accessible)
    office.get_by_role("button", name="印发用这些列").click()
    office.get_by_role("button", name="印发", exact=True).click()
    office.locator("main tbody th a").first.click()
    matter = office.url

    office.get_by_role("link", name="交办任务").click()
    assert office.get_by_label("要办成什么").input_value().startswith("补上“")
    choose_unit(office, "lead")
    office.get_by_label("期限", exact=True).fill("2099-12-31")
    fits(office, accessible)
    office.get_by_role("button", name="交办").click()
    task = office.url
    fits(office, accessible)

    member = in_sample("member")
    member.goto(task)
    member.get_by_role("button", name="签收", exact=True).click()
    asking = panel(member, "报办结")
    asking.get_by_label("哪天办成").fill(f"{datetime.now(SHANGHAI):%Y-%m-%d}")
    asking.get_by_label("办成了什么").fill("补报了数，附文件")
    asking.locator("input[type=file]").set_input_files(paper)
    asking.get_by_role("button", name="报办结", exact=True).click()
    expect(member.locator("h1")).to_contain_text("等核验")
    member.goto(matter)
    press(member, "反馈", 反馈="任务已报办结")

    office = in_sample("office")
    office.goto(matter)
    press(office, "审核通过", 审核意见="逐条回答了")
    press(office, "销号", 谁认可="task", 认可依据="任务")
    expect(office.locator("main")).to_contain_text("没有从这件督办交办、已经核验办结的任务")

    checker = in_sample("committee")
    checker.goto(task)
    press(checker, "核验通过", 核验依据="看了原件，与要求相符")
    expect(checker.locator("h1")).to_contain_text("已核验")

    office = in_sample("office")
    office.set_viewport_size({"width": 390, "height": 844})
    office.goto(matter)
    press(office, "销号", 谁认可="task", 认可依据="任务办结，看了凭据")
    expect(office.locator("h1")).to_contain_text("已销号，交办的任务已办结")
    assert width_of(office) <= 390
    fits(office, accessible)
    office.locator("dl.facts a").first.click()
    page = office.locator("main")
    expect(page).to_contain_text("核验通过：看了原件，与要求相符")
    expect(page).to_contain_text("销号，交办的任务已办结")
    fits(office, accessible)
