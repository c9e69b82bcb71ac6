"""One row for every kind of address of the room of supply."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Enterprise
from lianzhang.plans.models import Material, Plan
from lianzhang.registry.models import Chain
from lianzhang.supply.models import (
    AnalysisRun,
    Capability,
    EssentialInput,
    MaterialFlow,
    PlaceOutput,
    Product,
    Purchase,
    PurchaseTotal,
    Sourcing,
    TradeTerm,
)

__all__ = ["SUPPLY", "supplied"]

# Names of addresses, and the row that stands in each; longer names go before those that they begin with.
SUPPLY = {
    "supply_row": "city",
    "product": "product",
    "essential_input": "essential_input",
    "essential_input_new": "product",
    "trade_term": "trade_term",
    "purchase": "purchase",
    "purchase_total": "purchase_total",
    "purchase_form": "firm",
    "capability": "capability",
    "material_flow": "material_flow",
    "sourcing": "sourcing",
    "analysis_run": "analysis_run",
    "stress": "stress",
    "place_output": "place_output",
}
YEAR = {"period_start": date(2024, 1, 1), "period_end": date(2024, 12, 31)}


def supplied(plan: Plan, chain: Chain, by: User, firm: Enterprise) -> dict[str, Any]:
    city, now = plan.city, timezone.now()
    product = Product.objects.create(city=city, code="casting", name="压铸件")
    bought = {"city": city, "customer": firm, "source": "台账", "reported_at": now, **YEAR}
    runs = {
        name: AnalysisRun.objects.create(
            city=city, kind=kind, asked_by=by, asked_at=now, **YEAR,
            settings={"epsilon": 0.01, "firms": [firm.pk], "strangers": [], "part": 100, "second": False, "months": 1,
                      "by": "firms"},
        ).pk
        for name, kind in (("analysis_run", "risk"), ("stress", "stress"))
    }  # fmt: skip
    return runs | {
        "city": city.pk,
        "product": product.pk,
        "essential_input": EssentialInput.objects.create(product=product, level=2, source="调查").pk,
        "trade_term": TradeTerm.objects.create(city=city, term="老铝", means="压铸件", kind="jargon").pk,
        "purchase": Purchase.objects.create(item="壳体", supplier_name="外地厂", value=5, **bought).pk,
        "purchase_total": PurchaseTotal.objects.create(value=9, **bought).pk,
        "capability": Capability.objects.create(
            city=city, enterprise=firm, text="压铸", source="填报", stated_on=YEAR["period_start"]
        ).pk,
        "material_flow": _flow(plan, firm),
        "sourcing": Sourcing.objects.create(
            city=city, chain=chain, item="壳体", supplier_name="外地厂", entered_by=by, entered_at=now
        ).pk,
        "place_output": PlaceOutput.objects.create(
            city=city, place="外市", industry="36", year=2023, value=5, source="年鉴"
        ).pk,
    }


def _flow(plan: Plan, firm: Enterprise) -> int:
    material, _ = Material.objects.get_or_create(
        plan=plan, code="scrap_steel", defaults={"name": "废钢", "unit": "吨", "tolerance": 5}
    )
    row = MaterialFlow.objects.create(
        city=plan.city,
        enterprise=firm,
        material=material,
        from_local=5,
        source="台账",
        reported_at=timezone.now(),
        **YEAR,
    )
    return row.pk
