"""The sample city's colleges, stakes and reviews of budgets, with the planted cases."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.market.models import FollowUp
from lianzhang.plans.api import viewpoint
from lianzhang.policies.models import Award, BudgetReview
from lianzhang.policies.stakes.queries import funds_of, stakes_of
from lianzhang.registry.models import Region
from lianzhang.talent.ahead import posts_ahead
from lianzhang.talent.models import GraduateReport
from tests.acting import seated

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_posts_stakes_and_reviews_are_told_with_their_planted_cases(sample_town: Region) -> None:
    office: Any = User.objects.get(pk=seated("sample-office", "chain_office", sample_town).pk)
    vp: Any = viewpoint(office, {}, timezone.localdate())
    told = posts_ahead(vp)
    assert set(GraduateReport.objects.values_list("state", flat=True)) == {"checked", "reported", "returned"}
    assert told.colleges == 3
    assert told.unreported
    assert told.unstated  # projects that say nothing
    assert {"要": any(each.wants for each in told.trades), "有": any(each.sources for each in told.trades)} == {
        "要": True,
        "有": True,
    }
    stakes = stakes_of(office, vp.plan.pk)
    assert {each.row.state for each in stakes} == {"held", "exited", "written_off"}
    funds = funds_of(stakes)
    assert (funds.paid, funds.others, funds.unsaid) == (3300, 3500, 1)
    assert funds.lost == 275
    assert Award.objects.filter(city=sample_town, paid__gt=0, stake_entries__isnull=False).exists()
    states = BudgetReview.objects.filter(city=sample_town).values_list("state", "total")
    assert {state for state, _ in states} == {"checked", "submitted"}
    assert all(total is not None and 60 < total < 100 for _, total in states)
    assert {"counted", "silent"} <= set(FollowUp.objects.filter(months__isnull=False).values_list("state", flat=True))
