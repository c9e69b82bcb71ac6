"""What may be done with a reported figure, act by act."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.kernel.lifecycle import StepRefused
from lianzhang.kernel.periods import parse_period
from lianzhang.plans.evaluating import evaluate_target
from lianzhang.plans.models import Observation, Source, Target
from lianzhang.plans.observations import actions
from lianzhang.plans.observations.entries import NewSource
from lianzhang.records.models import AuditEvent
from lianzhang.work import acts
from lianzhang.work.api import StaleRow

from .reports import entry_for
from .world import World

END = date(2022, 12, 31)


@pytest.fixture
def world(db: None) -> World:
    return World()


@pytest.fixture
def target(world: World) -> Target:
    return world.target()


@pytest.fixture
def lead(account: Callable[[str], User]) -> User:
    return account("clerk")


@pytest.fixture
def office(account: Callable[[str], User]) -> User:
    return account("office")


def confirmed(target: Target, lead: User, office: User, **more: Any) -> Observation:
    row = actions.enter(plan=target.plan, entry=entry_for(target, **more), by=lead)
    row = actions.submit(row=row, version=row.version, by=lead)
    return actions.confirm(row=row, version=row.version, by=office)


def test_a_figure_counts_once_it_is_confirmed_and_not_before(target, lead, office):
    row = actions.enter(plan=target.plan, entry=entry_for(target), by=lead)
    row = actions.submit(row=row, version=row.version, by=lead)
    assert evaluate_target(target, END).evaluation.state == "unknown"
    actions.confirm(row=row, version=row.version, by=office)
    assert evaluate_target(target, END).evaluation.state == "met"


def test_a_confirmed_correction_takes_the_place_of_what_it_corrects(target, lead, office):
    wrong = confirmed(target, lead, office)
    right = actions.correct(row=wrong, version=wrong.version, entry=entry_for(target, value=Decimal(3)), by=lead)
    right = actions.submit(row=right, version=right.version, by=lead)
    assert evaluate_target(target, END).evaluation.state == "met"
    actions.confirm(row=right, version=right.version, by=office)
    wrong.refresh_from_db()
    assert (wrong.state, wrong.replaced_by, wrong.value) == ("replaced", right, 30)
    assert evaluate_target(target, END).evaluation.state == "behind"


def test_a_correction_inherits_that_its_predecessor_was_preferred(target, lead, office):
    one = confirmed(target, lead, office)
    confirmed(target, lead, office, value=Decimal(46), source=NewSource("另一公报"))
    one = actions.prefer(row=one, version=one.version, reason="统计口径", by=office)
    right = actions.correct(row=one, version=one.version, entry=entry_for(target, value=Decimal(31)), by=lead)
    right = actions.submit(row=right, version=right.version, by=lead)
    right = actions.confirm(row=right, version=right.version, by=office)
    assert (right.preferred, right.preference_reason) == (True, "统计口径")


def test_a_correction_of_another_time_does_not_inherit_the_preference(target, lead, office):
    one = confirmed(target, lead, office)
    one = actions.prefer(row=one, version=one.version, reason="统计口径", by=office)
    moved = actions.correct(row=one, version=one.version, entry=entry_for(target, period="2021"), by=lead)
    moved = actions.submit(row=moved, version=moved.version, by=lead)
    assert not actions.confirm(row=moved, version=moved.version, by=office).preferred


def test_preferring_one_figure_lets_go_of_its_rival_and_of_no_other(target, lead, office):
    one = confirmed(target, lead, office)
    two = confirmed(target, lead, office, value=Decimal(46), source=NewSource("另一公报"))
    elsewhere = confirmed(target, lead, office, period="2021")
    for row in (one, elsewhere):
        actions.prefer(row=row, version=row.version, reason="统计口径", by=office)
    actions.prefer(row=two, version=two.version, reason="名单为准", by=office)
    for row in (one, two, elsewhere):
        row.refresh_from_db()
    assert [row.preferred for row in (one, two, elsewhere)] == [False, True, True]
    assert AuditEvent.objects.first().facts["instead_of"] == [one.pk]


def test_what_was_changed_meanwhile_is_not_confirmed_unseen(target, lead, office):
    row = actions.enter(plan=target.plan, entry=entry_for(target), by=lead)
    seen = actions.submit(row=row, version=row.version, by=lead)
    back = actions.withdraw(row=seen, version=seen.version, by=lead)
    changed = actions.edit(row=back, version=back.version, entry=entry_for(target, value=Decimal(99)), by=lead)
    actions.submit(row=changed, version=changed.version, by=lead)
    with pytest.raises(StaleRow) as stale:
        actions.confirm(row=seen, version=seen.version, by=office)
    assert stale.value.current.value == 99


def test_the_one_who_entered_a_figure_cannot_confirm_it_whatever_the_permissions(target, office):
    both = office  # its role has both permissions
    row = actions.enter(plan=target.plan, entry=entry_for(target), by=both)
    row = actions.submit(row=row, version=row.version, by=both)
    with pytest.raises(StepRefused, match="不能自己确认"):
        actions.confirm(row=row, version=row.version, by=both)


def test_a_figure_is_entered_by_those_who_may(target, account):
    with pytest.raises(PermissionDenied):
        actions.enter(plan=target.plan, entry=entry_for(target), by=account("chief"))


def test_an_act_whose_event_cannot_be_written_leaves_nothing(target, lead, monkeypatch):
    def broken(*args: Any, **facts: Any) -> None:
        raise OSError("the log is full")

    monkeypatch.setattr(acts, "write_event", broken)
    with pytest.raises(OSError, match="the log is full"):
        actions.enter(plan=target.plan, entry=entry_for(target), by=lead)
    assert not Observation.objects.exists()
    assert not Source.objects.filter(title="市统计公报").exists()


def test_the_same_figure_of_the_same_source_is_refused(target, lead):
    actions.enter(plan=target.plan, entry=entry_for(target), by=lead)
    with pytest.raises(ValidationError, match="不必重复填报"):
        actions.enter(plan=target.plan, entry=entry_for(target), by=lead)


def test_two_reports_of_one_new_source_keep_it_once(target, lead):
    for value in (30, 46):
        actions.enter(plan=target.plan, entry=entry_for(target, value=Decimal(value)), by=lead)
    assert Source.objects.filter(title="市统计公报").count() == 1


def test_a_discarded_draft_stays_in_the_log(target, lead):
    row = actions.enter(plan=target.plan, entry=entry_for(target), by=lead)
    actions.discard(row=row, version=row.version, by=lead)
    event = AuditEvent.objects.first()
    assert not Observation.objects.exists()
    assert (event.action, event.facts["value"], event.facts["source"]) == ("observation.discard", "30家", "市统计公报")


TOMORROW = timezone.localdate() + timedelta(days=1)


@pytest.mark.parametrize(
    ("more", "field", "words"),
    [
        ({"unit": "亿元"}, "unit", "不能换算成目标的单位“家”"),
        ({"unit": "克拉"}, "unit", "不认识的单位“克拉”"),
        ({"value": None}, "note", "没有数值时"),
        ({"period": "2020"}, "period", "请把关系改为“基期”"),
        ({"period": "2020", "relation": "baseline"}, "note", "哪一年的基数"),
        ({"date": TOMORROW, "period": "2022"}, "date", "还没到"),
        ({"date": date(2021, 12, 31)}, "date", "早于时期的第一天"),
        ({"relation": "nearly"}, "relation", "请选"),
        ({"source": NewSource("")}, "source_title", "请写来源的标题"),
        ({"source": NewSource("公报", address="javascript:alert(1)")}, "source_address", "以 http:// 或 https:// 开头"),
        ({"source": NewSource("公报", address="http://")}, "source_address", "以 http:// 或 https:// 开头"),
        ({"source": NewSource("题" * 201)}, "source_title", "最多200个字"),
        ({"note": "注" * 401}, "note", "最多400个字"),
    ],
)
def test_an_entry_with_a_fault_is_refused_at_its_field(target, lead, more, field, words):
    with pytest.raises(ValidationError) as refused:
        actions.enter(plan=target.plan, entry=entry_for(target, **more), by=lead)
    assert words in refused.value.message_dict[field][0]
    assert not Observation.objects.exists()


@pytest.mark.parametrize(
    "more",
    [
        {"unit": "万家"},
        {"unit": "亿元", "relation": "proxy"},
        {"value": None, "note": "来源没有给出数"},
        {"period": "2020", "relation": "baseline", "note": "2020年基数"},
        {"relation": "goal", "period": "2035"},
        {"source": NewSource("公报", address="https://www.xiangyang.gov.cn/a?b=1")},
    ],
)
def test_an_entry_that_is_unusual_but_sound_is_kept(target, lead, more):
    assert actions.enter(plan=target.plan, entry=entry_for(target, **more), by=lead).pk


def test_an_entry_speaks_of_one_place(world, target, lead):
    entry = entry_for(target, chain=world.chains[0], scope_text="一个园区")
    with pytest.raises(ValidationError, match="范围只能写一种"):
        actions.enter(plan=target.plan, entry=entry, by=lead)


def test_an_entry_for_another_plans_target_is_refused(target, lead):
    other = World().target()
    with pytest.raises(ValidationError, match="不在本方案里"):
        actions.enter(plan=target.plan, entry=entry_for(other), by=lead)


def test_periods_of_the_entry_reach_the_row(target, lead):
    row = actions.enter(plan=target.plan, entry=entry_for(target, period="2022H1"), by=lead)
    half = parse_period("2022H1")
    assert (row.period_start, row.period_end, row.date) == (half.start, half.end, half.end)
