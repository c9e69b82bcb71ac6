"""Needs that draw on what firms stand on: taken off what is left, never more; and those that stand still."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lianzhang.market.capacity_page import claims_on
from lianzhang.market.match_actions import earmark, keep
from lianzhang.market.models import Delivery, Match, Need
from lianzhang.market.starting import seed
from lianzhang.market.waiting import waiting
from lianzhang.parks.left import left_of
from lianzhang.parks.models import Capacity
from lianzhang.parks.shortage import shortage_of
from lianzhang.plans.models import CapacityKind, NeedField, NeedStage
from lianzhang.records.models import AuditEvent
from lianzhang.work.api import StepRefused
from lianzhang.work.links import link
from tests.parks.world import ParksCity

from .test_acts import refused
from .world import MarketCity, fresh

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_alone]
TODAY = timezone.localdate
D = Decimal


class LandCity(MarketCity):
    """The anchor needs land; a bureau answers, out of a quota of 100 mu of which nothing was used at its statement."""

    def __init__(self) -> None:
        super().__init__()
        self.land = self.kind("land", "用地", "member_unit", proof="word", shown="chosen", unit="亩")
        for order, (code, part, days) in enumerate(
            (
                ("pending", "talking", 90),
                ("secured", "agreed", 180),
                ("used", "delivered", None),
                ("again", "kept", None),
            )
        ):
            NeedStage.objects.create(
                plan=self.plan, kind=self.land, code=f"land_{code}", name=code, part=part, days=days, order=order
            )
        output = NeedField.objects.create(
            plan=self.plan, kind=self.land, code="land_output", name="年产值", type="number", within=True
        )
        self.quota_kind = CapacityKind.objects.create(
            plan=self.plan,
            code="land_quota",
            name="用地指标",
            form="quota",
            unit="亩",
            need_kind=self.land,
            yields=output,
        )
        self.bureau, self.other_bureau = (self.user_as("member_unit") for _ in range(2))
        self.quota = self.capacity("今年指标")

    def capacity(self, name: str, **more: Any) -> Capacity:
        given = {"kind": self.quota_kind, "state": "usable", "usable_on": TODAY(), "amount": D(100), "used": D(0)}
        entered = {"used_on": TODAY() - timedelta(days=1), "year": TODAY().year, "origin": "provincial"}
        typed = {"entered_by": self.office, "entered_at": timezone.now()}
        return Capacity.objects.create(city=self.region, name=name, **given | entered | typed | more)

    def asked(self, quantity: str | None = "60", by: Any = None, **more: Any) -> Match:
        details = {"land_output": "6000"} | more.pop("details", {})
        given = {"kind": self.land, "quantity": D(quantity) if quantity else None, "unit": "亩", "details": details}
        need = self.published(self.need(**{"title": "要地", "text": "新线"} | given | more))
        return self.take(self.suggested(need, body=self.post(by or self.bureau)), "take_up", by or self.bureau)

    def earmarked(self, row: Match, by: Any = None, capacity: Capacity | None = None) -> Match:
        row.refresh_from_db()
        return earmark(row=row, version=row.version, capacity=capacity or self.quota, by=fresh(by or self.bureau))

    def secured(self, row: Match, quantity: str, **more: Any) -> Match:
        row = self.take(row, "agree", self.bureau, day=TODAY(), value="")
        return self.delivered(row, **{"day": TODAY(), "note": "批复", "quantity": D(quantity)} | more)

    @property
    def left(self) -> Decimal | None:
        return left_of([Capacity.objects.get(pk=self.quota.pk)])[self.quota.pk].left


@pytest.fixture
def city(settings: Any, tmp_path: Any) -> LandCity:
    settings.VAR = tmp_path
    return LandCity()


def page(user: Any, name: str, *given: Any, **query: Any) -> str:
    client = Client()
    client.force_login(fresh(user))
    answer = client.get(reverse(name, args=given), query)
    assert answer.status_code == 200, answer.status_code
    return "".join(answer.text.split())


def vp_of(user: Any, city: LandCity) -> Any:
    return SimpleNamespace(user=fresh(user), at=TODAY(), plan=city.plan)


class TestDrawing:
    def test_what_is_delivered_is_taken_off_and_more_than_is_left_is_refused(self, city: LandCity) -> None:
        first, second = city.earmarked(city.asked("60")), city.earmarked(city.asked("60", title="再要地"))
        city.secured(first, "60")
        assert city.left == 40
        events = AuditEvent.objects.count()
        said = refused(lambda: city.secured(second, "60"))["quantity"][0]
        assert "最多还剩40亩" in said
        assert (Delivery.objects.count(), AuditEvent.objects.count()) == (1, events + 1)  # the contract stands
        second.refresh_from_db()
        city.delivered(second, day=TODAY(), note="批复", quantity=D(40))  # secured in part
        assert city.left == 0
        assert "还差20亩" in page(city.anchor_account, "need", second.need_id)

    def test_a_check_at_full_capacity_takes_nothing_off_again(self, city: LandCity) -> None:
        row = city.secured(city.earmarked(city.asked("60")), "60")
        later = TODAY()
        Match.objects.filter(pk=row.pk).update(delivered_on=later - timedelta(days=30))
        row.refresh_from_db()
        keep(row=row, version=row.version, by=fresh(city.anchor_account), day=later, note="达产核验")
        assert city.left == 40

    def test_who_asks_does_not_choose_off_what_and_does_not_read_it(self, city: LandCity) -> None:
        row = city.asked()
        for user in (city.anchor_account, city.other_bureau, city.rival_team):
            with pytest.raises((PermissionDenied, StepRefused)):
                city.earmarked(row, user)
        city.earmarked(row)
        assert city.quota.name not in page(city.anchor_account, "match", row.pk)
        assert city.quota.name in page(city.bureau, "match", row.pk)

    @pytest.mark.parametrize("more", [{"lapses_on": date(2020, 12, 31)}, {"state": "withdrawn"}, {"state": "missing"}])
    def test_what_is_gone_cannot_be_chosen(self, city: LandCity, more: dict[str, Any]) -> None:
        gone = city.capacity("没有的", **more)
        row = city.asked()
        assert "capacity" in refused(lambda: city.earmarked(row, capacity=gone))

    def test_of_another_city_or_in_another_unit_neither(self, city: LandCity) -> None:
        row, strange = city.asked(), ParksCity()
        assert "capacity" in refused(lambda: city.earmarked(row, capacity=strange.quota()))
        Need.objects.filter(pk=row.need_id).update(unit="公顷")
        assert "capacity" in refused(lambda: city.earmarked(Match.objects.get(pk=row.pk)))

    def test_nothing_is_delivered_of_what_is_not_usable_yet(self, city: LandCity) -> None:
        coming = city.capacity("在争取的", state="planned", ready_on=TODAY() + timedelta(days=90))
        row = city.earmarked(city.asked(), capacity=coming)
        with pytest.raises(ValidationError, match="还不能用"):
            city.secured(row, "60")

    def test_a_kind_that_draws_on_nothing_is_not_earmarked(self, city: LandCity) -> None:
        row = city.suggested(city.published(city.loan()), body=city.post(city.bank))
        row = city.take(row, "take_up", city.bank)
        with pytest.raises(StepRefused):
            city.earmarked(row, city.team)


class TestStuck:
    def still(self, city: LandCity) -> Match:
        row = city.asked()
        Match.objects.filter(pk=row.pk).update(slow_on=TODAY() - timedelta(days=3))
        return row

    def told(self, city: LandCity, user: Any) -> list[str]:
        had = waiting(vp_of(user, city))
        return [row.link.title for row in had.rows if row.verb == "提成问题"] if had else []

    def test_it_waits_for_who_carries_it_until_a_problem_is_begun(self, city: LandCity) -> None:
        row = self.still(city)
        assert self.told(city, city.team) == self.told(city, city.office) == ["要地"]
        assert self.told(city, city.rival_team) == self.told(city, city.anchor_account) == []
        need = Need.objects.get(pk=row.need_id)
        told = seed(vp_of(city.team, city), need)
        assert told is not None
        assert "停在“pending”" in told.text
        assert "停住了" in page(city.team, "need", need.pk)
        assert "要地" in page(city.office, "needs", mine="stuck")
        link(need, city.quota, by=city.office)  # any row that it led to
        assert self.told(city, city.team) == []

    def test_one_that_nobody_takes_up_stands_still_as_well(self, city: LandCity) -> None:
        need = city.published(city.need(kind=city.land, title="没人接的地", details={}))
        assert self.told(city, city.office) == []
        Need.objects.filter(pk=need.pk).update(published_on=TODAY() - timedelta(days=91))
        assert self.told(city, city.office) == ["没人接的地"]

    def test_a_kind_that_draws_on_nothing_does_not(self, city: LandCity) -> None:
        row = city.suggested(city.published(city.loan()), body=city.post(city.bank))
        Match.objects.filter(pk=row.pk).update(slow_on=TODAY() - timedelta(days=3))
        assert self.told(city, city.office) == []


class TestSideBySide:
    def test_two_that_want_more_than_is_left_stand_beside_each_other_with_what_they_make(self, city: LandCity) -> None:
        city.statement(city.anchor, 2022, output=D(9000), energy=D(300))
        small = city.earmarked(city.asked("60"))
        great = city.earmarked(city.asked("80", title="大的", details={"land_output": "24000"}))
        city.earmarked(city.asked(None, title="没写多少", details={"land_output": ""}))
        told = claims_on(vp_of(city.office, city), city.quota)
        assert [(each.match.pk, each.promised) for each in told][:2] == [(great.pk, D(300)), (small.pk, D(100))]
        assert (told[0].per_energy, told[0].year) == (D(30), 2022)
        assert (told[2].wants, told[2].promised) == (None, None)
        shown = page(city.office, "capacity", city.quota.pk)
        assert "要的比剩的多40亩" in shown
        assert [each.match.pk for each in claims_on(vp_of(city.other_bureau, city), city.quota)] == []

    def test_the_shortage_counts_what_is_not_delivered_yet(self, city: LandCity) -> None:
        soon = TODAY() + timedelta(days=1)
        city.secured(city.earmarked(city.asked("60", wanted_by=soon)), "30")
        city.asked("90", wanted_by=soon, title="再要地")
        (kind,) = shortage_of(vp_of(city.office, city)).kinds
        first = kind.cells[0] if kind.cells[0].end >= soon else kind.cells[1]
        assert (kind.left, first.wanted, first.short, first.word) == (D(70), D(120), D(50), "short")
        assert not shortage_of(vp_of(city.bureau, city)).whole
