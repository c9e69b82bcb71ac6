"""What second sources tell desks, calendar, search, agendas and lists of supervision; and a post that passes on."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from lianzhang.access.models import Assignment
from lianzhang.accounts.models import User
from lianzhang.kernel.agenda import AgendaGroup, AgendaQuery
from lianzhang.kernel.desk import SearchQuery
from lianzhang.plans.api import viewpoint
from lianzhang.supply.models import Sourcing
from lianzhang.supply.sourcing import agenda as sourcing_agenda
from lianzhang.supply.sourcing import desk as sourcing_desk
from lianzhang.supply.sourcing.hand_over import move_sourcings
from lianzhang.supply.sourcing.starting import seed
from tests.problems.world import Clockwork

from .sourcing_world import CHIP, SourcingCity
from .world import fresh

pytestmark = pytest.mark.django_db
TODAY = date(2023, 10, 9)


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


def seen_by(user: User, on: date = TODAY) -> Any:
    vp = viewpoint(fresh(user), {}, on)
    assert vp is not None
    return vp


def test_what_a_post_carries_waits_for_it_with_verb_and_limit(city: SourcingCity, clock: Clockwork) -> None:
    row = city.begun()
    assert [each.verb for each in sourcing_desk.waiting(seen_by(city.team)).rows] == ["开始找"]
    row = city.go(row, "search")
    (told,) = sourcing_desk.waiting(seen_by(city.team)).rows
    assert (told.verb, told.due, told.urgent, told.ticks is not None) == ("找第二家", row.due, False, True)
    assert sourcing_desk.waiting(seen_by(city.office)).count == 0
    clock.at("2023-12-20T10:00")
    late = sourcing_desk.waiting(seen_by(city.team, date(2023, 12, 20)))
    assert (late.late, late.pressing, late.rows[0].urgent) == (1, 1, True)
    for user in (city.chief, city.bank, city.district, city.anchor_account):
        assert sourcing_desk.waiting(seen_by(user)) is None


def test_the_office_sees_what_others_carry_and_what_is_late(city: SourcingCity, clock: Clockwork) -> None:
    city.go(city.go(city.begun(), "search"), "say", said="在谈两家")
    clock.at("2023-12-20T10:00")
    told = sourcing_desk.with_others(seen_by(city.office, date(2023, 12, 20)))
    assert told is not None
    assert (told.count, told.late, told.owing[0].late) == (1, 1, 1)
    assert told.rows[0].last_word is not None
    assert told.rows[0].last_word.words == "在谈两家"
    assert sourcing_desk.with_others(seen_by(city.team, date(2023, 12, 20))).count == 0
    assert sourcing_desk.with_others(seen_by(city.rival_team, date(2023, 12, 20))).count == 0


def test_limits_fall_due_and_supplies_come_in(city: SourcingCity) -> None:
    row = city.go(city.begun(), "search")
    (due,) = sourcing_desk.due(seen_by(city.chief), date(2023, 12, 31))
    assert (due.on, due.rows[0].link.title) == (row.due, CHIP)
    assert not list(sourcing_desk.due(seen_by(city.rival_team), date(2023, 12, 31)))
    city.go(city.chosen(row), "supply", supplying_since=date(2023, 10, 1))
    (came,) = sourcing_desk.changes(seen_by(city.chief), date(2023, 9, 1))
    assert (came.on, came.note) == (date(2023, 10, 1), "东区铸件有限公司")
    assert not list(sourcing_desk.changes(seen_by(city.bank), date(2023, 9, 1)))


@pytest.mark.parametrize("text", ["芯片", "江城", "春骏"])
def test_the_search_finds_by_thing_supplier_and_customer(city: SourcingCity, text: str) -> None:
    city.begun()
    (group,) = sourcing_desk.search(seen_by(city.team), SearchQuery(text, 5))
    assert (group.total, group.hits[0].link.title) == (1, CHIP)
    for user in (city.rival_team, city.bank, city.anchor_account, city.district):
        assert not list(sourcing_desk.search(seen_by(user), SearchQuery(text, 5)))


def test_what_is_late_may_be_supervised_until_another_supplies(city: SourcingCity, clock: Clockwork) -> None:
    row = city.go(city.begun(), "search")
    assert not list(sourcing_agenda.supervised(seen_by(city.office)))
    clock.at("2023-12-20T10:00")
    (candidate,) = sourcing_agenda.supervised(seen_by(city.office, date(2023, 12, 20)))
    assert (candidate.row, candidate.deadline, candidate.why) == (row, row.due, "只有一家在供，还没有找到第二家")
    assert sourcing_agenda.settled(row) is False
    row = city.go(city.chosen(row), "supply", supplying_since=date(2023, 12, 1))
    assert sourcing_agenda.settled(row) is True
    assert sourcing_agenda.settled(city.anchor) is None


def test_a_meeting_is_told_whose_contract_ends_and_nobody_is_at_it(city: SourcingCity) -> None:
    query = AgendaQuery(city.chains[0], date(2023, 7, 1), TODAY)
    rows = list(sourcing_agenda.agenda(seen_by(city.chief), query))
    (ending,) = [row for row in rows if row.group == AgendaGroup.DECIDE]
    assert (ending.due, "江城锐铸" in ending.note) == (date(2023, 12, 31), True)
    assert {row.code: row.value for row in rows if row.code} == {
        "sourcings_open": 0,
        "sole_sources": 1,
        "second_sources": 0,
    }
    city.begun()
    rows = list(sourcing_agenda.agenda(seen_by(city.chief), query))
    assert not [row for row in rows if row.group == AgendaGroup.DECIDE]
    assert not list(sourcing_agenda.agenda(seen_by(city.bank), query))


def test_without_purchases_the_number_of_sole_sources_is_unknown(clock: Clockwork) -> None:
    city = SourcingCity()
    rows = sourcing_agenda.agenda(seen_by(city.office), AgendaQuery(None, date(2023, 7, 1), TODAY))
    assert [row.value for row in rows if row.code == "sole_sources"] == [None]


def test_a_chains_page_counts_what_is_sought(city: SourcingCity) -> None:
    assert sourcing_desk.chain_answers(seen_by(city.office), city.chains[0]) == []
    city.go(city.begun(), "mark", stage="trial")
    told = [link.title for link in sourcing_desk.chain_answers(seen_by(city.office), city.chains[0])]
    assert told == ["1项在补第二家", "1项卡脖子"]
    assert sourcing_desk.chain_answers(seen_by(city.bank), city.chains[0]) == []


def test_a_post_that_passes_on_hands_its_searches_over(city: SourcingCity) -> None:
    row = city.begun()
    left, taken = (Assignment.objects.get(user=user) for user in (city.team, city.office))
    assert [(each.kind, each.pk, each.title) for each in move_sourcings(left, taken)] == [
        ("sourcing", row.pk, f"{CHIP}（{city.STRANGER}）")
    ]
    city.go(row, "give_up", reason="不用了")
    assert move_sourcings(left, taken) == []


def test_a_lead_fills_the_segment_of_the_product_on_its_own_chain(city: SourcingCity) -> None:
    row = city.begun(item="壳体", product=city.casting, needs=city.needs())
    told = seed(seen_by(city.office), row)
    assert told is not None
    assert (told.segment, told.chain) == (city.segments[0], city.chains[0])
    other = city.begun(city.office, item="壳体二", product=city.casting, chain=city.chains[1])
    assert seed(seen_by(city.office), other).segment is None
    assert seed(seen_by(city.office), city.go(row, "give_up", reason="不用了")) is None
    assert seed(seen_by(city.office), city.anchor) is None


def test_what_is_imported_begins_a_qualification(city: SourcingCity) -> None:
    row: Sourcing = city.go(city.begun(), "mark", stage="trial")
    told = seed(seen_by(city.office), row)
    assert told is not None
    assert told.title == f"国产替代验证：{CHIP}"
    assert "在试用" in told.text
    assert not [each for each in (city.STRANGER, str(Decimal(900))) if each in told.text]
