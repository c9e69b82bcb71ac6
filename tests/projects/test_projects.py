"""Projects: what is refused and why, what is kept, who carries on; attacks by rivals and by second tabs."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from lianzhang.access.permissions import Permission
from lianzhang.access.row_policy import may, visible
from lianzhang.plans.models import ProjectLimit
from lianzhang.projects import enter_actions, figure_actions
from lianzhang.projects.jobs import lapse_first_reports, renew_standstills
from lianzhang.projects.models import Claim, HandOver, Milestone, MonthFigure, Project, Stage, YearFigure
from lianzhang.projects.pace import pace_of
from lianzhang.registry.models import Organization, Park, Region
from lianzhang.work.api import StaleRow, StepRefused

from .world import ProjectCity, fresh

pytestmark = pytest.mark.django_db
TODAY = date(2023, 6, 15)


@pytest.fixture
def city(monkeypatch: pytest.MonkeyPatch) -> ProjectCity:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: TODAY)
    return ProjectCity()


def month(row: Project, by: Any, when: str, done: int, planned: int = 100, reason: str = "") -> Project:
    row.refresh_from_db()
    told = {"planned": Decimal(planned), "done": Decimal(done), "reason": reason}
    return figure_actions.report_month(
        row=row, version=row.version, month=date.fromisoformat(f"{when}-01"), by=fresh(by), **told
    )


def refused(act: Any, *args: Any, **given: Any) -> str:
    with pytest.raises(ValidationError) as caught, transaction.atomic():
        act(*args, **given)
    return "；".join(caught.value.messages)


# --- first reports
def test_two_reports_in_the_same_moment_leave_one_lead_and_one_claim(
    city: ProjectCity, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second has looked before the first was written; the constraint stands between them."""
    first = city.lead(city.west)
    looks = iter([None, first])
    monkeypatch.setattr(enter_actions, "free_lapsed", lambda *_: next(looks))
    second = city.reported(city.east, name="同一投资方", planned=Decimal(300))
    assert isinstance(second, Claim)
    assert (second.project, second.planned, str(second.unit)) == (first, 300, "东区")
    assert list(Project.objects.all()) == [first]
    assert not visible(fresh(city.west), Claim).exists()
    assert visible(fresh(city.office), Claim).get() == second


def test_the_code_of_an_investor_holds_whatever_its_name(city: ProjectCity) -> None:
    city.lead(city.west, uscc="91420600MA0000001X")
    assert isinstance(city.reported(city.east, investor="别的名字", uscc="91420600MA0000001X"), Claim)
    assert "本单位已报过" in refused(city.reported, city.west)


def test_a_first_report_without_progress_lets_its_investor_go(
    city: ProjectCity, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = city.lead(city.west)
    assert held.protected_until == TODAY + timedelta(days=60)
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: TODAY + timedelta(days=61))
    assert isinstance(city.reported(city.east), Project)
    city.lead(city.west, investor="另一家")
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: TODAY + timedelta(days=200))
    assert lapse_first_reports() == {"lapsed": 2}


# --- gates
def test_a_limit_that_the_plan_changes_moves_standstills_by_the_next_morning(city: ProjectCity) -> None:
    row, other = city.lead(), city.lead(investor="示例近水公司")
    assert row.stalled_on == row.progressed_on + timedelta(days=31)
    assert renew_standstills() == {"moved": 0}
    ProjectLimit.objects.filter(what="stalled", stage="lead").update(days=10)
    assert renew_standstills() == {"moved": 2}
    other.refresh_from_db()
    assert other.stalled_on == other.progressed_on + timedelta(days=11)
    ProjectLimit.objects.filter(what="stalled").delete()
    renew_standstills()
    other.refresh_from_db()
    assert other.stalled_on is None


def test_a_stage_is_no_earlier_than_the_one_before_and_not_in_the_future(city: ProjectCity) -> None:
    row = city.signed(on=TODAY)
    more = {"enterprise": city.local, "filing_number": "2023-1", "filed_on": TODAY}
    city.amend(row, city.promoter, **more)
    assert "不能早于签约日期" in refused(city.take, row, "land", city.promoter, on=TODAY - timedelta(days=1))
    assert "今天以后" in refused(city.take, row, "land", city.promoter, on=TODAY + timedelta(days=1))
    row = city.take(row, "land", city.promoter, on=TODAY)
    assert (row.state, row.landed_on, row.investor_key) == (Stage.LANDED, TODAY, None)


def test_each_gate_says_all_that_it_lacks(city: ProjectCity) -> None:
    row = city.take(city.lead(), "meet", city.promoter, on=TODAY)
    from lianzhang.projects.lifecycle import PROJECT

    offer = next(each for each in PROJECT.offers(row, fresh(city.promoter)) if each.step.name == "sign")
    assert offer.missing == ("还缺计划总投资", "还缺合同额", "还缺落户区域")


def test_one_that_is_lost_says_why_and_from_where_and_may_be_taken_up_again(city: ProjectCity) -> None:
    row = city.take(city.signed(), "lose", city.promoter, on=TODAY, reason="去了别的城市")
    assert (row.lost_from, row.reason, row.stalled_on) == (Stage.SIGNED, "去了别的城市", None)
    city.lead(city.east)
    assert "已有单位首报" in refused(city.take, row, "revive", city.promoter, on=TODAY, reason="又谈")


# --- what people write wrongly
@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"arrived": Decimal(70_000)}, "到位资金7亿元超过合同额6亿元"),
        ({"planned": Decimal(-1)}, "不能是负数"),
        ({"planned_start": TODAY, "planned_completion": date(2023, 1, 1)}, "不能早于计划开工"),
        ({"in_statistics_on": TODAY + timedelta(days=1)}, "今天以后"),
    ],
)
def test_what_does_not_agree_with_itself_is_refused(city: ProjectCity, given: dict[str, Any], said: str) -> None:
    row = city.signed()
    assert said in refused(city.amend, row, city.promoter, **given)
    row.refresh_from_db()
    assert row.arrived is None


def test_the_database_holds_money_within_the_contract(city: ProjectCity) -> None:
    row = city.signed()
    with pytest.raises(IntegrityError), transaction.atomic():
        Project.objects.filter(pk=row.pk).update(arrived=row.contract + 1)


def test_a_firm_that_merged_or_left_takes_no_new_project_and_keeps_its_old_one(city: ProjectCity) -> None:
    gone = city.firm("已迁走的厂")
    old = city.upgraded(enterprise=gone)
    gone.state = "moved"
    gone.save()
    assert "已迁出" in refused(city.upgraded, enterprise=gone)
    assert city.amend(old, city.bureau_account, jobs=5).jobs == 5
    merged = city.firm("并走的厂", merged_into=city.local)
    assert "已并入" in refused(city.amend, old, city.bureau_account, enterprise=merged)


def test_doubtful_months_want_a_reason_and_corrections_keep_what_was_said(city: ProjectCity) -> None:
    row = city.upgraded(filed_on=date(2023, 1, 5))
    for when, done in (("2023-01", 10), ("2023-02", 12), ("2023-03", 11)):
        month(row, city.bureau_account, when, done)
    assert "十倍以上" in refused(month, row, city.bureau_account, "2023-04", 500)
    assert "负数" in refused(month, row, city.bureau_account, "2023-04", -5)
    assert "更正请写理由" in refused(month, row, city.bureau_account, "2023-03", 21)
    assert "不能早于项目开始" in refused(month, row, city.bureau_account, "2022-12", 5)
    assert "还没有到" in refused(month, row, city.bureau_account, "2023-09", 5)
    row = month(row, city.bureau_account, "2023-03", 21, reason="补记设备款")
    assert (row.done, MonthFigure.objects.get(month=date(2023, 3, 1)).corrected) == (43, 1)
    assert YearFigure.objects.get(year=2023).done == 43
    assert (row.progressed_on, row.stalled_on) == (TODAY, TODAY + timedelta(days=61))


def test_milestones_keep_their_first_day_and_count_moves(city: ProjectCity) -> None:
    row = city.upgraded(filed_on=date(2023, 1, 5))
    by = fresh(city.bureau_account)
    add = {"title": "封顶", "version": row.version, "by": by}
    assert "项目开始" in refused(figure_actions.add_milestone, row=row, baseline=date(2022, 1, 1), **add)
    row = figure_actions.add_milestone(row=row, baseline=date(2023, 5, 1), **add)
    mark = Milestone.objects.get()
    told = {"row": row, "version": row.version, "milestone": mark, "by": by}
    assert "请写理由" in refused(figure_actions.set_milestone, forecast=date(2023, 8, 1), **told)
    row = figure_actions.set_milestone(forecast=date(2023, 8, 1), reason="下雨", **told)
    told |= {"row": row, "version": row.version}
    figure_actions.set_milestone(actual=TODAY, **told)
    mark.refresh_from_db()
    assert (mark.baseline, mark.forecast, mark.actual, mark.moved) == (date(2023, 5, 1), date(2023, 8, 1), TODAY, 1)


# --- hands
def test_three_hands_carry_it_one_after_it_refused_once(city: ProjectCity) -> None:
    row = city.signed()
    row = city.take(row, "hand_over", city.promoter, unit=city.districts[0], reason="已签约")
    with pytest.raises(PermissionDenied):
        city.take(row, "take_over", city.west)
    assert city.take(row, "refuse_hand_over", city.east, reason="用地没有落实") is None
    assert not visible(fresh(city.parkers), Project).filter(pk=row.pk).exists()
    row = city.take(row, "hand_over", city.promoter, unit=city.districts[0], reason="用地批了")
    row = city.take(row, "take_over", city.east)
    with pytest.raises(PermissionDenied):
        city.take(row, "note", city.promoter, on=TODAY, text="还想管")
    assert visible(fresh(city.promoter), Project).get() == row
    attached = [may(fresh(who), Permission.ADD_ATTACHMENT, row) for who in (city.promoter, city.east)]
    assert attached == [False, True], "who handed it on reads it, and adds no paper"
    row = city.take(row, "hand_over", city.east, unit=city.bureau, reason="建好了")
    row = city.take(row, "take_over", city.bureau_account)
    told = HandOver.objects.order_by("pk").values_list("state", flat=True)
    assert list(told) == ["refused", "accepted", "accepted"]
    assert (str(row.unit), row.asked_unit, row.due) == ("经信局", None, None)


def test_a_park_of_another_city_is_asked_nothing(city: ProjectCity) -> None:
    elsewhere = Region.objects.create(code="other", name="外市", kind="city")
    park = Park.objects.create(city=elsewhere, code="elsewhere", name="外市园", region=elsewhere)
    row = city.signed()
    assert "不在本市" in refused(city.take, row, "hand_over", city.promoter, unit=park, reason="给你")
    body = Organization.objects.create(city=elsewhere, code="x", name="外市局")
    assert "不在本市" in refused(city.take, row, "hand_over", city.promoter, unit=body, reason="给你")


def test_a_second_tab_writes_nothing_over(city: ProjectCity) -> None:
    row = city.signed()
    seen = row.version
    city.take(row, "note", city.promoter, on=TODAY, text="去了总部")
    with pytest.raises(StaleRow):
        enter_actions.amend(row=row, version=seen, by=fresh(city.promoter), name="另一个")
    with pytest.raises(StepRefused):
        city.take(row, "start", city.promoter, on=TODAY)


# --- pace
def test_pace_goes_by_elapsed_time_or_by_the_plans_curve(city: ProjectCity) -> None:
    row = city.upgraded(planned=Decimal(1000))
    row.started_on, row.planned_completion, row.state = date(2023, 1, 1), date(2023, 12, 31), Stage.STARTED
    middle = date(2023, 7, 2)
    row.done = Decimal(480)
    assert pace_of(row, middle).state == "on_course"
    row.done = Decimal(300)
    assert pace_of(row, middle).state == "behind"
    slow = dict.fromkeys(range(1, 7), 5) | dict.fromkeys(range(7, 13), 100)
    assert pace_of(row, date(2023, 6, 30), slow).state == "on_course"
    assert pace_of(row, date(2024, 2, 1)).state == "missed"
    row.planned = None
    assert pace_of(row, middle).state == "unknown"


def test_stalling_is_reckoned_from_the_last_progress_by_stage(city: ProjectCity) -> None:
    row = city.lead()
    assert row.stalled_on == TODAY + timedelta(days=31)
    row = city.take(row, "meet", city.promoter, on=TODAY)
    assert row.stalled_on == TODAY + timedelta(days=61)
    assert timezone.localdate() == TODAY


def test_an_investor_that_is_taken_in_the_same_moment_is_told_in_words(
    city: ProjectCity, monkeypatch: pytest.MonkeyPatch
) -> None:
    city.lead(city.east, name="甲", investor="示例甲公司")
    row = city.lead(city.west, name="乙", investor="示例乙公司")
    monkeypatch.setattr(enter_actions, "free_lapsed", lambda *_: None)  # it was not there yet when one looked
    assert "已有单位首报" in refused(city.amend, row, city.west, investor="示例甲公司")
    row.refresh_from_db()
    assert row.investor == "示例乙公司"
