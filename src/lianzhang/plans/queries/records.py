"""The records behind a target or a duty, each with what it says, where it comes from and the page that opens it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import QuerySet

from lianzhang.access.doors import visible
from lianzhang.kernel.doors import door
from lianzhang.kernel.figures import day, span
from lianzhang.kernel.metrics import Row
from lianzhang.kernel.periods import Period
from lianzhang.plans.models import ChecklistRecord, Nature, Observation, Source
from lianzhang.plans.words.reckoning import anchor
from lianzhang.plans.words.wording import value_text
from lianzhang.registry.models import Appointment, Chain

__all__ = ["Record", "other_records", "record_of"]


@dataclass(frozen=True, slots=True)
class Record:
    """One row of evidence. `deciding` marks those the state was judged by."""

    row: Row
    href: str
    what: str
    when: str
    date: date | None
    scope: str = ""
    chain: int | None = None
    period: Period | None = None
    source: Source | None = None
    source_text: str = ""
    quantity: str = ""
    note: str = ""
    deciding: bool = False
    report: Observation | None = None

    @property
    def anchor(self) -> str:
        return anchor(self.row)


def address(row: Row) -> str:
    """Where a record opens; "" while no room shows its kind."""
    try:
        return door(row)
    except LookupError:
        return ""


def record_of(report: Observation, *, deciding: bool = False) -> Record:
    row = Row("observation", report.pk)
    stock = report.nature == Nature.STOCK
    return Record(
        row=row,
        href=address(row),
        what=value_text(report.value, report.unit, report.precision),
        when=day(report.date) if stock else span(report.period_start, report.period_end),
        date=report.date,
        scope=scope_of(report),
        chain=report.chain_id or report.group_id,
        period=Period(report.period_start, report.period_end),
        source=report.source,
        quantity=quantity_of(report),
        note=report.note,
        deciding=deciding,
        report=report,
    )


def quantity_of(report: Observation) -> str:
    """What was reported; a figure filed under its target's own code is that target's."""
    target = report.target
    return target.name if target and target.code == report.quantity else report.quantity


def scope_of(report: Observation) -> str:
    return report.scope_text or str(report.chain or report.group or report.region or "全市")


def other_records(rows: Iterable[Row], deciding: set[Row], viewer: Any) -> list[Record]:
    """Evidence that is no reported figure: appointments, papers of the checklist, chains. One query a kind."""
    wanted: dict[str, list[int]] = {}
    for row in rows:
        wanted.setdefault(row.kind, []).append(row.pk)
    found = [
        *_appointments(visible(viewer, Appointment).filter(pk__in=wanted.get("appointment", []))),
        *_papers(visible(viewer, ChecklistRecord).filter(pk__in=wanted.get("checklist_record", []))),
        *_chains(visible(viewer, Chain).filter(pk__in=wanted.get("chain", []))),
    ]
    return [_marked(record, deciding) for record in found]


def _marked(record: Record, deciding: set[Row]) -> Record:
    return replace(record, deciding=record.row in deciding)


def _appointments(rows: QuerySet[Appointment]) -> Iterable[Record]:
    for held in rows.select_related("post").prefetch_related("post__chains"):
        row = Row("appointment", held.pk)
        chains = list(held.post.chains.all())
        scope = "、".join(chain.name for chain in chains) or "全市"
        ends = day(held.ends) if held.ends else "今"
        yield Record(
            row=row,
            href=address(row),
            what=f"{held.post.name}：{held.holder}",
            when=f"{day(held.starts)}至{ends}",
            date=held.starts,
            scope=scope,
            chain=chains[0].pk if len(chains) == 1 else None,
            source_text=held.source,
        )


def _papers(rows: QuerySet[ChecklistRecord]) -> Iterable[Record]:
    for paper in rows.select_related("item", "chain"):
        row = Row("checklist_record", paper.pk)
        yield Record(
            row=row,
            href=address(row),
            what=paper.title,
            when=day(paper.date),
            date=paper.date,
            scope=paper.chain.name,
            chain=paper.chain_id,
            source_text=paper.source,
        )


def _chains(rows: QuerySet[Chain]) -> Iterable[Record]:
    for chain in rows:
        row = Row("chain", chain.pk)
        yield Record(row=row, href=address(row), what=chain.name, when="", date=None, scope=chain.name, chain=chain.pk)
