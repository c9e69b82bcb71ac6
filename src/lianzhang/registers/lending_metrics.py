"""The metric of banks' balances: how much faster lending for long to manufacturing grew than all lending.

Only checked balances count, only of banks that have them at both ends, and only where both ends are declared complete:
then a bank without one began late or ended. One whose balance is still to be checked leaves the growth unknown."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from lianzhang.kernel.metrics import Ask, Evidence, Point, Row, Undeclared, metric
from lianzhang.kernel.periods import Period, windows
from lianzhang.plans.models import ScopeKind
from lianzhang.policies.api import Balance, growth_of
from lianzhang.policies.models import BalanceState, LoanBalance

from .evidence.counting import amount_point
from .evidence.precedence import decide
from .evidence.registers import city_of, complete, proof, seen
from .metrics import needs_of

__all__: list[str] = []

REGISTER = "lending"
NAME = "policies.lending_growth"
DAY = timedelta(days=1)
TOLD = ("pk", "bank", "period_end", "long_term", "all_loans", "state")
Ends = dict[date, dict[int, Balance]]  # by the quarter's end and the bank


@metric(NAME, title="银行贷款余额里制造业中长期贷款与各项贷款的增速之差", register="loan_balances")
def lending_growth(ask: Ask) -> Evidence:
    """In percentage points, over the year to each year's end; to each quarter's where the target is of quarters."""
    if ask.scope.kind != ScopeKind.CITY:
        return decide(ask, [], [])
    ends, covered = _ends(ask), _covered(ask)
    points = [point for period in covered if (point := _point(ask, period, ends))]
    return decide(ask, points, covered, Undeclared(REGISTER, "", sum(map(len, ends.values()))))


def _covered(ask: Ask) -> list[Period]:
    """The years or quarters that are over and within a time declared complete, which holds the end a year before."""
    declared = complete(ask, *needs_of(NAME, ""))
    window = "quarter" if ask.subject.window == "quarter" else "year"
    return [
        period
        for stretch in declared
        for period in windows(stretch.start, min(stretch.end, ask.at), window)
        if stretch.contains(Period(_year_before(period.end), period.end)) and period.end <= ask.at
    ]


def _year_before(end: date) -> date:
    """The last day of the same month a year before."""
    return (end + DAY).replace(year=(end + DAY).year - 1) - DAY


def _point(ask: Ask, period: Period, ends: Ends) -> Point | None:
    """None where nobody knows."""
    told = growth_of(ends.get(period.end, {}), ends.get(_year_before(period.end), {}))
    if told.ahead is None or told.open_ones:
        return None
    rows = tuple(Row("loan_balance", pk) for pk in told.rows)
    return amount_point(period, told.ahead, (*rows, *proof(ask, REGISTER)))


def _ends(ask: Ask) -> Ends:
    """Those that are over by the day asked. One query for a city."""
    city = city_of(ask)
    rows = seen(ask, LoanBalance).filter(city=city).order_by("period_end", "pk")
    by_end: defaultdict[date, dict[int, Balance]] = defaultdict(dict)
    for pk, bank, end, long_term, all_loans, state in ask.memo(
        ("lending", city), lambda: list(rows.values_list(*TOLD))
    ):
        if end <= ask.at:
            by_end[end][bank] = Balance(pk, long_term, all_loans, state == BalanceState.CHECKED)
    return dict(by_end)
