"""Who is stopped in a stress test, and who may be told what came of it.

A post lets firms stop, and reads what came of it, whose purchases it sees: sums over the whole city would otherwise
tell who hangs on a firm. Stops of a whole district or product tell of nobody once enough firms stand in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from lianzhang.access.api import SYSTEM, acting, sees_all, visible
from lianzhang.enterprises.api import on_chains
from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.disclosure import FEWEST
from lianzhang.registry.models import Region
from lianzhang.supply.models import AnalysisRun, Product, Purchase
from lianzhang.supply.rates.lines import Lines

from .risk_model import main_products

__all__ = ["BROAD", "Sight", "Stop", "by_product", "by_region", "runs_in_sight", "sight_of"]

FIRMS, REGION, PRODUCT = "firms", "region", "product"
BROAD = (REGION, PRODUCT)


@dataclass(frozen=True, slots=True)
class Stop:
    """Firms by key and strangers by name that stop together; `by` says how they were chosen, `called` in words."""

    by: str
    called: str
    firms: tuple[int, ...] = ()
    strangers: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.firms) + len(self.strangers)

    @property
    def said(self) -> dict[str, Any]:
        """As a run keeps it."""
        return {
            "by": self.by,
            "called": self.called,
            "firms": list(self.firms),
            "strangers": list(self.strangers),
        }


@dataclass(frozen=True, slots=True)
class Sight:
    """Of which firms a post sees the purchases; `whole`: of all in the city."""

    whole: bool = False
    firms: frozenset[int] = frozenset()
    strangers: frozenset[str] = frozenset()

    def within(self, stop: Stop) -> Stop:
        """Those of a stop that it sees."""
        if self.whole:
            return stop
        firms = tuple(key for key in stop.firms if key in self.firms)
        return Stop(stop.by, stop.called, firms, tuple(name for name in stop.strangers if name in self.strangers))

    def sees(self, settings: Mapping[str, Any]) -> bool:
        """Whether it may be told what a run with these settings found."""
        firms, strangers = settings.get("firms", ()), settings.get("strangers", ())
        if self.whole or (settings.get("by") in BROAD and len(firms) + len(strangers) >= FEWEST):
            return True
        return self.firms.issuperset(firms) and self.strangers.issuperset(strangers)


def sight_of(user: Any, city: int) -> Sight:
    """What a post sees of the purchases of firms: of a firm of the city all or, from elsewhere, some."""
    if user is SYSTEM or sees_all(user, Purchase, Q(city=city)):
        return Sight(whole=True)
    active = acting(user)
    seen = visible(user, Purchase).filter(city=city).order_by()
    if active is None or not active.chain_keys:
        return Sight()
    own = Enterprise.objects.filter(on_chains(active), city=city).values_list("pk", flat=True)
    outside = seen.filter(supplier__outside=True).values_list("supplier", flat=True).distinct()
    strangers = seen.filter(supplier=None).values_list("supplier_name", flat=True).distinct()
    return Sight(firms=frozenset(own) | frozenset(outside), strangers=frozenset(strangers))


def runs_in_sight(user: Any, city: int) -> QuerySet[AnalysisRun]:
    """The runs of which a post may be told what they found; of others not even who was stopped."""
    runs = visible(user, AnalysisRun).filter(city=city)
    sight = sight_of(user, city)
    if sight.whole:
        return runs
    tests = runs.filter(kind=AnalysisRun.Kind.STRESS).order_by().values_list("pk", "settings")
    return runs.exclude(pk__in=[key for key, settings in tests if not sight.sees(settings)])


def by_region(lines: Lines, region: Region) -> Stop:
    """The firms of a district that buy or sell anything on record."""
    there = Enterprise.objects.filter(region=region, outside=False, merged_into=None).values_list("pk", flat=True)
    linked = set(lines.customer.tolist()) | set(lines.supplier.tolist())
    return Stop(REGION, str(region), tuple(sorted(linked & set(there))))


def by_product(lines: Lines, product: Product) -> Stop:
    """The suppliers that sell most of a product, or of one beneath it."""
    wanted = _beneath(product)
    makers = sorted(key for key, made in main_products(lines).items() if made in wanted)
    firms = tuple(key for key in makers if key > 0)
    return Stop(PRODUCT, str(product), firms, tuple(sorted(lines.strangers[-key - 1] for key in makers if key < 0)))


def _beneath(product: Product) -> set[int]:
    above = dict(Product.objects.filter(city=product.city_id).values_list("pk", "parent"))
    wanted: set[int] = {product.pk}
    while more := _children(above, wanted) - wanted:
        wanted |= more
    return wanted


def _children(above: Mapping[int, int | None], of: Iterable[int]) -> set[int]:
    parents = set(of)
    return {key for key, parent in above.items() if parent in parents}
