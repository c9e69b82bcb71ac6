"""Who has a problem in hand when things change: a unit is dissolved, a post passes on, a plan follows."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from lianzhang.access.models import Assignment
from lianzhang.accounts.models import User
from lianzhang.plans.models import Plan, ProblemKind, ProblemLevel, ProblemLimit
from lianzhang.problems.models import Problem, State
from lianzhang.problems.unit_actions import end_unit
from lianzhang.records.models import AuditEvent
from lianzhang.work.models import Clock

from .test_problem_pages import client_of
from .world import ProblemCity

pytestmark = pytest.mark.django_db
TODAY = date(2023, 1, 9)


@pytest.fixture
def city() -> ProblemCity:
    return ProblemCity()


def test_a_successor_goes_on_within_the_limit(city: ProblemCity) -> None:
    row, answered = city.in_hand(), city.answered()
    helped = city.take(city.asked(), "assign", city.office, lead=city.other, helpers=[city.bureau])
    raised = city.asked()
    due = Clock.objects.get(subject=f"problems.Problem:{row.pk}", name="handle").due
    end_unit(unit=city.bureau, ended=TODAY, successor=city.other, source="机构改革方案", by=city.office)
    for each in (row, answered, raised):
        each.refresh_from_db()
    assert [str(each.lead) for each in (row, answered)] == ["自然资源局"] * 2
    assert (row.state, raised.lead) == (State.IN_HAND, None)
    assert Clock.objects.get(subject=f"problems.Problem:{row.pk}", name="handle").due == due
    assert not helped.helpers.exists()
    event = AuditEvent.objects.get(action="unit.end")
    assert (event.facts["problems"], event.facts["successor"]) == (2, "自然资源局")
    assert city.take(row, "answer", city.other_account, outcome="solved", answer="好了").state == State.ANSWERED
    within = city.user_as("chain_office", organization=city.other)
    with pytest.raises(PermissionDenied):
        city.take(answered, "verify", within, verification="看", initiative="yes")


def test_without_a_successor_they_are_assigned_anew(city: ProblemCity) -> None:
    row, answered = city.in_hand(), city.answered()
    end_unit(unit=city.bureau, ended=TODAY, source="机构改革方案", by=city.office)
    row.refresh_from_db()
    assert (row.state, row.lead, row.due is not None) == (State.RAISED, None, True)
    answered.refresh_from_db()
    back = city.take(answered, "reject", city.office, reason="没有办好")
    waiting = client_of(city.office).get("/problems/", {"mine": "todo"}).context["lines"]
    assert back in [line.row for line in waiting]
    back = city.take(back, "bring_back", city.office)
    assert (back.state, back.lead) == (State.RAISED, None)
    assert not Clock.objects.filter(subject=f"problems.Problem:{back.pk}", name="redo", stopped_at=None).exists()


def test_a_form_that_still_names_it_is_told_who_follows(city: ProblemCity) -> None:
    row = city.asked()
    city.in_hand()
    office = client_of(city.office)
    given = {"unit": f"organization:{city.bureau.pk}", "ended": "2023-01-09", "source": "方案"}
    assert office.post("/problems/units/end/", given | {"ended": "2999-01-01"}).status_code == 422
    assert office.post("/problems/units/end/", given | {"successor": given["unit"]}).status_code == 422
    answer = office.post("/problems/units/end/", given | {"successor": f"organization:{city.other.pk}"})
    assert answer.status_code == 302
    stale = office.post(f"/problems/{row.pk}/assign/", {"version": row.version, "lead": given["unit"]})
    assert stale.status_code == 422
    assert "“水利局”已撤销，由“自然资源局”承接；请另选" in stale.text
    assert office.post("/problems/units/end/", given).status_code == 422


def test_only_the_office_ends_a_unit(city: ProblemCity) -> None:
    for by in (city.team, city.bureau_account, city.firm_account):
        assert client_of(by).get("/problems/units/end/").status_code == 403
        with pytest.raises(PermissionDenied):
            end_unit(unit=city.bureau, ended=TODAY, source="方案", by=by)


def test_what_a_post_has_in_hand_is_its_successors_without_being_moved(city: ProblemCity) -> None:
    row = city.in_hand()
    left = Assignment.objects.get(user=city.bureau_account)
    left.ends = TODAY
    left.save()
    follows = User.objects.create(username="follows", label="水利局新任")
    Assignment.objects.create(user=follows, post=left.post, starts=TODAY, source="试验")
    assert client_of(city.bureau_account).get(f"/problems/{row.pk}/").status_code in (302, 403, 404)
    assert city.take(row, "answer", follows, outcome="solved", answer="好了").answered_by == follows
    asked = Assignment.objects.get(user=city.firm_account)
    assert Problem.objects.get(pk=row.pk).post == asked.post


def test_an_open_problem_keeps_to_its_own_plan_when_another_follows(city: ProblemCity) -> None:
    row = city.answered()
    plan = Plan.objects.get(pk=city.plan.pk)
    plan.pk, plan.code, plan.starts, plan.ends = None, "following", date(2024, 1, 1), date(2026, 12, 31)
    plan.save()
    ProblemLevel.objects.create(plan=plan, code="office", name="新链办", order=0)
    kind = ProblemKind.objects.create(plan=plan, code="land", name="用地")
    for step, days in (("redo", 9), ("accept", 1)):
        ProblemLimit.objects.create(plan=plan, step=step, limit_workdays=days)
    row = city.take(row, "reject", city.office, reason="没有办好")
    redo = Clock.objects.get(subject=f"problems.Problem:{row.pk}", name="redo")
    assert (redo.limit_workdays, row.level.plan) == (5, city.plan)
    assert city.asked(kind=kind).level.name == "新链办"
    with pytest.raises(ValidationError):
        city.take(city.asked(), "merge", city.office, into="没有")


def test_two_at_once_and_steps_that_no_page_offers(city: ProblemCity) -> None:
    row = city.answered()
    seen = row.version
    city.take(row, "verify", city.office, verification="到现场看了", initiative="yes")
    late = client_of(city.office).post(f"/problems/{row.pk}/reject/", {"version": seen, "reason": "没有办好"})
    assert late.status_code == 409
    assert "核验通过" in late.text
    assert "没有办好" in late.text
    for step in ("climb", "ask", "unask", "pass-over", "inherit"):
        assert client_of(city.office).post(f"/problems/{row.pk}/{step}/", {"version": seen + 1}).status_code == 404
