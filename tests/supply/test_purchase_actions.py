"""Who may say what a firm bought, who answers for the other side, and what is refused at which field."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404

from lianzhang.access.api import get_visible_or_404, may, visible
from lianzhang.accounts.models import User
from lianzhang.records.models import AuditEvent
from lianzhang.supply.models import Purchase, PurchaseState, PurchaseTotal
from lianzhang.supply.purchases.actions import change, change_total, identify, map_product, withdraw_total
from lianzhang.work.api import StaleRow, StepRefused

from .world import SupplyCity, fresh, year_of

pytestmark = pytest.mark.django_db
REASON = {"reason": "报错了年份"}


@pytest.fixture
def city() -> SupplyCity:
    return SupplyCity()


def changed(row: Purchase, by: User, **said: Any) -> Purchase:
    row.refresh_from_db()
    return change(row=row, version=row.version, by=fresh(by), **said)


class TestReporting:
    def test_a_firm_and_those_who_keep_records_for_it_report_what_it_bought(self, city: SupplyCity) -> None:
        for number, by in enumerate((city.anchor_account, city.office, city.clerk, city.team)):
            row = city.bought(by, item=f"壳体{number}")
            assert (row.state, row.version) == (PurchaseState.REPORTED, 0)
        assert AuditEvent.objects.filter(action="purchase.report").count() == 4

    def test_nobody_else_reports_for_a_firm_least_of_all_who_sells_to_it(self, city: SupplyCity) -> None:
        others = (city.supplier_account, city.rival_account, city.rival_team, city.chief, city.district, city.bank)
        for by in (*others, city.expert):
            with pytest.raises((PermissionDenied, ValidationError)):
                city.bought(by)
        assert not Purchase.objects.exists()

    @pytest.mark.parametrize(
        ("field", "said"),
        [
            ("item", {"item": " "}),
            ("source", {"source": ""}),
            ("value", {"value": Decimal(-1)}),
            ("quantity", {"quantity": Decimal(-1)}),
            ("share", {"share": Decimal("100.01")}),
            ("contract_end", {"contract_end": date(2021, 12, 31)}),
            ("period_end", {"period_end": date(2022, 2, 28)}),
            ("period_end", {"period_end": date(2021, 12, 31)}),
            ("period_start", {"period_start": date(2999, 1, 1), "period_end": date(2999, 12, 31)}),
            ("supplier", {"supplier": None, "supplier_name": ""}),
            ("supplier", {"supplier": None, "supplier_name": "汉江整车制造有限公司"}),
        ],
    )
    def test_what_is_wrong_is_said_at_its_field_and_nothing_is_written(
        self, city: SupplyCity, field: str, said: dict[str, Any]
    ) -> None:
        with pytest.raises(ValidationError) as refused:
            city.bought(**said)
        assert field in refused.value.message_dict
        assert not Purchase.objects.exists()

    def test_a_firm_buys_nothing_from_itself(self, city: SupplyCity) -> None:
        with pytest.raises(ValidationError, match="自己"):
            city.bought(supplier=city.anchor)


class TestWhoSees:
    def test_both_sides_office_team_and_chief_and_nobody_else(self, city: SupplyCity) -> None:
        row = city.bought()
        total = city.total()
        own = (city.anchor_account, city.office, city.clerk, city.team, city.chief)
        for user in (*own, city.supplier_account):
            assert get_visible_or_404(fresh(user), Purchase, pk=row.pk) == row
        others = [city.rival_account, city.rival_team, city.district, city.other_district, city.bank, city.expert]
        for user in (*others, *map(city.user_as, ("head_chief", "committee", "park", "member_unit"))):
            with pytest.raises(Http404):
                get_visible_or_404(fresh(user), Purchase, pk=row.pk)
            assert not visible(fresh(user), PurchaseTotal).exists()
        assert not visible(fresh(city.supplier_account), PurchaseTotal).exists()
        assert all(visible(fresh(user), PurchaseTotal).get() == total for user in own)

    def test_a_supplier_sees_its_own_sales_and_not_what_others_sell(self, city: SupplyCity) -> None:
        own = city.bought()
        city.bought_from_stranger()
        city.bought(supplier=city.elsewhere, item="芯片")
        assert list(visible(fresh(city.supplier_account), Purchase)) == [own]


class TestTheOtherSide:
    def test_the_supplier_alone_confirms_or_disputes(self, city: SupplyCity) -> None:
        row = city.bought()
        for by in (city.anchor_account, city.office, city.clerk, city.team, city.chief, city.rival_account):
            for name, given in (("confirm", {}), ("dispute", {"reason": "不对"})):
                with pytest.raises(PermissionDenied):
                    city.take(row, name, by, **given)
        row = city.take(row, "confirm", city.supplier_account)
        assert row.state == PurchaseState.CONFIRMED
        assert row.answered_at is not None

    def test_a_dispute_says_why_and_may_say_how_much(self, city: SupplyCity) -> None:
        row = city.bought()
        with pytest.raises(StepRefused, match="哪里不对"):
            city.take(row, "dispute", city.supplier_account, reason=" ")
        with pytest.raises(ValidationError, match="数字"):
            city.take(row, "dispute", city.supplier_account, reason="不对", amount="九百")
        row = city.take(row, "dispute", city.supplier_account, reason="不对", amount="1,100.5")
        assert (row.state, row.disputed_value, row.value) == (PurchaseState.DISPUTED, Decimal("1100.50"), 1200)

    def test_the_office_settles_and_never_what_it_typed_itself(self, city: SupplyCity) -> None:
        row = city.take(city.bought(city.office), "dispute", city.supplier_account, reason="多了", amount="900")
        given = {"side": "supplier", "reason": "看了发票"}
        with pytest.raises(StepRefused, match="不能自己"):
            city.take(row, "settle", city.office, **given)
        for by in (city.anchor_account, city.supplier_account, city.team, city.clerk):
            with pytest.raises(PermissionDenied):
                city.take(row, "settle", by, **given)
        row = city.take(row, "settle", city.second_office, **given)
        assert (row.state, row.value, row.disputed_value) == (PurchaseState.CONFIRMED, 900, None)

    def test_nothing_is_settled_by_an_amount_that_nobody_said(self, city: SupplyCity) -> None:
        row = city.disputed(amount="")
        with pytest.raises(ValidationError, match="没有写金额"):
            city.take(row, "settle", city.office, side="supplier", reason="看了")
        assert city.take(row, "settle", city.office, side="customer", reason="看了发票").value == 1200


class TestChanging:
    def test_a_changed_line_is_to_be_confirmed_anew(self, city: SupplyCity) -> None:
        row = changed(city.confirmed(), city.anchor_account, value=Decimal(1300))
        assert (row.state, row.answered_at, row.value) == (PurchaseState.REPORTED, None, 1300)
        assert changed(row, city.team, value=Decimal(1400)).value == 1400
        for by in (city.supplier_account, city.rival_account, city.rival_team, city.district):
            with pytest.raises(PermissionDenied):
                changed(row, by, value=Decimal(1))

    def test_who_comes_too_late_changes_nothing(self, city: SupplyCity) -> None:
        row = city.bought()
        changed(row, city.office, value=Decimal(1300))
        with pytest.raises(StaleRow):
            change(row=row, version=0, by=fresh(city.anchor_account), value=Decimal(1))

    def test_a_stranger_is_identified_and_then_asked(self, city: SupplyCity) -> None:
        row = city.bought_from_stranger()
        assert not may(fresh(city.supplier_account), "purchase.answer", row)
        with pytest.raises(ValidationError, match="自己"):
            identify(row=row, version=0, supplier=city.anchor, by=fresh(city.anchor_account))
        row = identify(row=row, version=0, supplier=city.supplier, by=fresh(city.anchor_account))
        assert (row.supplier_called, row.supplier_name, row.supplier_place) == (str(city.supplier), "", "")
        assert city.take(row, "confirm", city.supplier_account).state == PurchaseState.CONFIRMED

    def test_mapping_leaves_what_was_confirmed_as_it_is(self, city: SupplyCity) -> None:
        row = city.confirmed()
        with pytest.raises(PermissionDenied):
            map_product(row=row, version=1, product=city.casting, by=fresh(city.supplier_account))
        row = map_product(row=row, version=1, product=city.casting, by=fresh(city.clerk))
        assert (row.state, row.product) == (PurchaseState.CONFIRMED, city.casting)

    def test_withdrawing_says_why_and_leaves_the_record_in_the_log(self, city: SupplyCity) -> None:
        row = city.bought()
        with pytest.raises(StepRefused, match="理由"):
            city.take(row, "withdraw", city.anchor_account, reason="")
        for by in (city.supplier_account, city.rival_team):
            with pytest.raises(PermissionDenied):
                city.take(row, "withdraw", by, **REASON)
        city.take(row, "withdraw", city.anchor_account, **REASON)
        assert not Purchase.objects.exists()
        assert AuditEvent.objects.filter(action="purchase.withdraw").count() == 1


class TestTotals:
    def test_stated_changed_and_withdrawn_by_the_customers_side_alone(self, city: SupplyCity) -> None:
        for by in (city.supplier_account, city.rival_account, city.rival_team, city.district, city.bank):
            with pytest.raises((PermissionDenied, ValidationError)):
                city.total(by)
        row = city.total(city.team)
        row = change_total(row=row, version=0, value=Decimal(6000), source="审计", by=fresh(city.anchor_account))
        with pytest.raises(StaleRow):
            change_total(row=row, version=0, value=Decimal(1), source="审计", by=fresh(city.office))
        with pytest.raises(PermissionDenied):
            withdraw_total(row=row, version=1, reason="不对", by=fresh(city.supplier_account))
        withdraw_total(row=row, version=1, reason="不对", by=fresh(city.clerk))
        assert not PurchaseTotal.objects.exists()

    @pytest.mark.parametrize(
        ("field", "said"),
        [
            ("value", {"value": Decimal(0)}),
            ("source", {"source": " "}),
            ("period_end", {**year_of(2022), "period_end": date(2022, 11, 30)}),
        ],
    )
    def test_what_is_wrong_is_said_at_its_field(self, city: SupplyCity, field: str, said: dict[str, Any]) -> None:
        with pytest.raises(ValidationError) as refused:
            city.total(**said)
        assert field in refused.value.message_dict
