"""Measures of a year, each with its n: signed, started, arrived, invested, completed in time.

A rate is a share of what it speaks of: "started" of what was signed in the year before, "arrived" of
what was contracted, "in time" of what was due. A blank is no zero: what says no amount is left out of both sides."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, Sum, Value
from django.db.models.functions import Coalesce

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.kernel.measures import Column, Counted, Rate, Share, Told, Ways
from lianzhang.kernel.periods import Period

from .models import Project, YearFigure

__all__ = ["BY", "Measures", "tell"]


def _named(*paths: str) -> Callable[[str], Any]:
    """What a row is called by, as seen from what hangs on it at a path."""
    return lambda path: Coalesce(*(f"{path}{name}" for name in paths), Value("没有写明"))


# What they may be told apart by: the title of the column, and what a row says.
BY: Ways = {
    "chain": ("产业链", _named("chain__name")),
    "unit": ("责任单位", _named("unit__organization__name", "unit__region__name", "unit__park__name")),
    "region": ("区域", _named("region__name")),
    "kind": ("类别", _named("kind__name")),
}


class Measures(Counted):
    """Of one group in one year; sums in 万元."""

    __slots__ = ()

    @property
    def started(self) -> Rate:
        """Of what was signed in the year before: started by the end of the year."""
        return Rate(self.counts["signed_started"], self.counts["signed_before"])

    @property
    def in_time(self) -> Rate:
        return Rate(self.counts["in_time"], self.counts["due"])

    @property
    def arrived(self) -> Share:
        return Share(self._sum("arrived"), self._sum("contract"), self.counts["contracted"])

    @property
    def invested(self) -> Share:
        return Share(self._sum("done"), self._sum("planned"), self.counts.get("invested") or 0)

    def _sum(self, name: str) -> Decimal:
        return self.counts.get(f"sum_{name}") or Decimal(0)


COLUMNS = (
    Column("签约", lambda of: of.counts["signed"]),
    Column("开工", lambda of: of.counts["begun"]),
    Column("竣工", lambda of: of.counts["completed"]),
    Column("投产", lambda of: of.counts["producing"]),
    Column("流失", lambda of: of.counts["lost"]),
    Column("开工/上年签约", lambda of: of.started),
    Column("按期/应竣工", lambda of: of.in_time),
    Column("到位率", lambda of: of.arrived),
    Column("投资完成率", lambda of: of.invested),
)


def _counts(period: Period, today: date) -> dict[str, Any]:
    def within(name: str, start: date = period.start, end: date = period.end) -> Q:
        return Q(**{f"{name}__gte": start, f"{name}__lte": end})

    before = within("signed_on", period.start.replace(year=period.start.year - 1), period.start)
    due = within("planned_completion", period.start, min(period.end, today)) & Q(started_on__isnull=False)
    told = within("signed_on") & Q(contract__isnull=False, arrived__isnull=False)
    return {
        "leads": Count("pk", filter=within("lead_on")),
        "signed": Count("pk", filter=within("signed_on")),
        "begun": Count("pk", filter=within("started_on")),
        "completed": Count("pk", filter=within("completed_on")),
        "producing": Count("pk", filter=within("producing_on")),
        "lost": Count("pk", filter=within("lost_on")),
        "signed_before": Count("pk", filter=before),
        "signed_started": Count("pk", filter=before & Q(started_on__lte=period.end)),
        "due": Count("pk", filter=due),
        "in_time": Count("pk", filter=due & Q(completed_on__lte=F("planned_completion"))),
        "contracted": Count("pk", filter=told),
        "sum_contract": Sum("contract", filter=told),
        "sum_arrived": Sum("arrived", filter=told),
    }


def tell(by: User, period: Period, today: date, what: str) -> Told[Measures]:
    """All that is in sight, and by chain, unit, region or kind, by name. Two queries; the whole is their sum."""
    rows: Any = visible(by, Project).order_by()
    rows = rows.annotate(group=BY[what][1](""))
    told = {each.pop("group"): each for each in rows.values("group").annotate(**_counts(period, today))}
    for name, more in _investment(by, period, what).items():
        told.setdefault(name, {}).update(more)
    parts = [Measures(name, _total([counts])) for name, counts in told.items()]
    shown = sorted((each for each in parts if any(each.counts.values())), key=lambda each: each.name)
    return Told(period, what, Measures("合计", _total(told.values())), shown, BY, COLUMNS)


def _investment(by: User, period: Period, what: str) -> dict[str, dict[str, Any]]:
    """What the months of the year come to, of projects that planned something for it."""
    rows: Any = visible(by, YearFigure).filter(year=period.start.year, planned__gt=0).order_by()
    sums = rows.annotate(group=BY[what][1]("project__")).values("group")
    told = sums.annotate(invested=Count("*"), sum_planned=Sum("planned"), sum_done=Sum("done"))
    return {each.pop("group"): each for each in told}


def _total(parts: Any) -> dict[str, Any]:
    whole: dict[str, Any] = {}
    for part in parts:
        for name, value in part.items():
            whole[name] = whole.get(name, 0) + (value or 0)
    empty = ("signed_before", "signed_started", "due", "in_time", "contracted", "leads", "signed", "begun")
    return dict.fromkeys((*empty, "completed", "producing", "lost"), 0) | whole
