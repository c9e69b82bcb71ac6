"""The same runs beyond one machine: parts of the scenarios on the workers of a Dask cluster.
Each worker gets the network's arrays once; a part whose worker was killed is reckoned again by another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from numpy.typing import ArrayLike

from chainlab.cascade import CascadeModel
from chainlab.errors import ChainlabError, Stopped
from chainlab.risk import RiskResult, systemic_risk
from chainlab.runs import SCENARIOS, Part, claim, columns_of, file_of, read_part, whole, write_part
from chainlab.scenarios import Scenarios
from chainlab.shocks import MOST_ROUNDS, check_limits

if TYPE_CHECKING:
    from distributed import Client

__all__ = ["cluster_risk"]

PATIENCE = "30s"  # until a scheduler has answered

Asked = tuple[int, Any, Any]  # where a part begins, and its rows


def cluster_risk(
    model: CascadeModel,
    scheduler: str,
    *,
    scenarios: ArrayLike | None = None,
    scenarios_up: ArrayLike | None = None,
    epsilon: float = 1e-2,
    max_rounds: int = MOST_ROUNDS,
    folder: str | Path | None = None,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    part: int = SCENARIOS,
) -> RiskResult:
    """`systemic_risk`, with the same answer, on the workers that `scheduler` has ("tcp://10.0.0.5:8786").

    Parts are kept in `folder`, where one is named, and reckoned only where it lacks them, as `saved_risk` does. Give
    workers one thread for each core. They run whatever those send who reach the scheduler, so it belongs into a network
    of one's own, or behind "tls://" with Dask's own settings. ChainlabError where no scheduler answers, it has no
    worker, or workers die again and again.

        chainlab.cluster_risk(model, "tcp://10.0.0.5:8786", folder="run")

    Source of what is reckoned: Diem, Borsos, Reisch, Kertész, Thurner (2022), Scientific Reports 12:7719.
    """
    check_limits(epsilon, max_rounds)
    if part < 1:
        raise ChainlabError(f"part is {part}; give at least 1.")
    asked = Scenarios(model.firms.size, scenarios, scenarios_up)
    place = None if folder is None else Path(folder)
    if place is not None:
        claim(place, model, asked, epsilon=epsilon, max_rounds=max_rounds, part=part)
    parts = dict(_kept(place, asked.count, part))
    missing = [
        (begin, asked.rows[begin : begin + part], None if scenarios_up is None else asked.rows_up[begin : begin + part])
        for begin in range(0, asked.count, part)
        if begin not in parts
    ]
    if missing:
        with _client(scheduler) as client:
            for begin, some in _reckoned(client, model, missing, {"epsilon": epsilon, "max_rounds": max_rounds}):
                parts[begin] = some
                if place is not None:
                    write_part(file_of(place, begin), some)
                done = sum(each["esri"].size for each in parts.values())
                if cancelled is not None and cancelled():
                    raise Stopped(f"Stopped; {done if place else 0} of {asked.count} scenarios are kept.")
                if progress:
                    progress(done, asked.count)
    empty = [] if parts else [columns_of(systemic_risk(model, scenarios=[], epsilon=epsilon))]
    return whole([*empty, *(parts[begin] for begin in sorted(parts))], epsilon)


def _kept(folder: Path | None, count: int, part: int) -> Iterator[tuple[int, Part]]:
    for begin in range(0, count, part) if folder else ():
        if folder and (some := read_part(file_of(folder, begin), min(part, count - begin))):
            yield begin, some


def _client(scheduler: str) -> Client:
    try:
        from distributed import Client
    except ImportError as error:
        raise ChainlabError('A cluster needs Dask: install "chainlab[cluster]".') from error
    try:
        client = Client(scheduler, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ChainlabError(f"No scheduler answers at {scheduler}. Start one with `dask scheduler`.") from error
    if not client.scheduler_info(n_workers=-1)["workers"]:
        client.close()
        raise ChainlabError(f"The scheduler at {scheduler} has no worker. Start some with `dask worker {scheduler}`.")
    return client


def _reckoned(
    client: Client, model: CascadeModel, missing: list[Asked], settings: dict[str, Any]
) -> Iterator[tuple[int, Part]]:
    """Parts as they are done, in whatever order."""
    from distributed import as_completed

    (there,) = client.scatter([model], broadcast=True, hash=False)
    waiting = {
        client.submit(_part, there, rows, rows_up, settings, pure=False): begin for begin, rows, rows_up in missing
    }
    with client.as_current():
        done = as_completed(list(waiting))
    try:
        for future in done:
            yield waiting[future], _result(future)
    finally:
        client.cancel(list(waiting))


def _result(future: Any) -> Part:
    try:
        some: Part = future.result()
    except ChainlabError:
        raise
    except Exception as error:  # whatever the cluster says of workers and connections that it lost
        raise ChainlabError(f"The cluster gave up: {error}. Look at its workers' memory, then go on.") from error
    return some


def _part(model: CascadeModel, rows: Any, rows_up: Any, settings: dict[str, Any]) -> Part:
    return columns_of(systemic_risk(model, scenarios=rows, scenarios_up=rows_up, **settings))
