"""What <chain-map> reads: the layout with each segment's words. Pure; frontend/README.md tells the contract."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from lianzhang.kernel.chain_page import SegmentMark
from lianzhang.kernel.formatting import day, number, scaled

from .layout import HIGH, WIDE
from .queries import ChainSegments, SegmentLine
from .states import STATES

__all__ = ["Address", "chain_map", "notes"]

TENTH = Decimal("0.1")  # of what the figure is written in: a box has room for no more
Address = Callable[..., str]


def chain_map(segments: ChainSegments, address: Address, marks: Mapping[int, Sequence[SegmentMark]]) -> dict[str, Any]:
    """`address` gives a page by the name of its URL, its arguments and what narrows it."""
    layout, counts = segments.layout, segments.counts
    return {
        "title": f"{segments.chain.name}图谱",
        "at": day(segments.at),
        "notes": notes(segments),
        "size": [layout.width, layout.height],
        "node": [WIDE, HIGH],
        "columns": [{"name": name, "x": x} for name, x in layout.columns],
        "nodes": [_node(line, segments, address, marks.get(line.segment.pk, ())) for line in segments.lines],
        "edges": [{"from": line.upstream, "to": line.downstream, "path": path} for line, path in layout.paths.items()],
        "legend": [{"state": state, "word": word} for state, word in STATES.items() if counts[state]],
    }


def notes(segments: ChainSegments) -> list[str]:
    """What a reader must know of the figures, as sentences."""
    sentences = [
        f"产值为{segments.year}年已确认的年报，按计入比例" if segments.year else "还没有已确认的年报，产值无据"
    ]
    if not segments.whole:
        sentences.append("企业数和产值只计您能看到的")
    if not segments.covered:
        sentences.append("在链企业台账没有申报齐全，各环节强弱无据")
    return sentences


def _node(line: SegmentLine, segments: ChainSegments, address: Address, marks: Sequence[SegmentMark]) -> dict[str, Any]:
    segment, state = line.segment, line.standing.state
    x, y = segments.layout.at[segment.pk]
    return {
        "key": segment.pk,
        "x": x,
        "y": y,
        "name": segment.name,
        "words": _words(line),
        "state": state,
        "word": STATES[state],
        "judged": line.judgement.get_verdict_display() if line.judgement else "",
        "why": line.standing.sentence,
        "strategy": segment.get_strategy_display(),
        "search": f"{segment.name} {segment.stage} {segment.keywords}",
        "href": address("segment", segment.pk),
        "marked": sum(mark.count for mark in marks),
        "marks": [
            {"name": mark.link.title, "href": address(mark.link.page, *mark.link.args, **mark.link.query)}
            for mark in marks
        ],
        "firms": line.firms,
        "members": [
            {"name": each.name, "role": each.word, "href": address("firm", each.pk) if each.pk else ""}
            for each in line.members
        ],
    }


def _words(line: SegmentLine) -> str:
    """What stands under the name: 21家 · 63亿元."""
    if not line.firms:
        return "没有登记企业"
    if line.output is None:
        return f"{line.firms}家"
    shown, unit = scaled(line.output, "万元")
    return f"{line.firms}家 · {number(shown.quantize(TENTH))}{unit}"
