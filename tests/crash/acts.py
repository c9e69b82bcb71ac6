"""The acts that are killed halfway. Each is named by a number, can be run again, and then goes on where it stopped."""

from __future__ import annotations

import os
import shutil
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from threading import Event

from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.config.backup import back_up
from lianzhang.exchange.actions import apply as apply_batch
from lianzhang.exchange.actions import upload
from lianzhang.exchange.models import Batch, BatchState
from lianzhang.jobs.models import Job
from lianzhang.jobs.working import work
from lianzhang.kernel.registers import register_of
from lianzhang.plans.loading import load_folder
from lianzhang.plans.models import Observation, Plan, Target
from lianzhang.plans.observations import actions
from lianzhang.plans.observations.sheet_actions import apply_sheet, read_sheet, store_sheet
from lianzhang.records.attachments.actions import add_attachment, attachments_of, remove_attachment
from tests.acting import seated
from tests.plans.reports import GOOD, csv_of, entry_for
from tests.plans.world import World

FOLDER = Path(__file__).parents[1] / "plans" / "folders" / "linhai-2024-2026"
BEFORE = FOLDER.parent / "linhai-2021-2023"
ROWS = 60  # of a sheet
FIRMS = 20  # of a register's sheet
# Where a child writes down what it was told is done: one line, in one write, after the commit.
TOLD = Path(os.environ["VAR"]) / "told"


def set_up() -> None:
    """Two plans: a small one to report on, and one that is loaded from its folder in two versions."""
    world = World()
    world.target("giants")
    seated("clerk", "office_clerk", world.city)
    seated("office", "chain_office", world.city)
    load_folder(BEFORE, by="试验")
    for version in "ab":
        folder = shutil.copytree(FOLDER, _folder(version), dirs_exist_ok=True)
        clauses = folder / "clauses.csv"
        clauses.write_text(clauses.read_text(encoding="utf-8").replace("目标", f"目标{version}"), encoding="utf-8")
        duties = folder / "duties.csv"
        lines = duties.read_text(encoding="utf-8").splitlines(keepends=True)
        duties.write_text("".join(lines[: None if version == "a" else -1]), encoding="utf-8")
    load_folder(_folder("a"), by="试验")


def _folder(version: str) -> Path:
    return Path(os.environ["VAR"]) / version / FOLDER.name


def tell(line: str) -> None:
    with TOLD.open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")


def figure(number: int) -> None:
    """Enter a figure, hand it in, confirm it: three transactions, by two people."""
    clerk, office = (User.objects.get(username=name) for name in ("clerk", "office"))
    target = Target.objects.get(code="giants")
    row = Observation.objects.filter(target=target, value=number, sheet=None).first()
    if row is None:
        row = actions.enter(plan=target.plan, entry=entry_for(target, value=Decimal(number)), by=clerk)
        tell(f"figure {row.pk} draft")
    if row.state == "draft":
        row = actions.submit(row=row, version=row.version, by=clerk)
        tell(f"figure {row.pk} submitted")
    if row.state == "submitted":
        row = actions.confirm(row=row, version=row.version, by=office)
        tell(f"figure {row.pk} confirmed")


def sheet(number: int) -> None:
    """Upload a sheet and apply it."""
    clerk, plan = User.objects.get(username="clerk"), Target.objects.get(code="giants").plan
    rows = [GOOD | {"数值": str(number * 1000 + line), "来源标题": f"第{number}期"} for line in range(ROWS)]
    name, content = f"{number}.csv", csv_of(*rows).encode()
    reading = read_sheet(plan, name, content)
    uploaded = store_sheet(plan=plan, name=name, content=content, reading=reading, by=clerk)
    apply_sheet(uploaded=uploaded, submit=True, by=clerk)
    tell(f"sheet {uploaded.pk} applied")


def plan(_number: int) -> None:
    """Load the version of the folder that is not in the database."""
    loaded = Plan.objects.get(code=FOLDER.name)
    name = "b" if loaded.clauses.filter(title__contains="目标a").exists() else "a"
    load_folder(_folder(name), by="试验")


def paper(number: int) -> None:
    """Add a paper to a row, and take off the one before it."""
    office, row = User.objects.get(username="office"), Target.objects.get(code="giants")
    for old in attachments_of(row):
        if old.name != f"{number}.txt":
            remove_attachment(attachment=old, reason="旧的", by=office)
    if not attachments_of(row).exists():
        added = add_attachment(row=row, name=f"{number}.txt", content=str(number).encode(), by=office)
        tell(f"paper {added.pk} {added.sha256}")


def register_sheet(number: int) -> None:
    """Upload firms and let a worker read and apply them; what an earlier run left with the worker is done first."""
    office = User.objects.get(username="office")
    Job.objects.update(due=timezone.now(), lease_until=timezone.now() - timedelta(seconds=1))
    work(Event(), until_idle=True)
    name = f"{number}.csv"
    if Batch.objects.filter(name=name, state=BatchState.APPLIED).exists():
        return
    lines = [f"第{number}批第{line}厂,2021;2022" for line in range(FIRMS)]
    content = "\n".join(["名称,规上年份", *lines]).encode()
    batch = upload(register=register_of("firms"), name=name, content=content, by=office)
    work(Event(), until_idle=True)
    apply_batch(batch=batch, by=office)
    work(Event(), until_idle=True)
    tell(f"register_sheet {batch.pk} applied")


def backup(number: int) -> None:
    folder = Path(os.environ["VAR"]) / "backups" / str(number)
    if not folder.exists():
        back_up(folder)


ACTS = {each.__name__: each for each in (figure, sheet, register_sheet, plan, paper, backup)}
