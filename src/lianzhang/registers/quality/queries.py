"""How good the register is, as its page asks: what is late, looks wrong or lacks, for whom, and who mends it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.api import cached
from lianzhang.enterprises.models import DuplicateCandidate, Enterprise
from lianzhang.kernel.periods import Period
from lianzhang.registry.api import REGISTERS, Declared, covered
from lianzhang.registry.models import Coverage, Region
from lianzhang.statements.api import RULES, Asked, Rule, asked

from .lacking import LACKS, Lack, answered, lacking, present
from .late import HandedIn, current, handed_in_by_region, late, total_of
from .suspicious import Suspect, suspects, waiting_periods

__all__ = ["Criteria", "Quality", "matching_firms", "matching_suspects", "quality"]


@dataclass(frozen=True, slots=True)
class RegionLine:
    """One region (None: not said where) with what is wrong in it; the same order as the page's columns."""

    region: Region | None
    firms: int
    handed_in: list[HandedIn]
    suspicious: int
    lacks: dict[str, int]
    declared: list[str]

    @property
    def lacking(self) -> int:
        return sum(self.lacks.values())

    @property
    def worst(self) -> str:
        """What most firms here lack: the first list to open."""
        return max(self.lacks, key=lambda code: self.lacks[code])

    @property
    def code(self) -> str:
        return self.region.code if self.region else NOWHERE


# Of each region (by primary key) the firms, and what they lack by code.
Totals = dict[int | None, dict[str, int]]
# How the address names firms without a region.
NOWHERE = "none"


@dataclass(frozen=True, slots=True)
class Quality:
    """`asked` are the periods that should be handed in by now, one of each reporting."""

    asked: list[Asked]
    lines: list[RegionLine]
    suspects: list[Suspect]
    duplicates: int

    @property
    def registers(self) -> int:
        return len(REGISTERS)

    @property
    def firms(self) -> int:
        return sum(line.firms for line in self.lines)

    @property
    def handed_in(self) -> list[tuple[Asked, HandedIn]]:
        columns = (total_of(of, (line.handed_in[place] for line in self.lines)) for place, of in enumerate(self.asked))
        return list(zip(self.asked, columns, strict=True))

    @property
    def late(self) -> int:
        return sum(each.late for _, each in self.handed_in)

    @property
    def lacks(self) -> list[tuple[Lack, int]]:
        return [(lack, sum(line.lacks[code] for line in self.lines)) for code, lack in LACKS.items()]

    @property
    def lacking(self) -> int:
        return sum(count for _, count in self.lacks)

    @property
    def rules(self) -> list[tuple[Rule, int]]:
        """The rules that are broken, the most broken first."""
        counts = Counter(code for suspect in self.suspects for code in suspect.rules)
        broken = [(rule, counts[rule.code]) for rule in RULES if counts[rule.code]]
        return sorted(broken, key=lambda pair: -pair[1])

    @property
    def periods(self) -> list[tuple[Period, int]]:
        """The periods in which something looks wrong."""
        counts = Counter(suspect.period for suspect in self.suspects)
        return sorted(counts.items(), reverse=True)


def quality(user: User, starts: date, at: date) -> Quality:
    """Of the firms that `user` answers for. The number of queries does not grow with firms or statements."""
    periods = current(starts, at)
    totals, handed = cached(user, ("quality", starts, at), lambda: _reckoned(user, periods, at))
    doubtful, declared = _suspects(user, starts, at), _declared(user)
    by_region = Counter(suspect.region for suspect in doubtful)
    keys = {*totals, *by_region, *(key for each in handed for key in each)}
    regions = visible(user, Region).in_bulk([key for key in keys if key])
    lines = [
        RegionLine(
            region=regions.get(key) if key else None,
            firms=totals.get(key, {}).get("firms", 0),
            handed_in=[each.get(key, HandedIn(of.period)) for of, each in zip(periods, handed, strict=True)],
            suspicious=by_region[key],
            lacks={code: totals.get(key, {}).get(code, 0) for code in LACKS},
            declared=[code for code in REGISTERS if covered(declared, code, "", Period(at, at), [key])],
        )
        for key in sorted(keys, key=lambda key: (key is None, regions[key].code if key else ""))
    ]
    return Quality(periods, lines, doubtful, visible(user, DuplicateCandidate).count())


def _declared(user: User) -> list[Declared]:
    """The declarations in force that are in sight."""
    rows = visible(user, Coverage).filter(withdrawn_at=None)
    return [Declared(row.register, row.kind, row.region_id, Period(row.period_start, row.period_end)) for row in rows]


def _reckoned(user: User, periods: list[Asked], at: date) -> tuple[Totals, list[dict[int | None, HandedIn]]]:
    return _totals(user, at), [handed_in_by_region(user, each) for each in periods]


def _totals(user: User, at: date) -> Totals:
    counts = {code: Count("pk", filter=lacking(code, user, at)) for code in LACKS}
    rows = present(answered(user)).order_by().values("region").annotate(firms=Count("*"), **_prefixed(counts))
    names = ("firms", *LACKS)
    counted = rows.values_list("region", "firms", *(f"lack_{code}" for code in LACKS))
    return {region: dict(zip(names, numbers, strict=True)) for region, *numbers in counted}


def _prefixed(counts: dict[str, Count]) -> dict[str, Count]:
    """Annotations may not be called as the model's own fields are."""
    return {f"lack_{code}": count for code, count in counts.items()}


def _suspects(user: User, starts: date, at: date) -> list[Suspect]:
    """Of the periods that should be handed in by now, and of those that wait to be confirmed."""
    looked_at = dict.fromkeys([*(each.period for each in current(starts, at)), *waiting_periods(user)])
    return [suspect for period in looked_at for suspect in _suspects_of(user, period)]


def _suspects_of(user: User, period: Period) -> list[Suspect]:
    return cached(user, ("suspects", period), lambda: suspects(user, period))


@dataclass(frozen=True, slots=True)
class Criteria:
    """How a list of the page is narrowed; `region` is a code or NOWHERE. Blank narrows nothing."""

    lack: str = ""
    period: Period | None = None
    region: str = ""
    rule: str = ""


def matching_firms(user: User, criteria: Criteria, starts: date, at: date) -> QuerySet[Enterprise]:
    """Firms that lack something, or owe the statement of a period; nothing where neither is asked."""
    if criteria.lack:
        rows = present(answered(user)).filter(lacking(criteria.lack, user, at))
    else:
        of = next((each for each in asked(starts, at) if each.period == criteria.period), None)
        rows = late(user, of) if of else answered(user).none()
    if criteria.region:
        rows = rows.filter(_in_region(criteria.region))
    return rows.select_related("region", "park").order_by("region__code", "name", "pk")


def matching_suspects(user: User, criteria: Criteria, starts: date, at: date) -> list[Suspect]:
    """Of the period that is asked for, else of all that the page looks at."""
    suspects = _suspects_of(user, criteria.period) if criteria.period else _suspects(user, starts, at)
    if criteria.rule:
        suspects = [suspect for suspect in suspects if criteria.rule in suspect.rules]
    if criteria.region:
        region = visible(user, Region).filter(code=criteria.region).first()
        suspects = [suspect for suspect in suspects if suspect.region == (region.pk if region else None)]
    return suspects


def _in_region(code: str) -> Q:
    return Q(region=None) if code == NOWHERE else Q(region__code=code)
