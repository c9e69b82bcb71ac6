"""Checked balances make the growth of lending (registers/lending_metrics.py); it is told of no single bank."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Sequence

from lianzhang.access.api import visible
from lianzhang.kernel.formatting import NONE, number, quarter
from lianzhang.kernel.metrics import Row, declare_withholding
from lianzhang.plans.api import Record, Viewpoint, address, register_records
from lianzhang.policies.models import BalanceState, LoanBalance
from lianzhang.work.api import declare_evidence

__all__: list[str] = []

KIND = "loan_balance"
FEW = 3  # banks: what fewer come to tells of one of them


def _facts(row: LoanBalance) -> dict[int, Hashable]:
    """A balance is one end of its own year and of the next."""
    told = (row.long_term, row.all_loans) if row.state == BalanceState.CHECKED else None
    fact = (row.bank_id, row.period_end, told)
    return {row.period_end.year: fact, row.period_end.year + 1: fact}


declare_evidence(LoanBalance, city=lambda row: row.city_id, facts=_facts)


def _records(rows: Sequence[Row], vp: Viewpoint) -> Iterable[Record]:
    seen = visible(vp.user, LoanBalance).filter(pk__in=[row.pk for row in rows]).select_related("bank")
    for each in seen.order_by("period_end", "bank__name"):
        row = Row(KIND, each.pk)
        told = [NONE if value is None else f"{number(value)}亿元" for value in (each.long_term, each.all_loans)]
        yield Record(
            row=row,
            href=address(row),
            what=f"制造业中长期{told[0]}，各项{told[1]}",
            when=f"{quarter(each.period_end)}末",
            date=each.period_end,
            scope=str(each.bank),
            quantity="贷款余额",
            source_text=each.source,
            note=each.get_state_display(),
        )


def _unsafe(city: int, rows: Collection[Row]) -> set[Row]:
    """Those of a quarter of which fewer than FEW banks tell. One query."""
    told = dict(LoanBalance.objects.filter(city=city, pk__in=[row.pk for row in rows]).values_list("pk", "period_end"))
    count = Counter(told.values())
    return {row for row in rows if row.pk not in told or count[told[row.pk]] < FEW}


register_records(KIND, _records)
declare_withholding(KIND, _unsafe)
