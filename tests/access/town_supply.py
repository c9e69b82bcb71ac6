"""Supply of the town: a catalogue, who buys from whom across the sides, what firms can make, what hangs on whom."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from lianzhang.plans.models import Material
from lianzhang.supply.models import (
    AnalysisRun,
    Capability,
    Demand,
    EssentialInput,
    MaterialFlow,
    PlaceOutput,
    Product,
    ProductName,
    Purchase,
    PurchaseTotal,
    RunFirm,
    Sourcing,
    TradeTerm,
)
from tests.enterprises.world import START

__all__ = ["add_supply"]

YEAR = {"period_start": date(2021, 1, 1), "period_end": date(2021, 12, 31)}
STRANGER = "名录外电机厂"


def add_supply(town: Any) -> None:
    products = _catalogue(town)
    material = Material.objects.create(
        plan=town.plan, code="town-scrap", name="废钢", unit="吨", tolerance=5, closed_by="铸造"
    )
    for side in town.sides:
        other = town.sides[1 - side.number] if len(town.sides) > 1 else side
        _purchases(town, side, other, products[0])
        _capabilities(town, side, products[0])
        _second_source(town, side, products[0])
        _flows(town, side, material)
    for kind in AnalysisRun.Kind.values:
        _run(town, kind)


def _catalogue(town: Any) -> list[Product]:
    family = Product.objects.create(city=town.region, code="town-family", name="铸件")
    made = Product.objects.create(
        city=town.region, code="town-casting", name="压铸件", parent=family, segment=town.segments[0], unit="件"
    )
    ProductName.objects.create(product=made, name="铝压铸件", folded="铝压铸件")
    EssentialInput.objects.create(product=made, industry="36", level=2, source="工艺调查")
    TradeTerm.objects.create(city=town.region, term="毛坯", means="压铸件", kind="jargon", source="访谈")
    PlaceOutput.objects.create(
        city=town.region, place="邻市", industry="36", year=2021, value=Decimal(7), source="年鉴"
    )
    return [made, family]


def _purchases(town: Any, side: Any, other: Any, product: Product) -> None:
    """Of the side from the other, from a stranger, and from within; of a firm that has left the chain since."""
    seller = other.known if other is not side else side.uncoded
    for place, (customer, supplier) in enumerate(
        ((side.known, seller), (side.quiet, side.uncoded), (side.left, side.quiet), (side.uncoded, side.known))
    ):
        _bought(town, customer, f"{side.number}号件{place}", supplier=supplier, product=product)
    for customer in (side.known, side.quiet):
        _bought(town, customer, f"{side.number}号电机", supplier_name=f"{STRANGER}{side.number}", supplier_place="江苏")
    for firm in (side.known, side.quiet, side.left):
        PurchaseTotal.objects.create(
            city=town.region, customer=firm, value=Decimal(900), source="财务账", reported_at=timezone.now(), **YEAR
        )


def _bought(town: Any, customer: Any, item: str, **more: Any) -> Purchase:
    facts = {"value": Decimal(50 + customer.pk), "source": "台账", "reported_at": timezone.now(), **YEAR}
    return Purchase.objects.create(city=town.region, customer=customer, item=item, **facts | more)


def _capabilities(town: Any, side: Any, product: Product) -> None:
    """Each firm says one thing; every other one lets others find it."""
    for number, firm in enumerate(side.firms):
        Capability.objects.create(
            city=town.region, enterprise=firm, product=product, text=f"{firm.pk}能压铸", published=number % 2 == 0,
            source="企业填报", stated_on=START, customers=f"{side.number}号客户",
        )  # fmt: skip


def _flows(town: Any, side: Any, material: Material) -> None:
    """Of each firm what became of its scrap."""
    for firm in side.firms:
        MaterialFlow.objects.create(
            city=town.region, enterprise=firm, material=material, from_local=Decimal(100 + firm.pk),
            product=Decimal(80), source=f"{side.number}号地磅单",
            reported_at=timezone.now(), state="checked" if firm.pk % 2 else "reported",
            **YEAR,
        )  # fmt: skip


def _second_source(town: Any, side: Any, product: Product) -> None:
    row = Sourcing.objects.create(
        city=town.region, chain=side.chain, product=product, item=f"{side.number}号电机",
        supplier_name=f"{STRANGER}{side.number}", entered_by=town.office, entered_at=timezone.now(), said="问了两家",
    )  # fmt: skip
    for firm in (side.known, side.quiet):
        Demand.objects.create(sourcing=row, customer=firm, value=Decimal(60))


def _run(town: Any, kind: str) -> None:
    """A finished run that tells of every firm, and of suppliers outside the register."""
    asked = {"asked_by": town.office, "asked_at": timezone.now()}
    run = AnalysisRun.objects.create(city=town.region, kind=kind, title=f"{kind}推演", state="running", **asked, **YEAR)
    rank = 0
    for side in town.sides:
        for firm in side.firms:
            rank += 1
            RunFirm.objects.create(run=run, enterprise=firm, rank=rank, risk=0.1 / rank)
        rank += 1
        RunFirm.objects.create(run=run, stranger=f"{STRANGER}{side.number}", rank=rank, risk=0.1 / rank)
    run.state = "done"
    run.save()
