"""Clusters, laboratories, institutes, channels, a team and a college of the made-up city, as shili.toml tells them.

Planted: one whose last stage waits to be confirmed, some that stand still, a year without its report, one report that
nobody confirmed and one that came back, one that says nothing of its results, a channel told firm by firm."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Enterprise, Membership
from lianzhang.honours.models import Honour
from lianzhang.kernel.workdays import SHANGHAI
from lianzhang.plans.models import PlatformKind, PlatformMeasure, PlatformStage
from lianzhang.platforms.models import Platform, PlatformFigure, PlatformMember, PlatformReport, StageReached
from lianzhang.registry.models import Chain, Organization, Region

from .place import facts

__all__ = ["write_platforms"]

BODY = "industry_bureau"
HUNDRED = Decimal(100)
Told = dict[str, Any]


def write_platforms(city: Region, account: User, today: date) -> tuple[int, int]:
    """How many platforms and how many reports, through the last year that is over."""
    writing = _Writing(city, account, today)
    for told in facts()["platforms"]["rows"]:
        if told["kind"] in writing.kinds:
            writing.add(told)
    return writing.platforms, writing.reports


class _Writing:
    def __init__(self, city: Region, account: User, today: date) -> None:
        self.city, self.today = city, today
        self.typed: Told = {"entered_by": account, "authors": (account.pk,), "version": 1}
        self.platforms = self.reports = 0
        self.facts = facts()["platforms"]
        self.kinds = {each.code: each for each in PlatformKind.objects.filter(plan__city=city)}
        self.stages = {each.code: each for each in PlatformStage.objects.filter(plan__city=city)}
        self.measures = {each.code: each for each in PlatformMeasure.objects.filter(plan__city=city)}
        self.chains = {each.code: each for each in Chain.objects.filter(city=city)}
        self.regions = {each.code: each for each in Region.objects.filter(city=city)}
        self.body = Organization.objects.filter(city=city, code=BODY).first()

    def add(self, told: Told) -> None:
        stages = [(self.stages[code], date.fromisoformat(day)) for code, day in told["stages"].items()]
        confirmed = stages[:-1] if told.get("waits") else stages
        chain = self.chains.get(told.get("chain", ""))
        firms = list(self._firms(chain, 1 + told.get("members", 0)))
        last, since = stages[-1]
        row = Platform.objects.create(
            city=self.city,
            kind=self.kinds[told["kind"]],
            name=told["name"],
            chain=chain,
            region=self.regions.get(told.get("region", "")),
            stage=last,
            stage_since=since,
            running_since=next((on for stage, on in confirmed if stage.running), None),
            honour=self._title(told, chain),
            source=self.facts["source"],
            state="entered" if told.get("waits") else "confirmed",
            entered_at=self._noon(since),
            **self.typed,
            **self._host(told["host"], firms),
        )
        self.platforms += 1
        for stage, on in stages:
            StageReached.objects.create(platform=row, stage=stage, on=on, confirmed=(stage, on) in confirmed)
        members = firms[1 : 1 + told.get("members", 0)]
        for turn, firm in enumerate(members):
            PlatformMember.objects.create(platform=row, enterprise=firm, since=date(since.year, 1 + turn % 12, 10))
        if told.get("first") and row.running_since:
            self._report(row, told, [firm for firm in members if firm])

    def _host(self, host: str, firms: list[Enterprise]) -> Told:
        if host == "firm" and firms:
            return {"enterprise": firms[0]}
        return {"organization": self.body} if host in ("body", "firm") else {"host_name": host}

    def _firms(self, chain: Chain | None, most: int) -> Iterator[Enterprise]:
        """Of the chain, in the order of the register; where it has too few, of any."""
        rows = Enterprise.objects.filter(city=self.city, outside=False, merged_into=None).order_by("pk")
        on_chain = Membership.objects.filter(chain=chain, ends=None).values("enterprise")
        yield from list(rows.filter(pk__in=on_chain)[:most]) if chain else list(rows[:most])

    def _title(self, told: Told, chain: Chain | None) -> Honour | None:
        if "honour" not in told or chain is None:
            return None
        short = chain.name.removesuffix("产业链")
        named = Honour.objects.filter(city=self.city, kind__code=told["honour"], subject_name__contains=short)
        return named.filter(ended=None).order_by("granted", "pk").first()

    def _report(self, row: Platform, told: Told, members: list[Enterprise]) -> None:
        since = row.running_since.year if row.running_since else 0
        last = self.today.year - 1 - told.get("silent", 0)
        for turn, year in enumerate(range(since, last + 1)):
            newest = year == last
            state = "returned" if told.get("returned") and newest else "reported" if told.get("asks") and newest else ""
            report = PlatformReport.objects.create(
                platform=row,
                period_end=date(year, 12, 31),
                source=self.facts["report"],
                state=state or "confirmed",
                reason=self.facts["reason"] if state == "returned" else "",
                reported_at=self._noon(date(year + 1, 1, 20)),
                **self.typed,
            )
            self.reports += 1
            for code, first in told["first"].items():
                if code in told.get("unsaid", ()) and newest:
                    continue
                value = Decimal(first) + turn * Decimal(told["more"].get(code, 0))
                self._figure(report, code, value, told.get("shares", {}).get(code, ()), members)

    def _figure(
        self, report: PlatformReport, code: str, value: Decimal, shares: list[int], members: list[Enterprise]
    ) -> None:
        """Of the whole, and in percent of it of the first members."""
        measure = self.measures[code]
        PlatformFigure.objects.create(report=report, measure=measure, value=value)
        for firm, share in zip(members, shares, strict=False):
            part = (value * share / HUNDRED).quantize(Decimal("0.01"))
            PlatformFigure.objects.create(report=report, measure=measure, enterprise=firm, value=part)

    @staticmethod
    def _noon(on: date) -> datetime:
        return datetime.combine(on, time(12), SHANGHAI)
