"""Firms on chains: the shares of one firm never sum to more than a hundred, whatever is put where and when."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from lianzhang.access.row_policy import may, visible
from lianzhang.accounts.models import User
from lianzhang.enterprises import membership_actions as acts
from lianzhang.enterprises.bulk import Asked, plan_of
from lianzhang.enterprises.bulk_actions import apply, undo
from lianzhang.enterprises.membership_actions import Placing
from lianzhang.enterprises.membership_rules import share_fault, share_left
from lianzhang.enterprises.models import Contact, Enterprise, Membership
from lianzhang.enterprises.permissions import Permission
from lianzhang.kernel.stale import StaleRow
from lianzhang.records.models import AuditEvent
from lianzhang.registry.models import Chain
from tests.acting import active

from .test_firm_actions import refusal
from .world import START, City

START_DAY = date(2021, 1, 1)


@pytest.fixture
def city(db: None) -> City:
    return City()


def placing(city: City, number: int = 0, **more: Any) -> Placing:
    return Placing(**({"chain": city.chains[number], "starts": START} | more))


# --- pure: shares over time
def membership(number: int, start: int, length: int | None, share: int) -> Membership:
    starts = START_DAY + timedelta(days=start)
    ends = None if length is None else starts + timedelta(days=length)
    row = Membership(chain=Chain(pk=number, name=f"第{number}链"), starts=starts, ends=ends, share=Decimal(share))
    row.enterprise = Enterprise(name="厂")
    return row


MEMBERSHIPS = st.builds(
    membership,
    st.integers(1, 5),
    st.integers(0, 30),
    st.none() | st.integers(1, 20),
    st.integers(0, 100),
)


@given(MEMBERSHIPS, st.lists(MEMBERSHIPS, max_size=5))
def test_a_share_fits_exactly_when_it_fits_on_every_day(row: Membership, others: list[Membership]) -> None:
    days = [START_DAY + timedelta(days=number) for number in range(60)]
    fits = all(
        row.share + sum(each.share for each in others if each.current(on)) <= 100 for on in days if row.current(on)
    )
    assert (share_fault(row, others) == "") == fits


@given(MEMBERSHIPS, st.lists(MEMBERSHIPS, max_size=5))
def test_what_is_left_fits_and_a_hundredth_more_does_not(row: Membership, others: list[Membership]) -> None:
    left = share_left(row, others)
    row.share = left
    assert share_fault(row, others) == "" or left < 0
    row.share = left + Decimal("0.01")
    assert share_fault(row, others) != ""


# --- acts
def test_a_firm_comes_onto_a_chain_and_its_log_says_where(city: City) -> None:
    firm = city.firm()
    row = acts.put_on_chain(firm=firm, placing=placing(city, role="anchor", segment=city.segments[0]), by=city.clerk)
    event = AuditEvent.objects.get(action="membership.put")
    assert event.subject == f"enterprises.Enterprise:{firm.pk}"
    assert event.facts["changes"]["role"] == ["", "链主"]
    assert row.share == 100


def test_a_second_chain_counts_no_more_than_what_is_left(city: City) -> None:
    firm = city.firm()
    city.on_chain(firm, 0, share=Decimal(60))
    told = refusal("share", acts.put_on_chain, firm=firm, placing=placing(city, 1, share=Decimal(50)), by=city.clerk)
    assert told == "2021-01-01起第1链已计60%，再计50%就超过100%；这里最多填40%，或先调低那边。"
    acts.put_on_chain(firm=firm, placing=placing(city, 1, share=Decimal(40)), by=city.clerk)
    assert sum(firm.memberships.values_list("share", flat=True)) == 100


def test_what_ended_counts_no_more(city: City) -> None:
    firm = city.firm()
    city.on_chain(firm, 0, ends=date(2022, 1, 1))
    row = acts.put_on_chain(firm=firm, placing=placing(city, 1, starts=date(2022, 1, 1)), by=city.clerk)
    assert row.share == 100


@pytest.mark.parametrize(
    ("field", "more", "told"),
    [
        ("ends", {"ends": START}, "晚于起"),
        ("starts", {"starts": date(2019, 1, 1)}, "早于企业成立日期"),
        ("starts", {"starts": date(2999, 1, 1)}, "核对年份"),
        ("share", {"share": Decimal(101)}, "0至100"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(city: City, field: str, more: dict[str, Any], told: str) -> None:
    firm = city.firm(founded=date(2020, 1, 1))
    assert told in refusal(field, acts.put_on_chain, firm=firm, placing=placing(city, **more), by=city.clerk)


def test_a_chain_of_no_plan_of_the_city_is_refused(city: City) -> None:
    own = Chain.objects.create(city=city.region, code="loose", name="方案外的链")
    foreign = City().chains[0]
    for chain in (own, foreign):
        told = refusal("chain", acts.put_on_chain, firm=city.firm(), placing=Placing(chain, START), by=city.clerk)
        assert "不是这家企业所在城市方案里的产业链" in told


def test_a_segment_of_another_chain_is_refused(city: City) -> None:
    where = placing(city, 0, segment=city.segments[2])
    assert "不在第1链上" in refusal("segment", acts.put_on_chain, firm=city.firm(), placing=where, by=city.clerk)


def test_one_chain_holds_a_firm_once_at_a_time(city: City) -> None:
    firm = city.firm()
    city.on_chain(firm, 0, share=Decimal(10))
    told = refusal("chain", acts.put_on_chain, firm=firm, placing=placing(city, share=Decimal(10)), by=city.clerk)
    assert "2021-01-01起已在第1链上" in told


def test_a_team_puts_firms_on_its_own_chain_alone(city: City) -> None:
    team, firm = city.user_as("chain_team", chains=[city.chains[0]]), city.firm()
    row = city.on_chain(firm, 0, starts=date(2022, 1, 1), share=Decimal(50))
    acts.put_on_chain(firm=firm, placing=placing(city, 0, ends=row.starts, share=Decimal(50)), by=team)
    with pytest.raises(ValidationError, match="不归您"):
        acts.put_on_chain(firm=firm, placing=placing(city, 1, share=Decimal(50)), by=team)


@pytest.mark.parametrize("ends", [None, date(2021, 1, 2)])
def test_a_team_takes_no_firm_by_putting_it_on_its_chain(city: City, ends: date | None) -> None:
    team, firm = city.user_as("chain_team", chains=[city.chains[0]]), city.firm()
    with pytest.raises(PermissionDenied, match="请市链长办或企业所在区域办理"):
        acts.put_on_chain(firm=firm, placing=placing(city, 0, ends=ends, share=Decimal(0)), by=team)
    asked, firms = Asked("membership", placing=placing(city, 0, ends=ends)), Enterprise.objects.filter(pk=firm.pk)
    (line,) = plan_of(asked, firms, team).lines
    assert "请市链长办或企业所在区域办理" in line.fault
    with pytest.raises(ValidationError, match="不能这样改"):
        apply(asked=asked, firms=firms, token=plan_of(asked, firms, team).token, by=team)
    assert not Membership.objects.exists()


@pytest.mark.parametrize(("starts", "ends"), [(0, None), (-9, 1), (1, None), (-9, 0)])
def test_a_firm_is_its_chains_to_act_for_while_it_stands_there(city: City, starts: int, ends: int | None) -> None:
    team, firm, today = city.user_as("chain_team", chains=[city.chains[0]]), city.firm(), timezone.localdate()
    until = None if ends is None else today + timedelta(days=ends)
    row = city.on_chain(firm, 0, starts=today + timedelta(days=starts), ends=until)
    contact = Contact.objects.create(enterprise=firm, post="办公室", phone="0710-3511111")
    runs = row.current(today)
    assert may(team, Permission.EDIT_ENTERPRISE, firm) == runs
    assert may(team, Permission.REVEAL_CONTACT, contact) == runs
    if not runs:
        with pytest.raises(PermissionDenied, match="请市链长办或企业所在区域办理"):
            acts.change(membership=row, version=0, placing=placing(city), by=team)
        with pytest.raises(PermissionDenied, match="请市链长办或企业所在区域办理"):
            acts.end(membership=row, version=0, ends=today + timedelta(days=30), reason="试", by=team)


def test_a_bulk_edit_is_not_undone_from_a_post_that_does_not_reach_its_firms(city: City) -> None:
    firm, west = city.firm(region=city.districts[1]), city.districts[1]
    asked, firms = Asked("region", region=city.districts[0]), Enterprise.objects.filter(pk=firm.pk)
    made = apply(asked=asked, firms=firms, token=plan_of(asked, firms, city.clerk).token, by=city.clerk)
    city.clerk.assignments.all().delete()
    active(city.clerk, "district", city.region, region=west)
    with pytest.raises(ValidationError, match="不归您"):
        undo(bulk_edit=made, by=User.objects.get(pk=city.clerk.pk))
    assert not visible(User.objects.get(pk=city.clerk.pk), Enterprise).exists()


def test_a_firm_does_not_put_itself_on_a_chain(city: City) -> None:
    firm = city.firm()
    own = city.user_as("enterprise", organization=city.body(firm))
    with pytest.raises(PermissionDenied):
        acts.put_on_chain(firm=firm, placing=placing(city), by=own)
    with pytest.raises(PermissionDenied):
        acts.withdraw(membership=city.on_chain(firm), version=0, reason="试", by=own)


def test_a_district_reaches_no_firm_of_another(city: City) -> None:
    firm, other = city.firm(), city.user_as("district", region=city.districts[1])
    with pytest.raises(PermissionDenied):
        acts.put_on_chain(firm=firm, placing=placing(city), by=other)
    with pytest.raises(PermissionDenied):
        acts.end(membership=city.on_chain(firm), version=0, ends=date(2022, 1, 1), reason="试", by=other)


def test_a_membership_changes_ends_and_is_taken_back(city: City) -> None:
    row = city.on_chain(city.firm(), 0)
    row = acts.change(membership=row, version=0, placing=placing(city, role="core", share=Decimal(80)), by=city.clerk)
    assert (row.role, row.share, row.version) == ("core", 80, 1)
    with pytest.raises(StaleRow):
        acts.end(membership=row, version=0, ends=date(2023, 1, 1), reason="转产", by=city.clerk)
    row = acts.end(membership=row, version=1, ends=date(2023, 1, 1), reason="转产", by=city.clerk)
    assert row.ends == date(2023, 1, 1)
    acts.withdraw(membership=row, version=2, reason="登错了", by=city.clerk)
    assert not Membership.objects.exists()
    told = [each.facts.get("reason") for each in AuditEvent.objects.order_by("pk")]
    assert told == [None, "转产", "登错了"]
