"""`lianzhang city`: the cities of the house, one handed out whole as an archive, one removed with all that hangs on it.

An archive is for keeping and for other programs: plans as folders, every row as CSV, papers as they were uploaded.
It is no backup: nothing restores it (`lianzhang backup`)."""

from __future__ import annotations

import csv
import getpass
import io
import json
import os
import tomllib
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click
from django.apps import apps
from django.db import models, transaction
from django.utils import timezone
from rich.console import Console
from rich.table import Table

from lianzhang.plans.api import write_folder
from lianzhang.plans.models import Plan, PlanContent
from lianzhang.records.api import label_of, path_of, subject_of
from lianzhang.records.models import Attachment
from lianzhang.registry.models import Region
from lianzhang.work.api import (
    Dependents,
    dependents_counted,
    dependents_of,
    dependents_present,
    log_event,
    remove_dependents,
)

__all__ = ["COMMANDS", "archive_city", "remove_city"]

console = Console(highlight=False, soft_wrap=True, markup=False)
ROWS_AT_ONCE = 2_000


@click.group()
def city() -> None:
    """城市：列出、整个导出、整个移除。"""


@city.command(name="list")
def list_cities() -> None:
    """库里有哪些城市，各有几份方案。"""
    for row in Region.objects.filter(city=None).order_by("code"):
        console.print(f"{row.code}　{row}　{Plan.objects.filter(city=row).count()}份方案")


@city.command()
@click.argument("code", metavar="编号")
@click.option("--to", "target", required=True, metavar="文件", help="写到哪里，.zip 结尾。")
def export(code: str, target: str) -> None:
    """把一座城市的方案、全部记录和附件写成一个压缩包，供存档或交给别的系统。"""
    path = Path(target)
    if path.exists():
        raise click.UsageError(f"“{click.format_filename(target)}”已经有了；请换一个名称，免得盖掉")
    counts = archive_city(_city(code), path)
    console.print(f"已写到 {click.format_filename(target)}：{_told(counts)}。")


@city.command()
@click.argument("code", metavar="编号")
@click.option("--confirm", default="", metavar="编号", help="再写一遍编号，才真的移除。")
@click.option("--archive", "target", default="", metavar="文件", help="先整个导出到这个 .zip。")
def remove(code: str, confirm: str, target: str) -> int:
    """移除一座城市和挂在它上面的一切；审计记录留着。不写 --confirm 只列出会移除什么。"""
    row = _city(code)
    if confirm != code:
        _show(dependents_of(row))
        console.print(f"没有移除。真要移除，请加 --confirm {code}；要先存档，再加 --archive 文件.zip。")
        return 1
    if target:
        export.callback(code, target)  # type: ignore[misc]
    counts = remove_city(row, by=f"命令行 {getpass.getuser()}")
    console.print(f"已移除{row}：{_told(counts)}。")
    return 0


def _city(code: str) -> Region:
    row = Region.objects.filter(code=code, city=None).first()
    if row is None:
        known = "、".join(Region.objects.filter(city=None).values_list("code", flat=True)) or "一座也没有"
        raise click.ClickException(f"没有编号为“{code}”的城市；现有：{known}")
    return row


@transaction.atomic
def remove_city(row: Region, *, by: str) -> dict[str, int]:
    """How many rows went, by what they are called; one event says so."""
    counts = remove_dependents(dependents_of(row))
    log_event("city.remove", subject_of(row), by=by, rows=counts)
    return counts


def archive_city(row: Region, path: Path) -> dict[str, int]:
    """Write it whole; how many rows of each kind. What is secret (classification.toml) stays out."""
    counts = {}
    subjects: list[str] = []
    own = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(own, "wb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for model, rows in dependents_present(dependents_of(row)):
            counts[str(model._meta.verbose_name)] = _write(archive, model, rows)
            subjects += [f"{label_of(model)}:{pk}" for pk in rows.values_list("pk", flat=True).iterator(ROWS_AT_ONCE)]
        for plan in Plan.objects.filter(city=row):
            _write_plan(archive, plan)
        counts["附件"] = _write_papers(archive, subjects)
        told = {"city": row.code, "name": row.name, "made": timezone.now().isoformat(), "rows": counts}
        archive.writestr("manifest.json", json.dumps(told, ensure_ascii=False, indent=1))
    return counts


def _write(archive: zipfile.ZipFile, model: type[models.Model], rows: models.QuerySet[Any]) -> int:
    secret = _secret(model)
    names = [field.attname for field in model._meta.concrete_fields if field.name not in secret]
    listed = rows.order_by("pk").values_list(*names).iterator(ROWS_AT_ONCE)
    with archive.open(f"tables/{label_of(model)}.csv", "w") as raw, io.TextIOWrapper(raw, "utf-8", newline="") as text:
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(names)
        writer.writerows(["" if value is None else value for value in values] for values in listed)
    return rows.count()


def _secret(model: type[models.Model]) -> set[str]:
    file = Path(apps.get_app_config(model._meta.app_label).path) / "classification.toml"
    told = tomllib.loads(file.read_text("utf-8")) if file.exists() else {}
    return set(told.get(label_of(model), {}).get("secret", ()))


def _write_plan(archive: zipfile.ZipFile, plan: Plan) -> None:
    kept = PlanContent.objects.filter(plan=plan).first()
    if kept is None:
        return
    with TemporaryDirectory() as beside:
        folder = Path(beside) / plan.code
        write_folder(kept.content, folder)
        for file in sorted(folder.iterdir()):
            archive.write(file, f"plans/{plan.code}/{file.name}")


def _write_papers(archive: zipfile.ZipFile, subjects: list[str]) -> int:
    stored: set[str] = set()
    for start in range(0, len(subjects), ROWS_AT_ONCE):
        rows = Attachment.objects.filter(subject__in=subjects[start : start + ROWS_AT_ONCE])
        stored |= set(rows.values_list("sha256", flat=True))
    there = [each for each in sorted(stored) if path_of(each).exists()]
    for digest in there:
        archive.write(path_of(digest), f"files/{digest}")
    return len(there)


def _show(dependents: Dependents) -> None:
    table = Table("挂在它上面的", "行")
    for title, count in dependents_counted(dependents):
        table.add_row(title, f"{count:,}")
    console.print(table)


def _told(counts: dict[str, int]) -> str:
    most = sorted(((count, title) for title, count in counts.items() if count), reverse=True)
    shown = "、".join(f"{title}{count:,}" for count, title in most[:6])
    return f"{shown}{'等' if len(most) > 6 else ''}，共{sum(counts.values()):,}行"


COMMANDS = (city,)
