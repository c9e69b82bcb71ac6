"""Records of firms as evidence on a target's page: what each says, in one query a kind; out of sight is left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl

from lianzhang.access.api import visible
from lianzhang.enterprises.models import Enterprise, Membership, ResearchBody
from lianzhang.honours.models import Honour
from lianzhang.kernel.formatting import amount, day, span
from lianzhang.kernel.metrics import Row
from lianzhang.kernel.vocabulary import words
from lianzhang.plans.api import Record, Viewpoint, address, register_records
from lianzhang.projects.models import Project
from lianzhang.registry.api import REGISTERS, region_parents
from lianzhang.registry.models import Chain, Coverage, Park, Region
from lianzhang.statements.api import BreakdownQuery, read_breakdown_query, totals, totals_by_place

__all__: list[str] = []


def _firms_in_sight(firms: Iterable[int | None], viewer: Any) -> set[int]:
    """Who is on which chain is public; a firm's own page is not for everybody."""
    return set(visible(viewer, Enterprise).filter(pk__in=set(firms)).values_list("pk", flat=True))


def _memberships(wanted: Sequence[Row], vp: Viewpoint) -> Iterable[Record]:
    rows = visible(vp.user, Membership).filter(pk__in=[row.pk for row in wanted])
    held = list(rows.select_related("enterprise", "chain"))
    open_ones = _firms_in_sight((row.enterprise_id for row in held), vp.user)
    for each in vp.stated.name_all(held, "chain"):
        row = Row("membership", each.pk)
        yield Record(
            row=row,
            href=address(row) if each.enterprise_id in open_ones else "",
            what=f"{each.enterprise}：{each.get_role_display()}",
            when=f"{day(each.starts)}至{day(each.ends) if each.ends else '今'}",
            date=each.starts,
            scope=each.chain.name,
            chain=each.chain_id,
            source_text=each.source,
        )


def _honours(wanted: Sequence[Row], vp: Viewpoint) -> Iterable[Record]:
    rows = visible(vp.user, Honour).filter(pk__in=[row.pk for row in wanted])
    for each in rows.select_related("kind", "enterprise", "park"):
        row = Row("honour", each.pk)
        yield Record(
            row=row,
            href=address(row),
            what=each.subject,
            when=f"{day(each.granted)}认定" + (f"，有效至{day(each.expires)}" if each.expires else ""),
            date=each.granted,
            scope=words().whole,
            quantity=each.kind.name,
            source_text=each.source,
            note=f"{day(each.ended)}取消" if each.ended else "",
        )


def _bodies(wanted: Sequence[Row], vp: Viewpoint) -> Iterable[Record]:
    rows = visible(vp.user, ResearchBody).filter(pk__in=[row.pk for row in wanted])
    for each in rows.select_related("enterprise"):
        row = Row("research_body", each.pk)
        yield Record(
            row=row,
            href=address(row),
            what=each.enterprise.name,
            when=f"{day(each.opened)}建立",
            date=each.opened,
            scope=words().whole,
            quantity=each.name,
            source_text=each.source,
        )


def _projects(wanted: Sequence[Row], vp: Viewpoint) -> Iterable[Record]:
    rows = visible(vp.user, Project).filter(pk__in=[row.pk for row in wanted])
    for each in vp.stated.name_all(list(rows.select_related("kind", "chain")), "chain"):
        row = Row("project", each.pk)
        yield Record(
            row=row,
            href=address(row),
            what=each.name,
            when="，".join([each.get_state_display(), *([f"{day(each.started_on)}开工"] if each.started_on else [])]),
            date=each.started_on or each.begun or each.progressed_on,
            scope=each.chain.name if each.chain else words().whole,
            chain=each.chain_id,
            quantity=each.kind.name,
            source_text=f"备案{each.filing_number}" if each.filing_number else "项目登记",
        )


def _declarations(wanted: Sequence[Row], vp: Viewpoint) -> Iterable[Record]:
    rows = visible(vp.user, Coverage).filter(pk__in=[row.pk for row in wanted])
    for each in rows.select_related("region", "declared_by"):
        row = Row("coverage", each.pk)
        yield Record(
            row=row,
            href=address(row),
            what=f"{REGISTERS.get(each.register, each.register)}已申报齐全",
            when=span(each.period_start, each.period_end),
            date=each.period_start,
            scope=str(each.region or words().whole),
            source_text=each.note,
            note=f"{each.declared_by}申报",
        )


def _sums(wanted: Sequence[Row], vp: Viewpoint) -> Iterable[Record]:
    """Sums are told to those who were judged by them: the metric has asked whether the whole is in sight."""
    read = [(row, asked) for row in wanted if (asked := read_breakdown_query(dict(parse_qsl(row.query))))]
    named = visible(vp.user, Chain).in_bulk({chain for _, asked in read for chain in asked.chains})
    vp.stated.name_all(named.values())
    regions = visible(vp.user, Region).in_bulk({asked.region for _, asked in read if asked.region})
    parks = visible(vp.user, Park).in_bulk({asked.park for _, asked in read if asked.park})
    values = _values(read)
    for row, asked in read:
        where = str(parks.get(asked.park, "") if asked.park else regions.get(asked.region, ""))
        yield _sum(row, asked, values[row], asked.place(named, where))


def _values(read: Sequence[tuple[Row, BreakdownQuery]]) -> dict[Row, Decimal]:
    """What each comes to. The number of queries does not grow with them."""
    of_cities = {city: totals(city) for city in {row.pk for row, asked in read if not asked.of_place}}
    placed = {row.pk for row, asked in read if asked.of_place}
    of_places = {city: (totals_by_place(city), region_parents(city)) for city in placed}
    values = {}
    for row, asked in read:
        what, year, chains = asked.what, asked.year, asked.chains or (None,)
        if asked.of_place:
            sums, parents = of_places[row.pk]
            values[row] = sums.of(what, year, asked.within(parents), chains)
        else:
            values[row] = of_cities[row.pk].of(what, year, chains)
    return values


def _sum(row: Row, asked: BreakdownQuery, value: Decimal, place: str) -> Record:
    return Record(
        row=row,
        href=address(row),
        what=amount(value, asked.item.unit),
        when=str(asked.period),
        date=asked.period.end,
        scope=place,
        chain=asked.chains[0] if len(asked.chains) == 1 else None,
        quantity=asked.item.title,
        source_text="企业报表合计",
    )


TELLERS: dict[str, Callable[[Sequence[Row], Viewpoint], Iterable[Record]]] = {
    "membership": _memberships,
    "honour": _honours,
    "research_body": _bodies,
    "project": _projects,
    "coverage": _declarations,
    "statements": _sums,
}
for _kind, _tell in TELLERS.items():
    register_records(_kind, _tell)
