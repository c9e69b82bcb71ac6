"""Balances of banks as a sheet: reported by the act, and checked by another than those who sent it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from lianzhang.policies.models import LoanBalance
from lianzhang.work.api import StepRefused
from tests.exchange.uploads import desk, sheet_of

from .lending_world import Q4, LendingCity

pytestmark = pytest.mark.django_db
SHEET = "loan_balances"


@pytest.fixture
def city(settings: Settings, tmp_path: Path) -> LendingCity:
    settings.VAR = tmp_path
    return LendingCity()


def told(bank: str = "甲行", **more: Any) -> dict[str, Any]:
    given = {"银行": bank, "季度": "2022Q4", "制造业中长期贷款余额（亿元）": "40", "各项贷款余额（亿元）": "200"}
    return given | {"来源": "金融统计月报"} | more


def test_balances_come_in_to_be_checked_by_another(city: LendingCity) -> None:
    clerk, office = desk(city, city.user_as("office_clerk")), desk(city)
    content = sheet_of(told(), told("bank-b", **{"各项贷款余额（亿元）": "0.03万亿元"}))
    batch = clerk.upload(content, register=SHEET)
    assert batch.counts == {"new": 2}, clerk.faults(batch)
    office.press(batch, "apply")  # the office lets in what the clerk sent
    assert batch.state == "applied", batch.refusal
    row, other = LoanBalance.objects.order_by("bank__code")
    assert (row.state, row.period_end, other.all_loans) == ("reported", Q4, Decimal(300))
    assert set(row.authors) == {clerk.user.pk, city.office.pk}
    with pytest.raises(StepRefused):
        city.step(row, "check", city.office)
    assert clerk.upload(content, register=SHEET).counts == {"same": 2}
    city.step(row, "check", city.bureau)
    batch = office.upload(sheet_of(told(**{"制造业中长期贷款余额（亿元）": "50"})), register=SHEET)
    assert batch.counts == {"changed": 1}
    office.press(batch, "apply")
    row.refresh_from_db()
    assert (row.state, row.long_term) == ("reported", Decimal(50))


@pytest.mark.parametrize(
    ("more", "column", "words"),
    [
        ({"银行": "没有的银行"}, "银行", "您能看到的没有"),
        ({"季度": "2022"}, "季度", "2023Q4"),
        ({"季度": "2099Q4"}, "季度", "还没有结束"),
        ({"制造业中长期贷款余额（亿元）": "4000"}, "制造业中长期贷款余额（亿元）", "不会更多"),
        ({"来源": ""}, "来源", "不能为空"),
    ],
)
def test_one_wrong_cell_is_told_and_nothing_is_written(
    city: LendingCity, more: dict[str, str], column: str, words: str
) -> None:
    office = desk(city)
    batch = office.upload(sheet_of(told("乙行"), told() | more), register=SHEET)
    ((line, where, message),) = office.faults(batch)
    assert (line, where) == (3, column)
    assert words in message
    office.press(batch, "apply")
    assert not LoanBalance.objects.exists()


def test_a_leap_between_two_rows_of_one_sheet_is_asked_for(city: LendingCity) -> None:
    office = desk(city)
    rows = [told(季度="2022Q3"), told(**{"制造业中长期贷款余额（亿元）": "90"})]
    batch = office.upload(sheet_of(*rows), register=SHEET)
    assert [(line, column) for line, column, _ in office.faults(batch)] == [(3, "变化大的原因")]


def test_a_bank_and_a_unit_send_no_sheet(city: LendingCity) -> None:
    for user in (city.banker, city.bureau):
        assert desk(city, user).send(sheet_of(told()), register=SHEET).status_code == 403
