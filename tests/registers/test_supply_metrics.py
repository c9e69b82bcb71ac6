"""Second sources as records of a target: each counts from the day on which it began to deliver."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from lianzhang.plans import kept
from lianzhang.plans.api import State
from lianzhang.plans.evaluating import Run, evaluate_target
from lianzhang.registry.models import Coverage
from lianzhang.supply.models import Sourcing
from tests.plans.test_kept import ask, plain
from tests.problems.world import Clockwork
from tests.supply.sourcing_world import SourcingCity

pytestmark = pytest.mark.django_db
AT = date(2023, 12, 31)
SINCE = {"period_start": date(2023, 1, 1), "period_end": AT}


@pytest.fixture
def city(monkeypatch: pytest.MonkeyPatch) -> SourcingCity:
    Clockwork(monkeypatch).at("2023-10-09T10:00")
    made = SourcingCity()
    made.hang()
    Coverage.objects.create(city=made.region, register="sourcings", **SINCE, note="台账", declared_by=made.office)
    return made


def target(city: SourcingCity, **more: Any) -> Any:
    given = {"measure": "each", "window": "year", "unit": "件", "metric": "supply.second_sources", "value": 1}
    row = city.world.target("second", **given | more)
    type(row).objects.filter(pk=row.pk).update(starts=date(2023, 1, 1))
    row.refresh_from_db()
    return row


def test_a_second_source_counts_from_the_day_on_which_it_delivers(city: SourcingCity) -> None:
    row = target(city)
    assert evaluate_target(row, AT).evaluation.state is State.MISSED
    supplying = city.supplying(date(2023, 10, 1))
    met = evaluate_target(row, AT)
    assert met.evaluation.state is State.MET
    assert {each.pk for each in met.rows if each.kind == "sourcing"} == {supplying.pk}
    assert not [each for each in evaluate_target(row, date(2023, 9, 30)).rows if each.kind == "sourcing"]


def test_what_is_kept_follows_each_step_of_a_search(city: SourcingCity) -> None:
    target(city)
    row = city.chosen()
    for step, given in (("supply", {"supplying_since": date(2023, 10, 1)}), ("give_up", {"reason": "供货停了"})):
        ask(city.plan, AT)
        row = city.go(row, step, **given)
        assert plain(ask(city.plan, AT)) == plain(kept._work_out(Run(city.plan), AT))


def test_a_search_that_goes_on_counts_for_nothing_and_chokepoints_are_counted_apart(city: SourcingCity) -> None:
    apart = target(city, params={"item": "chokepoint"})
    row = city.chosen()
    assert evaluate_target(apart, AT).evaluation.state is State.MISSED
    supplying = city.go(row, "supply", supplying_since=date(2023, 10, 1))
    assert evaluate_target(apart, AT).evaluation.state is State.MISSED
    Sourcing.objects.filter(pk=supplying.pk).update(chokepoint=True)
    assert evaluate_target(apart, AT).evaluation.state is State.MET
