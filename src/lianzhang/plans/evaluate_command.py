"""`lianzhang evaluate`: where the targets of a loaded plan stand, on the command line."""

from __future__ import annotations

import click
from django.utils import timezone

from lianzhang.access.api import SYSTEM
from lianzhang.kernel.sheets import nearest

from .evaluating import Standing
from .models import Plan
from .reports import FORMATS, plain_console
from .viewpoint import BadViewpoint, PlanViewpoint, viewpoint

__all__ = ["evaluate"]


@click.command()
@click.option("--plan", "plan_code", default="", metavar="编号", help="方案编号；不写则取现行的方案。")
@click.option("--at", default="", metavar="日期", help="截至哪一天，如 2023-12-31、2023-12、2023Q4、2023H1、2023。")
@click.option("--target", "target_code", default="", metavar="编号", help="只看一项目标。")
@click.option("--format", "format_", default="table", metavar="格式", help="table（默认）、json 或 csv。")
def evaluate(plan_code: str, at: str, target_code: str, format_: str) -> int:
    """列出各项目标到某一天的状态和依据。"""
    if format_ not in FORMATS:
        raise click.UsageError(f"没有“{format_}”这种格式；可用的有：{'、'.join(FORMATS)}")
    view = _view(plan_code, at)
    standings = view.standings()
    if target_code:
        standings = _only(standings, target_code)
    report = FORMATS[format_](view, standings)
    if isinstance(report, str):
        click.echo(report, nl=False)
    else:
        plain_console().print(report)
    return 0


def _view(plan_code: str, at: str) -> PlanViewpoint:
    codes = list(Plan.objects.values_list("code", flat=True))
    if not codes:
        raise click.ClickException("还没有载入方案；请先运行 lianzhang plan load 文件夹")
    if plan_code and plan_code not in codes:
        raise click.ClickException(f"没有编号为“{plan_code}”的方案；{nearest(plan_code, codes)}")
    try:
        view = viewpoint(SYSTEM, {"plan": plan_code, "at": at}, timezone.localdate())
    except BadViewpoint as error:
        raise click.UsageError(str(error)) from error
    if not isinstance(view, PlanViewpoint):
        raise click.ClickException("还没有载入方案；请先运行 lianzhang plan load 文件夹")
    return view


def _only(standings: list[Standing], code: str) -> list[Standing]:
    matching = [standing for standing in standings if standing.target.code == code]
    if not matching:
        known = [standing.target.code for standing in standings]
        raise click.ClickException(f"没有编号为“{code}”的目标；{nearest(code, known)}")
    return matching
