"""What a run says in one sentence, for pages and the command line. Amounts in 万元."""

from __future__ import annotations

from decimal import Decimal

from lianzhang.kernel.formatting import amount, number, percent
from lianzhang.kernel.vocabulary import spoken
from lianzhang.supply.models import AnalysisRun

__all__ = ["money", "risk_sentence"]


def money(value: float | None, months: int = 1) -> str:
    """An amount a month over some months, in the largest unit that leaves a whole part."""
    return amount(None if value is None else Decimal(f"{value * months:.3g}"), "万元")


def risk_sentence(run: AnalysisRun) -> str:
    """Of sums alone: it names no firm."""
    told = run.summary
    if not told.get("firms"):
        return f"{run.period}没有连得起来的采购，停供的代价算不出来。"
    top, output = told["mean_of_top"], told["output"]
    lost = f"，一个月约{money(top * output)}" if output else "；企业都没有报产值，合多少钱不清楚"
    many = dict(map(tuple, told["over"]))
    return (
        f"{number(told['firms'])}家里停供代价最大的10家，任停一家{spoken('{whole}')}平均少产{percent(top, 1)}{lost}；"
        f"{number(many[0.01])}家的代价在1%以上。"
    )
