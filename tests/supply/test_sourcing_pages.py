"""Pages of second sources: the register with its doors, a search from end to end, who may see what, what leaves."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from pytest_django import Settings

from lianzhang.accounts.models import User
from lianzhang.registry.models import Organization
from lianzhang.supply.models import Sourcing
from lianzhang.tasks.api import start_task
from tests.problems.world import Clockwork

from .sourcing_world import CHIP, SourcingCity
from .world import fresh

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_alone]
REGISTER, CHOKEPOINTS = "/supply/sourcings/", "/supply/chokepoints/"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clockwork:
    clock = Clockwork(monkeypatch)
    clock.at("2023-10-09T10:00")
    return clock


@pytest.fixture
def city(clock: Clockwork, settings: Settings, tmp_path: Path) -> SourcingCity:
    settings.VAR = tmp_path
    city = SourcingCity()
    city.hang()
    return city


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return client


def titles(answer: Any) -> list[str]:
    return [row.title for row in answer.context["rows"]]


def address_of(city: SourcingCity) -> dict[str, Any]:
    return {"product": city.chip.pk, "supplier_name": city.STRANGER, "year": 2022}


def test_the_register_answers_with_what_hangs_on_one_supplier(city: SourcingCity) -> None:
    city.run(risk=0.046)
    city.total(by=city.office, value=Decimal(1000))
    page = client_of(city.team).get(REGISTER)
    assert page.status_code == 200
    for words in (
        "东西只有一家在供",
        "2笔供货关系",
        "1,200万元",
        "停供一个月，全市少产2,300万元，占4.6%",
        "录到90%",
        "找到0家",
    ):
        assert words in page.text
    row = page.context["rows"][0]
    assert [each.customer for each in row.needs] == [city.anchor, city.second_anchor]
    assert (row.value, row.stock_days, row.contract_end, row.where) == (1200, 9, date(2023, 12, 31), "湖北省武汉市")


def test_what_nobody_recorded_is_not_said_to_have_no_sole_source(city: SourcingCity) -> None:
    page = client_of(city.rival_team).get(REGISTER)
    assert "录到的采购里没有唯一来源" in page.text
    assert "没有企业写采购总额，不知道录到了几成" in page.text
    assert "停供代价还没有算过" in page.text


def test_an_empty_city_says_that_nothing_is_known(clock: Clockwork) -> None:
    page = client_of(SourcingCity().office).get(REGISTER)
    assert "还没有采购记录，不知道哪些东西只有一家在供" in page.text


def test_a_second_supplier_takes_it_off_the_register(city: SourcingCity) -> None:
    given = {"item": CHIP, "product": city.chip, "by": city.office}
    city.bought(**given, supplier=city.supplier, value=Decimal(10))
    rows = client_of(city.office).get(REGISTER).context["rows"]
    assert [[each.customer for each in row.needs] for row in rows] == [[city.second_anchor]]


CHIPS, HOSE = "车规级芯片", "制动软管"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "芯片"}, [CHIPS]),
        ({"q": "江城"}, [CHIPS]),
        ({"q": "春骏"}, [CHIPS]),
        ({"q": "软管"}, [HOSE]),
        ({"second": "none"}, [CHIPS, HOSE]),
        ({"second": "some"}, []),
        ({"second": "open"}, []),
        ({"ending": "on"}, [CHIPS]),
        ({"year": "2021"}, ["老零件"]),
        ({"chain": "chain-1"}, []),
        ({"customer": "0"}, [CHIPS, HOSE]),
        ({"order": "value"}, [HOSE, CHIPS]),
    ],
)
def test_the_register_is_narrowed_by_its_address(city: SourcingCity, query: dict[str, str], found: list[str]) -> None:
    city.bought(by=city.office, item=HOSE, value=Decimal(80), contract_end=date(2024, 12, 31))
    city.bought(by=city.office, item="老零件", period_start=date(2021, 1, 1), period_end=date(2021, 12, 31))
    assert titles(client_of(city.office).get(REGISTER, query)) == found


def test_a_contract_that_was_prolonged_does_not_end(city: SourcingCity) -> None:
    client = client_of(city.office)
    given = {"product": city.chip, "item": f"{CHIP}二代", "by": city.office}
    city.bought_from_stranger(**given, contract_end=date(2025, 12, 31))
    assert not titles(client.get(REGISTER, {"ending": "on"}))


def test_the_dearest_stop_stands_first_and_what_nobody_reckoned_last(city: SourcingCity) -> None:
    city.bought(by=city.office, item=HOSE, value=Decimal(99_000))
    client = client_of(city.office)
    assert titles(client.get(REGISTER)) == [HOSE, CHIPS]
    city.run(risk=0.001)
    assert titles(client.get(REGISTER)) == [CHIPS, HOSE]


def test_a_firm_that_says_it_can_is_counted_and_compared(city: SourcingCity) -> None:
    city.can_make(product=city.chip, text="车规芯片封装", free=Decimal(5), unit="万片")
    client = client_of(city.team)
    assert "能做1家" in client.get(REGISTER).text
    row = city.begun()
    page = client.get(f"/supply/sourcings/{row.pk}/")
    assert "车规芯片封装" in page.text
    assert f"/supply/sourcings/{row.pk}/choose/?candidate=" in page.text


def test_a_customer_that_could_make_it_is_not_offered_as_its_own_second_source(city: SourcingCity) -> None:
    city.can_make(city.anchor, product=city.chip, text="车规芯片自制")
    row = city.begun()
    page = client_of(city.team).get(f"/supply/sourcings/{row.pk}/").text
    assert "车规芯片自制" not in page
    assert "/choose/?candidate=" not in page


def test_a_search_goes_from_the_register_to_a_second_source(city: SourcingCity) -> None:
    client = client_of(city.team)
    form = client.get("/supply/sourcings/new/", address_of(city))
    assert "给江城锐铸有限公司补第二家" in form.text
    query = "&".join(f"{name}={value}" for name, value in address_of(city).items())
    made = client.post(
        f"/supply/sourcings/new/?{query}",
        {"chain": "chain-0", "customers": [city.anchor.pk, city.second_anchor.pk], "state": "measured", "post": 1},
    )
    assert made.status_code == 302
    row = Sourcing.objects.get()
    assert (row.item, row.product, row.state) == (str(city.chip), city.chip, "found")
    assert [each.value for each in row.demands.all()] == [900, 300]
    page = client.get(f"/supply/sourcings/{row.pk}/")
    for words in ("还没有开始找第二家", "2家要用，合计一年1,200万元", "停供代价没有算过"):
        assert words in page.text
    assert "看在办" not in page.text
    listed = client.get(REGISTER)
    assert f'href="/supply/sourcings/{row.pk}/"' in listed.text
    client.post(f"/supply/sourcings/{row.pk}/search/", {"version": 0})
    chosen = client.post(f"/supply/sourcings/{row.pk}/choose/", {"version": 1, "candidate": "东区铸件有限公司"})
    assert chosen.status_code == 302
    row.refresh_from_db()
    assert (row.state, row.candidate) == ("qualifying", city.supplier)
    late = client.post(f"/supply/sourcings/{row.pk}/choose/", {"version": 1, "candidate": "别家"})
    assert late.status_code == 409


def test_a_name_that_the_register_lacks_is_kept_as_it_is_typed(city: SourcingCity) -> None:
    row = city.begun()
    client_of(city.team).post(f"/supply/sourcings/{row.pk}/choose/", {"version": 0, "candidate": "远方半导体公司"})
    row.refresh_from_db()
    assert (row.candidate, row.candidate_name) == (None, "远方半导体公司")


def test_what_no_purchase_shows_is_written_by_hand(city: SourcingCity) -> None:
    client = client_of(city.office)
    sent = {
        "item": "氢燃料电池膜",
        "supplier": "海外膜公司",
        "chain": "chain-0",
        "customers": "没有的厂\n汉江整车制造有限公司",
    }
    refused = client.post("/supply/sourcings/new/", sent)
    assert (refused.status_code, "没有的厂" in refused.text) == (422, True)
    made = client.post("/supply/sourcings/new/", sent | {"customers": "汉江整车制造有限公司"})
    assert made.status_code == 302
    row = Sourcing.objects.get()
    assert (row.supplier_name, row.demands.get().value) == ("海外膜公司", None)
    assert "1家没写要多少" in client.get(f"/supply/sourcings/{row.pk}/").text


def test_an_address_of_what_is_out_of_sight_begins_nothing_of_it(city: SourcingCity) -> None:
    page = client_of(city.rival_team).get("/supply/sourcings/new/", address_of(city))
    assert page.status_code == 200
    for words in ("汉江整车", "1,200"):
        assert words not in page.text


def test_others_see_nothing_of_who_hangs_on_whom(city: SourcingCity) -> None:
    row = city.go(city.begun(), "mark", stage="research")
    outside = (city.rival_account, city.anchor_account, city.bank, city.expert, city.district, city.other_district)
    for user in outside:
        client = client_of(user)
        for address in (REGISTER, CHOKEPOINTS, f"{REGISTER}export.xlsx", f"{CHOKEPOINTS}export.xlsx"):
            assert client.get(address).status_code == 403
        assert client.get(f"{REGISTER}{row.pk}/").status_code in (403, 404)
        found = client.get("/search/", {"q": CHIP})
        assert city.STRANGER not in found.text
    rival = client_of(city.rival_team)
    assert rival.get(f"{REGISTER}{row.pk}/").status_code == 404
    for address in (REGISTER, f"{REGISTER}?mine=open", CHOKEPOINTS):
        answer = rival.get(address)
        assert answer.status_code == 200
        for words in (city.STRANGER, CHIP, city.anchor.name):
            assert words not in answer.text
    assert rival.post(f"{REGISTER}{row.pk}/search/", {"version": 1}).status_code == 404


def test_a_chief_reads_and_a_clerk_reads_and_neither_carries(city: SourcingCity) -> None:
    row = city.begun()
    for user in (city.chief, city.clerk):
        client = client_of(user)
        assert CHIP in client.get(f"{REGISTER}{row.pk}/").text
        assert client.get("/supply/sourcings/new/").status_code == 403
        assert client.post(f"{REGISTER}{row.pk}/search/", {"version": 0}).status_code == 403


def test_what_is_imported_has_a_list_of_its_own(city: SourcingCity) -> None:
    row = city.go(city.begun(), "mark", stage="trial")
    client = client_of(city.chief)
    page = client.get(CHOKEPOINTS)
    assert "卡脖子清单上有1项" in page.text
    assert "在试用" in page.text
    assert not client.get(CHOKEPOINTS, {"stage": "none"}).context["cases"]
    sheet = load_workbook(BytesIO(client.get(f"{CHOKEPOINTS}export.xlsx").content)).active
    assert row.item in [cell.value for cell in sheet["A"]]


def cells(answer: Any) -> list[list[Any]]:
    sheet = load_workbook(BytesIO(answer.content)).active
    return [[cell.value for cell in line] for line in sheet.iter_rows()]


def test_the_export_holds_what_the_list_shows(city: SourcingCity) -> None:
    city.run(risk=0.046)
    client = client_of(city.team)
    told = cells(client.get(f"{REGISTER}export.xlsx"))
    assert told[1][:5] == [
        str(city.chip),
        "汉江整车制造有限公司、春骏智能座舱有限公司",
        2,
        city.STRANGER,
        "湖北省武汉市",
    ]
    city.begun()
    told = cells(client.get(f"{REGISTER}export.xlsx", {"mine": "open"}))
    assert (told[1][0], told[1][5]) == (CHIP, 1200)
    assert len(cells(client.get(f"{REGISTER}export.xlsx", {"mine": "ended"}))) == 1


def test_a_lead_begun_from_a_search_tells_nobody_who_hangs_on_whom(city: SourcingCity) -> None:
    row = city.begun()
    client = client_of(city.office)
    page = client.get(f"{REGISTER}{row.pk}/")
    for room in ("projects", "tasks", "visits"):
        assert f"/{room}/new/?from=supply.Sourcing%3A{row.pk}" in page.text
    begun = client.get("/projects/new/", {"from": f"supply.Sourcing:{row.pk}"}).context["form"].initial
    assert (begun["name"], begun["chain"]) == (f"引进“{CHIP}”的第二家供应商", "chain-0")
    for words in (city.STRANGER, city.anchor.name, "900"):
        assert words not in begun["text"]
    bureau = Organization.objects.create(city=city.region, code="bureau", name="经信局", kind="department")
    start_task(
        city=city.region, by=fresh(city.office), source=row, title="送样验证", text="送样。", proof="报告", lead=bureau,
        deadline=date(2023, 12, 20), duty=None,
    )  # fmt: skip
    page = client.get(f"{REGISTER}{row.pk}/")
    assert "送样验证" in page.text
    assert [each.state for each in page.context["dossier"].begun] == ["待签收"]


def test_before_and_after_stand_as_two_dots_once_it_is_measured(city: SourcingCity, clock: Clockwork) -> None:
    city.run(risk=0.046)
    row = city.supplying()
    city.bought_since()
    city.run(risk=0.012, year=2023)
    clock.at("2023-11-15T10:00")
    city.go(row, "measure")
    page = client_of(city.team).get(f"{REGISTER}{row.pk}/")
    assert page.text.count("<circle") >= 4
    for words in ("原来4.60%", "1.20%", "降了3.40个百分点，好了", "升了100.00个百分点，好了"):
        assert words in page.text


def test_the_lists_ask_no_more_of_twice_the_rows(city: SourcingCity) -> None:
    client = client_of(city.office)

    def queries(address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    city.begun()
    addresses = (REGISTER, f"{REGISTER}?mine=open", CHOKEPOINTS)
    before = [queries(each) for each in addresses]
    for number in range(4):
        city.bought(by=city.office, item=f"软管{number}", value=Decimal(80))
        city.begun(city.office, item=f"软管{number}", product=None, supplier=city.supplier)
    assert [queries(each) for each in addresses] == before
