"""Pages of purchases: what each side reads, how a list is narrowed, how lines are typed, named and answered."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from lianzhang.accounts.models import User
from lianzhang.records.api import add_attachment
from lianzhang.supply.models import Purchase, PurchaseState, PurchaseTotal
from tests.papers import PDF

from .world import LAST, SupplyCity, year_of

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_alone]
HIDDEN = ("37.5%", "2031-07-08", "47天", "母公司内部台账")


@pytest.fixture
def city(settings: Any, tmp_path: Any) -> SupplyCity:
    settings.VAR = tmp_path
    return SupplyCity()


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return client


def telling(city: SupplyCity, **more: Any) -> Purchase:
    """A line with all that the customer keeps for itself."""
    own = {"share": Decimal("37.5"), "contract_end": date(2031, 7, 8), "stock_days": 47, "source": HIDDEN[3]}
    row = city.bought(**own | more)
    row.refresh_from_db()
    return row


def typed(**more: Any) -> dict[str, Any]:
    given = {"item": "变速箱壳体", "product": "铝压铸件", "supplier": "东区铸件有限公司", "period": "2022年"}
    given |= {"value": "1200", "source": "台账", "quantity": "", "unit": "", "share": "", "contract_end": ""}
    return given | {"stock_days": "", "supplier_place": ""} | more


class TestWhatEachSideReads:
    def test_the_seller_reads_what_when_and_how_much_and_not_the_buyers_affairs(self, city: SupplyCity) -> None:
        row = telling(city)
        city.bought(supplier=city.elsewhere, item="接插件")
        add_attachment(row=row, name="采购合同.pdf", content=PDF, by=User.objects.get(pk=city.anchor_account.pk))
        seller, buyer = client_of(city.supplier_account), client_of(city.anchor_account)
        for address in (f"/supply/purchases/{row.pk}/", "/supply/purchases/"):
            page = seller.get(address).text
            assert "变速箱壳体" in page
            assert "1,200" in page
            assert [words for words in (*HIDDEN, "采购合同", "接插件", "远山") if words in page] == []
        assert all(words in buyer.get(f"/supply/purchases/{row.pk}/").text for words in (*HIDDEN, "采购合同"))
        changed = client_of(city.office)
        given = typed(value="1300", share="38.25", stock_days="52", source="新台账", version=row.version)
        assert changed.post(f"/supply/purchases/{row.pk}/change/", given).status_code == 302
        page = seller.get(f"/supply/purchases/{row.pk}/").text
        assert [words for words in ("38.25%", "52天", "新台账", *HIDDEN) if words in page] == []
        assert "38.25" in buyer.get(f"/supply/purchases/{row.pk}/").text

    def test_a_workbook_tells_no_more_than_the_page(self, city: SupplyCity) -> None:
        telling(city)
        for user, told in ((city.supplier_account, False), (city.anchor_account, True), (city.office, True)):
            book = load_workbook(BytesIO(client_of(user).get("/supply/purchases/export.xlsx").content))
            cells = {str(cell) for row in book.worksheets[0].iter_rows(values_only=True) for cell in row}
            assert ("37.5" in cells, HIDDEN[3] in cells) == (told, told)

    def test_others_get_no_page_of_it_and_nothing_in_the_list(self, city: SupplyCity) -> None:
        row, total = city.bought(), city.total()
        for user in (city.rival_account, city.rival_team, city.other_district, city.bank, city.expert):
            client = client_of(user)
            assert client.get(f"/supply/purchases/{row.pk}/").status_code == 404
            assert client.get(f"/supply/totals/{total.pk}/").status_code == 404
            assert client.post(f"/supply/purchases/{row.pk}/confirm/", {"version": 0}).status_code in (403, 404)
            answer = client.get("/supply/purchases/", {"customer": city.anchor.pk})
            assert (answer.status_code, row.item in answer.text) == (200, False)
            assert client.get(f"/supply/firms/{city.anchor.pk}/bill/").status_code in (403, 404)
        assert client_of(city.supplier_account).get(f"/supply/totals/{total.pk}/").status_code == 404


class TestTheList:
    def test_it_is_narrowed_by_what_stands_in_the_address(self, city: SupplyCity) -> None:
        mapped = city.bought(product=city.casting)
        stranger = city.bought_from_stranger(item="密封圈", **year_of(LAST))
        client = client_of(city.office)
        for asked, found in (
            ({"mine": "strangers"}, [stranger]),
            ({"mine": "unmapped"}, [stranger]),
            ({"period": "2022"}, [mapped]),
            ({"period": "2022年三季度"}, []),
            ({"product": "casting"}, [mapped]),
            ({"chain": "chain-0"}, [mapped, stranger]),
            ({"chain": "chain-1"}, []),
            ({"supplier": city.supplier.pk}, [mapped]),
            ({"stranger": city.STRANGER}, [stranger]),
            ({"q": "密封"}, [stranger]),
            ({"state": "confirmed"}, []),
        ):
            assert client.get("/supply/purchases/", asked).context["rows"] == found, asked
        for bad in ({"period": "哪年"}, {"customer": "x"}, {"state": "x"}, {"page": "x"}, {"order": "share"}):
            assert client.get("/supply/purchases/", bad).status_code == 200

    def test_what_waits_is_told_to_who_can_do_it(self, city: SupplyCity) -> None:
        row = city.bought()
        disputed = city.disputed(item="支架")
        for user, rows in (
            (city.supplier_account, [row]),
            (city.anchor_account, [disputed]),
            (city.office, [disputed]),
            (city.rival_account, []),
        ):
            answer = client_of(user).get("/supply/purchases/", {"mine": "todo"})
            assert answer.context["rows"] == rows
            assert answer.context["tally"].todo == len(rows)

    def test_its_queries_do_not_grow_with_rows(self, city: SupplyCity) -> None:
        def asked() -> int:
            client = client_of(city.office)
            client.get("/supply/purchases/")
            with CaptureQueriesContext(
                connection,
            ) as queries:
                client.get("/supply/purchases/")
            return len(queries)

        city.bought()
        few = asked()
        for number in range(8):
            city.bought_from_stranger(item=f"件{number}")
        assert asked() <= few


class TestTyping:
    def test_a_firm_types_a_line_by_names_and_the_office_for_it(self, city: SupplyCity) -> None:
        answer = client_of(city.anchor_account).post("/supply/purchases/new/", typed(value="1.2亿元"))
        row = Purchase.objects.get()
        assert answer["Location"] == f"/supply/purchases/{row.pk}/"
        assert (row.customer, row.supplier, row.product, row.value) == (
            city.anchor,
            city.supplier,
            city.casting,
            12_000,
        )
        given = typed(customer="汉江整车制造有限公司", supplier=city.elsewhere.uscc)
        assert client_of(city.clerk).post("/supply/purchases/new/", given).status_code == 302
        assert Purchase.objects.filter(supplier=city.elsewhere).exists()

    def test_who_is_not_in_the_register_stays_a_stranger(self, city: SupplyCity) -> None:
        given = typed(supplier=city.STRANGER, supplier_place="湖北省武汉市")
        assert client_of(city.anchor_account).post("/supply/purchases/new/", given).status_code == 302
        row = Purchase.objects.get()
        assert (row.supplier, row.supplier_name, row.supplier_place) == (None, city.STRANGER, "湖北省武汉市")

    @pytest.mark.parametrize(
        ("words", "given"),
        [
            ("读不成一个数", {"value": "很多"}),
            ("按万元填", {"value": "30吨"}),
            ("产品目录里没有", {"product": "火箭"}),
            ("供应商就是采购企业自己", {"supplier": "汉江整车制造有限公司"}),
            ("名录里没有这个代码", {"supplier": "91420600MA0000999X"}),
            ("这里按年、季度、月填", {"period": "2022年上半年"}),
            ("请写时期", {"period": ""}),
        ],
    )
    def test_what_cannot_be_is_said_in_words(self, city: SupplyCity, words: str, given: dict[str, str]) -> None:
        answer = client_of(city.anchor_account).post("/supply/purchases/new/", typed(**given))
        assert (answer.status_code, words in answer.text) == (422, True)
        assert not Purchase.objects.exists()

    def test_yuan_typed_as_ten_thousands_is_asked_back_once(self, city: SupplyCity) -> None:
        city.bought(product=city.casting, **year_of(LAST))
        client = client_of(city.anchor_account)
        answer = client.post("/supply/purchases/new/", typed(value="12000000"))
        assert answer.status_code == 422
        assert "像是把元当成了万元" in answer.text
        assert client.post("/supply/purchases/new/", typed(value="12000000", sure="slip")).status_code == 302

    def test_a_branch_of_the_buyer_is_asked_back(self, city: SupplyCity) -> None:
        answer = client_of(city.anchor_account).post("/supply/purchases/new/", typed(supplier="汉江整车制造襄北分公司"))
        assert (answer.status_code, "不算采购" in answer.text) == (422, True)

    def test_the_same_line_twice_and_a_change_come_too_late_are_refused(self, city: SupplyCity) -> None:
        row = city.bought()
        answer = client_of(city.anchor_account).post("/supply/purchases/new/", typed())
        assert (answer.status_code, "已经报过" in answer.text) == (422, True)
        client = client_of(city.office)
        assert client.post(f"/supply/purchases/{row.pk}/change/", typed(value="1300", version=0)).status_code == 302
        late = client_of(city.anchor_account).post(f"/supply/purchases/{row.pk}/change/", typed(value="1", version=0))
        assert late.status_code == 409


class TestNaming:
    def test_all_lines_of_one_stranger_are_identified_at_once_or_none(self, city: SupplyCity) -> None:
        rows = [city.bought_from_stranger(item=f"件{number}", supplier_name="东区铸件公司") for number in range(3)]
        client = client_of(city.anchor_account)
        assert "东区铸件公司" in client.get("/supply/strangers/").text
        page = client.get("/supply/strangers/one/", {"of": "东区铸件公司"})
        assert [row.pk for row in page.context["same"].rows] == [row.pk for row in rows]
        city.bought(item="件1")  # the same line under the right name
        given = {"supplier": city.supplier.name, "pk": [row.pk for row in rows]}
        given |= {f"version-{row.pk}": row.version for row in rows}
        address = "/supply/strangers/one/?of=东区铸件公司"
        refused = client.post(address, given)
        assert (refused.status_code, "已经报过" in refused.text) == (409, True)
        assert Purchase.objects.filter(supplier=None).count() == 3
        given["pk"] = [rows[0].pk, rows[2].pk]
        assert client.post(address, given).status_code == 302
        assert Purchase.objects.filter(supplier=None).count() == 1

    def test_a_firm_names_no_lines_of_others_and_is_offered_firms_it_may_know(self, city: SupplyCity) -> None:
        own, other = (
            city.bought_from_stranger(item="垫片", supplier_name="西区商用车公司"),
            city.bought_from_stranger(city.office, item="垫片", customer=city.rival, supplier_name="西区商用车公司"),
        )
        page = client_of(city.anchor_account).get("/supply/strangers/one/", {"of": "西区商用车公司"})
        assert page.context["same"].rows == [own]
        assert page.context["near"] == []
        page = client_of(city.office).get("/supply/strangers/one/", {"of": "西区商用车公司"})
        assert page.context["same"].rows == [own, other]
        assert [each.pk for each in page.context["near"]] == [city.rival.pk]

    def test_all_lines_of_one_thing_are_mapped_at_once(self, city: SupplyCity) -> None:
        rows = [city.bought_from_stranger(item="铝压铸壳体", **year_of(year)) for year in (LAST, 2022)]
        client = client_of(city.team)
        page = client.get("/supply/items/one/", {"of": "铝压铸壳体"})
        assert page.context["near"] == [city.casting]
        given = {"product": "casting", "pk": [row.pk for row in rows]} | {f"version-{row.pk}": 0 for row in rows}
        assert client.post("/supply/items/one/?of=铝压铸壳体", given).status_code == 302
        assert Purchase.objects.filter(product=city.casting).count() == 2

    def test_one_line_is_identified_and_mapped_on_pages_of_their_own(self, city: SupplyCity) -> None:
        row = city.bought_from_stranger(supplier_name="东区铸件公司")
        client = client_of(city.office)
        for name in ("identify", "map", "change"):
            assert client.get(f"/supply/purchases/{row.pk}/{name}/").status_code == 200
        given = {"version": 0, "supplier": city.supplier.name}
        assert client.post(f"/supply/purchases/{row.pk}/identify/", given).status_code == 302
        given = {"version": 1, "product": "压铸铝件"}
        assert client.post(f"/supply/purchases/{row.pk}/map/", given).status_code == 302
        row.refresh_from_db()
        assert (row.supplier, row.product, row.state) == (city.supplier, city.casting, PurchaseState.REPORTED)


class TestAnswering:
    def test_the_seller_disputes_and_the_office_settles_on_the_page(self, city: SupplyCity) -> None:
        row = city.bought()
        address = f"/supply/purchases/{row.pk}"
        given = {"version": 0, "reason": "含了上一年的", "amount": "900"}
        assert client_of(city.supplier_account).post(f"{address}/dispute/", given).status_code == 302
        assert "含了上一年的" in client_of(city.anchor_account).get(f"{address}/").text
        given = {"version": 1, "side": "supplier", "reason": "看了发票"}
        assert client_of(city.anchor_account).post(f"{address}/settle/", given).status_code == 403
        assert client_of(city.office).post(f"{address}/settle/", given).status_code == 302
        row.refresh_from_db()
        assert (row.state, row.value) == (PurchaseState.CONFIRMED, 900)

    def test_a_total_is_typed_changed_and_says_how_much_is_recorded(self, city: SupplyCity) -> None:
        city.bought()
        client = client_of(city.anchor_account)
        given = {"period": "2022", "value": "4800", "source": "财务账"}
        assert client.post("/supply/totals/new/", given).status_code == 302
        row = PurchaseTotal.objects.get()
        assert "25.0%" in client.get(f"/supply/totals/{row.pk}/").text
        again = client.post("/supply/totals/new/", given)
        assert (again.status_code, "已经填过" in again.text) == (422, True)
        given = {"value": "1000", "source": "财务账", "version": 0}
        assert client.post(f"/supply/totals/{row.pk}/change/", given).status_code == 302
        assert "录的比总额还多" in client.get(f"/supply/totals/{row.pk}/").text
        assert client.post(f"/supply/totals/{row.pk}/change/", given).status_code == 409
