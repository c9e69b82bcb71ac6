"""What may be written of diagnoses, levels and platforms; which kinds and providers a city has."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from lianzhang.access.models import Assignment
from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.folding import letters
from lianzhang.kernel.formatting import day
from lianzhang.plans.api import last_begun
from lianzhang.plans.models import AssessmentKind, AssessmentLevel
from lianzhang.registry.models import Post

from .models import Assessment, Basis, Diagnosis, PlatformUse

__all__ = [
    *("firm_faults", "key_of_platform", "kinds_of", "later", "level_faults", "provider_faults", "providers_of"),
    *("levels_of", "use_faults", "valid_until", "visited_faults"),
]


def kinds_of(city: int) -> list[AssessmentKind]:
    """The kinds of the plan that began last in a city; none before one has begun."""
    return list(AssessmentKind.objects.filter(plan__in=last_begun(city)).select_related("unit").order_by("order"))


def later(on: date, months: int) -> date:
    """The same day so many months later, or the last of that month."""
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    return date(year, month + 1, min(on.day, calendar.monthrange(year, month + 1)[1]))


def valid_until(kind: AssessmentKind, on: date) -> date | None:
    """The last day on which a level rated on a day holds."""
    return later(on, kind.valid_months) - timedelta(days=1) if kind.valid_months else None


def key_of_platform(name: str) -> str:
    """A platform as it is compared: width of letters, case, blanks and marks do not count."""
    return letters(name)[:80]


def firm_faults(firm: Enterprise) -> dict[str, str]:
    if firm.merged_into_id:
        return {"enterprise": f"这家企业已并入“{firm.merged_into}”；请填那一家的。"}
    if firm.outside:
        return {"enterprise": "这家企业不在本地；只记本地企业的。"}
    return {}


def _kind_faults(kind: AssessmentKind, city: int) -> dict[str, str]:
    return {} if kind.plan.city_id == city else {"kind": "方案里没有这一类评定。"}


def providers_of(kind: AssessmentKind, city: int) -> list[Post]:
    """Posts that may be asked to diagnose, and for which somebody acts today; firms have accounts of their own."""
    today = timezone.localdate()
    held = Assignment.objects.filter(Q(ends=None) | Q(ends__gt=today), starts__lte=today, user__is_active=True)
    rows = Post.objects.filter(city=city, rank__role__in=kind.provider_roles, pk__in=held.values("post"))
    firms = Enterprise.objects.filter(city=city, organization__isnull=False).values("organization")
    return list(rows.exclude(organization__in=firms).select_related("rank").distinct().order_by("code"))


def provider_faults(row: Diagnosis) -> dict[str, str]:
    """Exactly one provider, who may diagnose such a kind, and is not the firm itself."""
    named = [each for each in (row.provider_post, row.provider_firm, row.provider_name) if each]
    if len(named) != 1:
        return {"provider_post": "诊断方请选一个：专家、名录里的企业，或写没有账号的机构；只能是其中一个。"}
    if row.provider_post and row.provider_post not in providers_of(row.kind, row.city_id):
        return {"provider_post": f"“{row.provider_post}”不能做{row.kind}的诊断，或现在没有人在岗；请另选。"}
    firm = row.provider_firm
    if firm is None:
        return {}
    if firm.pk == row.enterprise_id:
        return {"provider_firm": "企业不能诊断自己；请另选诊断方。"}
    if firm.organization_id is None:
        return {"provider_firm": f"“{firm}”没有账号；请写到“没有账号的机构”里，由派单的一方代记。"}
    return {"provider_firm": f"“{firm}”已并入“{firm.merged_into}”；请另选。"} if firm.merged_into_id else {}


def visited_faults(row: Diagnosis, on: date) -> dict[str, str]:
    first = row.assigned_on or row.applied_on
    if not first <= on <= timezone.localdate():
        return {"day": f"到现场日期请写{day(first)}（派单）到今天之间。"}
    return {}


def level_faults(row: Assessment) -> dict[str, str]:
    """Against the level of a firm, by field; its relations are loaded."""
    faults = firm_faults(row.enterprise) | _kind_faults(row.kind, row.city_id)
    if row.level.kind_id != row.kind_id:
        faults["level"] = f"“{row.level}”不是{row.kind}的等级；请重新选。"
    if row.assessed_on > timezone.localdate():
        faults["assessed_on"] = "评定日期不能晚于今天。"
    if not row.source:
        faults["source"] = "请写依据，如公布名单的文号、证书编号、自评表。"
    if row.basis == Basis.OFFICIAL and not row.assessor:
        faults["assessor"] = "官方评定请写评定单位。"
    return faults


def levels_of(kinds: list[AssessmentKind]) -> list[AssessmentLevel]:
    rows = AssessmentLevel.objects.filter(kind__in=kinds).select_related("kind")
    return list(rows.order_by("kind__order", "order"))


def use_faults(row: PlatformUse) -> dict[str, str]:
    """Against a report of use as it would be, by itself; its relations are loaded."""
    faults: dict[str, Any] = firm_faults(row.enterprise)
    if not row.platform_key:
        faults["platform"] = "请写平台的名称。"
    if row.period_end < row.period_start:
        faults["period_end"] = "结束在开始以前；请核对。"
    elif row.period_end >= timezone.localdate():
        faults["period_end"] = "这个时期还没有结束；结束以后再报。"
    if row.seats is None and row.active is None:
        faults["active"] = "席位和在用的至少写一样；不清楚的留空，没有的写0。"
    if not row.source:
        faults["source"] = "请写来源，如“平台后台导出”“合同和账单”。"
    return faults
