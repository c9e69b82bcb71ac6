"""Which bodies are colleges, which summers lie ahead, and what stands against what one reports, by field, in words."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.kernel.foreseeing import quarters_from
from lianzhang.plans.models import Trade
from lianzhang.registry.models import Organization

from .models import GraduateReport

__all__ = [
    *("AHEAD", "COLLEGE", "MOST", "colleges_of", "due_of", "leaves_on", "majors_asked", "majors_of", "report_faults"),
    "years_ahead",
]

COLLEGE = "college"  # the kind of body, as the plan's table names it
AHEAD = 8  # quarters
MONTH, DUE = 7, (3, 31)  # when a year's graduates come; by when colleges say how many
BACK, ON = 10, 5  # years that are reported
MOST = 1_000_000


def colleges_of(city: int) -> QuerySet[Organization]:
    return Organization.objects.filter(city=city, kind=COLLEGE).order_by("code")


def leaves_on(year: int) -> date:
    """From when on those who leave in a year may work."""
    return date(year, MONTH, 1)


def due_of(year: int) -> date:
    return date(year, *DUE)


def years_ahead(today: date) -> list[int]:
    """The years whose graduates come within the quarters that are looked at."""
    quarters = quarters_from(today, AHEAD)
    first, last = quarters[0][0], quarters[-1][1]
    return [year for year in range(first.year, last.year + 1) if first <= leaves_on(year) <= last]


def majors_of(by: User, plan: int) -> list[str]:
    """The majors that trades of the plan ask for, each once."""
    return majors_asked(visible(by, Trade).filter(plan=plan))


def majors_asked(trades: QuerySet[Trade]) -> list[str]:
    """The majors that some trades ask for, each once."""
    trades = trades.order_by("order")
    return list(dict.fromkeys(name for each in trades for name in each.major_names))


def report_faults(row: GraduateReport) -> dict[str, str]:
    """Against a report as it would be; two queries."""
    faults, this_year = {}, timezone.localdate().year
    if not colleges_of(row.city_id).filter(pk=row.college_id).exists():
        return {"college": f"“{row.college}”不是院校；请选院校。"}
    if not this_year - BACK <= row.year <= this_year + ON:
        return {"year": f"毕业年份请写{this_year - BACK}到{this_year + ON}。"}
    if GraduateReport.objects.filter(college=row.college_id, year=row.year).exclude(pk=row.pk).exists():
        return {"year": f"{row.college}{row.year}年的已经报过；请改那一份。"}
    if not row.source:
        faults["source"] = "请写来源，如“就业质量年报”。"
    if not any(each.graduates is not None for each in row.lines):
        faults["source" if row.source else "year"] = "请至少写一个专业的毕业生数；没有的写0，不清楚的留空。"
    for each in row.lines:
        for name, value in (("graduates", each.graduates), ("stays", each.stays)):
            if value is not None and not 0 <= value <= MOST:
                faults[f"{name}_{each.major}"] = "人数请写0以上的整数。"
        if each.stays is not None and (each.graduates is None or each.stays > each.graduates):
            faults[f"stays_{each.major}"] = "留本地的不会多过毕业生；请核对，毕业生数也要写。"
    return faults
