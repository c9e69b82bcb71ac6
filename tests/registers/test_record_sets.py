"""Rows that rooms keep show duties done, where the plan's table says so."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from lianzhang.plans.evaluating import DutyStanding, Run, evaluate_duty
from lianzhang.plans.models import Clause, Duty, DutyRecordKind, ProblemKind, ProblemLevel, ProjectKind
from lianzhang.plans.record_sets import record_sets
from lianzhang.problems.models import Problem, State
from lianzhang.projects.models import Project
from lianzhang.registry.api import unit_of
from lianzhang.registry.models import Segment
from lianzhang.work.marks import move
from tests.supply.world import SupplyCity, fresh

pytestmark = pytest.mark.django_db
AT = date(2023, 12, 31)
DAY = timedelta(days=1)


class RecordCity(SupplyCity):
    def problem(self, **more: Any) -> Problem:
        kind, _ = ProblemKind.objects.get_or_create(plan=self.plan, code="land", defaults={"name": "用地"})
        level = ProblemLevel.objects.filter(plan=self.plan).first() or ProblemLevel.objects.create(
            plan=self.plan, code="team", name="专班", order=1
        )
        facts: dict[str, Any] = {
            "number": f"W{Problem.objects.count()}",
            "title": "货车限行",
            "text": "厂门口",
            "kind": kind,
            "level": level,
            "source": "office",
            "raised_by": self.office,
            "entered": None,
        } | more
        facts.pop("entered")
        return Problem.objects.create(city=self.region, **facts)

    def project(self, **more: Any) -> Project:
        kind, _ = ProjectKind.objects.get_or_create(plan=self.plan, code="new", defaults={"name": "新建"})
        unit = unit_of(self.districts[0])
        facts: dict[str, Any] = {"number": f"X{Project.objects.count()}", "name": "压铸岛", "kind": kind, "unit": unit}
        stamp = {"entered_by": self.office, "entered_at": timezone.now(), "state": "started"}
        stamp |= dict.fromkeys(("lead_on", "progressed_on"), date(2022, 1, 1))
        return Project.objects.create(city=self.region, **facts | stamp | more)


@pytest.fixture
def city(settings: Any, tmp_path: Any) -> RecordCity:
    settings.VAR = tmp_path
    return RecordCity()


def duty(city: RecordCity, records: str, item: str = "", **more: Any) -> Duty:
    clause, _ = Clause.objects.get_or_create(plan=city.plan, code="9", defaults={"title": "试验"})
    number = Duty.objects.count()
    made = Duty.objects.create(plan=city.plan, clause=clause, code=f"{records}-{number}", name=records, **more)
    DutyRecordKind.objects.create(duty=made, records=records, item=item)
    return made


def judged(made: Duty, at: date = AT) -> DutyStanding:
    return evaluate_duty(made, at, run=Run(made.plan))


def test_a_title_counts_as_long_as_it_is_held_and_only_of_its_kind(city: RecordCity) -> None:
    kind = city.kinds[0]
    wanted, other = duty(city, "honours", kind.code), duty(city, "honours", city.kinds[1].code)
    city.honour(city.anchor, granted=date(2019, 5, 1), expires=date(2023, 5, 1))
    assert judged(wanted, date(2023, 4, 30)).evaluation.state == "met"
    assert judged(wanted, date(2023, 4, 30)).count == 1
    assert judged(wanted, date(2025, 4, 30)).evaluation.state == "unknown"  # it ended two years ago
    assert judged(other).count == 0


def test_a_chain_that_must_show_its_own_is_shown_by_its_own_alone(city: RecordCity) -> None:
    made = duty(city, "projects_started", each="each_chain")
    first = city.project(chain=city.chains[0], started_on=AT - 9 * DAY)
    told = judged(made)
    assert {part.key.pk for part in told.evaluation.parts if part.evaluation.state == "met"} == {first.chain_id}
    assert told.evaluation.state == "unknown"


def test_what_is_asked_each_year_is_not_shown_by_what_lasts_from_before(city: RecordCity) -> None:
    made = duty(city, "honours", city.kinds[0].code, cadence="year")
    city.honour(city.anchor, granted=date(2021, 5, 1))
    years = [part.evaluation.state.value for part in judged(made).evaluation.parts]
    assert (years[0], years[-1]) == ("met", "unknown")


def test_a_segment_that_the_plan_extends_is_shown_by_a_project_in_it(city: RecordCity) -> None:
    made = duty(city, "projects_of_strategy", Segment.Strategy.EXTEND)
    project = city.project(chain=city.chains[0], started_on=AT - 9 * DAY)
    assert judged(made).count == 0
    segment = Segment.objects.filter(chain=city.chains[0])[0]
    Segment.objects.filter(pk=segment.pk).update(strategy=Segment.Strategy.EXTEND)
    project.segment = segment
    project.save()
    move(city.region.pk, Project)
    assert judged(made).count == 1


def test_a_problem_counts_once_it_is_solved_on_its_day_here(city: RecordCity) -> None:
    raised, solved = duty(city, "problems"), duty(city, "problems_solved")
    row = city.problem(raised_at="2023-12-30T23:30+08:00")
    assert (judged(raised).count, judged(solved).count) == (1, 0)
    row.state, row.closed_at = State.SOLVED, datetime(2023, 12, 31, 16, 30, tzinfo=UTC)  # the next day here
    row.save()
    move(city.region.pk, Problem)
    assert judged(solved).count == 0
    assert judged(solved, AT + DAY).count == 1


def test_a_duty_opens_its_rows_for_those_who_see_them_and_for_nobody_else(city: RecordCity) -> None:
    made = duty(city, "problems")
    row = city.problem(title="货车限行", raised_at="2023-12-30T09:00+08:00")
    for user, reads in ((city.office, True), (city.rival_account, False)):
        client = Client()
        client.force_login(fresh(user))
        answer = client.get(f"/duties/{made.code}/?at={AT}")
        assert (row.title in answer.text) is reads


@pytest.mark.parametrize("code", [*record_sets()])
def test_each_set_can_be_counted_and_listed(city: RecordCity, code: str) -> None:
    """A path that leads nowhere would fail here."""
    for each in ("", "each_chain"):
        made = duty(city, code, record_sets()[code].items[0] if isinstance(record_sets()[code].items, tuple)
                    and record_sets()[code].items else "", each=each)  # fmt: skip
        assert judged(made).count >= 0
        client = Client()
        client.force_login(fresh(city.office))
        assert client.get(f"/duties/{made.code}/?at={AT}").status_code == 200
