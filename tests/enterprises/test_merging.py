"""Two rows that are one firm: everything moves, nothing counts twice, what contradicts itself is refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from lianzhang.enterprises.merging import merge, not_the_same, same_after_all, union_of
from lianzhang.enterprises.models import AboveScale, Contact, DuplicateCandidate, Enterprise, FormerName, NotSame
from lianzhang.kernel.periods import parse_period
from lianzhang.kernel.stale import StaleRow
from lianzhang.records.attachments.actions import attachments_of
from lianzhang.records.history import history_of
from lianzhang.records.models import Attachment, AuditEvent
from lianzhang.statements.lock_actions import lock_period
from lianzhang.work.api import Marks

from .world import City, uscc

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return City()


def merged(city: City, stays: Enterprise, goes: Enterprise, **more: Any) -> Enterprise:
    return merge(
        **({"stays": stays, "goes": goes, "versions": (stays.version, goes.version), "by": city.office} | more)
    )


def test_names_contacts_titles_chains_and_figures_move_to_the_one_that_goes_on(city: City) -> None:
    stays, goes = city.firm("宏远机械"), city.firm("宏远机械厂", uscc="", address="园区路1号")
    FormerName.objects.create(enterprise=goes, name="东风农机")
    Contact.objects.create(enterprise=goes, post="办公室", phone="0710-3511111")
    AboveScale.objects.create(enterprise=goes, year=2022)
    on, title, statement = city.on_chain(goes), city.honour(goes), city.statement(goes)
    row = merged(city, stays, goes)
    for moved in (on, title, statement):
        moved.refresh_from_db()
        assert moved.enterprise == stays
    assert {each.name for each in row.former_names.all()} == {"宏远机械厂", "东风农机"}
    assert (row.contacts.count(), row.above_scale.count(), row.address) == (1, 1, "园区路1号")
    assert "DFNJ" in row.search
    goes.refresh_from_db()
    assert goes.merged_into == stays


def test_the_same_name_in_another_writing_is_no_former_name(city: City) -> None:
    row = merged(city, city.firm("宏远（东区）机械厂"), city.firm("宏远(东区) 机械厂", uscc=""))
    assert not row.former_names.exists()


def test_of_two_records_of_one_thing_one_stays(city: City) -> None:
    stays, goes = city.firm(), city.firm(uscc="")
    for firm in (stays, goes):
        city.on_chain(firm)
        city.honour(firm)
        city.statement(firm)
        AboveScale.objects.create(enterprise=firm, year=2022)
    merged(city, stays, goes)
    assert stays.memberships.count() == stays.honours.count() == stays.above_scale.count() == 1
    assert sorted(stays.statements.values_list("state", flat=True)) == ["confirmed", "replaced"]
    assert not goes.memberships.exists()
    assert not goes.honours.exists()
    kinds = {kind for kind, *_ in Marks(city.region.pk).values}  # each is counted anew
    assert kinds >= {"enterprises.AboveScale", "enterprises.Membership", "honours.Honour", "statements.Statement"}


def against(city: City, stays: Enterprise, goes: Enterprise) -> str:
    with pytest.raises(ValidationError) as refused:
        merged(city, stays, goes)
    goes.refresh_from_db()
    assert goes.merged_into is None
    assert union_of(stays, goes).against == refused.value.messages  # the page says it before anybody tries
    return refused.value.messages[0]


def test_two_codes_are_two_firms(city: City) -> None:
    assert "代码不同" in against(city, city.firm(), city.firm())


def test_of_two_equal_statements_none_is_let_go_while_the_period_is_closed(city: City) -> None:
    stays, goes = city.firm(), city.firm(uscc="")
    for firm in (stays, goes):
        city.statement(firm)
    lock_period(period=parse_period("2022"), reason="已上报", by=city.office)
    with pytest.raises(ValidationError, match="合并后只计一份。2022年的企业报表已于"):
        merged(city, stays, goes)
    assert set(goes.statements.values_list("state", flat=True)) == {"confirmed"}


def test_two_statements_that_differ_are_decided_on_first(city: City) -> None:
    stays, goes = city.firm(), city.firm(uscc="")
    city.statement(stays)
    city.statement(goes, output=Decimal(2))
    assert "内容不同" in against(city, stays, goes)


def test_shares_above_a_hundred_are_refused_with_the_way_out(city: City) -> None:
    stays, goes = city.firm(), city.firm(uscc="")
    city.on_chain(stays, 0)
    city.on_chain(goes, 1, share=Decimal(30))
    assert "第1链已计100%" in against(city, stays, goes)


def test_two_firms_with_accounts_of_their_own_are_refused(city: City) -> None:
    stays, goes = city.firm(), city.firm(uscc="")
    city.body(stays)
    city.body(goes)
    stays.refresh_from_db()
    goes.refresh_from_db()
    assert "账号单位" in against(city, stays, goes)


def test_both_histories_are_kept_and_read_together(city: City) -> None:
    stays, goes = city.firm(), city.firm(uscc="")
    merged(city, stays, goes)
    goes.refresh_from_db()
    assert [each.act for each in history_of(stays, goes)] == ["合并企业", "并入他家"]
    assert AuditEvent.objects.get(action="firm.merge").facts["other_pk"] == goes.pk


def test_papers_go_along(city: City) -> None:
    stays, goes = city.firm(), city.firm(uscc="")
    told = {"name": "a.txt", "kind": "txt", "size": 1, "by": "a", "account": "a", "at": "2022-01-01T00:00:00Z"}
    Attachment.objects.create(subject=f"enterprises.Enterprise:{goes.pk}", sha256="0" * 64, **told)
    merged(city, stays, goes)
    assert attachments_of(stays).count() == 1


def test_what_was_merged_before_leads_to_the_last(city: City) -> None:
    first, second, third = city.firm(), city.firm(uscc=""), city.firm(uscc="")
    merged(city, second, third)
    second.refresh_from_db()
    merged(city, first, second)
    third.refresh_from_db()
    assert third.merged_into == first


def test_only_who_may_merges_and_only_what_was_looked_at(city: City) -> None:
    stays, goes = city.firm(), city.firm(uscc="")
    with pytest.raises(PermissionDenied):
        merged(city, stays, goes, by=city.clerk)
    with pytest.raises(PermissionDenied):
        merged(city, stays, City().firm())
    with pytest.raises(StaleRow):
        merged(city, stays, goes, versions=(0, 5))
    with pytest.raises(ValidationError, match="同一家"):
        merged(city, stays, stays)


def test_a_merged_firm_is_acted_upon_no_more(city: City) -> None:
    stays, goes = city.firm(), city.firm(uscc="")
    merged(city, stays, goes)
    goes.refresh_from_db()
    with pytest.raises(ValidationError, match="已并入"):
        merged(city, city.firm(uscc=uscc(99)), goes)


def test_not_the_same_is_remembered_and_goes_along_with_a_merge(city: City) -> None:
    one, two, three = city.firm(), city.firm(uscc=""), city.firm(uscc="")
    DuplicateCandidate.objects.create(one=two, other=three, score=90, why="字号相同")
    verdict = not_the_same(one=three, other=two, reason="母子公司", by=city.office)
    assert (verdict.one, verdict.other) == (two, three)
    assert not DuplicateCandidate.objects.exists()
    merged(city, one, two)
    assert NotSame.objects.filter(one=one, other=three, reason="母子公司").exists()


def test_not_the_same_wants_a_reason_and_can_be_taken_back(city: City) -> None:
    one, two = city.firm(), city.firm()
    with pytest.raises(ValidationError):
        not_the_same(one=one, other=two, reason=" ", by=city.office)
    with pytest.raises(PermissionDenied):
        not_the_same(one=one, other=two, reason="试", by=city.clerk)
    same_after_all(verdict=not_the_same(one=one, other=two, reason="试", by=city.office), by=city.office)
    assert not NotSame.objects.exists()


def test_a_merge_takes_place_and_point_whole_or_not_at_all(city: City) -> None:
    stays = city.firm(region=city.districts[1])
    where = {"longitude": Decimal(112), "latitude": Decimal(32), "coordinates": "cgcs2000", "founded": date(2001, 1, 1)}
    row = merged(city, stays, city.firm(uscc="", park=city.park, **where))
    assert (row.region, row.park) == (city.districts[1], None)
    assert (row.longitude, row.coordinates, row.founded) == (112, "cgcs2000", date(2001, 1, 1))
