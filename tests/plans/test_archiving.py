"""A plan that is over is put away by the office of its city, read at its address, written no more, taken back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lianzhang.kernel.lifecycle import StepRefused
from lianzhang.plans.archiving import archive_plan, restore_plan
from lianzhang.plans.changing.actions import ask_change
from lianzhang.plans.commands import archive as archive_command
from lianzhang.plans.models import Plan, Target
from lianzhang.plans.observations.actions import enter, submit
from lianzhang.plans.prevailing import last_begun
from lianzhang.plans.viewpoint import PlanViewpoint, viewpoint
from lianzhang.records.models import AuditEvent
from lianzhang.registry.models import Organization
from lianzhang.responsibility.actions import assign, end
from tests.acting import seated

from .reports import entry_for
from .world import World

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


class House:
    """A city with a plan that is over and one that runs, its office, and another city's."""

    def __init__(self) -> None:
        world, elsewhere = World(), World()
        self.city, self.plan = world.city, world.plan
        self.world = world
        Plan.objects.filter(pk=self.plan.pk).update(ends=TODAY - timedelta(days=1))
        self.plan.refresh_from_db()
        self.running = Plan.objects.create(
            code="running",
            name="现行方案",
            city=world.city,
            starts=TODAY,
            ends=TODAY + timedelta(days=400),
            about_tolerance=0,
            evidence_valid_days=100,
        )
        self.user = seated("链办", "chain_office", world.city)
        self.office = signed(self.user)
        self.stranger = signed(seated("外市链办", "chain_office", elsewhere.city))


def signed(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def house() -> House:
    return House()


def act(client: Client, name: str, plan: Plan) -> int:
    return client.post(reverse(name, args=[plan.pk])).status_code


def codes(house: House, **params: str) -> set[str]:
    vp = viewpoint(house.user, params, TODAY)
    assert isinstance(vp, PlanViewpoint)
    return {plan.code for plan in vp.plans}


def test_only_the_office_of_the_city_puts_away_what_is_over_and_only_once(house: House) -> None:
    assert act(house.stranger, "plan_archive", house.plan) == 404
    for role in ("head_chief", "office_clerk", "chain_team", "district", "enterprise"):
        assert act(signed(seated(role, role, house.city)), "plan_archive", house.plan) == 403
    assert act(house.office, "plan_archive", house.running) == 409, "it still runs"
    assert act(house.office, "plan_restore", house.plan) == 409, "it was never put away"
    assert not AuditEvent.objects.filter(action__in=("plan.archive", "plan.restore")).exists()
    assert act(house.office, "plan_archive", house.plan) == 302
    assert act(house.office, "plan_archive", house.plan) == 409, "a second tab"
    assert AuditEvent.objects.filter(action="plan.archive").count() == 1


def test_it_is_looked_from_where_it_is_named_alone_and_written_no_more(house: House) -> None:
    target = house.world.target("giants")
    old = {"plan": house.plan.code}
    assert codes(house) == {house.plan.code, "running"}
    act(house.office, "plan_archive", house.plan)
    assert codes(house) == {"running"}
    assert codes(house, plan=house.plan.code) == {house.plan.code, "running"}
    assert "只看不改" in house.office.get(reverse("plan"), old).text
    for page in ("plan_export", "outcome", "observations"):
        assert house.office.get(reverse(page), old).status_code == 200
    sent = house.office.post(f"{reverse('figure_grid')}?plan={house.plan.code}", {"cell:1:value": "3"})
    assert sent.status_code == 409
    house.plan.refresh_from_db()
    with pytest.raises(ValidationError, match="已经归档"):
        ask_change(plan=house.plan, title=f"{target}", edits=[], by=house.user, day=date(2025, 1, 1))
    assert house.office.get(reverse("plans_archived")).context["rows"] == [house.plan]
    assert house.stranger.get(reverse("plans_archived")).context["rows"] == []


def test_a_figure_that_lay_before_somebody_is_not_moved_until_it_is_taken_back(house: House) -> None:
    """Nor by an address that names no plan."""
    row = enter(plan=house.plan, entry=entry_for(house.world.target()), by=house.user)
    archive_plan(plan=house.plan, by=house.user)
    row.refresh_from_db()
    with pytest.raises(StepRefused, match="已经归档"):
        submit(row=row, version=row.version, by=house.user)
    with pytest.raises(PermissionDenied):
        restore_plan(plan=house.plan, by=seated("专班", "chain_team", house.city))
    restore_plan(plan=house.plan, by=house.user)
    row.refresh_from_db()
    assert submit(row=row, version=row.version, by=house.user).state == "submitted"


def test_kinds_are_those_of_the_last_plan_that_is_not_put_away(house: House) -> None:
    Plan.objects.filter(pk=house.running.pk).update(starts=house.plan.starts - timedelta(days=1))
    assert last_begun(house.city.pk).get()["pk"] == house.plan.pk
    act(house.office, "plan_archive", house.plan)
    assert last_begun(house.city.pk).get()["pk"] == house.running.pk
    Plan.objects.filter(pk=house.running.pk).update(archived_at=timezone.now() - timedelta(days=9))
    assert last_begun(house.city.pk).get()["pk"] == house.plan.pk, "where all are, the one put away last"


def test_who_answers_for_its_goals_does_not_change_either(house: House) -> None:
    unit = Organization.objects.create(city=house.city, code="unit", name="某局", kind="department")
    said = {"seen": "", "lead": unit, "paper_title": "分工方案", "starts": house.plan.starts, "by": house.user}
    row = assign(subject=house.world.target("giants"), **said)
    archive_plan(plan=house.plan, by=house.user)
    with pytest.raises(StepRefused, match="已经归档"):
        assign(subject=Target.objects.get(pk=house.world.target("other").pk), **said)
    row = type(row).objects.get(pk=row.pk)
    with pytest.raises(StepRefused, match="已经归档"):
        end(row=row, version=row.version, ended=TODAY, reason="职责划转", by=house.user)


def test_it_is_taken_back_and_the_city_goes_on_without_a_plan_meanwhile(house: House) -> None:
    Plan.objects.filter(pk=house.running.pk).delete()
    act(house.office, "plan_archive", house.plan)
    page = house.office.get(reverse("plan"))
    assert "有归档的方案" in page.text
    assert house.office.get("/").status_code == 200
    assert act(house.office, "plan_restore", house.plan) == 302
    assert codes(house) == {house.plan.code}
    assert act(house.office, "plan_restore", house.plan) == 409


def test_the_command_says_what_it_did_and_who(house: House) -> None:
    told = CliRunner().invoke(archive_command, [house.plan.code])
    assert told.exit_code == 0
    assert "已归档" in told.output
    assert "命令行" in AuditEvent.objects.get(action="plan.archive").by
    assert "已经归档" in CliRunner().invoke(archive_command, [house.plan.code]).output
    assert "已取回" in CliRunner().invoke(archive_command, [house.plan.code, "--back"]).output
