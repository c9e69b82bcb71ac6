"""Writes the drawn supply of the made-up city: catalogue, purchases, capabilities, second sources, table by table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.utils import timezone

from lianzhang.access.api import SYSTEM, roles
from lianzhang.accounts.models import User
from lianzhang.enterprises.api import folded
from lianzhang.kernel import clocks as reckoning
from lianzhang.kernel.bulk import allocate_ids, bulk_insert, update_statistics
from lianzhang.kernel.periods import Period
from lianzhang.kernel.workdays import SHANGHAI
from lianzhang.plans.models import Plan, SupplyLimit
from lianzhang.registry.api import work_calendar
from lianzhang.registry.models import Chain, Post, Region, Segment
from lianzhang.sample.place import Place
from lianzhang.supply.api import Permission, ask_risk, customers_of, rate_of, weighted_lines
from lianzhang.supply.models import (
    Capability,
    Demand,
    EssentialInput,
    Product,
    ProductName,
    Purchase,
    PurchaseTotal,
    Sourcing,
    SourcingState,
    TradeTerm,
)
from lianzhang.work.models import Clock

from .capabilities import capabilities, words
from .catalogue import goods
from .drawing import Supply, draw_supply
from .lines import Columns, Lines, purchases, totals
from .market import BOUGHT
from .sourcings import Sought, draw_sourcings

__all__ = ["ask_risks", "write_supply"]

STATED = "示例设定"
Row = dict[str, Any]


def write_supply(
    city: Region, account: User, firms: Sequence[int], place: Place, drawn: dict[str, Columns], scale: str, seed: int
) -> dict[str, int]:
    """How many rows of each kind; `firms` are the keys of the drawn firms."""
    writing = _Writing(city, account, firms)
    supply = draw_supply(place, drawn, scale, seed)
    lines = Lines(supply, seed)
    counts = {
        "products": writing.catalogue(),
        "purchases": writing.purchases(purchases(lines)),
        "purchase_totals": writing.totals(totals(lines)),
        "capabilities": writing.capabilities(capabilities(supply, place, seed)),
    }
    # Rates are looked up from here on; PostgreSQL walks tables that it takes for empty line by line.
    update_statistics()
    return counts | {
        "sourcings": writing.sourcings(supply, draw_sourcings(supply, scale, seed, timezone.localdate())),
    }


def ask_risks(city: Region) -> None:
    """What the stop of each firm would cost, year by year: reckoned behind the pages, once a worker runs."""
    for year in BOUGHT:
        ask_risk(city=city, period=Period(date(year, 1, 1), date(year, 12, 31)), by=SYSTEM)


class _Writing:
    def __init__(self, city: Region, account: User, firms: Sequence[int]) -> None:
        self.city, self.account, self.firms = city, account, firms
        self.products: list[int] = []
        self.rates: dict[tuple[int, int], Decimal | None] = {}

    # --- what is bought
    def catalogue(self) -> int:
        self.products = allocate_ids(Product, len(goods()))
        keys = {each.code: pk for each, pk in zip(goods(), self.products, strict=True)}
        segments = dict(Segment.objects.filter(city=self.city).values_list("code", "pk"))
        rows: list[Row] = [
            {
                "id": keys[each.code],
                **{name: getattr(each, name) for name in ("code", "name", "unit", "industry", "why_not")},
                "parent_id": keys.get(each.parent),
                "segment_id": segments.get(each.segment),
                "not_made_here": bool(each.why_not),
                "city_id": self.city.pk,
                "version": 0,
            }
            for each in goods()
        ]
        _put(Product, rows)
        named = [(keys[each.code], name) for each in goods() for name in each.names]
        _put(ProductName, [{"product_id": key, "name": name, "folded": folded(name)} for key, name in named])
        essential = [(keys[each.code], *level) for each in goods() for level in each.essential]
        _put(
            EssentialInput,
            [
                {"product_id": key, "industry": industry, "level": level, "source": STATED, "version": 0}
                for key, industry, level in essential
            ],
        )
        _put(
            TradeTerm, [{**each, "city_id": self.city.pk, "source": STATED, "version": 0} for each in words()["terms"]]
        )
        return len(rows)

    # --- who bought it
    def purchases(self, columns: Columns) -> int:
        return self._pour(Purchase, columns)

    def totals(self, columns: Columns) -> int:
        return self._pour(PurchaseTotal, columns)

    def capabilities(self, columns: Columns) -> int:
        return self._pour(Capability, columns)

    def _pour(self, model: Any, columns: Columns) -> int:
        """Columns in which firms and products are numbers."""
        told: dict[str, Sequence[Any]] = dict(columns)
        count = len(next(iter(columns.values())))
        for name, stored in (("customer", "customer_id"), ("supplier", "supplier_id"), ("firm", "enterprise_id")):
            if name in told:
                told[stored] = [None if firm is None else self.firms[firm] for firm in told.pop(name)]
        if "product" in told:
            told["product_id"] = [None if each is None else self.products[each] for each in told.pop("product")]
        same = {"city_id": self.city.pk, "version": 0, "post_id": None, "authors": (self.account.pk,)}
        if count:
            bulk_insert(model, told | {name: [value] * count for name, value in same.items()})
        return count

    # --- second sources
    def sourcings(self, supply: Supply, drawn: list[Sought]) -> int:
        chains = dict(Chain.objects.filter(city=self.city).values_list("code", "pk"))
        posts = _posts(self.city)
        plan = Plan.objects.get(city=self.city)
        limits = dict(SupplyLimit.objects.filter(plan=plan).values_list("what", "days"))
        calendar = work_calendar()
        rows, demands, clocks = [], [], []
        for pk, each in zip(allocate_ids(Sourcing, len(drawn)), drawn, strict=True):
            chain = chains[supply.market.chains[each.chain]]
            own = [_clock(pk, *limit, limits, calendar) for limit in each.limits if limit[0] in limits]
            due = min((clock["due"] for clock in own if clock["stopped_at"] is None), default=None)
            told = {"chain_id": chain, "post_id": posts.get(chain), "due": due} | self._measured(chain, each)
            rows.append(self._sourcing(pk, supply, each) | told)
            clocks += own
            demands += [
                {"sourcing_id": pk, "customer_id": self.firms[firm], "value": value, **BLANK_DEMAND}
                for firm, value in each.customers.items()
            ]
        for model, written in ((Sourcing, rows), (Demand, demands), (Clock, clocks)):
            _put(model, written)
        return len(rows)

    def _measured(self, chain: int, sought: Sought) -> Row:
        """What share of the chain's purchases was made in the city before and after, as its page tells it."""
        if sought.state != SourcingState.MEASURED:
            return {"rate_before": None, "rate_after": None}
        return {"rate_before": self._rate(chain, BOUGHT[-2]), "rate_after": self._rate(chain, BOUGHT[-1])}

    def _rate(self, chain: int, year: int) -> Decimal | None:
        if (chain, year) not in self.rates:
            period = Period(date(year, 1, 1), date(year, 12, 31))
            lines, weight = weighted_lines(self.city.pk, period, customers_of(self.city.pk, (chain,), period))
            share = rate_of(lines, "city", weight).share
            self.rates[chain, year] = None if share is None else Decimal(f"{100 * share:.2f}")
        return self.rates[chain, year]

    def _sourcing(self, pk: int, supply: Supply, sought: Sought) -> Row:
        told, strangers = dict(sought.fields), supply.relations.strangers.names
        supplier, second = sought.supplier, sought.second
        names = supply.market.names
        named = sought.named if second is None else names[second] if second >= 0 else strangers[-second - 1]
        entered, ended = told.pop("entered"), told.pop("ended")
        return told | {
            "id": pk,
            "city_id": self.city.pk,
            "product_id": self.products[sought.product],
            "item": goods()[sought.product].name,
            "supplier_id": self.firms[supplier] if supplier >= 0 else None,
            "supplier_name": names[supplier] if supplier >= 0 else strangers[-supplier - 1],
            "state": sought.state.value,
            "candidate_id": self.firms[second] if second is not None and second >= 0 else None,
            "candidate_name": named,
            "supplying_since": told.pop("since"),
            "entered_by_id": self.account.pk,
            "entered_at": _moment(entered),
            "ended_at": _moment(ended) if ended else None,
            "authors": (self.account.pk,),
            "version": 1,
            **BLANK_SOURCING,
        }


BLANK_SOURCING: Row = dict.fromkeys(("risk_before", "risk_after", "run_before_id", "run_after_id"))
BLANK_DEMAND: Row = {"quantity": None, "unit": "", "stock_days": None, "contract_end": None}


def _posts(city: Region) -> dict[int, int]:
    """The post that carries the second sources of each chain."""
    carrying = [code for code, each in roles().items() if Permission.SOURCE in each.permissions]
    posts = Post.objects.filter(city=city, rank__role__in=carrying, chains__isnull=False).order_by("-code")
    return dict(posts.values_list("chains", "pk"))


def _clock(pk: int, name: str, since: date, until: date | None, limits: dict[str, int], calendar: Any) -> Row:
    clock = reckoning.Clock(name, limits[name], _moment(since), (), _moment(until) if until else None)
    due, provisional = reckoning.due(clock, calendar)
    return {
        "subject": f"supply.Sourcing:{pk}", "name": name, "limit_workdays": clock.limit_workdays,
        "extended_workdays": 0, "started_at": clock.started, "stopped_at": clock.stopped, "pauses": [],
        "due": due, "provisional": provisional,
    }  # fmt: skip


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(10), SHANGHAI)


def _put(model: Any, rows: list[Row]) -> None:
    if rows:
        bulk_insert(model, {name: [row[name] for row in rows] for name in rows[0]})
