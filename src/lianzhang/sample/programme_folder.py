"""The programmes of the made-up city: titles as in the real plan, and money that it gives by itself, with budgets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from .place import facts

__all__ = ["BUDGET", "GUIDED", "write_programmes"]

KIND, UNIT, BUDGET, GUIDED = "subsidy", "industry_bureau", "fund", "guided"
Rows = Iterable[Iterable[Any]]


def write_programmes(template: Path, folder: Path) -> None:
    """Beside what the plan in `template` says of titles. The same template gives the same bytes."""
    told = facts()["policies"]
    columns, titles = _titles(template / "programmes.csv")
    own = [_programme(each, told["document"], columns) for each in told["programmes"]]
    _write(folder, "programmes", columns, [*titles, *own])
    _write(folder, "budgets", ("id", "name", "year", "amount", "source", "unit"), _budgets(told))
    rule = ("programme", "order", "item", "comparator", "value", "holds", "text")
    _write(folder, "programme_rules", rule, _rules(told))
    window = ("programme", "year", "opens", "local_closes", "closes")
    _write(folder, "programme_windows", window, _windows(told))


def _titles(file: Path) -> tuple[list[str], list[list[str]]]:
    if not file.exists():
        return ["id", "name", "kind", "document", "clause", "unit", "amount", "share", "cap", "way"], []
    columns, *rows = csv.reader(io.StringIO(file.read_text(encoding="utf-8-sig")))
    return columns, rows


def _programme(each: dict[str, Any], document: str, columns: list[str]) -> list[Any]:
    said = {"kind": KIND} | each | {"document": document, "unit": UNIT, "papers": ";".join(each["papers"])}
    if said["kind"] == KIND:
        said |= {"budget": f"{BUDGET}_{facts()['policies']['years'][-1]}"}
    return [said.get(name, "") for name in columns]


def _budgets(told: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    budget = told["budgets"]
    for year in told["years"]:
        yield f"{BUDGET}_{year}", f"{year}年{budget['name']}", year, budget["amount"], budget["source"], UNIT
    fund = told["guided_fund"]
    for year in (each for each in told["years"] if each >= fund["since"]):
        yield f"{GUIDED}_{year}", f"{year}年{fund['name']}", year, fund["amount"], fund["source"], UNIT


def _rules(told: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    for each in told["programmes"]:
        for order, rule in enumerate(each["rules"], 1):
            yield each["id"], order, rule["item"], rule.get("comparator", ""), rule.get("value", ""), "", rule["text"]


def _windows(told: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    for each in told["programmes"]:
        for year in told["years"]:
            yield each["id"], year, *(f"{year}-{day}" for day in each["window"])


def _write(folder: Path, name: str, columns: Iterable[str], rows: Rows) -> None:
    with (folder / f"{name}.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([columns, *rows])
