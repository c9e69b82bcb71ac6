"""A run's reckoning in a process of its own (process.py): begun, watched, ended; a long one goes on where it was."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from .risk_model import RiskModel

__all__ = ["Unanswered", "clear", "folder_of", "kept_folders", "reckon"]

# The names that process.py reads and writes; it is not loaded here.
MODEL, ASKED, RESULT, PARTS, PROGRESS, PROBLEM = (
    *("model.npz", "asked.json", "result.npz", "parts", "progress.json", "problem.json"),
)
DIGEST = "digest"
LOOK = 0.5  # seconds between two looks at whether it goes on
CODE = str(Path(__file__).parents[3])
WordsOf = Mapping[str, str]

# Words of chainlab, and what is said of them here.
TOLD: WordsOf = {
    "No scheduler answers": "连不上集群的调度器；请核对地址，并确认调度器在运行。",
    "has no worker": "集群里没有计算节点；请先在各台机器上启动 dask worker。",
    "needs Dask": "这里没有装 Dask；请先安装 distributed，或不用集群。",
    "The cluster gave up": "集群的计算节点一再中断；请检查它们的内存，再算一次会接着算。",
    "cannot be written": "数据文件夹写不进去；请检查磁盘空间，再算一次会接着算。",
}
OTHERWISE = "采购记录算不出结果；请核对采购金额和产品，再算一次。"


class Unanswered(Exception):
    """Why there is no answer, in words for people."""


def folder_of(run: int) -> Path:
    return settings.VAR / "analysis" / str(run)


def kept_folders() -> list[int]:
    """The runs of which something is kept to go on with."""
    place = settings.VAR / "analysis"
    return [int(each.name) for each in place.iterdir() if each.name.isdigit()] if place.is_dir() else []


def clear(run: int) -> None:
    shutil.rmtree(folder_of(run), ignore_errors=True)


def reckon(
    run: int, model: RiskModel, asked: Mapping[str, Any], goes_on: Callable[[int, int], bool]
) -> dict[str, NDArray[Any]] | None:
    """What came out, as process.answer says; None where `goes_on(done, of)` ended it, then a later call goes on.

    Parts of another network or other settings are thrown away. Raises Unanswered; RuntimeError where the process died.
    """
    folder = folder_of(run)
    _prepare(folder, model, asked)
    with subprocess.Popen(  # noqa: S603 - ourselves
        [sys.executable, "-X", "utf8", "-m", "lianzhang.supply.runs.process", str(folder)],
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=_log(folder), env=_environment(), cwd=folder,
    ) as process:  # fmt: skip
        try:
            while not _ended(process):
                if not goes_on(*_progress(folder)):
                    return None
        finally:
            process.kill()
    return _answered(folder, process.returncode)


def _prepare(folder: Path, model: RiskModel, asked: Mapping[str, Any]) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest = folder / DIGEST
    same = f"{model.digest} {asked.get('epsilon')}"
    if not digest.exists() or digest.read_text(encoding="ascii") != same:
        shutil.rmtree(folder / PARTS, ignore_errors=True)
        digest.write_text(same, encoding="ascii")
    for name in (RESULT, PROBLEM, PROGRESS):
        (folder / name).unlink(missing_ok=True)
    with (folder / MODEL).open("wb") as opened:
        np.savez(opened, **model.arrays(), linked=model.linked)
    (folder / ASKED).write_text(json.dumps(dict(asked)), encoding="utf-8")


def _log(folder: Path) -> Any:
    return (folder / "errors.log").open("wb")


def _environment() -> dict[str, str]:
    """Compiled code is kept where this house may write, whoever owns the program."""
    passed = settings.CHILD_ENVIRONMENT
    code = [CODE, *filter(None, passed.get("PYTHONPATH", "").split(os.pathsep))]
    joined = os.pathsep.join(str(Path(each).absolute()) for each in code)
    return passed | {"PYTHONPATH": joined, "NUMBA_CACHE_DIR": str(settings.VAR / "compiled")}


def _ended(process: subprocess.Popen[bytes]) -> bool:
    with suppress(subprocess.TimeoutExpired):
        process.wait(LOOK)
        return True
    return False


def _progress(folder: Path) -> tuple[int, int]:
    try:
        told = json.loads((folder / PROGRESS).read_text(encoding="utf-8"))
        return int(told["done"]), int(told["of"])
    except (OSError, ValueError, KeyError):
        return 0, 0


def _answered(folder: Path, code: int) -> dict[str, NDArray[Any]]:
    problem, result = folder / PROBLEM, folder / RESULT
    if problem.exists():
        words = str(json.loads(problem.read_text(encoding="utf-8"))["words"])
        raise Unanswered(next((said for part, said in TOLD.items() if part in words), OTHERWISE))
    if code or not result.exists():
        raise RuntimeError(f"the reckoning ended with {code}")
    with np.load(result, allow_pickle=False) as saved:
        return dict(saved.items())
