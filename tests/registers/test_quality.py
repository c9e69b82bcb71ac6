"""How good the register is: what is late, suspicious or lacking, for whom, and that each number is its list."""

from __future__ import annotations

import io
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Enterprise, FirmState
from lianzhang.registers.quality.late import HandedIn, current
from lianzhang.registers.quality.queries import Criteria, matching_firms, matching_suspects, quality
from lianzhang.statements.models import Explained
from lianzhang.statements.owed import owed
from lianzhang.statements.reporting import asked
from tests.enterprises.reported import period, report
from tests.enterprises.world import City

pytestmark = pytest.mark.django_db

START, AT = date(2021, 1, 1), date(2023, 6, 30)
SHANGHAI = ZoneInfo("Asia/Shanghai")
PLACED = {"industry": "3670", "longitude": Decimal(112), "latitude": Decimal(32), "coordinates": "wgs84"}


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


class Town:
    """Four firms that lack nothing: two in the east, one above scale; two in the west."""

    def __init__(self) -> None:
        self.city = City()
        east, west = self.city.districts
        self.firms = [self.city.firm(region=region, **PLACED) for region in (east, east, west, west)]
        self.firms[0].above_scale.create(year=2023)
        self.district = self.city.user_as("district", region=east)
        self.office = self.city.office

    def look(self, user: User | None = None, at: date = AT) -> Any:
        return quality(user or self.office, START, at)


@pytest.fixture
def town() -> Town:
    return Town()


def sign_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_period_is_asked_once_it_has_ended_and_late_after_its_last_day() -> None:
    found = [(each.period.code, each.due) for each in asked(date(2022, 1, 1), date(2023, 4, 20))]
    assert found[:3] == [
        ("2023Q1", date(2023, 4, 20)),
        ("2022", date(2023, 3, 31)),
        ("2022Q4", date(2023, 1, 20)),
    ]
    assert [each.period.code for each in current(START, date(2023, 4, 20))] == ["2022", "2022Q4"]
    assert [each.period.code for each in current(START, date(2023, 4, 21))] == ["2022", "2023Q1"]
    assert current(START, START) == []


def test_a_year_is_asked_of_all_a_quarter_of_those_above_scale(town: Town) -> None:
    assert [(each.period.code, handed.owing, handed.late) for each, handed in town.look().handed_in] == [
        ("2022", 4, 4),
        ("2023Q1", 1, 1),
    ]


@pytest.mark.parametrize(
    "more",
    [
        {"state": FirmState.DEREGISTERED},
        {"state": FirmState.MOVED},
        {"outside": True},
        {"founded": date(2023, 5, 1)},
    ],
)
def test_who_is_gone_elsewhere_or_not_yet_there_owes_nothing(town: Town, more: dict[str, Any]) -> None:
    Enterprise.objects.filter(pk=town.firms[3].pk).update(**more)
    town.firms[3].refresh_from_db()
    assert town.look().handed_in[0][1].owing == 3
    assert owed(town.firms[3], START, date(2023, 1, 1), town.office) == []


@pytest.mark.parametrize(("state", "late"), [("draft", 4), ("returned", 4), ("submitted", 3), ("confirmed", 3)])
def test_what_was_handed_in_is_not_late(town: Town, state: str, late: int) -> None:
    report(town.city, town.firms[0], "2022", state)
    assert town.look().handed_in[0][1].late == late


def test_in_time_is_counted_among_those_whose_time_is_on_record(town: Town) -> None:
    times = (moment("2023-03-31T23:59:00"), moment("2023-04-01T00:00:00"), None)
    for firm, at in zip(town.firms, times, strict=False):
        report(town.city, firm, "2022", submitted_at=at)
    handed = town.look().handed_in[0][1]
    assert (handed.owing, handed.done, handed.timed, handed.in_time) == (4, 3, 2, 1)
    assert handed.rate == pytest.approx(100 / 3)


def test_nothing_on_record_is_no_rate() -> None:
    assert HandedIn(period("2022"), owing=2, done=2).rate is None


def test_a_correction_was_handed_in_when_the_first_was(town: Town) -> None:
    first = report(town.city, town.firms[0], "2022", "replaced", submitted_at=moment("2023-03-01T00:00:00"))
    report(town.city, town.firms[0], "2022", replaces=first, submitted_at=moment("2023-05-01T00:00:00"))
    handed = town.look().handed_in[0][1]
    assert (handed.done, handed.in_time) == (1, 1)


@pytest.mark.parametrize(
    ("lack", "more"),
    [
        ("uscc", {"uscc": ""}),
        ("region", {"region": None}),
        ("industry", {"industry": ""}),
        ("place", {"longitude": None, "latitude": None}),
    ],
)
def test_what_a_firm_lacks_is_counted_and_listed(town: Town, lack: str, more: dict[str, Any]) -> None:
    Enterprise.objects.filter(pk=town.firms[0].pk).update(**more)
    found = {each.code: count for each, count in town.look().lacks}
    assert found == dict.fromkeys(found, 0) | {lack: 1}
    assert list(matching_firms(town.office, Criteria(lack=lack), START, AT)) == [town.firms[0]]


def test_a_firm_on_a_chain_without_a_segment_lacks_it_while_it_is_there(town: Town) -> None:
    town.city.on_chain(town.firms[0])
    town.city.on_chain(town.firms[1], segment=town.city.segments[0])
    town.city.on_chain(town.firms[2], ends=date(2022, 1, 1))
    assert list(matching_firms(town.office, Criteria(lack="segment"), START, AT)) == [town.firms[0]]


def test_every_number_is_the_length_of_its_list(town: Town) -> None:
    Enterprise.objects.filter(pk=town.firms[2].pk).update(uscc="")
    report(town.city, town.firms[0], "2022", output=1, revenue=900)
    report(town.city, town.firms[2], "2022", tax=-1)
    found = town.look()
    for line in found.lines:
        for of, handed in zip(found.asked, line.handed_in, strict=True):
            late = matching_firms(town.office, Criteria(period=of.period, region=line.code), START, AT)
            assert late.count() == handed.late
        for lack, count in line.lacks.items():
            assert matching_firms(town.office, Criteria(lack=lack, region=line.code), START, AT).count() == count
        assert len(matching_suspects(town.office, Criteria(region=line.code), START, AT)) == line.suspicious
    for rule, count in found.rules:
        assert len(matching_suspects(town.office, Criteria(rule=rule.code), START, AT)) == count
    assert [line.suspicious for line in found.lines] == [1, 1]


def test_what_waits_to_be_confirmed_is_looked_at_whatever_its_period(town: Town) -> None:
    report(town.city, town.firms[0], "2023", "submitted", tax=-1)
    report(town.city, town.firms[0], "2021", "confirmed", tax=-1)
    assert [suspect.period.code for suspect in town.look().suspects] == ["2023"]
    assert len(matching_suspects(town.office, Criteria(period=period("2021")), START, AT)) == 1


def test_an_explanation_takes_a_statement_off_the_list(town: Town) -> None:
    row = report(town.city, town.firms[0], "2022", tax=-1)
    assert len(town.look().suspects) == 1
    Explained.objects.create(statement=row, rule="tax_negative", reason="留抵退税", by=town.office)
    town.city.cover("roles")
    assert town.look().suspects == []


def test_what_was_summed_up_is_kept_until_the_register_changes(town: Town) -> None:
    town.look()
    with CaptureQueriesContext(connection) as kept:
        town.look()
    report(town.city, town.firms[0], "2022")
    with CaptureQueriesContext(connection) as anew:
        assert town.look().handed_in[0][1].late == 3
    assert len(kept) < len(anew)


def test_a_district_sees_its_own_part(town: Town) -> None:
    report(town.city, town.firms[2], "2022", tax=-1)
    found = town.look(town.district)
    assert [line.region for line in found.lines] == [town.city.districts[0]]
    assert (found.firms, found.suspects) == (2, [])
    assert found.handed_in[0][1].owing == 2


def test_a_team_is_asked_about_the_firms_on_its_chains_alone(town: Town) -> None:
    town.city.on_chain(town.firms[0])
    report(town.city, town.firms[0], "2022")
    found = town.look(town.city.user_as("chain_team", chains=town.city.chains[:1]))
    assert (found.firms, found.handed_in[0][1].owing, found.late) == (1, 1, 1)


def test_registers_are_declared_by_the_city_or_the_district_itself(town: Town) -> None:
    town.city.cover("roles")
    town.city.cover("statements", region=town.city.districts[0])
    assert [line.declared for line in town.look().lines] == [["roles", "statements"], ["roles"]]


def test_an_empty_register_is_not_praised(town: Town) -> None:
    nowhere = City()
    page = sign_in(nowhere.office).get("/quality/")
    assert "说不出好坏" in page.text
    assert "都已报" not in page.text


@pytest.mark.parametrize("role", ["head_chief", "chief", "enterprise", "expert", "bank", "member_unit"])
def test_only_those_who_keep_the_register_are_shown_its_faults(town: Town, role: str) -> None:
    client = sign_in(town.city.user_as(role))
    for address in ("/quality/", "/quality/firms/", "/quality/suspicious/", "/quality/firms/export.xlsx"):
        assert client.get(address).status_code == 403


def test_the_page_leads_from_each_number_to_its_list(town: Town) -> None:
    report(town.city, town.firms[2], "2022", tax=-1)
    client = sign_in(town.office)
    page = client.get("/quality/?at=2023-06-30")
    for address in (
        "/quality/firms/?at=2023-06-30&amp;period=2022",
        f"/quality/firms/?at=2023-06-30&amp;period=2022&amp;region={town.city.districts[0].code}",
        "/quality/suspicious/?at=2023-06-30&amp;rule=tax_negative",
    ):
        assert f'"{address}"' in page.text
        assert client.get(address.replace("&amp;", "&")).status_code == 200


def test_lists_are_exported_as_they_are_narrowed(town: Town) -> None:
    report(town.city, town.firms[2], "2022", tax=-1)
    client = sign_in(town.office)
    late = client.get(f"/quality/firms/export.xlsx?at=2023-06-30&period=2022&region={town.city.districts[1].code}")
    rows = list(openpyxl.load_workbook(io.BytesIO(late.content)).active.iter_rows(min_row=2, values_only=True))
    assert [row[1] for row in rows] == [town.firms[3].name]
    doubted = client.get("/quality/suspicious/export.xlsx?at=2023-06-30")
    rows = list(openpyxl.load_workbook(io.BytesIO(doubted.content)).active.iter_rows(min_row=2, values_only=True))
    assert [row[1] for row in rows] == [town.firms[2].name]
    assert "税收小于0" in rows[0][-1]


@pytest.mark.parametrize("query", ["?lack=x", "?region=x", "?period=x", "?rule=x", "?page=x", "?lack=uscc&region=none"])
def test_what_is_no_choice_breaks_no_page(town: Town, query: str) -> None:
    client = sign_in(town.office)
    for address in ("/quality/firms/", "/quality/suspicious/"):
        assert client.get(address + query).status_code == 200


@pytest.mark.parametrize("address", ["/quality/", "/quality/suspicious/", "/quality/firms/?period=2022"])
def test_queries_do_not_grow_with_rows(town: Town, address: str) -> None:
    client = sign_in(town.office)

    def asked_with(rows: int) -> int:
        for _ in range(rows):
            report(town.city, town.city.firm(), "2022", output=1, revenue=900)
            town.city.firm(uscc="")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    asked_with(1)
    few = asked_with(1)
    assert asked_with(4) == few


@pytest.mark.once
def test_the_desk_of_those_who_keep_registers_has_the_counts_and_no_other(town: Town) -> None:
    address, asked_at = "/quality/counts/", {"at": AT.isoformat()}
    town.firms[0].uscc = ""
    town.firms[0].save()
    told = sign_in(town.office).get(address, asked_at)
    counted = told.context["quality"]
    assert (counted.late, counted.lacking) == (town.look().late, 1)
    text = told.content.decode()
    assert f"{counted.late}家次" in text
    assert "缺统一社会信用代码，1家" in text
    assert sign_in(town.district).get(address, asked_at).status_code == 403
    town.firms[0].uscc = "91420600000000000X"
    town.firms[0].save()
    before = sign_in(town.office).get(address, {"at": START.isoformat()}).content.decode()
    assert [word in before for word in ("还没有到期的", "没有", "齐全")] == [True] * 3
