"""Cumulative or single: asked by the form, shown on the page, told by doubts, heeded by locks and lists."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from lianzhang.enterprises.models import AboveScale
from lianzhang.statements import actions
from lianzhang.statements.doubts import doubts_about, doubts_of
from lianzhang.statements.lock_actions import lock_period
from lianzhang.statements.models import Statement
from lianzhang.statements.owed import owed
from lianzhang.statements.reporting import handed_in
from lianzhang.statements.totals import totals
from tests.enterprises.reported import entry_of, period, report, typed
from tests.enterprises.world import City

from .test_statement_pages import sign_in
from .test_statements import Town, town

__all__ = ["sign_in", "town"]

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_alone]
NINE = "2022-01..2022-09"


def text(page: Any) -> str:
    return "".join(page.content.decode().split())


def rising(city: City, firm: Any, state: str = "confirmed") -> list[Statement]:
    return [
        report(city, firm, f"2022Q{quarter}", state=state, output=Decimal(output))
        for quarter, output in enumerate((100, 210, 330, 450), start=1)
    ]


def test_the_form_asks_and_cumulative_turns_the_quarter_into_the_year_so_far(town: Town, sign_in: Any) -> None:
    client, address = sign_in(town.inside), f"/firms/{town.firm.pk}/statements/new/?period=2022Q3"
    page = text(client.get(address))
    assert "当期：只是2022年三季度（7—9月）" in page
    assert "累计：从年初起，2022年1—9月" in page
    client.post(address, typed(basis="cumulative"))
    made = Statement.objects.get()
    assert (made.period_start, made.period_end) == (date(2022, 1, 1), date(2022, 9, 30))
    client.post(reverse("statement_edit", args=[made.pk]), typed(basis="single", version=str(made.version)))
    made.refresh_from_db()
    assert (made.period_start, made.period_end) == (date(2022, 7, 1), date(2022, 9, 30))


@pytest.mark.parametrize("code", ["2022", "2022Q1", "2022-01"])
def test_where_both_are_one_nothing_is_asked(town: Town, sign_in: Any, code: str) -> None:
    page = sign_in(town.inside).get(f"/firms/{town.firm.pk}/statements/new/?period={code}")
    assert 'name="basis"' not in page.content.decode()


def test_the_page_shows_what_was_reported_and_what_it_comes_to(town: Town, sign_in: Any) -> None:
    report(town.city, town.firm, "2022H1", output=Decimal(210))
    row = report(town.city, town.firm, NINE, output=Decimal(330), staff=Decimal(50))
    page = text(sign_in(town.inside).get(reverse("statement", args=[row.pk])))
    assert "2022年1—9月累计" in page
    assert "其中2022年三季度按2022年1—9月减2022年上半年算出，产值120万元" in page
    Statement.objects.exclude(pk=row.pk).delete()
    page = text(sign_in(town.inside).get(reverse("statement", args=[row.pk])))
    assert "没有已确认的2022年上半年，算不出2022年三季度当期的数" in page
    assert "其中2022年三季度" not in page


def test_while_typing_the_quarter_alone_is_said(town: Town, sign_in: Any) -> None:
    report(town.city, town.firm, "2022H1", output=Decimal(210))
    address = reverse("firm_statement_reading", args=[town.firm.pk])
    client, asked = sign_in(town.inside), {"period": "2022Q3", "output": "330"}
    assert "产值120万元" in text(client.get(address, asked | {"basis": "cumulative"}))
    assert "其中" not in text(client.get(address, asked | {"basis": "single"}))


@pytest.mark.parametrize("state", ["draft", "submitted", "confirmed"])
def test_a_rising_series_is_doubted_before_it_is_confirmed(town: Town, sign_in: Any, state: str) -> None:
    rows = rising(town.city, town.firm, state)
    for row in rows[1:]:
        (doubt,) = (each for each in doubts_of(row, town.office) if each.rule.code == "rising.output")
        assert "当期还是累计" in doubt.do
    assert "产值450万元，前一期产值330万元，年初第一期产值100万元" in doubt.do
    assert doubts_of(rows[0], town.office) == []
    client = sign_in(town.office)
    assert "逐期累加" in text(client.get(reverse("statement", args=[rows[3].pk])))
    if state == "submitted":
        page = client.get(reverse("statements_confirm"), {"pk": [row.pk for row in rows]})
        assert text(page).count("产值逐期累加") == 3


def test_a_rising_series_is_doubted_on_the_form(town: Town, sign_in: Any) -> None:
    rising(town.city, town.firm, "draft")[3].delete()
    address = reverse("firm_statement_reading", args=[town.firm.pk])
    client = sign_in(town.inside)
    assert "逐期累加" in text(client.get(address, {"period": "2022Q4", "basis": "single", "output": "450"}))
    assert "逐期累加" not in text(client.get(address, {"period": "2022Q4", "basis": "single", "output": "120"}))


def test_the_year_is_held_against_quarters_reckoned_from_the_year_so_far(town: Town) -> None:
    for code, output in (("2022Q1", 100), ("2022H1", 210), (NINE, 330), ("2022Q4", 120)):
        report(town.city, town.firm, code, output=Decimal(output))
    year = period("2022")
    assert doubts_about(town.firm, year, {"output": Decimal(450)}, town.office) == []
    codes = [each.rule.code for each in doubts_about(town.firm, year, {"output": Decimal(1090)}, town.office)]
    assert codes == ["sum.output"]
    codes = [each.rule.code for each in doubts_about(town.firm, year, {"output": Decimal(300)}, town.office)]
    assert codes == ["shrunk.output", "sum.output"]


def test_numbers_are_named_in_a_doubt(town: Town) -> None:
    report(town.city, town.firm, "2021", output=Decimal(100), staff=Decimal(50))
    ((rule, do),) = doubts_about(town.firm, period("2022"), {"output": Decimal(400)}, town.office)
    assert rule.code == "ago.output"
    assert do.startswith("产值400万元，上年同期产值100万元；")


def test_a_locked_quarter_takes_no_cumulative_figures_of_its_end(town: Town) -> None:
    lock_period(period=period("2022Q3"), reason="定稿", by=town.office)
    row = town.enter("2022Q2")
    for attempt in (
        lambda: town.enter(NINE),
        lambda: town.enter("2022-01..2022-08"),
        lambda: actions.edit(row=row, version=row.version, entry=entry_of(), by=town.inside, period=period(NINE)),
    ):
        with pytest.raises(ValidationError, match="锁定"):
            attempt()
    assert town.enter("2022H1").pk
    assert town.enter("2022").pk


def test_a_draft_moves_only_where_nothing_stands(town: Town) -> None:
    town.enter("2022H1")
    row = town.enter("2022Q2")
    with pytest.raises(ValidationError, match="已有一份报表"):
        actions.edit(row=row, version=row.version, entry=entry_of(), by=town.inside, period=period("2022H1"))


def test_the_year_so_far_settles_what_is_asked_of_a_quarter(town: Town) -> None:
    AboveScale.objects.create(enterprise=town.firm, year=2022)
    for code in ("2022Q1", "2022H1", NINE):
        report(town.city, town.firm, code)
    assert open_periods(town) == {"2022", "2022Q4"}
    assert [handed_in(Statement.objects.all(), period(f"2022Q{each}")).count() for each in (1, 2, 3, 4)] == [1, 1, 1, 0]
    report(town.city, town.firm, "2022")
    assert handed_in(Statement.objects.all(), period("2022Q4")).count() == 1
    assert open_periods(town) == set()


def open_periods(town: Town) -> set[str]:
    asked = owed(town.firm, date(2022, 1, 1), date(2022, 12, 31), town.office)
    return {each.asked.period.code for each in asked if each.open}


def test_a_year_alone_settles_no_quarter(town: Town) -> None:
    report(town.city, town.firm, "2022")
    assert not handed_in(Statement.objects.all(), period("2022Q4")).exists()


def test_cumulative_figures_count_in_no_year(town: Town) -> None:
    report(town.city, town.firm, NINE, output=Decimal(330))
    assert totals(town.city.region.pk).of("output", 2022) == 0
    report(town.city, town.firm, "2022", output=Decimal(450))
    assert totals(town.city.region.pk).of("output", 2022) == 450
