"""`lianzhang up`: brings the database to the present, loads the plans, and serves.

Quick when nothing changed: every step looks before it works."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread
from typing import Any

import click
from django.conf import settings
from django.core.checks import CheckMessage, run_checks
from django.db import connection, connections
from gunicorn.app.base import BaseApplication
from rich.console import Console
from rich.table import Table

from lianzhang.config.checks import deployment
from lianzhang.config.demonstration import Account, prepare_accounts
from lianzhang.config.lock import database_file, hold
from lianzhang.config.migrating import migrate
from lianzhang.config.secrets import make_private
from lianzhang.config.serving import CLIENTS, Apart, PatientWorker, may_open
from lianzhang.jobs.api import work
from lianzhang.plans.api import LoadRefused, forget_evaluations, load_with_progress
from lianzhang.plans.models import Plan
from lianzhang.sample.api import fictitious_city, make_with_progress

console = Console(stderr=True, highlight=False)


# What the house keeps in VAR beside the database; the folder may hold what belongs to others.
OURS = (
    *("secret_key", "demonstration.json", "demonstration.seen.json", "files", "backups", "progress", "sample"),
    *("analysis", "compiled"),
)


def bring_up() -> None:
    hold(f"地址 {address()}")
    require_free_port(settings.HOST, settings.PORT)
    for path in make_private([*(settings.VAR / name for name in OURS), *_database_files()]):
        console.print(f"注意：{path} 属于别的用户，别人也能读：请改回本用户所有，权限只给所有者。")
    console.print(f"检查数据库（{connection.display_name}）……")
    keep_shut(run_checks(tags=["database"], databases=["default"]))  # before anything is written into it
    migrate(console)
    keep_shut([] if settings.DEMONSTRATION else deployment())
    forget_evaluations()
    load_plans()
    load_sample()
    accounts = prepare_accounts(settings.VAR / "demonstration.json") if settings.DEMONSTRATION else []
    connections.close_all()  # the server's own processes open theirs
    Server(lambda: announce(accounts)).run()


def address() -> str:
    host = f"[{settings.HOST}]" if ":" in settings.HOST else settings.HOST
    return f"http://{host}:{settings.PORT}/"


def _database_files() -> list[Path]:
    file = database_file()
    return [] if file is None else [file.with_name(file.name + ending) for ending in ("", "-wal", "-shm", ".lock")]


def require_free_port(host: str, port: int) -> None:
    """Say so at once when another program already listens there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            raise click.ClickException(f"没有权限使用端口 {port}：请换一个，如 PORT=8000 make run。") from None
        except OSError:
            raise click.ClickException(
                f"不能监听 {host} 的端口 {port}，多半已被别的程序占用：请换一个，如 PORT={port % 65535 + 1} make run。"
            ) from None


def keep_shut(messages: list[CheckMessage]) -> None:
    """Tell what was seen of the database, or of a real deployment's settings; an error keeps the doors shut."""
    for each in messages:
        console.print(f"{'错误' if each.is_serious() else '注意'}：{each.msg}")
    if any(each.is_serious() for each in messages):
        raise click.ClickException("检查没有通过，服务没有启动；请按上面的提示改好。")


def load_plans() -> None:
    """Load every folder of plans/. A broken one stops a first start; later the last good load serves on."""
    if not settings.LOAD_PLANS:
        return
    for folder in sorted(path.parent for path in settings.PLAN_FOLDERS.glob("*/plan.toml")):
        console.print(f"载入方案 {folder.name} ……")
        try:
            load_with_progress(folder, by="系统启动")
        except LoadRefused as refused:
            message = (
                f"方案文件夹 {folder} 有 {len(refused.problems)} 处问题，没有载入；详情见 lianzhang plan check {folder}"
            )
            if not Plan.objects.filter(code=folder.name).exists():
                raise click.ClickException(message) from None
            console.print(f"[bold]注意：{message}。继续使用上次载入的内容。[/bold]")


def load_sample() -> None:
    """A demonstration starts with a fictitious city beside the real plan; one that is there stays as it is."""
    if settings.SAMPLE != "none" and fictitious_city() is None:
        console.print("生成虚构的示例市（只供试用）……")
        make_with_progress(settings.SAMPLE, 1, by="系统启动")


def announce(accounts: list[Account]) -> None:
    """Print where the pages are and how to sign in."""
    console.print(f"\n已启动：[bold]{address()}[/bold]    停止请按 Ctrl-C\n")
    if not accounts:
        console.print(
            "尚无账号时，用 lianzhang administrator create 建立系统管理员和安全管理员，登录后照“开局”一步步办。"
        )
        return
    table = Table(title="演示账号（仅限本机试用）", title_justify="left")
    for heading in ("账号", "口令", "岗位", "可以做什么"):
        table.add_column(heading, overflow="fold")
    for account in accounts:
        who = account.demonstrator
        table.add_row(who.username, account.password, who.label, who.may)
    console.print(table)


class Server(BaseApplication):
    """gunicorn with threads for clients and others for work; the numbers follow from the database."""

    def __init__(self, when_ready: Callable[[], None]) -> None:
        # SQLite before 3.51.3 can damage a WAL database that several processes write: one process there.
        self.processes, self.working = (1, 8) if settings.IS_SQLITE else (2, 4)
        self.when_ready = when_ready
        self.stop = Event()
        self.worker: subprocess.Popen[bytes] | None = None
        super().__init__()

    def load_config(self) -> None:
        host = f"[{settings.HOST}]" if ":" in settings.HOST else settings.HOST
        options = {
            "bind": f"{host}:{settings.PORT}",
            "worker_class": PatientWorker,
            "workers": self.processes,
            "threads": CLIENTS,
            "worker_connections": may_open(),
            "preload_app": True,  # the processes share the memory of the code
            "timeout": 60,  # seconds
            "graceful_timeout": 5,  # seconds
            "loglevel": "warning",
            "control_socket_disable": True,
            "when_ready": lambda _server: self._ready(),
            "post_worker_init": lambda _worker: self._work_here() if settings.IS_SQLITE else None,
            "worker_exit": lambda _server, _worker: self.stop.set(),
            "on_exit": lambda _server: self._left(),
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def _work_here(self) -> None:
        """With the embedded database one process serves and works."""
        Thread(target=work, args=(self.stop,), name="worker", daemon=True).start()

    def _ready(self) -> None:
        if not settings.IS_SQLITE:
            command = [sys.executable, "-c", "from lianzhang.cli import main; main()", "work"]
            self.worker = subprocess.Popen(command)  # noqa: S603 - ourselves
        self.when_ready()

    def _left(self) -> None:
        if self.worker:
            self.worker.terminate()
            self.worker.wait(timeout=20)
        console.print("已停止。")

    def load(self) -> Callable[..., Any]:
        from lianzhang.config.wsgi import application

        return Apart(application, self.working)
