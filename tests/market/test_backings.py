"""What stands behind a loan: read by a bank only where the firm shows it, "at least" where an amount is missing, and
told where the same stands behind two needs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from lianzhang.access.api import visible
from lianzhang.market.backings.actions import BACKING_VERBS, add_backing, change_backing
from lianzhang.market.backings.queries import backings_of
from lianzhang.market.backings.rules import sum_of
from lianzhang.market.models import Backing, Need
from lianzhang.plans.models import NeedKind
from lianzhang.work.api import StaleRow, StepRefused
from tests.acting import at_work

from .world import MarketCity, fresh

DUE = date(2099, 6, 30)
SAID = {"what": "应收账款", "debtor": "东风装备公司", "amount": Decimal(120), "due_on": DUE, "confirmed": "yes"}


class LoanCity(MarketCity):
    def __init__(self) -> None:
        super().__init__()
        NeedKind.objects.filter(pk=self.finance.pk).update(backings="应收账款;订单;存货")
        self.finance.refresh_from_db()

    def backed(self, need: Need, by: Any = None, **more: Any) -> Backing:
        return add_backing(need=need, by=fresh(by or self.anchor_account), **SAID | {"pledged": "no"} | more)


def test_a_sum_says_at_least_or_that_nobody_knows() -> None:
    rows = lambda *amounts: [SimpleNamespace(amount=each) for each in amounts]  # noqa: E731
    assert sum_of(rows(Decimal(3), Decimal(4))).value == 7
    some: Any = sum_of(rows(Decimal(3), None))
    assert (some.value, some.at_least, some.unknown) == (3, True, 1)
    none: Any = sum_of(rows(None))
    assert (none.value, none.at_least) == (None, False)


@pytest.mark.django_db
def test_a_bank_reads_it_once_the_firm_shows_it_and_not_after_it_came_to_nothing() -> None:
    city = LoanCity()
    need = city.published(city.loan())
    row = city.backed(need)
    match = city.suggested(need, body=city.post(city.bank))
    sees = lambda user: visible(fresh(user), Backing).filter(pk=row.pk).exists()  # noqa: E731
    assert not sees(city.bank)
    for by in (city.team, city.office, city.bank):
        with pytest.raises((StepRefused, PermissionDenied)):
            city.take(match, "show_backings", by)
    match = city.take(match, "show_backings", city.anchor_account)
    assert sees(city.bank)
    outside = (city.other_bank, city.rival_account, city.supplier_account, city.chief, city.district, city.rival_team)
    assert [user.username for user in outside if sees(user)] == []
    page = at_work(city.bank).get(reverse("match", args=[match.pk])).text
    assert "东风装备公司" in page
    assert "120" in page
    assert at_work(city.bank).get(reverse("match_backings_export", args=[match.pk])).status_code == 200
    city.take(match, "fail", city.bank, ground="terms")
    assert not sees(city.bank)
    with pytest.raises((StepRefused, PermissionDenied)):
        city.backed(need, by=city.rival_account)


@pytest.mark.django_db
def test_the_same_behind_two_needs_is_told_and_what_is_not_said_is_the_same_as_nothing() -> None:
    city = LoanCity()
    first, second = city.loan(), city.loan(title="流动资金贷款")
    row, same = city.backed(first), city.backed(second, debtor=" 东风装备公司 ")
    city.backed(second, debtor="别家", amount=None)
    city.backed(first, debtor="别家", amount=None)
    told: Any = backings_of(second, fresh(city.anchor_account))
    assert [(line.row.pk, line.twice, line.other) for line in told.lines if line.twice] == [(same.pk, True, first)]
    assert (told.all.value, told.all.unknown) == (120, 1)
    assert "同一笔也写在" in at_work(city.team).get(reverse("need", args=[second.pk])).text
    with pytest.raises(StaleRow):
        change_backing(row=row, version=7, by=fresh(city.anchor_account), **SAID)
    with pytest.raises(ValidationError, match="只能是"):
        city.backed(first, what="厂房")
    BACKING_VERBS["withdraw"](row=row, version=0, reason="还清了", by=fresh(city.anchor_account))
    told = backings_of(second, fresh(city.anchor_account))
    assert not [line for line in told.lines if line.twice]
    with pytest.raises(StepRefused, match="不写担保明细"):
        city.backed(city.need())
