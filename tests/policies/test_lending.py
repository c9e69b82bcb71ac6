"""What banks report: attacked by a rival, a firm, an ended post, a second tab, another city; then how it goes."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from lianzhang.access.models import Assignment
from lianzhang.accounts.models import User
from lianzhang.plans.api import viewpoint
from lianzhang.policies.lending.desk import waiting
from lianzhang.policies.models import LoanBalance
from lianzhang.work.api import StepRefused

from .lending_world import Q4, LendingCity, fresh

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_alone]
LIST = "/lending/"
Q3 = date(2022, 9, 30)


@pytest.fixture
def city() -> LendingCity:
    return LendingCity()


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return client


def page(user: User, address: str = LIST) -> str:
    answer = client_of(user).get(address)
    assert answer.status_code == 200, address
    return "".join(answer.content.decode().split())


def typed(**more: Any) -> dict[str, Any]:
    return {"period": "2022Q4", "long_term": "40", "all_loans": "200", "source": "月报", "why": ""} | more


# --- attacked
def test_a_bank_reaches_its_own_alone_and_firms_nothing(city: LendingCity) -> None:
    row = city.report()
    for by in (city.banker, city.office, city.clerk, city.bureau, city.user_as("head_chief")):
        assert "甲行" in page(by)
        assert page(by, f"{LIST}{row.pk}/")
    for by in (city.rival_banker, city.other, city.user_as("bank")):
        assert "甲行" not in page(by)
        client = client_of(by)
        assert client.get(f"{LIST}{row.pk}/").status_code == 404
        assert client.get(f"{LIST}{row.pk}/change/").status_code in (403, 404)
        assert client.post(f"{LIST}{row.pk}/withdraw/", {"version": 1, "reason": "甲"}).status_code in (403, 404)
    firm = city.user_as("enterprise", organization=city.body(city.firm()))
    for by in (firm, city.user_as("expert"), city.user_as("district", region=city.districts[0])):
        assert client_of(by).get(LIST).status_code == 403
        assert client_of(by).get(f"{LIST}{row.pk}/").status_code == 403


def test_nobody_reports_for_another_bank_nor_without_one(city: LendingCity) -> None:
    for by in (city.rival_banker, city.user_as("bank"), city.bureau, city.other):
        with pytest.raises((PermissionDenied, StepRefused, ValidationError)):
            city.report(by=by)
    client = client_of(city.rival_banker)
    assert client.post(f"{LIST}new/", typed(bank="bank-a")).status_code == 302
    assert LoanBalance.objects.get().bank == city.banks[1]  # whose it is, the post says and not the form
    assert client_of(city.user_as("bank")).post(f"{LIST}new/", typed(bank="bank-a")).status_code in (403, 422)


def test_an_ended_post_and_another_city_reach_nothing(city: LendingCity) -> None:
    row = city.report()
    Assignment.objects.filter(user=city.banker).update(ends=timezone.localdate() - timedelta(days=1))
    assert client_of(city.banker).get(f"{LIST}{row.pk}/").status_code in (302, 403)
    with pytest.raises((PermissionDenied, StepRefused, ValidationError)):
        city.report(end=Q3)
    other = LendingCity()
    for by in (other.office, other.banker, other.bureau):
        assert client_of(by).get(f"{LIST}{row.pk}/").status_code == 404
    with pytest.raises((PermissionDenied, StepRefused, ValidationError)):
        city.step(row, "check", other.office)


def test_no_bank_checks_and_nobody_what_he_typed(city: LendingCity) -> None:
    row = city.report(by=city.office)
    for by in (city.office, city.banker, city.clerk, city.other):
        with pytest.raises((PermissionDenied, StepRefused, ValidationError)):
            city.step(row, "check", by)
    assert city.step(row, "check", city.bureau).state == "checked"


def test_a_second_tab_changes_nothing(city: LendingCity) -> None:
    row = city.report()
    city.changed(row, city.banker, long_term=Decimal(41))
    client = client_of(city.banker)
    answer = client.post(f"{LIST}{row.pk}/change/", typed(version=0, long_term="99"))
    assert answer.status_code == 409
    assert client_of(city.office).post(f"{LIST}{row.pk}/check/", {"version": 0}).status_code == 409
    row.refresh_from_db()
    assert (row.long_term, row.state) == (Decimal(41), "reported")


# --- what may be said
def test_what_cannot_be_is_refused_and_a_leap_explained(city: LendingCity) -> None:
    refused = [
        ({"long_term": Decimal(300)}, "long_term"),
        ({"long_term": Decimal(-1)}, "long_term"),
        ({"long_term": None, "all_loans": None}, "long_term"),
        ({"source": " "}, "source"),
        ({"end": date(2022, 12, 30)}, "period_end"),
        ({"end": date(2099, 12, 31)}, "period_end"),
    ]
    for said, field in refused:
        with pytest.raises(ValidationError) as told:
            city.report(**said)
        assert list(told.value.message_dict) == [field], said
    city.report(end=Q3, long_term=Decimal(20))
    with pytest.raises(ValidationError) as told:
        city.report()
    assert "变了一半以上" in told.value.message_dict["why"][0]
    row = city.report(why="并入村镇银行")
    with pytest.raises(ValidationError):
        city.report(why="再报一次")
    assert city.report(1, long_term=None).long_term is None
    assert city.step(row, "return", city.office, reason="口径不对").reason == "口径不对"


def test_a_bank_is_told_what_it_owes_and_what_came_back(city: LendingCity) -> None:
    def told(by: User) -> list[tuple[str, bool]]:
        desk = waiting(viewpoint(fresh(by), {"plan": city.plan.code}, timezone.localdate()))
        return [(each.link.title, each.urgent) for each in desk.rows] if desk else []

    ((title, _),) = told(city.banker)
    assert title.startswith("报")
    row = city.report()
    assert len(told(city.banker)) > 1
    assert told(city.banker)[0] == ("报2023年一季度末的贷款余额", True)
    assert ("银行报了贷款余额，请核对", False) in told(city.office)
    assert ("银行报了贷款余额，请核对", False) in told(city.bureau)
    assert told(city.other) == []
    city.step(row, "return", city.office, reason="口径不对")
    assert ("贷款余额被退回，请改", False) in told(city.banker)
    assert ("贷款余额被退回，请改", False) not in told(city.rival_banker)


def test_a_bank_reports_by_form_with_the_quarters_beside_it(city: LendingCity) -> None:
    city.report(end=Q3, long_term=Decimal(38))
    client = client_of(city.banker)
    shown = page(city.banker, f"{LIST}new/?period=2022Q4")
    assert [words for words in ("上季末", "制造业中长期38", "没有报过") if words not in shown] == []
    assert client.post(f"{LIST}new/", typed(long_term="400")).status_code == 422
    assert client.post(f"{LIST}new/", typed(period="去年")).status_code == 422
    assert client.post(f"{LIST}new/", typed()).status_code == 302
    row = LoanBalance.objects.get(period_end=Q4)
    assert client.post(f"{LIST}{row.pk}/change/", typed(version=row.version, all_loans="210")).status_code == 302
    row.refresh_from_db()
    assert client_of(city.office).post(f"{LIST}{row.pk}/check/", {"version": row.version}).status_code == 302
    assert "计入贷款增速" in page(city.banker, f"{LIST}{row.pk}/")


def test_the_page_says_how_lending_grew_who_counts_and_who_owes(city: LendingCity) -> None:
    assert "增速不清楚" in page(city.office)
    for number, now in enumerate((48, 40)):
        city.checked(number, date(2021, 12, 31))
        city.checked(number, long_term=Decimal(now))
    city.checked(2)
    shown = page(city.office)
    assert "多增10个百分点" in shown or "多增10.00个百分点" in shown
    assert [words for words in ("甲行、乙行", "只有一头有数", "还没有报的") if words not in shown] == []
    answer = client_of(city.office).get(f"{LIST}export.xlsx?bank=bank-a&period=2022Q4")
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content) if answer.streaming else answer.content)).active
    assert sheet is not None
    assert [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)] == ["甲行"]
