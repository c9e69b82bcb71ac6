"""What firms of the made-up city stand on: facilities of its parks, plots, quotas of each year, specialised parks.

Planted: a sewage plant that is used beyond what it can, a substation past its day, gas of which nobody said how much is
used, a canteen that is missing, a quota that lapsed with something left, two needs for more land than is left, one for
power that stands still, a park of moulds past its day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Membership
from lianzhang.kernel.workdays import SHANGHAI
from lianzhang.market.models import Delivery, Match, Need, Posting
from lianzhang.parks.models import Capacity, SpecialPark, Tenant
from lianzhang.plans.models import CapacityKind, NeedKind, NeedStage, Plan
from lianzhang.registry.models import Organization, Park, Post, Region, Segment

__all__ = ["write_parks"]

SINCE, OPENED = date(2021, 6, 1), date(2023, 3, 1)
# Of each park: kind, how it is called, how much there is, how much of it is used.
FACILITIES = (
    ("power", "变电站", 80_000, 52_000),
    ("water", "供水", 20_000, 13_000),
    ("gas", "供气", 60_000, None),
    ("sewage", "污水厂", 10_000, 7_600),
    ("workshops", "标准厂房", 120_000, 96_000),
    ("housing", "职工公寓", 800, 610),
    ("plots", "工业用地", 320, 140),
)
FULL, LATE, BARE = "shili-chem-park", "shili-auto-park", "shili-recycling-park"
# Of each year: kind, how it is called, how much there is, how much of it was used; less of it in the year that lapsed.
QUOTAS = (("land_quota", "省级新增用地", 600, 585, 470), ("energy_quota", "省级能耗指标", 50_000, 49_000, 41_000))
# Of land less is left than is asked for, even if what was delivered is in what was used: so early in a year.
LEFT_OVER, NOW = 2023, {"land_quota": (300, 170), "energy_quota": (50_000, 31_000)}
SPECIAL = (("铸造", "open"), ("模具", "building"), ("表面处理", "planned"), ("印染", "dropped"))
BUREAU = "自然资源"
# What is asked for: kind, title, quantity, output to be made, the stage it is in, and for how many days.
ASKED = (
    ("land", "三号车间扩建用地", 60, 15_000, "pending", 30),
    ("land", "零部件园二期用地", 80, 28_000, "pending", 20),
    ("power", "新增两台中频炉用电", 12_000, 0, "pending", 150),
)
GIVEN, SOURCE = 45, "园区月报（示例）"


def write_parks(city: Region, account: User) -> tuple[int, int]:
    """How many capacities and specialised parks; none under a plan without their kinds."""
    plan = Plan.objects.filter(city=city).order_by("-ends").first()
    kinds = {each.code: each for each in CapacityKind.objects.filter(plan=plan)} if plan else {}
    if not kinds:
        return 0, 0
    today, body = timezone.localdate(), Organization.objects.filter(city=city, name__contains=BUREAU).first()
    entered = {"city": city, "entered_by": account, "entered_at": _at(SINCE), "authors": ()}
    rows = [*_facilities(city, today), *_quotas(today)]
    made = [
        Capacity(kind=kinds[kind], unit=body, **entered, **{"used_source": SOURCE if told.get("used") else ""} | told)
        for kind, told in rows
        if kind in kinds
    ]
    Capacity.objects.bulk_create(made)
    quota = Capacity.objects.filter(city=city, kind__code="land_quota", year=today.year).first()
    _asked(city, account, quota, today)
    return len(made), _special_parks(city, entered, today)


def _at(day: date) -> datetime:
    return datetime.combine(day, time(10), SHANGHAI)


def _facilities(city: Region, today: date) -> Iterator[tuple[str, dict[str, Any]]]:
    stated = today - timedelta(days=40)
    for park in Park.objects.filter(city=city).order_by("code"):
        for kind, title, amount, used in FACILITIES:
            told = {"name": f"{park.name}{title}", "park": park, "state": "usable", "usable_on": SINCE}
            told |= {"amount": Decimal(amount), "used": used, "used_on": stated if used else None}
            if kind == "sewage" and park.code == FULL:
                told |= {"used": 10_400, "works": "二期工程可研在编。（示例）"}
            yield kind, told
        if park.code == LATE:
            told = {"name": f"{park.name}第二变电站", "park": park, "state": "building", "amount": Decimal(63_000)}
            yield "power", told | {"ready_on": today - timedelta(days=60), "works": "设备到货晚了两个月。（示例）"}
        if park.code == BARE:
            yield "canteen", {"name": f"{park.name}食堂", "park": park, "state": "missing"}


def _quotas(today: date) -> Iterator[tuple[str, dict[str, Any]]]:
    for year in range(SINCE.year, today.year + 1):
        for kind, title, amount, used, less in QUOTAS:
            last = date(year, 12, 31)
            told = {"name": f"{year}年{title}", "year": year, "origin": "provincial", "lapses_on": last}
            told |= {"state": "usable", "usable_on": date(year, 1, 1), "amount": amount}
            if year == today.year:
                amount, used = NOW[kind]
                told |= {"amount": amount, "used": used, "used_on": max(today - timedelta(days=20), date(year, 1, 1))}
            else:
                told |= {"used": less if year == LEFT_OVER else used, "used_on": last}
            yield kind, told


def _asked(city: Region, account: User, quota: Capacity | None, today: date) -> None:
    """Needs beside those that are drawn, each answered by the post of a bureau."""
    kinds = {each.code: each for each in NeedKind.objects.filter(plan__city=city)}
    places = Membership.objects.filter(enterprise__city=city, enterprise__outside=False, ends=None)
    firms = list(places.order_by("enterprise", "pk").values_list("enterprise", "chain")[:4])
    if quota is None or len(firms) < len(ASKED) + 1 or not {"land", "power"} <= set(kinds):
        return
    post = Post.objects.filter(city=city, rank__role=kinds["land"].answered_by).order_by("code").first()
    if post is None:
        return
    for (kind, title, quantity, output, stage, days), (firm, chain) in zip(ASKED, firms, strict=False):
        row = _need(city, account, kinds[kind], title, quantity, firm, chain, today)
        row.details |= {f"{kind}_output": str(output)} if output else {}
        row.save()
        here = NeedStage.objects.filter(plan=kinds[kind].plan_id, code=f"{kind}_{stage}").first()
        begun = today - timedelta(days=days)
        _match(row, post, begun, state="talking", stage=here, slow_on=begun + timedelta(days=90), capacity=quota)
    row = _need(city, account, kinds["land"], "一期用地", GIVEN, *firms[-1], today)
    on = max(today - timedelta(days=10), date(today.year, 1, 1))
    done = _match(row, post, on, state="delivered", agreed_on=on, delivered_on=on, capacity=quota)
    Delivery.objects.create(match=done, delivered_on=on, quantity=GIVEN, note="批复（示例）", capacity=quota)


def _need(
    city: Region, account: User, kind: NeedKind, title: str, quantity: int, firm: int, chain: int, today: date
) -> Need:
    began = today - timedelta(days=170)
    said: dict[str, Any] = {"city": city, "kind": kind, "chain_id": chain, "title": title, "text": f"{title}。（示例）"}
    said |= {"quantity": quantity, "unit": kind.unit, "wanted_by": today + timedelta(days=45)}
    said |= {"valid_until": today + timedelta(days=200), "published_on": began}
    entered = {"entered_by": account, "entered_at": _at(began), "authors": ()}
    row = Need.objects.create(enterprise_id=firm, state="open", details={}, **said, **entered)
    Posting.objects.create(need=row, **said)
    return row


def _match(need: Need, post: Post, begun: date, **told: Any) -> Match:
    if told["capacity"].kind.need_kind_id != need.kind_id:
        told["capacity"] = None
    return Match.objects.create(city_id=need.city_id, need=need, body=post, begun_on=begun, staged_on=begun, **told)


def _special_parks(city: Region, entered: dict[str, Any], today: date) -> int:
    days: dict[str, dict[str, Any]] = {
        "open": {"opened_on": OPENED},
        "building": {"ready_on": today - timedelta(days=40)},
        "planned": {"ready_on": today + timedelta(days=300)},
        "dropped": {"reason": "环评没有通过，改为扩建现有园区。（示例）"},
    }
    parks, count = list(Park.objects.filter(city=city).order_by("code")), 0
    for number, (word, state) in enumerate(SPECIAL):
        segment = Segment.objects.filter(city=city, name__contains=word).order_by("pk").first()
        if segment is None:
            continue
        where = {"park": parks[number % len(parks)]} if parks and state != "planned" else {}
        row = SpecialPark.objects.create(
            chain_id=segment.chain_id, name=f"示例{word}产业园", state=state, **where, **days[state], **entered
        )
        row.segments.set([segment])
        count += 1
        if state == "open":
            _move_in(row)
    return count


def _move_in(row: SpecialPark) -> None:
    """Three firms of its chain, one a month."""
    rows = Membership.objects.filter(chain=row.chain_id, enterprise__outside=False, ends=None).order_by("enterprise")
    for number, firm in enumerate(rows.values_list("enterprise", flat=True).distinct()[:3]):
        Tenant.objects.create(special_park=row, enterprise_id=firm, moved_in=OPENED + timedelta(days=30 * number))
