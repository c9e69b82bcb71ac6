"""Tells measures: a table for the reader, a JSON file for those who compare."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import django
from django.db import connection
from rich.console import Console
from rich.table import Table

from bench.measuring import Measure, milliseconds

FOLDER = Path(__file__).parent.parent / "var" / "bench"
WORDS = {True: "pass", False: "FAIL", None: ""}


def report(coming: Iterable[Measure]) -> int:
    """Show the measures as they come, then all together; the exit code says whether every limit holds.

    What was measured before a part broke off is told all the same."""
    measures: list[Measure] = []
    try:
        with Console(stderr=True).status("measuring") as status:
            for each in coming:
                measures.append(each)
                status.update(f"{each.name}: {each.value:g} {each.unit}")
    finally:
        passed = _tell(measures)
    return 0 if passed else 1


def _tell(measures: list[Measure]) -> bool:
    """As a table and as a file; whether every limit holds."""
    where = circumstances()
    Console(width=None if os.isatty(1) else 120).print(_table(where, measures))
    told = [asdict(each) | {"ratio": each.ratio, "passed": each.passed} for each in measures]
    FOLDER.mkdir(parents=True, exist_ok=True)
    file = FOLDER / f"{datetime.now():%Y%m%d-%H%M%S}-{connection.vendor}.json"
    file.write_text(json.dumps(where | {"measures": told}, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    broken = [each.name for each in measures if each.passed is False]
    print(f"{len(measures) - len(broken)} of {len(measures)} within their limits; written to {file}")
    return not broken


def circumstances() -> dict[str, object]:
    """What the measures depend on besides the code."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sqlite_version()" if connection.vendor == "sqlite" else "SHOW server_version")
        version = cursor.fetchone()[0]
    return {
        "at": datetime.now().astimezone().isoformat(timespec="seconds"),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        "load": round(os.getloadavg()[0], 2),
        # How fast this machine is just now: a fixed piece of plain Python. It tells a slow hour from slow code.
        "yardstick_ms": milliseconds(lambda: sum(number * number for number in range(300_000)), rounds=15),
        "python": platform.python_version(),
        "django": django.get_version(),
        "database": f"{connection.display_name} {version}",
    }


def _table(where: dict[str, object], measures: list[Measure]) -> Table:
    title = "{database}, Python {python}, {machine}, load {load}, yardstick {yardstick_ms} ms".format(**where)
    table = Table(title=title, title_justify="left")
    for heading in ("measure", "median", "unit", "limit", "", "on"):
        table.add_column(heading, justify="right" if heading in ("median", "limit") else "left")
    for each in measures:
        limit = "" if each.limit is None else f"{each.limit:g}"
        style = "bold red" if each.passed is False else None
        value = f"{each.value:,.0f}" if each.value >= 100 or each.value == int(each.value) else f"{each.value:.1f}"
        table.add_row(each.name, value, each.unit, limit, WORDS[each.passed], each.note, style=style)
    return table
