"""What a run found, as rows of firms and a summary: from the columns that chainlab gave (process.py).

Amounts in 万元 a month, shares from 0 to 1. Losses are a share of output lost times the output of a month."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lianzhang.enterprises.models import Enterprise, Membership
from lianzhang.supply.models import Product, RunFirm
from lianzhang.supply.rates.rates import Coverage

from .risk_model import RiskModel

__all__ = ["HALF", "MOST_ROWS", "Finding", "chains_of", "names_of", "risk_finding", "stress_finding"]

HIT = 1e-3  # as process.py has it
HALF = 0.5
MOST_ROWS = 20_000  # firms kept of one run, those with the largest losses
TOP = 10
CENT = Decimal("0.01")
WAYS = {1: RunFirm.Way.DOWN, 2: RunFirm.Way.UP}
LACKS_LONGEST = 120
Columns = Mapping[str, NDArray[Any]]
Chains = Mapping[int, list[tuple[int, float]]]


@dataclass
class Finding:
    """Rows that are not saved yet, the summary, and over what it was found."""

    rows: list[RunFirm]
    summary: dict[str, Any]
    coverage: Decimal | None
    fingerprint: str
    names: dict[int, str] = field(default_factory=dict)


def risk_finding(model: RiskModel, coverage: Coverage, result: Columns) -> Finding:
    """The stop of each firm in turn. `mean_of_top` is of the ten whose stop costs most, `over` by parts of output."""
    risk, output = result["risk"], float(model.weights.sum())
    order = np.lexsort((model.firms[result["firm"]], -risk))
    rows = [
        RunFirm(
            **_whose(model, int(result["firm"][at])), rank=rank, risk=float(risk[at]), lost=_money(risk[at] * output)
        )
        for rank, at in enumerate(order[:MOST_ROWS].tolist(), 1)
    ]
    summary = {
        "output": output,
        "firms": int(risk.size),
        "mean_of_top": float(risk[order[:TOP]].mean()) if risk.size else None,
        "over": [[part, int((risk >= part).sum())] for part in (0.05, 0.01, 0.001)],
        "unsettled": int((~result["converged"]).sum()),
    }
    return _finding(rows, summary, model, coverage)


def stress_finding(
    model: RiskModel,
    coverage: Coverage,
    result: Columns,
    stop: Iterable[int],
    *,
    chains: Chains,
    words: Callable[[int], str],
) -> Finding:
    """One shock. `words` names what a firm makes, by its position; `chains` says where firms stand, by their keys."""
    left, stopped = result["left"], set(stop)
    lost = model.weights * (1.0 - left)
    shown = [at for at in range(left.size) if at in stopped or (model.ours[at] and left[at] < 1.0 - HIT)]
    shown.sort(key=lambda at: (-lost[at], left[at], int(model.firms[at])))
    through = _through(result)
    rows = [
        RunFirm(
            **_whose(model, at), rank=rank, left=float(left[at]),
            lost=None if model.ours[at] and not model.weighed[at] else _money(lost[at]),
            round=int(max(result["round"][at], 0)),
            **_reason(model, result, at, [] if at in stopped else through.get(at, []), words),
            chains=[list(each) for each in chains.get(int(model.firms[at]), ())],
        )
        for rank, at in enumerate(shown[:MOST_ROWS], 1)
    ]  # fmt: skip
    fallen = [at for at in shown if at not in stopped and left[at] <= HALF]
    summary = {
        "output": float(model.weights.sum()),
        "lost": float(result["by_round"][-1]),
        "widest": float(result["widest"]),
        "by_round": [float(each) for each in result["by_round"]],
        "hit": len([at for at in shown if at not in stopped]),
        "half": len(fallen),
        "stopped": len(stopped),
        "converged": bool(result["converged"]),
    }
    if "second" in result:
        summary["second"] = float(result["second"]) * float(model.weights.sum())
    return _finding(rows, summary, model, coverage)


def _finding(rows: list[RunFirm], summary: dict[str, Any], model: RiskModel, coverage: Coverage) -> Finding:
    share = coverage.share
    told = None if share is None else Decimal(share * 100).quantize(CENT)
    basis = asdict(model.basis) | {"silent": coverage.silent, "customers": coverage.customers}
    return Finding(rows, summary | {"basis": basis, "digest": model.digest}, told, model.fingerprint)


def _whose(model: RiskModel, at: int) -> dict[str, Any]:
    key = int(model.firms[at])
    return {"enterprise_id": key} if key > 0 else {"stranger": model.strangers[-key - 1][:LACKS_LONGEST]}


def _money(amount: float) -> Decimal:
    return Decimal(float(amount)).quantize(CENT)


def _through(result: Columns) -> dict[int, list[tuple[int, float]]]:
    told: dict[int, list[tuple[int, float]]] = {}
    for to, other, share in zip(*(result[name].tolist() for name in ("to", "from", "through")), strict=True):
        told.setdefault(int(to), []).append((int(other), float(share)))
    return told


def _reason(
    model: RiskModel, result: Columns, at: int, through: list[tuple[int, float]], words: Callable[[int], str]
) -> dict[str, Any]:
    """Which way the loss came, through whom, and what is lacking."""
    way = WAYS[int(result["way"][at])] if int(result["round"][at]) > 0 else ""
    lacks = dict.fromkeys(filter(None, (words(other) for other, _ in through))) if way == RunFirm.Way.DOWN else ()
    told = []
    for other, share in through:
        whose = _whose(model, other)
        told.append([whose.get("enterprise_id", 0), whose.get("stranger", ""), round(share, 4)])
    return {"way": way, "lacks": "、".join(lacks)[:LACKS_LONGEST], "through": told}


def names_of(model: RiskModel) -> Callable[[int], str]:
    """What each firm of a model makes, in words; who it is where no product is known."""
    product = dict(Product.objects.filter(pk__in=set(model.sectors)).values_list("pk", "name"))

    def words(at: int) -> str:
        key = int(model.firms[at])
        if made := product.get(model.sectors[int(model.sector[at])]):
            return made
        if key < 0:
            return model.strangers[-key - 1]
        return Enterprise.objects.filter(pk=key).values_list("name", flat=True).first() or ""

    return words


def chains_of(city: int, on: date) -> dict[int, list[tuple[int, float]]]:
    """On which chains firms stand on a day, and which share of its output counts there; all of one sum to 1 at most."""
    rows = Membership.objects.filter(enterprise__city=city, starts__lte=on).exclude(ends__lte=on)
    told: dict[int, list[tuple[int, float]]] = {}
    for firm, chain, share in rows.order_by("chain").values_list("enterprise", "chain", "share"):
        told.setdefault(firm, []).append((chain, float(share) / 100))
    return {
        firm: [(chain, share / max(sum(s for _, s in of), 1.0)) for chain, share in of] for firm, of in told.items()
    }
