"""The metric registry: a metric is a named function that returns its evidence, value and rows together."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple, Protocol, TypeVar

from .periods import Period
from .quantities import Interval

__all__ = [
    "Ask",
    "Evidence",
    "Metric",
    "Point",
    "Row",
    "Scope",
    "UnknownMetric",
    "all_metrics",
    "get_metric",
    "metric",
]


T = TypeVar("T")


class UnknownMetric(LookupError):
    """A name that no room has registered."""


@dataclass(frozen=True, slots=True)
class Scope:
    """For whom a figure is asked: the city, one chain or one group, by primary key."""

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


@dataclass(frozen=True, slots=True)
class Evidence:
    """A metric's answer: points in order of time. `gap` says, as a code, why there are none."""

    points: tuple[Point, ...]
    gap: str = ""

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


class Metric(Protocol):
    def __call__(self, ask: Ask) -> Evidence: ...


@dataclass(frozen=True, slots=True)
class _Entry:
    function: Metric
    title: str
    needs: tuple[str, ...]


_METRICS: dict[str, _Entry] = {}


def metric(name: str, *, title: str, needs: tuple[str, ...] = ()) -> Callable[[Metric], Metric]:
    """Register a metric under `name`; `title` is what the screens say, `needs` the parameters it cannot do without."""

    def register(function: Metric) -> Metric:
        if name in _METRICS and _METRICS[name].function is not function:
            raise ValueError(f"metric {name!r} is registered twice")
        _METRICS[name] = _Entry(function, title, needs)
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
