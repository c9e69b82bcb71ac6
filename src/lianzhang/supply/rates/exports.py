"""Rates as workbooks: what pages show, no more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lianzhang.kernel.sheets import WORDS, Said, list_workbook, number
from lianzhang.supply.queries.local_rate import Named, SupplyRates
from lianzhang.supply.queries.overview import ChainLine

__all__ = ["chain_workbook", "overview_workbook"]

PERCENT = number()


def _percent(share: float | None) -> float | None:
    return None if share is None else round(100 * share, 1)


CHAINS: Sequence[Said[ChainLine]] = (
    ("产业链", WORDS, lambda line: str(line.chain)),
    ("近地配套率%", PERCENT, lambda line: _percent(line.rates.share)),
    ("比上年（百分点）", PERCENT, lambda line: None if line.change is None else round(line.change, 1)),
    ("采购已录%", PERCENT, lambda line: _percent(line.rates.coverage.share if line.rates.coverage else None)),
)
PARTS: Sequence[Said[tuple[str, Named]]] = (
    ("按什么", WORDS, lambda row: row[0]),
    ("名称", WORDS, lambda row: row[1].name),
    ("采购（万元）", PERCENT, lambda row: round(row[1].part.rate.total, 2)),
    ("其中近地（万元）", PERCENT, lambda row: round(row[1].part.rate.local, 2)),
    ("近地配套率%", PERCENT, lambda row: _percent(row[1].part.rate.share)),
    ("全改近地多几个百分点", PERCENT, lambda row: _percent(row[1].part.gain)),
    ("采购已录%", PERCENT, lambda row: _percent(row[1].coverage)),
)


def overview_workbook(lines: Iterable[ChainLine], rates: SupplyRates) -> bytes:
    return list_workbook(f"{rates.chosen.title}配套率", CHAINS, lines)


def chain_workbook(rates: SupplyRates) -> bytes:
    """By customer, segment and product, as far as they are in sight."""
    rows = [("采购企业", each) for each in rates.by_customer]
    rows += [("环节", each) for each in rates.by_segment]
    rows += [("产品", each) for each in rates.by_product]
    return list_workbook("近地配套率", PARTS, rows)
