"""Which worksheet of an upload goes into a register: asked where several may be meant, and said on the batch's page."""

from __future__ import annotations

import io
import re
from typing import Any

import openpyxl
import pytest

from lianzhang.enterprises.models import Enterprise
from lianzhang.exchange.models import BatchState
from tests.enterprises.world import uscc

from .test_firms import ONE, TWO
from .uploads import Desk, sheet_of

FIRST, SECOND = "试办一区机械有限公司", "试办二区机械有限公司"


def book_of(**sheets: list[dict[str, Any]]) -> bytes:
    """A workbook of these worksheets; the name of a hidden one begins with 隐藏."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in [list(rows[0]), *(list(each.values()) for each in rows)] if rows else []:
            page.append(row)
        if name.startswith("隐藏"):
            page.sheet_state = "hidden"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def firm(number: int, name: str) -> dict[str, Any]:
    return ONE | {"统一社会信用代码": uscc(number), "名称": name}


def two() -> bytes:
    first, second = [firm(7101, FIRST)], [firm(7102, SECOND), firm(7103, f"{SECOND}分厂")]
    return book_of(一区=first, 二区=second, 隐藏旧表=[TWO], 封面=[{"某市企业名录": "某办"}])


@pytest.mark.django_db
class TestAsked:
    def test_nothing_is_read_until_a_worksheet_is_chosen_and_then_that_alone(self, desk: Desk) -> None:
        batch = desk.upload(two())
        page = desk.page(batch)
        assert batch.state == BatchState.ASKED
        assert "有几张工作表都可能是要导入的，请选一张" in page
        assert re.findall('name="worksheet" value="(.*?)"', page) == ["一区", "二区", "封面"]
        desk.press(batch, "choose", worksheet="二区")
        assert batch.state == BatchState.CHECKED
        assert batch.counts == {"new": 2}
        page = desk.page(batch)
        assert "读的是“二区”，没有读“一区”（未选）、“隐藏旧表”（隐藏）、“封面”（未选）" in page
        desk.press(batch, "apply")
        assert batch.state == BatchState.APPLIED
        assert not Enterprise.objects.filter(name=FIRST).exists()
        assert Enterprise.objects.filter(name=SECOND).exists()

    @pytest.mark.parametrize("name", ["隐藏旧表", "没有", ""])
    def test_a_worksheet_that_is_not_offered_cannot_be_chosen(self, desk: Desk, name: str) -> None:
        batch = desk.upload(two())
        assert desk.press(batch, "choose", worksheet=name).status_code == 409
        assert batch.state == BatchState.ASKED

    def test_another_may_be_read_instead_while_nothing_is_written(self, desk: Desk) -> None:
        batch = desk.upload(two())
        desk.press(batch, "choose", worksheet="封面")
        assert "改读另一张工作表" in desk.page(batch)
        desk.press(batch, "choose", worksheet="一区")
        assert (batch.state, batch.counts) == (BatchState.CHECKED, {"new": 1})
        desk.press(batch, "apply")
        assert desk.press(batch, "choose", worksheet="二区").status_code == 409

    def test_the_same_file_again_asks_again(self, desk: Desk) -> None:
        content = two()
        batch = desk.upload(content)
        desk.press(batch, "choose", worksheet="一区")
        assert desk.upload(content) == batch
        batch.refresh_from_db()
        assert (batch.state, batch.worksheet) == (BatchState.ASKED, "")

    def test_the_faults_of_the_chosen_one_come_back_marked(self, desk: Desk) -> None:
        batch = desk.upload(book_of(一区=[firm(7101, FIRST)], 二区=[firm(7102, SECOND) | {"区域": "月亮"}]))
        desk.press(batch, "choose", worksheet="二区")
        assert batch.counts == {"fault": 1}
        answer = desk.press_marked(batch)
        assert SECOND in str(list(openpyxl.load_workbook(io.BytesIO(answer)).worksheets[0].values))


@pytest.mark.django_db
class TestTold:
    def test_a_hidden_first_worksheet_is_not_read_and_that_is_said(self, desk: Desk) -> None:
        batch = desk.upload(book_of(隐藏去年=[TWO], 今年=[ONE]))
        assert batch.counts == {"new": 1}
        assert "读的是工作表“今年”，没有读“隐藏去年”（隐藏）。" in desk.page(batch)

    def test_where_only_hidden_ones_hold_data_it_is_refused_in_words(self, desk: Desk) -> None:
        batch = desk.upload(book_of(隐藏去年=[TWO], 今年=[]))
        assert batch.state == BatchState.REFUSED
        assert "隐藏的工作表“隐藏去年”不读" in desk.page(batch)

    def test_the_only_worksheet_is_named(self, desk: Desk) -> None:
        assert "读的是“企业名录”" in desk.page(desk.upload(sheet_of(ONE)))
