"""One segment: where it stands, what goes in and out, how it was judged; the firms in it, or on a whole chain."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.paginator import Page
from django.db.models import DecimalField, ExpressionWrapper, F, OuterRef, QuerySet, Subquery

from lianzhang.access.api import page_rows, visible
from lianzhang.enterprises.api import firms_in_sight, sees_whole
from lianzhang.enterprises.models import Membership
from lianzhang.plans.api import Stated
from lianzhang.registry.models import Chain, Segment
from lianzhang.segments.models import SegmentJudgement
from lianzhang.statements.api import totals
from lianzhang.statements.models import Statement

from .candidates import Candidate, candidates
from .chain import (
    LEADERS,
    WEIGHT,
    ChainSegments,
    SegmentLine,
    chain_segments,
    confirmed_statements,
    live_members,
)

__all__ = ["PAGE", "Inside", "SegmentPage", "chain_firms", "members_of", "output_trend", "segment_page"]

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
    candidates: list[Candidate]


def segment_page(
    user: Any, segment: Segment, at: date, number: str | None, stated: Stated | None = None
) -> SegmentPage:
    """`number` is the page of its firms, as the address says."""
    chain = chain_segments(user, segment.chain, at, stated)
    lines, own = {line.segment.pk: line for line in chain.lines}, segment.pk
    firms = page_rows(user, members_of(user, segment, chain), PAGE, number)
    return SegmentPage(
        line=lines[own],
        chain=chain,
        inputs=[lines[edge.upstream] for edge in chain.layout.paths if edge.downstream == own],
        outputs=[lines[edge.downstream] for edge in chain.layout.paths if edge.upstream == own],
        firms=firms,
        inside=_inside(user, firms),
        judgements=list(visible(user, SegmentJudgement).filter(segment=segment).select_related("by")),
        candidates=candidates(user, segment, at),
    )


def members_of(user: Any, segment: Segment, chain: ChainSegments) -> QuerySet[Membership]:
    """The firms in a segment with their `output` in 万元, the share counted here."""
    members = live_members(user, segment.chain, chain.at).filter(segment=segment)
    return _by_weight(user, members, segment.city_id, chain.year)


def chain_firms(user: Any, segments: ChainSegments, most: int) -> list[Inside]:
    """The first firms of a whole chain."""
    members = live_members(user, segments.chain, segments.at)
    if sum(segments.roles[role] for role in LEADERS) >= most:
        members = members.filter(role__in=LEADERS)  # they stand first: the thousands behind need no order
    return _inside(user, _by_weight(user, members, segments.chain.city_id, segments.year)[:most])


def _by_weight(user: Any, members: QuerySet[Membership], city: int, year: int | None) -> QuerySet[Membership]:
    """Anchors first; among equals those that make most."""
    stated = confirmed_statements(user, city, year or 1).filter(enterprise=OuterRef("enterprise"))
    # Reckoned inside: what is made of a subquery that is surely empty would be 0, and nobody made nothing.
    share = ExpressionWrapper(F("output") * OuterRef("share") / 100, DecimalField())
    counted = members.annotate(output=Subquery(stated.values(counted=share)[:1]))
    return counted.select_related("segment", "enterprise__region", "enterprise__park").order_by(
        WEIGHT.asc(), F("output").desc(nulls_last=True), "enterprise__name", "pk"
    )


def _inside(user: Any, members: Iterable[Any]) -> list[Inside]:
    rows = list(members)
    open_to = firms_in_sight(user, (row.enterprise_id for row in rows))
    return [Inside(row, row.output, row.enterprise_id in open_to) for row in rows]


def output_trend(user: Any, chain: Chain, at: date) -> list[tuple[int, Decimal]]:
    """The chain's output year by year in 万元; nothing for those who see a part of it only."""
    if not sees_whole(user, Statement, chain.city_id, [chain.pk]):
        return []
    city_totals = totals(chain.city_id)
    past = [year for year in city_totals.years if date(year, 12, 31) <= at]
    return [(year, output) for year in past if (output := city_totals.of("output", year, [chain.pk]))]
