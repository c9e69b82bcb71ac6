"""What each chain must have, and whether it has: asked of the same metric that the plan's targets ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lianzhang.kernel.metrics import Ask, Row, Scope, get_metric
from lianzhang.plans.api import Run
from lianzhang.plans.models import ChecklistItem, ScopeKind

__all__ = ["Mark", "Marks", "checklist_items", "marks_of"]


@dataclass(frozen=True, slots=True)
class Mark:
    """One item on one chain: there since a day, shown by rows; or nothing on record."""

    item: ChecklistItem
    since: date | None
    rows: tuple[Row, ...]

    @property
    def there(self) -> bool:
        return self.since is not None


@dataclass(frozen=True, slots=True)
class Marks:
    marks: tuple[Mark, ...]

    def __len__(self) -> int:
        return len(self.marks)

    @property
    def there(self) -> int:
        return sum(mark.there for mark in self.marks)

    @property
    def missing(self) -> tuple[Mark, ...]:
        return tuple(mark for mark in self.marks if not mark.there)


def checklist_items(run: Run) -> list[ChecklistItem]:
    """One query, and what the plan calls its ranks."""
    rows = run.plan.checklistitems.filter(of=ChecklistItem.Of.CHAIN)
    items = list(rows.select_related("rank").order_by("order"))
    for item in run.stated.name_all(items, "rank"):
        item.plan = run.plan
    return items


def marks_of(items: list[ChecklistItem], chain: int, at: date, run: Run) -> Marks:
    return Marks(tuple(_mark(item, chain, at, run) for item in items))


def _mark(item: ChecklistItem, chain: int, at: date, run: Run) -> Mark:
    scope = Scope(ScopeKind.CHAIN, chain)
    evidence = get_metric("plans.checklist").function(Ask(item, at, scope, "", {"item": item.code}, run.shared))
    since = None
    for point in evidence.points:
        since = (since or point.date) if point.nominal >= 1 else None
    return Mark(item, since, evidence.points[-1].rows if since else ())
