"""What a few recyclers of the made-up city took in of scrap, and what became of it, over three years.

Planted: one report with more unexplained than allowed and one of which the firm was asked already, one with more out
than in and a reason, one that leaves a quantity open, a year that is reported in quarters as well, a firm with two
sites. How much arises is told by figures of the plan, but of one material nobody knows it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from random import Random
from typing import Any

from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Membership
from lianzhang.kernel.bulk import bulk_insert
from lianzhang.kernel.workdays import SHANGHAI
from lianzhang.plans.models import Material, Plan
from lianzhang.registry.models import Region
from lianzhang.sample.place import SOURCE
from lianzhang.supply.models import FlowState, MaterialFlow

from .market import BOUGHT

__all__ = ["write_flows"]

CHAIN, FIRMS, SEED = "recycling", 6, 23
SEGMENTS = {
    "scrap_steel": ("recycling_steel", "recycling_scrap_metal", "recycling_casting", "recycling_car_dismantle"),
    "scrap_aluminium": ("recycling_copper_al", "recycling_scrap_metal", "recycling_car_dismantle"),
    "scrap_lead_battery": ("recycling_lead", "recycling_battery_collect", "recycling_battery"),
    "scrap_lithium_battery": ("recycling_battery", "recycling_battery_collect"),
}
LARGE = (60_000, 14_000, 9_000, 2_400)  # tonnes a year, of the materials in their order
WHY = "上年入库时少记，本期盘点补记。（示例）"
RETURNED = "缺三月的转移联单。（示例）"
ASKED = "还有一成多说不清去向，超过容差；请补上漏报的去向，或写明原因。（示例）"
DESTINATION = "产品售给本地铸造、电池企业，残渣交有资质的处置单位。（示例）"
SITES = ("东厂区", "西厂区")
OPEN = Decimal("0.12")  # of what came in, that nobody can explain
Row = dict[str, Any]


def write_flows(city: Region, account: User, seed: int) -> int:
    """How many reports; none in a city without recyclers or a plan without materials."""
    materials = list(Material.objects.filter(plan=Plan.objects.get(city=city)).order_by("order"))
    members = Membership.objects.filter(chain__city=city, chain__code=CHAIN, enterprise__outside=False)
    stands = list(members.order_by("enterprise", "pk").values_list("enterprise", "segment__code"))
    if not materials or not stands:
        return 0
    rng = Random(seed + SEED)  # noqa: S311 - nothing secret
    rows = [row for number, firm in _recyclers(stands, materials) for row in _of_firm(rng, number, firm, materials)]
    same = {"city_id": city.pk, "version": 1, "post_id": None, "authors": (account.pk,)}
    bulk_insert(MaterialFlow, {name: [(row | same)[name] for row in rows] for name in (*rows[0], *same)})
    return len(rows)


def _recyclers(stands: Sequence[tuple[int, str | None]], materials: list[Material]) -> Iterator[tuple[int, int]]:
    """FIRMS numbers, each with a firm that does not take in the number's material already: one of its segments, where
    there is one, and one that takes in nothing yet."""
    taken: set[tuple[int, str]] = set()
    for number in range(FIRMS):
        code = materials[number % len(materials)].code
        free = [stand for stand in stands if (stand[0], code) not in taken]
        if free:
            busy = {firm for firm, _ in taken}
            firm, _ = min(free, key=lambda stand: (stand[1] not in SEGMENTS.get(code, ()), stand[0] in busy, stand[0]))
            taken.add((firm, code))
            yield number, firm


def _of_firm(rng: Random, number: int, firm: int, materials: list[Material]) -> Iterator[Row]:
    """The first firm says of the middle year what each quarter was, too."""
    material = materials[number % len(materials)]
    scale = LARGE[number % len(materials) % len(LARGE)]
    if number == FIRMS - 1:
        for site in SITES:
            for year in BOUGHT:
                whole = date(year, 1, 1), date(year, 12, 31)
                yield _report(rng, number, firm, material, *whole, scale // len(SITES)) | {"site": site}
        return
    for year in BOUGHT:
        row = _report(rng, number, firm, material, date(year, 1, 1), date(year, 12, 31), scale)
        if number == 0 and year == BOUGHT[1]:
            yield from (
                _report(rng, number, firm, material, date(year, month, 1), date(year, month + 2, day), scale // 4)
                for month, day in ((1, 31), (4, 30), (7, 30), (10, 31))
            )
        yield row | _planted(number, year, row)


def _report(rng: Random, number: int, firm: int, material: Material, start: date, end: date, scale: int) -> Row:
    taken = round(scale * rng.uniform(0.8, 1.2))
    outside = round(taken * rng.uniform(0.1, 0.4))
    stock, residue = round(taken * rng.uniform(-0.02, 0.03)), round(taken * rng.uniform(0.04, 0.08))
    rest = round(taken * rng.uniform(0, 0.03))
    filled = datetime.combine(end.replace(year=end.year + 1, month=1, day=20), time(10), SHANGHAI)
    return {
        "material_id": material.pk,
        "enterprise_id": firm,
        "site": "",
        "period_start": start,
        "period_end": end,
        "from_local": Decimal(taken - outside),
        "from_outside": Decimal(outside),
        "product": Decimal(taken - residue - stock - rest),
        "residue": Decimal(residue),
        "stock_change": Decimal(stock),
        "destination": DESTINATION,
        "permit": f"{material.permit}（示例）{end.year}-{number + 1:03}" if material.permit else "",
        "document": f"{material.document}{end.year}-{number + 1:03}" if material.document else "",
        "source": f"{SOURCE}：地磅单和生产台账",
        "why": "",
        "state": FlowState.CHECKED.value if end.year < BOUGHT[-1] else FlowState.REPORTED.value,
        "reported_at": filled,
        "reason": "",
        "question": "",
        "asked_at": None,
    }


def _planted(number: int, year: int, row: Row) -> Row:
    """What is otherwise in one report."""
    taken = row["from_local"] + row["from_outside"]
    match number, year - BOUGHT[0]:
        case 1, 2:
            return {"product": (row["product"] - taken * OPEN).quantize(Decimal(1))}
        case 4, 2:
            on = datetime.combine(date(year + 1, 2, 20), time(10), SHANGHAI)
            asked = {"state": FlowState.ASKED.value, "question": ASKED, "asked_at": on}
            return asked | {"product": (row["product"] - taken * OPEN).quantize(Decimal(1))}
        case 2, 1:
            return {"product": (taken * Decimal("1.15")).quantize(Decimal(1)), "why": WHY}
        case 3, 2:
            return {"residue": None, "state": FlowState.RETURNED.value, "reason": RETURNED}
    return {}
