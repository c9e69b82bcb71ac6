"""A small city with three banks that report, and a bureau that answers for the target."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from lianzhang.accounts.models import User
from lianzhang.plans.models import Target
from lianzhang.policies.lending.actions import BALANCE_VERBS, change_balance, report_balance
from lianzhang.policies.models import LoanBalance
from lianzhang.registry.models import Organization
from tests.enterprises.world import City
from tests.supply.world import fresh

__all__ = ["Q4", "LendingCity", "fresh"]

Q4 = date(2022, 12, 31)


class LendingCity(City):
    """`banker`, `rival_banker` and `late_banker` report for a bank each; `bureau` owns the target, `other` does not."""

    def __init__(self) -> None:
        super().__init__()
        self.banks = [
            Organization.objects.create(city=self.region, code=f"bank-{code}", name=name, kind="bank")
            for code, name in (("a", "甲行"), ("b", "乙行"), ("c", "丙行"))
        ]
        self.banker, self.rival_banker, self.late_banker = (
            self.user_as("bank", organization=each) for each in self.banks
        )
        self.finance = Organization.objects.create(city=self.region, code="finance", name="市财政局", kind="department")
        self.bureau = self.user_as("member_unit", organization=self.finance)
        self.other = self.user_as("member_unit")
        self.target: Target = self.world.target(
            "lending",
            unit="百分点",
            comparator=">=",
            value=0,
            measure="difference",
            window="year",
            metric="policies.lending_growth",
        )
        self.target.owners.add(self.finance)

    def report(self, number: int = 0, end: date = Q4, by: User | None = None, **more: Any) -> LoanBalance:
        """Of the bank of this number; 40 of 200 unless said otherwise."""
        banker = (self.banker, self.rival_banker, self.late_banker)[number]
        said = {"long_term": Decimal(40), "all_loans": Decimal(200), "source": "金融统计月报"} | more
        return report_balance(bank=self.banks[number], period_end=end, by=fresh(by or banker), **said)

    def step(self, row: LoanBalance, name: str, by: User, **given: Any) -> Any:
        row.refresh_from_db()
        return BALANCE_VERBS[name](row=row, version=row.version, by=fresh(by), **given)

    def changed(self, row: LoanBalance, by: User, **said: Any) -> LoanBalance:
        row.refresh_from_db()
        return change_balance(row=row, version=row.version, by=fresh(by), **said)

    def checked(self, number: int = 0, end: date = Q4, **more: Any) -> LoanBalance:
        row: LoanBalance = self.step(self.report(number, end, **more), "check", self.office)
        return row
