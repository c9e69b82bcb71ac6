"""What was tried against projects: a code that is none, words meant for officials, an oracle of first reports."""

from __future__ import annotations

import io
from contextlib import nullcontext
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from openpyxl import load_workbook

from lianzhang.kernel.measures import read_year
from lianzhang.projects.exports import projects_workbook
from lianzhang.projects.figure_actions import report_month
from lianzhang.projects.first_report import holder_of
from lianzhang.projects.models import Claim, Project

from .world import ProjectCity, fresh

pytestmark = pytest.mark.django_db


def _cells(workbook: bytes) -> list[tuple[object, ...]]:
    return list(load_workbook(io.BytesIO(workbook)).worksheets[0].iter_rows(values_only=True))


@pytest.fixture
def city() -> ProjectCity:
    return ProjectCity()


@pytest.mark.parametrize("code", ["-", "——", " ", "（）"])
def test_a_dash_for_a_code_holds_no_other_investor(city: ProjectCity, code: str) -> None:
    assert isinstance(city.reported(city.east, uscc=code, region=city.districts[0]), Project)
    other = city.reported(city.west, investor="另一家投资方", region=city.districts[1])
    assert isinstance(other, Project)
    assert holder_of(city.region.pk, "", "") is None
    assert holder_of(city.region.pk, "", code) is None


def test_the_same_investor_written_otherwise_renews_no_protection(city: ProjectCity) -> None:
    row = city.lead()
    Project.objects.filter(pk=row.pk).update(protected_until=date(2099, 1, 1))
    city.amend(row, city.promoter, investor=f"{row.investor}。")
    row.refresh_from_db()
    assert row.protected_until == date(2099, 1, 1)


def test_what_is_wrong_besides_is_told_before_who_holds_an_investor(city: ProjectCity) -> None:
    city.lead(city.east, investor="示例远山能源公司", region=city.districts[0])
    row = city.lead(city.west, investor="另一家投资方", region=city.districts[1])
    told = []
    for investor in ("示例远山能源公司", "没有人报过的公司"):
        with pytest.raises(ValidationError) as refused:
            city.amend(row, city.west, investor=investor, arrived=Decimal(1))
        told.append(refused.value.message_dict)
    assert told[0] == told[1]


def test_names_tried_one_after_the_other_are_told_to_the_office_each_once(city: ProjectCity) -> None:
    held = city.lead(city.east, investor="示例远山能源公司", region=city.districts[0])
    row = city.lead(city.west, investor="另一家投资方", region=city.districts[1])
    for _ in range(3):
        assert isinstance(city.amend(row, city.west, investor="示例远山能源公司"), Claim)
        assert isinstance(city.reported(city.west, investor="示例远山能源公司"), Claim)
    row.refresh_from_db()
    assert row.investor == "另一家投资方"
    assert (Claim.objects.get().project, Claim.objects.get().unit) == (held, row.unit)
    city.reported(city.west, investor="示例远山能源公司", text="又谈了一次")
    assert Claim.objects.count() == 2, "what says something else is kept"


def test_a_firm_reads_no_reason_of_officials_in_its_list(city: ProjectCity) -> None:
    row = city.upgraded()
    Project.objects.filter(pk=row.pk).update(reason="内部的话")
    inside, outside = (projects_workbook(Project.objects.all(), outside=each) for each in (False, True))
    assert "内部的话" in str(_cells(inside))
    assert "内部的话" not in str(_cells(outside))
    client = Client()
    client.force_login(city.firm_account)
    assert "内部的话" not in str(_cells(b"".join(client.get("/projects/export.xlsx"))))


@pytest.mark.parametrize("text", ["020009", "99999", "-2023", "²023", "1899", "2201", ""])
def test_a_year_that_is_none_is_that_of_the_day_looked_from(text: str) -> None:
    assert read_year(text, date(2023, 5, 1)).start == date(2023, 1, 1)
    assert read_year("2022", date(2023, 5, 1)).start + timedelta(days=364) == date(2022, 12, 31)


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "1899-12-31"])
def test_a_day_far_from_any_calendar_is_refused_and_lists_go_on(city: ProjectCity, day: str) -> None:
    row = city.upgraded()
    client = Client()
    client.force_login(city.office)
    page = client.post(f"/projects/{row.pk}/amend/", {"version": row.version, "planned_completion": day})
    assert f"没有{int(day[:4])}年的事" in page.text
    assert client.get("/projects/").status_code == 200


def test_naming_another_unit_tells_no_number_of_its_report(city: ProjectCity) -> None:
    first = city.lead(city.east, investor="示例远山能源公司", region=city.districts[0])
    stranger = city.user_as("chain_team", chains=city.chains[1:])
    with pytest.raises(ValidationError) as refused:
        city.reported(stranger, unit=city.districts[0], chain=city.chains[1])
    assert first.number not in str(refused.value)


def test_a_second_report_with_impossible_amounts_is_refused_like_a_first(city: ProjectCity) -> None:
    city.lead(city.east, investor="示例远山能源公司", region=city.districts[0])
    with pytest.raises(ValidationError):
        city.reported(city.west, planned=Decimal(-5), region=city.districts[1])


def test_months_that_come_to_more_than_a_column_holds_are_refused_in_words(city: ProjectCity) -> None:
    row = city.upgraded(filed_on=date(2023, 3, 1))
    for month in (date(2023, 4, 1), date(2023, 5, 1)):
        row.refresh_from_db()
        told = {"planned": None, "done": Decimal(900_000_000_000), "reason": "试"}
        refused = pytest.raises(ValidationError, match="请核对") if month.month == 5 else nullcontext()
        with refused:
            report_month(row=row, version=row.version, month=month, by=fresh(city.bureau_account), **told)
    row.refresh_from_db()
    assert row.done == 900_000_000_000
