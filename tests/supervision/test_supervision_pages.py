"""Pages of supervision: from a missed target of nobody to a matter that ends, what is printed, who is told what."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from lianzhang.accounts.models import User
from lianzhang.supervision.models import State, SupervisionItem, SupervisionList

from .world import SupervisedCity

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_alone]


@pytest.fixture
def city(monkeypatch: pytest.MonkeyPatch) -> SupervisedCity:
    return SupervisedCity(monkeypatch)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def post(by: User, row: Any, name: str, **given: object) -> Any:
    answer = client_of(by).post(f"/supervision/{row.pk}/{name}/", {"version": row.version, **given})
    assert answer.status_code == 302, answer.text
    row.refresh_from_db()
    return row


def test_a_missed_target_of_nobody_becomes_a_matter_that_ends(city: SupervisedCity) -> None:
    office = client_of(city.office)
    page = office.get(f"/targets/{city.missed.code}/")
    assert f"/supervision/order/?subject=plans.Target%3A{city.missed.pk}" in page.text
    candidates = office.post("/supervision/new/", follow=True)
    assert "无人负责" in candidates.text
    draft = SupervisionList.objects.get()
    sent = {"subject": [f"plans.Target:{city.missed.pk}"]}
    assert office.post(f"/supervision/lists/{draft.pk}/collect/", sent).status_code == 302
    item = SupervisionItem.objects.get()
    told = {"lead": f"organization:{city.bureau.pk}", "asked": "报补救办法", "answer_by": "2023-11-20", "colour": "red"}
    post(city.office, item, "edit", **told)
    draft.refresh_from_db()
    assert office.post(f"/supervision/lists/{draft.pk}/issue/", {"version": draft.version}).status_code == 302
    item.refresh_from_db()
    post(city.bureau_account, item, "answer", answer="正在研究")
    post(city.office, item, "send-back", reason="没有写完成日期", until="2023-11-24")
    post(city.bureau_account, item, "answer", answer="十二月底补齐", paper="示局函〔2023〕9号")
    post(city.office, item, "accept", review="逐条回答了")
    post(city.office, item, "end", recognition="superior", basis="分管领导圈阅")
    assert (item.state, item.list.number) == (State.ENDED, "市链长办督〔2023〕1号")
    assert "已销号，上级认可" in office.get(f"/supervision/{item.pk}/").text


def test_what_is_printed_says_what_was_frozen(city: SupervisedCity) -> None:
    row = city.issue(city.draft())
    city.walk(row.items.get(kind="problem"), ("answer", "accept", "end"))
    paper = client_of(city.office).get(f"/supervision/lists/{row.pk}/print/").text
    told = (
        "关于2023年四季度第1期产业链督办事项的通知",
        "市链长办督〔2023〕1号",
        "超期2件",
        "一、红色2件。",
        "主要负责同志签字",
    )
    assert [each for each in told if each not in paper] == []
    assert "超过10天红" in paper
    unit = client_of(city.bureau_account).get(f"/supervision/lists/{row.pk}/print/").text
    assert "用地里有一条灌渠" in unit


def test_each_reads_its_own_part_of_a_list(city: SupervisedCity) -> None:
    row = city.draft()
    city.edit(row.items.get(kind="target"), lead=city.other)
    city.issue(row)
    page = client_of(city.other_account).get(f"/supervision/lists/{row.pk}/")
    assert [line.row.kind for line in page.context["lines"]] == ["target"]
    rows = client_of(city.other_account).get("/supervision/export.xlsx")
    sheet = load_workbook(BytesIO(b"".join(rows)))["督办"]
    assert sheet.max_row == 2
    for role in ("bank", "expert"):
        assert client_of(city.user_as(role)).get(f"/supervision/lists/{row.pk}/").status_code == 403
    assert client_of(city.firm_account).get("/supervision/").status_code == 403
    stranger = city.user_as("member_unit", organization=city.unit("别局")[0])
    assert client_of(stranger).get(f"/supervision/lists/{row.pk}/").status_code == 404


def test_what_was_typed_stays_where_two_change_one_matter(city: SupervisedCity) -> None:
    item = city.draft(f"problems.Problem:{city.late.pk}").items.get()
    city.edit(item)
    sent = {"version": 0, "lead": f"organization:{city.bureau.pk}", "asked": "另一句<i>话</i>", "colour": "red"}
    answer = client_of(city.office).post(f"/supervision/{item.pk}/edit/", sent | {"answer_by": "2023-11-21"})
    assert answer.status_code == 409
    assert "另一句&lt;i&gt;话&lt;/i&gt;" in answer.text


def test_an_order_is_written_where_a_problem_is_late_alone(city: SupervisedCity) -> None:
    office, subject = client_of(city.office), f"problems.Problem:{city.late.pk}"
    address = f"/supervision/order/?subject={subject}"
    assert "超期12个工作日" in office.get(address).text
    faulty = office.post("/supervision/order/", {"subject": subject, "asked": "", "colour": "red"})
    assert faulty.status_code == 422
    sent = {"subject": subject, "lead": f"organization:{city.bureau.pk}", "asked": "报日期", "colour": "red"}
    assert office.post("/supervision/order/", sent | {"answer_by": "2023-11-17"}).status_code == 302
    assert "已在督办" in office.get(f"/problems/{city.late.pk}/").text
    city.late.state = "solved"
    city.late.save()
    assert office.get(address).status_code == 404


def test_lists_ask_no_more_for_more_rows(city: SupervisedCity) -> None:
    city.issued()
    addresses = ("/supervision/", "/supervision/lists/", "/supervision/units/")
    client = client_of(city.office)
    for address in addresses:
        client.get(address)
        with CaptureQueriesContext(connection) as few:
            client.get(address)
        for number in range(3):
            old = SupervisionItem.objects.select_related("list").order_by("pk")[0]
            old.pk, old.subject, old.state = None, f"problems.Problem:{address}{number}", "ended"
            old.answered_at = old.reviewed_at = old.list.issued_at
            old.recognition = "firm"
            old.save()
        with CaptureQueriesContext(connection) as many:
            client.get(address)
        assert len(many) <= len(few), address
