"""The shortage ahead as its page asks for it: each kind of the plan with what is wanted, left and to come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone

from lianzhang.access.api import visible
from lianzhang.kernel.foreseeing import Cell, Supply, foreseen, quarters_from
from lianzhang.plans.api import PlanViewpoint
from lianzhang.plans.models import CapacityKind

from .draws import Want, wanted
from .models import COMING, Capacity, CapacityState
from .queries import CAPACITY_LISTED, Line, lines_of

__all__ = ["KindAhead", "Shortage", "shortage_of"]


@dataclass(frozen=True, slots=True)
class KindAhead:
    """One kind. `left` of what is usable now is known, `unknown` are those of which nobody knows; `open`: what is asked
    for without a day, and what comes without one."""

    kind: CapacityKind
    left: Decimal
    unknown: int
    lines: list[Line]
    wants: list[Want]
    cells: list[Cell]

    @property
    def undated(self) -> int:
        return sum(each.by is None for each in self.wants)

    @property
    def unsaid(self) -> int:
        return sum(each.quantity is None for each in self.wants)

    @property
    def dateless(self) -> int:
        """What is planned, and nobody says by when."""
        return sum(each.row.state in COMING and each.row.ready_on is None for each in self.lines)

    @property
    def short(self) -> Cell | None:
        """The first quarter in which something is surely short."""
        return next((each for each in self.cells if each.short), None)


@dataclass(frozen=True, slots=True)
class Shortage:
    """`whole`: who looks may read of all that is wanted."""

    quarters: list[tuple[date, date]]
    kinds: list[KindAhead]
    whole: bool

    @property
    def short(self) -> list[KindAhead]:
        return [each for each in self.kinds if each.short]

    @property
    def wanted(self) -> list[KindAhead]:
        return [each for each in self.kinds if each.wants]

    @property
    def unknown(self) -> list[KindAhead]:
        return [each for each in self.kinds if not each.short and any(cell.word == "unknown" for cell in each.cells)]


def shortage_of(vp: PlanViewpoint) -> Shortage:
    """Of the kinds that something draws on, or that are kept at all."""
    by, today = vp.user, timezone.localdate()
    kinds = list(visible(by, CapacityKind).filter(plan=vp.plan).select_related("need_kind").order_by("order"))
    rows = visible(by, Capacity).filter(kind__in=kinds).exclude(state=CapacityState.WITHDRAWN)
    by_kind: dict[int, list[Line]] = {}
    for line in lines_of(rows.select_related(*CAPACITY_LISTED).order_by("name", "pk")):
        by_kind.setdefault(line.row.kind_id, []).append(line)
    wants, whole = wanted(vp, kinds)
    told = []
    for kind in kinds:
        lines = [each for each in by_kind.get(kind.pk, []) if not each.left.lapsed]
        asked = [each for each in wants if each.kind == kind.pk]
        if lines or asked:
            told.append(_ahead(kind, lines, asked, today))
    return Shortage(quarters_from(today), told, whole)


def _ahead(kind: CapacityKind, lines: list[Line], wants: list[Want], today: date) -> KindAhead:
    good = [each for each in lines if each.left.usable]
    return KindAhead(
        kind=kind,
        left=sum((each.left.left for each in good if each.left.left is not None), Decimal(0)),
        unknown=sum(each.left.left is None for each in good),
        lines=lines,
        wants=sorted(wants, key=lambda each: (each.by or date.max, each.link.title)),
        cells=foreseen(wants, [each for line in lines if (each := _supply(line, today))], today),
    )


def _supply(line: Line, today: date) -> Supply | None:
    """What is usable gives what is left; what comes, all of it from its day on; one that is late, nobody knows when."""
    row, left = line.row, line.left
    if left.usable:
        return Supply(left.most, left.left is not None, today, row.lapses_on)
    if row.state not in COMING or row.ready_on is None or row.ready_on < today:
        return None
    return Supply(row.amount, row.amount is not None, row.ready_on, row.lapses_on)
