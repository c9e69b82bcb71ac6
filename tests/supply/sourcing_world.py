"""A city in which two anchors hang on one supplier, runs say what its stop costs, and second sources are sought."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Enterprise
from lianzhang.plans.models import SupplyLimit
from lianzhang.supply.models import AnalysisRun, Purchase, RunFirm, RunState, Sourcing
from lianzhang.supply.sourcing.actions import VERBS, Needed, begin, choose

from .world import SupplyCity, fresh, year_of

CHIP = "车规控制芯片"
OUTPUT = 50_000  # what the city makes in a month, 万元


class SourcingCity(SupplyCity):
    """`anchor` and `second_anchor` buy CHIP of the stranger alone, for 900 and 300 万元 in 2022."""

    def __init__(self) -> None:
        super().__init__()
        for what, days in (("search", 20), ("qualify", 60)):
            SupplyLimit.objects.create(plan=self.plan, what=what, days=days)
        self.second_anchor = self.firm("春骏智能座舱有限公司")
        self.on_chain(self.second_anchor, segment=self.segments[1], role="anchor")

    def hang(self) -> None:
        given = {"product": self.chip, "item": CHIP, "by": self.office}
        self.bought_from_stranger(
            **given, value=Decimal(900), stock_days=9, contract_end=date(2023, 12, 31), quantity=Decimal(9), unit="万片"
        )
        self.bought_from_stranger(**given, value=Decimal(300), customer=self.second_anchor)

    def run(
        self, risk: float = 0.046, year: int = 2022, firms: dict[Enterprise, float] | None = None, **more: Any
    ) -> AnalysisRun:
        """A run, finished unless said otherwise, of what a stop of the stranger would cost, and of other firms."""
        given = {"kind": AnalysisRun.Kind.RISK, "state": RunState.DONE, "asked_at": timezone.now()} | year_of(year)
        given |= {"ended_at": timezone.now(), "summary": {"output": OUTPUT}} | more
        run = AnalysisRun.objects.create(city=self.region, **given | {"state": RunState.RUNNING})
        told = [(None, self.STRANGER, risk), *((firm, "", each) for firm, each in (firms or {}).items())]
        for rank, (firm, name, each) in enumerate(told, 1):
            lost = Decimal(str(each)) * OUTPUT
            RunFirm.objects.create(run=run, enterprise=firm, stranger=name, rank=rank, risk=each, lost=lost)
        run.state = given["state"]
        run.save()
        return run

    def needs(self) -> list[Needed]:
        return [Needed(self.anchor, Decimal(900), stock_days=9), Needed(self.second_anchor, Decimal(300))]

    def begun(self, by: User | None = None, **more: Any) -> Sourcing:
        given = {"chain": self.chains[0], "item": CHIP, "product": self.chip, "supplier_name": self.STRANGER}
        return begin(by=fresh(by or self.team), **{"needs": self.needs()} | given | more)

    def go(self, row: Sourcing, name: str, by: User | None = None, **given: Any) -> Sourcing:
        """A step by a fresh look at the account, as each request does."""
        row.refresh_from_db()
        return VERBS[name](row=row, version=row.version, by=fresh(by or self.team), **given)

    def chosen(self, row: Sourcing | None = None, by: User | None = None, **more: Any) -> Sourcing:
        row = row or self.begun()
        row.refresh_from_db()
        given = more or {"candidate": self.supplier}
        return choose(row=row, version=row.version, by=fresh(by or self.team), **given)

    def supplying(self, since: date = date(2023, 10, 1)) -> Sourcing:
        return self.go(self.chosen(), "supply", supplying_since=since)

    def bought_since(self, supplier: Enterprise | None = None, **more: Any) -> Purchase:
        """What the records show once the second source supplies."""
        when = {"period_start": date(2023, 10, 1), "period_end": date(2023, 10, 31)}
        given = {"item": CHIP, "product": self.chip, "value": Decimal(100), "by": self.office}
        named = {} if "supplier_name" in more else {"supplier": supplier or self.supplier}
        return self.bought(**given | when | named | more)
