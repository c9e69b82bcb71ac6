"""A small city with a cluster, an institute and a channel; who hosts them, who takes part, what they report."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.plans.models import PlatformKind, PlatformMeasure, PlatformStage
from lianzhang.platforms.actions import VERBS, enter
from lianzhang.platforms.member_actions import join
from lianzhang.platforms.models import Platform, PlatformReport
from lianzhang.platforms.report_actions import REPORT_VERBS, report
from lianzhang.registry.models import Organization
from tests.supply.world import SupplyCity, fresh

__all__ = ["LAST", "LONG_AGO", "PlatformCity", "fresh"]

LAST = timezone.localdate().year - 1
LONG_AGO = date(LAST - 3, 5, 6)


class PlatformCity(SupplyCity):
    """`institute` goes agreed, founded (24 months each), running; it reports small firms and results by March.
    `channel` runs at once; its orders are told firm by firm, in yuan and in dollars.

    `anchor` and `supplier` lie in the first district, `rival` in the second; `unit` is the bureau's post, `other_unit`
    that of another body. `typist` is a second account of the office.
    """

    def __init__(self) -> None:
        super().__init__()
        self.bureau, self.other_bureau = (
            Organization.objects.create(city=self.region, code=code, name=name, kind="department")
            for code, name in (("science", "市科技局"), ("commerce", "市商务局"))
        )
        self.unit = self.user_as("member_unit", organization=self.bureau)
        self.other_unit = self.user_as("member_unit", organization=self.other_bureau)
        self.typist = self.user_as("chain_office")
        self.institute = self.kind("institute", "校地研究院", "platform")
        self.stages = [
            self.stage(self.institute, *told)
            for told in (("agreed", "签约", False, 24), ("founded", "成立", False, 24), ("running", "运行", True, None))
        ]
        self.small = self.measure(self.institute, "small", "服务中小企业", "家次", "small_firms")
        self.results = self.measure(self.institute, "results", "转化成果", "项", "results")
        self.channel = self.kind("channel", "电商渠道", "channel")
        self.open = self.stage(self.channel, "open", "运行", True, None)
        self.yuan = self.measure(self.channel, "yuan", "订单", "万元", "orders", by_member=True)
        self.dollars = self.measure(self.channel, "dollars", "境外订单", "万美元", "orders", by_member=True)

    def kind(self, code: str, name: str, group: str, role: str = "member_unit") -> PlatformKind:
        return PlatformKind.objects.create(
            plan=self.plan, code=code, name=name, group=group, role=role, report_months=3, order=len(code)
        )

    def stage(self, kind: PlatformKind, code: str, name: str, running: bool, months: int | None) -> PlatformStage:
        given = {"plan": self.plan, "code": f"{kind.code}-{code}", "order": kind.stages.count() + 1}
        return PlatformStage.objects.create(kind=kind, name=name, running=running, months=months, **given)

    def measure(self, kind: PlatformKind, code: str, name: str, unit: str, means: str, **more: Any) -> PlatformMeasure:
        given = {"plan": self.plan, "code": code, "order": kind.measures.count() + 1}
        return PlatformMeasure.objects.create(kind=kind, name=name, unit=unit, means=means, **given, **more)

    def enters(self, by: User | None = None, **said: Any) -> Platform:
        told = {"kind": self.institute, "stage": self.stages[2], "stage_since": LONG_AGO, "source": "批复"}
        told |= {"name": "智能制造研究院", "organization": self.bureau, **said}
        return enter(city=self.region, by=fresh(by or self.unit), **told)

    def runs(self, **said: Any) -> Platform:
        """One that was confirmed."""
        return self.act(self.enters(**said), "confirm", self.office)

    def sells(self, *members: Any, **said: Any) -> Platform:
        """A channel that runs, hosted by the anchor unless somebody else is named."""
        host = {"enterprise": self.anchor, "organization": None}
        row = self.runs(kind=self.channel, stage=self.open, name="电商直播基地", **{**host, **said}, by=self.typist)
        for firm in members:
            row = join(row=row, version=row.version, enterprise=firm, since=LONG_AGO, by=fresh(self.office))
        return row

    def act(self, row: Any, name: str, by: User, **said: Any) -> Any:
        verbs: Any = REPORT_VERBS if isinstance(row, PlatformReport) else VERBS
        row = type(row).objects.get(pk=row.pk)
        return verbs[name](row=row, version=row.version, by=fresh(by), **said)

    def reports(self, row: Platform, by: User, figures: dict[Any, Any], year: int = LAST) -> PlatformReport:
        """`figures`: by measure, or by measure and firm."""
        keyed = {self._key(key): Decimal(value) for key, value in figures.items()}
        return report(platform=row, year=year, figures=keyed, source="年度总结", by=fresh(by))

    @staticmethod
    def _key(key: Any) -> tuple[int, int | None]:
        return (key[0].pk, key[1].pk) if isinstance(key, tuple) else (key.pk, None)
