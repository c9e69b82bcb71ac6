"""What looks wrong in a line of purchases though it may be right: each with the numbers and what to do about it.

Pure but for `beside`, which loads what a customer's lines are held against. What is impossible is `purchase_rules`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from lianzhang.enterprises.api import core_name, folded
from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.formatting import number
from lianzhang.kernel.periods import Period
from lianzhang.supply.models import Purchase, PurchaseTotal

__all__ = ["Beside", "Doubt", "Line", "a_year_ago", "beside", "besides", "doubts_of", "line_of"]

SLIP = 1_000  # 万元 taken for 元 is ten thousand times too much; a thousand leaves room for a year that grew tenfold
YUAN = Decimal(10_000)
HUNDRED = Decimal(100)
BRANCHES = ("分公司", "分厂", "子公司", "事业部", "办事处", "分部")


class Doubt(NamedTuple):
    """`code` names the rule; `words` say the numbers and what to do."""

    code: str
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line as its doubts are found: `thing` is the product's key or the folded item, `supplier` a key or a name."""

    pk: int | None
    customer_name: str
    thing: int | str
    supplier: int | str
    supplier_name: str
    value: Decimal
    share: Decimal | None

    @property
    def itself(self) -> object:
        """What tells it from other lines of the customer and period."""
        return self.pk or (self.thing, self.supplier)


@dataclass(slots=True)
class Beside:
    """What one customer's lines of a period are held against; amounts in 万元, `total` None where nobody stated it.

    `before`: the year before's value by thing and supplier. `shares`: by thing each line's share.
    `suppliers`: by name without place and legal form what the customer's suppliers are called.
    """

    total: Decimal | None = None
    before: dict[tuple[int | str, int | str], Decimal] = field(default_factory=dict)
    shares: dict[int | str, dict[object, Decimal]] = field(default_factory=lambda: defaultdict(dict))
    suppliers: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def hold(self, line: Line) -> None:
        """Remember a line of the period, as it stands or as it would be."""
        self.suppliers[core_name(line.supplier_name)].add(line.supplier_name)
        if line.share is not None:
            self.shares[line.thing][line.itself] = line.share


def line_of(row: Purchase) -> Line:
    """Its relations are loaded."""
    return Line(
        pk=row.pk,
        customer_name=row.customer.name,
        thing=row.product_id or folded(row.item),
        supplier=row.supplier_id or folded(row.supplier_name),
        supplier_name=row.supplier_called,
        value=row.value,
        share=row.share,
    )


def beside(customer: Enterprise, period: Period, *, of: Iterable[Purchase] | None = None) -> Beside:
    """Three queries; two where the customer's lines of the period are handed in."""
    around = besides([customer.pk], period)[customer.pk]
    if of is None:
        now = Purchase.objects.filter(customer=customer, period_start=period.start, period_end=period.end)
        of = now.select_related("customer", "supplier").order_by("pk")
    for row in of:
        around.hold(line_of(row))
    return around


def besides(customers: Collection[int], period: Period) -> dict[int, Beside]:
    """By customer, without the lines of the period itself. Two queries."""
    around = {key: Beside() for key in customers}
    wide = {"period_start__lte": period.start, "period_end__gte": period.end}
    totals = PurchaseTotal.objects.filter(customer__in=customers, **wide).order_by("period_start")
    for customer, value in totals.values_list("customer", "value"):
        around[customer].total = value  # the narrowest that holds it comes last
    earlier = Purchase.objects.filter(customer__in=customers, **a_year_ago(period)).order_by("pk")
    told = earlier.values_list("customer", "product", "item", "supplier", "supplier_name", "value")
    for customer, product, item, supplier, name, value in told.iterator():
        around[customer].before[(product or folded(item), supplier or folded(name))] = value
    return around


def a_year_ago(period: Period) -> dict[str, date]:
    """The period a year before; its last day by the day after it, so that February ends where it ends."""
    after = period.end + timedelta(days=1)
    return {
        "period_start": period.start.replace(year=period.start.year - 1),
        "period_end": after.replace(year=after.year - 1) - timedelta(days=1),
    }


def doubts_of(line: Line, around: Beside) -> list[Doubt]:
    """In the order in which one mends them."""
    return [
        *_slipped(line, around),
        *_branch(line),
        *_shares(line, around),
        *_two_names(line, around),
    ]


def _slipped(line: Line, around: Beside) -> Iterator[Doubt]:
    was = around.before.get((line.thing, line.supplier))
    said = f"金额{number(line.value)}万元"
    cure = f"像是把元当成了万元（{number(line.value)}元是{number(line.value / YUAN)}万元）；请核对"
    if was and line.value >= SLIP * was:
        yield Doubt("slip", f"{said}，上年同一家供的这一项是{number(was)}万元；{cure}")
    elif around.total is not None and line.value > around.total:
        yield Doubt("over_total", f"{said}，这一时期的采购总额才{number(around.total)}万元；{cure}")


def _branch(line: Line) -> Iterator[Doubt]:
    """Names tell of branches; of owners they tell nothing."""
    own, other = core_name(line.customer_name), core_name(line.supplier_name)
    if own == other or (own in other and line.supplier_name.endswith(BRANCHES)):
        yield Doubt(
            "branch",
            f"“{line.supplier_name}”像是采购企业自己的分支；自己的分支、分厂之间调拨不算采购，另一家独立的企业才算",
        )


def _shares(line: Line, around: Beside) -> Iterator[Doubt]:
    if line.share is None:
        return
    others = sum((share for key, share in around.shares.get(line.thing, {}).items() if key != line.itself), Decimal(0))
    if others + line.share > HUNDRED:
        yield Doubt(
            "shares",
            f"同一样东西各供应商的占比加起来是{number(others + line.share)}%，超过100%；请核对这一条和其他几条",
        )


def _two_names(line: Line, around: Beside) -> Iterator[Doubt]:
    others = around.suppliers.get(core_name(line.supplier_name), set()) - {line.supplier_name}
    if others:
        named = "、".join(f"“{name}”" for name in sorted(others)[:3])
        yield Doubt("two_names", f"这一时期还有供应商写作{named}，像是同一家；一家写成两个名称，会被算成两家")
