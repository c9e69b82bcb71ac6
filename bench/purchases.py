"""Purchases in, from Parquet, CSV and a workbook, each in a process of its own.

python -m bench.purchases ROWS KIND: prints the figures as JSON, as of a million rows. The database is the one that
DATABASE_URL names; it is left with the purchases in it."""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from subprocess import run
from time import perf_counter, process_time

from bench.measuring import Measure, peak_megabytes

ROWS, FIRMS, PRODUCTS = 100_000, 20_000, 500
SECONDS, MEGABYTES = 180 * ROWS / 1_000_000, 1024  # promised of a million: 3 minutes, 1 GB
HEADS = (
    *("统一社会信用代码", "企业", "时期", "采购的东西", "产品", "供应商统一社会信用代码", "供应商", "供应商所在地"),
    *("金额（万元）", "数量", "单位", "占同类采购（%）", "合同到期", "库存（天）", "来源"),
)


def measure_purchases(folder: Path) -> Iterator[Measure]:
    """In another process, so that its memory is its own; `folder` takes what it writes."""
    for kind in ("xlsx", "csv", "parquet"):
        done = run(
            [sys.executable, "-m", "bench.purchases", str(ROWS), kind],
            env=os.environ | {"VAR": str(folder)},
            capture_output=True,
            text=True,
            check=True,
            cwd=Path(__file__).parents[1],
        )
        told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
        rows = f"{ROWS:,} purchases from {kind}"
        yield Measure(f"load {rows}", told["seconds"], "s", SECONDS, f"{told['worked']:.1f} s of work")
        yield Measure(f"load {rows}, resident memory", told["memory"], "MB", MEGABYTES)


def table_of(count: int, file: Path, codes: list[str]) -> None:
    """So many lines: each firm buys of others and of strangers, some in fault, as DuckDB writes them."""
    import duckdb

    engine = duckdb.connect()
    engine.execute("CREATE TABLE firms (place INTEGER, code VARCHAR)")
    engine.executemany("INSERT INTO firms VALUES (?, ?)", list(enumerate(codes)))
    firms, year = len(codes), date.today().year - 1
    engine.execute(
        f"""
        COPY (SELECT
            customer.code AS "{HEADS[0]}", '' AS "{HEADS[1]}", '{year}' AS "{HEADS[2]}",
            '零件' || (n // {firms}) || '型' AS "{HEADS[3]}",
            CASE WHEN n % 3 = 0 THEN '' ELSE '产品' || (n % {PRODUCTS}) END AS "{HEADS[4]}",
            CASE WHEN n % 2 = 0 THEN seller.code ELSE '' END AS "{HEADS[5]}",
            CASE WHEN n % 2 = 0 THEN '' ELSE '外地' || (n % 5000) || '公司' END AS "{HEADS[6]}",
            CASE WHEN n % 2 = 0 THEN '' ELSE '湖北省武汉市' END AS "{HEADS[7]}",
            CASE WHEN n % 1000 = 7 THEN '很多' ELSE ((n * 7919 % 100000) / 10)::VARCHAR END AS "{HEADS[8]}",
            (n % 977)::VARCHAR AS "{HEADS[9]}", '件' AS "{HEADS[10]}",
            CASE WHEN n % 5 = 0 THEN (n % 100)::VARCHAR ELSE '' END AS "{HEADS[11]}",
            CASE WHEN n % 4 = 0 THEN '{year + 1}-12-31' ELSE '' END AS "{HEADS[12]}",
            CASE WHEN n % 6 = 0 THEN (n % 60)::VARCHAR ELSE '' END AS "{HEADS[13]}", '企业采购台账' AS "{HEADS[14]}"
          FROM range({count}) AS r(n)
          JOIN firms AS customer ON customer.place = n % {firms}
          JOIN firms AS seller ON seller.place = (n * 31 + 17) % {firms})
        TO '{file}' (FORMAT {file.suffix.removeprefix(".")})
        """
    )


def main(count: int, kind: str) -> None:
    import django

    django.setup()
    from django.conf import settings

    from lianzhang.config import wsgi  # noqa: F401 - sets the garbage collector as the server has it
    from lianzhang.supply.purchases.loading.running import load_purchases

    city, codes = _city()
    file = Path(settings.VAR, f"purchases.{kind}")
    if kind == "xlsx":
        _workbook(count, file, codes)
    else:
        table_of(count, file, codes)
    begun, worked = perf_counter(), process_time()
    loaded = load_purchases(file, city, file.with_suffix(".faults.csv"), by="bench")
    told = {"seconds": perf_counter() - begun, "written": loaded.written, "faulty": loaded.faulty}
    told["worked"] = process_time() - worked
    told["memory"] = peak_megabytes() + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(json.dumps(told))


def _city() -> tuple[object, list[str]]:
    """A city of its own with firms and products; their codes."""
    from lianzhang.enterprises.models import Enterprise
    from lianzhang.kernel.bulk import allocate_ids, bulk_insert
    from lianzhang.registry.models import Region
    from lianzhang.supply.models import Product
    from tests.enterprises.world import uscc

    number = Region.objects.filter(city=None).count()
    city = Region.objects.create(code=f"bench-{number}", name="试验市", kind="city")
    codes = [uscc(place) for place in range(1, FIRMS + 1)]
    firms = [Enterprise(city=city, uscc=code, name=f"示例第{place}厂") for place, code in enumerate(codes)]
    Enterprise.objects.bulk_create(firms, batch_size=1_000)
    same = {"unit": "件", "industry": "", "why_not": ""}
    columns = {
        "id": allocate_ids(Product, PRODUCTS),
        "city_id": [city.pk] * PRODUCTS,
        "code": [f"P{place}" for place in range(PRODUCTS)],
        "name": [f"产品{place}" for place in range(PRODUCTS)],
        "not_made_here": [False] * PRODUCTS,
        "version": [0] * PRODUCTS,
        **{name: [value] * PRODUCTS for name, value in same.items()},
    }
    bulk_insert(Product, columns)
    return city, codes


def _workbook(count: int, file: Path, codes: list[str]) -> None:
    """The same lines as a workbook."""
    import duckdb
    import xlsxwriter

    table = file.with_suffix(".parquet")
    table_of(count, table, codes)
    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    page = book.add_worksheet("采购")
    page.write_row(0, 0, HEADS)
    found = duckdb.execute("SELECT * FROM read_parquet(?)", [str(table)])
    number = 0
    while some := found.fetchmany(10_000):
        for row in some:
            number += 1
            for place, value in enumerate(row):
                if value:
                    page.write_string(number, place, value)
    book.close()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianzhang.config.settings")
    main(int(sys.argv[1]), sys.argv[2])
