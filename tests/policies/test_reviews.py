"""How a budget's year is reviewed: attacked first; scores without a database; then from a draft to what is checked."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from lianzhang.accounts.models import User
from lianzhang.plans.api import viewpoint
from lianzhang.plans.models import Budget, PerformanceIndicator
from lianzhang.policies.models import BudgetReview
from lianzhang.policies.review_scores import Line, execution_rate, total_of, written
from lianzhang.policies.reviewing.actions import REVIEW_VERBS, enter_review
from lianzhang.policies.reviewing.desk import waiting
from lianzhang.work.api import StepRefused

from .world import PolicyCity, fresh

REFUSED = (PermissionDenied, StepRefused, ValidationError)


def line(weight: int, target: int | None, achieved: int | None, direction: str = "up", **more: Any) -> Line:
    told = [None if each is None else Decimal(each) for each in (target, achieved)]
    return Line("a", "产出", "数量", Decimal(weight), direction, target=told[0], achieved=told[1], **more)


# --- scores
def test_a_score_is_its_weight_at_most_and_unknown_is_never_zero() -> None:
    assert line(50, 10, 5).score == Decimal(25)
    assert line(50, 10, 20).score == Decimal(50)
    assert line(10, 80, 100, "down").score == Decimal(8)
    assert line(10, 0, 0).score == Decimal(10)
    assert line(10, 80, None).score is None
    assert total_of([line(50, 10, 5), line(50, 1, 1)]) == Decimal(75)
    assert total_of([line(50, 10, 5), line(50, 1, None)]) is None
    assert total_of([]) is None
    assert execution_rate(Decimal(30), Decimal(90)) == Decimal("33.33")
    kept = line(50, 10, 5, reason="少一台")
    assert written([kept.as_kept()]) == [kept]


# --- in a city
@pytest.fixture
def city(db: None) -> PolicyCity:
    city = PolicyCity()
    for order, (code, weight, computed) in enumerate((("rate", 10, "execution_rate"), ("output", 90, ""))):
        PerformanceIndicator.objects.create(
            plan=city.plan, code=code, order=order, group="产出", name=code, weight=weight, direction="up",
            computed=computed,
        )  # fmt: skip
    return city


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return client


def page(user: User, address: str) -> str:
    answer = client_of(user).get(address)
    assert answer.status_code == 200, address
    return "".join(answer.content.decode().split())


def of_last_year(city: PolicyCity) -> Budget:
    Budget.objects.filter(pk=city.budget.pk).update(year=city.today.year - 1)
    city.budget.refresh_from_db()
    return city.budget


def begin(city: PolicyCity, by: User | None = None, **said: Any) -> BudgetReview:
    output = {"target": Decimal(10), "achieved": Decimal(8), "reason": "少两台"} | said
    scores = {"output": output, "rate": {"reason": "未拨"}}
    budget = Budget.objects.select_related("plan__city").get(pk=city.budget.pk)
    return enter_review(budget=budget, by=fresh(by or city.unit), scores=scores)


def take(row: BudgetReview, name: str, by: User, **given: Any) -> Any:
    row.refresh_from_db()
    return REVIEW_VERBS[name](row=row, version=row.version, by=fresh(by), **given)


def desk(city: PolicyCity, by: User) -> list[str]:
    told = waiting(viewpoint(fresh(by), {"plan": city.plan.code}, timezone.localdate()))
    return [each.link.title for each in told.rows] if told else []


def test_only_who_manages_a_budget_reviews_it_and_nobody_checks_his_own(city: PolicyCity) -> None:
    of_last_year(city)
    for by in (city.other_unit, city.head, city.clerk, city.anchor_account, city.district):
        with pytest.raises(REFUSED):
            begin(city, by)
    row = begin(city)
    for by in (city.other_unit, city.anchor_account, city.district, city.team, PolicyCity().office):
        assert client_of(by).get(f"/budgets/reviews/{row.pk}/").status_code in (403, 404)
        assert client_of(by).get(f"/budgets/{city.budget.pk}/review/").status_code in (403, 404)
    take(row, "submit", city.unit)
    for by in (city.unit, city.head, city.clerk):
        with pytest.raises(REFUSED):
            take(row, "check", by)
    assert take(row, "check", city.office).state == "checked"
    stale = client_of(city.office).post(f"/budgets/reviews/{row.pk}/give-back/", {"version": 0, "reason": "没有依据"})
    assert stale.status_code == 409


def test_a_review_is_submitted_whole_once_its_year_is_over(city: PolicyCity) -> None:
    with pytest.raises(StepRefused):
        take(begin(city), "submit", city.unit)  # the year runs still
    BudgetReview.objects.all().delete()
    of_last_year(city)
    row = begin(city, achieved=None)
    with pytest.raises(StepRefused):
        take(row, "submit", city.unit)
    with pytest.raises(ValidationError):
        begin(city, city.office)  # there is one
    BudgetReview.objects.all().delete()
    row = begin(city, reason="")
    with pytest.raises(StepRefused):
        take(row, "submit", city.unit)


def test_the_execution_rate_is_that_of_payments_and_kept_as_it_was_on_the_day(city: PolicyCity) -> None:
    city.paid()  # 30 of 100
    of_last_year(city)
    assert desk(city, city.unit) == [f"专项资金：{city.today.year - 1}年已过，还没有绩效自评"]
    assert desk(city, city.other_unit) == []
    client = client_of(city.unit)
    assert "去自评" in page(city.unit, "/budgets/")
    typed = {
        "target_output": "10",
        "achieved_output": "8",
        "reason_output": "少两台",
        "reason_rate": "",
        "text": "完成",
    }
    assert "已拨付占预算30%" in page(city.unit, f"/budgets/{city.budget.pk}/review/")
    assert client.post(f"/budgets/{city.budget.pk}/review/", typed | {"target_output": "-1"}).status_code == 422
    assert client.post(f"/budgets/{city.budget.pk}/review/", typed).status_code == 302
    row = BudgetReview.objects.get()
    address = f"/budgets/reviews/{row.pk}/"
    assert client.post(f"{address}submit/", {"version": row.version}).status_code == 403  # no reason for the rate
    assert (
        client.post(f"{address}change/", typed | {"reason_rate": "还在验收", "version": row.version}).status_code == 302
    )
    row.refresh_from_db()
    assert client.post(f"{address}submit/", {"version": row.version}).status_code == 302
    row.refresh_from_db()
    assert row.total == Decimal(75)  # 10 × 30 % + 90 × 8/10
    PerformanceIndicator.objects.filter(code="output").update(weight=Decimal(50))
    assert "75" in page(city.office, address)
    assert desk(city, city.office) == [str(row)]
    take(row, "give_back", city.office, reason="没有依据")
    assert "没有依据" in page(city.unit, address)
    answer = client_of(city.office).get("/budgets/reviews.xlsx")
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content) if answer.streaming else answer.content)).active
    assert sheet is not None
    assert [each[4] for each in sheet.iter_rows(min_row=2, values_only=True)] == ["rate", "output"]
