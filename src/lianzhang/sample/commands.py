"""`lianzhang sample`: makes the fictitious city, and takes it away."""

from __future__ import annotations

import getpass
import resource
import time
from pathlib import Path

import click
from django.conf import settings
from django.core.exceptions import ValidationError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from lianzhang.registry.models import Region

from .listed.commands import firms
from .place import SCALES
from .presence import CITY
from .purging import purge_city

__all__ = ["COMMANDS", "make_with_progress"]

console = Console(stderr=True, highlight=False)
MEGABYTE = 1024 * 1024
WORDS = {
    "firms": "企业",
    "former_names": "曾用名",
    "contacts": "联系岗位",
    "above_scale": "规上年份",
    "memberships": "在链记录",
    "research_bodies": "研发机构",
    "honours": "荣誉",
    "statements": "企业报表",
    "coverage": "台账齐全申报",
    "products": "产品",
    "purchases": "采购",
    "purchase_totals": "采购总额",
    "capabilities": "供应能力",
    "sourcings": "补第二家",
    "place_outputs": "各地行业产值",
    "problems": "问题",
    "projects": "项目",
    "supervision": "督办事项",
    "consultations": "专家咨询",
    "responsibility": "责任分工和目标分解",
    "tasks": "任务",
    "work_records": "工作记录",
    "visits": "走访",
    "promises": "承诺",
    "needs": "需求",
    "matches": "对接",
    "capacities": "要素",
    "special_parks": "专业园区",
    "pools": "拼单",
    "applications": "申报",
    "payments": "拨付",
    "platforms": "集群、平台和渠道",
    "platform_reports": "平台年报",
    "reviews": "调度和会商",
}


@click.group(invoke_without_command=True)
@click.option(
    "--scale", default="city", type=click.Choice([*SCALES, "nation"]), help="规模，约60、2000、5万、100万家企业。"
)
@click.option("--seed", default=1, help="随机数种子：同样的种子和规模，得到同样的城市。")
@click.option(
    "--to", "folder", default="", metavar="文件夹", help="nation 写到哪里；不写则在数据文件夹的 sample/nation。"
)
@click.pass_context
def sample(context: click.Context, scale: str, seed: int, folder: str) -> None:
    """造一座虚构的示例市，供试用：有企业、在链、荣誉、报表，全部是编的。

    nation 规模不进数据库，写成 Parquet 文件。
    """
    if context.invoked_subcommand is not None:
        return
    begun = time.perf_counter()
    if scale == "nation":
        _tell_nation(Path(folder) if folder else settings.VAR / "sample" / "nation", seed)
        return
    try:
        counts = make_with_progress(scale, seed, by=f"命令行 {getpass.getuser()}")
    except ValidationError as refused:
        raise click.ClickException("；".join(refused.messages)) from refused
    counted = "，".join(f"{WORDS[name]}{count}条" for name, count in counts.items())
    console.print(f"示例市已载入（{time.perf_counter() - begun:.1f}秒）：{counted}。")


def _tell_nation(folder: Path, seed: int) -> None:
    from .nation import write_nation  # with numpy and the engine of Parquet: no other command pays for them

    with _bar() as progress:
        task = progress.add_task("写企业")
        show = lambda done, total: progress.update(task, completed=done, total=total)  # noqa: E731
        written = write_nation(folder, seed=seed, progress=show)
    for each in written:
        console.print(f"{each.file}：{each.rows:,}行，{each.size / MEGABYTE:,.1f}MB", soft_wrap=True)
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    console.print(f"内存最多用到 {kilobytes / 1024:,.0f}MB。")


def _bar() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


def make_with_progress(scale: str, seed: int, *, by: str) -> dict[str, int]:
    """Make the city, showing how far it is on stderr. Raises ValidationError."""
    from .supply.writing import ask_risks
    from .writing import make_city  # with numpy: a server that makes no city does without

    with _bar() as progress:
        task = progress.add_task("准备")

        def show(step: str, done: int, total: int) -> None:
            progress.update(task, description=step, completed=done, total=total or None)

        counts = make_city(scale=scale, seed=seed, by=by, progress=show)
    if scale != "town":  # which is for a quick look, and not worth the reckoning
        ask_risks(Region.objects.get(code=CITY, city=None))
    return counts


@sample.command()
def purge() -> None:
    """清除示例市和挂在它上面的一切；方案、真实数据和审计记录不动。"""
    try:
        counts = purge_city(by=f"命令行 {getpass.getuser()}")
    except ValidationError as refused:
        raise click.ClickException("；".join(refused.messages)) from refused
    console.print("已清除示例市：" + "，".join(f"{title}{count}条" for title, count in counts.items() if count) + "。")


COMMANDS = (sample, firms)
