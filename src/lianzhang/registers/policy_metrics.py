"""The metrics of programmes: how many firms were granted one, and what was paid; a promise counts for nothing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from lianzhang.kernel.metrics import Ask, Evidence, Row, Undeclared, metric
from lianzhang.kernel.periods import Period
from lianzhang.kernel.quantities import convert
from lianzhang.plans.models import ProgrammeKind, ScopeKind
from lianzhang.policies.models import STANDING, Award, Payment, PaymentState, StakeEntry

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
    *("award", "award__application__programme__kind__gives", "award__enterprise__outside"),
)
STAKE = ProgrammeKind.Gives.STAKE
HUNDREDTH = Decimal("0.01")


class Got(NamedTuple):
    """What a firm got of a programme, on which day; `value` in 万元 of what was paid."""

    pk: int
    firm: int
    programme: str
    region: int | None
    park: int | None
    on: date
    value: Decimal = Decimal(0)
    award: int = 0
    gives: str = ""
    outside: bool = False


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
    """What was paid of the programmes `item`, or of all but funds, in each period; what came back does not count."""
    if not _counts_all(ask):
        return decide(ask, [], [])
    named = bool(ask.params.get("item"))
    return _summed(ask, "policies.paid", [each for each in _asked(ask, _paid(ask)) if named or each.gives != STAKE])


@metric("policies.invested", title="引导基金当期实缴到企业的金额", items="programmes", register="stakes", places=True)
def invested(ask: Ask) -> Evidence:
    """What the funds `item`, or all, paid in to firms of the city in each period."""
    if not _counts_all(ask):
        return decide(ask, [], [])
    return _summed(ask, "policies.invested", _put_in(ask))


@metric("policies.leverage", title="社会资本与引导基金实缴之比", items="programmes", register="stakes")
def leverage(ask: Ask) -> Evidence:
    """How much others put in for one of the funds' own, from the target's start to the end of each period.

    Of a stake of which nobody said what others put in there may be more: the least is told."""
    if ask.scope.kind != ScopeKind.CITY:
        return decide(ask, [], [])
    rows, said = _put_in(ask), _others(ask)
    covered = until(complete(ask, *needs_of("policies.leverage", "")), ask.at)
    points = []
    for window in periods_asked(ask):
        whole = Period(ask.subject.starts, window.end)
        told = [each for each in rows if whole.start <= each.on <= whole.end]
        own = sum((each.value for each in told), Decimal(0))
        if not own or not any(stretch.contains(whole) for stretch in covered):
            continue
        stakes = {each.award for each in told}
        others = [amount for award, on, amount in said if award in stakes and on <= whole.end]
        of = tuple(Row("award", award) for award in sorted(stakes))
        point = amount_point(window, (sum(others, Decimal(0)) / own).quantize(HUNDREDTH), of)
        known = {award for award, on, _ in said if on <= whole.end}
        points.append(point if stakes <= known else point._replace(interval=point.interval._replace(high=None)))
    return decide(ask, points, covered, Undeclared("awards", "", len(rows)))


def _put_in(ask: Ask) -> list[Got]:
    return [each for each in _asked(ask, _paid(ask)) if each.gives == STAKE and not each.outside]


def _others(ask: Ask) -> list[tuple[int, date, Decimal]]:
    """One query for a city."""
    rows = seen(ask, StakeEntry).filter(award__city=city_of(ask), kind=StakeEntry.Kind.OTHERS).order_by("pk")
    return ask.memo(("stake_entries", city_of(ask)), lambda: list(rows.values_list("award", "on", "amount")))


def _summed(ask: Ask, name: str, rows: list[Got]) -> Evidence:
    covered = until(complete(ask, *needs_of(name, "")), ask.at)
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
    rows: Any = seen(ask, Award).filter(city=city_of(ask), state__in=STANDING).order_by("decided_on", "pk")
    return ask.memo(("awards", city_of(ask)), lambda: [Got(*each) for each in rows.values_list(*GRANTED)])


def _paid(ask: Ask) -> list[Got]:
    """One query for a city."""
    rows: Any = seen(ask, Payment).filter(award__city=city_of(ask), state=PaymentState.PAID).order_by("paid_on", "pk")
    return ask.memo(("payments", city_of(ask)), lambda: [Got(*each) for each in rows.values_list(*PAID)])
