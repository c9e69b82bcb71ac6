"""What a second source changes, as it stands now: the local supply rate of the chain, and what a stop would cost."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.formatting import amount, number
from lianzhang.kernel.vocabulary import spoken
from lianzhang.registry.models import Chain
from lianzhang.supply.models import AnalysisRun, RunFirm, RunState
from lianzhang.supply.queries.local_rate import DEFAULT_RADIUS, year_period
from lianzhang.supply.rates.lines import years_recorded
from lianzhang.supply.rates.rates import rate_of
from lianzhang.supply.rates.scopes import customers_of, weighted_lines

__all__ = ["chain_rate", "latest_run", "percent_of", "risk_of", "stop_words"]


def percent_of(share: float | None) -> Decimal | None:
    """A share from 0 to 1, in percent; None is unknown and stays so."""
    return None if share is None else Decimal(str(share)) * 100


def stop_words(percent: Decimal | None, lost: Decimal | None) -> str:
    """What a stop of the supplier would cost, in words: of the city's output, and 万元 a month where that is known."""
    if percent is None:
        return "停供代价没有算过"
    if lost is None:
        return spoken(f"停供，{{whole}}少产{number(percent, 1)}%")
    return spoken(f"停供一个月，{{whole}}少产{amount(lost, '万元')}，占{number(percent, 1)}%")


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


def chain_rate(chain: Chain, on: date) -> Decimal | None:
    """The share of the chain's purchases that is made in the city, percent, as the chain's page tells it.

    Of the last year with purchases, as far as one looks from; None where nothing is recorded."""
    years = years_recorded(chain.city_id, on)
    if not years:
        return None
    period = year_period(years[0], on)
    lines, weight = weighted_lines(chain.city_id, period, customers_of(chain.city_id, (chain.pk,), period))
    share = rate_of(lines, DEFAULT_RADIUS, weight).share
    return None if share is None else Decimal(share * 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
