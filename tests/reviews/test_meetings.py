"""A meeting for a period: planned, fixed, held, written, confirmed by its chair; decisions become tasks and return."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from pytest_django import Settings

from lianzhang.access.api import visible
from lianzhang.plans.api import PlanViewpoint, asked_periods
from lianzhang.plans.api import State as Standing
from lianzhang.plans.evaluating import evaluate_duties
from lianzhang.plans.models import Cadence, Plan
from lianzhang.reviews import actions
from lianzhang.reviews.agenda import live_rows
from lianzhang.reviews.dossier import dossier
from lianzhang.reviews.models import AgendaLine, Decision, DecisionState, Meeting, Minute, State
from lianzhang.reviews.periods import rules_of
from lianzhang.tasks.models import Task, TaskState
from lianzhang.work.api import StaleRow, StepRefused
from tests.tasks.world import paper

from .world import Q2, Q3, ReviewCity

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path) -> ReviewCity:
    settings.VAR = tmp_path
    return ReviewCity(monkeypatch)


def looking(city: ReviewCity, by: object) -> PlanViewpoint:
    plan = Plan.objects.get(pk=city.plan.pk)
    return PlanViewpoint(city=city.region, at=date(2023, 10, 9), plan=plan, plans=(plan,), user=by)


class TestHeldForAPeriod:
    def test_any_day_from_the_start_counts_and_after_the_limit_it_is_late(self, city: ReviewCity) -> None:
        row = city.held()
        assert row.limit == date(2023, 10, 18)
        assert not row.is_late
        late = city.held(period=Q2, chain=city.chains[0])
        assert late.is_late
        row = city.meet(city.planned(chain=city.chains[1]), "fix")
        with pytest.raises(ValidationError, match="更早的会不算"):
            city.meet(row, "hold", held_on=date(2023, 6, 30))
        with pytest.raises(ValidationError, match="还没有到"):
            city.meet(row, "hold", held_on=date(2023, 10, 10))

    def test_a_period_is_planned_once_and_anew_where_it_was_cancelled(self, city: ReviewCity) -> None:
        row = city.planned()
        with pytest.raises(ValidationError, match="已经安排了1次"):
            city.planned()
        city.meet(row, "cancel", reason="并到下季度")
        assert city.planned().nth == 1

    def test_a_moved_day_stays_told(self, city: ReviewCity) -> None:
        row = city.planned()
        first = row.on
        row = city.meet(row, "move", on=date(2023, 10, 18), reason="链长出差")
        assert (row.on, row.first_on, row.moved) == (date(2023, 10, 18), first, 1)
        for day in (date(2023, 10, 8), date(2025, 10, 8), row.on):
            with pytest.raises(ValidationError):
                city.meet(row, "move", on=day, reason="再改")

    def test_a_changed_cadence_leaves_the_periods_that_began_under_the_old(self, city: ReviewCity) -> None:
        rule = Cadence.objects.get(pk=city.rule.pk)
        rule.pk, rule.every, rule.starts = None, "month", date(2023, 5, 15)
        rule.save()
        (rules,) = rules_of(city.plan, of_chains=True)
        told = [each.period.start for each in asked_periods(rules, date(2023, 1, 1), date(2023, 8, 31))]
        assert told == [date(2023, 1, 1), date(2023, 4, 1), date(2023, 7, 1), date(2023, 8, 1)]


class TestWhoMay:
    def test_a_rival_team_a_bureau_a_firm_and_a_bank_see_and_do_nothing(self, city: ReviewCity) -> None:
        row = city.planned()
        asked = city.asked(row)
        for user in (
            city.stranger,
            city.bureau_account,
            *map(city.user_as, ("bank", "enterprise", "expert", "district")),
        ):
            assert not visible(user, Meeting).exists()
            assert not visible(user, Decision).exists()
            with pytest.raises((PermissionDenied, ValidationError)):
                city.decide(asked, "agree", user)
        with pytest.raises(ValidationError, match="不归您"):
            city.planned(chain=city.chains[1], by=city.fresh(city.team))

    def test_an_expert_sees_only_where_he_was_asked_and_no_agenda(self, city: ReviewCity) -> None:
        expert = city.user_as("expert")
        row = city.planned(posts=[city.chair, city.post_of(expert)])
        city.meet(row, "fix")
        assert list(visible(expert, Meeting)) == [row]
        assert not visible(expert, AgendaLine).exists()
        assert not visible(expert, Minute).exists()

    def test_the_chair_decides_before_the_meeting_and_who_records_only_in_it(self, city: ReviewCity) -> None:
        row = city.planned()
        asked = city.asked(row)
        with pytest.raises(StepRefused, match="由主持会议的"):
            city.decide(asked, "agree", city.office)
        assert city.decide(asked, "agree").state == DecisionState.TAKEN
        with pytest.raises(StepRefused, match="还没有开"):
            city.recorded(row)


class TestMinutes:
    def test_confirmed_by_the_chair_alone_and_never_changed_after(self, city: ReviewCity) -> None:
        row = city.written()
        for user in (city.office, city.second_office, city.team):
            with pytest.raises(StepRefused, match="由主持会议的"):
                city.meet(row, "confirm", user)
        seen = row.version
        row = city.meet(row, "confirm", city.chief)
        with pytest.raises((StaleRow, StepRefused)):
            actions.write(row=row, version=seen, text="改一改", by=city.fresh(city.office))
        with pytest.raises(StepRefused, match="已确认"):
            city.meet(row, "write", text="改一改")
        with pytest.raises(StepRefused):
            city.recorded(row)
        city.meet(row, "correct", city.chief, text="应为130亩", reason="录错")
        told = [(each.corrects, each.text) for each in Minute.objects.filter(meeting=row).order_by("pk")]
        assert told == [(False, "议了三件事。"), (True, "应为130亩")]

    def test_a_chair_who_wrote_them_does_not_confirm_them(self, city: ReviewCity) -> None:
        row = city.held(chair=city.post_of(city.team))
        row = city.meet(row, "write", city.team, text="自己写的")
        with pytest.raises(StepRefused, match="不能自己"):
            city.meet(row, "confirm", city.team)

    def test_nothing_undecided_is_written_off(self, city: ReviewCity) -> None:
        row = city.planned()
        asked = city.asked(row)
        row = city.meet(city.meet(row, "fix"), "hold", held_on=date(2023, 10, 9))
        with pytest.raises(StepRefused, match="还有1件没有议"):
            city.meet(row, "write", text="纪要")
        city.decide(asked, "defer", city.office, reason="等测算")
        assert city.meet(row, "write", text="纪要").state == State.WRITTEN


class TestDecisionsReturn:
    def test_confirmed_they_are_tasks_and_return_until_verified(self, city: ReviewCity) -> None:
        row = city.held(period=Q2)
        city.recorded(row)
        city.recorded(row, title="专窗", lead=city.other)
        row = city.meet(city.meet(row, "write", text="两件"), "confirm", city.chief)
        done, undone = Task.objects.order_by("pk")
        assert done.lead.body == city.bureau
        assert done.proof == "供地批复"
        assert done.post == city.chair
        assert list(visible(city.bureau_account, Decision)) == [Decision.objects.get(task=done)]

        done = city.take(done, "take_up")
        done = city.take(done, "report", done_on=date(2023, 10, 9), report="批了", paper=paper())
        city.take(done, "verify", city.office, verification="看了批复")
        following = city.planned()
        words = [(each.title, each.state) for each in live_rows(looking(city, city.fresh(city.office)), following)[:2]]
        assert ("电芯扩产先供地", "办成") in words
        assert ("专窗", "在办") in words

        city.clock.at("2024-01-10T10:00")
        later = live_rows(looking(city, city.fresh(city.chief)), following)[0]
        assert later.title == "专窗"
        assert later.state == "没办"
        assert later.late
        assert Task.objects.get(pk=undone.pk).state == TaskState.ASSIGNED

    def test_a_fixed_agenda_stays_and_tells_what_stands_now(self, city: ReviewCity) -> None:
        task = city.assigned(chain=city.chains[0], deadline=date(2023, 10, 10))
        city.clock.at("2023-10-11T10:00")
        row = city.meet(city.planned(on=date(2023, 10, 12)), "fix")
        line = AgendaLine.objects.get(meeting=row, kind="任务")
        assert (line.title, line.late, line.subject) == (task.title, True, f"tasks.Task:{task.pk}")
        city.take(task, "cancel", city.office, reason="不办了")
        (shown,) = dossier(row, looking(city, city.fresh(city.office))).behind
        assert shown.gone
        assert shown.line.title == task.title

    def test_a_work_that_no_record_shows_is_not_known(self, city: ReviewCity) -> None:
        city.confirmed(chain=city.chains[0])
        works = dossier(city.planned(), looking(city, city.fresh(city.office))).works
        assert [(each.work.code, each.count, bool(each.shown)) for each in works] == [
            ("problems", 0, False),
            ("quality", 1, True),
        ]


class TestDuty:
    def test_a_quarter_is_shown_only_when_every_chain_was_reviewed_in_time(self, city: ReviewCity) -> None:
        duty = city.review_duty

        def state() -> Standing:
            told = evaluate_duties(Plan.objects.get(pk=city.plan.pk), date(2023, 10, 9))
            evaluation = next(each.evaluation for each in told if each.duty == duty)
            return {part.key: part.evaluation.state for part in evaluation.parts}[Q3]

        first = city.meet(city.written(), "confirm", city.chief)
        assert first.state == State.CONFIRMED
        assert state() is not Standing.MET
        city.meet(city.written(chain=city.chains[1]), "confirm", city.chief)
        assert state() is Standing.MET
