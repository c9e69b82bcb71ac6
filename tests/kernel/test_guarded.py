"""Sheets of figures and papers are opened in a process of their own: the server's process takes none apart."""

from __future__ import annotations

import csv
import zipfile
from typing import Any
from xml.parsers import expat

import pytest
from django.core.exceptions import ValidationError

from lianzhang.kernel import guarded
from lianzhang.kernel.sheets import read_table
from lianzhang.records.attachments import checking
from lianzhang.records.attachments.checking import kind_of
from tests.kernel.test_uploads import SHEET, table
from tests.papers import docx

ROWS = table(["编码", "名称"], ["91X", "甲厂"])
CSV = "编码,名称\n91X,甲厂\n"
PAPER, OUTSIDE = docx(), docx(("../../x", b"x"))
SHEETS = [("名录.xlsx", ROWS), ("名录.csv", CSV.encode()), ("名录.csv", CSV.encode("gb18030"))]


@pytest.fixture
def no_reader_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> Any:
        raise AssertionError("read in the server's own process")

    monkeypatch.setattr(zipfile.ZipFile, "__init__", fail)
    monkeypatch.setattr(csv, "reader", fail)
    monkeypatch.setattr(expat, "ParserCreate", fail)


@pytest.mark.usefixtures("no_reader_here")
@pytest.mark.parametrize(("name", "content"), SHEETS)
def test_a_sheet_of_figures_is_read_elsewhere(name: str, content: bytes) -> None:
    read = read_table(content, SHEET, name)
    assert [row["name"] for row in read.rows] == ["甲厂"]
    assert not read.problems


@pytest.mark.usefixtures("no_reader_here")
def test_a_paper_is_looked_at_elsewhere() -> None:
    assert kind_of("a.docx", PAPER) == "docx"
    with pytest.raises(ValidationError, match="不会写的内容"):
        kind_of("a.docx", OUTSIDE)


@pytest.mark.parametrize("begin", ["import os; os._exit(9)", "while True: pass"])
def test_a_reader_that_dies_or_hangs_is_a_refusal(monkeypatch: pytest.MonkeyPatch, begin: str) -> None:
    monkeypatch.setattr(guarded, "BEGIN", begin)
    limits = guarded.Limits(seconds=0.5)
    monkeypatch.setattr(checking, "LIMITS", limits)
    assert "用完了允许的内存或时间" in read_table(ROWS, SHEET, "名录.xlsx", limits).problems[0].message
    with pytest.raises(ValidationError, match="过大"):
        kind_of("a.docx", PAPER)
