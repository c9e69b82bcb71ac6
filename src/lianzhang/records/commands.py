"""`lianzhang audit`: check the log, write down where it ends, and take out what is old enough."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from .attachments.commands import attachments
from .chain import Head, Verdict, verify
from .chain import head as head_of_log
from .pruning import PruneRefused, prune
from .sequencer import chain_waiting

__all__ = ["COMMANDS"]

console = Console(highlight=False)


@click.group()
def audit() -> None:
    """核验和保管审计记录。"""


@audit.command("verify")
@click.option(
    "--head", "head_file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="留存的末条文件。"
)
def verify_(head_file: Path | None) -> int:
    """核验：有没有被改、被删、被插入、被调换，尾部有没有被截。"""
    chain_waiting()
    verdict = verify(_read_head(head_file) if head_file else None)
    _tell(verdict, head_file)
    return 0 if verdict.holds else 1


def _read_head(path: Path) -> Head:
    try:
        return Head(**json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, TypeError) as error:
        raise click.ClickException(f"{path} 不是 lianzhang audit head 写出的文件：{error}") from error


def _tell(verdict: Verdict, head_file: Path | None) -> None:
    for broken in verdict.breaks[:20]:
        console.print(f"第{broken.event}号：{broken.what}" if broken.event else broken.what)
    if verdict.holds:
        tail = "，与留存的末条相符" if head_file else "；没有给留存的末条，尾部被截看不出来（--head 文件）"
        waiting = f"；另有{verdict.waiting}条刚写下，还没有接入" if verdict.waiting else ""
        console.print(f"核验通过：{verdict.events}条连成一链{waiting}{tail}。")
    else:
        console.print(f"核验不通过：{verdict.events}条里有{len(verdict.breaks)}处对不上。请保留现场，用备份比对。")


@audit.command()
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
def head(file: Path | None) -> None:
    """写出末条（条数、位置、校验值），存到别处；以后核验尾部用。"""
    chain_waiting()
    text = json.dumps(head_of_log().as_dict(), ensure_ascii=False, indent=2)
    if file is None:
        console.print(text)
    else:
        file.write_text(text + "\n", encoding="utf-8")
        console.print(f"已写到 {file}；请存到本机以外的地方。")


@audit.command("prune")
@click.option("--before", required=True, type=click.DateTime(["%Y-%m-%d"]), help="移出这一天以前的。")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def prune_(before: Any, file: Path) -> None:
    """把旧记录移到文件里；不满保存期限的不能移出。"""
    day: date = before.date()
    try:
        moved = prune(before=day, file=file)
    except PruneRefused as refused:
        raise click.ClickException(str(refused)) from refused
    console.print(f"已移出{moved}条到 {file}；请妥善保存。")


COMMANDS = (audit, attachments)
