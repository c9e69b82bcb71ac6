"""Rows of parks that nothing hangs on, and every act on one of them that has an address (test_gone.py)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import Model
from django.utils import timezone

from lianzhang.kernel.lifecycle import AskKind
from lianzhang.parks.actions import CAPACITY_VERBS
from lianzhang.parks.lifecycle import CAPACITY, SPECIAL_PARK
from lianzhang.parks.models import Capacity, SpecialPark, Tenant
from lianzhang.parks.park_actions import PARK_VERBS
from lianzhang.plans.models import CapacityKind
from tests.enterprises.world import START, City

__all__ = ["ParkRows", "park_acts"]

INSIDE, NEWCOMER = 900, "试验铸件厂"  # the key of who is in a park, and who moves in


def park_acts(said: str) -> dict[str, tuple[str, dict[str, str]]]:
    """By the name of each address its row, and what the form sends; `said` is what somebody has just written."""
    texts = {
        f"{table.name}_{step}": (
            table.name,
            {ask.name: said for ask in table.steps[step].asks if ask.kind is AskKind.TEXT},
        )
        for table, verbs in ((CAPACITY, CAPACITY_VERBS), (SPECIAL_PARK, PARK_VERBS))
        for step in verbs
    }
    return texts | {
        "capacity_change": ("capacity", {"name": said, "amount": "5", "year": "2023", "origin": "stock"}),
        "capacity_use": ("capacity", {"used": "5", "used_on": "2023-06-30", "used_source": said}),
        "special_park_change": ("special_park", {"name": said, "segments": "chain-0-up"}),
        "special_park_move_in": ("special_park", {"enterprise": NEWCOMER, "day": "2023-06-30"}),
        "special_park_move_out": ("special_park", {"tenant": str(INSIDE), "day": "2023-06-30"}),
    }


class ParkRows:
    """Part of Rows, which has a city and a firm."""

    city: City
    other: Any

    def _entered(self) -> dict[str, Any]:
        return {"city": self.city.region, "entered_by": self.city.office, "entered_at": timezone.now()}

    def capacity(self) -> Model:
        kind = CapacityKind.objects.create(plan=self.city.plan, code="gone-land", name="用地", form="quota", unit="亩")
        told = {"year": START.year, "origin": "stock", "amount": Decimal(5), "state": "usable", "usable_on": START}
        return Capacity.objects.create(kind=kind, name="存量", **told, **self._entered())

    def special_park(self) -> Model:
        told = {"chain": self.city.chains[0], "name": "铸造园", "state": "open", "opened_on": START}
        row = SpecialPark.objects.create(**told, **self._entered())
        self.city.firm(NEWCOMER)
        Tenant.objects.create(pk=INSIDE, special_park=row, enterprise=self.other, moved_in=START)
        return row
