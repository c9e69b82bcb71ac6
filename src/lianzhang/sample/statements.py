"""What the firms report: five years, and the quarters of the last; growing, plausible, and here and there not."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from lianzhang.statements.models import ITEMS
from lianzhang.work.models import ReportState

from .amounts import Array, cents
from .firms import Firms
from .place import YEARS

__all__ = ["ABOVE_SCALE", "Figures", "above_scale", "draw_figures", "statements"]

ABOVE_SCALE = 2_000  # 万元 of revenue from the main business: the statistical threshold for industrial firms
GROWTH = (0.11, 0.06, 0.085, 0.06)  # of output, from each year to the next
RESEARCH = (0.0168, 0.0177, 0.019, 0.0208, 0.0215)  # of the revenue of firms above scale, by year
ACTIVE = (0.64, 0.69, 0.73, 0.76, 0.78)  # of the firms above scale do research
TRADE = (0.118, 0.075)  # exports and imports together grow so from 2020 on; imports are such a part of output
EXPORTERS, IMPORTERS = 0.24, 0.12
BASE = YEARS.index(2023)
QUARTERS = (0.22, 0.25, 0.25, 0.28)
QUARTERLY = 0.3
WAITING = ((ReportState.SUBMITTED, 0.03), (ReportState.DRAFT, 0.02), (ReportState.RETURNED, 0.01))
ABSENT = 0.05  # have not reported the last year
LAST = YEARS[-1]
CHINA = ZoneInfo("Asia/Shanghai")

Figures = dict[str, Array]  # an item: one row a firm, one column a year


def draw_figures(rng: np.random.Generator, firms: Firms) -> Figures:
    """Every item of every firm and year, in the units of ITEMS."""
    count = len(firms)
    steps = np.exp(rng.normal(np.log1p(GROWTH), 0.1, (count, len(GROWTH))))
    ladder = np.hstack([np.ones((count, 1)), np.cumprod(steps, axis=1)])
    output = firms.size[:, None] * ladder / ladder[:, BASE : BASE + 1]
    revenue = output * rng.uniform(0.93, 1.01, (count, len(YEARS)))
    cost = revenue * rng.uniform(0.78, 0.9, (count, len(YEARS)))
    profit = (revenue - cost) * rng.uniform(0.2, 0.7, (count, len(YEARS)))
    figures = {
        "output": output,
        "revenue": revenue,
        "cost": cost,
        "profit": profit,
        "tax": revenue * rng.uniform(0.02, 0.05, (count, len(YEARS))),
        "research": _research(rng, revenue),
        "staff": np.maximum(np.round(output[:, [BASE]] ** 0.86 / rng.uniform(9, 22, (count, 1)) * ladder**0.1), 3),
        **_trade(rng, output),
        "energy": output * rng.uniform(0.02, 0.2, (count, 1)),
    }
    return {item: cents(figures[item]) for item in ITEMS}


def _research(rng: np.random.Generator, revenue: Array) -> Array:
    """Some firms do research, more each year; together they spend what RESEARCH says of the revenue above scale."""
    luck = rng.random((len(revenue), 1))
    spent = revenue * rng.lognormal(0, 0.5, (len(revenue), 1)) * (luck < ACTIVE)
    large = revenue >= ABOVE_SCALE
    total, of = (spent * large).sum(axis=0), (revenue * large).sum(axis=0)
    factor = np.divide(RESEARCH * of, total, out=np.full(len(YEARS), RESEARCH[BASE]), where=total > 0)
    return np.minimum(spent * factor, revenue * 0.3)


def _trade(rng: np.random.Generator, output: Array) -> dict[str, Array]:
    """Exports and imports of those who trade; the city's sum grows evenly from the first year on."""
    count = len(output)
    sells, buys = rng.random((count, 1)) < EXPORTERS, rng.random((count, 1)) < IMPORTERS
    exports = output * rng.uniform(0.03, 0.3, (count, 1)) * sells
    imports = output * rng.uniform(0.02, 2 * TRADE[1], (count, 1)) * buys
    total = (exports + imports).sum(axis=0)
    growing = total[0] * (1 + TRADE[0]) ** np.arange(len(YEARS))
    factor = np.divide(growing, total, out=np.ones(len(YEARS)), where=total > 0)
    return {"exports": exports * factor, "imports": imports * factor}


def above_scale(firms: Firms, figures: Figures) -> dict[str, list[Any]]:
    """规上: the firms of the city and the years in which their revenue reached the threshold."""
    there = _there(firms) & (figures["revenue"] >= ABOVE_SCALE)
    firm, year = np.nonzero(there)
    return {"firm": firm.tolist(), "year": [YEARS[each] for each in year.tolist()]}


def _there(firms: Firms) -> Array:
    """Which firm reports which year: those in the city and in business that the year found founded."""
    founded = firms.founded.astype("datetime64[Y]").astype(int) + 1970
    return firms.counted[:, None] & (founded[:, None] < np.array(YEARS))


def statements(rng: np.random.Generator, firms: Firms, figures: Figures) -> dict[str, list[Any]]:
    """Statements as rows: years first, then the quarters of the last year."""
    yearly = _yearly(rng, firms, figures)
    quarterly = _quarterly(rng, firms, figures)
    return {name: [*yearly[name], *quarterly[name]] for name in yearly}


def _yearly(rng: np.random.Generator, firms: Firms, figures: Figures) -> dict[str, list[Any]]:
    there = _there(firms)
    late = (rng.random(len(firms)) < ABSENT) & (firms.size < np.quantile(firms.size, 0.9))
    there[:, -1] &= ~late
    firm, year = np.nonzero(there)
    periods = [(date(each, 1, 1), date(each, 12, 31)) for each in YEARS]
    rows = _rows(firm, {item: values[firm, year] for item, values in figures.items()}, [periods[y] for y in year])
    return rows | _states(rng, rows["period_end"], year == len(YEARS) - 1)


def _quarterly(rng: np.random.Generator, firms: Firms, figures: Figures) -> dict[str, list[Any]]:
    """The quarters sum to the year; the head count does not."""
    reports = _there(firms)[:, -1] & (
        (rng.random(len(firms)) < QUARTERLY) | (firms.size > np.quantile(firms.size, 0.95))
    )
    there = np.repeat(reports[:, None], 4, axis=1)
    there[:, 3] &= rng.random(len(firms)) > ABSENT
    firm, quarter = np.nonzero(there)
    part = np.array(QUARTERS)[quarter]
    values = {item: each[firm, -1] * (1 if item == "staff" else part) for item, each in figures.items()}
    periods = [
        (date(LAST, 3 * each + 1, 1), date(LAST, 3 * each + 3, 31 if each in (0, 3) else 30)) for each in range(4)
    ]
    rows = _rows(firm, {item: cents(each) for item, each in values.items()}, [periods[q] for q in quarter])
    return rows | _states(rng, rows["period_end"], quarter == 3)


def _rows(firm: Array, values: Figures, periods: list[tuple[date, date]]) -> dict[str, list[Any]]:
    return {
        "firm": firm.tolist(),
        "period_start": [start for start, _ in periods],
        "period_end": [end for _, end in periods],
        **{item: each.tolist() for item, each in values.items()},
    }


def _states(rng: np.random.Generator, ends: list[date], open_: Array) -> dict[str, list[Any]]:
    """All confirmed, but of what was due last a few still on their way; handed in from 10 to 45 days after."""
    draws = rng.random(len(ends))
    states = np.full(len(ends), ReportState.CONFIRMED.value, dtype="U10")
    floor = 0.0
    for state, part in WAITING:
        states[open_ & (draws >= floor) & (draws < floor + part)] = state.value
        floor += part
    days = rng.integers(10, 46, len(ends)).tolist()
    moments = {day: {} for day in set(ends)}  # type: dict[date, dict[int, datetime]]
    at = []
    for end, after in zip(ends, days, strict=True):
        known = moments[end]
        if after not in known:
            known[after] = datetime.combine(end + timedelta(days=after), datetime.min.time(), CHINA) + timedelta(
                hours=10
            )
        at.append(known[after])
    return {"state": states.tolist(), "at": at}
