"""Opens a table that comes from outside, in a child process; its rows come as a stream."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from lianzhang.kernel.archives import DAMAGED, SWOLLEN, UNSAFE
from lianzhang.kernel.guarded import Ended, Limits, Reader

from . import archive, child, refusals

__all__ = ["ENDINGS", "USUAL", "FileRefused", "Limits", "Opened", "check_file", "opened"]

ENDINGS = ("xlsx", "xls", "et", "csv")
AGAIN = "请用表格软件打开后另存为 .xlsx，再传"
REFUSALS = {
    SWOLLEN: "工作簿解开后过大；请删去无关的表、图片和空行空列后再传",
    DAMAGED: f"工作簿已损坏，读不出来；{AGAIN}",
    UNSAFE: f"工作簿里有表格软件不会写的内容；{AGAIN}",
    refusals.ENCRYPTED: "文件加了密码；请去掉密码后再传",
    refusals.MACROS: "工作簿里有宏；请另存为不含宏的 .xlsx 后再传",
    refusals.NOT_A_WORKBOOK: f"内容不是这种格式的工作簿；{AGAIN}，不要只改后缀",
    refusals.EMPTY: "工作簿里没有数据；请按模板填写",
    refusals.TOO_WIDE: f"表的列超过{child.COLUMNS_ALLOWED}列；请删去右边多余的列后再传",
    refusals.TOO_LONG: f"表的行超过{child.ROWS_ALLOWED:,}行（空行也算）；请删去多余的空行，或拆分后再传",
    refusals.CRAMMED: f"文字太多（一行最多{child.ROW_LONGEST:,}字）；请删去不用导入的长文，或拆分后再传",
    refusals.MERGED: f"合并的单元格超过{child.MERGED_ALLOWED:,}处；请取消合并，每格各填一遍后再传",
    refusals.PERCENTAGES: f"百分比格式的单元格超过{archive.PERCENTAGES_ALLOWED:,}个；"
    "请把没有用的整列改为“常规”，或拆分后再传",
    refusals.NULS: "有空字节，不是文本表格；请另存为 .xlsx 后再传",
    refusals.ENCODING: "文字编码既不是UTF-8，也不是GB18030；请另存为 .xlsx 后再传",
    refusals.QUOTES: "引号没有成对，或单元格太长；请检查这一行的英文双引号",
}
ENDED = f"文件读到一半用完了允许的内存或时间，没有读完；请删去无关的表、格式和空行空列，{AGAIN}"


class FileRefused(Exception):
    """The file as a whole is not read; the text says why and what to do."""

    def __init__(self, message: str, row: int | None = None) -> None:
        super().__init__(message)
        self.row = row


USUAL = Limits()


@dataclass
class Opened:
    """A table as it lies in the file. Rows and columns count from 0; a day stands in a list of one.

    `marks` tell what stands at a place beside its value; `old`: of this format only values can be read.
    """

    rows: Iterator[list[Any]]
    marks: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[Any] = field(default_factory=list)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: list[Any] = field(default_factory=list)
    old: bool = False


@contextmanager
def opened(content: bytes, name: str, sheet: str, limits: Limits = USUAL) -> Iterator[Opened]:
    """The table in `content`: of a workbook the worksheet `sheet`, else the first. Raises FileRefused, also while
    the rows are read."""
    check_file(content, name, limits)
    with Reader(child.__name__, [_ending(name), sheet], content, limits) as reader:
        yield _opened(reader)


def check_file(content: bytes, name: str, limits: Limits = USUAL) -> None:
    """Refuse at once what need not be read to be refused. Raises FileRefused."""
    ending = _ending(name)
    if ending not in ENDINGS:
        raise FileRefused("只能导入 .xlsx、.xls、.et 或 .csv 文件；请下载模板，填好后上传")
    if len(content) > limits.size:
        raise FileRefused(f"文件超过{limits.size // 1024 // 1024}MB；请拆分后再传")
    if not content:
        raise FileRefused("文件是空的；请按模板填写后再传")
    packed, compound = content.startswith(b"PK\x03\x04"), content.startswith(child.OLE)
    if ending == "csv" and (packed or compound):
        raise FileRefused("这是工作簿，不是CSV；请把文件名的后缀改回 .xlsx 或 .xls，再传")
    if ending != "csv" and not (packed or compound):
        raise FileRefused(REFUSALS[refusals.NOT_A_WORKBOOK])


def _ending(name: str) -> str:
    return PurePosixPath(name).suffix.lower().removeprefix(".")


def _message(reader: Reader) -> Any:
    """What the child tells next. Raises FileRefused where it refuses the file, or died."""
    try:
        message = reader.message()
    except Ended as ended:
        raise FileRefused(ENDED if ended.code != 1 else REFUSALS[DAMAGED]) from ended
    if isinstance(message, dict) and "refused" in message:
        raise FileRefused(REFUSALS[message["refused"]], message["row"])
    return message


def _opened(reader: Reader) -> Opened:
    head = _message(reader)
    return Opened(
        _rows(reader, head.get("first_column", 0)),
        {(row, column): what for row, column, what in head.get("marks", ())},
        head.get("merged", []),
        frozenset(head.get("hidden_rows", ())),
        head.get("hidden_columns", []),
        head.get("old", False),
    )


def _rows(reader: Reader, first_column: int) -> Iterator[list[Any]]:
    margin = [""] * first_column
    while isinstance(some := _message(reader), list):
        yield from (margin + row for row in some) if margin else some
