"""Products, purchases, totals and capabilities in and out as sheets: what a row means, what stands against it, undo."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from pytest_django import Settings

from lianzhang.accounts.models import User
from lianzhang.supply.models import Capability, Product, Purchase, PurchaseState, PurchaseTotal
from tests.exchange.uploads import Desk, sheet_of

from .world import LAST, SupplyCity, fresh, year_of

pytestmark = pytest.mark.django_db
BOUGHT, STATED, CAN, LISTED = "purchases", "purchase_totals", "capabilities", "products"


@pytest.fixture
def city() -> SupplyCity:
    return SupplyCity()


@pytest.fixture
def desk(city: SupplyCity, settings: Settings, tmp_path: Path) -> Desk:
    settings.VAR = tmp_path
    return Desk(city, fresh(city.office), tmp_path)


def bought(city: SupplyCity, **more: Any) -> dict[str, Any]:
    given = {"企业": city.anchor.name, "时期": "2022", "采购的东西": "变速箱壳体", "供应商": city.supplier.name}
    return given | {"金额（万元）": "1200", "来源": "企业采购台账"} | more


def desk_of(desk: Desk, user: User) -> Desk:
    return Desk(desk.city, fresh(user), desk.var)


class TestPurchases:
    def test_rows_name_firms_strangers_and_products_as_people_write_them(self, city: SupplyCity, desk: Desk) -> None:
        rows = [
            bought(city, 产品="压铸铝件", 合同到期="2024-12-31", **{"库存（天）": "20", "占同类采购（%）": "60%"}),
            bought(city, 供应商=city.STRANGER, 供应商所在地="湖北省武汉市", **{"金额（万元）": "1.2亿元"}),
            bought(city, 供应商="", 供应商统一社会信用代码=city.elsewhere.uscc, 采购的东西="芯片"),
        ]
        batch = desk.upload(sheet_of(*rows, name="采购"), register=BOUGHT)
        assert batch.counts == {"new": 3}
        assert "2行没有归到产品" in desk.page(batch)
        desk.press(batch, "apply")
        first, second, third = Purchase.objects.order_by("pk")
        assert (first.customer, first.supplier, first.product) == (city.anchor, city.supplier, city.casting)
        assert (first.share, first.stock_days, first.state) == (60, 20, PurchaseState.REPORTED)
        assert (second.supplier, second.supplier_name, second.value) == (None, city.STRANGER, 12_000)
        assert (third.supplier, third.city) == (city.elsewhere, city.region)
        assert first.authors == (city.office.pk,)
        again = desk.upload(sheet_of(*reversed(rows), name="采购"), register=BOUGHT)
        assert again.counts == {"same": 3}, [line.changes for page in again.pages.all() for line in page.lines]

    @pytest.mark.parametrize(
        ("words", "more"),
        [
            ("没有“火箭厂”", {"企业": "火箭厂"}),
            ("没有写供应商", {"供应商": ""}),
            ("供应商就是采购企业自己", {"供应商": "汉江整车制造有限公司"}),
            ("名录里没有“91420600MA0000999X”", {"供应商统一社会信用代码": "91420600MA0000999X"}),
            ("产品目录里没有“火箭”", {"产品": "火箭"}),
            ("0到100之间", {"占同类采购（%）": "130"}),
            ("按年、季度、月", {"时期": "2022年上半年"}),
            ("不能为空", {"来源": ""}),
        ],
    )
    def test_what_stands_against_a_row_is_said_at_its_column(
        self, city: SupplyCity, desk: Desk, words: str, more: dict[str, str]
    ) -> None:
        batch = desk.upload(sheet_of(bought(city) | more, name="采购"), register=BOUGHT)
        assert batch.counts == {"fault": 1}
        assert words in "".join(message for _, _, message in desk.faults(batch))

    def test_a_confirmed_line_that_is_changed_is_to_be_confirmed_anew_and_undone_is_confirmed(
        self, city: SupplyCity, desk: Desk
    ) -> None:
        row = city.confirmed()
        batch = desk.upload(sheet_of(bought(city, **{"金额（万元）": "1300"}), name="采购"), register=BOUGHT)
        assert batch.counts == {"changed": 1}
        desk.press(batch, "apply")
        row.refresh_from_db()
        assert (row.state, row.value, row.answered_at) == (PurchaseState.REPORTED, 1300, None)
        desk.press(batch, "undo")
        row.refresh_from_db()
        assert (row.state, row.value) == (PurchaseState.CONFIRMED, 1200)
        assert row.answered_at is not None
        mapped = desk.upload(sheet_of(bought(city, 产品="casting"), name="采购"), register=BOUGHT)
        desk.press(mapped, "apply")
        row.refresh_from_db()
        assert (row.state, row.product) == (PurchaseState.CONFIRMED, city.casting)

    def test_what_an_upload_made_goes_when_it_is_undone(self, city: SupplyCity, desk: Desk) -> None:
        batch = desk.upload(sheet_of(bought(city), bought(city, 采购的东西="支架"), name="采购"), register=BOUGHT)
        desk.press(batch, "apply")
        assert Purchase.objects.count() == 2
        desk.press(batch, "undo")
        assert batch.refusal == ""
        assert not Purchase.objects.exists()

    def test_doubts_are_told_once_for_many_rows(self, city: SupplyCity, desk: Desk) -> None:
        city.bought(**year_of(LAST))
        rows = [
            bought(city, **{"金额（万元）": "12000000", "占同类采购（%）": "70"}),
            bought(city, 供应商="东区铸件公司", **{"占同类采购（%）": "60"}),
            bought(city, 供应商="汉江整车制造襄北分公司", 采购的东西="支架"),
        ]
        batch = desk.upload(sheet_of(*rows, name="采购"), register=BOUGHT)
        assert batch.counts == {"new": 3}
        page = desk.page(batch)
        for words in ("第2行金额是上年", "占比加起来超过100%", "写成了两个名称", "自己的分支"):
            assert words in page

    def test_who_may_import_follows_from_reach(self, city: SupplyCity, desk: Desk) -> None:
        sheet = sheet_of(bought(city), name="采购")
        team = desk_of(desk, city.team)
        team.press(team.upload(sheet, register=BOUGHT), "apply")
        assert Purchase.objects.get().post == city.team.assignments.get().post
        rival = desk_of(desk, city.rival_team)
        assert "不归您" in str(rival.faults(rival.upload(sheet_of(bought(city, 采购的东西="支架")), register=BOUGHT)))
        for user in (city.district, city.anchor_account, city.bank, city.chief):
            assert desk_of(desk, user).send(sheet, register=BOUGHT).status_code == 403

    def test_what_goes_out_comes_in_again_unchanged(self, city: SupplyCity, desk: Desk) -> None:
        city.bought(share=Decimal("37.5"), product=city.casting)
        city.bought_from_stranger(item="密封圈")
        content = desk.client.get(reverse("sheet_export", args=[BOUGHT])).content
        cells = {str(cell) for row in load_workbook(BytesIO(content)).worksheets[0].values for cell in row}
        assert {"37.5", city.STRANGER, "casting", city.supplier.uscc} <= cells
        assert desk.upload(content, register=BOUGHT).counts == {"same": 2}
        assert desk.client.get(reverse("sheet_template", args=[BOUGHT])).status_code == 200


class TestTotals:
    def test_a_total_comes_in_changes_and_goes_back(self, city: SupplyCity, desk: Desk) -> None:
        row = {"企业": city.anchor.name, "时期": "2022年", "采购总额（万元）": "5.2亿元", "来源": "财务账"}
        desk.press(desk.upload(sheet_of(row, name="采购总额"), register=STATED), "apply")
        stated = PurchaseTotal.objects.get()
        assert (stated.customer, stated.value) == (city.anchor, 52_000)
        batch = desk.upload(sheet_of(row | {"采购总额（万元）": "50000"}, name="采购总额"), register=STATED)
        desk.press(batch, "apply")
        stated.refresh_from_db()
        assert (stated.value, stated.version) == (50_000, 1)
        desk.press(batch, "undo")
        stated.refresh_from_db()
        assert stated.value == 52_000
        bad = desk.upload(sheet_of(row | {"采购总额（万元）": "0"}, name="采购总额"), register=STATED)
        assert "大于0" in str(desk.faults(bad))


class TestCapabilities:
    def test_what_a_firm_can_make_comes_in(self, city: SupplyCity, desk: Desk) -> None:
        row = {
            "企业": city.supplier.name,
            "能做什么": "铝合金压铸",
            "产品": "铝压铸件",
            "年产能": "12000",
            "单位": "吨",
        }
        row |= {"可接单产能": "3000", "供别的企业查找": "是", "服务过的客户": "某整车厂", "来源": "企业填报"}
        desk.press(desk.upload(sheet_of(row, name="供应能力"), register=CAN), "apply")
        made = Capability.objects.get()
        assert (made.enterprise, made.product, made.free, made.published) == (city.supplier, city.casting, 3000, True)
        bad = desk.upload(sheet_of(row | {"可接单产能": "20000"}, name="供应能力"), register=CAN)
        assert "不能大于年产能" in str(desk.faults(bad))

    def test_whom_a_firm_serves_goes_out_to_those_who_answer_for_it_alone(self, city: SupplyCity, desk: Desk) -> None:
        city.can_make(customers="某整车厂")
        for user, told in ((city.office, True), (city.team, True), (city.district, True), (city.rival_team, False)):
            content = desk_of(desk, user).client.get(reverse("sheet_export", args=[CAN])).content
            cells = {str(cell) for row in load_workbook(BytesIO(content)).worksheets[0].values for cell in row}
            assert ("某整车厂" in cells) == told, user


class TestProducts:
    def test_a_tree_with_other_names_comes_in_changes_and_goes_back(self, city: SupplyCity, desk: Desk) -> None:
        hose = {"代码": "BRAKE-01", "名称": "制动软管", "别名": "刹车软管、刹车油管", "上级产品": "BRAKE"}
        rows = [{"代码": "BRAKE", "名称": "制动系统", "别名": "刹车系统", "环节": "第1链：整车1"}, hose]
        batch = desk.upload(sheet_of(*rows, name="产品目录"), register=LISTED)
        assert batch.counts == {"new": 2}
        desk.press(batch, "apply")
        made = Product.objects.get(code="BRAKE-01")
        assert made.parent == Product.objects.get(code="BRAKE", segment=city.segments[1])
        assert set(made.names.values_list("name", flat=True)) == {"刹车软管", "刹车油管"}
        again = desk.upload(sheet_of(*rows, name="产品目录"), register=LISTED)
        assert again.counts == {"same": 2}
        changed = desk.upload(sheet_of(hose | {"别名": "刹车软管、制动油管"}, name="产品目录"), register=LISTED)
        desk.press(changed, "apply")
        assert set(made.names.values_list("name", flat=True)) == {"刹车软管", "制动油管"}
        desk.press(changed, "undo")
        assert set(made.names.values_list("name", flat=True)) == {"刹车软管", "刹车油管"}
        desk.press(batch, "undo")
        assert batch.refusal == ""
        assert not Product.objects.filter(code__startswith="BRAKE").exists()

    def test_what_cannot_be_is_said_at_its_row(self, city: SupplyCity, desk: Desk) -> None:
        rows = [
            {"代码": "A", "名称": "甲", "上级产品": "B"},
            {"代码": "C", "名称": "丙", "本地不能产": "是"},
            {"代码": "casting", "名称": "铝合金压铸件", "上级产品": "casting"},
        ]
        batch = desk.upload(sheet_of(*rows, name="产品目录"), register=LISTED)
        assert batch.counts == {"fault": 3}
        told = str(desk.faults(batch))
        for words in ("新的上级产品要写在它前面", "请写本地不能产的依据", "不能是它自己"):
            assert words in told
        assert desk_of(desk, city.team).send(sheet_of(rows[0]), register=LISTED).status_code == 403
