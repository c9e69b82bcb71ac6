"""Rows of supply that nothing hangs on, and every act on one of them that has an address (test_gone.py)."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.utils import timezone

from lianzhang.kernel.lifecycle import AskKind
from lianzhang.plans.models import Material
from lianzhang.supply import lifecycle as tables
from lianzhang.supply.capabilities.actions import VERBS as CAPABILITY_VERBS
from lianzhang.supply.flows.actions import FLOW_VERBS
from lianzhang.supply.models import (
    AnalysisRun,
    Capability,
    EssentialInput,
    MaterialFlow,
    Product,
    Purchase,
    PurchaseTotal,
    Sourcing,
    TradeTerm,
)
from lianzhang.supply.purchases.actions import TOTAL_VERBS, VERBS
from lianzhang.supply.runs.actions import VERBS as RUN_VERBS
from lianzhang.supply.sourcing.actions import VERBS as SOURCING_VERBS
from tests.enterprises.world import City
from tests.plans.world import START

__all__ = ["SupplyRows", "supply_acts"]

MAKER = "北方铸件厂"
YEAR = {"period_start": START, "period_end": START.replace(month=12, day=31)}


def supply_acts(said: str) -> dict[str, tuple[str, dict[str, str]]]:
    """By the name of each address its row, and what the form sends; `said` is what somebody has just written."""
    steps = (
        (tables.PURCHASE, VERBS),
        (tables.PURCHASE_TOTAL, TOTAL_VERBS),
        (tables.CAPABILITY, CAPABILITY_VERBS),
        (tables.MATERIAL_FLOW, FLOW_VERBS),
        (tables.SOURCING, SOURCING_VERBS),
        (tables.RUN, RUN_VERBS),
        *((each, ("withdraw",)) for each in (tables.PRODUCT, tables.ESSENTIAL_INPUT, tables.TRADE_TERM)),
    )
    texts = {
        f"{table.name}_{step}": (
            table.name,
            {ask.name: said for ask in table.steps[step].asks if ask.kind is AskKind.TEXT},
        )
        for table, verbs in steps
        for step in verbs
    }
    return texts | {
        "purchase_change": ("purchase", {"item": said, "supplier": "外地厂", "value": "5", "source": said}),
        "purchase_identify": ("purchase", {"supplier": MAKER}),
        "purchase_map": ("purchase", {"product": "casting"}),
        "purchase_total_change": ("purchase_total", {"value": "9", "source": said}),
        "capability_change": ("capability", {"text": said, "source": said}),
        "material_flow_change": ("material_flow", {"from_local": "5", "source": said}),
        "sourcing_choose": ("sourcing", {"candidate": said}),
        "product_change": ("product", {"code": "casting", "name": said}),
        "essential_input_change": ("essential_input", {"level": "2", "source": said}),
    }


class SupplyRows:
    """Part of Rows, which has a city and a firm."""

    city: City
    other: Any

    def purchase(self) -> Model:
        self.product(), self.city.firm(MAKER)
        return Purchase.objects.create(item="壳体", supplier_name="外地厂", value=5, **self._bought())

    def purchase_total(self) -> Model:
        return PurchaseTotal.objects.create(value=9, **self._bought())

    def _bought(self) -> dict[str, Any]:
        given = {"city": self.city.region, "customer": self.other, "source": "台账"}
        return given | {"reported_at": timezone.now()} | YEAR

    def capability(self) -> Model:
        given = {"enterprise": self.other, "text": "压铸", "source": "填报", "stated_on": START}
        return Capability.objects.create(city=self.city.region, **given)

    def material_flow(self) -> Model:
        given = {"plan": self.city.plan, "code": "scrap", "defaults": {"name": "废钢", "unit": "吨", "tolerance": 5}}
        material, _ = Material.objects.get_or_create(**given)
        told = {"enterprise": self.other, "material": material, "source": "台账", "reported_at": timezone.now()}
        return MaterialFlow.objects.create(city=self.city.region, from_local=5, **told, **YEAR)

    def sourcing(self) -> Model:
        entered = {"entered_by": self.city.office, "entered_at": timezone.now()}
        given = {"chain": self.city.chains[0], "item": "壳体", "supplier_name": "外地厂"}
        return Sourcing.objects.create(city=self.city.region, **given, **entered)

    def analysis_run(self) -> Model:
        asked = {"asked_by": self.city.office, "asked_at": timezone.now()}
        return AnalysisRun.objects.create(city=self.city.region, kind="risk", **asked, **YEAR)

    def product(self) -> Product:
        return Product.objects.create(city=self.city.region, code="casting", name="压铸件")

    def essential_input(self) -> Model:
        return EssentialInput.objects.create(product=self.product(), level=2, source="调查")

    def trade_term(self) -> Model:
        return TradeTerm.objects.create(city=self.city.region, term="老铝", means="压铸件", kind="jargon")
