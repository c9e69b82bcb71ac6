"""The metrics of programmes: how many firms were granted one, and what was paid; a promise counts for nothing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from lianzhang.kernel.metrics import Ask, Evidence, Row, Undeclared, metric
from lianzhang.kernel.periods import Period
from lianzhang.kernel.quantities import convert
from lianzhang.plans.models import ScopeKind
from lianzhang.policies.models import Award, AwardState, Payment, PaymentState

from .evidence.counting import Spell, amount_point, periods_asked, received_points, until
from .evidence.precedence import decide
from .evidence.registers import asks_of_place, city_of, complete, place_of, proof, seen
from .metrics import needs_of

__all__: list[str] = []

MONEY = "万元"
GRANTED = ("pk", "enterprise", "application__programme__code", "enterprise__region", "enterprise__park", "decided_on")
PAID = (
    *("pk", "award__enterprise", "award__application__programme__code"),
    *("award__enterprise__region", "award__enterprise__park", "paid_on", "amount"),
)


class Got(NamedTuple):
    """What a firm got of a programme, on which day; `value` in 万元 of what was paid."""

    pk: int
    firm: int
    programme: str
    region: int | None
    park: int | None
    on: date
    value: Decimal = Decimal(0)


@metric(
    "policies.firms_awarded",
    title="政策台账里当期获批的企业数",
    items="programmes",
    register="awards",
    places=True,
)
def firms_awarded(ask: Ask) -> Evidence:
    """How many firms were granted one of the programmes `item`, or any, in each period: by firm, not by paper."""
    if not _counts_all(ask):
        return decide(ask, [], [])
    spells = [Spell(each.firm, each.on, None, Row("award", each.pk)) for each in _asked(ask, _granted(ask))]
    covered = until(complete(ask, *needs_of("policies.firms_awarded", "")), ask.at)
    points = received_points(spells, periods_asked(ask), covered, proof(ask, "awards"))
    return decide(ask, points, covered, Undeclared("awards", "", len({each.subject for each in spells})))


@metric("policies.paid", title="政策台账里当期拨付的金额", items="programmes", register="awards", places=True)
def paid(ask: Ask) -> Evidence:
    """What was paid of the programmes `item`, or of all, in each period; what came back does not count."""
    if not _counts_all(ask):
        return decide(ask, [], [])
    rows = _asked(ask, _paid(ask))
    covered = until(complete(ask, *needs_of("policies.paid", "")), ask.at)
    points = []
    for window in periods_asked(ask):
        for stretch in (each for each in covered if each.overlaps(window)):
            overlap = Period(max(window.start, stretch.start), min(window.end, stretch.end))
            told = [each for each in rows if overlap.start <= each.on <= overlap.end]
            value = convert(sum((each.value for each in told), Decimal(0)), MONEY, ask.unit or MONEY)
            of = tuple(Row("payment", each.pk) for each in told) or proof(ask, "awards")
            points.append(amount_point(overlap, value, of))
    return decide(ask, points, covered, Undeclared("awards", "", len(rows)))


def _counts_all(ask: Ask) -> bool:
    """No chain divides what firms are granted."""
    return ask.scope.kind == ScopeKind.CITY or asks_of_place(ask)


def _asked(ask: Ask, rows: list[Got]) -> list[Got]:
    wanted = {name for name in ask.params.get("item", "").split(";") if name}
    return [
        each
        for each in rows
        if each.on <= ask.at
        and (not wanted or each.programme in wanted)
        and (not asks_of_place(ask) or place_of(ask).holds(each.region, each.park))
    ]


def _granted(ask: Ask) -> list[Got]:
    """One query for a city."""
    rows: Any = seen(ask, Award).filter(city=city_of(ask), state=AwardState.HELD).order_by("decided_on", "pk")
    return ask.memo(("awards", city_of(ask)), lambda: [Got(*each) for each in rows.values_list(*GRANTED)])


def _paid(ask: Ask) -> list[Got]:
    """One query for a city."""
    rows: Any = seen(ask, Payment).filter(award__city=city_of(ask), state=PaymentState.PAID).order_by("paid_on", "pk")
    return ask.memo(("payments", city_of(ask)), lambda: [Got(*each) for each in rows.values_list(*PAID)])
