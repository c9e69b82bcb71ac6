"""The catalogue's pages: the tree and what is narrowed, one product, what industries hang on, words of trades."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lianzhang.accounts.models import User
from lianzhang.records.models import AuditEvent
from lianzhang.supply.catalogue.actions import add_term, state_essential
from lianzhang.supply.models import EssentialInput, Product, TradeTerm

from .world import SupplyCity, fresh

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_alone]
AT = "at=2022-12-31"


@pytest.fixture
def city() -> SupplyCity:
    return SupplyCity()


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(fresh(user))
    return client


def names_on(page: Any) -> list[str]:
    return [line.row.name for line in page.context["lines"]]


class TestTheList:
    def test_stands_as_a_tree_and_finds_by_another_name_with_what_it_lies_under(self, city: SupplyCity) -> None:
        city.product("casting-die", "压铸模具", parent=city.casting)
        page = client_of(city.bank).get(f"/supply/products/?{AT}")
        assert [(line.row.name, line.depth) for line in page.context["lines"]] == [
            ("铝合金压铸件", 0),
            ("压铸模具", 1),
            ("车规级芯片", 0),
        ]
        assert names_on(client_of(city.bank).get(f"/supply/products/?q=压铸铝件&{AT}")) == ["铝合金压铸件"]
        found = client_of(city.bank).get(f"/supply/products/?q=模具&{AT}").context["lines"]
        assert [line.above for line in found] == [("铝合金压铸件",)]

    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ("made=not", ["车规级芯片"]),
            ("made=here", ["铝合金压铸件"]),
            ("gap=segment", ["车规级芯片"]),
            ("gap=essential", ["铝合金压铸件", "车规级芯片"]),
            ("industry=36", []),
            ("order=-name", ["铝合金压铸件", "车规级芯片"]),
        ],
    )
    def test_is_narrowed_and_sorted(self, city: SupplyCity, asked: str, found: list[str]) -> None:
        assert sorted(names_on(client_of(city.office).get(f"/supply/products/?{asked}"))) == sorted(found)

    def test_tells_what_is_bought_as_far_as_one_sees_purchases(self, city: SupplyCity) -> None:
        city.bought(product=city.casting)
        city.bought(city.rival_account, customer=city.rival, item="变速箱壳体", value=300)
        office = client_of(city.office).get(f"/supply/products/?{AT}")
        assert office.context["tally"].mapped == 1200
        assert [tuple(each) for each in office.context["unmapped"]] == [("变速箱壳体", 1, 1, 300.0)]
        rival = client_of(city.rival_account).get(f"/supply/products/?{AT}")
        assert [line.bought for line in rival.context["lines"]] == [None, None]
        assert rival.context["tally"].unmapped == 300
        assert client_of(city.anchor_account).get(f"/supply/products/?{AT}").context["unmapped"] == []
        for outsider in (city.bank, city.district, city.user_as("member_unit")):
            page = client_of(outsider).get(f"/supply/products/?{AT}")
            assert (page.context["tally"].lines, page.context["unmapped"]) == (None, [])
            assert "变速箱壳体" not in page.text

    def test_takes_the_same_queries_at_twice_the_products(self, city: SupplyCity) -> None:
        counts = []
        for number in range(4):
            city.product(f"part-{number}", f"零件{number}", parent=city.casting, names=[f"零{number}"])
            if number % 2:
                with CaptureQueriesContext(connection) as seen:
                    client_of(city.office).get(f"/supply/products/?{AT}")
                counts.append(len(seen))
        assert counts[0] == counts[1]

    def test_leaves_as_workbooks(self, city: SupplyCity) -> None:
        city.bought(product=None)
        for address in ("products/export.xlsx", "products/unmapped.xlsx", "trade-terms/export.xlsx"):
            assert client_of(city.office).get(f"/supply/{address}?{AT}").status_code == 200
            assert client_of(city.bank).get(f"/supply/{address}?{AT}").status_code == 200


class TestOneProduct:
    def test_tells_what_it_is_who_makes_it_and_what_happened(self, city: SupplyCity) -> None:
        city.can_make(published=True)
        city.bought(product=city.casting)
        page = client_of(city.office).get(f"/supply/products/{city.casting.pk}/?{AT}")
        for words in ("压铸铝件", "东区铸件有限公司", "1,200万元", "登记"):
            assert words in page.text
        seen_by_bank = client_of(city.bank).get(f"/supply/products/{city.casting.pk}/?{AT}")
        assert "1,200" not in seen_by_bank.text
        assert "现在能办的" not in seen_by_bank.text

    def test_the_office_adds_changes_and_withdraws_and_nobody_else(self, city: SupplyCity) -> None:
        office = client_of(city.office)
        given = {"code": "gear", "name": "齿轮", "names": "齿圈、传动齿轮", "industry": "3453"}
        assert office.post("/supply/products/new/", given).status_code == 302
        row = Product.objects.get(code="gear")
        assert sorted(row.names.values_list("name", flat=True)) == ["传动齿轮", "齿圈"]
        address = f"/supply/products/{row.pk}/"
        changed = given | {"version": row.version, "names": "齿圈", "not_made_here": "on"}
        refused = office.post(f"{address}change/", changed)
        assert (refused.status_code, "不能产的依据" in refused.text) == (422, True)
        assert office.post(f"{address}change/", changed | {"why_not": "没有热处理"}).status_code == 302
        late = office.post(f"{address}change/", changed | {"why_not": "别的"})
        assert (late.status_code, "别的" in late.text) == (409, True)
        row.refresh_from_db()
        assert (row.not_made_here, [each.name for each in row.names.all()]) == (True, ["齿圈"])
        others = (city.team, city.clerk, city.anchor_account, city.bank, city.district)
        for other in map(client_of, others):
            assert other.get("/supply/products/new/").status_code == 403
            assert other.post("/supply/products/new/", given | {"code": "x"}).status_code == 403
            assert other.post(f"{address}change/", changed).status_code == 403
            forged = {"version": row.version, "reason": "试试"}
            assert other.post(f"{address}withdraw/", forged).status_code == 403
        assert office.post(f"{address}withdraw/", {"version": row.version, "reason": "重了"}).status_code == 302
        assert not Product.objects.filter(code="gear").exists()

    def test_what_is_bought_of_cannot_be_withdrawn_and_the_page_says_why(self, city: SupplyCity) -> None:
        city.bought(product=city.casting)
        office, address = client_of(city.office), f"/supply/products/{city.casting.pk}/"
        assert "还有1条采购归在它下面" in office.get(address).text
        given = {"version": city.casting.version, "reason": "不要了"}
        assert office.post(f"{address}withdraw/", given).status_code == 403

    def test_of_another_city_is_not_there(self, city: SupplyCity) -> None:
        other = SupplyCity()
        assert client_of(city.office).get(f"/supply/products/{other.casting.pk}/").status_code == 404


class TestEssentialInputs:
    def test_are_stated_changed_and_withdrawn_on_the_page_of_their_product(self, city: SupplyCity) -> None:
        office, address = client_of(city.office), f"/supply/products/{city.casting.pk}/"
        given = {"industry": "36", "level": "2", "source": "工艺调查"}
        assert office.post(f"{address}essential/", given).headers["Location"].startswith(address)
        again = office.post(f"{address}essential/", given)
        assert (again.status_code, "已经写过" in again.text) == (422, True)
        row = EssentialInput.objects.get()
        assert "汽车制造业" in office.get(address).text
        own = f"/supply/essential-inputs/{row.pk}/"
        assert office.get(own).headers["Location"].startswith(address)
        told = {"version": row.version, "level": "1", "source": "复查"}
        assert client_of(city.team).post(f"{own}change/", told).status_code == 403
        assert office.post(f"{own}change/", told).status_code == 302
        assert office.post(f"{own}change/", told).status_code == 409
        row.refresh_from_db()
        assert (row.level, row.source) == (1, "复查")
        assert client_of(city.team).post(f"{own}withdraw/", {"version": 1, "reason": "x"}).status_code == 403
        gone = office.post(f"{own}withdraw/", {"version": row.version, "reason": "写错了"})
        assert gone.headers["Location"].startswith(address)
        assert not EssentialInput.objects.exists()
        assert AuditEvent.objects.filter(action__startswith="essential_input.").count() == 3

    def test_the_list_tells_the_highest(self, city: SupplyCity) -> None:
        for industry, level in (("", 1), ("36", 2)):
            state_essential(product=city.chip, industry=industry, level=level, source="调查", by=fresh(city.office))
        line = client_of(city.bank).get("/supply/products/?q=芯片").context["lines"][0]
        assert line.level_word == "缺了停产"


class TestTradeTerms:
    def test_are_added_found_and_withdrawn(self, city: SupplyCity) -> None:
        office = client_of(city.office)
        given = {"term": "BMS", "means": "电池管理系统", "kind": "short"}
        assert client_of(city.team).post("/supply/trade-terms/new/", given).status_code == 403
        assert office.post("/supply/trade-terms/new/", given).status_code == 302
        again = office.post("/supply/trade-terms/new/", given)
        assert (again.status_code, "已经登记过" in again.text) == (422, True)
        row = TradeTerm.objects.get()
        assert "电池管理系统" in client_of(city.bank).get("/supply/trade-terms/?q=bms").text
        assert client_of(city.bank).get(f"/supply/trade-terms/{row.pk}/").status_code == 302
        address = f"/supply/trade-terms/{row.pk}/withdraw/"
        assert office.post(address, {"version": 0, "reason": ""}).status_code == 400
        assert office.post(address, {"version": 0, "reason": "不用了"}).status_code == 302
        assert not TradeTerm.objects.exists()

    def test_another_citys_are_not_there(self, city: SupplyCity) -> None:
        other = SupplyCity()
        row = add_term(city=other.region, term="壳", means="壳体", kind="jargon", source="", by=fresh(other.office))
        assert client_of(city.office).get(f"/supply/trade-terms/{row.pk}/").status_code == 404
