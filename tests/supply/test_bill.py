"""The bill of purchases: last year's lines carried forward, each row saved as it is left, nothing spoilt by a slip."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from lianzhang.accounts.models import User
from lianzhang.supply.models import Purchase, PurchaseState, PurchaseTotal
from lianzhang.supply.purchases.bill import TYPED

from .world import LAST, SupplyCity, year_of

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def city() -> SupplyCity:
    return SupplyCity()


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return client


class Grid:
    """A firm's grid of 2022 as its own account fills it in."""

    def __init__(self, city: SupplyCity, by: User | None = None) -> None:
        self.client = client_of(by or city.anchor_account)
        self.address = f"/supply/firms/{city.anchor.pk}/bill/"

    def show(self) -> Any:
        return self.client.get(self.address, {"period": "2022"})

    def rows(self) -> dict[str, Any]:
        return {row.key: row for row in self.show().context["bill"].rows}

    def save(self, key: str, script: bool = True, **typed: Any) -> Any:
        row = self.rows()[key]
        sent = {name: getattr(row, name) for name in TYPED}
        if row.line:
            sent |= {"line": row.line, "version": row.version}
        more = HTMX if script else {}
        return self.client.post(f"{self.address}row/?period=2022&row={key}", sent | typed, **more)


def test_last_years_lines_come_over_with_all_but_the_amount(city: SupplyCity) -> None:
    own = {"share": Decimal(60), "unit": "件", "stock_days": 20, "product": city.casting}
    last = city.bought(contract_end=date(2023, 6, 30), **own, **year_of(LAST))
    row = Grid(city).rows()[f"c{last.pk}"]
    assert (row.item, row.supplier, row.unit, row.share, row.last) == (
        "变速箱壳体", "东区铸件有限公司", "件", "60", Decimal(1200),
    )  # fmt: skip
    assert (row.value, row.contract_end) == ("", "2023-06-30")
    answer = Grid(city).save(f"c{last.pk}", value="1350.5")
    assert answer.status_code == 200
    assert "已保存" in answer.text
    made = Purchase.objects.get(period_start=date(2022, 1, 1))
    assert (made.supplier, made.product, made.value, made.share) == (
        city.supplier,
        city.casting,
        Decimal("1350.50"),
        60,
    )
    rows = Grid(city).rows()
    assert f"c{last.pk}" not in rows
    assert rows[f"p{made.pk}"].last == 1200


def test_a_row_is_saved_as_it_is_left_and_corrected_in_place(city: SupplyCity) -> None:
    grid = Grid(city)
    answer = grid.save("n1", item="密封圈", supplier=city.STRANGER, supplier_place="湖北省武汉市")
    assert (answer.status_code, "还缺金额" in answer.text) == (422, True)
    assert not Purchase.objects.exists()
    assert grid.save("n1", item="密封圈", supplier=city.STRANGER, value="80").status_code == 200
    row = Purchase.objects.get()
    answer = grid.save(f"p{row.pk}", value="90", supplier=city.supplier.uscc, item="密封件")
    assert answer.status_code == 200
    row.refresh_from_db()
    assert (row.value, row.supplier, row.item, row.version) == (90, city.supplier, "密封件", 1)
    assert grid.save(f"p{row.pk}").status_code == 200
    row.refresh_from_db()
    assert row.version == 1  # nothing was changed
    answer = grid.save(f"p{row.pk}", value="91", version=0)
    assert (answer.status_code, "刷新" in answer.text) == (422, True)


def test_the_other_side_is_asked_anew_for_what_was_changed(city: SupplyCity) -> None:
    row = city.confirmed()
    Grid(city).save(f"p{row.pk}", value="1300")
    row.refresh_from_db()
    assert row.state == PurchaseState.REPORTED


def test_a_slip_of_the_unit_is_kept_out_until_it_is_ticked(city: SupplyCity) -> None:
    last = city.bought(**year_of(LAST))
    grid = Grid(city)
    answer = grid.save(f"c{last.pk}", value="12500000")
    assert (answer.status_code, "元当成了万元" in answer.text) == (422, True)
    assert Purchase.objects.count() == 1
    assert grid.save(f"c{last.pk}", value="12500000", sure="slip").status_code == 200
    assert Purchase.objects.count() == 2


def test_what_merely_looks_wrong_is_saved_and_told(city: SupplyCity) -> None:
    city.bought(share=Decimal(70), product=city.casting)
    grid = Grid(city)
    answer = grid.save("n1", item="铝压铸件", supplier="东区铸件公司", value="500", share="40")
    assert answer.status_code == 200
    assert "超过100%" in answer.text
    assert "像是同一家" in answer.text
    assert grid.show().text.count("超过100%") == 2


def test_how_far_it_got_is_told_with_every_row(city: SupplyCity) -> None:
    grid = Grid(city)
    assert "录到几成不清楚" in grid.show().text
    given = {"value": "4000", "source": "财务账"}
    answer = grid.client.post(f"{grid.address}?period=2022", given)
    assert answer.status_code == 302
    assert PurchaseTotal.objects.get().value == 4000
    assert "占采购总额的50.0%" in grid.save("n1", item="壳体", supplier="东区铸件有限公司", value="2000").text
    refused = grid.client.post(f"{grid.address}?period=2022", {"value": "", "source": ""})
    assert refused.status_code == 422
    stale = grid.client.post(f"{grid.address}?period=2022", {"value": "1", "source": "账", "version": 7})
    assert stale.status_code == 409


def test_without_a_script_the_page_comes_again_with_what_was_typed(city: SupplyCity) -> None:
    grid = Grid(city)
    answer = grid.save("n2", script=False, item="壳体", supplier="东区铸件有限公司", value="很多")
    assert answer.status_code == 422
    assert "很多" in answer.text
    answer = grid.save("n2", script=False, item="壳体", supplier="东区铸件有限公司", value="20")
    assert answer.status_code == 302
    assert answer["Location"].endswith("#row-n2")


def test_it_is_filled_in_by_the_firm_and_those_who_keep_its_records_alone(city: SupplyCity) -> None:
    for by in (city.office, city.clerk, city.team):
        assert Grid(city, by).save("n1", item=str(by), supplier=city.STRANGER, value="1").status_code == 200
    for by in (city.supplier_account, city.rival_account, city.rival_team, city.chief, city.district, city.bank):
        grid = Grid(city, by)
        assert grid.show().status_code in (403, 404)
        sent = {"item": "x", "supplier": "y", "value": "1"}
        assert grid.client.post(f"{grid.address}row/?period=2022&row=n1", sent).status_code in (403, 404)
    assert Purchase.objects.count() == 3


def test_a_key_of_anothers_line_leads_nowhere(city: SupplyCity) -> None:
    other = city.bought(city.office, customer=city.rival)
    grid = Grid(city)
    sent = {"item": "壳体", "supplier": "东区铸件有限公司", "value": "1", "line": other.pk, "version": 0}
    for key in (f"p{other.pk}", f"c{other.pk}", "cx", "", "n" * 99):
        grid.client.post(f"{grid.address}row/?period=2022&row={key}", sent, **HTMX)
    other.refresh_from_db()
    assert (other.value, other.version) == (1200, 0)
