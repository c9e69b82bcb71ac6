"""Kept evaluations: the same as worked out anew, for every process, until a record is written; frozen ones for good."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from datetime import date
from typing import Any

import msgspec
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import OperationalError
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from lianzhang.access.models import Assignment
from lianzhang.plans import kept
from lianzhang.plans.evaluating import Run
from lianzhang.plans.kept import Evaluated, evaluated, freeze, frozen, packed, unpacked
from lianzhang.plans.models import FrozenEvaluation, KeptEvaluation, Observation, Plan
from lianzhang.records.models import AuditEvent
from lianzhang.registry.models import Region
from lianzhang.work.api import Marks, move, move_all
from lianzhang.work.models import Mark
from tests.acting import seated
from tests.plans.world import DUE, World

pytestmark = pytest.mark.django_db
EARLIER = date(2022, 12, 31)


@pytest.fixture(autouse=True)
def nothing_in_this_process() -> Iterator[None]:
    kept._KEPT.answers.clear()
    yield
    kept._KEPT.answers.clear()


@pytest.fixture
def world() -> World:
    world = World()
    world.observe(world.target(), "2022-06", 7)
    return world


@pytest.fixture
def worked(monkeypatch: pytest.MonkeyPatch) -> list[date]:
    """The days that were worked out."""
    days: list[date] = []
    work_out = kept._work_out

    def noted(run: Run, at: date) -> Evaluated:
        days.append(at)
        return work_out(run, at)

    monkeypatch.setattr(kept, "_work_out", noted)
    return days


def ask(plan: Plan, at: date = DUE) -> Evaluated:
    return evaluated(Run(plan), at, Marks(plan.city_id))


def another_process() -> None:
    kept._KEPT.answers.clear()


def plain(answer: Evaluated) -> Any:
    targets = {
        pk: (each.evaluation, [goal.pk for goal in each.goals], each.evidence, each.related)
        for pk, each in answer.targets.items()
    }
    return targets, {pk: (each.evaluation, each.evidence) for pk, each in answer.duties.items()}


def test_it_is_worked_out_once_for_all_processes(world: World, worked: list[date]) -> None:
    first = ask(world.plan)
    assert ask(world.plan) is first
    another_process()
    assert plain(ask(world.plan)) == plain(first)
    assert worked == [DUE]


def test_a_figure_makes_it_another_one_from_its_year_on(world: World, worked: list[date]) -> None:
    before = ask(world.plan), ask(world.plan, EARLIER)
    move(world.city.pk, Observation, [2023])
    assert ask(world.plan) is not before[0]
    assert ask(world.plan, EARLIER) is before[1]
    assert worked == [DUE, EARLIER, DUE]


def test_one_that_was_written_into_meanwhile_is_kept_for_no_other_process(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    work_out = kept._work_out

    def overtaken(run: Run, at: date) -> Evaluated:
        answer = work_out(run, at)
        move_all(world.city.pk)
        return answer

    monkeypatch.setattr(kept, "_work_out", overtaken)
    ask(world.plan)
    assert not KeptEvaluation.objects.exists()


def test_a_day_that_no_page_is_opened_at_stays_with_this_process(world: World, worked: list[date]) -> None:
    ask(world.plan, date(2022, 5, 17))
    assert not KeptEvaluation.objects.exists()
    ask(world.plan, date(2022, 5, 17))
    assert worked == [date(2022, 5, 17)]


def test_where_somebody_else_writes_it_is_told_all_the_same(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(*_: Any, **__: Any) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(KeptEvaluation.objects, "bulk_create", locked)
    assert ask(world.plan).targets


def test_what_is_not_marked_is_never_kept(world: World, worked: list[date]) -> None:
    Mark.objects.all().delete()
    ask(world.plan)
    ask(world.plan)
    assert worked == [DUE, DUE]
    assert not KeptEvaluation.objects.exists()


@pytest.mark.parametrize("at", [DUE, EARLIER, date(2021, 3, 31)])
def test_what_is_written_down_is_read_back_as_it_was(xiangyang: Plan, at: date) -> None:
    run = Run(xiangyang)
    answer = kept._work_out(run, at)
    assert plain(unpacked(packed(answer), run, at)) == plain(answer)


def test_so_it_is_with_records_of_firms(sample_town: Region) -> None:
    run = Run(Plan.objects.get(city=sample_town))
    answer = kept._work_out(run, run.plan.ends)
    assert any(row.kind == "statements" for each in answer.targets.values() for row in each.rows)
    assert plain(unpacked(packed(answer), run, run.plan.ends)) == plain(answer)


@given(st.binary(max_size=200))
def test_what_is_no_evaluation_is_refused_and_runs_nothing(stored: bytes) -> None:
    with pytest.raises(msgspec.MsgspecError):
        kept._DECODER.decode(stored)
    with pytest.raises((msgspec.MsgspecError, zlib.error)):
        unpacked(stored, Run(Plan(pk=0)), DUE)


# --- frozen
def test_a_frozen_one_stays_as_it_was_when_records_change(world: World) -> None:
    office = seated("o", "chain_office", world.city)
    freeze(plan=world.plan, at=DUE, name="2023年四季度", by=office)
    before = plain(frozen(world.plan, "2023年四季度") or pytest.fail("nothing is frozen"))
    world.observe(world.plan.targets.get(), "2023-06", 99)
    assert plain(frozen(world.plan, "2023年四季度") or pytest.fail("nothing is frozen")) == before
    assert plain(ask(world.plan)) != before
    event = AuditEvent.objects.get(action="plan.freeze")
    assert event.facts["name"] == "2023年四季度"


def test_a_name_is_given_once(world: World) -> None:
    office = seated("o", "chain_office", world.city)
    freeze(plan=world.plan, at=DUE, name="一", by=office)
    with pytest.raises(ValidationError):
        freeze(plan=world.plan, at=EARLIER, name="一", by=office)
    assert FrozenEvaluation.objects.get().at == DUE
    assert frozen(world.plan, "二") is None


@pytest.mark.parametrize("role", ["bank", "chief", "district", "chain_team"])
def test_who_does_not_keep_the_plan_freezes_nothing(world: World, role: str) -> None:
    reach = {"region": world.city} if role == "district" else {}
    with pytest.raises(PermissionDenied):
        freeze(plan=world.plan, at=DUE, name="一", by=seated("x", role, world.city, **reach))
    assert not FrozenEvaluation.objects.exists()


def test_the_office_of_another_city_freezes_nothing(world: World) -> None:
    other = World()
    with pytest.raises(PermissionDenied):
        freeze(plan=world.plan, at=DUE, name="一", by=seated("x", "chain_office", other.city))


# --- parts of pages
def test_a_page_shows_what_was_written_since_it_was_last_put_together(world: World) -> None:
    client = Client()
    client.force_login(seated("c", "chief", world.city))
    for address in ("/", "/plan/", "/chains/", "/chains/chain-0/"):
        assert client.get(address).status_code == 200
    world.observe(world.plan.targets.get(), "2023-06", 4321)
    assert "4,321" in client.get("/plan/").text


def test_two_of_one_post_read_the_same_and_neither_a_word_of_the_other(world: World) -> None:
    one = seated("first-account", "chief", world.city)
    two = type(one).objects.create(username="second-account", label="second-account")
    held = one.assignments.get()
    Assignment.objects.create(user=two, post=held.post, starts=held.starts, source="试验")
    for address in ("/", "/plan/", "/chains/", "/chains/chain-0/"):
        for user in (one, two):
            client = Client()
            client.force_login(user)
            page = client.get(address).text
            other = two if user is one else one
            assert user.label in page
            assert other.label not in page


def test_where_the_plan_stands_is_put_together_once_for_a_post(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client()
    client.force_login(seated("c", "chief", world.city))
    client.get("/plan/")
    monkeypatch.setattr("lianzhang.plans.views.plan.plan_page", lambda *_: pytest.fail("put together again"))
    assert client.get("/plan/").status_code == 200


def test_the_days_that_nobody_looks_from_any_more_go_with_the_next_one(world: World) -> None:
    facts = {"plan": world.plan, "state": "", "answer": b""}
    KeptEvaluation.objects.create(at=date(2022, 5, 17), **facts)
    ask(world.plan)
    assert list(KeptEvaluation.objects.values_list("at", flat=True)) == [DUE]
