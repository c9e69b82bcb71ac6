"""Balances of banks as a workbook."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lianzhang.kernel.formatting import quarter
from lianzhang.kernel.sheets import MOMENT, WORDS, Said, amount, day_cell, list_workbook
from lianzhang.policies.models import LoanBalance

__all__ = ["balances_workbook"]

MANY = amount("", decimals=4)
COLUMNS: Sequence[Said[LoanBalance]] = (
    ("银行", WORDS, lambda row: row.bank.name),
    ("季度", WORDS, lambda row: quarter(row.period_end)),
    ("季末", day_cell, lambda row: row.period_end),
    ("制造业中长期贷款余额（亿元）", MANY, lambda row: row.long_term),
    ("各项贷款余额（亿元）", MANY, lambda row: row.all_loans),
    ("变化大的原因", WORDS, lambda row: row.why),
    ("来源", WORDS, lambda row: row.source),
    ("状态", WORDS, lambda row: row.get_state_display()),
    ("退回的理由", WORDS, lambda row: row.reason),
    ("填报时间", MOMENT, lambda row: row.reported_at),
)


def balances_workbook(rows: Iterable[LoanBalance]) -> bytes:
    return list_workbook("贷款余额", COLUMNS, rows)
