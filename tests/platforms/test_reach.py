"""Attacked first: a rival firm, a bank, another district, another body, another city read nothing they should not."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from lianzhang.access.api import visible
from lianzhang.access.models import Assignment
from lianzhang.accounts.models import User
from lianzhang.enterprises.merging import merge
from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.lifecycle import StepRefused
from lianzhang.kernel.stale import StaleRow
from lianzhang.platforms.actions import VERBS
from lianzhang.platforms.models import Platform, PlatformFigure, PlatformMember, PlatformReport
from lianzhang.platforms.report_actions import change_report
from tests.acting import at_work

from .world import PlatformCity, fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> PlatformCity:
    return PlatformCity()


def told(by: User, model: Any = PlatformFigure) -> list[Any]:
    return list(visible(fresh(by), model).order_by("pk"))


def merged(city: PlatformCity, twin: Enterprise) -> None:
    """The supplier goes on for both."""
    stays, goes = (Enterprise.objects.get(pk=each.pk) for each in (city.supplier, twin))
    merge(stays=stays, goes=goes, versions=(stays.version, goes.version), by=fresh(city.office))


def test_orders_of_a_firm_are_that_firms_secret(city: PlatformCity) -> None:
    row = city.sells(city.anchor, city.supplier, city.rival)
    city.reports(row, city.typist, {(city.yuan, city.supplier): 300, (city.yuan, city.rival): 77, city.yuan: 400})

    assert {each.value for each in told(city.office)} == {300, 77, 400}
    assert [each.value for each in told(city.supplier_account)] == [300], "neither the whole nor the rival's"
    assert [each.value for each in told(city.rival_account)] == [77]
    assert [each.value for each in told(city.anchor_account)] == [400], "the host reads the whole alone"
    assert [each.value for each in told(city.unit)] == [400]
    bank, chief = city.user_as("bank"), city.user_as("head_chief")
    assert [len(told(bank, model)) for model in (Platform, PlatformMember, PlatformReport, PlatformFigure)] == [0] * 4
    assert [each.value for each in told(chief)] == [400]


def test_another_district_reads_of_its_own_firms_alone(city: PlatformCity) -> None:
    west = city.user_as("district", region=city.districts[1])
    north = city.user_as("district")
    row = city.sells(city.anchor, city.supplier, region=city.districts[0])
    assert told(west, Platform) == [] == told(north, Platform)
    assert told(west, PlatformMember) == []

    city.reports(row, city.typist, {(city.yuan, city.supplier): 300, city.yuan: 300})
    assert told(west, PlatformReport) == [] == told(west)
    east = city.user_as("district", region=city.districts[0])
    assert [each.value for each in told(east)] == [300, 300]


def test_who_takes_part_reads_that_it_does_and_not_who_else(city: PlatformCity) -> None:
    row = city.sells(city.supplier, city.rival)
    assert [each.enterprise for each in told(city.supplier_account, PlatformMember)] == [city.supplier]
    page = at_work(fresh(city.supplier_account)).get(f"/platforms/{row.pk}/").content.decode()
    assert city.rival.name not in page
    assert "没有报" not in page, "a report out of sight is not told as missing"


def test_a_host_that_changes_a_report_leaves_what_it_does_not_see(city: PlatformCity) -> None:
    row = city.sells(city.supplier)
    made = city.reports(row, city.typist, {(city.yuan, city.supplier): 300, city.yuan: 400})
    change_report(
        row=made, version=made.version, figures={(city.yuan.pk, None): 200}, source="改", by=fresh(city.anchor_account)
    )
    assert {each.value for each in told(city.office)} == {300, 200}, "and is not told that firms come to more"


def test_nobody_confirms_what_they_typed(city: PlatformCity) -> None:
    row = city.enters(by=city.office)
    with pytest.raises(StepRefused, match="不能自己确认"):
        city.act(row, "confirm", city.office)
    confirmed = city.act(row, "confirm", city.typist)
    moved = city.enters(by=city.office, name="另一个研究院", stage=city.stages[0])
    assert confirmed.state == "confirmed"
    assert moved.running_since is None


def test_another_body_and_another_kinds_post_write_nothing(city: PlatformCity) -> None:
    row = city.runs()
    with pytest.raises(ValidationError, match="不归"):
        city.reports(row, city.supplier_account, {city.small: 3})
    with pytest.raises(ValidationError, match="不归"):
        city.reports(row, city.other_unit, {city.small: 3})
    team = city.user_as("chain_team", chains=[city.chains[0]])
    with pytest.raises(PermissionDenied):
        city.enters(by=team, name="专班登记的", chain=city.chains[0])
    assert PlatformReport.objects.count() == 0


def test_an_ended_post_and_a_second_tab_write_nothing(city: PlatformCity) -> None:
    row = city.runs()
    seen = row.version
    city.act(row, "close", city.office, day=row.stage_since, reason="撤了")
    with pytest.raises(StaleRow):
        VERBS["close"](row=row, version=seen, day=row.stage_since, reason="再撤", by=fresh(city.office))
    other = city.runs(name="又一个")
    Assignment.objects.filter(user=city.unit).update(ends=row.stage_since)
    with pytest.raises(PermissionDenied):
        city.reports(other, city.unit, {city.small: 3})


def test_another_city_reads_nothing(city: PlatformCity) -> None:
    row = city.sells(city.supplier)
    city.reports(row, city.typist, {city.yuan: 400})
    elsewhere = PlatformCity()
    for model in (Platform, PlatformMember, PlatformReport, PlatformFigure):
        assert told(elsewhere.office, model) == []
    assert at_work(fresh(elsewhere.office)).get(f"/platforms/{row.pk}/").status_code == 404


def test_a_merged_firm_goes_on_as_host_and_member(city: PlatformCity) -> None:
    twin = city.firm("东区铸件厂", uscc="")
    row = city.sells(twin, enterprise=twin)
    city.reports(row, city.typist, {(city.yuan, twin): 300})
    merged(city, twin)
    assert Platform.objects.get().enterprise == city.supplier
    assert PlatformMember.objects.get().enterprise == city.supplier
    assert PlatformFigure.objects.get().enterprise == city.supplier


def test_two_that_said_the_same_of_a_year_are_not_merged_blindly(city: PlatformCity) -> None:
    twin = city.firm("东区铸件厂", uscc="")
    row = city.sells(city.supplier, twin)
    city.reports(row, city.typist, {(city.yuan, city.supplier): 300, (city.yuan, twin): 77})
    with pytest.raises(ValidationError, match="两家都有"):
        merged(city, twin)
