"""What stands against a capacity or a specialised park as it would be, by field, in words."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from lianzhang.plans.models import CapacityKind

from .models import Capacity, CapacityState, SpecialPark, SpecialParkState

__all__ = ["capacity_faults", "park_faults", "use_faults"]

YEARS = 30  # that a plan may look ahead, and a record back


def capacity_faults(row: Capacity) -> dict[str, str]:
    faults = {}
    if row.kind.plan.city_id != row.city_id:
        faults["kind"] = "方案里没有这类要素；请另选。"
    if not row.name:
        faults["name"] = "请写名称，让人看得出是哪一处、哪一笔。"
    elif _taken(row):
        faults["name"] = f"“{row.name}”已经登记过；请改那一条，或写得更具体。"
    if row.park and row.region:
        faults["region"] = "园区和区域只选一个；在园区里的选园区。"
    if row.amount is not None and row.amount <= 0:
        faults["amount"] = f"请写大于0的数，单位{row.kind.unit}；不清楚的留空，没有的登记成“没有”。"
    if row.state == CapacityState.PLANNED and row.ready_on is None:
        faults["ready_on"] = "规划的要写计划哪天可用，到日子没有办成会列到工作台上。"
    of_form = _quota_faults if row.kind.form == CapacityKind.Form.QUOTA else _place_faults
    return faults | of_form(row) | _day_faults(row)


def _quota_faults(row: Capacity) -> dict[str, str]:
    faults = {}
    if not (row.year and row.origin):
        faults["year" if not row.year else "origin"] = "指标要写年度和来源（国家、省、市或存量）。"
    elif abs(row.year - timezone.localdate().year) > YEARS:
        faults["year"] = "年度不对；请核对。"
    if row.amount is None:
        faults["amount"] = f"指标要写总量，单位{row.kind.unit}。"
    return faults


def _place_faults(row: Capacity) -> dict[str, str]:
    if row.year or row.origin or row.lapses_on:
        return {"year": "只有指标才有年度、来源和失效日期；设施和地块请留空。"}
    return {} if row.park or row.region else {"park": "设施和地块要写在哪个园区或区域。"}


def _day_faults(row: Capacity) -> dict[str, str]:
    today, faults = timezone.localdate(), {}
    if row.usable_on and row.usable_on > today:
        faults["usable_on"] = "还没有到的日子不能记可用；请写进“计划哪天可用”。"
    if row.ready_on and _far(row.ready_on, today):
        faults["ready_on"] = f"请写{YEARS}年以内的日期。"
    if row.lapses_on and row.year and row.lapses_on.year < row.year:
        faults["lapses_on"] = "失效日期早于指标的年度；请核对。"
    return faults


def _far(day: date, today: date) -> bool:
    return abs(day.year - today.year) > YEARS


def _taken(row: Capacity) -> bool:
    same = Capacity.objects.filter(city=row.city_id, kind=row.kind_id, name=row.name)
    return same.exclude(state=CapacityState.WITHDRAWN).exclude(pk=row.pk).exists()


def use_faults(row: Capacity) -> dict[str, str]:
    """Against a statement of what is used; more than there is may be true, and is shown so."""
    faults = {}
    if row.used is None or row.used < 0:
        faults["used"] = f"请写0以上的数，单位{row.kind.unit}。"
    if row.used_on is None or row.used_on > timezone.localdate():
        faults["used_on"] = "请写今天或以前的日期。"
    elif row.usable_on and row.used_on < row.usable_on:
        faults["used_on"] = f"这一天还不能用（{row.usable_on}起可用）；请核对。"
    if not row.used_source:
        faults["used_source"] = "请写数从哪里来，如“电力公司用电报表”。"
    return faults


def park_faults(row: SpecialPark) -> dict[str, str]:
    """`segments` are asked of the act: they are written after the row."""
    faults = {}
    if not row.name:
        faults["name"] = "请写名称。"
    else:
        same = SpecialPark.objects.filter(city=row.city_id, name=row.name).exclude(pk=row.pk)
        if same.exclude(state=SpecialParkState.DROPPED).exists():
            faults["name"] = f"“{row.name}”已经登记过；请改那一条。"
    if row.park and row.region:
        faults["region"] = "园区和区域只选一个；在园区里的选园区。"
    if row.ready_on and _far(row.ready_on, timezone.localdate()):
        faults["ready_on"] = f"请写{YEARS}年以内的日期。"
    return faults
