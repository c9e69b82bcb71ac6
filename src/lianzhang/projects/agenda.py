"""What projects put on the agenda of a meeting: what stands still, what was found and started."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q

from lianzhang.access.api import may, visible
from lianzhang.kernel.agenda import AgendaGroup, AgendaQuery, AgendaRow
from lianzhang.kernel.desk import Link
from lianzhang.kernel.formatting import day
from lianzhang.plans.api import Viewpoint
from lianzhang.registry.api import joined, work_calendar

from .desk import link_of
from .models import EARLY, UNDER_WAY, Project
from .permissions import Permission
from .queries import stalled

__all__ = ["agenda"]

# What was done, by the day on which it was: the code by which works of a plan ask for it.
DONE = (
    ("leads_found", "项目线索", "lead_on"),
    ("projects_started", "开工项目", "started_on"),
    ("projects_producing", "投产项目", "producing_on"),
)


def agenda(vp: Viewpoint, query: AgendaQuery) -> Iterator[AgendaRow]:
    """The longest still first; then how many are under way, and what was done. Two queries."""
    if not may(vp.user, Permission.READ):
        return
    of_chain: dict[str, Any] = {} if query.chain is None else {"chain": query.chain}
    named = {} if query.chain is None else {"chain": query.chain.code}
    rows: Any = visible(vp.user, Project).filter(**of_chain)
    # By name no lead: on paper it would reach whoever is not to know of it.
    still = rows.filter(stalled(query.at)).exclude(state__in=EARLY)
    for row in still.select_related(*joined("unit")).order_by("stalled_on", "pk")[: query.most]:
        yield _still(row, query)
    moved = {
        "open": Count("pk", filter=Q(state__in=UNDER_WAY)),
        "stalled": Count("pk", filter=stalled(query.at)),
    }
    done = {
        code: Count("pk", filter=Q(**{f"{name}__gte": query.since, f"{name}__lte": query.at})) for code, _, name in DONE
    }
    counts = rows.order_by().aggregate(**moved, **done)
    for mine, title, up in (("open", "在库项目", True), ("stalled", "停滞项目", False)):
        link = Link(title, "projects", query=named | {"mine": mine})
        yield _figure(AgendaGroup.MOVED, title, link, f"projects_{mine}", counts[mine], up)
    for code, title, _ in DONE:
        yield _figure(AgendaGroup.DONE, title, Link(title, "projects", query=named), code, counts[code], True)


def _figure(group: AgendaGroup, title: str, link: Link, code: str, count: int, up: bool) -> AgendaRow:
    value = Decimal(count)
    return AgendaRow(group=group, title=title, link=link, code=code, value=value, unit="个", up_is_good=up)


def _still(row: Project, query: AgendaQuery) -> AgendaRow:
    since = row.stalled_on or query.at
    return AgendaRow(
        group=AgendaGroup.BEHIND,
        title=row.name,
        link=link_of(row),
        kind="项目",
        state=f"停{work_calendar().workdays_between(since, query.at)}",
        owner=str(row.unit),
        since=row.progressed_on,
        note=f"{row.get_state_display()}，{day(row.progressed_on)}以后没有进展",
        late=True,
        row=row,
    )
