"""A nation of firms: too many for a register, streamed in bounded memory to Parquet files."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from django.conf import settings

from lianzhang.plans.api import read_folder
from lianzhang.statements.models import ITEMS

from .amounts import Array
from .firms import draw_firms, rows_of
from .folder import write_folder
from .memberships import memberships, roles
from .place import Place, Scale, facts, place_of
from .statements import draw_figures, statements
from .supply.catalogue import goods
from .supply.drawing import Supply, draw_supply
from .supply.market import BOUGHT

__all__ = ["FIRMS", "TABLES", "Written", "write_nation"]

TABLES = ("firms", "memberships", "statements", "purchases")

FIRMS = 1_000_000
CHUNK = 20_000  # firms at once: what is in memory
FIRMS_OF_A_CITY = 5_000
OF_CHUNK = Scale("nation", CHUNK, anchors=13, cores=100, suppliers=400, first_bodies=(), titles=0)
MEMORY = "256MB"  # for the database engine that writes the files

Columns = dict[str, Array]
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Written:
    """One file, its rows and bytes."""

    file: Path
    rows: int
    size: int


def write_nation(
    folder: Path, *, seed: int, firms: int = FIRMS, chunk: int = CHUNK, progress: Progress = lambda *_: None
) -> list[Written]:
    """Write one file for each of TABLES. The same seed and chunk give the same rows."""
    folder.mkdir(parents=True, exist_ok=True)
    place = _place()
    with (
        tempfile.TemporaryDirectory(dir=folder) as parts,
        duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": parts}) as engine,
    ):
        engine.execute("SET enable_progress_bar = false")  # it would write into what a caller reads
        for number, first in enumerate(range(0, firms, chunk)):
            count = min(chunk, firms - first)
            rng = np.random.default_rng((seed, number))
            for table, columns in _tables(rng, place, first, count, seed * firms + number):
                _write(engine, columns, Path(parts) / f"{table}-{number:06}.parquet")
            progress(first + count, firms)
        return [_joined(engine, Path(parts), folder, table) for table in TABLES]


def _place() -> Place:
    """The chains and segments of the plan; nothing of it goes into a database."""
    with tempfile.TemporaryDirectory() as temporary:
        template = settings.PLAN_FOLDERS / facts()["city"]["template"]
        read, _ = read_folder(write_folder(template, Path(temporary) / facts()["city"]["plan"]))
        return place_of(read)


def _tables(rng: np.random.Generator, place: Place, first: int, count: int, seed: int) -> Iterator[tuple[str, Columns]]:
    firms = draw_firms(rng, place, count, first, to_plan=False)
    numbers = np.arange(first, first + count)
    rows = rows_of(rng, place, firms)
    names = ("uscc", "name", "region", "outside", "industry", "state", "founded", "longitude", "latitude")
    columns = {name: _column(rows[name]) for name in names}
    yield "firms", {"firm": numbers, "city": numbers // FIRMS_OF_A_CITY, **columns}
    standing = memberships(rng, place, firms, roles(rng, firms, OF_CHUNK))
    yield "memberships", _numbered(standing, first)
    reported = statements(rng, firms, draw_figures(rng, firms))
    named = ("firm", "period_start", "period_end", *ITEMS, "state")
    yield "statements", _numbered({name: reported[name] for name in named}, first)
    drawn = {"firms": rows, "memberships": standing, "statements": reported}
    yield "purchases", _bought(draw_supply(place, drawn, "province", seed), first)


def _bought(supply: Supply, first: int) -> Columns:
    """What firms buy from each other, and from strangers by their names, 万元 a year."""
    relations, strangers = supply.relations, supply.relations.strangers
    relation, year = np.nonzero(supply.values > 0)
    supplier = relations.supplier[relation]
    unknown = np.where(supplier < 0, -supplier - 1, len(strangers.names))
    codes = np.array([each.code for each in goods()], dtype=object)
    return {
        "customer": relations.customer[relation] + first,
        "supplier": np.where(supplier < 0, np.nan, supplier + first),
        "stranger": np.array([*strangers.names, ""], dtype=object)[unknown],
        "place": np.array([*strangers.places, ""], dtype=object)[unknown],
        "product": codes[relations.product[relation]],
        "year": np.array(BOUGHT)[year],
        "value": supply.values[relation, year],
    }


def _numbered(rows: dict[str, list[Any]], first: int) -> Columns:
    columns = {name: _column(values) for name, values in rows.items() if name != "source"}
    return columns | {"firm": np.array(rows["firm"], dtype=np.int64) + first}


def _column(values: list[Any]) -> Array:
    """As the engine takes it; None is no moment, no number, or no text."""
    sample = next((value for value in values if value is not None), None)
    if hasattr(sample, "isoformat"):
        return np.array(values, dtype="datetime64[us]")
    if isinstance(sample, float):
        return np.array(values, dtype=float)
    return np.array(values, dtype=object if isinstance(sample, str) else None)


# numpy knows moments and the missing number; the files say day, and nothing.
AS_WRITTEN = {"M": "CAST({0} AS DATE) AS {0}", "f": "nullif({0}, 'nan'::DOUBLE) AS {0}"}
FIRM_OR_NONE = {"supplier": "CAST(nullif({0}, 'nan'::DOUBLE) AS BIGINT) AS {0}"}


def _write(engine: duckdb.DuckDBPyConnection, columns: Columns, file: Path) -> None:
    written = (
        FIRM_OR_NONE.get(name, AS_WRITTEN.get(values.dtype.kind, "{0}")).format(name)
        for name, values in columns.items()
    )
    selection = ", ".join(written)
    engine.register("chunk", columns)
    engine.view("chunk").project(selection).write_parquet(str(file), compression="zstd")
    engine.unregister("chunk")


def _joined(engine: duckdb.DuckDBPyConnection, parts: Path, folder: Path, table: str) -> Written:
    file = folder / f"{table}.parquet"
    rows = engine.read_parquet(str(parts / f"{table}-*.parquet"))
    rows.write_parquet(str(file), compression="zstd")
    return Written(file, len(engine.read_parquet(str(file))), file.stat().st_size)
