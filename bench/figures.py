"""Fictitious figures in any number, spread over a plan's targets, periods and chains. They say nothing of any city."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from itertools import count, cycle, islice

from lianzhang.accounts.models import User
from lianzhang.kernel.periods import windows
from lianzhang.plans.models import Measure, Nature, Observation, Plan, ScopeKind, Source, Target
from lianzhang.work.models import ReportState

FICTITIOUS = "性能测试用的虚构数据"


def fill(plan: Plan, number: int) -> None:
    """Bring the plan's fictitious confirmed figures up to `number`; the same call always makes the same figures."""
    user, _ = User.objects.get_or_create(username="bench", defaults={"label": FICTITIOUS, "is_active": False})
    source, _ = Source.objects.get_or_create(plan=plan, code="bench", defaults={"title": FICTITIOUS})
    there = Observation.objects.filter(source=source).count()
    rows = []
    for row in islice(_figures(plan), there, number):
        row.source, row.entered_by = source, user
        rows.append(row)
    Observation.objects.bulk_create(rows, batch_size=1000)


def take_away(plan: Plan) -> None:
    """All of the plan's fictitious figures."""
    Observation.objects.filter(plan=plan, source__code="bench").delete()


def _figures(plan: Plan) -> Iterator[Observation]:
    streams = [_about(plan, target) for target in plan.targets.select_related("chain", "group")]
    for stream in cycle(streams):
        yield next(stream)


def _about(plan: Plan, target: Target) -> Iterator[Observation]:
    """One target's figures: each period of the plan in turn, for each chain or group in turn, slowly rising."""
    periods = list(windows(plan.starts, plan.ends, target.window or "month"))
    scopes = _scopes(plan, target)
    for number in count():
        period = periods[number % len(periods)]
        yield Observation(
            plan=plan,
            target=target,
            relation="direct",
            quantity=target.params.get("quantity", target.code),
            period_start=period.start,
            period_end=period.end,
            # Reports of one period reach the office one after the other.
            date=period.end + timedelta(days=number // len(periods) % 60),
            value=Decimal(100 + number) / 10,
            precision=("exact", "exact", "about", "over")[number % 4],
            unit=target.unit,
            nature=Nature.STOCK if target.measure == Measure.CUMULATIVE else Nature.FLOW,
            state=ReportState.CONFIRMED,
            note=FICTITIOUS,
            **scopes[number // len(periods) % len(scopes)],
        )


def _scopes(plan: Plan, target: Target) -> list[dict[str, object]]:
    match target.scope_kind:
        case ScopeKind.EACH_CHAIN:
            return [{"chain": chain} for chain in plan.chains.all()]
        case ScopeKind.EACH_GROUP:
            return [{"group": group} for group in plan.groups.all()]
        case ScopeKind.CHAIN:
            return [{"chain": target.chain}]
        case ScopeKind.GROUP:
            return [{"group": target.group}]
        case ScopeKind.REGION:
            return [{"region": target.region}]
        case ScopeKind.PARK:
            return [{"park": target.park}]
    return [{}]
