"""Clusters and channels of the town: of each side one that a firm hosts, with members of both sides and a report."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from lianzhang.plans.models import PlatformKind, PlatformMeasure, PlatformStage
from lianzhang.platforms.models import Platform, PlatformFigure, PlatformMember, PlatformReport, StageReached
from tests.enterprises.world import START

__all__ = ["add_platforms"]

YEAR = date(2021, 12, 31)


def add_platforms(town: Any) -> None:
    kind = PlatformKind.objects.create(
        plan=town.plan, code="town-channel", name="电商渠道", group="channel", role="park"
    )
    stage = PlatformStage.objects.create(plan=town.plan, code="town-on", kind=kind, name="运行", running=True, order=1)
    orders = PlatformMeasure.objects.create(
        plan=town.plan, code="town-orders", kind=kind, name="订单", unit="万元", means="orders", by_member=True
    )
    given = {"city": town.region, "kind": kind, "stage": stage, "stage_since": START, "running_since": START}
    entered = {"entered_by": town.office, "entered_at": timezone.now(), "source": "名单"}
    for side in town.sides:
        other = town.sides[1 - side.number] if len(town.sides) > 1 else side
        hosted = {"enterprise": side.known, "chain": side.chain, "region": side.district}
        row = Platform.objects.create(name=f"{side.number}号渠道", state="confirmed", **hosted, **given, **entered)
        Platform.objects.create(name=f"{side.number}号待确认", organization=town.bureau, **given, **entered)
        StageReached.objects.create(platform=row, stage=stage, on=START, confirmed=True)
        report = PlatformReport.objects.create(
            platform=row, period_end=YEAR, source="年报", entered_by=town.office, reported_at=timezone.now()
        )
        firms = [side.known, side.quiet, other.quiet, None] if other is not side else [side.known, None]
        for number, firm in enumerate(firms):
            if firm:
                PlatformMember.objects.create(platform=row, enterprise=firm, since=START)
            value = Decimal(100 * side.number + number)
            PlatformFigure.objects.create(report=report, measure=orders, enterprise=firm, value=value)
        PlatformMember.objects.create(platform=row, name=f"{side.number}号大学", since=START)
