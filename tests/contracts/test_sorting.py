"""Lists sort by the columns they declare, both ways, and what leaves the house stands in the same order."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.test import Client

FIGURES = "/observations/"  # the fictitious city reports none: the published ones of a real plan stand there
DAY = "at=2023-12-31"
# A list, the columns it declares, and where the export shows one by the very value it is sorted by: its heading.
LISTS: dict[str, dict[str, str]] = {
    "/firms/": {"name": "企业名称", "place": "", "output": "产值（万元）", "state": ""},
    "/statements/": {
        "firm": "企业",
        "period": "",
        "state": "",
        "region": "区域",
        "output": "产值（万元）",
        "revenue": "营业收入（万元）",
        "profit": "利润总额（万元）",
        "staff": "从业人员（人）",
    },
    "/honours/": {"holder": "", "kind": "", "granted": "认定日期", "expires": "有效期至"},
    FIGURES: {"subject": "", "state": "", "period": "", "relation": "", "source": "来源标题"},
    "/chains/": {
        "leaders": "",
        "met": "",
        "output": "",
        "problems": "",
        "projects": "",
        "firms": "",
        "supply": "近地配套率（%）",
        "marks": "",
        "moved": "比上季度末有变化的目标（项）",
    },
    "/plan/": {"name": "目标或任务", "state": "", "day": "日期", "owners": "责任单位", "counting": "计入的记录（条）"},
}


@pytest.fixture
def office(
    request: pytest.FixtureRequest, path: str, signed_in: Callable[[str], Client], account: Callable[..., Any]
) -> Client:
    if path == FIGURES:
        request.getfixturevalue("xiangyang")
    else:
        account("office", request.getfixturevalue("sample_town"))
    return signed_in("office")


def heads(client: Client, address: str) -> dict[str, str]:
    """By code of a sortable column what its heading says of the order."""
    page = client.get(address)
    assert page.status_code == 200, address
    made = re.findall(
        r'<th scope="col"[^>]*?(?: aria-sort="(\w+)")?><a href="\?[^"]*?order=-?(\w+)"', page.content.decode()
    )
    cleared = re.findall(r'aria-sort="(\w+)"', page.content.decode())
    return {code: way for way, code in made} | {"": cleared[0] if cleared else ""}


def column(client: Client, address: str, heading: str) -> list[Any]:
    content = b"".join(client.get(address))  # type: ignore[arg-type]
    head, *rows = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True)
    return [row[head.index(heading)] for row in rows]


@pytest.mark.django_db
@pytest.mark.parametrize("path", LISTS)
def test_every_declared_column_sorts_both_ways_and_the_export_follows(path: str, office: Client) -> None:
    declared = LISTS[path]
    assert heads(office, f"{path}?{DAY}").keys() - {""} == declared.keys()
    for code, heading in declared.items():
        for asked, word in ((code, "ascending"), (f"-{code}", "descending")):
            assert heads(office, f"{path}?{DAY}&order={asked}")[""] == word
            if heading:
                values = column(office, f"{path}export.xlsx?{DAY}&order={asked}", heading)
                told = [value for value in values if value is not None]
                assert told == sorted(told, reverse=asked != code), (path, asked)
                assert values[: len(told)] == told  # what says nothing stands last


@pytest.mark.django_db
@pytest.mark.parametrize("path", LISTS)
def test_what_is_not_declared_sorts_nothing(path: str, office: Client) -> None:
    assert heads(office, f"{path}?{DAY}&order=password") == heads(office, f"{path}?{DAY}")
