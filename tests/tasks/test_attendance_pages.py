"""Pages of who came: the list typed and typed again, names kept from most, and what came of topics."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from lianzhang.tasks.models import WorkRecord
from tests.problems.world import Clockwork

from .test_attendance import School
from .test_task_pages import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_alone]


@pytest.fixture
def city(monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path) -> School:
    Clockwork(monkeypatch).at("2023-10-09T10:00")
    settings.VAR = tmp_path
    return School()


def test_a_course_is_entered_its_list_pasted_and_mended(city: School) -> None:
    given = {"kind": "training", "topic": "tax", "title": "财税课", "date": "2023-10-09", "result": "讲了"}
    given |= {"chain": "chain-0", "source": "简报", "unit": f"organization:{city.bureau.pk}", "submit": "yes"}
    bureau = client_of(city.bureau_account)
    assert bureau.post("/work-records/new/", given).status_code == 302
    row = WorkRecord.objects.get(topic=city.topics[0])
    page = bureau.get(f"/work-records/{row.pk}/").text
    plain = client_of(city.bureau_account).get(f"/work-records/{city.record().pk}/").text
    assert ("没有到场名单" in plain, "记到场名单" in plain) == (False, False)
    assert ("没有到场名单" in page, f"/work-records/{row.pk}/attend/" in page) == (True, True)
    where = f"/work-records/{row.pk}/attend/"
    wrong = bureau.post(where, {"version": row.version, "lines": "东区纺织厂,总经理\n没有逗号的"})
    assert (wrong.status_code, "第2行" in wrong.text, "没有逗号的" in wrong.text) == (422, True, True)
    sheet = SimpleUploadedFile("名单.csv", "企业,姓名\n西区锻造厂,厂长\n".encode())
    sent = {"version": row.version, "lines": "东区纺织厂,总经理", "sheet": sheet}
    assert bureau.post(where, sent).status_code == 302
    late = bureau.post(where, {"version": row.version, "lines": ",别人"})
    assert (late.status_code, "别人" in late.text) == (409, True)
    assert "西区锻造厂,厂长" in bureau.get(where).text
    own = bureau.get(f"/work-records/{row.pk}/").text
    assert ("总经理" in own, "2人" in own) == (True, True)
    other = client_of(city.team).get(f"/work-records/{row.pk}/").text
    assert ("总经理" in other, "2人到场" in other) == (False, True)
    assert client_of(city.team).get(where).status_code == 403
    assert client_of(city.office).get(where).status_code == 403
    row.refresh_from_db()
    city.step(row, "confirm")
    assert bureau.get(where).status_code in (403, 409)


def test_topics_of_a_year_are_told_and_cost_no_more_with_more_courses(city: School) -> None:
    counts = []
    for number in range(2):
        for each in range(1 + 4 * number):
            city.course(confirm=True, lines="东区纺织厂,总经理\n,联络员", title=f"{number}{each}")
        for address in ("/work-records/measures/", "/work-records/"):
            with CaptureQueriesContext(connection) as caught:
                page = client_of(city.office).get(address)
            counts.append(len(caught))
    assert counts[:2] == counts[2:]
    page = client_of(city.office).get("/work-records/measures/").text
    assert all(said in page for said in ("办过6次", "不重复2人", "安全生产", "没有写企业"))
    for way in ("topic", "kind", "unit", "chain"):
        assert client_of(city.office).get("/work-records/measures/export.xlsx", {"by": way}).status_code == 200
    for role in ("bank", "expert", "enterprise"):
        assert client_of(city.user_as(role)).get("/work-records/measures/").status_code == 403
