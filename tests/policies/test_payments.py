"""Money: never before an award, never more than it or than the budget holds; paid, recovered, taken back."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from lianzhang.plans.models import Budget
from lianzhang.policies.models import Award, Payment
from lianzhang.policies.payment_actions import PAYMENT_VERBS
from lianzhang.policies.rules import left_of_budget
from lianzhang.work.api import StaleRow
from tests.policies.test_acts import refused
from tests.policies.world import DAY, PolicyCity, fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> PolicyCity:
    return PolicyCity()


def test_it_is_planned_and_paid_and_the_award_knows(city: PolicyCity) -> None:
    award = city.award()
    row = city.planned(award, amount=Decimal(12))
    city.paid(row)
    award.refresh_from_db()
    assert (award.paid, award.owed) == (Decimal(12), Decimal(18))
    city.paid(city.planned(award, amount=Decimal(18)))
    award.refresh_from_db()
    assert (award.paid, award.owed) == (Decimal(30), 0)
    row.refresh_from_db()
    row = city.take(row, "recover", city.unit, day=city.today, reason="重复")
    award.refresh_from_db()
    assert (row.state, award.paid) == ("recovered", Decimal(18))
    assert left_of_budget(city.budget) == Decimal(82)


@pytest.mark.parametrize(("planned", "more", "part"), [("30", "0.01", "还能安排0"), ("12", "18.01", "还能安排18")])
def test_no_more_than_was_awarded(city: PolicyCity, planned: str, more: str, part: str) -> None:
    award = city.award()
    city.planned(award, amount=Decimal(planned))
    refused(lambda: city.planned(award, amount=Decimal(more)), "超过批准", part)
    assert Payment.objects.count() == 1


def test_no_more_than_the_budget_holds(city: PolicyCity) -> None:
    for number in range(3):
        city.planned(city.award(object=f"{number}号机"))
    fourth = city.award(object="四号机")
    refused(lambda: city.planned(fourth), "超过预算", "还剩10万元")
    city.planned(fourth, amount=Decimal(10))
    assert left_of_budget(city.budget) == 0
    city.take(Payment.objects.order_by("pk")[0], "cancel", city.unit, reason="缓")
    assert left_of_budget(city.budget) == Decimal(30)


@pytest.mark.parametrize(
    ("given", "part"),
    [({"amount": Decimal(0)}, "大于0"), ({"amount": Decimal(-1)}, "大于0"), ({"due_on": None}, "早于批准")],
)
def test_what_makes_no_sense_is_refused(city: PolicyCity, given: dict[str, Any], part: str) -> None:
    award = city.award()
    if given.get("due_on", 0) is None:
        given = {"due_on": award.decided_on - DAY}
    refused(lambda: city.planned(award, **given), part)


def test_a_budget_of_a_former_year_or_of_another_plan_pays_nothing(city: PolicyCity) -> None:
    award = city.award()
    old = Budget.objects.create(plan=city.plan, code="old", name="旧预算", year=city.today.year - 1, amount=Decimal(99))
    refused(lambda: city.planned(award, budget=old), "年的预算")


def test_a_payment_lies_between_the_award_and_today(city: PolicyCity) -> None:
    row = city.planned()
    for day in (city.today - DAY, city.today + DAY):
        refused(lambda day=day: city.paid(row, day), "拨付日期")
    refused(lambda: city.take(row, "pay", city.unit, day=city.today, paper=" "), "凭证")
    paid = city.paid(row)
    refused(lambda: city.take(paid, "recover", city.unit, day=city.today - DAY, reason="早"), "追回日期")


def test_what_was_taken_back_is_paid_no_more(city: PolicyCity) -> None:
    award = city.award()
    row = city.planned(award)
    city.take(award, "remove", city.unit, reason="不符")
    row.refresh_from_db()
    assert row.state == "cancelled"
    refused(lambda: city.paid(row), "已取消")
    award.refresh_from_db()
    refused(lambda: city.planned(award), "已于")
    assert award.owed == 0


def test_what_was_paid_is_recovered_after_the_award_was_taken_back(city: PolicyCity) -> None:
    paid = city.paid()
    city.take(Award.objects.get(), "remove", city.office, reason="不符")
    assert city.take(paid, "recover", city.office, day=city.today, reason="不符").state == "recovered"
    assert Award.objects.get().paid == 0


def test_only_the_office_and_the_unit_that_answers_handle_money(city: PolicyCity) -> None:
    award = city.award()
    others = (city.other_unit, city.district, city.team, city.clerk, city.anchor_account, city.bank, city.expert)
    for user in (*others, city.rival_account, city.chief, city.head):
        refused(lambda user=user: city.planned(award, by=user))
    row = city.planned(award, by=city.office)
    for user in (*others, city.rival_account):
        refused(lambda user=user: city.take(row, "pay", user, day=city.today, paper="x"))
        refused(lambda user=user: city.take(award, "remove", user, reason="x"))
    assert Payment.objects.get().state == "planned"


def test_a_second_tab_pays_nothing_twice(city: PolicyCity) -> None:
    row = city.planned()
    seen = row.version
    city.paid(row)
    with pytest.raises(StaleRow):
        PAYMENT_VERBS["pay"](row=row, version=seen, day=city.today, paper="再", by=fresh(city.unit))


@pytest.mark.parametrize("wrong", [{"amount": Decimal(0)}, {"state": "paid"}, {"state": "recovered"}])
def test_the_database_itself_refuses_what_cannot_be(city: PolicyCity, wrong: dict[str, Any]) -> None:
    row = city.planned()
    with pytest.raises(IntegrityError), transaction.atomic():
        Payment.objects.filter(pk=row.pk).update(**wrong)


def test_the_database_itself_never_pays_more_than_was_awarded(city: PolicyCity) -> None:
    award = city.award()
    with pytest.raises(IntegrityError), transaction.atomic():
        Award.objects.filter(pk=award.pk).update(paid=Decimal(31))
