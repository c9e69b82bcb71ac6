"""Programmes in a plan's folder: what is wrong is told at its place, what is right becomes the plan's rows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from lianzhang.kernel.sheets import Problem
from lianzhang.plans.folder import read_folder
from lianzhang.plans.loading import load_folder
from lianzhang.plans.models import Plan, Programme, ProgrammeKind, ProgrammeLevel, ProgrammeRule, ProgrammeWindow
from tests.plans.folders import BEFORE, LINHAI, append, copy_of, edit

TABLES = {
    "programme_kinds": """id,name,gives
grant,资金奖补,money
title,省级称号,title
""",
    "programme_levels": """id,kind,order,name,role,workdays
grant_county,grant,1,县区初审,district,10
grant_city,grant,2,市级审核,chain_office,15
title_county,title,1,县区初审,district,10
title_province,title,2,省级评审,,60
""",
    "budgets": """id,name,year,amount,source,unit
fund,专项资金,2024,800,市级财政,
""",
    "performance_indicators": """id,group,name,weight,direction,computed
rate,执行,执行率,10,up,execution_rate
output,产出,数量,90,up,
""",
    "programmes": """id,name,kind,honour,document,clause,unit,amount,share,cap,way,budget,\
pay_workdays,starts,ends,local_days
machine,设备补助,grant,,海政发5号,第三条,,,20,50,apply,fund,30,2024-01-01,2026-12-31,
scale,上规奖励,grant,,海政发5号,第五条,,10,,,confirm,fund,20,,,
giant,省级小巨人,title,prov-giant,,,,,,,apply,,,,,10
""",
    "programme_rules": """programme,order,item,comparator,value,holds,text
machine,1,revenue,>=,100,,营业收入不少于100万元
machine,2,research,>=,5,,研发不少于5万元
scale,1,above_scale,,,,规上企业
""",
    "programme_windows": """programme,year,opens,local_closes,closes
machine,2024,2024-03-01,2024-03-20,2024-03-31
""",
}
# The table, what stands there, what is put instead, the column, a part of the message.
FAULTS = [
    ("programme_kinds", "grant,资金奖补,money", "grant,资金奖补,cash", "gives", "money（资金）"),
    ("programme_levels", "title_province,title,2", "title_province,title,1", "order", "第4行“县区初审”"),
    ("programme_levels", "省级评审,,60", "省级评审,bank,60", "role", "可选"),
    ("programme_levels", "grant_city,grant", "grant_city,grants", "kind", "是不是“grant”"),
    ("performance_indicators", "数量,90", "数量,80", "weight", "权重合计 90"),
    ("performance_indicators", "数量,90,up,", "数量,90,up,execution_rate", "computed", "只能有一行"),
    ("programmes", "第三条,,,20,50", "第三条,,,20,", "cap", "上限"),
    ("programmes", "第三条,,,20,50", "第三条,,8,20,50", "share", "只能写一个"),
    ("programmes", "第三条,,,20,50", "第三条,,,,", "amount", "给的是资金"),
    ("programmes", "第五条,,10,,", "第五条,,10,,9", "cap", "按比例"),
    ("programmes", "title,prov-giant", "title,", "honour", "授予哪个称号"),
    ("programmes", "2024-01-01,2026-12-31", "2027-01-01,2026-12-31", "ends", "早于生效"),
    ("programmes", "confirm,fund,20,,,", "confirm,fund,20,,,10", "local_days", "只有授予称号"),
    ("programme_rules", "scale,1,above_scale", "giant,1,above_scale", "programme", "honour_rules"),
    ("programme_rules", "research,>=,5", "revenue,<,50", "value", "营业收入小于50万元"),
    ("programme_rules", "research,>=,5", "revenue,<,100", "value", "第2行的“营业收入至少100万元”"),
    ("programme_rules", "research,>=,5", "revenue,=,99", "value", "不能同时成立"),
    ("programme_rules", "research,>=,5", "research,,5", "comparator", "要求"),
    ("programme_windows", "2024-03-20", "2024-04-20", "local_closes", "之间"),
    ("programme_windows", "2024-03-31", "2024-02-28", "closes", "早于开始"),
    ("programme_windows", "machine,2024,", "giant,2024,", "programme", "honour_windows"),
    ("budgets", "2024,800", "2024,0", "amount", "范围"),
]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = copy_of(LINHAI, tmp_path)
    for name, text in TABLES.items():
        (made / f"{name}.csv").write_text(text, "utf-8")
    return made


def problems_of(folder: Path) -> list[Problem]:
    return read_folder(folder)[1]


@pytest.mark.parametrize(("table", "old", "new", "column", "part"), FAULTS)
def test_a_fault_is_told_at_its_place(folder: Path, table: str, old: str, new: str, column: str, part: str) -> None:
    file = f"{table}.csv"
    line = (folder / file).read_text("utf-8").partition(old)[0].count("\n") + 1
    edit(folder, file, old, new)
    told = [problem for problem in problems_of(folder) if (problem.file, problem.column) == (file, column)]
    assert told, [str(problem) for problem in problems_of(folder)]
    assert part in told[0].message
    assert told[0].row == line


@pytest.mark.parametrize("rule", ["revenue,>=,100", "revenue,<=,100", "revenue,=,100", "revenue,>,99", "staff,<,50"])
def test_criteria_that_can_hold_together_pass(folder: Path, rule: str) -> None:
    edit(folder, "programme_rules.csv", "research,>=,5", rule)
    assert problems_of(folder) == []


def test_criteria_of_a_title_that_contradict_are_refused(folder: Path) -> None:
    edit(folder, "honour_rules.csv", "age_years,>=,2", "revenue,<,1")
    told = [problem for problem in problems_of(folder) if problem.file == "honour_rules.csv"]
    assert any("不能同时成立" in problem.message for problem in told)


def test_who_names_no_unit_cannot_be_decided_by_one(folder: Path) -> None:
    edit(folder, "programme_levels.csv", "市级审核,chain_office", "市级审核,member_unit")
    told = problems_of(folder)
    assert {(problem.file, problem.column) for problem in told} == {("programmes.csv", "unit")}


def test_a_kind_without_levels_is_refused(folder: Path) -> None:
    append(folder, "programme_kinds.csv", "pool,入库,place")
    append(folder, "programmes.csv", "seed,金种子,pool,,,,,,,,quick,,,,,")
    (problem,) = problems_of(folder)
    assert (problem.column, "没有审核层级" in problem.message) == ("kind", True)


def test_the_rows_become_the_plans(folder: Path, db: None) -> None:
    load_folder(BEFORE, by="试验")
    load_folder(folder, by="试验")
    plan = Plan.objects.get(code="linhai-2024-2026")
    machine, scale, giant = Programme.objects.filter(plan=plan).order_by("order")
    assert (machine.share, machine.cap, scale.amount) == (Decimal(20), Decimal(50), Decimal(10))
    assert giant.honour is not None
    assert (giant.honour.code, giant.local_days, machine.budget and machine.budget.amount) == (
        *("prov-giant", 10),
        Decimal(800),
    )
    assert list(ProgrammeKind.objects.values_list("gives", flat=True).order_by("order")) == ["money", "title"]
    levels = ProgrammeLevel.objects.filter(kind=machine.kind).order_by("order")
    assert [(each.name, each.role, each.workdays) for each in levels] == [
        ("县区初审", "district", 10),
        ("市级审核", "chain_office", 15),
    ]
    assert ProgrammeRule.objects.filter(programme=machine).count() == 2
    window = ProgrammeWindow.objects.get(programme=machine)
    assert (window.year, window.local_closes) == (2024, date(2024, 3, 20))


def test_loading_the_same_rows_again_changes_nothing_and_a_row_that_went_goes(folder: Path, db: None) -> None:
    load_folder(BEFORE, by="试验")
    load_folder(folder, by="试验")
    keys = list(Programme.objects.values_list("pk", flat=True))
    edit(folder, "programme_rules.csv", "machine,2,research,>=,5,,研发不少于5万元\n", "")
    load_folder(folder, by="试验")
    assert list(Programme.objects.values_list("pk", flat=True)) == keys
    assert ProgrammeRule.objects.filter(programme__code="machine").count() == 1
