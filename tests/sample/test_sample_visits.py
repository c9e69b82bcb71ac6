"""The sample city's visits and promises: the duties that ask for visits stand by them, and the lists look so."""

from __future__ import annotations

import pytest
from django.db.models import F

from lianzhang.plans.api import Run, State
from lianzhang.plans.evaluating import evaluate_duties
from lianzhang.plans.models import Plan, VisitKind
from lianzhang.registry.models import Region
from lianzhang.visits.models import Promise, Visit
from lianzhang.work.api import move_all

pytestmark = pytest.mark.django_db
# All duties of the plan that ask for visits; others name services, none of them by going there.
ASKED = {"d_proj_attract", "d_graft_suppliers"}


def test_the_duties_that_ask_for_visits_are_judged_by_them(sample_town: Region) -> None:
    plan = Plan.objects.get(city=sample_town)
    kinds = VisitKind.objects.filter(plan=plan, duty__isnull=False)
    assert set(kinds.values_list("duty__code", flat=True)) == ASKED
    asking = plan.duties.filter(record__contains="拜访") | plan.duties.filter(name__contains="上门")
    assert set(asking.values_list("code", flat=True)) <= ASKED
    standings = {each.duty.code: each for each in evaluate_duties(plan, plan.ends, run=Run(plan))}
    for code in ASKED:
        assert {row.kind for row in standings[code].evidence.rows} == {"visit"}
    Visit.objects.filter(city=sample_town).update(state="held")
    move_all(sample_town.pk)
    again = {each.duty.code: each for each in evaluate_duties(plan, plan.ends, run=Run(plan))}
    assert {again[code].evaluation.state for code in ASKED} == {State.UNKNOWN}


def test_the_lists_hold_kept_late_moved_broken_and_silent_ones(sample_town: Region) -> None:
    promises = Promise.objects.filter(city=sample_town)
    assert {*promises.values_list("state", flat=True)} >= {"kept", "open"}
    assert promises.filter(moved__gt=0, first_deadline__lt=F("deadline")).exists()
    assert promises.filter(kept_on__gt=F("deadline")).exists()
    assert promises.filter(said="").exists()
    assert not promises.exclude(visit__state__in=("held", "written", "confirmed")).exists()
    assert {*Visit.objects.values_list("state", flat=True)} >= {"confirmed", "planned"}
