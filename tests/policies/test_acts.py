"""An application from the firm's draft to the award: who may do what, on which day, and what stands against it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from lianzhang.access.api import visible
from lianzhang.enterprises.models import Enterprise
from lianzhang.honours.models import Honour
from lianzhang.plans.models import Programme, ProgrammeWindow
from lianzhang.policies.actions import VERBS, change, enter
from lianzhang.policies.models import Application, Award, Payment
from lianzhang.records.api import add_attachment
from lianzhang.records.models import AuditEvent
from lianzhang.work.api import StaleRow, StepRefused
from tests.policies.world import DAY, PolicyCity, fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> PolicyCity:
    return PolicyCity()


def refused(act: Callable[[], Any], *parts: str) -> None:
    with pytest.raises((ValidationError, PermissionDenied)) as told:
        act()
    words = str(told.value) if isinstance(told.value, StepRefused) else "；".join(getattr(told.value, "messages", []))
    assert not [part for part in parts if part not in words], words


def shut(programme: Programme, **days: Any) -> None:
    ProgrammeWindow.objects.filter(programme=programme).update(**days)


# --- the way of one
def test_it_goes_through_its_levels_and_is_awarded(city: PolicyCity) -> None:
    row = city.application()
    assert (row.state, row.asked, row.level) == ("draft", Decimal(30), None)
    row = city.sent(row)
    assert row.level is not None
    assert (row.state, row.level.name, row.submitted_on) == ("submitted", "县区初审", city.today)
    first_due = row.due
    row = city.at_last(row)
    assert (str(row.level), row.standing) == ("市级审核", "市级审核审核中")
    assert first_due is not None
    assert row.due is not None
    assert row.due > first_due  # each level has its own clock
    row = city.approved(row, amount="25")
    assert (row.state, row.due, row.ended_on) == ("approved", None, city.today)
    award = Award.objects.get()
    assert (award.amount, award.decided_on, award.state, award.paid) == (Decimal(25), city.today, "held", 0)
    assert award.due_on is not None
    assert award.due_on > city.today
    acts = AuditEvent.objects.filter(action__startswith="application.").values_list("action", flat=True)
    assert sorted(acts) == [f"application.{name}" for name in ("approve", "enter", "pass_on", "submit")]


def test_a_share_is_reckoned_and_never_typed(city: PolicyCity) -> None:
    assert city.application(programme=city.machine, cost=Decimal("123.45")).asked == Decimal("24.69")
    assert city.application(programme=city.machine, cost=Decimal(900), object="二号机").asked == Decimal(50)
    refused(lambda: city.application(programme=city.machine, cost=None, object="三号机"), "投入金额")
    refused(lambda: city.application(programme=city.machine, cost=Decimal("0.01"), object="三号机"), "0.01万元")


def test_what_is_returned_comes_back_to_the_level_that_gave_it_back(city: PolicyCity) -> None:
    row = city.take(city.at_last(), "give_back", city.unit, reason="发票不清")
    assert (row.state, row.due, row.closes) == ("returned", None, city.today + 20 * DAY)
    shut(city.reward, local_closes=city.today - DAY)  # the county has closed; the official day is still to come
    row = city.sent(row)
    assert (row.state, str(row.level), row.reason) == ("submitted", "市级审核", "")


def test_a_refusal_says_why_and_ends_it(city: PolicyCity) -> None:
    row = city.take(city.sent(), "refuse", city.district, reason="未达规模")
    assert (row.state, row.reason, row.ended_on) == ("refused", "未达规模", city.today)
    refused(lambda: city.take(city.at_last(object="二号"), "refuse", city.unit, reason=" "), "理由")
    assert city.application().state == "draft"  # the same may be asked again


def test_the_title_is_recorded_with_the_award_and_ends_with_it(city: PolicyCity) -> None:
    row = city.at_last(programme=city.champion, object="冠军")
    row = city.take(row, "approve", city.office, day=city.today)
    title = Honour.objects.get(enterprise=city.anchor)
    award = Award.objects.get()
    assert (title.kind, title.granted, award.honour, award.amount) == (city.kinds[0], city.today, title, None)
    assert award.valid_until == title.expires
    later = award.valid_until + timedelta(days=400)
    award = city.take(award, "recheck", city.unit, valid_until=later, reason="复核名单")
    title.refresh_from_db()
    assert (award.valid_until, title.expires) == (later, later)
    city.take(award, "remove", city.office, reason="造假")
    title.refresh_from_db()
    assert (title.ended, title.end_reason) == (city.today, "造假")


def test_a_title_that_cannot_be_recorded_stops_the_award(city: PolicyCity) -> None:
    row = city.at_last(programme=city.champion, object="冠军")
    city.honour(city.anchor, 0, city.today)
    refused(lambda: city.take(row, "approve", city.office), "称号", "还有效")
    assert not Award.objects.exists()
    assert Application.objects.get().state == "submitted"


def test_a_place_ends_after_its_months(city: PolicyCity) -> None:
    row = city.take(city.sent(programme=city.seed, object="上市后备"), "approve", city.office)
    award = Award.objects.get(application=row)
    assert award.valid_until is not None
    assert 700 < (award.valid_until - city.today).days < 735
    refused(lambda: city.planned(award, amount=Decimal(1)), "没有批资金")


# --- days
def test_a_window_that_closed_meanwhile_leaves_the_draft(city: PolicyCity) -> None:
    row = city.application()
    shut(city.reward, local_closes=city.today - DAY)
    refused(lambda: city.sent(row), "县区申报已于", "草稿")
    again = change(row=row, version=row.version, by=fresh(city.anchor_account), object="压铸机二号", text="填完了")
    assert (again.state, again.object, again.text) == ("draft", "压铸机二号", "填完了")
    assert city.application(object="截止后才存的").state == "draft"  # what was typed is kept


def test_a_window_that_is_to_come_is_told(city: PolicyCity) -> None:
    shut(city.reward, opens=city.today + 2 * DAY, local_closes=city.today + 5 * DAY)
    refused(lambda: city.sent(), "才开始申报")


@pytest.mark.parametrize("years", [1, 2])
def test_last_years_catalogue_takes_no_more(city: PolicyCity, years: int) -> None:
    last = city.today - timedelta(days=366 * years)
    city.window(city.reward, year=last.year, opens=last - DAY, local_closes=last, closes=last)
    refused(lambda: city.application(year=last.year), f"{last.year}年度的目录已于")
    refused(lambda: city.application(year=last.year - 5), "没有")


def test_what_is_not_in_force_takes_none(city: PolicyCity) -> None:
    Programme.objects.filter(pk=city.reward.pk).update(ends=city.today - DAY)
    city.reward.refresh_from_db()
    refused(lambda: city.application(), "不在有效期")


def test_papers_must_be_there(city: PolicyCity) -> None:
    Programme.objects.filter(pk=city.machine.pk).update(way="apply")
    city.machine.refresh_from_db()
    row = city.application(programme=city.machine)
    refused(lambda: city.sent(row), "还没有附材料", "发票")
    add_attachment(row=row, name="发票.txt", content=b"1", by=fresh(city.anchor_account))
    assert city.sent(row).state == "submitted"


def test_who_does_not_meet_every_criterion_confirms_nothing(city: PolicyCity) -> None:
    Programme.objects.filter(pk=city.reward.pk).update(way="confirm")
    city.reward.refresh_from_db()
    city.rule(city.reward, 1, "revenue", value=Decimal(500))
    row = city.application()
    refused(lambda: city.sent(row), "没有营业收入的记录")
    city.statement(city.anchor, city.today.year - 1, revenue=Decimal(400))
    refused(lambda: city.sent(row), "差100万元")
    type(city.anchor.statements.get()).objects.update(revenue=Decimal(500))
    assert city.sent(row).state == "submitted"


# --- attacks
def test_nobody_decides_what_lies_before_another(city: PolicyCity) -> None:
    row = city.sent()
    for user in (
        *(city.other_district, city.office, city.unit, city.other_unit, city.team, city.bank, city.expert, city.clerk),
        *(city.anchor_account, city.rival_account, city.chief, city.head, city.park_account),
    ):
        refused(lambda user=user: city.take(row, "pass_on", user))
        refused(lambda user=user: city.take(row, "refuse", user, reason="不"))
    row = city.at_last(row)
    for user in (city.district, city.office, city.other_unit):
        refused(lambda user=user: city.take(row, "approve", user))
    assert Application.objects.get().state == "submitted"


def test_no_level_is_jumped(city: PolicyCity) -> None:
    row = city.sent()
    refused(lambda: city.take(row, "approve", city.district), "后面还有“市级审核”")
    row = city.at_last(row)
    refused(lambda: city.take(row, "pass_on", city.unit), "最后一层")


def test_a_firm_applies_for_itself_alone(city: PolicyCity) -> None:
    refused(lambda: city.application(by=city.rival_account))
    assert not Application.objects.exists()
    row = city.application()
    for name, given in (("submit", {}), ("withdraw", {"reason": "代"})):
        refused(lambda name=name, given=given: city.take(row, name, city.rival_account, **given))


def test_who_filed_it_does_not_decide_nor_does_their_unit(city: PolicyCity) -> None:
    """Even where the plan lets the chain's team decide, and the team filed it for a firm of its chain."""
    city.grant.levels.filter(order=1).update(role="chain_team")
    row = city.take(city.application(by=city.team), "submit", city.team)
    refused(lambda: city.take(row, "pass_on", city.team), "")
    post = fresh(city.team).assignments.get().post
    colleague = city.user_as("chain_team", chains=city.chains[:1], organization=city.other_bureau)
    post.organization = city.other_bureau
    post.save()
    refused(lambda: city.take(row, "pass_on", colleague), "本单位")
    third = city.user_as("chain_team", chains=city.chains[:1])
    assert city.take(row, "pass_on", third).state == "submitted"


def test_a_unit_decides_not_on_its_own_firm(city: PolicyCity) -> None:
    Enterprise.objects.filter(pk=city.anchor.pk).update(organization=city.bureau)
    row = Application.objects.get(pk=city.application(by=city.team).pk)
    row = city.take(city.take(row, "submit", city.team), "pass_on", city.district)
    refused(lambda: city.take(row, "approve", city.unit), "本企业")


def test_a_post_that_ended_does_nothing(city: PolicyCity) -> None:
    row = city.sent()
    fresh(city.district).assignments.update(ends=city.today - DAY)
    refused(lambda: city.take(row, "pass_on", city.district))
    fresh(city.anchor_account).assignments.update(ends=city.today - DAY)
    refused(lambda: city.take(row, "withdraw", city.anchor_account, reason="不报了"))
    assert not visible(fresh(city.anchor_account), Application).exists()


def test_a_second_tab_loses_nothing(city: PolicyCity) -> None:
    row = city.application()
    seen = row.version
    change(row=row, version=seen, by=fresh(city.anchor_account), object="压铸机", text="甲")
    with pytest.raises(StaleRow):
        change(row=row, version=seen, by=fresh(city.anchor_account), object="压铸机", text="乙")
    with pytest.raises(StaleRow):
        VERBS["submit"](row=row, version=seen, by=fresh(city.anchor_account))
    assert Application.objects.get().text == "甲"


def test_a_firm_that_merged_applies_no_more_and_is_awarded_nothing(city: PolicyCity) -> None:
    row = city.at_last()
    Enterprise.objects.filter(pk=city.anchor.pk).update(merged_into=city.supplier)
    city.anchor.refresh_from_db()
    refused(lambda: city.approved(row), "已并入")
    refused(lambda: city.application(object="别的"), "已并入")
    assert not Award.objects.exists()


def test_the_same_is_asked_once(city: PolicyCity) -> None:
    city.application(object="压铸机 A-1")
    refused(lambda: city.application(object="压铸机Ａ1"), "已经有一件申报")
    assert city.application(object="压铸机A2").pk


# --- once for one thing
def two(city: PolicyCity, first: str, second: str) -> tuple[Application, Application]:
    """Two programmes' applications of one firm for one thing, worth so much, both before the last level."""
    rows = []
    for code, amount in (("a", first), ("b", second)):
        programme = city.programme(code, f"奖励{code}", city.grant, amount=Decimal(amount))
        rows.append(city.at_last(programme=programme))
    return rows[0], rows[1]


@pytest.mark.parametrize(("first", "second"), [("30", "20"), ("30", "30")])
def test_the_lower_of_two_is_refused_whoever_tries(city: PolicyCity, first: str, second: str) -> None:
    high, low = two(city, first, second)
    city.approved(high)
    refused(lambda: city.approved(low), "从高不重复", "奖励a", "30")
    refused(lambda: city.application(object="压铸机", programme=city.reward) and city.sent(
        Application.objects.get(programme=city.reward)), "从高不重复")  # fmt: skip
    assert Award.objects.filter(state="held").count() == 1


def test_the_higher_of_two_takes_the_place_of_the_lower(city: PolicyCity) -> None:
    low, high = two(city, "20", "30")
    city.approved(low)
    planned = city.planned(Award.objects.get(), amount=Decimal(5))
    city.approved(high)
    planned.refresh_from_db()
    old, new = Award.objects.order_by("pk")
    assert (old.state, new.state, planned.state) == ("removed", "held", "cancelled")
    assert "从高不重复" in old.reason


def test_a_lower_one_that_was_paid_comes_back_first(city: PolicyCity) -> None:
    low, high = two(city, "20", "30")
    city.approved(low)
    paid = city.paid(city.planned(Award.objects.get()))
    refused(lambda: city.approved(high), "请先追回", "20")
    refused(lambda: city.approved(high, amount="15"), "从高不重复")
    city.take(paid, "recover", city.unit, day=city.today, reason="改领另一项")
    city.approved(high)
    assert Award.objects.get(state="held").amount == Decimal(30)


def test_the_database_itself_holds_one_award_for_one_thing(city: PolicyCity) -> None:
    award = city.award()
    other = city.at_last(object="另一台")
    with pytest.raises(IntegrityError), transaction.atomic():
        Award.objects.create(
            city=city.region, application=other, enterprise=city.anchor, year=award.year,
            object_key=award.object_key, decided_on=city.today, amount=Decimal(1),
        )  # fmt: skip


def test_another_thing_another_year_and_another_firm_stand_beside_it(city: PolicyCity) -> None:
    city.award()
    city.approved(city.at_last(object="二号机"))
    other = city.take(city.application(by=city.supplier_account, enterprise=city.supplier), "submit",
                      city.supplier_account)  # fmt: skip
    city.approved(city.take(other, "pass_on", city.district))
    assert Award.objects.filter(state="held").count() == 3


@pytest.mark.parametrize("amount", ["0", "31", "-1", "许多"])
def test_no_more_is_granted_than_was_asked(city: PolicyCity, amount: str) -> None:
    row = city.at_last()
    refused(lambda: city.approved(row, amount=amount))
    assert not Award.objects.exists()


def test_the_day_of_a_decision_lies_between_handing_in_and_today(city: PolicyCity) -> None:
    row = city.at_last()
    for day in (city.today - DAY, city.today + DAY):
        refused(lambda day=day: city.take(row, "approve", city.unit, day=day), "批准日期")


# --- forged and gone
def test_enter_knows_no_state_nor_amount(city: PolicyCity) -> None:
    for name in ("state", "asked", "level", "post"):
        with pytest.raises(TypeError):
            enter(programme=city.reward, year=city.today.year, enterprise=city.anchor, by=fresh(city.anchor_account),
                  object="压铸机", **{name: "approved"})  # fmt: skip
    assert not Payment.objects.exists()
    assert timezone.localdate() == city.today


def test_what_is_returned_after_the_official_day_has_ten_workdays_to_come_back(city: PolicyCity) -> None:
    row = city.at_last()
    shut(city.reward, local_closes=city.today - 2 * DAY, closes=city.today - DAY)
    row = city.take(row, "give_back", city.unit, reason="缺一页")
    assert row.closes > city.today + 9 * DAY
    assert city.sent(row).state == "submitted"
    row = city.take(row, "give_back", city.unit, reason="还缺")
    Application.objects.filter(pk=row.pk).update(closes=city.today - DAY)
    refused(lambda: city.sent(row), "补正已于")
