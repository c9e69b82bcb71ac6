"""Whatever is tried with an application, by whom and in what order: no level is jumped, no money is given twice."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianzhang.policies.models import Application, Award, Payment
from lianzhang.policies.rules import left_of_award, left_of_budget
from tests.policies.world import PolicyCity

pytestmark = pytest.mark.django_db

WHO = ("anchor_account", "rival_account", "district", "other_district", "unit", "other_unit", "office", "team", "bank")
ON_APPLICATIONS = ("submit", "pass_on", "approve", "give_back", "refuse", "withdraw")
ON_PAYMENTS = ("pay", "recover", "cancel")
DECIDES = {"县区初审": "district", "市级审核": "unit"}
tried = st.lists(
    st.tuples(
        st.sampled_from((*ON_APPLICATIONS, "plan", "remove", *ON_PAYMENTS)),
        st.sampled_from(WHO),
        st.integers(0, 1),
        st.sampled_from(("5", "12.5", "30", "31", "")),
    ),
    min_size=8,
    max_size=24,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tried)
def test_no_order_of_acts_breaks_what_must_hold(db: None, tries: list[tuple[str, str, int, str]]) -> None:
    with transaction.atomic():
        city = PolicyCity()
        other = city.programme("other", "另一奖励", city.grant, amount=Decimal(20))
        rows = [city.application(), city.application(programme=other)]
        for name, who, which, amount in tries:
            _try(city, rows[which], name, who, amount)
            _holds(city)
        transaction.set_rollback(True)


def _try(city: PolicyCity, row: Application, name: str, who: str, amount: str) -> None:
    by, award = getattr(city, who), Award.objects.filter(application=row).first()
    before = Application.objects.select_related("level").get(pk=row.pk)
    try:
        with transaction.atomic():
            if name in ON_APPLICATIONS:
                more = {"approve": {"amount": amount}}.get(name, {})
                more |= {"reason": "因故"} if name in ("give_back", "refuse", "withdraw") else {}
                city.take(row, name, by, **more)
                if name in ("pass_on", "approve", "give_back", "refuse"):
                    assert before.state == "submitted"
                    assert before.level is not None
                    assert DECIDES[before.level.name] == who
            elif award is not None and name == "remove":
                city.take(award, "remove", by, reason="因故")
            elif award is not None and name == "plan":
                city.planned(award, by=by, amount=Decimal(amount or "1"))
            elif award is not None and (paid := Payment.objects.filter(award=award).last()) is not None:
                asked = {"pay": {"day": city.today, "paper": "一号"}, "recover": {"day": city.today, "reason": "退"}}
                city.take(paid, name, by, **asked.get(name, {"reason": "缓"}))
    except (ValidationError, PermissionDenied):
        pass


def _holds(city: PolicyCity) -> None:
    held = Award.objects.filter(state="held")
    assert held.count() <= 1  # two programmes, one firm, one thing, one year
    assert left_of_budget(city.budget) >= 0
    for award in Award.objects.all():
        assert left_of_award(award) >= 0
        assert award.application.state == "approved"
        assert award.paid == sum(
            (each.amount for each in Payment.objects.filter(award=award, state="paid")), Decimal(0)
        )
        assert award.amount is not None
        assert award.application.asked is not None
        assert award.amount <= award.application.asked
    for row in Application.objects.all():
        assert (row.state == "approved") == Award.objects.filter(application=row).exists()
