"""`lianzhang work`: a worker as a process of its own, beside the server."""

from __future__ import annotations

import gc
import signal
from threading import Event

import click

from .working import work as do_work

__all__ = ["COMMANDS"]


@click.command()
@click.option("--until-idle", is_flag=True, help="没有到期的任务就结束。")
def work(until_idle: bool) -> None:
    """运行后台任务；Ctrl-C 或 SIGTERM 时做完手里的再停。"""
    # Work on many rows makes many small objects that all live on: the collector looks among them less often.
    gc.freeze()
    gc.set_threshold(20_000, 5, 5)
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    do_work(stop, until_idle=until_idle)


COMMANDS = (work,)
