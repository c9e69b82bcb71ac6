"""What must hold of the quantities that targets are reckoned from: `target:ID` is there, and none rests on itself."""

from __future__ import annotations

from lianzhang.kernel.sheets import Row, nearest

from .faults import Faults, Problems, at
from .reading import PlanFolder

__all__ = ["QUANTITY_CHECKS"]

COLUMNS = ("quantity", "of")


def _quantities(folder: PlanFolder) -> Problems:
    below = {row["id"]: {name for _, name in _targets_named(row)} for row in folder.rows("targets") if row["id"]}
    for row in folder.rows("targets"):
        for column, message in _faults(row, below):
            yield at("targets", row, column, message)


def _faults(row: Row, below: dict[str, set[str]]) -> Faults:
    for column in COLUMNS:
        word, colon, name = (row[column] or "").partition(":")
        if colon and word in ("city", "target") and not name.strip():
            yield column, f"“{word}:”后面要写{'指标' if word == 'city' else '目标的编号'}"
    for column, name in _targets_named(row):
        if name not in below:
            yield column, f"targets.csv 里没有“{name}”；{nearest(name, sorted(below))}"
        elif row["id"] in _reached(name, below):
            yield column, f"“{name}”又要由“{row['id']}”算出，绕成了一圈；请改其中一个"


def _targets_named(row: Row) -> list[tuple[str, str]]:
    parts = ((column, *(row[column] or "").partition(":")) for column in COLUMNS)
    return [(column, name) for column, word, _, name in parts if word == "target" and name]


def _reached(name: str, below: dict[str, set[str]]) -> set[str]:
    """The targets that one is reckoned from, itself among them."""
    reached: set[str] = set()
    waiting = [name]
    while waiting:
        reached.add(each := waiting.pop())
        waiting += below.get(each, set()) - reached
    return reached


QUANTITY_CHECKS = (_quantities,)
