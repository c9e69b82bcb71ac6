"""`lianzhang firms load`: puts the published firms of a folder into the register of their city."""

from __future__ import annotations

import getpass
from pathlib import Path

import click
from django.conf import settings
from rich.console import Console

from .loading import ListRefused, load_list

__all__ = ["firms"]

console = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)
WORDS = {"firms": "企业", "memberships": "在链记录", "honours": "荣誉"}


@click.group()
def firms() -> None:
    """公开名录里的真实企业。"""


@firms.command()
@click.argument("folder", required=False, metavar="文件夹", type=click.Path(exists=True, file_okay=False))
def load(folder: str | None) -> int:
    """载入公开名录里的企业和荣誉：缺的补上，已有的不动；可以重复运行。不写文件夹则取襄阳的名录。"""
    path = Path(folder) if folder else settings.ROOT / "registers" / "xiangyang"
    try:
        done = load_list(path, by=f"命令行 {getpass.getuser()}")
    except ListRefused as refused:
        for problem in refused.problems:
            console.print(str(problem))
        raise click.ClickException(f"有 {len(refused.problems)} 处问题，没有写入任何内容。") from refused
    if done.unchanged:
        console.print("与库里的相同，没有改动。")
    else:
        console.print("已载入：" + "，".join(f"{WORDS[name]}{count}条" for name, count in done.counts.items()) + "。")
    for who, why in done.unplaced:
        console.print(f"  没有放进去：{who}——{why}")
    return 0
