"""Who may say what became of scrap, who checks it and who reads it; and what is refused at which field."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.utils import timezone

from lianzhang.access.api import get_visible_or_404, visible
from lianzhang.access.models import Assignment
from lianzhang.enterprises.merging import merge
from lianzhang.kernel.periods import Period
from lianzhang.records.models import AuditEvent
from lianzhang.statements.lock_actions import lock_period
from lianzhang.supply.flows.actions import change_flow, check_flow
from lianzhang.supply.flows.rules import QUANTITIES
from lianzhang.supply.models import FlowState, MaterialFlow
from lianzhang.supply.queries.flows import flows_to_do
from lianzhang.work.api import RowGone, StaleRow, StepRefused

from .flows_world import FLOWED, QUARTER, FlowCity
from .world import LAST, fresh, year_of

pytestmark = pytest.mark.django_db
WHY = {"reason": "缺三月的转移联单"}


@pytest.fixture
def city() -> FlowCity:
    return FlowCity()


class TestAttacks:
    def test_rivals_other_districts_chains_chiefs_banks_and_experts_read_nothing(self, city: FlowCity) -> None:
        row = city.flow()
        strangers = (city.rival_account, city.other_district, city.bank, city.expert, city.team, city.chief)
        for by in strangers:
            assert not visible(fresh(by), MaterialFlow).exists()
            with pytest.raises(Http404):
                get_visible_or_404(fresh(by), MaterialFlow, pk=row.pk)
        for by in (city.anchor_account, city.district, city.office, city.clerk, city.member):
            assert visible(fresh(by), MaterialFlow).get() == row

    def test_nobody_else_reports_for_a_firm(self, city: FlowCity) -> None:
        for by in (city.rival_account, city.supplier_account, city.district, city.member, city.bank, city.team):
            with pytest.raises((PermissionDenied, ValidationError)):
                city.flow(by)
        assert not MaterialFlow.objects.exists()

    def test_who_reads_but_does_not_answer_changes_and_checks_nothing(self, city: FlowCity) -> None:
        row = city.flow()
        for by in (city.district, city.member):
            for name, given in (("check", {}), ("return", WHY), ("withdraw", WHY)):
                with pytest.raises(StepRefused):
                    city.step(row, name, by, **given)
            with pytest.raises(StepRefused):
                city.changed(row, by, product=Decimal(1))
        with pytest.raises(StepRefused):
            city.step(row, "check", city.clerk)

    def test_a_firm_does_not_check_its_own_nor_the_account_that_typed_it(self, city: FlowCity) -> None:
        with pytest.raises(StepRefused):
            city.step(city.flow(), "check", city.anchor_account)
        typed = city.flow(city.office, **QUARTER)
        with pytest.raises(StepRefused, match="不能自己核对"):
            city.step(typed, "check", city.office)
        with pytest.raises(StepRefused, match="不能自己退回"):
            city.step(typed, "return", city.office, **WHY)
        assert city.step(typed, "check", city.second_office).state == FlowState.CHECKED

    def test_who_changed_it_does_not_check_it_either(self, city: FlowCity) -> None:
        row = city.changed(city.flow(), city.office, product=Decimal(890))
        with pytest.raises(StepRefused, match="不能自己核对"):
            city.step(row, "check", city.office)

    def test_an_ended_post_reads_and_writes_nothing(self, city: FlowCity) -> None:
        row = city.flow()
        Assignment.objects.filter(user=city.anchor_account).update(ends=date(2022, 1, 1))
        assert not visible(fresh(city.anchor_account), MaterialFlow).exists()
        with pytest.raises((PermissionDenied, StepRefused)):
            city.changed(row, city.anchor_account, product=Decimal(1))

    def test_a_stale_tab_writes_nothing_and_one_of_a_row_that_is_gone_neither(self, city: FlowCity) -> None:
        row = city.flow()
        old = MaterialFlow.objects.get(pk=row.pk)
        city.changed(row, city.anchor_account, product=Decimal(880))
        with pytest.raises(StaleRow):
            change_flow(row=old, version=old.version, by=fresh(city.anchor_account), product=Decimal(1))
        with pytest.raises(StaleRow):
            check_flow(row=old, version=old.version, by=fresh(city.office))
        city.step(row, "withdraw", city.anchor_account, **WHY)
        with pytest.raises(RowGone):
            check_flow(row=old, version=1, by=fresh(city.office))


class TestLife:
    def test_reported_checked_changed_and_checked_anew(self, city: FlowCity) -> None:
        row = city.checked()
        assert row.state == FlowState.CHECKED
        row = city.changed(row, city.anchor_account, product=Decimal(905))
        assert (row.state, row.product) == (FlowState.REPORTED, 905)
        assert AuditEvent.objects.filter(action__startswith="material_flow.").count() == 3

    def test_returned_with_a_reason_mended_and_reported_again(self, city: FlowCity) -> None:
        row = city.flow()
        with pytest.raises(StepRefused):
            city.step(row, "return", city.office, reason=" ")
        row = city.step(row, "return", city.office, **WHY)
        assert (row.state, row.reason) == (FlowState.RETURNED, WHY["reason"])
        row = city.changed(row, city.anchor_account, document="联单 0301")
        assert (row.state, row.reason) == (FlowState.REPORTED, "")

    def test_nothing_is_written_where_nothing_changed(self, city: FlowCity) -> None:
        row = city.checked()
        city.changed(row, city.anchor_account, product=row.product)
        row.refresh_from_db()
        assert (row.state, row.version) == (FlowState.CHECKED, 1)


class TestBadInput:
    @pytest.mark.parametrize(
        ("field", "said"),
        [
            ("source", {"source": " "}),
            ("from_local", {"from_local": Decimal(-1)}),
            ("product", {"product": Decimal(10) ** 12}),
            ("period_end", {"period_start": date(2022, 1, 1), "period_end": date(2022, 1, 31)}),
            ("period_end", {"period_start": date(2022, 1, 1), "period_end": date(2022, 6, 30)}),
            ("period_end", {"period_start": date(2022, 2, 1), "period_end": date(2022, 4, 30)}),
            ("period_end", {"period_start": date(2022, 1, 1), "period_end": date(2021, 12, 31)}),
            ("from_local", dict.fromkeys(("from_local", "from_outside", "product", "residue", "stock_change"))),
        ],
    )
    def test_what_is_wrong_is_said_at_its_field(self, city: FlowCity, field: str, said: dict[str, Any]) -> None:
        with pytest.raises(ValidationError) as refused:
            city.flow(**said)
        assert field in refused.value.message_dict
        assert not MaterialFlow.objects.exists()

    def test_a_period_that_has_not_ended_is_not_reported(self, city: FlowCity) -> None:
        year = timezone.localdate().year
        with pytest.raises(ValidationError, match="还没有结束"):
            city.flow(period_start=date(year, 1, 1), period_end=date(year, 12, 31))

    def test_a_battery_needs_its_manifest(self, city: FlowCity) -> None:
        with pytest.raises(ValidationError, match="转移联单"):
            city.flow(material=city.battery)
        assert city.flow(material=city.battery, document="420600-0017").document

    def test_more_out_than_in_is_told_with_its_sums_and_kept_with_a_reason_only(self, city: FlowCity) -> None:
        with pytest.raises(ValidationError) as refused:
            city.flow(product=Decimal(1100))
        (words,) = refused.value.message_dict["why"]
        for said in (
            "收自本地800＋收自外地200＝1,000吨",
            "产出折量1,100＋残渣和损耗60＋库存增减20＝1,180吨",
            "多出180吨",
        ):
            assert said in words
        row = city.flow(product=Decimal(1100), why="上年结转的在制品")
        assert row.why
        with pytest.raises(ValidationError):
            city.changed(row, city.anchor_account, why="")

    def test_unknown_stays_unknown_and_contradicts_nothing_by_itself(self, city: FlowCity) -> None:
        row = city.flow(residue=None, stock_change=None, product=Decimal(1500))
        row.refresh_from_db()
        assert (row.residue, row.stock_change) == (None, None)
        with pytest.raises(ValidationError, match="多出"):
            city.flow(residue=None, product=Decimal(1500), **QUARTER)

    def test_the_same_twice_is_refused_and_so_are_sites_that_cannot_be_told_apart(self, city: FlowCity) -> None:
        city.flow()
        with pytest.raises(ValidationError, match="已经报过"):
            city.flow()
        with pytest.raises(ValidationError, match="厂区"):
            city.flow(site="东厂", **QUARTER)
        assert city.flow(**QUARTER)

    def test_a_material_of_another_plan_s_city_and_a_firm_that_merged_are_refused(self, city: FlowCity) -> None:
        city.anchor.merged_into = city.supplier
        city.anchor.save()
        with pytest.raises((ValidationError, PermissionDenied)):
            city.flow(city.office)


class TestMerging:
    def merged(self, city: FlowCity, goes: Any) -> None:
        stays = city.supplier
        for firm in (stays, goes):
            firm.refresh_from_db()
        merge(stays=stays, goes=goes, versions=(stays.version, goes.version), by=fresh(city.office))

    def test_the_firm_that_goes_on_has_the_reports(self, city: FlowCity) -> None:
        yard = city.firm("东区废钢场", uscc="")
        row = city.flow(city.office, enterprise=yard)
        self.merged(city, yard)
        row.refresh_from_db()
        assert row.enterprise == city.supplier
        assert visible(fresh(city.supplier_account), MaterialFlow).get() == row

    def test_two_reports_of_one_site_that_differ_stand_in_the_way(self, city: FlowCity) -> None:
        yard = city.firm("东区废钢场", uscc="")
        city.flow(city.office, enterprise=yard)
        city.flow(city.supplier_account, enterprise=city.supplier, product=Decimal(880))
        with pytest.raises(ValidationError, match="数不同"):
            self.merged(city, yard)
        assert MaterialFlow.objects.count() == 2


class TestAsking:
    def rest(self, city: FlowCity, **more: Any) -> MaterialFlow:
        return city.flow(product=Decimal(700), **more)

    def test_what_nobody_can_explain_is_asked_in_its_own_sums_and_answered(self, city: FlowCity) -> None:
        row = self.rest(city)
        with pytest.raises(StepRefused, match="请先“请企业说明”"):
            city.step(row, "check", city.office)
        row = city.step(row, "ask", city.office)
        assert row.state == FlowState.ASKED
        assert "收进1,000吨，产出折量700＋残渣和损耗60＋库存增减20，还有220吨说不清去向" in row.question
        assert row.asked_at is not None
        assert (
            visible(fresh(city.anchor_account), MaterialFlow).filter(flows_to_do(fresh(city.anchor_account))).exists()
        )
        row = city.changed(row, city.anchor_account, why="地磅坏了两月，按发票补不齐")
        assert (row.state, row.question) == (FlowState.REPORTED, "")
        assert city.step(row, "check", city.office).state == FlowState.CHECKED

    def test_nothing_is_asked_where_all_adds_up_or_was_explained(self, city: FlowCity) -> None:
        with pytest.raises(StepRefused, match="没有超出容差"):
            city.step(city.flow(), "ask", city.office)
        with pytest.raises(StepRefused, match="已经说明"):
            city.step(self.rest(city, why="盘点差", **QUARTER), "ask", city.office)

    def test_only_who_checks_asks(self, city: FlowCity) -> None:
        row = self.rest(city)
        for by in (city.anchor_account, city.clerk, city.district, city.member):
            with pytest.raises(StepRefused):
                city.step(row, "ask", by)


class TestWrongUnitsAndClosedPeriods:
    def test_a_thousandfold_leap_is_told_as_another_unit_and_kept_with_a_reason(self, city: FlowCity) -> None:
        city.flow(**year_of(LAST))
        thousand = {name: FLOWED[name] * 1000 for name in QUANTITIES}
        with pytest.raises(ValidationError, match="大了1,000倍，像是单位写错了；请按吨写") as refused:
            city.flow(**thousand)
        assert "from_local" in refused.value.message_dict
        with pytest.raises(ValidationError, match="分之一"):
            city.flow(**{name: FLOWED[name] / 1000 for name in QUANTITIES})
        assert city.flow(**thousand, why="新线投产，一期从试生产起算")

    def test_a_quarter_after_a_year_is_no_leap(self, city: FlowCity) -> None:
        city.flow(**year_of(LAST))
        assert city.flow(**{name: FLOWED[name] / 4 for name in QUANTITIES}, **QUARTER)

    def test_of_a_locked_period_nothing_is_reported_changed_or_withdrawn(self, city: FlowCity) -> None:
        row = city.flow()
        whole = Period(date(2022, 1, 1), date(2022, 12, 31))
        lock_period(period=whole, reason="年度数据已上报", by=fresh(city.office))
        for act in (
            lambda: city.flow(**QUARTER),
            lambda: city.changed(row, city.anchor_account, product=Decimal(890)),
            lambda: city.step(row, "withdraw", city.anchor_account, **WHY),
        ):
            with pytest.raises((ValidationError, StepRefused), match="锁定"):
                act()
        assert MaterialFlow.objects.get().product == 900

    def test_scrap_from_outside_needs_the_permit_its_material_names(self, city: FlowCity) -> None:
        city.battery.permit = "跨省转移批准"
        city.battery.save()
        battery = {"material": city.battery, "document": "420600-0017"}
        with pytest.raises(ValidationError, match="都在省内的写“省内”"):
            city.flow(**battery)
        assert city.flow(**battery, permit="省内").permit
        assert city.flow(**battery, **QUARTER, from_outside=Decimal(0), product=Decimal(700))
