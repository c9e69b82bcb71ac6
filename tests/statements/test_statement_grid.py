"""The grid of statements: many firms of a district, one firm's items; the acts and the reach of a single form."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from lianzhang.kernel.sheets import read_table
from lianzhang.records.models import AuditEvent
from lianzhang.statements.models import Explained, Statement
from lianzhang.statements.sheets import StatementRegister
from tests.access.test_opened import carried
from tests.enterprises.reported import report
from tests.enterprises.world import City

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_alone]

QUARTER = "2023Q3"


class Town:
    """Two firms above scale in the eastern district, one in the western; each with its account."""

    def __init__(self) -> None:
        self.city = City()
        east, west = self.city.districts
        self.firm, self.rival = self.city.firm("东区甲厂"), self.city.firm("东区乙厂")
        self.other = self.city.firm("西区整车厂", region=west)
        for firm in (self.firm, self.rival, self.other):
            firm.above_scale.create(year=2023)
        self.inside = self.city.user_as("enterprise", organization=self.city.body(self.firm))
        self.district = self.city.user_as("district", region=east)
        report(self.city, self.firm, "2023Q2", output=38777, revenue=36130)
        report(self.city, self.firm, "2022Q3", output=38536, revenue=37269)


@pytest.fixture
def town() -> Town:
    return Town()


def signed(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(**more: str) -> str:
    named = {"at": "2023-11-15", "period": QUARTER} | more
    return reverse("statement_grid") + "?" + "&".join(f"{name}={text}" for name, text in named.items())


def send(client: Client, seen: str = "", **typed: str) -> Any:
    fields = {f"cell:{name.replace('_', ':', 1).removeprefix('f')}": text for name, text in typed.items()}
    return client.post(address(), {"seen": seen, **fields}, headers={"HX-Request": "true"})


def lines(client: Client, **more: str) -> dict[str, Any]:
    return {line.key: line for line in client.get(address(**more)).context["lines"]}


def cells(firm: Any, **typed: str) -> dict[str, str]:
    return {f"f{firm.pk}_{item}": text for item, text in typed.items()}


def test_a_district_fills_in_its_firms_side_by_side(town):
    client = signed(town.district)
    page = lines(client)
    assert {line.name for line in page.values()} == {"东区甲厂", "东区乙厂"}
    output = page[str(town.firm.pk)].cells[0]
    assert (output.before.words, output.ago.words) == ("38,777", "38,536")
    before = AuditEvent.objects.count()
    answer = send(client, **cells(town.firm, output="4.13亿", revenue="约1"), **cells(town.rival, output="900"))
    assert answer.status_code == 422
    assert "只填准确的数" in answer.text or "准确" in answer.text
    rows = {row.enterprise_id: row for row in Statement.objects.filter(state="draft")}
    assert (rows[town.firm.pk].output, rows[town.firm.pk].revenue) == (Decimal(41300), None)
    assert rows[town.rival.pk].output == 900
    assert AuditEvent.objects.count() == before + 2, "one event for each statement, whatever was pasted"


def test_a_wrong_unit_is_doubted_and_cured_or_explained(town):
    client, key = signed(town.district), str(town.firm.pk)
    send(client, **cells(town.firm, output="4.13"))
    line = lines(client)[key]
    (doubt,) = (each for each in line.doubts if each.code == "jump.output")
    assert (line.state, doubt.cure) == ("doubt", "41,300")
    assert "约差一万倍" in doubt.words
    page = client.post(address(), {"submit": "yes"}, follow=True)
    assert "东区甲厂：有疑问" in page.text
    reason = {f"reason:{key}:{doubt.code}": "停产检修" for doubt in line.doubts}
    client.post(address(), {"seen": f"{key}=0", **reason}, headers={"HX-Request": "true"})
    assert Explained.objects.count() == len(line.doubts)
    assert lines(client)[key].state == "ready"
    version = Statement.objects.get(state="draft").version
    client.post(address(), {"seen": f"{key}={version}", "cure": f"cell:{key}:output=41,300"})
    assert Statement.objects.get(state="draft").output == 41300
    assert not Explained.objects.exists(), "a reason does not outlive its figure"
    assert "已提交1行" in client.post(address(), {"submit": "yes"}, follow=True).text
    assert Statement.objects.get(enterprise=town.firm, period_start="2023-07-01").state == "submitted"
    assert send(client, f"{key}=9", **cells(town.firm, output="5")).status_code in (409, 422)


def test_a_firm_fills_in_its_items_and_sees_no_rival(town):
    client = signed(town.inside)
    page = lines(client)
    assert len(page) == 10
    assert send(client, **cells(town.firm, output="39000", staff="50")).status_code == 200
    assert send(client, **cells(town.rival, output="1")).status_code == 404
    assert send(client, **cells(town.firm, output="40000")).status_code == 409, "another tab was first"
    told = send(client, **cells(town.firm, output="40000")).text
    assert "这一行刚被改过" in told, "a firm is not told who within the government changed it"
    assert Statement.objects.get(state="draft").output == 39000
    version = Statement.objects.get(state="draft").version
    send(client, f"{town.firm.pk}={version}", **cells(town.firm, output="", staff=""))
    assert not Statement.objects.filter(state="draft").exists()


def test_nobody_fills_in_a_firm_out_of_reach(town):
    west = signed(town.city.user_as("district", region=town.city.districts[1]))
    assert send(west, **cells(town.firm, output="1")).status_code == 404
    for role in ("head_chief", "bank", "expert", "member_unit"):
        assert send(signed(town.city.user_as(role)), **cells(town.firm, output="1")).status_code == 403
    ended = signed(town.district)
    town.district.assignments.update(ends="2022-01-01")
    assert send(ended, **cells(town.firm, output="1")).status_code in (302, 403)
    stranger = signed(City().office)
    assert send(stranger, **cells(town.firm, output="1")).status_code == 404
    assert not Statement.objects.filter(state="draft").exists()


def test_a_form_sent_after_its_session_ended_is_kept_for_its_account(town):
    client = signed(town.district)
    opened = carried(client.get(address()))
    client.logout()
    sent = {f"cell:{town.firm.pk}:output": "39000", "opened_for": opened}
    assert client.post(address(), sent, headers={"HX-Request": "true"}).status_code == 401
    assert client.post(address(), sent).status_code == 302
    (kept,) = client.session["kept"]
    assert [f"cell:{town.firm.pk}:output", "39000"] in [list(each) for each in kept["fields"]]
    assert kept["opened"][0] == town.district.pk


def sheet_of(client: Client, **more: str) -> Any:
    answer = client.get(address(**more).replace("/grid/", "/grid/export.xlsx"))
    return read_table(answer.content, StatementRegister().sheet(0), "grid.xlsx")


def test_the_sheet_holds_what_the_grid_shows_and_is_read_back(town):
    client = signed(town.district)
    send(client, **cells(town.firm, output="39000"))
    told = sheet_of(client, item="revenue")
    assert not told.problems
    rows = {row["firm_name"]: row for row in told.rows}
    assert set(rows) == {"东区甲厂", "东区乙厂"}, "and no firm out of reach"
    assert (rows["东区甲厂"]["output"], rows["东区甲厂"]["revenue"]) == (Decimal(39000), None)
    assert {row["period"] for row in told.rows} == {QUARTER}
    own = signed(town.inside).get(address().replace("/grid/", "/grid/export.xlsx"))
    assert own.status_code == 200
    stranger = signed(City().office)
    assert not sheet_of(stranger).rows


def test_the_desk_says_how_many_firms_are_missing_until_all_are_handed_in(town):
    at, told = "/?at=2023-11-15", "规上企业还有{}家没有报"
    district, firm = signed(town.district), signed(town.inside)
    assert told.format(2) in district.get(at).text
    page = firm.get(at).text
    assert "10项没有填" in page
    assert "2023-10-20已过期" in page
    assert f"{reverse('statement_grid')}?" in page
    report(town.city, town.firm, QUARTER, state="submitted", output=1)
    assert told.format(1) in district.get(at).text
    report(town.city, town.rival, QUARTER, state="confirmed", output=1)
    assert "规上企业还有" not in district.get(at).text
    assert "规上企业还有" not in signed(City().user_as("district")).get(at).text
