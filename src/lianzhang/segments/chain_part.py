"""What segments and firms add to a chain's page: how strong it is, its map, its segments and firms, what to judge."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from lianzhang.access.api import may
from lianzhang.enterprises.api import cached
from lianzhang.kernel.chain_page import ChainPart, ChainTab, ChainTodo, SegmentMark
from lianzhang.kernel.desk import Link
from lianzhang.kernel.formatting import amount, number
from lianzhang.kernel.rooms import rooms
from lianzhang.plans.api import Viewpoint
from lianzhang.registry.models import Chain

from .chain_map import Address, chain_map
from .permissions import Permission
from .queries import ChainSegments, SegmentLine, chain_firms, chain_segments, output_trend
from .queries.segment import PAGE
from .states import SegmentState
from .trend import trend_chart

__all__ = ["chain_part", "segments_of"]

FIRST_FIRMS = 10
POOR = (SegmentState.WEAK, SegmentState.MISSING)


def segments_of(vp: Viewpoint, chain: Chain) -> ChainSegments:
    """The chain taken apart, once for each request, and once for all of one reach while the register stays the same."""
    key = ("segments", chain.pk, vp.at)
    if key not in vp.shared:
        what = (*key, vp.plan and vp.plan.pk, vp.stated_since)
        vp.shared[key] = cached(vp.user, what, lambda: chain_segments(vp.user, chain, vp.at, vp.stated))
    return vp.shared[key]


def marks_of(vp: Viewpoint, chain: Chain) -> dict[int, list[SegmentMark]]:
    """What rooms have under way at each segment, in the order of the house."""
    marks: dict[int, list[SegmentMark]] = {}
    for room in rooms():
        for segment, mark in room.segment_marks(vp, chain).items() if room.segment_marks else ():
            marks.setdefault(segment, []).append(mark)
    return marks


def _address(vp: Viewpoint) -> Address:
    """A page by its URL name, its arguments and what narrows it."""

    def address(name: str, *args: Any, **narrowed: str) -> str:
        asked = {**vp.params, **narrowed}
        return reverse(name, args=args) + (f"?{urlencode(asked)}" if asked else "")

    return address


def chain_part(vp: Viewpoint, chain: Chain) -> ChainPart:
    segments = segments_of(vp, chain)
    return ChainPart(tuple(_answers(segments)), tuple(_tabs(vp, chain, segments)), tuple(_todo(vp, segments)))


def _answers(segments: ChainSegments) -> Iterator[Link]:
    if segments.lines:
        yield Link(_strength(segments), "chain", (segments.chain.code,), {"tab": "segments"})
    if segments.output is not None:
        text = f"{segments.year}年已确认产值{amount(segments.output, '万元', 'exact')}"
        yield Link(text, "chain", (segments.chain.code,), {"tab": "firms"})


def _strength(segments: ChainSegments) -> str:
    every = f"{number(len(segments.lines))}个环节"
    if not segments.covered:
        return f"{every}强弱无据"
    return "、".join(f"{number(count)}个环节{word}" for word, count in segments.poor) or f"{every}没有偏弱和空缺"


def _tabs(vp: Viewpoint, chain: Chain, segments: ChainSegments) -> Iterator[ChainTab]:
    def overview() -> Mapping[str, Any]:
        return {
            "segments": segments,
            "map": chain_map(segments, _address(vp), marks_of(vp, chain)),
            "firms": chain_firms(vp.user, segments, FIRST_FIRMS),
            "trend": trend_chart(output_trend(vp.user, segments.chain, vp.at), vp.at),
            "short": True,
        }

    def marked() -> Mapping[str, Any]:
        marks = marks_of(vp, chain)
        return {"segments": segments, "rows": [(line, marks.get(line.segment.pk, ())) for line in segments.lines]}

    yield ChainTab(
        *("map", "链图", 10, "segments/_chain_overview.html"),
        context=overview,
        above="segments/_chain_map.html",
        opens=bool(segments.lines),
        printed=40,
    )
    yield ChainTab(
        *("segments", "环节", 20, "segments/_chain_segments.html", str(len(segments.lines))),
        context=marked,
        printed=50,
    )
    yield ChainTab(
        *("firms", "企业", 40, "segments/_chain_firms.html", number(segments.firms)),
        context=lambda: {"segments": segments, "firms": chain_firms(vp.user, segments, PAGE)},
    )


def _todo(vp: Viewpoint, segments: ChainSegments) -> Iterator[ChainTodo]:
    unjudged = [each for each in segments.lines if each.standing.state in POOR and not each.judgement]
    if unjudged:
        yield _judge(unjudged, may(vp.user, Permission.JUDGE_SEGMENT))


def _judge(lines: list[SegmentLine], may_judge: bool) -> ChainTodo:
    first = lines[0]
    text = f"{'判断' if may_judge else '看'}{number(len(lines))}个偏弱或空缺的环节"
    link = Link(text, "segment", (first.segment.pk,), fragment="judge")
    return ChainTodo("chains", link, f"从“{first.segment.name}”开始，{first.standing.word}")
