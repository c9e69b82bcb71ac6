"""The tables of assessments: their kinds, who diagnoses within how many workdays, and the levels of each."""

from __future__ import annotations

from lianzhang.access.api import roles
from lianzhang.kernel.sheets import CellError, Kind, code, whole
from lianzhang.plans.models import AssessmentKind, AssessmentLevel

from .cells import fits, words
from .declaring import ID, PlanTable, column, needed, table

__all__ = ["ASSESSMENT_TABLES"]

# Who may be asked to diagnose: the roles that roles.toml lets do so, and that do not keep the register themselves.
CARRIES = "diagnosis.carry"
PROVIDERS = {each.code: each.title for each in roles().values() if CARRIES in each.permissions and each.outside}
DAYS, MONTHS = whole(1, 3660), whole(1, 1200)


def _providers(cell: str) -> str:
    several: str = words(AssessmentKind, "providers").read(cell)
    called = {title: each for each, title in PROVIDERS.items()} | {each: each for each in PROVIDERS}
    for each in filter(None, several.split(";")):
        if each not in called:
            raise CellError(
                f"没有“{each}”；只能写{'、'.join(f'{code}（{title}）' for code, title in PROVIDERS.items())}"
            )
    return ";".join(called[each] for each in several.split(";") if each)


ASSESSMENT_TABLES: tuple[PlanTable, ...] = (
    table(
        "assessment_kinds",
        "评定类别",
        ID,
        needed("name", "评定类别", fits(AssessmentKind, "name")),
        column("unit", "责任单位", code),
        column("providers", "由谁诊断", Kind(_providers, blank="")),
        column("assign_workdays", "几个工作日内派单", DAYS),
        column("visit_workdays", "几个工作日内到现场", DAYS),
        column("report_workdays", "几个工作日内出报告", DAYS),
        column("decide_days", "企业几天内决定", DAYS),
        column("recheck_months", "几个月后复评", MONTHS),
        column("valid_months", "等级有效期（月）", MONTHS),
        references={"unit": "organizations"},
        usual=True,
    ),
    table(
        "assessment_levels",
        "评定等级",
        ID,
        needed("kind", "评定类别", code),
        needed("name", "等级", fits(AssessmentLevel, "name")),
        references={"kind": "assessment_kinds"},
        usual=True,
    ),
)
