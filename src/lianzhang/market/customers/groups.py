"""Where the groups of customers stand on lists: by the names they had, so that one that was renamed is still itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.market.models import Customer, RankedGroup

__all__ = ["Standing", "all_names", "on_list", "standings_of"]


class Standing(NamedTuple):
    """Where a group stood on one list, the last year first, and how it changed since the year before."""

    rows: list[RankedGroup]

    @property
    def last(self) -> RankedGroup:
        return self.rows[0]

    @property
    def moved(self) -> int | None:
        """By how many places it rose since the year before; None where that year is not there."""
        if len(self.rows) < 2 or self.rows[1].year != self.last.year - 1:
            return None
        return self.rows[1].rank - self.last.rank


def all_names(pairs: Iterable[tuple[str, str]], asked: Iterable[str]) -> dict[str, frozenset[str]]:
    """For each name that is asked for all names that one group had; `pairs` are names and former names. Pure."""
    beside: defaultdict[str, set[str]] = defaultdict(set)
    for name, former in pairs:
        beside[name].add(former)
        beside[former].add(name)
    told = {}
    for name in asked:
        known, waiting = {name}, [name]
        while waiting:
            new = beside.get(waiting.pop(), set()) - known
            known |= new
            waiting += new
        told[name] = frozenset(known)
    return told


def _pairs(by: User, city: int) -> list[tuple[str, str]]:
    renamed = visible(by, RankedGroup).filter(city=city).exclude(formerly_folded="").order_by()
    return list(renamed.values_list("folded", "formerly_folded").distinct())


def standings_of(by: User, customers: Iterable[Customer]) -> dict[int, list[Standing]]:
    """Of each customer whose group stands on a list where it stands, list by list. Two queries."""
    rows = [row for row in customers if row.group_folded]
    if not rows:
        return {}
    city = rows[0].city_id
    names = all_names(_pairs(by, city), {row.group_folded for row in rows})
    wanted = {name for each in names.values() for name in each}
    listed = visible(by, RankedGroup).filter(city=city, folded__in=wanted).select_related("ranking")
    by_name: defaultdict[str, list[RankedGroup]] = defaultdict(list)
    for each in listed.order_by("-year", "rank", "pk"):
        by_name[each.folded].append(each)
    told = {}
    for row in rows:
        own = [each for name in names[row.group_folded] for each in by_name[name]]
        by_list: defaultdict[tuple[int, str], list[RankedGroup]] = defaultdict(list)
        for each in sorted(own, key=lambda one: (-one.year, one.rank)):
            by_list[each.ranking.order, each.ranking.code].append(each)
        if by_list:
            told[row.pk] = [Standing(by_list[key]) for key in sorted(by_list)]
    return told


def on_list(by: User, city: int, ranking: str = "", year: int = 0) -> set[str]:
    """All names of the groups that stand on a list (blank: on any) in a year (0: in any). Two queries."""
    rows = visible(by, RankedGroup).filter(city=city)
    if ranking:
        rows = rows.filter(ranking__code=ranking)
    if year:
        rows = rows.filter(year=year)
    listed = set(rows.order_by().values_list("folded", flat=True))
    return {name for each in all_names(_pairs(by, city), listed).values() for name in each}
