"""Processes that begin with the whole house loaded: forked from one that loaded it once, not started anew.

Each is a process of its own all the same: its environment, settings, database and end are its own. What is about how
the house itself starts asks for a start (tests/house.py, config/test_up.py)."""

from __future__ import annotations

import atexit
import gc
import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from importlib import reload
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Timer

ROOT = Path(__file__).parents[1]
SETTINGS = "lianzhang.config.settings"
LONGEST = 1 << 20  # bytes of what is asked for


class Process:
    """As much of subprocess.Popen as tests use."""

    def __init__(self, text: str, arguments: list[str], environment: Mapping[str, str]) -> None:
        (out, its_out), (error, its_error), (told, its_told) = os.pipe(), os.pipe(), os.pipe()
        asked = {"text": text, "arguments": arguments, "environment": dict(environment)}
        socket.send_fds(_parent(), [json.dumps(asked).encode()], [its_out, its_error, its_told])
        for number in (its_out, its_error, its_told):
            os.close(number)
        self.stdout, self.stderr = os.fdopen(out, encoding="utf-8"), os.fdopen(error, encoding="utf-8")
        self.told = os.fdopen(told, "rb", buffering=0)
        self.pid = int(self.told.readline())
        self.returncode: int | None = None

    def wait(self, timeout: float | None = None) -> int:
        if self.returncode is None:
            if not select.select([self.told], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
            self.returncode = int(self.told.readline())
            self.told.close()
        return self.returncode

    def communicate(self, timeout: float) -> tuple[str, str]:
        """What it says until it ends; it is killed when that takes too long."""
        watch = Timer(timeout, self.kill)
        watch.start()
        with ThreadPoolExecutor(1) as beside, self.stdout, self.stderr:
            error = beside.submit(self.stderr.read)
            said = self.stdout.read(), error.result()
        watch.cancel()
        self.wait(timeout)
        return said

    def send_signal(self, number: int) -> None:
        if self.returncode is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


@cache
def _parent() -> socket.socket:
    """The way to the process that forks; it ends with this one."""
    here, there = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    folder = TemporaryDirectory()
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": SETTINGS, "VAR": folder.name, "DEMONSTRATION": "1"}
    serve = f"from tests.preloaded import serve; serve({there.fileno()})"
    process = subprocess.Popen([sys.executable, "-c", serve], env=environment, cwd=ROOT, pass_fds=[there.fileno()])
    there.close()

    @atexit.register
    def end() -> None:
        here.close()
        process.wait()
        folder.cleanup()

    return here


# --- the process that forks
def serve(number: int) -> None:
    """Fork whatever is asked for; only the forked come back from here, and end as any process does."""
    import django

    django.setup()
    from lianzhang.cli import rooms_commands

    rooms_commands()
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 5, 5)  # else a fifth of the time of migrating goes into looking for garbage
    link = socket.socket(fileno=number)
    while True:
        content, files, *_ = socket.recv_fds(link, LONGEST, 3)
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        if not content:
            os._exit(0)
        if not os.fork():
            link.close()
            return _watched(json.loads(content), *files)
        for each in files:
            os.close(each)


def _watched(asked: dict[str, str], out: int, error: int, told: int) -> None:
    """Tell the number of the process that does what is asked, and how it ended."""
    child = os.fork()
    if not child:
        os.close(told)
        for number, file in enumerate((os.open(os.devnull, os.O_RDONLY), out, error)):
            os.dup2(file, number)
            os.close(file)
        return _do(**asked)  # type: ignore[arg-type]
    os.close(out)
    os.close(error)
    os.write(told, f"{child}\n".encode())
    ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    os.write(told, f"{ended}\n".encode())
    os._exit(0)


def _do(text: str, arguments: list[str], environment: dict[str, str]) -> None:
    """Settings and database are those of the environment, as if they had never been read before."""
    from django.conf import settings
    from django.db import connections

    os.environ.clear()
    os.environ.update(environment)
    sys.argv = arguments
    for name, value in vars(reload(sys.modules[SETTINGS])).items():
        if name.isupper():
            setattr(settings, name, value)
    connections.__dict__.pop("settings", None)
    connections.__init__()  # type: ignore[misc]
    exec(compile(text, "<asked>", "exec"), {"__name__": "__main__"})
