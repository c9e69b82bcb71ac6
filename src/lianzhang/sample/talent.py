"""What colleges of the made-up city report, and who stayed in the posts that needs filled.

Planted: a college that reported every summer ahead, one that owes the last, one whose next came back and who owes the
last; of matches that brought people some firms say how many stayed, some say nothing."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.db.models import Sum
from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.honours.api import months_after
from lianzhang.kernel.workdays import SHANGHAI
from lianzhang.market.models import DONE, FollowUp, Match
from lianzhang.registry.models import Organization, Region
from lianzhang.talent.api import years_ahead
from lianzhang.talent.models import GraduateReport, ReportedState

from .place import SOURCE, facts

__all__ = ["write_graduates", "write_stays"]

SEED = 41
SILENT = 0.25  # of firms say not how many stayed
STAYED = {6: 0.85, 12: 0.7}
RETURNED = "含了外地校区的毕业生，请只报本地校区的。（示例）"


def write_graduates(city: Region, account: User) -> int:
    """How many reports: of the last summer that is over, and of those ahead."""
    today = timezone.localdate()
    ahead = years_ahead(today)
    colleges = {each.code: each for each in Organization.objects.filter(city=city, kind="college")}
    count = 0
    for number, told in enumerate(facts()["talent"]["colleges"]):
        years = [ahead[0] - 1, *ahead][: len(ahead) + 1 - told.get("silent", 0)]
        for year in years:
            came_back = told.get("returned", False) and year == years[-1]
            state = ReportedState.RETURNED if came_back else ReportedState.CHECKED
            if number == 0 and year == years[-1]:
                state = ReportedState.REPORTED
            _report(city, account, colleges[told["id"]], told, year, state, RETURNED if came_back else "")
            count += 1
    return count


def _report(
    city: Region, account: User, college: Organization, told: dict[str, Any], year: int, state: str, reason: str
) -> None:
    figures = [
        {"major": major, "graduates": leave + 2 * (year % 5), "stays": stay + year % 3}
        for major, (leave, stay) in told["majors"].items()
    ]
    typed: dict[str, Any] = {"authors": (account.pk,), "version": 1}
    on = min(date(year, 3, 12), timezone.localdate() - timedelta(days=10))
    GraduateReport.objects.create(
        city=city,
        college=college,
        year=year,
        figures=figures,
        whole=True,
        source=f"{SOURCE}：就业质量年报",
        state=state,
        reason=reason,
        reported_at=datetime.combine(on, time(10), SHANGHAI),
        **typed,
    )


def write_stays(city: Region, seed: int) -> int:
    """How many answers, of matches of kinds that ask who stayed."""
    rng, today, told = Random(seed + SEED), timezone.localdate(), []  # noqa: S311 - nothing secret
    rows = Match.objects.filter(city=city, state__in=DONE, delivered_on__isnull=False)
    came = rows.exclude(need__kind__stay_months="").annotate(came=Sum("deliveries__quantity"))
    for row in came.select_related("need__kind").order_by("pk"):
        for months in row.need.kind.asked_of_stays:
            on = months_after(row.delivered_on or today, months) + timedelta(days=1)
            if on >= today - timedelta(days=30) or row.came is None:
                continue
            said = rng.random() >= SILENT
            stayed = int(row.came * int(100 * STAYED.get(months, 0.8)) / 100)
            answer = {"state": "counted", "stayed": stayed, "answered_on": on} if said else {"state": "silent"}
            told.append(FollowUp(match=row, side="owner", months=months, asked_on=on, **answer))
    FollowUp.objects.bulk_create(told, batch_size=500)
    return len(told)
