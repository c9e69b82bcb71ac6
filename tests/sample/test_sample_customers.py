"""The sample city's lists, customers and fairs, with the planted cases."""

from __future__ import annotations

import pytest
from django.utils import timezone

from lianzhang.access.api import SYSTEM
from lianzhang.market.customers.groups import standings_of
from lianzhang.market.customers.white_space import survey
from lianzhang.market.models import Customer, FairResult, Participation, RankedGroup
from lianzhang.registry.models import Region

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_lists_customers_and_fairs_with_the_planted_cases(sample_town: Region) -> None:
    ranked = RankedGroup.objects.filter(city=sample_town)
    assert {row.year for row in ranked} == {2021, 2022, 2023}
    assert len({row.rank for row in ranked}) > 10
    rows = list(Customer.objects.filter(city=sample_town).order_by("pk"))
    renamed = ranked.exclude(formerly="").first()
    assert renamed is not None
    own = [row for row in rows if row.group_folded == renamed.formerly_folded]
    told = standings_of(SYSTEM, own)  # type: ignore[arg-type]
    assert all([each.year for each in told[row.pk][0].rows] == [2023, 2022, 2021] for row in own)
    found = survey(SYSTEM, rows, timezone.localdate()).counts  # type: ignore[arg-type]
    assert found["white"] > found["supplied"]
    assert found["unknown"] >= len(rows)
    assert found["nobody"]
    results = FairResult.objects.filter(participation__city=sample_town)
    assert set(results.values_list("state", flat=True)) == {"told", "silent"}
    assert results.filter(final=True, delivered__gt=0).exists()
    assert set(Participation.objects.values_list("intended_in", "contracted_in")) == {("dollar", "yuan")}
