"""Short ways to write figures and goals in tests."""

from datetime import date
from decimal import Decimal

from lianzhang.kernel.metrics import Point, Row
from lianzhang.kernel.periods import parse_period
from lianzhang.kernel.quantities import interval_of
from lianzhang.plans.evaluation import Terms

START, DUE = date(2021, 1, 1), date(2023, 12, 31)
TENTH = Decimal("0.1")


def figure(
    period: str, value: object, *, day: date | None = None, stock: bool = True, precision: str = "exact"
) -> Point:
    when, nominal = parse_period(period), Decimal(str(value))
    return Point(
        period=when,
        date=day or when.end,
        nominal=nominal,
        interval=interval_of(nominal, precision, TENTH),
        stock=stock,
        rows=(Row("observation", abs(hash((period, str(value), day)))),),
        precision=precision,
    )


def terms(comparator: str, value: object, measure: str = "cumulative", **more: object) -> Terms:
    return Terms(comparator, Decimal(str(value)), **{"start": START, "due": DUE, "measure": measure} | more)  # type: ignore[arg-type]
