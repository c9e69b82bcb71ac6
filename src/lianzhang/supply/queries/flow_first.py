"""Which reports of material flows to ask about first: what nobody can explain, whom to ask, whether they were asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from lianzhang.access.api import acting, visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.api import own_firm
from lianzhang.enterprises.models import Contact
from lianzhang.plans.models import Material, Observation
from lianzhang.supply.flows.arising import Arising, arising_of
from lianzhang.supply.flows.balance import Verdict, balance_of, counted
from lianzhang.supply.lifecycle import MATERIAL_FLOW
from lianzhang.supply.models import FlowState, MaterialFlow

__all__ = ["OpenRest", "arising_told", "open_rests", "sees_whole_city"]

MOST = 5
OPEN = (Verdict.REST, Verdict.EXCESS)


@dataclass(frozen=True, slots=True)
class OpenRest:
    """A report that does not add up and of which nobody said why. `contact`: the post to ask at the firm, as far as
    one sees it; `steps`: what the reader may do about it at once."""

    row: MaterialFlow
    rest: Decimal
    excess: bool
    contact: str
    steps: tuple[str, ...]

    @property
    def asked(self) -> bool:
        return self.row.state == FlowState.ASKED


def open_rests(by: User, rows: Iterable[MaterialFlow]) -> tuple[list[OpenRest], int]:
    """Of `rows`, with their materials, those that count and are open: the largest part of what came in first, those
    that were asked last; and how many there are in all. One query, and one for each shown that may be asked."""
    counting = counted_by_material(rows)
    told = [(row, balance_of(row, row.material.tolerance)) for row in counting if not row.why]
    open_ = [(row, balance) for row, balance in told if balance.comes_to in OPEN]
    open_.sort(key=lambda each: (each[0].state == FlowState.ASKED, -_part(each[1].unexplained, each[1].taken_in)))
    contacts = _contacts(by, [row for row, _ in open_[:MOST]])
    return [
        OpenRest(
            row=row,
            rest=balance.excess or balance.unexplained or Decimal(0),
            excess=balance.comes_to is Verdict.EXCESS,
            contact=contacts.get(row.enterprise_id, ""),
            steps=_steps(row, by),
        )
        for row, balance in open_[:MOST]
    ], len(open_)


def counted_by_material(rows: Iterable[MaterialFlow]) -> list[MaterialFlow]:
    """Each time of each site once, by material."""
    by_material: dict[str, list[MaterialFlow]] = {}
    for row in rows:
        by_material.setdefault(row.material.code, []).append(row)
    return [row for each in by_material.values() for row in counted(each)[0]]


def _part(rest: Decimal | None, taken_in: Decimal | None) -> Decimal:
    return abs(rest) / taken_in if rest and taken_in else Decimal(1)


def _contacts(by: User, rows: list[MaterialFlow]) -> dict[int, str]:
    """The first post of each firm."""
    told = visible(by, Contact).filter(enterprise__in={row.enterprise_id for row in rows}).order_by("-pk")
    return dict(told.values_list("enterprise", "post"))


def _steps(row: MaterialFlow, by: User) -> tuple[str, ...]:
    return tuple(
        each.step.name for each in MATERIAL_FLOW.offers(row, by) if each.step.name == "ask" and not each.missing
    )


def sees_whole_city(by: User) -> bool:
    """Whether the sums of what is in sight are those of the city."""
    active = acting(by)
    return active is not None and active.region is None and own_firm(by) is None


def arising_told(by: User, materials: Iterable[Material]) -> dict[tuple[str, int], Arising]:
    """How much arose of these, by code and year; nothing to who sees a part of the city alone. One query."""
    return arising_of(materials, visible(by, Observation)) if sees_whole_city(by) else {}
