"""A nation of firms in files: the same each time, whole across the chunks it was written in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from lianzhang.sample.nation import TABLES, write_nation


@pytest.fixture(scope="module")
def nation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("nation")
    write_nation(folder, seed=1, firms=500, chunk=200)
    return folder


def ask(folder: Path, question: str) -> list[tuple[Any, ...]]:
    names = {table: f"'{folder / table}.parquet'" for table in TABLES}
    return duckdb.execute(question.format(**names)).fetchall()


def test_it_leaves_a_file_for_each_table_and_says_how_large(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    written = write_nation(tmp_path, seed=2, firms=60, chunk=40, progress=lambda *done: seen.append(done))
    assert [each.file.name for each in written] == [f"{table}.parquet" for table in TABLES]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(each.file.name for each in written)
    assert written[0].rows == 60
    assert all(each.size == each.file.stat().st_size for each in written)
    assert seen == [(40, 60), (60, 60)]


def test_firms_are_told_apart_across_chunks(nation: Path) -> None:
    (counts,) = ask(
        nation, "SELECT count(*), count(DISTINCT firm), count(DISTINCT name), count(DISTINCT uscc) FROM {firms}"
    )
    assert counts == (500, 500, 500, 500)


def test_every_row_belongs_to_a_firm(nation: Path) -> None:
    for table in ("memberships", "statements"):
        assert ask(nation, f"SELECT count(*) FROM {{{table}}} ANTI JOIN {{firms}} USING (firm)") == [(0,)]
        assert ask(nation, f"SELECT count(DISTINCT firm) > 400 FROM {{{table}}}") == [(True,)]


def test_who_buys_from_whom_is_told_by_firm_or_by_name(nation: Path) -> None:
    assert ask(nation, "SELECT count(DISTINCT year), count(*) > 500, min(value) > 0 FROM {purchases}") == [
        (3, True, True)
    ]
    for side in ("customer", "supplier"):
        known = "SELECT count(*) FROM {purchases} p ANTI JOIN {firms} f ON p.%s = f.firm WHERE p.%s IS NOT NULL"
        assert ask(nation, known % (side, side)) == [(0,)]
    assert ask(nation, "SELECT count(*) FROM {purchases} WHERE (supplier IS NULL) = (stranger = '')") == [(0,)]
    assert ask(nation, "SELECT count(*) FROM {purchases} WHERE supplier = customer") == [(0,)]


def test_what_is_not_there_is_nothing_and_no_number(nation: Path) -> None:
    (both,) = ask(nation, "SELECT count(*) FILTER (longitude IS NULL), count(*) FILTER (isnan(longitude)) FROM {firms}")
    assert both[0] > 0
    assert both[1] == 0
    assert ask(nation, "SELECT count(*) > 0 FROM {memberships} WHERE ends IS NULL") == [(True,)]


def test_the_same_seed_writes_the_same_rows(nation: Path, tmp_path: Path) -> None:
    write_nation(tmp_path, seed=1, firms=500, chunk=200)
    for table in TABLES:
        assert ask(tmp_path, f"FROM {{{table}}}") == ask(nation, f"FROM {{{table}}}"), table
