"""What firms stand on, and specialised parks: who may write what, what is refused, what waits on the desk."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from lianzhang.access.api import visible
from lianzhang.access.models import Assignment
from lianzhang.enterprises.merging import merge
from lianzhang.parks.actions import use_capacity
from lianzhang.parks.models import Capacity, SpecialPark, Tenant
from lianzhang.parks.queries import tally_of
from lianzhang.parks.waiting import chain_part, segment_marks, waiting
from lianzhang.records.models import AuditEvent
from lianzhang.work.api import StaleRow, StepRefused

from .world import ParksCity, days, fresh

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_alone]


@pytest.fixture
def city(settings: Any, tmp_path: Any) -> ParksCity:
    settings.VAR = tmp_path
    return ParksCity()


def refused(act: Any) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as error:
        act()
    return error.value.message_dict if hasattr(error.value, "error_dict") else {"": error.value.messages}


def page(user: Any, name: str, *given: Any, **query: Any) -> str:
    client = Client()
    client.force_login(fresh(user))
    answer = client.get(reverse(name, args=given), query)
    assert answer.status_code == 200, answer.status_code
    return "".join(answer.text.split())


def desk(user: Any) -> Any:
    return waiting(SimpleNamespace(user=fresh(user)))  # type: ignore[arg-type]


class TestWho:
    def test_firms_read_nothing_of_it_and_other_cities_neither(self, city: ParksCity) -> None:
        row = city.quota()
        stranger = ParksCity()
        assert [user for user in (city.enterprise, stranger.office) if visible(fresh(user), Capacity).exists()] == []
        assert visible(fresh(city.team), Capacity).get() == row

    def test_a_district_writes_what_lies_in_it_and_nothing_beside(self, city: ParksCity) -> None:
        row = city.plant(city.district)
        assert "place" not in refused(lambda: city.plant(city.other_district, name="别人的厂"))
        with pytest.raises(PermissionDenied):
            city.take(row, "withdraw", city.other_district, reason="不是我的")
        assert Capacity.objects.count() == 1

    def test_the_body_that_answers_for_it_states_its_use_and_another_does_not(self, city: ParksCity) -> None:
        row = city.quota()
        city.stated(row, "10", city.member, on=days(0))
        with pytest.raises(PermissionDenied):
            city.stated(row, "20", city.other_member, on=days(0))
        row.refresh_from_db()
        assert row.used == 10

    def test_a_post_that_ended_writes_nothing(self, city: ParksCity) -> None:
        row = city.quota()
        Assignment.objects.filter(user=city.member).update(ends=days(-1))
        with pytest.raises(PermissionDenied):
            city.stated(row, "10", city.member, on=days(0))

    def test_the_second_tab_is_stale_and_writes_no_event(self, city: ParksCity) -> None:
        row = city.plant()
        old = Capacity.objects.get(pk=row.pk)
        city.stated(row, "10")
        events = AuditEvent.objects.count()
        with pytest.raises(StaleRow):
            use_capacity(
                row=old, version=old.version, by=fresh(city.office), used=Decimal(1), used_on=days(0), used_source="a"
            )
        assert AuditEvent.objects.count() == events

    def test_a_team_plans_for_its_own_chain_alone(self, city: ParksCity) -> None:
        city.special()
        assert "chain" in refused(lambda: city.special(city.rival_team, name="别家的园"))
        with pytest.raises(PermissionDenied):
            city.special(city.district, name="区里的园")


class TestWhat:
    @pytest.mark.parametrize(
        ("more", "field"),
        [
            ({"name": " "}, "name"),
            ({"region": None}, "park"),
            ({"amount": Decimal(0)}, "amount"),
            ({"year": 2023}, "year"),
            ({"usable_on": days(2)}, "usable_on"),
            ({"state": "planned"}, "ready_on"),
            ({"state": "building"}, "state"),
        ],
    )
    def test_a_facility_is_refused_where_it_says_what_cannot_be(self, city: ParksCity, more: Any, field: str) -> None:
        assert field in refused(lambda: city.plant(**more))
        assert not Capacity.objects.exists()

    @pytest.mark.parametrize(
        ("more", "field"), [({"year": None}, "year"), ({"origin": ""}, "origin"), ({"amount": None}, "amount")]
    )
    def test_a_quota_has_a_year_an_origin_and_an_amount(self, city: ParksCity, more: Any, field: str) -> None:
        assert field in refused(lambda: city.quota(**more))

    def test_a_quota_lapses_at_the_end_of_its_year(self, city: ParksCity) -> None:
        row = city.quota()
        assert (row.lapses_on.month, row.lapses_on.day, row.lapses_on.year) == (12, 31, days(0).year)
        assert row.name in page(city.office, "capacities", year=row.year)
        assert f"{row.name}</a>" not in page(city.office, "capacities", year=row.year - 1)

    def test_the_same_thing_is_not_entered_twice(self, city: ParksCity) -> None:
        row = city.plant()
        assert "name" in refused(city.plant)
        city.take(row, "withdraw", reason="拆了")
        city.plant()

    def test_from_missing_to_usable_each_step_is_an_act(self, city: ParksCity) -> None:
        row = city.plant(state="missing", usable_on=None, amount=None)
        city.take(row, "plan", ready_on=days(30))
        city.take(row, "build", ready_on=days(40))
        city.take(row, "postpone", ready_on=days(60), reason="管网没有通")
        with pytest.raises(StepRefused):  # how much there is, is not said
            city.take(row, "finish", day=days(0))
        city.change(row, amount=Decimal(500))
        assert "day" in refused(lambda: city.take(row, "finish", day=days(1)))
        city.take(row, "finish", day=days(0))
        row.refresh_from_db()
        assert (row.state, row.usable_on) == ("usable", days(0))

    def test_used_is_a_day_and_a_source_and_may_be_more_than_there_is(self, city: ParksCity) -> None:
        row = city.plant()
        assert "used_on" in refused(lambda: city.stated(row, "5", on=days(1)))
        assert "used" in refused(lambda: city.stated(row, "-5"))
        city.stated(row, "1200")
        assert "已满，比总量多用200吨/日" in page(city.team, "capacity", row.pk)


class TestDesk:
    def test_what_is_late_what_nobody_stated_and_what_lapses_wait_for_who_writes_it(self, city: ParksCity) -> None:
        late = city.plant(name="晚了的厂", state="planned", usable_on=None, ready_on=days(2))
        Capacity.objects.filter(pk=late.pk).update(ready_on=days(-2))
        old = city.plant(name="没报的厂")
        soon = city.quota(lapses_on=days(20))
        told = [row.link.title for row in desk(city.office).rows]
        assert told == [late.name, soon.name, soon.name, old.name] or told == [
            late.name,
            soon.name,
            old.name,
            soon.name,
        ]
        assert [row.link.title for row in desk(city.district).rows] == [late.name, old.name]
        assert desk(city.other_district).rows == ()
        city.stated(old, "5")
        city.stated(soon, "300", on=days(0))
        assert [row.link.title for row in desk(city.office).rows] == [late.name]

    def test_the_list_says_how_many_are_full_unknown_and_late(self, city: ParksCity) -> None:
        city.stated(city.plant(), "1000")
        city.plant(name="第二污水厂")
        told = tally_of(fresh(city.office))
        assert (told.total, told.usable, told.full, told.unknown, told.late) == (2, 2, 1, 1, 0)
        shown = page(city.office, "capacities", mine="full")
        assert "第一污水厂" in shown
        assert "第二污水厂</a>" not in shown


class TestSpecialParks:
    def test_from_a_plan_to_firms_inside_and_the_chain_is_told(self, city: ParksCity) -> None:
        row = city.special(region=None)
        with pytest.raises(StepRefused):
            city.take(row, "site", city.team)
        SpecialPark.objects.filter(pk=row.pk).update(region=city.districts[0])
        city.take(row, "site", city.team)
        city.take(row, "build", city.team, ready_on=days(20))
        firm = city.firm("东区铸件厂")
        city.moved_in(row, firm)
        assert "enterprise" in refused(lambda: city.moved_in(row, firm))
        city.take(row, "open", city.team, day=days(0))
        vp: Any = SimpleNamespace(user=fresh(city.team), at=days(0), plan=city.plan)
        assert [link.title for link in chain_part(vp, city.chains[0]).answers] == ["1个专业园区补短板，1个已开园"]
        assert list(segment_marks(vp, city.chains[0])) == [city.segments[0].pk]
        assert "1家企业在园里" in page(city.district, "special_park", row.pk)

    def test_segments_of_another_chain_are_refused(self, city: ParksCity) -> None:
        other = next(each for each in city.segments if each.chain_id != city.chains[0].pk)
        assert "segments" in refused(lambda: city.special(segments=[other]))
        assert "segments" in refused(lambda: city.special(segments=[]))

    def test_a_firm_that_was_merged_stays_in_the_park_by_the_firm_that_goes_on(self, city: ParksCity) -> None:
        row = city.special(region=city.districts[0])
        city.take(row, "site", city.team)
        city.take(row, "build", city.team, ready_on=days(20))
        stays, goes = city.firm(), city.firm(uscc="")
        city.moved_in(row, goes)
        merge(stays=stays, goes=goes, versions=(stays.version, goes.version), by=fresh(city.office))
        assert Tenant.objects.get().enterprise == stays
        goes.refresh_from_db()
        assert "enterprise" in refused(lambda: city.moved_in(row, goes))


def test_the_shortage_says_what_nobody_knows(city: ParksCity) -> None:
    assert "缺不缺不清楚" in page(city.office, "shortage")
    city.plant()
    shown = page(city.office, "shortage")
    assert "没有人要" in shown
    assert "不清楚" in shown
