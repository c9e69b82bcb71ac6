"""Lists of diagnoses, advice, levels and platform use, as workbooks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from lianzhang.kernel.formatting import span
from lianzhang.kernel.sheets import WORDS, Said, day_cell, list_workbook, number, whole

from .models import Advice, Assessment, Diagnosis, PlatformUse

__all__ = ["WORKBOOKS", "workbook_of"]

DIAGNOSES: Sequence[Said[Diagnosis]] = (
    ("企业", WORDS, lambda row: row.enterprise.name),
    ("产业链", WORDS, lambda row: str(row.chain or "")),
    ("类别", WORDS, lambda row: row.kind.name),
    ("状态", WORDS, lambda row: row.get_state_display()),
    ("诊断方", WORDS, lambda row: row.provider),
    ("申请日期", day_cell, lambda row: row.applied_on),
    ("派单日期", day_cell, lambda row: row.assigned_on),
    ("到现场日期", day_cell, lambda row: row.visited_on),
    ("出报告日期", day_cell, lambda row: row.reported_on),
    ("这一步到期", day_cell, lambda row: row.due),
    ("建议条数", whole(), lambda row: row.advice_count),
    ("没有决定", whole(), lambda row: row.undecided),
    ("采纳", whole(), lambda row: row.taken),
    ("建成", whole(), lambda row: row.built),
    ("复评日期", day_cell, lambda row: row.rechecked_on),
    ("末次理由", WORDS, lambda row: row.reason),
)
ADVICE: Sequence[Said[Advice]] = (
    ("企业", WORDS, lambda row: row.diagnosis.enterprise.name),
    ("类别", WORDS, lambda row: row.diagnosis.kind.name),
    ("出报告日期", day_cell, lambda row: row.diagnosis.reported_on),
    ("建议做什么", WORDS, lambda row: row.what),
    ("估算投资（万元）", number(), lambda row: row.investment),
    ("预期效果", WORDS, lambda row: row.gain),
    ("状态", WORDS, lambda row: row.get_state_display()),
    ("决定日期", day_cell, lambda row: row.decided_on),
    ("末次理由", WORDS, lambda row: row.reason),
    ("建成日期", day_cell, lambda row: row.built_on),
    ("凭什么算建成", WORDS, lambda row: row.built_by),
)
LEVELS: Sequence[Said[Assessment]] = (
    ("企业", WORDS, lambda row: row.enterprise.name),
    ("类别", WORDS, lambda row: row.kind.name),
    ("等级", WORDS, lambda row: row.level.name),
    ("谁评的", WORDS, lambda row: row.get_basis_display()),
    ("评定单位", WORDS, lambda row: row.assessor),
    ("评定日期", day_cell, lambda row: row.assessed_on),
    ("有效期至", day_cell, lambda row: row.valid_until),
    ("依据", WORDS, lambda row: row.source),
    ("诊断的哪一次", WORDS, lambda row: row.get_part_display()),
    ("状态", WORDS, lambda row: row.get_state_display()),
    ("撤销理由", WORDS, lambda row: row.reason),
)
USES: Sequence[Said[PlatformUse]] = (
    ("企业", WORDS, lambda row: row.enterprise.name),
    ("平台", WORDS, lambda row: row.platform),
    ("时期", WORDS, lambda row: span(row.period_start, row.period_end)),
    ("席位", whole(), lambda row: row.seats),
    ("在用的", whole(), lambda row: row.active),
    ("算上平台吗", WORDS, lambda row: "算" if row.counts else "不算"),
    ("来源", WORDS, lambda row: row.source),
    ("状态", WORDS, lambda row: row.get_state_display()),
    ("退回的理由", WORDS, lambda row: row.reason),
)
WORKBOOKS: dict[type[Any], tuple[str, Sequence[Any]]] = {
    Diagnosis: ("诊断", DIAGNOSES),
    Advice: ("诊断建议", ADVICE),
    Assessment: ("等级评定", LEVELS),
    PlatformUse: ("平台使用", USES),
}


def workbook_of(model: type[Any], rows: Iterable[Any]) -> bytes:
    return list_workbook(*WORKBOOKS[model], rows)
