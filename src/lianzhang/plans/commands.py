"""The plans room on the command line: draft, check, compare, load and write out a plan, evaluate a loaded one.

Exit codes: 0 fine, 1 faults found or nothing of that name, 2 wrong use."""

from __future__ import annotations

import getpass
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import click
from django.core.exceptions import ValidationError
from django.db import transaction
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from lianzhang.drafting.api import PaperRefused, draft, drafted_content, notes_on, read_paper
from lianzhang.kernel.sheets import Problem, nearest
from lianzhang.records.api import subject_of
from lianzhang.work.api import dependents_counted, dependents_of, log_event, move_all, remove_dependents

from .archiving import archive_plan, restore_plan
from .evaluate_command import evaluate
from .folder import Content, PlanFolder, write_folder
from .loading import Change, LoadRefused, LoadReport, diff_folder, load_read
from .models import Plan, PlanContent
from .reports import folding_table, plain_console
from .workbook import ENDINGS, in_workbook, plan_as_workbook, read_plan

KEPT_NAMED = 5
PLAN_ID = re.compile(r"[a-z0-9._-]{1,60}")
ACTIONS = {"added": "新增", "changed": "改动", "removed": "删去"}

folder_argument = click.argument("folder", required=False, metavar="文件夹或工作簿")


@click.group()
def plan() -> None:
    """检查、比较、载入、导出方案：文件夹或 .xlsx 工作簿。"""


@plan.command()
@folder_argument
def check(folder: str | None) -> int:
    """检查方案，一次列出全部问题。不读写数据库。"""
    read, problems = read_plan(_existing(folder))
    if problems:
        return _show_problems(problems)
    plain_console().print(f"没有问题：{_summary(read)}")
    return 0


@plan.command()
@folder_argument
@click.option("--all", "every_row", is_flag=True, help="方案第一次载入时，也逐行列出新增的行。")
def diff(folder: str | None, every_row: bool) -> int:
    """列出载入会改动什么。不写数据库。"""
    path = _existing(folder)
    read, problems = read_plan(path)
    if problems:
        return _show_problems(problems)
    try:
        changes = diff_folder(read)
    except LoadRefused as refused:
        return _show_problems(_told(refused, path))
    console = plain_console()
    counts = Counter(change.action for change in changes)
    if any(counts[action] for action in ACTIONS):
        new = not Plan.objects.filter(code=read.code).exists()
        console.print(_change_table(_summed(changes) if new and not every_row else changes))
        console.print("、".join(f"{word}{counts[action]}处" for action, word in ACTIONS.items()))
    else:
        console.print("没有改动。")
    _print_kept(changes)
    return 0


@plan.command()
@folder_argument
def load(folder: str | None) -> int:
    """载入方案：全部写入，或一处也不写。可以重复运行。"""
    path = _existing(folder)
    try:
        report = load_with_progress(path, by=f"命令行 {_login_name()}")
    except LoadRefused as refused:
        return _show_problems(_told(refused, path), "没有写入任何内容。")
    console = plain_console()
    if report.unchanged:
        console.print(f"方案 {report.plan} 与上次载入的相同，不需要改动。")
        _print_kept(report.changes)
        return 0
    console.print(f"已载入方案 {report.plan}。")
    for table, counts in report.counts.items():
        done = "，".join(f"{ACTIONS[action]} {count}" for action, count in counts.items())
        console.print(f"  {table}：{done}")
    _print_kept(report.changes)
    return 0


@plan.command()
@click.argument("code", required=False, metavar="编号")
@click.option("--to", "target", default="", metavar="路径", help="写到哪里：.xlsx 结尾的写成工作簿，别的写成文件夹。")
@click.option("--empty", is_flag=True, help="写一份空的工作簿，从头填起。")
def export(code: str | None, target: str, empty: bool) -> int:
    """把载入的方案写成工作簿或文件夹；再载入不会有改动。"""
    if not target:
        raise click.UsageError("没有写放到哪里；请写 --to 路径，如 --to 方案.xlsx")
    path = Path(target)
    if path.exists():
        raise click.UsageError(f"“{click.format_filename(target)}”已经有了；请换一个名称，免得盖掉")
    if empty:
        path.write_bytes(plan_as_workbook())
    else:
        content = _content(code or "")
        if path.suffix.lower() == ".xlsx":
            path.write_bytes(plan_as_workbook(content))
        else:
            write_folder(content, path)
    click.echo(f"已写到 {click.format_filename(target)}。")
    return 0


@plan.command()
@click.argument("code", metavar="编号")
@click.option("--confirm", default="", metavar="编号", help="再写一遍编号，才真的移除。")
def remove(code: str, confirm: str) -> int:
    """移除一份方案和挂在它上面的记录；城市的产业链、企业和审计记录留着。不写 --confirm 只列出会移除什么。"""
    row = Plan.objects.filter(code=code).first()
    if row is None:
        known = list(Plan.objects.values_list("code", flat=True))
        raise click.ClickException(f"没有编号为“{code}”的方案；{nearest(code, known)}")
    if later := list(row.successors.values_list("code", flat=True)):
        raise click.ClickException(f"方案 {'、'.join(later)} 接续这一份；请先移除它，或改它的“接续的方案”")
    if confirm != code:
        table = folding_table("挂在它上面的", "行")
        for title, count in dependents_counted(dependents_of(row)):
            table.add_row(title, f"{count:,}")
        plain_console().print(table)
        kept = f"要留一份，先运行 lianzhang plan export {code} --to 方案.xlsx"
        click.echo(f"没有移除。真要移除，请加 --confirm {code}；{kept}。")
        return 1
    count = sum(remove_plan(row, by=f"命令行 {_login_name()}").values())
    click.echo(f"已移除方案 {code}，共{count:,}行。")
    return 0


@plan.command()
@click.argument("code", metavar="编号")
@click.option("--back", is_flag=True, help="取回一份归档的方案。")
def archive(code: str, back: bool) -> None:
    """归档一份已经结束的方案：不再列在页面上，随时能看、能取回。"""
    row = Plan.objects.filter(code=code).first()
    if row is None:
        known = list(Plan.objects.values_list("code", flat=True))
        raise click.ClickException(f"没有编号为“{code}”的方案；{nearest(code, known)}")
    try:
        (restore_plan if back else archive_plan)(plan=row, by=f"命令行 {_login_name()}")
    except ValidationError as refused:
        raise click.ClickException("；".join(refused.messages)) from refused
    click.echo(f"{'已取回' if back else '已归档'}方案 {code}。")


@transaction.atomic
def remove_plan(row: Plan, *, by: str) -> dict[str, int]:
    """How many rows went, by what they are called. What the plan said of the city's register stays."""
    counts = remove_dependents(dependents_of(row))
    move_all(row.city_id)
    log_event("plan.remove", subject_of(row), by=by, rows=counts)
    return counts


def _content(code: str) -> Content:
    codes = list(Plan.objects.values_list("code", flat=True))
    if code not in codes:
        raise click.ClickException(f"没有编号为“{code}”的方案；{nearest(code, codes)}")
    kept = PlanContent.objects.filter(plan__code=code).first()
    if kept is None:
        raise click.ClickException("这份方案是较早的版本载入的，还没有留下内容；请先再载入一次")
    content: Content = kept.content
    return content


@plan.command("draft")
@click.argument("paper", metavar="文件", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--to",
    "to",
    required=True,
    metavar="路径",
    type=click.Path(path_type=Path),
    help="写到哪里：.xlsx 结尾的写成工作簿，别的写成文件夹，名称就是方案编号。",
)
def draft_plan(paper: Path, to: Path) -> int:
    """按规则从方案原文起草：.docx、.pdf 或 .txt。不读写数据库。"""
    as_workbook = to.suffix.lower() == ".xlsx"
    if to.exists():
        raise click.UsageError(f"已经有“{to}”；请另写一个还没有的")
    if not as_workbook and not PLAN_ID.fullmatch(to.name):
        raise click.UsageError(f"文件夹名“{to.name}”就是方案编号：只用小写字母、数字和 - _ .，如 yunling-2024-2026")
    try:
        read = read_paper(paper.name, paper.read_bytes())
    except PaperRefused as refused:
        raise click.ClickException(str(refused)) from refused
    drafted = draft(read.text)
    if as_workbook:
        to.write_bytes(plan_as_workbook(drafted_content(drafted, "")))
    else:
        write_folder(drafted_content(drafted, to.name), to)
    counts = "、".join(
        f"{count}{word}"
        for count, word in (
            (len(drafted.clauses), "条条款"),
            (len(drafted.chains), "条产业链"),
            (len(drafted.targets), "项目标"),
            (len(drafted.duties), "项任务"),
        )
    )
    console = plain_console()
    console.print(f"已起草到 {to}：{counts}。规则会读错，每一条都请对照原文核对。")
    for note in (*read.notes, *notes_on(drafted)):
        console.print(f"  {note}")
    console.print(f"下一步：改好后运行 lianzhang plan check {to}")
    return 0


def load_with_progress(path: Path, *, by: str) -> LoadReport:
    """Load a plan's folder or workbook, showing how far it is on stderr. Raises LoadRefused."""
    read, problems = read_plan(path)
    if problems:
        raise LoadRefused(problems)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("检查")

        def show(step: str, done: int, total: int) -> None:
            progress.update(task, description=step, completed=done, total=total)

        return load_read(read, by=by, progress=show)


def _login_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may run without a named user
        return "未知用户"


def _existing(folder: str | None) -> Path:
    if not folder:
        raise click.UsageError("没有写方案文件夹；请写它的路径，如 plans/xiangyang-2021-2023")
    path = Path(folder)
    shown = click.format_filename(folder)
    if "\0" in folder or not path.exists():
        raise click.UsageError(f"没有“{shown}”这个文件夹；请核对路径")
    if not path.is_dir() and path.suffix.lower() not in ENDINGS:
        raise click.UsageError(f"“{shown}”不是方案；请写放着 plan.toml 的文件夹，或方案工作簿（.xlsx）")
    return path


def _told(refused: LoadRefused, path: Path) -> list[Problem]:
    return refused.problems if path.is_dir() else [in_workbook(problem) for problem in refused.problems]


def _summary(folder: PlanFolder) -> str:
    words = {"chains": "条产业链", "targets": "项目标", "duties": "项任务", "observations": "条数据"}
    return "、".join(f"{len(folder.rows(table))}{word}" for table, word in words.items())


def _show_problems(problems: Iterable[Problem], closing: str = "") -> int:
    table = folding_table("文件", "行", "列", "问题")
    count = 0
    for problem in problems:
        count += 1
        table.add_row(problem.file, str(problem.row or ""), problem.column, problem.message)
    console = plain_console()
    console.print(table)
    console.print(f"列出 {count} 处。{closing}")
    return 1


def _summed(changes: list[Change]) -> list[Change]:
    """One line a table for new rows; whatever else there is, in full."""
    added = Counter(change.table for change in changes if change.action == "added")
    summed = [Change(table, "added", f"{count}行") for table, count in added.items()]
    return summed + [change for change in changes if change.action != "added"]


def _print_kept(changes: Iterable[Change]) -> None:
    """What people did on the screens and the folder does not undo, in one line."""
    kept = [f"{change.row}（{change.field}）" for change in changes if change.action == "kept"]
    if kept:
        more = f"等{len(kept)}处" if len(kept) > KEPT_NAMED else ""
        plain_console().print(f"系统里办理过的照旧，不按表里的改：{'；'.join(kept[:KEPT_NAMED])}{more}。")


def _change_table(changes: Iterable[Change]) -> Table:
    table = folding_table("表", "改动", "行", "内容")
    for change in (each for each in changes if each.action in ACTIONS):
        what = f"{change.field}：{change.old} → {change.new}" if change.old else change.field
        table.add_row(change.table, ACTIONS[change.action], change.row, what)
    return table


COMMANDS = (plan, evaluate)
