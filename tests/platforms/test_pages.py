"""Pages of platforms: what they say, who finds the way to the closing act, what is exported."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from lianzhang.accounts.models import User
from lianzhang.kernel.desk import SearchQuery
from lianzhang.plans.api import Viewpoint
from lianzhang.platforms.models import Platform, PlatformFigure, PlatformReport
from lianzhang.platforms.owed import due_on, year_owed
from lianzhang.platforms.waiting import chain_part, due, search, state, waiting
from lianzhang.platforms.year import platform_year
from tests.acting import at_work

from .world import LAST, LONG_AGO, PlatformCity, fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> PlatformCity:
    return PlatformCity()


def page(by: User, where: str) -> str:
    answer = at_work(fresh(by)).get(where)
    assert answer.status_code == 200, (where, answer.status_code)
    return answer.content.decode()


def viewpoint(city: PlatformCity, by: User) -> Viewpoint:
    return Viewpoint(city=city.region, at=timezone.localdate(), plan=city.plan, user=fresh(by))


def lines(city: PlatformCity, by: User) -> list[str]:
    told: Any = waiting(viewpoint(city, by))
    return [f"{row.verb}：{row.link.title}" for row in told.rows] if told else []


def test_each_desk_is_told_what_it_should_do(city: PlatformCity) -> None:
    row = city.runs()
    city.enters(name="等确认的", stage=city.stages[0])
    assert lines(city, city.office) == [
        "确认：等确认的",
        f"填：填智能制造研究院{LAST}年年报",
        "核对：停在一个阶段太久的平台",
    ]
    assert lines(city, city.unit)[0] == f"填：填智能制造研究院{LAST}年年报"
    assert lines(city, city.other_unit) == []
    assert waiting(viewpoint(city, city.bank)) is None

    made = city.reports(row, city.unit, {city.small: 3})
    assert f"确认：智能制造研究院{LAST}年年报" in lines(city, city.office)
    city.act(made, "return", city.office, reason="没有依据")
    assert lines(city, city.unit)[0] == f"改：智能制造研究院{LAST}年年报"


def test_a_host_is_asked_for_its_report_and_others_are_not(city: PlatformCity) -> None:
    city.sells(city.supplier)
    assert lines(city, city.anchor_account) == [f"填：填电商直播基地{LAST}年年报"]
    assert lines(city, city.supplier_account) == []


def test_the_list_says_how_things_stand_and_narrows(city: PlatformCity) -> None:
    assert "没有登记过" in page(city.unit, "/platforms/")
    city.runs()
    city.sells(city.supplier)
    shown = page(city.office, "/platforms/")
    assert "2个</a>在运行" in "".join(shown.split())
    assert f"2个没报{LAST}年年报" in "".join(shown.split())
    narrowed = page(city.office, "/platforms/?kind=institute&mine=owed")
    assert "智能制造研究院</a>" in narrowed
    assert "电商直播基地</a>" not in narrowed
    assert "没有符合的" in page(city.office, "/platforms/?q=没有这个")


def test_a_sum_with_a_report_missing_is_the_least(city: PlatformCity) -> None:
    one, _ = city.runs(), city.runs(name="第二个")
    city.act(city.reports(one, city.unit, {city.small: 30}), "confirm", city.office)
    (told,) = platform_year(fresh(city.office), LAST)
    assert (told.running, told.confirmed, told.lacking) == (2, 1, 1)
    small, results = told.sums
    assert (small.value, small.at_least) == (30, True)
    assert (results.value, results.at_least) == (None, True), "nobody said: unknown, and not zero"


def test_what_is_not_confirmed_is_in_no_sum(city: PlatformCity) -> None:
    city.reports(city.runs(), city.unit, {city.small: 30})
    assert platform_year(fresh(city.office), LAST)[0].sums[0].value is None


def test_a_platform_is_walked_from_its_form_to_its_report(city: PlatformCity) -> None:
    client = at_work(fresh(city.unit))
    told = {
        "kind": "institute", "stage": "institute-running", "name": "光电院", "stage_since": LONG_AGO.isoformat(),
        "organization": str(city.bureau.pk), "source": "批复",
    }  # fmt: skip
    assert client.post("/platforms/new/", told | {"name": ""}).status_code == 422
    assert client.post("/platforms/new/", told).status_code == 302
    row = Platform.objects.get()
    city.act(row, "confirm", city.office)
    report = {f"measure_{city.small.pk}": "12", f"measure_{city.results.pk}": "", "source": "总结"}
    assert client.post(f"/platforms/{row.pk}/report/", report).status_code == 302
    assert [each.value for each in PlatformFigure.objects.all()] == [12]
    shown = page(city.unit, f"/platforms/{row.pk}/")
    assert "不清楚" in shown
    assert "没有报" in shown, "the years before"
    made = PlatformReport.objects.get()
    stale = client.post(
        f"/platform-reports/{made.pk}/change/", {"source": "二", "version": "9", f"measure_{city.small.pk}": "1"}
    )
    assert stale.status_code == 409
    assert "12" in page(city.office, f"/platform-reports/{made.pk}/")


def test_members_and_their_orders_are_typed_in_forms(city: PlatformCity) -> None:
    row = city.sells()
    client = at_work(fresh(city.office))
    joined = {"firm": city.supplier.name, "since": LONG_AGO.isoformat(), "version": str(row.version)}
    assert client.post(f"/platforms/{row.pk}/join/", joined).status_code == 302
    told = {f"measure_{city.yuan.pk}": "90", f"measure_{city.yuan.pk}_{city.supplier.pk}": "40", "source": "平台台账"}
    assert client.post(f"/platforms/{row.pk}/report/", told).status_code == 302
    shown = page(city.supplier_account, f"/platform-reports/{PlatformReport.objects.get().pk}/")
    assert "40万元" in shown
    assert "90万元" not in shown
    row.refresh_from_db()
    member = str(row.members.get().pk)
    gone = {"member": member, "until": LONG_AGO.isoformat(), "version": str(row.version)}
    assert client.post(f"/platforms/{row.pk}/leave/", gone).status_code == 302


def sheet_of(client: Client, where: str) -> list[tuple[Any, ...]]:
    book = load_workbook(BytesIO(b"".join(client.get(where))))  # type: ignore[arg-type]
    return list(book.worksheets[0].iter_rows(values_only=True))


def test_an_export_holds_what_is_in_sight(city: PlatformCity) -> None:
    row = city.sells(city.supplier, city.rival)
    city.reports(row, city.typist, {(city.yuan, city.supplier): 300, (city.yuan, city.rival): 77})
    assert len(sheet_of(at_work(fresh(city.office)), "/platform-reports/export.xlsx")) == 3
    mine = sheet_of(at_work(fresh(city.supplier_account)), "/platform-reports/export.xlsx")
    assert [cell for cell in mine[1] if cell == city.supplier.name]
    assert len(mine) == 2
    assert len(sheet_of(at_work(fresh(city.unit)), "/platforms/export.xlsx")) == 2


def test_the_firms_page_says_what_it_hosts_and_where_it_takes_part(city: PlatformCity) -> None:
    city.sells(city.supplier)
    assert "依托这家企业" in page(city.office, f"/firms/{city.anchor.pk}/")
    assert "成员：电商渠道" in page(city.supplier_account, f"/firms/{city.supplier.pk}/")
    assert "电商直播基地" not in page(city.office, f"/firms/{city.rival.pk}/")


def test_a_chain_and_the_search_lead_to_it(city: PlatformCity) -> None:
    before = state(city.region.pk)
    city.runs(chain=city.chains[0])
    assert state(city.region.pk) != before
    told = chain_part(viewpoint(city, city.office), city.chains[0])
    assert [each.title for each in told.answers] == [
        "1个集群、平台和渠道在运行",
        f"1个没报{LAST}年年报",
    ]
    assert chain_part(viewpoint(city, city.bank), city.chains[0]).answers == ()
    (group,) = search(viewpoint(city, city.office), SearchQuery("制造", 5))
    assert group.total == 1


def test_the_day_by_which_a_report_is_due() -> None:
    assert due_on(2, 2023) == date(2024, 2, 29)
    assert year_owed(date(2024, 1, 1)) == 2023


def test_reports_of_the_last_year_fall_due(city: PlatformCity) -> None:
    city.runs()
    vp: Any = viewpoint(city, city.unit)
    told = list(due(vp, timezone.localdate().replace(month=12, day=31)))
    assert all(each.on == due_on(3, LAST) for each in told)
