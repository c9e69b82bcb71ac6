"""The process that asks chainlab: numba is loaded, compiled and left here, and a page never waits for it.

It gets a folder with a model's columns and what is asked, and writes what came out beside them. It ends with whoever
started it. Nothing of Django is loaded here."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any

import numpy as np
from numpy.typing import NDArray

import chainlab

__all__ = ["ASKED", "HIT", "MODEL", "PARTS", "PROBLEM", "PROGRESS", "RESULT", "Asked", "answer", "main"]

MODEL, ASKED, RESULT = "model.npz", "asked.json", "result.npz"
PARTS, PROGRESS, PROBLEM = "parts", "progress.json", "problem.json"
HIT = 1e-3  # a firm that loses less counts as not hit
TOLD = 60  # firms of which it is told through whom the loss came
WAYS = 3  # and through how many
POLITE = 10  # pages come first
DOWN, UP = 1, 2
Columns = dict[str, NDArray[Any]]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """`stop`: positions of firms of which the share `part` stops at once; none: each linked firm in turn.

    `second`: what it would be if others supplied half of what they sell. `scheduler`: of a Dask cluster.
    """

    epsilon: float
    stop: list[int] | None = None
    part: float = 1.0
    second: bool = False
    scheduler: str = ""


def answer(columns: Columns, asked: Asked, folder: Path, progress: Progress) -> Columns:
    """What comes out, as columns. Raises ChainlabError."""
    if asked.stop is None:
        return _each_in_turn(columns, asked, folder, progress)
    return _stopped(columns, asked, asked.stop)


def _network(columns: Columns, more: int = 0) -> chainlab.SupplyNetwork:
    """The links; with `more` firms that nobody buys from yet, whose numbers follow the largest."""
    firms = columns["firms"]
    added = np.arange(1, more + 1) + firms.max(initial=0)
    return chainlab.SupplyNetwork.from_arrays(
        firms[columns["supplier"]], firms[columns["customer"]], columns["value"], columns["product"],
        firms=np.concatenate([firms, added]),
    )  # fmt: skip


def _inputs(columns: Columns, like: list[int] | None = None, *, amounts: bool = True) -> chainlab.ModelInputs:
    """What the model asks beside the links. Firms that are added are as those `like` which they are, and weigh nothing.

    Without `amounts` what is recorded stands for all that a firm buys and sells."""
    added = np.array(like or [], np.int64)
    weights = columns["weights"]
    told = {
        name: np.concatenate([columns[name], np.full(added.size, np.nan)]) if amounts else None
        for name in ("revenue", "cost")
    }
    codes = {name: np.concatenate([columns[name], columns[name][added]]) for name in ("sector", "market", "needs")}
    return chainlab.ModelInputs(
        codes["sector"], columns["essential"], markets=codes["market"], needs=codes["needs"],
        weights=np.concatenate([weights, np.zeros(added.size)]) if weights.any() else None, **told,
    )  # fmt: skip


def _each_in_turn(columns: Columns, asked: Asked, folder: Path, progress: Progress) -> Columns:
    """What the stop of each linked firm costs, as a share of all output that weighs."""
    model = _inputs(columns).build(_network(columns))
    scenarios = np.flatnonzero(columns["linked"])
    given: dict[str, Any] = {"scenarios": scenarios, "epsilon": asked.epsilon, "progress": progress}
    if asked.scheduler:
        result = chainlab.cluster_risk(model, asked.scheduler, folder=folder / PARTS, **given)
    else:
        result = chainlab.saved_risk(model, folder / PARTS, threads=_threads(), **given)
    return {"firm": scenarios, "risk": result.esri, "converged": result.converged}


def _threads() -> int:
    return max((os.cpu_count() or 2) - 1, 1)


def _stopped(columns: Columns, asked: Asked, stop: list[int]) -> Columns:
    """One shock, round by round."""
    psi = np.ones(columns["firms"].size)
    psi[stop] = 1.0 - asked.part
    network = _network(columns)
    model = _inputs(columns).build(network)
    result = chainlab.shock(model, psi, epsilon=asked.epsilon)
    left = np.minimum(result.down, result.up)
    weights = columns["weights"]
    widest = chainlab.shock(_inputs(columns, amounts=False).build(network), psi, epsilon=asked.epsilon)
    hit = left < 1.0 - HIT
    first = np.where(hit.any(axis=0), hit.argmax(axis=0), -1)
    told = {
        "left": left[-1],
        "round": first,
        "way": np.where(result.down[-1] <= result.up[-1], DOWN, UP),
        "by_round": (1.0 - left) @ weights,
        "widest": np.array(max(float(widest.losses @ weights), float(result.losses @ weights))),
        "converged": np.array(result.converged),
    } | _came_through(model, result, first, weights, set(stop))
    if asked.second:
        told["second"] = np.array(_with_second(columns, network, stop, psi, asked))
    return told


def _came_through(
    model: chainlab.CascadeModel,
    result: chainlab.Shock,
    first: NDArray[np.int64],
    weights: NDArray[Any],
    stop: set[int],
) -> Columns:
    """Of the firms that lose most, through which others it came: `to`, `from`, and the share of output that hangs on
    it. Suppliers where parts are missing, customers where orders are."""
    lost = result.losses
    order = np.lexsort((np.arange(lost.size), -lost, -lost * weights))
    chosen = [int(one) for one in order if lost[one] > HIT and int(one) not in stop][:TOLD]
    kept = _kept(model, result.down[-1])
    rows = []
    for firm in chosen:
        downwards = result.down[-1][firm] <= result.up[-1][firm]
        side = model.inputs if downwards else model.sales
        span = slice(int(side.start[firm]), int(side.start[firm + 1]))
        if downwards:
            others = model.inputs.supplier[span]
            share = model.inputs.share[span] * kept[others] * (1.0 - result.down[-1][others])
        else:
            others = model.sales.customer[span]
            share = model.sales.share[span] * (1.0 - result.up[-1][others])
        for place in np.argsort(-share, kind="stable")[:WAYS].tolist():
            other = int(others[place])
            if share[place] > HIT and 0 <= first[other] < first[firm]:
                rows.append((firm, other, float(share[place])))
    table = np.array(rows).reshape(len(rows), 3)
    return {"to": table[:, 0].astype(np.int64), "from": table[:, 1].astype(np.int64), "through": table[:, 2]}


def _kept(model: chainlab.CascadeModel, down: NDArray[Any]) -> NDArray[Any]:
    """Which part of a firm's loss its customers feel, where others of its market still make the same."""
    still = np.bincount(model.market, model.out * down, model.markets)[model.market]
    kept: NDArray[Any] = np.minimum(1.0, model.out / np.where(still > 1e-10, still, 1.0))
    return kept


def _with_second(
    columns: Columns, network: chainlab.SupplyNetwork, stop: list[int], psi: NDArray[Any], asked: Asked
) -> float:
    """What would be lost if of everything that the stopped firms sell another one supplied half. As a share."""
    firms = columns["firms"]
    added = dict(zip(stop, (np.arange(1, len(stop) + 1) + firms.max(initial=0)).tolist(), strict=True))
    wider = _network(columns, len(stop))
    changes = [
        chainlab.Change(firms[customer], wider.products[product], added[supplier], value / 2, firms[supplier])
        for supplier, customer, product, value in zip(
            network.supplier.tolist(), network.customer.tolist(), network.product.tolist(), network.value.tolist(),
            strict=True,
        )
        if supplier in added
    ]  # fmt: skip
    scenario = np.concatenate([psi, np.ones(len(stop))])[None, :]
    result = chainlab.what_if(wider, _inputs(columns, stop), changes, scenarios=scenario, epsilon=asked.epsilon)
    return float(result.risk_after.esri[0])


# --- the process
def main() -> None:
    folder = Path(sys.argv[1])
    Thread(target=_end_with_parent, daemon=True).start()
    os.nice(POLITE)
    asked = Asked(**json.loads((folder / ASKED).read_text(encoding="utf-8")))
    with np.load(folder / MODEL, allow_pickle=False) as saved:
        columns = dict(saved.items())
    try:
        told = answer(columns, asked, folder, lambda done, of: _write(folder / PROGRESS, {"done": done, "of": of}))
    except chainlab.ChainlabError as refused:
        _write(folder / PROBLEM, {"words": str(refused)})
        return
    draft = folder / f".{RESULT}"
    with draft.open("wb") as opened:
        np.savez(opened, **told)  # type: ignore[arg-type]
    draft.replace(folder / RESULT)


def _end_with_parent() -> None:
    """Its end of the pipe closes when the parent is gone, however it went. Without a buffer, whose lock would abort."""
    while os.read(0, 1):
        pass
    os._exit(1)


def _write(file: Path, told: Mapping[str, Any]) -> None:
    draft = file.with_name(f".{file.name}")
    draft.write_text(json.dumps(told), encoding="utf-8")
    draft.replace(file)


if __name__ == "__main__":
    main()
