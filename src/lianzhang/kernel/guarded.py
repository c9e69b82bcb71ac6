"""Files from outside are read in a process of their own: whatever one does to its reader, only that process ends.

The module that reads has a `main` that calls `shut_in.run`; what it tells comes back as plain JSON."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import Any

__all__ = ["Ended", "Limits", "Reader", "answer"]

LINE_LONGEST = 64 * 1024 * 1024
# The parent's own code, wherever that lies: the isolated child would look for another.
CODE = str(Path(__file__).parents[2])
BEGIN = f"import sys; sys.path.insert(0, {CODE!r}); from {{module}} import main; main()"


@dataclass(frozen=True)
class Limits:
    """`size` of the file and `memory` of its reader in bytes; `seconds` until one that is still reading is killed."""

    size: int = 20 * 1024 * 1024
    seconds: float = 90
    memory: int = 1536 * 1024 * 1024


class Ended(Exception):
    """The process ended before it had told everything; `code` is 1 for an error of Python's."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Reader:
    """The process that runs `module` on `content` within limits; gone when this is left."""

    def __init__(self, module: str, arguments: list[str], content: bytes, limits: Limits) -> None:
        begin = BEGIN.replace("{module}", module)
        # It inherits neither the environment, where the secrets are, nor any open file.
        self.process = subprocess.Popen(  # noqa: S603 - ourselves
            [sys.executable, "-I", "-X", "utf8", "-c", begin, str(limits.memory), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            cwd="/",
        )
        self.output: Any = self.process.stdout
        self.watch = Timer(limits.seconds, self.process.kill)
        self.watch.daemon = True
        self.watch.start()
        # It may end before it has read everything; what it told, or did not, says why.
        given: Any = self.process.stdin
        with suppress(BrokenPipeError), given:
            given.write(content)

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_: object) -> None:
        self.watch.cancel()
        self.process.kill()
        self.output.close()
        self.process.wait()

    def message(self) -> Any:
        """The next line. Raises Ended where there is none, or half of one."""
        line = self.output.readline(LINE_LONGEST)
        if not line.endswith(b"\n"):
            raise Ended(self.process.wait())
        return json.loads(line)


def answer(module: str, arguments: list[str], content: bytes, limits: Limits) -> Any:
    """The one line that `module` tells of `content`. Raises Ended."""
    with Reader(module, arguments, content, limits) as reader:
        return reader.message()
