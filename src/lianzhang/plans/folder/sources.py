"""Where the tables of a plan are written: a folder of files here; a workbook and what was kept of a load elsewhere."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from lianzhang.kernel.sheets import Problem, Table, nearest, read_csv
from lianzhang.kernel.sheets.reading import BYTES_ALLOWED, read_cells

from .tables import TABLES, PlanTable
from .toml_lines import Lines, lines_of

__all__ = ["PLAN_FILE", "Content", "FolderSource", "KeptSource", "PlanSource", "Sections"]

PLAN_FILE = "plan.toml"
# What a plan says, as texts: `sections` by section and key, `tables` by table, row and column (PlanFolder.content).
Content = Mapping[str, Any]
FILES = (PLAN_FILE, *(table.file for table in TABLES))


@dataclass(frozen=True)
class Sections:
    """What plan.toml holds by section and key, and on which line each stands. `content` is None: it is not there."""

    content: Mapping[str, Any] | None = None
    lines: Lines = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


class PlanSource(Protocol):
    """A plan as somebody wrote it, before its rows are taken together and checked."""

    @property
    def name(self) -> str:
        """What the plan's id must be; "" where nothing but the plan itself says it."""

    def strange(self) -> Iterator[Problem]:
        """What lies there and is no part of a plan."""

    def sections(self) -> Sections: ...

    def table(self, table: PlanTable) -> Table | None:
        """Its rows and what is wrong with them; None: it is not there."""


class FolderSource:
    """A folder of CSV files and one in TOML, each read once. Raises NotADirectoryError where there is none."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        if not self.path.is_dir():
            raise NotADirectoryError(self.path)

    @property
    def name(self) -> str:
        return self.path.name

    def strange(self) -> Iterator[Problem]:
        for file in sorted(self.path.iterdir()):
            known = file.name in FILES or file.name.startswith((".", "~"))
            if not known and file.suffix.lower() in (".csv", ".toml"):
                name = "".join(letter if letter.isprintable() else "�" for letter in file.name)
                yield Problem(name, None, "", f"没有这张表；{nearest(name, FILES)}")

    def sections(self) -> Sections:
        source = self._bytes(PLAN_FILE)
        return _sections(source) if isinstance(source, bytes) else Sections(problems=(source,) if source else ())

    def table(self, table: PlanTable) -> Table | None:
        source = self._bytes(table.file)
        if isinstance(source, Problem):
            return Table(problems=[source])
        return None if source is None else read_csv(source, table.sheet, table.file)

    def _bytes(self, name: str) -> bytes | Problem | None:
        """Links out of the folder and what is no plain file are refused."""
        file = self.path / name
        if not file.is_symlink() and not file.exists():
            return None
        if reason := self._refusal(file):
            return Problem(name, None, "", reason)
        try:
            return file.read_bytes()
        except OSError as error:
            return Problem(name, None, "", f"读不出来（{error.strerror}）；请检查文件权限")

    def _refusal(self, file: Path) -> str:
        try:
            resolved = file.resolve(strict=True)
        except (OSError, RuntimeError):
            return "是断开的链接；请换成文件本身"
        if not resolved.is_relative_to(self.path):
            return "链接到了方案文件夹之外；请换成文件本身"
        if not resolved.is_file():
            return "不是文件；请换成同名的文件"
        if resolved.stat().st_size > BYTES_ALLOWED:
            return f"文件超过{BYTES_ALLOWED // 1024 // 1024}MB；请拆分后再用"
        return ""


def _sections(source: bytes) -> Sections:
    try:
        text = source.decode("utf-8-sig")
        return Sections(tomllib.loads(text), lines_of(text))
    except UnicodeDecodeError as error:
        row: int | None = source[: error.start].count(b"\n") + 1
        message = "不是UTF-8编码；请另存为UTF-8"
    except (ValueError, RecursionError) as error:
        place = re.search(r"line (\d+)", str(error))
        row = int(place[1]) if place else None
        message = "写法有误；文字要加英文引号，日期和数字不加"
    return Sections(problems=(Problem(PLAN_FILE, row, "", message),))


class KeptSource:
    """What was kept of a plan when it was loaded, or is proposed for it."""

    name = ""

    def __init__(self, content: Content) -> None:
        self.content = content

    def strange(self) -> Iterator[Problem]:
        return iter(())

    def sections(self) -> Sections:
        return Sections(self.content["sections"])

    def table(self, table: PlanTable) -> Table | None:
        rows = self.content["tables"].get(table.name)
        if rows is None:
            return None
        heads = [column.key for column in table.sheet.columns]
        return read_cells([heads, *([row.get(key, "") for key in heads] for row in rows)], table.sheet, table.file)
