"""What looks wrong in the rows of an upload, counted by what it is and told with the first rows of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from lianzhang.kernel.periods import Period
from lianzhang.supply.models import Purchase
from lianzhang.supply.purchases.doubts import Beside, Line, besides, doubts_of, line_of

__all__ = ["Doubting"]

SHOWN = 5
WORDS = {
    "slip": "金额是上年同一家同一样的一千倍以上，像是把元当成了万元",
    "over_total": "金额比这一时期的采购总额还多，像是单位错了",
    "branch": "供应商像是采购企业自己的分支；内部调拨不算采购",
    "shares": "同一样东西各供应商的占比加起来超过100%",
    "two_names": "供应商像是同一家写成了两个名称，会被算成两家",
}


class Doubting:
    """What customers' lines of a period are held against, and the rows that are to be held, as they come."""

    def __init__(self) -> None:
        self.around: dict[tuple[int, Period], Beside] = {}
        self.asked: list[tuple[int, tuple[int, Period], Line]] = []
        self.unmapped = 0

    def load(self, customers: Collection[int], period: Period) -> None:
        """Two queries, however many customers."""
        for customer, beside in besides(customers, period).items():
            self.around[customer, period] = beside

    def hold(self, row: Purchase) -> None:
        if around := self.around.get(self._key(row)):
            around.hold(line_of(row))

    def ask(self, number: int, row: Purchase) -> None:
        self.asked.append((number, self._key(row), line_of(row)))
        self.unmapped += row.product_id is None

    @staticmethod
    def _key(row: Purchase) -> tuple[int, Period]:
        return row.customer_id, Period(row.period_start, row.period_end)

    def notes(self) -> list[str]:
        rows: dict[str, list[int]] = defaultdict(list)
        for number, key, line in self.asked:
            for doubt in doubts_of(line, self.around[key]) if key in self.around else ():
                rows[doubt.code].append(number)
        told = [
            f"{_numbers(rows[code])}{words}；请核对，确实如此的可以导入。"
            for code, words in WORDS.items()
            if code in rows
        ]
        if self.unmapped:
            told.append(f"{self.unmapped}行没有归到产品；导入以后可以按叫法一起归。")
        return told


def _numbers(rows: list[int]) -> str:
    first = "、".join(map(str, rows[:SHOWN]))
    return f"第{first}行" if len(rows) <= SHOWN else f"第{first}等{len(rows)}行"
