"""Events: who arranges one, who meets whom and when, and what it came to, counted from the matches alone."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.market.event_actions import EVENT_VERBS, join, plan_event
from lianzhang.market.models import Delivery, Event, EventState, Match
from lianzhang.work.api import StepRefused

from .world import MarketCity, fresh

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def city() -> MarketCity:
    return MarketCity()


def planned(city: MarketCity, by: User | None = None, **more: Any) -> Event:
    given = {"title": "配套对接会", "place": "会展中心", "day": TODAY(), "starts": time(9), "tables": 2, "minutes": 30}
    return plan_event(city=city.region, by=fresh(by or city.team), **{"chain": city.chains[0]} | given | more)


def take(row: Event, name: str, by: User, **given: Any) -> Any:
    row.refresh_from_db()
    return EVENT_VERBS[name](row=row, version=row.version, by=fresh(by), **given)


def meeting(city: MarketCity, event: Event) -> Match:
    return join(row=city.offered(), event=event, by=fresh(city.team))


def page(user: User, name: str, *given: Any) -> Any:
    client = Client()
    client.force_login(fresh(user))
    return client.get(reverse(name, args=given))


def test_who_is_expected_sees_it_and_another_firm_does_not(city: MarketCity) -> None:
    row = planned(city)
    sees = lambda user: visible(fresh(user), Event).filter(pk=row.pk).exists()  # noqa: E731
    assert [sees(user) for user in (city.office, city.chief, city.district, city.rival_team)] == [True] * 4
    assert [sees(user) for user in (city.anchor_account, city.supplier_account, city.bank)] == [False] * 3
    meeting(city, row)
    assert [sees(user) for user in (city.anchor_account, city.supplier_account)] == [True, True]
    assert not sees(city.rival_account)


def test_a_team_arranges_for_its_own_chain_alone(city: MarketCity) -> None:
    for chain in (city.chains[1], None):
        with pytest.raises(ValidationError):
            planned(city, chain=chain)
    assert planned(city, city.office, chain=None).pk
    with pytest.raises(PermissionDenied):
        planned(city, city.anchor_account)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"title": " "}, "title"),
        ({"place": " "}, "place"),
        ({"day": date(2021, 1, 1)}, "day"),
        ({"tables": 0}, "tables"),
        ({"minutes": 1}, "minutes"),
    ],
)
def test_a_fault_is_told_at_its_field(city: MarketCity, said: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        planned(city, **said)
    assert field in refused.value.message_dict


def test_a_firm_does_not_put_itself_on_an_event(city: MarketCity) -> None:
    row, event = city.offered(), planned(city)
    with pytest.raises(PermissionDenied):
        join(row=row, event=event, by=fresh(city.supplier_account))


def test_each_two_get_a_table_and_a_time(city: MarketCity) -> None:
    event = planned(city)
    first = meeting(city, event)
    second = join(row=city.offered(city.published(city.need(title="又一件"))), event=event, by=fresh(city.team))
    take(event, "lay_out", city.team)
    for row in (first, second):
        row.refresh_from_db()
    assert (first.table, first.meets_at) == (1, time(9))
    assert (second.table, second.meets_at) == (1, time(9, 30))  # both are of the same two firms
    assert "09:30" in page(city.supplier_account, "match", second.pk).text


def test_without_anybody_there_is_nothing_to_lay_out(city: MarketCity) -> None:
    with pytest.raises(ValidationError, match="还没有对接"):
        take(planned(city), "lay_out", city.team)


def test_what_does_not_fit_into_the_day_is_refused_before_anything_is_written(city: MarketCity) -> None:
    event = planned(city, starts=time(20, 45), minutes=240)
    for row in (city.offered(), city.offered(city.published(city.need(title="又一件")))):
        join(row=row, event=event, by=fresh(city.team))
    with pytest.raises(ValidationError, match="排不下"):
        take(event, "lay_out", city.team)
    assert not Match.objects.exclude(table=None).exists()


def test_it_is_held_on_its_day_and_not_before(city: MarketCity) -> None:
    with pytest.raises(StepRefused, match="要到"):
        take(planned(city, day=TODAY() + timedelta(days=3)), "hold", city.team)
    assert take(planned(city), "hold", city.team).state == EventState.HELD


def test_called_off_the_talks_go_on_without_it(city: MarketCity) -> None:
    event = planned(city)
    row = meeting(city, event)
    take(event, "cancel", city.team, reason="场地没有了")
    row.refresh_from_db()
    assert (row.event, row.state) == (None, "talking")


def test_one_that_is_over_takes_nobody(city: MarketCity) -> None:
    event = take(planned(city), "hold", city.team)
    with pytest.raises(StepRefused):
        meeting(city, event)


def test_what_it_came_to_is_counted_and_what_lies_ahead_is_not_yet_there(city: MarketCity) -> None:
    event = planned(city)
    row = meeting(city, event)
    take(event, "hold", city.team)
    Event.objects.filter(pk=event.pk).update(day=TODAY() - timedelta(days=200))
    early, late = TODAY() - timedelta(days=150), TODAY() - timedelta(days=60)
    Match.objects.filter(pk=row.pk).update(agreed_on=early, delivered_on=late, state="delivered", value=900)
    Delivery.objects.create(match=row, delivered_on=late, value=880, note="验收单")
    told = page(city.office, "event", event.pk).context["dossier"].results
    assert [(each.months, each.agreed, each.delivered) for each in told] == [(3, 1, 0), (6, 1, 1), (12, None, None)]
    assert [int(each.delivered_value) for each in told[:2]] == [0, 880]
    assert "还没有到" in page(city.office, "event", event.pk).text


def test_pages_answer_who_may_and_the_office_plans_one_by_its_form(city: MarketCity) -> None:
    assert page(city.bank, "events").status_code == 200
    assert page(city.bank, "event_new").status_code == 403
    client = Client()
    client.force_login(fresh(city.office))
    sent = {
        "title": "银企对接会",
        "place": "一楼",
        "day": TODAY().isoformat(),
        "starts": "14:00",
        "tables": "5",
        "minutes": "20",
    }
    assert client.post(reverse("event_new"), sent | {"title": ""}).status_code == 422
    assert client.post(reverse("event_new"), sent).status_code == 302
    event = Event.objects.get()
    row = city.offered()
    assert "银企对接会" in client.get(reverse("match", args=[row.pk])).text
    assert client.post(reverse("match_join", args=[row.pk]), {"event": event.pk}).status_code == 302
    assert row.need.title in client.get(reverse("event", args=[event.pk])).text
    assert client.get(reverse("events_export")).status_code == 200


def test_who_has_agreed_is_asked_to_no_event(city: MarketCity) -> None:
    planned(city)
    talking = city.offered()
    assert "join-event" in page(city.team, "match", talking.pk).text
    agreed = city.agreed(talking)
    assert "join-event" not in page(city.team, "match", agreed.pk).text
