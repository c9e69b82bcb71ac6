"""The rate of local supply as evidence on a page of the plan: what purchases come to; and when it tells of one firm."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import NamedTuple
from urllib.parse import parse_qs

from lianzhang.access.api import visible
from lianzhang.kernel.formatting import amount, percent
from lianzhang.kernel.metrics import Row, declare_withholding
from lianzhang.kernel.periods import Period
from lianzhang.kernel.vocabulary import words
from lianzhang.plans.api import Record, Viewpoint, address, register_records
from lianzhang.registry.models import Chain

from .disclosure import CITY
from .places import RADII
from .rates import rate_of
from .scopes import customers_of, told_of, weighted_lines

__all__ = ["Asked", "read_asked"]

KIND = "purchases"


class Asked(NamedTuple):
    """Of which rate a row of evidence speaks."""

    city: int
    chains: tuple[int, ...]
    year: int
    radius: str

    @property
    def period(self) -> Period:
        return Period(date(self.year, 1, 1), date(self.year, 12, 31))


def read_asked(row: Row) -> Asked | None:
    """None for a row that says none."""
    said = {name: values[0] for name, values in parse_qs(row.query).items()}
    chains, year, radius = said.get("chains", ""), said.get("year", ""), said.get("radius", "")
    keys = chains.split("-")
    if radius not in RADII or not (year.isdecimal() and len(year) == 4) or not all(key.isdecimal() for key in keys):
        return None
    return Asked(row.pk, tuple(map(int, keys)), int(year), radius)


def _records(rows: Sequence[Row], vp: Viewpoint) -> Iterable[Record]:
    read = [(row, asked) for row in rows if (asked := read_asked(row))]
    named = visible(vp.user, Chain).in_bulk({chain for _, asked in read for chain in asked.chains})
    vp.stated.name_all(named.values())
    for row, asked in read:
        lines, weight = weighted_lines(asked.city, asked.period, customers_of(asked.city, asked.chains, asked.period))
        rate = rate_of(lines, asked.radius, weight)
        one = named.get(asked.chains[0]) if len(asked.chains) == 1 else None
        yield Record(
            row=row,
            href=address(row),
            what=percent(rate.share, 1),
            when=str(asked.period),
            date=asked.period.end,
            scope=str(one or words().whole),
            chain=one.pk if one else None,
            quantity=f"{RADII[asked.radius]}配套率",
            source_text=f"{len(lines):,}条采购，{amount(round(rate.total), '万元')}",
        )


def _unsafe(_city: int, rows: Collection[Row]) -> set[Row]:
    """Those that outside roles are not told; what cannot be read is not told either."""
    unsafe = set()
    for row in rows:
        asked = read_asked(row)
        if asked is None:
            unsafe.add(row)
            continue
        every = tuple(Chain.objects.filter(city=asked.city).order_by("code").values_list("pk", flat=True))
        scope = asked.chains[0] if len(asked.chains) == 1 else CITY
        chains = every if scope != CITY else tuple(sorted(asked.chains))
        if asked.radius not in told_of(asked.city, chains, asked.year).get(scope, frozenset()):
            unsafe.add(row)
    return unsafe


register_records(KIND, _records)
declare_withholding(KIND, _unsafe)
