"""What each area must have, and whether it has: asked of the same metric that the plan's targets ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lianzhang.access.api import acting, may, visible
from lianzhang.accounts.models import User
from lianzhang.kernel.metrics import Ask, Row, Scope, get_metric
from lianzhang.plans.api import Permission, PlanViewpoint
from lianzhang.plans.models import ChecklistItem, ChecklistRecord, ScopeKind
from lianzhang.registry.models import Region

__all__ = ["AreaGrid", "AreaLine", "AreaMark", "answers_for", "area_grid", "line_of"]


@dataclass(frozen=True, slots=True)
class AreaMark:
    """One item of one area: there since a day, shown by papers; or nothing on record."""

    item: ChecklistItem
    since: date | None
    papers: tuple[ChecklistRecord, ...]
    rows: tuple[Row, ...] = ()

    @property
    def there(self) -> bool:
        return self.since is not None

    @property
    def row(self) -> Row | None:
        """The first record that shows it."""
        return self.rows[0] if self.rows else None


@dataclass(frozen=True, slots=True)
class AreaLine:
    region: Region
    marks: tuple[AreaMark, ...]

    @property
    def there(self) -> int:
        return sum(mark.there for mark in self.marks)

    @property
    def missing(self) -> tuple[AreaMark, ...]:
        return tuple(mark for mark in self.marks if not mark.there)


@dataclass(frozen=True, slots=True)
class AreaGrid:
    items: list[ChecklistItem]
    lines: list[AreaLine]

    @property
    def complete(self) -> int:
        return sum(not line.missing for line in self.lines)

    @property
    def silent(self) -> int:
        """Areas of which nothing at all is on record."""
        return sum(not line.there for line in self.lines)


def area_grid(vp: PlanViewpoint) -> AreaGrid:
    """Every area of the plan's city. A fixed number of queries."""
    items = _items(vp)
    pks = [*vp.run.members(ScopeKind.EACH_REGION), *vp.run.members(ScopeKind.EACH_ZONE)]
    regions = visible(vp.user, Region).in_bulk(pks)
    papers = _papers(vp)
    return AreaGrid(items, [_line(vp, regions[pk], items, papers) for pk in pks if pk in regions])


def line_of(vp: PlanViewpoint, region: Region) -> AreaLine:
    return _line(vp, region, _items(vp), _papers(vp, region=region))


def _items(vp: PlanViewpoint) -> list[ChecklistItem]:
    rows = vp.rows(ChecklistItem).filter(of=ChecklistItem.Of.AREA).select_related("rank").order_by("order")
    items = list(vp.stated.name_all(rows, "rank"))
    for item in items:
        item.plan = vp.plan
    return items


def _papers(vp: PlanViewpoint, **narrowed: Any) -> dict[int, ChecklistRecord]:
    rows = visible(vp.user, ChecklistRecord).filter(item__plan=vp.plan, item__of=ChecklistItem.Of.AREA, **narrowed)
    return {row.pk: row for row in rows.order_by("date", "pk")}


def _line(
    vp: PlanViewpoint, region: Region, items: Sequence[ChecklistItem], papers: dict[int, ChecklistRecord]
) -> AreaLine:
    return AreaLine(region, tuple(_mark(vp, region, item, papers) for item in items))


def _mark(vp: PlanViewpoint, region: Region, item: ChecklistItem, papers: dict[int, ChecklistRecord]) -> AreaMark:
    scope = Scope(ScopeKind.REGION, region.pk)
    evidence = get_metric("plans.checklist").function(Ask(item, vp.at, scope, "", {"item": item.code}, vp.shared))
    since: date | None = None
    for point in evidence.points:
        since = (since or point.date) if point.nominal >= 1 else None
    rows = evidence.points[-1].rows if since else ()
    shown = tuple(papers[row.pk] for row in rows if row.kind == "checklist_record" and row.pk in papers)
    return AreaMark(item, since, shown, rows)


def answers_for(by: User, region: Region) -> bool:
    """Whether whoever acts records what this area has: the area itself, or the office."""
    active = acting(by)
    if active is None or not may(by, Permission.RECORD_CHECKLIST):
        return False
    return active.role.acts_for == "city" or (active.role.acts_for == "place" and active.region == region.pk)
