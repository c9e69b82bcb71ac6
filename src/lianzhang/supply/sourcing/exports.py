"""Sole sources, second sources that are sought, and what has to be imported, as workbooks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lianzhang.kernel.sheets import WORDS, Said, day_cell, list_workbook, number, whole
from lianzhang.supply.models import Sourcing
from lianzhang.supply.queries.sole_lines import SoleSource

from .measures import percent_of

__all__ = ["cases_workbook", "chokepoints_workbook", "soles_workbook"]


SOLES: Sequence[Said[SoleSource]] = (
    ("东西", WORDS, lambda row: row.title),
    ("谁在用", WORDS, lambda row: "、".join(str(each.customer) for each in row.needs)),
    ("用的企业（家）", whole(), lambda row: len(row.needs)),
    ("唯一供应商", WORDS, lambda row: row.supplier_name),
    ("供应商所在地", WORDS, lambda row: row.where),
    ("年采购额（万元）", number(), lambda row: row.value),
    ("库存最少（天）", whole(), lambda row: row.stock_days),
    ("合同最早到期", day_cell, lambda row: row.contract_end),
    ("停供一个月少产（万元）", number(), lambda row: row.lost),
    ("停供代价占总产出（%）", number(), lambda row: row.percent),
    ("别家能做（家）", whole(), lambda row: row.makers),
    ("第二家", WORDS, lambda row: row.case.candidate_name if row.case else ""),
    ("办到哪一步", WORDS, lambda row: row.case.get_state_display() if row.case else "没有列入"),
)
CASES: Sequence[Said[Sourcing]] = (
    ("东西", WORDS, lambda row: row.item),
    ("产业链", WORDS, lambda row: str(row.chain)),
    ("产品", WORDS, lambda row: str(row.product or "")),
    ("唯一供应商", WORDS, lambda row: row.supplier_name),
    ("谁要用", WORDS, lambda row: "、".join(str(each.customer) for each in row.demands.all())),
    ("年需求（万元）", number(), lambda row: row.needed),  # type: ignore[attr-defined]
    ("状态", WORDS, lambda row: row.get_state_display()),
    ("第二家", WORDS, lambda row: row.candidate_name),
    ("责任岗位", WORDS, lambda row: str(row.post or "")),
    ("期限", day_cell, lambda row: row.due),
    ("末次回话", WORDS, lambda row: row.said),
    ("末次回话日期", day_cell, lambda row: row.said_on),
    ("供货日期", day_cell, lambda row: row.supplying_since),
    ("原来的配套率（%）", number(), lambda row: row.rate_before),
    ("现在的配套率（%）", number(), lambda row: row.rate_after),
    ("原来的停供代价占总产出（%）", number(), lambda row: percent_of(row.risk_before)),
    ("现在的停供代价占总产出（%）", number(), lambda row: percent_of(row.risk_after)),
    ("末次理由", WORDS, lambda row: row.reason),
    ("列入日期", day_cell, lambda row: row.entered_at.date()),
)
CHOKEPOINTS: Sequence[Said[Sourcing]] = (
    *CASES[:4],
    ("国产替代", WORDS, lambda row: row.get_substitution_display()),
    *CASES[4:9],
)


def soles_workbook(rows: Iterable[SoleSource]) -> bytes:
    return list_workbook("唯一来源", SOLES, rows)


def cases_workbook(rows: Iterable[Sourcing]) -> bytes:
    return list_workbook("补第二家", CASES, rows)


def chokepoints_workbook(rows: Iterable[Sourcing]) -> bytes:
    return list_workbook("卡脖子清单", CHOKEPOINTS, rows)
