"""Records of work, and what shows a duty done: only what another confirmed, and never a word of progress."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from lianzhang.access.api import visible
from lianzhang.plans.api import Run, State
from lianzhang.plans.evaluating import evaluate_duties, evaluate_duty
from lianzhang.plans.models import Duty, PlanChain
from lianzhang.tasks.models import RecordState, WorkRecord
from lianzhang.tasks.record_actions import edit_record, enter_record
from lianzhang.work.api import StepRefused
from tests.plans.test_kept import ask
from tests.problems.world import Clockwork

from .world import TODAY, TaskCity, paper

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path) -> TaskCity:
    Clockwork(monkeypatch).at("2023-10-09T10:00")
    settings.VAR = tmp_path
    return TaskCity()


def state(city: TaskCity, duty: Duty | None = None, at: date = TODAY) -> State:
    return evaluate_duty(Duty.objects.get(pk=(duty or city.duty).pk), at).evaluation.state


class TestRecords:
    def test_without_paper_or_source_it_is_not_handed_in(self, city: TaskCity) -> None:
        with pytest.raises(StepRefused, match="来源"):
            city.record(source="")
        assert not WorkRecord.objects.exists()
        assert city.record(source="", paper=paper()).state == RecordState.SUBMITTED

    def test_who_entered_it_never_confirms_it(self, city: TaskCity) -> None:
        row = city.record(city.office)
        with pytest.raises(StepRefused, match="不能自己确认"):
            city.step(row, "confirm", city.office)
        assert city.step(row, "confirm", city.second_office).state == RecordState.CONFIRMED

    def test_nobody_records_for_a_unit_that_is_not_its_own(self, city: TaskCity) -> None:
        with pytest.raises(ValidationError) as refused:
            city.record(unit=city.other)
        assert "unit" in refused.value.message_dict
        assert city.record(unit=city.bureau).unit is not None

    def test_a_duty_that_its_kind_does_not_show_is_refused(self, city: TaskCity) -> None:
        with pytest.raises(ValidationError) as refused:
            city.record(duty=city.loose)
        assert "duty" in refused.value.message_dict

    def test_nothing_is_recorded_before_it_was_done(self, city: TaskCity) -> None:
        with pytest.raises(ValidationError, match="今天以后"):
            city.record(date=date(2023, 10, 10))

    def test_a_task_out_of_sight_or_at_its_end_takes_no_record(self, city: TaskCity) -> None:
        for task in (city.assigned(lead=city.other), city.closed()):
            with pytest.raises(ValidationError) as refused:
                city.record(task=task)
            assert "task" in refused.value.message_dict

    def test_a_draft_is_its_posts_and_a_rival_sees_none(self, city: TaskCity) -> None:
        given = {"kind": city.kind, "title": "甲", "result": "乙", "date": TODAY, "chain": city.chains[0]}
        row = enter_record(city=city.region, by=city.bureau_account, **given)
        committee = city.user_as("committee")
        for user in (city.other_account, city.team, committee, *map(city.user_as, ("bank", "expert", "enterprise"))):
            assert not visible(user, WorkRecord).exists()
        row = edit_record(row=row, version=row.version, by=city.bureau_account, **given | {"source": "简报"})
        city.step(row, "submit", city.bureau_account)
        assert list(visible(city.team, WorkRecord)) == list(visible(committee, WorkRecord)) == [row]

    def test_what_counts_is_withdrawn_by_those_who_confirm(self, city: TaskCity) -> None:
        row = city.confirmed()
        with pytest.raises(PermissionDenied):
            city.step(row, "withdraw", city.bureau_account, reason="算了")
        city.step(row, "withdraw", city.office, reason="记重了")
        assert state(city) == State.UNKNOWN


class TestDuties:
    def test_only_a_confirmed_record_shows_it(self, city: TaskCity) -> None:
        row = city.record()
        assert state(city) == State.UNKNOWN
        city.step(row, "confirm")
        assert state(city) != State.UNKNOWN
        assert state(city, city.loose) == State.UNKNOWN
        assert state(city, at=date(2023, 10, 8)) == State.UNKNOWN

    def test_progress_never_does_and_a_closed_task_does(self, city: TaskCity) -> None:
        row = city.take(city.in_hand(), "note", on=TODAY, pace="on_course", text="顺利", paper=paper())
        assert state(city) == State.UNKNOWN
        row = city.take(row, "report", done_on=TODAY, report="好了", paper=paper("二.pdf"))
        assert state(city) == State.UNKNOWN
        city.take(row, "verify", city.office, verification="看了")
        assert state(city) != State.UNKNOWN

    def test_a_kind_that_the_plan_takes_back_counts_no_more(self, city: TaskCity) -> None:
        city.confirmed()
        city.kind.duties.clear()
        assert state(city) == State.UNKNOWN

    def test_with_a_cadence_each_period_wants_one(self, city: TaskCity) -> None:
        Duty.objects.filter(pk=city.duty.pk).update(cadence="quarter")
        city.confirmed()
        standing = evaluate_duty(Duty.objects.get(pk=city.duty.pk), date(2023, 12, 31))
        states = {str(part.key): part.evaluation.state for part in standing.evaluation.parts}
        assert states["2023年四季度"] == State.MET
        assert states["2023年三季度"] != State.MET

    def test_what_is_kept_follows_each_act(self, city: TaskCity) -> None:
        acts = [lambda: city.confirmed(), lambda: city.step(WorkRecord.objects.get(), "withdraw", reason="错")]
        acts += [lambda: city.closed(duty=city.loose)]
        told = []
        for act in acts:
            ask(city.plan)
            act()
            told.append({duty.code: len(each.evidence.points) for each in ask(city.plan).duties.values()
                         for duty in (each.duty,)})  # fmt: skip
        assert told == [{"quality": 1, "loose": 0}, {"quality": 0, "loose": 0}, {"quality": 0, "loose": 1}]

    def test_more_records_and_duties_cost_no_more_queries(self, city: TaskCity) -> None:
        counts = []
        for number in range(2):
            for each in range(1 + 4 * number):
                city.confirmed(title=f"{number}-{each}")
                city.closed(title=f"{number}-{each}")
            with CaptureQueriesContext(connection) as caught:
                evaluate_duties(city.plan, TODAY, run=Run(city.plan))
            counts.append(len(caught))
        assert counts[0] == counts[1]


class TestADutyOfEach:
    """What one unit did shows nothing of the others."""

    @pytest.fixture
    def of_each(self, city: TaskCity) -> TaskCity:
        Duty.objects.filter(pk=city.duty.pk).update(each="each_chain", due=date(2023, 12, 31))
        return city

    def states(self, city: TaskCity) -> dict[int | None, State]:
        told = evaluate_duty(Duty.objects.get(pk=city.duty.pk), date(2023, 12, 31)).evaluation
        return {getattr(part.key, "pk", None): part.evaluation.state for part in told.parts} | {None: told.state}

    def test_a_record_counts_for_its_chain_alone(self, of_each: TaskCity) -> None:
        of_each.confirmed()
        assert set(self.states(of_each).values()) == {State.MET, State.UNKNOWN}
        assert self.states(of_each)[None] == State.UNKNOWN

    def test_a_body_that_names_no_chain_counts_for_those_it_leads(self, of_each: TaskCity) -> None:
        first, second, *_ = of_each.chains
        of_each.confirmed(chain=None, unit=of_each.bureau)
        assert set(self.states(of_each).values()) == {State.UNKNOWN}
        PlanChain.objects.filter(plan=of_each.plan, chain=second).update(lead_department=of_each.bureau)
        assert self.states(of_each)[second.pk] == State.MET
        assert self.states(of_each)[first.pk] == State.UNKNOWN

    def test_a_closed_task_counts_for_the_body_that_did_it(self, of_each: TaskCity) -> None:
        Duty.objects.filter(pk=of_each.duty.pk).update(each="each_owner")
        of_each.duty.owners.set([of_each.bureau, of_each.other])
        of_each.closed()
        assert self.states(of_each) == {
            of_each.bureau.pk: State.MET, of_each.other.pk: State.UNKNOWN, None: State.UNKNOWN,
        }  # fmt: skip
