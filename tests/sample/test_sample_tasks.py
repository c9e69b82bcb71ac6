"""The sample city's tasks and records of work: its duties stand by them, and its lists look like lists of a city."""

from __future__ import annotations

import pytest
from django.db.models import F

from lianzhang.plans.api import Run, State
from lianzhang.plans.evaluating import evaluate_duties, evaluate_target
from lianzhang.plans.models import Plan, WorkKind, WorkTopic
from lianzhang.registry.models import Region
from lianzhang.tasks.dates import next_due
from lianzhang.tasks.models import Attendee, Progress, Task, TaskState, WorkRecord

pytestmark = pytest.mark.django_db


def test_every_duty_whose_records_are_kept_here_is_judged_by_them(sample_town: Region) -> None:
    plan = Plan.objects.get(city=sample_town)
    kept = set(WorkKind.objects.filter(plan=plan, duties__isnull=False).values_list("duties__code", flat=True))
    standings = {each.duty.code: each for each in evaluate_duties(plan, plan.ends, run=Run(plan))}
    assert kept == {
        *("d_biz_env", "d_quality_mgmt", "d_lead_guide", "d_head_support", "d_manager_train", "d_class8_train"),
        *("d_ipo_team", "d_market_expand", "d_ftz", "d_smart_diag", "d_base_apply", "d_office_daily"),
        *("d_upgrade_plan", "d_park_plan", "d_innov_center_region", "d_bulletin_q", "d_region_coop", "d_xy_lab"),
        *("d_univ", "d_univ_exist", "d_standards", "d_smart_new", "d_circular", "d_park_life", "d_transport"),
        *("d_gov_fund", "d_talent_longzhong", "d_craft", "d_lead_team"),
    }
    assert {code for code in kept if not standings[code].evidence.rows} == set()
    told = {row.kind for code in kept for row in standings[code].evidence.rows}
    assert told <= {
        *("work_record", "task", "application", "payment", "award", "platform", "platform_report"),
        *("event", "fair_result", "capacity", "diagnosis", "platform_use"),
    }
    # Of one that is asked every quarter or of each chain a gap outweighs what is there; each is judged by its own.
    unknown = {code for code in kept if standings[code].evaluation.state is State.UNKNOWN}
    assert all(standings[code].duty.cadence or standings[code].duty.each for code in unknown)
    chains = [part.evaluation.state for part in standings["d_lead_guide"].evaluation.parts]
    assert len(chains) == 13
    assert {*chains} == {State.MET, State.UNKNOWN}
    quarters = [part.evaluation.state for part in standings["d_bulletin_q"].evaluation.parts]
    assert quarters.count(State.MET) >= 8


def test_every_target_is_judged_there_but_that_of_the_register_nobody_declared(sample_town: Region) -> None:
    plan = Plan.objects.get(city=sample_town)
    run = Run(plan)
    standings = [evaluate_target(target, plan.ends, run=run) for target in run.targets]
    unknown = {each.target.code for each in standings if each.evaluation.state is State.UNKNOWN}
    assert unknown == {"local_match_rate"}
    told = {each.target.code for each in standings if any(part.rows for part in each.evidence.values())}
    assert told == {each.target.code for each in standings} - unknown


def test_the_lists_hold_late_moved_rejected_and_silent_ones(sample_town: Region) -> None:
    tasks = Task.objects.filter(city=sample_town)
    assert {*tasks.values_list("state", flat=True)} >= {TaskState.CLOSED, TaskState.IN_HAND}
    assert tasks.filter(moved__gt=0, first_deadline__lt=F("deadline")).exists()
    assert tasks.filter(disputed=True, state=TaskState.DISPUTED).exists()
    assert tasks.filter(disputed=True).exclude(state=TaskState.DISPUTED).exists()
    assert tasks.filter(amended__gt=0).exists()
    assert tasks.filter(reported_on__gt=F("deadline")).exists()
    assert {*WorkRecord.objects.filter(city=sample_town).values_list("state", flat=True)} >= {"confirmed", "submitted"}
    assert not Progress.objects.filter(pace="on_course", paper=None).exists()


def test_what_is_written_in_bulk_is_due_as_the_acts_would_say(sample_town: Region) -> None:
    wrong = [(row.number, row.due, next_due(row)) for row in Task.objects.all() if row.due != next_due(row)]
    assert wrong == []


def test_seven_of_eight_classes_were_held_for_one_had_nobody(sample_town: Region) -> None:
    plan = Plan.objects.get(city=sample_town)
    standing = evaluate_target(plan.targets.get(code="training_classes"), plan.ends)
    assert standing.evaluation.state is State.MISSED
    assert [int(each.nominal) for each in standing.points][-1] == 7
    assert len(standing.points[-1].rows) == 7
    held = WorkRecord.objects.filter(attended__gt=0).values("topic")
    (never,) = WorkTopic.objects.filter(plan=plan).exclude(pk__in=held)
    assert WorkRecord.objects.filter(topic=never, attended=0).count() == 1
    assert all(each.attended == each.attendees.count() for each in WorkRecord.objects.exclude(attended=None))
    manager = Attendee.objects.filter(name="总经理", record__attended__gt=0).order_by("pk")[0]
    courses = Attendee.objects.filter(enterprise=manager.enterprise, folded=manager.folded)
    assert courses.values("record__topic").distinct().count() == 7
