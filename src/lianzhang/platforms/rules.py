"""What stands against a platform, a member or a report, by field, in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.utils import timezone

from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.formatting import day, number
from lianzhang.registry.models import HonourKind

from .models import Platform, PlatformFigure, PlatformMember, PlatformReport, PlatformState

__all__ = ["figure_faults", "member_faults", "platform_faults", "report_faults", "year_end"]

MOST = Decimal(10) ** 13
HELD_BY = (HonourKind.Subject.CLUSTER, HonourKind.Subject.PLATFORM, HonourKind.Subject.PARK, HonourKind.Subject.FIRM)


def year_end(year: int) -> date:
    return date(year, 12, 31)


def firm_fault(firm: Enterprise | None, city: int) -> str:
    if firm is None:
        return ""
    if firm.merged_into_id:
        return f"这家企业已并入“{firm.merged_into}”；请写那一家。"
    return "" if firm.city_id == city else "名录里没有这家企业。"


def platform_faults(row: Platform) -> dict[str, str]:
    """Of a platform as it would be; its relations are loaded."""
    faults = {}
    if row.kind.plan.city_id != row.city_id:
        faults["kind"] = "方案里没有这一类。"
    if row.stage.kind_id != row.kind_id:
        faults["stage"] = f"“{row.stage}”不是“{row.kind}”的阶段；请另选。"
    if row.stage_since > timezone.localdate():
        faults["stage_since"] = "日期在今天以后；到了这个阶段再登记。"
    if not row.name:
        faults["name"] = "请写名称。"
    elif _namesake(row):
        faults["name"] = f"这一类里已有“{row.name}”；请打开那一条接着办。"
    if row.enterprise and (words := firm_fault(row.enterprise, row.city_id)):
        faults["firm"] = words
    if not (row.enterprise or row.organization or row.host_name):
        faults["host_name"] = "请写依托谁：企业、责任单位，或院校等。"
    if row.enterprise and row.host_name:
        faults["host_name"] = "已经依托一家企业；院校等请登记成成员。"
    if row.honour and (row.honour.city_id != row.city_id or row.honour.kind.subject not in HELD_BY):
        faults["honour"] = "这个称号不是授予集群、平台、园区或企业的；请另选，或留空。"
    return faults


def _namesake(row: Platform) -> bool:
    same = Platform.objects.filter(kind=row.kind_id, name=row.name).exclude(state=PlatformState.CLOSED)
    return same.exclude(pk=row.pk).exists()


def member_faults(row: PlatformMember, others: Iterable[PlatformMember]) -> dict[str, str]:
    faults = {}
    told = [each for each in (row.enterprise, row.organization, row.name) if each]
    if len(told) != 1:
        faults["firm"] = "企业、单位、名录外的单位只写一个。"
    elif words := firm_fault(row.enterprise, row.platform.city_id):
        faults["firm"] = words
    if row.since > timezone.localdate():
        faults["since"] = "日期在今天以后；加入了再登记。"
    key = (row.enterprise, row.organization, row.name)
    for other in others:
        gone = other.until is not None and other.until <= row.since
        if (other.enterprise, other.organization, other.name) == key and not gone:
            faults.setdefault("firm", f"“{row}”从{day(other.since)}起已是成员。")
    return faults


def report_faults(row: PlatformReport) -> dict[str, str]:
    today, platform = timezone.localdate(), row.platform
    first = platform.reached.filter(confirmed=True).order_by("on").values_list("on", flat=True).first()
    if row.period_end >= today:
        return {"year": "这一年还没有结束；结束以后再填。"}
    if first and row.year < first.year:
        return {"year": f"{day(first)}才有这个平台；请填{first.year}年以后的。"}
    if platform.ended and platform.ended.year < row.year:
        return {"year": f"平台已于{day(platform.ended)}结束；请填那一年以前的。"}
    if PlatformReport.objects.filter(platform=platform, period_end=row.period_end).exclude(pk=row.pk).exists():
        return {"year": f"{row.year}年已经填过；请打开那一份修改。"}
    return {"source": "请写来源，如“平台年度总结”。"} if not row.source else {}


def figure_faults(row: PlatformReport, told: Iterable[PlatformFigure], members: set[int]) -> dict[str, str]:
    """Against what is said of a report: by measure, whole and firms together. `members`: keys of firms that took part.

    Only what stands in `told` is compared, so that nobody learns of figures out of sight."""
    whole: dict[int, PlatformFigure] = {}
    parts: defaultdict[int, Decimal] = defaultdict(Decimal)
    faults: dict[str, str] = {}
    listed = list(told)
    for each in listed:
        at = f"measure_{each.measure_id}"
        if each.measure.kind.code != row.platform.kind.code:
            faults[at] = f"“{each.measure}”不是这一类平台报的。"
        elif not 0 <= each.value < MOST:
            faults[at] = f"要写成0以上的数，单位{each.measure.unit}；不清楚的留空。"
        elif each.enterprise_id is None:
            whole[each.measure_id] = each
        elif not each.measure.by_member:
            faults[at] = f"“{each.measure.name}”不分企业报；请只写合计。"
        elif each.enterprise_id not in members:
            faults[at] = f"“{each.enterprise}”那一年不是成员；请先登记成员。"
        else:
            parts[each.measure_id] += each.value
    for measure, total in parts.items():
        if measure in whole and total > whole[measure].value:
            unit = whole[measure].measure.unit
            faults[f"measure_{measure}"] = (
                f"各企业加起来{number(total)}{unit}，比合计{number(whole[measure].value)}{unit}多；请核对。"
            )
    if not listed:
        faults[""] = "至少写一个数；不清楚的留空，不要写0。"
    return faults
