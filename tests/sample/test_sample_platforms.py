"""The sample city's clusters, platforms and channels, with the planted cases."""

from __future__ import annotations

import pytest
from django.utils import timezone

from lianzhang.access.api import SYSTEM
from lianzhang.plans.api import State
from lianzhang.plans.evaluating import evaluate_duties, evaluate_plan
from lianzhang.plans.models import Plan
from lianzhang.platforms.models import Platform, PlatformFigure, PlatformReport
from lianzhang.platforms.owed import report_owed, stands_still, year_owed
from lianzhang.platforms.rules import platform_faults
from lianzhang.platforms.stages import reached_of, running_between
from lianzhang.platforms.year import platform_year
from lianzhang.registry.models import Region

pytestmark = [pytest.mark.django_db, pytest.mark.once]

NOW_JUDGED = ("prov_collab_platform", "prov_quality_benchmark", "green_supply_chain")


def test_rows_that_the_house_would_take_with_the_planted_cases(sample_town: Region) -> None:
    rows = list(Platform.objects.filter(city=sample_town).select_related("kind__plan", "stage", "honour__kind", "city"))
    assert len(rows) == 11
    assert {row.pk: platform_faults(row) for row in rows if platform_faults(row)} == {}
    assert all(running_between(reached_of(row)) == (row.running_since, row.running_until) for row in rows)

    today = timezone.localdate()
    assert [row.name for row in Platform.objects.filter(report_owed(year_owed(today)))] == ["示例汽车产业学院"]
    assert [row.name for row in rows if row.state == "entered"] == ["示例大学产业研究院"]
    still = Platform.objects.filter(stands_still(today))
    assert {row.kind.code for row in still} == {"nat_cluster", "talent_team"}
    states = list(PlatformReport.objects.values_list("state", flat=True))
    assert (states.count("reported"), states.count("returned")) == (1, 1)
    assert PlatformFigure.objects.filter(enterprise__isnull=False).exists()
    assert Platform.objects.get(kind__code="prov_cluster").honour is not None


def test_a_common_service_serves_few_small_firms(sample_town: Region) -> None:
    told = {each.code: each for each in platform_year(SYSTEM, 2023)}  # type: ignore[arg-type]
    small = {each.title: each for each in told["common_tech"].sums}["服务中小企业"]
    assert (small.value, small.at_least) == (8, False)
    assert told["industry_college"].lacking == 0


def test_titles_are_declared_and_their_targets_judged(sample_town: Region) -> None:
    plan = Plan.objects.get(city=sample_town)
    told = {each.target.code: each.evaluation.state for each in evaluate_plan(plan, plan.ends)}
    assert State.UNKNOWN not in {told[code] for code in NOW_JUDGED}
    unknown = {code for code, state in told.items() if state is State.UNKNOWN and not code.startswith("chain_")}
    assert unknown == {"local_match_rate"}


def test_platforms_show_duties_of_the_plan(sample_town: Region) -> None:
    plan = Plan.objects.get(city=sample_town)
    rows = {
        each.duty.code: {row.kind for point in each.evidence.points for row in point.rows}
        for each in evaluate_duties(plan, plan.ends)
    }
    assert all("platform" in rows[code] for code in ("d_small_clusters", "d_xy_lab", "d_univ", "d_craft"))
    assert "platform_report" in rows["d_common_tech"]
