"""What a second source changes, as it stands now: the local supply rate of the chain, and what a stop would cost."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import numpy as np

from lianzhang.enterprises.models import Enterprise, Membership
from lianzhang.kernel.periods import Period, parse_period
from lianzhang.registry.models import Chain

from .lines import lines_of, years_recorded
from .models import AnalysisRun, RunFirm, RunState
from .rates import rate_of

__all__ = ["chain_rate", "last_period", "latest_run", "members", "percent_of", "risk_of"]


def percent_of(share: float | None) -> Decimal | None:
    """A share from 0 to 1, in percent; None is unknown and stays so."""
    return None if share is None else Decimal(str(share)) * 100


def latest_run(city: int) -> AnalysisRun | None:
    """The last finished one that says what the stop of each firm would cost."""
    rows = AnalysisRun.objects.filter(city=city, kind=AnalysisRun.Kind.RISK, state=RunState.DONE)
    return rows.order_by("-period_end", "-ended_at", "-pk").first()


def risk_of(run: AnalysisRun | None, supplier: Enterprise | None, name: str) -> float | None:
    """Which share of the city's output would be lost, 0 to 1; None where no run says so."""
    if run is None:
        return None
    of_it = {"enterprise": supplier} if supplier else {"enterprise": None, "stranger": name}
    return RunFirm.objects.filter(run=run, **of_it).values_list("risk", flat=True).first()


def last_period(city: int, until: date) -> Period | None:
    """The last year with purchases."""
    years = years_recorded(city, until)
    return parse_period(str(years[0])) if years else None


def members(chain: Chain, on: date) -> set[int]:
    """Keys of the firms that stand on a chain on a day."""
    rows = Membership.objects.filter(chain=chain, starts__lte=on).exclude(ends__lte=on)
    return set(rows.values_list("enterprise", flat=True))


def chain_rate(chain: Chain, on: date) -> Decimal | None:
    """The share of the chain's purchases that is made in the city, percent; None where nothing is recorded."""
    period = last_period(chain.city_id, on)
    if period is None:
        return None
    lines = lines_of(chain.city_id, period)
    customers = np.array(sorted(members(chain, on)), dtype=np.int64)
    share = rate_of(lines.where(np.isin(lines.customer, customers)), "city").share
    return None if share is None else Decimal(share * 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
