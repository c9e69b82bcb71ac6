"""Long runs whose results are saved in parts, so that a run that was killed goes on where it was.
The parts of another network or of other settings are refused."""

import hashlib
import json
import os
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from chainlab.cascade import CascadeModel
from chainlab.errors import ChainlabError, Stopped
from chainlab.kinds import Ids
from chainlab.risk import RiskResult, systemic_risk
from chainlab.scenarios import Scenarios
from chainlab.shocks import MOST_ROUNDS

__all__ = ["digest", "saved_risk"]

Part: TypeAlias = dict[str, NDArray[Any]]
HEAD = "run.json"
SCENARIOS = 512  # scenarios a file, here or on a cluster: a run begun here goes on there
COLUMNS = ("esri", "esri_d", "esri_u", "rounds", "converged")
# What a folder is refused for, as the error says it.
WORDS = {
    "model": "another network, or other sectors, markets, weights, revenue or cost",
    "scenarios": "other scenarios",
    "epsilon": "another epsilon",
    "max_rounds": "another limit of rounds",
    "part": "parts of another size",
}


def saved_risk(
    model: CascadeModel,
    folder: str | Path,
    *,
    scenarios: ArrayLike | None = None,
    scenarios_up: ArrayLike | None = None,
    epsilon: float = 1e-2,
    threads: int = 1,
    max_rounds: int = MOST_ROUNDS,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    part: int = SCENARIOS,
) -> RiskResult:
    """`systemic_risk`, with the same answer, that saves its results to `folder` every `part` scenarios. Asked again it
    reckons only what is missing, in the middle of which it may have been killed. A part that cannot be read is reckoned
    anew. ChainlabError where the folder holds a run of another model or other settings, and names what differs.

    >>> from tempfile import TemporaryDirectory
    >>> from chainlab import SupplyNetwork
    >>> network = SupplyNetwork.from_arrays(["ore", "mill"], ["mill", "car"], [2.0, 3.0])
    >>> model = CascadeModel.build(network, [0, 1, 2], np.full((3, 3), 2))
    >>> with TemporaryDirectory() as folder:
    ...     first, again = (saved_risk(model, folder) for _ in range(2))
    >>> first.esri.tolist() == again.esri.tolist()
    True
    """
    if part < 1:
        raise ChainlabError(f"part is {part}; give at least 1.")
    asked = Scenarios(model.firms.size, scenarios, scenarios_up)
    place = Path(folder)
    claim(place, model, asked, epsilon=epsilon, max_rounds=max_rounds, part=part)
    run = partial(systemic_risk, model, epsilon=epsilon, threads=threads, max_rounds=max_rounds, cancelled=cancelled)
    parts: list[Part] = []
    for begin in range(0, asked.count, part):
        rows, file = slice(begin, begin + part), file_of(place, begin)
        tell = None if progress is None else partial(_tell, progress, begin, asked.count)
        some = read_part(file, min(part, asked.count - begin))
        if some is None:
            up = None if scenarios_up is None else asked.rows_up[rows]
            try:
                some = columns_of(run(scenarios=asked.rows[rows], scenarios_up=up, progress=tell))
            except Stopped as stopped:
                raise Stopped(f"Stopped; {begin} of {asked.count} scenarios are kept in {place}.") from stopped
            write_part(file, some)
        elif tell:
            tell(min(part, asked.count - begin), part)
        parts.append(some)
    return whole(parts or [columns_of(run(scenarios=[]))], epsilon)


def _tell(progress: Callable[[int, int], None], begin: int, count: int, done: int, _of_part: int) -> None:
    progress(begin + done, count)


def digest(model: CascadeModel) -> str:
    """A name for all that a model holds: equal models have the same, others another."""
    inputs, sales = model.inputs, model.sales
    arrays = [model.firms, model.out, model.market, model.weights]
    arrays += [inputs.start, inputs.supplier, inputs.share, inputs.first, inputs.essential]
    return _digest([*arrays, sales.start, sales.customer, sales.share])


def _digest(arrays: list[Ids]) -> str:
    hashed = hashlib.sha256()
    for array in arrays:
        hashed.update(f"{array.dtype.kind}{array.shape}".encode())
        plain = array.dtype.kind in "iufb"
        hashed.update(np.ascontiguousarray(array).data if plain else "\0".join(map(str, array)).encode())
    return hashed.hexdigest()


def file_of(folder: Path, begin: int) -> Path:
    """Where the scenarios from `begin` on are kept."""
    return folder / f"part-{begin:09d}.npz"


def claim(folder: Path, model: CascadeModel, asked: Scenarios, **settings: float) -> None:
    """Make the folder that of this run, or find that it is. ChainlabError where it is that of another."""
    told: dict[str, Any] = {"model": digest(model), "scenarios": _digest([asked.rows, asked.rows_up]), **settings}
    head = folder / HEAD
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not head.exists():
            if next(folder.iterdir(), None) is not None:
                raise ChainlabError(f"{folder} holds other files and no run. Name an empty folder, or a new one.")
            _replace(head, lambda file: file.write_text(json.dumps(told, indent=1), encoding="utf-8"))
        found = json.loads(head.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        if isinstance(error, ChainlabError):
            raise
        raise ChainlabError(f"{folder} cannot keep a run: {error}. Name another folder.") from error
    differ = [words for name, words in WORDS.items() if not isinstance(found, dict) or found.get(name) != told[name]]
    if differ:
        raise ChainlabError(f"{folder} holds a run of {'; of '.join(differ)}. Name another folder, or remove this one.")


def _replace(file: Path, write: Callable[[Path], Any]) -> None:
    """A file is there whole or not at all, whenever a run is killed."""
    unfinished = file.with_name(f".{os.getpid()}-{file.name}")
    write(unfinished)
    os.replace(unfinished, file)


def columns_of(found: RiskResult) -> Part:
    return {name: getattr(found, name) for name in COLUMNS}


def write_part(file: Path, some: Part) -> None:
    try:
        _replace(file, lambda path: _save(path, some))
    except OSError as error:
        raise ChainlabError(f"{file} cannot be written: {error}. Make room, then go on.") from error


def _save(path: Path, some: Any) -> None:
    with path.open("wb") as opened:
        np.savez(opened, **some)


def read_part(file: Path, size: int) -> Part | None:
    """A part, or None where it is not there whole."""
    try:
        with file.open("rb") as opened, np.load(opened, allow_pickle=False) as saved:
            some = {name: saved[name] for name in COLUMNS}
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None
    return some if all(column.shape == (size,) for column in some.values()) else None


def whole(parts: list[Part], epsilon: float) -> RiskResult:
    columns: dict[str, Any] = {name: np.concatenate([some[name] for some in parts]) for name in COLUMNS}
    return RiskResult(**columns, epsilon=epsilon)
