"""What may be written of a line that stands behind a need, what all of them come to, and which say the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from lianzhang.market.models import Backing, Standing

from .needs import OVER

__all__ = ["Sum", "backing_faults", "free_of", "same_elsewhere", "sum_of"]


def backing_faults(row: Backing) -> dict[str, str]:
    faults = {}
    if row.what not in row.need.kind.backing_names:
        faults["what"] = f"只能是{'、'.join(row.need.kind.backing_names)}。"
    if not row.debtor:
        faults["debtor"] = "请写付款方；存货写存在哪里。"
    if row.amount is not None and row.amount <= 0:
        faults["amount"] = "请写大于0的数；不清楚的留空，不要写0。"
    return faults


@dataclass(frozen=True, slots=True)
class Sum:
    """Of some lines in 万元: None where nobody said one amount; `unknown` lines say none, so that it is "at least"."""

    value: Decimal | None
    unknown: int
    count: int

    @property
    def at_least(self) -> bool:
        return self.value is not None and self.unknown > 0


def sum_of(rows: Iterable[Backing]) -> Sum:
    """Pure."""
    listed = list(rows)
    said = [row.amount for row in listed if row.amount is not None]
    return Sum(sum(said, Decimal(0)) if said else None, len(listed) - len(said), len(listed))


def free_of(rows: Iterable[Backing]) -> list[Backing]:
    """Those of which it is known that they are not pledged yet."""
    return [row for row in rows if row.pledged == Standing.NO]


def same_elsewhere(row: Backing) -> QuerySet[Backing]:
    """The same debtor, amount and day behind another need in the city that goes on still. What is not said is not the
    same as anything."""
    if row.amount is None or row.due_on is None:
        return Backing.objects.none()
    same = Backing.objects.filter(what=row.what, folded=row.folded, amount=row.amount, due_on=row.due_on)
    here = same.filter(need__city=row.need.city_id, need__enterprise=row.need.enterprise_id)
    return here.exclude(need=row.need_id).exclude(need__state__in=OVER)
