"""The sample city's pools, and what stands behind its loans, with the planted cases."""

from __future__ import annotations

import pytest
from django.utils import timezone

from lianzhang.access.api import SYSTEM
from lianzhang.market.backings.rules import same_elsewhere, sum_of
from lianzhang.market.models import Backing, Pool, PoolMember
from lianzhang.market.pools.suggesting import together
from lianzhang.registry.models import Region

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_pools_and_backings_with_the_planted_cases(sample_town: Region) -> None:
    pools = Pool.objects.filter(city=sample_town)
    assert set(pools.values_list("state", flat=True)) == {"calling", "agreed", "dropped"}
    assert {"invited", "joined", "declined", "silent"} <= set(PoolMember.objects.values_list("state", flat=True))
    told = together(SYSTEM, sample_town.pk, timezone.localdate())  # type: ignore[arg-type]
    assert any("齿轮钢" in each.reason for each in told)
    backings = list(Backing.objects.filter(need__city=sample_town))
    assert sum_of(backings).at_least
    assert any(same_elsewhere(row).exists() for row in backings)
