"""Fairs: who takes part, that intentions count nowhere, that currencies are never added, that silence is said."""

from __future__ import annotations

from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from lianzhang.access.api import visible
from lianzhang.market.event_actions import EVENT_VERBS, join, plan_event
from lianzhang.market.fairs import jobs
from lianzhang.market.fairs.actions import PARTICIPATION_VERBS, enrol, report, tell
from lianzhang.market.fairs.jobs import due_months
from lianzhang.market.fairs.queries import fair_of, fair_results_to_answer
from lianzhang.market.models import Event, FairResult, Participation
from lianzhang.plans.models import EventKind
from lianzhang.plans.record_sets import record_sets
from lianzhang.work.api import StaleRow, StepRefused
from lianzhang.work.models import Clock
from tests.acting import at_work

from .world import MarketCity, fresh

pytestmark = pytest.mark.django_db


class FairCity(MarketCity):
    """A fair a year and a half ago, at which the supplier was; on the first chain."""

    def __init__(self) -> None:
        super().__init__()
        self.fair_kind = EventKind.objects.create(
            plan=self.plan, code="fair", name="展会", results="participants", months="3;6;12", reply_workdays=5
        )
        self.day = timezone.localdate() - timedelta(days=500)
        given = {"title": "广交会", "place": "广州", "starts": time(9), "tables": 1, "minutes": 30}
        self.expo = plan_event(
            city=self.region, kind=self.fair_kind, chain=self.chains[0], day=self.day, by=fresh(self.team), **given
        )

    def held(self) -> Participation:
        row = enrol(event=self.expo, enterprise=self.supplier, by=fresh(self.team), booth="A1")
        EVENT_VERBS["hold"](row=self.expo, version=0, by=fresh(self.team))
        said = {"leads": 4, "intended": Decimal(30), "intended_in": "dollar", "contracted": Decimal(200)}
        return report(row=row, version=0, by=fresh(self.supplier_account), **said)

    def asked(self) -> FairResult:
        row = self.held()
        assert jobs.ask_of_fairs(keys=jobs.to_ask()) == {"asked": 1}
        return row.results.get()


@pytest.fixture
def city() -> FairCity:
    return FairCity()


def test_the_last_time_that_has_passed_is_asked_once() -> None:
    day, months = date(2023, 1, 10), [3, 6, 12]
    assert due_months(day, months, [], date(2023, 3, 1)) is None
    assert due_months(day, months, [], date(2023, 4, 20)) == 3
    assert due_months(day, months, [3], date(2023, 5, 1)) is None
    assert due_months(day, months, [3], date(2024, 2, 1)) == 12
    assert due_months(day, months, [12], date(2026, 2, 1)) is None


def test_a_firm_reads_its_own_part_and_no_rivals(city: FairCity) -> None:
    row = city.held()
    sees = lambda user, each: visible(fresh(user), type(each)).filter(pk=each.pk).exists()  # noqa: E731
    assert all(sees(user, row) for user in (city.office, city.team, city.chief, city.supplier_account))
    outside = (city.anchor_account, city.rival_account, city.rival_team, city.district, city.bank, city.expert)
    assert [user.username for user in outside if sees(user, row)] == []
    assert sees(city.supplier_account, city.expo)
    assert not sees(city.rival_account, city.expo)
    client = at_work(city.rival_account)
    assert client.get(reverse("participation", args=[row.pk])).status_code == 404
    for user in (city.rival_account, city.rival_team, city.bank):
        with pytest.raises((StepRefused, PermissionDenied)):
            report(row=row, version=1, by=fresh(user), leads=1)
    with pytest.raises((PermissionDenied, ValidationError)):
        enrol(event=city.expo, enterprise=city.rival, by=fresh(city.rival_account))
    with pytest.raises(StaleRow):
        report(row=row, version=0, by=fresh(city.supplier_account), leads=9)


def test_what_may_not_be_enrolled(city: FairCity) -> None:
    city.held()
    plain = Event.objects.create(
        city=city.region, title="对接会", place="一楼", day=city.day, starts=time(9), tables=2, minutes=30,
        entered_by=city.office, entered_at=timezone.now(),
    )  # fmt: skip
    for event, firm in ((city.expo, city.supplier), (plain, city.anchor)):
        with pytest.raises(ValidationError):
            enrol(event=event, enterprise=firm, by=fresh(city.office))
    match = city.offered()
    with pytest.raises(StepRefused):
        join(row=match, event=city.expo, by=fresh(city.team))
    row = enrol(event=city.expo, enterprise=city.anchor, by=fresh(city.office))
    PARTICIPATION_VERBS["absent"](row=row, version=0, by=fresh(city.office))
    with pytest.raises(StepRefused):
        report(row=row, version=1, by=fresh(city.anchor_account), leads=1)


def test_amounts_in_two_currencies_stand_apart_and_intentions_count_nowhere(city: FairCity) -> None:
    city.held()
    second = enrol(event=city.expo, enterprise=city.anchor, by=fresh(city.office))
    report(row=second, version=0, by=fresh(city.office), intended=Decimal(7), intended_in="yuan", contracted=None)
    told = fair_of(city.expo, fresh(city.office))
    assert [(int(value), unit) for value, unit in told.intended.by_currency] == [(7, "万元"), (30, "万美元")]
    assert (told.attended, told.contracted.told) == (2, 1)
    counted = record_sets()["fair_deliveries"].rows("", city.region.pk)
    assert counted.count() == 0
    assert record_sets()["fairs"].rows("fair", city.region.pk).count() == 1
    own = fair_of(city.expo, fresh(city.supplier_account))
    assert [row.enterprise for row in own.rows] == [city.supplier]


def test_it_is_asked_answered_and_only_what_was_delivered_counts(city: FairCity) -> None:
    asked = city.asked()
    assert (asked.months, asked.final, asked.state) == (12, True, "asked")
    assert jobs.to_ask() == []
    firm = fresh(city.supplier_account)
    assert list(fair_results_to_answer(firm)) == [asked]
    assert not fair_results_to_answer(fresh(city.team)).exists()
    page = at_work(city.supplier_account).get(reverse("desk")).content.decode()
    assert reverse("fair_result_tell", args=[asked.pk]) in page
    with pytest.raises(ValidationError):
        tell(row=asked, version=asked.version, by=firm, note="没有数")
    with pytest.raises((StepRefused, PermissionDenied)):
        tell(row=asked, version=asked.version, by=fresh(city.rival_account), orders=3)
    counted = lambda: record_sets()["fair_deliveries"].rows("", city.region.pk).count()  # noqa: E731
    row = tell(row=asked, version=asked.version, by=firm, orders=2, contracted=Decimal(90), delivered=None)
    assert counted() == 0
    tell(row=row, version=row.version, by=firm, delivered=Decimal(60))
    assert counted() == 1
    answer = at_work(city.office).get(reverse("event", args=[city.expo.pk])).content.decode()
    assert "1/1" in answer
    assert at_work(city.office).get(reverse("event_participations_export", args=[city.expo.pk])).status_code == 200


def test_no_reply_is_said_and_is_no_zero(city: FairCity) -> None:
    asked = city.asked()
    Clock.objects.filter(stopped_at=None).update(due=timezone.localdate() - timedelta(days=1))
    FairResult.objects.update(due=timezone.localdate() - timedelta(days=1))
    assert jobs.silent() == [asked.pk]
    jobs.lapse_fairs(keys=jobs.silent())
    (told,) = fair_of(city.expo, fresh(city.office)).results
    assert (told.silent, told.told, told.orders, told.delivered.by_currency) == (1, 0, None, [])
    asked.refresh_from_db()
    tell(row=asked, version=asked.version, by=fresh(city.supplier_account), orders=0)
    assert fair_of(city.expo, fresh(city.office)).results[0].orders == 0


def test_its_pages_take_what_is_typed(city: FairCity) -> None:
    client = at_work(city.team)
    made = client.post(reverse("event_enrol", args=[city.expo.pk]), {"enterprise": city.supplier.name, "booth": "B2"})
    row = Participation.objects.get()
    assert made.status_code == 302
    sent: dict[str, Any] = {"version": row.version, "leads": "3", "intended": "12", "intended_in": "dollar"}
    assert client.post(reverse("participation_report", args=[row.pk]), sent).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.leads, row.get_intended_in_display(), row.contracted) == ("attended", 3, "万美元", None)
    page = client.get(reverse("participation", args=[row.pk])).content.decode()
    assert "12万美元" in page
