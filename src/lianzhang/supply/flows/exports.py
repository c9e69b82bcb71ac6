"""Material flows as a workbook: each report with its balance."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lianzhang.kernel.formatting import span
from lianzhang.kernel.sheets import MOMENT, WORDS, Said, amount, list_workbook
from lianzhang.supply.queries.flows import FlowLine

__all__ = ["flows_workbook"]

MANY = amount("", decimals=3)
COLUMNS: Sequence[Said[FlowLine]] = (
    ("企业", WORDS, lambda each: each.row.enterprise.name),
    ("统一社会信用代码", WORDS, lambda each: each.row.enterprise.uscc),
    ("厂区", WORDS, lambda each: each.row.site),
    ("物料", WORDS, lambda each: each.row.material.name),
    ("单位", WORDS, lambda each: each.row.material.unit),
    ("时期", WORDS, lambda each: span(each.row.period_start, each.row.period_end)),
    ("收自本地", MANY, lambda each: each.row.from_local),
    ("收自外地", MANY, lambda each: each.row.from_outside),
    ("本地产品产出折量", MANY, lambda each: each.row.product),
    ("残渣和损耗", MANY, lambda each: each.row.residue),
    ("库存增减", MANY, lambda each: each.row.stock_change),
    ("说不清的", MANY, lambda each: each.balance.unexplained),
    ("对得上吗", WORDS, lambda each: each.word),
    ("对不上的原因", WORDS, lambda each: each.row.why),
    ("去向", WORDS, lambda each: each.row.destination),
    ("凭证", WORDS, lambda each: each.row.document),
    ("外地来的凭什么", WORDS, lambda each: each.row.permit),
    ("来源", WORDS, lambda each: each.row.source),
    ("状态", WORDS, lambda each: each.row.get_state_display()),
    ("退回的理由", WORDS, lambda each: each.row.reason),
    ("请企业说明的", WORDS, lambda each: each.row.question),
    ("填报时间", MOMENT, lambda each: each.row.reported_at),
)


def flows_workbook(lines: Iterable[FlowLine]) -> bytes:
    return list_workbook("物料流向", COLUMNS, lines)
