"""Files that are uploaded as registers: what cannot be used is refused with what to do; what it harms is its reader."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianzhang.kernel import guarded
from lianzhang.kernel.archives import SWOLLEN, ArchiveRefused
from lianzhang.kernel.sheets.uploads import NOTES_SHOWN
from lianzhang.kernel.workbooks import FileRefused, Limits, Wanted, archive, child, marks, opening
from tests.kernel.test_uploads import GOOD, HEAD, SHEET, read, repack, table, workbook

OLD = Path(__file__).parent / "files" / "old.xls"  # BIFF8, as Excel 97 and WPS write it


def refused(content: bytes, name: str = "名录.xlsx") -> str:
    with pytest.raises(FileRefused) as told:
        read(content, name)
    return str(told.value)


def sheet_of(rows: str, after: str = "", shared: str = "") -> bytes:
    """A workbook whose sheet holds `rows` and `after` as XML, with other shared texts."""
    start = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    parts = {"xl/worksheets/sheet1.xml": f"{start}<sheetData>{rows}</sheetData>{after}</worksheet>"}
    if shared:
        start = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        parts["xl/sharedStrings.xml"] = f"{start}<si><t>{shared}</t></si></sst>"
    return repack(GOOD, lambda name, part: parts[name].encode() if name in parts else part)


def numbered(row: str, count: int) -> str:
    return "".join(row.format(n) for n in range(1, count + 1))


TEXT = '<row r="{0}"><c r="A{0}" t="s"><v>0</v></c></row>'
MERGED = "".join(f'<mergeCell ref="A{n}:B{n}"/>' for n in range(2, child.MERGED_ALLOWED + 3))
SWOLLEN_TABLES: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "commas in the headings": ("名录.csv", lambda: ("名称" + ",a" * 500 + "\n甲厂\n").encode(), "超过400列"),
    "commas in a row": ("名录.csv", lambda: ("名称\n甲厂" + ",a" * 500 + "\n").encode(), "超过400列"),
    "lines": ("名录.csv", lambda: "名称\n".encode() + b"\n" * marks.ROWS_ALLOWED, "超过1,048,576行"),
    "one long text": ("名录.csv", lambda: ("名称\n" + "a" * 20_001 + "\n").encode(), "文字太多"),
    "one text beyond a cell": ("名录.csv", lambda: ("名称\n" + "a" * 40_000 + "\n").encode(), "单元格太长"),
    "one text in many cells": ("名录.xlsx", lambda: sheet_of(numbered(TEXT, 9), shared="a" * 20_001), "文字太多"),
    "merged cells": (
        "名录.xlsx",
        lambda: sheet_of(numbered(TEXT, 2), f"<mergeCells>{MERGED}</mergeCells>", "名称"),
        "合并的单元格",
    ),
    "columns": (
        "名录.xlsx",
        lambda: sheet_of('<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>1</v></c></row>'),
        "超过400列",
    ),
}


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "名录.xlsx", "文件是空的"),
        (b"x" * 100, "名录.xlsx", "不要只改后缀"),
        (GOOD, "名录.csv", "这是工作簿"),
        (GOOD, "名录.docx", "只能导入"),
        (b"0" * (20 * 1024 * 1024 + 1), "名录.csv", "超过20MB"),
        (GOOD[: len(GOOD) // 2], "名录.xlsx", "已损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "名录.xls", "不是这种格式"),
        ("EncryptedPackage\0".encode("utf-16-le"), "名录.xlsx", "加了密码"),
        ("_VBA_PROJECT\0".encode("utf-16-le"), "名录.xls", "有宏"),
        (b"\xff\xff\xff,\xff", "名录.csv", "文字编码"),
        (b"\x89PNG\0\0", "名录.csv", "空字节"),
        ('编码,名称\n91X,"甲厂\n'.encode(), "名录.csv", "引号没有成对"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_what_to_do(content: bytes, name: str, words: str) -> None:
    if content.startswith((b"E\0", b"_\0")):
        content = child.OLE + content
    assert words in refused(content, name)


def test_macros_are_refused() -> None:
    assert "有宏" in refused(repack(GOOD, lambda _, part: part, {"xl/vbaProject.bin": b"x"}))


def test_a_zip_that_swells_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "UNPACKED_ALLOWED", 4 * 1024 * 1024)
    bomb = repack(GOOD, lambda _, part: part, {"xl/media/image1.png": b"0" * 5 * 1024 * 1024})
    assert len(bomb) < 64 * 1024
    with pytest.raises(ArchiveRefused, match=SWOLLEN):
        archive.check(bomb)


def test_a_cell_at_the_end_of_the_sheet_ends_the_child_and_not_the_house() -> None:
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    huge = repack(GOOD, lambda _, part: part.replace(b"</sheetData>", far))
    assert "用完了允许的内存或时间" in refused(huge)
    assert read(GOOD)[0][0]["name"] == "甲厂"


@pytest.mark.parametrize("what", SWOLLEN_TABLES)
def test_what_would_fill_the_house_is_refused_in_the_child(what: str) -> None:
    name, make, word = SWOLLEN_TABLES[what]
    assert word in refused(make(), name)


def test_what_was_passed_over_is_listed_up_to_a_limit_and_counted_beyond() -> None:
    totals = "编码,名称\n" + "合计,\n" * (NOTES_SHOWN + 1_234)
    rows, notes, _ = read(totals.encode(), "名录.csv")
    assert rows == []
    assert len(notes) == 1 + NOTES_SHOWN + 1
    assert notes[-1].startswith("还有1,234处也没有读")


@pytest.mark.parametrize(("content", "name"), [(None, "名录.xlsx"), ("名称\n甲厂\n".encode(), "名录.csv")])
def test_the_house_itself_reads_no_file(monkeypatch: pytest.MonkeyPatch, content: bytes | None, name: str) -> None:
    monkeypatch.setattr(guarded, "BEGIN", "raise SystemExit(9)")
    assert "没有读完" in refused(content or GOOD, name)


def test_the_child_reads_nothing_before_it_is_shut_in(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FileRefused), opening.opened(GOOD, "a.xlsx", Wanted(""), Limits(memory=1 << 20)):
        pass


def test_a_child_that_hangs_is_killed_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarded, "BEGIN", "while True: pass")
    with pytest.raises(FileRefused), opening.opened(GOOD, "a.xlsx", Wanted(""), Limits(seconds=0.3)):
        pass


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV])
def test_a_child_that_is_killed_is_a_refusal(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    start = subprocess.Popen

    def dying(*args: Any, **kwargs: Any) -> Any:
        process = start(*args, **kwargs)
        os.kill(process.pid, number)
        return process

    monkeypatch.setattr(guarded.subprocess, "Popen", dying)
    assert "没有读完" in refused(GOOD)


def test_the_child_gets_no_secret_and_can_write_nothing(tmp_path: Path) -> None:
    tried = (
        "import os, sys\n"
        f"sys.path.insert(0, {guarded.CODE!r})\n"
        "from lianzhang.kernel.shut_in import shut_in\n"
        "shut_in(1 << 30)\n"
        f"print(sorted(set(os.environ) - {{'LC_CTYPE'}}))\n"
        "try:\n"
        f"    open({str(tmp_path / 'out')!r}, 'w').write('x' * 10)\n"
        "except OSError as error:\n"
        "    print(type(error).__name__)\n"
    )
    done = subprocess.run([sys.executable, "-I", "-c", tried], env={}, capture_output=True, text=True, check=False)
    assert done.stdout.split("\n")[0] == "[]"
    assert not (tmp_path / "out").exists() or (tmp_path / "out").read_text() == ""


@pytest.mark.parametrize("ending", ["xls", "et"])
def test_the_older_format_and_that_of_wps_are_read(ending: str) -> None:
    rows, notes, told = read(OLD.read_bytes(), f"名录.{ending}")
    assert (rows[0]["name"], rows[0]["output"], rows[0]["day"]) == ("甲厂", Decimal("12.5"), date(2021, 7, 1))
    assert [(row, column) for row, column, _ in told] == [(3, "编码"), (4, "名称")]
    assert notes == []


def test_more_rows_than_allowed_are_refused_at_the_row() -> None:
    many = table(HEAD[:2], *(["9", f"{number}厂"] for number in range(SHEET.max_rows + 1)))
    with pytest.raises(FileRefused) as told:
        read(many)
    assert told.value.row == SHEET.max_rows + 2


def test_days_of_a_spreadsheet_are_days() -> None:
    def fill(page: Any, book: Any) -> None:
        page.write_row(0, 0, HEAD)
        page.write_string(1, 1, "甲厂")
        page.write_datetime(1, 4, datetime(2021, 7, 1), book.add_format({"num_format": "yyyy-mm-dd"}))

    assert read(workbook(fill))[0][0]["day"] == date(2021, 7, 1)


@given(st.binary(max_size=300))
def test_any_bytes_as_csv_give_rows_or_a_refusal(content: bytes) -> None:
    with suppress(FileRefused):
        rows, _, told = read(content, "名录.csv")
        assert told or all(row["name"] for row in rows)
