"""Runs, and what they found, as workbooks: what pages show, no more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from lianzhang.kernel.sheets import MOMENT, WORDS, Said, list_workbook, number, whole
from lianzhang.supply.models import AnalysisRun, RunFirm
from lianzhang.supply.queries.runs import took
from lianzhang.supply.queries.stress import StressView
from lianzhang.supply.queries.stress_rows import Hit

__all__ = ["risk_workbook", "runs_workbook", "stress_workbook"]

AMOUNT = number()


def _percent(share: float | None) -> float | None:
    return None if share is None else round(100 * share, 2)


def _name(row: RunFirm) -> str:
    return str(row.enterprise or row.stranger)


RUNS: Sequence[Said[AnalysisRun]] = (
    ("名称", WORDS, str),
    ("类别", WORDS, lambda row: row.get_kind_display()),
    ("采购时期", WORDS, lambda row: str(row.period)),
    ("采购已录%", AMOUNT, lambda row: row.coverage),
    ("状态", WORDS, lambda row: row.get_state_display()),
    ("谁要算的", WORDS, lambda row: str(row.post or row.asked_by or "系统")),
    ("提出时间", MOMENT, lambda row: row.asked_at),
    ("算完时间", MOMENT, lambda row: row.ended_at),
    ("用时（秒）", AMOUNT, lambda row: None if (spent := took(row)) is None else round(spent.total_seconds(), 1)),
    ("程序版本", WORDS, lambda row: row.release),
    ("采购记录指纹", WORDS, lambda row: row.fingerprint),
)
RISK: Sequence[Said[RunFirm]] = (
    ("名次", whole(), lambda row: row.rank),
    ("企业", WORDS, _name),
    ("所在", WORDS, lambda row: row.enterprise.place if row.enterprise else "名录外"),
    ("停供代价（占一个月产值%）", AMOUNT, lambda row: _percent(row.risk)),
    ("合一个月少产（万元）", AMOUNT, lambda row: row.lost),
)
STRESS: Sequence[Said[tuple[Hit, int]]] = (
    ("企业", WORDS, lambda line: _name(line[0].row)),
    ("产业链", WORDS, lambda line: line[0].chains),
    ("第几轮", whole(), lambda line: line[0].row.round),
    ("剩下产能%", AMOUNT, lambda line: _percent(line[0].row.left)),
    ("少产（万元）", AMOUNT, lambda line: _over(line[0].row.lost, line[1])),
    ("怎么传到的", WORDS, lambda line: line[0].row.get_way_display()),
    ("缺什么", WORDS, lambda line: line[0].row.lacks),
    ("库存（天）", whole(), lambda line: line[0].stock),
    ("另外能做的企业（家）", whole(), lambda line: line[0].others),
)


def _over(lost: Any, months: int) -> float | None:
    return None if lost is None else round(float(lost) * months, 2)


def runs_workbook(rows: Iterable[AnalysisRun]) -> bytes:
    return list_workbook("分析", RUNS, rows)


def risk_workbook(run: AnalysisRun, rows: Iterable[RunFirm]) -> bytes:
    return list_workbook(f"{run.period}停供代价", RISK, rows)


def stress_workbook(view: StressView, hits: Iterable[Hit]) -> bytes:
    return list_workbook("压力推演", STRESS, ((hit, view.months) for hit in hits))
