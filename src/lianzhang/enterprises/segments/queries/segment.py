"""One segment: where it stands, what goes in and out, the firms inside with their output, how it was judged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import F, OuterRef, QuerySet, Subquery

from lianzhang.access.doors import visible
from lianzhang.enterprises.models import Membership, SegmentJudgement
from lianzhang.registry.models import Segment

from .chain import ChainSegments, SegmentLine, chain_segments, in_sight, live_members, ranked, yearly

__all__ = ["Inside", "SegmentPage", "segment_page"]

PAGE = 50


@dataclass(frozen=True, slots=True)
class Inside:
    """A firm in the segment. `output` in 万元, the share counted here; None: nothing known. `opens`: its own page."""

    membership: Membership
    output: Decimal | None
    opens: bool


@dataclass(frozen=True, slots=True)
class SegmentPage:
    line: SegmentLine
    chain: ChainSegments
    inputs: list[SegmentLine]
    outputs: list[SegmentLine]
    firms: Page[Any]
    inside: list[Inside]
    judgements: list[SegmentJudgement]


def segment_page(user: Any, segment: Segment, at: date, number: str | None) -> SegmentPage:
    """`number` is the page of its firms, as the address says."""
    chain = chain_segments(user, segment.chain, at)
    lines, own = {line.segment.pk: line for line in chain.lines}, segment.pk
    firms = Paginator(_inside(user, segment, at, chain.year), PAGE).get_page(number)
    open_to = in_sight(user, (row.enterprise_id for row in firms))
    return SegmentPage(
        line=lines[own],
        chain=chain,
        inputs=[lines[edge.upstream] for edge in chain.layout.paths if edge.downstream == own],
        outputs=[lines[edge.downstream] for edge in chain.layout.paths if edge.upstream == own],
        firms=firms,
        inside=[Inside(row, row.output, row.enterprise_id in open_to) for row in firms],  # type: ignore[attr-defined]
        judgements=list(visible(user, SegmentJudgement).filter(segment=segment).select_related("by")),
    )


def _inside(user: Any, segment: Segment, at: date, year: int | None) -> QuerySet[Membership]:
    """Anchors first; among equals those that make most."""
    told = yearly(user, at).filter(enterprise=OuterRef("enterprise"), period_end__year=year or 0)
    members = ranked(live_members(user, segment.chain, at).filter(segment=segment))
    counted = members.annotate(output=Subquery(told.values("output")[:1]) * F("share") / 100)
    return counted.select_related("enterprise__region", "enterprise__park").order_by(
        "weight", F("output").desc(nulls_last=True), "enterprise__name", "pk"
    )
