"""`lianzhang attachments`: hold the stored files against their rows, and delete those that no row names."""

from __future__ import annotations

import click
from rich.console import Console

from .actions import inspect, sweep

__all__ = ["attachments"]

console = Console(highlight=False)


@click.group()
def attachments() -> None:
    """核验和清理附件。"""


@attachments.command()
def verify() -> int:
    """核验：每份附件的文件在不在，内容有没有变。"""
    inspection = inspect()
    for attachment in (*inspection.missing, *inspection.changed):
        what = "文件不在了" if attachment in inspection.missing else "内容变了"
        console.print(f"第{attachment.pk}号“{attachment.name}”：{what}，请从备份找回。")
    wrong = len(inspection.missing) + len(inspection.changed)
    console.print(
        f"核验{'不' if wrong else ''}通过：{inspection.whole}份完好" + (f"，{wrong}份不对。" if wrong else "。")
    )
    return 1 if wrong else 0


@attachments.command("sweep")
def sweep_() -> None:
    """清理：删去已没有记录指向、一小时以上没有动过的文件。"""
    console.print(f"已删{sweep()}个文件。")
