"""The records behind a target or a duty, each with what it says, where it comes from and the page that opens it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from lianzhang.access.api import visible
from lianzhang.kernel.formatting import day, span
from lianzhang.kernel.metrics import Row
from lianzhang.kernel.periods import Period
from lianzhang.kernel.row_pages import row_url
from lianzhang.kernel.vocabulary import words
from lianzhang.plans.models import ChecklistRecord, Nature, Observation, Source
from lianzhang.plans.models.observation import place_words
from lianzhang.plans.viewpoint import PlanViewpoint
from lianzhang.plans.words.reckoning import anchor
from lianzhang.plans.words.wording import value_text
from lianzhang.registry.models import Appointment, Chain

__all__ = ["Record", "address", "other_records", "record_of", "register_records"]


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
    def is_figure(self) -> bool:
        """Whether it says a number: a report, or a set of records summed up; others say a name."""
        return self.report is not None or bool(self.row.query)

    @property
    def anchor(self) -> str:
        return anchor(self.row)


def address(row: Row) -> str:
    """Where a record opens; "" while no room shows its kind."""
    try:
        return row_url(row)
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
    return report.scope_text or place_words(report)


def other_records(rows: Iterable[Row], deciding: set[Row], vp: PlanViewpoint) -> list[Record]:
    """Evidence that is no reported figure: appointments, papers, firms, whatever a room has registered."""
    by_kind: dict[str, list[Row]] = {}
    for row in rows:
        by_kind.setdefault(row.kind, []).append(row)
    records = (record for kind, tell in _RECORDS.items() for record in tell(by_kind.get(kind, []), vp))
    return [_marked(record, deciding) for record in records]


# What tells rows of a kind as records, in a fixed number of queries, those out of sight left out.
Teller = Callable[[Sequence[Row], PlanViewpoint], Iterable[Record]]
_RECORDS: dict[str, Teller] = {}


def register_records(kind: str, tell: Teller) -> None:
    """Rooms above say how rows of their kinds are told as evidence. Raises ValueError for a kind told twice."""
    if _RECORDS.setdefault(kind, tell) is not tell:
        raise ValueError(f"rows of kind {kind!r} are told twice")


def _marked(record: Record, deciding: set[Row]) -> Record:
    return replace(record, deciding=record.row in deciding)


def _appointments(rows: Sequence[Row], vp: PlanViewpoint) -> Iterable[Record]:
    appointments = visible(vp.user, Appointment).filter(pk__in=[row.pk for row in rows])
    posts = appointments.select_related("post__rank").prefetch_related("post__chains")
    for held in vp.stated.name_all(posts, "post"):
        row = Row("appointment", held.pk)
        chains = vp.stated.chains_of_post(held.post)
        scope = "、".join(chain.name for chain in chains) or words().whole
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


def _papers(rows: Sequence[Row], vp: PlanViewpoint) -> Iterable[Record]:
    papers = visible(vp.user, ChecklistRecord).filter(pk__in=[row.pk for row in rows])
    for paper in vp.stated.name_all(papers.select_related("item", "chain", "region"), "chain"):
        row = Row("checklist_record", paper.pk)
        yield Record(
            row=row,
            href=address(row),
            what=paper.title,
            when=day(paper.date),
            date=paper.date,
            scope=paper.place.name,
            chain=paper.chain_id,
            source_text=paper.source,
        )


def _chains(rows: Sequence[Row], vp: PlanViewpoint) -> Iterable[Record]:
    for chain in vp.stated.name_all(visible(vp.user, Chain).filter(pk__in=[row.pk for row in rows])):
        row = Row("chain", chain.pk)
        yield Record(row=row, href=address(row), what=chain.name, when="", date=None, scope=chain.name, chain=chain.pk)


register_records("appointment", _appointments)
register_records("checklist_record", _papers)
register_records("chain", _chains)
