"""A second source is sought, found, qualified and measured; each act by who may, from what it may, with its event."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from lianzhang.enterprises.merging import merge
from lianzhang.kernel.lifecycle import StepRefused
from lianzhang.records.models import AuditEvent
from lianzhang.supply.models import Demand, Sourcing, SourcingState
from lianzhang.supply.sourcing.actions import Needed
from lianzhang.work.api import clocks_of
from tests.problems.world import Clockwork

from .sourcing_world import SourcingCity
from .world import fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clockwork:
    clock = Clockwork(monkeypatch)
    clock.at("2023-10-09T10:00")
    return clock


@pytest.fixture
def city(clock: Clockwork) -> SourcingCity:
    city = SourcingCity()
    city.hang()
    return city


def faults(refused: pytest.ExceptionInfo[ValidationError]) -> dict[str, Any]:
    return dict(refused.value.message_dict)


def test_a_search_begins_with_the_demands_of_all_and_what_a_stop_costs_now(city: SourcingCity) -> None:
    run = city.run(risk=0.046)
    row = city.begun()
    assert (row.state, row.post, row.supplier_name) == (SourcingState.FOUND, row.post, city.STRANGER)
    assert (row.risk_before, row.run_before, row.rate_before) == (0.046, run, Decimal("0.00"))
    assert list(row.demands.values_list("customer", "value")) == [
        (city.anchor.pk, Decimal(900)),
        (city.second_anchor.pk, Decimal(300)),
    ]
    event = AuditEvent.objects.get(action="sourcing.begin")
    assert event.facts["demands"] == "汉江整车制造有限公司900万元、春骏智能座舱有限公司300万元"


def test_what_no_run_reckoned_stays_unknown(city: SourcingCity) -> None:
    city.run(kind="stress")
    row = city.begun()
    assert (row.risk_before, row.run_before) == (None, None)


def test_the_last_finished_run_speaks(city: SourcingCity) -> None:
    city.run(risk=0.9, year=2021)
    last = city.run(risk=0.1)
    city.run(risk=0.5, year=2023, state="failed")
    assert city.begun().run_before == last


def test_one_thing_of_one_supplier_is_sought_once_at_a_time(city: SourcingCity) -> None:
    row = city.begun()
    with pytest.raises(ValidationError) as refused:
        city.begun(city.office)
    assert "已有一项在办" in faults(refused)["item"][0]
    city.go(row, "give_up", reason="客户改用别的")
    assert city.begun().state == SourcingState.FOUND


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"item": " "}, "item", "请写"),
        ({"supplier_name": ""}, "supplier", "请写"),
        ({"needs": []}, "customers", "至少一家"),
    ],
)
def test_what_is_lacking_is_said_at_its_field(city: SourcingCity, wrong: Any, field: str, words: str) -> None:
    with pytest.raises(ValidationError) as refused:
        city.begun(**wrong)
    assert words in faults(refused)[field][0]
    assert not Sourcing.objects.exists()
    assert not Demand.objects.exists()


def test_the_supplier_is_not_among_those_who_need_it(city: SourcingCity) -> None:
    with pytest.raises(ValidationError) as refused:
        city.begun(supplier=city.supplier, needs=[Needed(city.supplier)])
    assert "就是供应商" in faults(refused)["customers"][0]


def test_a_team_seeks_for_its_own_chain_alone(city: SourcingCity) -> None:
    with pytest.raises(ValidationError) as refused:
        city.begun(chain=city.chains[1])
    assert "不归您现在的岗位" in faults(refused)["chain"][0]
    for by in (city.chief, city.district, city.bank, city.anchor_account, city.clerk):
        with pytest.raises(PermissionDenied):
            city.begun(by)
    assert not Sourcing.objects.exists()


def test_another_chains_team_moves_nothing(city: SourcingCity) -> None:
    row = city.begun()
    with pytest.raises(StepRefused, match="不能"):
        city.go(row, "search", city.rival_team)


def test_limits_run_while_one_searches_and_qualifies(city: SourcingCity, clock: Clockwork) -> None:
    row = city.go(city.begun(), "search")
    assert row.due is not None
    first = row.due
    clock.at("2023-10-16T10:00")
    row = city.chosen(row)
    assert row.due is not None
    assert row.due > first
    row = city.go(row, "drop", reason="样件不合格")
    assert (row.state, row.candidate, row.candidate_name, row.reason) == ("searching", None, "", "样件不合格")
    names = [(each.name, each.stopped_at is None) for each in next(iter(clocks_of([row]).values()))]
    assert names == [("search", False), ("qualify", False), ("search", True)]
    assert city.go(row, "give_up", reason="改设计了").due is None


@pytest.mark.parametrize(
    ("candidate", "words"),
    [
        ({"candidate_name": " "}, "请写选定的是哪一家"),
        ({"candidate_name": SourcingCity.STRANGER}, "第二家要另选"),
    ],
)
def test_the_second_source_is_another(city: SourcingCity, candidate: Any, words: str) -> None:
    with pytest.raises(ValidationError) as refused:
        city.chosen(**candidate)
    assert words in faults(refused)["candidate"][0]


def test_a_customer_is_no_second_source_for_itself(city: SourcingCity) -> None:
    with pytest.raises(ValidationError, match="不算第二家"):
        city.chosen(candidate=city.anchor)


def test_nobody_supplies_from_a_day_to_come(city: SourcingCity) -> None:
    row = city.chosen()
    with pytest.raises(ValidationError, match="今天以后"):
        city.go(row, "supply", supplying_since=date(2023, 10, 10))
    with pytest.raises(ValidationError, match="一年以上"):
        city.go(row, "supply", supplying_since=date(2021, 10, 10))


def test_it_is_measured_once_the_records_show_both_and_the_network_was_reckoned_anew(
    city: SourcingCity, clock: Clockwork
) -> None:
    city.run(risk=0.046)
    row = city.supplying()
    with pytest.raises(StepRefused, match="采购记录里还没有"):
        city.go(row, "measure")
    city.bought_since()
    with pytest.raises(StepRefused, match="还没有算过停供代价"):
        city.go(row, "measure")
    after = city.run(risk=0.012, year=2023)
    clock.at("2023-11-15T10:00")
    row = city.go(row, "measure")
    assert (row.state, row.risk_before, row.risk_after, row.run_after) == ("measured", 0.046, 0.012, after)
    assert (row.rate_before, row.rate_after) == (Decimal("0.00"), Decimal("100.00"))
    assert row.ended_at is not None


def test_without_a_run_before_none_is_asked_after_and_the_cost_stays_unknown(city: SourcingCity) -> None:
    row = city.supplying()
    city.bought_since()
    row = city.go(row, "measure")
    assert (row.state, row.risk_before, row.risk_after) == ("measured", None, None)


def test_a_stranger_that_was_chosen_may_be_in_the_register_by_then(city: SourcingCity) -> None:
    row = city.go(city.chosen(candidate_name="西区商用车有限公司"), "supply", supplying_since=date(2023, 10, 1))
    city.bought_since(city.rival)
    assert city.go(row, "measure").state == "measured"


def test_what_is_imported_is_marked_with_how_far_it_is_replaced(city: SourcingCity) -> None:
    row = city.begun()
    with pytest.raises(StepRefused, match="没有标为卡脖子"):
        city.go(row, "unmark", reason="能买到")
    with pytest.raises(StepRefused, match="国产替代到哪一步"):
        city.go(row, "mark", stage="soon")
    row = city.go(row, "mark", stage="trial")
    assert (row.chokepoint, row.substitution) == (True, "trial")
    row = city.go(row, "mark", stage="qualified")
    assert row.substitution == "qualified"
    row = city.go(row, "unmark", reason="国内有三家")
    assert (row.chokepoint, row.substitution) == (False, "")


def test_a_word_is_kept_with_its_day_and_finds_nobody(city: SourcingCity) -> None:
    row = city.go(city.go(city.begun(), "search"), "say", said="和两家谈过")
    assert (row.state, row.said, row.said_on) == ("searching", "和两家谈过", date(2023, 10, 9))


def test_two_firms_that_are_one_need_it_once(city: SourcingCity) -> None:
    twin = city.firm("汉江整车", uscc="")
    row = city.begun(needs=[*city.needs(), Needed(twin, Decimal(50))])
    city.anchor.refresh_from_db()
    merge(stays=city.anchor, goes=twin, versions=(city.anchor.version, twin.version), by=fresh(city.office))
    assert list(row.demands.values_list("customer", "value")) == [
        (city.anchor.pk, Decimal(900)),
        (city.second_anchor.pk, Decimal(300)),
    ]


def test_a_supplier_that_is_another_firm_takes_the_search_along(city: SourcingCity) -> None:
    twin = city.firm("东区铸件", uscc="")
    row = city.chosen(city.begun(supplier=city.elsewhere), candidate=twin)
    city.supplier.refresh_from_db()
    merge(stays=city.supplier, goes=twin, versions=(city.supplier.version, twin.version), by=fresh(city.office))
    row.refresh_from_db()
    assert (row.candidate, row.supplier) == (city.supplier, city.elsewhere)
