"""What segments and firms add to a chain's page: how strong it is, its map, its segments and firms, what to judge."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.urls import reverse

from lianzhang.access.row_policy import may
from lianzhang.kernel.chain_page import ChainPart, ChainTab, ChainTodo
from lianzhang.kernel.desk import Link
from lianzhang.kernel.formatting import amount, number
from lianzhang.plans.viewpoint import Viewpoint
from lianzhang.registry.models import Chain

from .chain_map import chain_map
from .permissions import Permission
from .queries import ChainSegments, SegmentLine, chain_firms, chain_segments, output_trend
from .queries.segment import PAGE
from .states import SegmentState
from .trend import trend_chart

__all__ = ["chain_part", "segments_of"]

FIRST_FIRMS = 10
POOR = (SegmentState.WEAK, SegmentState.MISSING)


def segments_of(vp: Viewpoint, chain: Chain) -> ChainSegments:
    """The chain taken apart, once for each request."""
    key = ("segments", chain.pk, vp.at)
    if key not in vp.shared:
        vp.shared[key] = chain_segments(vp.user, chain, vp.at, vp.stated)
    return vp.shared[key]


def chain_part(vp: Viewpoint, chain: Chain) -> ChainPart:
    found = segments_of(vp, chain)
    return ChainPart(tuple(_answers(found)), tuple(_tabs(vp, found)), tuple(_todo(vp, found)))


def _answers(found: ChainSegments) -> Iterator[Link]:
    if found.lines:
        yield Link(_strength(found), "chain", (found.chain.code,), {"tab": "segments"})
    if found.output is not None:
        told = f"{found.year}年已确认产值{amount(found.output, '万元', 'exact')}"
        yield Link(told, "chain", (found.chain.code,), {"tab": "firms"})


def _strength(found: ChainSegments) -> str:
    every = f"{number(len(found.lines))}个环节"
    if not found.covered:
        return f"{every}强弱无据"
    return "、".join(f"{number(count)}个环节{word}" for word, count in found.poor) or f"{every}没有偏弱和空缺"


def _tabs(vp: Viewpoint, found: ChainSegments) -> Iterator[ChainTab]:
    def overview() -> Mapping[str, Any]:
        return {
            "found": found,
            "map": chain_map(found, lambda name, pk: reverse(name, args=[pk]) + vp.query),
            "firms": chain_firms(vp.user, found, FIRST_FIRMS),
            "trend": trend_chart(output_trend(vp.user, found.chain, vp.at), vp.at),
            "short": True,
        }

    yield ChainTab(
        *("map", "链图", 10, "segments/_chain_overview.html"),
        context=overview,
        above="segments/_chain_map.html",
        opens=bool(found.lines),
    )
    yield ChainTab(
        *("segments", "环节", 20, "segments/_chain_segments.html", str(len(found.lines))),
        context=lambda: {"found": found},
    )
    yield ChainTab(
        *("firms", "企业", 40, "segments/_chain_firms.html", number(found.firms)),
        context=lambda: {"found": found, "firms": chain_firms(vp.user, found, PAGE)},
    )


def _todo(vp: Viewpoint, found: ChainSegments) -> Iterator[ChainTodo]:
    unjudged = [each for each in found.lines if each.standing.state in POOR and not each.judgement]
    if unjudged:
        yield _judge(unjudged, may(vp.user, Permission.JUDGE_SEGMENT))


def _judge(lines: list[SegmentLine], may_judge: bool) -> ChainTodo:
    first = lines[0]
    told = f"{'判断' if may_judge else '看'}{number(len(lines))}个偏弱或空缺的环节"
    link = Link(told, "segment", (first.segment.pk,), fragment="judge")
    return ChainTodo("chains", link, f"从“{first.segment.name}”开始，{first.standing.word}")
