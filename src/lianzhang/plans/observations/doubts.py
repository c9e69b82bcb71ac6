"""What looks wrong in a figure, held against others of the same thing: leaps, a year and its parts, rises as if summed.

Whoever types, imports or confirms one is told the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from lianzhang.access.api import visible
from lianzhang.kernel.formatting import amount, number, span
from lianzhang.kernel.periods import Period, looks_summed, series_of, windows
from lianzhang.plans.evaluating import in_force
from lianzhang.plans.models import Measure, Nature, Observation, Precision, Relation
from lianzhang.plans.models.scopes import named_scope
from lianzhang.plans.words.wording import goals_text
from lianzhang.work.models import ReportState

from .entries import keys_of, thing_of

__all__ = ["alone", "doubts_of", "rising", "rising_among", "told_beside"]

LEAP = Decimal(2)  # times the figure before, or its half
FAR = Decimal(20)  # times the goal: another unit, or another thing


def doubts_of(row: Observation, known: Iterable[Observation]) -> Iterator[str]:
    """`known`: confirmed figures, the earliest first; one that is to be replaced says nothing against the row."""
    if row.value is None or row.target_id is None:
        return
    alike = [each for each in known if _same_series(row, each) and each.pk != row.replaces_id]
    for each in alike:
        if thing_of(each) == thing_of(row) and (each.value, each.unit) != (row.value, row.unit):
            yield f"与《{each.source.title}》报的{_words(each)}不一致"
    if words := rising(row, alike):
        yield words
    yield from _against_the_one_before(row, alike)
    yield from _against_its_year(row, alike)
    if not alike:
        yield from _against_its_goal(row)


def _same_series(one: Observation, other: Observation) -> bool:
    """Whether they are of the same thing and scope, whatever their times."""
    times = 1 if one.nature == Nature.STOCK else 2
    return thing_of(one)[:-times] == thing_of(other)[:-times]


def _against_the_one_before(row: Observation, alike: list[Observation]) -> Iterator[str]:
    earlier = [each for each in alike if each.date < row.date and _as_long(each, row)]
    if not earlier or not (before := _value(earlier[-1], row.unit)) or row.value is None:
        return
    where = f"{span(earlier[-1].period_start, earlier[-1].period_end)}的{_words(earlier[-1])}"
    if row.nature == Nature.STOCK and row.target and row.target.measure == Measure.CUMULATIVE and row.value < before:
        yield f"是累计数，却比{where}少"
    elif not before / LEAP <= row.value <= before * LEAP:
        yield f"与{where}相差一倍以上"


def _against_its_goal(row: Observation) -> Iterator[str]:
    """Of a first figure, which no other stands beside. Far below its goal is where many begin."""
    whole = not row.scope_text and named_scope(row) is None and row.relation == Relation.DIRECT
    if row.target is None or not whole or not (value := _value(row, row.target.unit)):
        return
    goals = [goal for goal in in_force(row.target.goals.all(), row.date) if not goal.period_start]
    asked = max((goal.value_max or goal.value for goal in goals), default=None)
    if asked and len(goals) == 1 and value >= asked * FAR:
        times = number((value / asked).quantize(Decimal(1)))
        yield f"是目标“{goals_text(row.target, goals)}”的{times}倍，请核对数和单位"


def _as_long(one: Observation, other: Observation) -> bool:
    """Of what stands at the end of a period, the period says nothing."""
    return one.nature == Nature.STOCK or _period(one).window == _period(other).window


def _against_its_year(row: Observation, alike: list[Observation]) -> Iterator[str]:
    """Parts of a year that are more than the year, and the other way round."""
    if row.nature == Nature.STOCK or row.value is None:
        return
    own, year = _period(row), row.period_end.year
    of_year = [each for each in alike if each.period_end.year == year and _period(each) != own]
    wholes = [each for each in (*of_year, row) if _period(each).window == "year"]
    window = own.window if own.window != "year" else "quarter"
    parts = [each for each in (*of_year, row) if _period(each).window == window]
    values = [_value(each, row.unit) for each in parts]
    if not wholes or not parts or row not in (*wholes, *parts) or any(value is None for value in values):
        return
    whole, total = _value(wholes[-1], row.unit), sum((value for value in values if value is not None), Decimal(0))
    if whole is not None and total > whole:
        yield f"{year}年各期合计{amount(total, row.unit)}，超过全年的{_words(wholes[-1])}"


def _value(row: Observation, unit: str) -> Decimal | None:
    units = row.plan.units
    return (
        units.convert(row.value, row.unit, unit)
        if row.value is not None and units.convertible(row.unit, unit)
        else None
    )


def _words(row: Observation) -> str:
    return amount(row.value, row.unit, row.precision)


# --- within one year: a period alone, and series that rise as if summed
def rising(figure: Any, others: Iterable[Any]) -> str:
    """What to ask of a figure, or an entry, that rises over `others` of its year; or ""."""
    series = _series(figure)
    if not series:
        return ""
    thing = _thing(figure)
    return _rising(figure, series, {_period(other): other.value for other in others if _thing(other) == thing})


def _rising(figure: Any, series: tuple[Period, ...], told: Mapping[Period, Any]) -> str:
    values = [*(told.get(period) for period in series[:-1]), figure.value]
    if not looks_summed(values):
        return ""
    listed = "、".join(number(value) for value in values)
    return (
        f"{series[0]}到{series[-1]}逐期累加（{listed}{figure.unit}），像是年初起的累计数；"
        "是累计的，请把口径改为“累计”，确实是当期的可以照报"
    )


def alone(figure: Any, others: Iterable[Observation]) -> str:
    """Of a cumulative figure what its last quarter or month alone comes to, or what is missing for it; or ""."""
    period = _period(figure)
    if not _sums_up(figure) or figure.precision != Precision.EXACT:
        return ""
    part = next(windows(period.end, period.end, "month" if period.end.month % 3 else "quarter"))
    before = Period(period.start, part.start - timedelta(days=1))
    for other in others:
        counts = other.state == ReportState.CONFIRMED and other.precision == Precision.EXACT
        if counts and _thing(other) == _thing(figure) and _period(other) == before:
            single = amount(figure.value - other.value, figure.unit)
            return f"减去{before}的{amount(other.value, other.unit)}，{part}当期为{single}"
    return f"没有已确认的{before}的数，算不出{part}当期的数；先照累计存"


def rising_among(entries: Iterable[Any], known: Iterable[Any]) -> Iterator[str]:
    """The same of a sheet's entries, each beside the others and what is known; one for each series, of its last."""
    named = [(entry, _thing(entry), period) for entry in entries if (period := _of_series(entry))]
    told: dict[Any, dict[Period, Any]] = {thing: {} for _, thing, _ in named}
    for each in known:
        if (period := _of_series(each)) and (values := told.get(_thing(each))) is not None:
            values[period] = each.value
    for entry, thing, period in named:
        told[thing][period] = entry.value
    last: dict[Any, tuple[Period, Any, str]] = {}
    for entry, thing, period in named:
        if words := _rising(entry, series_of(period), told[thing]):
            key = (thing, period.start.year, period.window)
            last[key] = max(last.get(key, (period, entry, words)), (period, entry, words), key=lambda each: each[0])
    return (f"{entry.target}，{entry.place}：{words}。" for _, entry, words in last.values())


def told_beside(figure: Any, by: Any) -> list[Observation]:
    """Figures of the same target and year in sight, in force or on their way. No query where none is needed."""
    if not _series(figure) and not _sums_up(figure):
        return []
    year = _period(figure).start.year
    rows = visible(by, Observation).filter(
        target=figure.target, nature=Nature.FLOW, period_start__year=year, period_end__year=year, value__isnull=False
    )
    rows = rows.exclude(state=ReportState.REPLACED)
    return list(rows.exclude(pk=figure.pk) if getattr(figure, "pk", None) else rows)


def _series(figure: Any) -> tuple[Period, ...]:
    period = _of_series(figure)
    return series_of(period) if period else ()


def _of_series(figure: Any) -> Period | None:
    """The month or quarter of a figure that may be one of a series."""
    if figure.target is None or figure.nature != Nature.FLOW or not isinstance(figure.value, Decimal):
        return None
    period = _period(figure)
    return period if period.window in ("month", "quarter") else None


def _sums_up(figure: Any) -> bool:
    """Whether it is of the year so far, and that is no month, quarter or year."""
    period = _period(figure)
    counts = figure.target is not None and figure.nature == Nature.FLOW and isinstance(figure.value, Decimal)
    return counts and period.is_so_far and period.window not in ("month", "quarter", "year")


def _thing(figure: Any) -> tuple[Any, ...]:
    plain = (figure.scope_text, str(figure.relation), str(figure.nature), figure.quantity, figure.unit)
    return (*keys_of(figure), *plain)


def _period(figure: Any) -> Period:
    return getattr(figure, "period", None) or Period(figure.period_start, figure.period_end)
