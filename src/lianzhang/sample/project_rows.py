"""Writes the drawn projects: rows, milestones, months and years, hand-overs, second reports, needs, table by table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.utils import timezone

from lianzhang.access.api import ROLES_THAT_HEAD
from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Membership
from lianzhang.kernel import clocks as reckoning
from lianzhang.kernel.bulk import allocate_ids, bulk_insert
from lianzhang.kernel.workdays import SHANGHAI
from lianzhang.plans.models import Plan, ProjectKind, ProjectLimit, Trade
from lianzhang.projects.models import Claim, HandOver, Milestone, MonthFigure, Need, Project, YearFigure
from lianzhang.registry.api import unit_of, work_calendar
from lianzhang.registry.models import Organization, Park, Post, Region, Segment
from lianzhang.work.models import Clock

from .projects import Drawn, draw_projects

__all__ = ["write_projects"]

PROMOTION, BUREAU = "市招商促进中心", "市经信局"
DAYS = (
    *("lead_on", "talks_on", "signed_on", "landed_on", "started_on", "completed_on", "producing_on", "capacity_on"),
    *("lost_on", "filed_on", "in_statistics_on", "planned_start", "planned_completion", "due", "protected_until"),
)
BLANK: dict[str, Any] = {
    **dict.fromkeys(("filing_number", "uscc"), ""),
    **dict.fromkeys((*DAYS, "contract", "arrived", "investor_key", "investor_uscc", "asked_unit_id", "post_id"), None),
    **dict.fromkeys(("enterprise_id", "park_id", "segment_id"), None),
    "done": Decimal(0),
    "version": 0,
    "authors": (),
}
NEEDS = {"land": "还缺用地80亩", "energy": "要一回10千伏专线", "finance": "贷款3,000万元", "staff": "缺技工"}
# Who is asked for: the trade, and how many; None: nobody can say yet.
PEOPLE = (("machinist", 40), ("welder", 30), ("electrician", 25), ("assembler", None), ("battery", 60))


def _moment(day: date, hour: int = 10) -> datetime:
    return datetime.combine(day, time(hour), SHANGHAI)


class _Writing:
    def __init__(self, city: Region, account: User, seed: int) -> None:
        self.city, self.account, self.rng = city, account, Random(seed + 14)  # noqa: S311 - nothing secret
        plan = Plan.objects.get(city=city)
        self.trades = {each.code: each for each in Trade.objects.filter(plan=plan)}
        self.kinds = dict(ProjectKind.objects.filter(plan=plan).values_list("code", "pk"))
        limits = ProjectLimit.objects.filter(plan=plan, what="stalled")
        self.limits: dict[str, int] = dict(limits.values_list("stage", "days"))
        on_chains = Membership.objects.filter(enterprise__city=city, enterprise__outside=False, ends=None)
        named = ("enterprise", "chain", "segment", "enterprise__region", "enterprise__park")
        self.firms = list(on_chains.order_by("enterprise_id", "-share").values_list(*named))
        self.chains = list(plan.chains.order_by("code").values_list("pk", flat=True))
        self.segments: dict[int, list[int]] = defaultdict(list)
        for chain, segment in Segment.objects.filter(chain__in=self.chains).values_list("chain", "pk"):
            self.segments[chain].append(segment)
        districts = Region.objects.filter(city=city, parent=city).exclude(kind__in=("neighbour", "province"))
        self.districts = {each.pk: unit_of(each).pk for each in districts.order_by("code")}
        self.parks = dict(Park.objects.filter(city=city).values_list("pk", "region"))
        self.promotion, self.bureau = self._unit(PROMOTION, "promotion"), self._unit(BUREAU, "industry")
        chiefs = Post.objects.filter(city=city, rank__role__in=ROLES_THAT_HEAD)
        self.sponsors = list(chiefs.values_list("pk", flat=True))
        self.today, self.calendar = timezone.localdate(), work_calendar()
        self.beside: dict[Any, list[dict[str, Any]]] = defaultdict(list)

    def _unit(self, name: str, code: str) -> int:
        body = Organization.objects.filter(city=self.city, name=name).first()
        body = body or Organization.objects.create(city=self.city, code=f"project-{code}", name=name, kind="department")
        return unit_of(body).pk

    def row(self, pk: int, number: str, drawn: Drawn) -> dict[str, Any]:
        told = dict(drawn.fields)
        firm = self.rng.choice(self.firms)
        chain = self.rng.choice(self.chains) if told["kind"] == "new" else firm[1]
        region = self.rng.choice(list(self.districts)) if told["kind"] == "new" else firm[3]
        region = region if region in self.districts else next(iter(self.districts))
        segments = self.segments.get(chain, [])
        row = BLANK | {
            **told,
            "id": pk,
            "city_id": self.city.pk,
            "number": number,
            "kind_id": self.kinds[told["kind"]],
            "chain_id": chain,
            "segment_id": self.rng.choice(segments) if segments else None,
            "fills_gap": told["kind"] == "new" and self.rng.random() < 0.12,
            "region_id": region if told.get("signed_on") or told.get("landed_on") else None,
            "sponsor_id": self.rng.choice(self.sponsors) if self.sponsors and told["planned"] > 20_000 else None,
            "entered_by_id": self.account.pk,
            "entered_at": _moment(told["lead_on"] if "lead_on" in told else told["landed_on"]),
            "unit_id": self._carrier(told, region),
            "last_act_at": _moment(told["progressed_on"]),
        }
        if told.get("landed_on"):
            row["enterprise_id"] = firm[0] if told["kind"] != "new" or firm[3] == region else None
            row["park_id"] = firm[4] if row["enterprise_id"] else None
        if told["state"] in ("lead", "talks"):
            row |= {"investor_key": told["investor"], "protected_until": told["progressed_on"] + timedelta(days=60)}
        days = self.limits.get(told["state"])
        ended = told["state"] in ("capacity", "lost")
        row["stalled_on"] = told["progressed_on"] + timedelta(days=days + 1) if days and not ended else None
        del row["kind"]
        self._hang(pk, row, drawn)
        return row

    def _carrier(self, told: dict[str, Any], region: int) -> int:
        if told["kind"] != "new":
            return self.districts[region]
        if told["state"] in ("producing", "capacity"):
            return self.bureau
        if told.get("landed_on"):
            return self.districts[region]
        return self.promotion if self.rng.random() < 0.5 else self.rng.choice(list(self.districts.values()))

    def _hang(self, pk: int, row: dict[str, Any], drawn: Drawn) -> None:
        self.beside[Milestone] += (
            {
                "project_id": pk, "title": title, "baseline": baseline, "forecast": forecast, "actual": actual,
                "moved": moved, "reason": "天气和审批晚了。（示例）" if moved else "",
            }
            for title, baseline, forecast, actual, moved in drawn.milestones
        )  # fmt: skip
        years: dict[int, list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
        for month, planned, done in drawn.months:
            facts = {"project_id": pk, "month": month, "planned": planned, "done": done, "reason": "", "corrected": 0}
            self.beside[MonthFigure].append(facts)
            years[month.year][0] += planned
            years[month.year][1] += done or Decimal(0)
        self.beside[YearFigure] += (
            {"project_id": pk, "year": year, "planned": planned, "done": done}
            for year, (planned, done) in years.items()
        )
        self._hand_over(pk, row, drawn)
        if drawn.claimed:
            self._claim(pk, row)
        if drawn.needs:
            self._needs(pk, row)

    def _hand_over(self, pk: int, row: dict[str, Any], drawn: Drawn) -> None:
        place = self.districts.get(row["region_id"] or 0)
        if row["lead_on"] and row["landed_on"] and place and row["state"] != "lost":
            if drawn.refused:
                why = "用地指标没有落实，接不了。（示例）"
                self._handed(pk, (self.promotion, place), row["signed_on"], "refused", why)
            self._handed(pk, (self.promotion, place), row["landed_on"], "accepted")
        if row["unit_id"] == self.bureau and place and row["producing_on"]:
            self._handed(pk, (place, self.bureau), row["producing_on"], "accepted")
        taker = self.bureau if row["state"] == "completed" else place
        if drawn.asked and taker and taker != row["unit_id"]:
            asked = self.today - timedelta(days=self.rng.randrange(1, 14))
            row["asked_unit_id"] = taker
            row["due"] = self._clock(pk, asked)
            self._handed(pk, (row["unit_id"], taker), asked, "asked")

    def _handed(self, pk: int, units: tuple[int, int], on: date, state: str, why: str = "") -> None:
        self.beside[HandOver].append({
            "project_id": pk, "left_id": units[0], "taken_id": units[1], "note": "手续和联系人清单已移交。（示例）",
            "asked_at": _moment(on), "state": state, "reason": why,
            "answered_at": None if state == "asked" else _moment(on, 16),
        })  # fmt: skip

    def _clock(self, pk: int, on: date) -> date | None:
        clock = reckoning.Clock("hand_over", 5, _moment(on), (), None)
        due, provisional = reckoning.due(clock, self.calendar)
        self.beside[Clock].append({
            "subject": f"projects.Project:{pk}", "name": clock.name, "limit_workdays": 5, "extended_workdays": 0,
            "started_at": clock.started, "stopped_at": None, "pauses": [], "due": due, "provisional": provisional,
        })  # fmt: skip
        return due

    def _claim(self, pk: int, row: dict[str, Any]) -> None:
        """Another district came after the same investor."""
        others = [unit for unit in self.districts.values() if unit != row["unit_id"]]
        later = _moment(min(row["entered_at"].date() + timedelta(days=self.rng.randrange(1, 20)), self.today))
        self.beside[Claim].append({
            "city_id": self.city.pk, "project_id": pk, "unit_id": self.rng.choice(others), "name": row["name"],
            "investor": row["investor"], "text": "", "planned": row["planned"], "by_id": self.account.pk, "at": later,
        })  # fmt: skip

    def _needs(self, pk: int, row: dict[str, Any]) -> None:
        kind, text = self.rng.choice(list(NEEDS.items()))
        met = self.today - timedelta(days=20) if self.rng.random() < 0.3 else None
        self.beside[Need].append({
            "project_id": pk, "kind_id": self.kinds[kind], "text": f"{text}（示例）",
            "needed_by": row["planned_start"], "met_on": met, "trade_id": None, "posts": None,
        })  # fmt: skip
        if kind == "staff":
            code, many = PEOPLE[pk % len(PEOPLE)]
            trade = self.trades.get(code)
            words = f"{trade or text}{many}人" if many else f"{trade or text}，人数没有定"
            asked = {"trade_id": trade and trade.pk, "posts": many if trade else None, "text": f"{words}（示例）"}
            self.beside[Need][-1] |= asked | {"needed_by": row["planned_completion"] or row["planned_start"]}


def write_projects(city: Region, account: User, scale: str, seed: int) -> int:
    """How many were written."""
    writing = _Writing(city, account, seed)
    drawn = list(draw_projects(scale, seed, writing.today))
    if not (drawn and writing.firms and writing.districts):
        return 0
    numbers: dict[int, int] = {}
    rows: list[dict[str, Any]] = []
    for pk, each in zip(allocate_ids(Project, len(drawn)), drawn, strict=True):
        year = (each.fields.get("lead_on") or each.fields["landed_on"]).year
        numbers[year] = numbers.get(year, 0) + 1
        rows.append(writing.row(pk, f"{year}-{numbers[year]:05d}", each))
    bulk_insert(Project, _columns(rows))
    for model, beside in writing.beside.items():
        if beside:
            bulk_insert(model, _columns(beside))
    return len(rows)


def _columns(rows: list[dict[str, Any]]) -> dict[str, Sequence[Any]]:
    return {name: [row[name] for row in rows] for name in rows[0]}
