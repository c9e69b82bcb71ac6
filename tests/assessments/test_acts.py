"""What may be done with diagnoses, advice, levels and platform use, and by whom not: attacked first."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from lianzhang.access.api import visible
from lianzhang.access.models import Assignment
from lianzhang.assessments.actions import apply, assign
from lianzhang.assessments.models import Advice, Assessment, AssessmentState, Basis, Diagnosis, PlatformUse
from lianzhang.assessments.queries import advice_to_do, diagnoses_to_do, stale, uses_to_do, worth_of
from lianzhang.enterprises.merging import union_of
from lianzhang.work.api import StaleRow, StepRefused
from lianzhang.work.models import Clock

from .world import AssessmentCity, fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> AssessmentCity:
    return AssessmentCity()


def seen(city: AssessmentCity, model: Any) -> set[str]:
    """Who of the small city sees a row of a model."""
    names = [name for name, value in vars(city).items() if hasattr(value, "is_active")]
    return {name for name in names if visible(fresh(getattr(city, name)), model).exists()}


# --- who sees what
SEEING = {"office", "second_office", "clerk", "team", "chief", "district", "unit", "anchor_account"}


def test_nobody_but_whom_it_concerns_sees_a_diagnosis(city: AssessmentCity) -> None:
    row = city.applied()
    assert seen(city, Diagnosis) == SEEING
    city.reported(city.on_site(city.assigned(row)))
    for model in (Diagnosis, Advice, Assessment):
        assert seen(city, model) == SEEING | {"expert"}, model


def test_a_provider_sees_that_one_diagnosis_and_no_other_level_of_the_firm(city: AssessmentCity) -> None:
    row = city.assigned(provider_firm=city.supplier)
    assert "supplier_account" in seen(city, Diagnosis)
    level, use = city.level(), city.use()
    assert not visible(fresh(city.supplier_account), Assessment).exists()
    assert not visible(fresh(city.supplier_account), PlatformUse).exists()
    recalled = city.take(row, "recall", city.office, reason="换一家")
    assert (recalled.state, recalled.provider) == ("applied", "")
    assert "supplier_account" not in seen(city, Diagnosis)
    assert seen(city, Assessment) == SEEING
    assert seen(city, PlatformUse) == SEEING | {"other_unit"}
    assert (str(level.level), use.counts) == ("2级", False)


def test_an_expert_whose_post_ended_sees_nothing_and_is_not_asked(city: AssessmentCity) -> None:
    row = city.assigned()
    Assignment.objects.filter(user=city.expert).update(ends=timezone.localdate())
    assert not visible(fresh(city.expert), Diagnosis).exists()
    back = city.take(row, "recall", city.office, reason="已离任")
    with pytest.raises(ValidationError, match="现在没有人在岗"):
        city.assigned(back)


# --- the way of a diagnosis
def test_a_diagnosis_goes_its_way_and_its_clocks_with_it(city: AssessmentCity) -> None:
    row = city.applied()
    assert row.chain == city.chains[0]
    row = city.on_site(city.assigned(row))
    running = Clock.objects.filter(subject=f"assessments.Diagnosis:{row.pk}", stopped_at=None)
    assert [each.name for each in running] == ["report"]
    with pytest.raises(StepRefused, match="还没有写建议"):
        city.reported(row, advice=0)
    row = city.reported(row)
    assert (row.state, row.advice_count, row.undecided, row.due) == ("reported", 2, 2, None)
    before = row.assessments.get()
    assert (before.basis, before.part, before.level) == (Basis.PROVIDER, "before", city.levels[0])
    with pytest.raises(StepRefused, match="或有一条建议建成以后"):
        city.rechecked(row)
    city.built(row.advice.first())
    row = city.rechecked(row)
    assert (row.state, row.built) == ("rechecked", 1)
    assert [each.level for each in row.assessments.order_by("pk")] == city.levels[:2]


def test_nobody_applies_for_a_firm_that_is_not_theirs(city: AssessmentCity) -> None:
    for who in ["rival_account", "bank", "other_district", "rival_team"]:
        with pytest.raises((PermissionDenied, ValidationError)):
            city.applied(getattr(city, who))
    assert not Diagnosis.objects.exists()


def test_only_those_who_govern_the_kind_or_the_firm_assign(city: AssessmentCity) -> None:
    row = city.applied()
    for who in ["anchor_account", "expert", "other_unit", "other_district", "bank"]:
        with pytest.raises((PermissionDenied, ValidationError)):
            city.assigned(row, by=getattr(city, who))


def test_only_the_provider_carries_a_diagnosis(city: AssessmentCity) -> None:
    row = city.assigned()
    for who in ["other_expert", "anchor_account", "office", "rival_account"]:
        with pytest.raises((PermissionDenied, StepRefused)):
            city.on_site(row, getattr(city, who))
    row = city.on_site(row)
    for who in ["other_expert", "anchor_account", "office", "rival_account"]:
        with pytest.raises((PermissionDenied, StepRefused)):
            city.advised(row, getattr(city, who))


def test_a_firm_diagnoses_neither_itself_nor_without_an_account(city: AssessmentCity) -> None:
    row = city.applied()
    for provider, words in (
        ({"provider_firm": city.anchor}, "不能诊断自己"),
        ({"provider_firm": city.elsewhere}, "没有账号"),
        ({"provider_post": city.post(city.expert), "provider_name": "某公司"}, "请选一个"),
        ({"provider_name": " "}, "请选一个"),
        ({"provider_post": city.post(city.bank)}, "不能做"),
    ):
        with pytest.raises(ValidationError, match=words):
            city.assigned(row, **provider)


def test_of_a_provider_without_an_account_those_who_govern_write(city: AssessmentCity) -> None:
    row = city.on_site(city.assigned(provider_name="省外咨询公司"), city.district)
    assert city.reported(row, by=city.district).provider == "省外咨询公司"


def test_a_provider_that_declines_leaves_nothing_behind(city: AssessmentCity) -> None:
    row = city.on_site()
    city.advised(row)
    assert city.take(row, "decline", city.expert, reason="设备不熟") is None
    row.refresh_from_db()
    assert (row.state, row.provider, row.advice_count, row.visited_on) == ("applied", "", 0, None)
    assert not Advice.objects.exists()


def test_one_of_a_kind_runs_and_a_second_tab_is_told(city: AssessmentCity) -> None:
    row = city.applied()
    with pytest.raises(ValidationError, match="已有一件在办"):
        city.applied(city.team)
    first = city.assigned(row)
    with pytest.raises(StaleRow):
        assign(row=row, version=row.version, by=fresh(city.team), provider_name="另一家")
    assert Diagnosis.objects.get().provider == first.provider
    with pytest.raises(StepRefused):
        city.take(row, "withdraw", city.supplier_account, reason="不是我们的")
    assert city.take(row, "withdraw", city.anchor_account, reason="停产了").state == "withdrawn"
    assert city.applied().state == "applied"


# --- advice
def test_the_firm_decides_and_another_confirms_what_was_built(city: AssessmentCity) -> None:
    row = city.reported()
    first, second = row.advice.order_by("pk")
    for who in ("expert", "office", "supplier_account"):
        with pytest.raises((PermissionDenied, StepRefused)):
            city.take(first, "take", getattr(city, who))
    with pytest.raises(StepRefused):
        city.take(second, "refuse", city.anchor_account, reason="")
    city.take(second, "refuse", city.anchor_account, reason="已经有了")
    city.take(first, "take", city.anchor_account)
    with pytest.raises(ValidationError, match="建成日期请写"):
        city.take(first, "claim", city.anchor_account, day=city.today - timedelta(days=1), built_proof="验收单")
    city.take(first, "claim", city.anchor_account, day=city.today, built_proof="验收单")
    row.refresh_from_db()
    assert (row.undecided, row.taken, row.built) == (0, 1, 0)
    with pytest.raises((PermissionDenied, StepRefused)):
        city.take(first, "confirm", city.anchor_account)
    city.take(first, "give_back", city.team, reason="还没有投用")
    city.take(first, "build", city.team, day=city.today, built_proof="换模线项目")
    row.refresh_from_db()
    assert (row.taken, row.built) == (1, 1)
    worth = worth_of(visible(fresh(city.office), Diagnosis))
    assert (worth.reported, worth.advice, worth.taken, worth.built, worth.refused) == (1, 2, 1, 1, 1)


def test_nothing_is_decided_before_the_report_and_nothing_written_after_it(city: AssessmentCity) -> None:
    row = city.on_site()
    draft = city.advised(row)
    with pytest.raises(StepRefused, match="报告还没有出"):
        city.take(draft, "take", city.anchor_account)
    row = city.reported(row)
    with pytest.raises(StepRefused, match="出报告以前才能写"):
        city.advised(row)


def test_a_firm_without_an_account_has_its_decisions_written_down(city: AssessmentCity) -> None:
    plain = city.firm("没有账号的厂")
    city.on_chain(plain)
    row = city.reported(city.on_site(city.assigned(city.applied(city.team, enterprise=plain))))
    assert city.take(row.advice.first(), "take", city.team).state == "taken"


def test_what_waits_and_what_is_stale(city: AssessmentCity) -> None:
    row = city.applied()
    office, expert, firm = (fresh(each) for each in (city.office, city.expert, city.anchor_account))
    assert visible(office, Diagnosis).filter(diagnoses_to_do(office)).exists()
    city.assigned(row)
    assert not visible(office, Diagnosis).filter(diagnoses_to_do(office)).exists()
    assert visible(expert, Diagnosis).filter(diagnoses_to_do(expert)).exists()
    row = city.reported_long_ago(row=city.on_site(row))
    assert visible(expert, Diagnosis).filter(diagnoses_to_do(expert)).get() == row
    assert visible(firm, Advice).filter(advice_to_do(firm)).count() == 2
    assert visible(office, Advice).filter(stale(office, city.today)).count() == 2
    assert not visible(office, Advice).filter(stale(office, city.today - timedelta(days=390))).exists()


# --- levels and platforms
def test_a_level_that_a_firm_gives_itself_is_never_an_official_one(city: AssessmentCity) -> None:
    own = city.level(city.anchor_account, basis="self", assessor="", source="自评表")
    assert own.valid_until is not None
    assert own.valid_until.year in (city.today.year + 2, city.today.year + 3)
    with pytest.raises(PermissionDenied):
        city.level(city.anchor_account)
    with pytest.raises(ValidationError, match="随诊断的报告登记"):
        city.level(basis="provider")
    with pytest.raises(ValidationError):
        city.level(city.rival_account, basis="self")
    official = city.level()
    with pytest.raises(PermissionDenied):
        city.take(official, "withdraw", city.anchor_account, reason="不好看")
    with pytest.raises(ValidationError, match="已经登记过"):
        city.level()
    gone = city.take(official, "withdraw", city.office, reason="名单改了")
    assert gone.state == AssessmentState.WITHDRAWN


def test_seats_alone_are_not_use_and_another_checks_it(city: AssessmentCity) -> None:
    empty = city.use(active=0)
    with pytest.raises(PermissionDenied):
        city.take(empty, "check", city.anchor_account)
    assert not city.take(empty, "check", city.team).counts
    unknown = city.use(platform="某云", active=None)
    assert not city.take(unknown, "check", city.team).counts
    assert city.take(city.use(platform="第三云"), "check", city.team).counts
    with pytest.raises(ValidationError, match="已经报过"):
        city.use(platform=" 东风 云 ")
    with pytest.raises(ValidationError, match="至少写一样"):
        city.use(platform="第四云", seats=None, active=None)
    team = fresh(city.team)
    city.use(platform="第五云")
    assert visible(team, PlatformUse).filter(uses_to_do(team)).count() == 1


# --- firms that turn out to be one
def test_a_merged_firm_takes_its_diagnoses_along_and_none_runs_twice(city: AssessmentCity) -> None:
    city.applied(city.team, enterprise=city.supplier)
    city.applied()
    assert any("在办的" in words for words in union_of(city.anchor, city.supplier).against)
    city.take(Diagnosis.objects.get(enterprise=city.anchor), "withdraw", city.anchor_account, reason="并厂")
    union = union_of(city.anchor, city.supplier)
    assert not any("诊断" in words for words in union.against)
    assert union.moves["诊断"] == 1


def test_a_merged_firm_asks_for_nothing(city: AssessmentCity) -> None:
    city.supplier.merged_into = city.anchor
    city.supplier.save()
    with pytest.raises(ValidationError, match="已并入"):
        apply(enterprise=city.supplier, kind=city.smart, text="换型", by=fresh(city.office))
