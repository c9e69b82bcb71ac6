"""One change to many firms: looked at first, done whole or not at all, undone by its author while nothing changed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from lianzhang.access.row_policy import visible
from lianzhang.accounts.models import User
from lianzhang.enterprises import actions
from lianzhang.enterprises.bulk import Asked, plan_of
from lianzhang.enterprises.bulk_actions import apply, undo
from lianzhang.enterprises.membership_actions import Placing
from lianzhang.enterprises.merging import merge
from lianzhang.enterprises.models import BulkEdit, Enterprise, Membership
from lianzhang.enterprises.undoing import why_not_undone
from lianzhang.records.models import AuditEvent
from tests.acting import active

from .world import START, City

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    city = City()
    for number in range(3):
        city.firm(region=city.districts[number % 2])
    return city


def firms(city: City, by: User | None = None) -> QuerySet[Enterprise]:
    return visible(by or city.clerk, Enterprise).order_by("pk")


def done(city: City, asked: Asked, by: User | None = None) -> BulkEdit:
    by = by or city.clerk
    return apply(asked=asked, firms=firms(city, by), token=plan_of(asked, firms(city, by), by).token, by=by)


def west(city: City) -> Asked:
    return Asked("region", region=city.districts[1])


def onto(city: City, **more: object) -> Asked:
    placing = {"chain": city.chains[0], "starts": START, "segment": city.segments[0], "role": "core"} | more
    return Asked("membership", placing=Placing(**placing))  # type: ignore[arg-type]


def test_the_preview_says_what_would_change_and_writes_nothing(city: City) -> None:
    plan = plan_of(west(city), firms(city), city.clerk)
    assert (plan.chosen, len(plan.lines)) == (3, 2)
    assert (plan.lines[0].was, plan.lines[0].becomes) == ("东区", "西区")
    assert firms(city).filter(region=city.districts[1]).count() == 1


def test_a_region_is_set_for_all_and_the_park_of_the_old_one_left(city: City) -> None:
    Enterprise.objects.filter(region=city.districts[0]).update(park=city.park)
    made = done(city, west(city))
    assert set(firms(city).values_list("region", "park")) == {(city.districts[1].pk, None)}
    assert made.rows.count() == 2
    assert AuditEvent.objects.get(action="firm.bulk_edit").facts["firms"] == 2


def test_a_park_brings_its_region(city: City) -> None:
    done(city, Asked("park", park=city.park))
    assert set(firms(city).values_list("region", "park")) == {(city.districts[0].pk, city.park.pk)}


def test_what_was_not_looked_at_is_not_done(city: City) -> None:
    token = plan_of(west(city), firms(city), city.clerk).token
    actions.edit(firm=firms(city)[0], version=0, by=city.office, address="新址")
    with pytest.raises(ValidationError, match="预览以后"):
        apply(asked=west(city), firms=firms(city), token=token, by=city.clerk)
    assert firms(city).filter(region=city.districts[1]).count() == 1


def test_one_fault_holds_back_all(city: City) -> None:
    first = firms(city)[0]
    city.on_chain(first, 1, share=Decimal(80))
    plan = plan_of(onto(city), firms(city), city.clerk)
    assert [line.firm for line in plan.faults] == [first]
    assert "最多填20%" in plan.faults[0].fault
    with pytest.raises(ValidationError, match="1家不能这样改"):
        done(city, onto(city))
    assert Membership.objects.count() == 1


def test_firms_come_onto_a_chain_and_those_on_it_change_their_place(city: City) -> None:
    first = city.on_chain(firms(city)[0], 0, share=Decimal(50))
    done(city, onto(city))
    assert set(Membership.objects.values_list("chain", "segment", "role")) == {
        (city.chains[0].pk, city.segments[0].pk, "core")
    }
    first.refresh_from_db()
    assert (Membership.objects.count(), first.share, first.version) == (3, 50, 1)


@pytest.mark.parametrize("change", ["region", "state", "above_scale", "membership"])
def test_an_undo_puts_everything_back(city: City, change: str) -> None:
    city.on_chain(firms(city)[0], 0)
    asked = {
        "region": west(city),
        "state": Asked("state", state="suspended"),
        "above_scale": Asked("above_scale", year=2022),
        "membership": onto(city),
    }[change]

    def stands() -> list[object]:
        firm = list(firms(city).values_list("region", "park", "state", "above_scale__year"))
        return [*firm, *Membership.objects.order_by("pk").values_list("enterprise", "segment", "role")]

    before = stands()
    made = done(city, asked)
    assert stands() != before
    undo(bulk_edit=made, by=city.clerk)
    assert stands() == before
    made.refresh_from_db()
    assert why_not_undone(made, city.clerk) == "已经撤销。"


def test_nothing_is_undone_once_somebody_changed_one_of_them(city: City) -> None:
    made = done(city, west(city))
    firm = made.rows.all()[0].enterprise
    actions.edit(firm=firm, version=firm.version, by=city.office, address="新址")
    with pytest.raises(ValidationError, match="1家又有改动"):
        undo(bulk_edit=made, by=city.clerk)
    assert firms(city).filter(region=city.districts[0]).count() == 0


def test_only_the_author_undoes(city: City) -> None:
    made = done(city, west(city))
    assert why_not_undone(made, city.office).startswith("由经办")
    with pytest.raises(PermissionDenied):
        undo(bulk_edit=made, by=city.office)


def from_post(user: User, city: City, role: str, **reach: object) -> User:
    """The account as it acts after its post has passed to another and it has got this one alone."""
    user.assignments.all().delete()
    active(user, role, city.region, **reach)
    return User.objects.get(pk=user.pk)


def test_a_place_on_a_chain_of_others_is_not_undone_by_a_team(city: City) -> None:
    """Its firms are the team's as well, but the place on the other chain is not."""
    made = done(city, onto(city, share=Decimal(50)))
    for firm in firms(city):
        city.on_chain(firm, 1, share=Decimal(50))
    by = from_post(city.clerk, city, "chain_team", chains=[city.chains[1]])
    with pytest.raises(ValidationError, match="不归您"):
        undo(bulk_edit=made, by=by)
    assert Membership.objects.filter(chain=city.chains[0]).count() == 3


def test_a_firm_is_not_put_back_out_of_reach(city: City) -> None:
    made = done(city, west(city))
    by = from_post(city.clerk, city, "district", region=city.districts[1])
    with pytest.raises(ValidationError, match="不归您"):
        undo(bulk_edit=made, by=by)
    assert set(firms(city, city.office).values_list("region", flat=True)) == {city.districts[1].pk}


def test_what_went_into_another_firm_is_not_undone(city: City) -> None:
    made = done(city, onto(city, share=Decimal(10)))
    stays, goes = firms(city)[0], firms(city)[1]
    Enterprise.objects.filter(pk=goes.pk).update(uscc="")
    Membership.objects.filter(enterprise=stays).update(ends=date(2022, 1, 1))
    Membership.objects.filter(enterprise=goes).update(starts=date(2022, 1, 1))
    merge(stays=stays, goes=firms(city).get(pk=goes.pk), versions=(stays.version, goes.version), by=city.office)
    assert Membership.objects.filter(enterprise=stays).count() == 2
    with pytest.raises(ValidationError, match="1家又有改动"):
        undo(bulk_edit=made, by=city.clerk)
    assert Membership.objects.count() == 3


@pytest.mark.parametrize("what", ["segment", "park"])
def test_what_is_there_no_more_is_told_with_its_count_and_nothing_is_undone(city: City, what: str) -> None:
    if what == "segment":
        for firm in firms(city)[:2]:
            city.on_chain(firm, 0, segment=city.segments[1])
        made = done(city, onto(city))
        city.segments[1].delete()
    else:
        firms(city).filter(region=city.districts[0]).update(park=city.park)
        made = done(city, west(city))
        city.park.delete()
    with pytest.raises(ValidationError, match=f"2家原来的{'环节' if what == 'segment' else '园区'}已经没有了"):
        undo(bulk_edit=made, by=city.clerk)
    made.refresh_from_db()
    assert made.undone_at is None


def test_a_district_cannot_give_firms_away(city: City) -> None:
    clerk = city.user_as("district", region=city.districts[0])
    with pytest.raises(ValidationError, match="不归您"):
        done(city, west(city), clerk)
    assert firms(city).filter(region=city.districts[0]).count() == 2


def test_a_firm_has_no_bulk_edit(city: City) -> None:
    own = city.user_as("enterprise", organization=city.body(firms(city)[0]))
    with pytest.raises(PermissionDenied):
        plan_of(Asked("above_scale", year=2022), firms(city, own), own)


def test_a_year_to_come_is_refused(city: City) -> None:
    plan = plan_of(Asked("above_scale", year=timezone.localdate().year + 1), firms(city), city.clerk)
    assert len(plan.faults) == 3
