"""The inside of a process that reads one file from outside: little memory, little time, nothing to write to.

The content comes as input, lines of JSON go out. The process may be killed by what it reads; the parent (guarded.py)
tells that as a refusal. Nothing of Django is loaded here."""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Callable
from typing import Any

__all__ = ["OUT_OF_MEMORY", "run", "shut_in", "tell"]

SECONDS = 60  # of the processor
OUT_OF_MEMORY = 3  # exit code


def shut_in(memory: int) -> None:
    """From here on this process cannot grow beyond `memory` bytes, run on, write a file or open many."""
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        resource.setrlimit(what, (most, most))


def run(work: Callable[..., None]) -> None:
    """Do `work` on the content and the process's arguments; not a byte is read before it is shut in."""
    memory, *arguments = sys.argv[1:]
    shut_in(int(memory))
    try:
        work(sys.stdin.buffer.read(), *arguments)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)


def tell(line: Any, default: Callable[[Any], Any] | None = None) -> None:
    sys.stdout.write(json.dumps(line, ensure_ascii=False, default=default))
    sys.stdout.write("\n")
