"""`lianzhang analyse`: what the stop of each firm would cost, reckoned here or on a cluster, kept as a run."""

from __future__ import annotations

from collections.abc import Callable
from math import inf

import click
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from lianzhang.access.api import SYSTEM
from lianzhang.kernel.periods import Period, PeriodError, parse_period
from lianzhang.registry.models import Region

from .models import AnalysisRun, Purchase, RunState
from .purchases.load_commands import purchases
from .runs.actions import ask_risk, start
from .runs.jobs import carry_out, is_carried, latest_year, settle, unchanged_since, watch_of
from .runs.words import risk_sentence

__all__ = ["COMMANDS"]

console = Console(stderr=True, highlight=False)


def _city(code: str) -> Region:
    recorded = Region.objects.filter(pk__in=Purchase.objects.order_by().values("city"))
    cities = list(recorded.filter(code=code) if code else recorded)
    if len(cities) == 1:
        return cities[0]
    if not cities:
        raise click.ClickException(
            f"“{code}”没有采购记录，或没有这个城市。" if code else "还没有采购记录；请先导入采购。"
        )
    raise click.UsageError("有几座城市有采购记录，请用 --city 写明：" + "、".join(each.code for each in cities))


def _period(text: str, city: Region) -> Period:
    if not text:
        latest = latest_year(city.pk, timezone.localdate())
        if latest is None:
            raise click.ClickException("还没有已经结束的时期的采购记录。")
        return latest
    try:
        return parse_period(text)
    except PeriodError as error:
        raise click.UsageError(str(error)) from error


@click.command()
@click.option("--city", "code", default="", metavar="代码", help="哪座城市；只有一座有采购记录时不用写。")
@click.option("--period", "text", default="", metavar="时期", help="哪个时期的采购，如2023、2023Q4；不写则是最近一年。")
@click.option(
    "--scheduler", default="", metavar="地址", help="Dask集群的调度器，如 tcp://10.0.0.5:8786；不写则在本机算。"
)
@click.option("--again", is_flag=True, help="采购没有变动也重算。")
def analyse(code: str, text: str, scheduler: str, again: bool) -> None:
    """推演每家企业停供，一共要少产多少；结果存为一次分析。

    算到一半停下的（断电、Ctrl-C），再运行会接着算。
    """
    city = _city(code)
    period = _period(text, city)
    if not again and (same := unchanged_since(city.pk, period)):
        console.print(f"{period}的采购在{timezone.localtime(same.ended_at):%Y-%m-%d %H:%M}算过以后没有变动，不用再算。")
        return
    run = ask_risk(city=city, period=period, by=SYSTEM, here=True)
    if is_carried(run):
        raise click.ClickException(f"{period}正在后台算，请在“分析”页上看进度。")
    if run.state == RunState.QUEUED:
        run = start(run=run)
    run = _carried_out(run, scheduler)
    if run.state != RunState.DONE:
        raise click.ClickException(run.problem)
    console.print(risk_sentence(run))


def _carried_out(run: AnalysisRun, scheduler: str) -> AnalysisRun:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        outcome = carry_out(run, _shown(bar, run), scheduler=scheduler)
    if outcome.goes_on:
        raise click.Abort
    return settle(run, outcome)


def _shown(bar: Progress, run: AnalysisRun) -> Callable[[int, int], bool]:
    task, watch = bar.add_task("推演", total=None), watch_of(run.pk, inf)

    def show(done: int, of: int) -> bool:
        bar.update(task, completed=done, total=of or None)
        return watch(done, of)

    return show


COMMANDS = (analyse, purchases)
