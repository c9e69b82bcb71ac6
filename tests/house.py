"""A running house for the tests: `lianzhang up` as a process of its own, with an empty folder for its data."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from tests.migrated import FILE, copy_started

PATIENCE = 300  # seconds until it must answer


@dataclass(frozen=True)
class House:
    address: str
    passwords: dict[str, str]  # by account name
    process: subprocess.Popen[str]
    folder: Path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running_house(folder: Path, *, first: bool = False, **variables: str) -> Iterator[House]:
    """Start the house with its data in `folder`; stop it as Ctrl-C does. `first`: it finds nothing that was there."""
    if not first and "DATABASE_URL" not in variables and not (folder / FILE).exists():
        copy_started(folder)
    port = free_port()
    environment = os.environ | {"VAR": str(folder), "PORT": str(port), "DATABASE_URL": "", "SAMPLE": "none"} | variables
    with (folder / "log").open("w+", encoding="utf-8") as log:
        command = [str(Path(sys.executable).with_name("lianzhang")), "up"]
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, text=True)
        try:
            address = f"http://127.0.0.1:{port}"
            wait_until_answers(address, process, folder / "log")
            yield House(address, json.loads((folder / "demonstration.json").read_text()), process, folder)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=20)


def wait_until_answers(address: str, process: subprocess.Popen[str], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            urlopen(f"{address}/sign-in/", timeout=5).close()
        except OSError:  # refused, or no word in time: a busy machine
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"the house did not start:\n{log.read_text(encoding='utf-8')}")
