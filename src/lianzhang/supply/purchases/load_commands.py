"""`lianzhang purchases load`: a file of purchases of any length into a city's records."""

from __future__ import annotations

import getpass
import time
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn

from lianzhang.registry.models import Region
from lianzhang.supply.purchases.loading.reading import FileUnreadable
from lianzhang.supply.purchases.loading.running import Loaded, load_purchases

__all__ = ["purchases"]

console = Console(stderr=True, highlight=False)


@click.group()
def purchases() -> None:
    """采购记录。"""


@purchases.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--city", "code", default="", metavar="代码", help="装到哪座城市；只有一座的不用写。")
@click.option("--faults", type=click.Path(dir_okay=False, path_type=Path), help="有错的行写到哪里；不写则在文件旁边。")
def load(file: Path, code: str, faults: Path | None) -> None:
    """从 .xlsx、.csv 或 .parquet 文件装入采购，列名与“采购”的模板相同。

    五万行一批，每批要么全部装入，要么一行不装；中断以后再运行，会从停下的那一批接着装。有错的行不装，写进报告。
    """
    city, begun = _city(code), time.perf_counter()
    report = faults or file.with_name(f"{file.stem}.错误.csv")
    columns = (SpinnerColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("读入名录……", total=None)
        try:
            loaded = load_purchases(
                file, city, report, by=f"命令行 {getpass.getuser()}",
                progress=lambda row: bar.update(task, description=f"装到第{row:,}行"),
            )  # fmt: skip
        except FileUnreadable as error:
            raise click.ClickException(str(error)) from error
    console.print(f"{_told(loaded)}（{time.perf_counter() - begun:.1f}秒）")
    if loaded.faults:
        raise click.ClickException(
            f"有{loaded.faulty:,}行没有装入，原因写在 {loaded.faults}；改好后另存为一个文件再装。"
        )


def _city(code: str) -> Region:
    cities = Region.objects.filter(city=None, kind="city")
    named = list(cities.filter(code=code) if code else cities[:20])
    if len(named) == 1:
        return named[0]
    if not named:
        raise click.ClickException(f"没有“{code}”这座城市。" if code else "还没有城市；请先载入方案。")
    raise click.UsageError("有几座城市，请用 --city 写明：" + "、".join(each.code for each in named))


def _told(loaded: Loaded) -> str:
    parts = [f"读了{loaded.rows:,}行，装入{loaded.written:,}条采购"]
    if loaded.before:
        parts.insert(0, f"前{loaded.before:,}行上次已经装过")
    if loaded.same:
        parts.append(f"{loaded.same:,}条本来就有")
    if loaded.strangers:
        parts.append(f"{loaded.strangers:,}条的供应商不在名录里")
    if loaded.unmapped:
        parts.append(f"{loaded.unmapped:,}条没有归产品")
    return "，".join(parts) + "。"
