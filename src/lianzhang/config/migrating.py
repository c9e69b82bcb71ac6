"""Bringing the database to the present, with how far it is: the first time takes a minute or two."""

from __future__ import annotations

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

__all__ = ["migrate"]


class _Steps:
    """What the command says of its steps, as a stream: every step that ends moves the bar."""

    def __init__(self, progress: Progress, total: int) -> None:
        self.progress, self.task = progress, progress.add_task("准备数据库", total=total)

    def write(self, text: str) -> None:
        if text.strip().endswith("OK"):
            self.progress.advance(self.task)

    def flush(self) -> None:
        """Nothing is held back."""


def migrate(console: Console) -> None:
    executor = MigrationExecutor(connection)
    steps = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if steps and not console.is_terminal:
        console.print(f"准备数据库：{steps}步，第一次约一两分钟……")
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True, disable=not (steps and console.is_terminal)) as progress:
        call_command("migrate", interactive=False, verbosity=1, stdout=_Steps(progress, steps))
