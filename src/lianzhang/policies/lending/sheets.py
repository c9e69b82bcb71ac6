"""Balances of banks as a sheet: a bank and a quarter a row. What is imported is reported: another checks it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import QuerySet

from lianzhang.access.api import visible
from lianzhang.enterprises.api import MOST_ACTS, ActBook, ActRegister
from lianzhang.kernel.folding import narrow
from lianzhang.kernel.periods import PeriodError, parse_period, period_hint, read_period
from lianzhang.kernel.registers import declare_register
from lianzhang.kernel.sheets import CellError, Column, Kind, Sheet, amount, text
from lianzhang.kernel.sheets.columns import quoted
from lianzhang.policies.models import LoanBalance
from lianzhang.policies.permissions import Permission
from lianzhang.registry.models import Organization

from .actions import BALANCE_RELATED, SAID, change_balance, report_balance
from .forms import own_bank
from .quarters import quarter_of
from .rules import banks_of

__all__ = ["BalanceRegister"]

TAKEN = ("quarter",)


def _quarter(cell: str) -> str:
    try:
        return read_period(narrow(cell), TAKEN).code
    except PeriodError as error:
        raise CellError(f"“{quoted(cell)}”读不成季度；请写成 {period_hint(TAKEN)}") from error


class BalanceRegister(ActRegister):
    code, title, unit, page, order = "loan_balances", "贷款余额", "份", "loan_balance", 74
    model = LoanBalance
    permission = Permission.ENTER_LENDING
    about = "各银行季末的贷款余额：一家银行、一个季度一行。导入后由没有经手的账号核对，核对了才算数。"
    title_columns = frozenset({"bank", "period"})

    def sheet(self, city: int) -> Sheet:  # noqa: ARG002 - the same in every city
        hint, balance = period_hint(TAKEN), amount("亿元", decimals=4)
        columns = (
            Column("bank", "银行", text(120), required=True, help="方案里有岗位的金融机构，写名称或编号。"),
            Column(
                *("period", "季度", Kind(_quarter, shown_as="period", hint=hint)),
                required=True,
                help=f"{hint} 这样写；余额是季末那一天的。",
                example="2023Q4",
            ),
            Column("long_term", "制造业中长期贷款余额（亿元）", balance, help="没有的写0，不清楚的留空。"),
            Column("all_loans", "各项贷款余额（亿元）", balance, help="同一口径、同一天的全部贷款。"),
            Column("source", "来源", text(300), required=True, example="金融统计月报"),
            Column("why", "变化大的原因", text(300), help="比上季末变了一半以上的必填。"),
        )
        return Sheet(self.title, columns, max_rows=MOST_ACTS)

    def open(self, city: int, by: Any) -> BalanceBook:
        return BalanceBook(city, by, self.sheet(city))


class BalanceBook(ActBook[LoanBalance]):
    model = LoanBalance
    related = BALANCE_RELATED
    told_at = {"period_end": "period"}

    def in_sight(self, firms: Iterable[int] | None = None) -> QuerySet[LoanBalance]:  # noqa: ARG002 - of no firm
        return visible(self.by, LoanBalance).filter(city=self.city.pk).order_by("bank__code", "period_end")

    def named(self) -> Mapping[str, Iterable[Any]]:
        """A bank names itself alone, as in the form."""
        own = own_bank(self.by) if self.city.active is not None and self.city.active.role.outside else None
        rows = visible(self.by, Organization).filter(pk__in=banks_of(self.city.pk).values("pk"))
        return {"bank": rows.filter(pk=own.pk) if own else rows.order_by("code")}

    def values_of(self, row: LoanBalance) -> dict[str, Any]:
        stands = {"bank": self.called("bank", row.bank), "period": quarter_of(row.period_end).code}
        return stands | self.plain(row, *SAID)

    def identity(self, values: Mapping[str, Any]) -> Any:
        return values["bank"], values["period"]

    def title_of(self, values: Mapping[str, Any]) -> str:
        return f"{values['bank']}{parse_period(values['period'])}"

    def enter(self, said: dict[str, Any]) -> LoanBalance:
        end, given = parse_period(said["period"]).end, {name: said[name] for name in SAID}
        return report_balance(bank=said["bank"], period_end=end, by=self.by, **given)

    def change(self, row: LoanBalance, said: dict[str, Any], changed: Iterable[str]) -> LoanBalance:
        given = {name: said[name] for name in SAID if name in changed}
        return change_balance(row=row, version=row.version, by=self.by, **given)


declare_register(BalanceRegister())
