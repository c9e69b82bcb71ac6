"""Pages of statements and locks: what they say, who sees what, forged fields, queries that stay the same in number."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lianzhang.accounts.models import User
from lianzhang.statements import actions
from lianzhang.statements.models import PeriodLock, Statement
from tests.enterprises.reported import entry_of, report, typed
from tests.enterprises.world import City

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_alone]


class Town:
    """A firm above scale with an account of its own, its district, the office, and a firm elsewhere."""

    def __init__(self) -> None:
        self.city = City()
        self.firm = self.city.firm("东区铸件厂")
        self.firm.above_scale.create(year=2023)
        self.city.on_chain(self.firm)
        self.other = self.city.firm("西区整车厂", region=self.city.districts[1])
        self.inside = self.city.user_as("enterprise", organization=self.city.body(self.firm))
        self.district = self.city.user_as("district", region=self.city.districts[0])
        self.elsewhere = self.city.user_as("district", region=self.city.districts[1])
        self.office = self.city.office

    def row(self, state: str = "submitted", code: str = "2022", firm: Any = None, **more: Any) -> Statement:
        fields = {"output": 1000, "revenue": 900, "entered_by": self.inside} | more
        return report(self.city, firm or self.firm, code, state, **fields)


@pytest.fixture
def town() -> Town:
    return Town()


@pytest.fixture
def sign_in() -> Callable[[User], Client]:
    def signed(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return signed


def test_the_list_begins_with_what_waits_for_me(town: Town, sign_in: Any) -> None:
    town.row()
    page = sign_in(town.district).get("/statements/")
    assert "1份企业报表</a>待您确认" in page.text
    assert "东区铸件厂" in page.text
    assert "核对并确认选中的" in sign_in(town.district).get("/statements/?mine=decide").text


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", ["东区铸件厂", "西区整车厂"]),
        ("?q=铸件", ["东区铸件厂"]),
        ("?period=2021", ["西区整车厂"]),
        ("?state=submitted", ["东区铸件厂"]),
        ("?period=上古", ["东区铸件厂", "西区整车厂"]),
    ],
)
def test_the_list_is_narrowed_by_the_address(town: Town, sign_in: Any, query: str, shown: list[str]) -> None:
    town.row()
    town.row("confirmed", "2021", town.other)
    page = sign_in(town.office).get("/statements/" + query)
    assert sorted(row.enterprise.name for row in page.context["rows"]) == shown


def test_the_list_is_narrowed_by_region_chain_and_firm(town: Town, sign_in: Any) -> None:
    town.row()
    town.row("confirmed", "2021", town.other)
    client, region, chain = sign_in(town.office), town.city.districts[0].code, town.city.chains[0].code
    for query in (f"region={region}", f"chain={chain}", f"firm={town.firm.pk}"):
        rows = client.get(f"/statements/?{query}").context["rows"]
        assert [row.enterprise for row in rows] == [town.firm], query


@pytest.mark.parametrize(
    ("role", "states"),
    [
        ("office", {"submitted", "confirmed"}),
        ("district", {"submitted", "confirmed"}),
        ("inside", {"submitted", "confirmed"}),
        ("elsewhere", set()),
        ("head_chief", {"confirmed"}),
        ("member_unit", {"confirmed"}),
        ("expert", set()),
        ("bank", set()),
    ],
)
def test_who_sees_which_statements(town: Town, sign_in: Any, role: str, states: set[str]) -> None:
    rows = [town.row(), town.row("confirmed", "2021")]
    user = getattr(town, role, None) or town.city.user_as(role)
    page = sign_in(user).get("/statements/")
    assert {row.state for row in page.context["rows"]} == states
    for row in rows:
        expected = 200 if row.state in states else 404
        assert sign_in(user).get(f"/statements/{row.pk}/").status_code == expected


def test_a_team_sees_the_figures_of_its_own_chain_alone(town: Town, sign_in: Any) -> None:
    town.row()
    own, other = (town.city.user_as("chain_team", chains=[chain]) for chain in town.city.chains)
    assert len(sign_in(own).get("/statements/").context["rows"]) == 1
    assert sign_in(other).get("/statements/").context["rows"] == []


def test_the_export_holds_the_rows_of_the_list(town: Town, sign_in: Any) -> None:
    town.row()
    town.row("confirmed", "2021", town.other)
    book = sign_in(town.district).get("/statements/export.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(book.content)).active
    assert [[cell.value for cell in row][1:5] for row in sheet.iter_rows(min_row=2)] == [
        ["东区铸件厂", "东区", "2022年", 1000]
    ]


def test_a_firm_is_told_which_periods_are_asked_and_missing(town: Town, sign_in: Any) -> None:
    town.row("confirmed")
    page = sign_in(town.inside).get("/statements/?at=2023-06-30")
    owed = [(each.asked.period.code, each.open, each.late) for each in page.context["owed"]]
    assert owed == [("2023Q2", True, False), ("2023Q1", True, True), ("2022", False, False), ("2021", True, True)]
    link = reverse("firm_statement_new", args=[town.firm.pk]).replace("&", "&amp;")
    assert f"{link}?at=2023-06-30&amp;period=2023Q1" in page.text
    assert "西区整车厂" not in page.text


def test_a_firm_account_without_a_firm_is_told_whom_to_ask(town: Town, sign_in: Any) -> None:
    page = sign_in(town.city.user_as("enterprise")).get("/statements/")
    assert "请市链长办" in page.text


def test_the_form_reads_what_is_typed_and_opens_the_draft(town: Town, sign_in: Any) -> None:
    client, address = sign_in(town.inside), f"/firms/{town.firm.pk}/statements/new/?period=2022"
    assert client.get(address).status_code == 200
    answer = client.post(address, typed(output="1.2亿", revenue="１１，０００", staff="350人"))
    row = Statement.objects.get()
    assert answer.url == f"/statements/{row.pk}/"
    assert (row.output, row.revenue, row.staff, row.energy, row.state) == (12000, 11000, 350, None, "draft")


def test_the_form_shows_what_was_reported_before(town: Town, sign_in: Any) -> None:
    town.row("confirmed", "2022Q4", output=777)
    town.row("confirmed", "2022Q1", output=555)
    page = sign_in(town.inside).get(f"/firms/{town.firm.pk}/statements/new/?period=2023Q1")
    line = page.context["lines"][0]
    assert (line.before, line.year_ago) == (777, 555)


def test_the_form_keeps_what_was_typed_and_marks_each_wrong_field(town: Town, sign_in: Any) -> None:
    page = sign_in(town.inside).post(
        f"/firms/{town.firm.pk}/statements/new/?period=2022", typed(output="约300", staff="12.5")
    )
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"output", "staff"}
    assert 'value="约300"' in page.text
    assert not Statement.objects.exists()


@pytest.mark.parametrize("text", ["2022H2", "2090", "昨天"])
def test_a_period_that_cannot_be_reported_is_said_at_the_field(town: Town, sign_in: Any, text: str) -> None:
    page = sign_in(town.inside).get(f"/firms/{town.firm.pk}/statements/new/?period={text}")
    assert page.status_code == 422
    assert "field-error" in page.text


def test_what_looks_wrong_is_told_while_it_is_typed_and_does_not_block(town: Town, sign_in: Any) -> None:
    town.row("confirmed", "2021")
    client = sign_in(town.inside)
    figures = typed(output="10000000", revenue="9000000")
    told = client.get(f"/firms/{town.firm.pk}/statements/reading/", {"period": "2022", **figures})
    assert "元当成了万元" in told.text
    client.post(f"/firms/{town.firm.pk}/statements/new/?period=2022", figures)
    row = Statement.objects.get(state="draft")
    page = client.get(f"/statements/{row.pk}/")
    assert "3处看着不对" in page.text
    assert client.post(f"/statements/{row.pk}/submit/", {"version": row.version}).status_code == 302


def test_a_doubt_is_answered_on_the_page(town: Town, sign_in: Any) -> None:
    row = town.row(tax=-1)
    client = sign_in(town.district)
    assert client.post(f"/statements/{row.pk}/explain/", {"rule": "tax_negative", "reason": ""}).status_code == 422
    answer = client.post(f"/statements/{row.pk}/explain/", {"rule": "tax_negative", "reason": "留抵退税"})
    assert answer.status_code == 302
    page = client.get(f"/statements/{row.pk}/")
    assert "税收小于0" in page.text
    assert "留抵退税" in page.text
    assert "看着不对" not in page.text


def test_a_returned_statement_says_why(town: Town, sign_in: Any) -> None:
    row = town.row()
    sign_in(town.district).post(f"/statements/{row.pk}/return/", {"version": row.version, "reason": "单位不对"})
    page = sign_in(town.inside).get(f"/statements/{row.pk}/")
    assert "退回理由" in page.text
    assert "单位不对" in page.text
    assert "1份</a>被退回" not in page.text


@pytest.mark.parametrize("version", ["", "-1", "9", "x", "9" * 30])
def test_a_stale_or_forged_version_is_refused(town: Town, sign_in: Any, version: str) -> None:
    row = town.row()
    answer = sign_in(town.district).post(f"/statements/{row.pk}/confirm/", {"version": version})
    assert answer.status_code == 409
    row.refresh_from_db()
    assert row.state == "submitted"


def test_a_form_over_a_statement_that_changed_shows_both(town: Town, sign_in: Any) -> None:
    row = town.row("draft")
    actions.edit(row=row, version=0, entry=entry_of(output=5), by=town.inside)
    page = sign_in(town.inside).post(f"/statements/{row.pk}/edit/", typed(version="0", output="7"))
    assert page.status_code == 409
    assert "产值：库里是“5”，您填的是“7”" in page.text


def test_forged_fields_change_nothing_else(town: Town, sign_in: Any) -> None:
    forged = typed(state="confirmed", enterprise=str(town.other.pk), entered_by=str(town.office.pk))
    sign_in(town.inside).post(f"/firms/{town.firm.pk}/statements/new/?period=2022", forged)
    row = Statement.objects.get()
    assert (row.state, row.enterprise, row.entered_by) == ("draft", town.firm, town.inside)


def test_another_firms_pages_do_not_exist_for_a_firm(town: Town, sign_in: Any) -> None:
    row = town.row(firm=town.other)
    client = sign_in(town.inside)
    for address in (f"/statements/{row.pk}/", f"/firms/{town.other.pk}/statements/new/"):
        assert client.get(address).status_code == 404
    for step in ("confirm", "return", "withdraw", "discard", "explain"):
        assert client.post(f"/statements/{row.pk}/{step}/", {"version": "0"}).status_code == 404


def test_several_are_looked_at_then_confirmed(town: Town, sign_in: Any) -> None:
    rows = [town.row(code=code) for code in ("2022", "2022Q1")]
    client, chosen = sign_in(town.district), {"pk": [row.pk for row in rows]}
    assert "2份都可以确认" in client.get("/statements/confirm/", chosen).text
    versions = {f"version-{row.pk}": row.version for row in rows}
    assert "已确认2份" in client.post("/statements/confirm/", chosen | versions, follow=True).text
    assert set(Statement.objects.values_list("state", flat=True)) == {"confirmed"}


def test_of_several_those_that_cannot_be_confirmed_are_named_and_none_is(town: Town, sign_in: Any) -> None:
    able, own = town.row(), town.row(code="2022Q1", entered_by=town.district)
    sent = {"pk": [able.pk, own.pk, 10**30, "x"], f"version-{able.pk}": 0, f"version-{own.pk}": 0}
    page = sign_in(town.district).post("/statements/confirm/", sent)
    assert page.status_code == 409
    assert "不能自己确认" in page.text
    assert set(Statement.objects.values_list("state", flat=True)) == {"submitted"}


def test_what_is_out_of_sight_is_not_confirmed_with_others(town: Town, sign_in: Any) -> None:
    row = town.row(firm=town.other)
    page = sign_in(town.district).get("/statements/confirm/", {"pk": [row.pk]})
    assert "没有选中任何一份" in page.text


def test_the_office_locks_and_opens_on_the_page(town: Town, sign_in: Any) -> None:
    town.row()
    client = sign_in(town.office)
    assert client.post("/locks/new/", {"period": "2022年", "reason": ""}).status_code == 422
    assert client.post("/locks/new/", {"period": "2022年", "reason": "通报已定稿"}).status_code == 302
    page = sign_in(town.district).get("/locks/")
    assert "通报已定稿" in page.text
    assert "1份待确认" in page.text
    assert "locks/new" not in page.text
    row = Statement.objects.get()
    answer = sign_in(town.district).post(f"/statements/{row.pk}/confirm/", {"version": row.version})
    assert answer.status_code == 403
    assert "通报已定稿" in answer.text
    lock = PeriodLock.objects.get()
    assert client.post(f"/locks/{lock.pk}/open/", {"reason": "补报"}).status_code == 302
    assert client.post(f"/locks/{lock.pk}/open/", {"reason": "补报"}).status_code == 409


def test_a_lock_is_refused_to_others(town: Town, sign_in: Any) -> None:
    for user in (town.district, town.inside, town.city.clerk):
        assert sign_in(user).post("/locks/new/", {"period": "2022", "reason": "定稿"}).status_code == 403


@pytest.mark.parametrize("address", ["/statements/?", "/statements/?mine=decide", "/statements/confirm/?", "/locks/?"])
def test_queries_do_not_grow_with_rows(town: Town, sign_in: Any, address: str) -> None:
    client, rows = sign_in(town.district), [town.row()]

    def asked() -> int:
        where = address + "".join(f"&pk={row.pk}" for row in rows)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(where).status_code == 200
        return len(queries)

    asked()
    few = asked()
    rows += [town.row(code=f"2021Q{number}") for number in range(1, 5)]
    rows += [town.row(firm=town.city.firm()) for _ in range(3)]
    asked()
    assert asked() <= few + 4 * ("confirm" in address)  # the neighbours of each period are one query


def test_the_desk_counts_statements_to_confirm(town: Town, sign_in: Any) -> None:
    town.row()
    told = re.search(r"企业报表待确认</a>(.*?)</li>", sign_in(town.district).get("/").text, re.DOTALL)
    assert told
    assert "1份" in told[1]


@pytest.mark.parametrize(("code", "counts"), [("2022", True), ("2022Q3", False), ("2022-08", False)])
def test_only_a_year_is_said_to_count_once_confirmed(town: Town, sign_in: Any, code: str, counts: bool) -> None:
    page = sign_in(town.office).get(reverse("statement", args=[town.row(code=code).pk])).text
    assert ("确认后计入产业链和全市的合计" in page, "合计按年报算" in page) == (counts, not counts)
