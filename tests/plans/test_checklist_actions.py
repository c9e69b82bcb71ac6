from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from lianzhang.kernel.metrics import Row
from lianzhang.plans.appointment_actions import appoint, end_appointment
from lianzhang.plans.checklist_actions import record_checklist_item, withdraw_checklist_record
from lianzhang.plans.evaluating import Standing, evaluate_target
from lianzhang.plans.evaluation import State
from lianzhang.plans.models import ChecklistItem, ChecklistRecord, Target
from lianzhang.records.models import AuditEvent
from lianzhang.registry.models import Post, Rank
from tests.acting import active
from tests.seen import seen

from .world import World

pytestmark = pytest.mark.django_db

AT = date(2023, 12, 31)


@pytest.fixture
def world() -> World:
    made = World(chains=2)
    active(made.user, "chain_office", made.city)
    return made


@pytest.fixture
def work_plan(world: World) -> ChecklistItem:
    return ChecklistItem.objects.create(plan=world.plan, code="work_plan", name="一个工作方案")


@pytest.fixture
def leadership(world: World) -> ChecklistItem:
    rank = Rank.objects.create(city=world.city, code="chief", name="链长")
    return ChecklistItem.objects.create(plan=world.plan, code="leadership", name="一套领导体系", rank=rank)


def each_chain(world: World, item: ChecklistItem) -> Target:
    return world.target(
        item.code,
        "=",
        1,
        scope_kind="each_chain",
        measure="level",
        metric="plans.checklist",
        params={"item": item.code},
    )


def recorded(world: World, item: ChecklistItem, chain: int = 0, **more: Any) -> ChecklistRecord:
    fields = {"title": "工作方案", "date": date(2023, 6, 1), "source": "襄工促〔2023〕1号"} | more
    return record_checklist_item(item=item, chain=world.chains[chain], by=world.user, **fields)


def standing(target: Target, at: date = AT) -> Standing:
    return evaluate_target(Target.objects.get(pk=target.pk), at)


def test_recording_a_paper_on_every_chain_moves_the_target_and_opens_its_rows(
    world: World, work_plan: ChecklistItem
) -> None:
    target = each_chain(world, work_plan)
    assert standing(target).evaluation.state is State.UNKNOWN
    rows = [recorded(world, work_plan, chain) for chain in (0, 1)]
    found = standing(target)
    assert found.evaluation.state is State.MET
    assert found.rows == tuple(Row("checklist_record", row.pk) for row in rows)
    assert [event.action for event in AuditEvent.objects.all()] == ["checklist_record.record"] * 2


def test_an_item_that_a_post_shows_follows_who_holds_the_post(world: World, leadership: ChecklistItem) -> None:
    target = each_chain(world, leadership)
    held = []
    for chain in world.chains:
        post = Post.objects.create(city=world.city, code=chain.code, name="链长", rank=leadership.rank)
        post.chains.add(chain)
        held += [
            appoint(post=post, holder=holder, starts=date(2023, 3, 1), source="文件", by=world.user)
            for holder in ("市政府分管负责同志", "市委分管负责同志")
        ]
    found = standing(target)
    assert found.evaluation.state is State.MET
    assert set(found.rows) == {Row("appointment", each.pk) for each in held}
    for each in held[:2]:
        end_appointment(appointment=each, ends=date(2023, 9, 1), source="文件", seen=seen(each), by=world.user)
    assert standing(target, date(2023, 8, 31)).evaluation.count(State.MET) == 2
    assert standing(target).evaluation.count(State.MET) == 1


def test_an_item_that_a_post_shows_takes_no_paper(world: World, leadership: ChecklistItem) -> None:
    with pytest.raises(ValidationError, match="登记任职"):
        recorded(world, leadership)
    assert not ChecklistRecord.objects.exists()


def test_a_chain_outside_the_plan_is_refused(world: World, work_plan: ChecklistItem) -> None:
    stranger = World(chains=1).chains[0]
    with pytest.raises(ValidationError, match="不在这一方案里"):
        record_checklist_item(item=work_plan, chain=stranger, title="方案", date=AT, source="文件", by=world.user)


def test_one_paper_is_recorded_once(world: World, work_plan: ChecklistItem) -> None:
    recorded(world, work_plan)
    with pytest.raises(ValidationError, match="2023-06-01"):
        recorded(world, work_plan, title=" 工作方案 ")
    assert ChecklistRecord.objects.count() == 1
    assert AuditEvent.objects.count() == 1


@pytest.mark.parametrize("field", ["title", "source"])
def test_a_record_without_title_or_source_is_refused_at_its_field(
    world: World, work_plan: ChecklistItem, field: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        recorded(world, work_plan, **{field: " "})
    assert field in refused.value.message_dict
    assert not AuditEvent.objects.exists()


def test_a_withdrawn_record_takes_its_light_along(world: World, work_plan: ChecklistItem) -> None:
    target = each_chain(world, work_plan)
    row = recorded(world, work_plan)
    withdraw_checklist_record(row=row, reason="归错产业链", seen=seen(row), by=world.user)
    event = AuditEvent.objects.first()
    assert event is not None
    assert (event.action, event.facts["reason"]) == ("checklist_record.withdraw", "归错产业链")
    assert standing(target).evaluation.count(State.UNKNOWN) == 2


def test_withdrawing_a_record_without_a_reason_is_refused(world: World, work_plan: ChecklistItem) -> None:
    row = recorded(world, work_plan)
    with pytest.raises(ValidationError, match="理由"):
        withdraw_checklist_record(row=row, reason="", seen=seen(row), by=world.user)
    assert ChecklistRecord.objects.exists()
