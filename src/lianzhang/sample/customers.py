"""Writes three years of a list, customers of its groups with what they buy, and two fairs of the made-up city.

Planted: a group renamed in the last year; customers whose firm is in the register and buys here, others that nobody
talks to; one fair whose firms answered after a year, one without replies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.enterprises.api import folded
from lianzhang.enterprises.models import Enterprise, Membership
from lianzhang.kernel.bulk import allocate_ids, bulk_insert
from lianzhang.market.models import (
    Customer,
    CustomerCategory,
    Event,
    FairResult,
    Participation,
    RankedGroup,
)
from lianzhang.plans.models import EventKind, Plan, Ranking
from lianzhang.registry.models import Region
from lianzhang.supply.models import Capability, Product, Purchase

from .place import SOURCE

__all__ = ["write_customers"]

SEED, YEARS = 41, (2021, 2022, 2023)
GROUPS = ("甲江重工", "乙山汽车", "丙湖电气", "丁原化工", "戊川轨道", "己海装备", "庚林能源", "辛泽农机")
RENAMED, LATER = 2, "丙湖智能电气"
BODIES = ("采购公司", "物资公司")
BUYS, ATTENDED, SILENT = 5, 4, 3
Row = dict[str, Any]


def write_customers(city: Region, account: User, seed: int) -> int:
    """How many customers; none in a city without a plan that names lists."""
    plan = Plan.objects.filter(city=city).order_by("-ends").first()
    rankings = list(Ranking.objects.filter(plan=plan).order_by("order")[1:3]) if plan else []
    if plan is None or not rankings:
        return 0
    rng = Random(seed + SEED)  # noqa: S311 - nothing secret
    _rank(city, rankings, rng)
    count = _customers(city, account, rng)
    _fairs(city, account, plan, rng)
    return count


def _put(model: Any, rows: Sequence[Row]) -> None:
    if rows:
        bulk_insert(model, {name: [row[name] for row in rows] for name in rows[0]})


def _named(number: int, year: int) -> str:
    later = number == RENAMED and year == YEARS[-1]
    return f"{LATER if later else GROUPS[number]}集团（示例）"


def _rank(city: Region, rankings: Sequence[Ranking], rng: Random) -> None:
    """Ranks change every year; the second list has half of the groups."""
    rows: list[Row] = []
    for order, ranking in enumerate(rankings):
        places = {number: 40 + 55 * number for number in range(0, len(GROUPS), order + 1)}
        for year in YEARS:
            for number, place in places.items():
                name, former = _named(number, year), _named(number, year - 1)
                places[number] = max(place + rng.randrange(-20, 21), 1)
                renamed = former if former != name else ""
                rows.append(
                    {
                        "city_id": city.pk,
                        "ranking_id": ranking.pk,
                        "year": year,
                        "rank": places[number],
                        "group": name,
                        "formerly": renamed,
                        "folded": folded(name),
                        "formerly_folded": folded(renamed) if renamed else "",
                        "source": SOURCE,
                        "version": 0,
                    }
                )
    _put(RankedGroup, rows)


def _customers(city: Region, account: User, rng: Random) -> int:
    """The first of each group's bodies is a firm that buys here, as far as there are such; the others are outside."""
    bought = Purchase.objects.filter(city=city).order_by("customer").values_list("customer", flat=True).distinct()
    buyers = list(Enterprise.objects.filter(pk__in=list(bought[:40]), merged_into=None).order_by("pk")[: len(GROUPS)])
    chains = dict(Membership.objects.filter(enterprise__in=buyers).order_by("-pk").values_list("enterprise", "chain"))
    made = list(Capability.objects.filter(city=city, product__isnull=False).values_list("product", flat=True))
    products = list(Product.objects.filter(city=city).order_by("pk"))
    able = sorted(set(made))
    same: Row = {"city_id": city.pk, "note": "", "source": SOURCE, "entered_by_id": account.pk, "version": 0}
    same |= {"entered_at": timezone.now(), "post_id": None, "authors": (account.pk,)}
    rows: list[Row] = []
    buys: list[list[Row]] = []
    for number in range(len(GROUPS)):
        for order, body in enumerate(BODIES):
            firm = buyers[number] if order == 0 and number < len(buyers) else None
            rows.append(same | _customer(number, order, body, firm, chains))
            buys.append(_bought(rng, firm, products, able))
    keys = allocate_ids(Customer, len(rows))
    _put(Customer, [{"id": pk, **row} for pk, row in zip(keys, rows, strict=True)])
    _put(CustomerCategory, [{"customer_id": pk, **each} for pk, some in zip(keys, buys, strict=True) for each in some])
    return len(rows)


def _customer(number: int, order: int, body: str, firm: Enterprise | None, chains: dict[int, int]) -> Row:
    group = _named(number, YEARS[0])
    return {
        "name": f"{firm.name}（客户）"[:120] if firm else f"{GROUPS[number]}{body}（示例）",
        "group": group,
        "group_folded": folded(group),
        "enterprise_id": firm.pk if firm else None,
        "place": "" if number == 0 and order else "省外（示例）",
        "chain_id": chains.get(firm.pk) if firm else None,
        "shown": number % 2 == 0,
    }


def _bought(rng: Random, firm: Enterprise | None, products: Sequence[Product], able: Sequence[int]) -> list[Row]:
    """What it bought here, what firms here can make, what nobody makes, and something in words."""
    sold = Purchase.objects.filter(customer=firm, product__isnull=False) if firm else Purchase.objects.none()
    keys = list(dict.fromkeys(sold.order_by("-value").values_list("product", flat=True)))[:1]
    keys += rng.sample(able, min(2, len(able))) + [
        each.pk for each in rng.sample(list(products), min(2, len(products)))
    ]
    names = {each.pk: each.name for each in products}
    told = [
        {"name": names[key], "product_id": key, "value": Decimal(rng.randrange(2, 90) * 100), "version": 0}
        for key in dict.fromkeys(keys)
        if key in names
    ]
    unique = {each["name"]: each for each in told[:BUYS]}
    words: Row = {"name": "检测和包装服务", "product_id": None, "value": None, "version": 0}
    return [*unique.values(), words]


def _fairs(city: Region, account: User, plan: Plan, rng: Random) -> None:
    kind = EventKind.objects.filter(plan=plan, results=EventKind.Results.PARTICIPANTS).order_by("order").first()
    members = Membership.objects.filter(enterprise__city=city, enterprise__outside=False, ends=None)
    firms = list(dict.fromkeys(members.order_by("enterprise").values_list("enterprise", flat=True)))
    if kind is None or len(firms) < ATTENDED + SILENT:
        return
    days = [date(YEARS[1], 11, 5), date(YEARS[2], 4, 15)]
    same: Row = {"city_id": city.pk, "entered_by_id": account.pk, "chain_id": None, "post_id": None, "kind_id": kind.pk}
    same |= {
        "version": 0,
        "authors": (),
        "place": "省外会展中心（示例）",
        "starts": time(9),
        "tables": 1,
        "minutes": 30,
    }
    same |= {"entered_at": timezone.now(), "reason": "", "state": "held"}
    events = list(allocate_ids(Event, len(days)))
    titles = ("进口博览会（示例）", "春季交易会（示例）")
    told = zip(events, days, titles, strict=True)
    _put(Event, [{"id": pk, "day": day, "title": f"{day.year}年{title}", **same} for pk, day, title in told])
    taking = [(events[0], firm) for firm in firms[:ATTENDED]]
    taking += [(events[1], firm) for firm in firms[ATTENDED : ATTENDED + SILENT]]
    keys = allocate_ids(Participation, len(taking))
    own: Row = {"version": 0, "post_id": None, "authors": (account.pk,)}
    parts = (_part(rng, number, event, firm) for number, (event, firm) in enumerate(taking))
    _put(Participation, [{"id": pk, "city_id": city.pk, **part, **own} for pk, part in zip(keys, parts, strict=True)])
    results = [
        _result(rng, pk, days[events.index(event)], months, answered=event == events[0])
        for pk, (event, _) in zip(keys, taking, strict=True)
        for months in kind.asked_after
    ]
    _put(FairResult, [{**each, **own} for each in results])


def _part(rng: Random, number: int, event: int, firm: int) -> Row:
    return {
        "event_id": event,
        "enterprise_id": firm,
        "state": "attended",
        "booth": f"A{number + 1:02}",
        "leads": rng.randrange(2, 20),
        "intended": Decimal(rng.randrange(5, 90)),
        "intended_in": "dollar",
        "contracted": Decimal(rng.randrange(0, 400)),
        "contracted_in": "yuan",
        "note": "",
        "reason": "",
    }


def _result(rng: Random, participation: int, day: date, months: int, *, answered: bool) -> Row:
    asked = day + timedelta(days=30 * months + 2)
    worth = Decimal(rng.randrange(0, 9) * 20 * months // 12)
    return {
        "participation_id": participation,
        "months": months,
        "final": months == 12,
        "state": "told" if answered else "silent",
        "orders": months // 3 if answered else None,
        "contracted": None,
        "contracted_in": "yuan",
        "delivered": worth if answered else None,
        "delivered_in": "yuan",
        "note": "",
        "asked_on": asked,
        "answered_on": asked + timedelta(days=6) if answered else None,
        "due": None,
    }
