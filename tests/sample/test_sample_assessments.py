"""The sample city's diagnoses, levels and platforms: honest shares, with the planted cases."""

from __future__ import annotations

import pytest
from django.db.models import F, Sum

from lianzhang.assessments.models import Advice, Assessment, Diagnosis, PlatformUse
from lianzhang.assessments.rules import level_faults, use_faults
from lianzhang.registry.models import Region

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_most_advice_is_undecided_or_not_taken_and_seats_stand_empty(sample_town: Region) -> None:
    rows = Diagnosis.objects.filter(city=sample_town)
    assert {"applied", "assigned", "on_site", "reported", "rechecked", "refused"} <= set(
        rows.values_list("state", flat=True)
    )
    worth = rows.aggregate(**{name: Sum(name) for name in ("advice_count", "undecided", "taken", "built")})
    assert worth["advice_count"] == Advice.objects.filter(diagnosis__city=sample_town).count()
    assert worth["taken"] * 2 < worth["advice_count"] or worth["built"] * 2 < worth["taken"]
    assert worth["undecided"]
    levels = Assessment.objects.filter(city=sample_town).select_related(
        "kind__plan", "level", "enterprise__merged_into"
    )
    assert {row.pk: level_faults(row) for row in levels if level_faults(row)} == {}
    assert {row.basis for row in levels} == {"official", "provider", "self"}
    uses = PlatformUse.objects.filter(city=sample_town).select_related("enterprise__merged_into")
    assert {row.pk: use_faults(row) for row in uses if use_faults(row)} == {}
    assert uses.filter(active=0, seats__gt=0).exists()
    assert uses.filter(active=None).exists()
    assert not uses.filter(active__gt=F("seats")).exists()
