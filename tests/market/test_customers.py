"""Customers: who reads of them, who writes, how far talks came, and that a hidden one stays hidden."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.merging import merge
from lianzhang.market.customers.actions import add_category, change_customer, change_group, enter_customer
from lianzhang.market.customers.choosing import CustomerField
from lianzhang.market.customers.groups import all_names, on_list, standings_of
from lianzhang.market.customers.queries import customer_lines, tally_of
from lianzhang.market.customers.standing import STANDINGS, condition
from lianzhang.market.models import Customer, CustomerCategory, Match, MatchState, Need
from lianzhang.market.queries import matches_to_do
from lianzhang.work.api import StaleRow, StepRefused
from tests.acting import at_work
from tests.enterprises.world import City

from .customers_world import FORMER, CustomerCity, fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> CustomerCity:
    return CustomerCity()


def sees(user: User, row: Any) -> bool:
    return visible(fresh(user), type(row)).filter(pk=row.pk).exists()


def standing(city: CustomerCity, user: User) -> str:
    """As the list says of the buyer; the list narrowed to that holds it, and no other narrowing does."""
    (line,) = customer_lines([city.buyer], fresh(user))
    seen = visible(fresh(user), Customer).filter(pk=city.buyer.pk)
    assert [name for name in STANDINGS if seen.filter(condition(fresh(user), name)).exists()] == [line.standing]
    return line.standing


class TestReach:
    def test_a_firm_reads_what_the_office_shows_and_a_team_its_own_chains(self, city: CustomerCity) -> None:
        inside, firms = [city.office, city.clerk, city.team, city.chief], [city.supplier_account, city.rival_account]
        outside = [city.rival_team, city.district, city.bank, city.expert]
        for row in (city.buyer, city.category):
            assert [user.username for user in inside if not sees(user, row)] == []
            assert [user.username for user in (*firms, *outside) if sees(user, row)] == []
        city.step("show")
        for row in (city.buyer, city.category):
            assert [user.username for user in firms if not sees(user, row)] == []
            assert [user.username for user in outside if sees(user, row)] == []

    def test_what_a_firm_reads_of_one_that_is_shown(self, city: CustomerCity) -> None:
        """Neither note nor volume nor firm nor who else is in talks nor what was done with the row."""
        city.step("show")
        change_customer(row=fresh_row(city.buyer), version=1, by=fresh(city.office), note="内情勿泄")
        city.asked()
        client = at_work(city.rival_account)
        pages = [client.get(reverse("customer", args=[city.buyer.pk])), client.get(reverse("customers"))]
        for answer in pages:
            told = answer.content.decode()
            assert city.buyer.name in told
            hidden = ("内情勿泄", "5000", "5,000", city.elsewhere.name, city.supplier.name)
            assert [word for word in hidden if word in told] == []
        sheet = client.get(reverse("customers_export"))
        assert sheet.status_code == 200
        assert client.get(reverse("white_space")).status_code == 403
        assert client.get(reverse("customer_category", args=[city.category.pk])).status_code == 403

    def test_only_the_office_shows_and_ranks_and_no_team_writes_on_anothers_chain(self, city: CustomerCity) -> None:
        for user in (city.clerk, city.team, city.supplier_account):
            with pytest.raises((StepRefused, PermissionDenied)):
                city.step("show", user)
        with pytest.raises(ValidationError):
            city.customer("别链客户", by=city.team, chain=city.chains[1])
        with pytest.raises(ValidationError):
            city.customer("全市客户", by=city.team)
        with pytest.raises((StepRefused, PermissionDenied)):
            change_customer(row=city.buyer, version=0, by=fresh(city.rival_team), note="改")
        with pytest.raises((PermissionDenied, ValidationError)):
            city.ranked(2023, 5, by=city.team)
        with pytest.raises(PermissionDenied):
            add_category(customer=city.buyer, by=fresh(city.supplier_account), name="偷加")

    def test_a_hidden_customer_cannot_be_named_and_its_name_does_not_leak(self, city: CustomerCity) -> None:
        """Neither by the choice of the form nor by an address nor by the act itself."""
        user = fresh(city.supplier_account)
        assert list(CustomerField(by=user, city=city.region.pk).rows) == []
        with pytest.raises(ValidationError) as refused:
            city.wish(by=city.supplier_account)
        assert "customer" in refused.value.message_dict
        client = at_work(city.supplier_account)
        address = reverse("need_new") + f"?kind=wins&customer={city.buyer.pk}"
        assert client.get(address).status_code == 404
        assert client.get(reverse("customer", args=[city.buyer.pk])).status_code == 404
        row = city.asked()
        assert city.buyer.name not in client.get(reverse("need", args=[row.pk])).content.decode()

    def test_an_ended_post_and_another_city_reach_nothing(self, city: CustomerCity) -> None:
        user = fresh(city.team)
        user.assignments.update(ends=timezone.localdate())
        assert not sees(city.team, city.buyer)
        with pytest.raises((StepRefused, PermissionDenied)):
            change_customer(row=city.buyer, version=0, by=fresh(city.team), note="改")
        away = City()
        assert not sees(away.office, city.buyer)
        with pytest.raises(ValidationError):
            enter_customer(
                city=away.region, by=fresh(away.office), name="采购", source="年报", enterprise=city.elsewhere
            )


def fresh_row(row: Any) -> Any:
    return type(row).objects.get(pk=row.pk)


class TestTheList:
    def test_a_second_tab_does_not_write_over_the_first(self, city: CustomerCity) -> None:
        change_customer(row=city.buyer, version=0, by=fresh(city.office), place="武汉")
        with pytest.raises(StaleRow):
            change_customer(row=city.buyer, version=0, by=fresh(city.second_office), place="上海")

    def test_one_that_somebody_asks_for_is_not_withdrawn(self, city: CustomerCity) -> None:
        city.asked()
        with pytest.raises(StepRefused):
            city.step("withdraw", reason="重复")

    def test_names_and_firms_are_listed_once(self, city: CustomerCity) -> None:
        for more in ({"name": city.buyer.name}, {"name": "另名", "enterprise": city.elsewhere}):
            with pytest.raises(ValidationError):
                city.customer(**more)  # type: ignore[arg-type]
        with pytest.raises(ValidationError):
            city.buys("壳体", product=city.casting)
        with pytest.raises(ValidationError):
            city.buys("零", value=0)

    def test_a_merged_firm_takes_its_customer_along_unless_both_are_listed(self, city: CustomerCity) -> None:
        twin = city.firm("远山芯片", region=None, outside=True, uscc="")
        versions = lambda: (fresh_row(twin).version, fresh_row(city.elsewhere).version)  # noqa: E731
        second = city.customer("另一家", enterprise=twin)
        with pytest.raises(ValidationError):
            merge(stays=twin, goes=city.elsewhere, versions=versions(), by=fresh(city.office))
        city.step("withdraw", row=second, reason="同一家")
        merge(stays=fresh_row(twin), goes=fresh_row(city.elsewhere), versions=versions(), by=fresh(city.office))
        assert fresh_row(city.buyer).enterprise_id == twin.pk

    def test_a_customer_sells_nothing_to_itself(self, city: CustomerCity) -> None:
        own = city.customer("东区铸件采购部", enterprise=city.supplier, chain=city.chains[0])
        with pytest.raises(ValidationError):
            city.wish(customer=own, category=None)
        with pytest.raises(ValidationError):
            city.wish(customer=own, category=city.category)
        with pytest.raises(ValidationError):
            city.need(customer=city.buyer)


class TestGroups:
    def test_a_group_is_known_by_all_its_names(self) -> None:
        pairs = [("c", "b"), ("b", "a"), ("x", "y")]
        assert all_names(pairs, ["a", "x", "z"]) == {"a": {"a", "b", "c"}, "x": {"x", "y"}, "z": {"z"}}

    def test_where_a_group_stands_is_kept_by_year_under_the_names_it_had(self, city: CustomerCity) -> None:
        city.ranked(2021, 120, FORMER)
        city.ranked(2022, 98, FORMER)
        last = city.ranked(2023, 88, formerly=FORMER)
        city.ranked(2023, 7, "无关集团")
        (told,) = standings_of(fresh(city.office), [city.buyer])[city.buyer.pk]
        assert [(each.year, each.rank) for each in told.rows] == [(2023, 88), (2022, 98), (2021, 120)]
        assert told.moved == 10
        assert FORMER in on_list(fresh(city.office), city.region.pk, "china500", 2023)
        with pytest.raises(ValidationError):
            city.ranked(2023, 5)
        with pytest.raises(StepRefused):
            change_group(row=last, version=0, by=fresh(city.team), rank=1)


class TestTheWay:
    def test_how_far_it_came_is_read_from_needs_and_answers(self, city: CustomerCity) -> None:
        assert standing(city, city.office) == "identified"
        draft = city.wish()
        assert standing(city, city.office) == "identified"
        need = city.take(city.take(draft, "submit", city.team), "publish", city.office)
        assert standing(city, city.office) == "asked"
        match = city.suggested(need, enterprise=city.elsewhere)
        team = fresh(city.team)
        assert list(visible(team, Match).filter(matches_to_do(team))) == [match]
        match = city.take(match, "take_up", city.team)
        assert (match.state, str(match.stage)) == (MatchState.TALKING, "引见")
        assert standing(city, city.office) == "talking"
        match = city.take(match, "agree", city.team, day=timezone.localdate(), value="900")
        assert standing(city, city.office) == "agreed"
        city.delivered(match, day=timezone.localdate(), note="首单")
        assert standing(city, city.office) == "supplied"
        assert tally_of(fresh(city.office)).by_standing["supplied"] == 1

    def test_what_failed_is_said_with_its_ground_and_may_be_tried_again(self, city: CustomerCity) -> None:
        match = city.met()
        city.take(match, "fail", city.team, ground="price", reason="贵")
        assert standing(city, city.office) == "asked"  # the need is open still
        city.take(match.need, "withdraw", city.team, reason="不谈了")
        assert standing(city, city.office) in ("identified", "lost")
        Need.objects.filter(pk=match.need_id).update(state="lapsed")
        assert standing(city, city.office) == "lost"

    def test_a_rival_takes_up_nothing_and_a_customer_with_an_account_does_it_itself(self, city: CustomerCity) -> None:
        row = city.suggested(city.asked(), enterprise=city.elsewhere)
        for user in (city.rival_account, city.rival_team):
            with pytest.raises((StepRefused, PermissionDenied)):
                city.take(row, "take_up", user)
        at_home = city.customer("整车采购部", enterprise=city.anchor, chain=city.chains[0])
        own = city.suggested(city.asked(customer=at_home, category=None), enterprise=city.anchor)
        with pytest.raises(StepRefused):
            city.take(own, "take_up", city.team)
        city.take(own, "take_up", city.anchor_account)

    def test_purchases_that_both_confirmed_show_that_it_is_supplied(self, city: CustomerCity) -> None:
        at_home = city.customer("整车采购部", enterprise=city.anchor, chain=city.chains[0])
        city.bought()
        (line,) = customer_lines([at_home], fresh(city.office))
        assert line.standing == "identified"
        city.confirmed(item="另一件")
        (line,) = customer_lines([at_home], fresh(city.office))
        assert line.standing == "supplied"
        assert CustomerCategory.objects.count() == 1
