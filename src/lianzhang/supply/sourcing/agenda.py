"""What sole sources put on the agenda of a meeting, and which searches could be supervised: those past their day."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import islice
from typing import Any

from django.utils import timezone

from lianzhang.access.api import may, visible
from lianzhang.kernel.agenda import AgendaGroup, AgendaQuery, AgendaRow
from lianzhang.kernel.desk import Link
from lianzhang.kernel.formatting import amount, day
from lianzhang.kernel.supervision import Candidate, Said
from lianzhang.plans.api import Viewpoint
from lianzhang.registry.api import work_calendar
from lianzhang.supply.models import Sourcing, SourcingState
from lianzhang.supply.permissions import Permission
from lianzhang.supply.queries.sole_lines import SoleSource, sources_of
from lianzhang.supply.queries.sole_register import sole_register
from lianzhang.supply.queries.sourcings import OPEN, overdue

from .filters import SoleWanted
from .rules import ENDED

__all__ = ["agenda", "settled", "supervised"]


def agenda(vp: Viewpoint, query: AgendaQuery) -> Iterator[AgendaRow]:
    """Searches past their day, sole sources whose contract ends and for which nobody seeks another; then the counts."""
    if not may(vp.user, Permission.READ_SOURCING):
        return
    of_chain: dict[str, Any] = {} if query.chain is None else {"chain": query.chain}
    named = {} if query.chain is None else {"chain": query.chain.code}
    rows = visible(vp.user, Sourcing).filter(state__in=OPEN, **of_chain)
    late = rows.filter(overdue(query.at)).select_related("post")
    for row in late.order_by("due", "pk")[: query.most]:
        yield _late(row, query)
    register = sole_register(vp.user, vp.city.pk, SoleWanted(chain=query.chain, ending=True), query.at)
    unsought = list(islice((row for row in register.rows if row.case is None), query.most))
    for source in sources_of(vp.user, register, unsought):
        yield _ending(source, named)
    sought = visible(vp.user, Sourcing).filter(**of_chain)
    done = sought.filter(supplying_since__gte=query.since, supplying_since__lte=query.at).count()
    open_link = Link("在补第二家", "sourcings", query=named | {"mine": "open"})
    yield _figure(AgendaGroup.MOVED, open_link, "sourcings_open", Decimal(rows.count()), up=None)
    soles = Link("唯一来源", "sourcings", query=named)
    known = Decimal(register.everything) if register.period else None
    yield _figure(AgendaGroup.MOVED, soles, "sole_sources", known, up=False)
    supplied = Link("第二家供货", "sourcings", query=named | {"mine": "any"})
    yield _figure(AgendaGroup.DONE, supplied, "second_sources", Decimal(done), up=True)


def _late(row: Sourcing, query: AgendaQuery) -> AgendaRow:
    return AgendaRow(
        group=AgendaGroup.BEHIND,
        title=row.item,
        link=Link(row.item, "sourcing", (row.pk,)),
        kind="补第二家",
        state=f"超{work_calendar().workdays_between(row.due or query.at, query.at)}",
        owner=str(row.post or ""),
        since=timezone.localtime(row.entered_at).date(),
        due=row.due,
        note=row.said,
        late=True,
        row=row,
    )


def _ending(source: SoleSource, named: dict[str, str]) -> AgendaRow:
    """One supplier, a contract that ends, and nobody at it."""
    about = {"ending": "on", "second": "", **named}
    return AgendaRow(
        group=AgendaGroup.DECIDE,
        title=f"{source.title}：要不要补第二家",
        link=Link(source.title, "sourcings", query={key: value for key, value in about.items() if value}),
        kind="唯一来源",
        state=f"{day(source.contract_end)}合同到期" if source.contract_end else "",
        due=source.contract_end,
        note=f"只有{source.supplier_name}在供，年采购{amount(source.value, '万元')}",
    )


def _figure(group: AgendaGroup, link: Link, code: str, value: Decimal | None, *, up: bool | None) -> AgendaRow:
    return AgendaRow(group=group, title=link.title, link=link, code=code, value=value, unit="项", up_is_good=up)


def supervised(vp: Viewpoint) -> Iterator[Candidate]:
    """Searches past their day, the longest first; of these the body of the post answers."""
    late = visible(vp.user, Sourcing).filter(overdue(timezone.localdate()))
    related = ("chain", "post__organization", "post__park", "post__region")
    for row in late.select_related(*related).order_by("due", "pk"):
        post = row.post
        body = (post.organization or post.park or post.region) if post else None
        verb = "还没有验证完" if row.state == SourcingState.QUALIFYING else "还没有找到第二家"
        yield Candidate(
            kind="sourcing",
            row=row,
            link=Link(row.item, "sourcing", (row.pk,)),
            deadline=row.due,
            why=f"只有一家在供，{verb}",
            note=str(row.chain),
            chain=row.chain,
            leads=(body,) if body else (),
            said=Said(str(post or ""), row.said, row.said_on) if row.said else None,
        )


def settled(row: object) -> bool | None:
    """Once another supplies, or nobody seeks one any more."""
    return row.state in (SourcingState.SUPPLYING, *ENDED) if isinstance(row, Sourcing) else None
