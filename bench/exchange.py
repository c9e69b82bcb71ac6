"""A hundred thousand firms in and fifty thousand out, end to end as a person meets it, in a process of its own.

python -m bench.exchange COUNT: prints the figures as JSON. The database is the one that DATABASE_URL names, and empty
of firms."""

from __future__ import annotations

import io
import json
import os
import resource
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import run
from threading import Event
from time import perf_counter
from typing import Any

from bench.measuring import Measure, peak_megabytes

ROWS, EXPORTED = 100_000, 50_000
IMPORT_LIMIT, EXPORT_LIMIT, MEMORY_LIMIT = 20, 10, 600  # seconds, seconds, MB
LETTERS = "铸件汽车零部精密机械电子新材料能源装备科技制造股份纺织化工农产品生物医药"
TITLES = (
    *("统一社会信用代码", "名称", "曾用名", "区域", "地址", "经度", "纬度", "坐标系", "行业代码", "状态"),
    *("成立日期", "规上年份", "经营范围", "来源"),
)
INDUSTRIES = ("3670", "3311", "3824", "1761")


def measure_exchange(folder: Path) -> Iterator[Measure]:
    """In another process, so that its memory is its own; `folder` takes what it writes."""
    done = run(
        [sys.executable, "-m", "bench.exchange", str(ROWS)],
        env=os.environ | {"VAR": str(folder)},
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[1],
    )
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    parts = ", ".join(f"{name} {told[name]:.1f} s" for name in ("upload", "read and check", "apply"))
    yield Measure(f"import {ROWS:,} rows x 15 columns", told["import"], "s", IMPORT_LIMIT, parts)
    yield Measure("import, resident memory with its child", told["memory"], "MB", MEMORY_LIMIT)
    yield Measure(f"import {ROWS:,} rows again, unchanged", told["again"], "s", None, "read and check")
    yield Measure(
        f"export {EXPORTED:,} rows", told["export"], "s", EXPORT_LIMIT, f"a district's half of {ROWS:,} firms"
    )


def workbook_of(count: int) -> bytes:
    """So many firms, each another, in the fifteen columns that are mostly filled in."""
    import xlsxwriter

    from tests.enterprises.world import uscc

    stream = io.BytesIO()
    importer = xlsxwriter.Workbook(stream, {"constant_memory": True})
    page, day = importer.add_worksheet("企业名录"), importer.add_format({"num_format": "yyyy-mm-dd"})
    page.write_row(0, 0, TITLES)
    for number in range(1, count + 1):
        word = "".join(LETTERS[(number * step + step) % len(LETTERS)] for step in (3, 7, 11, 13))
        name = f"示例{word}{number}有限公司"
        row: list[Any] = [uscc(number), name, "" if number % 10 else f"旧{name}", "东西"[number % 2] + "区"]
        row += [f"工业大道{number}号"]
        row += [112 + number % 997 / 1000, 32 + number % 991 / 1000, "CGCS2000", INDUSTRIES[number % 4], "在营"]
        for place, value in enumerate(row):
            page.write(number, place, value)
        page.write_datetime(number, 10, _day(number), day)
        page.write_string(number, 11, "2021;2022" if number % 5 == 0 else "")
        page.write_string(number, 12, f"{word}的研发、制造和销售，货物进出口")
        page.write_string(number, 13, "市场监管名录")
    importer.close()
    return stream.getvalue()


def _day(number: int) -> Any:
    from datetime import date

    return date(2000 + number % 20, 1 + number % 12, 1 + number % 28)


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    begun = perf_counter()
    made = work()
    return perf_counter() - begun, made


def main(count: int) -> None:
    import django

    django.setup()
    from lianzhang.config import wsgi  # noqa: F401 - sets the garbage collector as the server has it
    from lianzhang.exchange import actions, exports
    from lianzhang.exchange.models import Batch
    from lianzhang.jobs.working import work
    from lianzhang.kernel.registers import register_of
    from tests.enterprises.world import City

    city = City()
    register, told = register_of("firms"), {}
    content = workbook_of(count)

    def work_off() -> None:
        work(Event(), until_idle=True)

    def upload(name: str) -> Batch:
        return actions.upload(register=register, name=name, content=content, by=city.office)

    told["upload"], batch = timed(lambda: upload("一.xlsx"))
    told["read and check"], _ = timed(work_off)
    batch.refresh_from_db()
    actions.apply(batch=batch, by=city.office)
    told["apply"], _ = timed(work_off)
    batch.refresh_from_db()
    if batch.state != "applied":
        sys.exit(f"error: the batch is {batch.state}: {batch.refusal or batch.counts}")
    told["import"] = told["upload"] + told["read and check"] + told["apply"]
    told["memory"] = peak_megabytes() + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    upload("二.xlsx")
    told["again"], _ = timed(work_off)
    half = city.user_as("district", region=city.districts[0])
    told["export"] = timed(lambda: exports.register_workbook(register, city.region.pk, half))[0]
    print(json.dumps(told))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianzhang.config.settings")
    main(int(sys.argv[1]))
