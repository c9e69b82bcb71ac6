"""Which duties of the published plan meetings show, and by which works it has chains reviewed."""

from __future__ import annotations

from lianzhang.plans.api import read_folder
from tests.real import ROOT

XIANGYANG = ROOT / "plans" / "xiangyang-2021-2023"


def test_the_duties_that_meetings_show_are_these() -> None:
    rows = read_folder(XIANGYANG)[0].rows("cadences")
    shown = {(row["of"], row["every"]): row["duties"] for row in rows if row["kind"] == "meeting"}
    assert shown == {("chain", "quarter"): ("d_dispatch_q",), ("city", "year"): ("d_annual_consult",)}


def test_the_plan_reviews_eight_works_of_which_each_names_its_records() -> None:
    works = read_folder(XIANGYANG)[0].rows("works")
    assert [row["name"] for row in works] == ["研究", "政策", "要素", "咨询", "项目", "招商", "问题", "宣传"]
    assert all(row["shown_by"] for row in works)
