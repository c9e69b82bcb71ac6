"""Opens a table that comes from outside, in a child process; its rows come as a stream."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import PurePosixPath
from typing import Any

from lianzhang.kernel.archives import DAMAGED, SWOLLEN, UNSAFE
from lianzhang.kernel.guarded import Ended, Limits, Reader

from . import child, choosing, every_child, refusals
from .choosing import Wanted
from .compound import OLE
from .marks import ERROR, ROWS_ALLOWED, Marks

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
    refusals.HIDDEN: "看得见的工作表里没有数据；隐藏的工作表{names}不读，要导入的请取消隐藏后再传",
    refusals.GONE: "没有看得见的工作表{names}；请重新上传，另选一张",
    refusals.SHEETS: f"工作表超过{choosing.SHEETS_ALLOWED}张，或名称重复、过长、有看不见的字符；请只留一张再传",
    refusals.TOO_WIDE: f"表的列超过{child.COLUMNS_ALLOWED}列；请删去右边多余的列后再传",
    refusals.TOO_LONG: f"表的行超过{ROWS_ALLOWED:,}行（空行也算）；请删去多余的空行，或拆分后再传",
    refusals.CRAMMED: f"文字太多（一行最多{child.ROW_LONGEST:,}字）；请删去不用导入的长文，或拆分后再传",
    refusals.MERGED: f"合并的单元格超过{child.MERGED_ALLOWED:,}处；请取消合并，每格各填一遍后再传",
    refusals.SCATTERED: "公式、错误值和百分比、日期格式的单元格太多太散；请把没有用的列删去后再传",
    refusals.NULS: "有空字节，不是文本表格；请另存为 .xlsx 后再传",
    refusals.ENCODING: "文字编码既不是UTF-8，也不是GB18030；请另存为 .xlsx 后再传",
    refusals.QUOTES: "引号没有成对，或单元格太长；请检查这一行的英文双引号",
}
ENDED = f"文件读到一半用完了允许的内存或时间，没有读完；请删去无关的表、格式和空行空列，{AGAIN}"


ONLY_VALUES = "CSV文件里只有值，看不出公式、百分比格式和隐藏、筛选的行列；请在表格软件里核对过再导入。"
OURS = {"填写说明", "选项", "问题"}  # worksheets of templates and of marked uploads, never to be read


class FileRefused(Exception):
    """The file as a whole is not read; the text says why and what to do."""

    def __init__(self, message: str, row: int | None = None) -> None:
        super().__init__(message)
        self.row = row


class SheetAsked(FileRefused):
    """Several worksheets may be meant: nothing is read until somebody chooses one of `sheets`."""

    def __init__(self, sheets: list[SheetSeen]) -> None:
        self.sheets = sheets
        asked = "、".join(f"“{each.name}”{each.rows}行" for each in sheets if each.state == choosing.ASKED)
        super().__init__(f"有几张工作表都可能是要导入的（{asked}），还没有读；请选一张，或只留一张后再传")


@dataclass(frozen=True)
class SheetSeen:
    """A worksheet and what becomes of it (choosing.py); `rows` is None where nobody looked into it."""

    name: str
    state: str
    rows: int | None = None

    @property
    def is_read(self) -> bool:
        return self.state == choosing.READ

    @property
    def readable(self) -> bool:
        """Whether somebody may choose it instead."""
        return self.state == choosing.ASKED or (self.state == choosing.PASSED and self.name not in OURS)

    @property
    def why(self) -> str:
        """Why it is not read; nothing where it is, or may be."""
        if self.state == choosing.PASSED:
            return "未选" if self.rows is None else "没有要的列名"
        return {choosing.HIDDEN_SHEET: "隐藏", choosing.BLANK: "空白"}.get(self.state, "")


def choosable(sheets: Iterable[SheetSeen]) -> list[SheetSeen]:
    """Worksheets that may be read instead of the one that is, those with the headings first."""
    return sorted((each for each in sheets if each.readable), key=lambda each: each.state != choosing.ASKED)


USUAL = Limits()


@dataclass
class Opened:
    """A table as it lies in the file. Rows and columns count from 0; a day stands in a list of one.

    `marks` tell what stands at a place beside its value (marks.py): FORMULA, ERROR, PERCENT; of a date, what its
    format shows of it: MONTH (year and month), YEAR, TIME, YEARLESS (month and day, or a month), nothing for a whole
    day; of a number, whether its format shows less of its digits (SCALED), nothing (BLANKED), or a UNIT behind it.
    Texts of errors are marked as their rows are read. `sheets` are all worksheets of a workbook, `sheet` the one that
    is read; `notes` say in words what a reader must know of that, and what the format cannot show.
    """

    rows: Iterator[list[Any]]
    marks: Marks = field(default_factory=Marks)
    merged: list[Any] = field(default_factory=list)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: list[Any] = field(default_factory=list)
    sheets: list[SheetSeen] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def sheet(self) -> str:
        return next((each.name for each in self.sheets if each.is_read), "")


@contextmanager
def opened(content: bytes, name: str, wanted: Wanted, limits: Limits = USUAL) -> Iterator[Opened]:
    """The table in `content`: of a workbook the worksheet that is `wanted`. Raises FileRefused, also while the rows
    are read, and SheetAsked where nobody can tell which worksheet is meant."""
    check_file(content, name, limits)
    arguments = [_ending(name), wanted.name, wanted.chosen, json.dumps(list(wanted.headings))]
    with Reader(child.__name__, arguments, content, limits) as reader:
        yield _opened(reader, _ending(name))


@dataclass(frozen=True)
class EverySheet:
    """A worksheet as it lies in the workbook, whole; rows, columns and `marks` as in Opened."""

    name: str
    rows: list[list[Any]]
    marks: Marks


def every_sheet(content: bytes, name: str, most_rows: int, limits: Limits = USUAL) -> list[EverySheet]:
    """All that is visible of an .xlsx, .xls or .et, in its order. Raises FileRefused."""
    check_file(content, name, limits)
    sheets = []
    with Reader(every_child.__name__, [], content, limits) as reader:
        _message(reader)  # the hidden ones
        while "sheet" in (head := _message(reader)):
            marks = Marks.heard(head["marks"])
            rows = list(islice(_rows(reader, head["first_column"], marks), most_rows + 1))
            if len(rows) > most_rows:
                raise FileRefused(f"工作表“{head['sheet']}”超过{most_rows:,}行（空行也算）；请删去多余的空行后再传")
            sheets.append(EverySheet(head["sheet"], rows, marks))
    return sheets


def check_file(content: bytes, name: str, limits: Limits = USUAL) -> None:
    """Refuse at once what need not be read to be refused. Raises FileRefused."""
    ending = _ending(name)
    if ending not in ENDINGS:
        raise FileRefused("只能导入 .xlsx、.xls、.et 或 .csv 文件；请下载模板，填好后上传")
    if len(content) > limits.size:
        raise FileRefused(f"文件超过{limits.size // 1024 // 1024}MB；请拆分后再传")
    if not content:
        raise FileRefused("文件是空的；请按模板填写后再传")
    packed, compound = content.startswith(b"PK\x03\x04"), content.startswith(OLE)
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
    if isinstance(message, dict) and "asked" in message:
        raise SheetAsked([SheetSeen(*each) for each in message["asked"]])
    if isinstance(message, dict) and "refused" in message:
        names = "".join(f"“{each}”" for each in message.get("names", ()))
        raise FileRefused(REFUSALS[message["refused"]].replace("{names}", names), message.get("row"))
    return message


def _opened(reader: Reader, ending: str) -> Opened:
    head = _message(reader)
    marks = Marks.heard(head.get("marks", []))
    sheets = [SheetSeen(*each) for each in head.get("sheets", ())]
    return Opened(
        _rows(reader, head.get("first_column", 0), marks),
        marks,
        head.get("merged", []),
        frozenset(head.get("hidden_rows", ())),
        head.get("hidden_columns", []),
        sheets,
        [ONLY_VALUES] if ending == "csv" else _unread(sheets),
    )


def _unread(sheets: list[SheetSeen]) -> list[str]:
    """Which worksheets were left, where there are others than those that come with a template."""
    others = [each for each in sheets if not each.is_read and each.name not in OURS]
    if not others:
        return []
    read = next(each.name for each in sheets if each.is_read)
    left = "、".join(f"“{each.name}”（{each.why}）" for each in others)
    return [f"读的是工作表“{read}”，没有读{left}。"]


def _mark_errors(marks: Marks, cells: list[list[int]]) -> None:
    try:
        for row, column in cells:
            marks.add(row, column, ERROR)
    except refusals.Refused as refused:
        raise FileRefused(REFUSALS[str(refused)]) from refused


def _rows(reader: Reader, first_column: int, marks: Marks) -> Iterator[list[Any]]:
    margin = [""] * first_column
    while True:
        message = _message(reader)
        if isinstance(message, list):
            yield from (margin + row for row in message) if margin else message
        elif "errors" in message:
            _mark_errors(marks, message["errors"])
        else:
            return
