"""The metric registry: a metric is a named function that returns its evidence, value and rows together."""

from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple, Protocol, TypeVar

from .periods import Period
from .quantities import Interval

__all__ = [
    "PLACES",
    "Ask",
    "Evidence",
    "Metric",
    "Point",
    "Row",
    "Scope",
    "Undeclared",
    "UnknownMetric",
    "all_metrics",
    "declare_withholding",
    "get_metric",
    "metric",
    "withheld_rows",
]


T = TypeVar("T")


class UnknownMetric(LookupError):
    """A name that no room has registered."""


# Kinds of scopes that are places; the others are chains and what is made of them.
PLACES = ("region", "park")


class Scope(NamedTuple):
    """For whom a figure is asked: the city, one chain, group, region or park, by primary key."""

    kind: str = "city"
    pk: int | None = None


class Row(NamedTuple):
    """One record that proves something: enough to name it and to open it.

    A thousand records that make one sum are one row: `query` narrows the page of their kind to just these.
    """

    kind: str
    pk: int
    query: str = ""


class Point(NamedTuple):
    """One value of a metric: what it speaks of, since when it holds, what it can mean, and the rows that make it.

    `nominal` is the figure as reported, in the unit asked; `interval` all it can stand for.
    `stock` is a total at a date; otherwise the value is an amount of its period.
    """

    period: Period
    date: date
    nominal: Decimal
    interval: Interval
    stock: bool
    rows: tuple[Row, ...]
    precision: str = "exact"
    disputed: bool = False


class Undeclared(NamedTuple):
    """Records of a register (of one `kind`) that nobody has declared complete: they are there and do not count."""

    register: str
    kind: str
    held: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """A metric's answer: points in order of time.

    In the times of `covered` a complete register decides, whatever else is reported of them.
    """

    points: tuple[Point, ...]
    covered: tuple[Period, ...] = ()
    undeclared: Undeclared | None = None

    @property
    def rows(self) -> tuple[Row, ...]:
        return tuple(dict.fromkeys(row for point in self.points for row in point.rows))


@dataclass(frozen=True, slots=True)
class Ask:
    """The question put to a metric. `at` bounds what may be known; `memo` shares loads between the asks of one run."""

    subject: Any
    at: date
    scope: Scope
    unit: str
    params: Mapping[str, str] = field(default_factory=dict)
    shared: dict[Hashable, Any] = field(default_factory=dict)

    def memo(self, key: Hashable, load: Callable[[], T]) -> T:
        if key not in self.shared:
            self.shared[key] = load()
        return self.shared[key]


# Of rows of one kind that evidence names, in a city (a primary key): those whose figures are not told to outside roles.
Withholding = Callable[[int, Collection[Row]], set[Row]]
_WITHHOLDING: dict[str, Withholding] = {}


def declare_withholding(kind: str, withholding: Withholding) -> None:
    """Raises ValueError for a kind declared twice."""
    if _WITHHOLDING.setdefault(kind, withholding) is not withholding:
        raise ValueError(f"what is withheld of {kind!r} is declared twice")


def withheld_rows(city: int, rows: Collection[Row]) -> set[Row]:
    """Those of `rows` whose figures are not told to outside roles."""
    by_kind = {kind: {row for row in rows if row.kind == kind} for kind in _WITHHOLDING}
    return set().union(*(_WITHHOLDING[kind](city, own) for kind, own in by_kind.items() if own))


class Metric(Protocol):
    def __call__(self, ask: Ask) -> Evidence: ...


@dataclass(frozen=True, slots=True)
class _Entry:
    """`items`: what a plan may name in `item`, as words or as a table of its folder; several are joined by `;`.

    `reported`: reported figures move it; `register`: the URL name of the page whose records move it.
    `places`: it can be asked of one region or park.
    """

    function: Metric
    title: str
    needs: tuple[str, ...] = ()
    items: str | tuple[str, ...] = ""
    reported: bool = True
    register: str = ""
    places: bool = False


_METRICS: dict[str, _Entry] = {}


def metric(name: str, *, title: str, **more: Any) -> Callable[[Metric], Metric]:
    """Register a metric under `name`; `title` is what the screens say, `needs` the parameters it cannot do without."""

    def register(function: Metric) -> Metric:
        if name in _METRICS and _METRICS[name].function is not function:
            raise ValueError(f"metric {name!r} is registered twice")
        _METRICS[name] = _Entry(function, title, **more)
        return function

    return register


def get_metric(name: str) -> _Entry:
    """The metric registered as `name`. Raises UnknownMetric."""
    try:
        return _METRICS[name]
    except KeyError:
        raise UnknownMetric(name) from None


def all_metrics() -> dict[str, str]:
    """Every registered name with its title."""
    return {name: entry.title for name, entry in sorted(_METRICS.items())}
